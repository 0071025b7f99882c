package casework_test

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// TestEveryFieldIsBounded fills each field of words in turn, so that one added
// later cannot carry more than Slack's input does (design 8). A letter counts as
// one character, whatever its bytes.
func TestEveryFieldIsBounded(t *testing.T) {
	most := text(strings.Repeat("å", casework.MaxField))
	over := text(strings.Repeat("å", casework.MaxField+1))
	fields := reflect.TypeFor[casework.Fields]()
	for i := range fields.NumField() {
		set := func(words personal.Text) casework.Event {
			return act(casework.AskCitizen, func(e *casework.Event) {
				switch field := reflect.ValueOf(&e.Fields).Elem().Field(i); field.Interface().(type) {
				case personal.Text:
					field.Set(reflect.ValueOf(words))
				case []personal.Text:
					field.Set(reflect.ValueOf([]personal.Text{words}))
				}
			})
		}
		kind := fields.Field(i).Type
		if kind != reflect.TypeFor[personal.Text]() && kind != reflect.TypeFor[[]personal.Text]() {
			continue
		}
		t.Run(fields.Field(i).Name, func(t *testing.T) {
			tell(t, lejre()).refused(set(over), casework.TooLong).do(set(most))
		})
	}
	for _, e := range []casework.EventType{casework.Call, casework.AddNote, casework.OpenCase} {
		s := tell(t, horsens())
		s.refused(act(e, func(ev *casework.Event) { ev.Note = over }), casework.TooLong)
		s.do(act(e, func(ev *casework.Event) { ev.Note = most }))
	}
}

// TestRefusalsSayNothingPersonal: a refusal is logged and shown as codes.
func TestRefusalsSayNothingPersonal(t *testing.T) {
	s := tell(t, lejre())
	for _, e := range casework.EventTypes() {
		err := s.try(act(e, func(ev *casework.Event) {
			ev.Fields, ev.Adviser, ev.Date = casework.Fields{}, "", date("2020-01-01")
		}))
		var refusal *casework.Refusal
		if err == nil {
			continue
		}
		if !errors.As(err, &refusal) {
			t.Errorf("%s: %T is no refusal", e, err)
			continue
		}
		for _, word := range []string{"Ane", "Bo", "example", "aftalt"} {
			if strings.Contains(err.Error(), word) {
				t.Errorf("%s: %s", e, err)
			}
		}
		if !strings.Contains(err.Error(), string(refusal.Code)) || !strings.HasSuffix(err.Error(), refusal.Field) || !strings.HasPrefix(err.Error(), string(e)) {
			t.Errorf("%s: %q does not say what was refused and why", e, err)
		}
	}
}

// TestCitizenWrites: what a later letter says steers the course (L23–L24, L33,
// domain 4.2).
func TestCitizenWrites(t *testing.T) {
	s := tell(t, lejre(), flagged(casework.FlagRepresentation)).do(act(casework.AskPowerOfAttorney))
	s.do(wrote(flagged(casework.FlagAcute, casework.FlagRepresentation), powerOfAttorney, func(m *casework.MailFacts) {
		m.Attachments.Count = 2
	}))
	flags := []casework.Flag{casework.FlagRepresentation, casework.FlagAcute}
	if !slices.Equal(s.q.Verdict.Flags, flags) {
		t.Errorf("flags %v, want %v", s.q.Verdict.Flags, flags)
	}
	if s.q.Parties.Mandate.State != casework.MandateReceived || s.q.Attachments.Count != 2 || s.q.Messages != 2 {
		t.Errorf("mandate %q, %d attachments, %d letters", s.q.Parties.Mandate.State, s.q.Attachments.Count, s.q.Messages)
	}
	if !s.q.Course.Acute || s.alarms() != "acute" {
		t.Errorf("acute %v, alarms %q", s.q.Course.Acute, s.alarms())
	}
}

