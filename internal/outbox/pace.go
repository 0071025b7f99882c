package outbox

import (
	"slices"
	"sync"
	"time"
)

// pace bounds how many letters leave in any sixty seconds, on all connections
// together, for servers that count (Microsoft 365).
type pace struct {
	limit int // 0 is no bound

	mu    sync.Mutex
	taken []time.Time // of the last minute, oldest first
}

// take takes a place for one letter. Where there is none it returns when there
// will be.
func (p *pace) take(now time.Time) (free time.Time) {
	if p.limit == 0 {
		return time.Time{}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.taken = slices.DeleteFunc(p.taken, func(at time.Time) bool {
		return now.Sub(at) >= time.Minute || at.After(now) // the second: the clock has been set back
	})
	if len(p.taken) >= p.limit {
		return p.taken[0].Add(time.Minute)
	}
	p.taken = append(p.taken, now)
	return time.Time{}
}

// giveBack gives a place back that was not needed.
func (p *pace) giveBack() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if n := len(p.taken); n > 0 {
		p.taken = p.taken[:n-1]
	}
}
