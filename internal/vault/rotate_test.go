package vault_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"borgerbot/internal/seal"
	"borgerbot/internal/vault"
)

// TestRotateBesideACommand: what has the file open while the keys are rotated wraps
// nothing with the old one any more, and what it had taken stays good.
func TestRotateBesideACommand(t *testing.T) {
	path, old, fresh := filepath.Join(t.TempDir(), "keys.db"), seal.NewKey(), seal.NewKey()
	command := open(t, path, old)
	id, err := command.NewKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := command.Seal(t.Context(), id, []byte("ord"), "place")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Rotate(t.Context(), path, old, fresh); err != nil {
		t.Fatal(err)
	}
	for err == nil { // those made before are good, and are used up
		_, err = command.NewKey(t.Context())
	}
	if !errors.Is(err, vault.ErrOutdated) {
		t.Errorf("a key after the rotation: %v, want ErrOutdated", err)
	}
	if err := command.Close(); err != nil {
		t.Fatal(err)
	}
	v := open(t, path, fresh)
	if got, err := v.Open(t.Context(), id, sealed, "place"); err != nil || string(got) != "ord" {
		t.Errorf("%q, %v", got, err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Rotate(t.Context(), path, fresh, seal.NewKey()); err != nil {
		t.Errorf("the next rotation: %v", err)
	}
}

func TestRotate(t *testing.T) {
	path, old, fresh := filepath.Join(t.TempDir(), "keys.db"), seal.NewKey(), seal.NewKey()
	v := open(t, path, old)
	var ids []string
	var sealed [][]byte
	for range 200 {
		id, err := v.NewKey(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		s, err := v.Seal(t.Context(), id, []byte("ord"), "place")
		if err != nil {
			t.Fatal(err)
		}
		ids, sealed = append(ids, id), append(sealed, s)
	}
	instance := v.Instance()
	wrapped := rows(t, path, `SELECT wrapped FROM keys`)
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}

	if _, err := vault.Rotate(t.Context(), path, seal.NewKey(), fresh); !errors.Is(err, vault.ErrWrongMaster) {
		t.Errorf("with a wrong key: %v", err)
	}
	if _, err := vault.Rotate(t.Context(), path, old, old); !errors.Is(err, vault.ErrSameKey) {
		t.Errorf("to the same key: %v", err)
	}
	n, err := vault.Rotate(t.Context(), path, old, fresh)
	if err != nil || n < 200 {
		t.Fatalf("Rotate = %d, %v", n, err)
	}
	if _, err := vault.Rotate(t.Context(), path, old, fresh); !errors.Is(err, vault.ErrRotated) {
		t.Errorf("once more: %v", err)
	}
	if _, err := vault.Open(t.Context(), path, old, false); !errors.Is(err, vault.ErrWrongMaster) {
		t.Errorf("with the old key: %v", err)
	}
	v = open(t, path, fresh)
	for i, id := range ids {
		if plain, err := v.Open(t.Context(), id, sealed[i], "place"); err != nil || string(plain) != "ord" {
			t.Fatalf("key %d = %q, %v", i, plain, err)
		}
	}
	if v.Instance() != instance {
		t.Error("the installation has another name")
	}
	for _, file := range []string{path, path + "-wal"} {
		raw, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			t.Fatal(err)
		}
		for _, was := range wrapped {
			if bytes.Contains(raw, was) {
				t.Fatalf("%s still holds a key wrapped by the old master key", filepath.Base(file))
			}
		}
	}
}

// TestRotateStopped: a rotation that comes to nothing leaves every key under the old
// master key.
func TestRotateStopped(t *testing.T) {
	path, old := filepath.Join(t.TempDir(), "keys.db"), seal.NewKey()
	v := open(t, path, old)
	id, err := v.NewKey(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := v.Seal(t.Context(), id, []byte("ord"), "place")
	if err != nil {
		t.Fatal(err)
	}
	if err := v.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	// The last statement fails, when all keys have been wrapped.
	if _, err := db.Exec(`CREATE TRIGGER stop BEFORE UPDATE ON instance BEGIN SELECT RAISE(ABORT, 'stopped'); END`); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.Rotate(context.Background(), path, old, seal.NewKey()); err == nil {
		t.Fatal("it was not stopped")
	}
	v = open(t, path, old)
	if plain, err := v.Open(t.Context(), id, sealed, "place"); err != nil || string(plain) != "ord" {
		t.Errorf("the key = %q, %v", plain, err)
	}
}

func rows(t *testing.T, path, query string) (all [][]byte) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	found, err := db.Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer found.Close()
	for found.Next() {
		var raw []byte
		if err := found.Scan(&raw); err != nil {
			t.Fatal(err)
		}
		all = append(all, raw)
	}
	return all
}
