package casework_test

import (
	"slices"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// TestLetterAlarm: a letter that must keep a promise and is not delivered by
// then, nor an hour after it was decided, calls everybody, once (design 1.5).
func TestLetterAlarm(t *testing.T) {
	ends := act(casework.MarkOutOfScope)
	late := act(casework.MarkOutOfScope, func(e *casework.Event) { e.At = at("2026-03-16 15:30") })
	for _, row := range []struct {
		name  string
		ev    casework.Event
		fate  casework.EventType
		alarm string
	}{
		{"delivered", ends, casework.LetterDelivered, ""},
		{"never heard of", ends, "", "Mon 2026-03-16 16:00 alarm_due ping: alarm:not_delivered"},
		{"in doubt for ever", ends, casework.LetterInDoubt, "Mon 2026-03-16 16:00 alarm_due ping: alarm:not_delivered"},
		{"decided after a notice that was withheld", late, "", "Mon 2026-03-16 16:30 alarm_due ping: alarm:not_delivered"},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := lejre()
			r.SilenceDays = 0
			s := tell(t, r)
			if !row.ev.At.IsZero() {
				s = tell(t, r, flagged(casework.FlagAcute))
				s.run(row.ev.At, awake, true)
			}
			s.do(row.ev)
			if row.fate != "" {
				s.do(became(row.fate, s.last().Key))
			}
			same(t, diary(s.run(at("2026-04-20 12:00"), awake, false)), row.alarm)
			if row.alarm == "" {
				return
			}
			s.do(casework.Event{Type: casework.LetterDelivered, Key: s.last().Key, By: casework.Actor{Role: casework.BySystem}})
			if s.q.Alarm() != casework.ReasonNone || s.q.Course.Answered.IsZero() {
				t.Errorf("after the delivery the card says %q", s.q.Alarm())
			}
		})
	}
}

// TestNoticeThatDoesNotArriveIsWatchedToo: the neutral notice keeps the old
// promise and has its own alarm.
func TestNoticeThatDoesNotArriveIsWatchedToo(t *testing.T) {
	s := tell(t, lejre())
	same(t, diary(s.run(at("2026-03-16 18:00"), awake, false)[3:]),
		"Mon 2026-03-16 15:00 notice_due L09=2026-03-23 ping:",
		"Mon 2026-03-16 16:00 alarm_due ping: alarm:not_delivered")
}

// TestLateNoticeCalms: when the notice arrives after all the card is calm again.
func TestLateNoticeCalms(t *testing.T) {
	s := tell(t, lejre())
	s.run(at("2026-03-16 18:00"), awake, false)
	if s.q.Alarm() != casework.ReasonNotDelivered {
		t.Fatalf("the card says %q", s.q.Alarm())
	}
	if s.do(became(casework.LetterDelivered, s.last().Key)); s.q.Alarm() != casework.ReasonNone {
		t.Errorf("after the delivery the card says %q", s.q.Alarm())
	}
}

// TestNoticeWaitsForTheLetterThatAnswers and for no other: an old letter that
// hangs must not keep the notice of a later promise back.
func TestNoticeWaitsForTheLetterThatAnswers(t *testing.T) {
	s := tell(t, lejre())
	s.run(at("2026-03-16 14:50"), awake, true)
	s.do(act(casework.ExtendDeadline, func(e *casework.Event) { e.At = at("2026-03-16 14:55") })) // to 20 March; hangs
	same(t, diary(s.run(at("2026-03-20 18:00"), awake, false)),
		"Mon 2026-03-16 16:00 alarm_due ping: alarm:not_delivered",
		"Wed 2026-03-18 08:00 reminder_due day8",
		"Thu 2026-03-19 08:00 reminder_due day9 ping:a1",
		"Fri 2026-03-20 15:00 notice_due L09=2026-03-27 ping:a1",
		"Fri 2026-03-20 16:00 alarm_due ping: alarm:not_delivered")

	s = tell(t, lejre())
	s.run(at("2026-03-16 14:50"), awake, true)
	r := s.do(act(casework.SendToDepartment, func(e *casework.Event) { e.At = at("2026-03-16 14:55") })).q
	if got := r.Course.Deadline.Anchor(); got != date("2026-03-20") {
		t.Errorf("after the copy the citizen has been told %s (L39)", got)
	}
}

