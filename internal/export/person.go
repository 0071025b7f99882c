package export

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// Person is what is held that an address leads to (GDPR art. 15).
type Person struct {
	Inquiries []casework.Inquiry
	// Loose is mail from the address that belongs to no inquiry: a robot's, or what
	// an adviser sent in another matter.
	Loose []store.Message
}

// looseFolder is where mail without an inquiry is put.
const looseFolder = "mail"

// Find finds what an address leads to: the inquiries whose party, representative or
// writer it is or has been, or to which somebody wrote from it, and mail from it
// that belongs to none. It reads the journal of every inquiry, for who has no part
// in one any more is still in it.
func (x Exporter) Find(ctx context.Context, address personal.Text) (Person, error) {
	var p Person
	var ids []casework.ID
	var loose []store.Message
	err := x.Store.View(ctx, func(tx *store.Tx) (err error) {
		if ids, err = tx.Stored(); err == nil {
			loose, err = tx.LooseMessages()
		}
		return err
	})
	if err != nil {
		return p, err
	}
	for _, id := range ids {
		q, has, err := x.concerns(ctx, id, address)
		if err != nil {
			return p, err
		}
		if has {
			p.Inquiries = append(p.Inquiries, q)
		}
	}
	for _, m := range loose {
		from, err := x.isFrom(ctx, m, address)
		if err != nil {
			return p, err
		}
		if from {
			p.Loose = append(p.Loose, m)
		}
	}
	return p, nil
}

// concerns reports whether somebody with the address has a part in the inquiry.
func (x Exporter) concerns(ctx context.Context, id casework.ID, address personal.Text) (q casework.Inquiry, has bool, err error) {
	var events []casework.Event
	err = x.Store.View(ctx, func(tx *store.Tx) error {
		stored, err := tx.Inquiry(id)
		if err != nil {
			return err
		}
		q = stored.Inquiry
		events, err = tx.Journal(id)
		return err
	})
	people := []casework.Person{q.Parties.Writer, q.Parties.Party, q.Parties.Representative}
	for _, ev := range events {
		people = append(people, ev.Party, ev.Representative)
		if ev.Mail != nil {
			people = append(people, ev.Mail.From)
		}
	}
	return q, slices.ContainsFunc(people, func(p casework.Person) bool { return same(p.Address, address) }), err
}

// same compares addresses as mail does, but for the case of letters.
func same(a, b personal.Text) bool { return !b.Empty() && strings.EqualFold(a.Reveal(), b.Reveal()) }

// isFrom reports whether a mail names the address as its sender.
func (x Exporter) isFrom(ctx context.Context, m store.Message, address personal.Text) (bool, error) {
	msg, err := x.parse(func() (io.ReadCloser, error) { return x.Store.Raw(ctx, m.BlobID), nil }, mailmsg.DefaultLimits())
	if errors.Is(err, mailmsg.ErrGivenUp) {
		return false, nil // who wrote it cannot be told
	}
	if err != nil {
		return false, fmt.Errorf("read mail: %w", err)
	}
	for _, a := range append(msg.From, msg.ReplyTo...) {
		if same(a.Address, address) {
			return true, nil
		}
	}
	return false, nil
}

// Write writes what was found into out: a folder an inquiry, and one for mail
// without one. What was merged into an inquiry that was found too lies in its folder.
func (x Exporter) Write(ctx context.Context, p Person, out Sink, now time.Time) error {
	for _, q := range p.Inquiries {
		if slices.ContainsFunc(p.Inquiries, func(whole casework.Inquiry) bool { return whole.ID == q.Course.MergedInto }) {
			continue
		}
		if err := x.Case(ctx, q.ID, within{out, string(q.Ref)}, now); err != nil {
			return fmt.Errorf("%s: %w", q.Ref, err)
		}
	}
	if len(p.Loose) == 0 {
		return nil
	}
	loose := &summed{Sink: within{out, looseFolder}}
	for i, m := range p.Loose {
		e, err := create(loose, x.Writer.MailFile(i+1))
		if err == nil {
			err = copied(e, x.Store.Raw(ctx, m.BlobID))
		}
		if err != nil {
			return fmt.Errorf("write mail %d: %w", i+1, err)
		}
	}
	return loose.finish()
}

func copied(to io.Writer, from io.ReadCloser) error {
	defer from.Close()
	_, err := io.Copy(to, from)
	return err
}
