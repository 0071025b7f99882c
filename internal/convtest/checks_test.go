package convtest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/personal"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
)

// folderPoll is a little longer than the interval at which the folders beside
// the inbox are looked at.
const folderPoll = 75 * time.Second

// check holds the end of a story to what must always hold.
func (s *story) check() {
	if s.running {
		time.Sleep(folderPoll) // our letters are seen in Sent
		synctest.Wait()
		if err := s.observe(); err != nil {
			s.t.Error(err)
		}
	}
	s.checkCanaries()
	s.checkLetters()
	s.checkLog()
	s.checkSlack()
	for name, check := range map[string]func(*store.Tx) error{
		"mail": s.checkMail, "cards": s.checkCards, "journal": s.checkJournal,
	} {
		if err := s.view(check); err != nil {
			s.t.Errorf("%s: %v", name, err)
		}
	}
}

// checkLetters: one Message-ID is one letter, no letter goes twice, and the story
// has told all of them.
func (s *story) checkLetters() {
	first := map[string]letter{}
	for _, l := range append(slices.Clone(s.letters), s.alarms...) {
		before, again := first[l.id]
		switch {
		case again && string(before.Data) != string(l.Data):
			s.t.Errorf("%s: two letters that differ under one Message-ID", l.kind)
		case again && !slices.Contains(s.repeated, l.id):
			s.t.Errorf("%s left twice", l.kind)
		}
		if !l.told {
			s.t.Errorf("the story does not tell of the %s to %v", l.kind, l.To)
		}
		first[l.id] = l
	}
}

// checkLog: an error is something a person must act on, so the story names it.
func (s *story) checkLog() {
	for _, line := range strings.Split(s.log.String(), "\n") {
		named := func(words string) bool { return strings.Contains(line, words) }
		if strings.Contains(line, "level=ERROR") && !slices.ContainsFunc(s.expected, named) {
			s.t.Errorf("the log has an error the story does not tell of: %s", line)
		}
	}
}

// prompt is how soon the app answers Slack (design 8).
const prompt = 100 * time.Millisecond

// checkSlack: Slack had nothing to object to, and every press was acknowledged
// at once.
func (s *story) checkSlack() {
	for _, call := range s.Slack.Calls() {
		// What was erased since the copy is asked for again, and is gone.
		gone := s.restored && call.Answer == "thread_not_found"
		if call.Answer != "ok" && !s.troubled && !gone {
			s.t.Errorf("%s was answered %s: %v", call.Method, call.Answer, call.Args)
		}
		if strings.Contains(call.Answer, "invalid") || strings.Contains(call.Answer, "ratelimited") {
			s.t.Errorf("%s was answered %s", call.Method, call.Answer)
		}
	}
	for _, d := range s.Slack.Deliveries() {
		if d.AckedAt.IsZero() || d.AckedAt.Sub(d.SentAt) > prompt {
			s.t.Errorf("a %s was acknowledged after %v", d.Kind, d.AckedAt.Sub(d.SentAt))
		}
	}
}

// checkMail: every mail in the folders that are read is in the store, once, and
// has been dealt with.
func (s *story) checkMail(tx *store.Tx) error {
	for _, box := range s.Config.Mailboxes {
		for _, folder := range append([]string{box.Inbox, box.Sent}, box.Folders...) {
			if err := s.checkFolder(tx, box, folder); err != nil {
				return fmt.Errorf("%s: %w", folder, err)
			}
		}
	}
	return nil
}

func (s *story) checkFolder(tx *store.Tx, box config.Mailbox, folder string) error {
	stored := s.Mailbox(box.ID).Messages(folder)
	if len(stored) == 0 {
		return nil
	}
	f, err := tx.Folder(box.ID, folder)
	if err != nil {
		return err
	}
	known, err := tx.KnownUIDs(store.Place{Mailbox: box.ID, Folder: folder, UIDValidity: f.UIDValidity, UID: 1})
	if err != nil {
		return err
	}
	for _, m := range stored {
		if !known[m.UID] && m.UID >= f.MarkerUID {
			return fmt.Errorf("UID %d is not known", m.UID)
		}
		message, err := s.kept(tx, box.ID, folder, m)
		if err == nil && message.State == store.MessageStored {
			return fmt.Errorf("UID %d has not been dealt with", m.UID)
		}
		if err != nil && !m.InternalDate.Before(f.MarkerAt) {
			return fmt.Errorf("UID %d: %w", m.UID, err)
		}
	}
	return nil
}

