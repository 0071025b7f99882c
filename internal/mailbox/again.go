package mailbox

import (
	"context"
	"maps"
	"slices"
	"time"
)

// When a message that the server has not delivered is asked for again. One bad
// moment of a server, at our start above all, must cost nobody her letter.
const (
	// againAfter is how long it is left alone between two rounds of tries.
	againAfter = 5 * time.Minute
	// giveUpAfter is how long it is tried before it is given up.
	giveUpAfter = 15 * time.Minute
)

// trouble is a message that was not delivered and is not given up.
type trouble struct {
	since, last time.Time // of its rounds of tries
}

// undelivered decides after a round of tries. Where the server has just delivered
// another message, this one is to blame and is given up. Where nothing tells, it
// waits, and those behind it go on. One that had been given up before stays so.
func (f *folder) undelivered(ctx context.Context, it Item) error {
	uid, now := it.UID, time.Now()
	delete(f.strikes, uid)
	if f.lost[uid] {
		delete(f.lost, uid)
		return nil
	}
	t, waiting := f.waiting[uid]
	if !waiting {
		t.since = now
	}
	t.last = now
	if waiting && now.Sub(t.since) < giveUpAfter || !waiting && f.good == 0 {
		f.waiting[uid] = t
		f.log.Warn("message waits for another try", "folder", f.name, "uid", uid)
		if waiting {
			return nil
		}
		return f.skip(ctx, Skipped{Item: it, Why: Waiting})
	}
	delete(f.waiting, uid)
	f.log.Error("message given up", "folder", f.name, "uid", uid)
	return f.skip(ctx, Skipped{Item: it, Why: Unreadable})
}

// delivered forgets what had been wrong with a message.
func (f *folder) delivered(uid uint32) {
	delete(f.strikes, uid)
	delete(f.waiting, uid)
	delete(f.lost, uid)
}

// troubled returns which messages are to be asked for again now: those that wait
// and are due, and those that were given up. They come after the new ones.
func (f *folder) troubled() []uint32 {
	due := slices.Collect(maps.Keys(f.lost))
	for uid, t := range f.waiting {
		if time.Since(t.last) >= againAfter {
			due = append(due, uid)
		}
	}
	slices.Sort(due)
	return due
}

// withoutWaiting leaves out the messages that wait, which are no gaps.
func (f *folder) withoutWaiting(uids []uint32) []uint32 {
	return slices.DeleteFunc(slices.Clone(uids), func(uid uint32) bool {
		_, waiting := f.waiting[uid]
		return waiting
	})
}

// recall has the messages that were given up asked for once more, and those that
// waited when an earlier process ended.
func (f *folder) recall(ctx context.Context) error {
	lost, waiting, err := f.sink.Unread(ctx, f.in)
	if err != nil {
		return stored(err, "list the messages not delivered in folder "+f.name)
	}
	for _, uid := range lost {
		f.lost[uid] = true
	}
	for _, uid := range waiting {
		if _, known := f.waiting[uid]; !known {
			f.waiting[uid] = trouble{since: time.Now()}
		}
	}
	return nil
}
