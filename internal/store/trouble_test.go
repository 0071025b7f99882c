package store

import (
	"context"
	"crypto/aes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-sqlite3"

	"borgerbot/internal/casework"
)

// glass is a vault that seals nothing, for tests of what lies around it.
type glass struct{ keys int }

func (g *glass) NewKey(context.Context) (string, error) {
	g.keys++
	return fmt.Sprint("k", g.keys), nil
}

func (g *glass) Seal(_ context.Context, _ string, plain []byte, _ string) ([]byte, error) {
	return append([]byte{aes.BlockSize}, plain...), nil
}

func (g *glass) Open(_ context.Context, _ string, sealed []byte, _ string) ([]byte, error) {
	return sealed[1:], nil
}

func openGlass(t testing.TB) (*Store, string) {
	t.Helper()
	dir := t.TempDir()
	s, err := Open(context.Background(), dir, &glass{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, dir
}

// received is an inquiry with its first event.
func received(tx *Tx, n int) error {
	q := Inquiry{Inquiry: casework.Inquiry{
		ID: casework.ID(fmt.Sprint("q", n)), Ref: casework.NewReference(uint32(n)), Version: 1, Received: time.Now(),
	}}
	q.Course.State = casework.Received
	if err := tx.PutInquiry(&q); err != nil {
		return err
	}
	return tx.AppendEvent(q, casework.Event{Type: casework.Opened, At: time.Now(), Press: fmt.Sprint("m", n)})
}

// limit lets the database grow to so many pages, which SQLite reports just as a
// full disk.
func limit(t *testing.T, s *Store, pages int) {
	t.Helper()
	var got int
	if err := s.conn.QueryRowContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages)).Scan(&got); err != nil {
		t.Fatal(err)
	}
}

