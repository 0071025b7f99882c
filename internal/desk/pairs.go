package desk

import (
	"context"
	"fmt"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// Join ends a held or a doubled inquiry in another, on an adviser's word: both
// change in one transaction, and its letters become the other's. ev is a Join or
// a Merge.
func (d *Desk) Join(ctx context.Context, id, other casework.ID, ev casework.Event) (casework.Inquiry, error) {
	var from store.Inquiry
	err := d.store.Update(ctx, func(tx *store.Tx) (err error) {
		ev.Other = other
		if from, err = d.Apply(tx, id, ev); err != nil {
			return err
		}
		absorb := ev
		absorb.Type, absorb.Other, absorb.Date = casework.Absorb, id, openPromise(from.Inquiry)
		absorb.Case = from.Course.Case
		if p := from.Parties; p.Unproven() {
			absorb.Representative, absorb.Mandate = p.Writer, p.Mandate.State
		}
		if from.Course.ReceiptRule == casework.ReceiptDepartment { // what it brings is the department's word
			absorb = casework.Event{Type: casework.DepartmentWrote, At: ev.At, By: casework.Actor{Role: casework.ByDepartment}, Press: ev.Press}
		}
		into, err := d.Apply(tx, other, absorb)
		if err != nil {
			return fmt.Errorf("join %s: %w", into.Ref, err)
		}
		return d.handOver(tx, from, other)
	})
	if err == nil {
		d.changed()
	}
	return from.Inquiry, err
}

// openPromise is the date the writer was told and has not been answered by.
func openPromise(q casework.Inquiry) calendar.Date {
	if d := q.Course.Deadline; d.Promised && !d.Told.IsZero() && q.Course.Answered.IsZero() {
		return d.Anchor()
	}
	return calendar.Date{}
}

// handOver gives the letters and the writer of one inquiry to another.
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
	if err := tx.MoveMailIDs(from.ID, to); err != nil {
		return err
	}
	return d.know(tx, to, from.Parties.Writer, "", "")
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
