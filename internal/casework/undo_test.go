package casework_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// exact compares what cmp cannot see into.
var exact = cmp.Options{
	cmp.Comparer(func(a, b calendar.Date) bool { return a == b }),
	cmp.Comparer(func(a, b personal.Text) bool { return a.Equal(b) }),
	cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) }),
}

// undoables are the acts that Fortryd takes back, with what makes them possible.
func undoables(t *testing.T, r casework.Rules) map[casework.EventType]*story {
	base := func(change ...func(*casework.MailFacts)) *story {
		return tell(t, r, change...).do(act(casework.OpenCase))
	}
	asked := func() *story { return base().do(act(casework.SendToDepartment)) }
	return map[casework.EventType]*story{
		casework.AskCitizen: base(), casework.MarkOutOfScope: base(), casework.PartlyOutOfScope: base(),
		casework.PassOnSuggestion: base(), casework.MarkNotAComplaint: base(), casework.SendToDepartment: base(),
		casework.StartExamination: base(), casework.AskConsent: base(), casework.ExtendDeadline: base(),
		casework.Pause: base(), casework.StopSharing: base(), casework.SentItMyself: base(),
		casework.SentByDigitalPost:     base(),
		casework.AnswerMeeting:         base(),
		casework.RecordRequest:         base(),
		casework.AnswerRequest:         base().do(act(casework.RecordRequest)),
		casework.ExtendRequest:         base().do(act(casework.RecordRequest)),
		casework.OpenCase:              tell(t, horsens()),
		casework.RemindDepartment:      asked(),
		casework.CopySent:              asked(),
		casework.RecordAnswer:          asked(),
		casework.Close:                 asked().do(act(casework.RecordAnswer)),
		casework.SendResult:            base().do(act(casework.StartExamination)),
		casework.AskPowerOfAttorney:    base(flagged(casework.FlagRepresentation)),
		casework.AcceptPowerOfAttorney: base(flagged(casework.FlagRepresentation)),
		casework.WaivePowerOfAttorney:  base(flagged(casework.FlagRepresentation)),
		casework.ResumeSharing:         base().do(act(casework.StopSharing)),
		casework.NotAcute:              base(flagged(casework.FlagAcute)),
		casework.SendReceipt:           base(receiptRule(casework.ReceiptWebForm)),
		casework.ReleaseHeld:           base(receiptRule(casework.ReceiptForged)),
	}
}

// TestUndo: within the grace period every undoable act is taken back whole, its
// course, its parties and all of its letters; later it is not (design 4).
func TestUndo(t *testing.T) {
	for e, s := range undoables(t, lejre()) {
		t.Run(string(e), func(t *testing.T) {
			s.t = t
			before := s.q
			pressed := s.now.Add(time.Hour)
			s.do(act(e, func(ev *casework.Event) { ev.At = pressed }))
			decided := s.q.Letters[len(before.Letters):]
			if s.q.UndoPoint == nil || s.q.UndoPoint.Act != e {
				t.Fatal("the act cannot be undone")
			}
			var waiting []string
			for _, l := range decided {
				if l.Status == casework.LetterPending {
					waiting = append(waiting, l.Key)
				}
			}
			after := *s
			s.do(act(casework.Undo, func(ev *casework.Event) { ev.At = pressed.Add(s.rules.Grace) }))
			if diff := cmp.Diff(before.Course, s.q.Course, exact); diff != "" {
				t.Errorf("the course is not as it was:\n%s", diff)
			}
			if diff := cmp.Diff(before.Parties, s.q.Parties, exact); diff != "" {
				t.Errorf("the parties are not as they were:\n%s", diff)
			}
			var cancelled []string
			for _, effect := range s.effects {
				if c, ok := effect.(casework.CancelLetters); ok {
					cancelled = c.Keys
				}
			}
			if diff := cmp.Diff(waiting, cancelled); diff != "" {
				t.Errorf("letters withdrawn:\n%s", diff)
			}
			for _, l := range s.q.Letters[len(before.Letters):] {
				if l.Status != casework.LetterCancelled {
					t.Errorf("%s is %s after the undo", l.Letter, l.Status)
				}
			}
			s.refused(act(casework.Undo), casework.NothingToUndo)
			after.refused(act(casework.Undo, func(ev *casework.Event) { ev.At = pressed.Add(s.rules.Grace + 1) }), casework.TooLate)
		})
	}
	for _, e := range casework.EventTypes() {
		if s := undoables(t, lejre())[e]; s == nil && e.IsAct() {
			s := tell(t, lejre())
			if err := s.try(act(e)); err == nil && s.q.UndoPoint != nil {
				t.Errorf("%s can be undone and is not in the test", e)
			}
		}
	}
}

