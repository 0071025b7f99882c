package intake

import (
	"slices"
	"strings"

	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
	"borgerbot/internal/redact"
	"borgerbot/internal/scope"
	"borgerbot/internal/store"
)

// excerptRunes is how much of a letter a card may show (domain 5.3).
const excerptRunes = 300

// facts are what of a message concerns the course of its inquiry.
func (in *Intake) facts(m store.Message, r reading) casework.MailFacts {
	from := in.writer(r.msg)
	from.Phone = phone(r.msg)
	facts := casework.MailFacts{
		Message: m.ID, MailID: r.msg.MessageID, Received: m.Received, Channel: casework.ChannelMail, From: from,
		Subject: r.msg.Subject, Verdict: r.verdict, Attachments: attachments(r.msg),
		Thanks: scope.IsThanks(r.msg.OwnText().Reveal(), from.Name.Reveal()),
	}
	facts.Named = in.named(r.verdict)
	if in.office(r.msg) == casework.ByDepartment {
		facts.Departments = in.departments(sender(r.msg).Address)
	}
	facts.Consent = scope.ConsentIn(r.msg.OwnText().Reveal())
	if in.robot(r.msg) { // a machine wants nothing and takes nothing back
		facts.Consent = casework.ConsentUnsaid
		facts.Verdict.Flags = slices.DeleteFunc(slices.Clone(facts.Verdict.Flags), isWill)
	}
	facts.Attachments.Unread = m.Reason == ReasonTooLarge
	facts.Verdict.Scores = nil // for whoever looks at the rules
	switch {
	case in.isGateway(r.msg):
		facts.Channel = casework.ChannelDigitalPost
	case in.isForm(r.msg):
		facts.Channel = casework.ChannelWebForm
	}
	if in.cfg.Excerpt && len(r.verdict.Sensitive) == 0 {
		facts.Excerpt = excerpt(r.msg, from)
	}
	return facts
}

// isWill reports whether a flag is somebody's word about what is to be done with her
// letters.
func isWill(f casework.Flag) bool { return f == casework.FlagNoSharing || f == casework.FlagWithdrawal }

// writer is who a message is from. A gateway's and a form's own address is
// nobody's: what a form was filled in with stands in Reply-To.
func (in *Intake) writer(msg mailmsg.Message) casework.Person {
	from := sender(msg)
	switch {
	case in.isGateway(msg):
		from.Address = personal.Text{}
	case in.isForm(msg):
		from = mailmsg.Address{}
		if len(msg.ReplyTo) > 0 && !in.isFormAddress(msg.ReplyTo[0]) {
			from = msg.ReplyTo[0]
		}
	}
	return casework.Person{Name: from.Name, Address: from.Address}
}

func (in *Intake) isFormAddress(a mailmsg.Address) bool {
	return listed(in.cfg.WebForms, a.Address.Reveal())
}

func phone(msg mailmsg.Message) personal.Text {
	numbers := redact.Phones(msg.Incoming().Reveal())
	if len(numbers) == 0 {
		return personal.Text{}
	}
	return personal.New(numbers[0])
}

// attachments counts what came with a message by class. Names are looked at for
// a power of attorney only (L33) and not kept in clear.
func attachments(msg mailmsg.Message) casework.Attachments {
	var a casework.Attachments
	for _, file := range msg.Attachments {
		if file.Inline {
			continue // a logo, or a picture pasted into the text
		}
		a.Count++
		if !slices.Contains(a.Types, string(file.Class)) {
			a.Types = append(a.Types, string(file.Class))
		}
		if strings.Contains(strings.ToLower(file.Name.Reveal()), "fuldmagt") {
			a.PowerOfAttorney = true
		}
	}
	if msg.Protection == mailmsg.SMIMEEncrypted || msg.Protection == mailmsg.PGPEncrypted {
		a.Types = append(a.Types, string(mailmsg.Encrypted))
	}
	return a
}

func excerpt(msg mailmsg.Message, from casework.Person) personal.Text {
	masked := []rune(redact.Mask(strings.TrimSpace(msg.Incoming().Reveal()), []string{from.Name.Reveal()}))
	if len(masked) > excerptRunes {
		masked = append(masked[:excerptRunes], '…')
	}
	return personal.New(string(masked))
}
