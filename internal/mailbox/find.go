package mailbox

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	// newest is how many messages are looked through where a SEARCH finds none.
	newest = 200
	// idLimit is how much of a Message-ID header is read.
	idLimit = 4 << 10
)

// find returns the messages of a folder with a Message-ID, by rising UID. One whose
// UID the server does not say has UID 0.
func (s *session) find(ctx context.Context, folder, messageID string) (in FolderState, found []uint32, err error) {
	in, messages, found, err := s.search(ctx, folder, messageID)
	if messages == 0 || len(found) > 0 || err != nil && !s.conn.alive() || ctx.Err() != nil {
		return in, found, err
	}
	// A letter that is not found is sent again, and servers that offer IMAP4rev2
	// have answered with nothing where there was something. The newest are read.
	found, err = s.findAmongNewest(ctx, folder, messages, messageID)
	return in, found, err
}

// search is find as far as the server's own SEARCH goes, and returns how many messages
// the folder has.
func (s *session) search(ctx context.Context, folder, messageID string) (in FolderState, messages uint32, found []uint32, err error) {
	in, messages, err = s.examine(ctx, folder)
	if err != nil || messages == 0 {
		return in, 0, nil, err
	}
	err = s.do(ctx, fmt.Sprintf("search folder %q", folder), func() error {
		data, err := s.client.UIDSearch(&imap.SearchCriteria{
			Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: messageID}},
		}, nil).Wait()
		// Not data.AllUIDs: it writes out every number of a range.
		if set, ok := data.All.(imap.UIDSet); ok && err == nil {
			found = few(set)
		}
		return err
	})
	return in, messages, found, err
}

// few returns the first UIDs of a set, which a server may make as large as it
// likes.
func few(set imap.UIDSet) (uids []uint32) {
	for _, r := range set {
		for uid := r.Start; uid >= r.Start && uid <= r.Stop && len(uids) < newest; uid++ {
			uids = append(uids, uint32(uid))
		}
	}
	slices.Sort(uids)
	return uids
}

func (s *session) findAmongNewest(ctx context.Context, folder string, messages uint32, messageID string) (found []uint32, err error) {
	section := &imap.FetchItemBodySection{
		Specifier:    imap.PartSpecifierHeader,
		HeaderFields: []string{"Message-ID"},
		Peek:         true,
	}
	last := imap.SeqSet{{Start: max(messages, newest) - newest + 1, Stop: messages}}
	err = s.do(ctx, fmt.Sprintf("look through folder %q", folder), func() error {
		cmd := s.client.Fetch(last, &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{section}})
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			var uid uint32
			has := false
			for data := msg.Next(); data != nil; data = msg.Next() {
				if said, ok := data.(imapclient.FetchItemDataUID); ok {
					uid = uint32(said.UID)
				}
				header, ok := data.(imapclient.FetchItemDataBodySection)
				if !ok || header.Literal == nil {
					continue
				}
				id, err := io.ReadAll(io.LimitReader(header.Literal, idLimit))
				if err != nil || int64(len(id)) < min(header.Literal.Size(), idLimit) {
					s.abandon(cmd, true)
					return io.ErrUnexpectedEOF
				}
				has = has || bytes.Contains(id, []byte(messageID))
			}
			if has {
				found = append(found, uid)
			}
		}
		return cmd.Close()
	})
	if err != nil {
		return nil, err
	}
	slices.Sort(found)
	return found, nil
}
