// Package vault keeps the keys under which everything personal is sealed, in a
// SQLite file of its own (keys.db), so that a copy of the data without a copy of
// the keys is unreadable, and so that destroying a key is enough to erase what
// it sealed (design 7).
//
// There is one key for each message and each inquiry, and one for the
// installation. All are wrapped by a master key from a file or the environment.
// A key is committed to disk before anything sealed with it is. Keys nobody came
// to use are swept at the next start.
//
// The file is never attached to the data's connection: the two have backups and
// lifetimes of their own. Besides the store this is the only package with SQL.
package vault

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"

	"borgerbot/internal/ident"
	"borgerbot/internal/seal"
)

// The errors that [Open] gives for what an operator can mend.
var (
	ErrWrongMaster = errors.New("the master key does not open keys.db: after \"borgerbot keys rotate\" the new one does, and the old one opens a copy from before; name the right one in master_key_file, and throw neither away")
	ErrOutdated    = errors.New("the keys have been rotated since this command began; run it again")
	ErrNoKeys      = errors.New("keys.db is missing beside an existing database: restore it from its backup; without it the stored letters cannot be read")
	ErrNoAccess    = errors.New("keys.db cannot be opened and written by this user: run the command as the user the service runs as, and see that the file and its folder are that user's and not on a read-only file system")
	ErrNewerSchema = errors.New("keys.db was written by a newer version of borgerbot")
)

const schemaVersion = 1

const schema = `
CREATE TABLE keys (
  id         TEXT PRIMARY KEY,
  master     TEXT NOT NULL,
  wrapped    BLOB NOT NULL,
  created_at INTEGER NOT NULL -- Unix time in nanoseconds
) STRICT, WITHOUT ROWID;

CREATE TABLE instance (
  one     INTEGER PRIMARY KEY CHECK (one = 1),
  master  TEXT NOT NULL,
  secret  BLOB NOT NULL
) STRICT;

PRAGMA user_version = 1;`

// batch is how many keys are committed at a time, so that taking in a letter
// need not wait for the disk once more.
const batch = 64

// cached is how many opened keys are kept in memory.
const cached = 4096

// Vault is an open keys.db. It is safe for concurrent use.
type Vault struct {
	db     *sql.DB
	master seal.Key
	wrap   seal.Sealer
	secret []byte
	since  time.Time // when the file was opened

	mu     sync.Mutex
	fresh  []string
	opened map[string]seal.Sealer
}

// Open opens the file at path, and makes it when create is set and there is
// none. It refuses a master key the file was not made with.
func Open(ctx context.Context, path string, master seal.Key, create bool) (*Vault, error) {
	mode := "rw"
	if create {
		mode = "rwc"
	}
	// SQLite has one code for a file that is not there and one it may not open.
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) && !create {
		return nil, ErrNoKeys
	}
	query := url.Values{
		"mode": {mode}, "_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_secure_delete": {"on"},
		"_busy_timeout": {"5000"}, "_txlock": {"immediate"},
	}
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, fmt.Errorf("open keys.db: %w", err)
	}
	db.SetMaxOpenConns(1)
	v := &Vault{db: db, master: master, wrap: master.Sealer(), opened: map[string]seal.Sealer{}, since: time.Now()}
	if err := v.prepare(ctx, create); err != nil {
		return nil, errors.Join(clear(err), db.Close())
	}
	return v, nil
}

// clear turns SQLite's refusals into what an operator can mend.
func clear(err error) error {
	var e sqlite3.Error
	if errors.As(err, &e) && e.SystemErrno == syscall.ENOSPC {
		return fmt.Errorf("keys.db: %w", syscall.ENOSPC)
	}
	if errors.As(err, &e) && (e.Code == sqlite3.ErrCantOpen || e.Code == sqlite3.ErrReadonly || e.Code == sqlite3.ErrPerm) {
		return ErrNoAccess
	}
	return err
}

