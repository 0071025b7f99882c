package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"borgerbot/internal/casework"
)

// Restored tells that the database is an older copy of itself: what happened
// between the two instants the world remembers, and it does not.
type Restored struct {
	From time.Time // when the copy was taken
	// At is when it was put back, or, once the daemon has started on it, when that
	// was: until then another may have worked.
	At time.Time
}

// PhaseRestored is the phase of a letter that may have left before a restore, and is
// looked for.
const PhaseRestored = "restored"

// The facts that hold a [Restored].
const (
	restoredFrom = "restored_from"
	restoredAt   = "restored_at"
	// notBegun is there until the daemon has started on what was put back.
	notBegun = "restored_not_begun"
)

// Restored returns the last restore; the zero value is none.
func (t *Tx) Restored() (r Restored, err error) {
	r.From, err = t.InstantFact(restoredFrom)
	if err == nil {
		r.At, err = t.InstantFact(restoredAt)
	}
	return r, err
}

// Forgot reports whether what belongs to an instant may have been done already,
// by the installation the copy was taken of.
func (r Restored) Forgot(at time.Time) bool { return !r.At.IsZero() && !at.After(r.At) }

// TakeUpFrom makes the database one that knows it is a copy. What waited to be sent
// or posted when the copy was taken may have been since: it is looked for before it
// is done again, and so is every card. Without proof nobody can tell whether a letter
// has left, and a person decides.
func (t *Tx) TakeUpFrom(r Restored, proof bool) error {
	return errors.Join(
		t.SetInstantFact(restoredFrom, r.From),
		t.SetInstantFact(restoredAt, r.At),
		t.SetInstantFact(notBegun, r.At),
		t.exec(`
			UPDATE outbox
			SET state = 'uncertain', claimed_at = ?, attempts = MAX(attempts, 1), phase = ?,
			    resent = CASE WHEN automatic = 1 THEN ? ELSE resent END
			WHERE state IN ('pending', 'sending') AND channel = 'mail'`,
			stamp(r.At), PhaseRestored, resent(proof)),
		t.exec(`UPDATE outbox SET attempts = MAX(attempts, 1) WHERE settled_at IS NULL AND channel <> 'mail'`),
		t.exec(`UPDATE cards SET posting_at = COALESCE(posting_at, due_at) WHERE ts = ''`),
		t.exec(`UPDATE cards SET refresh_at = ? WHERE ts <> '' AND wanted = posted`, stamp(r.At)),
	)
}

// BeginRestored is the daemon's first start on a copy that was put back. The clock may
// have been behind at the restore, or another daemon may have worked since: the world
// remembers until now, and what is looked for is looked for from now on. Later starts
// change nothing.
func (t *Tx) BeginRestored(now time.Time) error {
	waiting, err := t.InstantFact(notBegun)
	if err != nil || waiting.IsZero() {
		return err
	}
	if now.Before(waiting) {
		now = waiting
	}
	return errors.Join(
		t.SetInstantFact(restoredAt, now),
		t.exec(`UPDATE outbox SET claimed_at = ? WHERE state = 'uncertain' AND settled_at IS NULL AND phase = ?`, stamp(now), PhaseRestored),
		t.exec(`DELETE FROM facts WHERE name = ?`, notBegun),
	)
}

// MayBeDone says of an item that has just been enqueued that it may have been done
// before the restore: it is looked for first. A letter waits for its proof; where
// there can be none a person decides.
func (t *Tx) MayBeDone(o Outgoing, now time.Time, proof bool) error {
	if o.Channel != OutMail {
		return t.exec(`UPDATE outbox SET attempts = 1 WHERE key = ? AND state = 'pending' AND attempts = 0`, o.Key)
	}
	return t.exec(`
		UPDATE outbox
		SET state = 'uncertain', claimed_at = ?, attempts = 1, resent = ?, phase = ?
		WHERE key = ? AND state = 'pending' AND attempts = 0`, stamp(now), resent(proof), PhaseRestored, o.Key)
}

// resent is how often a letter in doubt counts as sent again: once is as often as it
// may be without a person.
func resent(proof bool) int {
	if proof {
		return 0
	}
	return 1
}

// SeekCard has a card that has not been posted looked for among the messages since
// an instant, before it is.
func (t *Tx) SeekCard(q casework.ID, since time.Time) error {
	return t.exec(`UPDATE cards SET posting_at = ? WHERE inquiry_id = ? AND ts = '' AND posting_at IS NULL`, stamp(since), q)
}

