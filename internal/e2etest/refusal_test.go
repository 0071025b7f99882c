//go:build integration

package e2etest

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// misfit is how serve ends where a person must mend something first (EX_CONFIG).
const misfit = 78

// nobody is a user without rights.
const nobody = 65534

// TestRefusesToStart: with data or a configuration it cannot run on, the program
// ends at once, says what is wrong and what to do, and leaves the data as they
// are: put right, it goes on where it was.
func TestRefusesToStart(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{35}})
	o.install()
	rules := filepath.Join(o.dir, "rules")
	master, err := os.ReadFile(filepath.Join(o.dir, "master_key"))
	if err != nil {
		t.Fatal(err)
	}
	o.launchTwice()
	o.stop()
	o.foreign()
	for _, row := range []struct {
		name        string
		spoil, mend func()
		says        string
	}{
		{"wrong master key", func() { o.write("master_key", strings.Repeat("ab", 32)) }, func() { o.write("master_key", string(master)) },
			"the master key does not open keys.db"},
		{"no master key", func() { o.remove("master_key") }, func() { o.write("master_key", string(master)) },
			"master_key_file: the file named here does not exist"},
		{"missing keys.db", func() { o.rename("data/keys.db", "away") }, func() { o.rename("away", "data/keys.db") },
			"keys.db is missing beside an existing database: restore it from its backup"},
		{"newer schema", func() { o.version(+1000) }, func() { o.version(-1000) },
			"the database was written by a newer version of borgerbot"},
		{"read-only database", func() { o.hand(nobody, 0o400, 0o700); o.remove("data/daemon.lock") }, func() { o.hand(0, 0o600, 0o700) },
			"the database cannot be written: the file, its folder or the file system is read-only for this user"},
		{"read-only folder", func() { o.hand(nobody, 0o400, 0o500) }, func() { o.hand(0, 0o600, 0o700) },
			"the data directory cannot be written: make the user the program runs as its owner"},
		{"a rule with a typo", func() { o.misspell(rules); o.set(map[string]any{"rules.directory": "rules"}) },
			func() { o.set(map[string]any{"rules.directory": ""}) }, "rules"},
		{"an unknown key", func() { o.set(map[string]any{"deadline.workday": 9}) }, func() { delete(o.tree["deadline"].(map[string]any), "workday"); o.set(nil) },
			"deadline.workday: "},
	} {
		row.spoil()
		exit := misfit
		if row.name == "read-only database" {
			exit = 1 // trouble of the disk may be over at the next try
		}
		if said := o.refused(row.name, row.says, exit); strings.Contains(said, string(master)) {
			t.Errorf("%s: the key is in the log", row.name)
		}
		row.mend()
	}
	o.start()
	citizen := mailProgram(t, 36)
	post(t, address(36), address(35), waiting(36, 35, "after@borger.example.org"))
	citizen.letters(1)
	o.stop()
	o.journalHolds()
}

// refused starts the program, which must end with an error that says what is
// wrong, and returns everything it said.
func (o *office) refused(name, says string, exit int) string {
	o.tb.Helper()
	began, before := time.Now(), len(o.log.String())
	p := o.launch()
	select {
	case <-p.done:
	case <-time.After(20 * time.Second):
		o.tb.Errorf("%s: it runs all the same", name)
		p.end()
	}
	o.daemon = nil
	said := strings.TrimSpace(o.log.String()[before:])
	last := said[strings.LastIndex(said, "\nborgerbot: error:")+1:]
	o.tb.Logf("%s, after %v:\n%s", name, time.Since(began).Round(time.Millisecond), last)
	if p.cmd.ProcessState.ExitCode() != exit || !strings.Contains(said, says) || strings.Contains(said, "panic") {
		o.tb.Errorf("%s: exit %d, does not say %q:\n%s", name, p.cmd.ProcessState.ExitCode(), says, said)
	}
	return said
}

