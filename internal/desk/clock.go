package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// tickBatch is how many inquiries the clock handles between looking up, and
// tickRounds how often it looks up in one tick: after downtime one inquiry may
// have several events due, one after the other.
const (
	tickBatch  = 100
	tickRounds = 10_000
)

// Tick applies everything that the passing of time demands at now, and returns
// when there is next something to do; a zero instant is never. One inquiry that
// cannot be handled does not keep the others waiting: its error is joined to the
// others', and it is looked at again in a minute.
func (d *Desk) Tick(ctx context.Context, now time.Time) (time.Time, error) {
	var errs error
	for range tickRounds {
		var ids []casework.ID
		err := d.store.View(ctx, func(tx *store.Tx) (err error) {
			ids, err = tx.Awake(now, tickBatch)
			return err
		})
		if err != nil || ctx.Err() != nil {
			return now.Add(time.Minute), errors.Join(errs, err, ctx.Err())
		}
		if len(ids) == 0 {
			break
		}
		for _, id := range ids {
			unwritten, err := d.tickOr(ctx, id, now)
			if err != nil {
				err = errors.Join(err, d.snooze(ctx, id, now.Add(time.Minute)))
			}
			errs = errors.Join(errs, unwritten, err)
		}
		d.changed()
	}
	var next time.Time
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		next, err = tx.NextWake()
		return err
	})
	return next, errors.Join(errs, err)
}

// tickOr is a tick that, where the notice a citizen is owed cannot be written, calls
// the advisers instead (design 1.5), and returns why it cannot.
func (d *Desk) tickOr(ctx context.Context, id casework.ID, now time.Time) (unwritten, err error) {
	err = d.tick(ctx, id, now, casework.ReasonNone)
	var letter *LetterError
	if errors.As(err, &letter) {
		return err, d.tick(ctx, id, now, casework.ReasonUnwritten)
	}
	return nil, err
}

// tick applies what is due for one inquiry, or puts it to sleep until it is. why,
// unless none, is that of the notice, which does not go.
func (d *Desk) tick(ctx context.Context, id casework.ID, now time.Time, why casework.Reason) error {
	return d.store.Update(ctx, func(tx *store.Tx) error {
		q, err := tx.Inquiry(id)
		if err != nil {
			return err
		}
		r, err := tx.Restored()
		if err != nil {
			return err
		}
		ev, at := d.due(q.Inquiry, r, now)
		if ev.Type == casework.AlarmDue {
			if until := stillLooking(tx, ev.Key); until.After(now) {
				ev, at = casework.Event{}, until
			}
		}
		if ev.Type == "" {
			q.Wake = at
			return tx.PutInquiry(&q)
		}
		if ev.Type == casework.NoticeDue {
			ev.Reason = why
		}
		return d.apply(tx, &q, ev)
	})
}

func (d *Desk) snooze(ctx context.Context, id casework.ID, until time.Time) error {
	return d.store.Update(ctx, func(tx *store.Tx) error {
		q, err := tx.Inquiry(id)
		if err != nil {
			return err
		}
		q.Wake = until
		return tx.PutInquiry(&q)
	})
}

// Moved is an answer date that a change of closing days has moved.
type Moved struct {
	Ref           casework.Reference
	Before, After calendar.Date
	// Told is the date the citizen was told, when it is the earlier: the ladder
	// keeps to it.
	Told calendar.Date
}

// calendarFact is the fingerprint of the calendar the open dates were counted
// with.
const calendarFact = "calendar"

// Recompute counts the open answer dates again when the calendar has changed
// since they were counted, and returns those that moved. fingerprint names the
// calendar.
func (d *Desk) Recompute(ctx context.Context, fingerprint string, now time.Time) ([]Moved, error) {
	var ids []casework.ID
	err := d.store.View(ctx, func(tx *store.Tx) error {
		last, err := tx.Fact(calendarFact)
		if err != nil || last == fingerprint {
			return err
		}
		ids, err = tx.OpenIDs()
		return err
	})
	if err != nil {
		return nil, err
	}
	var moved []Moved
	for _, id := range ids {
		err := d.store.Update(ctx, func(tx *store.Tx) error {
			m, err := d.recount(tx, id, now)
			if m != nil {
				moved = append(moved, *m)
			}
			return err
		})
		if err != nil {
			return moved, err
		}
	}
	return moved, d.store.Update(ctx, func(tx *store.Tx) error { return tx.SetFact(calendarFact, fingerprint) })
}

// retentionFact is after how many days was erased at the last start.
const retentionFact = "retention"

// Reconsider has the clock look at every inquiry again when the office keeps them for
// longer or shorter than at the last start: each sleeps until the day that was right
// then.
func (d *Desk) Reconsider(ctx context.Context, now time.Time) error {
	days := fmt.Sprint(d.cfg.Rules.Retention) // maps are printed in order
	return d.store.Update(ctx, func(tx *store.Tx) error {
		last, err := tx.Fact(retentionFact)
		if err != nil || last == days {
			return err
		}
		if err := tx.WakeAll(now); err != nil {
			return err
		}
		return tx.SetFact(retentionFact, days)
	})
}

// cardsFact is the mode of disclosure, and the advisers, the cards were drawn with.
const cardsFact = "cards"

// Redraw brings the cards of open inquiries up to date when the office discloses
// more or less than before, or its advisers have changed. What a card may not show
// any more must not stand in the channel until something happens to it.
func (d *Desk) Redraw(ctx context.Context, now time.Time) error {
	as := string(d.cfg.View.Mode)
	for _, a := range d.cfg.View.Advisers {
		as += fmt.Sprint(" ", a.ID, a.Absences)
	}
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		last, err := tx.Fact(cardsFact)
		if err != nil || last == as {
			return err
		}
		if _, err := tx.RedrawCards(now); err != nil {
			return err
		}
		return tx.SetFact(cardsFact, as)
	})
	d.changed()
	return err
}

func (d *Desk) recount(tx *store.Tx, id casework.ID, now time.Time) (*Moved, error) {
	q, err := tx.Inquiry(id)
	if err != nil {
		return nil, err
	}
	after, differs := q.Recount(d.cfg.Rules)
	if !differs {
		return nil, nil
	}
	before := q.Course.Deadline.Date
	err = d.apply(tx, &q, casework.Event{
		Type: casework.DeadlineRecomputed, At: now, By: casework.Actor{Role: casework.BySystem},
		Date: after, Before: before, Reason: casework.ReasonClosingDay,
	})
	m := &Moved{Ref: q.Ref, Before: before, After: after}
	if anchor := q.Course.Deadline.Anchor(); anchor != after {
		m.Told = anchor
	}
	return m, err
}
