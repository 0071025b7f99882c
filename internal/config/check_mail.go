package config

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
)

const (
	likeFolder = `write the folder's name in ASCII, without * % " and \; mail servers differ on the rest`
	plainTLS   = "without TLS only this machine may be reached; write tls or starttls"
)

// maxMegabytes is the largest mail that can be asked for.
const maxMegabytes = 512

func (l *loader) checkMailboxes() {
	c := &l.cfg
	l.must(len(c.Mailboxes) > 0, "mailboxes", "name at least one mailbox")
	ids, addresses := map[string]string{}, map[string]string{}
	for i, m := range c.Mailboxes {
		at := func(key string) string { return fmt.Sprintf("mailboxes[%d].%s", i, key) }
		l.must(isID(m.ID), at("id"), likeID)
		l.unique(ids, m.ID, at("id"))
		l.must(isAddress(m.Address), at("address"), likeAddress)
		l.unique(addresses, m.Address+" "+m.Inbox, at("address"))
		l.must(m.Name != "", at("name"), "is empty; citizens see it as the sender")
		l.must(isServer(m.IMAP.Server), at("imap.server"), likeServer)
		l.must(m.IMAP.TLS != Plain || isLoopback(m.IMAP.Server), at("imap.tls"), plainTLS, at("imap.server"))
		l.must(m.IMAP.User != "", at("imap.user"), "is empty; write the name the program signs in with")
		l.must(m.Owner == "" || c.hasAdviser(m.Owner), at("owner"), "there is no adviser with this id; look under advisers", "advisers")
		l.number(at("max_megabytes"), m.MaxMegabytes, 1, maxMegabytes)
		l.checkFolders(m, at)
	}
}

func (l *loader) checkFolders(m Mailbox, at func(string) string) {
	l.must(isFolder(m.Inbox), at("inbox"), likeFolder)
	read := map[string]string{}
	l.unique(read, m.Inbox, at("inbox"))
	for _, filed := range []struct{ key, folder string }{{"sent", m.Sent}, {"drafts", m.Drafts}} {
		l.must(filed.folder == "" || isFolder(filed.folder), at(filed.key), likeFolder)
		l.must(filed.folder == "" || filed.folder != m.Inbox, at(filed.key), "is the inbox; name another folder")
	}
	l.must(m.Drafts != "", at("drafts"), "is empty; name the folder where answers are drafted, such as Drafts or Kladder")
	for i, folder := range m.Folders {
		path := at(fmt.Sprintf("folders[%d]", i))
		l.must(isFolder(folder), path, likeFolder)
		l.unique(read, folder, path)
		l.must(folder != m.Sent && folder != m.Drafts, path, "is sent or drafts; name folders with incoming mail only")
	}
	l.must(m.After.Flag == "" || m.After.Move == "", at("after"), "write flag or move, not both")
	l.must(m.After.Flag == "" || isKeyword(m.After.Flag), at("after.flag"), `write one word in ASCII without \ ( ) { ] * % "`)
	l.must(m.After.Move == "" || isFolder(m.After.Move), at("after.move"), likeFolder)
	l.must(m.After.Move == "" || m.After.Move != m.Inbox && !slices.Contains(m.Folders, m.After.Move), at("after.move"),
		"is a folder that is read; mail would be taken in again and again")
	s := l.cfg.Submission
	l.must(m.Sent != "" || s.Proof != ProofSentFolder && !s.CopyToSent, at("sent"),
		"is empty, and submission needs it for proof sent_folder or copy_to_sent; name the folder",
		"submission.proof", "submission.copy_to_sent")
}

func (l *loader) checkSubmission() {
	s := &l.cfg.Submission
	l.must(isServer(s.Server), "submission.server", likeServer)
	l.must(s.TLS != Plain || isLoopback(s.Server), "submission.tls", plainTLS, "submission.server")
	l.must(isDomain(s.HELO), "submission.helo", "write the name of this machine, such as borgerbot.example.org")
	l.must(isDomain(s.MessageDomain), "submission.message_domain", likeDomain)
	l.must(s.Proof != ProofSentFolder || !s.CopyToSent, "submission.copy_to_sent",
		"the server files what we send (proof: sent_folder), so that there would be two copies; write false", "submission.proof")
	l.span("submission.grace", s.Grace, 0, 10*time.Minute)
	l.span("submission.give_up", s.GiveUp, time.Hour, 5*24*time.Hour)
	l.number("submission.connections", s.Connections, 1, 10)
	l.number("submission.per_minute", s.PerMinute, 0, 1_000_000)
}

func (l *loader) checkIntake() {
	in := &l.cfg.Intake
	l.must(in.AuthServID == "" || isDomain(in.AuthServID) || only(in.AuthServID, lower+digits+"-", 1, 63), "intake.authserv_id",
		"write the first word of our server's Authentication-Results header, such as mx.example.org")
	l.doubt(in.AuthServID != "", "intake.authserv_id", "is empty, so that a forged sender is not noticed and gets a receipt")
	for i, sender := range in.Gateways {
		l.must(isSender(sender), fmt.Sprintf("intake.gateways[%d]", i), likeSender)
	}
	for i, sender := range in.WebForms {
		l.must(isSender(sender), fmt.Sprintf("intake.web_forms[%d]", i), likeSender)
	}
	l.span("intake.read_limit", in.ReadLimit, time.Second, 10*time.Minute)
	for _, limit := range []struct {
		key   string
		value int
	}{{"sender_free", l.cfg.Caps.SenderFree}, {"sender_day", l.cfg.Caps.SenderDay}, {"hour", l.cfg.Caps.Hour}} {
		l.number("caps."+limit.key, limit.value, 0, 1_000_000)
		l.doubt(limit.value != 0, "caps."+limit.key, "is 0: nothing stops a mail loop here")
	}
}

func (l *loader) checkHealth() {
	h := l.cfg.Health
	l.must(h.Listen == "" || isServer(h.Listen), "health.listen", "write an address and a port, such as 127.0.0.1:9464")
	l.must(h.Listen == "" || h.Expose || !isServer(h.Listen) || isLoopback(h.Listen), "health.listen",
		"can be reached from other machines; write 127.0.0.1, or expose: true if that is meant", "health.expose")
	l.must(h.Operator == "" || isAddress(h.Operator), "health.operator", likeAddress)
}

// span checks that a time lies between two others.
func (l *loader) span(path string, value, least, most time.Duration) {
	l.must(value >= least && value <= most, path, fmt.Sprintf("write a time from %s to %s", brief(least), brief(most)))
}

// brief writes "1h" for an hour, not "1h0m0s".
func brief(d time.Duration) string {
	text := d.String()
	for _, zero := range []string{"m0s", "h0m"} {
		if strings.HasSuffix(text, zero) {
			text = text[:len(text)-2]
		}
	}
	return text
}

func (c *Config) hasAdviser(id casework.AdviserID) bool {
	return slices.ContainsFunc(c.Advisers, func(a Adviser) bool { return a.ID == id })
}
