package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"
	"unicode/utf16"

	"borgerbot/internal/casework"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// master wraps the keys of every test's vault.
var master = seal.NewKey()

// open makes a store in a fresh directory.
func open(t testing.TB) (*store.Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, _ := openIn(t, dir)
	return s, dir
}

// openIn opens the store and the vault of a directory.
func openIn(t testing.TB, dir string) (*store.Store, *vault.Vault) {
	t.Helper()
	v, err := vault.Open(context.Background(), filepath.Join(dir, "keys.db"), master, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	s, err := store.Open(context.Background(), dir, v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, v
}

func update(t testing.TB, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.Update(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func view(t testing.TB, s *store.Store, fn func(*store.Tx) error) {
	t.Helper()
	if err := s.View(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func inquiry(t testing.TB, s *store.Store, id casework.ID) (q store.Inquiry) {
	t.Helper()
	view(t, s, func(tx *store.Tx) (err error) {
		q, err = tx.Inquiry(id)
		return err
	})
	return q
}

// start is when most tests begin.
var start = time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)

// bare is an inquiry with nothing in it but what it must have.
func bare(id casework.ID, number uint32) store.Inquiry {
	q := store.Inquiry{Inquiry: casework.Inquiry{ID: id, Ref: casework.NewReference(number), Received: start}}
	q.Course.State = casework.Received
	return q
}

// put stores a bare inquiry and its first event.
func put(t testing.TB, s *store.Store, id casework.ID, number uint32) store.Inquiry {
	t.Helper()
	q := bare(id, number)
	q.Version = 1
	update(t, s, func(tx *store.Tx) error {
		if err := tx.PutInquiry(&q); err != nil {
			return err
		}
		return tx.AppendEvent(q, casework.Event{Type: casework.Opened, At: start, Press: "m-" + string(id)})
	})
	return q
}

// inbox is where mail lies.
func inbox(uid uint32) store.Place {
	return store.Place{Mailbox: "main", Folder: "INBOX", UIDValidity: 7, UID: uid}
}

// storeMail stores raw mail as a message, and where it lies.
func storeMail(t testing.TB, s *store.Store, id casework.MessageID, raw io.Reader) store.Message {
	t.Helper()
	blob, err := s.NewBlob(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(blob, raw); err != nil {
		t.Fatal(err)
	}
	var m store.Message
	update(t, s, func(tx *store.Tx) error {
		_, err := tx.PutMessage(store.Message{ID: id, Received: start, Mailbox: "main", Folder: "INBOX"}, inbox(uint32(len(id))), blob)
		if err != nil {
			return err
		}
		m, err = tx.Message(id)
		return err
	})
	return m
}

// rawDB opens the database file beside the store, as a stranger would.
func rawDB(t testing.TB, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, "borgerbot.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func mustExec(t testing.TB, db *sql.DB, statement string, args ...any) {
	t.Helper()
	if _, err := db.Exec(statement, args...); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// searchFiles looks for words in every file of a directory, the logs included,
// as they are and in the usual disguises.
func searchFiles(t testing.TB, dir string, words ...string) {
	t.Helper()
	for _, found := range inFiles(t, dir, words...) {
		t.Error(found)
	}
}

func inFiles(t testing.TB, dir string, words ...string) (found []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no files in %s: %v", dir, err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, word := range words {
			for how, disguise := range disguises(word) {
				if bytes.Contains(raw, disguise) {
					found = append(found, fmt.Sprintf("%s holds %q %s", filepath.Base(file), word, how))
				}
			}
		}
	}
	return found
}

func disguises(word string) map[string][]byte {
	all := map[string][]byte{"plain": []byte(word), "in hex": []byte(hex.EncodeToString([]byte(word)))}
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(word)) {
		little, big = append(little, byte(unit), byte(unit>>8)), append(big, byte(unit>>8), byte(unit))
	}
	all["in UTF-16LE"], all["in UTF-16BE"] = little, big
	// Base 64 looks different with each of three places of the first byte; the
	// characters at the edges depend on the neighbours.
	for shift, name := range []string{"in base 64", "in base 64, one on", "in base 64, two on"} {
		coded := base64.StdEncoding.EncodeToString(append(make([]byte, shift), word...))
		all[name] = []byte(coded[4 : len(coded)-4])
	}
	return all
}

// TestSearchSees makes sure that the search for words is not blind.
func TestSearchSees(t *testing.T) {
	for how, disguise := range disguises("Kanariefugl7Åse") {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x"), append([]byte("..."), disguise...), 0o600); err != nil {
			t.Fatal(err)
		}
		if len(inFiles(t, dir, "Kanariefugl7Åse")) == 0 {
			t.Errorf("words %s are not found", how)
		}
	}
}

func TestNotFound(t *testing.T) {
	s, _ := open(t)
	update(t, s, func(tx *store.Tx) error {
		for name, try := range map[string]func() error{
			"inquiry":     func() error { _, err := tx.Inquiry("nobody"); return err },
			"reference":   func() error { _, err := tx.InquiryByReference(casework.NewReference(9)); return err },
			"message":     func() error { _, err := tx.Message("none"); return err },
			"card":        func() error { _, err := tx.CardOf("nobody"); return err },
			"claim":       func() error { _, err := tx.Claim(store.OutMail, start); return err },
			"claim card":  func() error { _, err := tx.ClaimCard(start); return err },
			"outgoing":    func() error { _, err := tx.OutgoingByKey("none"); return err },
			"by mail id":  func() error { _, err := tx.OutgoingByMailID("none"); return err },
			"folder":      func() error { _, err := tx.Folder("main", "INBOX"); return err },
			"raw payload": func() error { _, err := tx.OutgoingPayload(store.Outgoing{ID: 9}); return err },
		} {
			if err := try(); !errors.Is(err, store.ErrNotFound) {
				t.Errorf("%s = %v, want ErrNotFound", name, err)
			}
		}
		return nil
	})
}

// TestReaderCannotWrite: a function given to View has no way to change anything.
func TestReaderCannotWrite(t *testing.T) {
	s, _ := open(t)
	q := put(t, s, "q1", 1)
	for name, try := range map[string]func(*store.Tx) error{
		"inquiry": func(tx *store.Tx) error { return tx.PutInquiry(&q) },
		"event":   func(tx *store.Tx) error { return tx.AppendEvent(q, casework.Event{Type: casework.Take, At: start}) },
		"cancel":  func(tx *store.Tx) error { _, err := tx.DoubtClaimed(); return err },
	} {
		if err := s.View(t.Context(), try); err == nil {
			t.Errorf("%s: written in a reading transaction", name)
		}
	}
}

// TestUpdateLeavesNoTrace of a function that fails, panics, or whose context is
// over before it begins; what has begun is finished.
func TestUpdateLeavesNoTrace(t *testing.T) {
	s, _ := open(t)
	broken := errors.New("broken")
	write := func(tx *store.Tx) error {
		q := bare("q1", 1)
		return tx.PutInquiry(&q)
	}
	if err := s.Update(t.Context(), func(tx *store.Tx) error { return errors.Join(write(tx), broken) }); !errors.Is(err, broken) {
		t.Errorf("Update = %v", err)
	}
	if err := s.Update(t.Context(), func(tx *store.Tx) error { _ = write(tx); panic("poison") }); err == nil {
		t.Error("the panic was swallowed")
	}
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Update(over, write); !errors.Is(err, context.Canceled) {
		t.Errorf("Update after the end = %v", err)
	}
	if err := s.View(over, func(*store.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("View after the end = %v", err)
	}
	view(t, s, func(tx *store.Tx) error {
		if _, err := tx.Inquiry("q1"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("a trace is left: %v", err)
		}
		return nil
	})
	running, stop := context.WithCancel(t.Context())
	if err := s.Update(running, func(tx *store.Tx) error { stop(); return write(tx) }); err != nil {
		t.Errorf("Update that had begun = %v", err)
	}
	inquiry(t, s, "q1")
}

// TestViewBesideUpdate: reading goes on while something is written, and sees
// only what is committed.
func TestViewBesideUpdate(t *testing.T) {
	s, _ := open(t)
	q := put(t, s, "q1", 1)
	version := func() (version int) {
		view(t, s, func(tx *store.Tx) error {
			q, err := tx.Inquiry("q1")
			version = q.Version
			return err
		})
		return version
	}
	update(t, s, func(tx *store.Tx) error {
		q.Version = 2
		if err := tx.PutInquiry(&q); err != nil {
			return err
		}
		if got := version(); got != 1 {
			t.Errorf("a reader sees version %d before the commit", got)
		}
		return nil
	})
	if got := version(); got != 2 {
		t.Errorf("a reader sees version %d after the commit", got)
	}
}
