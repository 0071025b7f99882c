package intake

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"time"

	"borgerbot/internal/ident"
	"borgerbot/internal/store"
)

// incoming is a message that has been read whole and is not yet stored.
type incoming struct {
	store.Message
	at   store.Place
	blob *store.Blob
	// undated: the server has not said when it received it.
	undated bool
}

const (
	// keptBytes is how much mail is kept in memory at most before it is stored.
	keptBytes = 1 << 20
	// handedBytes is how large a message may be that waits in memory to be handled.
	// Larger ones are read from the store.
	handedBytes = 64 << 10
)

// Take reads one message to its end. It is durable, and the folder's cursor past
// it, after the next Flush of its folder at the latest. Bytes that are known
// already only gain a place. Without a date it was received now.
func (in *Intake) Take(ctx context.Context, at store.Place, received time.Time, body io.Reader) error {
	return in.take(ctx, at, received, body, "")
}

func (in *Intake) take(ctx context.Context, at store.Place, received time.Time, body io.Reader, reason string) error {
	blob, err := in.store.NewBlob(ctx)
	if err != nil {
		return err
	}
	hash := sha256.New()
	if _, err := io.Copy(io.MultiWriter(hash, blob), body); err != nil {
		return fmt.Errorf("store message: %w", err)
	}
	undated := received.IsZero()
	if undated {
		received = time.Now()
	}
	next := incoming{at: at, blob: blob, undated: undated, Message: store.Message{
		ID: in.names.Message(ident.Sum(hash.Sum(nil))), Received: received, Mailbox: at.Mailbox, Folder: at.Folder,
		Reason: reason,
	}}
	if in.keep(next) {
		return nil
	}
	return in.Flush(ctx, at)
}

// keep keeps a message in memory with others of its folder, and reports whether
// there is room for one more.
func (in *Intake) keep(next incoming) bool {
	in.mu.Lock()
	defer in.mu.Unlock()
	kept := append(in.kept[folder(next.at)], next)
	in.kept[folder(next.at)] = kept
	size := int64(0)
	for _, m := range kept {
		size += m.blob.Size()
	}
	return len(kept) < together && size < keptBytes
}

// folder is the folder of a place.
func folder(at store.Place) store.Place {
	at.UID = 0
	return at
}

// Flush stores what has been taken from a folder, in one transaction if it can be,
// and moves its cursor. After an error nothing is kept: it will be fetched again.
// A message that cannot be stored holds up no other: it becomes a gap, which is an
// alarm.
func (in *Intake) Flush(ctx context.Context, at store.Place) error {
	in.mu.Lock()
	kept := in.kept[folder(at)]
	delete(in.kept, folder(at))
	in.mu.Unlock()
	if len(kept) == 0 {
		return nil
	}
	err := in.put(ctx, kept)
	if err == nil || len(kept) == 1 || store.Trouble(err) {
		return err
	}
	var errs []error
	for i := range kept {
		err := in.put(ctx, kept[i:i+1])
		errs = append(errs, err)
		if store.Trouble(err) {
			break
		}
	}
	return errors.Join(errs...)
}

// put stores messages in one transaction and hands them on.
func (in *Intake) put(ctx context.Context, kept []incoming) error {
	fresh := make([]bool, len(kept))
	err := in.store.Update(ctx, func(tx *store.Tx) (err error) {
		for i, m := range kept {
			if fresh[i], err = in.putOne(tx, m); err != nil {
				return err
			}
			if err := tx.MoveCursor(m.at); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, m := range kept {
		if !fresh[i] {
			continue
		}
		next := taken{id: m.ID}
		if m.blob.Size() <= handedBytes {
			next.raw = m.blob.Bytes()
		}
		select {
		case in.taken <- next:
		case <-ctx.Done(): // it is handled after the next start
		}
	}
	return nil
}

// putOne stores a message, or lists it where it may be an old one; fresh reports
// whether it waits to be handled.
func (in *Intake) putOne(tx *store.Tx, m incoming) (fresh bool, err error) {
	old, err := in.mayBeOld(tx, m)
	switch {
	case err != nil:
		return false, err
	case old:
		return false, tx.PutPlace(m.at, store.PlaceOld, "", time.Time{})
	}
	if m.Reason, err = in.takenAs(tx, m); err != nil {
		return false, err
	}
	return tx.PutMessage(m.Message, m.at, m.blob)
}
