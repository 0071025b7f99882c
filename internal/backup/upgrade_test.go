package backup_test

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"

	"borgerbot/internal/backup"
	"borgerbot/internal/casework"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// releasedKey is the master key of the store's fixtures of released schemas.
var releasedKey = seal.Key{1, 2, 3}

// released is a folder with data of a released schema.
func released(t *testing.T, schema string) backup.Settings {
	t.Helper()
	s := backup.Settings{Office: "lejre", Own: t.TempDir(), KeysDays: 30, Master: releasedKey}
	from := filepath.Join("..", "store", "testdata", "released")
	load(t, filepath.Join(from, "keys_"+schema), vault.File(s.Own))
	load(t, filepath.Join(from, schema), store.File(s.Own))
	v, err := vault.Open(t.Context(), vault.File(s.Own), releasedKey, false)
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	execute(t, store.File(s.Own), `PRAGMA journal_mode = WAL; INSERT INTO facts VALUES ('instance', '`+v.Instance()+`')`)
	return s
}

func load(t *testing.T, from, to string) {
	t.Helper()
	text, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	execute(t, to, string(text))
}

func execute(t *testing.T, file, text string) {
	t.Helper()
	db, err := sql.Open("sqlite3", file+"?_foreign_keys=off")
	if err == nil {
		_, err = db.Exec(text)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var all []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			all = append(all, e.Name())
		}
	}
	return strings.Join(all, " ")
}

const firstSchema = "0001_start.sql"

// TestCopyBeforeUpgrade: data of an older schema are copied as they are, once for a
// try that fails and is made again, and what is put back is what was.
func TestCopyBeforeUpgrade(t *testing.T) {
	s := released(t, firstSchema)
	c, done, err := backup.BeforeUpgrade(t.Context(), s, noon)
	if err != nil || !done || c.Data.Schema != 1 || c.Data.Events != 1 {
		t.Fatalf("BeforeUpgrade = %+v, %t, %v", c, done, err)
	}
	dir := backup.UpgradeDir(s.Own)
	want := "borgerbot-lejre-schema1-20260302T120000Z.data.db borgerbot-lejre-schema1-20260302T120000Z.data.json " +
		"borgerbot-lejre-schema1-20260302T120000Z.keys.db borgerbot-lejre-schema1-20260302T120000Z.keys.json"
	if got := names(t, dir); got != want {
		t.Errorf("the copy is %s", got)
	}
	if again, done, err := backup.BeforeUpgrade(t.Context(), s, noon.Add(time.Minute)); err != nil || !done || again.Data.Path() != c.Data.Path() {
		t.Errorf("the next try took %s, %t, %v", again.Data.Path(), done, err)
	}
	later, _, err := backup.BeforeUpgrade(t.Context(), s, noon.Add(2*time.Hour))
	if err != nil || later.Expired != 2 || strings.Count(names(t, dir), " ") != 3 {
		t.Errorf("two hours later: %d deleted, %s, %v", later.Expired, names(t, dir), err)
	}
	h := &house{t: t, s: s}
	h.open(s.Own) // upgrades
	h.update(func(tx *store.Tx) error { return tx.SetFact("later", "yes") })
	h.close()
	if _, done, err := backup.BeforeUpgrade(t.Context(), s, noon.Add(3*time.Hour)); done || err != nil {
		t.Errorf("of today's schema: %t, %v", done, err)
	}
	r, err := backup.Restore(t.Context(), backup.Order{From: dir, Keys: dir, Office: s.Office, Master: s.Master, Dir: s.Own, Replace: true}, noon.Add(4*time.Hour))
	if err != nil || r.Data.Schema != 1 || r.Tried == 0 {
		t.Fatalf("Restore = %+v, %v", r, err)
	}
	if state, _ := h.readable(s.Own, "q1"); state != casework.InDialogue {
		t.Errorf("the inquiry is %s", state)
	}
}

