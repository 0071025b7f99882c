package casework_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
)

// failed is a letter of an adviser's, decided at an instant, that comes back.
func (s *story) failed(when string) *story {
	s.do(act(casework.AskCitizen, func(e *casework.Event) { e.At = at(when) }))
	return s.do(became(casework.LetterDelivered, s.last().Key), became(casework.LetterFailed, s.last().Key))
}

// broken is a promise whose day has passed with nothing sent: its sender is in doubt.
func broken(t *testing.T) *story {
	t.Helper()
	s := tell(t, lejre(), receiptRule(casework.ReceiptForged))
	s.run(at("2026-03-16 16:00"), awake, true)
	if !slices.Equal(s.q.Alarms(), []casework.Reason{casework.ReasonSuppressed}) {
		t.Fatalf("the card says %q", s.q.Alarms())
	}
	return s
}

// late is a wish of data rights whose day has passed.
func late(t *testing.T) *story {
	t.Helper()
	s := tell(t, horsens()).do(act(casework.RecordRequest, func(e *casework.Event) { e.Fields.RequestKind = casework.ReasonAccess }))
	s.do(became(casework.LetterDelivered, s.last().Key))
	s.run(s.q.Course.Requests[0].Due.At(16, 0, copenhagen), awake, true)
	if !slices.Equal(s.q.Alarms(), []casework.Reason{casework.ReasonRequestLate}) {
		t.Fatalf("the card says %q", s.q.Alarms())
	}
	return s
}

// TestNoRedHidesAnother: what makes one cause good leaves the others as they are
// (design 1.5).
func TestNoRedHidesAnother(t *testing.T) {
	hears := act(casework.Call)
	answers := act(casework.Call, func(e *casework.Event) { e.Answers = true })
	soon := func(e *casework.Event) { e.Date, e.Fields.RequestKind = date("2026-04-10"), casework.ReasonAccess }
	two := []casework.Reason{casework.ReasonSuppressed, casework.ReasonLetterFailed}
	for _, row := range []struct {
		name string
		s    *story
		ev   []casework.Event
		want []casework.Reason
	}{
		{"a letter comes back besides", broken(t).failed("2026-03-17 10:00"), nil, two},
		{"and a call makes that good", broken(t).failed("2026-03-17 10:00"), []casework.Event{hears}, two[:1]},
		{"a call that answers makes both good", broken(t).failed("2026-03-17 10:00"), []casework.Event{answers}, nil},
		{"a new date leaves the letter", broken(t).failed("2026-03-17 10:00"), []casework.Event{act(casework.ExtendDeadline)}, two[1:]},
		{"danger", broken(t), []casework.Event{wrote(flagged(casework.FlagAcute))},
			[]casework.Reason{casework.ReasonAcute, casework.ReasonSuppressed}},
		{"and danger is over", broken(t), []casework.Event{wrote(flagged(casework.FlagAcute)), act(casework.NotAcute)}, two[:1]},
		{"a new date leaves a late wish", late(t), []casework.Event{act(casework.ExtendDeadline, soon)},
			[]casework.Reason{casework.ReasonRequestLate}},
		{"so does a closed inquiry", late(t), []casework.Event{act(casework.Close)}, []casework.Reason{casework.ReasonRequestLate}},
		{"a late wish is put off", late(t), []casework.Event{act(casework.ExtendRequest, soon)}, nil},
		{"one of two late wishes is answered", late(t), []casework.Event{
			act(casework.RecordRequest, func(e *casework.Event) { e.Fields.RequestKind = casework.ReasonInsight; e.Date = date("2026-03-02") }),
			{Type: casework.RequestDue, Step: casework.StepNotice, Fields: casework.Fields{RequestKind: casework.ReasonInsight}},
			act(casework.AnswerRequest, func(e *casework.Event) { e.Fields.RequestKind = casework.ReasonAccess }),
		}, []casework.Reason{casework.ReasonRequestLate}},
	} {
		row.s.t = t
		if got := row.s.do(row.ev...).q.Alarms(); !slices.Equal(got, row.want) {
			t.Errorf("%s: the card says %q, want %q", row.name, got, row.want)
		}
	}
}