// TestClosingNeedsAnAnswer: a notice under way is no answer (L37).
func TestClosingNeedsAnAnswer(t *testing.T) {
	quiet := act(casework.Close, func(e *casework.Event) { e.Fields.SkipLetter = true })
	tell(t, lejre()).do(act(casework.ExtendDeadline)).refused(quiet, casework.Unanswered)
	tell(t, lejre()).do(act(casework.SentItMyself), quiet)
}

// TestPromiseAfterTheAnswer: a date given to a citizen who had her answer is
// watched like any other.
func TestPromiseAfterTheAnswer(t *testing.T) {
	s := tell(t, lejre()).do(act(casework.SentItMyself), act(casework.ExtendDeadline))
	s.do(became(casework.LetterDelivered, s.last().Key))
	ticks := s.run(at("2026-03-20 16:00"), awake, true)
	same(t, diary(ticks[len(ticks)-1:]), "Fri 2026-03-20 15:00 notice_due L09=2026-03-27 ping:a1")
}

// TestReopening: a date the citizen was told stands when nothing has answered
// her; otherwise a new clock runs that promises nothing (domain 6.2).
func TestReopening(t *testing.T) {
	withdrawn := act(casework.Close, func(e *casework.Event) { e.Outcome = casework.Withdrawn })
	spam := tell(t, lejre(), receiptRule(casework.ReceiptForged)).do(act(casework.MarkNotAComplaint))
	for _, row := range []struct {
		name     string
		s        *story
		promised bool
		date     string
	}{
		{"closed by mistake", tell(t, lejre()).do(act(casework.MarkNotAComplaint)), true, "2026-03-16"},
		{"its answer failed", tell(t, lejre()).do(act(casework.MarkOutOfScope), became(casework.LetterFailed, "q1/p1/L07/writer")), true, "2026-03-16"},
		{"she withdrew", tell(t, lejre()).do(withdrawn), false, "2026-03-17"},
		{"she was never told", spam, false, "2026-03-17"},
		{"she had her answer", tell(t, lejre()).do(act(casework.SentItMyself), act(casework.Close)), false, "2026-03-17"},
		{"in Horsens", tell(t, horsens()).do(act(casework.MarkNotAComplaint)), false, "2026-03-17"},
	} {
		for _, ev := range []casework.Event{
			wrote(), act(casework.Reopen, func(e *casework.Event) { e.At = at("2026-03-03 10:00") }),
		} {
			s := *row.s
			s.t = t
			if err := s.try(ev); err != nil {
				if row.name != "its answer failed" {
					t.Errorf("%s: %v", row.name, err)
				}
				continue
			}
			if d := s.q.Course.Deadline; d.Promised != row.promised || d.Date != date(row.date) {
				t.Errorf("%s, then %s: %s, promised %v; want %s, %v", row.name, ev.Type, d.Date, d.Promised, row.date, row.promised)
			}
			if s.q.Course.State != casework.InDialogue {
				t.Errorf("%s: state %s", row.name, s.q.Course.State)
			}
		}
	}
	s := tell(t, lejre()).do(act(casework.MarkNotAComplaint))
	if s.do(wrote(func(m *casework.MailFacts) { m.Thanks = true })); s.q.Course.State != casework.Closed {
		t.Error("a thank you reopened the inquiry")
	}
}

