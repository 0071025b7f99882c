package intake

import (
	"slices"

	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// match is the inquiry a message points to, and whether its sender may write in
// it.
type match struct {
	inquiry casework.ID
	// proven: the sender corresponds in the inquiry, or is an adviser or a department,
	// and passed authentication. Without it the message stays out (design 3).
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
	pointers, err := in.pointers(tx, msg)
	if err != nil {
		return match{}, err
	}
	forged := in.forged(msg)
	if !forged {
		if found, err := in.proven(tx, msg, pointers); err != nil || found.proven {
			return found, err
		}
	}
	var found match
	if len(pointers.All) > 0 {
		found.inquiry = pointers.All[0]
	}
	if found.suggested, err = in.desk.Suggestions(tx, pointers.All, ownWords(msg)); err != nil {
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

// pointers are the inquiries a message points to.
func (in *Intake) pointers(tx *store.Tx, msg mailmsg.Message) (desk.Pointers, error) {
	answered := append(slices.Clone(msg.InReplyTo), msg.References...)
	return in.desk.PointedTo(tx, answered, msg.Subject.Reveal(), ownWords(msg))
}

// ownWords is where a sender may name an inquiry.
func ownWords(msg mailmsg.Message) string {
	return msg.Subject.Reveal() + "\n" + msg.OwnText().Reveal()
}

// proven is the inquiry a message points to and whose writer has a part in it. A
// party proves it by herself. The office has a part in every inquiry, so its
// letters must say clearly which one they mean.
func (in *Intake) proven(tx *store.Tx, msg mailmsg.Message, to desk.Pointers) (match, error) {
	from := in.speaker(msg)
	for _, id := range to.All {
		party, err := to.IsParty(tx, in.desk, from, id)
		if err != nil {
			return match{}, err
		}
		if party {
			return match{inquiry: id, proven: true, role: casework.ByCitizen}, nil
		}
	}
	role := in.office(msg)
	return match{inquiry: to.Only, proven: to.Only != "" && role != "", role: role}, nil
}

// office is the part a message has in every inquiry because it comes from the
// office or the municipality, or "". What comes through a form or a gateway is
// never the office's own word, though its robot may live under the municipality's
// domain: anybody fills in a form.
func (in *Intake) office(msg mailmsg.Message) casework.ActorRole {
	if in.isForm(msg) || in.isGateway(msg) {
		return ""
	}
	return in.staff(sender(msg).Address)
}

// staff is the part an address has in every inquiry, or "".
func (in *Intake) staff(address personal.Text) casework.ActorRole {
	switch {
	case listed(in.cfg.Advisers, address.Reveal()):
		return casework.ByAdviser
	case len(in.departments(address)) > 0:
		return casework.ByDepartment
	}
	return ""
}

// departments are the ids of those an address may belong to.
func (in *Intake) departments(address personal.Text) (ids []string) {
	for _, d := range in.cfg.Departments {
		if listed(d.Domains, address.Reveal()) {
			ids = append(ids, d.ID)
		}
	}
	return ids
}

// copied are the references of open inquiries of those whom a department has
// written to with a copy to us: what it says may be its answer in one of them (H21).
func (in *Intake) copied(tx *store.Tx, msg mailmsg.Message) ([]casework.Reference, error) {
	if in.office(msg) != casework.ByDepartment || in.forged(msg) {
		return nil, nil
	}
	var refs []casework.Reference
	for _, to := range slices.Concat(msg.To, msg.Cc) {
		open, err := in.desk.WaitingOf(tx, to.Address)
		if err != nil {
			return nil, err
		}
		refs = append(refs, open...)
	}
	return refs, nil
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

// forged reports whether it is uncertain that a message comes from whom it says:
// the sender's domain does not stand by it, or there is not exactly one sender to
// stand by.
func (in *Intake) forged(msg mailmsg.Message) bool {
	return in.disowned(msg) || slices.Contains(msg.Warnings, mailmsg.WarnFrom)
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
	case in.forged(msg):
		return casework.ReceiptForged
	case m.inquiry != "":
		return casework.ReceiptUnproven
	case listed(in.cfg.Advisers, from):
		return casework.ReceiptAdopted
	case in.office(msg) == casework.ByDepartment:
		return casework.ReceiptDepartment
	}
	return casework.ReceiptAllowed
}
