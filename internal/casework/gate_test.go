package casework_test

import (
	"slices"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// outward are the acts that let something of the case leave the office.
var outward = []casework.EventType{
	casework.SendToDepartment, casework.RemindDepartment, casework.StartExamination,
	casework.PassOnSuggestion, casework.RecordForwarded,
}

// TestOutwardActsPassTheGate: what must hold before anything is shared, per
// preset (H15, H18, L23–L24, L33). Suggestions go on without a name, and what an
// adviser forwarded is only noted, so that these two wait for no agreement.
func TestOutwardActsPassTheGate(t *testing.T) {
	no := casework.RefusalCode("")
	for _, row := range []struct {
		name   string
		preset string
		change func(*casework.MailFacts)
		given  []casework.Event
		// refused by the acts that share content, and by the two that do not.
		content, other casework.RefusalCode
	}{
		{"Horsens before an agreement (H15)", "horsens", nil, nil, casework.NoAgreement, no},
		{"Horsens after it (H18)", "horsens", nil, []casework.Event{act(casework.OpenCase)}, no, no},
		{"Lejre, nothing said (L23)", "lejre", nil, nil, no, no},
		{"Lejre, perhaps a no in the first letter (L24)", "lejre", flagged(casework.FlagNoSharing), nil, casework.SharingUnclear, casework.SharingUnclear},
		{"Lejre, perhaps a no in a later letter (L24)", "lejre", nil, []casework.Event{wrote(flagged(casework.FlagNoSharing))}, casework.SharingUnclear, casework.SharingUnclear},
		{"Lejre, a no on the telephone (L24)", "lejre", nil, []casework.Event{act(casework.StopSharing)}, casework.SharingBlocked, casework.SharingBlocked},
		{"Lejre, a no in a letter, confirmed (L24)", "lejre", flagged(casework.FlagNoSharing), []casework.Event{act(casework.StopSharing)}, casework.SharingBlocked, casework.SharingBlocked},
		{"Lejre, a no that comes again", "lejre", nil, []casework.Event{act(casework.StopSharing), wrote(flagged(casework.FlagNoSharing))}, casework.SharingBlocked, casework.SharingBlocked},
		{"Lejre, a no that was none", "lejre", flagged(casework.FlagNoSharing), []casework.Event{act(casework.ResumeSharing)}, no, no},
		{"Horsens, a no after the yes (GDPR art. 7(3))", "horsens", nil, []casework.Event{act(casework.OpenCase), act(casework.StopSharing)}, casework.SharingBlocked, casework.SharingBlocked},
		{"Lejre, a yes after the no", "lejre", nil, []casework.Event{act(casework.StopSharing), act(casework.OpenCase)}, no, no},
		{"no power of attorney (L33)", "lejre", flagged(casework.FlagRepresentation), nil, casework.NoMandate, no},
		{"asked for (L33)", "lejre", flagged(casework.FlagRepresentation), []casework.Event{act(casework.AskPowerOfAttorney)}, casework.NoMandate, no},
		{"come and not read (L33)", "lejre", flagged(casework.FlagRepresentation, casework.FlagPowerOfAttorney), nil, casework.NoMandate, no},
		{"accepted (L33)", "lejre", flagged(casework.FlagRepresentation), []casework.Event{act(casework.AcceptPowerOfAttorney)}, no, no},
	} {
		for _, e := range outward {
			s := tell(t, office(row.preset), func(m *casework.MailFacts) {
				if row.change != nil {
					row.change(m)
				}
			}).do(row.given...)
			s.q.Course.Department = "d1"
			s.q.Course.State = map[casework.EventType]casework.State{
				casework.RemindDepartment: casework.WithDepartment, casework.StartExamination: casework.Answered,
			}[e]
			if s.q.Course.State == casework.None {
				s.q.Course.State = casework.InDialogue
			}
			want := row.content
			if e == casework.PassOnSuggestion || e == casework.RecordForwarded {
				want = row.other
			}
			t.Run(row.name+" "+string(e), func(t *testing.T) {
				s.t = t
				if want == no {
					s.do(act(e))
				} else {
					s.refused(act(e), want)
				}
			})
		}
	}
}

// TestANoStaysANo: in an opt-out office a case can be opened without a note, but
// not against what the citizen said (L23).
func TestANoStaysANo(t *testing.T) {
	silent := act(casework.OpenCase, func(e *casework.Event) { e.Note = personal.Text{} })
	tell(t, lejre()).do(silent)
	s := tell(t, lejre(), flagged(casework.FlagNoSharing)).refused(silent, casework.Missing)
	if s.q.Course.Sharing != casework.SharingDoubted {
		t.Errorf("sharing = %q after a refused act", s.q.Course.Sharing)
	}
}

// TestNoWordToAWriterWithoutMandate: letters that hold words of the case go to
// nobody who has not shown her power of attorney (L33, fvl. § 27).
func TestNoWordToAWriterWithoutMandate(t *testing.T) {
	for name, change := range map[string]func(*casework.MailFacts){
		"missing":  flagged(casework.FlagRepresentation),
		"received": flagged(casework.FlagRepresentation, casework.FlagPowerOfAttorney),
	} {
		s := tell(t, lejre(), change).do(act(casework.Take))
		t.Logf("mandate %s", name)
		s.refused(act(casework.AskConsent), casework.NoMandate)
		s.refused(act(casework.StartExamination), casework.NoMandate)
		s.refused(act(casework.SendToDepartment), casework.NoMandate)
	}
}

// TestOneReceipt: an inquiry gets one receipt, automatic or not, under one key
// for all time (design 3).
func TestOneReceipt(t *testing.T) {
	for _, row := range []struct {
		name    string
		preset  string
		change  []func(*casework.MailFacts)
		want    string
		why     casework.ReceiptRule
		held    bool
		promise string // the date the receipt tells
	}{
		{"Lejre promises (L37)", "lejre", nil, "L01 to writer automatic", "", false, "2026-03-16"},
		{"Horsens does not", "horsens", nil, "L02 to writer automatic", "", false, ""},
		{"acute, the office sends it (domain 4.2)", "lejre", []func(*casework.MailFacts){flagged(casework.FlagAcute)}, "L01 to writer automatic", "", false, "2026-03-16"},
		{"a threat", "lejre", []func(*casework.MailFacts){flagged(casework.FlagThreat)}, "", casework.ReceiptThreat, true, ""},
		{"no address", "lejre", []func(*casework.MailFacts){noAddress}, "", casework.ReceiptNoAddress, false, ""},
		{"a web form", "lejre", []func(*casework.MailFacts){receiptRule(casework.ReceiptWebForm)}, "", casework.ReceiptWebForm, false, ""},
		{"a gateway", "lejre", []func(*casework.MailFacts){receiptRule(casework.ReceiptGateway)}, "", casework.ReceiptGateway, false, ""},
		{"a forged sender", "lejre", []func(*casework.MailFacts){receiptRule(casework.ReceiptForged)}, "", casework.ReceiptForged, true, ""},
		{"too many in all", "lejre", []func(*casework.MailFacts){receiptRule(casework.ReceiptBreaker)}, "", casework.ReceiptBreaker, true, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := tell(t, office(row.preset), row.change...)
			c := s.q.Course
			if got := s.letters(); got != row.want || c.ReceiptRule != row.why || c.Held != row.held || c.Deadline.Told.String() != row.promise {
				t.Errorf("letters %q, rule %q, held %v, told %q; want %q, %q, %v, %q",
					got, c.ReceiptRule, c.Held, c.Deadline.Told, row.want, row.why, row.held, row.promise)
			}
			for range 3 {
				_ = s.try(act(casework.SendReceipt))
				_ = s.try(act(casework.ReleaseHeld))
				_ = s.try(wrote())
			}
			keys := map[string]int{}
			for _, l := range s.q.Letters {
				if l.Letter.IsReceipt() {
					keys[l.Key]++
				}
			}
			if len(keys) > 1 || keys["q1/receipt"] > 1 {
				t.Errorf("receipts decided: %v", keys)
			}
		})
	}
}