// TestWhatPutsOutAnAlarm: only what really makes it good.
func TestWhatPutsOutAnAlarm(t *testing.T) {
	delivered := func(key string) casework.Event { return became(casework.LetterDelivered, key) }
	// L11 p1 to the department, L12 p1 to the citizen, L03 p2 after them.
	two := func() *story {
		return tell(t, lejre()).do(act(casework.SendToDepartment), became(casework.LetterFailed, "q1/p1/L12/writer"))
	}
	for _, row := range []struct {
		name string
		s    *story
		ev   []casework.Event
		want casework.Reason
	}{
		{"the department's letter arrives", two(), []casework.Event{delivered("q1/p1/L11/department")}, casework.ReasonLetterFailed},
		{"an adviser calls", two(), []casework.Event{act(casework.Call)}, casework.ReasonNone},
		{"an adviser's mail is seen", two(), []casework.Event{seen()}, casework.ReasonNone},
		{"a new letter arrives", two(), []casework.Event{act(casework.AskCitizen), delivered("q1/p3/L03/writer")}, casework.ReasonNone},
		{"a new letter is only decided", two(), []casework.Event{act(casework.AskCitizen)}, casework.ReasonLetterFailed},
		{"an older letter arrives", tell(t, lejre()).do(act(casework.AskCitizen), act(casework.PartlyOutOfScope),
			became(casework.LetterFailed, "q1/p2/L08/writer")), []casework.Event{delivered("q1/p1/L03/writer")}, casework.ReasonLetterFailed},
		{"one of two doubts is settled", tell(t, lejre()).do(act(casework.AskCitizen), act(casework.PartlyOutOfScope),
			became(casework.LetterInDoubt, "q1/p1/L03/writer"), became(casework.LetterInDoubt, "q1/p2/L08/writer")),
			[]casework.Event{delivered("q1/p1/L03/writer")}, casework.ReasonLetterInDoubt},
		{"both doubts are settled", tell(t, lejre()).do(act(casework.AskCitizen), act(casework.PartlyOutOfScope),
			became(casework.LetterInDoubt, "q1/p1/L03/writer"), became(casework.LetterInDoubt, "q1/p2/L08/writer")),
			[]casework.Event{settle(casework.ReasonSent), settle(casework.ReasonSent)}, casework.ReasonNone},
		{"a delay", tell(t, lejre()).do(act(casework.AskCitizen), delivered("q1/p1/L03/writer")),
			[]casework.Event{became(casework.DeliveryDelayed, "q1/p1/L03/writer")}, casework.ReasonNone},
		{"an adviser writes to the office only", two(), []casework.Event{act(casework.AdviserWrote, func(e *casework.Event) {
			e.Mail = &casework.MailFacts{Message: "m2"}
		})}, casework.ReasonLetterFailed},
	} {
		if got := row.s.do(row.ev...).q.Alarm(); got != row.want {
			t.Errorf("%s: the card says %q, want %q", row.name, got, row.want)
		}
	}
}

func settle(how casework.Reason) casework.Event {
	return act(casework.ResolveInDoubt, func(e *casework.Event) { e.Reason = how })
}

// TestResolveInDoubt: the adviser's word settles a letter or sends the same
// bytes again (design 8).
func TestResolveInDoubt(t *testing.T) {
	for how, want := range map[casework.Reason]casework.LetterStatus{
		casework.ReasonSent: casework.LetterSent, casework.ReasonAgain: casework.LetterPending,
	} {
		s := tell(t, lejre()).do(act(casework.MarkOutOfScope))
		s.do(became(casework.LetterInDoubt, s.last().Key))
		if s.alarms() != "letter_in_doubt" {
			t.Errorf("alarms %q", s.alarms())
		}
		s.refused(became(casework.LetterInDoubt, s.last().Key), casework.WrongState) // asked once
		s.do(settle(how))
		if s.last().Status != want || s.q.Alarm() != casework.ReasonNone {
			t.Errorf("%s: the letter is %s, the card says %q", how, s.last().Status, s.q.Alarm())
		}
		var retry, settled bool
		for _, e := range s.effects {
			switch e := e.(type) {
			case casework.RetryLetter:
				retry = e.Key == s.last().Key
			case casework.SettleLetter:
				settled = e.Key == s.last().Key
			}
		}
		if retry != (how == casework.ReasonAgain) || settled != (how == casework.ReasonSent) {
			t.Errorf("%s: retry %v, settled %v", how, retry, settled)
		}
		if answered := !s.q.Course.Answered.IsZero(); answered != (how == casework.ReasonSent) {
			t.Errorf("%s: answered %v", how, answered)
		}
	}
	s := tell(t, lejre()).do(act(casework.AskCitizen))
	s.do(became(casework.LetterInDoubt, s.last().Key)).refused(settle(casework.ReasonWork), casework.Missing)
}

