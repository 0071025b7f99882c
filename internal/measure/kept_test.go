package measure_test

import (
	"os"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/measure"
	"borgerbot/internal/scope"
)

// The least the suggestions may reach on the letters that nothing was made from.
// They were measured once, when the lexicon was made; the README has the figures.
// A change that falls below is looked at, not tuned away on these letters.
const (
	keptKinds      = 0.75 // micro-F1
	keptGrounds    = 0.85 // macro-F1
	keptWronglyOut = 0.01
	keptOneYear    = 0.97
	keptError      = 0.07 // expected calibration error
)

// TestKept judges the letters that were kept apart, by the built-in rules and
// lexicon.
func TestKept(t *testing.T) {
	grounds := map[casework.Ground]scope.GroundRule{}
	for _, g := range casework.Grounds() {
		grounds[g] = scope.GroundRule{On: g != casework.GroundDialogueFirst}
	}
	grounds[casework.GroundOld] = scope.GroundRule{On: true, Months: 12, Anchor: scope.AnchorClosed, Hard: true}
	grounds[casework.GroundNotMunicipal] = scope.GroundRule{On: true, SuggestOnly: true}
	office := scope.Office{Preset: "lejre", Grounds: grounds, Municipality: "Lejre"}
	rules, err := scope.Load(os.DirFS("../../config/rules"), office)
	if err != nil {
		t.Fatal(err)
	}
	dir := os.DirFS("testdata/kept")
	set, err := measure.Read(dir, "kept")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Letters) < 250 {
		t.Fatalf("%d letters, want 250 or more", len(set.Letters))
	}
	judged, err := measure.Judge(dir, set, rules)
	if err != nil {
		t.Fatal(err)
	}
	f := measure.Measure(set, judged, office, false)
	atLeast(t, "micro-F1 of kinds", float64(f.Groups[0].Micro), keptKinds)
	atLeast(t, "macro-F1 of grounds", float64(f.Groups[1].Macro), keptGrounds)
	atLeast(t, "not wrongly OUT", 1-share(f.WronglyOut), 1-keptWronglyOut)
	atLeast(t, "one-year verdict", share(f.OneYear), keptOneYear)
	atLeast(t, "calibration", -float64(f.Calibration.ECE), -keptError)
}

func share(s measure.Share) float64 { return float64(s.K) / float64(s.N) }

func atLeast(t *testing.T, what string, got, want float64) {
	t.Helper()
	t.Logf("%s: %.3f", what, got)
	if got < want {
		t.Errorf("%s is %.3f, want at least %.3f", what, got, want)
	}
}
