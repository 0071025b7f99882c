package store_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// TestWorkload counts an office with one of everything.
func TestWorkload(t *testing.T) {
	s, _ := open(t)
	today := calendar.On(2026, time.March, 16)
	for i, change := range []func(*casework.Inquiry){
		func(q *casework.Inquiry) { q.Course.Deadline.Date = today },                           // due today is not overdue
		func(q *casework.Inquiry) { q.Course.Deadline.Date = today.AddDays(-1) },               // overdue
		func(q *casework.Inquiry) { q.Course.Held, q.Course.Acute = true, true },               // without a date, and red
		func(q *casework.Inquiry) { q.Course.Bounced = casework.ReasonLetterFailed },           // red
		func(q *casework.Inquiry) { q.Course.State, q.Course.Closed = casework.Closed, start }, // and all that
		func(q *casework.Inquiry) {
			q.Course.State = casework.InDialogue
			q.Course.Deadline.Date, q.Course.Answered = today.AddDays(-9), start
		},
	} {
		q := bare(casework.ID(fmt.Sprint("q", i)), uint32(i)+1)
		q.Version = 1
		change(&q.Inquiry)
		if q.Course.State == casework.Closed {
			q.Course.Held, q.Course.Acute, q.Course.Bounced = true, true, casework.ReasonLetterFailed
			q.Course.Deadline.Date = today.AddDays(-1)
		}
		update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&q) })
	}
	var q store.Inquiry
	view(t, s, func(tx *store.Tx) (err error) { q, err = tx.Inquiry("q1"); return err })
	tried, late, doubtful := letter("tried", minutes(1)), letter("late", minutes(90)), letter("doubtful", minutes(2))
	tried.Inquiry, late.Inquiry, doubtful.Inquiry = "q1", "q1", "q1"
	tried.Created = minutes(-5)
	enqueue(t, s, q, tried, doubtful, late)
	for _, end := range []func(*store.Tx, int64) error{
		func(tx *store.Tx, id int64) error { return tx.Postpone(id, minutes(120), store.Result{Code: 451}) },
		func(tx *store.Tx, id int64) error { return tx.Doubt(id, store.Result{}) },
	} {
		o, err := claim(t, s, store.OutMail, minutes(10))
		if err != nil {
			t.Fatal(err)
		}
		update(t, s, func(tx *store.Tx) error { return end(tx, o.ID) })
	}
	m := storeMail(t, s, "m1", strings.NewReader("Subject: Klage"))
	update(t, s, func(tx *store.Tx) error { return tx.WantCard("q1", "card", start, time.Time{}) })
	want := store.Workload{
		Open:    map[casework.State]int{casework.Received: 4, casework.InDialogue: 1},
		Overdue: 1, Held: 1, Acute: 1, Red: 2, InDoubt: 1, Cards: 1,
		Letters: store.Queue{Waiting: 1, Oldest: minutes(-5)},
		Mail:    store.Queue{Waiting: 1, Oldest: m.Received},
	}
	var got store.Workload
	view(t, s, func(tx *store.Tx) (err error) { got, err = tx.Workload(minutes(10), today); return err })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("workload (-want +got):\n%s", diff)
	}
	view(t, s, func(tx *store.Tx) error {
		if q, err := tx.Unsent(minutes(100)); err != nil || q.Waiting != 2 {
			t.Errorf("unsent once the other is due: %+v, %v", q, err)
		}
		return nil
	})
}

// TestFirstSeen: a receipt is timed from when the letter was fetched.
func TestFirstSeen(t *testing.T) {
	s, _ := open(t)
	put(t, s, "q1", 1)
	before := time.Now().Add(-time.Second)
	storeMail(t, s, "m1", strings.NewReader("Subject: Klage"))
	storeMail(t, s, "m2", strings.NewReader("Subject: Mere"))
	update(t, s, func(tx *store.Tx) error { return tx.Settle("m1", store.MessageInquiry, "", "q1") })
	view(t, s, func(tx *store.Tx) error {
		at, err := tx.FirstSeen("q1")
		if err != nil || at.Before(before) || at.After(time.Now()) {
			t.Errorf("%v, %v", at, err)
		}
		if at, err = tx.FirstSeen("q2"); err != nil || !at.IsZero() {
			t.Errorf("of nothing: %v, %v", at, err)
		}
		return nil
	})
}

// TestInstantFact: an instant survives, and none is none.
func TestInstantFact(t *testing.T) {
	s, _ := open(t)
	update(t, s, func(tx *store.Tx) error { return tx.SetInstantFact(store.BackupFact, start) })
	view(t, s, func(tx *store.Tx) error {
		if at, err := tx.InstantFact(store.BackupFact); err != nil || !at.Equal(start) {
			t.Errorf("%v, %v", at, err)
		}
		if at, err := tx.InstantFact("nothing"); err != nil || !at.IsZero() {
			t.Errorf("%v, %v", at, err)
		}
		return nil
	})
}

// TestWatch: every writing transaction is timed, what leaves no trace is not.
func TestWatch(t *testing.T) {
	s, _ := open(t)
	n := 0
	s.Watch(func(took time.Duration) {
		if n++; took <= 0 {
			t.Errorf("it took %v", took)
		}
	})
	update(t, s, func(tx *store.Tx) error { return tx.SetFact("a", "b") })
	_ = s.Update(t.Context(), func(*store.Tx) error { return store.ErrNotFound })
	if n != 1 {
		t.Errorf("%d were timed", n)
	}
}
