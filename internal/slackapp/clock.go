package slackapp

import (
	"net/http"
	"sync"
	"time"
)

// clock passes requests on and remembers how far Slack's clock is ahead of ours,
// from the Date of its answers (RFC 9110 §6.6.1).
type clock struct {
	next http.RoundTripper

	mu    sync.Mutex
	ahead time.Duration
	at    time.Time // when it was last seen; zero: never
}

// RoundTrip implements http.RoundTripper.
func (c *clock) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := c.next.RoundTrip(r)
	if err != nil {
		return answer, err
	}
	now := time.Now()
	if date, err := http.ParseTime(answer.Header.Get("Date")); err == nil {
		c.mu.Lock()
		c.ahead, c.at = date.Sub(now), now
		c.mu.Unlock()
	}
	return answer, nil
}

// ClockAhead is how far Slack's clock was ahead of ours at its last answer, to
// the second, and when that was; a zero instant is before the first.
func (a *App) ClockAhead() (ahead time.Duration, at time.Time) {
	a.clock.mu.Lock()
	defer a.clock.mu.Unlock()
	return a.clock.ahead, a.clock.at
}
