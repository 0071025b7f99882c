package desk

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// Kept is an inquiry that is held, and when it is to be erased. It names nobody.
type Kept struct {
	ID    casework.ID
	Ref   casework.Reference
	State casework.State
	From  calendar.Date // the days are counted from: its closing, or the last contact
	casework.Erasure
}

// Retention lists what is to be erased by itself up to a day, and what a legal hold
// keeps, the earliest first.
func (d *Desk) Retention(ctx context.Context, until calendar.Date) ([]Kept, error) {
	var ids []casework.ID
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		ids, err = tx.Stored()
		return err
	})
	var all []Kept
	for batch := range slices.Chunk(ids, tickBatch) {
		if err == nil {
			err = d.store.View(ctx, func(tx *store.Tx) error { return d.kept(tx, batch, until, &all) })
		}
	}
	slices.SortStableFunc(all, func(a, b Kept) int {
		return cmp.Or(cmp.Compare(undated(a), undated(b)), cmp.Compare(a.On.String(), b.On.String()), cmp.Compare(a.Ref, b.Ref))
	})
	return all, err
}

// undated is 1 for what no day is set for, which goes last.
func undated(k Kept) int {
	if k.On.IsZero() {
		return 1
	}
	return 0
}

func (d *Desk) kept(tx *store.Tx, ids []casework.ID, until calendar.Date, all *[]Kept) error {
	for _, id := range ids {
		q, err := tx.Inquiry(id)
		if err != nil {
			return err
		}
		e := q.Erasure(d.cfg.Rules)
		if !q.OnHold() && (e.On.IsZero() || e.On.After(until)) {
			continue
		}
		from := q.LastContact
		if q.Course.State == casework.Closed {
			from = q.Course.Closed
		}
		*all = append(*all, Kept{ID: q.ID, Ref: q.Ref, State: q.Course.State, From: d.cfg.Rules.Today(from), Erasure: e})
	}
	return nil
}

// Retain marks for erasure what is due at now, as the clock does, and returns how
// many. What another act has changed meanwhile is passed over.
func (d *Desk) Retain(ctx context.Context, now time.Time) (int, error) {
	today := d.cfg.Rules.Today(now)
	all, err := d.Retention(ctx, today)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, k := range all {
		if !k.Due(today) {
			continue
		}
		_, err := d.Do(ctx, k.ID, casework.Event{
			Type: casework.EraseDue, At: now, By: casework.Actor{Role: casework.ByClock},
		}, casework.None)
		var refused *casework.Refusal
		switch {
		case errors.As(err, &refused):
		case err != nil:
			return n, err
		default:
			n++
		}
	}
	return n, nil
}
