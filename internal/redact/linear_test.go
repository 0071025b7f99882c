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
			if ratio := growth(f, unit); ratio > steep {
				t.Errorf("%s of %q: four times the text takes %.1f times as long", name, unit, ratio)
			}
		}
	}
}

// steep is how many times as long four times the text may take: twice what is linear,
// and half of what is quadratic.
const steep = 8

// growth returns how many times as long four times the text takes. What looks steep is
// measured again, for a busy machine makes it so by chance, and never makes what is
// quadratic look linear five times. What takes a few milliseconds is not measured well,
// and does no harm.
func growth(f func(string), unit string) (ratio float64) {
	small, large := time.Hour, time.Hour
	for range 5 {
		small = min(small, fastest(f, strings.Repeat(unit, 4_000)))
		large = min(large, fastest(f, strings.Repeat(unit, 16_000)))
		if ratio = float64(large) / float64(small); ratio <= steep || large <= 40*time.Millisecond {
			return 1
		}
	}
	return ratio
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
