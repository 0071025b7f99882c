package backup_test

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/store"
)

// TestClockBehindTheCopy (design 8): by a clock that is behind the copy, or behind its
// keys, nothing is put back: everything done since would be done again. Two copies of
// one second, the later of which is stamped ahead, are no such thing.
func TestClockBehindTheCopy(t *testing.T) {
	h := build(t)
	h.letter("q1")
	old := h.take(noon)
	h.take(noon)
	ahead := h.take(noon)
	dir := filepath.Join(t.TempDir(), "new")
	if _, err := backup.Restore(t.Context(), h.order(dir), noon); err != nil {
		t.Fatal("three copies of one second:", err)
	}
	other := &house{t: t, s: h.s}
	other.open(dir)
	other.update(func(tx *store.Tx) error {
		if r, err := tx.Restored(); err != nil || r.At.Before(ahead.Data.Taken) {
			t.Errorf("put back before the copy was taken: %+v, %v", r, err)
		}
		return nil
	})
	newer := h.take(noon.Add(25 * time.Hour))
	for name, order := range map[string]backup.Order{
		"data": h.order(t.TempDir()),
		"keys": {From: old.Data.Path(), Keys: newer.Keys.Path(), Office: h.s.Office, Master: h.s.Master, Dir: t.TempDir()},
	} {
		if _, err := backup.Restore(t.Context(), order, noon.Add(time.Hour)); !errors.Is(err, backup.ErrClock) {
			t.Errorf("%s: Restore = %v, want %v", name, err, backup.ErrClock)
		}
		if left := files(t, order.Dir); len(left) != 0 {
			t.Errorf("%s: left behind: %v", name, left)
		}
	}
}
