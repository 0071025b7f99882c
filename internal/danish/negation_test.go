package danish

import (
	"slices"
	"testing"
)

// denied returns the words of text that are denied.
func denied(text string) []string {
	var words []string
	for s := range NewBuilder(nil).Book().Scan(text) {
		for t := range s.Terms() {
			if t.Negated {
				words = append(words, text[t.Start:t.End])
			}
		}
	}
	return words
}

// TestNegation: what "ikke" and its like deny, and what they leave alone.
func TestNegation(t *testing.T) {
	for _, tt := range []struct{ text, word string }{
		{"Jeg har ikke fået svar", "svar"},
		{"Det klager jeg ikke over", "klager"},
		{"Ventetiden klager jeg ikke over", "Ventetiden"},
		{"Ingen har svaret", "svaret"},
		{"De har aldrig ringet", "ringet"},
		{"Jeg har næppe ret", "ret"},
		{"Hverken post eller telefon virker", "telefon"},
		{"Jeg klager ikke over tonen eller ventetiden", "ventetiden"},
		{"Uden at jeg er blevet hørt", "hørt"},
		{"Jeg mener ikke, at afgørelsen er forkert", "forkert"},
		{"Jeg er ikke ude på at få afgørelsen ændret", "ændret"},
		{"Det er ikke fordi jeg er uenig", "uenig"},
		{"Jeg er ikke uenig", "uenig"},
		{"Vi er ej tilfredse", "tilfredse"},
		{"I am not asking you to change the decision", "decision"},
		{"I don't think that the decision is wrong", "wrong"},
		{"Neither the letter nor the call helped", "call"},
		{"Han svarer ikke engang", "svarer"},
	} {
		if got := denied(tt.text); !slices.Contains(got, tt.word) {
			t.Errorf("%q denies %q, want %s among it", tt.text, got, tt.word)
		}
	}
	for _, tt := range []struct{ text, word string }{
		{"Jeg får ikke svar, og jeg klager over tonen", "tonen"},
		{"Jeg får ikke svar men klager over tonen", "tonen"},
		{"Jeg klager ikke kun over tonen", "tonen"},
		{"Det er ikke bare tonen", "tonen"},
		{"Not only the tone was bad", "tone"},
		{"Der er ingen tvivl om fejlen", "fejlen"},
		{"Jeg er ikke i tvivl om fejlen", "fejlen"},
		{"Jeg ved ikke, om det er et afslag eller ej", "afslag"},
		{"Kan I ikke hjælpe mig med klagen", "klagen"},
		{"Men kunne du ikke ringe", "ringe"},
		{"De har ikke svaret, selvom jeg har rykket", "rykket"},
		{"Jeg fik ikke svar eller jeg fik et afslag", "afslag"},
		{"Afslaget kom, ikke?", "Afslaget"},
		{"På mødet fik jeg ikke lov at tale", "mødet"},
		{"Intet andet end afslag", "afslag"},
		{"Jeg ventede otte måneder på en mand der aldrig kom", "måneder"},
	} {
		if got := denied(tt.text); slices.Contains(got, tt.word) {
			t.Errorf("%q denies %q, want no %s among it", tt.text, got, tt.word)
		}
	}
}

// TestMood: what is asked or only assumed, whether or not a sign or a "hvis" says
// so.
func TestMood(t *testing.T) {
	for text, want := range map[string]struct{ question, hypothetical bool }{
		"Kan jeg klage":              {question: true},
		"Har jeg ret til aktindsigt": {question: true},
		"Can I appeal this":          {question: true},
		"Hvor skal jeg klage":        {question: true},
		"Har i går fået brev":        {},
		"Jeg kan klage":              {},
		"Hører jeg ikke fra jer, går jeg til ombudsmanden": {hypothetical: true},
		"Sker der ikke noget, klager jeg":                  {hypothetical: true},
		"Hvis det fortsætter, klager jeg":                  {hypothetical: true},
		"Får i dag besked, og klager":                      {},
	} {
		for s := range NewBuilder(nil).Book().Scan(text) {
			if s.Question != want.question || s.Hypothetical != want.hypothetical {
				t.Errorf("%q: question %t, hypothetical %t", text, s.Question, s.Hypothetical)
			}
		}
	}
}
