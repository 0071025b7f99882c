package desk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// Destroyer destroys keys for good.
type Destroyer interface {
	Destroy(ctx context.Context, keyIDs []string) error
}

// Keys is where keys are, and are destroyed for good.
type Keys interface {
	Destroyer
	Has(ctx context.Context, keyIDs []string) (map[string]bool, error)
}

// Removal asks for what lies outside the database to follow an erasure.
type Removal struct {
	TS string `json:"ts,omitempty"` // of the card whose thread goes
	// Card is the key of a card that may have been posted since Posting; it is
	// looked for.
	Card    string    `json:"card,omitempty"`
	Posting time.Time `json:"posting,omitzero"`
	// Place is a copy in a mailbox, of the stored message Message, with the Message-ID
	// MailID. Where it does not lie there any more it is looked for by these.
	Place   *store.Place       `json:"place,omitempty"`
	Message casework.MessageID `json:"message,omitempty"`
	// Mailbox and MailID alone are of a letter or draft of ours, which is looked for
	// among the drafts and the sent mail, and then everywhere.
	Mailbox string `json:"mailbox,omitempty"`
	MailID  string `json:"mail_id,omitempty"`
	// Ref and At are what an adviser is told who has to delete it by hand: the erased
	// inquiry, and when the mail or the card came.
	Ref casework.Reference `json:"ref,omitempty"`
	At  time.Time          `json:"at,omitzero"`
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
func (d *Desk) Erase(ctx context.Context, keys Keys, mailbox bool) (int, error) {
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

// erase carries one through. Each step is committed before the next begins, and may
// be done again: what lies outside is asked for and the keys are named while they can
// still be read, the list that a restore reads is on disk before a key is gone, and
// what is blanked last nobody could read any more.
func (d *Desk) erase(ctx context.Context, keys Keys, id casework.ID, mailbox bool) error {
	begun, err := d.stillReadable(ctx, keys, id)
	if err != nil {
		return fmt.Errorf("erase inquiry: %w", err)
	}
	if begun.readable {
		if err := LetGoOutside(ctx, d.store, id, mailbox); err != nil {
			return fmt.Errorf("erase inquiry: %w", err)
		}
		if err := d.erasing(begun.keys, begun.messages); err != nil {
			return fmt.Errorf("erase inquiry: %w", err)
		}
	}
	if err := keys.Destroy(ctx, begun.keys); err != nil {
		return fmt.Errorf("erase inquiry: %w", err)
	}
	return d.store.Update(ctx, func(tx *store.Tx) error { return tx.Blank(id) })
}

// leaving is what seals an inquiry that is being erased, and its letters.
type leaving struct {
	keys     []string
	messages []store.Message
	// readable: the keys are not destroyed yet. All are at once.
	readable bool
}

func (d *Desk) stillReadable(ctx context.Context, keys Keys, id casework.ID) (l leaving, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) (err error) {
		if l.keys, err = tx.KeysOf(id); err == nil {
			l.messages, err = tx.MessagesOf(id)
		}
		return err
	})
	if err != nil {
		return l, err
	}
	there, err := keys.Has(ctx, l.keys)
	l.readable = slices.ContainsFunc(l.keys, func(key string) bool { return there[key] })
	return l, err
}