// launchTwice: a second daemon on the same data ends at once.
func (o *office) launchTwice() {
	o.tb.Helper()
	first := o.daemon
	second := o.launch()
	<-second.done
	if second.cmd.ProcessState.ExitCode() != 1 || o.log.count("another borgerbot runs on this data directory") != 1 {
		o.tb.Errorf("a second daemon: %v", second.err)
	}
	o.daemon = first
}

// foreign: who may not open the data is told whose user to be, and not to restore
// them over living ones.
func (o *office) foreign() {
	o.tb.Helper()
	for name, shut := range map[string]func() error{
		"another's folder": func() error { return os.Chown(o.Data(), 0, 0) },
		"read-only folder": func() error { return os.Chmod(o.Data(), 0o500) },
	} {
		o.hand(nobody, 0o600, 0o700)
		if err := shut(); err != nil {
			o.tb.Fatal(err)
		}
		for _, command := range [][]string{{"case", "list", o.file}, {"journal", "verify", o.file}} {
			_, said, code := o.run(command...)
			if code != 1 || !strings.Contains(said, "run the command as the user the service runs as") || strings.Contains(said, "restore") {
				o.tb.Errorf("%s, %v: exit %d, %s", name, command, code, said)
			}
		}
	}
	o.hand(0, 0o600, 0o700)
}

// version raises the version of the database's schema.
func (o *office) version(by int) {
	o.tb.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(o.Data(), "borgerbot.db"))
	if err != nil {
		o.tb.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var now int
	if err := db.QueryRow("PRAGMA user_version").Scan(&now); err != nil {
		o.tb.Fatal(err)
	}
	if _, err := db.Exec(fmt.Sprintf("PRAGMA user_version = %d", now+by)); err != nil {
		o.tb.Fatal(err)
	}
}

// hand lets the daemon run as a user, with rights to its data.
func (o *office) hand(user int, file, folder os.FileMode) {
	o.tb.Helper()
	for at := o.dir; at != "/" && at != os.TempDir(); at = filepath.Dir(at) {
		if err := os.Chmod(at, 0o755); err != nil {
			o.tb.Fatal(err)
		}
	}
	err := filepath.WalkDir(o.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if err := os.Chown(path, user, user); err != nil {
			return err
		}
		if filepath.Dir(path) == o.Data() {
			return os.Chmod(path, file)
		}
		return nil
	})
	if err == nil {
		err = os.Chmod(o.Data(), folder)
	}
	if err != nil {
		o.tb.Fatal(err)
	}
	o.user = uint32(user)
}

// misspell writes the built-in rules with a typo into a folder.
func (o *office) misspell(dir string) {
	o.tb.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		o.tb.Fatal(err)
	}
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("..", "..", "config", "rules"))); err != nil {
		o.tb.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil || len(files) == 0 {
		o.tb.Fatalf("no rules: %v", err)
	}
	raw, err := os.ReadFile(files[0])
	if err == nil {
		err = os.WriteFile(files[0], append(raw, "\nkonfidens: 3\n"...), 0o644)
	}
	if err != nil {
		o.tb.Fatal(err)
	}
	_, said, code := o.run("config", "check", o.file)
	if code != 0 {
		o.tb.Errorf("the configuration before the typo: %s", said)
	}
	o.set(map[string]any{"rules.directory": "rules"})
	out, said, code := o.run("config", "check", o.file)
	if code != 1 || !strings.Contains(out+said, "konfidens") {
		o.tb.Errorf("config check says of a typo in a rule: %d %s%s", code, out, said)
	}
}

func (o *office) rename(from, to string) {
	o.tb.Helper()
	if err := os.Rename(filepath.Join(o.dir, from), filepath.Join(o.dir, to)); err != nil {
		o.tb.Fatal(err)
	}
}

func (o *office) remove(name string) {
	o.tb.Helper()
	if err := os.Remove(filepath.Join(o.dir, name)); err != nil {
		o.tb.Fatal(err)
	}
}
