package mailbox

import (
	"context"
	"io"
	"time"
)

// Place is where a message lies. It stays true until the message is moved, or
// the folder's UIDVALIDITY changes (RFC 9051 §2.3.1.1).
type Place struct {
	Mailbox     string // Account.Name
	Folder      string
	UIDValidity uint32
	UID         uint32
}

// Item is a message as the server lists it.
type Item struct {
	Place
	// InternalDate is when the server received the message. It is zero where the
	// server could not say so in a way that can be read.
	InternalDate time.Time
	Size         int64    // RFC822.SIZE; -1 if not known
	Flags        []string // as the server spells them
}

// FolderState is what the server said when a folder was opened.
type FolderState struct {
	Mailbox     string
	Folder      string
	UIDValidity uint32
	UIDNext     uint32
}

// Position is where intake stands in a folder.
type Position struct {
	// Cursor is the highest UID that has been taken or skipped.
	Cursor uint32
	// Marker is the first UID that is ours to know: UIDNEXT of the first start,
	// or 1 after UIDVALIDITY has changed since.
	Marker uint32
	// Start is the instant of the first start. Older mail is never read.
	Start time.Time
}

// Sink takes in what a [Watcher] finds. All methods may be called from two
// goroutines at once, but for one folder from one only. An error ends the
// connection; the watcher returns after a while and goes on from the cursor.
type Sink interface {
	// Position returns where to go on. The first call for a folder, and the first
	// after a change of UIDVALIDITY, sets it durably: Cursor UIDNEXT-1 leaves what
	// lies there unseen, Cursor 0 has it listed as [Old], all below Marker and what
	// is dated before Start; Start stays what it was.
	Position(ctx context.Context, f FolderState) (Position, error)

	// Take stores one message durably and moves the cursor up to it; a cursor
	// never moves down. It reads body once, to io.EOF, and stores nothing on any
	// other error: only io.EOF says that the message is whole. A message may come
	// again, under the same Place or another, and is known by its bytes. It may keep
	// some messages of a folder in memory until Flush, to store them in one go; it
	// stores them in the order they came.
	Take(ctx context.Context, it Item, body io.Reader) error

	// Flush stores what Take has kept of a folder. After an error nothing is kept:
	// the messages come again.
	Flush(ctx context.Context, f FolderState) error

	// Skip records messages that are not read, by rising UID, and moves the cursor up
	// to the highest of them. An [Old] one may have no InternalDate.
	Skip(ctx context.Context, skipped []Skipped) error

	// Reconcile is given all UIDs on the server from the marker to the cursor, in
	// rising order, and returns those that were neither taken nor skipped: gaps,
	// which the watcher then fetches.
	Reconcile(ctx context.Context, f FolderState, uids []uint32) (missing []uint32, err error)

	// Unread returns the messages of a folder, by UID, that were skipped as
	// [Unreadable] and are worth another try, and those skipped as [Waiting] of which
	// nothing has been heard since. It is asked after Reconcile; Take is given those
	// that the server delivers now.
	Unread(ctx context.Context, f FolderState) (lost, waiting []uint32, err error)
}

// Skipped is a message whose body was not read.
type Skipped struct {
	Item
	Why Why
	// Header is the header of a message that is [TooLarge], at most 256 KiB of it;
	// nil if it could not be had.
	Header []byte
}

// Why says why a message was not read.
type Why string

// The reasons.
const (
	Old        Why = "old"        // received before the start marker
	Waiting    Why = "waiting"    // not delivered yet; it will be asked for again
	TooLarge   Why = "too_large"  // above Account.MaxSize
	Unreadable Why = "unreadable" // the server could not deliver it, however often it was asked
)
