package card

import (
	"slices"
	"testing"
)

func TestWidest(t *testing.T) {
	got := widest([]string{"Afslag på", "ventet", "afslag på", "afslag på en elkørestol", "elkørestol"})
	if want := []string{"ventet", "afslag på en elkørestol"}; !slices.Equal(got, want) {
		t.Errorf("widest() = %q, want %q", got, want)
	}
}
