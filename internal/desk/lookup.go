package desk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/compose"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// Date is the local date of an instant.
func (d *Desk) Date(at time.Time) calendar.Date { return d.cfg.Rules.Today(at) }

// OwnLetter reports whether a message is a letter of ours come back, and which.
// The keyed hash over Message-ID and words tells; a Message-ID of ours alone
// does so only in the Sent folder, for everybody who got a letter knows its
// Message-ID and could hide a complaint behind it. The stamp is that of a message which
// brings nothing that the stamp does not cover.
func (d *Desk) OwnLetter(tx *store.Tx, mailID, stamp string, text personal.Text, sent bool) (own bool, key string, err error) {
	if mailID == "" {
		return false, "", nil
	}
	valid := compose.Stamped(d.names.Key("stamp"), mailID, text.Reveal(), stamp)
	if !valid && !sent {
		return false, "", nil
	}
	o, err := tx.OutgoingByMailID(mailID)
	if errors.Is(err, store.ErrNotFound) {
		return valid, "", nil
	}
	return true, o.Key, err
}

// Proven records that a letter of ours has been seen where only letters that
// left can be, or that something has come back of it, and returns its inquiry. It may
// be seen while its sender still waits for the relay's word; the proof comes once, and
// is not to be lost with that word.
func (d *Desk) Proven(tx *store.Tx, key string, now time.Time) (casework.ID, error) {
	o, err := tx.OutgoingByKey(key)
	if err != nil {
		return "", err
	}
	unsettled := o.State == store.OutUncertain || o.State == store.OutSending || o.State == store.OutPending
	if !unsettled || o.Attempts == 0 {
		return o.Inquiry, nil
	}
	return o.Inquiry, d.Delivered(tx, o, now, store.Result{Phase: "proof"})
}

// Delivered records that a letter has left, in the outbox and in its inquiry.
func (d *Desk) Delivered(tx *store.Tx, o store.Outgoing, now time.Time, r store.Result) error {
	if err := tx.Finish(o.ID, store.OutDelivered, now, r); err != nil {
		return err
	}
	return d.outcome(tx, o, casework.LetterDelivered, now)
}

// Failed records that a letter will not leave.
func (d *Desk) Failed(tx *store.Tx, o store.Outgoing, now time.Time, r store.Result) error {
	if err := tx.Finish(o.ID, store.OutFailed, now, r); err != nil {
		return err
	}
	return d.outcome(tx, o, casework.LetterFailed, now)
}

// InDoubt asks an adviser whether her letter was sent.
func (d *Desk) InDoubt(tx *store.Tx, o store.Outgoing, now time.Time) error {
	return d.outcome(tx, o, casework.LetterInDoubt, now)
}

// CalledOff ends a letter that would be tried again and that its inquiry has stopped
// meanwhile: after a no, or when the power of attorney was withdrawn (L24, L31). It
// reports whether it has.
func (d *Desk) CalledOff(tx *store.Tx, o store.Outgoing, now time.Time, r store.Result) (bool, error) {
	if !ofCourse(o) {
		return false, nil
	}
	q, err := tx.Inquiry(o.Inquiry)
	if err != nil || !q.CalledOff(o.Key) {
		return false, err
	}
	return true, tx.Finish(o.ID, store.OutCancelled, now, r)
}

// ofCourse reports whether an item is a letter that an inquiry knows of. Drafts,
// lines and alarms concern no course.
func ofCourse(o store.Outgoing) bool {
	return o.Inquiry != "" && o.Channel == store.OutMail && o.Kind != KindAlarm
}

// outcome tells the inquiry what became of its letter. An erased inquiry
// hears nothing.
func (d *Desk) outcome(tx *store.Tx, o store.Outgoing, what casework.EventType, now time.Time) error {
	if !ofCourse(o) {
		return nil
	}
	_, err := d.Apply(tx, o.Inquiry, casework.Event{
		Type: what, At: now, By: casework.Actor{Role: casework.BySystem}, Key: o.Key,
	})
	var refusal *casework.Refusal
	if errors.As(err, &refusal) {
		return nil
	}
	return err
}

// LetterOf returns the letter of the office that one of the Message-IDs names, and
// the inquiry that decided it; empty when none does.
func (d *Desk) LetterOf(tx *store.Tx, mailIDs []string) (key string, id casework.ID, err error) {
	for _, mailID := range mailIDs {
		if key, err = tx.LetterByMailID(d.names.MailID(mailID)); err != nil {
			return "", "", err
		}
		if decided, _, found := strings.Cut(key, "/"); found {
			return key, casework.ID(decided), nil
		}
	}
	return "", "", nil
}