// TestUndoForgetsWhenSomethingElseHappened: putting the course back must not
// undo what somebody else did meanwhile.
func TestUndoForgetsWhenSomethingElseHappened(t *testing.T) {
	soon := func(s *story) func(*casework.Event) {
		return func(ev *casework.Event) { ev.At = s.now.Add(10 * time.Second) }
	}
	for name, meanwhile := range map[string]func(*story) casework.Event{
		"another act":   func(s *story) casework.Event { return act(casework.HandOver, soon(s)) },
		"a delivery":    func(s *story) casework.Event { return became(casework.LetterDelivered, s.last().Key) },
		"a failure":     func(s *story) casework.Event { return became(casework.LetterFailed, s.last().Key) },
		"a second look": func(s *story) casework.Event { return act(casework.AskCitizen, soon(s)) },
	} {
		s := tell(t, lejre(), flagged(casework.FlagRepresentation)).do(act(casework.Take), act(casework.AskPowerOfAttorney))
		s.do(meanwhile(s))
		if name == "a second look" {
			if s.q.UndoPoint == nil || s.q.UndoPoint.Act != casework.AskCitizen {
				t.Errorf("%s: the newest act is not the one to undo", name)
			}
			continue
		}
		if s.q.UndoPoint != nil {
			t.Errorf("after %s the older act can still be undone", name)
		}
	}
	s := tell(t, lejre()).do(act(casework.AskCitizen))
	s.do(act(casework.Read, soon(s)), wrote(func(m *casework.MailFacts) { m.Thanks = true }))
	if s.q.UndoPoint == nil {
		t.Error("an event that changes nothing forgot the act")
	}
}

func powerOfAttorney(m *casework.MailFacts) { m.Attachments.PowerOfAttorney = true }

// TestUndoAfterMail: the letter can be stopped because the citizen has just
// written, and what she wrote stays: the course is as if only the mail had come.
func TestUndoAfterMail(t *testing.T) {
	for name, change := range map[string]func(*casework.MailFacts){
		"more":       func(*casework.MailFacts) {},
		"no sharing": flagged(casework.FlagNoSharing),
		"fuldmagt":   powerOfAttorney,
		"acute":      flagged(casework.FlagAcute),
		"thanks":     func(m *casework.MailFacts) { m.Thanks = true },
	} {
		alone := undoables(t, lejre())
		for e, s := range undoables(t, lejre()) {
			pressed := s.now.Add(time.Hour)
			mail := wrote(change)
			mail.At = pressed.Add(10 * time.Second)
			s.do(act(e), mail)
			if slices.ContainsFunc(s.q.Letters, func(l casework.Letter) bool { return l.Status == casework.LetterCancelled }) {
				if s.q.UndoPoint != nil || name != "no sharing" {
					t.Errorf("%s, %s: a letter was stopped, and the act can be undone", e, name)
				}
				continue // there is nothing left to take back
			}
			if s.q.UndoPoint == nil {
				t.Errorf("%s, %s: it cannot be undone", e, name)
				continue
			}
			s.do(act(casework.Undo, func(ev *casework.Event) { ev.At = pressed.Add(20 * time.Second) }))
			want := alone[e].do(mail).q
			if diff := cmp.Diff([]any{want.Course, want.Parties}, []any{s.q.Course, s.q.Parties}, exact); diff != "" {
				t.Errorf("%s, %s, undone (-without it +now):\n%s", e, name, diff)
			}
			for _, l := range s.q.Letters[len(want.Letters):] {
				if l.InFlight() {
					t.Errorf("%s, %s: %s still leaves", e, name, l.Letter)
				}
			}
		}
	}
}

