package backup_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// beside has another office, under the same master key, put its copies where h has its
// own.
func (h *house) beside(office string) *house {
	h.t.Helper()
	other := build(h.t)
	other.close()
	other.s.Office, other.s.Directory, other.s.KeysDirectory, other.s.Master = office, h.s.Directory, h.s.KeysDirectory, h.s.Master
	other.s.Own = filepath.Join(h.t.TempDir(), office)
	if err := os.MkdirAll(other.s.Own, 0o700); err != nil {
		h.t.Fatal(err)
	}
	other.open(other.s.Own)
	other.update(func(tx *store.Tx) error { return tx.SetFact(store.FactInstance, other.vault.Instance()) })
	return other
}

// TestSharedFolderExpiry: an office deletes its own copies only, also where its name
// begins another's, and counts only its own for keep_copies.
func TestSharedFolderExpiry(t *testing.T) {
	lejre := build(t)
	nord := lejre.beside("lejre-nord")
	lejre.letter("q1")
	nord.letter("q2")
	nord.s.KeepDays, nord.s.KeysDays, nord.s.KeepCopies = 3650, 3650, 100 // keeps everything
	nord.take(noon)
	nord.take(noon.AddDate(0, 0, 1))
	lejre.take(noon)
	lejre.take(noon.AddDate(0, 0, 1))
	nord.take(noon.AddDate(0, 0, 38))
	nord.take(noon.AddDate(0, 0, 39))
	lejre.take(noon.AddDate(0, 0, 40))
	for _, dir := range []string{lejre.s.Directory, lejre.s.KeysDirectory} {
		if there, err := filepath.Glob(filepath.Join(dir, "borgerbot-lejre-nord-*")); len(there) != 2*4 {
			t.Errorf("of another's copies in %s there are %d files left (%v)", filepath.Base(dir), len(there), err)
		}
	}
	if there, err := filepath.Glob(filepath.Join(lejre.s.Directory, "borgerbot-lejre-2*.data.db")); len(there) != 2 {
		t.Errorf("keep_copies is 2, and there are %d copies of the data (%v)", len(there), err)
	}
}

// TestSharedFolderRestore: from a folder an office gets its own newest copy, though
// another's is newer and opens with the same master key; another's file is put back
// only where that is said.
func TestSharedFolderRestore(t *testing.T) {
	lejre := build(t)
	horsens := lejre.beside("horsens")
	lejre.letter("q1")
	horsens.letter("q2")
	lejre.take(noon)
	theirs := horsens.take(noon.Add(time.Minute))
	o := lejre.order(filepath.Join(t.TempDir(), "new"))
	if r, err := backup.Restore(t.Context(), o, noon.Add(time.Hour)); err != nil || r.Data.Instance != lejre.vault.Instance() {
		t.Fatalf("Restore = %+v, %v", r, err)
	}
	if state, _ := lejre.readable(o.Dir, "q1"); state != casework.Received {
		t.Errorf("our own inquiry is %q", state)
	}
	o.From, o.Dir = theirs.Data.Path(), filepath.Join(t.TempDir(), "theirs")
	if _, err := backup.Restore(t.Context(), o, noon.Add(time.Hour)); !errors.Is(err, backup.ErrOthers) || !strings.Contains(err.Error(), "--office horsens") {
		t.Errorf("another's file: %v", err)
	}
	o.From, o.Office = lejre.s.Directory, "greve"
	if _, err := backup.Restore(t.Context(), o, noon.Add(time.Hour)); !errors.Is(err, backup.ErrNoCopy) || !strings.Contains(err.Error(), "only of horsens, lejre") {
		t.Errorf("a folder of others' copies: %v", err)
	}
	o.Office = "horsens" // and it is said
	if r, err := backup.Restore(t.Context(), o, noon.Add(time.Hour)); err != nil || r.Data.Instance != horsens.vault.Instance() {
		t.Errorf("Restore = %+v, %v", r, err)
	}
}

// TestSharedFolderAtOneTime: what another office is writing is left alone, and it is
// not in the way; a second copy of our own is, also where only the keys' folder is the
// same.
func TestSharedFolderAtOneTime(t *testing.T) {
	lejre := build(t)
	horsens := lejre.beside("horsens")
	lejre.letter("q1")
	horsens.letter("q2")
	lejre.take(noon)
	part := filepath.Join(lejre.s.KeysDirectory, "borgerbot-lejre-20260302T130000Z.keys.part")
	if err := os.Mkdir(part, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(filepath.Join(lejre.s.KeysDirectory, ".borgerbot-lejre.lock"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		t.Fatal(err)
	}
	horsens.take(noon.Add(time.Hour))
	if _, err := os.Stat(part); err != nil {
		t.Error("what another was writing is gone:", err)
	}
	elsewhere := lejre.s
	elsewhere.Directory = t.TempDir()
	if _, err := backup.Take(t.Context(), elsewhere, noon.Add(2*time.Hour)); !errors.Is(err, backup.ErrBusy) {
		t.Errorf("a second copy of the same keys: %v", err)
	}
}