// TestANotWantedLetterInDoubt: a letter that is not to go any more is not sent again. When
// the adviser says that it did not leave, it meant nothing; a letter that nothing has
// stopped cannot be settled so.
func TestANotWantedLetterInDoubt(t *testing.T) {
	key := func(l casework.LetterID) func(s *story) string {
		return func(s *story) string {
			return s.q.Letters[slices.IndexFunc(s.q.Letters, func(have casework.Letter) bool { return have.Letter == l })].Key
		}
	}
	for name, row := range map[string]struct {
		begin func() *story
		act   casework.Event
		of    func(s *story) string
		stop  casework.Event
		again casework.RefusalCode
	}{
		"to a department":     {func() *story { return tell(t, lejre()) }, act(casework.SendToDepartment), key(casework.LetterToDepartment), act(casework.StopSharing), casework.SharingBlocked},
		"to a representative": {func() *story { return represented(t, lejre()) }, act(casework.MarkOutOfScope), key(casework.LetterOutOfScope), act(casework.WithdrawPowerOfAttorney), casework.MandateEnded},
	} {
		for order, doubtFirst := range map[string]bool{"in doubt, then stopped": true, "stopped, then in doubt": false} {
			s := row.begin().do(row.act)
			doubt := became(casework.LetterInDoubt, row.of(s))
			if doubtFirst {
				s.do(doubt).refused(settle(casework.ReasonNotSent), casework.StillWanted).do(row.stop)
			} else {
				s.do(row.stop, doubt)
			}
			s.refused(settle(casework.ReasonAgain), row.again)
			s.do(settle(casework.ReasonNotSent))
			if !slices.ContainsFunc(s.effects, func(e casework.Effect) bool { return e == casework.SettleLetter{Key: doubt.Key} }) {
				t.Errorf("%s, %s: effects %+v", name, order, s.effects)
			}
			c := s.q.Course
			if c.State != casework.InDialogue || !c.Answered.IsZero() || !c.DepartmentDue.IsZero() || c.CopyOwed || !s.q.CalledOff(doubt.Key) || s.q.Alarm() != casework.ReasonNone {
				t.Errorf("%s, %s: %s, answered %v, asked %v, %q", name, order, c.State, c.Answered, c.DepartmentDue, s.q.Alarm())
			}
			if c.Deadline.Anchor() != date("2026-03-16") {
				t.Errorf("%s, %s: promised %s", name, order, c.Deadline.Anchor())
			}
			s.refused(settle(casework.ReasonSent), casework.NotInDoubt)
		}
	}

	// One that was stopped and left all the same answers nothing. After the no is taken
	// back it is written anew, not sent again: the course has gone back to before it.
	s := represented(t, lejre()).do(act(casework.MarkOutOfScope), act(casework.WithdrawPowerOfAttorney))
	s.do(became(casework.LetterInDoubt, key(casework.LetterOutOfScope)(s)), settle(casework.ReasonSent))
	if !s.q.Course.Answered.IsZero() {
		t.Error("a letter that was stopped has answered the citizen")
	}
	s = tell(t, lejre()).do(act(casework.SendToDepartment), act(casework.StopSharing))
	s.do(became(casework.LetterInDoubt, key(casework.LetterToDepartment)(s)), act(casework.ResumeSharing))
	s.refused(settle(casework.ReasonAgain), casework.LetterStopped)
	if s.do(settle(casework.ReasonSent)); s.q.Course.State != casework.WithDepartment {
		t.Errorf("the department has the letter: %s", s.q.Course.State)
	}
}

