package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"
)

// Vault seals and opens what is personal. Every sealed value names its place.
type Vault interface {
	// NewKey returns the id of a fresh key that is already on disk.
	NewKey(ctx context.Context) (string, error)
	Seal(ctx context.Context, keyID string, plain []byte, what string) ([]byte, error)
	Open(ctx context.Context, keyID string, sealed []byte, what string) ([]byte, error)
}

// The errors an operator can mend.
var (
	ErrNewerSchema = errors.New("the database was written by a newer version of borgerbot: run that version, or restore a copy made before the upgrade")
	ErrReadOnly    = errors.New("the database cannot be written: the file, its folder or the file system is read-only for this user")
	ErrDiskFull    = errors.New("the disk is full: nothing was stored, and mail stays in the mailbox until there is room")
	ErrDisk        = errors.New("the disk under the database fails: look after the machine; mail stays in the mailbox until it is mended")
	ErrBusy        = errors.New("another program holds the database: end it; what was to be written is tried again")
	ErrNotFound    = errors.New("not found")
)

// readers is how many connections may read at a time.
const readers = 4

// Store is the open database. It is safe for concurrent use: one connection
// writes, a few read.
type Store struct {
	vault  Vault
	writer *sql.DB
	reader *sql.DB

	mu      sync.Mutex
	waiting []*write      // guarded by mu
	turn    chan struct{} // holds a value while somebody uses conn
	held    bool          // the log has to be emptied: it was in use then, or nobody knows; guarded by turn
	conn    *sql.Conn
	work    atomic.Uint32 // a Work
	// prepared statements of the writing connection, by their text.
	prepared map[string]*sql.Stmt
	watch    func(took time.Duration)
}

// Watch has fn told how long each writing transaction took, its commit to the disk
// included. It must be called before anything is written, and fn must not block.
func (s *Store) Watch(fn func(took time.Duration)) { s.watch = fn }

// Exists reports whether there is a database in the directory.
func Exists(dir string) bool {
	_, err := os.Stat(File(dir))
	return !errors.Is(err, fs.ErrNotExist)
}

// File is the database's file in its directory.
func File(dir string) string { return filepath.Join(dir, "borgerbot.db") }

// Open opens the database in dir, makes it if there is none, and brings it up to
// the newest schema in one transaction. The error is one of the errors above
// where an operator can mend it.
func Open(ctx context.Context, dir string, vault Vault) (*Store, error) {
	path := "file:" + (&url.URL{Path: File(dir)}).EscapedPath()
	// mattn's default for WAL is synchronous=NORMAL, which may forget a committed
	// letter at a power cut; every option is therefore named.
	writer, err := sql.Open("sqlite3", path+"?"+url.Values{
		"_journal_mode": {"WAL"}, "_synchronous": {"FULL"}, "_secure_delete": {"on"}, "_foreign_keys": {"on"},
		"_busy_timeout": {"5000"}, "_txlock": {"immediate"},
	}.Encode())
	if err != nil {
		return nil, fmt.Errorf("open database: %w", err)
	}
	writer.SetMaxOpenConns(1)
	// A process that was killed may have left the log as it was.
	s := &Store{vault: vault, writer: writer, turn: make(chan struct{}, 1), prepared: map[string]*sql.Stmt{}, held: true}
	if err := s.start(ctx); err != nil {
		return nil, errors.Join(clear(err), writer.Close())
	}
	// No _txlock here: with it even a reading transaction takes the write lock.
	s.reader, err = sql.Open("sqlite3", path+"?"+url.Values{
		"mode": {"ro"}, "_query_only": {"on"}, "_foreign_keys": {"on"}, "_busy_timeout": {"5000"},
	}.Encode())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open database: %w", err), writer.Close())
	}
	s.reader.SetMaxOpenConns(readers)
	return s, nil
}

func (s *Store) start(ctx context.Context) error {
	conn, err := s.writer.Conn(ctx)
	if err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	s.conn = conn
	if err := migrate(ctx, conn); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, tuning); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	// SQLite opens a file it may not write without a word; better to hear it now.
	if _, err := conn.ExecContext(ctx, `DELETE FROM facts WHERE 0`); err != nil {
		return fmt.Errorf("open database: %w", err)
	}
	return nil
}

// tuning keeps in memory what a write may have to take back: of a group of writes
// that is more than SQLite keeps by itself, and the rest went to temporary files,
// forty pages a letter. A letter also writes some thirty pages to the log; it is
// moved into the database less often than every thirty letters.
const tuning = `PRAGMA temp_store = MEMORY; PRAGMA wal_autocheckpoint = 4000`

// Close closes the database.
func (s *Store) Close() error {
	s.turn <- struct{}{}
	defer func() { <-s.turn }()
	errs := []error{s.reader.Close()}
	for _, stmt := range s.prepared {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, s.conn.Close(), s.writer.Close())...)
}

// View runs fn in a reading transaction, beside whatever is being written.
func (s *Store) View(ctx context.Context, fn func(*Tx) error) error {
	tx, err := s.reader.BeginTx(ctx, nil)
	if err != nil {
		return clear(fmt.Errorf("begin: %w", err))
	}
	defer func() { _ = tx.Rollback() }()
	return fn(&Tx{ctx: ctx, store: s, read: tx})
}

// clear turns the database's own errors into the ones an operator can mend.
func clear(err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.SystemErrno == syscall.ENOSPC { // met while the log was made, and called an I/O error
		return ErrDiskFull
	}
	switch e.Code {
	case sqlite3.ErrFull:
		return ErrDiskFull
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return ErrReadOnly
	case sqlite3.ErrIoErr:
		return fmt.Errorf("%w (code %d)", ErrDisk, e.ExtendedCode)
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return ErrBusy
	}
	return err
}

// Trouble reports whether an error is the database's own, here or in the vault:
// what was to be read or written is not to blame, and may be tried again.
func Trouble(err error) bool {
	err = clear(err)
	for _, own := range []error{ErrReadOnly, ErrDiskFull, ErrDisk, ErrBusy, errAbandoned} {
		if errors.Is(err, own) {
			return true
		}
	}
	return false
}
