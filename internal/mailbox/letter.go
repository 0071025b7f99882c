package mailbox

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// headerLimit is how much of the header of a message that is too large is read.
const headerLimit = 256 << 10

var (
	wholeBody  = &imap.FetchItemBodySection{Peek: true}
	headerOnly = &imap.FetchItemBodySection{
		Specifier: imap.PartSpecifierHeader,
		Peek:      true,
		Partial:   &imap.SectionPartial{Size: headerLimit},
	}
)

// What can be wrong with an answer that could be read.
var (
	errAbsent   = fail(CodeMessage, "find the message in the answer")
	errNoBody   = fail(CodeMessage, "find the body in the answer")
	errTooLarge = fail(CodeMessage, "read a body larger than the server had said")
)

// request is a FETCH of one section of one message.
type request struct {
	uid     uint32
	set     imap.NumSet // names that message alone, by UID or sequence number
	section *imap.FetchItemBodySection
	limit   int64 // bytes the section may have
}

// read fetches a section and lets use read it. Whatever goes wrong before use
// has seen io.EOF, errAbsent and errNoBody excepted, ends the session.
func (s *session) read(ctx context.Context, req request, use func(io.Reader) error) error {
	return s.do(ctx, fmt.Sprintf("fetch UID %d", req.uid), func() error {
		cmd := s.client.Fetch(req.set, &imap.FetchOptions{
			UID:         true,
			BodySection: []*imap.FetchItemBodySection{req.section},
		})
		body := &body{cmd: cmd, msg: cmd.Next(), uid: req.uid}
		err := body.begin()
		if errors.Is(err, errAbsent) || errors.Is(err, errNoBody) {
			if closeErr := cmd.Close(); closeErr != nil {
				return closeErr
			}
			return err
		}
		if err == nil && body.lit.Size() > req.limit {
			err = errTooLarge
		}
		if err == nil {
			err = body.lend(use)
		}
		if err != nil {
			s.abandon(cmd, body.end != nil)
		}
		return err
	})
}

// abandon ends the session in the middle of a FETCH. go-imap's reader waits until
// an open literal has been read, so the socket goes first: then there is no
// rest. After a literal that has broken off, the reader must be gone before the
// command is closed, because that reads the literal again.
func (s *session) abandon(cmd *imapclient.FetchCommand, ended bool) {
	_ = s.conn.Close()
	if ended {
		<-s.client.Closed()
	}
	_ = cmd.Close()
}

// body is a section on its way in. Its Read returns io.EOF when the announced
// bytes have all come, the server has confirmed the command, and the message is
// the one that was asked for: go-imap by itself ends a literal that was cut
// short like any other.
type body struct {
	cmd *imapclient.FetchCommand
	msg *imapclient.FetchMessageData
	lit imap.LiteralReader
	uid uint32
	got uint32 // the UID that the server said
	n   int64
	end error // what ended it
}

// begin reads up to the section.
func (b *body) begin() error {
	if b.msg == nil {
		return errAbsent
	}
	for data := b.msg.Next(); data != nil; data = b.msg.Next() {
		b.note(data)
		if section, ok := data.(imapclient.FetchItemDataBodySection); ok && section.Literal != nil {
			b.lit = section.Literal
			return nil
		}
	}
	return errNoBody
}

func (b *body) note(data imapclient.FetchItemData) {
	if uid, ok := data.(imapclient.FetchItemDataUID); ok {
		b.got = uint32(uid.UID)
	}
}

// lend lets use read the section. An error of use itself comes back as an
// Error with [CodeStore]; when the section broke off, that is the error.
func (b *body) lend(use func(io.Reader) error) error {
	err := use(b)
	switch {
	case b.end != nil && b.end != io.EOF:
		return b.end
	case err != nil:
		return &Error{Code: CodeStore, Doing: fmt.Sprintf("take UID %d", b.uid), cause: err}
	case b.end == nil:
		return &Error{Code: CodeStore, Doing: fmt.Sprintf("take UID %d to its end", b.uid)}
	}
	return nil
}

func (b *body) Read(p []byte) (int, error) {
	if b.end != nil {
		return 0, b.end
	}
	n, err := b.lit.Read(p)
	b.n += int64(n)
	if err != nil {
		b.end = b.close(err)
	}
	return n, b.end
}

func (b *body) close(err error) error {
	if err != io.EOF || b.n != b.lit.Size() {
		return io.ErrUnexpectedEOF
	}
	for data := b.msg.Next(); data != nil; data = b.msg.Next() {
		b.note(data) // some servers say the UID last
	}
	if err := b.cmd.Close(); err != nil {
		return err
	}
	if b.got != b.uid {
		return errAbsent
	}
	return io.EOF
}
