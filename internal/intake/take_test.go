package intake_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/intake"
	"borgerbot/internal/store"
)

func inbox(uidValidity, uid uint32) store.Place {
	return store.Place{Mailbox: "main", Folder: "INBOX", UIDValidity: uidValidity, UID: uid}
}

// words are a letter no other has the bytes of.
func words(n string) *strings.Reader { return strings.NewReader(plain + n) }

// known are the UIDs of a folder the store knows, in order.
func (o *office) known(uidValidity uint32) (uids []uint32) {
	o.t.Helper()
	must(o.t, o.store.View(o.t.Context(), func(tx *store.Tx) error {
		known, err := tx.KnownUIDs(inbox(uidValidity, 1))
		uids = slices.Sorted(maps.Keys(known))
		return err
	}))
	return uids
}

// TestUndated: a server that cannot say when it received a message stops neither
// that one nor those with it. It was received now, by hand as well.
func TestUndated(t *testing.T) {
	o := newOffice(t)
	dates := []time.Time{time.Now(), {}, time.Now()}
	for i, at := range dates {
		must(t, o.in.Take(t.Context(), inbox(1, uint32(i+1)), at, words(string(rune('a'+i)))))
	}
	must(t, o.in.Flush(t.Context(), inbox(1, 3)))
	must(t, o.in.Adopt(t.Context(), inbox(1, 4), time.Time{}, words("d")))
	must(t, o.in.TakeUnread(t.Context(), inbox(1, 5), time.Time{}, []byte(plain), intake.ReasonTooLarge))
	must(t, o.store.View(t.Context(), func(tx *store.Tx) error {
		for uid := uint32(1); uid <= 5; uid++ {
			m, err := tx.MessageAt(inbox(1, uid))
			if err != nil || time.Since(m.Received) > time.Hour {
				t.Errorf("UID %d: received %v, %v", uid, m.Received, err)
			}
		}
		return nil
	}))
}

// TestUndatedAfterRenumbering: what lay there when the folder was numbered anew
// and has no date may be from before the first start. It is listed and gets no
// letter, unless its bytes are known. What came since is new.
func TestUndatedAfterRenumbering(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		_, err := o.in.Position(t.Context(), "main", "INBOX", 1, 2)
		must(t, err)
		must(t, o.in.Take(t.Context(), inbox(1, 2), time.Time{}, words("known")))
		must(t, o.in.Flush(t.Context(), inbox(1, 2)))
		_, err = o.in.Position(t.Context(), "main", "INBOX", 2, 4)
		must(t, err)
		for uid, text := range []string{1: "old", 2: "known", 4: "new"} {
			if text != "" {
				must(t, o.in.Take(t.Context(), inbox(2, uint32(uid)), time.Time{}, words(text)))
			}
		}
		must(t, o.in.Flush(t.Context(), inbox(2, 4)))
		must(t, o.in.TakeUnread(t.Context(), inbox(2, 3), time.Time{}, []byte(plain), intake.ReasonTooLarge))
		listed := func() (uids []uint32) {
			must(t, o.store.View(t.Context(), func(tx *store.Tx) error {
				all, err := tx.Unfetched(9)
				for _, l := range all {
					if l.Kind != store.PlaceOld || !l.Received.IsZero() {
						t.Errorf("UID %d is listed as %s of %v", l.UID, l.Kind, l.Received)
					}
					uids = append(uids, l.UID)
				}
				return err
			}))
			return uids
		}
		if all, old := o.known(2), listed(); !slices.Equal(all, []uint32{1, 2, 3, 4}) || !slices.Equal(old, []uint32{3, 1}) {
			t.Errorf("%v are known, %v as old", all, old)
		}
		must(t, o.in.Adopt(t.Context(), inbox(2, 1), time.Time{}, words("old")))
		if old := listed(); !slices.Equal(old, []uint32{3}) {
			t.Errorf("%v are old when one has been taken in by hand", old)
		}
	})
}

// TestFlushAround: one message that cannot be stored holds up none of those with
// it, and is a gap. A trouble of the database's is nobody's gap.
func TestFlushAround(t *testing.T) {
	for name, c := range map[string]struct {
		err  error
		want []uint32
	}{
		"the message's": {errors.New("poison"), []uint32{1, 3}},
		"the disk's":    {store.ErrDiskFull, nil},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOffice(t)
			_, err := o.in.Position(t.Context(), "main", "INBOX", 1, 1)
			must(t, err)
			o.fails = func(plain, _, _ string) error {
				if strings.HasSuffix(plain, "poison") {
					return c.err
				}
				return nil
			}
			for i, text := range []string{"a", "poison", "c"} {
				must(t, o.in.Take(t.Context(), inbox(1, uint32(i+1)), time.Now(), words(text)))
			}
			if err := o.in.Flush(t.Context(), inbox(1, 3)); !errors.Is(err, c.err) {
				t.Errorf("Flush = %v, want %v", err, c.err)
			}
			if got := o.known(1); !slices.Equal(got, c.want) {
				t.Errorf("%v are stored, want %v", got, c.want)
			}
		})
	}
}
