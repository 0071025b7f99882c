package card

import (
	"slices"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// maxMenu is how many lines Slack takes in an overflow menu.
const maxMenu = 5

// actMenu names the overflow menu; its lines carry the presses.
const actMenu = "more"

// choices are the acts a card shows as buttons and in its menu.
type choices struct{ buttons, menu []casework.EventType }

// choices puts what the inquiry offers on the card. Reading comes second while
// somebody must read it, and leads the menu afterwards.
func (p page) choices() choices {
	if p.leftToNobody() {
		if p.q.Unsettled() || len(p.q.Named) > 0 {
			return choices{buttons: []casework.EventType{casework.RecordConflict}}
		}
		return choices{}
	}
	offers := p.q.Offers(p.v.Rules, p.v.Now)
	wired := func(acts []casework.EventType) []casework.EventType {
		return slices.DeleteFunc(slices.Clone(acts), func(a casework.EventType) bool {
			return !isOffered(a) || a == casework.HandOver && len(p.colleagues()) == 0
		})
	}
	buttons, menu := wired(offers.Buttons), wired(offers.More)
	for len(buttons) < casework.MaxButtons && len(menu) > 0 {
		buttons, menu = append(buttons, menu[0]), menu[1:]
	}
	if _, away := absent(p.q, p.v); away && slices.Contains(menu, casework.ExtendDeadline) {
		menu = slices.DeleteFunc(menu, func(a casework.EventType) bool { return a == casework.ExtendDeadline })
		buttons = slices.Insert(buttons, min(1, len(buttons)), casework.ExtendDeadline)
	}
	if p.mayRead() {
		if p.unread() {
			buttons = slices.Insert(buttons, min(1, len(buttons)), casework.Read)
		} else {
			menu = slices.Insert(menu, 0, casework.Read)
		}
	}
	if over := len(buttons) - casework.MaxButtons; over > 0 {
		cut := casework.MaxButtons
		menu = slices.Concat(buttons[cut:], menu)
		buttons = buttons[:cut]
	}
	return choices{buttons: p.hers(buttons), menu: p.hers(menu)}
}

// hers leaves out what is kept from the one who sees a window.
func (p page) hers(acts []casework.EventType) []casework.EventType {
	return slices.DeleteFunc(acts, func(a casework.EventType) bool { return p.q.KeepsOut(p.v.Reader, a) != "" })
}

// mayRead reports whether reading is offered. What may be about an adviser is
// offered to all, for all see the card, and shown to whom it is not about
// ([casework.Inquiry.MayRead]).
func (p page) mayRead() bool {
	return p.v.discloses() && p.q.Course.State != casework.Erased
}

// unread guesses that nobody has read the letter: it is new, or the card asks to read
// at once because somebody may be in danger.
func (p page) unread() bool {
	return p.q.Course.State == casework.Received || p.q.Course.Acute && p.open()
}

// colleagues are the advisers an inquiry can be handed to. One who is alone has
// none, but can take over from somebody who has left.
func (p page) colleagues() []Adviser {
	if len(p.v.Advisers) < 2 && p.q.Course.Holder == "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(p.v.Advisers), func(a Adviser) bool { return a.ID == p.q.Course.Holder })
}

// buttons is the row an adviser presses: at most three buttons and a menu.
func (p page) buttons() []slack.Block {
	if p.q.Course.State == casework.Erased {
		return nil
	}
	c := p.choices()
	if len(c.buttons) == 0 {
		return nil
	}
	var row []slack.BlockElement
	for i, act := range c.buttons {
		b := p.button(act, p.words.Modal.Acts[act].Label)
		if i == 0 && act != casework.Undo {
			b.Style = slack.StylePrimary
		}
		row = append(row, b)
	}
	menu := append(slices.Clone(c.menu[:min(len(c.menu), maxMenu-1)]), ActAll)
	var options []*slack.OptionBlockObject
	for _, act := range menu {
		options = append(options, option(p.value(act), p.words.Modal.Acts[act].Label))
	}
	row = append(row, slack.NewOverflowBlockElement(actMenu, options...))
	return []slack.Block{slack.NewActionBlock("acts", row...)}
}

// button is an act to press. A screen reader hears the reference too.
func (p page) button(act casework.EventType, label string) *slack.ButtonBlockElement {
	b := slack.NewButtonBlockElement(string(act), p.value(act), plainCut(label, maxLabel))
	b.AccessibilityLabel = cut(label+", "+string(p.q.Ref), maxLabel)
	return b
}

func (p page) value(act casework.EventType) string {
	return Press{Ref: p.q.Ref, Seen: p.q.Course.State, Act: act}.Value(p.v.Key)
}
