package check

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/mailbox"
	"borgerbot/internal/oauth"
	"borgerbot/internal/scope"
	"borgerbot/internal/submit"
)

// token gets an access token, which mailbox and relay need.
func (in *inspection) token(ctx context.Context, n *notes) {
	_, _, err := in.ways.Tokens.Token(ctx)
	var e *oauth.Error
	switch {
	case err == nil:
		n.ok("the service gives an access token")
	case errors.As(err, &e):
		n.failure(err, !e.Lasting())
	default:
		n.failure(err, true)
	}
}

// certificateDays is how many days before its end a certificate is pointed out.
const certificateDays = 21

// certificate tells how a connection is protected. There is no zero end but without
// TLS, which the configuration allows on this machine only.
func (in *inspection) certificate(n *notes, server string, ends time.Time) {
	if ends.IsZero() {
		n.ok("%s is on this machine and reached without TLS", server)
		return
	}
	day := in.cfg.Rules().Today(ends)
	if left := day.Sub(in.today); left < certificateDays {
		n.warn(fmt.Sprintf("the certificate of %s ends on %s, in %d days", server, day, left),
			"have whoever runs the server renew it; after that day neither mail nor password goes there")
		return
	}
	n.ok("TLS to %s; its certificate ends on %s", server, day)
}

// mailbox looks at a mailbox: whether it lets us in, what its server can do, and its
// folders.
func (in *inspection) mailbox(ctx context.Context, n *notes, i int) {
	m, open := in.cfg.Mailboxes[i], false
	if i == 0 {
		defer func() { in.open <- open }()
	}
	if m.IMAP.Auth == config.Password && m.IMAP.Password.Expose() == "" {
		n.skip("there is no password", "put it where imap.password_file says")
		return
	}
	v, err := mailbox.Call(ctx, in.ways.Mailboxes[i])
	if err != nil {
		mailboxFailure(n, err)
		return
	}
	defer v.Leave()
	open = true
	in.certificate(n, m.IMAP.Server, v.CertificateEnds())
	n.ok("%s lets us in", m.IMAP.Server)
	capabilities(n, v, m)
	if err := folders(ctx, n, v, m); err != nil {
		mailboxFailure(n, err)
		return
	}
	if err := rights(ctx, n, v, m); err != nil {
		mailboxFailure(n, err)
	}
}

func mailboxFailure(n *notes, err error) {
	var e *mailbox.Error
	mend := false
	if errors.As(err, &e) {
		switch e.Code {
		case mailbox.CodeAuth, mailbox.CodeTLS, mailbox.CodeFolder, mailbox.CodeInput, mailbox.CodeKeyword:
			mend = true
		}
	}
	n.failure(err, !mend)
}

// capabilities tells what the server cannot do and the daemon therefore does
// otherwise.
func capabilities(n *notes, v *mailbox.Visit, m config.Mailbox) {
	var there []string
	for _, c := range []struct {
		name     string
		matters  bool // to this office
		what, do string
	}{
		{"IDLE", true, "no IDLE: new mail is seen within a minute and not at once", "nothing, if that is good enough"},
		{"UIDPLUS", true, "no UIDPLUS: what the program deletes stays in the mailbox, marked as deleted",
			"let the mail program empty such folders, above all with retention.mailbox: erase"},
		{"MOVE", m.After.Move != "", "no MOVE: a letter is copied to its folder and then deleted where it was", "nothing"},
		{"CONDSTORE", false, "", ""}, {"QRESYNC", false, "", ""},
	} {
		switch {
		case v.Offers(c.name):
			there = append(there, c.name)
		case c.matters:
			n.warn(c.what, c.do)
		}
	}
	n.ok("the server offers %s; the daemon compares the numbers of all mails itself and needs neither CONDSTORE nor QRESYNC", orNone(there))
}

func orNone(words []string) string {
	if len(words) == 0 {
		return "none of what is made use of"
	}
	return strings.Join(words, ", ")
}

// folders opens every folder of the configuration for reading. The error is one after
// which nothing can be asked any more.
func folders(ctx context.Context, n *notes, v *mailbox.Visit, m config.Mailbox) error {
	var open []string
	var missing []string
	wanted := append([]struct{ key, name string }{{"inbox", m.Inbox}, {"sent", m.Sent}, {"drafts", m.Drafts}, {"after.move", m.After.Move}},
		named("folders", m.Folders)...)
	for _, f := range wanted {
		if f.name == "" {
			continue
		}
		err := v.Examine(ctx, f.name)
		var e *mailbox.Error
		switch {
		case err == nil:
			open = append(open, f.name)
		case errors.As(err, &e) && e.Code == mailbox.CodeFolder:
			missing = append(missing, f.name)
			n.fail(fmt.Sprintf("%s: there is no folder %q", f.key, f.name), "create it in the mail program, or correct the name")
		case errors.As(err, &e) && e.Code == mailbox.CodeRefused:
			n.fail(fmt.Sprintf("%s: the server does not open folder %q", f.key, f.name), "let this user read it")
		default:
			return err
		}
	}
	if len(open) > 0 {
		n.ok("folders that open: %s", strings.Join(open, ", "))
	}
	if len(missing) > 0 {
		offerFolders(ctx, n, v, missing)
	}
	return nil
}

