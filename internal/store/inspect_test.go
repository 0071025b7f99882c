package store_test

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"testing"

	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// execIn changes a database behind the store's back.
func execIn(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+store.File(dir)+"?_busy_timeout=5000")
	if err == nil {
		_, err = db.Exec(statement)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestInspect: a database is looked at beside who writes and without anybody, whatever
// its schema, and what is wrong with it is found.
func TestInspect(t *testing.T) {
	for _, row := range []struct {
		name, spoil string
		closed      bool
		sound       error
		schema      int // against the newest
	}{
		{name: "beside a writer"},
		{name: "alone", closed: true},
		{name: "newer", spoil: `PRAGMA user_version = 1000`, closed: true, schema: 1000 - store.SchemaVersion()},
		{name: "older", spoil: `PRAGMA user_version = 1`, closed: true, schema: 1 - store.SchemaVersion()},
		{name: "a row without its other", spoil: `INSERT INTO addresses (hash, inquiry_id) VALUES ('h', 'nobody')`, sound: store.ErrDamaged},
	} {
		dir := t.TempDir()
		s, v := openIn(t, dir)
		q := bare("q1", 1)
		update(t, s, func(tx *store.Tx) error { return tx.PutInquiry(&q) })
		if row.closed {
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
		}
		if row.spoil != "" {
			execIn(t, dir, row.spoil)
		}
		before, err := os.ReadFile(store.File(dir))
		if err != nil {
			t.Fatal(err)
		}
		db, err := store.Inspect(t.Context(), dir, v)
		if err != nil {
			t.Fatalf("%s: %v", row.name, err)
		}
		if version, err := db.Schema(t.Context()); err != nil || version-store.SchemaVersion() != row.schema {
			t.Errorf("%s: schema %d, %v", row.name, version, err)
		}
		if err := db.Sound(t.Context()); !errors.Is(err, row.sound) {
			t.Errorf("%s: sound: %v, want %v", row.name, err, row.sound)
		}
		keyless(t, db, v)
		err = db.View(t.Context(), func(tx *store.Tx) error { return tx.SetFact("a", "b") })
		if err == nil {
			t.Errorf("%s: it can be written", row.name)
		}
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		if after, err := os.ReadFile(store.File(dir)); err != nil || string(after) != string(before) {
			t.Errorf("%s: the file was changed: %v", row.name, err)
		}
	}
}

// keyless: every inquiry has its key, and with none of them it is told.
func keyless(t *testing.T, db *store.Inspector, v *vault.Vault) {
	t.Helper()
	for _, row := range []struct {
		has  func(context.Context, []string) (map[string]bool, error)
		want int
	}{{v.Has, 0}, {func(context.Context, []string) (map[string]bool, error) { return nil, nil }, 1}} {
		n, err := db.Keyless(t.Context(), func(ids []string) (map[string]bool, error) { return row.has(t.Context(), ids) })
		if err != nil || n != row.want {
			t.Errorf("%d without a key, %v; want %d", n, err, row.want)
		}
	}
}