// TestRedThatComesBackIsTold: a broken promise that was taken for answered is red
// again, and all advisers are called again by a mail of its own, beside the one of the
// danger that keeps the notice back. One that stays red is not told twice.
func TestRedThatComesBackIsTold(t *testing.T) {
	answered := act(casework.AdviserWrote, func(e *casework.Event) { e.Answers = true })
	withdrawn := act(casework.Close, func(e *casework.Event) { e.Outcome = casework.Withdrawn })
	for name, row := range map[string]struct{ answered, back casework.Event }{
		"no answer":            {answered, act(casework.NotAnAnswer)},
		"reopened":             {act(casework.MarkNotAComplaint), act(casework.Reopen)},
		"she writes once more": {act(casework.MarkNotAComplaint), wrote()},
	} {
		s := tell(t, lejre(), flagged(casework.FlagAcute)) // her receipt has told her the date
		s.do(became(casework.LetterDelivered, s.last().Key))
		s.run(at("2026-03-16 16:00"), awake, true)
		keys := alarmKeys(s.effects)
		row.back.At = at("2026-03-18 10:00")
		if s.do(row.answered); slices.Contains(s.q.Alarms(), casework.ReasonSuppressed) {
			t.Errorf("%s: the card is red when it has been dealt with", name)
		}
		s.do(row.back)
		again := alarmKeys(s.effects)
		known := func(key string) bool { return slices.Contains(keys, key) }
		if !slices.Contains(s.q.Alarms(), casework.ReasonSuppressed) || !strings.Contains(s.alarms(), "suppressed") || slices.ContainsFunc(again, known) {
			t.Errorf("%s: alarms %q, mails %q after %q", name, s.q.Alarms(), again, keys)
		}
		if s.do(act(casework.AddNote)); len(alarmKeys(s.effects)) != 0 {
			t.Errorf("%s: a note tells of it once more", name)
		}
	}
	s := broken(t)
	before := s.q.Alarms()
	s.do(withdrawn)
	s.do(act(casework.Undo, func(e *casework.Event) { e.At = s.now.Add(time.Second) }))
	if !slices.Equal(s.q.Alarms(), before) || len(alarmKeys(s.effects)) != 0 {
		t.Errorf("after Undo the card says %q, and mails %q", s.q.Alarms(), alarmKeys(s.effects))
	}
}

func alarmKeys(effects []casework.Effect) []string {
	var keys []string
	for _, e := range effects {
		if alarm, ok := e.(casework.Alarm); ok {
			keys = append(keys, alarm.Key)
		}
	}
	return keys
}

// TestStoppedLetterKeepsNoPromise: the letter that was to keep it is stopped on the
// day, after the hour of the notice, because the power of attorney is withdrawn. The
// party gets the notice at once; where it may not go, all are called.
func TestStoppedLetterKeepsNoPromise(t *testing.T) {
	for name, row := range map[string]struct {
		party string
		want  string
	}{
		"the party has an address": {"party@example.org", "Mon 2026-03-16 15:20 notice_due L09=2026-03-23 ping:a1"},
		"nobody knows it":          {"", ""},
	} {
		s := tell(t, lejre(), flagged(casework.FlagRepresentation))
		s.do(act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Party.Address = text(row.party) }))
		for _, l := range s.q.Letters {
			if l.InFlight() {
				s.do(became(casework.LetterDelivered, l.Key))
			}
		}
		s.run(at("2026-03-16 14:50"), awake, true)
		s.do(act(casework.PassOnSuggestion, func(e *casework.Event) { e.At = at("2026-03-16 14:59") }))
		s.do(act(casework.Reopen, func(e *casework.Event) { e.At = at("2026-03-16 14:59") }))
		s.run(at("2026-03-16 15:10"), awake, false) // the letter is under way: nothing is said
		if s.q.Course.Deadline.Reached != casework.StepNotice || s.q.Alarm() != casework.ReasonNone {
			t.Fatalf("%s: reached %q, the card says %q", name, s.q.Course.Deadline.Reached, s.q.Alarm())
		}
		s.do(act(casework.WithdrawPowerOfAttorney, func(e *casework.Event) { e.At = at("2026-03-16 15:20") }))
		red := s.q.Alarm()
		if got := diary(s.run(at("2026-03-16 15:30"), awake, true)); got != row.want {
			t.Errorf("%s: %s", name, got)
		}
		if (row.want == "") != (red == casework.ReasonSuppressed) {
			t.Errorf("%s: the card says %q", name, red)
		}
	}
}

