package card_test

import (
	"fmt"
	"testing"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
)

// TestDirectory: every authority of a large directory is offered once, what the
// letter suggests first, in groups as large as Slack takes.
func TestDirectory(t *testing.T) {
	d, s := deck(t), received(t, horsens(), outOfScope)
	s.v.Referrals = map[string]string{"ankestyrelsen": "Sociale ydelser: Ankestyrelsen"}
	for n := range 250 {
		s.v.Referrals[fmt.Sprint("r", n)] = fmt.Sprintf("Emne %03d: %s", n, long(80))
	}
	view := d.Modal(casework.MarkOutOfScope, s.q, s.v, card.Preview{})
	readView(t, view)
	seen := map[string]int{}
	for _, b := range view.Blocks.BlockSet {
		input, ok := b.(*slack.InputBlock)
		if !ok || input.BlockID != "referrals" {
			continue
		}
		menu := input.Element.(*slack.MultiSelectBlockElement)
		if first := menu.OptionGroups[0]; first.Label.Text != "Foreslået ud fra brevet" || first.Options[0].Value != "ankestyrelsen" {
			t.Errorf("the first group is %q", first.Label.Text)
		}
		if len(menu.InitialOptions) != 1 {
			t.Errorf("%d are chosen from the start", len(menu.InitialOptions))
		}
		for _, g := range menu.OptionGroups {
			for _, o := range g.Options {
				seen[o.Value]++
			}
		}
	}
	for id := range s.v.Referrals {
		if seen[id] != 1 {
			t.Errorf("%s is offered %d times", id, seen[id])
		}
	}
}
