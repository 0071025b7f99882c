package casework_test

import (
	"slices"
	"testing"
	"time"

	"borgerbot/internal/casework"
)

// TestWhoHoldsIt: the first adviser who acts, until she lets go or hands over;
// nobody else's act takes it from her, and the operator's gives it to nobody.
func TestWhoHoldsIt(t *testing.T) {
	other := func(e *casework.Event) { e.By.Adviser = "a2" }
	operator := func(e *casework.Event) { e.By = casework.Actor{Role: casework.ByOperator} }
	for _, row := range []struct {
		name string
		acts []casework.Event
		want casework.AdviserID
	}{
		{"her act", []casework.Event{act(casework.Call)}, "a1"},
		{"another's after hers", []casework.Event{act(casework.Call), act(casework.AskCitizen, other)}, "a1"},
		{"the operator's", []casework.Event{act(casework.Call, operator)}, ""},
		{"an examination", []casework.Event{act(casework.RecordForwarded), act(casework.Call, operator), act(casework.StartExamination)}, "a1"},
		{"let go", []casework.Event{act(casework.Take), act(casework.Release)}, ""},
		{"handed over", []casework.Event{act(casework.Take), act(casework.HandOver)}, "a2"},
		{"a note", []casework.Event{act(casework.AddNote)}, ""},
	} {
		if got := tell(t, lejre()).do(row.acts...).q.Course.Holder; got != row.want {
			t.Errorf("%s: held by %q, want %q", row.name, got, row.want)
		}
	}
	if got := tell(t, lejre()).do(act(casework.Take), act(casework.Release)).q.Course.State; got != casework.Received {
		t.Errorf("let go before anything was done: %s", got)
	}
	if got := tell(t, lejre()).do(act(casework.Call), act(casework.Release)).q.Course.State; got != casework.InDialogue {
		t.Errorf("let go after a talk: %s", got)
	}
}

// TestWhatActsRecord: what the card, the report and the next act need to know.
func TestWhatActsRecord(t *testing.T) {
	closed := tell(t, lejre()).do(act(casework.Close, func(e *casework.Event) {
		e.Answers, e.Outcome, e.Theme, e.Finding = true, casework.Mediated, casework.KindConduct, casework.Criticism
	})).q.Course
	if closed.Outcome != casework.Mediated || closed.Theme != casework.KindConduct || closed.Finding != casework.Criticism ||
		closed.Department != "d1" || closed.Closed.IsZero() {
		t.Errorf("closed: %+v", closed)
	}
	kept := tell(t, lejre()).do(act(casework.SendToDepartment), act(casework.RecordAnswer),
		act(casework.Close, func(e *casework.Event) { e.Department = "" })).q.Course
	if kept.Department != "d1" {
		t.Errorf("closing forgot the department: %q", kept.Department)
	}
	if got := tell(t, lejre()).do(act(casework.PassOnSuggestion)).q.Course; got.Department != "d1" || got.Outcome != casework.PassedOn {
		t.Errorf("passed on: %+v", got)
	}
	out := tell(t, lejre()).do(act(casework.MarkOutOfScope, func(e *casework.Event) { e.Fields.Referrals = []string{"r1"} })).q.Course
	if !slices.Equal(out.Grounds, []casework.Ground{casework.GroundProfessional}) || !slices.Equal(out.Referrals, []string{"r1"}) || out.Outcome != casework.OutOfScope {
		t.Errorf("out of scope: %+v", out)
	}
	if got := tell(t, lejre()).do(act(casework.AnsweringToday)).q.Course.AnsweringOn; got != date("2026-03-02") {
		t.Errorf("answering on %s", got)
	}
	examined := tell(t, horsens()).do(act(casework.OpenCase), act(casework.StartExamination),
		act(casework.SendResult, func(e *casework.Event) { e.Finding = casework.Upheld })).q.Course
	if !examined.Consent.Given || examined.Finding != casework.Upheld {
		t.Errorf("examined: consent %v, finding %q", examined.Consent, examined.Finding)
	}
	paused := tell(t, lejre()).do(act(casework.Pause))
	if paused.q.Course.Paused != casework.ReasonWork {
		t.Errorf("paused for %q", paused.q.Course.Paused)
	}
	if got := paused.do(act(casework.Resume)).q.Course.Paused; got != casework.ReasonNone {
		t.Errorf("resumed and yet paused for %q", got)
	}
}

