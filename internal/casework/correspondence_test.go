package casework_test

import (
	"errors"
	"testing"
	"time"

	"borgerbot/internal/casework"
)

// seen is a letter found in the Sent folder.
func seen() casework.Event {
	return casework.Event{
		Type: casework.AdviserWrote, Press: "m2", Answers: true, By: casework.Actor{Role: casework.ByAdviser},
	}
}

// TestNotAnAnswer: the letter found in Sent stops the clock until an adviser says
// that it was no answer; the promise then runs on as if it had not been there
// (L37).
func TestNotAnAnswer(t *testing.T) {
	s := tell(t, lejre())
	before := s.q.Course.Deadline
	s.do(seen())
	if l := s.last(); s.q.Course.Answered.IsZero() || l.Letter != casework.LetterFree || !l.Seen || l.Key != "q1/m2/seen" {
		t.Fatalf("answered %v by %+v", s.q.Course.Answered, l)
	}
	s.do(act(casework.NotAnAnswer))
	if c := s.q.Course; !c.Answered.IsZero() || !c.First.Answered.IsZero() || c.Deadline != before || s.last().Letter != casework.LetterOther {
		t.Errorf("after the word: answered %v, %+v, %s", c.Answered, c.Deadline, s.last().Letter)
	}
}

// TestAnsweredOnce: what an adviser writes after the answer moves nothing, and
// what answered in another way is not taken back by a word about Sent.
func TestAnsweredOnce(t *testing.T) {
	s := tell(t, lejre()).do(act(casework.Call, func(e *casework.Event) { e.Answers = true }))
	answered := s.q.Course.Answered
	s.do(seen())
	_, _, err := s.q.Apply(lejre(), act(casework.NotAnAnswer))
	if !s.q.Course.Answered.Equal(answered) || !errors.Is(err, &casework.Refusal{Code: casework.NoAnswerSeen}) {
		t.Errorf("answered %v, then %v; %v", answered, s.q.Course.Answered, err)
	}
}

// TestFirstAnswer: the first promise and the first answer are what the report
// counts, whatever is written and promised later; an answer that did not arrive or
// was taken back is none.
func TestFirstAnswer(t *testing.T) {
	s := tell(t, lejre())
	promised := s.q.Course.Deadline.Date
	s.do(act(casework.Call, func(e *casework.Event) { e.Answers = true }))
	first := casework.First{Promised: promised, Answered: s.now}
	s.do(wrote(), act(casework.Call, func(e *casework.Event) { e.Answers = true }))
	if s.q.Course.First != first || s.q.Course.Answered.Equal(first.Answered) {
		t.Errorf("first %v, want %v; answered now %v", s.q.Course.First, first, s.q.Course.Answered)
	}
	s = tell(t, lejre()).do(seen(), became(casework.DeliveryFailed, "q1/m2/seen"))
	if s.q.Course.First != (casework.First{Promised: promised}) {
		t.Errorf("after a failure: %v", s.q.Course.First)
	}
	s = tell(t, lejre()).do(act(casework.MarkNotAComplaint))
	s.do(act(casework.Undo, func(e *casework.Event) { e.At = s.now.Add(time.Second) }))
	if s.q.Course.First != (casework.First{Promised: promised}) {
		t.Errorf("after an undone act: %v", s.q.Course.First)
	}
	s = tell(t, horsens()).do(seen())
	if s.q.Course.First != (casework.First{Answered: s.now}) {
		t.Errorf("where nothing is promised: %v", s.q.Course.First)
	}
}

// TestSeenLetterFails: the answer written in Outlook comes back, and with it the
// promise.
func TestSeenLetterFails(t *testing.T) {
	s := tell(t, lejre()).do(seen(), became(casework.DeliveryFailed, "q1/m2/seen"))
	if !s.q.Course.Answered.IsZero() || s.q.Alarm() != casework.ReasonLetterFailed {
		t.Errorf("answered %v, alarm %q", s.q.Course.Answered, s.q.Alarm())
	}
}

// TestDelays: a delay takes nothing back, a later success ends it, and word of a
// delay that comes after the failure changes nothing.
func TestDelays(t *testing.T) {
	const key = "q1/p1/L07/writer"
	delay, confirm := became(casework.DeliveryDelayed, key), became(casework.DeliveryConfirmed, key)
	fail := became(casework.DeliveryFailed, key)
	givenUp := fail
	givenUp.Reason = casework.ReasonLetterGivenUp
	for _, row := range []struct {
		name     string
		ev       []casework.Event
		delayed  bool
		answered bool
		alarm    casework.Reason
	}{
		{"delayed", []casework.Event{delay}, true, true, ""},
		{"delayed, then confirmed", []casework.Event{delay, confirm}, false, true, ""},
		{"delayed, then failed", []casework.Event{delay, fail}, false, false, casework.ReasonLetterFailed},
		{"delayed, then given up", []casework.Event{delay, givenUp}, false, false, casework.ReasonLetterGivenUp},
		{"confirmed without a delay", []casework.Event{confirm}, false, true, ""},
		{"failed, then an old word of a delay", []casework.Event{fail, delay}, false, false, casework.ReasonLetterFailed},
	} {
		s := tell(t, lejre()).do(act(casework.MarkOutOfScope), became(casework.LetterDelivered, key))
		for _, ev := range row.ev {
			ev.At = s.q.LastEvent.Add(time.Minute)
			if next, _, err := s.q.Apply(lejre(), ev); err == nil {
				s.q = next
			} else if !errors.Is(err, &casework.Refusal{Code: casework.NotUnderWay}) {
				t.Errorf("%s: %v", row.name, err)
			}
		}
		if l, c := s.last(), s.q.Course; l.Delayed != row.delayed || c.Answered.IsZero() == row.answered || s.q.Alarm() != row.alarm {
			t.Errorf("%s: delayed %v, answered %v, alarm %q", row.name, l.Delayed, c.Answered, s.q.Alarm())
		}
	}
}

// TestBounceBeforeProof: the answer came back before anybody had looked for it in
// Sent. That it left proves nothing then: the citizen has no answer (L37).
func TestBounceBeforeProof(t *testing.T) {
	for _, later := range []casework.EventType{casework.LetterDelivered, casework.LetterInDoubt} {
		s := tell(t, lejre()).do(act(casework.MarkOutOfScope))
		s.do(became(casework.DeliveryFailed, s.last().Key))
		if err := s.try(became(later, s.last().Key)); err == nil {
			t.Errorf("%s of a letter that has come back is taken for news", later)
		}
		if c := s.q.Course; s.q.Alarm() != casework.ReasonLetterFailed || !c.Answered.IsZero() || s.last().Status != casework.LetterStuck {
			t.Errorf("%s: alarms %q, answered %v, the letter is %s", later, s.q.Alarms(), c.Answered, s.last().Status)
		}
	}
}
