package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

func (s *session) append(ctx context.Context, folder string, flags []string, date time.Time, raw []byte) error {
	doing := fmt.Sprintf("append to folder %q", folder)
	// go-imap loses the connection over an APPEND that is refused.
	if there, err := s.exists(ctx, folder); err != nil {
		return err
	} else if !there {
		return fail(CodeFolder, "%s", doing)
	}
	options := &imap.AppendOptions{Time: date}
	for _, flag := range flags {
		options.Flags = append(options.Flags, imap.Flag(flag))
	}
	return s.do(ctx, doing, func() error {
		cmd := s.client.Append(folder, int64(len(raw)), options)
		_, writeErr := io.Copy(cmd, bytes.NewReader(raw))
		closeErr := cmd.Close()
		_, err := cmd.Wait()
		switch {
		case err != nil:
			return err
		case writeErr != nil:
			return writeErr
		}
		return closeErr
	})
}

// Moved is where a message lies after a move.
type Moved struct {
	// To is its new place; with UID 0 if the server did not say and it was not found.
	To Place
	// Copied: it lies at its old place too, marked \Deleted.
	Copied bool
}

func (s *session) move(ctx context.Context, at Place, folder string) (moved Moved, err error) {
	if _, err := s.openAt(ctx, at, false); err != nil {
		return moved, err
	}
	doing := fmt.Sprintf("move UID %d to folder %q", at.UID, folder)
	if there, err := s.exists(ctx, folder); err != nil {
		return moved, err
	} else if !there {
		return moved, fail(CodeFolder, "%s", doing)
	}
	// Some servers answer the move of nothing with a COPYUID that go-imap cannot
	// parse.
	if seq, err := s.sequence(ctx, at.UID); err != nil || seq == 0 {
		return moved, err
	}
	caps := s.client.Caps()
	id, before := "", uint32(0)
	if !caps.Has(imap.CapUIDPlus) { // the server will not say where to
		if id, before, err = s.beforeMove(ctx, at.UID, folder); err != nil {
			return moved, err
		}
	}
	moved.To = Place{Mailbox: at.Mailbox, Folder: folder}
	moved.Copied = !caps.Has(imap.CapMove) && !caps.Has(imap.CapUIDPlus)
	set := uidSet(at.UID)
	err = s.do(ctx, doing, func() error {
		if caps.Has(imap.CapMove) {
			data, err := s.client.Move(set, folder).Wait()
			if err == nil {
				moved.To.UIDValidity, moved.To.UID = data.UIDValidity, only(data.DestUIDs)
			}
			return err
		}
		// One step after the other: Client.Move would send all three at once, and
		// delete the message whatever became of the copy.
		data, err := s.client.Copy(set, folder).Wait()
		if err != nil {
			return err
		}
		moved.To.UIDValidity, moved.To.UID = data.UIDValidity, only(data.DestUIDs)
		if err := s.store(set, imap.FlagDeleted); err != nil || !caps.Has(imap.CapUIDPlus) {
			return err
		}
		return s.client.UIDExpunge(set).Close()
	})
	if err == nil && moved.To.UID == 0 && id != "" {
		moved.To, err = s.newestWith(ctx, folder, id, before)
	}
	return moved, err
}

// only is the one UID of a set, or 0.
func only(set imap.NumSet) uint32 {
	if uids, ok := set.(imap.UIDSet); ok && len(uids) == 1 && uids[0].Start == uids[0].Stop {
		return uint32(uids[0].Start)
	}
	return 0
}

// beforeMove returns a message's Message-ID, or "", and the UID from which on it
// can lie in another folder.
func (s *session) beforeMove(ctx context.Context, uid uint32, folder string) (id string, next uint32, err error) {
	if next, err = s.uidNext(ctx, folder); err != nil {
		return "", 0, err
	}
	section := &imap.FetchItemBodySection{
		Specifier: imap.PartSpecifierHeader, HeaderFields: []string{"Message-ID"}, Peek: true,
		Partial: &imap.SectionPartial{Size: idLimit},
	}
	err = s.do(ctx, fmt.Sprintf("ask for the Message-ID of UID %d", uid), func() error {
		list, err := s.client.Fetch(uidSet(uid), &imap.FetchOptions{
			UID: true, BodySection: []*imap.FetchItemBodySection{section},
		}).Collect()
		for _, msg := range list {
			for _, header := range msg.BodySection {
				if _, after, opened := strings.Cut(string(header.Bytes), "<"); opened {
					id, _, _ = strings.Cut(after, ">")
				}
			}
		}
		return err
	})
	if id = "<" + id + ">"; !searchable(id) {
		id = ""
	}
	return id, next, err
}

// newestWith returns the newest message of a folder with a Message-ID, from a UID
// on; with UID 0 if there is none.
func (s *session) newestWith(ctx context.Context, folder, id string, from uint32) (Place, error) {
	in, uids, err := s.find(ctx, folder, id)
	at := Place{Mailbox: in.Mailbox, Folder: folder, UIDValidity: in.UIDValidity}
	if n := len(uids); err == nil && n > 0 && uids[n-1] >= from {
		at.UID = uids[n-1]
	}
	return at, err
}

func (s *session) flag(ctx context.Context, at Place, flag imap.Flag) error {
	data, err := s.openAt(ctx, at, false)
	if err != nil {
		return err
	}
	doing := fmt.Sprintf("flag UID %d in folder %q", at.UID, at.Folder)
	if !keeps(data.PermanentFlags, flag) {
		return fail(CodeKeyword, "%s", doing)
	}
	return s.do(ctx, doing, func() error { return s.store(uidSet(at.UID), flag) })
}

// keeps reports whether a folder keeps a flag (RFC 9051 §7.1, PERMANENTFLAGS).
func keeps(permanent []imap.Flag, flag imap.Flag) bool {
	for _, p := range permanent {
		if strings.EqualFold(string(p), string(flag)) || p == imap.FlagWildcard && !strings.HasPrefix(string(flag), `\`) {
			return true
		}
	}
	return false
}

func (s *session) store(set imap.UIDSet, flag imap.Flag) error {
	return s.client.Store(set, &imap.StoreFlags{
		Op:     imap.StoreFlagsAdd,
		Silent: true,
		Flags:  []imap.Flag{flag},
	}, nil).Close()
}
