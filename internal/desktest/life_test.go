package desktest

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	_ "time/tzdata" // the office's zone
)

var (
	lives = flag.Int("lives", usual, "how many random lives to live")
	seed  = flag.Uint64("seed", 0, "live this life alone")
)

// workers is how many lives go on at a time.
const workers = 2

// step is something that happens: what, and numbers to choose with.
type step struct {
	what string
	n    [8]uint32
}

// whats are the kinds of steps, as often as they come.
var whats = []string{"mail", "mail", "mail", "act", "act", "act", "act", "act", "act", "pass", "pass", "relay", "fate", "pair"}

// life is what a seed stands for.
func life(seed uint64) []step {
	random := rand.New(rand.NewPCG(seed, 0))
	steps := []step{{what: "mail", n: [8]uint32{random.Uint32()}}}
	for range 8 + random.IntN(28) {
		s := step{what: whats[random.IntN(len(whats))]}
		for i := range s.n {
			s.n[i] = random.Uint32()
		}
		steps = append(steps, s)
	}
	return steps
}

func TestLives(t *testing.T) {
	offices := []*template{newTemplate(t, "lejre"), newTemplate(t, "horsens")}
	seeds := make(chan uint64)
	go func() {
		defer close(seeds)
		if *seed != 0 {
			seeds <- *seed
			return
		}
		for n := range *lives {
			seeds <- uint64(n + 1)
		}
	}()
	t.Run("lives", func(t *testing.T) {
		for worker := range workers {
			t.Run(fmt.Sprint(worker), func(t *testing.T) {
				t.Parallel()
				for seed := range seeds {
					offices[seed%2].try(t, seed)
				}
			})
		}
	})
}

// try lives a life, and shortens one that breaks a rule.
func (o *template) try(t *testing.T, seed uint64) {
	steps := life(seed)
	broken := o.live(t, seed, steps, nil)
	if broken == nil {
		return
	}
	for i := 0; i < len(steps); {
		shorter := slices.Delete(slices.Clone(steps), i, i+1)
		if err := o.live(t, seed, shorter, nil); err != nil {
			steps, broken = shorter, err
		} else {
			i++
		}
	}
	var told []string
	broken = o.live(t, seed, steps, &told)
	t.Errorf("seed %d (%s), %d steps: %v\n%s", seed, o.cfg.Preset, len(steps), broken, strings.Join(told, "\n"))
}

// live lives a life in a bubble of its own. told, when set, gets what happened.
func (o *template) live(t *testing.T, seed uint64, steps []step, told *[]string) (broken error) {
	synctest.Test(t, func(t *testing.T) {
		w, err := o.open(seed)
		if err != nil {
			broken = err
			return
		}
		for _, s := range steps {
			if broken = w.do(s); broken != nil {
				break
			}
		}
		if broken == nil {
			broken = w.settle()
		}
		if told != nil {
			*told = w.told
		}
		if err := w.close(); broken == nil {
			broken = err
		}
	})
	return broken
}
