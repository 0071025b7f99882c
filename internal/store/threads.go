package store

import (
	"database/sql"
	"errors"

	"borgerbot/internal/casework"
)

// AddMailID records, as a keyed hash, that a Message-ID belongs to an inquiry.
// outboxKey is set for a letter of ours.
func (t *Tx) AddMailID(hash string, q casework.ID, outboxKey string) error {
	return t.exec(`
		INSERT INTO mail_ids (hash, inquiry_id, outbox_key)
		VALUES (?, ?, ?)
		ON CONFLICT (hash, inquiry_id) DO UPDATE
		SET outbox_key = excluded.outbox_key
		WHERE mail_ids.outbox_key = ''`, hash, q, outboxKey)
}

// ByMailID returns the inquiries a Message-ID belongs to, the oldest first: as
// that of a letter of ours, and as that of a letter that came. There may be
// several: anybody can reuse a Message-ID, so it never decides alone.
func (t *Tx) ByMailID(hash string) (ours, theirs []casework.ID, err error) {
	err = t.each(`
		SELECT m.inquiry_id, m.outbox_key
		FROM mail_ids m JOIN inquiries q ON q.id = m.inquiry_id
		WHERE m.hash = ?
		ORDER BY q.received_at, q.id`, []any{hash}, func(rows *sql.Rows) error {
		var id, outboxKey string
		err := rows.Scan(&id, &outboxKey)
		if outboxKey != "" {
			ours = append(ours, casework.ID(id))
		} else {
			theirs = append(theirs, casework.ID(id))
		}
		return err
	})
	return ours, theirs, err
}

// RemoveMailID forgets that a letter with the Message-ID came to an inquiry.
func (t *Tx) RemoveMailID(hash string, q casework.ID) error {
	return t.exec(`DELETE FROM mail_ids WHERE hash = ? AND inquiry_id = ? AND outbox_key = ''`, hash, q)
}

// LetterByMailID returns the outbox key of the letter of ours with a Message-ID,
// or "".
func (t *Tx) LetterByMailID(hash string) (string, error) {
	var key string
	err := t.scan(`SELECT outbox_key FROM mail_ids WHERE hash = ? AND outbox_key <> ''`, []any{hash}, &key)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return key, err
}

// RemoveAddress takes back that an address is a correspondent's of an inquiry.
func (t *Tx) RemoveAddress(hash string, q casework.ID) error {
	return t.exec(`DELETE FROM addresses WHERE hash = ? AND inquiry_id = ?`, hash, q)
}

// AddAddress records, as a keyed hash, that an address is a correspondent's of an
// inquiry, by which her letters find it.
func (t *Tx) AddAddress(hash string, q casework.ID) error {
	return t.exec(`
		INSERT INTO addresses (hash, inquiry_id)
		VALUES (?, ?)
		ON CONFLICT (hash, inquiry_id) DO NOTHING`, hash, q)
}

// OpenOf returns the open inquiries of an address, the newest first.
func (t *Tx) OpenOf(hash string) ([]casework.ID, error) {
	ids, err := t.strings(`
		SELECT q.id
		FROM addresses a JOIN inquiries q ON q.id = a.inquiry_id
		WHERE a.hash = ? AND q.state NOT IN ('closed', 'erased')
		ORDER BY q.received_at DESC, q.id`, hash)
	return inquiryIDs(ids), err
}
