package vault_test

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"borgerbot/internal/seal"
	"borgerbot/internal/vault"
)

func open(t *testing.T, path string, master seal.Key) *vault.Vault {
	t.Helper()
	v, err := vault.Open(t.Context(), path, master, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	return v
}

func TestKeysOpenAfterARestart(t *testing.T) {
	path, master := filepath.Join(t.TempDir(), "keys.db"), seal.NewKey()
	v := open(t, path, master)
	id, err := v.NewKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := v.Seal(t.Context(), id, []byte("ord"), "place")
	if err != nil {
		t.Fatal(err)
	}
	instance := v.Instance()
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}

	v = open(t, path, master)
	if plain, err := v.Open(t.Context(), id, sealed, "place"); err != nil || string(plain) != "ord" {
		t.Errorf("Open after a restart = %q, %v", plain, err)
	}
	if v.Instance() != instance {
		t.Error("the instance changed with a restart")
	}
}

func TestOpenRefusals(t *testing.T) {
	dir, master := t.TempDir(), seal.NewKey()
	path := filepath.Join(dir, "keys.db")
	if _, err := vault.Open(t.Context(), path, master, false); !errors.Is(err, vault.ErrNoKeys) {
		t.Errorf("a missing file: %v, want ErrNoKeys", err)
	}
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(t.Context(), path, master, false); !errors.Is(err, vault.ErrNoKeys) {
		t.Errorf("an empty file: %v, want ErrNoKeys", err)
	}
	if _, err := vault.Open(t.Context(), filepath.Join(dir, "none", "keys.db"), master, true); err == nil || errors.Is(err, vault.ErrNoKeys) {
		t.Errorf("a folder that is not there: %v", err)
	}
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, shut := range []string{folder, filepath.Join(path, "keys.db")} { // root may open everything else
		if _, err := vault.Open(t.Context(), shut, master, false); !errors.Is(err, vault.ErrNoAccess) {
			t.Errorf("a file that is there and cannot be opened: %v, want ErrNoAccess", err)
		}
	}
	if err := open(t, path, master).Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(t.Context(), path, seal.NewKey(), true); !errors.Is(err, vault.ErrWrongMaster) {
		t.Errorf("another master key: %v, want ErrWrongMaster", err)
	}
}

// TestDestroyedKeyIsGoneFromTheFile looks for the wrapped key's bytes in every
// file: deleting the row is not enough (GDPR art. 17).
func TestDestroyedKeyIsGoneFromTheFile(t *testing.T) {
	dir, ctx := t.TempDir(), t.Context()
	v := open(t, filepath.Join(dir, "keys.db"), seal.NewKey())
	id, err := v.NewKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := v.Seal(ctx, id, []byte("ord"), "place")
	if err != nil {
		t.Fatal(err)
	}
	if !inFiles(t, dir, id) {
		t.Fatal("the key's id is not found before it is destroyed: the search is blind")
	}
	if err := v.Destroy(ctx, []string{id}); err != nil {
		t.Fatal(err)
	}
	if inFiles(t, dir, id) {
		t.Error("the key is still in a file")
	}
	if _, err := v.Open(ctx, id, sealed, "place"); !errors.Is(err, vault.ErrDestroyed) {
		t.Errorf("Open = %v, want ErrDestroyed", err)
	}
}

func inFiles(t *testing.T, dir, words string) bool {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(raw, []byte(words)) {
			return true
		}
	}
	return false
}

func TestSweepTakesOnlyOldUnusedKeys(t *testing.T) {
	path, master, ctx := filepath.Join(t.TempDir(), "keys.db"), seal.NewKey(), t.Context()
	v := open(t, path, master)
	used, err := v.NewKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	keep := func([]string) (map[string]bool, error) { return map[string]bool{used: true}, nil }
	// A key of this process may be in use where nobody sees it yet, and those
	// waiting to be handed out must stay good.
	if swept, err := v.Sweep(ctx, time.Now().Add(time.Hour), keep); swept != 0 || err != nil {
		t.Errorf("Sweep of keys made since the start = %d, %v, want 0", swept, err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	v = open(t, path, master)
	if swept, err := v.Sweep(ctx, time.Now().Add(-time.Hour), keep); swept != 0 || err != nil {
		t.Errorf("Sweep of keys an hour old = %d, %v, want 0", swept, err)
	}
	fresh, err := v.NewKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if swept, err := v.Sweep(ctx, time.Now().Add(time.Hour), keep); err != nil || swept != 63 {
		t.Errorf("Sweep = %d, %v, want the 63 nobody used", swept, err)
	}
	for _, id := range []string{used, fresh} {
		if _, err := v.Seal(ctx, id, []byte("ord"), "place"); err != nil {
			t.Errorf("a key in use: %v", err)
		}
	}
	broken := errors.New("no answer")
	if _, err := v.Sweep(ctx, time.Now(), func([]string) (map[string]bool, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Errorf("Sweep without an answer = %v", err)
	}
}

// TestNewerFileIsRefused: a file of a later version is not touched.
func TestNewerFileIsRefused(t *testing.T) {
	path, master := filepath.Join(t.TempDir(), "keys.db"), seal.NewKey()
	if err := open(t, path, master).Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`PRAGMA user_version = 99`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Open(t.Context(), path, master, true); !errors.Is(err, vault.ErrNewerSchema) {
		t.Errorf("Open = %v, want ErrNewerSchema", err)
	}
}

// TestManyAtOnce seals and makes keys from many goroutines, past the size of the
// cache.
func TestManyAtOnce(t *testing.T) {
	v := open(t, filepath.Join(t.TempDir(), "keys.db"), seal.NewKey())
	var wait sync.WaitGroup
	ids := make([][]string, 4)
	for i := range ids {
		wait.Go(func() {
			for range 1200 {
				id, err := v.NewKey(t.Context())
				if err != nil {
					t.Error(err)
					return
				}
				ids[i] = append(ids[i], id)
			}
		})
	}
	wait.Wait()
	seen := map[string]bool{}
	for _, id := range slices.Concat(ids...) {
		if seen[id] {
			t.Fatal("a key was given twice")
		}
		seen[id] = true
		sealed, err := v.Seal(t.Context(), id, []byte("ord"), "place")
		if err != nil {
			t.Fatal(err)
		}
		if plain, err := v.Open(t.Context(), id, sealed, "place"); err != nil || string(plain) != "ord" {
			t.Fatalf("Open = %q, %v", plain, err)
		}
	}
}

// TestNamesBelongToTheFile: the secret behind the names is the file's, sealed
// by the master key, and not its bytes.
func TestNamesBelongToTheFile(t *testing.T) {
	dir, master := t.TempDir(), seal.NewKey()
	a, b := open(t, filepath.Join(dir, "a.db"), master), open(t, filepath.Join(dir, "b.db"), master)
	if a.Instance() == b.Instance() || a.Names().Address("ane@example.org") == b.Names().Address("ane@example.org") {
		t.Error("two installations with one master key have the same names")
	}
	for _, secret := range [][]byte{a.Names().Key("stamp"), master[:]} {
		if inFiles(t, dir, string(secret)) {
			t.Error("a secret lies in the file in clear")
		}
	}
}
