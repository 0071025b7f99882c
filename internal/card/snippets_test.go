package card_test

import (
	"slices"
	"strings"
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

// TestOwnSnippets: an office adds snippets to those of the program or puts its own in
// their place, and what is wrong with one is said by its place.
func TestOwnSnippets(t *testing.T) {
	own := []card.Snippet{{Field: "waiting_for", Label: "Vi venter på lægen", Da: "Vi venter på din læge.", En: "We are waiting for your doctor."}}
	for _, row := range []struct {
		builtIn bool
		at      string // of the own one in the menu
	}{{true, "6"}, {false, "0"}} {
		d, err := deck(t).WithSnippets(own, row.builtIn)
		if err != nil {
			t.Fatal(err)
		}
		s := received(t, lejre())
		form := card.Form{Event: d.Defaults(casework.ExtendDeadline, s.q, s.v)}
		pick := slack.BlockAction{ActionID: "snippets~waiting_for", SelectedOption: slack.OptionBlockObject{Value: row.at}}
		if got := d.Insert(form, pick, slack.View{}, s.q, s.v).Edits["waiting_for"].Text; got != own[0].Da {
			t.Errorf("built in %v: %q", row.builtIn, got)
		}
		pick.SelectedOption.Value = "1"
		if got := d.Insert(form, pick, slack.View{}, s.q, s.v).Edits["waiting_for"].Text != ""; got != row.builtIn {
			t.Errorf("built in %v: there is a second: %v", row.builtIn, got)
		}
	}
	for _, bad := range []struct {
		snippet card.Snippet
		want    string
	}{
		{card.Snippet{Field: "ground", Label: "x", Da: "x", En: "x"}, `snippets.own[0].field: "ground" is no field that takes text; there are: `},
		{card.Snippet{Field: "answer", Label: long(76), Da: "x", En: "x"}, "snippets.own[0].label: 76 characters"},
		{card.Snippet{Field: "answer", Label: "x", Da: long(3001), En: "x"}, "snippets.own[0].da: 3001 characters"},
		{card.Snippet{Field: "answer", Label: "x", Da: "x"}, "snippets.own[0].en"},
		{card.Snippet{Field: "answer", Label: "x", Da: "{citizen}", En: "x"}, "snippets.own[0].da: there is no value {citizen} here"},
	} {
		if _, err := deck(t).WithSnippets([]card.Snippet{bad.snippet}, true); err == nil || !strings.Contains(err.Error(), bad.want) {
			t.Errorf("%+v: %v, want %q in it", bad.snippet, err, bad.want)
		}
	}
	if _, err := deck(t).WithSnippets(slices.Repeat(own, 101), false); err == nil {
		t.Error("101 snippets for one field were taken")
	}
}
