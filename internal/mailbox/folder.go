package mailbox

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

const (
	// batch is how many messages are described by one FETCH.
	batch = 200
	// maxStrikes is how often a message is tried in one round.
	maxStrikes = 3
	// provable is the size, in bytes, up to which a message can serve as proof that
	// the server delivers.
	provable = 256 << 10
	// clockSlack is how far a server's clock may be behind ours at the first
	// start. INTERNALDATE has whole seconds and is the server's.
	clockSlack = 2 * time.Minute
)

// folder reads one folder of one mailbox into the sink. It outlives the
// sessions: it remembers what went wrong in them.
type folder struct {
	name    string
	sink    Sink
	maxSize int64
	audit   time.Duration
	log     *slog.Logger

	in      FolderState // as last opened
	audited time.Time   // when all UIDs were last compared
	gap     bool        // and some were missing
	strikes map[uint32]int
	waiting map[uint32]trouble // not delivered, and not given up
	lost    map[uint32]bool    // given up, and to be asked for once more
	// wary: a FETCH for many messages has broken off, so each is asked for alone,
	// and the next break falls on the one that causes it.
	wary bool
	// undated is the first UID of old messages whose dates could not be had, and
	// which are listed without; 0 if none.
	undated uint32
	// good is the UID of a message that has been delivered; 0 if none.
	good uint32
}

// scan opens the folder and takes in what is new, and what is missing.
func (f *folder) scan(ctx context.Context, s *session) error {
	in, messages, err := s.examine(ctx, f.name)
	if err != nil {
		return err
	}
	if in.UIDValidity != f.in.UIDValidity {
		f.strikes, f.waiting, f.lost = map[uint32]int{}, map[uint32]trouble{}, map[uint32]bool{}
		f.audited, f.good, f.undated = time.Time{}, 0, 0
	}
	f.in = in
	at, err := f.sink.Position(ctx, in)
	if err != nil {
		return stored(err, "find the position in folder "+f.name)
	}
	find := f.fresh
	audit := time.Since(f.audited) >= f.audit
	if audit {
		find = f.freshAndMissing
	}
	uids, err := find(ctx, s, at, messages)
	if err != nil {
		return err
	}
	if uids, err = f.listOld(ctx, s, at, uids); err != nil {
		return err
	}
	if err := f.takeMany(ctx, s, at, f.withoutWaiting(uids)); err != nil {
		return err
	}
	if audit {
		if f.audited = time.Now(); f.gap {
			f.audited = time.Time{} // whether it is closed is seen at the next look
		}
		if err := f.recall(ctx); err != nil {
			return err
		}
	}
	if err := f.takeMany(ctx, s, at, f.troubled()); err != nil {
		return err
	}
	f.wary = false
	return nil
}

// listOld lists the messages that lay in the folder before the first start,
// whatever their dates, and returns the others. One whose date cannot be had is
// listed without it, so that no old message stands in the way of a new one.
func (f *folder) listOld(ctx context.Context, s *session, at Position, uids []uint32) ([]uint32, error) {
	n, _ := slices.BinarySearch(uids, at.Marker)
	for some := range slices.Chunk(uids[:n], batch) {
		dates := map[uint32]time.Time{}
		if f.undated != some[0] {
			items, err := s.describe(ctx, f.in, some, dateOnly)
			if err != nil {
				f.undated = some[0]
				return nil, err
			}
			for _, it := range items {
				dates[it.UID] = it.InternalDate
			}
		}
		old := make([]Skipped, len(some))
		for i, uid := range some {
			old[i] = Skipped{Item: Item{Place: f.place(uid), InternalDate: dates[uid], Size: -1}, Why: Old}
		}
		if err := f.skip(ctx, old...); err != nil {
			return nil, err
		}
	}
	return uids[n:], nil
}

