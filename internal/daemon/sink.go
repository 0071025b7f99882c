package daemon

import (
	"context"
	"io"
	"time"

	"borgerbot/internal/intake"
	"borgerbot/internal/mailbox"
	"borgerbot/internal/store"
)

// sink hands what a mailbox's watcher finds to intake.
type sink struct {
	intake *intake.Intake
	// adopted: what comes is taken in by hand.
	adopted bool
}

// folder is the folder of a state, as a place without a message.
func folder(f mailbox.FolderState) store.Place {
	return store.Place{Mailbox: f.Mailbox, Folder: f.Folder, UIDValidity: f.UIDValidity}
}

// Position implements mailbox.Sink.
func (s sink) Position(ctx context.Context, f mailbox.FolderState) (mailbox.Position, error) {
	at, err := s.intake.Position(ctx, f.Mailbox, f.Folder, f.UIDValidity, f.UIDNext)
	return mailbox.Position{Cursor: at.Cursor, Marker: at.MarkerUID, Start: at.MarkerAt}, err
}

// Take implements mailbox.Sink.
func (s sink) Take(ctx context.Context, it mailbox.Item, body io.Reader) error {
	if s.adopted {
		return s.intake.Adopt(ctx, store.Place(it.Place), it.InternalDate, body)
	}
	return s.intake.Take(ctx, store.Place(it.Place), it.InternalDate, body)
}

// Flush implements mailbox.Sink.
func (s sink) Flush(ctx context.Context, f mailbox.FolderState) error {
	return s.intake.Flush(ctx, folder(f))
}

// Skip implements mailbox.Sink. Old messages are listed; the others become
// inquiries of what there is.
func (s sink) Skip(ctx context.Context, skipped []mailbox.Skipped) error {
	var old []store.Listed
	for _, it := range skipped {
		var err error
		switch it.Why {
		case mailbox.Old:
			old = append(old, store.Listed{Place: store.Place(it.Place), Received: it.InternalDate})
		case mailbox.Waiting:
			err = s.intake.SkipUnread(ctx, store.Place(it.Place), it.InternalDate)
		case mailbox.TooLarge:
			err = s.intake.TakeUnread(ctx, store.Place(it.Place), it.InternalDate, it.Header, intake.ReasonTooLarge)
		case mailbox.Unreadable:
			err = s.intake.TakeUnread(ctx, store.Place(it.Place), it.InternalDate, it.Header, intake.ReasonUnreadable)
		}
		if err != nil {
			return err
		}
	}
	if len(old) == 0 {
		return nil
	}
	return s.intake.SkipOld(ctx, old)
}

// Unread implements mailbox.Sink.
func (s sink) Unread(ctx context.Context, f mailbox.FolderState) (lost, waiting []uint32, err error) {
	return s.intake.Unread(ctx, folder(f), time.Now())
}

// Reconcile implements mailbox.Sink.
func (s sink) Reconcile(ctx context.Context, f mailbox.FolderState, uids []uint32) ([]uint32, error) {
	return s.intake.Reconcile(ctx, folder(f), uids)
}
