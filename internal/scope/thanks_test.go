package scope_test

import (
	"testing"

	"borgerbot/internal/scope"
)

func TestIsThanks(t *testing.T) {
	const writer = "Ane Overgaard"
	for text, want := range map[string]bool{
		"Tak for hjælpen!":                              true,
		"Hej\n\nMange tak for dit svar.\n\nMvh Ane":     true,
		"Tusind tak for hjælpen!\n\nAne":                true,
		"Tak for hjælpen, Grethe":                       false, // whoever she is
		"Thank you very much for your help":             true,
		"Tak, men jeg har stadig ikke hørt noget":       false, // a complaint
		"Tak for svaret. Hvornår hører jeg fra jer?":    false, // a question
		"Tak. Jeg vil gerne klage over noget andet nu.": false,
		"Jeg vil klage":                                 false,
		"":                                              false,
		"Tak for ingenting":                             false,
	} {
		if got := scope.IsThanks(text, writer); got != want {
			t.Errorf("IsThanks(%q) = %t, want %t", text, got, want)
		}
	}
}
