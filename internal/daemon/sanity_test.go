package daemon

import (
	"log/slog"
	"testing"
	"time"

	"borgerbot/internal/health"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// TestSetRightInSteps: a clock that was two days ahead is set back by one and then by
// another. Until when there may be what it has put off is where it was at first.
func TestSetRightInSteps(t *testing.T) {
	dir := t.TempDir()
	keys, err := vault.Open(t.Context(), vault.File(dir), seal.NewKey(), true)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), dir, keys)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.Close() != nil || keys.Close() != nil {
			t.Error("it cannot be closed")
		}
	})
	d := &Daemon{Installation: &Installation{Store: s}, log: slog.New(slog.DiscardHandler)}
	d.roads = health.NewRoads(func() []health.Contact { return nil }, func() bool { return true })
	const day = 24 * time.Hour
	noon := time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)
	d.clockSet(setting{-day, noon.Add(2 * day)})
	d.clockSet(setting{-day, noon.Add(day)})
	var until time.Time
	err = s.View(t.Context(), func(tx *store.Tx) (err error) {
		until, err = tx.InstantFact(futureFact)
		return err
	})
	if err != nil || !until.Equal(noon.Add(2*day)) {
		t.Errorf("until %v, want %v: %v", until, noon.Add(2*day), err)
	}
}
