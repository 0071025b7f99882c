//go:build !race

package scope_test

import (
	"strings"
	"syscall"
	"testing"
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
	} {
		size := 400_000
		small := fastest(c, strings.Repeat(unit, size/len(unit)))
		large := fastest(c, strings.Repeat(unit, 2*size/len(unit)))
		// A promise of 2.2, with room for what the runtime does beside. A few
		// milliseconds are not measured well, and do no harm.
		if ratio := float64(large) / float64(small); ratio > 3 && large > 15*time.Millisecond {
			t.Errorf("%s: twice the text takes %.1f times as long (%v, %v)", name, ratio, small, large)
		}
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
