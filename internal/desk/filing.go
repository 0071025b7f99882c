package desk

import (
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/store"
)

// Touch is a flag or a move of a message in its mailbox, in the outbox.
type Touch struct {
	Place store.Place `json:"place"`
	Flag  string      `json:"flag,omitempty"`
	Move  string      `json:"move,omitempty"`
}

// Relocation is where a message lies after a move: [Touch.Move].
type Relocation struct {
	// To is its new place; with UID 0 if it is not known.
	To store.Place
	// Copied: it lies at its old place too.
	Copied bool
}

// Relocated records where a message lies now, so that an erasure finds it there. One
// that has begun meanwhile goes after it.
func (d *Desk) Relocated(tx *store.Tx, from store.Place, m Relocation, now time.Time) error {
	if err := tx.Moved(from, m.To, m.Copied); err != nil {
		return err
	}
	_, err := tx.OutgoingByKey(KindDeleteCopy + "/" + placeName(from))
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return removeCopy(tx, m.To, now)
}

func placeName(p store.Place) string {
	return fmt.Sprintf("%s/%s/%d/%d", p.Mailbox, p.Folder, p.UIDValidity, p.UID)
}

// KindTouch is the outbox kind of a [Touch].
const KindTouch = "touch"

// File asks for a message to be flagged or moved once it is safely stored.
func (d *Desk) File(tx *store.Tx, m store.Message, at store.Place, flag, move string, now time.Time) error {
	return enqueue(tx, store.Inquiry{}, store.Outgoing{
		Key: KindTouch + "/" + placeName(at), Channel: store.OutIMAP, Kind: KindTouch, Due: now, Created: now,
	}, Touch{Place: at, Flag: flag, Move: move})
}

// DraftLate tells the adviser who waits for a draft, once, that it has not come into
// the mailbox. Anything else that is filed is nobody's to wait for.
func (d *Desk) DraftLate(tx *store.Tx, o store.Outgoing, now time.Time) error {
	if o.Inquiry == "" || o.Kind != KindDraft {
		return nil
	}
	q, err := tx.Inquiry(o.Inquiry)
	if err != nil || q.Course.State == casework.Erased {
		return err
	}
	to := d.advisers(q.Course.Holder, q.Inquiry, now)
	return d.line(tx, q, casework.Event{At: now}, o.Key+"/late", d.deck.DraftLate(to, q.Inquiry))
}

// inquiryAlarm is the mail about one inquiry, with how its letter is found in the
// mailbox: the one that has come now, or else the first.
func (d *Desk) inquiryAlarm(q store.Inquiry, ev casework.Event, code letter.AlarmCode) letter.Alarm {
	received := q.Received
	if ev.Mail != nil {
		received = ev.Mail.Received
	}
	return letter.Alarm{Code: code, Ref: q.Ref, Mailbox: q.Mailbox, Received: received.In(d.cfg.Rules.Location)}
}
