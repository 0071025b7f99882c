package card_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// answers are what an adviser fills in, by field: a text, a date, or the values
// of chosen options.
type answers map[string]any

// chosen marks values of options.
type chosen []string

// frame are the fields of every letter. They have an answer from the start and are
// left as they are where a test does not tell.
var frame = []string{"written_in", "way"}

// filled is the view Slack sends back for a modal and the answers to it.
func filled(t testing.TB, m slack.ModalViewRequest, given answers) slack.View {
	t.Helper()
	values := map[string]map[string]slack.BlockAction{}
	for _, b := range m.Blocks.BlockSet {
		input, ok := b.(*slack.InputBlock)
		if !ok || given[input.BlockID] == nil && slices.Contains(frame, input.BlockID) {
			continue
		}
		a := slack.BlockAction{}
		switch v := given[input.BlockID].(type) {
		case string:
			if _, isDate := input.Element.(*slack.DatePickerBlockElement); isDate {
				a.SelectedDate = v
			} else {
				a.Value = v
			}
		case chosen:
			_, single := input.Element.(*slack.SelectBlockElement)
			_, radio := input.Element.(*slack.RadioButtonsBlockElement)
			for _, o := range v {
				option := slack.OptionBlockObject{Value: o}
				if single || radio {
					a.SelectedOption = option
				} else {
					a.SelectedOptions = append(a.SelectedOptions, option)
				}
			}
		}
		action, _, _ := strings.Cut(input.BlockID, "~") // a text put there anew stands in a block of another name
		values[input.BlockID] = map[string]slack.BlockAction{action: a}
	}
	for id := range given {
		if _, ok := values[id]; !ok {
			t.Fatalf("the modal has no field %q, only %q", id, slices.Sorted(maps.Keys(values)))
		}
	}
	return slack.View{PrivateMetadata: m.PrivateMetadata, State: &slack.ViewState{Values: values}}
}

var compareForms = cmp.Options{
	cmp.Comparer(func(a, b personal.Text) bool { return a.Equal(b) }),
	cmpopts.EquateEmpty(), cmpopts.EquateComparable(date("2026-03-27")),
}

