package standin

import (
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// folder is a mailbox in the sense of RFC 3501. Its fields, and those of its
// messages, are guarded by IMAP.mu.
type folder struct {
	name       string
	attrs      []imap.MailboxAttr
	subscribed bool
	validity   uint32
	next       uint32 // UIDNEXT
	messages   []*message
	version    int // counts changes
}

// message is one message of a folder; raw, date and uid never change.
type message struct {
	uid       uint32
	raw       []byte
	date      time.Time
	flags     []imap.Flag
	gone      bool
	changed   int   // the folder's version when the flags last changed
	changedBy *view // who need not be told
}

func (f *folder) add(raw []byte, date time.Time, flags []imap.Flag) *message {
	f.version++
	msg := &message{uid: f.next, raw: raw, date: date, flags: flags}
	f.next++
	f.messages = append(f.messages, msg)
	return msg
}

func (f *folder) remove(gone func(*message) bool) {
	f.version++
	f.messages = slices.DeleteFunc(f.messages, func(msg *message) bool {
		msg.gone = gone(msg)
		return msg.gone
	})
}

func (f *folder) change(msg *message, flags []imap.Flag, by *view) {
	f.version++
	msg.flags, msg.changed, msg.changedBy = flags, f.version, by
}

// flags returns every flag in use, and the system flags.
func (f *folder) flags() []imap.Flag {
	all := []imap.Flag{imap.FlagAnswered, imap.FlagFlagged, imap.FlagDeleted, imap.FlagSeen, imap.FlagDraft}
	for _, msg := range f.messages {
		all = union(all, msg.flags)
	}
	return all
}

func (f *folder) status(o *imap.StatusOptions) *imap.StatusData {
	data := &imap.StatusData{Mailbox: f.name, UIDNext: imap.UID(f.next), UIDValidity: f.validity}
	var unseen, deleted, recent uint32
	var size int64
	for _, msg := range f.messages {
		if !hasFlag(msg.flags, imap.FlagSeen) {
			unseen++
		}
		if hasFlag(msg.flags, imap.FlagDeleted) {
			deleted++
		}
		size += int64(len(msg.raw))
	}
	count := uint32(len(f.messages))
	if o.NumMessages {
		data.NumMessages = &count
	}
	if o.NumUnseen {
		data.NumUnseen = &unseen
	}
	if o.NumDeleted {
		data.NumDeleted = &deleted
	}
	if o.NumRecent {
		data.NumRecent = &recent
	}
	if o.Size {
		data.Size = &size
	}
	return data
}

// hasFlag reports whether flag is among flags; flags ignore case (RFC 3501 §9).
func hasFlag(flags []imap.Flag, flag imap.Flag) bool {
	return slices.ContainsFunc(flags, func(f imap.Flag) bool { return strings.EqualFold(string(f), string(flag)) })
}

// union returns flags and those of more that are new, without touching flags.
func union(flags, more []imap.Flag) []imap.Flag {
	all := slices.Clip(flags)
	for _, f := range more {
		if !hasFlag(all, f) {
			all = append(all, f)
		}
	}
	return all
}

func without(flags, fewer []imap.Flag) []imap.Flag {
	return slices.DeleteFunc(slices.Clone(flags), func(f imap.Flag) bool { return hasFlag(fewer, f) })
}

// A view is what one session knows of the folder it has selected: the messages
// by sequence number, in the order of their UIDs. Each poll tells the client how
// that differs from the folder.
type view struct {
	folder   *folder
	readOnly bool
	known    []*message
	last     uint32 // the highest UID told
	version  int    // the folder's version at the last poll
	behind   bool   // an expunge could not be told yet
	woken    chan struct{}
}

func newView(f *folder, readOnly bool) *view {
	return &view{folder: f, readOnly: readOnly, known: slices.Clone(f.messages),
		last: f.next - 1, version: f.version, woken: make(chan struct{}, 1)}
}

func (v *view) poke() {
	select {
	case v.woken <- struct{}{}:
	default:
	}
}

// news is what a client must be told, in the order in which it may be told.
type news struct {
	expunged []uint32 // sequence numbers, each counted when those before have left
	exists   uint32   // 0 if unchanged
	changed  []changedFlags
}

type changedFlags struct {
	seq   uint32
	uid   uint32
	flags []imap.Flag
}

// catchUp brings the view up to date and returns what is new. Without expunge,
// messages that are gone keep their numbers (RFC 3501 §7.4.1).
func (v *view) catchUp(expunge bool) news {
	f := v.folder
	if v.version == f.version && !(v.behind && expunge) {
		return news{}
	}
	var n news
	kept := v.known[:0:len(v.known)]
	v.behind = false
	for _, msg := range v.known {
		if msg.gone && expunge {
			n.expunged = append(n.expunged, uint32(len(kept)+1))
			continue
		}
		v.behind = v.behind || msg.gone
		kept = append(kept, msg)
		if msg.changed > v.version && msg.changedBy != v {
			n.changed = append(n.changed, changedFlags{uint32(len(kept)), msg.uid, msg.flags})
		}
	}
	clear(v.known[len(kept):])
	v.known = kept
	for _, msg := range f.messages[after(f.messages, v.last):] {
		v.known = append(v.known, msg)
		n.exists = uint32(len(v.known))
	}
	v.last, v.version = f.next-1, f.version
	return n
}

// after returns the index of the first message with a UID above uid.
func after(messages []*message, uid uint32) int {
	i, _ := slices.BinarySearchFunc(messages, uid, func(msg *message, uid uint32) int {
		if msg.uid <= uid {
			return -1
		}
		return 1
	})
	return i
}

func (n news) write(w *imapserver.UpdateWriter) error {
	for _, seq := range n.expunged {
		if err := w.WriteExpunge(seq); err != nil {
			return err
		}
	}
	if n.exists > 0 {
		if err := w.WriteNumMessages(n.exists); err != nil {
			return err
		}
	}
	for _, c := range n.changed {
		if err := w.WriteMessageFlags(c.seq, imap.UID(c.uid), c.flags); err != nil {
			return err
		}
	}
	return nil
}

// numbered is a message with its sequence number in a view.
type numbered struct {
	seq uint32
	*message
}

// pick returns the messages of a set, each once, in order.
func (v *view) pick(set imap.NumSet) []numbered {
	var picked []numbered
	for _, r := range v.ranges(set) {
		for i := r.from; i < r.to; i++ {
			if n := uint32(i + 1); len(picked) == 0 || picked[len(picked)-1].seq < n {
				picked = append(picked, numbered{n, v.known[i]})
			}
		}
	}
	return picked
}

// holds reports whether a message of the view is in a set.
func (v *view) holds(set imap.NumSet, n numbered) bool {
	return slices.ContainsFunc(v.ranges(set), func(r indexRange) bool {
		return r.from < int(n.seq) && int(n.seq) <= r.to
	})
}

// indexRange is a run of indices into view.known, to not included.
type indexRange struct{ from, to int }

// ranges returns where the messages of a set are. "*" is the last message, so
// that "559:*" holds it even if its UID is below 559 (RFC 3501 §9, seq-range);
// go-imap writes "*" as 0.
func (v *view) ranges(set imap.NumSet) []indexRange {
	if len(v.known) == 0 {
		return nil
	}
	bounds := func(start, stop, last uint32) (from, to uint32) {
		if start == 0 {
			start = last
		}
		if stop == 0 {
			stop = last
		}
		return min(start, stop), max(start, stop)
	}
	var all []indexRange
	switch set := set.(type) {
	case imap.SeqSet:
		for _, r := range set {
			from, to := bounds(r.Start, r.Stop, uint32(len(v.known)))
			all = append(all, indexRange{int(from) - 1, min(int(to), len(v.known))})
		}
	case imap.UIDSet:
		for _, r := range set {
			from, to := bounds(uint32(r.Start), uint32(r.Stop), v.known[len(v.known)-1].uid)
			all = append(all, indexRange{after(v.known, from-1), after(v.known, to)})
		}
	}
	return all
}
