//go:build !race

package redact

import (
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestLinear sees that hostile texts cost no more than others. Under the race
// detector times mean nothing.
func TestLinear(t *testing.T) {
	for _, unit := range []string{
		"061093-5001 ", "0 6 1 0 9 3 ", "cpr ", "sidste fire 5001 ", "0610935", "06.10.18", "Anna ", "a@", "www.", "vej 1 ",
		"0\n>", "061093\n> ", "\n> > > >", "cpr o1 ", "o1", "061093 løbenr ", "0(", "cpr 061093 * ",
	} {
		for name, f := range map[string]func(string){
			"CPR":  func(text string) { CPR(text) },
			"Mask": func(text string) { Mask(text, []string{"Anna Berg"}) },
		} {
			small, large := fastest(f, strings.Repeat(unit, 4_000)), fastest(f, strings.Repeat(unit, 16_000))
			// What takes a few milliseconds is not measured well, and does no harm.
			if ratio := float64(large) / float64(small); ratio > 8 && large > 40*time.Millisecond {
				t.Errorf("%s of %q: four times the text takes %.1f times as long", name, unit, ratio)
			}
		}
	}
}

// fastest returns the least processor time of a few runs, so that a busy machine
// does not decide the test.
func fastest(f func(string), text string) time.Duration {
	best := time.Hour
	for range 3 {
		start := processorTime()
		f(text)
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