// TestSubmitted fills in each modal and reads it back.
//
// Long: a table, and its loop.
func TestSubmitted(t *testing.T) {
	d := deck(t)
	fresh := received(t, horsens()).delivered("2026-03-02 09:17")
	quiet := received(t, lejre()).delivered("2026-03-02 09:17")
	unproven := received(t, lejre(), rule(casework.ReceiptUnproven))
	note := personal.New
	const missing = "Feltet skal udfyldes."
	for _, tt := range []struct {
		name    string
		act     casework.EventType
		story   *story
		preview card.Preview
		given   answers
		want    casework.Event
		other   casework.Reference
		way     card.Way
		errors  map[string]string
	}{
		{name: "reply", act: casework.Reply, story: fresh},
		{name: "call", act: casework.Call, story: fresh, given: answers{"note": " Talte om brevet\n", "answers": chosen{"yes"}},
			want: casework.Event{Note: note("Talte om brevet"), Answers: true}},
		{name: "call without a word", act: casework.Call, story: fresh},
		{name: "note missing", act: casework.AddNote, story: fresh, given: answers{"note": "  "}, errors: map[string]string{"note": missing}},
		{name: "note too long", act: casework.AddNote, story: fresh, given: answers{"note": long(3001)},
			want: casework.Event{Note: note(strings.TrimSpace(long(3001)))}, errors: map[string]string{"note": "Der er plads til 3.000 tegn."}},
		{name: "out of scope", act: casework.MarkOutOfScope, story: fresh,
			given: answers{"ground": chosen{"out_professional"}, "referrals": chosen{"ankestyrelsen", "ombudsmanden"}, "forwarded_to": "Ankestyrelsen"},
			want: casework.Event{Fields: casework.Fields{Ground: casework.GroundProfessional,
				Referrals: []string{"ankestyrelsen", "ombudsmanden"}, ForwardedTo: note("Ankestyrelsen")}}},
		{name: "out of scope in English, as a draft", act: casework.MarkOutOfScope, story: fresh, way: card.WayDraft,
			given: answers{"ground": chosen{"out_old"}, "written_in": chosen{"en"}, "way": chosen{"draft"}},
			want:  casework.Event{Fields: casework.Fields{Ground: casework.GroundOld, Language: casework.English}}},
		{name: "no ground", act: casework.MarkOutOfScope, story: fresh, errors: map[string]string{"ground": missing}},
		{name: "partly", act: casework.PartlyOutOfScope, story: fresh,
			given: answers{"kinds": chosen{"delay"}, "grounds": chosen{"out_political", "out_old"}},
			want: casework.Event{Fields: casework.Fields{Kinds: []casework.Kind{casework.KindDelay},
				Grounds: []casework.Ground{casework.GroundPolitical, casework.GroundOld}}}},
		{name: "partly, nothing", act: casework.PartlyOutOfScope, story: fresh, errors: map[string]string{"kinds": missing, "grounds": missing}},
		{name: "agreement needed", act: casework.OpenCase, story: fresh, errors: map[string]string{"agreement": missing}},
		{name: "agreement given", act: casework.OpenCase, story: fresh, given: answers{"agreement": "Skriv til afdelingen"},
			want: casework.Event{Note: note("Skriv til afdelingen")}},
		{name: "agreement left out", act: casework.OpenCase, story: quiet},
		{name: "own answer", act: casework.SentItMyself, story: fresh, given: answers{"stands": chosen{"reply"}},
			want: casework.Event{Stands: casework.Reply}},
		{name: "own letter out of scope", act: casework.SentByDigitalPost, story: fresh,
			preview: card.Preview{Event: casework.Event{Type: casework.SentByDigitalPost, Stands: casework.MarkOutOfScope}},
			given:   answers{"stands": chosen{"mark_out_of_scope"}, "ground": chosen{"out_old"}},
			want:    casework.Event{Stands: casework.MarkOutOfScope, Fields: casework.Fields{Ground: casework.GroundOld}}},
		{name: "close with letter", act: casework.Close, story: fresh,
			given: answers{"outcome": chosen{"advised"}, "theme": chosen{"delay"}, "department": chosen{"social"}, "answered": chosen{"letter"}, "talk": chosen{"yes"}},
			want: casework.Event{Outcome: casework.Advised, Theme: casework.KindDelay, Department: "social",
				Fields: casework.Fields{TalkHeld: true}}},
		{name: "close, answered", act: casework.Close, story: quiet, given: answers{"outcome": chosen{"advised"}, "answered": chosen{"already"}},
			want: casework.Event{Outcome: casework.Advised, Answers: true, Fields: casework.Fields{SkipLetter: true}}},
		{name: "close, withdrawn", act: casework.Close, story: quiet, given: answers{"outcome": chosen{"withdrawn"}, "answered": chosen{"none"}},
			want: casework.Event{Outcome: casework.Withdrawn, Fields: casework.Fields{SkipLetter: true}}},
		{name: "close, nothing", act: casework.Close, story: quiet, want: casework.Event{Fields: casework.Fields{SkipLetter: true}},
			errors: map[string]string{"outcome": missing, "answered": missing}},
		{name: "new date", act: casework.ExtendDeadline, story: quiet,
			given: answers{"reason": chosen{"work"}, "waiting_for": "Vi venter på svar", "date": "2026-03-27"},
			want:  casework.Event{Reason: casework.ReasonWork, Date: date("2026-03-27"), Fields: casework.Fields{WaitingFor: note("Vi venter på svar")}}},
		{name: "new date, nothing", act: casework.ExtendDeadline, story: quiet,
			errors: map[string]string{"reason": missing, "waiting_for": missing, "date": missing}},
		{name: "new date today", act: casework.ExtendDeadline, story: quiet,
			given:  answers{"reason": chosen{"work"}, "waiting_for": "x", "date": "2026-03-02"},
			want:   casework.Event{Reason: casework.ReasonWork, Date: date("2026-03-02"), Fields: casework.Fields{WaitingFor: note("x")}},
			errors: map[string]string{"date": "Vælg en dato efter i dag."}},
		{name: "new date on a Sunday", act: casework.ExtendDeadline, story: quiet,
			given:  answers{"reason": chosen{"work"}, "waiting_for": "x", "date": "2026-03-22"},
			want:   casework.Event{Reason: casework.ReasonWork, Date: date("2026-03-22"), Fields: casework.Fields{WaitingFor: note("x")}},
			errors: map[string]string{"date": "Kontoret har lukket den dag. Vælg en arbejdsdag."}},
		{name: "absence", act: casework.ExtendDeadline, story: quiet,
			preview: card.Preview{Event: casework.Event{Type: casework.ExtendDeadline, Reason: casework.ReasonAbsence}},
			given:   answers{"reason": chosen{"absence"}, "date": "2026-03-27"},
			want:    casework.Event{Reason: casework.ReasonAbsence, Date: date("2026-03-27")}},
		{name: "in doubt", act: casework.ResolveInDoubt, story: cards(t)["modal_in_doubt"], given: answers{"settled": chosen{"again"}},
			want: casework.Event{Key: "q1/p1/L07/writer", Reason: casework.ReasonAgain}},
		{name: "split", act: casework.Split, story: cards(t)["modal_provisional"], want: casework.Event{Message: "m2"}},
		{name: "give back", act: casework.GiveBack, story: absorbed(t, "BR-000001-A"), want: casework.Event{}},
		{name: "give back, which", act: casework.GiveBack, story: absorbed(t, "BR-000001-A", "BR-000002-M"), given: answers{"part": chosen{"BR-000002-M"}}, other: "BR-000002-M"},
		{name: "merge, one citizen", act: casework.Merge, story: quiet, given: answers{"reference": "BR-000001-A", "same_citizen": chosen{"yes"}},
			other: "BR-000001-A", want: casework.Event{Reason: casework.ReasonSameCitizen}},
		{name: "join", act: casework.Join, story: unproven, given: answers{"reference": "br 000001 a"}, other: "BR-000001-A"},
		{name: "join, suggested", act: casework.Join, story: unproven, preview: card.Preview{Suggestions: []casework.Reference{"BR-000002-M"}},
			given: answers{"suggested": chosen{"BR-000002-M"}}, other: "BR-000002-M"},
		{name: "join, typed over", act: casework.Join, story: unproven, preview: card.Preview{Suggestions: []casework.Reference{"BR-000002-M"}},
			given: answers{"suggested": chosen{"BR-000002-M"}, "reference": "BR-000001-A"}, other: "BR-000001-A"},
		{name: "join, nothing", act: casework.Join, story: unproven, preview: card.Preview{Suggestions: []casework.Reference{"BR-000002-M"}},
			errors: map[string]string{"reference": missing}},
		{name: "join, a slip", act: casework.Join, story: unproven, given: answers{"reference": "BR-000001-B"},
			other: "BR-000001-B"}, // what may be meant is looked up
		{name: "join, no number", act: casework.Join, story: unproven, given: answers{"reference": "den fra i går"},
			errors: map[string]string{"reference": "Et nummer ser sådan ud: BR-7K3QXM-R."}},
		{name: "join with itself", act: casework.Join, story: unproven, given: answers{"reference": "BR-7K3QXM-R"}, other: ref,
			errors: map[string]string{"reference": "Det er nummeret på denne henvendelse."}},
		{name: "department", act: casework.SendToDepartment, story: fresh,
			given: answers{"department": chosen{"social"}, "topic": "svartid", "points": "- Intet svar i fem måneder\n\n• Ingen ringer tilbage",
				"their_number": "26-0047", "unnamed": chosen{"yes"}, "protected": chosen{"yes"}, "answer_by": "2026-03-27"},
			want: casework.Event{Department: "social", Date: date("2026-03-27"), Fields: casework.Fields{
				Topic: note("svartid"), Points: []personal.Text{note("Intet svar i fem måneder"), note("Ingen ringer tilbage")},
				TheirNumber: note("26-0047"), Unnamed: true, Protected: true}}},
		{name: "department, nothing", act: casework.SendToDepartment, story: fresh,
			errors: map[string]string{"department": missing, "topic": missing, "points": missing}},
		{name: "department, on a holiday", act: casework.SendToDepartment, story: quiet, given: answers{"department": chosen{"social"}, "answer_by": "2026-04-06"},
			want:   casework.Event{Department: "social", Date: date("2026-04-06"), Fields: casework.Fields{InOutlook: true}},
			errors: map[string]string{"answer_by": "Kontoret har lukket den dag. Vælg en arbejdsdag."}},
		{name: "department, own letter", act: casework.SentItMyself, story: fresh,
			preview: card.Preview{Event: casework.Event{Type: casework.SentItMyself, Stands: casework.SendToDepartment}},
			given:   answers{"stands": chosen{"send_to_department"}, "department": chosen{"social"}},
			want:    casework.Event{Stands: casework.SendToDepartment, Department: "social"}},
		{name: "hand over", act: casework.HandOver, story: fresh, given: answers{"adviser": chosen{"a2"}}, want: casework.Event{Adviser: "a2"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			view := filled(t, d.Modal(tt.act, tt.story.q, tt.story.v, tt.preview), tt.given)
			got, err := d.Submitted(view, tt.story.v)
			if err != nil {
				t.Fatal(err)
			}
			tt.want.Type, tt.want.Basis = tt.act, tt.story.q.Basis(tt.story.v.Rules, tt.act)
			want := card.Form{
				Press: card.Press{
					Ref: ref, Seen: tt.story.q.Course.State, Act: tt.act, About: got.Press.About,
					Letters: tt.story.q.Messages, Basis: tt.want.Basis,
				},
				Event: tt.want, Other: tt.other, Way: tt.way, Errors: tt.errors,
			}
			if diff := cmp.Diff(want, got, compareForms); diff != "" {
				t.Errorf("form (-want +got):\n%s", diff)
			}
		})
	}
}

