package danish_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/danish"
)

// TestTerms: words come as stems with the lists they are in, numbers as "#", and
// what is denied is marked.
func TestTerms(t *testing.T) {
	builder := danish.NewBuilder(map[string][]string{"tid": {"uge*", "måned"}, "folk": {"sagsbehandler*", "min_mor", "{tid}"}})
	text := "Sagsbehandleren har ikke svaret i 14 uger."
	var got []danish.Term
	for s := range builder.Book().Scan(text) {
		for term := range s.Terms() {
			term.Start, term.End = 0, len(text[term.Start:term.End])
			got = append(got, term)
		}
	}
	want := []danish.Term{
		{Stem: "sagsbehandl", Lists: []string{"folk"}, End: 15, Negated: true},
		{Stem: "har", End: 3, Common: true, Negated: true},
		{Stem: "ike", End: 4, Common: true},
		{Stem: "svar", End: 6, Negated: true},
		{Stem: "i", End: 1, Common: true, Negated: true},
		{Stem: "#", End: 2, Negated: true},
		{Stem: "uger", Lists: []string{"tid"}, End: 4, Negated: true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("terms (-want +got):\n%s", diff)
	}
}
