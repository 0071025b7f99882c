package mailmsg

import (
	"strings"
	"testing"

	"borgerbot/internal/personal"
)

// TestWithout: what a mail holds of the reader's own letter is called quoted, however it
// has been wrapped and marked; what stands between it is not.
func TestWithout(t *testing.T) {
	ours := NewPassages([]string{"Tak for brevet. Vi fik det den 29. maj 2026. Du siger nej tak. Nej tak.\n\nEr der akut fare, så ring 112. Vi læser ikke mails\nom aftenen.\n\nVenlig hilsen\nKontoret"})
	for name, tt := range map[string]struct{ text, want string }{
		"as it was":      {"Hør her\n\nEr der akut fare, så ring 112. Vi læser ikke mails\nom aftenen.\n", "Hør her"},
		"wrapped anew":   {"Er der akut\nfare, så ring 112. Vi\nlæser ikke mails om aftenen.\nJeg venter.", "Jeg venter."},
		"marked":         {"Ja tak\n> Er der akut fare, så\n> ring 112.\n>\n> Venlig hilsen\n> Kontoret", "Ja tak"},
		"answered in":    {"Tak for brevet.\nDet var så lidt.\nEr der akut fare, så ring 112.\nJa, det er der!", "Det var så lidt. Ja, det er der!"},
		"her own words":  {"Er der akut fare? Så ring 112.", "Er der akut fare? Så ring 112."},
		"on one line":    {"Der er fare. Er der akut fare, så ring 112. Nu.", "Der er fare. Nu."},
		"a date of hers": {"Jeg fik det den 29. maj 2026. Nej tak.", "Jeg fik det den 29. maj 2026. Nej tak."},
		"nothing of it":  {"Jeg venter\npå svar.", "Jeg venter på svar."},
		"empty":          {"", ""},
	} {
		m := Message{Text: personal.New(tt.text), Segments: []Segment{{Own, 0, len(tt.text)}}}
		got := strings.Join(strings.Fields(strings.ReplaceAll(m.Without(ours).OwnText().Reveal(), ">", " ")), " ")
		if got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		end := 0
		for _, s := range m.Without(ours).Segments {
			if s.Start != end {
				t.Errorf("%s: a segment begins at %d, the last ended at %d", name, s.Start, end)
			}
			end = s.End
		}
		if end != len(tt.text) {
			t.Errorf("%s: the segments end at %d of %d", name, end, len(tt.text))
		}
	}
}

// TestWithoutIsLinear: a text of nothing but known lines, and one sentence without end,
// are told apart once.
func TestWithoutIsLinear(t *testing.T) {
	ours := NewPassages([]string{"Ring 112.\n\nog så"})
	for _, text := range []string{strings.Repeat("Ring 112. Nej.\n", 40_000), strings.Repeat("og så ", 100_000)} {
		m := Message{Text: personal.New(text), Segments: []Segment{{Own, 0, len(text)}}}
		if got := m.Without(ours).Segments; len(got) > 2*maxSegments+1 {
			t.Errorf("%d segments", len(got))
		}
	}
}