// kept is what the store has of a mail on the server: its bytes, or what is kept
// in their stead where they could not be fetched.
func (s *story) kept(tx *store.Tx, mailbox, folder string, m standin.Stored) (store.Message, error) {
	kept, err := tx.Message(s.vault.Names().Message(sumOf(m.Raw)))
	if !errors.Is(err, store.ErrNotFound) {
		return kept, err
	}
	for _, id := range s.inquiries {
		messages, err := tx.MessagesOf(id)
		if err != nil {
			return store.Message{}, err
		}
		for _, kept := range messages {
			places, err := tx.Places(kept.ID)
			if err != nil {
				return store.Message{}, err
			}
			if slices.ContainsFunc(places, func(p store.Place) bool { return p.Mailbox == mailbox && p.Folder == folder && p.UID == m.UID }) {
				return kept, nil
			}
		}
	}
	return store.Message{}, err
}

// checkCards: an inquiry has one card.
func (s *story) checkCards(tx *store.Tx) error {
	for i, id := range s.inquiries {
		c, err := tx.CardOf(id)
		if err != nil {
			continue // erased
		}
		n := 0
		for _, m := range s.Channel().Messages() {
			if !m.Deleted && m.ThreadTS == "" && hasKey(m, c.Key) {
				n++
			}
		}
		if n > 1 {
			return fmt.Errorf("inquiry %d has %d cards", i+1, n)
		}
	}
	return nil
}

func hasKey(m standin.Message, key string) bool {
	if m.Metadata == nil {
		return false
	}
	for _, value := range m.Metadata.EventPayload {
		if value == key {
			return true
		}
	}
	return false
}

// checkJournal: the chain holds, and the events of each inquiry lead to the
// inquiry that is stored.
func (s *story) checkJournal(tx *store.Tx) error {
	if _, err := tx.VerifyJournal(); err != nil {
		return err
	}
	for i, id := range s.inquiries {
		stored, err := tx.Inquiry(id)
		if errors.Is(err, store.ErrNotFound) && slices.Contains(s.gone, id) {
			continue
		}
		if err != nil {
			return err
		}
		if stored.Course.State == casework.Erased {
			continue
		}
		events, err := tx.Journal(id)
		if err != nil {
			return err
		}
		q := casework.Inquiry{ID: stored.ID, Ref: stored.Ref}
		for _, ev := range events {
			if q, _, err = q.Apply(s.rulesAt(ev.At).rules, ev); err != nil {
				return fmt.Errorf("inquiry %d: %s: %w", i+1, ev.Type, err)
			}
		}
		if d := cmp.Diff(q, stored.Inquiry, sameWords, sameInstant, cmpopts.EquateEmpty(), cmpopts.EquateComparable(calendar.Date{})); d != "" {
			return fmt.Errorf("inquiry %d: its journal leads elsewhere (-journal +stored):\n%s", i+1, d)
		}
	}
	return nil
}

var (
	sameWords   = cmp.Comparer(func(a, b personal.Text) bool { return a.Reveal() == b.Reveal() })
	sameInstant = cmp.Comparer(func(a, b time.Time) bool { return a.Truncate(time.Millisecond).Equal(b.Truncate(time.Millisecond)) })
)

// rulesAt are the rules the office had at an instant.
func (s *story) rulesAt(at time.Time) rulesFrom {
	rules := s.rules[0]
	for _, r := range s.rules {
		if !r.at.After(at) {
			rules = r
		}
	}
	return rules
}
