package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// chunkSize is how much raw mail is sealed at a time, and so about how much
// memory a letter of any size costs.
const chunkSize = 1 << 20

// Blob is a raw message on its way into the database: a stream that is sealed
// in chunks. Nothing of it is on disk unsealed. What is abandoned halfway is
// swept at the next start.
type Blob struct {
	ctx   context.Context
	store *Store
	id    int64 // 0 until the first chunk is on disk
	keyID string
	next  int
	size  int64
	buf   []byte
}

// NewBlob begins a raw message under a key of its own.
func (s *Store) NewBlob(ctx context.Context) (*Blob, error) {
	keyID, err := s.vault.NewKey(ctx)
	if err != nil {
		return nil, err
	}
	return &Blob{ctx: ctx, store: s, keyID: keyID}, nil
}

// Write implements io.Writer. Full chunks go to disk as they fill, so that the
// writing transaction never waits for the network.
func (b *Blob) Write(p []byte) (int, error) {
	written := len(p)
	for len(p) > 0 {
		if len(b.buf) == chunkSize {
			if err := b.flush(); err != nil {
				return 0, err
			}
		}
		n := min(chunkSize-len(b.buf), len(p))
		b.buf = append(b.buf, p[:n]...)
		p = p[n:]
	}
	b.size += int64(written)
	return written, nil
}

// Size is how many bytes have been written.
func (b *Blob) Size() int64 { return b.size }

// Bytes returns the whole message while it is a single chunk in memory, and
// nil otherwise.
func (b *Blob) Bytes() []byte {
	if b.id != 0 {
		return nil
	}
	return b.buf
}

func (b *Blob) flush() error {
	id := b.id
	err := b.store.Update(b.ctx, func(tx *Tx) (err error) {
		id, err = b.put(tx, false)
		return err
	})
	if err == nil {
		b.id, b.next, b.buf = id, b.next+1, b.buf[:0]
	}
	return err
}

// put writes the chunk in memory and returns the blob's id. It leaves the Blob
// as it was, so that a transaction that comes to nothing can be tried again.
func (b *Blob) put(tx *Tx, last bool) (int64, error) {
	id := b.id
	if id == 0 {
		var err error
		if id, err = tx.insert(`INSERT INTO blobs (key_id, created_at) VALUES (?, ?)`, b.keyID, stamp(time.Now())); err != nil {
			return 0, fmt.Errorf("store blob: %w", err)
		}
	}
	sealed, err := b.store.vault.Seal(tx.ctx, b.keyID, b.buf, chunkName(b.next, last))
	if err != nil {
		return 0, fmt.Errorf("seal chunk: %w", err)
	}
	if err := tx.exec(`INSERT INTO chunks (blob_id, idx, data) VALUES (?, ?, ?)`, id, b.next, sealed); err != nil {
		return 0, fmt.Errorf("store chunk: %w", err)
	}
	return id, nil
}

// finish writes the last chunk in the transaction that stores the message, and
// returns the blob's id.
func (b *Blob) finish(tx *Tx) (int64, error) {
	id, err := b.put(tx, true)
	if err != nil {
		return 0, err
	}
	return id, tx.exec(`UPDATE blobs SET size = ? WHERE id = ?`, b.size, id)
}

// chunkName is the place of a chunk. The key is the message's own, so the index
// and whether it is the last say everything: a chunk moved, repeated or cut off
// does not open.
func chunkName(index int, last bool) string { return fmt.Sprintf("chunk %d %t", index, last) }

// Raw opens a stored message from its first byte. It reads a chunk at a time.
func (s *Store) Raw(ctx context.Context, blobID int64) io.ReadCloser {
	return &rawReader{ctx: ctx, store: s, blob: blobID}
}

type rawReader struct {
	ctx   context.Context
	store *Store
	blob  int64
	next  int
	buf   []byte
	last  bool
}

func (r *rawReader) Read(p []byte) (int, error) {
	for len(r.buf) == 0 {
		if r.last {
			return 0, io.EOF
		}
		if err := r.fill(); err != nil {
			return 0, err
		}
	}
	n := copy(p, r.buf)
	r.buf = r.buf[n:]
	return n, nil
}

func (r *rawReader) fill() error {
	var keyID string
	var sealed []byte
	var count int
	err := r.store.View(r.ctx, func(tx *Tx) error {
		return tx.scan(`
			SELECT b.key_id, c.data, (SELECT COUNT(*) FROM chunks WHERE blob_id = b.id)
			FROM blobs b JOIN chunks c ON c.blob_id = b.id
			WHERE b.id = ? AND c.idx = ?`, []any{r.blob, r.next}, &keyID, &sealed, &count)
	})
	if err != nil {
		return fmt.Errorf("read chunk %d: %w", r.next, err)
	}
	r.last = r.next == count-1
	plain, err := r.store.vault.Open(r.ctx, keyID, sealed, chunkName(r.next, r.last))
	if err != nil {
		return fmt.Errorf("open chunk %d: %w", r.next, err)
	}
	r.buf = plain
	r.next++
	return nil
}

// Close implements io.Closer.
func (r *rawReader) Close() error {
	r.buf, r.last = nil, true
	return nil
}

// SweepBlobs deletes the chunks of messages whose stream broke off before the
// given instant.
func (s *Store) SweepBlobs(ctx context.Context, before time.Time) error {
	return s.Update(ctx, func(tx *Tx) error {
		const orphans = `SELECT id FROM blobs WHERE size IS NULL AND created_at < ?`
		return errors.Join(
			tx.exec(`DELETE FROM chunks WHERE blob_id IN (`+orphans+`)`, stamp(before)),
			tx.exec(`DELETE FROM blobs WHERE size IS NULL AND created_at < ?`, stamp(before)),
		)
	})
}
