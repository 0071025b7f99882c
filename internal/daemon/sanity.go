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
	tickFact  = "tick"
	tickWrite = 10 * time.Minute
)

// clockTrusted reports whether the machine's clock may decide that a date has
// come. A wrong clock would tell citizens of dates that have not passed, or let
// dates pass in silence; so it is held against Slack's, and after a long gap
// nothing is sent before there is a second opinion.
func (d *Daemon) clockTrusted(ctx context.Context) bool {
	now := time.Now()
	ahead, known := d.slack.ClockAhead()
	if known && ahead.Abs() > clockTolerance {
		d.log.Error("the machine's clock is wrong; no deadline is acted on", "code", "clock", "took", ahead.String())
		d.raise(letter.Alarm{Code: letter.Clock}, d.today())
		return false
	}
	if !known && now.Sub(d.started) < secondOpinion && d.longSince(ctx, now) {
		return false
	}
	if now.Sub(d.started) < rereading && d.freshlyRestored(ctx) {
		return false
	}
	if now.Sub(d.lastTick) > tickWrite {
		d.lastTick = now
		err := d.update(func(tx *store.Tx) error { return tx.SetFact(tickFact, now.UTC().Format(time.RFC3339)) })
		if err != nil {
			d.log.Error("the tick was not recorded", "err", err)
		}
	}
	return true
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