// TestPairs: merge and join end one inquiry in another, which counts the letter;
// split lets a letter go that joined by its sender alone.
func TestPairs(t *testing.T) {
	s := tell(t, lejre(), receiptRule(casework.ReceiptUnproven)).do(act(casework.Join))
	if c := s.q.Course; c.State != casework.Closed || c.Outcome != casework.Merged || c.Held || !slices.Equal(s.q.Links, []casework.ID{"q2"}) || c.MergedInto != "q2" {
		t.Errorf("after join: %s %s into %q, held %v, links %v", c.State, c.Outcome, c.MergedInto, c.Held, s.q.Links)
	}
	s.refused(act(casework.Reopen), casework.MergedAway)
	s = tell(t, lejre()).do(act(casework.SentItMyself), act(casework.Absorb, func(e *casework.Event) { e.Date = calendar.Date{} }))
	if s.q.Messages != 2 || !s.q.Course.Answered.IsZero() || s.q.Course.Deadline.Promised {
		t.Errorf("after absorb: %d letters, answered %v, %+v", s.q.Messages, s.q.Course.Answered, s.q.Course.Deadline)
	}
	other := casework.Case{Opened: s.now, Agreed: true}
	joined := act(casework.Absorb, func(e *casework.Event) { e.Case = other })
	if s = tell(t, horsens()).do(joined); s.q.Course.Case != other {
		t.Errorf("a contact that absorbs a case: %+v", s.q.Course.Case)
	}
	if s = tell(t, lejre()).do(joined); s.q.Course.Case == other {
		t.Errorf("a case that absorbs another: %+v", s.q.Course.Case)
	}
}

// TestSplit: every letter that joined provisionally can be split off, also when
// another has come since; the card asks about the newest alone.
func TestSplit(t *testing.T) {
	guest := func(id casework.MessageID, provisional bool) casework.Event {
		return wrote(func(m *casework.MailFacts) { m.Message, m.Provisional = id, provisional })
	}
	split := func(id casework.MessageID) casework.Event {
		return act(casework.Split, func(e *casework.Event) { e.Message = id })
	}
	s := tell(t, lejre()).do(guest("m2", true))
	if !s.q.AsksToSplit() {
		t.Error("the card does not ask about the newest letter")
	}
	s.do(guest("m3", true), guest("m4", false))
	if s.q.AsksToSplit() || len(s.q.Provisional) != 2 {
		t.Errorf("after a letter that belongs: asks %v, %v", s.q.AsksToSplit(), s.q.Provisional)
	}
	s.do(split("m2")).refused(split("m2"), casework.NotProvisional).refused(split("m4"), casework.NotProvisional)
	if s.q.Messages != 3 || len(s.q.Provisional) != 1 {
		t.Errorf("after split: %d letters, %v", s.q.Messages, s.q.Provisional)
	}
	s.do(split("m3")).refused(split(""), casework.Missing)
}

// TestLaterLetter: what a later letter says that matters reaches the card and the
// course, and the first suggestion stands (L23, L33).
func TestLaterLetter(t *testing.T) {
	s := tell(t, lejre())
	first := s.q.Verdict
	s.do(wrote(func(m *casework.MailFacts) {
		m.From = casework.Person{Address: personal.New("ane@example.org"), Phone: personal.New("00 00 00 18")}
		m.Verdict = casework.Verdict{
			Remit: casework.Out, Kinds: []casework.Kind{casework.KindMeeting}, Meeting: date("2026-03-20"),
			Flags:     []casework.Flag{casework.FlagAcute, casework.FlagNoSharing, casework.FlagCallMe, casework.FlagWithdrawal, casework.FlagRepresentation},
			Sensitive: []casework.Sensitive{casework.SensitiveHealth},
		}
	}))
	v, c := s.q.Verdict, s.q.Course
	if v.Remit != first.Remit || !slices.Equal(v.Kinds, first.Kinds) || len(v.Flags) != 5 || len(v.Sensitive) != 1 || v.Meeting.IsZero() {
		t.Errorf("the suggestion is now %+v", v)
	}
	if !c.Acute || s.alarms() != "acute" || c.Sharing != casework.SharingDoubted || s.q.Parties.Mandate.State != casework.MandateMissing {
		t.Errorf("the course is now %+v", c)
	}
	if got := s.q.Parties.Writer.Phone.Reveal(); got != "00 00 00 18" {
		t.Errorf("she can be called at %q", got)
	}
	s.do(wrote(func(m *casework.MailFacts) {
		m.From.Address, m.From.Phone = personal.New("another@example.org"), personal.New("00 00 00 19")
		m.Verdict.Flags = []casework.Flag{casework.FlagPowerOfAttorney}
	}))
	if p := s.q.Parties; p.Mandate.State != casework.MandateReceived || p.Writer.Phone.Reveal() != "00 00 00 18" {
		t.Errorf("after another's letter: %s, %s", p.Mandate.State, p.Writer.Phone.Reveal())
	}
}

