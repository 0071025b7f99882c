package card

import (
	"slices"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// nobody is the answer that an inquiry concerns none of the advisers; no adviser
// has such an id.
const nobody = "-"

// concernsChoice begins with the adviser the letter names. She can only say that
// it is her.
func concernsChoice(s sheet, id string) slack.BlockElement {
	by := s.form.Event.By.Adviser
	others := slices.Contains(s.q.Named, by)
	options := s.advisers(slices.DeleteFunc(slices.Clone(s.v.Advisers), func(a Adviser) bool { return others && a.ID != by }))
	if !slices.Contains(s.q.Named, by) {
		options = append(options, option(nobody, s.words.Modal.Options.Nobody))
	}
	initial := ""
	if len(s.q.Named) > 0 {
		initial = string(s.q.Named[0])
	}
	return radio(id, options[:min(len(options), maxRadio)], initial)
}

func readConcerns(f *Form, a slack.BlockAction) {
	if chosen(a) == nobody {
		f.Event.Reason = casework.ReasonNobody
		return
	}
	f.Event.Adviser = casework.AdviserID(chosen(a))
}