func (v *Vault) prepare(ctx context.Context, create bool) error {
	var version int
	if err := v.db.QueryRowContext(ctx, `PRAGMA user_version`).Scan(&version); err != nil {
		return fmt.Errorf("read keys.db: %w", err)
	}
	switch {
	case version > schemaVersion:
		return ErrNewerSchema
	case version == 0 && !create:
		return ErrNoKeys // an empty file, as a copy that broke off leaves it
	case version == 0:
		if err := v.create(ctx); err != nil {
			return fmt.Errorf("make keys.db: %w", err)
		}
	}
	var sealed []byte
	if err := v.db.QueryRowContext(ctx, `SELECT secret FROM instance`).Scan(&sealed); err != nil {
		return fmt.Errorf("read keys.db: %w", err)
	}
	secret, err := v.wrap.Open(sealed, "instance")
	if err != nil {
		return ErrWrongMaster
	}
	v.secret = secret
	return nil
}

func (v *Vault) create(ctx context.Context) error {
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.ExecContext(ctx, schema); err != nil {
		return err
	}
	secret := seal.NewKey()
	_, err = tx.ExecContext(ctx, `INSERT INTO instance (one, master, secret) VALUES (1, ?, ?)`,
		v.master.ID(), v.wrap.Seal(secret[:], "instance"))
	if err != nil {
		return err
	}
	return tx.Commit()
}

// File is the keys' file in a directory.
func File(dir string) string { return filepath.Join(dir, "keys.db") }

// Close closes the file.
func (v *Vault) Close() error { return v.db.Close() }

// Names returns the namer of this installation.
func (v *Vault) Names() ident.Namer { return ident.New(v.secret) }

// Instance is a public fingerprint of the installation's secret, by which data
// and keys that belong together recognise each other.
func (v *Vault) Instance() string { return v.Names().Press("instance") }

// NewKey returns the id of a key that is on disk and that nobody else has.
func (v *Vault) NewKey(ctx context.Context) (string, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if len(v.fresh) == 0 {
		if err := v.refill(ctx); err != nil {
			return "", fmt.Errorf("make keys: %w", err)
		}
	}
	id := v.fresh[len(v.fresh)-1]
	v.fresh = v.fresh[:len(v.fresh)-1]
	return id, nil
}

func (v *Vault) refill(ctx context.Context) error {
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	// A command may have the file open while the keys are rotated: what it wrapped with
	// the old master key nobody could open again.
	var master string
	if err := tx.QueryRowContext(ctx, `SELECT master FROM instance`).Scan(&master); err != nil {
		return err
	}
	if master != v.master.ID() {
		return ErrOutdated
	}
	insert, err := tx.PrepareContext(ctx, `INSERT INTO keys (id, master, wrapped, created_at) VALUES (?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	made := map[string]seal.Sealer{}
	ids := make([]string, 0, batch)
	for range batch {
		id, key := newID(), seal.NewKey()
		if _, err := insert.ExecContext(ctx, id, v.master.ID(), v.wrap.Wrap(key, id), time.Now().UnixNano()); err != nil {
			return err
		}
		ids = append(ids, id)
		made[id] = key.Sealer()
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	v.fresh = ids
	for id, sealer := range made {
		v.keep(id, sealer)
	}
	return nil
}

func newID() string {
	var raw [12]byte
	_, _ = rand.Read(raw[:])
	return hex.EncodeToString(raw[:])
}

// keep remembers an opened key and forgets another when there are many.
func (v *Vault) keep(id string, sealer seal.Sealer) {
	if len(v.opened) >= cached {
		for other := range v.opened {
			delete(v.opened, other)
			break
		}
	}
	v.opened[id] = sealer
}

// Has reports which of the keys there are.
func (v *Vault) Has(ctx context.Context, ids []string) (map[string]bool, error) {
	there := map[string]bool{}
	for _, id := range ids {
		var one int
		err := v.db.QueryRowContext(ctx, `SELECT 1 FROM keys WHERE id = ?`, id).Scan(&one)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, fmt.Errorf("look for keys: %w", err)
		}
		there[id] = err == nil
	}
	return there, nil
}

// Used reports whether any key has been made.
func (v *Vault) Used(ctx context.Context) (bool, error) {
	var used bool
	if err := v.db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM keys)`).Scan(&used); err != nil {
		return false, fmt.Errorf("look for keys: %w", err)
	}
	return used, nil
}

