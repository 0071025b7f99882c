package mailmsg

import (
	"regexp"
	"strings"
)

// Automatic tells whether a machine sent a mail. Such mail is never answered
// (RFC 3834 §2) and never dropped.
type Automatic struct {
	Is bool
	// Reason is how it shows; empty if Is is false.
	Reason AutomaticReason
}

// AutomaticReason is how a mail shows that a machine sent it.
type AutomaticReason string

// The reasons, the most telling first: of several, the first is given.
const (
	// ReasonDeliveryReport: a bounce or another report on a letter.
	ReasonDeliveryReport AutomaticReason = "delivery_report"
	// ReasonDisposition: a read receipt.
	ReasonDisposition AutomaticReason = "disposition"
	// ReasonCalendar: a calendar program answers or cancels a meeting.
	ReasonCalendar AutomaticReason = "calendar"
	// ReasonSubject: the subject that out-of-office programs use.
	ReasonSubject AutomaticReason = "subject"
	// ReasonAutoSubmitted: an Auto-Submitted header other than "no" (RFC 3834 §5).
	ReasonAutoSubmitted AutomaticReason = "auto_submitted"
	// ReasonAutoReply: X-Autoreply and its kin.
	ReasonAutoReply AutomaticReason = "auto_reply"
	// ReasonLoop: X-Loop, or a program that marks what it made.
	ReasonLoop AutomaticReason = "loop"
	// ReasonList: a list's header (RFC 2369, RFC 2919).
	ReasonList AutomaticReason = "list"
	// ReasonPrecedence: Precedence bulk, list, junk or auto_reply.
	ReasonPrecedence AutomaticReason = "precedence"
	// ReasonBulk: a mass mailer's Feedback-ID.
	ReasonBulk AutomaticReason = "bulk"
	// ReasonSpam: our own server calls it spam.
	ReasonSpam AutomaticReason = "spam"
	// ReasonSuppress: X-Auto-Response-Suppress asks for no answer.
	ReasonSuppress AutomaticReason = "suppress"
	// ReasonNullSender: an empty return path; an answer would reach nobody.
	ReasonNullSender AutomaticReason = "null_sender"
	// ReasonSender: the address is a robot's.
	ReasonSender AutomaticReason = "sender"
)

// classify decides whether a machine sent the mail, and reads what it reports.
func (m *Message) classify(h fields, found reports) {
	m.Disposition = found.disposition
	m.Report = found.delivery
	subject := m.Subject.Reveal()
	if m.Report == nil && !m.Disposition && (h.Has("X-Failed-Recipients") || m.isBounce(subject)) {
		m.Report = textualBounce(h, subject, m.Text.Reveal())
	}
	if m.Report != nil && m.Report.OriginalMessageID == "" {
		m.Report.OriginalMessageID = found.originalID
	}
	if reason := m.automaticReason(h, found); reason != "" {
		m.Automatic = Automatic{Is: true, Reason: reason}
		m.WebForm = m.looksLikeForm(reason, h)
	}
}

// automaticReason returns the most telling reason, or "". A mail that says
// "Auto-Submitted: no" is a person's: against that word stand only what no person
// can send, and what our own server says.
func (m *Message) automaticReason(h fields, found reports) AutomaticReason {
	subject := m.Subject.Reveal()
	submitted := bareWord(h.Get("Auto-Submitted"))
	for _, c := range []struct {
		reason AutomaticReason
		is     bool
		strong bool
	}{
		{ReasonDeliveryReport, m.Report != nil || found.feedback, true},
		{ReasonDisposition, m.Disposition, true},
		{ReasonCalendar, calendarAnswers[m.Calendar], true},
		{ReasonSubject, automaticSubject.MatchString(subject), false},
		{ReasonAutoSubmitted, submitted != "" && submitted != "no", true},
		{ReasonAutoReply, hasAutoReplyHeader(h), true},
		{ReasonLoop, hasLoopHeader(h), true},
		{ReasonList, hasListHeader(h), true},
		{ReasonPrecedence, bulkPrecedence[bareWord(h.Get("Precedence"))], false},
		{ReasonBulk, h.Has("Feedback-Id"), false},
		{ReasonSpam, isSpam(h), true},
		{ReasonSuppress, suppressesAnswers(h), false},
		{ReasonNullSender, m.NullReturnPath, true},
		{ReasonSender, m.fromRobot(), false},
	} {
		if c.is && (c.strong || submitted != "no") {
			return c.reason
		}
	}
	return ""
}