// TestWhatWasNeverOffered: an option the office does not have is no mistake of
// the adviser's.
func TestWhatWasNeverOffered(t *testing.T) {
	d := deck(t)
	s := received(t, horsens())
	for name, tt := range map[string]struct {
		act   casework.EventType
		given answers
	}{
		"ground":     {casework.MarkOutOfScope, answers{"ground": chosen{"out_of_mood"}}},
		"referral":   {casework.MarkOutOfScope, answers{"referrals": chosen{"nobody"}}},
		"kind":       {casework.PartlyOutOfScope, answers{"kinds": chosen{"magic"}}},
		"outcome":    {casework.Close, answers{"outcome": chosen{"lost"}}},
		"department": {casework.Close, answers{"department": chosen{"kgb"}}},
		"adviser":    {casework.HandOver, answers{"adviser": chosen{"a9"}}},
		"stands":     {casework.SentItMyself, answers{"stands": chosen{"take"}}},
		"reason":     {casework.ExtendDeadline, answers{"reason": chosen{"erasure"}}},
		"way":        {casework.AskCitizen, answers{"way": chosen{"pigeon"}}},
		"language":   {casework.AskCitizen, answers{"written_in": chosen{"tlh"}}},
	} {
		view := filled(t, d.Modal(tt.act, s.q, s.v, card.Preview{}), tt.given)
		if form, err := d.Submitted(view, s.v); err == nil {
			t.Errorf("%s: Submitted = %v, want an error", name, form)
		}
	}
	for name, metadata := range map[string]string{
		"none": "", "forged": "v1|BR-7K3QXM-R|received|close|0000000000000000",
		"an act without a modal": card.Press{Ref: ref, Seen: casework.Received, Act: casework.Take}.Value(key),
	} {
		if form, err := d.Submitted(slack.View{PrivateMetadata: metadata}, s.v); err == nil {
			t.Errorf("metadata %s: Submitted = %v, want an error", name, form)
		}
	}
}

