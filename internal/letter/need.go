package letter

import (
	"fmt"
	"reflect"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// MissingError is a letter that cannot be written because a fact is missing.
type MissingError struct {
	Letter casework.LetterID
	Field  string
}

func (e *MissingError) Error() string {
	return fmt.Sprintf("letter %s cannot be written: %s is missing", e.Letter, e.Field)
}

// missing returns the first fact the letter needs and does not have, as a
// [*MissingError].
func missing(d Data) error {
	field := missingIn(reflect.ValueOf(d))
	switch d := d.(type) {
	case DataRights:
		switch {
		case field != "":
		case empty(d.ForwardedTo) && empty(d.Due):
			field = "Due"
		case d.Prolonged && empty(d.Why):
			field = "Why"
		}
	case NotThisMunicipality:
		if field == "" && empty(d.ForwardedTo) && empty(d.RightPlace) {
			field = "RightPlace"
		}
	}
	if field == "" {
		return nil
	}
	return &MissingError{Letter: d.Letter(), Field: field}
}

// missingIn looks through a struct and the structs of our own inside it.
func missingIn(v reflect.Value) string {
	for i := range v.NumField() {
		field := v.Type().Field(i)
		value := v.Field(i)
		switch {
		case field.Tag.Get("need") != "":
			if empty(value.Interface()) {
				return field.Name
			}
		case field.Anonymous || field.Type == reflect.TypeFor[Office]() || field.Type == reflect.TypeFor[SecureMail]():
			if name := missingIn(value); name != "" {
				return name
			}
		}
	}
	return ""
}

// empty reports whether a fact is not there. Words need both languages.
func empty(fact any) bool {
	switch fact := fact.(type) {
	case personal.Text:
		return fact.Empty()
	case calendar.Date:
		return fact.IsZero()
	case Words:
		return fact.Da == "" || fact.En == ""
	}
	v := reflect.ValueOf(fact)
	if v.Kind() == reflect.Slice {
		return v.Len() == 0
	}
	return v.IsZero()
}

// unchosen returns the first choice that the letter needs and does not have, such
// as the ground.
func unchosen(d Data) string {
	v := reflect.ValueOf(d)
	for i := range v.NumField() {
		field := v.Type().Field(i)
		switch v.Field(i).Interface().(type) {
		case personal.Text, []personal.Text, calendar.Date:
		default:
			if field.Tag.Get("need") != "" && empty(v.Field(i).Interface()) {
				return field.Name
			}
		}
	}
	return ""
}

// withHints returns the letter with a hint wherever words that it needs are
// still to be written. Dates are hinted at by the template function date.
func withHints(d Data, hint string) Data {
	if elsewhere, ok := d.(NotThisMunicipality); ok && elsewhere.ForwardedTo.Empty() && elsewhere.RightPlace.Empty() {
		elsewhere.RightPlace = personal.New(hint)
		return elsewhere
	}
	if wish, ok := d.(DataRights); ok && wish.Prolonged && wish.Why.Empty() {
		wish.Why = personal.New(hint)
		return wish
	}
	v := reflect.New(reflect.TypeOf(d)).Elem()
	v.Set(reflect.ValueOf(d))
	for i := range v.NumField() {
		if v.Type().Field(i).Tag.Get("need") == "" {
			continue
		}
		switch words := v.Field(i).Interface().(type) {
		case personal.Text:
			if words.Empty() {
				v.Field(i).Set(reflect.ValueOf(personal.New(hint)))
			}
		case []personal.Text:
			if len(words) == 0 {
				v.Field(i).Set(reflect.ValueOf([]personal.Text{personal.New(hint)}))
			}
		}
	}
	return v.Interface().(Data)
}