func (f *folder) takeMany(ctx context.Context, s *session, at Position, uids []uint32) error {
	for some := range slices.Chunk(uids, batch) {
		if err := f.takeAll(ctx, s, at, some); err != nil {
			return err
		}
	}
	return nil
}

// fresh returns the UIDs above the cursor.
func (f *folder) fresh(ctx context.Context, s *session, at Position, messages uint32) ([]uint32, error) {
	return s.uids(ctx, at.Cursor+1, messages)
}

// freshAndMissing returns the UIDs above the cursor, and the gaps below.
func (f *folder) freshAndMissing(ctx context.Context, s *session, at Position, messages uint32) ([]uint32, error) {
	all, err := s.uids(ctx, min(max(at.Marker, 1), at.Cursor+1), messages)
	if err != nil {
		return nil, err
	}
	known, _ := slices.BinarySearch(all, at.Cursor+1)
	missing, err := f.sink.Reconcile(ctx, f.in, f.withoutWaiting(all[:known]))
	if err != nil {
		return nil, stored(err, "compare UIDs in folder "+f.name)
	}
	if f.gap = len(missing) > 0; f.gap {
		f.log.Error("mail missing below the cursor", "folder", f.name, "uid", missing[0], "count", len(missing))
	}
	return slices.Concat(missing, all[known:]), nil
}

// takeAll takes messages in rising order of UID. What has been taken before an
// error is kept.
func (f *folder) takeAll(ctx context.Context, s *session, at Position, uids []uint32) (err error) {
	defer func() {
		if flushed := f.flush(ctx); err == nil {
			err = flushed
		}
	}()
	described := map[uint32]Item{}
	if !f.wary {
		items, err := s.describe(ctx, f.in, uids, inFull)
		if err != nil {
			f.wary = ctx.Err() == nil
			return err
		}
		for _, it := range items {
			described[it.UID] = it
		}
	}
	var old []Skipped
	for _, uid := range uids {
		it, ok := described[uid]
		if !ok {
			it = Item{Place: f.place(uid), Size: -1}
		} else if isOld(it, at) {
			old = append(old, Skipped{Item: it, Why: Old})
			continue
		}
		if err := f.skip(ctx, old...); err != nil {
			return err
		}
		old = nil
		if err := f.takeOne(ctx, s, at, it, ok); err != nil {
			return err
		}
	}
	return f.skip(ctx, old...)
}

func isOld(it Item, at Position) bool {
	return !it.InternalDate.IsZero() && it.InternalDate.Before(at.Start.Add(-clockSlack))
}

// takeOne takes one message, and leaves it after maxStrikes failures that are
// not ours. described says whether it is more than a place.
func (f *folder) takeOne(ctx context.Context, s *session, at Position, it Item, described bool) error {
	uid := it.UID
	for s.conn.alive() {
		lastTry := f.strikes[uid] == maxStrikes-1
		if lastTry {
			if err := f.prove(ctx, s); err != nil {
				delete(f.strikes, uid)
				return err
			}
		}
		err := f.try(ctx, s, at, it, described)
		if err == nil {
			f.delivered(uid)
			return nil
		}
		if ctx.Err() != nil || codeOf(err) == CodeStore {
			return err
		}
		f.strikes[uid]++
		f.log.Warn("message not delivered", "folder", f.name, "uid", uid, "code", codeOf(err), "attempt", f.strikes[uid])
		if lastTry {
			return f.undelivered(ctx, it)
		}
	}
	return fail(CodeClosed, "fetch UID %d", uid)
}

// prove fails if the server does not deliver even a message that it has
// delivered before: then no message is to blame. Where it has delivered none it
// proves nothing.
func (f *folder) prove(ctx context.Context, s *session) error {
	if f.good == 0 {
		return nil
	}
	req := request{uid: f.good, set: uidSet(f.good), section: wholeBody, limit: f.maxSize}
	err := s.read(ctx, req, func(body io.Reader) error {
		_, err := io.Copy(io.Discard, body)
		return err
	})
	if errors.Is(err, errAbsent) { // somebody has removed it, and it proves nothing
		f.good = 0
		return nil
	}
	return err
}

