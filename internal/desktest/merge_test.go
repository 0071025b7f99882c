package desktest

import (
	"context"
	"fmt"
	"slices"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// journal is where the words of people stay who have been let go of: what has
// happened has happened.
const journal = "journal"

// pair merges an inquiry into another, or takes that back from either side, or moves
// a letter that has stayed behind.
func (w *world) pair(n [8]uint32) error {
	m, other := w.matterOf(n[0]), w.matterOf(n[7])
	if m == nil {
		return nil
	}
	act := casework.Merge
	switch {
	case m.q.Course.State == casework.Erased:
		return nil
	case len(m.q.Strays()) > 0 && n[1]%2 == 0:
		act = casework.Move
	case len(m.q.Parts) > 0 && n[1]%3 != 0:
		act = casework.GiveBack
		other = w.matters[m.q.Parts[n[7]%uint32(len(m.q.Parts))].ID]
	case m.q.Course.MergedInto != "":
		act = casework.Unmerge
	case m.q.Course.Held || len(m.q.Suggested) > 0:
		act = casework.Join
	}
	n[6] = 1             // whatever state she saw
	for n[3]>>9%7 != 6 { // the one reason that merging has
		n[3] += 1 << 9
	}
	return w.press(m, other, act, n)
}

// knows reports whether somebody has a part in an inquiry, or in what has been merged
// into it.
func (w *world) knows(m *matter, from string) bool {
	if slices.Contains(m.people, from) {
		return true
	}
	for _, id := range w.order {
		if part := w.matters[id]; part.partOf == m.q.ID && w.knows(part, from) {
			return true
		}
	}
	return false
}

// apart notes that a merge has been taken back, and looks at what each of the two has:
// its own letters and people, and the part its promise, or a red card.
func (w *world) apart(part, whole *matter) error {
	part.partOf = ""
	clear(whole.promised) // what came from the part is promised there
	return w.Store.View(context.Background(), func(tx *store.Tx) error {
		events, err := tx.Journal(whole.q.ID)
		if err != nil {
			return err
		}
		for _, ev := range events {
			if ev.Mail != nil && !w.belongs(whole, w.mails[ev.Mail.Message].word) {
				whole.laid = append(whole.laid, w.mails[ev.Mail.Message].word)
			}
		}
		if err := w.letGo(tx, part, whole); err != nil {
			return err
		}
		q, err := tx.Inquiry(part.q.ID)
		if err != nil {
			return err
		}
		c := q.Course
		passed := c.Deadline.Promised && c.Answered.IsZero() && !time.Now().Before(c.Deadline.Anchor().At(w.rules.Hours.Notice, 0, w.place))
		watched := slices.ContainsFunc(q.Letters, func(l casework.Letter) bool { return l.InFlight() && !l.MeetBy.IsZero() })
		if passed && q.Alarm() == casework.ReasonNone && !watched {
			return fmt.Errorf("%s: %s has passed, and the card is not red", q.Ref, c.Deadline.Anchor())
		}
		return nil
	})
}

// letGo: the part is found by its people again, and the whole only by its own.
func (w *world) letGo(tx *store.Tx, part, whole *matter) error {
	for _, from := range part.people {
		in, err := w.Desk.IsParty(tx, personal.New(from), whole.q.ID)
		if err != nil {
			return err
		}
		if in && !w.knows(whole, from) {
			return fmt.Errorf("%s of %s is still known in %s", from, part.q.Ref, whole.q.Ref)
		}
	}
	if in, err := w.Desk.IsParty(tx, personal.New(part.writer), part.q.ID); err != nil || !in && part.q.Parties.Mandate.State != casework.MandateWithdrawn {
		return fmt.Errorf("%s is not known in %s: %w", part.writer, part.q.Ref, err)
	}
	for id, mail := range w.mails {
		m, err := tx.Message(id)
		if err != nil {
			return err
		}
		if mail.id == part.mailID && m.Inquiry != part.q.ID {
			return fmt.Errorf("the letter that opened %s lies elsewhere", part.q.Ref)
		}
		if m.Inquiry == part.q.ID && !w.belongs(part, mail.word) {
			return fmt.Errorf("%s has taken %s with it", part.q.Ref, mail.word)
		}
	}
	return nil
}
