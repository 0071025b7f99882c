package card_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden holds the JSON of a message or view, and the text a person reads,
// against testdata.
func golden(t *testing.T, name, read string, v any) {
	t.Helper()
	var data bytes.Buffer
	enc := json.NewEncoder(&data)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	for file, got := range map[string][]byte{name + ".json": data.Bytes(), name + ".txt": []byte(read)} {
		path := filepath.Join("testdata", file)
		if *update {
			if err := os.WriteFile(path, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(got)); diff != "" {
			t.Errorf("%s has changed; read the difference (-want +got), then go test -update:\n%s", path, diff)
		}
	}
}

// cards are the stories whose card is kept in testdata.
//
// Long: a table of stories.
func cards(t testing.TB) map[string]*story {
	answered := casework.Event{Type: casework.SentItMyself, Stands: casework.Reply}
	all := map[string]*story{
		"minimal_new":                  received(t, lejre()).delivered("2026-03-02 09:17"),
		"minimal_new_waiting":          received(t, lejre()),
		"modal_new":                    received(t, horsens(), bilag).delivered("2026-03-02 09:17"),
		"redacted_new":                 received(t, redacted(), bilag).delivered("2026-03-02 09:17"),
		"redacted_sensitive":           received(t, redacted(), sensitive).delivered("2026-03-02 09:17"),
		"minimal_taken":                received(t, lejre()).delivered("2026-03-02 09:17").do(casework.Event{Type: casework.Take}, "2026-03-02 10:41"),
		"modal_taken":                  received(t, horsens()).delivered("2026-03-02 09:17").do(casework.Event{Type: casework.Take}, "2026-03-02 10:41").seen("2026-03-04 08:00"),
		"minimal_out":                  received(t, lejre(), outOfScope, flags(casework.FlagAppealClock, casework.FlagCallMe)),
		"modal_out":                    received(t, horsens(), outOfScope),
		"redacted_out":                 received(t, redacted(), outOfScope),
		"modal_mix":                    received(t, horsens(), mixed),
		"minimal_check":                received(t, lejre(), func(m *casework.MailFacts) { m.Verdict = casework.Verdict{Remit: casework.Check, Confidence: 0.3} }),
		"minimal_acute":                received(t, lejre(), flags(casework.FlagAcute)),
		"modal_acute":                  received(t, horsens(), flags(casework.FlagAcute)),
		"modal_acute_taken":            received(t, horsens(), flags(casework.FlagAcute)).do(casework.Event{Type: casework.Take}, "2026-03-02 10:41"),
		"modal_conflict":               received(t, horsens(), flags(casework.FlagConflict, casework.FlagCallMe), bilag),
		"modal_conflict_alone":         alone(received(t, horsens(), flags(casework.FlagConflict)), true),
		"modal_conflict_alone_settled": alone(received(t, horsens(), flags(casework.FlagConflict)).do(casework.Event{Type: casework.RecordConflict, Adviser: "a1"}, "2026-03-02 11:00"), true),
		"modal_conflict_alone_nobody":  alone(received(t, horsens(), flags(casework.FlagConflict)), false),
		"redacted_whistle":             received(t, redacted(), flags(casework.FlagWhistleblowing), sensitive),
		"minimal_unproven": received(t, lejre(), rule(casework.ReceiptUnproven), func(m *casework.MailFacts) {
			m.Suggested = []casework.Reference{"BR-000001-A", "BR-000002-M"}
		}),
		"modal_forged":         received(t, horsens(), rule(casework.ReceiptForged)),
		"modal_web_form":       received(t, horsens(), rule(casework.ReceiptWebForm)),
		"minimal_unreadable":   received(t, lejre(), rule(casework.ReceiptUnreadable), func(m *casework.MailFacts) { m.Verdict = casework.Verdict{Remit: casework.Check} }),
		"modal_representative": received(t, horsens(), flags(casework.FlagRepresentation, casework.FlagMeetingDate), func(m *casework.MailFacts) { m.Verdict.Meeting = date("2026-03-11") }),
		"modal_no_sharing":     received(t, horsens(), flags(casework.FlagNoSharing)),
		"modal_phone": received(t, horsens(), func(m *casework.MailFacts) {
			m.Channel, m.Verdict, m.Excerpt = casework.ChannelPhone, casework.Verdict{}, personal.Text{}
			m.Receipt = casework.ReceiptNoAddress
			m.From = casework.Person{Name: personal.New("Bo Vang"), Phone: personal.New("00 00 00 18")}
		}),
		"modal_english": received(t, horsens(), func(m *casework.MailFacts) { m.Verdict.Language = casework.English }),
		"modal_provisional": received(t, horsens()).delivered("2026-03-02 09:17").do(casework.Event{Type: casework.Take}, "2026-03-02 10:41").
			do(casework.Event{Type: casework.CitizenWrote, Mail: &casework.MailFacts{Message: "m2", Received: at("2026-03-03 08:00"), Provisional: true}}, "2026-03-03 08:01"),
		"modal_out_just_sent": received(t, horsens(), outOfScope).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.MarkOutOfScope, Fields: casework.Fields{Ground: casework.GroundProfessional}}, "2026-03-02 10:41"),
		"modal_out_sent": received(t, horsens(), outOfScope).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.MarkOutOfScope, Fields: casework.Fields{Ground: casework.GroundProfessional}}, "2026-03-02 10:41").
			delivered("2026-03-02 10:43").seen("2026-03-03 09:00"),
		"minimal_partly_sent": received(t, lejre(), mixed).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.PartlyOutOfScope, Fields: casework.Fields{Kinds: []casework.Kind{casework.KindConduct}, Grounds: []casework.Ground{casework.GroundProfessional}}}, "2026-03-02 10:41").
			delivered("2026-03-02 10:43").seen("2026-03-03 09:00"),
		"minimal_day9": received(t, lejre()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.ReminderDue, Step: casework.StepDay9, Date: date("2026-03-16")}, "2026-03-13 08:00"),
		"minimal_answering_today": received(t, lejre()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.ReminderDue, Step: casework.StepDay9, Date: date("2026-03-16")}, "2026-03-13 08:00").
			do(casework.Event{Type: casework.AnsweringToday}, "2026-03-16 08:30"),
		"minimal_noticed": received(t, lejre()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.NoticeDue}, "2026-03-16 15:00").delivered("2026-03-16 15:01").seen("2026-03-17 08:00"),
		"minimal_red_suppressed": received(t, lejre(), rule(casework.ReceiptForged)).
			do(casework.Event{Type: casework.NoticeDue}, "2026-03-16 15:00").seen("2026-03-18 09:00"),
		"minimal_letter_failed": received(t, lejre()).
			do(casework.Event{Type: casework.LetterFailed, Key: "q1/receipt"}, "2026-03-02 09:17"),
		"modal_in_doubt": received(t, horsens(), outOfScope).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.MarkOutOfScope, Press: "p1", Fields: casework.Fields{Ground: casework.GroundProfessional}}, "2026-03-02 10:41").
			do(casework.Event{Type: casework.LetterInDoubt, Key: "q1/p1/L07/writer"}, "2026-03-02 10:43"),
		"minimal_answered":     received(t, lejre()).delivered("2026-03-02 09:17").do(answered, "2026-03-05 13:30").seen("2026-03-06 08:00"),
		"minimal_answered_now": received(t, lejre()).delivered("2026-03-02 09:17").do(answered, "2026-03-05 13:30").seen("2026-03-05 13:30"),
		"modal_case": received(t, horsens()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.OpenCase, Note: personal.New("Vi skriver til afdelingen")}, "2026-03-03 10:00").seen("2026-03-04 10:00"),
		"modal_with_department": received(t, horsens()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.OpenCase, Note: personal.New("Vi skriver til afdelingen")}, "2026-03-03 10:00").
			do(casework.Event{Type: casework.SendToDepartment, Department: "social", Fields: casework.Fields{Topic: personal.New("svartid"), Points: []personal.Text{personal.New("Hvornår?")}}}, "2026-03-03 10:10").seen("2026-03-04 10:00"),
		"modal_department_late": late(t).seen("2026-03-18 09:00"),
		"modal_department_answered": received(t, horsens()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.OpenCase, Note: personal.New("Vi skriver til afdelingen")}, "2026-03-03 10:00").
			do(casework.Event{Type: casework.SendToDepartment, Department: "social", Fields: casework.Fields{Topic: personal.New("svartid"), Points: []personal.Text{personal.New("Hvornår?")}}}, "2026-03-03 10:10").
			do(casework.Event{Type: casework.DepartmentWrote, Mail: &casework.MailFacts{Received: at("2026-03-10 12:00")}}, "2026-03-10 12:01"),
		"modal_consent_seen": received(t, horsens()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.OpenCase, Note: personal.New("Vi skriver til afdelingen")}, "2026-03-03 10:00").
			do(casework.Event{Type: casework.AskConsent, Department: "social", Fields: casework.Fields{Materials: []personal.Text{personal.New("Notater"), personal.New("Breve")}}}, "2026-03-03 10:10").
			do(casework.Event{Type: casework.SentByDigitalPost, Stands: casework.AskConsent}, "2026-03-03 10:12").
			do(casework.Event{Type: casework.CitizenWrote, Mail: &casework.MailFacts{Message: "m2", Received: at("2026-03-04 08:00"), Consent: casework.ConsentYes}}, "2026-03-04 08:01"),
		"modal_under_examination": received(t, horsens()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.OpenCase, Note: personal.New("Vi skriver til afdelingen")}, "2026-03-03 10:00").
			do(casework.Event{Type: casework.StartExamination, Note: personal.New("Ja")}, "2026-03-03 10:10").seen("2026-03-04 10:00"),
		"minimal_drafted": received(t, lejre()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.DraftLetter, Stands: casework.AskCitizen}, "2026-03-05 13:30").seen("2026-03-05 13:31"),
		"minimal_closed": received(t, lejre()).delivered("2026-03-02 09:17").do(answered, "2026-03-05 13:30").
			do(casework.Event{Type: casework.Close, Outcome: casework.Advised, Theme: casework.KindDelay}, "2026-03-05 13:35").seen("2026-03-09 09:00"),
		"minimal_erased": received(t, lejre()).delivered("2026-03-02 09:17").
			do(casework.Event{Type: casework.MarkNotAComplaint}, "2026-03-05 13:35").
			do(casework.Event{Type: casework.RecordHandOver}, "2026-03-06 09:00").
			do(casework.Event{Type: casework.Erase}, "2026-04-05 03:00"),
		"redacted_longest": longest(t),
	}
	maps.Copy(all, mandateCards(t))
	return all
}

