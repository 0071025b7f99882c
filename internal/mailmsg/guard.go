package mailmsg

import (
	"errors"
	"fmt"
	"time"
)

// ErrGivenUp says that the reading of a message panicked or took too long.
var ErrGivenUp = errors.New("the reading of a message was given up")

// Guarded reads a message under a guard: a panic is an error, and work without end is
// given up on. What is given up on goes on by itself for a while, so read may hold no
// lock, and what it writes must end with the guard. Errors: [ErrGivenUp], and those of
// read.
func Guarded[T any](limit time.Duration, read func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil { // what it says may be a letter's
				done <- result{err: fmt.Errorf("%w: panic of %T", ErrGivenUp, p)}
			}
		}()
		value, err := read()
		done <- result{value, err}
	}()
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case r := <-done:
		return r.value, r.err
	case <-timer.C:
		var none T
		return none, fmt.Errorf("%w: it took over %v", ErrGivenUp, limit)
	}
}
