package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	// newest is how many messages are looked through where a SEARCH finds none.
	newest = 200
	// idLimit is how much of a Message-ID header is read.
	idLimit = 4 << 10
)

// find reports whether a folder holds a message with a Message-ID.
func (s *session) find(ctx context.Context, folder, messageID string) (bool, error) {
	_, messages, err := s.examine(ctx, folder)
	if err != nil || messages == 0 {
		return false, err
	}
	found := false
	err = s.do(ctx, fmt.Sprintf("search folder %q", folder), func() error {
		data, err := s.client.UIDSearch(&imap.SearchCriteria{
			Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: messageID}},
		}, nil).Wait()
		// Not data.AllUIDs: it writes out every number of a range.
		set, _ := data.All.(imap.UIDSet)
		found = err == nil && len(set) > 0
		return err
	})
	if found || err != nil && !s.conn.alive() || ctx.Err() != nil {
		return found, err
	}
	// A letter that is not found is sent again, and servers that offer IMAP4rev2
	// have answered with nothing where there was something. The newest are read.
	return s.findAmongNewest(ctx, folder, messages, messageID)
}

func (s *session) findAmongNewest(ctx context.Context, folder string, messages uint32, messageID string) (found bool, err error) {
	section := &imap.FetchItemBodySection{
		Specifier:    imap.PartSpecifierHeader,
		HeaderFields: []string{"Message-ID"},
		Peek:         true,
	}
	last := imap.SeqSet{{Start: max(messages, newest) - newest + 1, Stop: messages}}
	err = s.do(ctx, fmt.Sprintf("look through folder %q", folder), func() error {
		cmd := s.client.Fetch(last, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}})
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			for data := msg.Next(); data != nil; data = msg.Next() {
				header, ok := data.(imapclient.FetchItemDataBodySection)
				if !ok || header.Literal == nil {
					continue
				}
				id, err := io.ReadAll(io.LimitReader(header.Literal, idLimit))
				if err != nil || int64(len(id)) < min(header.Literal.Size(), idLimit) {
					s.abandon(cmd, true)
					return io.ErrUnexpectedEOF
				}
				found = found || bytes.Contains(id, []byte(messageID))
			}
		}
		return cmd.Close()
	})
	return found && err == nil, err
}
