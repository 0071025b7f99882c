package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// written is a directory whose journal holds seven events of two inquiries.
func written(t *testing.T) string {
	t.Helper()
	s, dir := open(t)
	a, b := put(t, s, "q1", 1), put(t, s, "q2", 2)
	for i, q := range []*store.Inquiry{&a, &b, &a, &a, &b} {
		q.Version++
		update(t, s, func(tx *store.Tx) error {
			if err := tx.PutInquiry(q); err != nil {
				return err
			}
			return tx.AppendEvent(*q, casework.Event{
				Type: casework.AddNote, At: start.Add(time.Duration(i) * time.Minute), Press: fmt.Sprint("p", i),
				By:   casework.Actor{Role: casework.ByAdviser, Adviser: "a1"},
				Note: personal.New("talt med borgeren"),
			})
		})
	}
	view(t, s, func(tx *store.Tx) error {
		if n, err := tx.VerifyJournal(); n != 7 || err != nil {
			t.Fatalf("VerifyJournal = %d, %v", n, err)
		}
		return nil
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestTamperedJournalIsFound changes one thing in the file at a time, with the
// guards taken away, and wants it found (reliability D9).
func TestTamperedJournalIsFound(t *testing.T) {
	dir := written(t)
	for _, tampering := range []string{
		`UPDATE events SET inquiry_id = 'q2', version = 9 WHERE seq = 3`,
		`UPDATE events SET version = 9 WHERE seq = 3`,
		`UPDATE events SET type = 'call' WHERE seq = 3`,
		`UPDATE events SET at = '2026-03-02T09:15:00.001Z' WHERE seq = 3`,
		`UPDATE events SET role = 'operator' WHERE seq = 3`,
		`UPDATE events SET adviser = 'a2' WHERE seq = 3`,
		`UPDATE events SET press = 'other' WHERE seq = 3`,
		`UPDATE events SET press = NULL WHERE seq = 3`,
		`UPDATE events SET payload = (SELECT payload FROM events WHERE seq = 4) WHERE seq = 3`,
		`UPDATE events SET payload_hash = zeroblob(32) WHERE seq = 3`,
		`UPDATE events SET link = zeroblob(32) WHERE seq = 3`,
		`UPDATE events SET link = zeroblob(32) WHERE seq = 7`,
		`UPDATE events SET seq = CASE seq WHEN 3 THEN -4 WHEN 4 THEN -3 END WHERE seq IN (3, 4);
		 UPDATE events SET seq = -seq WHERE seq < 0`,
		`DELETE FROM events WHERE seq = 1`,
		`DELETE FROM events WHERE seq = 3`,
		`DELETE FROM events WHERE seq = 7`,
		`DELETE FROM events`,
		`INSERT INTO events (inquiry_id, version, type, at, role, adviser, key_id, payload, payload_hash, link)
		 SELECT inquiry_id, 99, type, at, role, adviser, key_id, payload, payload_hash, link FROM events WHERE seq = 7`,
	} {
		t.Run(tampering, func(t *testing.T) {
			copied := copyDir(t, dir)
			db := rawDB(t, copied)
			mustExec(t, db, `DROP TRIGGER events_are_not_changed; DROP TRIGGER events_are_not_deleted`)
			mustExec(t, db, tampering)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			s, _ := openIn(t, copied)
			view(t, s, func(tx *store.Tx) error {
				_, err := tx.VerifyJournal()
				if err == nil || !strings.Contains(err.Error(), "journal") {
					t.Errorf("VerifyJournal = %v", err)
				}
				return nil
			})
		})
	}
}

func copyDir(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// TestTheDatabaseItselfRefuses to change or delete an event; only its words can
// be blanked.
func TestTheDatabaseItselfRefuses(t *testing.T) {
	dir := written(t)
	db := rawDB(t, dir)
	for _, column := range []string{
		"seq = 99", "inquiry_id = 'q2'", "version = 99", "type = 'call'", "at = ''", "role = ''", "adviser = 'a2'",
		"press = 'x'", "press = NULL", "key_id = ''", "payload = x'00'", "payload = payload", "payload_hash = x'00'", "link = x'00'",
		"payload = NULL, type = 'call'",
	} {
		if _, err := db.Exec(`UPDATE events SET ` + column + ` WHERE seq = 3`); err == nil {
			t.Errorf("SET %s is not refused", column)
		}
	}
	if _, err := db.Exec(`DELETE FROM events WHERE seq = 3`); err == nil {
		t.Error("DELETE is not refused")
	}
	mustExec(t, db, `UPDATE events SET payload = NULL WHERE seq = 3`)
	s, _ := openIn(t, dir)
	view(t, s, func(tx *store.Tx) error {
		if n, err := tx.VerifyJournal(); n != 7 || err != nil {
			t.Errorf("after blanking: %d, %v", n, err)
		}
		events, err := tx.Journal("q1")
		if err != nil || len(events) != 4 {
			t.Fatalf("Journal = %d events, %v", len(events), err)
		}
		for i, ev := range events {
			if blank := i == 1; ev.Note.Empty() != (blank || i == 0) || ev.Press == "" || ev.At.IsZero() {
				t.Errorf("event %d: %+v", i, ev)
			}
		}
		return nil
	})
}

// TestWordsMovedToAnotherEventDoNotOpen: a payload belongs to its inquiry and
// version (seal).
func TestWordsMovedToAnotherEventDoNotOpen(t *testing.T) {
	dir := written(t)
	db := rawDB(t, dir)
	mustExec(t, db, `DROP TRIGGER events_are_not_changed`)
	mustExec(t, db, `UPDATE events SET payload = (SELECT payload FROM events WHERE seq = 5) WHERE seq = 3`)
	mustExec(t, db, `UPDATE inquiries SET body = (SELECT body FROM inquiries WHERE id = 'q2') WHERE id = 'q1'`)
	s, _ := openIn(t, dir)
	view(t, s, func(tx *store.Tx) error {
		if _, err := tx.Journal("q1"); err == nil {
			t.Error("a moved payload opens")
		}
		if _, err := tx.Inquiry("q1"); err == nil {
			t.Error("a moved body opens")
		}
		return nil
	})
}

// TestPressedOnce: the same press is one event, in its own inquiry and for its
// own act; events without a press are as many as they are.
func TestPressedOnce(t *testing.T) {
	s, _ := open(t)
	a, b := put(t, s, "q1", 1), put(t, s, "q2", 2)
	press := func(q *store.Inquiry, e casework.EventType, press string) error {
		return s.Update(context.Background(), func(tx *store.Tx) error {
			again := *q
			again.Version++
			known, err := tx.Pressed(q.ID, press, e)
			if err != nil {
				return err
			}
			err = tx.AppendEvent(again, casework.Event{Type: e, At: start, Press: press})
			if known != errors.Is(err, store.ErrPressed) {
				t.Errorf("%s by %q: Pressed says %v and AppendEvent %v", e, press, known, err)
			}
			if err == nil {
				err = tx.PutInquiry(&again)
			}
			if err == nil {
				*q = again
			}
			return err
		})
	}
	for _, row := range []struct {
		q     *store.Inquiry
		e     casework.EventType
		press string
		want  error
	}{
		{&a, casework.Take, "p1", nil},
		{&a, casework.Take, "p1", store.ErrPressed},
		{&a, casework.Call, "p1", nil},
		{&b, casework.Take, "p1", nil},
		{&a, casework.ReminderDue, "", nil},
		{&a, casework.ReminderDue, "", nil},
	} {
		if err := press(row.q, row.e, row.press); !errors.Is(err, row.want) {
			t.Errorf("%s %s by %q = %v, want %v", row.q.ID, row.e, row.press, err, row.want)
		}
	}
	if got := inquiry(t, s, "q1").Version; got != 5 {
		t.Errorf("version %d, want 5", got)
	}
}

// TestVersionsAreUnique: two events cannot be the same version of an inquiry,
// and an older copy never overwrites a newer.
func TestVersionsAreUnique(t *testing.T) {
	s, _ := open(t)
	old := put(t, s, "q1", 1)
	again := func(tx *store.Tx) error { return tx.AppendEvent(old, casework.Event{Type: casework.Take, At: start}) }
	if err := s.Update(t.Context(), again); err == nil {
		t.Error("a second event of version 1 is journalled")
	}
	newer := old
	newer.Version = 2
	newer.Course.Holder = "a1"
	update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&newer) })
	if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutInquiry(&old) }); err == nil {
		t.Error("an older copy overwrote a newer")
	}
	stranger := bare("q1", 1)
	stranger.Version = 3
	if err := s.Update(t.Context(), func(tx *store.Tx) error { return tx.PutInquiry(&stranger) }); err == nil {
		t.Error("an inquiry was overwritten under another key")
	}
	if got := inquiry(t, s, "q1"); got.Course.Holder != "a1" {
		t.Errorf("stored: %+v", got.Course)
	}
}

// TestReopenedDatabaseIsWhole: what is committed is there after a restart.
func TestReopenedDatabaseIsWhole(t *testing.T) {
	dir := written(t)
	if _, err := os.Stat(filepath.Join(dir, "borgerbot.db")); err != nil || !store.Exists(dir) || store.Exists(t.TempDir()) {
		t.Errorf("Exists is wrong: %v", err)
	}
	s, _ := openIn(t, dir)
	if got := inquiry(t, s, "q1"); got.Version != 4 {
		t.Errorf("version %d after a restart", got.Version)
	}
}
