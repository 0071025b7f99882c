package card

import (
	"errors"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// Form is a modal that came back.
type Form struct {
	Press Press
	// Event has the act and what was filled in; who, when and by which press is
	// the caller's to add.
	Event casework.Event
	// Way is how the letter of the act is to go, where it has one.
	Way Way
	// Edits are the fields whose text this program has put there.
	Edits map[string]Edit
	// Other is the inquiry that was named, for Join, Link and Merge. With a typing
	// mistake it is what was typed: what may be meant is looked up afterwards.
	Other casework.Reference
	// Errors are what is wrong, in Danish, by the block_id of the input: the
	// answer that keeps the modal open. Empty: the form is complete.
	Errors map[string]string
}

// Submitted reads a modal back, submitted or changed while it is open; of the
// latter the Errors mean nothing yet. The error is for a modal that this program
// did not sign, or that holds what it never offered.
func (d *Deck) Submitted(view slack.View, v View) (Form, error) {
	press, err := ParseValue(view.PrivateMetadata, v.Key)
	if err != nil {
		return Form{}, err
	}
	if !NeedsModal(press.Act) {
		return Form{}, errForged
	}
	s := sheet{page: d.page(casework.Inquiry{}, v), form: Form{Press: press, Errors: map[string]string{}}}
	s.form.Event = casework.Event{Type: press.Act, Basis: press.Basis, Fields: begun(press.Act, v)}
	if press.Act == casework.Split || press.Act == casework.Move {
		s.form.Event.Message = casework.MessageID(press.About)
	} else {
		s.form.Event.Key = press.About
	}
	answers := map[string]map[string]slack.BlockAction{}
	if view.State != nil {
		answers = view.State.Values
	}
	s.form.Edits = editsOf(answers)
	// The act a letter stands for decides which further fields there are.
	if a, ok := answers[fieldStands][fieldStands]; ok {
		fieldTable[fieldStands].read(&s.form, a)
	}
	for _, id := range s.fields() {
		if a, ok := answers[s.form.block(id)][id]; ok {
			s.take(id, a)
		}
	}
	if !s.sound() {
		return Form{}, errForged
	}
	return s.form, nil
}

// Act is what the adviser does by submitting the form: the act, or that its letter
// goes in another way.
func (f Form) Act() casework.Event { return f.Way.event(f.Event) }

// take reads one answer and checks it.
func (s *sheet) take(id string, a slack.BlockAction) {
	f, words := fieldNamed(id), s.words.Modal.Errors
	f.read(&s.form, a)
	switch {
	case unanswered(a):
		if f.required != nil && f.required(*s) {
			s.form.Errors[s.form.block(id)] = words.Missing
		}
	case len([]rune(a.Value)) > casework.MaxField:
		s.form.Errors[s.form.block(id)] = words.TooLong
	case f.check != nil:
		if wrong := f.check(*s, a); wrong != "" {
			s.form.Errors[s.form.block(id)] = wrong
		}
	}
}

// sound reports whether everything chosen is something the office offers.
func (s *sheet) sound() bool {
	ev, f := s.form.Event, s.form.Event.Fields
	if !soundContact(ev.Mail) || !soundMandate(f) {
		return false
	}
	_, department := s.v.Departments[ev.Department]
	return oneOf(f.RequestKind, casework.RequestKinds()) && oneOf(f.Ground, casework.Grounds()) && oneOf(ev.Stands, standIns(s.v.Rules)) &&
		oneOf(s.form.Way, ways()) && oneOf(f.Language, writtenIn()) &&
		oneOf(ev.Outcome, casework.Outcomes()) && oneOf(ev.Theme, casework.Kinds()) &&
		oneOf(ev.Finding, casework.Findings()) && (department || ev.Department == "") &&
		oneOf(ev.Reason, []casework.Reason{casework.ReasonWork, casework.ReasonAbsence, casework.ReasonSent, casework.ReasonAgain, casework.ReasonNotSent, casework.ReasonNobody, casework.ReasonSameCitizen, casework.ReasonCorrection}) &&
		all(f.Grounds, func(g casework.Ground) bool { return slices.Contains(casework.Grounds(), g) }) &&
		all(f.Kinds, func(k casework.Kind) bool { return slices.Contains(casework.Kinds(), k) }) &&
		all(f.Referrals, func(id string) bool { return s.v.Referrals[id] != "" }) &&
		(ev.Adviser == "" || slices.ContainsFunc(s.v.Advisers, func(a Adviser) bool { return a.ID == ev.Adviser }))
}

func oneOf[T ~string](code T, codes []T) bool { return code == "" || slices.Contains(codes, code) }

func all[T any](items []T, ok func(T) bool) bool {
	return !slices.ContainsFunc(items, func(item T) bool { return !ok(item) })
}

func unanswered(a slack.BlockAction) bool {
	return strings.TrimSpace(a.Value) == "" && a.SelectedDate == "" && chosen(a) == "" && len(a.SelectedOptions) == 0
}

func chosen(a slack.BlockAction) string { return a.SelectedOption.Value }

func several[T ~string](a slack.BlockAction) []T {
	var codes []T
	for _, o := range a.SelectedOptions {
		codes = append(codes, T(o.Value))
	}
	return codes
}

func ticked(a slack.BlockAction) bool { return len(a.SelectedOptions) > 0 }

func written(a slack.BlockAction) personal.Text { return personal.New(strings.TrimSpace(a.Value)) }

func readNote(f *Form, a slack.BlockAction) { f.Event.Note = written(a) }

// dated returns no date for what is no date; [checkDate] then says so.
func dated(a slack.BlockAction) calendar.Date {
	date, err := calendar.ParseDate(a.SelectedDate)
	if err != nil {
		return calendar.Date{}
	}
	return date
}

func checkDate(s sheet, _ slack.BlockAction) string {
	date := s.form.Event.Date
	switch {
	case !date.After(s.v.Rules.Today(s.v.Now)):
		return s.words.Modal.Errors.PastDate
	case !s.v.Rules.Calendar.WorkingDay(date):
		return s.words.Modal.Errors.NotAWorkday
	}
	return ""
}

// checkMeeting: a meeting may be today, and on a day on which the office is closed.
func checkMeeting(s sheet, _ slack.BlockAction) string {
	if s.form.Event.Fields.Meeting.Before(s.v.Rules.Today(s.v.Now)) {
		return s.words.Modal.Errors.PastMeeting
	}
	return ""
}

// readReference takes what was typed over what was suggested.
func readReference(f *Form, a slack.BlockAction) {
	ref, err := casework.ParseReference(a.Value)
	var typo *casework.ReferenceError
	switch {
	case err == nil:
		f.Other = ref
	case errors.As(err, &typo) && typo.Check:
		f.Other = casework.Reference(strings.TrimSpace(a.Value))
	}
}

func checkReference(s sheet, a slack.BlockAction) string {
	_, err := casework.ParseReference(a.Value)
	var typo *casework.ReferenceError
	switch {
	case errors.As(err, &typo) && typo.Check:
		return ""
	case err != nil:
		return s.words.Modal.Errors.Reference
	case s.form.Other == s.form.Press.Ref:
		return s.words.Modal.Errors.SameInquiry
	}
	return ""
}
