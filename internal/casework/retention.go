package casework

import (
	"slices"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/personal"
)

// Retention is after how many days the office erases; 0 is never by itself.
type Retention struct {
	// Contact and Case count from the closing: of what became no case (H17), and of a
	// case, which never goes before its hand-over to the records system.
	Contact, Case int
	// Outcomes take their place for what ended so.
	Outcomes map[Outcome]int
	// Max counts from the last contact: of a contact that nobody closes.
	Max int
}

// RetentionRule is the setting that an erasure follows.
type RetentionRule string

// The rules, named as in the configuration.
const (
	RetainContact RetentionRule = "contact_days"
	RetainCase    RetentionRule = "case_days"
	RetainOutcome RetentionRule = "outcome_days"
	RetainMax     RetentionRule = "max_days"
)

// Closed is after how many days something that ended with the outcome is erased.
func (r Retention) Closed(outcome Outcome, isCase bool) (days int, by RetentionRule) {
	if days, ok := r.Outcomes[outcome]; ok {
		return days, RetainOutcome
	}
	if isCase {
		return r.Case, RetainCase
	}
	return r.Contact, RetainContact
}

// Longest is for how many days a contact may be kept after its closing, whatever it
// ends with; 0 when nobody can say. It is what a receipt promises.
func (r Retention) Longest() int {
	longest := r.Contact
	for _, days := range r.Outcomes {
		if days == 0 || longest == 0 {
			return 0
		}
		longest = max(longest, days)
	}
	return longest
}

// Holding is what keeps an inquiry from being erased by itself.
type Holding string

// What holds.
const (
	HeldByAdviser  Holding = "legal_hold"        // an adviser has said so
	HeldUnfiled    Holding = "hand_over_missing" // the records system does not have it, and is to
	HeldUnsent     Holding = "letter_unsent"     // a letter waits to be sent, or a promised copy is owed
	HeldInDoubt    Holding = "letter_in_doubt"   // nobody knows whether a letter has left
	HeldRequest    Holding = "request_open"      // a wish about access or data rights is not answered
	HeldUnanswered Holding = "unanswered"        // the citizen has had no answer (design 1.1)
	HeldOpenCase   Holding = "open_case"         // a case is closed by a person
	HeldUndecided  Holding = "undecided"         // an adviser has to say where it belongs, or see to it
)

// Erasure is when an inquiry is to be erased, and what keeps it from that.
type Erasure struct {
	On   calendar.Date // zero: never by itself
	Rule RetentionRule // of On
	Held []Holding
}

// Due reports whether the inquiry is to be erased today.
func (e Erasure) Due(today calendar.Date) bool {
	return !e.On.IsZero() && !e.On.After(today) && len(e.Held) == 0
}

// Erasure is counted from the inquiry as it stands and the office's settings of
// today, so that a setting that is changed holds for what was closed before. What
// was merged is a part of another inquiry and lasts as long.
func (q Inquiry) Erasure(r Rules) Erasure {
	c := q.Course
	if isOneOf(c.State, None, Erased) || c.MergedInto != "" {
		return Erasure{}
	}
	e := Erasure{Rule: RetainMax, Held: q.holdings()}
	days, from := r.Retention.Max, q.LastContact
	if c.State == Closed {
		days, e.Rule = r.Retention.Closed(c.Outcome, c.IsCase())
		from = c.Closed
	}
	if days == 0 {
		e.Rule = ""
		return e
	}
	e.On = r.Today(from).AddDays(days)
	// Whoever says that the records system has a case may still see that it has not.
	if next := r.Today(c.HandedOverAt).AddDays(1); c.HandedOver && !c.HandedOverAt.IsZero() && e.On.Before(next) {
		e.On = next
	}
	return e
}

func (q Inquiry) holdings() []Holding {
	c := q.Course
	open := c.State.Open()
	status := func(s LetterStatus) bool {
		return slices.ContainsFunc(q.Letters, func(l Letter) bool { return l.Status == s })
	}
	var held []Holding
	for _, h := range []struct {
		holding Holding
		is      bool
	}{
		{HeldByAdviser, q.OnHold()},
		{HeldUnfiled, !open && c.IsCase() && !c.HandedOver || !q.Filing.Ordered.IsZero()},
		{HeldOpenCase, open && c.IsCase()},
		{HeldUnsent, status(LetterPending) || c.CopyOwed},
		{HeldInDoubt, status(LetterUncertain)},
		{HeldRequest, len(q.OpenRequests()) > 0},
		{HeldUnanswered, open && c.Answered.IsZero() && (!c.Contacted || c.Deadline.Promised)},
		{HeldUndecided, open && (c.Held || q.Alarm() != ReasonNone)},
	} {
		if h.is {
			held = append(held, h.holding)
		}
	}
	return held
}

