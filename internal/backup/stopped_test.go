package backup_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/casework"
	"borgerbot/internal/vault"
)

// unpacked waits until keys lie in the clear in a folder that is being restored.
func unpacked(dir string) bool {
	info, err := os.Stat(vault.File(filepath.Join(dir, "restore.part")))
	return err == nil && info.Size() > 0
}

// TestStoppedRestoreLeavesNothing (GDPR art. 17): a restore that is stopped takes away
// what it has unpacked, for an erasure would not reach those keys.
func TestStoppedRestoreLeavesNothing(t *testing.T) {
	h := build(t)
	h.letter("q1")
	h.take(noon)
	o := h.order(filepath.Join(t.TempDir(), "new"))
	ctx := &stopsWhen{Context: t.Context(), met: func() bool { return unpacked(o.Dir) }}
	if _, err := backup.Restore(ctx, o, noon); !errors.Is(err, backup.ErrStopped) {
		t.Errorf("Restore = %v, want %v", err, backup.ErrStopped)
	}
	if !ctx.stopped.Load() {
		t.Fatal("it was not stopped with keys unpacked")
	}
	if left := files(t, o.Dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

// TestStoppedCopyLeavesNothing: nor does a copy that is stopped.
func TestStoppedCopyLeavesNothing(t *testing.T) {
	h := build(t)
	h.letter("q1")
	ctx := &stopsWhen{Context: t.Context(), met: func() bool {
		parts, err := filepath.Glob(filepath.Join(h.s.KeysDirectory, "*.part", "keys.db"))
		return err == nil && len(parts) > 0
	}}
	if _, err := backup.Take(ctx, h.s, noon); !errors.Is(err, backup.ErrGivenUp) {
		t.Errorf("Take = %v, want %v", err, backup.ErrGivenUp)
	}
	for _, dir := range []string{h.s.Directory, h.s.KeysDirectory} {
		if left := files(t, dir); !ctx.stopped.Load() || len(left) != 0 {
			t.Errorf("stopped: %t; left behind: %v", ctx.stopped.Load(), left)
		}
	}
}

// stopsWhen is a context that is cancelled once something is so.
type stopsWhen struct {
	context.Context
	met     func() bool
	stopped atomic.Bool // asked from other goroutines too
}

// Err implements context.Context.
func (c *stopsWhen) Err() error {
	if c.stopped.Load() || c.met() {
		c.stopped.Store(true)
		return context.Canceled
	}
	return c.Context.Err()
}

// TestKilledRestoreIsClearedAway: what a restore that was killed has unpacked is taken
// away by the next, also one that is refused, and by [backup.Clear].
func TestKilledRestoreIsClearedAway(t *testing.T) {
	h := build(t)
	h.letter("q1")
	h.take(noon)
	left := filepath.Join(h.s.Own, "restore.part")
	leave := func() {
		t.Helper()
		if err := errors.Join(os.MkdirAll(left, 0o700), os.WriteFile(vault.File(left), []byte("keys"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for name, clearAway := range map[string]func() error{
		"the next is refused": func() error {
			if _, err := backup.Restore(t.Context(), h.order(h.s.Own), noon); !errors.Is(err, backup.ErrThere) {
				return err
			}
			return nil
		},
		"clear": func() error { return backup.Clear(h.s.Own) },
	} {
		leave()
		if err := clearAway(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%s: keys lie there still (%v)", name, err)
		}
	}
}

// TestEverythingErasedSince: where all of a copy was erased since, newer keys open
// nothing; the error says so, and the keys of the day put it back, erased.
func TestEverythingErasedSince(t *testing.T) {
	h := build(t)
	h.letter("q1")
	old := h.take(noon)
	h.erase("q1", h.erasures())
	h.letter("q2")
	h.take(noon.Add(time.Hour))
	o := h.order(filepath.Join(t.TempDir(), "new"))
	o.From = old.Data.Path()
	if _, err := backup.Restore(t.Context(), o, noon.Add(2*time.Hour)); !errors.Is(err, backup.ErrUnreadable) {
		t.Fatalf("Restore = %v, want %v", err, backup.ErrUnreadable)
	}
	o.Keys = old.Keys.Path() // as the error says
	r, err := backup.Restore(t.Context(), o, noon.Add(2*time.Hour))
	if err != nil || r.Erased != 1 {
		t.Errorf("Restore = %+v, %v", r, err)
	}
	if state, _ := h.readable(o.Dir, "q1"); state != casework.Erased {
		t.Errorf("the erased inquiry is %s again", state)
	}
}
