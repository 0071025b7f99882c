package outbox

import (
	"sync"
	"time"
)

// sayAgain is how often the log repeats what has not changed.
const sayAgain = time.Hour

// closure is what the log has said of a relay that cannot be used: it is tried every
// few seconds, and a log that says so each time hides everything else.
type closure struct {
	mu   sync.Mutex
	why  string
	said time.Time
}

// news reports whether the log should say why: it is new, another reason, or was said
// an hour ago.
func (c *closure) news(why string, now time.Time) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if why == c.why && now.Sub(c.said) < sayAgain {
		return false
	}
	c.why, c.said = why, now
	return true
}

// over reports whether what was said is over, once.
func (c *closure) over() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	was := !c.said.IsZero()
	c.why, c.said = "", time.Time{}
	return was
}
