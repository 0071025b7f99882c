package card_test

import (
	"errors"
	"slices"
	"testing"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
)

// TestTyped: a form filled in on a command line is the form of the window, with what
// the window begins with where nothing is said.
func TestTyped(t *testing.T) {
	d, s := deck(t), received(t, horsens(), outOfScope)
	form, err := d.Typed(casework.MarkOutOfScope, s.q, s.v, map[string]string{"forwarded_to": " Ankestyrelsen "})
	if f := form.Event.Fields; err != nil || f.Ground != casework.GroundProfessional || f.ForwardedTo.Reveal() != "Ankestyrelsen" {
		t.Errorf("out of scope: %+v, %v", form.Event, err)
	}
	form, err = d.Typed(casework.Call, s.q, s.v, map[string]string{"answers": "yes"})
	if err != nil || !form.Event.Answers {
		t.Errorf("a call: %+v, %v", form.Event, err)
	}
	form, err = d.Typed(casework.Call, s.q, s.v, map[string]string{"answers": "no"})
	if err != nil || form.Event.Answers {
		t.Errorf("a call that is no answer: %+v, %v", form.Event, err)
	}
	form, err = d.Typed(casework.PartlyOutOfScope, s.q, s.v, map[string]string{"kinds": "delay, conduct", "grounds": "out_old"})
	if want := []casework.Kind{casework.KindDelay, casework.KindConduct}; err != nil || !slices.Equal(form.Event.Fields.Kinds, want) {
		t.Errorf("partly: %+v, %v", form.Event, err)
	}
	form, err = d.Typed(casework.Take, s.q, s.v, nil)
	if err != nil || form.Event.Type != casework.Take || form.Press.Seen != casework.Received {
		t.Errorf("an act without a form: %+v, %v", form, err)
	}
	for name, values := range map[string]map[string]string{
		"no such field":         {"colour": "red"},
		"no such choice":        {"ground": "out_of_spite"},
		"nothing where it must": {"ground": ""},
		"not for this ground":   {"right_place": "Roskilde Kommune"},
		"too long":              {"forwarded_to": long(casework.MaxField + 1)},
	} {
		_, err := d.Typed(casework.MarkOutOfScope, s.q, s.v, values)
		var wrong *card.FieldError
		if !errors.As(err, &wrong) || wrong.Act != casework.MarkOutOfScope {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestCommanded: every act of the cards can be named on a command line, and its
// fields explained; what only shows something cannot.
func TestCommanded(t *testing.T) {
	acts := card.Commanded()
	for _, act := range []casework.EventType{casework.Read, casework.Opened, card.ActAll, card.ActShow, card.ActAdopt} {
		if slices.Contains(acts, act) {
			t.Errorf("%s is an act of the command line", act)
		}
	}
	for _, act := range append(acts, casework.Opened) {
		for _, f := range card.Help(act) {
			if f.Name == "" || f.Takes == "" {
				t.Errorf("%s: a field %q takes %q", act, f.Name, f.Takes)
			}
		}
	}
}
