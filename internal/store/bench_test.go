package store_test

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// BenchmarkUpdate is what every event costs: the inquiry, the journal, the disk.
func BenchmarkUpdate(b *testing.B) {
	s, _ := open(b)
	var f filler
	q := f.inquiry()
	q.Version = 0
	for b.Loop() {
		q.Version++
		update(b, s, func(tx *store.Tx) error {
			if err := tx.PutInquiry(&q); err != nil {
				return err
			}
			return tx.AppendEvent(q, casework.Event{Type: casework.AddNote, At: start, Press: fmt.Sprint(q.Version)})
		})
	}
}

// BenchmarkClaimAndFinish is what sending a letter costs the database.
func BenchmarkClaimAndFinish(b *testing.B) {
	s, _ := open(b)
	q := put(b, s, "q1", 1)
	n := 0
	for b.Loop() {
		n++
		enqueue(b, s, q, letter(fmt.Sprint("k", n), start))
		o, err := claim(b, s, store.OutMail, minutes(1))
		if err != nil {
			b.Fatal(err)
		}
		update(b, s, func(tx *store.Tx) error {
			return tx.Finish(o.ID, store.OutDelivered, minutes(1), store.Result{Code: 250})
		})
	}
}

// BenchmarkRawMail streams a letter of 10 MiB into the database and out again.
func BenchmarkRawMail(b *testing.B) {
	s, _ := open(b)
	b.SetBytes(20 * mebibyte)
	n := 0
	for b.Loop() {
		n++
		m := storeMail(b, s, casework.MessageID(fmt.Sprint("m", n)), noise(1, 10*mebibyte))
		r := s.Raw(b.Context(), m.BlobID)
		if _, err := io.Copy(io.Discard, struct{ io.Reader }{r}); err != nil {
			b.Fatal(err)
		}
		_ = r.Close()
	}
}

// BenchmarkManyInquiries asks a database of 100,000 inquiries, a thousand of
// them open, what the clock and the lists ask.
func BenchmarkManyInquiries(b *testing.B) {
	dir := b.TempDir()
	s, _ := openIn(b, dir)
	fillMany(b, s, 100_000)
	late := minutes(1_000_000)
	for name, ask := range map[string]func(*store.Tx) error{
		"Awake":      func(tx *store.Tx) error { _, err := tx.Awake(minutes(10), 100); return err },
		"NextWake":   func(tx *store.Tx) error { _, err := tx.NextWake(); return err },
		"OpenIDs":    func(tx *store.Tx) error { _, err := tx.OpenIDs(); return err },
		"Open":       func(tx *store.Tx) error { _, err := tx.Open(50); return err },
		"InDoubt":    func(tx *store.Tx) error { _, err := tx.InDoubt(store.OutMail); return err },
		"NextDue":    func(tx *store.Tx) error { _, err := tx.NextDue(store.OutMail); return err },
		"NoCard":     func(tx *store.Tx) error { _, err := tx.NextCard(); return err },
		"NoneAwake":  func(tx *store.Tx) error { _, err := tx.Awake(start.Add(-time.Hour), 100); return err },
		"Journal":    func(tx *store.Tx) error { _, err := tx.Journal("q777"); return err },
		"Automatic":  func(tx *store.Tx) error { _, err := tx.AutomaticLetters(late); return err },
		"AutomaticT": func(tx *store.Tx) error { _, err := tx.AutomaticLettersTo("h1", late); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				view(b, s, ask)
			}
		})
	}
	b.Run("Verify", func(b *testing.B) {
		for b.Loop() {
			view(b, s, func(tx *store.Tx) error { _, err := tx.VerifyJournal(); return err })
		}
	})
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	b.Run("Start", func(b *testing.B) {
		for b.Loop() {
			v, err := vault.Open(b.Context(), filepath.Join(dir, "keys.db"), master, false)
			if err != nil {
				b.Fatal(err)
			}
			s, err := store.Open(b.Context(), dir, v)
			if err := errors.Join(err, s.Close(), v.Close()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func fillMany(b *testing.B, s *store.Store, n int) {
	b.Helper()
	for i := 0; i < n; {
		update(b, s, func(tx *store.Tx) error {
			for range 10_000 {
				i++
				q := bare(casework.ID(fmt.Sprint("q", i)), uint32(i))
				q.Version = 1
				q.Course.State, q.Course.Closed = casework.Closed, start
				if i%100 == 0 {
					q.Course.State, q.Course.Closed, q.Wake = casework.InDialogue, time.Time{}, minutes(i/100)
					q.Course.Deadline.Date = march(i % 28)
				}
				o := letter(fmt.Sprint("k", i), start)
				o.Inquiry = q.ID
				if err := errors.Join(tx.PutInquiry(&q),
					tx.AppendEvent(q, casework.Event{Type: casework.Opened, At: start, Press: "m"}),
					tx.Enqueue(o, q.KeyOf()),
					tx.Finish(int64(i), store.OutDelivered, start, store.Result{Code: 250})); err != nil {
					return err
				}
			}
			return nil
		})
	}
}
