package casework

import (
	"cmp"
	"slices"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/personal"
)

// MaxField is how many characters an adviser may write in one field of a letter
// (Slack's limit for a text input).
const MaxField = 3000

// send decides a letter of the adviser's act to whoever must get it. An answer
// must be delivered by the promised date.
func (t *turn) send(l LetterID, to Role) error {
	role, _, err := t.recipient(l, to)
	if err != nil {
		return err
	}
	return t.write(l, role)
}

// sendOrPrepare is send for a letter that goes along with another: what cannot be
// addressed is prepared for the adviser's own hand, and the act is not refused.
func (t *turn) sendOrPrepare(l LetterID, to Role) error {
	role, _ := t.q.Recipient(l, to)
	return t.write(l, role)
}

// write decides a letter to a role.
func (t *turn) write(l LetterID, role Role) error {
	if err := t.checkFields(); err != nil {
		return err
	}
	if l.TellsOfCase() {
		if err := t.mayKnow(); err != nil {
			return err
		}
	}
	if language := t.ev.Fields.Language; language != "" && language != t.q.Language.Written() && role != RoleDepartment {
		t.q.Language = language // the later letters follow
	}
	var meetBy calendar.Date
	if t.q.Answers(l) && t.q.Course.Deadline.Promised && t.q.Course.Answered.IsZero() {
		meetBy = t.q.Course.Deadline.Anchor()
	}
	t.decide(SendLetter{
		Key: t.key(t.ev.Press, string(l), string(role)), Letter: l, To: role, Undoable: true,
		ByHand: t.q.ByHand(t.rules, l, role, t.ev), Fields: t.ev.Fields,
	}, meetBy)
	return nil
}

// ByHand reports whether a letter of an act is prepared for the adviser's own
// hand: it carries content and the relay enforces nothing (L27), its words are
// written in her mail program, or there is nowhere to send it.
func (q Inquiry) ByHand(r Rules, l LetterID, role Role, ev Event) bool {
	if l.CarriesContent() && !r.SecureRelay || ev.Fields.InOutlook {
		return true
	}
	if role == RoleDepartment {
		return r.Departments[cmp.Or(ev.Department, q.Course.Department)].NoAddress
	}
	_, person := q.Recipient(l, role)
	return !person.Known()
}

// decide records the letter, and that it must go unless it goes by the
// adviser's own hand.
func (t *turn) decide(send SendLetter, meetBy calendar.Date) {
	stopped := func(l Letter) bool { return l.Key == send.Key && l.To != send.To && l.Status == LetterCancelled }
	if slices.ContainsFunc(t.q.Letters, stopped) {
		send.Key += "/" + string(send.To) // the one to somebody else may be at the relay
	}
	letter := Letter{
		Key: send.Key, Letter: send.Letter, To: send.To, Automatic: send.Automatic,
		Decided: t.ev.At, Changed: t.ev.At, By: t.ev.By.Adviser, MeetBy: meetBy, Status: LetterPending,
	}
	t.q.Letters = slices.DeleteFunc(t.q.Letters, func(l Letter) bool {
		return l.Key == send.Key && l.Status == LetterCancelled
	})
	switch {
	case t.byHand:
		t.written = append(t.written, send)
		if f := t.finished; f != nil && (f.Letter != send.Letter || f.To != send.To) {
			letter.Status = LetterByHand // its draft waits, if there is one
			t.record(letter)
			if draftAt(t.before.Drafts, DraftKey(send.Key)) < 0 {
				send.ByHand = true
				t.emit(send)
			}
			return
		}
		letter.Status = LetterSent
		t.record(letter)
		t.arrived(letter)
		return
	case send.ByHand:
		letter.Status = LetterByHand
	}
	t.record(letter)
	t.emit(send)
}

func (t *turn) record(l Letter) {
	t.q.Letters = append(t.q.Letters, l)
	t.decided = append(t.decided, l)
}

// arrived is what a letter means for the course once it is where it should be. One of
// two results that arrives does not make good the other.
func (t *turn) arrived(l Letter) {
	if t.q.Answers(l.Letter) {
		t.q.Course.Answered = t.ev.At
	}
	failed := t.failedSince(l)
	switch {
	case l.To == RoleDepartment && !failed:
		t.q.Course.DepartmentBounced = ReasonNone
	case l.Letter.IsReceipt(), l.To == RoleDepartment:
	case l.Automatic || failed:
		t.contact()
	default:
		t.spoken()
	}
}

// failedSince reports whether a letter to the department, or to the citizen's side,
// has failed since the one that arrives was decided: that cannot make it good.
func (t *turn) failedSince(arrives Letter) bool {
	return slices.ContainsFunc(t.q.Letters, func(l Letter) bool {
		return l.Status == LetterStuck && !l.Changed.Before(arrives.Decided) && (l.To == RoleDepartment) == (arrives.To == RoleDepartment)
	})
}

// contact notes that the office has been in touch with the citizen.
func (t *turn) contact() {
	t.q.LastContact = t.ev.At
	t.q.Course.Contacted = true
}

// spoken: an adviser has been in touch with the citizen, which makes good a
// letter that did not arrive. A department that is to answer knows no more than before
// (H19); where it is not, or may not be asked any more, nobody waits for its letter.
func (t *turn) spoken() {
	t.contact()
	c := &t.q.Course
	c.Bounced = ReasonNone
	if c.State != WithDepartment || c.Sharing == SharingRefused {
		c.DepartmentBounced = ReasonNone
	}
}

// answered stops the clock (L37).
func (t *turn) answered() {
	t.q.Course.Answered = t.ev.At
	t.spoken()
}

