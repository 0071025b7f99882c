package mailbox

import (
	"context"
	"fmt"

	"github.com/emersion/go-imap/v2"
)

// Delete deletes a message for good: it is marked \Deleted and expunged by UID
// (RFC 4315). Where the server cannot expunge by UID it stays marked, for a plain
// EXPUNGE would take other people's marked messages with it. A message that is no
// longer there is an error with [CodeMessage].
func (w *Watcher) Delete(ctx context.Context, at Place) error {
	if err := checkPlace(at); err != nil {
		return err
	}
	return w.perform(ctx, func(ctx context.Context, s *session) error { return s.delete(ctx, at) })
}

// DeleteByID deletes the messages of a folder with a Message-ID, given with its
// angle brackets, and returns how many there were. It is for Message-IDs that we
// gave ourselves: a stranger's may be on another's mail too.
func (w *Watcher) DeleteByID(ctx context.Context, folder, messageID string) (int, error) {
	if !searchable(messageID) {
		return 0, fail(CodeInput, "delete a message by its Message-ID")
	}
	deleted := 0
	err := w.perform(ctx, func(ctx context.Context, s *session) error {
		in, uids, err := s.find(ctx, folder, messageID)
		if err != nil {
			return err
		}
		for _, uid := range uids {
			if uid == 0 {
				continue
			}
			at := Place{Mailbox: in.Mailbox, Folder: folder, UIDValidity: in.UIDValidity, UID: uid}
			if err := s.delete(ctx, at); err != nil && codeOf(err) != CodeMessage {
				return err
			}
			deleted++
		}
		return nil
	})
	return deleted, err
}

func (s *session) delete(ctx context.Context, at Place) error {
	if _, err := s.openAt(ctx, at, false); err != nil {
		return err
	}
	if seq, err := s.sequence(ctx, at.UID); err != nil {
		return err
	} else if seq == 0 {
		return fail(CodeMessage, "delete UID %d in folder %q", at.UID, at.Folder)
	}
	set := uidSet(at.UID)
	return s.do(ctx, fmt.Sprintf("delete UID %d in folder %q", at.UID, at.Folder), func() error {
		if err := s.store(set, imap.FlagDeleted); err != nil || !s.client.Caps().Has(imap.CapUIDPlus) {
			return err
		}
		return s.client.UIDExpunge(set).Close()
	})
}
