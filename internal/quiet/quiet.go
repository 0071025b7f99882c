package quiet

import (
	"sync"
	"time"
)

const (
	// sayAgain is how often the log repeats what lasts.
	sayAgain = time.Hour
	// flicker is how soon what was over is not said anew: a server that lets us in and
	// hangs up at once would fill the log with beginnings and ends.
	flicker = 10 * time.Minute
)

// Trouble is what the log has said of something that cannot be used for now. The zero
// value is ready; its methods may be called from any goroutine.
type Trouble struct {
	mu   sync.Mutex
	open bool                 // said, and not over
	said map[string]time.Time // when each reason was said last
}

// News reports whether the log should say why, now: it has just begun, it is another
// reason, or it has lasted for another hour. why is one of a few codes.
func (t *Trouble) News(why string, now time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	silence := flicker
	if t.open {
		silence = sayAgain
	}
	if said, ok := t.said[why]; ok && now.Sub(said) < silence {
		return false
	}
	if t.said == nil {
		t.said = map[string]time.Time{}
	}
	t.said[why], t.open = now, true
	return true
}

// Over records that it can be used, and reports whether the log should say so: once,
// and only if it has said that it could not.
func (t *Trouble) Over() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	was := t.open
	t.open = false
	return was
}
