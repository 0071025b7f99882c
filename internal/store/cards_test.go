package store_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

func claimCard(t *testing.T, s *store.Store, now time.Time) (c store.Card, err error) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		c, err = tx.ClaimCard(now)
		return nil
	})
	return c, err
}

func want(t *testing.T, s *store.Store, q casework.ID, now, refresh time.Time) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error { return tx.WantCard(q, "key-"+string(q), now, refresh) })
}

// TestCardFollowsTheNewestVersion: a burst of changes is one update, and what
// happens while it is posted is another (design 8).
func TestCardFollowsTheNewestVersion(t *testing.T) {
	s, _ := open(t)
	put(t, s, "q1", 1)
	for range 5 {
		want(t, s, "q1", minutes(0), time.Time{})
	}
	c, err := claimCard(t, s, minutes(1))
	if diff := cmp.Diff(store.Card{Inquiry: "q1", Key: "key-q1", Wanted: 5}, c, exact); diff != "" || err != nil {
		t.Fatalf("claimed: %v\n%s", err, diff)
	}
	want(t, s, "q1", minutes(1), time.Time{})
	update(t, s, func(tx *store.Tx) error { return tx.CardPosted("q1", "ts1", c.Wanted) })
	if c, err = claimCard(t, s, minutes(2)); err != nil || c.TS != "ts1" || c.Wanted != 6 || c.Posted != 5 {
		t.Errorf("then: %+v, %v", c, err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.CardPosted("q1", "ts1", c.Wanted) })
	if _, err := claimCard(t, s, minutes(3)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a card that is up to date is claimed: %v", err)
	}
}

// TestPostInDoubt: a post whose end is not known is seen at the next claim, also
// after a restart, until somebody knows.
func TestPostInDoubt(t *testing.T) {
	s, dir := open(t)
	put(t, s, "q1", 1)
	want(t, s, "q1", minutes(0), time.Time{})
	if c, err := claimCard(t, s, minutes(1)); err != nil || !c.Posting.IsZero() {
		t.Fatalf("first claim: %+v, %v", c, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, _ = openIn(t, dir)
	if c, err := claimCard(t, s, minutes(2)); err != nil || !c.Posting.Equal(minutes(1)) {
		t.Errorf("after a restart: %+v, %v", c, err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.CardFailed("q1", minutes(5), false) })
	if _, err := claimCard(t, s, minutes(4)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("claimed before its time: %v", err)
	}
	if c, err := claimCard(t, s, minutes(5)); err != nil || !c.Posting.Equal(minutes(1)) {
		t.Errorf("still in doubt: %+v, %v", c, err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.CardFailed("q1", minutes(6), true) })
	if c, err := claimCard(t, s, minutes(6)); err != nil || !c.Posting.IsZero() {
		t.Errorf("surely not posted: %+v, %v", c, err)
	}
}

// TestGoneCardIsPostedAnew.
func TestGoneCardIsPostedAnew(t *testing.T) {
	s, _ := open(t)
	put(t, s, "q1", 1)
	want(t, s, "q1", minutes(0), time.Time{})
	update(t, s, func(tx *store.Tx) error {
		if err := tx.CardPosted("q1", "ts1", 1); err != nil {
			return err
		}
		return tx.CardGone("q1")
	})
	if c, err := claimCard(t, s, minutes(1)); err != nil || c.TS != "" || c.Posted != 0 || c.Key != "key-q1" {
		t.Errorf("claimed: %+v, %v", c, err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.DropCard("q1") })
	if _, err := claimCard(t, s, minutes(1)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a dropped card is claimed: %v", err)
	}
}

// TestCardsTakeTurns: the one that has waited longest comes first, however often
// another changes; a card that is up to date waits for nothing.
func TestCardsTakeTurns(t *testing.T) {
	s, _ := open(t)
	put(t, s, "q1", 1)
	put(t, s, "q2", 2)
	want(t, s, "q1", minutes(0), time.Time{})
	update(t, s, func(tx *store.Tx) error { return tx.CardPosted("q1", "ts1", 1) })
	want(t, s, "q2", minutes(1), time.Time{})
	want(t, s, "q1", minutes(2), time.Time{})
	want(t, s, "q2", minutes(3), time.Time{})
	if c, err := claimCard(t, s, minutes(4)); err != nil || c.Inquiry != "q2" {
		t.Errorf("first comes %s, %v", c.Inquiry, err)
	}
}

// TestRefresh brings a card up to date when a button on it expires, not a moment
// early, and once.
func TestRefresh(t *testing.T) {
	s, _ := open(t)
	put(t, s, "q1", 1)
	until := minutes(1).Add(time.Microsecond)
	want(t, s, "q1", minutes(0), minutes(0)) // the newest button counts
	want(t, s, "q1", minutes(0), until)
	update(t, s, func(tx *store.Tx) error { return tx.CardPosted("q1", "ts1", 2) })
	next := func() (at time.Time) {
		view(t, s, func(tx *store.Tx) (err error) {
			at, err = tx.NextCard()
			return err
		})
		return at
	}
	put(t, s, "q2", 2)
	want(t, s, "q2", minutes(0), minutes(30))
	update(t, s, func(tx *store.Tx) error { return tx.CardPosted("q2", "ts2", 1) })
	if at := next(); at.Before(until) || at.Sub(until) > time.Millisecond {
		t.Errorf("looked at again at %s, want at %s", at, until)
	}
	for _, row := range []struct {
		now  time.Time
		want int64
	}{{minutes(1), 0}, {minutes(2), 1}, {minutes(3), 0}} {
		update(t, s, func(tx *store.Tx) error {
			if n, err := tx.RefreshCards(row.now); n != row.want || err != nil {
				t.Errorf("RefreshCards(%s) = %d, %v, want %d", row.now, n, err, row.want)
			}
			return nil
		})
	}
	if at := next(); !at.Equal(minutes(2)) {
		t.Errorf("due since %s", at)
	}
	if c, err := claimCard(t, s, minutes(3)); err != nil || c.Wanted != 3 || c.TS != "ts1" {
		t.Errorf("claimed: %+v, %v", c, err)
	}
}