// TestDepartment: the course with the department, its clock and its answer (H19–H22).
func TestDepartment(t *testing.T) {
	r := horsens()
	s := tell(t, r).do(act(casework.OpenCase), act(casework.SendToDepartment))
	if got := s.q.Course.DepartmentDue; got != date("2026-03-20") {
		t.Errorf("the department has until %s", got)
	}
	ticks := s.run(at("2026-03-23 09:00"), awake, true)
	same(t, diary(ticks[len(ticks)-1:]), "Mon 2026-03-23 08:00 department_overdue ping:a1")
	s.do(act(casework.RemindDepartment, func(e *casework.Event) { e.Date = date("2026-03-27") }))
	s.do(casework.Event{Type: casework.DepartmentWrote, By: casework.Actor{Role: casework.ByDepartment}})
	if c := s.q.Course; c.State != casework.Answered || c.DepartmentLate {
		t.Errorf("after its answer: %s, due %s", c.State, c.DepartmentDue)
	}
	s = tell(t, lejre()).do(act(casework.SendToDepartment, func(e *casework.Event) { e.Date = calendar.Date{} }))
	if got := s.q.Course.DepartmentDue; got != date("2026-03-16") {
		t.Errorf("without a date the department has until %s, want ten working days", got)
	}
	s = tell(t, lejre()).do(act(casework.SendToDepartment, func(e *casework.Event) { e.Department, e.Date = "d2", calendar.Date{} }))
	if got := s.q.Course.DepartmentDue; got != date("2026-03-09") {
		t.Errorf("a department with five working days has until %s", got)
	}
	s.run(at("2026-03-10 09:00"), awake, true)
	if !s.q.Course.DepartmentLate {
		t.Error("nobody was told that the department is late")
	}
	s.do(act(casework.RemindDepartment, func(e *casework.Event) { e.Date = calendar.Date{} }))
	if c := s.q.Course; c.DepartmentDue != date("2026-03-12") || c.DepartmentLate {
		t.Errorf("after a reminder it has until %s, late %v; want two working days", c.DepartmentDue, c.DepartmentLate)
	}
}

// TestWhatInvolvesTheDepartmentIsACase: also what was no complaint at first (H18).
func TestWhatInvolvesTheDepartmentIsACase(t *testing.T) {
	question := func(m *casework.MailFacts) { m.Verdict.Kinds = []casework.Kind{casework.KindUnderstand} }
	for _, e := range []casework.EventType{casework.SendToDepartment, casework.StartExamination} {
		s := tell(t, lejre(), question).do(act(casework.Take))
		if s.q.Course.IsCase() {
			t.Fatal("a question is a case")
		}
		if s.do(act(e)); !s.q.Course.IsCase() {
			t.Errorf("after %s it is no case", e)
		}
	}
}

// TestErasure: a contact is erased freely, a case after its hand-over (domain 4.1),
// and what was merged with the inquiry it is a part of.
func TestErasure(t *testing.T) {
	contact := tell(t, horsens()).do(act(casework.MarkNotAComplaint), act(casework.Erase))
	if contact.q.Course.State != casework.Erased || fmt.Sprintf("%T", contact.effects[0]) != "casework.EraseInquiry" {
		t.Errorf("after erase: %s, %v", contact.q.Course.State, contact.effects)
	}
	s := tell(t, lejre()).do(act(casework.MarkNotAComplaint)).refused(act(casework.Erase), casework.HandOverMissing)
	s.refused(casework.Event{Type: casework.EraseDue, By: casework.Actor{Role: casework.ByClock}}, casework.HandOverMissing)
	s.do(act(casework.RecordHandOver), act(casework.Erase))
	with := func(other casework.ID) casework.Event {
		return act(casework.Erase, func(e *casework.Event) { e.Other = other })
	}
	part := tell(t, lejre(), receiptRule(casework.ReceiptUnproven)).do(act(casework.Join))
	part.refused(with(""), casework.HandOverMissing).refused(with("q3"), casework.HandOverMissing).do(with("q2"))
}

// TestSplitTakesTheMandateAlong: what a letter that goes its own way said of speaking for
// another is not said of the citizen's own matter (L31); what another letter said stays.
func TestSplitTakesTheMandateAlong(t *testing.T) {
	guest := wrote(flagged(casework.FlagRepresentation), func(m *casework.MailFacts) { m.Provisional = true })
	split := act(casework.Split, func(e *casework.Event) { e.Message = "m2" })
	s := tell(t, relay("lejre", true)).do(guest, split)
	if s.q.Parties.Unproven() {
		t.Errorf("she is taken for a representative in her own matter: %s", s.q.Parties.Mandate.State)
	}
	s.do(act(casework.SendToDepartment))
	s = tell(t, relay("lejre", true), flagged(casework.FlagRepresentation)).do(guest, split)
	if !s.q.Parties.Unproven() {
		t.Errorf("her own letter speaks for another, and the mandate is %s", s.q.Parties.Mandate.State)
	}
}