// try makes one attempt at a message, asking for less with each strike.
func (f *folder) try(ctx context.Context, s *session, at Position, it Item, described bool) error {
	if !described {
		less := detail(min(f.strikes[it.UID], int(nothing)))
		items, err := s.describe(ctx, f.in, []uint32{it.UID}, less)
		if err != nil {
			return err
		}
		if len(items) == 0 {
			return f.goneOr(ctx, s, it.UID, fail(CodeMessage, "describe UID %d", it.UID))
		}
		it = items[0]
	}
	switch {
	case isOld(it, at):
		return f.skip(ctx, Skipped{Item: it, Why: Old})
	case it.Size > f.maxSize:
		return f.tooLarge(ctx, s, it)
	}
	return f.take(ctx, s, it)
}

// take fetches the body and hands it to the sink.
func (f *folder) take(ctx context.Context, s *session, it Item) error {
	req := request{uid: it.UID, set: uidSet(it.UID), section: wholeBody, limit: f.maxSize}
	if f.strikes[it.UID] == maxStrikes-1 {
		// By its sequence number a message is found also where the server says the
		// UID after the body, which go-imap does not expect.
		seq, err := s.sequence(ctx, it.UID)
		if err != nil || seq == 0 {
			return err
		}
		req.set = imap.SeqSetNum(seq)
	}
	err := s.read(ctx, req, func(body io.Reader) error { return f.sink.Take(ctx, it, body) })
	switch {
	case err == nil && it.Size <= provable:
		f.good = it.UID
	case errors.Is(err, errTooLarge): // the server had said less
		return f.skip(ctx, Skipped{Item: it, Why: TooLarge})
	case errors.Is(err, errAbsent) && s.conn.alive():
		return f.goneOr(ctx, s, it.UID, err)
	}
	return err
}

// goneOr returns nil if the message is no longer there, and otherwise err. A
// server says nothing about a message that a person has removed meanwhile, nor
// about one it cannot render.
func (f *folder) goneOr(ctx context.Context, s *session, uid uint32, err error) error {
	seq, lookErr := s.sequence(ctx, uid)
	if lookErr != nil {
		return lookErr
	}
	if seq == 0 {
		return nil
	}
	return err
}

// tooLarge skips a message with its header.
func (f *folder) tooLarge(ctx context.Context, s *session, it Item) error {
	skipped := Skipped{Item: it, Why: TooLarge}
	req := request{uid: it.UID, set: uidSet(it.UID), section: headerOnly, limit: headerLimit}
	err := s.read(ctx, req, func(r io.Reader) (err error) {
		skipped.Header, err = io.ReadAll(r)
		return err
	})
	if err != nil {
		skipped.Header = nil
		if !s.conn.alive() && f.strikes[it.UID] < maxStrikes-1 {
			return err
		}
	}
	return f.skip(ctx, skipped)
}

func (f *folder) skip(ctx context.Context, skipped ...Skipped) error {
	if len(skipped) == 0 {
		return nil
	}
	if err := f.flush(ctx); err != nil {
		return err
	}
	return stored(f.sink.Skip(ctx, skipped), "record messages not read in folder "+f.name)
}

func (f *folder) flush(ctx context.Context) error {
	return stored(f.sink.Flush(ctx, f.in), "store messages of folder "+f.name)
}

func (f *folder) place(uid uint32) Place {
	return Place{Mailbox: f.in.Mailbox, Folder: f.in.Folder, UIDValidity: f.in.UIDValidity, UID: uid}
}

// stored names a failure of the sink.
func stored(err error, doing string) error {
	if err == nil {
		return nil
	}
	return &Error{Code: CodeStore, Doing: doing, cause: err}
}