// calendarAnswers are the iTIP methods that programs send of themselves or at a
// click (RFC 5546 §1.4). A REQUEST is a person who invites.
var calendarAnswers = map[string]bool{"REPLY": true, "CANCEL": true, "COUNTER": true, "DECLINECOUNTER": true, "REFRESH": true}

var bulkPrecedence = map[string]bool{"bulk": true, "junk": true, "list": true, "auto_reply": true}

// automaticSubject is what out-of-office programs and receipts write at the
// beginning of a subject. A person who writes about an "Autosvar" goes on with
// words; a program puts a colon, a dash, the old subject's "Re:", or nothing.
// "SV: Autosvar" is a person who answers a program.
var automaticSubject = regexp.MustCompile(`^(?i)\s*\[?(?:` + strings.Join([]string{
	`auto-?svar`, `auto svar`, `automatisk[et]* (?:svar|besvarelse|meddelelse)`, `automatiskt svar`, `frånvaro`,
	`automatic (?:reply|response)`, `auto[- ]?(?:reply|response|responder)`, `autoreply`,
	`out of (?:the )?office(?: auto-?reply| message| notification)?`, `ikke til ?stede`, `ikke på kontoret`, `fraværs?(?:besked|meddelelse|assistent)`, `feriebesked`,
	`ude af (?:huset|kontoret)`, `abwesenheits(?:notiz|nachricht)`, `abwesend`, `automatische antwort`, `réponse automatique`,
	`(?:læse|leverings)kvittering`, `read receipt`, `return receipt`,
}, "|") + `)\]?\s*(?:$|[:–—!]|-\s|\(|(?:sv|re|aw|vs|fwd?)\s*:)`)

// bounceSubject is what servers write about a letter that did not arrive. It
// counts only in mail from a server: a citizen may complain of the same thing.
var bounceSubject = regexp.MustCompile(`(?i)undeliver|not deliver|delivery (?:status|fail|has failed|incomplete|delayed)|mail delivery|deliver.* fail|failure notice|returned (?:mail|to sender)|message (?:delayed|blocked|rejected)|kan ikke (?:leveres|afleveres)|kunne ikke (?:leveres|afleveres|sendes)|ikke leveret|ikke (?:blive )?afleveret|levering.* mislykke|mislykket levering|leveringsfejl|leveringsstatus|unzustellbar|levering.* forsinket|forsinket levering`)

// bounceStart is a subject that says so by itself, whoever sends it.
var bounceStart = regexp.MustCompile(`^(?i)\s*(?:undeliverable|undelivered mail returned to sender|delivery status notification|mail delivery failed|kan ikke leveres|ikke leveret)\s*(?:$|[:(])`)

// robotLocal are local parts that no person reads (RFC 2142, RFC 3834 §2).
var robotLocal = regexp.MustCompile(`^(?:mailer-daemon|postmaster|listserv|majordomo|abuse|root|bounces?|owner-.*|.*-(?:request|bounces?|owner)|microsoftexchange[0-9a-f]{10,})$|^(?:no[-_.]?reply|do[-_.]?not[-_.]?reply|not?[-_.]?responder|ikke[-_.]?svar|svar[-_.]?ikke|ingen[-_.]?svar|besvar(?:es)?[-_.]?ikke|bounces?[-_.+=])(?:[^a-zæøå].*)?$|[-_.](?:no-?reply|donotreply)$`)

// mailerLocal are those of them that report on deliveries.
var mailerLocal = regexp.MustCompile(`^(?:mailer-daemon|postmaster|bounces?|mail-?daemon|microsoftexchange[0-9a-f]{10,})$`)

func (m *Message) fromRobot() bool { return robotLocal.MatchString(m.senderLocal()) }

// isBounce reports whether a mail server seems to write about a letter: one that
// leaves no return path, or uses its own name.
func (m *Message) isBounce(subject string) bool {
	server := m.NullReturnPath || mailerLocal.MatchString(m.senderLocal())
	return bounceStart.MatchString(subject) || server && bounceSubject.MatchString(subject) && !automaticSubject.MatchString(subject)
}