// TestMandate follows a power of attorney from the first letter (L31–L33).
func TestMandate(t *testing.T) {
	for _, row := range []struct {
		name   string
		change []func(*casework.MailFacts)
		want   casework.MandateState
	}{
		{"her own matter", nil, casework.MandateNone},
		{"her own matter, with a fuldmagt for something", []func(*casework.MailFacts){powerOfAttorney}, casework.MandateNone},
		{"another's", []func(*casework.MailFacts){flagged(casework.FlagRepresentation)}, casework.MandateMissing},
		{"another's, attached", []func(*casework.MailFacts){flagged(casework.FlagRepresentation), powerOfAttorney}, casework.MandateReceived},
		{"another's, said to be attached", []func(*casework.MailFacts){flagged(casework.FlagRepresentation, casework.FlagPowerOfAttorney)}, casework.MandateReceived},
	} {
		if got := tell(t, lejre(), row.change...).q.Parties.Mandate.State; got != row.want {
			t.Errorf("%s: %q, want %q", row.name, got, row.want)
		}
	}
	s := tell(t, lejre(), flagged(casework.FlagRepresentation)).do(act(casework.AskPowerOfAttorney))
	if got := s.q.Parties.Mandate.State; got != casework.MandateAsked {
		t.Errorf("asked for: %q", got)
	}
	s.do(act(casework.AcceptPowerOfAttorney))
	if m := s.q.Parties.Mandate; m.State != casework.MandateAccepted || m.Accepted != date("2026-03-02") || m.Limits.Empty() || !s.q.Parties.Party.Known() {
		t.Errorf("accepted: %+v", m)
	}
}

// TestNewDate: the letter names the date that becomes the promise (L39); an
// office that promises nothing does not begin to by asking a department.
func TestNewDate(t *testing.T) {
	s := tell(t, lejre()).do(act(casework.ExtendDeadline))
	send := s.effects[0].(casework.SendLetter)
	if d := s.q.Course.Deadline; send.Fields.NewDate != date("2026-03-20") || d.Date != send.Fields.NewDate || d.Told != d.Date || !d.Promised {
		t.Errorf("the letter says %s, the clock %+v", send.Fields.NewDate, d)
	}
	for name, s := range map[string]*story{
		"Horsens":          tell(t, horsens()).do(act(casework.OpenCase), act(casework.SendToDepartment)),
		"already answered": tell(t, lejre()).do(act(casework.SentItMyself), act(casework.SendToDepartment)),
	} {
		if d := s.q.Course.Deadline; !d.Told.IsZero() && d.Told == s.q.Course.DepartmentDue {
			t.Errorf("%s: the department's date became a promise: %+v", name, d)
		}
	}
	phone := tell(t, lejre(), channel(casework.ChannelPhone))
	if d := phone.q.Course.Deadline; d.Promised || !d.Told.IsZero() {
		t.Errorf("by telephone: %+v (L37 is about letters)", d)
	}
}

// TestContact: silence is counted from the last that citizen, department or
// office did, and closing is proposed once for it (design 4).
func TestContact(t *testing.T) {
	for _, ev := range []casework.Event{
		wrote(), act(casework.Call), act(casework.AdviserWrote), act(casework.Absorb),
		{Type: casework.DepartmentWrote, By: casework.Actor{Role: casework.ByDepartment}},
	} {
		s := tell(t, horsens())
		ev.At = at("2026-03-20 10:00")
		s.do(ev)
		if !s.q.LastContact.Equal(ev.At) {
			t.Errorf("%s: last contact %s", ev.Type, s.q.LastContact)
		}
		var silence []time.Time
		for _, k := range s.run(at("2026-08-01 12:00"), awake, true) {
			if k.ev.Type == casework.SilenceDue {
				silence = append(silence, k.at)
			}
		}
		if len(silence) != 1 || !silence[0].Equal(at("2026-04-20 08:00")) { // the 19th is a Sunday
			t.Errorf("%s: closing proposed at %s", ev.Type, silence)
		}
	}
}

// TestCancelledLettersStayOnRecord: deciding one anew forgets no other.
func TestCancelledLettersStayOnRecord(t *testing.T) {
	undo := func(s *story) { s.do(act(casework.Undo, func(e *casework.Event) { e.At = s.now.Add(time.Second) })) }
	s := tell(t, lejre(), receiptRule(casework.ReceiptWebForm)).do(act(casework.AskCitizen))
	undo(s)
	s.do(act(casework.SendReceipt))
	undo(s)
	s.do(act(casework.SendReceipt))
	var got []string
	for _, l := range s.q.Letters {
		got = append(got, string(l.Letter)+" "+string(l.Status))
	}
	if want := []string{"L03 cancelled", "L01 pending"}; !slices.Equal(got, want) {
		t.Errorf("letters %v, want %v", got, want)
	}
}
