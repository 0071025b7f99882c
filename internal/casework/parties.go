package casework

import (
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/personal"
)

// Parties are the people of an inquiry and what they may be told (L31–L36). Who a
// letter goes to follows from them alone: [Inquiry.Recipient].
type Parties struct {
	Writer Person // who wrote the first letter
	// Party is the citizen whose matter it is, once a power of attorney has named
	// her. Before that it is the writer, or nobody knows.
	Party Person
	// Representative acts for the party. Until the power of attorney is accepted it
	// is who says so, and may be told nothing.
	Representative Person
	// OwnMatter: the writer is the party, and somebody else has come to act for
	// her. It says nothing while there is no word of a power of attorney.
	OwnMatter bool
	Mandate   Mandate
}

// Mandate is a power of attorney (fuldmagt, fvl. § 8).
type Mandate struct {
	State MandateState
	// Paper: something called a fuldmagt has come, and nobody has looked at it.
	Paper    bool
	Received calendar.Date // when the newest came
	Accepted calendar.Date
	Limits   personal.Text // in the adviser's words
	// Review is when the adviser is to ask whether it still holds; no date when it
	// need not be asked, or when she has been told.
	Review calendar.Date
	// ReviewDue: that day has come.
	ReviewDue bool
}

// MandateState is how far a power of attorney has come.
type MandateState string

// The states.
const (
	MandateNone      MandateState = ""          // the writer is the party
	MandateMissing   MandateState = "missing"   // somebody writes for another
	MandateAsked     MandateState = "asked"     // L04 has been decided
	MandateReceived  MandateState = "received"  // something called a fuldmagt has come
	MandateAccepted  MandateState = "accepted"  // an adviser has checked it
	MandateWithdrawn MandateState = "withdrawn" // the party took it back
)

// MandateItem is something a power of attorney must show (L33).
type MandateItem string

// The items.
const (
	MandateGiver     MandateItem = "giver"     // who gives it
	MandateReceiver  MandateItem = "receiver"  // to whom
	MandateScope     MandateItem = "scope"     // for what, and that it is this matter
	MandateSignature MandateItem = "signature" // of the giver
	MandateDate      MandateItem = "date"
)

// MandateItems lists every item, in the order in which one looks for them.
func MandateItems() []MandateItem {
	return []MandateItem{MandateGiver, MandateReceiver, MandateScope, MandateSignature, MandateDate}
}

// Role is the part somebody plays toward the office.
type Role string

// The roles a letter can be addressed to.
const (
	RoleWriter         Role = "writer"
	RoleParty          Role = "party"
	RoleRepresentative Role = "representative"
	RoleDepartment     Role = "department"
)

// Unproven reports whether the writer writes for somebody else and has not shown
// that she may: she is told nothing of the matter, nor that there is one (L33,
// forvaltningsloven §§ 8 and 27).
func (p Parties) Unproven() bool {
	return !p.OwnMatter && isOneOf(p.Mandate.State, MandateMissing, MandateAsked, MandateReceived)
}

// Correspondents are the people whose letters belong to the inquiry, and nobody
// else's do: not those of whoever wrote a letter that an adviser has joined to it. A
// representative is one as long as her power of attorney holds.
func (p Parties) Correspondents() []Person {
	all := []Person{p.Representative, p.Party}
	if !p.former(RoleWriter) {
		all = append(all, p.Writer)
	}
	return all
}

// former tells the role of somebody whose power of attorney has been withdrawn.
func (p Parties) former(to Role) bool {
	return p.Mandate.State == MandateWithdrawn && (to == RoleRepresentative || to == RoleWriter && !p.OwnMatter)
}

// Reached is the part of whoever a letter seen in Sent went to, or "" where that is
// nobody whom a letter of this inquiry answers: a representative without an accepted
// power of attorney may be told nothing. is tells the people it went to; key is the
// draft's it was, whose act may be what names them.
func (q Inquiry) Reached(key string, is func(Person) bool) Role {
	letter, to := LetterFree, RoleWriter
	for _, l := range q.Letters {
		if key != "" && DraftKey(l.Key) == key {
			letter, to = l.Letter, l.To
		}
	}
	for _, d := range q.Drafts {
		if d.Key != key {
			continue
		}
		letter, to = d.Letter, d.To
		if d.Act.Stands == AcceptPowerOfAttorney {
			q.Parties = q.Parties.Accepting(d.Act)
			q.Parties.Mandate.State = MandateAccepted
		}
	}
	p := q.Parties
	if role, person := q.Recipient(letter, to); role != RoleDepartment && is(person) {
		return role
	}
	switch {
	case p.Mandate.State == MandateAccepted && is(p.Representative):
		return RoleRepresentative
	case is(p.Party):
		return RoleParty
	case !p.former(RoleWriter) && is(p.Writer):
		return RoleWriter
	}
	return ""
}

