package mailbox

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// uids lists the UIDs from one on in the open folder, which holds the given
// number of messages, in rising order.
//
// It asks for nothing but the UID, so that no other value can break it, and by
// FETCH: servers that offer IMAP4rev2 have answered a SEARCH with nothing where
// there was something.
func (s *session) uids(ctx context.Context, from, messages uint32) ([]uint32, error) {
	if messages == 0 || from == 0 {
		return nil, nil // some servers call "1:*" an error in an empty folder
	}
	var found []uint32
	err := s.do(ctx, "list UIDs", func() error {
		// "n:*" includes the last message even if its UID is below n (RFC 9051
		// §6.4.9). go-imap does not deliver it, as n:* does not contain it.
		return s.list(imap.UIDSet{{Start: imap.UID(from)}}, &imap.FetchOptions{UID: true}, func(it Item) {
			found = append(found, it.UID)
		})
	})
	slices.Sort(found)
	return slices.Compact(found), err
}

// describe lists messages in rising order of UID. Only a message for which the
// server has sent all that detail asks for is among them.
func (s *session) describe(ctx context.Context, in FolderState, uids []uint32, detail detail) ([]Item, error) {
	options := &imap.FetchOptions{UID: true}
	switch detail {
	case inFull:
		options.RFC822Size, options.InternalDate, options.Flags = true, true, true
	case sizeOnly:
		options.RFC822Size = true
	case dateOnly:
		options.InternalDate = true
	case nothing:
	}
	var found []Item
	err := s.do(ctx, "list messages", func() error {
		return s.list(uidSet(uids...), options, func(it Item) {
			if detail == inFull && (it.InternalDate.IsZero() || it.Size < 0) || detail == sizeOnly && it.Size < 0 {
				return
			}
			it.Mailbox, it.Folder, it.UIDValidity = in.Mailbox, in.Folder, in.UIDValidity
			found = append(found, it)
		})
	})
	slices.SortFunc(found, func(a, b Item) int { return cmp.Compare(a.UID, b.UID) })
	return found, err
}

// detail is how much is asked about a message. What the server says about one
// message can be unreadable; the less is asked, the less can be.
type detail int

const (
	inFull   detail = iota // size, date and flags
	sizeOnly               // not INTERNALDATE and FLAGS
	nothing                // only that it is there
	dateOnly               // for what is listed and not read
)

// list runs a FETCH without bodies.
func (s *session) list(set imap.NumSet, options *imap.FetchOptions, found func(Item)) error {
	cmd := s.client.Fetch(set, options)
	for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
		it := Item{Size: -1}
		for data := msg.Next(); data != nil; data = msg.Next() {
			note(&it, data)
		}
		if it.UID != 0 {
			found(it)
		}
	}
	return cmd.Close()
}

// note puts what the server says about a message into it.
func note(it *Item, data imapclient.FetchItemData) {
	switch data := data.(type) {
	case imapclient.FetchItemDataUID:
		it.UID = uint32(data.UID)
	case imapclient.FetchItemDataRFC822Size:
		it.Size = data.Size
	case imapclient.FetchItemDataInternalDate:
		it.InternalDate = data.Time
	case imapclient.FetchItemDataFlags:
		it.Flags = make([]string, len(data.Flags))
		for i, flag := range data.Flags {
			it.Flags[i] = string(flag)
		}
	}
}

// sequence returns the sequence number of a message, 0 if it is gone.
func (s *session) sequence(ctx context.Context, uid uint32) (seq uint32, err error) {
	err = s.do(ctx, fmt.Sprintf("look for UID %d", uid), func() error {
		before := s.expunges.Load()
		list, err := s.client.Fetch(uidSet(uid), &imap.FetchOptions{UID: true}).Collect()
		for _, msg := range list {
			if uint32(msg.UID) == uid {
				seq = msg.SeqNum
			}
		}
		if err == nil && s.expunges.Load() != before {
			return errors.New("messages were removed meanwhile")
		}
		return err
	})
	return seq, err
}

func uidSet(uids ...uint32) imap.UIDSet {
	var set imap.UIDSet
	for _, uid := range uids {
		set.AddNum(imap.UID(uid))
	}
	return set
}
