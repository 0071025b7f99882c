package scope_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// TestVerdicts: what is suggested where the lexicon says so much for each label,
// whatever words the letter has.
func TestVerdicts(t *testing.T) {
	calm := strings.Repeat("Det var en tirsdag i regnvejr. ", 20)
	for name, row := range map[string]struct {
		logOdds map[string]float64
		text    string
		want    casework.Remit
		kinds   int
	}{
		"likeliest kind":       {map[string]float64{"inside": 2, "delay": -1, "outside": -3}, calm, casework.In, 1},
		"not for the office":   {map[string]float64{"inside": 0.5, "delay": -1, "outside": -3}, calm, casework.Check, 0},
		"likeliest, and OUT":   {map[string]float64{"inside": 2, "delay": -1, "outside": 3, "out_political": 4}, calm, casework.Check, 0},
		"too few words":        {map[string]float64{"inside": 2, "delay": -1, "outside": -3}, "Det var en tirsdag i regnvejr.", casework.Check, 0},
		"words for a ground":   {map[string]float64{"inside": -3, "delay": -3, "outside": 3, "out_political": 4}, calm, casework.Out, 0},
		"words not sure":       {map[string]float64{"inside": -3, "delay": -3, "outside": 3, "out_political": 3}, calm, casework.Check, 0},
		"words never tell age": {map[string]float64{"inside": -3, "delay": -3, "outside": 3, "out_old": 9}, calm, casework.Check, 0},
		"a rule taken back":    {map[string]float64{"inside": -3, "delay": -6, "outside": 3, "out_political": 8}, calm + "De svarer ikke.", casework.Out, 0},
		"a rule doubted":       {map[string]float64{"inside": -3, "delay": -1.5, "outside": 3, "out_political": 8}, calm + "De svarer ikke.", casework.Check, 0},
	} {
		fsys := rules()
		var lexicon strings.Builder
		for label, odds := range row.logOdds {
			fmt.Fprintf(&lexicon, "base\t%s\tletter %.2f\n", label, odds)
		}
		fmt.Fprintf(&lexicon, "end\t%d\n", len(row.logOdds))
		fsys["lexicon.tsv"] = &fstest.MapFile{Data: []byte(lexicon.String())}
		c, err := scope.Load(fsys, office("lejre"))
		if err != nil {
			t.Fatal(err)
		}
		l := scope.Letter{Text: row.text, Received: received}
		v, w := c.Work(l)
		if v.Remit != row.want || len(v.Kinds) != row.kinds {
			t.Errorf("%s: %s with %v, want %s with %d kinds\n%s", name, v.Remit, labels(v), row.want, row.kinds, c.Explain(v, w))
		}
	}
}