// TestWhatMustMeetThePromise: an answer to a promise that runs, and the letter
// that moves one; nothing else is watched.
func TestWhatMustMeetThePromise(t *testing.T) {
	for _, row := range []struct {
		name string
		s    *story
		want string
	}{
		{"an answer", tell(t, lejre()).do(act(casework.MarkOutOfScope)), "2026-03-16"},
		{"a notice (L39)", tell(t, lejre()).do(act(casework.ExtendDeadline)), "2026-03-16"},
		{"the copy of the letter to the department", tell(t, lejre()).do(act(casework.SendToDepartment)), "2026-03-16"},
		{"a question", tell(t, lejre()).do(act(casework.AskCitizen)), ""},
		{"an answer to no promise", tell(t, horsens()).do(act(casework.MarkOutOfScope)), ""},
		{"an answer after the answer", tell(t, lejre()).do(act(casework.SentItMyself), act(casework.PassOnSuggestion)), ""},
	} {
		if got := row.s.last().MeetBy.String(); got != row.want {
			t.Errorf("%s must meet %q, want %q", row.name, got, row.want)
		}
	}
}

// TestUnreadable: a letter nobody can read calls everybody, until an adviser has
// it, and has it again when she takes that back.
func TestUnreadable(t *testing.T) {
	merge := act(casework.Merge, func(e *casework.Event) { e.Other = "q2" })
	note := act(casework.AddNote, func(e *casework.Event) { e.Note = personal.New("Postkassen er væk.") })
	for _, row := range []struct {
		name string
		ev   casework.Event
		want casework.Reason
	}{
		{"taken", act(casework.Take), casework.ReasonNone},
		{"answered by hand", act(casework.SentItMyself), casework.ReasonNone},
		{"not for us", act(casework.MarkNotAComplaint), casework.ReasonNone},
		{"merged", merge, casework.ReasonNone},
		{"noted", note, casework.ReasonUnreadable},
	} {
		s := tell(t, lejre(), receiptRule(casework.ReceiptUnreadable))
		if s.q.Alarm() != casework.ReasonUnreadable {
			t.Fatalf("the card says %q", s.q.Alarm())
		}
		if s.do(row.ev); s.q.Alarm() != row.want {
			t.Errorf("%s: the card says %q, want %q", row.name, s.q.Alarm(), row.want)
		}
	}
	now := func(e *casework.Event) { e.At = at("2026-03-02 11:00") }
	s := tell(t, lejre(), receiptRule(casework.ReceiptUnreadable))
	if s.do(act(casework.MarkNotAComplaint, now), act(casework.Undo, now)); s.q.Alarm() != casework.ReasonUnreadable {
		t.Errorf("after Undo the card says %q", s.q.Alarm())
	}
}

// TestDangerCallsEachTime: every letter that speaks of danger calls all advisers, also
// where nobody has said that the danger of an earlier one is over, and so does what
// opens such an inquiry again (domain 4.2).
func TestDangerCallsEachTime(t *testing.T) {
	closed := act(casework.Close, func(e *casework.Event) { e.Fields.SkipLetter = true })
	again := wrote(flagged(casework.FlagAcute))
	for name, events := range map[string][]casework.Event{
		"in an open inquiry":            {act(casework.Call), again},
		"after it was taken off":        {act(casework.NotAcute), again},
		"in a closed inquiry":           {act(casework.MarkNotAComplaint), again},
		"in one closed with its answer": {act(casework.Call, func(e *casework.Event) { e.Answers = true }), closed, again},
		"opened again by an adviser":    {act(casework.MarkNotAComplaint), act(casework.Reopen)},
	} {
		s := tell(t, lejre(), flagged(casework.FlagAcute)).do(events...)
		calls := 0
		for _, e := range s.effects {
			if ping, ok := e.(casework.Ping); ok && ping.To == "" {
				calls++
			}
		}
		if s.alarms() != string(casework.ReasonAcute) || calls != 1 {
			t.Errorf("danger %s: mailed %q, called all %d times; the card says %q", name, s.alarms(), calls, s.q.Alarms())
		}
	}
}

