package intake

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/ident"
	"borgerbot/internal/store"
)

// retryFor is how long a message that could not be read is asked for again.
const retryFor = 7 * 24 * time.Hour

// placeholder stands for a message of which nothing could be had.
func placeholder(at store.Place) string {
	return fmt.Sprintf("X-Unread: %s/%s/%d/%d\r\n\r\n", at.Mailbox, at.Folder, at.UIDValidity, at.UID)
}

// Unread returns the messages of a folder, by UID, that could not be read in the
// last week and are asked for once more. One whose inquiry an adviser has done
// something in is not among them: she has read it in the mailbox. Those that wait
// have not been given up.
func (in *Intake) Unread(ctx context.Context, folder store.Place, now time.Time) (lost, waiting []uint32, err error) {
	err = in.store.View(ctx, func(tx *store.Tx) (err error) {
		if lost, err = tx.Unread(folder, now.Add(-retryFor)); err != nil {
			return err
		}
		waiting, err = tx.Undelivered(folder)
		return err
	})
	return lost, waiting, err
}

// SkipUnread records a message that the server has not delivered yet, so that it is
// no gap while it waits.
func (in *Intake) SkipUnread(ctx context.Context, at store.Place, received time.Time) error {
	if received.IsZero() {
		received = time.Now()
	}
	return in.store.Update(ctx, func(tx *store.Tx) error {
		if err := tx.PutPlace(at, store.PlaceUnreadable, "", received); err != nil {
			return err
		}
		return tx.MoveCursor(at)
	})
}

// takenAs is the reason a message is stored with: it may lie where one lay that
// could not be read.
func (in *Intake) takenAs(tx *store.Tx, m incoming) (string, error) {
	if m.Reason != "" {
		return m.Reason, nil
	}
	before, err := tx.MessageAt(m.at)
	switch {
	case errors.Is(err, store.ErrNotFound):
		return "", nil
	case err != nil:
		return "", err
	case before.Reason == ReasonUnreadable:
		return ReasonRecovered, nil
	}
	return "", nil
}

// unreadBefore is the inquiry that was opened for a message while it could not be
// read, as a reference. An adviser may have begun with it, so the letter does not
// go into it by itself: it opens an inquiry of its own, which is offered to be
// joined to the empty one.
func (in *Intake) unreadBefore(tx *store.Tx, m store.Message) ([]casework.Reference, error) {
	if m.Reason != ReasonRecovered {
		return nil, nil
	}
	places, err := tx.Places(m.ID)
	if err != nil {
		return nil, err
	}
	for _, at := range places {
		empty, err := tx.Message(in.names.Message(ident.Sum(sha256.Sum256([]byte(placeholder(at))))))
		if errors.Is(err, store.ErrNotFound) || err == nil && empty.Inquiry == "" {
			continue
		}
		if err != nil {
			return nil, err
		}
		q, err := tx.Inquiry(empty.Inquiry)
		if err != nil || q.Course.State == casework.Erased {
			return nil, err
		}
		return []casework.Reference{q.Ref}, nil
	}
	return nil, nil
}
