package scope_test

import (
	"encoding/csv"
	"os"
	"slices"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// The least these tests accept, of the phrases that decide by themselves and of
// the hard cases. Raise them when the rules get better.
const (
	phraseFloor = 0.99
	hardFloor   = 0.95
)

// TestPhrases reads what citizens say, each phrase as a letter of its own: its
// label must be given, and nothing the office takes up may be called OUT.
func TestPhrases(t *testing.T) {
	for _, name := range presets {
		t.Run(name, func(t *testing.T) {
			o := office(name)
			o.Grounds[casework.GroundDialogueFirst] = scope.GroundRule{On: true}
			c := load(t, o)
			hits, all := 0, 0
			for _, row := range table(t, "testdata/phrases.csv", 4) {
				label, decides, words := row[0], row[2] == "yes", row[3]
				v := c.Judge(scope.Letter{Text: words, Received: received})
				if slices.Contains(casework.Kinds(), casework.Kind(label)) && v.Remit == casework.Out {
					t.Errorf("%q is called OUT (%v)", words, labels(v))
				}
				ground := casework.Ground(label)
				if !decides || slices.Contains(casework.Grounds(), ground) && !o.Grounds[ground].On {
					continue
				}
				all++
				if slices.Contains(labels(v), label) {
					hits++
				} else {
					t.Logf("%q is not %s but %v", words, label, labels(v))
				}
			}
			t.Logf("%d of %d", hits, all)
			if float64(hits) < phraseFloor*float64(all) {
				t.Errorf("%d of %d phrases give their label, want at least %.0f %%", hits, all, 100*phraseFloor)
			}
		})
	}
}

// TestHardCases reads letters that are easily misread (domain 2.4).
func TestHardCases(t *testing.T) {
	for n, name := range presets {
		t.Run(name, func(t *testing.T) {
			c := preset(t, name)
			right, all := 0, 0
			for _, row := range table(t, "testdata/hard_cases.csv", 7) {
				want, label, words := casework.Remit(row[1+2*n]), row[2+2*n], row[5]
				if want == "" {
					continue
				}
				all++
				v := c.Judge(scope.Letter{Text: words, Received: receivedFor(row[0])})
				if v.Remit == casework.Out && want != casework.Out {
					t.Errorf("%s %q is called OUT (%v)", row[0], words, labels(v))
				}
				if v.Remit == want && (label == "" || slices.Contains(labels(v), label)) {
					right++
				} else {
					t.Logf("%s %q is %s %v, want %s %s: %s", row[0], words, v.Remit, labels(v), want, label, row[6])
				}
			}
			t.Logf("%d of %d", right, all)
			if float64(right) < hardFloor*float64(all) {
				t.Errorf("%d of %d hard cases are right, want at least %.0f %%", right, all, 100*hardFloor)
			}
		})
	}
}

// receivedFor is the day of receipt of a hard case; one of them is received on
// the very day.
func receivedFor(id string) calendar.Date {
	if id == "HC05" {
		return calendar.On(2026, time.May, 3)
	}
	return received
}

// table reads the rows of a CSV file after its header.
func table(t *testing.T, name string, columns int) [][]string {
	t.Helper()
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comment = '#'
	r.FieldsPerRecord = columns
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}
