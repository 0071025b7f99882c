package desktest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

type (
	adviser    = config.Adviser
	department = config.Department
)

// check looks at every inquiry that has changed.
func (w *world) check(now time.Time) error {
	for _, id := range w.order {
		if err := w.checkOne(w.matters[id], now); err != nil {
			return fmt.Errorf("%s: %w", w.matters[id].q.Ref, err)
		}
	}
	return nil
}

// find finds the inquiries that have been opened.
func (w *world) find() error {
	return w.Store.View(context.Background(), func(tx *store.Tx) error {
		for id, mail := range w.mails {
			message, err := tx.Message(id)
			if err != nil {
				return fmt.Errorf("mail %s: %w", mail.word, err)
			}
			if message.State == store.MessageStored {
				return fmt.Errorf("mail %s has not been dealt with", mail.word)
			}
			if q := message.Inquiry; q != "" && w.matters[q] == nil {
				if err := w.meet(tx, q); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// meet notes an inquiry that is new, and who has opened it.
func (w *world) meet(tx *store.Tx, id casework.ID) error {
	q, err := tx.Inquiry(id)
	if err != nil {
		return err
	}
	events, err := tx.Journal(id)
	if err != nil {
		return err
	}
	opener := w.mails[events[0].Mail.Message]
	m := &matter{writer: opener.from, people: []string{opener.from}, promised: map[calendar.Date]time.Time{}}
	m.q.ID, m.q.Ref, m.mailID = q.ID, q.Ref, opener.id
	w.matters[id] = m
	w.order = append(w.order, id)
	w.note("%s opened by %s", q.Ref, opener.from)
	return nil
}

func (w *world) checkOne(m *matter, now time.Time) error {
	var q store.Inquiry
	var events []casework.Event
	err := w.Store.View(context.Background(), func(tx *store.Tx) (err error) {
		if q, err = tx.Inquiry(m.q.ID); err != nil || q.Version == m.q.Version {
			return err
		}
		if q.Course.State != casework.Erased {
			events, err = tx.Journal(m.q.ID)
		}
		return err
	})
	if err != nil {
		return err
	}
	if q.Version == m.q.Version {
		return nil
	}
	return w.checkChanged(m, q.Inquiry, events, now)
}

// checkChanged looks at an inquiry that has changed.
func (w *world) checkChanged(m *matter, q casework.Inquiry, events []casework.Event, now time.Time) error {
	before := m.q
	m.q = q
	for _, l := range q.Letters[min(len(before.Letters), len(q.Letters)):] {
		if err := checkRole(q, l); err != nil {
			return err
		}
	}
	card, err := json.Marshal(w.Desk.Card(q, now))
	if err != nil {
		return err
	}
	if err := w.silent(string(card), "card"); err != nil {
		return err
	}
	if q.Course.State == casework.Erased {
		clear(m.promised)
		return nil
	}
	w.promises(m, before, now)
	if err := w.own(m, texts(events), journal); err != nil {
		return err
	}
	return w.replay(q, events)
}

// checkRole: with a power of attorney everything goes to the representative, but
// the confirmation and the result, which the party gets too (L34–L36).
func checkRole(q casework.Inquiry, l casework.Letter) error {
	represented := q.Parties.Mandate.State == casework.MandateAccepted
	shared := l.Letter == casework.LetterPartyConfirmation || l.Letter == casework.LetterResult
	switch {
	case l.To == casework.RoleParty && (!represented || !shared):
	case l.To == casework.RoleRepresentative && !represented:
	case l.To == casework.RoleWriter && represented && l.Status != casework.LetterSent:
	default:
		return nil
	}
	return fmt.Errorf("%s is for the %s; mandate %q", l.Letter, l.To, q.Parties.Mandate.State)
}

// replay applies the journal to nothing and must meet what is stored (H25).
func (w *world) replay(stored casework.Inquiry, events []casework.Event) error {
	q := casework.Inquiry{ID: stored.ID, Ref: stored.Ref}
	for _, ev := range events {
		var err error
		if q, _, err = q.Apply(w.rules, ev); err != nil {
			return fmt.Errorf("journal: %s: %w", ev.Type, err)
		}
	}
	if d := cmp.Diff(q, stored, sameWords, sameInstant, cmpopts.EquateEmpty(), cmpopts.EquateComparable(calendar.Date{})); d != "" {
		return fmt.Errorf("the journal leads elsewhere (-journal +stored):\n%s", d)
	}
	return nil
}

var (
	sameWords   = cmp.Comparer(func(a, b personal.Text) bool { return a.Reveal() == b.Reveal() })
	sameInstant = cmp.Comparer(func(a, b time.Time) bool { return a.Truncate(time.Millisecond).Equal(b.Truncate(time.Millisecond)) })
)

// texts are all personal words in events.
func texts(events []casework.Event) string {
	all := ""
	var search func(v reflect.Value)
	search = func(v reflect.Value) {
		if words, ok := v.Interface().(personal.Text); ok {
			all += words.Reveal() + "\n"
			return
		}
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() {
				search(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				search(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					search(v.Field(i))
				}
			}
		}
	}
	search(reflect.ValueOf(events))
	return all
}

// notices tell the citizen of the further course with a new date (L39).
var notices = []casework.LetterID{casework.LetterDeadlineNotice, casework.LetterAbsence, casework.LetterCopyToCitizen}

// promises notes what has been promised, and what has been done about it.
func (w *world) promises(m *matter, before casework.Inquiry, now time.Time) {
	c := m.q.Course
	if !c.Answered.IsZero() && !c.Answered.Equal(before.Course.Answered) {
		m.answered = now
	}
	if told := c.Deadline.Told; !told.IsZero() && told.Before(before.Course.Deadline.Told) {
		// The letter with the later date never reached her: she goes by the earlier one.
		maps.DeleteFunc(m.promised, func(promise calendar.Date, _ time.Time) bool { return promise.After(told) })
	}
	if c.State == casework.Closed && slices.Contains([]casework.Outcome{casework.Withdrawn, casework.NotAComplaint, casework.Merged}, c.Outcome) {
		clear(m.promised)
	}
	if c.ReceiptRule == casework.ReceiptDepartment && !c.Deadline.Promised && c.Deadline.Told.IsZero() {
		clear(m.promised) // a department's, an adviser says: it was told of no date
	}
	if d := c.Deadline; d.Promised && c.State.Open() && c.Answered.IsZero() && d.Reached != casework.StepNotice {
		if _, known := m.promised[d.Anchor()]; !known {
			m.promised[d.Anchor()] = now
		}
	}
}

// checkPromises: a promised date that is over has an answer, a notice that was
// delivered, or a card that was red for all (design 1.5).
func (w *world) checkPromises(now time.Time) error {
	for _, id := range w.order {
		m := w.matters[id]
		if err := errors.Join(m.checkRed(now, w.place), m.checkPromises(now, w.place)); err != nil {
			return fmt.Errorf("%s: %w", m.q.Ref, err)
		}
	}
	return nil
}

// checkRed: while a promise is broken, its card is red, after every step and whatever
// is done meanwhile about something else (design 1.5). A letter under way is watched
// for an hour.
func (m *matter) checkRed(now time.Time, place *time.Location) error {
	c := m.q.Course
	runs := c.State.Open() && c.Deadline.Promised && c.Answered.IsZero()
	if !runs || now.Before(c.Deadline.Anchor().At(18, 0, place)) && c.Deadline.Reached != casework.StepNotice {
		return nil // she may have said that she answers today, until 18:00
	}
	for _, l := range m.q.Letters {
		if l.InFlight() && !l.MeetBy.IsZero() && now.Before(l.Decided.Add(time.Hour)) {
			return nil
		}
		if l.Status == casework.LetterStuck && now.Before(l.Changed.Add(time.Minute)) {
			return nil // red for the letter; the clock has yet to look at the date
		}
	}
	watched := slices.ContainsFunc(m.q.Letters, func(l casework.Letter) bool { // until an hour after the notice
		return l.InFlight() && !l.MeetBy.IsZero() && now.Before(l.MeetBy.At(16, 0, place))
	})
	if !watched && !m.redForDate() {
		return fmt.Errorf("the promise of %s is broken and the card says %q; %+v", c.Deadline.Anchor(), m.q.Alarms(), c.Deadline)
	}
	return nil
}

// redForDate reports whether the card says that the citizen has not had what she was
// promised. One that is red for danger, or a letter that came back, says nothing of it.
func (m *matter) redForDate() bool {
	return slices.ContainsFunc(m.q.Alarms(), func(r casework.Reason) bool {
		return slices.Contains([]casework.Reason{casework.ReasonSuppressed, casework.ReasonNotDelivered, casework.ReasonLetterInDoubt}, r)
	})
}

func (m *matter) checkPromises(now time.Time, place *time.Location) error {
	for promise, since := range m.promised {
		if now.Before(promise.At(23, 59, place)) {
			continue
		}
		// A card that is red for danger says nothing of the date.
		red := slices.ContainsFunc(m.q.Alarms(), func(r casework.Reason) bool { return r != casework.ReasonAcute })
		kept := red || !m.answered.Before(since) || !m.alarmed.Before(promise.At(0, 0, place))
		for _, l := range m.q.Letters {
			told := l.Letter.Answers() || slices.Contains(notices, l.Letter)
			kept = kept || told && l.Status == casework.LetterSent && !l.Changed.Before(since)
			// A receipt that was held until the day names the date that is kept (L37, L39).
			late := l.Letter.IsReceipt() && !l.Decided.Before(promise.At(0, 0, place))
			kept = kept || late && l.Status == casework.LetterSent
		}
		if !kept {
			return fmt.Errorf("%s was promised on %s and has passed in silence; %s, %+v",
				promise, since.In(place).Format(time.DateTime), m.q.Course.State, m.q.Course.Deadline)
		}
		delete(m.promised, promise)
	}
	return nil
}
