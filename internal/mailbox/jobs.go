package mailbox

import (
	"context"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// job is something to do on the second connection.
type job struct {
	run  func(ctx context.Context, s *session) error
	done chan<- error
}

// perform hands a job to the second connection and waits for it. Before the
// first connection it waits for that too; while a connection is lost, jobs fail
// for the reason that it was.
func (w *Watcher) perform(ctx context.Context, run func(ctx context.Context, s *session) error) error {
	done := make(chan error, 1)
	select {
	case w.jobs <- job{run: run, done: done}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err() // the job goes on, and nobody hears of it
	}
}

// Append puts a message into a folder, with a date unless it is zero. raw is a
// whole message with CRLF line ends. After an error other than [CodeFolder] and
// [CodeInput] the message may lie there all the same; [Watcher.Find] tells.
func (w *Watcher) Append(ctx context.Context, folder string, flags []string, date time.Time, raw []byte) error {
	for _, flag := range flags {
		if err := checkFlag(flag); err != nil {
			return err
		}
	}
	if len(raw) == 0 {
		return fail(CodeInput, "append an empty message")
	}
	return w.perform(ctx, func(ctx context.Context, s *session) error {
		return s.append(ctx, folder, flags, date, raw)
	})
}

// Move moves a message to a folder of the same mailbox. Where the server has no
// MOVE (RFC 6851) it is copied, and expunged by UID if the server can do that
// (RFC 4315); otherwise it is marked \Deleted and stays. A message that is no
// longer there is no error, and has no new place.
func (w *Watcher) Move(ctx context.Context, at Place, folder string) (Moved, error) {
	if err := checkPlace(at); err != nil {
		return Moved{}, err
	}
	var moved Moved
	err := w.perform(ctx, func(ctx context.Context, s *session) (err error) {
		moved, err = s.move(ctx, at, folder)
		return err
	})
	if err != nil {
		return Moved{}, err
	}
	return moved, nil
}

// Flag sets a keyword such as "$Besvaret", or a system flag such as `\Seen`, on
// a message. It fails with [CodeKeyword] if the folder would not keep it.
func (w *Watcher) Flag(ctx context.Context, at Place, keyword string) error {
	if err := checkPlace(at); err != nil {
		return err
	}
	if err := checkFlag(keyword); err != nil {
		return err
	}
	return w.perform(ctx, func(ctx context.Context, s *session) error {
		return s.flag(ctx, at, imap.Flag(keyword))
	})
}

// Find reports whether a folder holds a message with a Message-ID, given with
// its angle brackets.
func (w *Watcher) Find(ctx context.Context, folder, messageID string) (bool, error) {
	if !searchable(messageID) {
		return false, fail(CodeInput, "find a message by its Message-ID")
	}
	found := false
	err := w.perform(ctx, func(ctx context.Context, s *session) error {
		_, uids, err := s.find(ctx, folder, messageID)
		found = len(uids) > 0
		return err
	})
	return found && err == nil, err
}

// searchable reports whether a Message-ID can be asked for.
func searchable(messageID string) bool {
	return len(messageID) >= 3 && !strings.ContainsFunc(messageID, func(r rune) bool { return r <= ' ' || r > '~' || r == '"' || r == '\\' })
}

// Adopt hands one message to the sink, however old or large it is, on a
// connection of its own. No watcher needs to run.
func Adopt(ctx context.Context, acc Account, sink Sink, at Place) error {
	if err := acc.Validate(); err != nil {
		return err
	}
	if err := checkPlace(at); err != nil {
		return err
	}
	err := adopt(ctx, acc, sink, at, inFull)
	if code := codeOf(err); code == CodeProtocol || code == CodeMessage { // its date may be what cannot be read
		err = adopt(ctx, acc, sink, at, nothing)
	}
	return err
}

func adopt(ctx context.Context, acc Account, sink Sink, at Place, detail detail) error {
	s, err := connect(ctx, acc)
	if err != nil {
		return err
	}
	defer s.close()
	if _, err := s.openAt(ctx, at, true); err != nil {
		return err
	}
	in := FolderState{Mailbox: at.Mailbox, Folder: at.Folder, UIDValidity: at.UIDValidity}
	items, err := s.describe(ctx, in, []uint32{at.UID}, detail)
	if err != nil {
		return err
	}
	if len(items) == 0 {
		return fail(CodeMessage, "find UID %d in folder %q", at.UID, at.Folder)
	}
	req := request{uid: at.UID, set: uidSet(at.UID), section: wholeBody, limit: 1 << 32}
	if err := s.read(ctx, req, func(body io.Reader) error { return sink.Take(ctx, items[0], body) }); err != nil {
		return err
	}
	return sink.Flush(ctx, in)
}

// checkPlace refuses what go-imap would close the connection over: UID 0 means
// "the last".
func checkPlace(at Place) error {
	if at.UID == 0 || at.UIDValidity == 0 {
		return fail(CodeInput, "find a message without a UID")
	}
	return checkFolderName(at.Folder)
}

// checkFlag refuses what is not a flag (RFC 9051 §9, flag): go-imap closes the
// connection over it.
func checkFlag(flag string) error {
	atom := strings.TrimPrefix(flag, `\`)
	if atom == "" || strings.ContainsFunc(atom, func(r rune) bool {
		return r <= ' ' || r > '~' || strings.ContainsRune(`(){%*"\]`, r)
	}) {
		return fail(CodeInput, "set the flag %q", flag)
	}
	return nil
}
