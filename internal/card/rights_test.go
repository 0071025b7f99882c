package card_test

import (
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// TestWishChosenFirst: the window of a wish begins with access where the letter calls it
// so and nothing else, and otherwise with no wish: each has a date of its own.
func TestWishChosenFirst(t *testing.T) {
	says := func(texts ...string) func(*casework.MailFacts) {
		return func(m *casework.MailFacts) {
			for _, text := range texts {
				m.Verdict.Evidence = append(m.Verdict.Evidence, casework.Evidence{
					Label: string(casework.FlagDataRights), Rule: "data-access", For: true, Text: personal.New(text),
				})
			}
		}
	}
	against := func(m *casework.MailFacts) {
		m.Verdict.Evidence = append(m.Verdict.Evidence, casework.Evidence{
			Label: string(casework.FlagDataRights), Rule: "data-access", Text: personal.New("har søgt aktindsigt"),
		})
	}
	for name, tt := range map[string]struct {
		letter func(*casework.MailFacts)
		want   casework.Reason
	}{
		"nothing":                   {says(), ""},
		"access":                    {says("søger om Aktindsigt", "aktindsigt"), casework.ReasonAccess},
		"what is held about her":    {says("indsigt i oplysninger"), ""},
		"access, and to be erased":  {says("søger aktindsigt", "slet alt"), ""},
		"to be put right":           {says("ret oplysningerne"), ""},
		"that she has asked before": {against, ""},
	} {
		s := received(t, horsens(), tt.letter)
		d := deck(t)
		if got := d.Defaults(casework.RecordRequest, s.q, s.v).Fields.RequestKind; got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}