// TestUndoOfAPreparedLetter: the word that a prepared letter was sent is taken
// back, and the letter waits again.
func TestUndoOfAPreparedLetter(t *testing.T) {
	r := lejre()
	r.SecureRelay = false
	s := tell(t, r).do(act(casework.Take), act(casework.StartExamination), act(casework.SendResult))
	sent := act(casework.SentByDigitalPost, func(e *casework.Event) { e.Stands = casework.SendResult })
	s.do(sent)
	if s.last().Status != casework.LetterSent || s.q.Course.Answered.IsZero() {
		t.Fatalf("the result is %s", s.last().Status)
	}
	s.do(act(casework.Undo, func(e *casework.Event) { e.At = s.now.Add(time.Second) }))
	if s.last().Status != casework.LetterByHand || !s.q.Course.Answered.IsZero() {
		t.Errorf("after the undo the result is %s, answered %v", s.last().Status, s.q.Course.Answered)
	}
	if s.do(sent); len(s.q.Letters) != 2 || s.last().Status != casework.LetterSent {
		t.Errorf("sent again: %d letters, the last %s", len(s.q.Letters), s.last().Status)
	}
}

// TestUndoneLetterCanBeDecidedAgain: the receipt's key is for all time, and an
// undone receipt may be sent later.
func TestUndoneLetterCanBeDecidedAgain(t *testing.T) {
	s := tell(t, lejre(), receiptRule(casework.ReceiptWebForm)).do(act(casework.SendReceipt))
	s.do(act(casework.Undo, func(e *casework.Event) { e.At = s.now.Add(time.Second) }), act(casework.SendReceipt))
	if len(s.q.Letters) != 1 || s.last().Key != "q1/receipt" || s.last().Status != casework.LetterPending {
		t.Errorf("letters: %+v", s.q.Letters)
	}
}

// TestUndoAfterANo: a letter to the department that was noted as sent does not lie
// prepared again when that is undone after a no, and cannot be sent past the gate
// (L24).
func TestUndoAfterANo(t *testing.T) {
	s := tell(t, relay("lejre", false)).do(act(casework.SendToDepartment))
	sent := act(casework.SentByDigitalPost, func(e *casework.Event) { e.Stands = casework.SendToDepartment })
	soon := func(e *casework.Event) { e.At = s.now.Add(10 * time.Second) }
	no := wrote(flagged(casework.FlagNoSharing))
	s.do(sent)
	soon(&no)
	s.do(no, act(casework.Undo, soon))
	if !slices.ContainsFunc(s.effects, func(e casework.Effect) bool {
		ping, ok := e.(casework.Ping)
		return ok && ping.Line.Reason == casework.ReasonNoSharing
	}) {
		t.Error("the adviser is not told that the letter does not go")
	}
	for _, l := range s.q.Letters {
		if l.To == casework.RoleDepartment && l.Status != casework.LetterCancelled {
			t.Errorf("after the no %s is %s", l.Letter, l.Status)
		}
	}
	if s.q.Course.State == casework.WithDepartment {
		t.Errorf("the department counts as asked")
	}
	s.refused(sent, casework.SharingUnclear)
}

// TestPreparedLetterPassesTheGate: what lies prepared for the department may come to be
// forbidden, and its sending is refused as that of a new one is (L33).
func TestPreparedLetterPassesTheGate(t *testing.T) {
	s := tell(t, relay("lejre", false)).do(act(casework.SendToDepartment))
	s.do(wrote(flagged(casework.FlagRepresentation)))
	s.refused(act(casework.SentByDigitalPost, func(e *casework.Event) { e.Stands = casework.SendToDepartment }), casework.NoMandate)
}