// longest is a card with every list full and every name and text as long as it
// may be.
func longest(t testing.TB) *story {
	v := redacted()
	v.Rules.Deadline.Promised = true
	v.Advisers[0].Name = long(200)
	for _, g := range casework.Grounds() {
		v.Sentences[g] = long(500)
	}
	s := received(t, v, bilag, func(m *casework.MailFacts) {
		m.Verdict.Remit, m.Verdict.Kinds, m.Verdict.Grounds = casework.Mix, casework.Kinds(), casework.Grounds()
		for _, f := range casework.Flags() {
			if f != casework.FlagAcute && f != casework.FlagConflict && f != casework.FlagWhistleblowing && f != casework.FlagThreat {
				m.Verdict.Flags = append(m.Verdict.Flags, f)
			}
		}
		m.Excerpt = personal.New(long(5000))
		for range 40 {
			m.Verdict.Evidence = append(m.Verdict.Evidence, casework.Evidence{Label: "delay", For: true, Text: personal.New(long(60 + len(m.Verdict.Evidence)))})
		}
	}).delivered("2026-03-02 09:17")
	for i := range 20 {
		s.do(casework.Event{Type: casework.AskCitizen, Press: "p" + string(rune('a'+i))}, "2026-03-02 10:00")
	}
	return s
}

