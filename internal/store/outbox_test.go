package store_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/store"
)

func minutes(n int) time.Time { return start.Add(time.Duration(n) * time.Minute) }

// letter is a mail in the outbox.
func letter(key string, due time.Time) store.Outgoing {
	return store.Outgoing{
		Key: key, Channel: store.OutMail, Kind: "L01", Inquiry: "q1", Automatic: true, Due: due, Created: start,
		MailID: key + "@example.org", ToHash: "h1", Payload: []byte("From: " + key),
	}
}

func enqueue(t testing.TB, s *store.Store, q store.Inquiry, items ...store.Outgoing) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		for _, item := range items {
			if err := tx.Enqueue(item, q.KeyOf()); err != nil {
				return err
			}
		}
		return nil
	})
}

func claim(t testing.TB, s *store.Store, c store.OutChannel, now time.Time) (o store.Outgoing, err error) {
	t.Helper()
	update(t, s, func(tx *store.Tx) error {
		o, err = tx.Claim(c, now)
		return nil
	})
	return o, err
}

func byKey(t testing.TB, s *store.Store, key string) (o store.Outgoing) {
	t.Helper()
	view(t, s, func(tx *store.Tx) (err error) {
		if o, err = tx.OutgoingByKey(key); err != nil {
			return err
		}
		o.Payload, err = tx.OutgoingPayload(o)
		return err
	})
	return o
}

// TestOutgoingComesBack: every field of an item is stored, and found by each of
// its names.
func TestOutgoingComesBack(t *testing.T) {
	s, _ := open(t)
	q := put(t, s, "q1", 1)
	put := letter("q1/receipt", minutes(1))
	enqueue(t, s, q, put)
	want := put
	want.ID, want.State = 1, store.OutPending
	if diff := cmp.Diff(want, byKey(t, s, put.Key), exact); diff != "" {
		t.Errorf("put and got differ:\n%s", diff)
	}
	view(t, s, func(tx *store.Tx) error {
		byMail, err := tx.OutgoingByMailID(put.MailID)
		if err != nil || byMail.Key != put.Key {
			t.Errorf("by Message-ID: %q, %v", byMail.Key, err)
		}
		return nil
	})
}

// TestTheSameKeyIsOneLetter, whatever has become of it, unless it was taken back.
func TestTheSameKeyIsOneLetter(t *testing.T) {
	for _, row := range []struct {
		state store.OutState
		again bool
	}{
		{store.OutPending, false}, {store.OutSending, false}, {store.OutUncertain, false},
		{store.OutDelivered, false}, {store.OutFailed, false}, {store.OutCancelled, true},
	} {
		s, _ := open(t)
		q := put(t, s, "q1", 1)
		enqueue(t, s, q, letter("k", minutes(1)))
		id := byKey(t, s, "k").ID
		update(t, s, func(tx *store.Tx) error {
			switch row.state {
			case store.OutPending:
				return nil
			case store.OutCancelled:
				_, err := tx.Cancel([]string{"k"}, start)
				return err
			}
			if _, err := tx.Claim(store.OutMail, minutes(1)); err != nil {
				return err
			}
			switch row.state {
			case store.OutUncertain:
				return tx.Doubt(id, store.Result{})
			case store.OutDelivered, store.OutFailed:
				return tx.Finish(id, row.state, minutes(2), store.Result{})
			}
			return nil
		})
		second := letter("k", minutes(9))
		second.Payload, second.ToHash, second.Automatic, second.Created = []byte("other bytes"), "h2", false, minutes(8)
		enqueue(t, s, q, second)
		got := byKey(t, s, "k")
		if taken := string(got.Payload) == "other bytes"; taken != row.again {
			t.Errorf("%s: the second decision took the place = %v, want %v", row.state, taken, row.again)
		}
		want := row.state
		if row.again {
			want = store.OutPending
			second.ID, second.State = id, want
			if diff := cmp.Diff(second, got, exact); diff != "" {
				t.Errorf("decided anew:\n%s", diff)
			}
		}
		if got.State != want || got.ID != id {
			t.Errorf("%s: then %s as item %d", row.state, got.State, got.ID)
		}
	}
}

