package desk

import (
	"context"
	"fmt"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// pair applies an act about two inquiries to both, in one transaction. A link is
// noted in both. A join or a merge ends the first in the other, on an adviser's
// word, and its letters become the other's; what that was merged into itself is
// meant by it.
func (d *Desk) pair(ctx context.Context, id, other casework.ID, ev casework.Event) (casework.Inquiry, error) {
	var from store.Inquiry
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		into, err := lasting(tx, other)
		if err != nil {
			return err
		}
		ev.Other, ev.Ref = into.ID, into.Ref
		if from, err = tx.Inquiry(id); err != nil {
			return err
		}
		stood := from // merging ends it
		if ev.Type != casework.Link {
			if err := d.handOver(tx, &from, into.ID); err != nil {
				return err
			}
		}
		if err := d.apply(tx, &from, ev); err != nil {
			return err
		}
		// The adviser's words stay in the one she wrote them in.
		mirror := casework.Event{Type: ev.Type, At: ev.At, By: ev.By, Press: ev.Press, Other: from.ID, Ref: from.Ref}
		if ev.Type != casework.Link {
			mirror = absorbs(stood.Inquiry, mirror)
			if err := d.mayMerge(tx, stood, into, ev); err != nil {
				return err
			}
		}
		if into, err = d.Apply(tx, into.ID, mirror); err != nil {
			return fmt.Errorf("join %s: %w", into.Ref, err)
		}
		return nil
	})
	if err == nil {
		d.changed()
	}
	return from.Inquiry, err
}

// tellWhole tells an inquiry whose records may lack it what has come to a part of it.
func (d *Desk) tellWhole(tx *store.Tx, part store.Inquiry, ev casework.Event, id casework.ID) error {
	whole, err := tx.Inquiry(id)
	if err != nil || !casework.Allowed(whole.Course.State, casework.PartChanged) {
		return err
	}
	return d.apply(tx, &whole, casework.Event{Type: casework.PartChanged, At: ev.At, By: ev.By, Other: part.ID, Ref: part.Ref})
}

// absorbs is what a merge means for the inquiry that goes on. What a letter of a
// department brings is the department's word; that it is a case or must not be erased
// it brings all the same.
func absorbs(from casework.Inquiry, ev casework.Event) casework.Event {
	ev.Case, ev.Held = from.Course.Case, from.OnHold()
	if from.Course.ReceiptRule == casework.ReceiptDepartment {
		ev.Type, ev.By = casework.DepartmentWrote, casework.Actor{Role: casework.ByDepartment}
		return ev
	}
	ev.Type, ev.Date, ev.Flags, ev.Reason = casework.Absorb, openPromise(from), from.Saying(), from.No()
	if from.Course.Deadline.Noticed {
		ev.Step = casework.StepNotice
	}
	if p := from.Parties; p.Unproven() {
		ev.Representative, ev.Mandate = p.Writer, p.Mandate.State
	}
	return ev
}

// mayMerge keeps letters apart that are not for the same eyes. What may be about an
// adviser goes into nothing that she may read (design 4). Where the writer of the one
// is nobody known in the other, merging takes a word that it is one citizen's matter:
// from then on she gets the answers alone. A letter that is joined is asked about by
// itself, and its sender is often not known.
func (d *Desk) mayMerge(tx *store.Tx, from, into store.Inquiry, ev casework.Event) error {
	refuse := func(code casework.RefusalCode) error {
		return &casework.Refusal{Code: code, Event: ev.Type, State: from.Course.State}
	}
	if code := from.MayEndIn(into.Inquiry); code != "" {
		return refuse(code)
	}
	if ev.Type != casework.Merge || ev.Reason == casework.ReasonSameCitizen {
		return nil
	}
	known, err := d.IsParty(tx, from.Parties.Writer.Address, into.ID)
	if err == nil && !known {
		err = refuse(casework.OtherWriter)
	}
	return err
}

// openPromise is the date the writer was told and has not been answered by.
func openPromise(q casework.Inquiry) calendar.Date {
	if d := q.Course.Deadline; d.Promised && !d.Told.IsZero() && q.Course.Answered.IsZero() {
		return d.Anchor()
	}
	return calendar.Date{}
}

// handOver gives the letters of one inquiry to another, and notes which they were.
// Who wrote them becomes no party by it: what she writes from now on is asked about
// anew.
func (d *Desk) handOver(tx *store.Tx, from *store.Inquiry, to casework.ID) error {
	messages, err := tx.MessagesOf(from.ID)
	if err != nil {
		return err
	}
	from.Handed = nil
	for _, m := range messages {
		if err := tx.Settle(m.ID, m.State, m.Reason, to); err != nil {
			return err
		}
		from.Handed = append(from.Handed, m.ID)
	}
	return nil
}
