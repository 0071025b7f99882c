package mailbox

import (
	"context"
	"fmt"
	"io"
	"slices"

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
	deleted, _, err := w.DeleteSame(ctx, folder, messageID, nil)
	return deleted, err
}

// DeleteSame is DeleteByID for those of the messages that same takes for what they
// are to be, and returns how many are left. same reads a message to its end.
func (w *Watcher) DeleteSame(ctx context.Context, folder, messageID string, same func(io.Reader) (bool, error)) (deleted, left int, err error) {
	if !searchable(messageID) {
		return 0, 0, fail(CodeInput, "delete a message by its Message-ID")
	}
	err = w.perform(ctx, func(ctx context.Context, s *session) error {
		in, uids, err := s.find(ctx, folder, messageID)
		if err == nil {
			deleted, left, err = s.deleteThose(ctx, in, uids, same)
		}
		return err
	})
	return deleted, left, err
}

// deleteThose deletes those of the messages of a folder that same takes for what they
// are to be.
func (s *session) deleteThose(ctx context.Context, in FolderState, uids []uint32, same func(io.Reader) (bool, error)) (deleted, left int, err error) {
	for _, uid := range uids {
		if uid == 0 {
			continue
		}
		at := Place{Mailbox: in.Mailbox, Folder: in.Folder, UIDValidity: in.UIDValidity, UID: uid}
		it, err := s.isSame(ctx, at, same)
		if err == nil && it {
			err = s.delete(ctx, at)
		}
		switch {
		case err != nil && codeOf(err) != CodeMessage:
			return deleted, left, err
		case err == nil && !it:
			left++
		default:
			deleted++
		}
	}
	return deleted, left, nil
}

// DeleteAnywhere is DeleteSame in every folder of the mailbox that can be opened,
// and returns how many it deleted. Where the server's list of folders cannot be read
// the folders are looked through that the account names.
func (w *Watcher) DeleteAnywhere(ctx context.Context, messageID string, same func(io.Reader) (bool, error)) (deleted int, err error) {
	if !searchable(messageID) {
		return 0, fail(CodeInput, "delete a message by its Message-ID")
	}
	var folders []string
	err = w.perform(ctx, func(ctx context.Context, s *session) (err error) {
		folders, err = w.everyFolder(ctx, s)
		return err
	})
	if err != nil {
		return 0, err
	}
	for _, folder := range folders {
		err := w.perform(ctx, func(ctx context.Context, s *session) error {
			in, _, uids, err := s.search(ctx, folder, messageID)
			if err == nil {
				n, _, failed := s.deleteThose(ctx, in, uids, same)
				deleted, err = deleted+n, failed
			}
			return err
		})
		if err != nil && codeOf(err) != CodeFolder {
			return deleted, err
		}
	}
	return deleted, nil
}

// everyFolder lists the folders. A name that go-imap cannot parse ends the connection;
// from then on the account's own are all there are.
func (w *Watcher) everyFolder(ctx context.Context, s *session) ([]string, error) {
	own := slices.Concat([]string{w.acc.inbox()}, w.acc.Folders, w.acc.Filed)
	if w.unlistable.Load() {
		return own, nil
	}
	folders, err := s.folders(ctx)
	if err != nil && !s.conn.alive() && ctx.Err() == nil {
		w.unlistable.Store(true)
	}
	return folders, err
}

func (s *session) isSame(ctx context.Context, at Place, same func(io.Reader) (bool, error)) (is bool, err error) {
	if same == nil {
		return true, nil
	}
	if _, err := s.openAt(ctx, at, true); err != nil {
		return false, err
	}
	req := request{uid: at.UID, set: uidSet(at.UID), section: wholeBody, limit: 1 << 32}
	err = s.read(ctx, req, func(r io.Reader) (err error) {
		is, err = same(r)
		return err
	})
	return is, err
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
