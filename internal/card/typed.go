package card

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// FieldError is a value on a command line that the field of an act cannot take.
type FieldError struct {
	Act   casework.EventType
	Field string
	// Says is what is wrong, as a window would say it; empty where a window could
	// not have been filled in like that.
	Says string
	// Known are the fields or the values there are, if it is none of them.
	Known []string
	// Date is the value, if it is no date in the form a command line takes.
	Date string
	// Idle: it is a field of the act, and one that what has been said leaves out;
	// Known are the others.
	Idle bool
}

func (e *FieldError) Error() string {
	if e.Says != "" {
		return fmt.Sprintf("%s: %s: %s", e.Act, e.Field, e.Says)
	}
	switch {
	case e.Date != "":
		return fmt.Sprintf("%s: %s=%s is not a date in the form year-month-day; write it like %s", e.Act, e.Field, e.Date, dateLike(e.Date))
	case e.Idle && len(e.Known) > 0:
		return fmt.Sprintf("%s: there is nothing to say of %s here; there is of: %s", e.Act, e.Field, strings.Join(e.Known, ", "))
	case len(e.Known) == 0:
		return fmt.Sprintf("%s: there is nothing to say of %s here", e.Act, e.Field)
	}
	return fmt.Sprintf("%s: %s is not known; there are: %s", e.Act, e.Field, strings.Join(e.Known, ", "))
}