// Entomb leaves a tombstone of a message that was erased after this copy of the
// database was taken, so that the mailbox does not bring it back. One that is known
// is left as it is.
func (t *Tx) Entomb(id casework.MessageID, at time.Time) error {
	return t.exec(`
		INSERT INTO messages (id, state, received_at, mailbox, folder)
		VALUES (?, 'erased', ?, '', '')
		ON CONFLICT (id) DO NOTHING`, id, stamp(at))
}

// ForgetKeyless erases what there is no key of any more: it was erased after this copy
// of the database was taken. has reports which keys there are. letGo asks for what lies
// outside to follow an inquiry, for it may still have waited to when the copy's
// successor was lost. It returns how many inquiries it erased.
func (s *Store) ForgetKeyless(ctx context.Context, has func(ids []string) (map[string]bool, error), letGo func(casework.ID) error) (int, error) {
	inquiries, err := s.keyless(ctx, `SELECT id, key_id FROM inquiries WHERE state <> 'erased'`, has)
	if err != nil {
		return 0, err
	}
	messages, err := s.keyless(ctx, `SELECT m.id, b.key_id FROM messages m JOIN blobs b ON b.id = m.blob_id`, has)
	if err != nil || len(inquiries)+len(messages) == 0 {
		return 0, err
	}
	for _, id := range inquiries {
		if err := s.forget(ctx, casework.ID(id), letGo); err != nil {
			return 0, err
		}
	}
	err = s.Update(ctx, func(tx *Tx) error {
		for _, id := range messages {
			if _, err := tx.Bury(casework.MessageID(id)); err != nil && !errors.Is(err, ErrNotFound) {
				return err
			}
		}
		return nil
	})
	return len(inquiries), err
}

// forget erases an inquiry that cannot be read any more.
func (s *Store) forget(ctx context.Context, q casework.ID, letGo func(casework.ID) error) error {
	err := s.Update(ctx, func(tx *Tx) error {
		return tx.exec(`UPDATE inquiries SET state = 'erased', body = NULL WHERE id = ?`, q)
	})
	if err != nil {
		return err
	}
	if err := letGo(q); err != nil {
		return err
	}
	return s.Update(ctx, func(tx *Tx) error { return errors.Join(tx.CallOff(q), tx.DropCard(q), tx.Blank(q)) })
}

// keyless returns the first column of the rows whose second, a key, is gone.
func (s *Store) keyless(ctx context.Context, query string, has func([]string) (map[string]bool, error)) (gone []string, err error) {
	var ids, keys []string
	err = s.View(ctx, func(tx *Tx) error {
		return tx.each(query, nil, func(rows *sql.Rows) error {
			var id, key string
			err := rows.Scan(&id, &key)
			ids, keys = append(ids, id), append(keys, key)
			return err
		})
	})
	if err != nil {
		return nil, err
	}
	there, err := has(keys)
	for i, id := range ids {
		if !there[keys[i]] {
			gone = append(gone, id)
		}
	}
	return gone, err
}

// Head is how many events the journal has, and the last link of its chain.
func (t *Tx) Head() (events int, link []byte, err error) {
	if events, err = t.count(`SELECT COUNT(*) FROM events`); err != nil || events == 0 {
		return 0, nil, err
	}
	err = t.scan(`SELECT link FROM events ORDER BY seq DESC LIMIT 1`, nil, &link)
	return events, link, err
}

// Samples returns some of what is sealed, the newest first, to try the keys on:
// inquiries, and the raw messages of letters.
func (t *Tx) Samples(limit int) (inquiries []casework.ID, blobs []int64, err error) {
	ids, err := t.strings(`SELECT id FROM inquiries WHERE state <> 'erased' ORDER BY received_at DESC LIMIT ?`, limit)
	if err != nil {
		return nil, nil, err
	}
	err = t.each(`SELECT blob_id FROM messages WHERE blob_id IS NOT NULL ORDER BY blob_id DESC LIMIT ?`, []any{limit},
		func(rows *sql.Rows) error {
			var id int64
			err := rows.Scan(&id)
			blobs = append(blobs, id)
			return err
		})
	return inquiryIDs(ids), blobs, err
}
