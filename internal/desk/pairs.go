package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"

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
		if from, err = d.Apply(tx, id, ev); err != nil {
			return err
		}
		// The adviser's words stay in the one she wrote them in.
		mirror := casework.Event{Type: ev.Type, At: ev.At, By: ev.By, Press: ev.Press, Other: from.ID, Ref: from.Ref}
		if ev.Type != casework.Link {
			mirror = absorbs(from.Inquiry, mirror)
			if err := errors.Join(d.mayMerge(tx, from, into, ev), d.handOver(tx, from, into.ID)); err != nil {
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

// absorbs is what a merge means for the inquiry that goes on. What a letter of a
// department brings is the department's word.
func absorbs(from casework.Inquiry, ev casework.Event) casework.Event {
	if from.Course.ReceiptRule == casework.ReceiptDepartment {
		return casework.Event{Type: casework.DepartmentWrote, At: ev.At, By: casework.Actor{Role: casework.ByDepartment}, Press: ev.Press}
	}
	ev.Type, ev.Date, ev.Case, ev.Flags = casework.Absorb, openPromise(from), from.Course.Case, from.Verdict.Flags
	if from.Course.Sharing == casework.SharingDoubted { // whatever became of the letter that said so
		ev.Flags = append(slices.Clone(ev.Flags), casework.FlagNoSharing)
	}
	if p := from.Parties; p.Unproven() {
		ev.Representative, ev.Mandate = p.Writer, p.Mandate.State
	}
	return ev
}

// mayMerge keeps letters apart that are not for the same eyes. What may be about an
// adviser goes into nothing that she may read (design 4). Where the writer of the one
// is nobody known in the other, merging takes a word that it is one matter; a letter
// that is joined is asked about by itself, and its sender is often not known.
func (d *Desk) mayMerge(tx *store.Tx, from, into store.Inquiry, ev casework.Event) error {
	refuse := func(code casework.RefusalCode) error {
		return &casework.Refusal{Code: code, Event: ev.Type, State: from.Course.State}
	}
	if code := from.MayEndIn(into.Inquiry); code != "" {
		return refuse(code)
	}
	if ev.Type != casework.Merge || ev.Reason == casework.ReasonSameMatter {
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

// handOver gives the letters of one inquiry to another. Who wrote them becomes no
// party by it: what she writes from now on is asked about anew.
func (d *Desk) handOver(tx *store.Tx, from store.Inquiry, to casework.ID) error {
	messages, err := tx.MessagesOf(from.ID)
	if err != nil {
		return err
	}
	for _, m := range messages {
		if err := tx.Settle(m.ID, m.State, m.Reason, to); err != nil {
			return err
		}
	}
	return tx.MoveMailIDs(from.ID, to)
}

// Split makes an inquiry of its own of a letter that joined provisionally. It
// gets the receipt and the clock it would have had.
func (d *Desk) Split(ctx context.Context, id casework.ID, ev casework.Event) (casework.Inquiry, error) {
	var fresh store.Inquiry
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		facts, err := d.factsOf(tx, id, ev.Message)
		if err != nil {
			return err
		}
		opening := Opening{Message: ev.Message, Facts: facts, At: ev.At, By: casework.ByCitizen, MailID: facts.MailID}
		if opening.Mailbox, err = d.letGo(tx, id, facts.MailID, ev); err != nil {
			return err
		}
		if opening.MailID != "" {
			opening.Thread = []string{opening.MailID}
		}
		fresh, err = d.Open(tx, opening)
		if err != nil {
			return err
		}
		return tx.Settle(ev.Message, store.MessageInquiry, "", fresh.ID)
	})
	if err == nil {
		d.changed()
	}
	return fresh.Inquiry, err
}

// letGo takes a letter that joined provisionally out of an inquiry, with the
// Message-ID by which answers to it would go on finding the inquiry. It returns the
// mailbox.
func (d *Desk) letGo(tx *store.Tx, id casework.ID, mailID string, ev casework.Event) (mailbox string, err error) {
	q, err := tx.Inquiry(id)
	if err != nil {
		return "", err
	}
	q.Thread = without(q.Thread, mailID)
	if err := d.apply(tx, &q, ev); err != nil {
		return "", err
	}
	return q.Mailbox, tx.RemoveMailID(d.names.MailID(mailID), id)
}

// factsOf finds in the journal what was read from a letter.
func (d *Desk) factsOf(tx *store.Tx, id casework.ID, m casework.MessageID) (*casework.MailFacts, error) {
	events, err := tx.Journal(id)
	if err != nil {
		return nil, err
	}
	for _, ev := range events {
		if ev.Mail != nil && ev.Mail.Message == m {
			facts := *ev.Mail
			facts.Provisional = false
			return &facts, nil
		}
	}
	return nil, &casework.Refusal{Code: casework.Missing, Event: casework.Split, Field: "message"}
}
