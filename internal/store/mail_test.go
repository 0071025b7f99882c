package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

const mebibyte = 1 << 20

// nothing is a letter of no bytes.
type nothing struct{}

func (nothing) Read([]byte) (int, error) { return 0, io.EOF }

// noise is as many bytes as wanted, the same for the same seed.
func noise(seed uint64, size int) io.Reader {
	var key [32]byte
	key[0] = byte(seed)
	return io.LimitReader(rand.NewChaCha8(key), int64(size))
}

func readRaw(s *store.Store, blob int64) ([]byte, error) {
	r := s.Raw(context.Background(), blob)
	defer r.Close()
	return io.ReadAll(r)
}

// TestRawMailComesBack byte for byte, whatever its size.
func TestRawMailComesBack(t *testing.T) {
	for _, size := range []int{0, 1, 700, mebibyte - 1, mebibyte, mebibyte + 1, 2 * mebibyte, 3*mebibyte + 1} {
		s, _ := open(t)
		raw, err := io.ReadAll(noise(1, size))
		if err != nil {
			t.Fatal(err)
		}
		m := storeMail(t, s, "m1", inPieces(raw))
		got, err := readRaw(s, m.BlobID)
		if err != nil || !bytes.Equal(got, raw) {
			t.Errorf("%d bytes come back as %d, %v", size, len(got), err)
		}
	}
}

// inPieces gives the bytes in pieces that do not fit the chunks.
func inPieces(raw []byte) io.Reader {
	return struct{ io.Reader }{io.MultiReader(bytes.NewReader(raw[:len(raw)/3]), bytes.NewReader(raw[len(raw)/3:]))}
}