func named(key string, names []string) []struct{ key, name string } {
	var all []struct{ key, name string }
	for _, name := range names {
		all = append(all, struct{ key, name string }{key, name})
	}
	return all
}

// listed is how many folders are looked into for a mail.
const listed = 40

// usual are names that mail programs give their folders. Not every server says what
// its folders are for.
var usual = []string{"INBOX", "Sent", "Sent Items", "Sendt post", "Sendt", "Drafts", "Kladder", "Archive", "Arkiv"}

// offerFolders names folders that may have been meant: those for sent mail and the like,
// and those called nearly as the missing ones. The others may be called after citizens.
func offerFolders(ctx context.Context, n *notes, v *mailbox.Visit, missing []string) {
	names, offered, err := v.Folders(ctx)
	if err != nil {
		n.skip("the server's list of folders cannot be read", "look at it in the mail program")
		return
	}
	for _, name := range names {
		if slices.Contains(usual, name) {
			offered = append(offered, name)
		}
	}
	for _, name := range missing {
		if near, ok := scope.Meant(name, names); ok {
			offered = append(offered, near)
		}
	}
	slices.Sort(offered)
	n.add(Finding{Status: Note, What: "folders that may be meant: " + strings.Join(slices.Compact(offered), ", ") + "; the others are not told here"})
}

// rights looks at what may be changed where something must be.
func rights(ctx context.Context, n *notes, v *mailbox.Visit, m config.Mailbox) error {
	in, err := v.Rights(ctx, m.Inbox)
	if err != nil {
		return absentOr(err)
	}
	switch kept, err := keeps(ctx, v, m); {
	case err != nil:
		return err
	case m.After.Flag != "" && !kept:
		n.fail(fmt.Sprintf("after.flag: folder %q does not keep the keyword %s", m.Inbox, m.After.Flag),
			"let letters be moved to a folder instead (after.move)")
	case !in.Write && m.After.Move != "":
		n.fail(fmt.Sprintf("after.move: folder %q may be read only", m.Inbox), "let this user delete mail in it")
	case !in.Keywords:
		n.ok("folder %q keeps no keywords of one's own; the configuration asks for none", m.Inbox)
	default:
		n.ok("folder %q keeps keywords", m.Inbox)
	}
	drafts, err := v.Rights(ctx, m.Drafts)
	switch {
	case err != nil:
		return absentOr(err)
	case !drafts.Write:
		n.fail(fmt.Sprintf("drafts: folder %q may be read only", m.Drafts), "let this user put mail into it")
	default:
		n.ok("drafts can be put into folder %q", m.Drafts)
	}
	return nil
}

func keeps(ctx context.Context, v *mailbox.Visit, m config.Mailbox) (bool, error) {
	if m.After.Flag == "" {
		return true, nil
	}
	return v.Keeps(ctx, m.Inbox, m.After.Flag)
}

// absentOr forgets that a folder is not there, which has been told.
func absentOr(err error) error {
	var e *mailbox.Error
	if errors.As(err, &e) && slices.Contains([]mailbox.Code{mailbox.CodeFolder, mailbox.CodeRefused}, e.Code) {
		return nil
	}
	return err
}

// smallest is what a relay should take at least: our letters are text.
const smallest = 1 << 20

// relay looks at the mail server that takes the letters.
func (in *inspection) relay(ctx context.Context, n *notes) {
	s, open := in.cfg.Submission, false
	defer func() { in.open <- open }()
	if s.User != "" && s.Auth == config.Password && s.Password.Expose() == "" {
		n.skip("there is no password", "put it where submission.password_file says")
		return
	}
	g, err := submit.Greet(ctx, in.ways.Relay)
	if err != nil {
		relayFailure(n, err)
		return
	}
	open = true
	in.certificate(n, s.Server, g.CertificateEnds)
	switch {
	case s.User == "":
		n.ok("%s asks for no sign-in", s.Server)
	default:
		n.ok("%s lets us in", s.Server)
	}
	switch {
	case g.MaxSize == 0:
		n.ok("the server names no bound to the size of a letter")
	case g.MaxSize < smallest:
		n.warn(fmt.Sprintf("the server takes letters of at most %d bytes", g.MaxSize), "have it take 1 MB at least")
	default:
		n.ok("the server takes letters of up to %d bytes", g.MaxSize)
	}
}

func relayFailure(n *notes, err error) {
	var e *submit.Error
	mend := errors.As(err, &e) && (e.Kind == submit.Config || e.Kind == submit.Permanent)
	n.failure(err, !mend)
}
