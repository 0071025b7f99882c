package casework_test

import (
	"testing"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

func office(name string) casework.Rules {
	if name == "horsens" {
		return horsens()
	}
	return lejre()
}

// without takes one thing away that an act needs.
func without(e casework.EventType, change func(*casework.Event)) casework.Event {
	return act(e, change)
}

// TestWhatActsNeed pins the refusal of every act that lacks something.
//
// Long: a row for every act and every thing it needs.
func TestWhatActsNeed(t *testing.T) {
	plain := func(t *testing.T) *story { return tell(t, lejre()) }
	agreed := func(t *testing.T) *story { return tell(t, horsens()).do(act(casework.OpenCase)) }
	asked := func(t *testing.T) *story { return agreed(t).do(act(casework.SendToDepartment)) }
	examined := func(t *testing.T) *story { return asked(t).do(act(casework.StartExamination)) }
	unreachable := func(t *testing.T) *story { return tell(t, lejre(), noAddress) }
	for _, row := range []struct {
		name  string
		given func(*testing.T) *story
		ev    casework.Event
		want  casework.RefusalCode
	}{
		{"take what is taken", func(t *testing.T) *story { return plain(t).do(act(casework.Take)) }, act(casework.Take), casework.AlreadyTaken},
		{"take without a name", plain, without(casework.Take, func(e *casework.Event) { e.By = casework.Actor{Role: casework.ByOperator} }), casework.Missing},
		{"release what nobody has", plain, act(casework.Release), casework.NotTaken},
		{"hand over to nobody", plain, without(casework.HandOver, func(e *casework.Event) { e.Adviser = "" }), casework.Missing},
		{"note without words (H25)", plain, without(casework.AddNote, func(e *casework.Event) { e.Note = personal.Text{} }), casework.Missing},
		{"draft to nowhere", unreachable, act(casework.Reply), casework.NoAddress},
		{"letter to nowhere", unreachable, act(casework.AskCitizen), casework.NoAddress},
		{"receipt to nowhere", unreachable, act(casework.SendReceipt), casework.NoAddress},
		{"out of scope without a ground (H27–H31)", plain, without(casework.MarkOutOfScope, func(e *casework.Event) { e.Fields.Ground = "" }), casework.Missing},
		{"partly without what we look at", plain, without(casework.PartlyOutOfScope, func(e *casework.Event) { e.Fields.Kinds = nil }), casework.Missing},
		{"partly without what we cannot", plain, without(casework.PartlyOutOfScope, func(e *casework.Event) { e.Fields.Grounds = nil }), casework.Missing},
		{"forwarded to whom (fvl. § 7)", plain, without(casework.RecordForwarded, func(e *casework.Event) { e.Note = personal.Text{} }), casework.Missing},
		{"suggestion to nobody (H12)", plain, without(casework.PassOnSuggestion, func(e *casework.Event) { e.Department = "" }), casework.Missing},
		{"agreement without its words (H18)", func(t *testing.T) *story { return tell(t, horsens()) }, without(casework.OpenCase, func(e *casework.Event) { e.Note = personal.Text{} }), casework.Missing},
		{"agreement made twice", agreed, act(casework.OpenCase), casework.WrongState},
		{"department unnamed (H19)", agreed, without(casework.SendToDepartment, func(e *casework.Event) { e.Department = "" }), casework.Missing},
		{"department asked nothing (H19)", agreed, without(casework.SendToDepartment, func(e *casework.Event) { e.Fields.Points = nil }), casework.Missing},
		{"department's date is gone", agreed, without(casework.SendToDepartment, func(e *casework.Event) { e.Date = date("2026-03-02") }), casework.PastDate},
		{"reminder to Saturday", asked, without(casework.RemindDepartment, func(e *casework.Event) { e.Date = date("2026-03-21") }), casework.NotAWorkingDay},
		{"a reminder before the letter has left", func(t *testing.T) *story {
			return tell(t, relay("lejre", false)).do(act(casework.SendToDepartment))
		}, act(casework.RemindDepartment), casework.Unsent},
		{"a department nobody knows", agreed, without(casework.SendToDepartment, func(e *casework.Event) { e.Department = "d9" }), casework.Missing},
		{"a department without a topic", agreed, without(casework.SendToDepartment, func(e *casework.Event) { e.Fields.Topic = personal.Text{} }), casework.Missing},
		{"a copy nobody has promised", plain, act(casework.CopySent), casework.NoCopyOwed},
		{"the copy twice", func(t *testing.T) *story { return asked(t).do(act(casework.CopySent)) }, act(casework.CopySent), casework.NoCopyOwed},
		{"no answer yet, and a date gone by", func(t *testing.T) *story { return asked(t).do(act(casework.RecordAnswer)) }, without(casework.AwaitAnswer, func(e *casework.Event) { e.Date = date("2026-03-02") }), casework.PastDate},
		{"consent to nothing (H23)", agreed, without(casework.AskConsent, func(e *casework.Event) { e.Fields.Materials = nil }), casework.Missing},
		{"examine without a yes (H23)", asked, without(casework.StartExamination, func(e *casework.Event) { e.Note = personal.Text{} }), casework.NoConsent},
		{"result of nothing (H24)", examined, without(casework.SendResult, func(e *casework.Event) { e.Fields.Conclusion = personal.Text{} }), casework.Missing},
		{"close an examination without its result (H24)", examined, act(casework.Close), casework.ResultMissing},
		{"close without an outcome", plain, without(casework.Close, func(e *casework.Event) { e.Outcome = "" }), casework.Missing},
		{"close what was promised an answer (L37)", plain, act(casework.Close), casework.Unanswered},
		{"extend to no date (L39)", plain, without(casework.ExtendDeadline, func(e *casework.Event) { e.Date = calendar.Date{} }), casework.Missing},
		{"extend to today", plain, without(casework.ExtendDeadline, func(e *casework.Event) { e.Date = date("2026-03-02") }), casework.PastDate},
		{"extend to Grundlovsdag", plain, without(casework.ExtendDeadline, func(e *casework.Event) { e.Date = date("2026-06-05") }), casework.NotAWorkingDay},
		{"extend without saying what for (Ombudsman 2018)", plain, without(casework.ExtendDeadline, func(e *casework.Event) { e.Fields.WaitingFor = personal.Text{} }), casework.Missing},
		{"pause without saying what for (domain 6.2)", plain, without(casework.Pause, func(e *casework.Event) { e.Fields.WaitingFor = personal.Text{} }), casework.Missing},
		{"resume what runs", plain, act(casework.Resume), casework.WrongState},
		{"go to a meeting on no day (H13, L7)", plain, without(casework.AnswerMeeting, func(e *casework.Event) { e.Fields.Meeting = calendar.Date{} }), casework.Missing},
		{"go to a meeting that has been", plain, without(casework.AnswerMeeting, func(e *casework.Event) { e.Fields.Meeting = date("2026-03-01") }), casework.PastMeeting},
		{"not acute that never was", plain, act(casework.NotAcute), casework.NotAcuteNow},
		{"a second receipt", plain, act(casework.SendReceipt), casework.ReceiptDone},
		{"release what is not held", plain, act(casework.ReleaseHeld), casework.NothingHeld},
		{"join what is not held", plain, act(casework.Join), casework.NothingHeld},
		{"link to nothing", plain, without(casework.Link, func(e *casework.Event) { e.Other = "" }), casework.Missing},
		{"merge with itself", plain, without(casework.Merge, func(e *casework.Event) { e.Other = "q1" }), casework.SameInquiry},
		{"split what joined surely", plain, act(casework.Split), casework.Missing},
		{"settle no doubt", plain, act(casework.ResolveInDoubt), casework.NotInDoubt},
		{"undo nothing", plain, act(casework.Undo), casework.NothingToUndo},
		{"stand for no letter", plain, without(casework.SentItMyself, func(e *casework.Event) { e.Stands = casework.Take }), casework.Missing},
		{"stand for what is not possible here", plain, without(casework.SentByDigitalPost, func(e *casework.Event) { e.Stands = casework.SendResult }), casework.WrongState},
		{"accept for nobody (L33)", plain, without(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Party = casework.Person{} }), casework.Missing},
		{"a letter's end without its key", plain, became(casework.LetterDelivered, "q1/none"), casework.Missing},
		{"a doubt without its key", plain, became(casework.LetterInDoubt, "q1/none"), casework.Missing},
		{"a failure without its key", plain, became(casework.LetterFailed, "q1/none"), casework.Missing},
		{"an alarm without its key", plain, became(casework.AlarmDue, "q1/none"), casework.Missing},
		{"what nobody knows", plain, act("gossip"), casework.UnknownEventType},
		{"a second opening", plain, casework.Event{Type: casework.Opened}, casework.WrongState},
	} {
		t.Run(row.name, func(t *testing.T) { row.given(t).refused(row.ev, row.want) })
	}
}