// unanswered takes back that the citizen was answered: the answer did not reach
// her, or was none.
func (t *turn) unanswered() {
	c := &t.q.Course
	if c.First.Answered.Equal(c.Answered) {
		c.First.Answered = time.Time{}
	}
	c.Answered = time.Time{}
}

func (t *turn) checkFields() error {
	f := t.ev.Fields
	texts := []personal.Text{
		f.ForwardedTo, f.WaitingFor, f.NextStep, f.Topic, f.Conclusion, f.Examined, f.Findings,
		f.FollowUp, f.Further, f.Answer, f.RightPlace, f.TheirNumber, f.Limits, f.Shared, t.ev.Note,
		t.ev.Party.Name, t.ev.Party.Address, t.ev.Representative.Name, t.ev.Representative.Address,
	}
	texts = append(append(texts, f.Points...), f.Materials...)
	for _, text := range texts {
		if len([]rune(text.Reveal())) > MaxField {
			return &Refusal{Code: TooLong, Event: t.ev.Type, State: t.before.Course.State, Field: "text"}
		}
	}
	return nil
}

// sentByHand is an adviser's word that she sent a letter herself: it fulfils
// the act it stands for, stops the clock and is journalled.
func (t *turn) sentByHand() error {
	t.asDrafted()
	t.byHand = true
	t.claim()
	if t.ev.Key == "" && (t.ev.Stands == "" || t.ev.Stands == Reply) {
		role, _ := t.q.Recipient(LetterFree, RoleWriter)
		t.decide(SendLetter{Key: t.key(t.ev.Press, string(LetterFree)), Letter: LetterFree, To: role}, calendar.Date{})
		return nil
	}
	stands := t.q.LetterOf(t.rules, t.act())
	for i, l := range t.q.Letters {
		if l.Status == LetterByHand && (l.Key == t.ev.Key || t.ev.Key == "" && l.Letter == stands) {
			if err := t.mayHand(l); err != nil {
				return err
			}
			return t.handed(i)
		}
	}
	tr, ok := t.acts[t.ev.Stands]
	switch {
	case t.ev.Key != "":
		return t.missing("stands")
	case !ok || stands == NoLetter && t.ev.Stands != Close:
		return t.missing("stands")
	case !slices.Contains(tr.from, t.q.Course.State):
		return t.refuse(WrongState)
	}
	return tr.do(t)
}

// WritesLetter reports whether an act sends a letter at all: then an adviser may
// have it as a draft, or send it by her own hand.
func (e EventType) WritesLetter(r Rules) bool {
	return Inquiry{}.LetterOf(r, Event{Type: e}) != NoLetter
}

// Foresee returns the inquiry as an act will leave it: what the act's letter tells
// of it. While the act cannot be done, it is as it is.
func (q Inquiry) Foresee(r Rules, act Event) Inquiry {
	act.Type, act.Stands = SentItMyself, act.Type
	after, _, err := q.Apply(r, act)
	if err != nil {
		return q
	}
	return after
}

// mayHand refuses to let a prepared letter be sent that may not leave any more. What
// has left of it all the same is told in a note.
func (t *turn) mayHand(l Letter) error {
	if l.To != RoleDepartment {
		return nil
	}
	if l.Letter == LetterToDepartment && !t.dueAhead() {
		return t.refuse(LetterOutdated)
	}
	return t.mayLeave(true)
}

// handed: a letter that lay prepared has left by the adviser's hand. The one to
// the department takes the copy to the citizen with it (H20).
func (t *turn) handed(i int) error {
	letter := &t.q.Letters[i]
	letter.Status, letter.Changed = LetterSent, t.ev.At
	t.prepared = append(t.prepared, letter.Key)
	t.arrived(*letter)
	if letter.Letter == LetterToDepartment {
		return t.tellFurtherCourse()
	}
	return nil
}

// LetterOf is the letter an act sends to the citizen, the department or the
// representative: what a card previews and what an adviser may have sent by her
// own hand. [NoLetter] when it sends none.
func (q Inquiry) LetterOf(r Rules, ev Event) LetterID {
	switch ev.Type {
	case AskCitizen:
		return LetterMissingInformation
	case RecordRequest, ExtendRequest:
		return LetterDataRights
	case AnswerRequest:
		if !ev.Fields.ForwardedTo.Empty() {
			return LetterDataRights
		}
	case AnswerMeeting:
		return LetterMeeting
	case AskPowerOfAttorney:
		return LetterAskPowerOfAttorney
	case AcceptPowerOfAttorney:
		if q.Parties.Mandate.State == MandateAccepted {
			return NoLetter // it is looked at again, and both know of it
		}
		return LetterRepresentative
	case MarkOutOfScope:
		if ev.Fields.Ground == GroundNotMunicipal {
			return LetterNotThisMunicipality
		}
		return LetterOutOfScope
	case PartlyOutOfScope:
		return LetterPartlyInScope
	case ExtendDeadline, Pause:
		if ev.Reason == ReasonAbsence {
			return LetterAbsence
		}
		return LetterDeadlineNotice
	case SendToDepartment:
		return LetterToDepartment
	case RemindDepartment:
		return LetterRemindDepartment
	case AskConsent:
		return LetterAskConsent
	case SendResult:
		return LetterResult
	case PassOnSuggestion:
		return LetterSuggestionThanks
	case SendReceipt, ReleaseHeld:
		if q.ofDepartment() {
			return NoLetter
		}
		return r.Receipt
	case StopSharing, WithdrawConsent:
		if !ev.Fields.SkipLetter {
			return LetterNoSharing
		}
	case Close:
		return q.closingLetter(ev)
	}
	return NoLetter
}
