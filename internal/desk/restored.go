package desk

import (
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// After a restore the database does not know what was done since the copy was taken.
// Every name is derived from the mail (design 4), so what comes up a second time
// comes under the name it had the first time, and is looked for before it is done:
// letters at the proof of submission, cards and lines by their keys in the channel.

// holdForgotten holds the receipt of mail that came before a restore where nobody can
// find out whether it has left (design 8).
func (d *Desk) holdForgotten(tx *store.Tx, m *casework.MailFacts) error {
	if m.Receipt != casework.ReceiptAllowed || d.cfg.Proof {
		return nil
	}
	r, err := tx.Restored()
	if err == nil && r.Forgot(m.Received) {
		m.Receipt = casework.ReceiptRestored
	}
	return err
}

// mayBeDone has an automatic letter or a line looked for first when what it follows
// from happened before a restore.
func (d *Desk) mayBeDone(tx *store.Tx, item store.Outgoing, ev casework.Event) error {
	r, err := tx.Restored()
	if err != nil || !r.Forgot(d.cause(ev)) {
		return err
	}
	return tx.MayBeDone(item, time.Now(), d.cfg.Proof)
}

// cause is when what an event tells of happened in the world.
func (d *Desk) cause(ev casework.Event) time.Time {
	switch {
	case ev.Mail != nil:
		return ev.Mail.Received
	case ev.Type == casework.NoticeDue:
		return ev.Date.At(d.cfg.Rules.Hours.Notice, 0, d.cfg.Rules.Location)
	}
	return ev.At
}

// seekCard has the card of an inquiry that is opened a second time looked for.
func (d *Desk) seekCard(tx *store.Tx, q store.Inquiry, ev casework.Event) error {
	if ev.Type != casework.Opened {
		return nil
	}
	r, err := tx.Restored()
	if err != nil || !r.Forgot(q.Received) {
		return err
	}
	return tx.SeekCard(q.ID, q.Received)
}

// due is what the passing of time demands of an inquiry. What fell due between the
// copy and its restore is taken as it went then, so that a notice names the date it
// named the first time.
func (d *Desk) due(q casework.Inquiry, r store.Restored, now time.Time) (casework.Event, time.Time) {
	if !r.At.IsZero() {
		_, at := q.Clock(d.cfg.Rules, r.From)
		if at.After(r.From) && r.Forgot(at) {
			if ev, then := q.Clock(d.cfg.Rules, at); ev.Type != "" {
				return ev, then
			}
		}
	}
	return q.Clock(d.cfg.Rules, now)
}

// lookingFor is how long proof is looked for of a letter that may have left before a
// restore, before its absence is an alarm.
const lookingFor = 15 * time.Minute

// stillLooking is until when the letter of a key is looked for; zero when it is not.
func stillLooking(tx *store.Tx, key string) time.Time {
	o, err := tx.OutgoingByKey(key)
	if err != nil || o.State != store.OutUncertain || o.Phase != store.PhaseRestored {
		return time.Time{}
	}
	return o.Claimed.Add(lookingFor)
}

// digestSince is from when on today's digest may have been posted: now, or when a
// restore has come since it was due.
func (d *Desk) digestSince(tx *store.Tx, now time.Time) (time.Time, error) {
	r, err := tx.Restored()
	due := d.cfg.Rules.Today(now).At(d.cfg.Rules.Hours.From, 0, d.cfg.Rules.Location)
	if err == nil && r.Forgot(due) {
		return due, nil
	}
	return now, err
}