// TestErasedSinceTheUpgrade: what was erased after the upgrade stays erased when the
// copy from before it is put back.
func TestErasedSinceTheUpgrade(t *testing.T) {
	s := released(t, firstSchema)
	if _, _, err := backup.BeforeUpgrade(t.Context(), s, noon); err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, s: s}
	h.open(s.Own)
	h.erase("q1", backup.Erasures{Own: s.Own})
	h.close()
	dir := backup.UpgradeDir(s.Own)
	o := h.order(s.Own)
	o.From, o.Keys, o.Replace = dir, dir, true
	r, err := backup.Restore(t.Context(), o, noon)
	if err != nil || r.Erased != 1 {
		t.Fatalf("Restore = %+v, %v", r, err)
	}
	if state, subject := h.readable(s.Own, "q1"); state != casework.Erased || subject != "" {
		t.Errorf("the inquiry is %s, %q", state, subject)
	}
}

// TestUpgradeCopyExpires with its keys, after a week or with the copies of the keys.
func TestUpgradeCopyExpires(t *testing.T) {
	for _, row := range []struct {
		keysDays int
		after    time.Duration
		gone     int
	}{
		{30, 7 * 24 * time.Hour, 0}, {30, 7*24*time.Hour + time.Second, 4}, {3, 3*24*time.Hour + time.Second, 4}, {3, 24 * time.Hour, 0},
		{30, -24 * time.Hour, 0},
	} {
		s := released(t, firstSchema)
		s.KeysDays = row.keysDays
		if _, _, err := backup.BeforeUpgrade(t.Context(), s, noon); err != nil {
			t.Fatal(err)
		}
		n, err := backup.ExpireUpgrade(s, noon.Add(row.after))
		left := 4
		if names(t, backup.UpgradeDir(s.Own)) == "" {
			left = 0
		}
		if err != nil || left != 4-row.gone || n != row.gone/2 {
			t.Errorf("%d days of keys, after %s: %d deleted, %d files left, %v", row.keysDays, row.after, n, left, err)
		}
	}
	if n, err := backup.ExpireUpgrade(backup.Settings{Own: t.TempDir(), KeysDays: 30}, noon); n != 0 || err != nil {
		t.Errorf("where there is none: %d, %v", n, err)
	}
}

// TestNoRoomToUpgrade: without room for the copy the data stay as they are, and the
// copy before them too.
func TestNoRoomToUpgrade(t *testing.T) {
	s := released(t, firstSchema)
	if err := os.WriteFile(vault.File(s.Own)+"-wal", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(vault.File(s.Own)+"-wal", 15<<40); err != nil { // holds nothing
		t.Fatal(err)
	}
	_, done, err := backup.BeforeUpgrade(t.Context(), s, noon)
	var room *backup.NoRoomError
	if done || !errors.As(err, &room) || room.Needed < 15<<40 || !strings.Contains(err.Error(), "make room and start again") {
		t.Errorf("BeforeUpgrade = %t, %v", done, err)
	}
	if got := names(t, backup.UpgradeDir(s.Own)); got != "" {
		t.Errorf("there is %s", got)
	}
	if g, err := store.GlanceAt(t.Context(), s.Own); err != nil || g.Schema != 1 {
		t.Errorf("the data have schema %d, %v", g.Schema, err)
	}
}

// TestNothingToUpgrade: a new installation has no data to copy.
func TestNothingToUpgrade(t *testing.T) {
	s := backup.Settings{Own: t.TempDir(), Office: "lejre"}
	if _, done, err := backup.BeforeUpgrade(t.Context(), s, noon); done || err != nil {
		t.Errorf("BeforeUpgrade = %t, %v", done, err)
	}
	if err := os.WriteFile(store.File(s.Own), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, done, err := backup.BeforeUpgrade(t.Context(), s, noon); done || err != nil {
		t.Errorf("with an empty database BeforeUpgrade = %t, %v", done, err)
	}
}
