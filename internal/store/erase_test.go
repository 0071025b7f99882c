package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// peopled stores an inquiry with something in every table, and returns it.
func peopled(t *testing.T, s *store.Store, id casework.ID, number uint32, f *filler) store.Inquiry {
	t.Helper()
	q := f.inquiry()
	q.ID, q.Ref = id, casework.NewReference(number)
	message := casework.MessageID("m-" + string(id))
	storeMail(t, s, message, strings.NewReader(strings.Join(f.words, "\r\n")+strings.Repeat("x", 2*mebibyte)))
	update(t, s, func(tx *store.Tx) error {
		if err := tx.PutInquiry(&q); err != nil {
			return err
		}
		sent := letter(string(id)+"/receipt", minutes(1))
		sent.Inquiry, sent.ToHash, sent.Payload = id, "address-hash-"+string(id), []byte(strings.Join(f.words, " "))
		return errors.Join(
			tx.AppendEvent(q, f.event()), tx.Enqueue(sent, q.KeyOf()),
			tx.Settle(message, store.MessageInquiry, "", id),
			tx.AddMailID("mail-hash-"+string(id), id, ""), tx.AddAddress("address-hash-"+string(id), id),
			tx.WantCard(id, "card-"+string(id), start, start),
		)
	})
	return q
}

// sealedBytes are pieces of everything that is sealed for an inquiry.
func sealedBytes(t *testing.T, dir string, id casework.ID) []string {
	t.Helper()
	rows, err := rawDB(t, dir).Query(`
		SELECT substr(body, 20, 40) FROM inquiries WHERE id = ?1
		UNION ALL SELECT substr(payload, 20, 40) FROM events WHERE inquiry_id = ?1
		UNION ALL SELECT substr(payload, 20, 40) FROM outbox WHERE inquiry_id = ?1
		UNION ALL SELECT substr(data, 20, 40) FROM chunks
		          WHERE blob_id IN (SELECT blob_id FROM messages WHERE inquiry_id = ?1)`, id)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var pieces []string
	for rows.Next() {
		var piece []byte
		if err := rows.Scan(&piece); err != nil {
			t.Fatal(err)
		}
		pieces = append(pieces, string(piece))
	}
	return pieces
}

// erase carries an erasure through as the desk does.
func erase(t *testing.T, s *store.Store, v *vault.Vault, id casework.ID) []string {
	t.Helper()
	var keys []string
	update(t, s, func(tx *store.Tx) error {
		q, err := tx.Inquiry(id)
		if err != nil {
			return err
		}
		q.Version++
		q.Course.State = casework.Erased
		if err := tx.PutInquiry(&q); err != nil {
			return err
		}
		if err := tx.AppendEvent(q, casework.Event{Type: casework.Erase, At: minutes(1)}); err != nil {
			return err
		}
		if err := tx.BeginErasure(id, minutes(1)); err != nil {
			return err
		}
		keys, err = tx.KeysOf(id)
		return errors.Join(err, tx.DropCard(id))
	})
	if err := v.Destroy(t.Context(), keys); err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *store.Tx) error { return errors.Join(tx.CallOff(id), tx.Blank(id)) })
	if err := s.Truncate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return keys
}

// TestErasure takes one of two inquiries away whole: its keys, its sealed bytes
// in every page and log, its hashes; and leaves the other, the figures, the
// chain and the tombstone (design 7, GDPR art. 17, reliability D5).
func TestErasure(t *testing.T) {
	dir := t.TempDir()
	s, v := openIn(t, dir)
	var f filler
	peopled(t, s, "q1", 1, &f)
	other := peopled(t, s, "q2", 2, &f)
	gone, kept := sealedBytes(t, dir, "q1"), sealedBytes(t, dir, "q2")
	if len(gone) != 6 || len(kept) != 6 {
		t.Fatalf("sealed pieces: %d and %d", len(gone), len(kept))
	}
	if err := s.Truncate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if len(inFiles(t, dir, gone[0])) == 0 {
		t.Fatal("the sealed bytes are not found before the erasure: the search is blind")
	}
	backup := copyDir(t, dir)

	keys := erase(t, s, v, "q1")
	if len(keys) != 2 {
		t.Errorf("%d keys destroyed, want the inquiry's and the message's", len(keys))
	}
	searchFiles(t, dir, f.words...)
	for _, file := range files(t, dir) {
		pieces := append(gone, "mail-hash-q1", "address-hash-q1", "q1/receipt@example.org")
		if strings.HasPrefix(file.name, "keys.db") {
			pieces = keys
		}
		for _, piece := range pieces {
			if bytes.Contains(file.raw, []byte(piece)) {
				t.Errorf("%s still holds %.20q", file.name, piece)
			}
		}
	}
	afterErasure(t, s, other)

	// Yesterday's copy of the data with today's keys: the erased one stays dark.
	old, err := store.Open(t.Context(), backup, v)
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	view(t, old, func(tx *store.Tx) error {
		if _, err := tx.Inquiry("q1"); !errors.Is(err, vault.ErrDestroyed) {
			t.Errorf("from a backup: %v, want ErrDestroyed", err)
		}
		_, err := tx.Inquiry("q2")
		return err
	})
	if _, err := readRaw(old, 1); !errors.Is(err, vault.ErrDestroyed) {
		t.Errorf("the letter from a backup: %v, want ErrDestroyed", err)
	}
}