// ErrDestroyed says that a key is gone: what it sealed is erased.
var ErrDestroyed = errors.New("the key is destroyed")

func (v *Vault) sealer(ctx context.Context, id string) (seal.Sealer, error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if sealer, ok := v.opened[id]; ok {
		return sealer, nil
	}
	var wrapped []byte
	err := v.db.QueryRowContext(ctx, `SELECT wrapped FROM keys WHERE id = ?`, id).Scan(&wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return seal.Sealer{}, ErrDestroyed
	}
	if err != nil {
		return seal.Sealer{}, fmt.Errorf("read key: %w", err)
	}
	key, err := v.wrap.Unwrap(wrapped, id)
	if err != nil {
		return seal.Sealer{}, fmt.Errorf("unwrap key: %w", err)
	}
	sealer := key.Sealer()
	v.keep(id, sealer)
	return sealer, nil
}

// Seal seals plain with the key for the place named by what.
func (v *Vault) Seal(ctx context.Context, keyID string, plain []byte, what string) ([]byte, error) {
	sealer, err := v.sealer(ctx, keyID)
	if err != nil {
		return nil, err
	}
	return sealer.Seal(plain, what), nil
}

// Open opens what was sealed with the key for the place named by what. The
// error is [ErrDestroyed] when the key is gone.
func (v *Vault) Open(ctx context.Context, keyID string, sealed []byte, what string) ([]byte, error) {
	sealer, err := v.sealer(ctx, keyID)
	if err != nil {
		return nil, err
	}
	return sealer.Open(sealed, what)
}

// Destroy deletes keys, in memory and in every page of the file. What they
// sealed cannot be read any more, here or in any copy of the data.
func (v *Vault) Destroy(ctx context.Context, ids []string) error {
	v.mu.Lock()
	defer v.mu.Unlock()
	tx, err := v.db.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("destroy keys: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	for _, id := range ids {
		if _, err := tx.ExecContext(ctx, `DELETE FROM keys WHERE id = ?`, id); err != nil {
			return fmt.Errorf("destroy keys: %w", err)
		}
		delete(v.opened, id)
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("destroy keys: %w", err)
	}
	return v.truncate(ctx)
}

// truncate empties the write-ahead log, which still holds the deleted keys.
func (v *Vault) truncate(ctx context.Context) error {
	var busy, logged, done int
	err := v.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &logged, &done)
	if err == nil && busy != 0 {
		err = errors.New("the log is in use by another program")
	}
	if err != nil {
		return fmt.Errorf("truncate the log of keys.db: %w", err)
	}
	return nil
}

// Sweep deletes the keys made before the given instant for which used says no,
// and returns how many. Keys made since the file was opened are left alone: one
// may be in use in a transaction that used cannot see yet. It takes them in
// small steps, so that others can work meanwhile.
func (v *Vault) Sweep(ctx context.Context, before time.Time, used func(ids []string) (map[string]bool, error)) (int, error) {
	if v.since.Before(before) {
		before = v.since
	}
	swept, last := 0, ""
	for {
		ids, err := v.before(ctx, before, last)
		if err != nil || len(ids) == 0 {
			return swept, err
		}
		last = ids[len(ids)-1]
		inUse, err := used(ids)
		if err != nil {
			return swept, err
		}
		var orphans []string
		for _, id := range ids {
			if !inUse[id] {
				orphans = append(orphans, id)
			}
		}
		if len(orphans) > 0 {
			if err := v.Destroy(ctx, orphans); err != nil {
				return swept, err
			}
			swept += len(orphans)
		}
	}
}

func (v *Vault) before(ctx context.Context, before time.Time, after string) ([]string, error) {
	rows, err := v.db.QueryContext(ctx, `
		SELECT id
		FROM keys
		WHERE created_at < ? AND id > ?
		ORDER BY id
		LIMIT 500`, before.UnixNano(), after)
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("list keys: %w", err)
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
