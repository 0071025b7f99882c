package desk

import (
	"context"
	"errors"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// Split makes an inquiry of its own of a letter that joined provisionally. It
// gets the receipt and the clock it would have had.
func (d *Desk) Split(ctx context.Context, id casework.ID, ev casework.Event) (casework.Inquiry, error) {
	var fresh store.Inquiry
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		facts, err := d.factsOf(tx, id, ev.Message)
		if err != nil {
			return err
		}
		opening := Opening{
			Message: ev.Message, Facts: facts, At: ev.At, By: casework.ByCitizen, MailID: facts.MailID, Thread: thread(facts.MailID),
		}
		from, err := d.letGo(tx, id, facts.MailID, ev)
		if err != nil {
			return err
		}
		opening.Mailbox, opening.Held = from.Mailbox, from.OnHold()
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
// Message-ID by which answers to it would go on finding the inquiry, which it returns.
func (d *Desk) letGo(tx *store.Tx, id casework.ID, mailID string, ev casework.Event) (store.Inquiry, error) {
	q, err := tx.Inquiry(id)
	if err != nil {
		return q, err
	}
	q.Thread = without(q.Thread, mailID)
	if err := d.apply(tx, &q, ev); err != nil {
		return q, err
	}
	return q, tx.RemoveMailID(d.names.MailID(mailID), id)
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

// Move lays a letter into the inquiry that its sender was given back with, once an
// adviser has said that it belongs there. It counts there as if it had come now.
func (d *Desk) Move(ctx context.Context, id casework.ID, ev casework.Event) (casework.Inquiry, error) {
	var q store.Inquiry
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		facts, err := d.factsOf(tx, id, ev.Message)
		if err != nil {
			return err
		}
		if q, err = tx.Inquiry(id); err != nil {
			return err
		}
		home, err := lasting(tx, q.HomeOf(ev.Message))
		if errors.Is(err, store.ErrNotFound) || home.Course.State == casework.Erased {
			return &casework.Refusal{Code: casework.NotProvisional, Event: ev.Type, State: q.Course.State}
		}
		if err != nil {
			return err
		}
		ev.Other, ev.Ref = home.ID, home.Ref
		if _, err := d.letGo(tx, id, facts.MailID, ev); err != nil {
			return err
		}
		wrote := casework.Event{
			Type: casework.CitizenWrote, At: ev.At, By: casework.Actor{Role: casework.ByCitizen},
			Press: string(ev.Message), Mail: facts, Held: q.OnHold(),
		}
		if _, err := d.Received(tx, home.ID, wrote, facts.MailID, thread(facts.MailID), personal.Text{}); err != nil {
			return err
		}
		return tx.Settle(ev.Message, store.MessageInquiry, "", home.ID)
	})
	if err == nil {
		d.changed()
	}
	return q.Inquiry, err
}

func thread(mailID string) []string {
	if mailID == "" {
		return nil
	}
	return []string{mailID}
}

// takeApart takes a merge back, in one transaction: the part has its letters again, and
// what points to it means itself. Which of the two the adviser pressed on makes no
// difference.
func (d *Desk) takeApart(ctx context.Context, part, whole casework.ID, ev casework.Event) error {
	err := d.store.Update(ctx, func(tx *store.Tx) error {
		from, err := tx.Inquiry(part)
		if err != nil {
			return err
		}
		into, err := tx.Inquiry(whole)
		if err != nil {
			return err
		}
		given, back := ev, ev
		if ev.Type == casework.Unmerge { // the adviser's words stay in the one she wrote them in
			given = casework.Event{At: ev.At, By: ev.By, Press: ev.Press}
		} else {
			back = casework.Event{At: ev.At, By: ev.By, Press: ev.Press}
		}
		given.Type, given.Other, given.Ref = casework.GiveBack, from.ID, from.Ref
		back.Type, back.Other, back.Ref = casework.Unmerge, into.ID, into.Ref
		if given.Later, err = d.laidSince(tx, from, into); err != nil {
			return err
		}
		back.Flags, back.Reason = into.Learned(from.ID), into.No()
		back.Concerns, back.Named, back.Held = into.Course.Concerns, into.Named, into.OnHold()
		handed := from.Handed
		from.Handed = nil
		if err := d.apply(tx, &into, given); err != nil {
			return err
		}
		if err := d.apply(tx, &from, back); err != nil {
			return err
		}
		return takeBack(tx, handed, into.ID, from.ID)
	})
	if err == nil {
		d.changed()
	}
	return err
}

// takeBack gives letters back that still lie where they were handed over to.
func takeBack(tx *store.Tx, letters []casework.MessageID, from, to casework.ID) error {
	for _, id := range letters {
		m, err := tx.Message(id)
		if err != nil {
			return err
		}
		if m.Inquiry != from {
			continue
		}
		if err := tx.Settle(id, m.State, m.Reason, to); err != nil {
			return err
		}
	}
	return nil
}

// laidSince are the letters that a part's people have sent since it was merged, and
// that lie in the whole.
func (d *Desk) laidSince(tx *store.Tx, part, whole store.Inquiry) ([]casework.ProvisionalLetter, error) {
	events, err := tx.Journal(whole.ID)
	if err != nil {
		return nil, err
	}
	var laid []casework.ProvisionalLetter
	for _, ev := range events {
		switch {
		case ev.Other == part.ID && (ev.Type == casework.Absorb || ev.Type == casework.DepartmentWrote):
			laid = nil
			continue
		case ev.Type != casework.CitizenWrote && ev.Type != casework.RepresentativeWrote, !d.corresponds(part, ev.Mail.From.Address):
			continue
		}
		m, err := tx.Message(ev.Mail.Message)
		if err != nil {
			return nil, err
		}
		if m.Inquiry == whole.ID {
			laid = append(laid, casework.ProvisionalLetter{
				Message: m.ID, Received: ev.Mail.Received, Newest: true, Home: part.ID, HomeRef: part.Ref,
			})
		}
	}
	return laid, nil
}