// TestReceiptAfterItsDate: a receipt that leaves on the last day or later does not
// promise that day, whose notice it would cross. By itself, after downtime, it names none; from an adviser, who
// had it held, the one the notice would have named. The red goes with it.
func TestReceiptAfterItsDate(t *testing.T) {
	for _, row := range []struct{ sent, want, told string }{
		{"2026-03-15 23:59", "L01 to writer", "2026-03-16"},
		{"2026-03-16 14:59", "L01 to writer", "2026-03-23"},
		{"2026-03-16 15:30", "L01 to writer", "2026-03-23"},
		{"2026-03-17 00:00", "L01 to writer", "2026-03-24"},
		{"2026-03-17 08:00", "L01 to writer", "2026-03-24"},
	} {
		s := tell(t, lejre(), receiptRule(casework.ReceiptForged))
		s.run(at(row.sent), awake, true)
		s.do(act(casework.ReleaseHeld, func(ev *casework.Event) { ev.At = at(row.sent) }))
		if s.q.Alarm() != casework.ReasonNone {
			t.Errorf("sent %s: the card says %q", row.sent, s.q.Alarms())
		}
		if got, told := s.letters(), s.q.Course.Deadline.Told.String(); got != row.want || told != row.told {
			t.Errorf("sent %s: %q, told %q; want %q, %q", row.sent, got, told, row.want, row.told)
		}
	}
}

