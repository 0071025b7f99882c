package card

import (
	"slices"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// nobody is the answer that an inquiry concerns none of the advisers; no adviser
// has such an id.
const nobody = "-"

// leftToNobody reports whether no adviser can deal with an inquiry because of whom it
// is about: the only one of the office, or those it names or has been recorded to concern.
// What is left is the office's contact for conflicts, who gets the letter by mail
// (design 4).
func (p page) leftToNobody() bool {
	able := func(a Adviser) bool { return !p.q.Bars(a.ID) && !p.q.Names(a.ID) }
	return p.q.Verdict.Has(casework.FlagConflict) &&
		(p.q.Unsettled() && len(p.v.Advisers) < 2 || !slices.ContainsFunc(p.v.Advisers, able))
}

// privateWords say why a private card says no more, and who deals with it.
func (p page) privateWords() string {
	alone, settled := p.leftToNobody(), len(p.q.Course.Concerns) > 0
	switch {
	case alone && settled && p.v.ConflictContact:
		return p.w.AloneSettled
	case alone && p.v.ConflictContact:
		return p.w.Alone
	case alone:
		return p.w.AloneNobody
	case settled:
		return p.w.PrivateSettled
	}
	return p.w.Private
}

// concernsChoice begins with the adviser the letter names. She can only say that
// it is her.
func concernsChoice(s sheet, id string) slack.BlockElement {
	by := s.form.Event.By.Adviser
	others := s.q.Names(by)
	options := s.advisers(slices.DeleteFunc(slices.Clone(s.v.Advisers), func(a Adviser) bool { return others && a.ID != by }))
	if !s.q.Names(by) {
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
