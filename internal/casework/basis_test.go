package casework_test

import (
	"testing"
	"time"

	"borgerbot/internal/casework"
)

// TestTwoWindows: of two windows opened before either was sent, the second is
// refused, whatever way its letter was to go; one opened afterwards is not, nor is
// one whose rival was taken back.
func TestTwoWindows(t *testing.T) {
	asDraft := func(e *casework.Event) { e.Type, e.Stands = casework.DraftLetter, e.Type }
	away := func(e *casework.Event) { e.Reason = casework.ReasonAbsence }
	for _, row := range []struct {
		name          string
		first, second casework.Event
		refused       bool
	}{
		{"two new dates", act(casework.ExtendDeadline), act(casework.ExtendDeadline), true},
		{"a new date and an absence", act(casework.ExtendDeadline), act(casework.ExtendDeadline, away), true},
		{"a new date and a pause", act(casework.ExtendDeadline), act(casework.Pause), true},
		{"a new date and one as a draft", act(casework.ExtendDeadline), act(casework.ExtendDeadline, asDraft), true},
		{"two answers about the meeting", act(casework.AnswerMeeting), act(casework.AnswerMeeting), true},
		{"two questions", act(casework.AskCitizen), act(casework.AskCitizen), true},
		{"a question and a new date", act(casework.AskCitizen), act(casework.ExtendDeadline), false},
		{"two notes", act(casework.AddNote), act(casework.AddNote), false},
	} {
		s := tell(t, lejre())
		basis := func(ev casework.Event) casework.Event {
			act := ev.Type
			if ev.Stands != "" {
				act = ev.Stands
			}
			ev.Basis = s.q.Basis(s.rules, act)
			return ev
		}
		first, second := basis(row.first), basis(row.second)
		s.do(first)
		if row.refused {
			s.refused(second, casework.Overtaken)
			s.do(basis(row.second)) // opened again
			continue
		}
		t.Log(row.name)
		s.do(second)
	}
	s := tell(t, lejre())
	window := act(casework.ExtendDeadline, func(e *casework.Event) { e.Basis = s.q.Basis(s.rules, casework.ExtendDeadline) })
	s.do(act(casework.ExtendDeadline))
	s.do(act(casework.Undo, func(e *casework.Event) { e.At = s.now.Add(time.Second) }), window)
	s = tell(t, lejre())
	window.Basis = s.q.Basis(s.rules, casework.ExtendDeadline)
	s.run(at("2026-03-16 15:00"), awake, true)
	s.refused(window, casework.Overtaken) // the clock has given a date meanwhile
}