// TestModalsCanBeApplied: a modal that is complete gives an event that casework
// takes.
func TestModalsCanBeApplied(t *testing.T) {
	d := deck(t)
	for _, tt := range []struct {
		act   casework.EventType
		story *story
		given answers
	}{
		{casework.Reply, received(t, horsens()), nil},
		{casework.Call, received(t, horsens()), answers{"answers": chosen{"yes"}}},
		{casework.AskCitizen, received(t, horsens()), nil},
		{casework.AskPowerOfAttorney, received(t, horsens(), flags(casework.FlagRepresentation)), nil},
		{casework.MarkOutOfScope, received(t, horsens()), answers{"ground": chosen{"out_old"}}},
		{casework.PartlyOutOfScope, received(t, horsens()), answers{"kinds": chosen{"delay"}, "grounds": chosen{"out_old"}}},
		{casework.OpenCase, received(t, horsens()), answers{"agreement": "Ja"}},
		{casework.SentItMyself, received(t, lejre()), answers{"stands": chosen{"reply"}}},
		{casework.Close, received(t, lejre()), answers{"outcome": chosen{"advised"}, "answered": chosen{"already"}}},
		{casework.Reopen, cards(t)["minimal_closed"], nil},
		{casework.ExtendDeadline, received(t, lejre()), answers{"reason": chosen{"work"}, "waiting_for": "Svar", "date": "2026-03-27"}},
		{casework.NotAcute, received(t, horsens(), flags(casework.FlagAcute)), nil},
		{casework.SendReceipt, received(t, horsens(), rule(casework.ReceiptWebForm)), nil},
		{casework.ReleaseHeld, received(t, horsens(), rule(casework.ReceiptForged)), nil},
		{casework.AddNote, received(t, horsens()), answers{"note": "Husk"}},
		{casework.Split, cards(t)["modal_provisional"], nil},
		{casework.MarkNotAComplaint, received(t, horsens()), nil},
		{casework.ResolveInDoubt, cards(t)["modal_in_doubt"], answers{"settled": chosen{"sent"}}},
		{casework.SendToDepartment, cards(t)["modal_case"], answers{"department": chosen{"social"}, "topic": "svartid", "points": "Intet svar"}},
		{casework.AwaitAnswer, cards(t)["modal_department_answered"], answers{"until": "2026-03-27"}},
		{casework.RemindDepartment, late(t), nil},
		{casework.RecordAnswer, cards(t)["modal_with_department"], nil},
		{casework.SentByDigitalPost, cards(t)["modal_with_department"], answers{"stands": chosen{"k:" + cards(t)["modal_with_department"].q.Letters[1].Key}}},
		{casework.HandOver, received(t, horsens()), answers{"adviser": chosen{"a2"}}},
	} {
		view := d.Modal(tt.act, tt.story.q, tt.story.v, card.Preview{})
		for _, way := range offeredWays(view) {
			if way != "" {
				tt.given = maps.Clone(tt.given)
				if tt.given == nil {
					tt.given = answers{}
				}
				tt.given["way"] = chosen{way}
			}
			form, err := d.Submitted(filled(t, view, tt.given), tt.story.v)
			if err != nil || len(form.Errors) > 0 {
				t.Errorf("%s %s: %v, %v", tt.act, way, err, form.Errors)
				continue
			}
			ev := form.Act()
			ev.At, ev.By, ev.Press = tt.story.v.Now, lisa, "p9"
			if _, _, err := tt.story.q.Apply(tt.story.v.Rules, ev); err != nil {
				t.Errorf("%s %s: %v", tt.act, way, err)
			}
		}
	}
}