// TestLateReceiptIsWatched: the receipt that an adviser releases after the promised day
// names the new date, and is watched like any letter that keeps a promise (design 1.5).
func TestLateReceiptIsWatched(t *testing.T) {
	s := broken(t).do(act(casework.ReleaseHeld, func(e *casework.Event) { e.At = at("2026-03-17 10:00") }))
	if len(s.q.Alarms()) != 0 {
		t.Errorf("while it is under way the card says %q", s.q.Alarms())
	}
	s.run(at("2026-03-20 12:00"), awake, false)
	if !slices.Equal(s.q.Alarms(), []casework.Reason{casework.ReasonNotDelivered}) {
		t.Errorf("it lies undelivered (%s), and the card says %q", s.last().Status, s.q.Alarms())
	}
	s.do(became(casework.LetterDelivered, s.last().Key))
	if len(s.q.Alarms()) != 0 {
		t.Errorf("it has arrived, and the card says %q", s.q.Alarms())
	}
}

// TestReceiptOnTheLastDay: a receipt that is released on the last day promises the date
// that the notice would have named, and no notice crosses it (L01, L39).
func TestReceiptOnTheLastDay(t *testing.T) {
	s := tell(t, lejre(), receiptRule(casework.ReceiptForged))
	s.run(at("2026-03-16 14:30"), awake, true)
	s.do(act(casework.ReleaseHeld, func(e *casework.Event) { e.At = at("2026-03-16 14:59") }))
	receipt := s.last()
	if want := date("2026-03-23"); s.q.Course.Deadline.Told != want || receipt.MeetBy != date("2026-03-16") {
		t.Errorf("the receipt tells %v and must arrive by %v", s.q.Course.Deadline.Told, receipt.MeetBy)
	}
	if s.run(at("2026-03-16 18:00"), awake, true); s.last().Key != receipt.Key {
		t.Errorf("%s goes as well", s.last().Letter)
	}
}

// TestRefusedNotice: a citizen whom an adviser's notice of a new date did not reach
// still goes by the date she was told before (L39).
func TestRefusedNotice(t *testing.T) {
	s := tell(t, lejre())
	told := s.q.Course.Deadline.Told
	s.do(act(casework.ExtendDeadline, func(e *casework.Event) { e.Date = date("2026-03-27") }))
	notice := s.last()
	s.do(became(casework.LetterFailed, notice.Key))
	if got := s.q.Course.Deadline; notice.Letter != casework.LetterDeadlineNotice || got.Anchor() != told {
		t.Errorf("%s was refused, and the date to keep is %s, want %s", notice.Letter, got.Anchor(), told)
	}
}

// TestRefusedNoticeOfBefore: a notice of a new date comes back when a later one has told
// the citizen another. She goes by the later date, and nothing is sent by itself; if
// that notice comes back as well, she goes by the date before both (L39).
func TestRefusedNoticeOfBefore(t *testing.T) {
	until := func(day string) casework.Event {
		return act(casework.ExtendDeadline, func(e *casework.Event) { e.Date = date(day) })
	}
	for name, again := range map[string]func(*casework.Event){
		"by button": func(*casework.Event) {},
		"by hand":   func(e *casework.Event) { e.Type, e.Stands = casework.SentItMyself, casework.ExtendDeadline },
	} {
		s := tell(t, lejre())
		told := s.q.Course.Deadline.Told
		s.do(until("2026-03-20"))
		first := s.last()
		second := until("2026-03-23")
		again(&second)
		s.do(became(casework.LetterDelivered, first.Key), second)
		newest := s.last()
		s.run(told.AddDays(2).At(10, 0, copenhagen), awake, true)
		s.do(became(casework.DeliveryFailed, first.Key))
		letters := len(s.q.Letters)
		s.run(told.AddDays(3).At(10, 0, copenhagen), awake, true)
		if got := s.q.Course.Deadline.Anchor(); got != date("2026-03-23") || len(s.q.Letters) != letters {
			t.Errorf("%s: the date to keep is %s, and %s went", name, got, s.last().Letter)
		}
		s.do(became(casework.DeliveryFailed, newest.Key))
		if got := s.q.Course.Deadline.Anchor(); got != told {
			t.Errorf("%s: both came back, and the date to keep is %s, want %s", name, got, told)
		}
	}
}