// DraftOf returns the key of the draft that one of the Message-IDs names, and the
// inquiry that has it today; empty when none does.
func (d *Desk) DraftOf(tx *store.Tx, mailIDs []string) (key string, id casework.ID, err error) {
	for _, mailID := range mailIDs {
		hash := d.names.MailID(mailID)
		key, err := tx.LetterByMailID(hash)
		if err != nil {
			return "", "", err
		}
		if !casework.IsDraft(key) {
			continue
		}
		of, _, err := tx.ByMailID(hash)
		if err != nil || len(of) == 0 {
			return "", "", err
		}
		q, err := lasting(tx, of[0])
		if err != nil || q.Course.State == casework.Erased {
			return "", "", err
		}
		return key, q.ID, nil
	}
	return "", "", nil
}

// IsParty reports whether an address is that of a correspondent of the inquiry
// ([casework.Parties.Correspondents]): the one rule for whose letters belong to it. An
// address of the office or the municipality is so only where its owner is.
func (d *Desk) IsParty(tx *store.Tx, address personal.Text, id casework.ID) (bool, error) {
	q, err := tx.Inquiry(id)
	return err == nil && d.corresponds(q, address), err
}

func (d *Desk) corresponds(q store.Inquiry, address personal.Text) bool {
	return slices.ContainsFunc(q.Parties.Correspondents(), d.among(address))
}

// among tells the people with one of the addresses.
func (d *Desk) among(addresses ...personal.Text) func(casework.Person) bool {
	return func(p casework.Person) bool {
		return !p.Address.Empty() && slices.ContainsFunc(addresses, func(a personal.Text) bool {
			return !a.Empty() && d.names.Address(a.Reveal()) == d.names.Address(p.Address.Reveal())
		})
	}
}

// Reached is the part in an inquiry of whoever a letter seen in Sent went to
// ([casework.Inquiry.Reached]). key is that of the draft it was, if any.
func (d *Desk) Reached(tx *store.Tx, id casework.ID, key string, to []personal.Text) (casework.Role, error) {
	q, err := tx.Inquiry(id)
	if err != nil {
		return "", err
	}
	return q.Reached(key, d.among(to...)), nil
}

// IsRepresentative reports whether an address is that of whoever acts for the party
// with an accepted power of attorney.
func (d *Desk) IsRepresentative(tx *store.Tx, address personal.Text, id casework.ID) (bool, error) {
	q, err := tx.Inquiry(id)
	if err != nil || q.Parties.Mandate.State != casework.MandateAccepted {
		return false, err
	}
	return d.among(address)(q.Parties.Representative), nil
}

// OpenOf returns the newest open inquiry that an address corresponds in, or "".
func (d *Desk) OpenOf(tx *store.Tx, address personal.Text) (casework.ID, error) {
	open, err := d.openOf(tx, address)
	if err != nil || len(open) == 0 {
		return "", err
	}
	return open[0].ID, nil
}

// WaitingOf returns the references of the open inquiries that an address corresponds
// in, those that wait for a department first.
func (d *Desk) WaitingOf(tx *store.Tx, address personal.Text) (refs []casework.Reference, err error) {
	open, err := d.openOf(tx, address)
	var others []casework.Reference
	for _, q := range open {
		if q.Course.State == casework.WithDepartment {
			refs = append(refs, q.Ref)
		} else {
			others = append(others, q.Ref)
		}
	}
	return append(refs, others...), err
}

// openOf are the open inquiries that an address corresponds in, the newest first.
func (d *Desk) openOf(tx *store.Tx, address personal.Text) (open []store.Inquiry, err error) {
	if address.Empty() {
		return nil, nil
	}
	ids, err := tx.OpenOf(d.names.Address(address.Reveal()))
	for _, id := range ids {
		q, err := tx.Inquiry(id)
		if err != nil {
			return nil, err
		}
		if d.corresponds(q, address) {
			open = append(open, q)
		}
	}
	return open, err
}

// ours reports whether a Message-ID is one we gave.
func ours(mailID, domain string) bool {
	return strings.HasPrefix(mailID, "bb.") && strings.HasSuffix(mailID, "@"+domain)
}

// CardOf renders the card of an inquiry as it must look now.
func (d *Desk) CardOf(ctx context.Context, id casework.ID) (card.Message, error) {
	q, err := d.Find(ctx, id)
	if err != nil {
		return card.Message{}, fmt.Errorf("render card: %w", err)
	}
	return d.Card(q, time.Now()), nil
}

// CopyToSent asks for a copy of a delivered letter in the Sent folder it left from,
// for servers that do not file what they are given.
func (d *Desk) CopyToSent(tx *store.Tx, o store.Outgoing, now time.Time) error {
	copied, err := filing(tx, o)
	if err != nil {
		return err
	}
	copied.MailID, copied.Date = o.MailID, now
	q := store.Inquiry{}
	if o.Inquiry != "" {
		if q, err = tx.Inquiry(o.Inquiry); err != nil {
			return err
		}
	}
	return enqueue(tx, q, store.Outgoing{
		Key: o.Key + "/copy", Channel: store.OutIMAP, Kind: KindSentCopy, Due: now, Created: now,
	}, copied)
}
