package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCopies plays a day of an operator's with copies and keys, right and wrong.
//
// Long: it is one day, told in its order.
func TestCopies(t *testing.T) {
	file, play := operator(t)
	dir := filepath.Dir(file)
	other := strings.Repeat("fedcba9876543210", 4)
	for name, text := range map[string]string{"new": other, "none": "nonsense", "same": masterKey("BORGERBOT_MASTER_KEY")} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	// It is known to be erased where the configuration has its data, which is not where
	// the copy goes.
	const erased = "2026-03-02T12:00:00Z message qvzkx"
	if err := os.MkdirAll(filepath.Join(dir, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "data", "erased.log"), []byte(erased+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct {
		args string
		code int
		says string
	}{
		{"backup FILE", exitFailed, "there is no folder for copies: name one with --to"},
		{"restore FILE DIR/copies", exitFailed, "there is no copy here: DIR/copies does not exist"},
		{"backup FILE --to DIR/copies", exitOK, "ok: "},
		{"restore FILE DIR/copies", exitFailed, "there are data already; --replace puts them aside"},
		{"restore FILE DIR/copies --data DIR/other", exitOK, "; this is in DIR/other, and data_dir is as it was; to look at it, name that folder as data_dir"},
		{"restore FILE DIR/office.yaml --data DIR/third", exitFailed, "there is no copy here: the manifest office.yaml.json is missing"},
		{"restore FILE DIR/copies --data DIR/third --identity DIR/new", exitFailed, "is no file of age identities"},
		{"restore FILE DIR/copies --replace", exitOK, "what was there is in DIR/data/before-restore-"},
		{"restore FILE DIR/copies --replace", exitOK, "the chain is whole; opened to try the keys: 0; start the daemon\n"},
		{"keys rotate FILE DIR/nowhere", exitFailed, "read the new master key: "},
		{"keys rotate FILE DIR/none", exitFailed, "or in base 64; \"borgerbot keys new\" prints one for a new office"},
		{"keys rotate FILE DIR/same", exitFailed, "the new master key is the one in use"},
		{"keys rotate FILE DIR/new", exitOK, "put the new master key in place of the old one before you start"},
		{"keys rotate FILE DIR/new", exitFailed, "is wrapped by the new master key already"},
		{"journal verify FILE", exitFailed, "the master key does not open keys.db"},
	} {
		place := strings.NewReplacer("FILE", file, "DIR", dir)
		out, errs, code := play(strings.Fields(place.Replace(row.args))...)
		if code != row.code || !strings.Contains(out+errs, place.Replace(row.says)) {
			t.Errorf("borgerbot %s: exit code %d\n%s%s", row.args, code, out, errs)
		}
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "other", "erased.log")); err != nil || !strings.Contains(string(raw), erased) {
		t.Errorf("what was put elsewhere knows as erased %q, %v", raw, err)
	}
}
