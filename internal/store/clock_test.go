package store

import (
	"context"
	"testing"
	"time"
)

// TestSetBack: what a clock that was a day ahead has put off is due when it would
// have been, and counts as of when it was; what was written down before is as it was.
func TestSetBack(t *testing.T) {
	const day = 24 * time.Hour
	now := time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) time.Time { return now.Add(d) }
	s, _ := openGlass(t)
	item := func(tx *Tx, key string, created, due time.Duration) Outgoing {
		t.Helper()
		err := tx.Enqueue(Outgoing{
			Key: key, Channel: OutMail, Kind: "L01", Automatic: true, ToHash: "h", Created: at(created), Due: at(due),
		}, "k")
		if err != nil {
			t.Fatal(err)
		}
		o, err := tx.OutgoingByKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return o
	}
	err := s.Update(context.Background(), func(tx *Tx) error {
		item(tx, "fresh", day-time.Minute, day)
		item(tx, "overdue", day-time.Hour, day-time.Hour)
		item(tx, "before", -time.Hour, 3*day)
		claimed := item(tx, "tried", -time.Hour, -time.Hour)
		if _, err := tx.change(`UPDATE outbox SET claimed_at = ?, attempts = 1 WHERE id = ?`, stamp(at(day-time.Minute)), claimed.ID); err != nil {
			return err
		}
		if err := tx.Postpone(claimed.ID, at(day+5*time.Minute), Result{}); err != nil {
			return err
		}
		sent := item(tx, "sent", day-3*time.Hour, day-3*time.Hour)
		if err := tx.Finish(sent.ID, OutDelivered, at(day-3*time.Hour), Result{}); err != nil {
			return err
		}
		if err := tx.WantFiling("q", at(day+11*time.Minute)); err != nil {
			return err
		}
		if n, err := tx.SetBack(now, day); err != nil || n != 3 {
			t.Errorf("moved %d, want 3: %v", n, err)
		}
		for key, due := range map[string]time.Duration{"fresh": 0, "overdue": 0, "before": 3 * day, "tried": 5 * time.Minute} {
			if o, err := tx.OutgoingByKey(key); err != nil || !o.Due.Equal(at(due)) || o.Created.After(now) || o.Claimed.After(now) {
				t.Errorf("%s is due at %v, claimed at %v, created at %v; want due at %v: %v", key, o.Due, o.Claimed, o.Created, at(due), err)
			}
		}
		if due, next, err := tx.Filings(now); len(due) != 0 || !next.Equal(at(11*time.Minute)) || err != nil {
			t.Errorf("the journal is due at %v, %v: %v", next, due, err)
		}
		hour, err := tx.AutomaticLetters(at(-2 * time.Hour))
		if err != nil || hour != 4 { // and not the one that was sent three hours before the clock was set
			t.Errorf("%d automatic letters in two hours, want 4: %v", hour, err)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
