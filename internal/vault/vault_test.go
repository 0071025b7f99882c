package vault_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
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
	v, ctx := open(t, filepath.Join(t.TempDir(), "keys.db"), seal.NewKey()), context.Background()
	used, err := v.NewKey(ctx)
	if err != nil {
		t.Fatal(err)
	}
	keep := func(ids []string) (map[string]bool, error) { return map[string]bool{used: true}, nil }
	if swept, err := v.Sweep(ctx, time.Now().Add(-time.Hour), keep); swept != 0 || err != nil {
		t.Errorf("Sweep of keys an hour old = %d, %v, want 0", swept, err)
	}
	swept, err := v.Sweep(ctx, time.Now().Add(time.Hour), keep)
	if err != nil || swept != 63 {
		t.Errorf("Sweep = %d, %v, want the 63 nobody used", swept, err)
	}
	if _, err := v.Seal(ctx, used, []byte("ord"), "place"); err != nil {
		t.Errorf("the used key: %v", err)
	}
}
