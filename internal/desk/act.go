package desk

import (
	"context"
	"errors"
	"fmt"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// Act is something an adviser does to an inquiry, wherever she does it.
type Act struct {
	Event casework.Event
	// Other is the other inquiry, for acts about two.
	Other casework.Reference
	// Seen, when set, is the state she saw when she pressed.
	Seen casework.State
	// Words are the inquiry's letters, with RecordConflict: somebody else may have
	// to read them.
	Words personal.Text
}

// NoSuchError says that no inquiry has the reference an act names.
type NoSuchError struct {
	Ref casework.Reference
	// Near are existing references one typing mistake away.
	Near []casework.Reference
}

func (e *NoSuchError) Error() string { return fmt.Sprintf("there is no inquiry %s", e.Ref) }

// Act carries out an act and returns the inquiry as it then is. It is the one
// function behind cards, windows and the command line (design 4). Errors:
// [*casework.Refusal], [*NoSuchError], [store.ErrNotFound].
func (d *Desk) Act(ctx context.Context, id casework.ID, a Act) (casework.Inquiry, error) {
	if d.cfg.Pressed == nil {
		return d.act(ctx, id, a)
	}
	nothing := d.cfg.Pressed(id, a.Event.At)
	q, err := d.act(ctx, id, a)
	if err != nil {
		nothing()
	}
	return q, err
}

func (d *Desk) act(ctx context.Context, id casework.ID, a Act) (casework.Inquiry, error) {
	switch a.Event.Type {
	case casework.Split:
		return d.Split(ctx, id, a.Event)
	case casework.Move:
		return d.Move(ctx, id, a.Event)
	case casework.Unmerge, casework.GiveBack:
		return d.unmerge(ctx, id, a)
	case casework.RecordConflict:
		return d.recordConflict(ctx, id, a)
	case casework.Join, casework.Merge, casework.Link:
		other, err := d.FindByReference(ctx, a.Other)
		if errors.Is(err, store.ErrNotFound) {
			near, err := d.Neighbours(ctx, string(a.Other))
			return casework.Inquiry{}, errors.Join(&NoSuchError{Ref: a.Other, Near: near}, err)
		}
		if err != nil {
			return casework.Inquiry{}, err
		}
		return d.pair(ctx, id, other.ID, a.Event)
	}
	return d.Do(ctx, id, a.Event, a.Seen)
}

// unmerge takes a merge back from either side: the other inquiry is the one that
// this was merged into, or a part of this one.
func (d *Desk) unmerge(ctx context.Context, id casework.ID, a Act) (casework.Inquiry, error) {
	q, err := d.Find(ctx, id)
	if err != nil {
		return q, err
	}
	part, whole := q.ID, q.Course.MergedInto
	if a.Event.Type == casework.GiveBack {
		part, whole = q.PartNamed(a.Other), q.ID
	}
	if part == "" || whole == "" {
		return q, &casework.Refusal{Code: casework.NotMerged, Event: a.Event.Type, State: q.Course.State}
	}
	if err := d.takeApart(ctx, part, whole, a.Event); err != nil {
		return q, err
	}
	return d.Find(ctx, id)
}

// NoteDown opens the inquiry of a citizen who rang or came, as an adviser has
// written it down: ev is an Opened with its facts. name is random and names the
// inquiry (design 4), so that the same window sent twice opens one.
func (d *Desk) NoteDown(ctx context.Context, name string, ev casework.Event) (casework.Inquiry, error) {
	var q store.Inquiry
	facts := *ev.Mail
	facts.Received = ev.At
	err := d.store.Update(ctx, func(tx *store.Tx) (err error) {
		q, err = d.Open(tx, Opening{
			Message: casework.MessageID("contact " + name), Facts: &facts, At: ev.At, By: ev.By.Role,
			Mailbox: d.cfg.Main, Owner: ev.By.Adviser, Note: ev.Note,
		})
		return err
	})
	if err == nil {
		d.changed()
	}
	return q.Inquiry, err
}

// Entries are the open inquiries as lists show them, the most urgent date first.
func (d *Desk) Entries(ctx context.Context) (entries []card.Entry, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) error {
		open, err := tx.Open(maxDigest)
		for _, q := range open {
			entries = append(entries, entry(q.Inquiry))
		}
		return err
	})
	return entries, err
}

// EntriesOf are the inquiries of references, closed ones too.
func (d *Desk) EntriesOf(ctx context.Context, refs []casework.Reference) (entries []card.Entry, err error) {
	for _, ref := range refs {
		q, err := d.FindByReference(ctx, ref)
		if err != nil {
			return nil, err
		}
		entries = append(entries, entry(q))
	}
	return entries, nil
}