// offeredWays are the ways in which a modal lets its letter go; one empty way where
// it has no letter.
func offeredWays(view slack.ModalViewRequest) []string {
	for _, b := range view.Blocks.BlockSet {
		if input, ok := b.(*slack.InputBlock); ok && input.BlockID == "way" {
			var ways []string
			for _, o := range input.Element.(*slack.RadioButtonsBlockElement).Options {
				ways = append(ways, o.Value)
			}
			return ways
		}
	}
	return []string{""}
}

// TestLettersHaveWays: whatever act sends a letter asks how it is to go.
func TestLettersHaveWays(t *testing.T) {
	d := deck(t)
	s := received(t, horsens())
	for _, act := range casework.EventTypes() {
		writes := s.q.LetterOf(s.v.Rules, d.Defaults(act, s.q, s.v)) != casework.NoLetter
		if !writes || !card.NeedsModal(act) {
			continue
		}
		if ways := offeredWays(d.Modal(act, s.q, s.v, card.Preview{})); len(ways) < 3 {
			t.Errorf("%s can go only %q", act, ways)
		}
	}
	out := received(t, horsens(), func(m *casework.MailFacts) { m.From.Address = personal.New("") })
	if ways := offeredWays(d.Modal(casework.AskCitizen, out.q, out.v, card.Preview{})); !slices.Equal(ways, []string{"draft", "digital_post", "myself"}) {
		t.Errorf("without an address it can go %q", ways)
	}
	// A no holds at once, and begins as one that nobody has written about.
	if ways := offeredWays(d.Modal(casework.StopSharing, out.q, out.v, card.Preview{})); ways[0] != "" {
		t.Errorf("without an address a no begins with a letter that can go %q", ways)
	}
	written := card.Preview{Event: casework.Event{Type: casework.StopSharing}}
	if ways := offeredWays(d.Modal(casework.StopSharing, out.q, out.v, written)); !slices.Equal(ways, []string{"digital_post", "myself"}) {
		t.Errorf("without an address a no, which holds at once, can go %q", ways)
	}
}

// late is an inquiry whose department has let its date pass.
func late(t testing.TB) *story {
	return received(t, horsens()).delivered("2026-03-02 09:17").
		do(casework.Event{Type: casework.OpenCase, Note: personal.New("Vi skriver til afdelingen")}, "2026-03-03 10:00").
		do(casework.Event{Type: casework.SendToDepartment, Department: "social", Fields: casework.Fields{
			Topic: personal.New("svartid"), Points: []personal.Text{personal.New("Hvornår?")}}}, "2026-03-03 10:10").
		do(casework.Event{Type: casework.SentByDigitalPost, Stands: casework.SendToDepartment}, "2026-03-03 10:12").
		do(casework.Event{Type: casework.DepartmentOverdue}, "2026-03-18 08:00")
}

// absorbed is an inquiry into which others have been merged.
func absorbed(t testing.TB, refs ...casework.Reference) *story {
	t.Helper()
	s := received(t, lejre())
	for _, ref := range refs {
		s = s.do(casework.Event{Type: casework.Absorb, Other: casework.ID(ref), Ref: ref}, "2026-03-02 10:41")
	}
	return s
}
