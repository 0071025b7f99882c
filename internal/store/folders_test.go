package store_test

import (
	"errors"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// TestCursorOnlyMovesUp, within its own UIDVALIDITY, and the marker of the first
// start stays (design 3).
func TestCursorOnlyMovesUp(t *testing.T) {
	s, _ := open(t)
	f := store.Folder{Mailbox: "main", Name: "INBOX", UIDValidity: 7, Cursor: 10, MarkerUID: 10, MarkerAt: start}
	update(t, s, func(tx *store.Tx) error { return tx.PutFolder(f) })
	for _, row := range []struct {
		at   store.Place
		want uint32
	}{
		{inbox(12), 12}, {inbox(11), 12}, {inbox(12), 12},
		{store.Place{Mailbox: "main", Folder: "INBOX", UIDValidity: 8, UID: 99}, 12},
		{store.Place{Mailbox: "other", Folder: "INBOX", UIDValidity: 7, UID: 99}, 12},
		{inbox(4_294_967_295), 4_294_967_295},
	} {
		update(t, s, func(tx *store.Tx) error {
			if err := tx.MoveCursor(row.at); err != nil {
				return err
			}
			got, err := tx.Folder("main", "INBOX")
			if got.Cursor != row.want {
				t.Errorf("after %+v: cursor %d, want %d", row.at, got.Cursor, row.want)
			}
			return err
		})
	}
	reset := f
	reset.UIDValidity, reset.Cursor, reset.MarkerUID, reset.MarkerAt = 8, 0, 3, minutes(60)
	update(t, s, func(tx *store.Tx) error {
		if err := tx.PutFolder(reset); err != nil {
			return err
		}
		got, err := tx.Folder("main", "INBOX")
		want := reset
		want.MarkerAt = start // the instant of the first start is for ever
		if diff := cmp.Diff(want, got, exact); diff != "" {
			t.Errorf("after another UIDVALIDITY:\n%s", diff)
		}
		return err
	})
}

// TestReconcile: what the store knows of a folder, for the search for gaps.
func TestReconcile(t *testing.T) {
	s, _ := open(t)
	storeMail(t, s, "m", nothing{}) // UID 1
	storeMail(t, s, "mm", nothing{})
	other := store.Place{Mailbox: "main", Folder: "Andet", UIDValidity: 7, UID: 10}
	update(t, s, func(tx *store.Tx) error {
		return errors.Join(
			tx.PutFolder(store.Folder{Mailbox: "main", Name: "INBOX", UIDValidity: 7, MarkerAt: start}),
			tx.PutFolder(store.Folder{Mailbox: "main", Name: "Andet", UIDValidity: 7, MarkerAt: start}),
			tx.PutPlace(inbox(5), store.PlaceOld, "", minutes(5)),
			tx.PutPlace(inbox(4), store.PlaceOld, "", time.Time{}),
			tx.PutPlace(inbox(6), store.PlaceTooLarge, "", minutes(6)),
			tx.PutPlace(store.Place{Mailbox: "main", Folder: "INBOX", UIDValidity: 6, UID: 9}, store.PlaceOld, "", minutes(7)),
			tx.PutPlace(other, store.PlaceOld, "", minutes(8)),
		)
	})
	view(t, s, func(tx *store.Tx) error {
		known, err := tx.KnownUIDs(inbox(2))
		if got := slices.Sorted(maps.Keys(known)); !slices.Equal(got, []uint32{2, 4, 5, 6}) {
			t.Errorf("known from 2 on: %v, %v", got, err)
		}
		listed, err := tx.Unfetched(4)
		want := []store.Listed{
			{Place: other, Kind: store.PlaceOld, Received: minutes(8)},
			{Place: inbox(6), Kind: store.PlaceTooLarge, Received: minutes(6)},
			{Place: inbox(5), Kind: store.PlaceOld, Received: minutes(5)},
			{Place: inbox(4), Kind: store.PlaceOld},
		}
		if diff := cmp.Diff(want, listed, exact); diff != "" {
			t.Errorf("listed:\n%s", diff)
		}
		return err
	})
}

// TestPlaceIsRecordedOnce: what was only listed becomes a message when it is
// fetched, and what is a message never becomes less.
func TestPlaceIsRecordedOnce(t *testing.T) {
	s, _ := open(t)
	update(t, s, func(tx *store.Tx) error {
		f := store.Folder{Mailbox: "main", Name: "INBOX", UIDValidity: 7, MarkerAt: start}
		return errors.Join(tx.PutFolder(f), tx.PutPlace(inbox(1), store.PlaceOld, "", start))
	})
	storeMail(t, s, "m", nothing{}) // the same UID, adopted
	update(t, s, func(tx *store.Tx) error { return tx.PutPlace(inbox(1), store.PlaceUnreadable, "", start) })
	view(t, s, func(tx *store.Tx) error {
		places, err := tx.Places("m")
		if len(places) != 1 || places[0] != inbox(1) {
			t.Errorf("places: %v", places)
		}
		listed, err2 := tx.Unfetched(10)
		if len(listed) != 0 {
			t.Errorf("still listed: %v", listed)
		}
		return errors.Join(err, err2)
	})
	if err := s.Update(t.Context(), func(tx *store.Tx) error {
		return tx.PutPlace(inbox(3), store.PlaceMessage, "", start)
	}); err == nil {
		t.Error("a message without a name has a place")
	}
}

// TestThreads: by Message-ID and by address an inquiry is found; a Message-ID
// that several claim gives them all.
func TestThreads(t *testing.T) {
	s, _ := open(t)
	put(t, s, "q1", 1)
	old := bare("q0", 3)
	old.Received = start.Add(-time.Hour)
	closed := bare("q2", 2)
	closed.Course.State, closed.Course.Closed = casework.Closed, start
	update(t, s, func(tx *store.Tx) error {
		return errors.Join(tx.PutInquiry(&old), tx.PutInquiry(&closed),
			tx.AddMailID("h1", "q1", ""), tx.AddMailID("h1", "q2", ""), tx.AddMailID("h1", "q1", ""),
			// Met in a reply first, known as ours later, and never forgotten again.
			tx.AddMailID("h2", "q1", ""), tx.AddMailID("h2", "q1", "q1/receipt"), tx.AddMailID("h2", "q1", ""),
			// A stranger's mail that bears the id of our letter.
			tx.AddMailID("h2", "q2", ""),
			tx.AddAddress("a1", "q0"), tx.AddAddress("a1", "q1"), tx.AddAddress("a1", "q2"), tx.AddAddress("a1", "q1"))
	})
	view(t, s, func(tx *store.Tx) error {
		for hash, want := range map[string]struct{ ours, theirs []casework.ID }{
			"h1": {theirs: []casework.ID{"q1", "q2"}}, "h2": {ours: []casework.ID{"q1"}, theirs: []casework.ID{"q2"}}, "h3": {},
		} {
			ours, theirs, err := tx.ByMailID(hash)
			if !slices.Equal(ours, want.ours) || !slices.Equal(theirs, want.theirs) || err != nil {
				t.Errorf("ByMailID(%s) = %v, %v, %v", hash, ours, theirs, err)
			}
		}
		for hash, want := range map[string]string{"h1": "", "h2": "q1/receipt", "h3": ""} {
			if key, err := tx.LetterByMailID(hash); key != want || err != nil {
				t.Errorf("LetterByMailID(%s) = %q, %v, want %q", hash, key, err, want)
			}
		}
		open, err := tx.OpenOf("a1")
		if !slices.Equal(open, []casework.ID{"q1", "q0"}) {
			t.Errorf("open of the address: %v, want the newest first", open)
		}
		return err
	})
}

func TestFacts(t *testing.T) {
	s, dir := open(t)
	var key string
	update(t, s, func(tx *store.Tx) error {
		if value, err := tx.Fact("unknown"); value != "" || err != nil {
			t.Errorf("an unknown fact = %q, %v", value, err)
		}
		key1, err1 := tx.SystemKey()
		key2, err2 := tx.SystemKey()
		if key = key1; key1 == "" || key1 != key2 {
			t.Errorf("system keys %q and %q", key1, key2)
		}
		return errors.Join(tx.SetFact("a", "1"), tx.SetFact("a", "2"), err1, err2)
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, _ = openIn(t, dir)
	update(t, s, func(tx *store.Tx) error {
		value, err1 := tx.Fact("a")
		again, err2 := tx.SystemKey()
		if value != "2" || again != key {
			t.Errorf("after a restart: %q, key %q", value, again)
		}
		return errors.Join(err1, err2)
	})
}

// TestTheClocksLists: who is awake, when next, what is open, what has a date.
func TestTheClocksLists(t *testing.T) {
	s, _ := open(t)
	for i, change := range []func(*store.Inquiry){
		func(q *store.Inquiry) { q.Wake = minutes(3); q.Course.Deadline.Date = march(20) },
		func(q *store.Inquiry) { q.Wake = minutes(1).Add(time.Nanosecond); q.Course.Deadline.Date = march(16) },
		func(q *store.Inquiry) {}, // no clock
		func(q *store.Inquiry) { q.Course.Deadline.Date, q.Course.Answered = march(10), start },
		func(q *store.Inquiry) { q.Course.State, q.Course.Closed = casework.Closed, start; q.Wake = minutes(9) },
	} {
		q := bare(casework.ID('a'+rune(i)), uint32(i))
		change(&q)
		update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&q) })
	}
	view(t, s, func(tx *store.Tx) error {
		for _, row := range []struct {
			now   time.Time
			limit int
			want  []casework.ID
		}{
			// A nanosecond after the minute: not at the minute, lest nothing is due yet.
			{minutes(1), 9, []casework.ID{}},
			{minutes(1).Add(time.Millisecond), 9, []casework.ID{"b"}},
			{minutes(3), 9, []casework.ID{"b", "a"}},
			{minutes(3), 1, []casework.ID{"b"}},
			{minutes(60), 9, []casework.ID{"b", "a", "e"}},
		} {
			if ids, err := tx.Awake(row.now, row.limit); !slices.Equal(ids, row.want) || err != nil {
				t.Errorf("Awake(%s, %d) = %v, %v, want %v", row.now, row.limit, ids, err, row.want)
			}
		}
		if next, err := tx.NextWake(); !next.Equal(minutes(1).Add(time.Millisecond)) || err != nil {
			t.Errorf("NextWake = %s, %v", next, err)
		}
		var order []casework.ID
		all, err := tx.Open(9)
		for _, q := range all {
			order = append(order, q.ID)
		}
		if !slices.Equal(order, []casework.ID{"d", "b", "a", "c"}) || err != nil {
			t.Errorf("open: %v, %v", order, err)
		}
		ids, err := tx.OpenIDs()
		if slices.Sort(ids); !slices.Equal(ids, []casework.ID{"a", "b"}) || err != nil {
			t.Errorf("with a running date: %v, %v", ids, err)
		}
		known, err := tx.Existing([]casework.Reference{casework.NewReference(0), casework.NewReference(77)})
		if !slices.Equal(known, []casework.Reference{casework.NewReference(0)}) {
			t.Errorf("existing: %v", known)
		}
		return err
	})
}

func march(day int) calendar.Date { return calendar.On(2026, time.March, day) }
