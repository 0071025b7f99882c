package snapshot_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"borgerbot/internal/snapshot"
)

// open makes a database of n rows in WAL mode, with two tables that always hold the
// same sum when one instant is looked at.
func open(t testing.TB, n int) (*sql.DB, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a b.db")
	db, err := sql.Open("sqlite3", "file:"+path+"?_journal_mode=WAL&_synchronous=OFF&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE a (x INTEGER, pad BLOB); CREATE TABLE b (x INTEGER, pad BLOB)`); err != nil {
		t.Fatal(err)
	}
	for range n {
		write(t, db)
	}
	return db, path
}

// write puts a row into both tables in one transaction.
func write(t testing.TB, db *sql.DB) {
	_, err := db.Exec(`BEGIN; INSERT INTO a VALUES (1, randomblob(9000)); INSERT INTO b VALUES (1, randomblob(9000)); COMMIT`)
	if err != nil {
		t.Error(err)
	}
}

func sums(t testing.TB, path string) (a, b int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(`SELECT (SELECT SUM(x) FROM a), (SELECT SUM(x) FROM b)`).Scan(&a, &b); err != nil {
		t.Fatal(err)
	}
	return a, b
}

// TestCopyIsOneInstant: while another connection writes and writes, the copy comes
// to its end, and holds what was committed when it began.
func TestCopyIsOneInstant(t *testing.T) {
	db, path := open(t, 300)
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				write(t, db)
			}
		}
	})
	to := path + ".copy"
	err := snapshot.Take(t.Context(), path, to)
	close(stop)
	writer.Wait()
	if err != nil {
		t.Fatal(err)
	}
	if err := snapshot.Check(t.Context(), to); err != nil {
		t.Error(err)
	}
	a, b := sums(t, to)
	now, _ := sums(t, path)
	if a != b || a < 300 || a >= now {
		t.Errorf("the copy has %d and %d rows; the database had 300 before and has %d now", a, b, now)
	}
}

func TestCopyOverwritesNothing(t *testing.T) {
	_, path := open(t, 1)
	to := filepath.Join(t.TempDir(), "there")
	if err := os.WriteFile(to, []byte("kept"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := snapshot.Take(t.Context(), path, to); !errors.Is(err, os.ErrExist) {
		t.Errorf("Take = %v", err)
	}
	if raw, err := os.ReadFile(to); string(raw) != "kept" {
		t.Errorf("the file that was there: %q, %v", raw, err)
	}
}

func TestCopyEnds(t *testing.T) {
	_, path := open(t, 300)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := snapshot.Take(ctx, path, path+".copy"); !errors.Is(err, context.Canceled) {
		t.Errorf("Take after the end = %v", err)
	}
}

// TestCheckSees a page overwritten, a file cut, and what is no database.
func TestCheckSees(t *testing.T) {
	for name, spoil := range map[string]func(raw []byte) []byte{
		"page": func(raw []byte) []byte { clear(raw[4096*3 : 4096*4]); return raw },
		"cut":  func(raw []byte) []byte { return raw[:len(raw)/2] },
		"text": func([]byte) []byte { return []byte(fmt.Sprintf("%4096s", "no database")) },
	} {
		_, path := open(t, 50)
		to := path + ".copy"
		if err := snapshot.Take(t.Context(), path, to); err != nil {
			t.Fatal(err)
		}
		raw, err := os.ReadFile(to)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, spoil(raw), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := snapshot.Check(t.Context(), to); !errors.Is(err, snapshot.ErrBroken) {
			t.Errorf("%s: Check = %v", name, err)
		}
	}
}
