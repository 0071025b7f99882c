package scope

import (
	"slices"

	"borgerbot/internal/casework"
)

// The two sides of the remit, as labels the lexicon may know: that a letter has
// some part the office takes up, whichever kind it is, and that it has some part
// the office cannot take up.
const (
	SideInside  = "inside"
	SideOutside = "outside"
)

func isSide(label string) bool { return label == SideInside || label == SideOutside }

// Implied adds to the labels of a letter what they imply: the sides of the remit,
// for which a ground that few offices use, out_dialogue_first, does not count, and
// that a threat is acute (domain 2.3).
func Implied(labels []string) []string {
	implied := slices.Clone(labels)
	add := func(label string) {
		if !slices.Contains(implied, label) {
			implied = append(implied, label)
		}
	}
	for _, label := range labels {
		ground := casework.Ground(label)
		switch {
		case slices.Contains(casework.Kinds(), casework.Kind(label)):
			add(SideInside)
		case slices.Contains(casework.Grounds(), ground) && ground != casework.GroundDialogueFirst:
			add(SideOutside)
		case label == string(casework.FlagThreat):
			add(string(casework.FlagAcute))
		}
	}
	return implied
}
