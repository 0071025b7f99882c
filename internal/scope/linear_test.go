//go:build !race

package scope_test

import (
	"fmt"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"borgerbot/internal/scope"
)

// TestJudgeIsLinear doubles letters of many shapes and sees that the time doubles
// too. Under the race detector times mean nothing.
func TestJudgeIsLinear(t *testing.T) {
	c := preset(t, "lejre")
	for name, unit := range map[string]string{
		"typical":   typical,
		"one word":  "ikke ",
		"negations": "svarer ikke fået svar ikke ",
		"dates":     "3. maj 2024 ",
		"digits":    "1 2 3 4 ",
		"no words":  "....!?",
		"one line":  "og så sagde hun at de aldrig svarer og så ",
		"accents":   "e\u0301\u00a0",
		"letters":   "abcdefghij",
		"signs":     "svar punktum punktum ",
		"English":   "they never answered my letters and the meeting was ",
		"slips":     "sagsbehanlingstdien kommunalbestyrlesne ",
	} {
		const size, promised, tries = 200_000, 2.2, 5
		small, large := strings.Repeat(unit, size/len(unit)), strings.Repeat(unit, 2*size/len(unit))
		ratio, took := 0.0, time.Duration(0)
		for range tries {
			least := fastest(c, small)
			took = fastest(c, large)
			// A few milliseconds are not measured well, and do no harm.
			if ratio = float64(took) / float64(least); ratio <= promised || took < 20*time.Millisecond {
				ratio = 0
				break
			}
		}
		if ratio > 0 {
			t.Errorf("%s: twice the text takes %.2f times as long (%v)", name, ratio, took)
		}
	}
}

// TestNoAllocationPerRule: a letter costs no more memory when there are more rules
// that it does not match.
func TestNoAllocationPerRule(t *testing.T) {
	cost := func(count int) (allocations float64) {
		fsys := rules()
		file := "label: practical\nrules:\n"
		for n := range count {
			file += fmt.Sprintf("  - id: rule-%[1]d\n    weight: weak\n    phrases: [ugle%[2]s]\n    match: [Ugle%[2]s]\n    no_match: [Svar]\n",
				n, strings.Repeat("x", 2+n/20)+string(rune('a'+n%20)))
		}
		fsys["kinds/practical.yaml"] = &fstest.MapFile{Data: []byte(file)}
		c, err := scope.Load(fsys, office("lejre"))
		if err != nil {
			t.Fatal(err)
		}
		letter := scope.Letter{Subject: "Vores sag", Text: typical, Received: received}
		return testing.AllocsPerRun(50, func() { c.Judge(letter) })
	}
	once, twice := cost(300), cost(600)
	if twice > once {
		t.Errorf("a letter takes %v allocations with 300 rules and %v with 600", once, twice)
	}
}

// fastest is the least processor time of a few runs: the time on the clock would
// measure what else the machine does.
func fastest(c *scope.Classifier, text string) time.Duration {
	best := time.Hour
	for range 3 {
		start := processorTime()
		c.Judge(scope.Letter{Text: text, Received: received})
		best = min(best, processorTime()-start)
	}
	return best
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano())
}
