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

func (s *session) move(ctx context.Context, at Place, folder string) error {
	if _, err := s.openAt(ctx, at, false); err != nil {
		return err
	}
	doing := fmt.Sprintf("move UID %d to folder %q", at.UID, folder)
	if there, err := s.exists(ctx, folder); err != nil {
		return err
	} else if !there {
		return fail(CodeFolder, "%s", doing)
	}
	// Some servers answer the move of nothing with a COPYUID that go-imap cannot
	// parse.
	if seq, err := s.sequence(ctx, at.UID); err != nil || seq == 0 {
		return err
	}
	set := uidSet(at.UID)
	return s.do(ctx, doing, func() error {
		caps := s.client.Caps()
		if caps.Has(imap.CapMove) {
			_, err := s.client.Move(set, folder).Wait()
			return err
		}
		// One step after the other: Client.Move would send all three at once, and
		// delete the message whatever became of the copy.
		if _, err := s.client.Copy(set, folder).Wait(); err != nil {
			return err
		}
		if err := s.store(set, imap.FlagDeleted); err != nil || !caps.Has(imap.CapUIDPlus) {
			return err
		}
		return s.client.UIDExpunge(set).Close()
	})
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