// TestDepartmentIsReachedByItsLetterAlone: that a letter to the department came back,
// or may not have left, is not made good by a talk with the citizen (H19), but by
// another letter to it, by its answer, or when it is not to be asked any more.
func TestDepartmentIsReachedByItsLetterAlone(t *testing.T) {
	asked := func() *story { return tell(t, relay("lejre", true)).do(act(casework.SendToDepartment)) }
	const first = "q1/p1/L11/department"
	delivered := func(key string) casework.Event { return became(casework.LetterDelivered, key) }
	answering := act(casework.Call, func(e *casework.Event) { e.Answers = true })
	failed, doubt := became(casework.LetterFailed, first), became(casework.LetterInDoubt, first)
	for _, row := range []struct {
		name string
		ev   []casework.Event
		want casework.Reason
	}{
		{"a talk", []casework.Event{failed, act(casework.Call)}, casework.ReasonLetterFailed},
		{"an answer to the citizen", []casework.Event{failed, answering}, casework.ReasonLetterFailed},
		{"both came back, and a talk", []casework.Event{failed, became(casework.LetterFailed, "q1/p1/L12/writer"), act(casework.Call)},
			casework.ReasonLetterFailed},
		{"a reminder is decided", []casework.Event{failed, act(casework.RemindDepartment)}, casework.ReasonLetterFailed},
		{"a reminder arrives", []casework.Event{failed, act(casework.RemindDepartment), delivered("q1/p3/L13/department")}, casework.ReasonNone},
		{"it is asked anew", []casework.Event{failed, act(casework.SendToDepartment), delivered("q1/p3/L11/department")}, casework.ReasonNone},
		{"it has answered", []casework.Event{failed, act(casework.RecordAnswer)}, casework.ReasonNone},
		{"it is not to be asked", []casework.Event{failed, act(casework.StopSharing), act(casework.Call)}, casework.ReasonNone},
		{"in doubt, and a talk", []casework.Event{doubt, act(casework.Call)}, casework.ReasonLetterInDoubt},
		{"in doubt, and an answer to the citizen", []casework.Event{doubt, answering}, casework.ReasonLetterInDoubt},
		{"in doubt, and it left", []casework.Event{doubt, answering, settle(casework.ReasonSent)}, casework.ReasonNone},
	} {
		s := asked().do(row.ev...)
		if got := s.q.Alarm(); got != row.want {
			t.Errorf("%s: the card says %q, want %q", row.name, got, row.want)
		}
		if l, ok := s.q.Unreached(); row.want == casework.ReasonLetterFailed && (!ok || l.To != casework.RoleDepartment) {
			t.Errorf("%s: the letter is the one to %q", row.name, l.To)
		}
	}
}

// TestOneOfTwoResultsFails: the result that arrives at the party does not make good the
// one that did not at her representative (L35), in either order.
func TestOneOfTwoResultsFails(t *testing.T) {
	for _, failsFirst := range []bool{true, false} {
		s := represented(t, relay("lejre", true)).do(act(casework.OpenCase), act(casework.StartExamination), act(casework.SendResult))
		failed := became(casework.LetterFailed, "q1/p4/L15/representative")
		arrived := became(casework.LetterDelivered, "q1/p4/L15/party")
		if failsFirst {
			s.do(failed, arrived)
		} else {
			s.do(arrived, failed)
		}
		if s.q.Alarm() != casework.ReasonLetterFailed {
			t.Errorf("the failure comes first %v: the card says %q", failsFirst, s.q.Alarms())
		}
		if s.do(act(casework.Call)); s.q.Alarm() != casework.ReasonNone {
			t.Errorf("after a talk the card says %q", s.q.Alarms())
		}
	}
}