func TestCards(t *testing.T) {
	d := deck(t)
	for name, s := range cards(t) {
		t.Run(name, func(t *testing.T) {
			m := d.Card(s.q, s.v)
			golden(t, "card_"+name, read(t, m), m)
		})
	}
}

func TestLines(t *testing.T) {
	d := deck(t)
	s := received(t, lejre())
	for name, m := range map[string]card.Message{
		"take":         d.Line(casework.Line{Event: casework.Take, By: lisa}, s.q, s.v),
		"letter":       d.Line(casework.Line{Event: casework.PartlyOutOfScope, By: lisa, Letter: casework.LetterPartlyInScope, To: casework.RoleWriter}, s.q, s.v),
		"close":        d.Line(casework.Line{Event: casework.Close, By: karen, Outcome: casework.Advised}, s.q, s.v),
		"new_date":     d.Line(casework.Line{Event: casework.ExtendDeadline, By: lisa, Letter: casework.LetterDeadlineNotice, To: casework.RoleWriter, Date: date("2026-03-27")}, s.q, s.v),
		"settled":      d.Line(casework.Line{Event: casework.ResolveInDoubt, By: lisa, Letter: casework.LetterOutOfScope, Reason: casework.ReasonSent}, s.q, s.v),
		"unknown_by":   d.Line(casework.Line{Event: casework.Release, By: casework.Actor{Role: casework.ByAdviser, Adviser: "a9"}}, s.q, s.v),
		"mandate":      d.Line(casework.Line{Event: casework.AcceptPowerOfAttorney, By: lisa, Letter: casework.LetterRepresentative, To: casework.RoleRepresentative}, s.q, s.v),
		"ping_day9":    d.Ping(casework.Line{Event: casework.ReminderDue, By: casework.Actor{Role: casework.ByClock}, Step: casework.StepDay9, Date: date("2026-03-16")}, s.v.Advisers, s.q, s.v),
		"ping_acute":   d.Ping(casework.Line{Event: casework.Opened, Reason: casework.ReasonAcute}, s.v.Advisers, s.q, s.v),
		"ping_given":   d.Ping(casework.Line{Event: casework.HandOver, By: karen, Adviser: "a1"}, s.v.Advisers[:1], s.q, s.v),
		"ping_late":    d.Ping(casework.Line{Event: casework.DepartmentOverdue, By: casework.Actor{Role: casework.ByClock}, Date: date("2026-03-17")}, s.v.Advisers[:1], s.q, s.v),
		"ping_unsent":  d.Ping(casework.Line{Event: casework.DepartmentOverdue, By: casework.Actor{Role: casework.ByClock}, Date: date("2026-03-17"), Reason: casework.ReasonUnsent}, s.v.Advisers[:1], s.q, s.v),
		"ping_no":      d.Ping(casework.Line{Event: casework.CitizenWrote, By: casework.Actor{Role: casework.ByCitizen}, Letter: casework.LetterToDepartment, To: casework.RoleDepartment, Reason: casework.ReasonNoSharing}, s.v.Advisers[:1], s.q, s.v),
		"ping_no_told": d.Ping(casework.Line{Event: casework.StopSharing, By: lisa, Letter: casework.LetterToDepartment, To: casework.RoleDepartment, Reason: casework.ReasonNoSharing}, s.v.Advisers[:1], s.q, s.v),
		"ping_left":    d.Ping(casework.Line{Event: casework.LetterDelivered, By: casework.Actor{Role: casework.BySystem}, Letter: casework.LetterToDepartment, To: casework.RoleDepartment, Reason: casework.ReasonLeft}, s.v.Advisers[:1], s.q, s.v),
		"draft_stays":  d.DraftStays(s.v.Advisers[:1], s.q),
		"digest_quiet": d.Digest(card.Overview{Automatic: 1}, s.v),
		"digest": d.Digest(card.Overview{Automatic: 4, Open: []card.Entry{
			{Ref: "BR-000001-A", State: casework.Received, Date: date("2026-03-16"), Promised: true},
			{Ref: "BR-000002-M", State: casework.InDialogue, Holder: "a1", Date: date("2026-03-04"), Promised: true},
			{Ref: "BR-000003-Y", State: casework.InDialogue, Holder: "a2", Date: date("2026-03-03")},
			{Ref: "BR-000004-D", State: casework.Received, Date: date("2026-02-26"), Promised: true},
			{Ref: "BR-000005-7", State: casework.InDialogue, InDoubt: true, Date: date("2026-03-20")},
			{Ref: "BR-000006-S", State: casework.Received, Held: true},
			{Ref: "BR-000007-W", State: casework.WithDepartment, Holder: "a1", Waits: casework.WaitsDepartment, DepartmentDue: date("2026-02-27")},
			{Ref: "BR-000008-F", State: casework.WithDepartment, Holder: "a1", Waits: casework.WaitsDepartment, DepartmentDue: date("2026-03-27")},
			{Ref: "BR-000009-4", State: casework.InDialogue, Holder: "a2", Silent: true},
			{Ref: "BR-00000A-N", State: casework.InDialogue, Holder: "a2", Date: date("2026-03-09"), Promised: true},
		}}, s.v),
	} {
		t.Run(name, func(t *testing.T) {
			golden(t, "line_"+name, read(t, m), m)
		})
	}
}

