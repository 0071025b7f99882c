package card

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// snippetFile are the pieces of text (tekststykker) an adviser can put into a field
// of hers, by field (domain 7.5).
type snippetFile struct {
	Snippets map[string][]snippet `yaml:"snippets"`
}

type snippet struct {
	Label string `yaml:"label"`
	Da    string `yaml:"da" args:"department"`
	En    string `yaml:"en" args:"department"`
}

// Snippet is a piece of text of an office's own, for the field of a window.
type Snippet struct{ Field, Label, Da, En string }

// WithSnippets returns the deck with an office's own snippets, after those it has or
// instead of them. The error names every mistake by its place in the configuration.
func (d *Deck) WithSnippets(own []Snippet, builtIn bool) (*Deck, error) {
	lists := map[string][]snippet{}
	if builtIn {
		for id, list := range d.words.Snippets.Snippets {
			lists[id] = slices.Clone(list)
		}
	}
	var mistakes []error
	for i, o := range own {
		at, sn := fmt.Sprintf("snippets.own[%d]", i), snippet{o.Label, o.Da, o.En}
		if !slices.Contains(textFields(), o.Field) {
			mistakes = append(mistakes, fmt.Errorf("%s.field: %q is no field that takes text; there are: %s", at, o.Field, strings.Join(textFields(), ", ")))
		}
		mistakes = append(mistakes, checkTexts(reflect.ValueOf(sn), at, "", false)...)
		mistakes = append(mistakes, sn.check(at)...)
		lists[o.Field] = append(lists[o.Field], sn)
	}
	for id, list := range lists {
		if len(list) > maxSelect {
			mistakes = append(mistakes, fmt.Errorf("snippets: %d for the field %s, Slack takes %d; leave some out, or set built_in: false", len(list), id, maxSelect))
		}
	}
	if err := errors.Join(mistakes...); err != nil {
		return nil, err
	}
	other := *d
	other.words.Snippets = snippetFile{lists}
	return &other, nil
}

// textFields are the fields an adviser writes words into, sorted by name.
func textFields() []string {
	s := sheet{page: (&Deck{}).page(casework.Inquiry{}, View{})}
	return slices.DeleteFunc(fieldIDs(), func(id string) bool {
		if id == fieldReference {
			return true // a number
		}
		_, text := fieldNamed(id).element(s, id).(*slack.PlainTextInputBlockElement)
		return !text
	})
}

// check says what is too long in a snippet, which stands at a place.
func (sn snippet) check(at string) []error {
	var mistakes []error
	for _, text := range []struct {
		key, text string
		most      int
	}{{"label", sn.Label, maxOption}, {"da", sn.Da, casework.MaxField}, {"en", sn.En, casework.MaxField}} {
		if n := len([]rune(text.text)); n > text.most {
			mistakes = append(mistakes, fmt.Errorf("%s.%s: %d characters, Slack takes %d", at, text.key, n, text.most))
		}
	}
	return mistakes
}

// Edit is what this program has put into a text field of an open modal. Slack keeps
// what stands in a field as long as the block keeps its id, so a text put there
// needs a block with another.
type Edit struct{ Block, Text string }

// editMark parts a field's name from how often its text has been put there, and the
// name of a menu of snippets from its field.
const editMark = "~"

// snippetMenu begins the block_id of a menu of snippets.
const snippetMenu = "snippets"

// fieldOf is the field an input block is for.
func fieldOf(block string) string {
	id, _, _ := strings.Cut(block, editMark)
	return id
}

// block is the block_id of a field as the modal stands.
func (f Form) block(id string) string {
	if e, ok := f.Edits[id]; ok {
		return e.Block
	}
	return id
}

// snippets is the menu over a field; nothing where there is no snippet for it.
func (s sheet) snippets(id string) []slack.Block {
	var options []*slack.OptionBlockObject
	for i, sn := range s.words.Snippets.Snippets[id] {
		if _, ok := s.fillSnippet(sn); ok {
			options = append(options, option(strconv.Itoa(i), sn.Label))
		}
	}
	if len(options) == 0 {
		return nil
	}
	w := s.words.Modal.Modal
	menu := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(w.Snippet), snippetMenu+editMark+id, options...)
	return []slack.Block{slack.NewActionBlock(snippetMenu+editMark+s.form.block(id), menu)}
}

// fillSnippet is a snippet in the language of the letter, and whether all that it
// says is known.
func (s sheet) fillSnippet(sn snippet) (string, bool) {
	text := sn.Da
	if s.language() == casework.English {
		text = sn.En
	}
	department := s.v.Departments[s.q.Course.Department]
	return fill(text, "department", department), department != "" || !strings.Contains(text, "{department}")
}

// Insert puts the snippet that was chosen in an open modal after what stands in its
// field. It changes nothing when the choice was of something else.
func (d *Deck) Insert(f Form, chosen slack.BlockAction, typed slack.View, q casework.Inquiry, v View) Form {
	_, id, ok := strings.Cut(chosen.ActionID, editMark)
	known := d.words.Snippets.Snippets[id]
	at, err := strconv.Atoi(chosen.SelectedOption.Value)
	if !ok || err != nil || at < 0 || at >= len(known) {
		return f
	}
	text, _ := sheet{page: d.page(q, v), form: f}.fillSnippet(known[at])
	block := f.block(id)
	if typed.State != nil {
		if before := strings.TrimSpace(typed.State.Values[block][id].Value); before != "" {
			text = before + " " + text
		}
	}
	_, times, _ := strings.Cut(block, editMark)
	n, _ := strconv.Atoi(times) // none is 0
	text = cut(text, casework.MaxField)
	fieldNamed(id).read(&f, slack.BlockAction{Value: text})
	edits := map[string]Edit{}
	maps.Copy(edits, f.Edits)
	edits[id] = Edit{Block: id + editMark + strconv.Itoa(n+1), Text: text}
	f.Edits = edits
	return f
}

// editsOf are the fields of a modal whose text this program has put there.
func editsOf(answers map[string]map[string]slack.BlockAction) map[string]Edit {
	edits := map[string]Edit{}
	for block, values := range answers {
		if id := fieldOf(block); id != block && id != snippetMenu {
			edits[id] = Edit{Block: block, Text: values[id].Value}
		}
	}
	return edits
}

func (f *snippetFile) check() []error {
	var mistakes []error
	for id, list := range f.Snippets {
		if !slices.Contains(fieldIDs(), id) {
			mistakes = append(mistakes, fmt.Errorf("snippets: there is no field %q", id))
		}
		for i, sn := range list {
			mistakes = append(mistakes, sn.check(fmt.Sprintf("snippets.%s[%d]", id, i))...)
		}
		if len(list) > maxSelect {
			mistakes = append(mistakes, fmt.Errorf("snippets.%s: %d snippets, Slack takes %d", id, len(list), maxSelect))
		}
	}
	return mistakes
}