// TestBlobInMemory: a letter of one chunk can be read before it is stored.
func TestBlobInMemory(t *testing.T) {
	s, _ := open(t)
	blob, err := s.NewBlob(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(blob, "Subject: min sag")
	if string(blob.Bytes()) != "Subject: min sag" || blob.Size() != 16 {
		t.Errorf("in memory: %q, %d", blob.Bytes(), blob.Size())
	}
	if _, err := io.Copy(blob, noise(1, mebibyte)); err != nil {
		t.Fatal(err)
	}
	if blob.Bytes() != nil || blob.Size() != mebibyte+16 {
		t.Errorf("a letter of two chunks: %d in memory, size %d", len(blob.Bytes()), blob.Size())
	}
}

// TestStoringMayBeTriedAgain: a transaction that came to nothing, as on a full
// disk, costs no byte when it is tried again.
func TestStoringMayBeTriedAgain(t *testing.T) {
	for _, size := range []int{0, 10, mebibyte, 2*mebibyte + 5} {
		s, _ := open(t)
		raw, _ := io.ReadAll(noise(2, size))
		blob, err := s.NewBlob(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := blob.Write(raw); err != nil {
			t.Fatal(err)
		}
		broken := errors.New("no room")
		var m store.Message
		for i := range 3 {
			err = s.Update(t.Context(), func(tx *store.Tx) error {
				fresh, err := tx.PutMessage(store.Message{ID: "m1", Received: start}, inbox(1), blob)
				if err != nil || !fresh {
					return fmt.Errorf("try %d: fresh %v: %w", i, fresh, err)
				}
				if i < 2 {
					return broken
				}
				m, err = tx.Message("m1")
				return err
			})
			if i < 2 && !errors.Is(err, broken) {
				t.Fatal(err)
			}
		}
		if err != nil {
			t.Fatal(err)
		}
		if got, err := readRaw(s, m.BlobID); err != nil || !bytes.Equal(got, raw) {
			t.Errorf("%d bytes come back as %d, %v", size, len(got), err)
		}
	}
}

// TestMovedChunksDoNotOpen: rows that were swapped, cut off, repeated or lent by
// another letter give an error, never other bytes (seal).
func TestMovedChunksDoNotOpen(t *testing.T) {
	s, dir := open(t)
	a := storeMail(t, s, "a", noise(1, 3*mebibyte+1))
	b := storeMail(t, s, "bb", noise(2, 3*mebibyte+1))
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for name, tampering := range map[string]string{
		"swapped": `UPDATE chunks SET idx = idx + 100 WHERE blob_id = ?1 AND idx IN (0, 1);
		            UPDATE chunks SET idx = 101 - idx WHERE blob_id = ?1 AND idx >= 100`,
		"last cut off":   `DELETE FROM chunks WHERE blob_id = ?1 AND idx = 3`,
		"middle cut out": `DELETE FROM chunks WHERE blob_id = ?1 AND idx = 1; UPDATE chunks SET idx = idx - 1 WHERE blob_id = ?1 AND idx > 1`,
		"first cut off":  `DELETE FROM chunks WHERE blob_id = ?1 AND idx = 0`,
		"repeated":       `INSERT INTO chunks SELECT blob_id, 4, data FROM chunks WHERE blob_id = ?1 AND idx = 3`,
		"lent":           `UPDATE chunks SET data = (SELECT data FROM chunks WHERE blob_id = ?2 AND idx = 1) WHERE blob_id = ?1 AND idx = 1`,
		"one byte": `UPDATE chunks SET data = CAST(substr(data, 1, 500) || iif(substr(data, 501, 1) = x'00', x'01', x'00') || substr(data, 502) AS BLOB)
		             WHERE blob_id = ?1 AND idx = 2`,
		"nothing left": `DELETE FROM chunks WHERE blob_id = ?1`,
	} {
		t.Run(name, func(t *testing.T) {
			copied := copyDir(t, dir)
			db := rawDB(t, copied)
			for statement := range strings.SplitSeq(tampering, ";") {
				args := []any{a.BlobID}
				if strings.Contains(statement, "?2") {
					args = append(args, b.BlobID)
				}
				mustExec(t, db, statement, args...)
			}
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			s, _ := openIn(t, copied)
			if got, err := readRaw(s, a.BlobID); err == nil {
				t.Errorf("%d bytes are read", len(got))
			}
			if _, err := readRaw(s, b.BlobID); err != nil {
				t.Errorf("the other letter: %v", err)
			}
		})
	}
}

// TestBigMailIsAStream: 60 MiB go in and out in bounded memory.
func TestBigMailIsAStream(t *testing.T) {
	s, _ := open(t)
	const size = 60 * mebibyte
	sum := sha256.New()
	watch := &watcher{r: io.TeeReader(noise(3, size), sum)}
	m := storeMail(t, s, "big", watch)
	back := s.Raw(t.Context(), m.BlobID)
	again := &watcher{r: back, sum: sha256.New()}
	if n, err := io.Copy(io.Discard, struct{ io.Reader }{again}); n != size || err != nil {
		t.Fatalf("%d bytes come back, %v", n, err)
	}
	if !bytes.Equal(again.sum.Sum(nil), sum.Sum(nil)) {
		t.Error("other bytes come back")
	}
	if most := max(watch.most, again.most); most > 24*mebibyte {
		t.Errorf("the heap grew to %d MiB", most/mebibyte)
	}
	if err := back.Close(); err != nil {
		t.Fatal(err)
	}
	if n, err := back.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Errorf("after Close: %d, %v", n, err)
	}
}

// watcher notes how far the heap grows while it is read from.
type watcher struct {
	r    io.Reader
	sum  hash.Hash
	read int
	most uint64
}

func (w *watcher) Read(p []byte) (int, error) {
	n, err := w.r.Read(p)
	if w.sum != nil {
		w.sum.Write(p[:n])
	}
	if w.read += n; w.read > 4*mebibyte {
		var stats runtime.MemStats
		runtime.ReadMemStats(&stats)
		w.most, w.read = max(w.most, stats.HeapInuse), 0
	}
	return n, err
}

// TestKnownBytes gain a place and nothing else; erased ones stay erased.
func TestKnownBytes(t *testing.T) {
	s, _ := open(t)
	put(t, s, "q1", 1)
	storeMail(t, s, "m1", strings.NewReader("raw"))
	update(t, s, func(tx *store.Tx) error { return tx.Settle("m1", store.MessageInquiry, "why", "q1") })
	again := func(uid uint32) (fresh bool) {
		blob, err := s.NewBlob(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		_, _ = blob.Write([]byte("raw"))
		update(t, s, func(tx *store.Tx) error {
			fresh, err = tx.PutMessage(store.Message{ID: "m1", Received: minutes(9), Mailbox: "other"}, inbox(uid), blob)
			return err
		})
		return fresh
	}
	if again(77) {
		t.Error("known bytes are fresh")
	}
	want := store.Message{
		ID: "m1", BlobID: 1, State: store.MessageInquiry, Reason: "why", Inquiry: "q1", Received: start,
		Mailbox: "main", Folder: "INBOX",
	}
	check := func(want store.Message, places int) {
		t.Helper()
		view(t, s, func(tx *store.Tx) error {
			got, err := tx.Message("m1")
			if diff := cmp.Diff(want, got, exact); diff != "" {
				t.Errorf("message:\n%s", diff)
			}
			where, err2 := tx.Places("m1")
			if len(where) != places {
				t.Errorf("it lies in %v", where)
			}
			return errors.Join(err, err2)
		})
	}
	check(want, 2)
	update(t, s, func(tx *store.Tx) error { return tx.Blank("q1") })
	want.BlobID, want.State = 0, store.MessageErased
	check(want, 2)
	if again(78) {
		t.Error("erased bytes are fresh")
	}
	check(want, 3)
}

// TestMessagesTakeTheirCourse: what waits for the second transaction is found
// after a restart, and nothing else.
func TestMessagesTakeTheirCourse(t *testing.T) {
	s, dir := open(t)
	put(t, s, "q1", 1)
	for _, id := range []casework.MessageID{"m", "mm", "mmm", "mmmm"} {
		storeMail(t, s, id, nothing{})
	}
	update(t, s, func(tx *store.Tx) error {
		return errors.Join(
			tx.Settle("mm", store.MessageAutomatic, "auto_submitted", ""),
			tx.Settle("mmm", store.MessageInquiry, "", "q1"))
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, _ = openIn(t, dir)
	update(t, s, func(tx *store.Tx) error {
		waiting, err := tx.WaitingMessages(10)
		if err != nil || len(waiting) != 2 || waiting[0].ID != "m" {
			t.Errorf("waiting: %v, %v", waiting, err)
		}
		automatic, err := tx.AutomaticSince(start, 10)
		if err != nil || len(automatic) != 1 || automatic[0].Reason != "auto_submitted" {
			t.Errorf("automatic: %v, %v", automatic, err)
		}
		if none, err := tx.AutomaticSince(minutes(1), 10); len(none) != 0 || err != nil {
			t.Errorf("automatic later: %v, %v", none, err)
		}
		of, err := tx.MessagesOf("q1")
		if err != nil || len(of) != 1 || of[0].ID != "mmm" {
			t.Errorf("of the inquiry: %v, %v", of, err)
		}
		for want := 1; want <= 3; want++ {
			if n, err := tx.Strike("m"); n != want || err != nil {
				t.Errorf("strike %d = %d, %v", want, n, err)
			}
		}
		return nil
	})
	if err := s.Update(t.Context(), func(tx *store.Tx) error {
		return tx.Settle("m", store.MessageInquiry, "", "")
	}); err == nil {
		t.Error("a message of no inquiry is taken for one of an inquiry")
	}
}

// TestSweptBlobs: the chunks of a stream that broke off are swept, those of
// letters and of streams still running are not.
func TestSweptBlobs(t *testing.T) {
	s, dir := open(t)
	kept := storeMail(t, s, "m1", noise(1, 2*mebibyte))
	broken, err := s.NewBlob(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.Copy(broken, noise(2, 2*mebibyte+1)); err != nil {
		t.Fatal(err)
	}
	count := func(table string) (n int) {
		if err := rawDB(t, dir).QueryRow(`SELECT COUNT(*) FROM ` + table).Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	for _, row := range []struct {
		before        time.Time
		blobs, chunks int
	}{{time.Now().Add(-time.Hour), 2, 4}, {time.Now().Add(time.Hour), 1, 2}} {
		if err := s.SweepBlobs(t.Context(), row.before); err != nil {
			t.Fatal(err)
		}
		if b, c := count("blobs"), count("chunks"); b != row.blobs || c != row.chunks {
			t.Errorf("after the sweep before %s: %d blobs, %d chunks, want %d, %d", row.before, b, c, row.blobs, row.chunks)
		}
	}
	if got, err := readRaw(s, kept.BlobID); err != nil || len(got) != 2*mebibyte {
		t.Errorf("the letter: %d bytes, %v", len(got), err)
	}
}
