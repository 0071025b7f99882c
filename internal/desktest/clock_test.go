package desktest

import (
	"context"
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// TestClockSetBack: the machine's clock is set back by a day when the notice has
// gone, set right, a day too far and right again, and each time everything is done
// that is due and an adviser presses. Nothing goes twice, the dates that are promised
// stay as they are, and the journal holds: it is in the order in which things
// happened, whatever the clock said.
func TestClockSetBack(t *testing.T) {
	o := newTemplate(t, "lejre")
	synctest.Test(t, func(t *testing.T) {
		w, err := o.open(0)
		if err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := w.close(); err != nil {
				t.Error(err)
			}
		}()
		long, hours := step{what: "pass", n: [8]uint32{6}}, step{what: "pass", n: [8]uint32{3}}
		for _, s := range []step{{what: "mail"}, long, hours, hours} { // until the evening of the day that was promised
			if err := w.do(s); err != nil {
				t.Fatal(err)
			}
		}
		left, m := slices.Sorted(maps.Keys(w.left)), w.matters[w.order[0]]
		promised := m.q.Course.Deadline.Date
		if len(left) != 2 {
			t.Fatalf("%v have left, want receipt and notice", left)
		}
		const day = 24 * time.Hour
		for n, off := range []time.Duration{-day, 0, day, 0, -day} {
			now := time.Now().Add(off)
			ev := casework.Event{
				Type: casework.AddNote, At: now, By: casework.Actor{Role: casework.ByAdviser, Adviser: w.cfg.Advisers[0].ID},
				Note: personal.New("uret"), Press: "clock" + string(rune('a'+n)),
			}
			if _, err := w.Desk.Do(t.Context(), m.q.ID, ev, casework.None); err != nil {
				t.Errorf("off by %v: %v", off, err)
			}
			if _, err := w.Desk.Digest(t.Context(), now); err != nil {
				t.Errorf("off by %v: %v", off, err)
			}
			w.touched = true
			if _, err := w.happen(t.Context(), now); err != nil {
				t.Errorf("off by %v: %v", off, err)
			}
		}
		if got := slices.Sorted(maps.Keys(w.left)); !slices.Equal(got, left) {
			t.Errorf("more letters have left: %v", got)
		}
		if got := m.q.Course.Deadline.Date; got != promised {
			t.Errorf("promised is %v, and was %v", got, promised)
		}
		err = w.Store.View(context.Background(), func(tx *store.Tx) error {
			_, err := tx.VerifyJournal()
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}