// senderLocal returns the local part of who wrote. A person whose mail a robot
// sends on her behalf is a person: Sender counts only if From has no address.
func (m *Message) senderLocal() string {
	for _, list := range [][]Address{m.From, m.Sender} {
		for _, a := range list {
			if !a.Address.Empty() {
				return localOf(a.Address.Reveal())
			}
		}
	}
	return ""
}

// autoReplyHeader are the names of headers that vacation programs invent.
// X-Auto-Response-Suppress is not one: it asks, it does not tell.
var autoReplyHeader = regexp.MustCompile(`^(?i)x-(?:.*-)?auto-?(?:reply|respond(?:er)?|response|replied|generated)(?:-from)?$|^(?i)x-(?:holidayreply|fc-machinegenerated)$`)

func hasAutoReplyHeader(h fields) bool {
	for all := h.Fields(); all.Next(); {
		if autoReplyHeader.MatchString(all.Key()) && !saysNo(all.Value()) {
			return true
		}
	}
	return strings.EqualFold(strings.TrimSpace(h.Get("X-Post-Messageclass")), "9; autoresponder")
}

func saysNo(value string) bool {
	switch bareWord(value) {
	case "", "no", "false", "0":
		return true
	}
	return false
}

// hasLoopHeader reports a program that says "yes" to X-Loop, or Exchange's mark
// on what its rules made. Our own instance's name in X-Loop is for the caller to
// know.
func hasLoopHeader(h fields) bool {
	for _, value := range values(h, "X-Loop") {
		if word := bareWord(value); word == "yes" || word == "true" {
			return true
		}
	}
	return h.Has("X-Ms-Exchange-Inbox-Rules-Loop") || h.Has("X-Ms-Exchange-Message-Is-Ndr")
}

func hasListHeader(h fields) bool {
	for all := h.Fields(); all.Next(); {
		if len(all.Key()) > 5 && strings.EqualFold(all.Key()[:5], "List-") {
			return true
		}
	}
	return false
}

// suppressesAnswers reports a program that asks for no automatic answer
// (MS-OXCMAIL 2.1.3.2.20).
func suppressesAnswers(h fields) bool {
	for word := range strings.SplitSeq(strings.ToLower(h.Get("X-Auto-Response-Suppress")), ",") {
		switch strings.TrimSpace(word) {
		case "all", "oof", "autoreply":
			return true
		}
	}
	return false
}

var spamLevel = regexp.MustCompile(`(?i)(?:^|\bSCL:)\s*([5-9])\b`)

// isSpam reports the verdict of the receiving server: SpamAssassin's flag, or
// Exchange's confidence level of 5 and above.
func isSpam(h fields) bool {
	if bareWord(h.Get("X-Spam-Flag")) == "yes" {
		return true
	}
	return spamLevel.MatchString(h.Get("X-Ms-Exchange-Organization-Scl")) ||
		strings.Contains(h.Get("X-Forefront-Antispam-Report"), "SCL:") && spamLevel.MatchString(h.Get("X-Forefront-Antispam-Report"))
}

// contactLine is how forms write the person's address into the text.
var contactLine = regexp.MustCompile(`(?im)^\s*(?:e-?mail(?:adresse)?|mail(?:adresse)?|email address|din e-?mail)\s*[:=]\s*\S+@\S+`)

// looksLikeForm reports whether a robot's mail seems to hold a person's message:
// there is text, somebody else is to be answered or named as contact, and nothing
// says that it is a report, a list, or an answer.
func (m *Message) looksLikeForm(reason AutomaticReason, h fields) bool {
	switch reason {
	case ReasonSender, ReasonSuppress:
	case ReasonAutoSubmitted:
		if bareWord(h.Get("Auto-Submitted")) != "auto-generated" {
			return false
		}
	default:
		return false
	}
	if strings.TrimSpace(m.OwnText().Reveal()) == "" || m.NullReturnPath && len(m.ReplyTo) == 0 {
		return false
	}
	for _, a := range m.ReplyTo {
		address := a.Address.Reveal()
		if address != "" && !robotLocal.MatchString(localOf(address)) && (len(m.From) == 0 || !strings.EqualFold(address, m.From[0].Address.Reveal())) {
			return true
		}
	}
	return contactLine.MatchString(m.Text.Reveal())
}
