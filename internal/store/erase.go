package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/casework"
)

// BeginErasure records the intent to erase an inquiry. From here on it is
// carried through, also after a restart.
func (t *Tx) BeginErasure(q casework.ID, now time.Time) error {
	return t.exec(`
		INSERT INTO erasures (inquiry_id, begun_at)
		VALUES (?, ?)
		ON CONFLICT (inquiry_id) DO NOTHING`, q, stamp(now))
}

// BegunErasures returns the inquiries whose erasure has begun and is not done.
func (t *Tx) BegunErasures() ([]casework.ID, error) {
	ids, err := t.strings(`SELECT inquiry_id FROM erasures`)
	return inquiryIDs(ids), err
}

// KeysOf returns the ids of every key that seals something of an inquiry: its
// own and those of its messages, and never the installation's.
func (t *Tx) KeysOf(q casework.ID) ([]string, error) {
	return t.strings(`
		SELECT key_id FROM inquiries WHERE id = ?
		UNION
		SELECT b.key_id FROM messages m JOIN blobs b ON b.id = m.blob_id WHERE m.inquiry_id = ?
		UNION
		SELECT key_id FROM outbox WHERE inquiry_id = ?
		UNION
		SELECT key_id FROM events WHERE inquiry_id = ?
		EXCEPT
		SELECT value FROM facts WHERE name = 'key'`, q, q, q, q)
}

// CallOff cancels what an inquiry that is being erased still has to send, so that
// nobody tries to read it once its key is gone.
func (t *Tx) CallOff(q casework.ID) error {
	err := t.exec(`UPDATE outbox SET state = 'cancelled', settled_at = created_at
		WHERE inquiry_id = ? AND state NOT IN ('delivered', 'failed', 'cancelled')`, q)
	if err != nil {
		return fmt.Errorf("call off what waits: %w", err)
	}
	return nil
}

// Blank removes everything of an inquiry whose keys are destroyed but the
// figures, the journal's chain, and the names of its messages.
func (t *Tx) Blank(q casework.ID) error {
	for _, statement := range []string{
		`UPDATE events SET payload = NULL WHERE inquiry_id = ?`,
		`UPDATE outbox SET payload = NULL, to_hash = NULL, mail_id = NULL WHERE inquiry_id = ?`,
		`UPDATE inquiries SET wake_at = NULL WHERE id = ?`,
		`DELETE FROM mail_ids WHERE inquiry_id = ?`,
		`DELETE FROM addresses WHERE inquiry_id = ?`,
		`DELETE FROM chunks WHERE blob_id IN (SELECT blob_id FROM messages WHERE inquiry_id = ?)`,
	} {
		if err := t.exec(statement, q); err != nil {
			return fmt.Errorf("blank inquiry: %w", err)
		}
	}
	blobs, err := t.strings(`SELECT blob_id FROM messages WHERE inquiry_id = ? AND blob_id IS NOT NULL`, q)
	if err != nil {
		return err
	}
	if err := t.exec(`UPDATE messages SET state = 'erased', blob_id = NULL WHERE inquiry_id = ?`, q); err != nil {
		return err
	}
	for _, blob := range blobs {
		if err := t.exec(`DELETE FROM blobs WHERE id = ?`, blob); err != nil {
			return err
		}
	}
	return t.exec(`DELETE FROM erasures WHERE inquiry_id = ?`, q)
}

// Bury leaves nothing of a message that belongs to no inquiry but its tombstone,
// and returns the id of the key that sealed it, to be destroyed when this is
// committed. A key that is not, because the process ends, is swept at the next
// start.
func (t *Tx) Bury(id casework.MessageID) (keyID string, err error) {
	m, err := t.Message(id)
	if err != nil {
		return "", err
	}
	if err := t.scan(`SELECT key_id FROM blobs WHERE id = ?`, []any{m.BlobID}, &keyID); err != nil {
		return "", fmt.Errorf("bury message: %w", err)
	}
	return keyID, errors.Join(
		t.exec(`UPDATE messages SET state = 'erased', blob_id = NULL WHERE id = ?`, id),
		t.exec(`DELETE FROM chunks WHERE blob_id = ?`, m.BlobID),
		t.exec(`DELETE FROM blobs WHERE id = ?`, m.BlobID),
	)
}

// Truncate empties the write-ahead log, which holds copies of what has been
// deleted. It waits for readers a little and reports when they do not give way.
func (s *Store) Truncate(ctx context.Context) error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	return s.truncate(ctx)
}

// TruncateHeld empties the log if it was in use when it was to be emptied.
func (s *Store) TruncateHeld(ctx context.Context) error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	if !s.held {
		return nil
	}
	return s.truncate(ctx)
}

func (s *Store) truncate(ctx context.Context) error {
	s.held = true
	var busy, logged, done int
	err := s.conn.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &logged, &done)
	if err == nil && busy != 0 {
		err = errors.New("the log is in use")
	}
	if err != nil {
		return fmt.Errorf("truncate the log: %w", clear(err))
	}
	s.held = false
	return nil
}

// UsedKeys reports which of the key ids seal something.
func (s *Store) UsedKeys(ctx context.Context, ids []string) (map[string]bool, error) {
	used := map[string]bool{}
	err := s.View(ctx, func(tx *Tx) error {
		for _, id := range ids {
			n, err := tx.count(`
				SELECT EXISTS (SELECT 1 FROM blobs WHERE key_id = ?)
				    OR EXISTS (SELECT 1 FROM inquiries WHERE key_id = ?)
				    OR EXISTS (SELECT 1 FROM facts WHERE name = 'key' AND value = ?)`, id, id, id)
			if err != nil {
				return err
			}
			used[id] = n > 0
		}
		return nil
	})
	return used, err
}

// SystemKey is the id of the key that seals what belongs to no inquiry, such as
// alarms to the advisers.
func (t *Tx) SystemKey() (string, error) {
	id, err := t.Fact("key")
	if err != nil || id != "" {
		return id, err
	}
	if id, err = t.store.vault.NewKey(t.ctx); err != nil {
		return "", err
	}
	return id, t.SetFact("key", id)
}
