package desk

import (
	"context"
	"slices"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// recordConflict records whom an inquiry concerns. Where that leaves no adviser
// who may read it, the office's contact for conflicts gets its letters.
func (d *Desk) recordConflict(ctx context.Context, id casework.ID, a Act) (casework.Inquiry, error) {
	var q store.Inquiry
	err := d.store.Update(ctx, func(tx *store.Tx) (err error) {
		if q, err = tx.Inquiry(id); err != nil {
			return err
		}
		told := q.Private() && !d.isRead(q.Inquiry, q.Received) && !d.isRead(q.Inquiry, a.Event.At)
		if err := d.apply(tx, &q, a.Event); err != nil || told {
			return err
		}
		return d.inform(tx, q, a.Words, a.Event.Press, a.Event.At)
	})
	if err == nil {
		d.changed()
	}
	return q.Inquiry, err
}

// inform mails the words of a letter to the office's contact for conflicts, where
// the inquiry may be about an adviser and no other is there to read it (design 4).
// name is of the letter or the press.
func (d *Desk) inform(tx *store.Tx, q store.Inquiry, words personal.Text, name string, at time.Time) error {
	if d.cfg.ConflictContact == "" || words.Empty() || !q.Private() || d.isRead(q.Inquiry, at) {
		return nil
	}
	text, err := d.letters.RenderAlarm(letter.Alarm{Code: letter.Conflict, Ref: q.Ref, From: q.Parties.Writer, Words: words})
	if err != nil {
		return err
	}
	key := string(q.ID) + "/alarm/" + string(letter.Conflict) + "/" + name
	return d.mailOffice(tx, q, at, key, d.cfg.ConflictContact, text)
}

// isRead reports whether there is an adviser beside the one the inquiry may be
// about who may read it, and is not away.
func (d *Desk) isRead(q casework.Inquiry, at time.Time) bool {
	return len(d.cfg.Advisers) > 1 && slices.ContainsFunc(d.cfg.Advisers, func(a Adviser) bool {
		return q.MayRead(a.ID) && d.isThere(a.ID, at)
	})
}

func (d *Desk) isThere(a casework.AdviserID, at time.Time) bool {
	_, away := d.cfg.View.Away(a, d.cfg.Rules.Today(at))
	return !away
}

// called are the advisers whom an inquiry calls: whom it is not about and who are not
// away with a deputy. One whom it names is called only where nobody else is there.
func (d *Desk) called(q casework.Inquiry, at time.Time) []casework.AdviserID {
	var called, named []casework.AdviserID
	v, there := d.view(at), false
	for _, a := range d.cfg.Advisers {
		_, away := v.Deputy(a.ID, q.Apart())
		switch {
		case away || q.Bars(a.ID):
		case q.Names(a.ID):
			named = append(named, a.ID)
		default:
			called, there = append(called, a.ID), there || d.isThere(a.ID, at)
		}
	}
	if !there {
		called = append(called, named...)
	}
	return called
}

// alarmed are the addresses an alarm about an inquiry goes to: of the advisers it
// calls, and of the contact for conflicts where it is, or may be, about all who are
// there.
func (d *Desk) alarmed(q casework.Inquiry, at time.Time) map[string]string {
	to, able := map[string]string{}, false
	called := d.called(q, at)
	for _, a := range d.cfg.Advisers {
		if slices.Contains(called, a.ID) {
			to[string(a.ID)] = a.Alarms
			able = able || !q.Names(a.ID) && d.isThere(a.ID, at)
		}
	}
	if !able && len(q.Apart()) > 0 && d.cfg.ConflictContact != "" {
		to[contactName] = d.cfg.ConflictContact
	}
	return to
}

// callDuty tells whoever is on duty that somebody may be in danger, without a word
// of the letter (domain 4.2).
func (d *Desk) callDuty(tx *store.Tx, q store.Inquiry, ev casework.Event, name string) error {
	if d.cfg.DutyContact == "" {
		return nil
	}
	alarm := d.inquiryAlarm(q, ev, letter.AcuteDuty)
	alarm.Phones = d.cfg.Office.Phones()
	text, err := d.letters.RenderAlarm(alarm)
	if err != nil {
		return err
	}
	key := string(q.ID) + "/alarm/" + string(letter.AcuteDuty) + "/" + name
	return d.mailOffice(tx, q, ev.At, key, d.cfg.DutyContact, text)
}

// contactName stands for the contact for conflicts in keys, where an adviser's id
// would; no id has such a form.
const contactName = "-contact"
