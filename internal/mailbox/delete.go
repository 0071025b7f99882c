package mailbox

import (
	"context"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// Delete deletes a message for good: it is marked \Deleted and expunged by UID
// (RFC 4315). Where the server cannot expunge by UID it stays marked, for a plain
// EXPUNGE would take other people's marked messages with it. A message that is no
// longer there is no error.
func (w *Watcher) Delete(ctx context.Context, at Place) error {
	if err := checkPlace(at); err != nil {
		return err
	}
	return w.perform(ctx, func(ctx context.Context, s *session) error { return s.delete(ctx, at) })
}

func (s *session) delete(ctx context.Context, at Place) error {
	if _, err := s.openAt(ctx, at, false); err != nil {
		return err
	}
	set := uidSet(at.UID)
	return s.do(ctx, fmt.Sprintf("delete UID %d in folder %q", at.UID, at.Folder), func() error {
		if err := s.store(set, imap.FlagDeleted); err != nil || !s.client.Caps().Has(imap.CapUIDPlus) {
			return err
		}
		return s.client.UIDExpunge(set).Close()
	})
}