// TestAcuteReceiptIsTheOfficesChoice: where the office wants none, it waits for
// an adviser, and all are called either way (domain 4.2).
func TestAcuteReceiptIsTheOfficesChoice(t *testing.T) {
	r := lejre()
	r.AcuteReceipt = false
	s := tell(t, r, flagged(casework.FlagAcute))
	if s.letters() != "" || s.q.Course.ReceiptRule != casework.ReceiptAcute || !s.q.Course.Held {
		t.Errorf("letters %q, rule %q", s.letters(), s.q.Course.ReceiptRule)
	}
	if s.alarms() != "acute" || s.q.Alarm() != casework.ReasonAcute {
		t.Errorf("alarms %q, the card says %q", s.alarms(), s.q.Alarm())
	}
	if s.do(act(casework.NotAcute)); s.q.Alarm() != casework.ReasonNone || s.q.Course.Acute {
		t.Error("an adviser's word does not calm the card")
	}
}

// TestWhatOpensACase: in Lejre the written complaint, in Horsens the agreement
// (H16–H18, L37).
func TestWhatOpensACase(t *testing.T) {
	kinds := func(k ...casework.Kind) func(*casework.MailFacts) {
		return func(m *casework.MailFacts) { m.Verdict.Kinds = k }
	}
	for _, row := range []struct {
		name   string
		preset string
		change []func(*casework.MailFacts)
		want   bool
	}{
		{"Lejre, a written complaint", "lejre", nil, true},
		{"Lejre, who knows (in doubt it is one)", "lejre", []func(*casework.MailFacts){kinds()}, true},
		{"Lejre, a question", "lejre", []func(*casework.MailFacts){kinds(casework.KindUnderstand)}, false},
		{"Lejre, a suggestion", "lejre", []func(*casework.MailFacts){kinds(casework.KindSuggestion)}, false},
		{"Lejre, by telephone", "lejre", []func(*casework.MailFacts){channel(casework.ChannelPhone)}, false},
		{"Horsens, a written complaint", "horsens", nil, false},
	} {
		s := tell(t, office(row.preset), row.change...)
		if got := s.q.Course.IsCase(); got != row.want {
			t.Errorf("%s: a case = %v, want %v", row.name, got, row.want)
		}
		written := s.q.Channel.Written()
		if got := s.q.Course.Deadline.Promised; got != (row.preset == "lejre" && written) {
			t.Errorf("%s: promised = %v", row.name, got)
		}
		if s.q.Course.Deadline.Date != date("2026-03-16") {
			t.Errorf("%s: date = %s, the clock runs internally too", row.name, s.q.Course.Deadline.Date)
		}
	}
	s := tell(t, horsens()).do(act(casework.OpenCase))
	if c := s.q.Course; !c.IsCase() || !c.Case.Agreed || c.Sharing != casework.SharingAgreed {
		t.Errorf("after the agreement: %+v", c.Case)
	}
}

// TestNoReceiptToADepartment: whatever an adviser presses, also on a letter of its
// that is split off, and it is promised nothing (H21).
func TestNoReceiptToADepartment(t *testing.T) {
	for _, rule := range []casework.ReceiptRule{
		casework.ReceiptAllowed, casework.ReceiptDepartment, casework.ReceiptUnproven, casework.ReceiptForged,
	} {
		s := tell(t, lejre(), func(m *casework.MailFacts) { m.Departments, m.Receipt = []string{"d1"}, rule })
		if !s.q.Course.Held || s.letters() != "" {
			t.Errorf("%q: held %v, %q goes", rule, s.q.Course.Held, s.letters())
		}
		s.do(act(casework.ReleaseHeld))
		if c := s.q.Course; s.letters() != "" || c.Held || c.Deadline.Promised {
			t.Errorf("%q, released: %q goes, %+v", rule, s.letters(), c.Deadline)
		}
		s.refused(act(casework.SendReceipt), casework.ReceiptToNobody)
	}
}