// LetGoOutside asks for what lies outside the database to follow an inquiry that is
// erased, and calls off what the inquiry still has to send. A restore does so too, for
// what was erased after its copy was taken may still have waited to be deleted.
func LetGoOutside(ctx context.Context, s *store.Store, id casework.ID, mailbox bool) error {
	var mailIDs map[casework.MessageID]string
	if mailbox {
		var err error
		if mailIDs, err = mailIDsOf(ctx, s, id); err != nil {
			return err
		}
	}
	return s.Update(ctx, func(tx *store.Tx) error {
		if err := removeCard(tx, id, time.Now()); err != nil {
			return err
		}
		if mailbox {
			if err := removeMail(tx, id, mailIDs, time.Now()); err != nil {
				return err
			}
		}
		return tx.CallOff(id)
	})
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

// removeCard asks for the card's thread to be deleted. The item belongs to no inquiry,
// as all that follow an erasure: it outlives it.
func removeCard(tx *store.Tx, id casework.ID, now time.Time) error {
	q, err := tx.Inquiry(id)
	if err != nil {
		return err
	}
	c, err := tx.CardOf(id)
	switch {
	case errors.Is(err, store.ErrNotFound):
	case err != nil:
		return err
	case c.TS != "" || !c.Posting.IsZero():
		r := Removal{TS: c.TS, Card: c.Key, Posting: c.Posting, Ref: q.Ref, At: q.Received}
		if err := remove(tx, store.OutSlack, KindDeleteThread, c.Key, r, now); err != nil {
			return err
		}
	}
	return tx.DropCard(id)
}

// removeMail asks for the mailbox's copies to be deleted.
func removeMail(tx *store.Tx, id casework.ID, mailIDs map[casework.MessageID]string, now time.Time) error {
	q, err := tx.Inquiry(id)
	if err != nil {
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
			r := Removal{Place: &p, Message: m.ID, MailID: mailIDs[m.ID], Ref: q.Ref, At: m.Received}
			if err := remove(tx, store.OutIMAP, KindDeleteCopy, placeName(p), r, now); err != nil {
				return err
			}
		}
	}
	home := q.Mailbox
	if home == "" && len(messages) > 0 {
		home = messages[0].Mailbox
	}
	return removeOurs(tx, q, home, now)
}

// headerLimit is how much of a letter is read for its Message-ID.
const headerLimit = 256 << 10

// mailIDsOf are the Message-IDs of the letters of an inquiry, by which one is looked for
// that somebody has moved. A letter whose header cannot be read has none.
func mailIDsOf(ctx context.Context, s *store.Store, id casework.ID) (map[casework.MessageID]string, error) {
	var messages []store.Message
	err := s.View(ctx, func(tx *store.Tx) (err error) {
		messages, err = tx.MessagesOf(id)
		return err
	})
	ids := map[casework.MessageID]string{}
	for _, m := range messages {
		raw := s.Raw(ctx, m.BlobID)
		header, headerErr := mail.ReadMessage(io.LimitReader(raw, headerLimit))
		if err = errors.Join(err, raw.Close()); headerErr == nil {
			ids[m.ID] = strings.Trim(header.Header.Get("Message-Id"), " <>")
		}
	}
	return ids, err
}

func removeCopy(tx *store.Tx, p store.Place, now time.Time) error {
	return remove(tx, store.OutIMAP, KindDeleteCopy, placeName(p), Removal{Place: &p}, now)
}

// removeOurs asks for the drafts and the sent copies of an inquiry to be deleted.
// They are known by Message-IDs that only we give, wherever a mail program has
// put them. home is the mailbox the inquiry came to.
func removeOurs(tx *store.Tx, q store.Inquiry, home string, now time.Time) error {
	filed, err := tx.FiledOf(q.ID)
	if err != nil {
		return err
	}
	for _, o := range filed {
		f, err := filing(tx, o)
		if err != nil { // in a restored copy its key may be gone already
			f = Filing{Mailbox: home}
		}
		mailID := cmp.Or(o.MailID, f.MailID)
		if mailID == "" {
			continue
		}
		r := Removal{Mailbox: cmp.Or(f.Mailbox, home), MailID: mailID, Ref: q.Ref}
		if err := remove(tx, store.OutIMAP, KindDeleteCopy, mailID, r, now); err != nil {
			return err
		}
	}
	return nil
}

func remove(tx *store.Tx, c store.OutChannel, kind, name string, r Removal, now time.Time) error {
	return enqueue(tx, store.Inquiry{}, store.Outgoing{
		Key: kind + "/" + name, Channel: c, Kind: kind, Due: now, Created: now,
	}, r)
}
