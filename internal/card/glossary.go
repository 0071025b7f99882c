package card

import (
	"strings"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// A Glossary says in Danish, for a reader outside Slack, what cards say in it: one
// word for one thing, wherever it is read.
type Glossary struct {
	deck *Deck
	view View
}

// Glossary returns the words as an office uses them.
func (d *Deck) Glossary(v View) Glossary { return Glossary{deck: d, view: v} }

// Codes are the words for the codes of casework.
func (g Glossary) Codes() Codes { return g.deck.words.Codes }

// MandateItem is what a power of attorney can show or lack.
func (g Glossary) MandateItem(i casework.MandateItem) string {
	return g.deck.words.Modal.Options.MandateItems[i]
}

// Told says what happened, in a sentence.
func (g Glossary) Told(l casework.Line) string { return g.deck.lineText(l, g.view) }

// Drafted is the letter an adviser took a draft of: that of the act it stands for, or
// her free answer.
func (g Glossary) Drafted(q casework.Inquiry, ev casework.Event) casework.LetterID {
	if ev.Stands == "" || ev.Stands == casework.Reply {
		return casework.LetterFree
	}
	act := ev
	act.Type = ev.Stands
	return q.LetterOf(g.view.Rules, act)
}

// Who names the hand something comes from.
func (g Glossary) Who(by casework.Actor) string { return g.deck.who(by, g.view) }

// Date is "torsdag den 12. juni 2026".
func (g Glossary) Date(day calendar.Date) string { return g.deck.date(day) }

// Exact is "torsdag den 12. juni 2026 kl. 10.41", in the office's zone.
func (g Glossary) Exact(t time.Time) string { return g.deck.exact(t, g.view) }

// Local is an instant in the office's zone.
func (g Glossary) Local(t time.Time) time.Time { return t.In(g.view.Rules.Location) }

// Department and Referral are the names by the ids of the configuration; an id that
// is not in it any more stands for itself.
func (g Glossary) Department(id string) string { return nameOf(g.view.Departments, id) }

// Referral is the name of an authority in the referral directory.
func (g Glossary) Referral(id string) string { return nameOf(g.view.Referrals, id) }

// Enumerate writes "a, b og c".
func (g Glossary) Enumerate(list []string) string { return g.deck.enumerate(list) }

func nameOf(names map[string]string, id string) string {
	if name := strings.TrimSpace(names[id]); name != "" {
		return name
	}
	return id
}