func pages(t *testing.T, s *Store) (n int) {
	t.Helper()
	if err := s.conn.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestFullDisk: the transaction that finds no room leaves no trace, everything
// before it stays, nothing but the disk is to blame, and with room again work
// goes on (reliability A6). It is tried for every number of pages from none.
func TestFullDisk(t *testing.T) {
	s, _ := openGlass(t)
	for n := range 20 {
		if err := s.Update(t.Context(), func(tx *Tx) error { return received(tx, n) }); err != nil {
			t.Fatal(err)
		}
	}
	stored, full := 20, 0
	for room := range 12 {
		limit(t, s, pages(t, s)+room)
		for range 30 {
			err := s.Update(t.Context(), func(tx *Tx) error { return received(tx, stored) })
			if err == nil {
				stored++
				continue
			}
			full++
			if !errors.Is(err, ErrDiskFull) {
				t.Fatalf("with room for %d pages: %v, want ErrDiskFull", room, err)
			}
			break
		}
		err := s.View(t.Context(), func(tx *Tx) error {
			inquiries, err := tx.count(`SELECT COUNT(*) FROM inquiries`)
			events, err2 := tx.VerifyJournal()
			if inquiries != stored || events != stored {
				t.Fatalf("with room for %d pages: %d inquiries and %d events of %d", room, inquiries, events, stored)
			}
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if full == 0 {
		t.Fatal("the disk never was full: the test is blind")
	}
	limit(t, s, 1_000_000)
	if err := s.Update(t.Context(), func(tx *Tx) error { return received(tx, stored) }); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

// TestFullDiskUnderALetter: a letter that finds no room halfway is not there; the
// same letter goes in when there is room.
func TestFullDiskUnderALetter(t *testing.T) {
	s, _ := openGlass(t)
	letter := strings.Repeat("Min sag har ligget i et halvt aar.\r\n", 100_000)
	limit(t, s, pages(t, s)+300)
	store := func() error {
		blob, err := s.NewBlob(t.Context())
		if err != nil {
			return err
		}
		if _, err := io.Copy(blob, strings.NewReader(letter)); err != nil {
			return err
		}
		return s.Update(t.Context(), func(tx *Tx) error {
			_, err := tx.PutMessage(Message{ID: "m1", Received: time.Now()}, Place{UID: 1}, blob)
			return err
		})
	}
	if err := store(); !errors.Is(err, ErrDiskFull) {
		t.Fatalf("store = %v, want ErrDiskFull", err)
	}
	waiting := func() (all []Message) {
		if err := s.View(t.Context(), func(tx *Tx) (err error) {
			all, err = tx.WaitingMessages(9)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
	if all := waiting(); len(all) != 0 {
		t.Fatalf("waiting: %v", all)
	}
	limit(t, s, 1_000_000)
	if err := store(); err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(s.Raw(t.Context(), waiting()[0].BlobID))
	if err != nil || string(raw) != letter {
		t.Errorf("%d bytes come back, %v", len(raw), err)
	}
	if err := s.SweepBlobs(t.Context(), time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := s.View(t.Context(), func(tx *Tx) error {
		n, err := tx.count(`SELECT COUNT(*) FROM blobs`)
		if n != 1 {
			t.Errorf("%d blobs after the sweep", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// TestNewerSchema is refused and not touched.
func TestNewerSchema(t *testing.T) {
	s, dir := openGlass(t)
	if _, err := s.conn.ExecContext(t.Context(), `PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if _, err := Open(t.Context(), dir, &glass{}); !errors.Is(err, ErrNewerSchema) {
			t.Errorf("Open = %v, want ErrNewerSchema", err)
		}
	}
}

// TestDurability: every option that keeps a promise across a power cut is on,
// on the connection that writes; readers cannot write.
func TestDurability(t *testing.T) {
	s, _ := openGlass(t)
	reader, err := s.reader.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	for _, row := range []struct{ pragma, writer, reader string }{
		{"journal_mode", "wal", "wal"},
		{"synchronous", "2", ""}, // FULL
		{"secure_delete", "1", ""},
		{"foreign_keys", "1", "1"},
		{"query_only", "0", "1"},
		{"busy_timeout", "5000", "5000"},
	} {
		var w, r string
		err := errors.Join(
			s.conn.QueryRowContext(t.Context(), `PRAGMA `+row.pragma).Scan(&w),
			reader.QueryRowContext(t.Context(), `PRAGMA `+row.pragma).Scan(&r))
		if err != nil || w != row.writer || row.reader != "" && r != row.reader {
			t.Errorf("%s: writer %s, reader %s, %v; want %s, %s", row.pragma, w, r, err, row.writer, row.reader)
		}
	}
	if _, err := reader.ExecContext(t.Context(), `DELETE FROM facts`); err == nil {
		t.Error("a reader deletes")
	}
}

// TestClear turns the database's errors into what an operator can mend.
func TestClear(t *testing.T) {
	if err := clear(nil); err != nil {
		t.Errorf("clear(nil) = %v", err)
	}
	other := errors.New("other")
	if err := clear(other); err != other {
		t.Errorf("clear(other) = %v", err)
	}
}

// TestTrouble tells the database's own errors, here and in the vault, from those
// of what was to be written.
func TestTrouble(t *testing.T) {
	for _, row := range []struct {
		err  error
		want bool
	}{
		{nil, false},
		{errors.New("other"), false},
		{ErrNotFound, false},
		{sqlite3.Error{Code: sqlite3.ErrConstraint}, false},
		{fmt.Errorf("commit: %w", sqlite3.Error{Code: sqlite3.ErrBusy}), true},
		{fmt.Errorf("read key: %w", sqlite3.Error{Code: sqlite3.ErrLocked}), true},
		{fmt.Errorf("read key: %w", sqlite3.Error{Code: sqlite3.ErrIoErr}), true},
		{sqlite3.Error{Code: sqlite3.ErrReadonly}, true},
		{errors.Join(errors.New("other"), ErrDiskFull), true},
		{errAbandoned, true},
	} {
		if got := Trouble(row.err); got != row.want {
			t.Errorf("Trouble(%v) = %v", row.err, got)
		}
	}
}
