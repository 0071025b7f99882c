package health

import (
	"sync"
	"time"
)

// Pulse is where loops show that they still turn.
type Pulse struct {
	mu    sync.Mutex
	loops []*loop // in the order in which they were named
}

type loop struct {
	name  string
	limit time.Duration
	last  time.Time
}

// Beat is what a loop calls each time it comes round, from any goroutine.
type Beat func()

// Loop names a loop that comes round within the limit at the latest. It counts as
// turning from now on.
func (p *Pulse) Loop(name string, limit time.Duration) Beat {
	l := &loop{name: name, limit: limit, last: time.Now()}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.loops = append(p.loops, l)
	return func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		l.last = time.Now()
	}
}

// Turn is how a loop is doing.
type Turn struct {
	Name  string
	Last  time.Time // when it last came round
	Alive bool
}

// At is how every loop is doing at now.
func (p *Pulse) At(now time.Time) []Turn {
	p.mu.Lock()
	defer p.mu.Unlock()
	turns := make([]Turn, len(p.loops))
	for i, l := range p.loops {
		turns[i] = Turn{Name: l.name, Last: l.last, Alive: now.Sub(l.last) <= l.limit}
	}
	return turns
}

// Alive reports whether every loop turns.
func (p *Pulse) Alive(now time.Time) bool {
	for _, t := range p.At(now) {
		if !t.Alive {
			return false
		}
	}
	return true
}