// TestOnlyPeopleAct: no event from mail, clock or machine can be an act (design 1.2).
func TestOnlyPeopleAct(t *testing.T) {
	for _, e := range casework.EventTypes() {
		if !e.IsAct() {
			continue
		}
		for _, role := range []casework.ActorRole{
			casework.ByCitizen, casework.ByRepresentative, casework.ByDepartment, casework.ByClock, casework.BySystem, "",
		} {
			ev := full(e)
			ev.By = casework.Actor{Role: role, Adviser: "a1"}
			for _, s := range casework.States() {
				if _, _, err := inState(t, s).Apply(lejre(), ev); err == nil {
					t.Errorf("%s by %q in %s is applied", e, role, s)
				}
			}
		}
	}
}

// relay is an office whose relay enforces secure mail, or does not.
func relay(name string, secure bool) casework.Rules {
	r := office(name)
	r.SecureRelay = secure
	return r
}

// TestWhatActsSend pins, for every act that sends a letter, which and to whom.
//
// Long: a row for every letter of domain 7.4 and every addressee.
func TestWhatActsSend(t *testing.T) {
	agreed := func(t *testing.T) *story { return tell(t, relay("horsens", true)).do(act(casework.OpenCase)) }
	asked := func(t *testing.T) *story { return agreed(t).do(act(casework.SendToDepartment)) }
	examined := func(t *testing.T) *story { return asked(t).do(act(casework.StartExamination)) }
	plain := func(name string) func(*testing.T) *story {
		return func(t *testing.T) *story { return tell(t, office(name)) }
	}
	withheld := func(t *testing.T) *story { return tell(t, lejre(), receiptRule(casework.ReceiptWebForm)) }
	held := func(t *testing.T) *story { return tell(t, lejre(), receiptRule(casework.ReceiptForged)) }
	missing := func(t *testing.T) *story { return tell(t, lejre(), flagged(casework.FlagRepresentation)) }
	for _, row := range []struct {
		name  string
		given func(*testing.T) *story
		ev    casework.Event
		want  string
		state casework.State
	}{
		{"missing information", plain("lejre"), act(casework.AskCitizen), "L03 to writer", casework.InDialogue},
		{"power of attorney asked for (L33)", missing, act(casework.AskPowerOfAttorney), "L04 to writer", casework.InDialogue},
		{"power of attorney accepted (L34, L36)", missing, act(casework.AcceptPowerOfAttorney), "L05 to representative, L06 to party", casework.InDialogue},
		{"accepted, the party's address unknown (L34)", missing, act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Party.Address = personal.Text{} }), "L05 to representative, L06 to party by-hand", casework.InDialogue},
		{"out of scope (H27–H31, L16–L21)", plain("horsens"), act(casework.MarkOutOfScope), "L07 to writer", casework.Closed},
		{"another municipality (L1, fvl. § 7)", plain("lejre"), act(casework.MarkOutOfScope, func(e *casework.Event) {
			e.Fields.Ground, e.Fields.RightPlace = casework.GroundNotMunicipal, personal.New("Nabo Kommune")
		}), "L22 to writer", casework.Closed},
		{"partly", plain("lejre"), act(casework.PartlyOutOfScope), "L08 to writer", casework.InDialogue},
		{"suggestion (H12, L15)", plain("lejre"), act(casework.PassOnSuggestion), "L21 to writer", casework.Closed},
		{"longer time (L39)", plain("lejre"), act(casework.ExtendDeadline), "L09 to writer", casework.InDialogue},
		{"absence (L38)", plain("lejre"), act(casework.ExtendDeadline, func(e *casework.Event) { e.Reason = casework.ReasonAbsence }), "L10 to writer", casework.InDialogue},
		{"pause (domain 6.2)", plain("lejre"), act(casework.Pause), "L09 to writer", casework.InDialogue},
		{"department, with the copy (H19–H20)", agreed, act(casework.SendToDepartment), "L11 to department, L12 to writer", casework.WithDepartment},
		{"department, no copy", func(t *testing.T) *story {
			r := lejre()
			r.CopyToCitizen = false
			return tell(t, r)
		}, act(casework.SendToDepartment), "L11 to department", casework.WithDepartment},
		{"department, plain mail (L27)", func(t *testing.T) *story { return tell(t, relay("lejre", false)) }, act(casework.SendToDepartment), "L11 to department by-hand", casework.WithDepartment},
		{"it has left, and the citizen is told (H20)", func(t *testing.T) *story {
			return tell(t, relay("lejre", false)).do(act(casework.SendToDepartment))
		}, act(casework.SentByDigitalPost, func(e *casework.Event) { e.Stands = casework.SendToDepartment }), "L12 to writer", casework.WithDepartment},
		{"it has left, and the citizen has no address (H20)", func(t *testing.T) *story {
			return tell(t, relay("lejre", false), noAddress).do(act(casework.SendToDepartment))
		}, act(casework.SentItMyself, func(e *casework.Event) { e.Stands = casework.SendToDepartment }), "L12 to writer by-hand", casework.WithDepartment},
		{"a department without an address", agreed, act(casework.SendToDepartment, func(e *casework.Event) { e.Department = "d3" }), "L11 to department by-hand", casework.WithDepartment},
		{"the words are written in Outlook (design 4)", agreed, act(casework.SendToDepartment, func(e *casework.Event) {
			e.Fields = casework.Fields{InOutlook: true}
		}), "L11 to department by-hand", casework.WithDepartment},
		{"the citizen has her copy (H20)", asked, act(casework.CopySent), "", casework.WithDepartment},
		{"no answer yet", func(t *testing.T) *story { return asked(t).do(act(casework.RecordAnswer)) }, act(casework.AwaitAnswer), "", casework.WithDepartment},
		{"department reminded", asked, act(casework.RemindDepartment), "L13 to department", casework.WithDepartment},
		{"consent asked for (H23)", agreed, act(casework.AskConsent), "L14 to writer", casework.InDialogue},
		{"result (H24)", examined, act(casework.SendResult), "L15 to writer", casework.UnderExamination},
		{"result, plain mail (L27)", func(t *testing.T) *story {
			return tell(t, relay("lejre", false)).do(act(casework.Take), act(casework.StartExamination))
		}, act(casework.SendResult), "L15 to writer by-hand", casework.UnderExamination},
		{"result to both (L35)", func(t *testing.T) *story {
			return represented(t, lejre()).do(act(casework.StartExamination))
		}, act(casework.SendResult), "L15 to representative, L15 to party", casework.UnderExamination},
		{"closed after the answer (H22)", func(t *testing.T) *story { return asked(t).do(act(casework.RecordAnswer)) }, act(casework.Close), "L16 to writer", casework.Closed},
		{"closed without a case (H16–H17)", plain("horsens"), act(casework.Close), "L17 to writer", casework.Closed},
		{"closed after a talk that answered", func(t *testing.T) *story {
			return tell(t, lejre()).do(act(casework.Call, func(e *casework.Event) { e.Answers = true }))
		}, act(casework.Close), "", casework.Closed},
		{"closed by a word that it is answered (L37)", plain("lejre"), act(casework.Close, func(e *casework.Event) { e.Answers = true }), "", casework.Closed},
		{"withdrawn", plain("lejre"), act(casework.Close, func(e *casework.Event) { e.Outcome = casework.Withdrawn }), "", casework.Closed},
		{"no to sharing (L23–L24)", plain("lejre"), act(casework.StopSharing), "L18 to writer", casework.InDialogue},
		{"no to sharing, no letter", plain("lejre"), act(casework.StopSharing, func(e *casework.Event) { e.Fields.SkipLetter = true }), "", casework.InDialogue},
		{"no to sharing, nowhere to write (L24)", func(t *testing.T) *story { return tell(t, lejre(), noAddress) }, act(casework.StopSharing), "", casework.InDialogue},
		{"receipt after all (L37)", withheld, act(casework.SendReceipt), "L01 to writer", casework.Received},
		{"receipt, no promise", func(t *testing.T) *story { return tell(t, horsens(), receiptRule(casework.ReceiptWebForm)) }, act(casework.SendReceipt), "L02 to writer", casework.Received},
		{"held, its own after all", held, act(casework.ReleaseHeld), "L01 to writer", casework.Received},
		{"held, through the receipt", held, act(casework.SendReceipt), "L01 to writer", casework.Received},
		{"not a complaint", plain("lejre"), act(casework.MarkNotAComplaint), "", casework.Closed},
		{"passed on by the adviser (fvl. § 7)", plain("lejre"), act(casework.RecordForwarded), "", casework.Received},
		{"draft in Outlook", plain("lejre"), act(casework.Reply), "", casework.InDialogue},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := row.given(t).do(row.ev)
			if got := s.letters(); got != row.want {
				t.Errorf("letters = %q, want %q", got, row.want)
			}
			if spoken := len(s.effects) > 0; !spoken {
				t.Error("the thread and the card say nothing of it")
			}
			if s.q.Course.State != row.state {
				t.Errorf("state = %s, want %s", s.q.Course.State, row.state)
			}
		})
	}
}

