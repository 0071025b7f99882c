package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// Destroyer destroys keys for good.
type Destroyer interface {
	Destroy(ctx context.Context, keyIDs []string) error
}

// Removal asks for what lies outside the database to follow an erasure.
type Removal struct {
	TS string `json:"ts,omitempty"` // of the card whose thread goes
	// Card is the key of a card that may have been posted since Posting; it is
	// looked for.
	Card    string    `json:"card,omitempty"`
	Posting time.Time `json:"posting,omitzero"`
	// Place is a copy in a mailbox.
	Place *store.Place `json:"place,omitempty"`
	// Mailbox and MailID are of a letter or draft of ours, which is looked for among
	// the drafts and the sent mail.
	Mailbox string `json:"mailbox,omitempty"`
	MailID  string `json:"mail_id,omitempty"`
}

// The kinds of outbox items that follow an erasure.
const (
	KindDeleteThread = "delete_thread"
	KindDeleteCopy   = "delete_copy"
)

// beginErasure notes that an inquiry is being erased, and erases with it what was
// merged into it, over any number of steps: it has no end of its own, and its
// letters are this one's.
func (d *Desk) beginErasure(tx *store.Tx, q store.Inquiry, ev casework.Event) error {
	if err := tx.BeginErasure(q.ID, ev.At); err != nil {
		return err
	}
	ev.Other = q.ID
	for _, id := range q.Links {
		part, err := tx.Inquiry(id)
		if err != nil {
			return err
		}
		if part.Course.MergedInto != q.ID {
			continue
		}
		if err := d.apply(tx, &part, ev); err != nil {
			return fmt.Errorf("erase %s with %s: %w", part.Ref, q.Ref, err)
		}
	}
	return nil
}

// Erase carries through every erasure that has begun (GDPR art. 17; design 7):
// the keys are destroyed first, so that from then on no copy of the database can
// be read, then the rows are blanked and the log is emptied. Stopped anywhere,
// it is carried on at the next call. It returns how many were completed.
func (d *Desk) Erase(ctx context.Context, keys Destroyer, mailbox bool) (int, error) {
	var begun []casework.ID
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		begun, err = tx.BegunErasures()
		return err
	})
	if err != nil {
		return 0, err
	}
	if len(begun) == 0 {
		return 0, d.store.TruncateHeld(ctx) // a copy may have been reading it
	}
	for n, id := range begun {
		if err := d.erase(ctx, keys, id, mailbox); err != nil {
			return n, err
		}
	}
	d.changed()
	return len(begun), d.store.Truncate(ctx)
}

func (d *Desk) erase(ctx context.Context, keys Destroyer, id casework.ID, mailbox bool) error {
	var keyIDs []string
	var messages []store.Message
	err := d.store.Update(ctx, func(tx *store.Tx) (err error) {
		if err = d.removeOutside(tx, id, mailbox, time.Now()); err != nil {
			return err
		}
		if err = tx.CallOff(id); err != nil {
			return err
		}
		if keyIDs, err = tx.KeysOf(id); err != nil {
			return err
		}
		messages, err = tx.MessagesOf(id)
		return err
	})
	if err == nil {
		err = d.erasing(keyIDs, messages)
	}
	if err != nil {
		return fmt.Errorf("erase inquiry: %w", err)
	}
	if err := keys.Destroy(ctx, keyIDs); err != nil {
		return fmt.Errorf("erase inquiry: %w", err)
	}
	return d.store.Update(ctx, func(tx *store.Tx) error { return tx.Blank(id) })
}

// erasing tells whoever looks after older copies of the database what goes for good.
func (d *Desk) erasing(keyIDs []string, messages []store.Message) error {
	if d.cfg.Erasing == nil {
		return nil
	}
	ids := make([]casework.MessageID, len(messages))
	for i, m := range messages {
		ids[i] = m.ID
	}
	return d.cfg.Erasing(keyIDs, ids)
}

// removeOutside asks for the card's thread and, where configured, the mailbox's
// copies to be deleted. The items belong to no inquiry: they outlive it.
func (d *Desk) removeOutside(tx *store.Tx, id casework.ID, mailbox bool, now time.Time) error {
	c, err := tx.CardOf(id)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return err
	case c.TS != "" || !c.Posting.IsZero():
		r := Removal{TS: c.TS, Card: c.Key, Posting: c.Posting}
		if err := d.remove(tx, store.OutSlack, KindDeleteThread, c.Key, r, now); err != nil {
			return err
		}
	}
	if err := tx.DropCard(id); err != nil || !mailbox {
		return err
	}
	messages, err := tx.MessagesOf(id)
	if err != nil {
		return err
	}
	for _, m := range messages {
		places, err := tx.Places(m.ID)
		if err != nil {
			return err
		}
		for _, p := range places {
			if err := d.removeCopy(tx, p, now); err != nil {
				return err
			}
		}
	}
	return d.removeOurs(tx, id, now)
}

func (d *Desk) removeCopy(tx *store.Tx, p store.Place, now time.Time) error {
	return d.remove(tx, store.OutIMAP, KindDeleteCopy, placeName(p), Removal{Place: &p}, now)
}

// removeOurs asks for the drafts and the sent copies of an inquiry to be deleted.
// They are known by Message-IDs that only we give, wherever a mail program has
// put them.
func (d *Desk) removeOurs(tx *store.Tx, id casework.ID, now time.Time) error {
	q, err := tx.Inquiry(id)
	if err != nil {
		return err
	}
	filed, err := tx.FiledOf(id)
	if err != nil {
		return err
	}
	for _, o := range filed {
		f, err := filing(tx, o)
		if err != nil {
			return err
		}
		mailID := cmp.Or(o.MailID, f.MailID)
		if mailID == "" {
			continue
		}
		r := Removal{Mailbox: cmp.Or(f.Mailbox, q.Mailbox), MailID: mailID}
		if err := d.remove(tx, store.OutIMAP, KindDeleteCopy, mailID, r, now); err != nil {
			return err
		}
	}
	return nil
}

func (d *Desk) remove(tx *store.Tx, c store.OutChannel, kind, name string, r Removal, now time.Time) error {
	return d.enqueue(tx, store.Inquiry{}, store.Outgoing{
		Key: kind + "/" + name, Channel: c, Kind: kind, Due: now, Created: now,
	}, r)
}
