// Package snapshot copies an SQLite database while others write to it, and checks
// such a copy.
//
// A copy is what was committed at one instant: all of it is read in one reading
// transaction, which in WAL mode neither waits for writers nor keeps them waiting.
// It is made slowly on purpose. Whoever takes in letters at the same time waits for
// the same disk, so the copy rests as long as it works, and never has more than a
// few megabytes on their way to the disk that somebody else's commit would have to
// wait for.
//
// VACUUM INTO was rejected: it is one statement that cannot rest.
package snapshot

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"syscall"
	"time"

	"github.com/mattn/go-sqlite3"
)

// The errors an operator can mend.
var (
	ErrFull   = errors.New("there is no room on the disk for the copy")
	ErrBroken = errors.New("the database is damaged")
)

const (
	// stepPages is how many pages are copied before the copy rests.
	stepPages = 256
	// syncSteps is how many steps may be on their way to the disk.
	syncSteps = 8
)

// Take copies the database at from into a new file at to. The copy is on disk when
// it returns; after an error what there is of it is of no use.
func Take(ctx context.Context, from, to string) (err error) {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return fmt.Errorf("make copy: %w", err)
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	source, closeSource, err := connect(ctx, from, url.Values{"mode": {"ro"}, "_busy_timeout": {"5000"}})
	if err != nil {
		return err
	}
	defer closeSource()
	target, closeTarget, err := connect(ctx, to, url.Values{"mode": {"rw"}, "_journal_mode": {"OFF"}, "_synchronous": {"OFF"}})
	if err != nil {
		return err
	}
	defer closeTarget()
	// The reading transaction holds the instant still; without it the copy would begin
	// anew with every commit of another connection.
	if _, err := source.ExecContext(ctx, `BEGIN; SELECT COUNT(*) FROM sqlite_schema`); err != nil {
		return fmt.Errorf("read database: %w", clear(err))
	}
	err = raw(target, func(t *sqlite3.SQLiteConn) error {
		return raw(source, func(s *sqlite3.SQLiteConn) error { return pour(ctx, t, s, file) })
	})
	if err != nil {
		return fmt.Errorf("copy database: %w", clear(err))
	}
	return file.Sync()
}

// pour copies page by page.
func pour(ctx context.Context, to, from *sqlite3.SQLiteConn, file *os.File) (err error) {
	b, err := to.Backup("main", from, "main")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Finish()) }()
	for step := 1; ; step++ {
		began := time.Now()
		done, err := b.Step(stepPages)
		if err != nil || done {
			return err
		}
		if step%syncSteps == 0 {
			if err := file.Sync(); err != nil {
				return err
			}
		}
		if err := rest(ctx, time.Since(began)); err != nil {
			return err
		}
	}
}

func rest(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// Check reads the whole of a copy that nobody writes to, and reports [ErrBroken]
// where it is not a sound database.
func Check(ctx context.Context, path string) error {
	conn, closeConn, err := connect(ctx, path, url.Values{"mode": {"ro"}, "immutable": {"1"}})
	if err != nil {
		return err
	}
	defer closeConn()
	var verdict string
	if err := conn.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&verdict); err != nil {
		return clear(err)
	}
	if verdict != "ok" {
		return ErrBroken
	}
	return nil
}

// connect opens the one connection to a file.
func connect(ctx context.Context, path string, query url.Values) (*sql.Conn, func(), error) {
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: path}).EscapedPath()+"?"+query.Encode())
	if err != nil {
		return nil, nil, fmt.Errorf("open database: %w", err)
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, nil, errors.Join(fmt.Errorf("open database: %w", clear(err)), db.Close())
	}
	return conn, func() { _, _ = conn.Close(), db.Close() }, nil
}

// raw runs fn on SQLite's own connection.
func raw(conn *sql.Conn, fn func(*sqlite3.SQLiteConn) error) error {
	return conn.Raw(func(driver any) error { return fn(driver.(*sqlite3.SQLiteConn)) })
}

// clear turns SQLite's errors into the ones an operator can mend.
func clear(err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	if e.SystemErrno == syscall.ENOSPC { // met while the log was made, and called an I/O error
		return ErrFull
	}
	switch e.Code {
	case sqlite3.ErrFull:
		return ErrFull
	case sqlite3.ErrCorrupt, sqlite3.ErrNotADB:
		return ErrBroken
	}
	return err
}
