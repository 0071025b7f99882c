package danish

import "testing"

// TestNoCommonWordIsMended: folding makes double consonants single, so that an
// abbreviation or a dialect word may come to look like a word that is right.
func TestNoCommonWordIsMended(t *testing.T) {
	for _, word := range []string{
		"kom", "it", "er", "har", "for", "far", "var", "som", "den", "det", "hun", "han", "vil", "kan", "skal", "at", "af", "og",
		"man", "men", "mand", "ham", "hende", "hvem", "her", "der", "til", "tale", "svar", "sag", "brev", "hus", "barn", "the",
		"is", "was", "not", "no", "my", "our", "can", "will", "star", "gor", "mange", "tak", "kommet", "komme", "kommer", "mad",
	} {
		if got := Fold(word); got != squeeze(word) {
			t.Errorf("%q is taken for %q", word, got)
		}
	}
}
