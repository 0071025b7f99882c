package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"

	"github.com/mattn/go-sqlite3"
)

// ErrDamaged says that a database is no sound one any more.
var ErrDamaged = errors.New("the database is damaged: stop the daemon, put the files aside, and restore the newest copy")

// Inspector reads a database beside whoever works with it, and changes nothing: not
// its rows, and not its schema, which may be an older or a newer one.
type Inspector struct{ s *Store }

// Inspect opens the database in dir for reading. Without a vault nothing sealed can
// be read.
func Inspect(ctx context.Context, dir string, vault Vault) (*Inspector, error) {
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: File(dir)}).EscapedPath()+"?"+url.Values{
		"mode": {"ro"}, "_query_only": {"on"}, "_busy_timeout": {"5000"},
	}.Encode())
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	db.SetMaxOpenConns(1)
	if err := db.PingContext(ctx); err != nil {
		return nil, errors.Join(damaged(err), db.Close())
	}
	return &Inspector{&Store{vault: vault, reader: db}}, nil
}

// Close closes the database.
func (i *Inspector) Close() error { return i.s.reader.Close() }

// View runs fn in a reading transaction.
func (i *Inspector) View(ctx context.Context, fn func(*Tx) error) error {
	return damaged(i.s.View(ctx, fn))
}

// Schema is the version of the database's schema, to be held against
// [SchemaVersion].
func (i *Inspector) Schema(ctx context.Context) (version int, err error) {
	err = i.View(ctx, func(tx *Tx) (err error) {
		version, err = tx.count(`PRAGMA user_version`)
		return err
	})
	return version, err
}

// Sound reads the whole of the database. The error is [ErrDamaged] where the file is
// no sound one, or a row refers to another that is not there. A daemon that writes
// meanwhile cannot empty its log until this has ended.
func (i *Inspector) Sound(ctx context.Context) error {
	return i.View(ctx, func(tx *Tx) error {
		verdicts, err := tx.strings(`PRAGMA integrity_check(1)`)
		if err != nil {
			return err
		}
		if len(verdicts) != 1 || verdicts[0] != "ok" {
			return ErrDamaged
		}
		return tx.each(`PRAGMA foreign_key_check`, nil, func(*sql.Rows) error { return ErrDamaged })
	})
}

// Keyless is how many inquiries and letters cannot be read because their keys are
// gone. has reports which keys there are.
func (i *Inspector) Keyless(ctx context.Context, has func(ids []string) (map[string]bool, error)) (int, error) {
	n := 0
	for _, query := range []string{
		`SELECT id, key_id FROM inquiries WHERE state <> 'erased' AND id NOT IN (SELECT inquiry_id FROM erasures)`,
		`SELECT m.id, b.key_id FROM messages m JOIN blobs b ON b.id = m.blob_id
		 WHERE COALESCE(m.inquiry_id, '') NOT IN (SELECT inquiry_id FROM erasures)`,
	} {
		gone, err := i.s.keyless(ctx, query, has)
		if err != nil {
			return n, damaged(err)
		}
		n += len(gone)
	}
	return n, nil
}

// damaged turns SQLite's words for a broken file, or one of somebody else's, into
// [ErrDamaged].
func damaged(err error) error {
	var e sqlite3.Error
	if errors.As(err, &e) && (e.Code == sqlite3.ErrCorrupt || e.Code == sqlite3.ErrNotADB) {
		return ErrDamaged
	}
	return clear(err)
}