// TestClaimTakesTheLongestDue, each once, of its own channel, and not early.
func TestClaimTakesTheLongestDue(t *testing.T) {
	s, _ := open(t)
	q := put(t, s, "q1", 1)
	line := letter("line", minutes(0))
	line.Channel, line.MailID = store.OutSlack, ""
	enqueue(t, s, q, letter("c", minutes(3)), letter("a", minutes(1)), letter("b", minutes(1)), line,
		letter("later", minutes(60)), letter("last", minutes(90)))
	var order []string
	for {
		o, err := claim(t, s, store.OutMail, minutes(5))
		if errors.Is(err, store.ErrNotFound) {
			break
		}
		order = append(order, o.Key)
		if o.State != store.OutSending || o.Attempts != 1 || !o.Claimed.Equal(minutes(5)) || string(o.Payload) != "From: "+o.Key {
			t.Errorf("claimed: %+v", o)
		}
	}
	if want := []string{"a", "b", "c"}; !slices.Equal(order, want) {
		t.Errorf("claimed %v, want %v", order, want)
	}
	view(t, s, func(tx *store.Tx) error {
		for c, want := range map[store.OutChannel]time.Time{store.OutMail: minutes(60), store.OutSlack: minutes(0), store.OutIMAP: {}} {
			if got, err := tx.NextDue(c); err != nil || !got.Equal(want) {
				t.Errorf("NextDue(%s) = %s, %v, want %s", c, got, err, want)
			}
		}
		return nil
	})
}

// TestClaimedIsInDoubtAfterARestart: nobody knows whether the call took effect
// (design 8).
func TestClaimedIsInDoubtAfterARestart(t *testing.T) {
	s, dir := open(t)
	q := put(t, s, "q1", 1)
	enqueue(t, s, q, letter("a", minutes(1)), letter("b", minutes(2)))
	if _, err := claim(t, s, store.OutMail, minutes(1)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s, _ = openIn(t, dir)
	update(t, s, func(tx *store.Tx) error {
		if n, err := tx.DoubtClaimed(); n != 1 || err != nil {
			t.Errorf("DoubtClaimed = %d, %v", n, err)
		}
		doubtful, err := tx.InDoubt(store.OutMail)
		if err != nil || len(doubtful) != 1 || doubtful[0].Key != "a" {
			t.Errorf("in doubt: %v, %v", doubtful, err)
		}
		if others, err := tx.InDoubt(store.OutSlack); err != nil || len(others) != 0 {
			t.Errorf("in doubt elsewhere: %v, %v", others, err)
		}
		return nil
	})
	if o, err := claim(t, s, store.OutMail, minutes(5)); err != nil || o.Key != "b" {
		t.Errorf("next is %q, %v: what is in doubt is not claimed", o.Key, err)
	}
	update(t, s, func(tx *store.Tx) error { return tx.Resend(byKey(t, s, "a").ID, minutes(6)) })
	again, err := claim(t, s, store.OutMail, minutes(6))
	if err != nil || again.Key != "a" || again.Resent != 1 || again.Attempts != 2 || string(again.Payload) != "From: a" {
		t.Errorf("sent again: %+v, %v", again, err)
	}
}

// TestResendOnlyWhatIsInDoubt: a letter that was settled meanwhile stays so.
func TestResendOnlyWhatIsInDoubt(t *testing.T) {
	s, _ := open(t)
	q := put(t, s, "q1", 1)
	enqueue(t, s, q, letter("a", minutes(1)))
	o, err := claim(t, s, store.OutMail, minutes(1))
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *store.Tx) error {
		if err := tx.Doubt(o.ID, store.Result{Phase: "data"}); err != nil {
			return err
		}
		if err := tx.Finish(o.ID, store.OutDelivered, minutes(2), store.Result{Phase: "proof"}); err != nil {
			return err
		}
		return tx.Resend(o.ID, minutes(3))
	})
	if got := byKey(t, s, "a"); got.State != store.OutDelivered || got.Resent != 0 {
		t.Errorf("after all: %s, resent %d", got.State, got.Resent)
	}
}

// TestPostponedWaits for its next time with what the relay said on its row.
func TestPostponedWaits(t *testing.T) {
	s, dir := open(t)
	q := put(t, s, "q1", 1)
	enqueue(t, s, q, letter("a", minutes(1)))
	o, err := claim(t, s, store.OutMail, minutes(1))
	if err != nil {
		t.Fatal(err)
	}
	update(t, s, func(tx *store.Tx) error {
		return tx.Postpone(o.ID, minutes(9), store.Result{Code: 451, Enhanced: "4.7.1", Phase: "rcpt"})
	})
	if _, err := claim(t, s, store.OutMail, minutes(8)); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("claimed early: %v", err)
	}
	var code int
	var enhanced, phase string
	row := rawDB(t, dir).QueryRow(`SELECT code, enhanced, phase FROM outbox`)
	if err := row.Scan(&code, &enhanced, &phase); err != nil || code != 451 || enhanced != "4.7.1" || phase != "rcpt" {
		t.Errorf("the row says %d %s %s, %v", code, enhanced, phase, err)
	}
	if o, err := claim(t, s, store.OutMail, minutes(9)); err != nil || o.Attempts != 2 {
		t.Errorf("second try: %+v, %v", o, err)
	}
}

