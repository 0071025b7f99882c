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
	if _, err := claimRefresh(t, s, minutes(1)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a moment early: %v", err)
	}
	for range 2 { // the second time in doubt: it is claimed as a card that must be posted
		c, err := claimRefresh(t, s, minutes(2))
		if errors.Is(err, store.ErrNotFound) {
			c, err = claimCard(t, s, minutes(2))
		}
		if err != nil || c.Inquiry != "q1" || c.Wanted != 3 || c.TS != "ts1" {
			t.Errorf("claimed: %+v, %v", c, err)
		}
	}
	update(t, s, func(tx *store.Tx) error { return tx.CardPosted("q1", "ts1", 3) })
	if at := next(); !at.Equal(minutes(30)) {
		t.Errorf("once q1 is refreshed looked at again at %s", at)
	}
}

func claimRefresh(t *testing.T, s *store.Store, now time.Time) (c store.Card, err error) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		c, err = tx.ClaimRefresh(now)
		return nil
	})
	return c, err
}

// TestRedrawIsARefresh: cards that only look old are no cards on which something
// has happened; one with a button that expires later is refreshed then, once.
func TestRedrawIsARefresh(t *testing.T) {
	s, _ := open(t)
	for n, id := range []casework.ID{"q1", "q2", "q3", "new"} {
		put(t, s, id, uint32(n+1))
	}
	want(t, s, "q1", minutes(0), time.Time{})
	want(t, s, "q2", minutes(0), time.Time{})
	want(t, s, "q3", minutes(0), minutes(90))
	for _, id := range []casework.ID{"q1", "q2", "q3"} {
		update(t, s, func(tx *store.Tx) error { return tx.CardPosted(id, "ts", 1) })
	}
	update(t, s, func(tx *store.Tx) error {
		n, err := tx.RedrawCards(minutes(61))
		if n != 2 {
			t.Errorf("%d cards are redrawn, want 2", n)
		}
		return err
	})
	want(t, s, "new", minutes(62), time.Time{})
	want(t, s, "q2", minutes(62), time.Time{}) // is drawn anew anyway
	for _, id := range []casework.ID{"new", "q2"} {
		update(t, s, func(tx *store.Tx) error {
			if _, err := tx.ClaimCard(minutes(62)); err != nil {
				t.Errorf("%s waits: %v", id, err)
			}
			return tx.CardPosted(id, "ts", 2)
		})
	}
	if c, err := claimCard(t, s, minutes(62)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a card to be redrawn is claimed as if something had happened: %+v, %v", c, err)
	}
	for _, row := range []struct {
		at int
		id casework.ID
	}{{62, "q1"}, {90, "q3"}} {
		if c, err := claimRefresh(t, s, minutes(row.at)); err != nil || c.Inquiry != row.id {
			t.Errorf("after %d minutes %q is refreshed: %v", row.at, c.Inquiry, err)
		}
		if c, err := claimRefresh(t, s, minutes(row.at)); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("then %+v, %v", c, err)
		}
	}
}
