package store

import (
	"database/sql"
	"fmt"
	"time"

	"borgerbot/internal/casework"
)

// Place is where a message lies on the server.
type Place struct {
	Mailbox     string
	Folder      string
	UIDValidity uint32
	UID         uint32
}

// PlaceKind is what is known of the message at a place.
type PlaceKind string

// The kinds. Only a PlaceMessage has been fetched.
const (
	PlaceMessage    PlaceKind = "message"
	PlaceOld        PlaceKind = "old"        // from before the start marker
	PlaceTooLarge   PlaceKind = "too_large"  // over the size limit
	PlaceUnreadable PlaceKind = "unreadable" // the server has not delivered it yet
)

// MessageState is how far a stored message has come.
type MessageState string

// The states.
const (
	MessageStored    MessageState = "stored"    // waits for the second transaction
	MessageInquiry   MessageState = "inquiry"   // opened or joined an inquiry
	MessageAutomatic MessageState = "automatic" // from a robot: counted, listed, never answered
	MessageOwn       MessageState = "own"       // our own letter come back
	MessageSent      MessageState = "sent"      // the office's own, about nothing we know
	MessageErased    MessageState = "erased"    // a tombstone
)

// Message is a stored raw message.
type Message struct {
	ID       casework.MessageID
	BlobID   int64
	State    MessageState
	Reason   string
	Inquiry  casework.ID
	Received time.Time // IMAP INTERNALDATE
	Mailbox  string
	Folder   string
	Strikes  int
}

// PutMessage stores a message and where it lies. Bytes that are already known
// only gain a place; fresh reports whether they were new. A message that has
// been erased stays erased.
func (t *Tx) PutMessage(m Message, at Place, blob *Blob) (fresh bool, err error) {
	known, err := t.count(`SELECT COUNT(*) FROM messages WHERE id = ?`, m.ID)
	if err != nil {
		return false, err
	}
	if known == 0 {
		blobID, err := blob.finish(t)
		if err != nil {
			return false, err
		}
		err = t.exec(`
			INSERT INTO messages (id, blob_id, state, reason, received_at, mailbox, folder)
			VALUES (?, ?, 'stored', ?, ?, ?, ?)`,
			m.ID, blobID, m.Reason, stamp(m.Received), m.Mailbox, m.Folder)
		if err != nil {
			return false, fmt.Errorf("store message: %w", err)
		}
	}
	return known == 0, t.PutPlace(at, PlaceMessage, m.ID, m.Received)
}

// PutPlace records what lies at a place, and when that was received, where it is
// known. A place is recorded once, but for one that stood for a message which could
// not be read.
func (t *Tx) PutPlace(at Place, kind PlaceKind, id casework.MessageID, received time.Time) error {
	var message any
	if id != "" {
		message = id
	}
	return t.exec(`
		INSERT INTO locations (mailbox, folder, uidvalidity, uid, kind, message_id, received_at)
		VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (mailbox, folder, uidvalidity, uid) DO UPDATE
		SET kind = excluded.kind, message_id = excluded.message_id
		WHERE locations.kind <> 'message'
		   OR EXISTS (
			SELECT 1
			FROM messages AS m
			WHERE m.id = locations.message_id AND m.reason = 'unreadable')`,
		at.Mailbox, at.Folder, at.UIDValidity, at.UID, kind, message, received.UTC().Format(layout))
}

const messageColumns = `id, COALESCE(blob_id, 0), state, reason, COALESCE(inquiry_id, ''), received_at, mailbox, folder, strikes`

func scanMessage(rows *sql.Rows) (Message, error) {
	var m Message
	err := rows.Scan(&m.ID, &m.BlobID, &m.State, &m.Reason, &m.Inquiry, instant{&m.Received}, &m.Mailbox, &m.Folder, &m.Strikes)
	return m, err
}

func (t *Tx) messages(query string, args ...any) ([]Message, error) {
	var all []Message
	err := t.each(query, args, func(rows *sql.Rows) error {
		m, err := scanMessage(rows)
		all = append(all, m)
		return err
	})
	return all, err
}

// Message returns a message, or [ErrNotFound].
func (t *Tx) Message(id casework.MessageID) (Message, error) {
	all, err := t.messages(`SELECT `+messageColumns+` FROM messages WHERE id = ?`, id)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Message{}, err
	}
	return all[0], nil
}

// WaitingMessages returns messages whose second transaction has not been done,
// oldest first.
func (t *Tx) WaitingMessages(limit int) ([]Message, error) {
	return t.messages(`
		SELECT `+messageColumns+`
		FROM messages
		WHERE state = 'stored'
		ORDER BY received_at
		LIMIT ?`, limit)
}

// MessagesOf returns the messages of an inquiry, oldest first.
func (t *Tx) MessagesOf(q casework.ID) ([]Message, error) {
	return t.messages(`
		SELECT `+messageColumns+`
		FROM messages
		WHERE inquiry_id = ?
		ORDER BY received_at`, q)
}

