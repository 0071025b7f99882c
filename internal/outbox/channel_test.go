package outbox

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// TestNewsGoesBeforeRedraws: while every open card is drawn again in the morning,
// a new inquiry's card and the call for an adviser, also one of which nobody knows
// whether it was posted, wait for none of them.
func TestNewsGoesBeforeRedraws(t *testing.T) {
	s := openStore(t)
	now := time.Now()
	enqueue := func(tx *store.Tx, key string) error {
		system, err := tx.SystemKey()
		return errors.Join(err, tx.Enqueue(store.Outgoing{
			Key: key, Channel: store.OutSlack, Kind: "alarm", Inquiry: "old0", Created: now, Due: now, Payload: []byte("{}"),
		}, system))
	}
	wantCard := func(tx *store.Tx, id casework.ID, number int) error {
		q := store.Inquiry{Inquiry: casework.Inquiry{ID: id, Ref: casework.NewReference(uint32(number)), Version: 1, Received: now}}
		q.Course.State = casework.Received
		return errors.Join(tx.PutInquiry(&q), tx.WantCard(id, "card-"+string(id), now, time.Time{}))
	}
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		for n := range 3 {
			id := casework.ID(fmt.Sprint("old", n))
			if err := errors.Join(wantCard(tx, id, n+1), tx.CardPosted(id, "1.1", 1)); err != nil {
				return err
			}
		}
		if err := enqueue(tx, "doubtful"); err != nil {
			return err
		}
		lost, err := tx.Claim(store.OutSlack, now)
		if err := errors.Join(err, tx.Doubt(lost.ID, store.Result{})); err != nil {
			return err
		}
		if _, err := tx.RedrawCards(now); err != nil {
			return err
		}
		return errors.Join(enqueue(tx, "line"), wantCard(tx, "new", 9))
	})
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for range 6 {
		err := s.Update(t.Context(), func(tx *store.Tx) error {
			c, line, err := claimForChannel(tx, now)
			now = now.Add(4 * time.Second)
			if err != nil || line.Key != "" {
				order = append(order, line.Key)
				return errors.Join(err, tx.Finish(line.ID, store.OutDelivered, now, store.Result{}))
			}
			order = append(order, string(c.Inquiry))
			return tx.CardPosted(c.Inquiry, "1.1", c.Wanted)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{"new", "line", "doubtful", "old0", "old1", "old2"}; !slices.Equal(order, want) {
		t.Errorf("claimed in the order %q, want %q", order, want)
	}
}