// dateLike is a date as Danes write it in the form of a command line, or else an
// example of that form.
func dateLike(typed string) string {
	for _, form := range []string{"2.1.2006", "2/1/2006", "2-1-2006"} {
		if day, err := time.Parse(form, typed); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	return "2026-12-04"
}

// Commanded are the acts that can be named on a command line, sorted by name:
// those of cards, without what only shows something.
func Commanded() []casework.EventType {
	acts := slices.DeleteFunc(offered(), func(act casework.EventType) bool {
		return act == casework.Read || !act.IsAct()
	})
	slices.Sort(acts)
	return acts
}

// Typed fills in the form of an act with words, by the names of its fields: the
// same fields, beginnings and checks as in its window. Menus take the value of a
// choice, several divided by commas, and a box "yes". The error is a [*FieldError].
func (d *Deck) Typed(act casework.EventType, q casework.Inquiry, v View, values map[string]string) (Form, error) {
	// What the window would show at first is in seen, what is filled in in s.
	seen := sheet{page: d.page(q, v), form: Form{Event: d.Defaults(act, q, v)}, commanded: true}
	seen.form.Press = Press{Ref: q.Ref, Seen: q.Course.State, Act: act}
	if act == casework.Join {
		seen.p.Suggestions = q.Suggested
	}
	s := sheet{page: seen.page, p: seen.p, form: Form{Press: seen.form.Press, Errors: map[string]string{}}, commanded: true}
	s.form.Event = casework.Event{Type: act, Key: seen.form.Event.Key, Message: seen.form.Event.Message}
	if !isSent(act) {
		s.form.Event.Basis = q.Basis(v.Rules, act)
	}
	if err := s.unknown(values); err != nil && !isSent(act) { // what was sent decides which fields there are
		return s.form, err
	}
	for done := map[string]bool{}; ; {
		id, ok := next(seen, done)
		if !ok {
			break
		}
		done[id] = true
		f := fieldNamed(id)
		element := f.element(seen, id)
		if element == nil || f.applies != nil && !f.applies(seen) {
			if values[id] != "" {
				return s.form, &FieldError{Act: act, Field: id, Idle: true, Known: seen.asked()}
			}
			continue
		}
		a, err := answer(element, values, id)
		if err != nil {
			err.Act = act
			return s.form, err
		}
		f.read(&seen.form, a)
		s.take(id, a)
		if wrong := s.form.Errors[id]; wrong != "" {
			return s.form, &FieldError{Act: act, Field: id, Says: wrong}
		}
	}
	if err := seen.unknown(values); err != nil {
		return s.form, err
	}
	return s.form, nil
}

// unknown reports a value for which the form has no field.
func (s sheet) unknown(values map[string]string) error {
	for id := range values {
		if known := s.fields(); !slices.Contains(known, id) {
			return &FieldError{Act: s.form.Press.Act, Field: id, Known: known}
		}
	}
	return nil
}

// asked are the fields that what has been chosen leaves to be filled in.
func (s sheet) asked() []string {
	return slices.DeleteFunc(slices.Clone(s.fields()), func(id string) bool {
		f := fieldNamed(id)
		return f.applies != nil && !f.applies(s) || f.element(s, id) == nil
	})
}

// next is the first field of the form that is not done: what has been chosen
// decides which there are.
func next(s sheet, done map[string]bool) (string, bool) {
	for _, id := range s.fields() {
		if !done[id] {
			return id, true
		}
	}
	return "", false
}

// answer is what an element would say of a value, or of what it begins with.
func answer(element slack.BlockElement, values map[string]string, id string) (slack.BlockAction, *FieldError) {
	typed, given := values[id]
	switch e := element.(type) {
	case *slack.PlainTextInputBlockElement:
		return slack.BlockAction{Value: orElse(typed, given, e.InitialValue)}, nil
	case *slack.DatePickerBlockElement:
		if _, err := calendar.ParseDate(typed); given && typed != "" && err != nil {
			return slack.BlockAction{}, &FieldError{Field: id, Date: typed}
		}
		return slack.BlockAction{SelectedDate: orElse(typed, given, e.InitialDate)}, nil
	}
	options, initial := choicesOf(element)
	if !given {
		return slack.BlockAction{SelectedOption: first(initial), SelectedOptions: initial}, nil
	}
	var chosen []slack.OptionBlockObject
	for _, word := range strings.Split(typed, ",") {
		word = strings.TrimSpace(word)
		if word == "" || word == "no" && isBox(element) {
			continue
		}
		o := optionOf(options, word)
		if o == nil {
			return slack.BlockAction{}, &FieldError{Field: id + "=" + word, Known: valuesOf(options)}
		}
		chosen = append(chosen, *o)
	}
	return slack.BlockAction{SelectedOption: first(chosen), SelectedOptions: chosen}, nil
}

func orElse(typed string, given bool, initial string) string {
	if given {
		return typed
	}
	return initial
}

// choicesOf are what an element offers, and what it begins with.
func choicesOf(element slack.BlockElement) (options []*slack.OptionBlockObject, initial []slack.OptionBlockObject) {
	var begin []*slack.OptionBlockObject
	switch e := element.(type) {
	case *slack.SelectBlockElement:
		options, begin = e.Options, []*slack.OptionBlockObject{e.InitialOption}
	case *slack.MultiSelectBlockElement:
		options, begin = e.Options, e.InitialOptions
	case *slack.RadioButtonsBlockElement:
		options, begin = e.Options, []*slack.OptionBlockObject{e.InitialOption}
	case *slack.CheckboxGroupsBlockElement:
		options, begin = e.Options, e.InitialOptions
	}
	for _, o := range begin {
		if o != nil {
			initial = append(initial, *o)
		}
	}
	return options, initial
}

func isBox(element slack.BlockElement) bool {
	_, ok := element.(*slack.CheckboxGroupsBlockElement)
	return ok
}

func first(options []slack.OptionBlockObject) slack.OptionBlockObject {
	if len(options) == 0 {
		return slack.OptionBlockObject{}
	}
	return options[0]
}

func valuesOf(options []*slack.OptionBlockObject) []string {
	var values []string
	for _, o := range options {
		values = append(values, o.Value)
	}
	return values
}

// FieldHelp tells of a field to whoever fills it in on a command line.
type FieldHelp struct {
	Name string
	// Takes is what it takes: text, a date, or its choices.
	Takes string
}

// Help returns the fields of an act's form, from the table that draws its window.
// Which of them apply depends on the inquiry; ids are the configuration's.
func Help(act casework.EventType) []FieldHelp {
	v := View{Rules: casework.Rules{Receipt: casework.LetterReceiptDeadline}, Mode: Redacted, Sentences: map[casework.Ground]string{}}
	for _, g := range casework.Grounds() {
		v.Sentences[g] = string(g)
	}
	var q casework.Inquiry
	q.Course.State = casework.InDialogue
	q.Parties.Writer.Address = personal.New("borger@example.org") // so that every way of a letter is open
	s := sheet{page: (&Deck{}).page(q, v), form: Form{Event: casework.Event{Type: act}, Press: Press{Act: act}}}
	var help []FieldHelp
	for _, id := range s.fields() {
		if what := takes(fieldNamed(id).element(s, id)); what != "" {
			help = append(help, FieldHelp{Name: id, Takes: what})
		}
	}
	return help
}

// takes says what an element takes; empty for a choice of which there is none yet.
func takes(element slack.BlockElement) string {
	boxes := false
	switch e := element.(type) {
	case nil:
		return "ids of the configuration"
	case *slack.PlainTextInputBlockElement:
		return "text"
	case *slack.DatePickerBlockElement:
		return "a date, such as 2026-03-16"
	case *slack.CheckboxGroupsBlockElement:
		if len(e.Options) == 1 {
			return "yes or no"
		}
		boxes = true
	}
	options, _ := choicesOf(element)
	list := strings.Join(valuesOf(options), ", ")
	_, several := element.(*slack.MultiSelectBlockElement)
	switch {
	case list == "":
		return ""
	case several || boxes:
		return "several of " + list
	}
	return "one of " + list
}