// AutomaticSince returns mail from robots received since an instant, newest
// first.
func (t *Tx) AutomaticSince(since time.Time, limit int) ([]Message, error) {
	return t.messages(`
		SELECT `+messageColumns+`
		FROM messages
		WHERE state = 'automatic' AND received_at >= ?
		ORDER BY received_at DESC
		LIMIT ?`, stamp(since), limit)
}

// LooseMessages returns the mail that belongs to no inquiry, oldest first. It reads
// the whole table.
func (t *Tx) LooseMessages() ([]Message, error) {
	return t.messages(`
		SELECT ` + messageColumns + `
		FROM messages
		WHERE inquiry_id IS NULL AND blob_id IS NOT NULL
		ORDER BY received_at`)
}

// Settle records what the second transaction made of a message.
func (t *Tx) Settle(id casework.MessageID, state MessageState, reason string, q casework.ID) error {
	var inquiry any
	if q != "" {
		inquiry = q
	}
	return t.exec(`UPDATE messages SET state = ?, reason = ?, inquiry_id = ? WHERE id = ?`, state, reason, inquiry, id)
}

// Strike counts a failed try to handle a message and returns how many there
// have been.
func (t *Tx) Strike(id casework.MessageID) (int, error) {
	if err := t.exec(`UPDATE messages SET strikes = strikes + 1 WHERE id = ?`, id); err != nil {
		return 0, err
	}
	return t.count(`SELECT strikes FROM messages WHERE id = ?`, id)
}

// Unread returns, by UID, the messages of a folder that were received since an
// instant, could not be read, and opened inquiries nobody has done anything in.
func (t *Tx) Unread(folder Place, since time.Time) ([]uint32, error) {
	var unread []uint32
	err := t.each(`
		SELECT l.uid
		FROM locations AS l
		CROSS JOIN messages AS m ON m.id = l.message_id
		CROSS JOIN inquiries AS q ON q.id = m.inquiry_id
		WHERE l.mailbox = ? AND l.folder = ? AND l.uidvalidity = ? AND l.received_at >= ?
		  AND m.reason = 'unreadable' AND q.state = 'received'
		ORDER BY l.uid`,
		[]any{folder.Mailbox, folder.Folder, folder.UIDValidity, stamp(since)}, func(rows *sql.Rows) error {
			var uid uint32
			err := rows.Scan(&uid)
			unread = append(unread, uid)
			return err
		})
	return unread, err
}

// Undelivered returns the messages of a folder, by UID, that the server has not
// delivered and that are not given up.
func (t *Tx) Undelivered(folder Place) ([]uint32, error) {
	var uids []uint32
	err := t.each(`
		SELECT uid
		FROM locations
		WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND kind = 'unreadable'
		ORDER BY uid`,
		[]any{folder.Mailbox, folder.Folder, folder.UIDValidity}, func(rows *sql.Rows) error {
			var uid uint32
			err := rows.Scan(&uid)
			uids = append(uids, uid)
			return err
		})
	return uids, err
}

// MessageAt returns the message that lies at a place, or [ErrNotFound].
func (t *Tx) MessageAt(at Place) (Message, error) {
	all, err := t.messages(`
		SELECT `+messageColumns+`
		FROM messages
		WHERE id = (
			SELECT message_id
			FROM locations
			WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid = ?)`,
		at.Mailbox, at.Folder, at.UIDValidity, at.UID)
	if err == nil && len(all) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return Message{}, err
	}
	return all[0], nil
}

// Moved records that what lies at a place lies at another; copied says that it lies
// at both.
func (t *Tx) Moved(from, to Place, copied bool) error {
	err := t.exec(`
		INSERT OR REPLACE INTO locations (mailbox, folder, uidvalidity, uid, kind, message_id, received_at)
		SELECT mailbox, ?, ?, ?, kind, message_id, received_at
		FROM locations
		WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid = ?`,
		to.Folder, to.UIDValidity, to.UID, from.Mailbox, from.Folder, from.UIDValidity, from.UID)
	if err != nil || copied {
		return err
	}
	return t.exec(`
		DELETE FROM locations
		WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid = ?`,
		from.Mailbox, from.Folder, from.UIDValidity, from.UID)
}

// Places returns where a message lies.
func (t *Tx) Places(id casework.MessageID) ([]Place, error) {
	var all []Place
	err := t.each(`
		SELECT mailbox, folder, uidvalidity, uid
		FROM locations
		WHERE message_id = ?`, []any{id}, func(rows *sql.Rows) error {
		var p Place
		err := rows.Scan(&p.Mailbox, &p.Folder, &p.UIDValidity, &p.UID)
		all = append(all, p)
		return err
	})
	return all, err
}