// afterErasure looks at what is left.
func afterErasure(t *testing.T, s *store.Store, other store.Inquiry) {
	t.Helper()
	view(t, s, func(tx *store.Tx) error {
		q, err := tx.Inquiry("q1")
		if err != nil || q.Course.State != casework.Erased || !q.Subject.Empty() || q.Parties.Writer.Known() {
			t.Errorf("the erased inquiry: %+v, %v", q.Course, err)
		}
		events, err := tx.Journal("q1")
		if err != nil || len(events) != 2 || events[0].Mail != nil || events[0].At.IsZero() {
			t.Errorf("its journal: %d events, %v", len(events), err)
		}
		if n, err := tx.VerifyJournal(); n != 3 || err != nil {
			t.Errorf("VerifyJournal = %d, %v", n, err)
		}
		if m, err := tx.Message("m-q1"); err != nil || m.State != store.MessageErased || m.BlobID != 0 {
			t.Errorf("its tombstone: %+v, %v", m, err)
		}
		if o, err := tx.OutgoingByKey("q1/receipt"); err != nil || o.State != store.OutCancelled || o.MailID != "" || o.ToHash != "" {
			t.Errorf("its letter: %+v, %v", o, err)
		}
		if begun, err := tx.BegunErasures(); len(begun) != 0 || err != nil {
			t.Errorf("still to be erased: %v, %v", begun, err)
		}
		if ours, theirs, err := tx.ByMailID("mail-hash-q1"); len(ours)+len(theirs) != 0 || err != nil {
			t.Errorf("found by its Message-ID: %v, %v, %v", ours, theirs, err)
		}
		if ids, err := tx.OpenOf("address-hash-q1"); len(ids) != 0 || err != nil {
			t.Errorf("found by its address: %v, %v", ids, err)
		}
		if got, err := tx.Inquiry("q2"); err != nil || !got.Subject.Equal(other.Subject) {
			t.Errorf("the other inquiry: %v", err)
		}
		awake, err := tx.Awake(minutes(1_000_000), 9)
		if slices.Contains(awake, "q1") {
			t.Error("the clock still wakes for it")
		}
		return err
	})
	if _, err := readRaw(s, 1); err == nil {
		t.Error("the erased letter can be read")
	}
	if _, err := readRaw(s, 2); err != nil {
		t.Errorf("the other letter: %v", err)
	}
	// The figures of the erased row stay as they were.
	update(t, s, func(tx *store.Tx) error {
		q, err := tx.Inquiry("q1")
		if err != nil {
			return err
		}
		if err := tx.PutInquiry(&q); err == nil {
			t.Error("the figures of an erased inquiry can be overwritten")
		}
		return nil
	})
}

type file struct {
	name string
	raw  []byte
}

func files(t *testing.T, dir string) (all []file) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, file{filepath.Base(name), raw})
	}
	return all
}

// TestErasureIsCarriedOn: stopped after any step, it is found begun at the next
// start, and every step can be done again.
func TestErasureIsCarriedOn(t *testing.T) {
	dir := t.TempDir()
	s, v := openIn(t, dir)
	var f filler
	peopled(t, s, "q1", 1, &f)
	for range 2 {
		update(t, s, func(tx *store.Tx) error { return tx.BeginErasure("q1", start) })
	}
	if err := errors.Join(s.Close(), v.Close()); err != nil {
		t.Fatal(err)
	}
	s, v = openIn(t, dir)
	view(t, s, func(tx *store.Tx) error {
		if begun, err := tx.BegunErasures(); !slices.Equal(begun, []casework.ID{"q1"}) || err != nil {
			t.Errorf("begun: %v, %v", begun, err)
		}
		return nil
	})
	keys := erase(t, s, v, "q1")
	if err := v.Destroy(t.Context(), keys); err != nil {
		t.Errorf("destroyed again: %v", err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.Blank("q1") })
}

// TestTheSystemKeyIsNobodys: an inquiry that used it does not take it along.
func TestTheSystemKeyIsNobodys(t *testing.T) {
	s, _ := open(t)
	q := put(t, s, "q1", 1)
	update(t, s, func(tx *store.Tx) error {
		system, err := tx.SystemKey()
		if err != nil {
			return err
		}
		if err := tx.Enqueue(letter("alarm", start), system); err != nil {
			return err
		}
		keys, err := tx.KeysOf("q1")
		if !slices.Equal(keys, []string{q.KeyOf()}) {
			t.Errorf("keys of the inquiry: %v, with the system's %s", keys, system)
		}
		return err
	})
}

// TestUsedKeys: what seals something is not swept, a broken-off letter included.
func TestUsedKeys(t *testing.T) {
	dir := t.TempDir()
	s, v := openIn(t, dir)
	q := put(t, s, "q1", 1)
	storeMail(t, s, "m1", nothing{})
	var system string
	update(t, s, func(tx *store.Tx) (err error) {
		system, err = tx.SystemKey()
		return err
	})
	spare, err := v.NewKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var blob string
	if err := rawDB(t, dir).QueryRow(`SELECT key_id FROM blobs`).Scan(&blob); err != nil {
		t.Fatal(err)
	}
	used, err := s.UsedKeys(t.Context(), []string{q.KeyOf(), system, blob, spare})
	if err != nil || !used[q.KeyOf()] || !used[system] || !used[blob] || used[spare] {
		t.Errorf("UsedKeys = %v, %v", used, err)
	}
}

// TestTruncateReportsAReader that does not give way, and does not wait for ever.
func TestTruncateReportsAReader(t *testing.T) {
	t.Parallel() // it waits out the busy timeout
	s, dir := open(t)
	put(t, s, "q1", 1)
	db := rawDB(t, dir)
	reading, err := db.BeginTx(context.Background(), &sql.TxOptions{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	var n int
	if err := reading.QueryRow(`SELECT COUNT(*) FROM inquiries`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	put(t, s, "q2", 2)
	if err := s.Truncate(t.Context()); err == nil {
		t.Error("the log is said to be empty while somebody reads it")
	}
	if err := reading.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := s.Truncate(t.Context()); err != nil {
		t.Errorf("when the reader is gone: %v", err)
	}
}
