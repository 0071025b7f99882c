package scope_test

import (
	"slices"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// TestReferenceSaysNothing: our own reference in the subject is drawn by chance,
// and no chance of its letters or digits may change what the letter is read as.
func TestReferenceSaysNothing(t *testing.T) {
	c := preset(t, "lejre")
	judged := func(ref string) []string {
		return labels(c.Judge(scope.Letter{
			Subject:  "Sv: Vi har modtaget din henvendelse (" + ref + ")",
			Text:     "Nu er det mandag, og afdelingen har stadig ikke skrevet til mig om " + ref + ".",
			Received: received,
		}))
	}
	want := judged(string(casework.NewReference(0)))
	for n := range uint32(200) {
		ref := string(casework.NewReference(n * 5_368_709))
		if got := judged(ref); !slices.Equal(got, want) {
			t.Fatalf("with %s: %v, with another reference: %v", ref, got, want)
		}
	}
}
