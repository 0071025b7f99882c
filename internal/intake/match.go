package intake

import (
	"slices"

	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// match is the inquiry a message points to, and whether its sender may write in
// it.
type match struct {
	inquiry casework.ID
	// proven: the sender is a party, an adviser or a department of the inquiry and
	// passed authentication. Without it the message stays out (design 3).
	proven bool
	// provisional: nothing points to the inquiry but its sender, who has it open.
	provisional bool
	role        casework.ActorRole
	// suggested are the references of inquiries it may belong to.
	suggested []casework.Reference
}

func (m match) event() casework.EventType {
	switch m.role {
	case casework.ByDepartment:
		return casework.DepartmentWrote
	case casework.ByAdviser:
		return casework.AdviserWrote
	case casework.ByRepresentative:
		return casework.RepresentativeWrote
	}
	return casework.CitizenWrote
}

// match finds the inquiry a message belongs to: by the Message-ID of a letter it
// answers, by a reference in its subject or the sender's own words, or because
// its sender has one open.
func (in *Intake) match(tx *store.Tx, msg mailmsg.Message) (match, error) {
	words := msg.Subject.Reveal() + "\n" + msg.OwnText().Reveal()
	candidates, err := in.desk.Mentioned(tx, append(slices.Clone(msg.InReplyTo), msg.References...), words)
	if err != nil {
		return match{}, err
	}
	forged := in.disowned(msg)
	var found match
	for _, id := range candidates {
		role, err := in.part(tx, msg, id)
		if err != nil {
			return match{}, err
		}
		if role != "" && !forged {
			return match{inquiry: id, proven: true, role: role}, nil
		}
		if found.inquiry == "" {
			found.inquiry = id
		}
	}
	if found.suggested, err = in.desk.Suggestions(tx, candidates, words); err != nil {
		return match{}, err
	}
	if found.inquiry != "" || forged {
		return found, nil
	}
	id, err := in.desk.OpenOf(tx, sender(msg).Address)
	if err != nil || id == "" {
		return found, err
	}
	return match{inquiry: id, proven: true, provisional: true, role: casework.ByCitizen}, nil
}

// part is the part the writer of a message plays in an inquiry, or "". What comes
// through a form or a gateway is never the office's own word, though its robot
// may live under the municipality's domain: anybody fills in a form.
func (in *Intake) part(tx *store.Tx, msg mailmsg.Message, id casework.ID) (casework.ActorRole, error) {
	from := in.speaker(msg)
	party, err := in.desk.IsParty(tx, from, id)
	switch {
	case err != nil:
		return "", err
	case party:
		return casework.ByCitizen, nil
	case in.isForm(msg), in.isGateway(msg):
		return "", nil
	case listed(in.cfg.Advisers, from.Reveal()):
		return casework.ByAdviser, nil
	case listed(in.cfg.Departments, from.Reveal()):
		return casework.ByDepartment, nil
	}
	return "", nil
}

// speaker is the address whose word a message is. What only looks like a form is
// nobody's: whoever sends it chooses what Reply-To says, and no server has
// checked it.
func (in *Intake) speaker(msg mailmsg.Message) personal.Text {
	if in.isForm(msg) && !in.isFormAddress(sender(msg)) {
		return personal.Text{}
	}
	return in.writer(msg).Address
}

func sender(msg mailmsg.Message) mailmsg.Address {
	for _, a := range msg.From {
		if !a.Address.Empty() {
			return a
		}
	}
	return mailmsg.Address{}
}

// disowned reports whether our own mail server found that the domain of the
// sender does not stand by the mail. Silence is no sign: half of Denmark's small
// domains say nothing.
func (in *Intake) disowned(msg mailmsg.Message) bool {
	if in.cfg.AuthServ == "" {
		return false
	}
	switch msg.Authentication(in.cfg.AuthServ) {
	case mailmsg.AuthenticationFail, mailmsg.AuthenticationSoftfail:
		return true
	}
	return false
}

// isForm reports whether a mail is a form's: one that the configuration names, or
// one that looks like it. No complaint is lost because a form was not named.
func (in *Intake) isForm(msg mailmsg.Message) bool {
	return msg.WebForm || in.isFormAddress(sender(msg))
}

func (in *Intake) isGateway(msg mailmsg.Message) bool {
	return listed(in.cfg.Gateways, sender(msg).Address.Reveal())
}

// receipt is why no receipt may go by itself, as far as the mail tells.
func (in *Intake) receipt(msg mailmsg.Message, taken string, m match, facts *casework.MailFacts) casework.ReceiptRule {
	from := sender(msg).Address.Reveal()
	switch {
	case facts.Receipt != casework.ReceiptAllowed:
		return facts.Receipt
	case taken == ReasonAdopted:
		return casework.ReceiptAdopted
	case taken == ReasonUnreadable:
		return casework.ReceiptUnreadable
	case in.isGateway(msg):
		return casework.ReceiptGateway
	case in.isForm(msg) && (m.inquiry == "" || !facts.From.Known()):
		return casework.ReceiptWebForm
	case !facts.From.Known():
		return casework.ReceiptNoAddress
	case in.disowned(msg), slices.Contains(msg.Warnings, mailmsg.WarnFrom):
		return casework.ReceiptForged
	case m.inquiry != "":
		return casework.ReceiptUnproven
	case listed(in.cfg.Advisers, from):
		return casework.ReceiptAdopted
	case listed(in.cfg.Departments, from):
		return casework.ReceiptUnproven
	}
	return casework.ReceiptAllowed
}
