package store

import (
	"database/sql"
	"errors"
	"time"
)

// Folder is where intake stands in one folder of one mailbox.
type Folder struct {
	Mailbox     string
	Name        string
	UIDValidity uint32
	Cursor      uint32 // the highest UID taken
	// MarkerUID and MarkerAt are UIDNEXT and the instant of the first start: mail
	// received before never gets a letter.
	MarkerUID uint32
	MarkerAt  time.Time
}

// Folder returns where intake stands, or [ErrNotFound] before the first start.
func (t *Tx) Folder(mailbox, name string) (Folder, error) {
	f := Folder{Mailbox: mailbox, Name: name}
	err := t.scan(`
		SELECT uidvalidity, cursor, marker_uid, marker_at
		FROM folders
		WHERE mailbox = ? AND folder = ?`, []any{mailbox, name},
		&f.UIDValidity, &f.Cursor, &f.MarkerUID, instant{&f.MarkerAt})
	return f, err
}

// PutFolder records where intake stands.
func (t *Tx) PutFolder(f Folder) error {
	return t.exec(`
		INSERT INTO folders (mailbox, folder, uidvalidity, cursor, marker_uid, marker_at)
		VALUES (?, ?, ?, ?, ?, ?)
		ON CONFLICT (mailbox, folder) DO UPDATE
		SET uidvalidity = excluded.uidvalidity,
		    cursor      = excluded.cursor,
		    marker_uid  = excluded.marker_uid`,
		f.Mailbox, f.Name, f.UIDValidity, f.Cursor, f.MarkerUID, stamp(f.MarkerAt))
}

// MoveCursor moves the cursor up to a UID; it never moves back.
func (t *Tx) MoveCursor(at Place) error {
	return t.exec(`
		UPDATE folders
		SET cursor = ?
		WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND cursor < ?`,
		at.UID, at.Mailbox, at.Folder, at.UIDValidity, at.UID)
}

// KnownUIDs returns which UIDs of a folder the store knows, from a UID on.
func (t *Tx) KnownUIDs(at Place) (map[uint32]bool, error) {
	known := map[uint32]bool{}
	err := t.each(`
		SELECT uid
		FROM locations
		WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid >= ?`,
		[]any{at.Mailbox, at.Folder, at.UIDValidity, at.UID}, func(rows *sql.Rows) error {
			var uid uint32
			err := rows.Scan(&uid)
			known[uid] = true
			return err
		})
	return known, err
}

// Listed is a message on the server that was not fetched.
type Listed struct {
	Place
	Kind     PlaceKind
	Received time.Time // zero if not known
}

// Unfetched returns what was listed without being fetched, newest first. Places
// from before a change of UIDVALIDITY lead nowhere and are left out.
func (t *Tx) Unfetched(limit int) ([]Listed, error) {
	var all []Listed
	err := t.each(`
		SELECT mailbox, folder, uidvalidity, uid, kind, received_at
		FROM locations
		JOIN folders USING (mailbox, folder, uidvalidity)
		WHERE kind <> 'message'
		ORDER BY received_at DESC, uid DESC
		LIMIT ?`, []any{limit}, func(rows *sql.Rows) error {
		var l Listed
		err := rows.Scan(&l.Mailbox, &l.Folder, &l.UIDValidity, &l.UID, &l.Kind, instant{&l.Received})
		all = append(all, l)
		return err
	})
	return all, err
}

// FactInstance is the fact that holds the fingerprint of the installation, by which
// data and keys that belong together recognise each other.
const FactInstance = "instance"

// Fact returns a fact about the installation; an unknown one is empty.
func (t *Tx) Fact(name string) (string, error) {
	var value string
	err := t.scan(`SELECT value FROM facts WHERE name = ?`, []any{name}, &value)
	if errors.Is(err, ErrNotFound) {
		return "", nil
	}
	return value, err
}

// BackupFact is the instant of the last good backup.
const BackupFact = "backup"

// InstantFact returns a fact that is an instant; zero when it has not been recorded.
func (t *Tx) InstantFact(name string) (at time.Time, err error) {
	err = t.scan(`SELECT value FROM facts WHERE name = ?`, []any{name}, instant{&at})
	if errors.Is(err, ErrNotFound) {
		err = nil
	}
	return at, err
}

// SetInstantFact records a fact that is an instant.
func (t *Tx) SetInstantFact(name string, at time.Time) error {
	return t.SetFact(name, at.UTC().Format(layout))
}

// SetFact records a fact about the installation.
func (t *Tx) SetFact(name, value string) error {
	return t.exec(`
		INSERT INTO facts (name, value)
		VALUES (?, ?)
		ON CONFLICT (name) DO UPDATE
		SET value = excluded.value`, name, value)
}