// TestDepartmentThatIsNoMore: a letter that lies prepared for a department which is
// not in the configuration any more is seen sent. The copy that would name it cannot
// be written: the adviser is told, and nothing fails.
func TestDepartmentThatIsNoMore(t *testing.T) {
	s := tell(t, relay("lejre", false)).do(act(casework.SendToDepartment))
	s.rules.Departments = nil
	s.do(seenSent(casework.DraftKey(s.last().Key)))
	if s.letters() != "" || s.last().Status != casework.LetterSent {
		t.Errorf("%q goes, the letter is %s", s.letters(), s.last().Status)
	}
	told := slices.ContainsFunc(s.effects, func(e casework.Effect) bool {
		ping, ok := e.(casework.Ping)
		return ok && ping.Line.Reason == casework.ReasonNoDepartment
	})
	if !told {
		t.Errorf("nobody is told: %+v", s.effects)
	}
}

// TestLeftAfterANo: a letter that a no has stopped was at the relay already. When it
// turns out to have left, the adviser is called, and the course knows that the
// department has it (L24). When it was refused there, nothing has happened.
func TestLeftAfterANo(t *testing.T) {
	for _, became := range []casework.Event{became(casework.LetterDelivered, ""), became(casework.LetterFailed, "")} {
		s := tell(t, relay("lejre", true)).do(act(casework.SendToDepartment))
		at := slices.IndexFunc(s.q.Letters, func(l casework.Letter) bool { return l.To == casework.RoleDepartment })
		became.Key = s.q.Letters[at].Key
		s.do(wrote(flagged(casework.FlagNoSharing)))
		stopped := s.q
		if err := s.try(became); (err == nil) != (became.Type == casework.LetterDelivered) {
			t.Fatalf("%s: %v", became.Type, err)
		}
		if became.Type == casework.LetterFailed {
			continue
		}
		called := slices.ContainsFunc(s.effects, func(e casework.Effect) bool {
			ping, ok := e.(casework.Ping)
			return ok && ping.Line.Reason == casework.ReasonLeft
		})
		c := s.q.Course
		if !called || c.State != casework.WithDepartment || c.DepartmentDue.IsZero() || s.q.Letters[at].Status != casework.LetterSent {
			t.Errorf("called %v, %s, due %s, the letter is %s", called, c.State, c.DepartmentDue, s.q.Letters[at].Status)
		}
		if stopped.Course.State != casework.InDialogue || s.q.Course.Sharing != stopped.Course.Sharing {
			t.Errorf("before: %s, %q; now %q", stopped.Course.State, stopped.Course.Sharing, c.Sharing)
		}
	}
}

// TestToldOfSharing: a department hears that the citizen knows of it only where a
// receipt that tells her has arrived (L23).
func TestToldOfSharing(t *testing.T) {
	optOut := casework.Rules{Sharing: casework.OptOut}
	receipt := func(s casework.LetterStatus) []casework.Letter {
		return []casework.Letter{{Letter: casework.LetterReceiptSimple, To: casework.RoleWriter, Status: s}}
	}
	for _, tt := range []struct {
		name    string
		rules   casework.Rules
		letters []casework.Letter
		sharing casework.SharingState
		want    bool
	}{
		{"a caller without a receipt", optOut, nil, "", false},
		{"a receipt on its way", optOut, receipt(casework.LetterPending), "", false},
		{"a receipt that has arrived", optOut, receipt(casework.LetterSent), "", true},
		{"a no since", optOut, receipt(casework.LetterSent), casework.SharingRefused, false},
		{"an office that asks first", casework.Rules{Sharing: casework.OptIn}, receipt(casework.LetterSent), "", false},
	} {
		q := casework.Inquiry{Letters: tt.letters}
		q.Course.Sharing = tt.sharing
		if got := q.ToldOfSharing(tt.rules); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
