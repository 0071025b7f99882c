package daemon

import (
	"context"
	"time"

	"borgerbot/internal/letter"
	"borgerbot/internal/store"
)

const (
	// clockTolerance is how far our clock may differ from Slack's.
	clockTolerance = 10 * time.Minute
	// longGap is after how long without a tick the time is not taken on trust: it
	// may have been downtime, or a clock that jumped.
	longGap = 36 * time.Hour
	// secondOpinion is how long another clock is waited for.
	secondOpinion = 15 * time.Minute
	// rereading is how long the clock leaves inquiries alone after a restore, so that
	// the mail that came since the copy, and what was answered, is read first.
	rereading = 15 * time.Minute
	// rereadMoved is for how long after a restore the folder is read that mail is moved
	// to when it has been taken in: what came since the copy lies there.
	rereadMoved = 7 * 24 * time.Hour
	// tickFact is when the clock was last believed, written every so often.
	tickFact = "tick"
	// futureFact is until when there may be what a clock that was ahead has written
	// down.
	futureFact = "future"
	tickWrite  = 10 * time.Minute
)

// clockTrusted reports whether the machine's clock may decide that a date has
// come. A wrong clock would tell citizens of dates that have not passed, or let
// dates pass in silence; so it is held against Slack's, and after a long gap, or
// when it has been set, nothing is sent before there is a second opinion.
func (d *Daemon) clockTrusted(ctx context.Context) bool {
	now := time.Now()
	passed := now.Sub(d.started)
	d.clockSet(d.timepiece.look(now.Round(0), passed))
	ahead, asked := d.slack.ClockAhead()
	known := !asked.IsZero() && (!d.timepiece.doubts || asked.Sub(d.started) > d.timepiece.doubted)
	if known && ahead.Abs() > clockTolerance {
		d.log.Error("the machine's clock is wrong; no deadline is acted on", "code", "clock", "took", ahead.String())
		d.roads.Clock("differs from Slack's by " + ahead.Abs().String())
		d.raise(letter.Alarm{Code: letter.Clock}, d.today())
		return false
	}
	if !known && passed-d.timepiece.doubted < secondOpinion && (d.timepiece.doubts || d.longSince(ctx, now)) {
		return false
	}
	if passed < rereading && d.freshlyRestored(ctx) {
		return false
	}
	d.believe(now)
	if now.Sub(d.lastTick) > tickWrite {
		d.lastTick = now
		err := d.update(func(tx *store.Tx) error { return tx.SetFact(tickFact, now.UTC().Format(time.RFC3339)) })
		if err != nil {
			d.log.Error("the tick was not recorded", "err", err)
		}
	}
	return true
}

// startClock looks whether the clock has been set back since an earlier run.
func (d *Daemon) startClock(ctx context.Context) error {
	var last, future time.Time
	err := d.Store.View(ctx, func(tx *store.Tx) (err error) {
		if last, err = tx.InstantFact(pulseFact); err == nil {
			future, err = tx.InstantFact(futureFact)
		}
		return err
	})
	if future.After(last) {
		last = future
	}
	if err == nil {
		d.clockSet(d.timepiece.start(d.started.Round(0), last))
	}
	return err
}

// clockSet tells that the machine's clock has been set, and remembers until when
// there may be what was written down while it was ahead.
func (d *Daemon) clockSet(s setting) {
	if s.by == 0 {
		return
	}
	d.log.Error("the machine's clock was "+s.words()+"; deadlines wait until another clock agrees", "code", "clock")
	d.roads.Clock(s.words())
	if s.by > 0 {
		return
	}
	err := d.update(func(tx *store.Tx) error {
		future, err := tx.InstantFact(futureFact)
		if err != nil || !s.would.After(future) { // it is set right in several steps
			return err
		}
		return tx.SetInstantFact(futureFact, s.would)
	})
	if err != nil {
		d.log.Error("how the clock was set was not recorded", "err", err)
	}
}

// believe believes the clock, and mends what lies in the future. Where that cannot
// be done it is tried again at the next turn; deadlines do not wait for it.
func (d *Daemon) believe(now time.Time) {
	if !d.timepiece.doubts {
		d.roads.Clock("")
		return
	}
	err := d.update(func(tx *store.Tx) error {
		future, err := tx.InstantFact(futureFact)
		if err != nil || !future.After(now) {
			return err
		}
		moved, err := tx.SetBack(now, future.Sub(now))
		if err != nil {
			return err
		}
		d.log.Info("what the clock had put off while it was ahead is due again", "count", moved)
		return tx.SetInstantFact(futureFact, now)
	})
	if err != nil {
		d.log.Error("what waits for another day could not be mended", "err", err)
		return
	}
	d.timepiece.believed()
	d.roads.Clock("")
	d.ring()
}

// freshlyRestored reports whether the clock has not been believed since a restore.
func (d *Daemon) freshlyRestored(ctx context.Context) bool {
	r, err := d.restored(ctx)
	if err != nil || r.At.IsZero() {
		return false
	}
	last, err := d.lastTicked(ctx)
	return err == nil && !last.After(r.At)
}

// longSince reports whether the clock was last believed long ago, or in what is
// now the future.
func (d *Daemon) longSince(ctx context.Context, now time.Time) bool {
	at, err := d.lastTicked(ctx)
	return err == nil && !at.IsZero() && (now.Sub(at) > longGap || at.Sub(now) > clockTolerance)
}

// lastTicked is when the clock was last believed; zero is never.
func (d *Daemon) lastTicked(ctx context.Context) (at time.Time, err error) {
	var last string
	err = d.Store.View(ctx, func(tx *store.Tx) (err error) {
		last, err = tx.Fact(tickFact)
		return err
	})
	if err != nil || last == "" {
		return time.Time{}, err
	}
	return time.Parse(time.RFC3339, last)
}
