package health

import (
	"sync"
	"time"

	"borgerbot/internal/casework"
)

// maxJourneys bounds the presses whose cards are waited for.
const maxJourneys = 1000

// Journeys measures how long it takes from a press to the card that shows it.
type Journeys struct {
	observe func(took time.Duration)

	mu      sync.Mutex
	pressed map[casework.ID]time.Time // guarded by mu
}

// NewJourneys returns journeys of which observe is told.
func NewJourneys(observe func(took time.Duration)) *Journeys {
	return &Journeys{observe: observe, pressed: map[casework.ID]time.Time{}}
}

// Pressed begins a journey, which the returned function calls off: nothing came of
// the press. The first of several presses counts.
func (j *Journeys) Pressed(q casework.ID, at time.Time) (nothing func()) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, under := j.pressed[q]; under || len(j.pressed) >= maxJourneys {
		return func() {}
	}
	j.pressed[q] = at
	return func() {
		j.mu.Lock()
		defer j.mu.Unlock()
		delete(j.pressed, q)
	}
}

// Shown ends the journey of an inquiry, if there is one: its card is in the channel
// as it must be.
func (j *Journeys) Shown(q casework.ID) {
	j.mu.Lock()
	at, under := j.pressed[q]
	delete(j.pressed, q)
	j.mu.Unlock()
	if under {
		j.observe(time.Since(at))
	}
}
