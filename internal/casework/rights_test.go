package casework_test

import (
	"slices"
	"testing"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

func onlyRights(m *casework.MailFacts) {
	m.Verdict.Kinds, m.Verdict.Flags = nil, []casework.Flag{casework.FlagDataRights}
}

func wish(kind casework.Reason, change ...func(*casework.Event)) casework.Event {
	return act(casework.RecordRequest, append([]func(*casework.Event){func(ev *casework.Event) {
		ev.Fields.RequestKind, ev.Date = kind, calendar.Date{}
	}}, change...)...)
}

// pass lets the clock run until a local time.
func (s *story) pass(until string) {
	for {
		ev, next := s.q.Clock(s.rules, s.now)
		switch {
		case ev.Type != "":
			ev.At = s.now
			s.do(ev)
		case next.IsZero() || next.After(at(until)):
			s.now = at(until)
			return
		default:
			s.now = next
		}
	}
}

// TestRequestDue pins the statutory times (offentlighedsloven § 36, stk. 2; GDPR
// art. 12(3)).
func TestRequestDue(t *testing.T) {
	shut := lejre()
	shut.Calendar = calendar.New(calendar.Closing{Name: "sommer", From: date("2026-07-06"), To: date("2026-07-31")})
	for _, row := range []struct {
		name           string
		rules          casework.Rules
		kind           casework.Reason
		received, want string
	}{
		{"seven working days", lejre(), casework.ReasonAccess, "2026-03-02", "2026-03-11"},
		{"over Easter", lejre(), casework.ReasonAccess, "2026-03-30", "2026-04-13"},
		{"a closed office is no excuse", shut, casework.ReasonAccess, "2026-07-06", "2026-07-15"},
		{"a month", lejre(), casework.ReasonInsight, "2026-03-02", "2026-04-01"},
		{"a month that is shorter", lejre(), casework.ReasonErasure, "2027-01-31", "2027-02-26"},
		{"ends on a Saturday", lejre(), casework.ReasonCorrection, "2026-04-02", "2026-05-01"},
	} {
		if got := row.rules.RequestDue(row.kind, date(row.received)); got != date(row.want) {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

// TestRequestsAreATrackOfTheirOwn: the clock of a wish runs beside the complaint's,
// also when the complaint is answered and closed.
func TestRequestsAreATrackOfTheirOwn(t *testing.T) {
	s := tell(t, horsens(), flagged(casework.FlagDataRights))
	due := s.q.Course.Deadline
	s.do(wish(casework.ReasonAccess), wish(casework.ReasonErasure))
	if s.q.Course.Deadline != due || !s.q.Course.Answered.IsZero() {
		t.Error("the complaint's clock has changed")
	}
	s.refused(wish(casework.ReasonAccess), casework.RequestThere)
	s.do(act(casework.Close, func(ev *casework.Event) { ev.Fields.SkipLetter, ev.Answers = true, true }))
	s.pass("2026-03-10 08:01")
	if got := s.q.Course.Requests[0].Reached; got != casework.StepDay9 {
		t.Errorf("the day before it is %q", got)
	}
	s.pass("2026-03-11 15:01")
	if s.q.Alarm() != casework.ReasonRequestLate {
		t.Errorf("on the day the alarm is %q", s.q.Alarm())
	}
	s.refused(act(casework.Erase), casework.RequestOpen)
	answered := act(casework.AnswerRequest, func(ev *casework.Event) { ev.Fields.RequestKind = casework.ReasonAccess })
	s.do(answered)
	if s.q.Alarm() != casework.ReasonNone {
		t.Error("it is red after the answer")
	}
	s.refused(answered, casework.NoRequest)
	s.do(act(casework.Erase)) // which is what the other wish asks for
}

// TestExtendRequest: the law bounds how long (GDPR art. 12(3)).
func TestExtendRequest(t *testing.T) {
	extend := func(kind casework.Reason, until string) casework.Event {
		return act(casework.ExtendRequest, func(ev *casework.Event) { ev.Fields.RequestKind, ev.Date = kind, date(until) })
	}
	s := tell(t, horsens()).do(wish(casework.ReasonInsight))
	s.refused(extend(casework.ReasonAccess, "2026-04-20"), casework.NoRequest)
	s.refused(extend(casework.ReasonInsight, "2026-06-03"), casework.TooFar)
	s.do(extend(casework.ReasonInsight, "2026-06-02"))
	if s.q.Course.Requests[0].Due != date("2026-06-02") {
		t.Errorf("due %s", s.q.Course.Requests[0].Due)
	}
	missing := extend(casework.ReasonInsight, "2026-05-20")
	missing.Fields.WaitingFor = personal.Text{}
	s.refused(missing, casework.Missing)
	s.refused(wish(casework.ReasonAccess, func(ev *casework.Event) { ev.Date = date("2027-01-04") }), casework.FutureDate)
	s.refused(wish("mood"), casework.Missing)
}

// TestOnlyRights: a letter that asks for nothing else is no complaint, and has its
// answer in the letter that names its date, or sends it on (L19).
func TestOnlyRights(t *testing.T) {
	s := tell(t, lejre(), onlyRights)
	if s.q.Course.IsCase() {
		t.Error("it is a case")
	}
	s.do(wish(casework.ReasonAccess), became(casework.LetterDelivered, "q1/p1/L19/writer"))
	if s.q.Course.Answered.IsZero() || len(s.q.OpenRequests()) != 1 {
		t.Errorf("answered %v, waiting %v", s.q.Course.Answered, s.q.OpenRequests())
	}
	sentOn := tell(t, lejre(), onlyRights).do(wish(casework.ReasonAccess, func(ev *casework.Event) {
		ev.Fields.ForwardedTo = personal.New("Jobcentret")
	}))
	if len(sentOn.q.OpenRequests()) != 0 || !sentOn.q.Course.Requests[0].Forwarded {
		t.Errorf("%+v", sentOn.q.Course.Requests)
	}
}

// TestRefusedProlonging: a citizen whom the new date for her wish did not reach goes by
// the date before, and the law does too: when that day passes, the advisers are called. A
// later letter that has reached her stands.
func TestRefusedProlonging(t *testing.T) {
	longer := func(day string) casework.Event {
		return act(casework.ExtendRequest, func(ev *casework.Event) {
			ev.Fields.RequestKind, ev.Date = casework.ReasonAccess, date(day)
		})
	}
	due := func(s *story) calendar.Date { return s.q.Course.Requests[0].Due }
	s := tell(t, lejre()).do(wish(casework.ReasonAccess))
	told := due(s)
	s.do(longer("2026-03-20"))
	first := s.last()
	s.do(longer("2026-03-25"))
	second := s.last()
	s.do(became(casework.LetterDelivered, second.Key), became(casework.LetterFailed, first.Key))
	if got := due(s); got != date("2026-03-25") {
		t.Errorf("an older letter has come back, and it is due %s", got)
	}
	s.do(became(casework.DeliveryFailed, second.Key), act(casework.Call))
	if got := due(s); got != told {
		t.Errorf("both have come back, and it is due %s, want %s", got, told)
	}
	s.run(told.At(16, 0, copenhagen), awake, true)
	if got := s.q.Alarms(); !slices.Contains(got, casework.ReasonRequestLate) {
		t.Errorf("the day has passed, and the card says %q", got)
	}
}