// Citizen is whose matter it is, as far as anybody knows: nobody where a power of
// attorney has been accepted without her name.
func (p Parties) Citizen() Person {
	represented := !p.OwnMatter && isOneOf(p.Mandate.State, MandateAccepted, MandateWithdrawn)
	if p.Party.Nobody() && !represented {
		return p.Writer
	}
	return p.Party
}

// NamedOutside is the citizen's name as a department may hear it; empty when she
// wants to be anonymous.
func (q Inquiry) NamedOutside() personal.Text {
	if q.Verdict.Has(FlagAnonymous) {
		return personal.Text{}
	}
	return q.Parties.Citizen().Name
}

// Recipient is who a letter goes to. With an accepted power of attorney
// everything goes to the representative except the confirmation and the result,
// which the party gets too (L34–L36). Once it is withdrawn everything goes to the
// party. to is RoleParty or RoleDepartment where the act says so, and otherwise
// RoleWriter.
func (q Inquiry) Recipient(l LetterID, to Role) (Role, Person) {
	p := q.Parties
	switch {
	case to == RoleDepartment:
		return RoleDepartment, Person{}
	case p.Mandate.State == MandateWithdrawn:
		return RoleParty, p.Party
	case p.Mandate.State != MandateAccepted:
		return RoleWriter, p.Writer
	case to == RoleParty && isOneOf(l, LetterPartyConfirmation, LetterResult):
		return RoleParty, p.Party
	}
	return RoleRepresentative, p.Representative
}

// FromAnother reports whether who has a role did not write the first letter herself.
// The writer is the party where the matter is her own, and else the representative.
func (q Inquiry) FromAnother(role Role) bool {
	switch role {
	case RoleParty:
		return !q.Parties.OwnMatter
	case RoleRepresentative:
		return q.Parties.OwnMatter
	}
	return false
}

// Correspondent is who the office writes and talks to: who gets a free answer.
func (q Inquiry) Correspondent() Person {
	_, person := q.Recipient(LetterFree, RoleWriter)
	return person
}

// recipient computes who a letter goes to; it is never typed (L31–L36).
func (t *turn) recipient(l LetterID, to Role) (Role, Person, error) {
	role, person := t.q.Recipient(l, to)
	if role != RoleDepartment && !person.Known() && !t.byHand && !t.rules.ByHand(l) {
		return role, person, t.refuse(NoAddress)
	}
	return role, person, nil
}

// mayKnow keeps the party's matters from somebody who writes for her without an
// accepted power of attorney.
func (t *turn) mayKnow() error {
	if t.q.Parties.Unproven() {
		return t.refuse(NoMandate)
	}
	return nil
}

// paperCame notes a power of attorney that has come with a letter.
func (t *turn) paperCame(m *MailFacts) {
	if !m.Attachments.PowerOfAttorney && !m.Verdict.Has(FlagPowerOfAttorney) {
		return
	}
	mandate := &t.q.Parties.Mandate
	mandate.Paper, mandate.Received = true, t.rules.Today(m.Received)
	if isOneOf(mandate.State, MandateMissing, MandateAsked) {
		mandate.State = MandateReceived
	}
}

// comesToAct notes that somebody else says that she acts for the citizen: what
// she wrote has been put into the citizen's own inquiry. An accepted power of
// attorney stands until it is withdrawn.
func (t *turn) comesToAct(who Person, state MandateState) {
	p := &t.q.Parties
	another := !p.Representative.Nobody() && !sameMailbox(p.Representative, who)
	if who.Nobody() || p.Unproven() || p.Mandate.State == MandateAccepted || another && p.Mandate.Paper {
		return
	}
	p.Representative = who
	if state == MandateReceived {
		p.Mandate.Paper = true
	}
	if p.Mandate.State != MandateWithdrawn {
		p.OwnMatter, p.Mandate.State = true, state
	}
}

// sameMailbox reports whether two people would read each other's letters.
func sameMailbox(a, b Person) bool {
	return !a.Address.Empty() && strings.EqualFold(strings.TrimSpace(a.Address.Reveal()), strings.TrimSpace(b.Address.Reveal()))
}