// TestClaimedSince: what a minute has seen, however it ended, and of one channel.
func TestClaimedSince(t *testing.T) {
	s, _ := open(t)
	q := put(t, s, "q1", 1)
	enqueue(t, s, q, letter("a", minutes(1)), letter("b", minutes(2)), letter("c", minutes(3)), letter("d", minutes(9)))
	for n := 1; n <= 3; n++ {
		o, err := claim(t, s, store.OutMail, minutes(n))
		if err != nil {
			t.Fatal(err)
		}
		update(t, s, func(tx *store.Tx) error { return tx.Finish(o.ID, store.OutDelivered, minutes(n), store.Result{}) })
	}
	for channel, want := range map[store.OutChannel][]time.Time{
		store.OutMail: {minutes(2), minutes(3)}, store.OutIMAP: nil,
	} {
		update(t, s, func(tx *store.Tx) error {
			got, err := tx.ClaimedSince(channel, minutes(2))
			if err != nil || !slices.EqualFunc(got, want, time.Time.Equal) {
				t.Errorf("ClaimedSince(%s) = %v, %v; want %v", channel, got, err, want)
			}
			return nil
		})
	}
}

// TestCancel takes all letters of an act back, or none.
func TestCancel(t *testing.T) {
	for _, row := range []struct {
		name    string
		claimed bool
		keys    []string
		want    bool
	}{
		{"all wait", false, []string{"a", "b"}, true},
		{"one was never there", false, []string{"a", "none"}, true},
		{"one is claimed", true, []string{"b", "a"}, false},
		{"the other alone", true, []string{"b"}, true},
		{"nothing", true, nil, true},
	} {
		s, _ := open(t)
		q := put(t, s, "q1", 1)
		enqueue(t, s, q, letter("a", minutes(1)), letter("b", minutes(2)))
		if row.claimed {
			if _, err := claim(t, s, store.OutMail, minutes(1)); err != nil {
				t.Fatal(err)
			}
		}
		update(t, s, func(tx *store.Tx) error {
			if ok, err := tx.Cancel(row.keys, minutes(3)); ok != row.want || err != nil {
				t.Errorf("%s: Cancel = %v, %v", row.name, ok, err)
			}
			return nil
		})
		for _, key := range []string{"a", "b"} {
			cancelled := byKey(t, s, key).State == store.OutCancelled
			if want := row.want && slices.Contains(row.keys, key); cancelled != want {
				t.Errorf("%s: %s cancelled = %v, want %v", row.name, key, cancelled, want)
			}
		}
	}
}

// TestCaps counts the automatic letters that were decided, in all and to one
// recipient; what was taken back does not count.
func TestCaps(t *testing.T) {
	s, _ := open(t)
	q := put(t, s, "q1", 1)
	var items []store.Outgoing
	for i, change := range []func(*store.Outgoing){
		func(*store.Outgoing) {},
		func(o *store.Outgoing) { o.ToHash = "h2" },
		func(o *store.Outgoing) { o.Automatic = false },
		func(o *store.Outgoing) { o.Created = start.Add(-2 * time.Hour) },
		func(o *store.Outgoing) { o.Channel = store.OutSlack },
		func(o *store.Outgoing) { o.Key = "taken back" },
	} {
		o := letter(fmt.Sprint("k", i), minutes(1))
		change(&o)
		items = append(items, o)
	}
	enqueue(t, s, q, items...)
	update(t, s, func(tx *store.Tx) error {
		if ok, err := tx.Cancel([]string{"taken back"}, start); !ok || err != nil {
			t.Fatal(ok, err)
		}
		all, err := tx.AutomaticLetters(start.Add(-time.Hour))
		if err != nil || all != 2 {
			t.Errorf("AutomaticLetters = %d, %v, want 2", all, err)
		}
		for hash, want := range map[string]int{"h1": 1, "h2": 1, "h3": 0} {
			if n, err := tx.AutomaticLettersTo(hash, start.Add(-time.Hour)); n != want || err != nil {
				t.Errorf("AutomaticLettersTo(%s) = %d, %v, want %d", hash, n, err, want)
			}
		}
		return nil
	})
}
