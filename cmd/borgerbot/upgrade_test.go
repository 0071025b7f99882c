package main

import (
	"bytes"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"borgerbot/internal/backup"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// TestOlderDataAreUpgradedByTheDaemonAlone: a command leaves data of an older schema
// alone, for the daemon that wrote them may be running. The daemon copies them first,
// and the copy can be put back.
func TestOlderDataAreUpgradedByTheDaemonAlone(t *testing.T) {
	raw, err := config.Example("lejre")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "office.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(string(raw), "/var/lib/borgerbot", "data", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	env := func(name string) string {
		if name == "BORGERBOT_MASTER_KEY" {
			return "010203" + strings.Repeat("0", 58) // of the released fixtures
		}
		return ""
	}
	cfg, err := config.LoadData(file, env)
	if err != nil {
		t.Fatal(err)
	}
	dir := string(cfg.DataDir)
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	olderData(t, dir)
	play := func(args ...string) (string, int) {
		var out bytes.Buffer
		code := run(args, terminal{out: &out, err: &out, env: env})
		return out.String(), code
	}
	for _, command := range []string{"case list", "backup", "journal verify"} {
		if out, code := play(append(strings.Fields(command), file)...); code != exitFailed || !strings.Contains(out, `start "borgerbot serve" once`) {
			t.Errorf("%s: %d, %s", command, code, out)
		}
	}
	in, err := daemon.Open(t.Context(), cfg, true, func() {})
	if err != nil {
		t.Fatal(err)
	}
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	if out, code := play("journal", "verify", file); code != exitOK {
		t.Errorf("after the upgrade: %d, %s", code, out)
	}
	copied := backup.UpgradeDir(dir)
	m, err := backup.Find(copied, backup.Data, cfg.Instance)
	if err != nil || m.Schema != 1 {
		t.Errorf("the copy from before: schema %d, %v", m.Schema, err)
	}
}

// olderData puts the fixtures of the first released schema into a folder.
func olderData(t *testing.T, dir string) {
	t.Helper()
	fixtures := filepath.Join("..", "..", "internal", "store", "testdata", "released")
	for name, to := range map[string]string{"keys_0001_start.sql": vault.File(dir), "0001_start.sql": store.File(dir)} {
		text, err := os.ReadFile(filepath.Join(fixtures, name))
		if err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite3", to+"?_foreign_keys=off")
		if err == nil {
			_, err = db.Exec(string(text))
		}
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
