package casework_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"borgerbot/internal/casework"
)

func remit(r casework.Remit) func(*casework.MailFacts) {
	return func(m *casework.MailFacts) { m.Verdict.Remit = r }
}

// TestButtons pins the buttons of a card in every situation that asks for other
// ones (design 8).
func TestButtons(t *testing.T) {
	taken := act(casework.Take)
	doubt := func() *story {
		s := tell(t, lejre()).do(act(casework.AskCitizen))
		return s.do(became(casework.LetterInDoubt, s.last().Key))
	}
	ninth := tell(t, lejre())
	ninth.run(at("2026-03-13 09:00"), awake, true)
	asked := func() *story { return tell(t, lejre()).do(act(casework.SendToDepartment)) }
	for _, row := range []struct {
		name string
		s    *story
		want string
	}{
		{"inside the remit", tell(t, lejre()), "[take reply call]"},
		{"outside", tell(t, lejre(), remit(casework.Out)), "[take mark_out_of_scope reply]"},
		{"both", tell(t, lejre(), remit(casework.Mix)), "[take partly_out_of_scope reply]"},
		{"a complaint, and data rights beside it", tell(t, lejre(), remit(casework.Mix), flagged(casework.FlagDataRights)), "[take reply record_request]"},
		{"the same with a ground", tell(t, lejre(), remit(casework.Mix), flagged(casework.FlagDataRights), func(m *casework.MailFacts) {
			m.Verdict.Grounds = []casework.Ground{casework.GroundOld}
		}), "[take partly_out_of_scope reply]"},
		{"hard to say", tell(t, lejre(), remit(casework.Check)), "[take reply call]"},
		{"no address", tell(t, lejre(), noAddress), "[take call sent_it_myself]"},
		{"held (design 3)", tell(t, lejre(), receiptRule(casework.ReceiptForged)), "[release_held join take]"},
		{"acute (domain 4.2)", tell(t, lejre(), flagged(casework.FlagAcute)), "[take call not_acute]"},
		{"joined by its sender alone", tell(t, lejre()).do(wrote(func(m *casework.MailFacts) { m.Provisional = true })), "[split take reply]"},
		{"taken", tell(t, lejre()).do(taken), "[reply call sent_it_myself]"},
		{"the day before (design 6)", ninth, "[answering_today call sent_by_digital_post]"},
		{"a letter in doubt (design 8)", doubt(), "[resolve_in_doubt reply call]"},
		{"with the department, and the citizen is to have a copy (H20)", asked(), "[copy_sent record_answer reply]"},
		{"with the department", asked().do(act(casework.CopySent)), "[record_answer reply remind_department]"},
		{"answered by the department", asked().do(act(casework.CopySent), act(casework.RecordAnswer)), "[close ask_consent reply]"},
		{"examined", tell(t, lejre()).do(taken, act(casework.StartExamination)), "[send_result reply sent_it_myself]"},
		{"closed", tell(t, lejre()).do(act(casework.MarkNotAComplaint)), "[record_hand_over reopen add_note]"},
		{"closed, and in the records system", tell(t, lejre()).do(act(casework.MarkNotAComplaint), act(casework.RecordHandOver)), "[reopen add_note call]"},
		{"a contact, closed", tell(t, horsens()).do(act(casework.MarkNotAComplaint)), "[reopen add_note call]"},
		{"before the first letter", &story{t: t, rules: lejre()}, "[]"},
	} {
		past := row.s.now.Add(time.Hour) // no undo any more
		offers := row.s.q.Offers(row.s.rules, past)
		if got := fmt.Sprint(offers.Buttons); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

// TestUndoComesFirst while the act can be undone, and only then.
func TestUndoComesFirst(t *testing.T) {
	s := tell(t, lejre()).do(act(casework.MarkOutOfScope))
	for at, want := range map[time.Duration]bool{0: true, s.rules.Grace: true, s.rules.Grace + 1: false} {
		offers := s.q.Offers(s.rules, s.now.Add(at))
		if got := offers.Buttons[0] == casework.Undo; got != want {
			t.Errorf("%s after the act: %v", at, offers.Buttons)
		}
	}
}

// TestMenu: what the menu offers makes sense where it is offered.
func TestMenu(t *testing.T) {
	more := func(s *story) []casework.EventType {
		o := s.q.Offers(s.rules, s.now.Add(time.Hour))
		return slices.Concat(o.Buttons, o.More)
	}
	for _, row := range []struct {
		name string
		s    *story
		act  casework.EventType
		want bool
	}{
		{"a receipt that was withheld", tell(t, lejre(), receiptRule(casework.ReceiptWebForm)), casework.SendReceipt, true},
		{"a receipt that has gone", tell(t, lejre()), casework.SendReceipt, false},
		{"a receipt to nowhere", tell(t, lejre(), noAddress), casework.SendReceipt, false},
		{"an agreement (H18)", tell(t, horsens()), casework.OpenCase, true},
		{"an agreement made", tell(t, horsens()).do(act(casework.OpenCase)), casework.OpenCase, false},
		{"a case already (L37)", tell(t, lejre()), casework.OpenCase, false},
		{"a power of attorney to ask for (L33)", tell(t, lejre(), flagged(casework.FlagRepresentation)), casework.AskPowerOfAttorney, true},
		{"none to ask for", tell(t, lejre()), casework.AskPowerOfAttorney, false},
		{"letting go", tell(t, lejre()).do(act(casework.Take)), casework.Release, true},
		{"letting go of nothing", tell(t, lejre()), casework.Release, false},
		{"answering on the ninth day, answered", answeredOnTheNinth(t), casework.AnsweringToday, false},
		{"answering today, answered", tell(t, lejre()).do(act(casework.SentItMyself)), casework.AnsweringToday, false},
	} {
		if got := slices.Contains(more(row.s), row.act); got != row.want {
			t.Errorf("%s: %s offered = %v", row.name, row.act, got)
		}
	}
}

func answeredOnTheNinth(t *testing.T) *story {
	s := tell(t, lejre())
	s.run(at("2026-03-13 09:00"), awake, true)
	return s.do(act(casework.SentItMyself))
}
