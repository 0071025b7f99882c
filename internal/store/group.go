package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"
)

// write is an Update on its way to the disk.
type write struct {
	tx   *Tx
	fn   func(*Tx) error
	err  error
	done chan struct{}
}

// errAbandoned is the end of a write whose group was never committed because the
// goroutine that did it was ended from inside.
var errAbandoned = errors.New("the writing transaction was abandoned")

// Update runs fn in the one writing transaction and commits it to disk, or
// leaves no trace. fn must not do network I/O and must not call Update or View.
//
// What several goroutines write at the same time is committed together, so that
// a busy office waits for the disk once instead of once for each. Each fn stands
// on its own: it sees what those before it have done, and what it did itself is
// undone when it fails. Nobody hears of success before the commit. An fn that
// panics has failed: what a stranger writes must not end the program.
func (s *Store) Update(ctx context.Context, fn func(*Tx) error) error {
	return s.UpdateEach(ctx, []func(*Tx) error{fn})[0]
}

// UpdateEach is several Updates of one caller, in their order and committed
// together. It returns how each ended.
func (s *Store) UpdateEach(ctx context.Context, fns []func(*Tx) error) []error {
	errs := make([]error, len(fns))
	if err := ctx.Err(); err != nil || len(fns) == 0 {
		for i := range errs {
			errs[i] = err
		}
		return errs
	}
	// What has begun is finished: a context that ends between two statements
	// must not tear a transaction that is a millisecond from its commit.
	ctx = context.WithoutCancel(ctx)
	group := make([]*write, len(fns))
	for i, fn := range fns {
		group[i] = &write{tx: &Tx{ctx: ctx, store: s}, fn: fn, done: make(chan struct{})}
	}
	s.mu.Lock()
	s.waiting = append(s.waiting, group...)
	s.mu.Unlock()
	last := group[len(group)-1]
	select {
	case <-last.done:
	case s.turn <- struct{}{}:
		s.writeWaiting(last.tx)
	}
	for i, w := range group {
		errs[i] = w.err
	}
	return errs
}

// mostTogether is how many writes one transaction takes up: those that wait longest
// must not wait for all that keep coming.
const mostTogether = 64

// takeWaiting returns everything that waits.
func (s *Store) takeWaiting() []*write {
	s.mu.Lock()
	defer s.mu.Unlock()
	waiting := s.waiting
	s.waiting = nil
	return waiting
}

// writeWaiting writes everything that waits, unless another has done so
// meanwhile, and gives the turn back.
func (s *Store) writeWaiting(lead *Tx) {
	var group []*write
	err := errAbandoned
	began := time.Now()
	defer func() {
		if err != nil {
			lead.rollback()
		}
		written := false
		for _, w := range group {
			if err != nil && len(group) > 1 || w.err == nil {
				w.err = err
			}
			if w.err == nil {
				s.work.Or(uint32(w.tx.work))
				written = true
			}
			close(w.done)
		}
		if s.watch != nil && written {
			s.watch(time.Since(began))
		}
		<-s.turn
	}()
	err = lead.together(func() []*write {
		if len(group) >= mostTogether {
			return nil
		}
		more := s.takeWaiting()
		group = append(group, more...)
		return more
	})
}

// together carries out the writes that wait in one transaction, and those that come
// while it does: two connections that send letters would otherwise take turns, each
// waiting for the other's disk. Its error is everyone's: a write that failed because
// of what another had done, which was then not committed, has not seen what is
// stored.
func (t *Tx) together(waiting func() []*write) error {
	group := waiting()
	if len(group) == 0 {
		return nil
	}
	if err := t.exec(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	for ; len(group) > 0; group = waiting() {
		for _, w := range group {
			if err := t.one(w); err != nil {
				return err
			}
		}
	}
	return t.exec(`COMMIT`)
}

// one carries out one write, and undoes it when it fails. The error is that the
// transaction cannot go on.
func (t *Tx) one(w *write) error {
	if err := t.exec(`SAVEPOINT one`); err != nil {
		return err
	}
	if w.err = w.run(); w.err != nil {
		// On a full disk SQLite has undone the whole transaction by itself. Then there
		// is no such savepoint, and nobody's write is there.
		if err := t.exec(`ROLLBACK TO one`); err != nil {
			return errors.Join(w.err, err)
		}
	}
	return t.exec(`RELEASE one`)
}

// run calls fn. A panic is its error, with where it happened. What it panicked with
// may hold a letter's words and is left out.
func (w *write) run() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("writing panicked: %T\n%s", p, debug.Stack())
		}
	}()
	return w.fn(w.tx)
}
