package store_test

import (
	"slices"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// TestReview: what came since a day, in order, and what advisers did to it.
func TestReview(t *testing.T) {
	s, _ := open(t)
	for n, received := range []time.Time{start.Add(time.Hour), start, start.Add(-time.Second)} {
		q := store.Inquiry{Inquiry: casework.Inquiry{
			ID: casework.ID(rune('a' + n)), Ref: casework.NewReference(uint32(n)), Received: received,
			Course: casework.Course{State: casework.InDialogue},
		}}
		for version, by := range []casework.Actor{
			{Role: casework.ByCitizen}, {Role: casework.ByAdviser, Adviser: "a1"}, {Role: casework.ByClock}, {Role: casework.ByOperator},
		} {
			q.Version = version + 1
			act := []casework.EventType{casework.Opened, casework.Take, casework.NoticeDue, casework.AddNote}[version]
			update(t, s, func(tx *store.Tx) error {
				if err := tx.PutInquiry(&q); err != nil {
					return err
				}
				return tx.AppendEvent(q, casework.Event{Type: act, At: start, By: by})
			})
		}
	}
	view(t, s, func(tx *store.Tx) error {
		all, err := tx.ReceivedSince(start)
		if err != nil || len(all) != 2 || all[0].ID != "b" || all[1].ID != "a" {
			t.Errorf("ReceivedSince = %v, %v", all, err)
		}
		acts, err := tx.Acts("b")
		if err != nil || !slices.Equal(acts, []casework.EventType{casework.Take, casework.AddNote}) {
			t.Errorf("Acts = %v, %v", acts, err)
		}
		return nil
	})
}
