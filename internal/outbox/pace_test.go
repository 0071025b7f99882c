package outbox

import (
	"testing"
	"time"
)

// TestPace: never more than the limit in any sixty seconds, however the letters
// come, and never fewer than there is room for.
func TestPace(t *testing.T) {
	const limit = 20
	p := &pace{limit: limit}
	start := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	var left []time.Time
	for now := start; now.Before(start.Add(5 * time.Minute)); now = now.Add(time.Second) {
		free := p.take(now)
		if free.IsZero() {
			left = append(left, now)
		} else if wait := free.Sub(now); wait <= 0 || wait > time.Minute {
			t.Fatalf("at %v wait %v", now, wait)
		}
	}
	for i := limit; i < len(left); i++ {
		if span := left[i].Sub(left[i-limit]); span < time.Minute {
			t.Fatalf("%d letters in %v", limit+1, span)
		}
	}
	if len(left) != 5*limit {
		t.Errorf("%d letters in five minutes", len(left))
	}
}

// TestPaceGivenBack: who looks and finds nothing to send takes no place.
func TestPaceGivenBack(t *testing.T) {
	p, now := &pace{limit: 1}, time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	for range 10 {
		if free := p.take(now); !free.IsZero() {
			t.Fatalf("no place until %v", free)
		}
		p.giveBack()
	}
	unbounded := &pace{}
	for range 100 {
		if free := unbounded.take(now); !free.IsZero() {
			t.Fatal("a bound that nobody set")
		}
	}
}

// TestPaceClockSetBack: letters that left in what is now the future hold nothing
// back.
func TestPaceClockSetBack(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	p := &pace{limit: 1, taken: []time.Time{now.Add(24 * time.Hour)}}
	if free := p.take(now); !free.IsZero() {
		t.Errorf("nothing leaves before %v", free)
	}
}