// retention erases a closed inquiry on the day the office has settled, for a contact
// the one that its receipt and its closing letter name (H17), and a contact that was
// answered and never closed.
func (q Inquiry) retention(r Rules, _ time.Time) (Event, time.Time) {
	e := q.Erasure(r)
	if e.On.IsZero() || len(e.Held) > 0 {
		return Event{}, time.Time{}
	}
	return Event{Type: EraseDue}, e.On.At(r.Hours.From, 0, r.Location)
}

// Hold is an adviser's or the operator's word that an inquiry must not be erased,
// because somebody may have to see it as it is: a court, an ombudsman, an auditor.
// Why is in the journal.
type Hold struct {
	Since time.Time // zero: none
	By    AdviserID // empty: the operator
}

// OnHold reports whether the inquiry must not be erased, neither by itself nor by
// anybody.
func (q Inquiry) OnHold() bool { return !q.Hold.Since.IsZero() }

// fitsKeeping is fits for the acts on what is kept, where and how long. A part of
// another inquiry is kept as that is.
func (q Inquiry) fitsKeeping(r Rules, e EventType) bool {
	c := q.Course
	switch e {
	case SendToRecords:
		return r.Records.Folder && !q.Filing.Asked
	case RecordHandOver:
		return c.IsCase() && !c.HandedOver && c.MergedInto == ""
	case HoldErasure:
		return !q.OnHold() && c.MergedInto == ""
	}
	return q.OnHold()
}

func (t *turn) holdErasure() error {
	switch {
	case t.q.Course.MergedInto != "":
		return t.refuse(MergedAway)
	case t.q.OnHold():
		return t.refuse(HoldThere)
	case t.ev.Note.Empty():
		return t.missing("reason")
	}
	if err := t.checkFields(); err != nil {
		return err
	}
	t.q.Hold = Hold{Since: t.ev.At, By: t.ev.By.Adviser}
	t.say(Line{})
	return nil
}

// holdToo: what comes here comes from an inquiry that must not be erased
// ([Event.Held]), and its letters are here now.
func (t *turn) holdToo() {
	if t.ev.Held && !t.q.OnHold() {
		t.q.Hold = Hold{Since: t.ev.At, By: t.ev.By.Adviser}
	}
}

func (t *turn) liftHold() error {
	switch {
	case !t.q.OnHold():
		return t.refuse(NoHold)
	case t.ev.Note.Empty():
		return t.missing("reason")
	}
	if err := t.checkFields(); err != nil {
		return err
	}
	t.q.Hold = Hold{}
	t.say(Line{})
	return nil
}

// recordHandOver notes that the records system has the case as it now stands
// (journalisering). What comes to a case that goes on has to be handed over anew.
func (t *turn) recordHandOver() error {
	t.q.Course.HandedOver, t.q.Course.HandedOverAt = true, t.ev.At
	return nil
}

// unfile notes that something has come to a case that the records system has not got.
func (t *turn) unfile() {
	t.q.Course.HandedOver, t.q.Course.HandedOverAt = false, time.Time{}
}

// erase makes the person and the text unreadable and leaves the figures. A
// contact may be purged freely; a case only after its hand-over to the records
// system is recorded; nothing that is held. What was merged goes with the inquiry it
// is a part of ([Event.Other]), whose hand-over and hold are its own.
func (t *turn) erase() error {
	c := t.q.Course
	withWhole := c.MergedInto != "" && t.ev.Other == c.MergedInto
	open := t.q.OpenRequests()
	switch {
	case withWhole:
	case t.q.OnHold():
		return t.refuse(OnHold)
	case c.IsCase() && !c.HandedOver:
		return t.refuse(HandOverMissing)
	case slices.ContainsFunc(open, func(r Reason) bool { return r != ReasonErasure }):
		return t.refuse(RequestOpen)
	case t.ev.Type == EraseDue && !t.q.Erasure(t.rules).Due(t.rules.Today(t.ev.At)):
		return t.refuse(NotDue) // never early
	}
	q := &t.q
	q.Course.State = Erased
	q.Subject, q.Excerpt = personal.Text{}, personal.Text{}
	q.Parties = Parties{Mandate: Mandate{State: q.Parties.Mandate.State}}
	q.Course.Consent.Scope = nil
	q.Verdict.Evidence, q.Provisional, q.Drafts, q.Parts = nil, nil, nil, nil
	t.emit(EraseInquiry{})
	return nil
}
