package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"borgerbot/internal/casework"
	"borgerbot/internal/compose"
	"borgerbot/internal/store"
)

// mailbox is the mailbox an inquiry writes from: the one it came to, unless that is
// one adviser's own and the inquiry is with another who has one too. Answers go
// where its letters come from, and must not end with a colleague who gave it away,
// nor with one whom it is, or may be, about.
func (d *Desk) mailbox(q store.Inquiry) string {
	box := d.usual(q)
	if !d.ofOneApart(q.Inquiry, box) {
		return box
	}
	if !d.ofOneApart(q.Inquiry, d.cfg.Main) {
		return d.cfg.Main
	}
	for _, a := range d.cfg.Advisers {
		if len(a.Mailboxes) > 0 && !d.ofOneApart(q.Inquiry, a.Mailboxes[0]) {
			return a.Mailboxes[0]
		}
	}
	return box
}

// ofOneApart reports whether a mailbox is the own one of an adviser whom the inquiry
// is, or may be, about.
func (d *Desk) ofOneApart(q casework.Inquiry, box string) bool {
	return slices.ContainsFunc(d.cfg.Advisers, func(a Adviser) bool {
		return slices.Contains(a.Mailboxes, box) && slices.Contains(q.Apart(), a.ID)
	})
}

// usual is the mailbox but for whom the inquiry is about.
func (d *Desk) usual(q store.Inquiry) string {
	came := d.cameTo(q)
	var hers []string
	shared := true
	for _, a := range d.cfg.Advisers {
		own := slices.Contains(a.Mailboxes, came)
		shared = shared && !own
		switch {
		case a.ID != q.Course.Holder:
		case own:
			return came
		default:
			hers = a.Mailboxes
		}
	}
	if shared || len(hers) == 0 {
		return came
	}
	return hers[0]
}

// cameTo is the mailbox an inquiry came to; the main one when it came to none, or
// to one that is not read any more.
func (d *Desk) cameTo(q store.Inquiry) string {
	if _, ok := d.cfg.From[q.Mailbox]; ok {
		return q.Mailbox
	}
	return d.cfg.Main
}

// sender is whom the letters of an inquiry come from.
func (d *Desk) sender(q store.Inquiry) compose.Mailbox { return d.cfg.From[d.mailbox(q)] }

// stored adds to an inquiry as it would be what the store knows of it.
func (d *Desk) stored(ctx context.Context, q casework.Inquiry) store.Inquiry {
	var s store.Inquiry
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		s, err = tx.Inquiry(q.ID)
		return err
	})
	if err != nil {
		s = store.Inquiry{}
	}
	s.Inquiry = q
	return s
}

// SentFrom is the mailbox a letter leaves from, whoever has its inquiry meanwhile;
// the main one when that is not known any more.
func (d *Desk) SentFrom(ctx context.Context, o store.Outgoing) string {
	var f Filing
	err := d.store.View(ctx, func(tx *store.Tx) (err error) {
		f, err = filing(tx, o)
		return err
	})
	if err != nil || f.Mailbox == "" {
		return d.cfg.Main
	}
	return f.Mailbox
}

// filing is where a letter, a draft or a copy lies, and the letter; a letter's own
// Message-ID is not in it.
func filing(tx *store.Tx, o store.Outgoing) (Filing, error) {
	var f Filing
	raw, err := tx.OutgoingPayload(o)
	if err == nil {
		err = json.Unmarshal(raw, &f)
	}
	if err != nil {
		return f, fmt.Errorf("read letter: %w", err)
	}
	return f, nil
}

// LetterRaw returns the bytes of a letter of the office's own: as it was sent, or as
// it was put into Drafts when it was to leave by an adviser's hand. The error is
// [store.ErrNotFound] for one that she wrote herself.
func (d *Desk) LetterRaw(tx *store.Tx, key string) ([]byte, error) {
	o, err := tx.OutgoingByKey(key)
	if errors.Is(err, store.ErrNotFound) {
		o, err = tx.OutgoingByKey(casework.DraftKey(key))
	}
	if err != nil {
		return nil, err
	}
	f, err := filing(tx, o)
	return f.Raw, err
}
