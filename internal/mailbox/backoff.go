package mailbox

import (
	"errors"
	"time"
)

const (
	firstWait = time.Second
	lastWait  = 5 * time.Minute
	// authWait keeps us below the lock-out of servers that count wrong passwords.
	authWait = 15 * time.Minute
	// longestWait bounds what a server may ask for.
	longestWait = time.Hour
)

// backoff returns how long to stay away after the given number of failures in a
// row, the last of them err. jitter is in [0, 1): it spreads the clients of a
// server that comes back over half of the time.
func backoff(failures int, err error, jitter float64) time.Duration {
	wait := lastWait
	if doublings := failures - 1; doublings < 9 {
		wait = min(firstWait<<max(doublings, 0), lastWait)
	}
	wait = wait/2 + time.Duration(jitter*float64(wait/2))
	var e *Error
	if !errors.As(err, &e) {
		return wait
	}
	if e.Code == CodeAuth {
		wait = authWait + wait
	}
	return max(wait, min(e.Wait, longestWait))
}
