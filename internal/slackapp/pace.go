package slackapp

import (
	"context"
	"sync"
	"time"
)

// Slack takes about one message a second to a channel and short bursts, and 50
// calls a minute of chat.update and chat.delete (tier 3).
const (
	postInterval = time.Second
	postBurst    = 3
	editInterval = 1200 * time.Millisecond
	editBurst    = 5
)

// pace keeps calls to a rate. When Slack has said to wait, calls are refused at
// once until then instead of piling up.
type pace struct {
	interval time.Duration
	burst    int

	mu   sync.Mutex
	next time.Time // when the bucket would be full again
	held time.Time // Slack's Retry-After
}

func newPace(interval time.Duration, burst int) *pace { return &pace{interval: interval, burst: burst} }

// wait returns when a call may be made. The error is a [RateLimited] while Slack
// wants to be left alone, and [Transient] when ctx has ended.
func (p *pace) wait(ctx context.Context, method string) error {
	delay, held := p.reserve(time.Now())
	if held > 0 {
		return &Error{Kind: RateLimited, Method: method, Code: "ratelimited", RetryAfter: held}
	}
	timer := time.NewTimer(max(0, delay))
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	if err := ctx.Err(); err != nil {
		return &Error{Kind: Transient, Method: method, Code: "cancelled", cause: err}
	}
	return nil
}

// reserve takes a place in the row and returns how long until it is there, or how
// long Slack still wants to be left alone.
func (p *pace) reserve(now time.Time) (delay, held time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if now.Before(p.held) {
		return 0, p.held.Sub(now)
	}
	if p.next.Before(now) {
		p.next = now
	}
	delay = p.next.Sub(now) - time.Duration(p.burst-1)*p.interval
	p.next = p.next.Add(p.interval)
	return delay, 0
}

// hold refuses calls until Slack's Retry-After is over.
func (p *pace) hold(d time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(d); until.After(p.held) {
		p.held = until
	}
}
