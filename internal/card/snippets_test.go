package card_test

import (
	"testing"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
)

// TestInsert: a snippet comes after what stands in its field, in the language of the
// letter; the field is read back, and what is wrong with it is said where it stands.
func TestInsert(t *testing.T) {
	d, s := deck(t), received(t, lejre())
	picked := func(field, n string) slack.BlockAction {
		return slack.BlockAction{ActionID: "snippets~" + field, SelectedOption: slack.OptionBlockObject{Value: n}}
	}
	redraw := func(f card.Form) slack.ModalViewRequest {
		return d.Modal(casework.ExtendDeadline, s.q, s.v, card.Preview{Event: f.Event, Way: f.Way, Edits: f.Edits})
	}
	read := func(m slack.ModalViewRequest, given answers) (card.Form, slack.View) {
		view := filled(t, m, given)
		form, err := d.Submitted(view, s.v)
		if err != nil {
			t.Fatal(err)
		}
		return form, view
	}
	form, view := read(d.Modal(casework.ExtendDeadline, s.q, s.v, card.Preview{}), answers{"waiting_for": " Der er meget at læse. "})
	form = d.Insert(form, picked("waiting_for", "2"), view, s.q, s.v)
	want := "Der er meget at læse. Vi er i gang med at læse sagens papirer, og der er mange."
	if got := form.Edits["waiting_for"]; got != (card.Edit{Block: "waiting_for~1", Text: want}) {
		t.Fatalf("Edits = %+v", got)
	}
	form, view = read(redraw(form), answers{"waiting_for~1": want, "written_in": chosen{"en"}})
	if got := form.Event.Fields.WaitingFor.Reveal(); got != want {
		t.Errorf("WaitingFor = %q", got)
	}
	form = d.Insert(form, picked("next_step", "0"), view, s.q, s.v)
	form = d.Insert(form, picked("waiting_for", "5"), view, s.q, s.v)
	if got := form.Edits["next_step"].Text; got != "When we have the answer, we go through it and write to you." {
		t.Errorf("in English: %q", got)
	}
	if got := form.Edits["waiting_for"]; got.Block != "waiting_for~2" || got.Text != want+" We are looking at your case, but we need more time." {
		t.Errorf("a second one: %+v", got)
	}
	form, _ = read(redraw(form), answers{"waiting_for~2": "", "next_step~1": long(3001)})
	if len(form.Errors["waiting_for~2"]) == 0 || len(form.Errors["next_step~1"]) == 0 {
		t.Errorf("Errors = %v", form.Errors)
	}
	for _, other := range []slack.BlockAction{picked("waiting_for", "99"), picked("nothing", "0"), {ActionID: "way"}} {
		if got := d.Insert(form, other, view, s.q, s.v); got.Edits["waiting_for"] != form.Edits["waiting_for"] {
			t.Errorf("%+v changed %+v", other, got)
		}
	}
}
