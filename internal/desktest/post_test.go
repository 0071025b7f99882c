package desktest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/store"
)

// relays are what can become of a letter that is sent.
var relays = []string{"delivers", "is down", "refuses", "leaves in doubt"}

// post takes everything that is due from the outbox, as the program's roads would.
func (w *world) post(now time.Time) error {
	for _, channel := range []store.OutChannel{store.OutMail, store.OutSlack, store.OutIMAP} {
		for {
			more, err := w.postOne(channel, now)
			if err != nil {
				return err
			}
			if !more {
				break
			}
		}
	}
	return nil
}

func (w *world) postOne(channel store.OutChannel, now time.Time) (more bool, err error) {
	var wrong error
	err = w.Store.Update(context.Background(), func(tx *store.Tx) error {
		o, err := tx.Claim(channel, now)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		more = true
		if wrong = w.leaves(tx, o); wrong != nil {
			return nil
		}
		if channel != store.OutMail {
			return tx.Finish(o.ID, store.OutDelivered, now, store.Result{})
		}
		switch w.relay {
		case 1:
			return tx.Postpone(o.ID, now.Add(2*time.Hour), store.Result{})
		case 2:
			return w.Desk.Failed(tx, o, now, store.Result{Code: 550})
		case 3:
			if err := tx.Doubt(o.ID, store.Result{}); err != nil || o.Automatic {
				return errors.Join(err, tx.Resend(o.ID, now.Add(10*time.Minute)))
			}
			return w.Desk.InDoubt(tx, o, now)
		}
		return w.Desk.Delivered(tx, o, now, store.Result{})
	})
	return more, errors.Join(err, wrong)
}

// leaves holds what leaves to the rules.
func (w *world) leaves(tx *store.Tx, o store.Outgoing) error {
	m := w.matters[o.Inquiry]
	if m != nil && m.q.Course.State == casework.Erased {
		return fmt.Errorf("%s leaves of %s, which is erased", o.Kind, m.q.Ref)
	}
	text := readable(o.Payload)
	if o.Channel == store.OutSlack {
		return w.silent(text, o.Kind)
	}
	if o.Channel == store.OutIMAP {
		return w.own(m, text, o.Kind)
	}
	var p desk.Posting
	if err := json.Unmarshal(o.Payload, &p); err != nil {
		return err
	}
	text = readable(p.Raw)
	if o.Kind == desk.KindAlarm {
		if !slices.ContainsFunc(w.cfg.Advisers, func(a adviser) bool { return a.Alarms == p.To }) {
			return fmt.Errorf("an alarm goes to %s", p.To)
		}
		if m != nil {
			m.alarmed = time.Now()
		}
		return w.silent(text, o.Kind)
	}
	if before, again := w.left[o.Key]; again && !bytes.Equal(before, p.Raw) {
		return fmt.Errorf("two letters that differ under the key %s", o.Key)
	} else if again && o.Resent == 0 && w.relay == 0 && o.Attempts < 2 {
		return fmt.Errorf("%s leaves twice", o.Key)
	}
	w.left[o.Key] = p.Raw
	if m == nil {
		return fmt.Errorf("%s belongs to no inquiry", o.Kind)
	}
	m.mailIDs = append(m.mailIDs, o.MailID)
	q, err := tx.Inquiry(o.Inquiry)
	if err != nil {
		return err
	}
	return errors.Join(w.own(m, text, o.Kind), w.addressed(m, q.Inquiry, o, p.To))
}

// addressed holds a letter that leaves to who may get it (H15, H18; L23–L24, L31–L36).
func (w *world) addressed(m *matter, q casework.Inquiry, o store.Outgoing, to string) error {
	at := slices.IndexFunc(q.Letters, func(l casework.Letter) bool { return l.Key == o.Key })
	if at < 0 {
		return fmt.Errorf("%s: the inquiry does not know of %s", q.Ref, o.Kind)
	}
	l := q.Letters[at]
	w.note("%s: %s to %s %s", q.Ref, l.Letter, l.To, to)
	department := slices.ContainsFunc(w.cfg.Departments, func(d department) bool { return d.Address == to })
	c := q.Course
	switch l.To {
	case casework.RoleDepartment:
		switch {
		case !department:
			return fmt.Errorf("%s: %s goes to %s, which is no department", q.Ref, l.Letter, to)
		case c.Sharing.Blocked():
			return fmt.Errorf("%s: %s goes to a department after a no", q.Ref, l.Letter)
		case w.rules.Sharing == casework.OptIn && !c.Case.Agreed:
			return fmt.Errorf("%s: %s goes to a department without an agreement", q.Ref, l.Letter)
		}
	case casework.RoleParty:
		if to != q.Parties.Party.Address.Reveal() || to == m.writer {
			return fmt.Errorf("%s: %s for the party goes to %s", q.Ref, l.Letter, to)
		}
	default:
		if to != m.writer {
			return fmt.Errorf("%s: %s for the %s goes to %s, not %s", q.Ref, l.Letter, l.To, to, m.writer)
		}
	}
	return nil
}

// silent: nothing personal stands in what goes to the channel, nor in an alarm.
func (w *world) silent(text, where string) error {
	for _, word := range w.words {
		if strings.Contains(text, word) {
			return fmt.Errorf("a %s has the word %s", where, word)
		}
	}
	return nil
}

// own: only an inquiry's own words stand in what belongs to it.
func (w *world) own(m *matter, text, where string) error {
	for _, word := range w.words {
		if strings.Contains(text, word) && (m == nil || !w.belongs(m, word) && !(where == journal && slices.Contains(m.laid, word))) {
			return fmt.Errorf("%s has the word %s of another inquiry", where, word)
		}
	}
	return nil
}

// belongs reports whether a word may stand in an inquiry: an adviser wrote it
// there, or somebody who has a part in it, or in any, did.
func (w *world) belongs(m *matter, word string) bool {
	if slices.Contains(m.words, word) {
		return true
	}
	for _, mail := range w.mails {
		if mail.word == word {
			return w.knows(m, mail.from) || mail.staff && w.within(m, mail.points)
		}
	}
	return false
}

// within reports whether an inquiry is this one, or has been merged into it.
func (w *world) within(m *matter, id casework.ID) bool {
	part := w.matters[id]
	for range w.order {
		if part == nil || part == m {
			break
		}
		part = w.matters[part.partOf]
	}
	return part == m
}

// now is where the letters of an inquiry are.
func (w *world) now(id casework.ID) *matter {
	m := w.matters[id]
	for range w.order { // merged by one step, or by several
		if m == nil || m.q.Course.MergedInto == "" {
			break
		}
		m = w.matters[m.q.Course.MergedInto]
	}
	return m
}

// readable undoes what would hide a word: quoted-printable and base64 in JSON.
func readable(raw []byte) string {
	var p struct{ Raw []byte }
	if json.Unmarshal(raw, &p) == nil && len(p.Raw) > 0 {
		raw = p.Raw
	}
	text := strings.ReplaceAll(string(raw), "=\r\n", "")
	return strings.ReplaceAll(text, "=\n", "")
}
