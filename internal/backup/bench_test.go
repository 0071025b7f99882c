package backup_test

import (
	"context"
	"flag"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/casework"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

var megabytes = flag.Int("mb", 64, "how large the database of the benchmark is")

// BenchmarkIntakeBesideBackup is how long a letter takes to be stored, by itself and
// while copies are taken one after the other: the two transactions of intake, twenty
// letters a second. It reports the 99th percentile of both, in the same run.
func BenchmarkIntakeBesideBackup(b *testing.B) {
	h := large(b, *megabytes)
	for b.Loop() {
		alone := h.intake(1000, nil)
		ctx, stop := context.WithCancel(b.Context())
		var copies atomic.Int32
		longest := time.Duration(0)
		done := make(chan struct{})
		go func() {
			defer close(done)
			for ctx.Err() == nil {
				began := time.Now()
				if _, err := backup.Take(ctx, h.s, began); err == nil {
					longest = max(longest, time.Since(began))
					copies.Add(1)
				} else if ctx.Err() == nil {
					b.Error(err)
					return
				}
			}
		}()
		beside := h.intake(1000, func() bool { return copies.Load() > 0 })
		stop()
		<-done
		alone = append(alone, h.intake(1000, nil)...)
		p, q := percentile(alone), percentile(beside)
		b.ReportMetric(float64(p.Microseconds())/1000, "ms-p99-alone")
		b.ReportMetric(float64(q.Microseconds())/1000, "ms-p99-beside")
		b.ReportMetric(float64(q)/float64(p), "ratio")
		b.ReportMetric(longest.Seconds(), "s/copy")
	}
}

type bench struct {
	s     backup.Settings
	store *store.Store
	tb    testing.TB
	n     uint32
}

// large is an installation with letters of a mebibyte each.
func large(tb testing.TB, megabytes int) *bench {
	root := tb.TempDir()
	h := &bench{tb: tb, s: backup.Settings{
		Office: "lejre", Own: filepath.Join(root, "data"), Directory: filepath.Join(root, "copies"),
		KeysDirectory: filepath.Join(root, "keys"), KeepDays: 1, KeysDays: 1, KeepCopies: 1, Master: seal.NewKey(),
	}}
	if err := os.MkdirAll(h.s.Own, 0o700); err != nil {
		tb.Fatal(err)
	}
	v, err := vault.Open(tb.Context(), vault.File(h.s.Own), h.s.Master, true)
	if err != nil {
		tb.Fatal(err)
	}
	if h.store, err = store.Open(tb.Context(), h.s.Own, v); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _, _ = h.store.Close(), v.Close() })
	if err := h.store.Update(tb.Context(), func(tx *store.Tx) error { return tx.SetFact(store.FactInstance, v.Instance()) }); err != nil {
		tb.Fatal(err)
	}
	for range megabytes {
		h.letter(1<<20 - 4096)
	}
	return h
}

// letter takes in a letter of a size: the raw bytes, then the inquiry.
func (h *bench) letter(size int64) {
	h.n++
	blob, err := h.store.NewBlob(context.Background())
	if err == nil {
		_, err = io.CopyN(blob, rand.NewChaCha8([32]byte{byte(h.n)}), size)
	}
	if err != nil {
		h.tb.Fatal(err)
	}
	ref := casework.NewReference(h.n)
	m := casework.MessageID("m" + ref)
	received := time.Now()
	err = h.store.Update(context.Background(), func(tx *store.Tx) error {
		at := store.Place{Mailbox: "post", Folder: "INBOX", UIDValidity: 1, UID: h.n}
		_, err := tx.PutMessage(store.Message{ID: m, Received: received, Mailbox: "post", Folder: "INBOX"}, at, blob)
		return err
	})
	if err != nil {
		h.tb.Fatal(err)
	}
	q := store.Inquiry{Inquiry: casework.Inquiry{ID: casework.ID("q" + ref), Ref: ref, Received: received, Version: 1}}
	q.Course.State = casework.Received
	err = h.store.Update(context.Background(), func(tx *store.Tx) error {
		if err := tx.PutInquiry(&q); err != nil {
			return err
		}
		if err := tx.AppendEvent(q, casework.Event{Type: casework.Opened, At: received, Press: string(m)}); err != nil {
			return err
		}
		return tx.Settle(m, store.MessageInquiry, "", q.ID)
	})
	if err != nil {
		h.tb.Fatal(err)
	}
}

// intake takes in at least n letters of 8 KiB, twenty a second, until enough says so,
// and returns how long each took.
func (h *bench) intake(n int, enough func() bool) (took []time.Duration) {
	ticker := time.NewTicker(50 * time.Millisecond)
	defer ticker.Stop()
	for len(took) < n || enough != nil && !enough() {
		<-ticker.C
		began := time.Now()
		h.letter(8 << 10)
		took = append(took, time.Since(began))
	}
	return took
}

func percentile(took []time.Duration) time.Duration {
	slices.Sort(took)
	return took[len(took)*99/100]
}