// TestSentByHand: a letter that an adviser sent herself fulfils the act it
// stands for, needs no address, and stops the clock where it answers (design 4).
func TestSentByHand(t *testing.T) {
	for _, stands := range []casework.EventType{
		casework.AskCitizen, casework.AskPowerOfAttorney, casework.AcceptPowerOfAttorney, casework.MarkOutOfScope,
		casework.PartlyOutOfScope, casework.ExtendDeadline, casework.Pause, casework.SendToDepartment,
		casework.PassOnSuggestion, casework.StopSharing, casework.SendReceipt, casework.Close, "", casework.Reply,
	} {
		for _, by := range []casework.EventType{casework.SentItMyself, casework.SentByDigitalPost} {
			s := tell(t, lejre(), noAddress)
			answers := s.q.LetterOf(s.rules, act(stands)).Answers() || stands == "" || stands == casework.Reply || stands == casework.Close
			if err := s.try(act(by, func(e *casework.Event) { e.Stands = stands })); err != nil {
				t.Errorf("%s for %q: %v", by, stands, err)
				continue
			}
			if got := s.letters(); got != "" && got != "L12 to writer by-hand" {
				t.Errorf("%s for %q sends %s", by, stands, got)
			}
			for _, l := range s.q.Letters {
				if l.Status != casework.LetterSent && l.Letter != casework.LetterCopyToCitizen {
					t.Errorf("%s for %q leaves %s %s", by, stands, l.Letter, l.Status)
				}
			}
			if answered := !s.q.Course.Answered.IsZero(); answered != answers {
				t.Errorf("%s for %q: answered = %v, want %v", by, stands, answered, answers)
			}
		}
	}
}

// TestPreparedLetterIsSentByHand: a letter prepared for Digital Post waits for
// the adviser's word, once for each addressee.
func TestPreparedLetterIsSentByHand(t *testing.T) {
	r := lejre()
	r.SecureRelay = false
	s := represented(t, r).do(act(casework.StartExamination), act(casework.SendResult))
	sent := act(casework.SentByDigitalPost, func(e *casework.Event) { e.Stands = casework.SendResult })
	s.refused(act(casework.Close), casework.ResultMissing)
	s.do(sent, sent)
	for _, l := range s.q.Letters {
		if l.Letter == casework.LetterResult && l.Status != casework.LetterSent {
			t.Errorf("the result to the %s is %s", l.To, l.Status)
		}
	}
	s.do(act(casework.Close))
}
