package mailbox

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Visit is a connection of its own to a mailbox, for whoever looks the mailbox over.
// It changes nothing but what [Visit.Remove] is told to; no message is marked as
// seen. It belongs to one goroutine. Its errors are those of a [Watcher].
type Visit struct {
	s    *session
	ends time.Time
}

// Call connects and signs in. No watcher needs to run.
func Call(ctx context.Context, acc Account) (*Visit, error) {
	if err := acc.Validate(); err != nil {
		return nil, &Error{Code: CodeInput, Doing: "read the account", cause: err}
	}
	v := &Visit{}
	acc.Certificate = func(ends time.Time) { v.ends = ends }
	var err error
	if v.s, err = connect(ctx, acc); err != nil {
		return nil, err
	}
	return v, nil
}

// Leave closes the connection.
func (v *Visit) Leave() { v.s.close() }

// CertificateEnds is when the server's certificate ends; zero without TLS.
func (v *Visit) CertificateEnds() time.Time { return v.ends }

// Offers reports whether the server offers a capability, such as IDLE, to who has
// signed in.
func (v *Visit) Offers(capability string) bool { return v.s.client.Caps().Has(imap.Cap(capability)) }

// Examine opens a folder for reading. A folder that is not there is an error with
// [CodeFolder].
func (v *Visit) Examine(ctx context.Context, folder string) error {
	if err := checkFolderName(folder); err != nil {
		return &Error{Code: CodeInput, Doing: "open a folder", cause: err}
	}
	_, err := v.s.open(ctx, folder, true)
	return err
}

// Rights are what may be changed in a folder, as the server says when the folder is
// opened for writing (RFC 3501 §7.1, PERMANENTFLAGS).
type Rights struct {
	Write    bool // some flag is kept; a folder that may be read only keeps none
	Keywords bool // keywords of one's own are kept
}

// Rights opens a folder for writing, and writes nothing: to who only reads a folder
// servers do not say what is kept in it.
func (v *Visit) Rights(ctx context.Context, folder string) (Rights, error) {
	data, err := v.s.open(ctx, folder, false)
	if err != nil {
		return Rights{}, err
	}
	return Rights{
		Write: len(data.PermanentFlags) > 0, Keywords: slices.Contains(data.PermanentFlags, imap.FlagWildcard),
	}, nil
}

// Keeps reports whether a folder keeps a keyword, or a system flag such as `\Seen`.
func (v *Visit) Keeps(ctx context.Context, folder, keyword string) (bool, error) {
	data, err := v.s.open(ctx, folder, false)
	return err == nil && keeps(data.PermanentFlags, imap.Flag(keyword)), err
}

// Folders are the names of the folders that can be opened, and of those among them
// that the server says are for sent mail, drafts and the like (RFC 6154). A server
// whose names go-imap cannot read ends the visit.
func (v *Visit) Folders(ctx context.Context) (names, special []string, err error) {
	err = v.s.do(ctx, "list the folders", func() error {
		list, err := v.s.client.List("", "*", nil).Collect()
		for _, entry := range list {
			if !selectable(entry) {
				continue
			}
			name := strings.Map(printable, entry.Mailbox)
			names = append(names, name)
			if slices.ContainsFunc(entry.Attrs, func(a imap.MailboxAttr) bool { return slices.Contains(specialUses, a) }) {
				special = append(special, name)
			}
		}
		return err
	})
	slices.Sort(names)
	return names, special, err
}

// specialUses are what a server says a folder is for.
var specialUses = []imap.MailboxAttr{
	imap.MailboxAttrArchive, imap.MailboxAttrDrafts, imap.MailboxAttrJunk, imap.MailboxAttrSent, imap.MailboxAttrTrash,
}

func printable(r rune) rune {
	if r < ' ' || r == 0x7f {
		return '?'
	}
	return r
}

// Find returns the first message of a folder with a Message-ID, given with its angle
// brackets, whole; found is false where there is none. It is for mail of our own,
// which is small.
func (v *Visit) Find(ctx context.Context, folder, messageID string) (at Place, raw []byte, found bool, err error) {
	if !searchable(messageID) {
		return at, nil, false, fail(CodeInput, "find a message by its Message-ID")
	}
	in, uids, err := v.s.find(ctx, folder, messageID)
	uids = slices.DeleteFunc(uids, func(uid uint32) bool { return uid == 0 })
	if err != nil || len(uids) == 0 {
		return at, nil, false, err
	}
	at = Place{Mailbox: in.Mailbox, Folder: folder, UIDValidity: in.UIDValidity, UID: uids[0]}
	req := request{uid: at.UID, set: uidSet(at.UID), section: wholeBody, limit: foundLimit}
	err = v.s.read(ctx, req, func(r io.Reader) (err error) {
		raw, err = io.ReadAll(r)
		return err
	})
	if codeOf(err) == CodeMessage { // somebody has taken it away meanwhile
		return at, nil, false, nil
	}
	return at, raw, err == nil, err
}

// foundLimit is how large a mail may be that is found.
const foundLimit = 1 << 20

// Remove deletes a message for good, by its UID (RFC 4315). Where the server cannot
// do that the message is left as it is, and removed is false.
func (v *Visit) Remove(ctx context.Context, at Place) (removed bool, err error) {
	if err := checkPlace(at); err != nil {
		return false, err
	}
	if !v.s.client.Caps().Has(imap.CapUIDPlus) {
		return false, nil
	}
	err = v.s.delete(ctx, at)
	if codeOf(err) == CodeMessage {
		return true, nil
	}
	if err != nil {
		return false, fmt.Errorf("remove: %w", err)
	}
	return true, nil
}
