package standin

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"time"
)

// postBurst is how many messages a channel takes at once before the limit of
// one a second holds; Slack allows short bursts and promises none.
const postBurst = 3

// rateLimited is the answer HTTP 429.
type rateLimited struct{ wait time.Duration }

func (e *rateLimited) Error() string { return fmt.Sprintf("ratelimited for %v", e.wait) }

// bucket is a token bucket.
type bucket struct {
	tokens float64
	at     time.Time
}

// take removes a token of those that come perMinute, at most burst at a time,
// or returns how long until there is one.
func (b *bucket) take(now time.Time, perMinute, burst float64) time.Duration {
	if b.at.IsZero() {
		b.tokens = burst
	} else {
		b.tokens = min(burst, b.tokens+now.Sub(b.at).Minutes()*perMinute)
	}
	b.at = now
	if b.tokens >= 1 {
		b.tokens--
		return 0
	}
	return time.Duration((1 - b.tokens) / perMinute * float64(time.Minute))
}

// limitLocked applies the tier of a method, or for chat.postMessage one message
// a second and channel. It returns how long the caller must wait, or 0.
func (s *Slack) limitLocked(c call, m method) time.Duration {
	if !s.o.RateLimits {
		return 0
	}
	key, perMinute, burst := c.method, m.perMinute, m.perMinute
	if c.method == "chat.postMessage" {
		key, perMinute, burst = c.method+" "+c.args["channel"], 60, postBurst
	}
	b := s.buckets[key]
	if b == nil {
		b = &bucket{}
		s.buckets[key] = b
	}
	return b.take(time.Now(), perMinute, burst)
}

// writeRateLimited answers 429; Retry-After is in whole seconds.
func writeRateLimited(w http.ResponseWriter, wait time.Duration) {
	seconds := max(1, int(math.Ceil(wait.Seconds())))
	w.Header().Set("Retry-After", strconv.Itoa(seconds))
	writeJSON(w, http.StatusTooManyRequests, answer{"ok": false, "error": "ratelimited"})
}

// A SlackFault is trouble in the next calls of a method. With neither Error nor
// Status nor Hang the connection is cut, so that the app hears nothing.
type SlackFault struct {
	Times int // how many calls; 0 means one
	// Accepted makes the call take effect before the fault strikes: the app
	// cannot know.
	Accepted bool
	Error    string // ok false with this name
	Status   int    // an HTTP status such as 503
	// RetryAfter goes with Status 429.
	RetryAfter time.Duration
	// Hang lets the app wait until it gives up.
	Hang bool
}

// Fail adds a fault to a method, such as "chat.postMessage". Faults of the same
// method strike in the order they came.
func (s *Slack) Fail(method string, f SlackFault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f.Times = max(f.Times, 1)
	s.faults[method] = append(s.faults[method], &f)
}

// fault returns the fault that strikes the call at hand, or nil.
func (s *Slack) fault(method string) *SlackFault {
	s.mu.Lock()
	defer s.mu.Unlock()
	queue := s.faults[method]
	if len(queue) == 0 {
		return nil
	}
	f := queue[0]
	if f.Times--; f.Times == 0 {
		s.faults[method] = queue[1:]
	}
	return f
}

func (s *Slack) answerFault(w http.ResponseWriter, r *http.Request, f *SlackFault) {
	switch {
	case f.Hang:
		select {
		case <-r.Context().Done():
		case <-s.done:
		}
		panic(http.ErrAbortHandler)
	case f.Status == http.StatusTooManyRequests:
		writeRateLimited(w, f.RetryAfter)
	case f.Status != 0:
		http.Error(w, "<html>"+http.StatusText(f.Status)+"</html>", f.Status)
	case f.Error != "":
		writeJSON(w, http.StatusOK, answer{"ok": false, "error": f.Error})
	default:
		panic(http.ErrAbortHandler)
	}
}