// letter stands for a letter as the letters package previews it.
const letter = `Kære Ane Overgaard

Tak for din mail fra mandag den 2. marts 2026. Vi har læst den, og vi kan desværre ikke tage stilling til det faglige indhold i kommunens afgørelse.

Hvorfor ikke?
Borgerrådgiveren ser på, hvordan en sag er behandlet, og ikke på om resultatet er rigtigt.

Vi har sendt den videre til ‹hvortil›, så du ikke selv behøver gøre det.

Venlig hilsen
Lisa
Borgerrådgiver`

// modals are the modals kept in testdata.
//
// Long: a table of modals.
func modals(t testing.TB, d *card.Deck) map[string]slack.ModalViewRequest {
	preview := card.Preview{
		To: casework.RoleWriter, Address: personal.New("ane@example.org"), Subject: "Svar på din henvendelse (BR-7K3QXM-R)", Body: letter,
	}
	views := map[string]slack.ModalViewRequest{}
	add := func(name string, act casework.EventType, s *story, p card.Preview) {
		views[name] = d.Modal(act, s.q, s.v, p)
	}
	fresh := received(t, horsens()).delivered("2026-03-02 09:17")
	quiet := received(t, lejre()).delivered("2026-03-02 09:17")
	out := received(t, horsens(), outOfScope)
	letterless := card.Preview{To: casework.RoleWriter, Address: personal.New("ane@example.org")}
	add("reply", casework.Reply, fresh, letterless)
	add("reply_minimal", casework.Reply, quiet, letterless)
	add("call", casework.Call, fresh, card.Preview{})
	add("call_minimal", casework.Call, quiet, card.Preview{})
	add("ask_citizen", casework.AskCitizen, fresh, preview)
	add("ask_power_of_attorney", casework.AskPowerOfAttorney, received(t, horsens(), flags(casework.FlagRepresentation)), preview)
	add("meeting", casework.AnswerMeeting, received(t, horsens(), flags(casework.FlagMeetingDate), func(m *casework.MailFacts) { m.Verdict.Meeting = date("2026-03-14") }), preview)
	add("pause", casework.Pause, quiet, preview)
	add("forwarded", casework.RecordForwarded, fresh, card.Preview{})
	add("out", casework.MarkOutOfScope, out, preview)
	add("out_not_municipal", casework.MarkOutOfScope, out, card.Preview{
		Event: casework.Event{Type: casework.MarkOutOfScope, Fields: casework.Fields{Ground: casework.GroundNotMunicipal}},
		To:    casework.RoleWriter, Subject: preview.Subject, Body: letter,
	})
	unchecked := received(t, horsens(), outOfScope)
	unchecked.v.Stale = func(id string, today calendar.Date) bool { return id == "ankestyrelsen" && !today.IsZero() }
	add("out_unchecked", casework.MarkOutOfScope, unchecked, card.Preview{
		Event: casework.Event{Type: casework.MarkOutOfScope, Fields: casework.Fields{
			Ground: casework.GroundProfessional, Referrals: []string{"ombudsmanden", "ankestyrelsen"},
		}},
		To: casework.RoleWriter, Subject: preview.Subject, Body: letter,
	})
	way := func(w card.Way) card.Preview {
		p := preview
		p.Way, p.Event = w, casework.Event{Type: casework.AskCitizen, Fields: casework.Fields{Language: casework.English}}
		return p
	}
	add("ask_citizen_draft", casework.AskCitizen, fresh, way(card.WayDraft))
	add("ask_citizen_again", casework.AskCitizen, cards(t)["minimal_drafted"], preview)
	add("ask_citizen_digital_post", casework.AskCitizen, fresh, way(card.WayDigitalPost))
	add("ask_citizen_no_address", casework.AskCitizen,
		received(t, horsens(), func(m *casework.MailFacts) { m.From.Address = personal.New("") }), preview)
	add("partly", casework.PartlyOutOfScope, received(t, horsens(), mixed), preview)
	add("open_case", casework.OpenCase, fresh, card.Preview{})
	add("sent_it_myself", casework.SentItMyself, fresh, card.Preview{})
	add("sent_by_digital_post_out", casework.SentByDigitalPost, fresh, card.Preview{
		Event: casework.Event{Type: casework.SentByDigitalPost, Stands: casework.MarkOutOfScope},
	})
	add("close", casework.Close, fresh, preview)
	add("close_answered", casework.Close, fresh, card.Preview{
		Event: casework.Event{Type: casework.Close, Answers: true, Fields: casework.Fields{SkipLetter: true}},
	})
	add("close_letterless", casework.Close, quiet, card.Preview{})
	add("reopen", casework.Reopen, cards(t)["minimal_closed"], card.Preview{})
	add("extend", casework.ExtendDeadline, quiet, preview)
	add("extend_absence", casework.ExtendDeadline, quiet, card.Preview{
		Event: casework.Event{Type: casework.ExtendDeadline, Reason: casework.ReasonAbsence}, To: casework.RoleWriter, Subject: preview.Subject, Body: letter,
	})
	add("not_acute", casework.NotAcute, cards(t)["modal_acute"], card.Preview{})
	add("send_receipt", casework.SendReceipt, received(t, horsens(), rule(casework.ReceiptWebForm)), preview)
	add("release_held", casework.ReleaseHeld, cards(t)["modal_forged"], preview)
	add("add_note", casework.AddNote, fresh, card.Preview{})
	add("split", casework.Split, cards(t)["modal_provisional"], card.Preview{})
	add("give_back", casework.GiveBack, absorbed(t, "BR-000001-A"), card.Preview{})
	add("give_back_which", casework.GiveBack, absorbed(t, "BR-000001-A", "BR-000002-M"), card.Preview{})
	add("unmerge", casework.Unmerge, received(t, lejre()).do(casework.Event{Type: casework.Merge, Other: "q2", Ref: "BR-000001-A"}, "2026-03-02 10:41"), card.Preview{})
	stray := casework.ProvisionalLetter{Message: "m2", Received: at("2026-03-02 11:00"), Home: "BR-000001-A", HomeRef: "BR-000001-A"}
	strayed := casework.Event{Type: casework.GiveBack, Other: "BR-000001-A", Ref: "BR-000001-A", Later: []casework.ProvisionalLetter{stray}}
	add("move", casework.Move, absorbed(t, "BR-000001-A").do(strayed, "2026-03-02 13:00"), card.Preview{})
	stray.Message, stray.Received = "m3", at("2026-03-02 12:00")
	strayed.Later = append(strayed.Later, stray)
	add("move_which", casework.Move, absorbed(t, "BR-000001-A").do(strayed, "2026-03-02 13:00"), card.Preview{})
	add("merge", casework.Merge, fresh, card.Preview{})
	add("join", casework.Join, cards(t)["minimal_unproven"], card.Preview{})
	add("join_suggested", casework.Join, cards(t)["minimal_unproven"], card.Preview{Suggestions: []casework.Reference{"BR-000001-A", "BR-000002-M"}})
	add("not_an_inquiry", casework.MarkNotAComplaint, fresh, card.Preview{})
	add("in_doubt", casework.ResolveInDoubt, cards(t)["modal_in_doubt"], card.Preview{})
	add("hand_over", casework.HandOver, fresh, card.Preview{})
	asked := cards(t)["modal_case"]
	toDepartment := preview
	toDepartment.To, toDepartment.Address = casework.RoleDepartment, personal.Text{}
	add("send_to_department", casework.SendToDepartment, asked, letterless)
	toDepartment.Event = casework.Event{Type: casework.SendToDepartment, Department: "teknik"}
	add("send_to_department_no_address", casework.SendToDepartment, asked, toDepartment)
	toDepartment.Event = casework.Event{Type: casework.SendToDepartment, Department: "social", Fields: casework.Fields{InOutlook: true}}
	add("send_to_department_minimal", casework.SendToDepartment, quiet, toDepartment)
	toDepartment.Event = casework.Event{}
	waiting := late(t)
	add("remind_department", casework.RemindDepartment, waiting, toDepartment)
	add("record_answer", casework.RecordAnswer, waiting, card.Preview{})
	add("await_answer", casework.AwaitAnswer, cards(t)["modal_department_answered"], card.Preview{})
	add("close_after_answer", casework.Close, cards(t)["modal_department_answered"], preview)
	add("sent_by_digital_post", casework.SentByDigitalPost, cards(t)["modal_with_department"], card.Preview{})
	answered := cards(t)["modal_department_answered"]
	add("ask_consent", casework.AskConsent, answered, toDepartment)
	consenting := cards(t)["modal_consent_seen"]
	hidden := *consenting
	hidden.v.Mode = card.Minimal
	add("start_examination_minimal", casework.StartExamination, &hidden, card.Preview{})
	add("start_examination", casework.StartExamination, consenting, card.Preview{})
	examined := cards(t)["modal_under_examination"]
	add("send_result", casework.SendResult, examined, toDepartment)
	add("withdraw_consent", casework.WithdrawConsent, examined, preview)
	views["all"] = d.AllActs(fresh.q, fresh.v)
	views["all_day9"] = d.AllActs(cards(t)["minimal_day9"].q, cards(t)["minimal_day9"].v)
	views["all_easter"] = d.AllActs(received(t, lejre(), func(m *casework.MailFacts) { m.Received = at("2026-03-27 20:00") }).q, quiet.v)
	views["all_erased"] = d.AllActs(cards(t)["minimal_erased"].q, quiet.v)
	views["contact"] = d.Contact(fresh.v, "xyz https://hooks.example.org/1")
	views["contact_minimal"] = d.Contact(quiet.v, "xyz")
	views["case"] = d.Case(fresh.q, fresh.v)
	views["case_longest"] = d.Case(cards(t)["redacted_longest"].q, cards(t)["redacted_longest"].v)
	views["read"] = d.Read(fresh.q, fresh.v, card.Reading{Letters: "Jeg har ikke fået svar\n\nJeg søgte om hjælp i november.\nMit nummer er ‹CPR-nummer›.\n\nHilsen ‹navn›"})
	views["read_empty"] = d.Read(fresh.q, fresh.v, card.Reading{Letters: " "})
	notes := []card.Note{
		{By: casework.Actor{Role: casework.ByAdviser, Adviser: "a1"}, At: at("2026-03-02 10:20"), Text: "Hun venter på svar fra jobcentret.\nRing efter kl. 12."},
		{By: casework.Actor{Role: casework.ByAdviser, Adviser: "a2"}, At: at("2026-03-03 14:05"), Text: "Rettelse: det er ydelseskontoret, hun venter på."},
	}
	views["read_notes"] = d.Read(fresh.q, fresh.v, card.Reading{Letters: "Jeg har ikke fået svar", Notes: notes})
	rang := received(t, redacted(), func(m *casework.MailFacts) { m.Channel = casework.ChannelPhone })
	views["read_phone"] = d.Read(rang.q, rang.v, card.Reading{Notes: slices.Repeat(notes, 11)})
	views["read_phone_empty"] = d.Read(rang.q, rang.v, card.Reading{})
	maps.Copy(views, mandateModals(t, d))
	return views
}

func TestModals(t *testing.T) {
	d := deck(t)
	for name, view := range modals(t, d) {
		t.Run(name, func(t *testing.T) {
			golden(t, "modal_"+name, readView(t, view), view)
		})
	}
}

// alone makes the office one of a single adviser, with or without a contact for what is
// about her.
func alone(s *story, contact bool) *story {
	s.v.Advisers, s.v.ConflictContact = s.v.Advisers[:1], contact
	return s
}
