package main

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// TestVerifyExport: what was written out is compared with its list and with the chain,
// and one changed byte, or a list made to fit it, is told.
func TestVerifyExport(t *testing.T) {
	file, cfg, in := newOffice(t)
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.Replace(raw, []byte("allow_cli_content: false"), []byte("allow_cli_content: true"), 1)
	q, noted := in.Desk.NoteDown(t.Context(), "samtale", casework.Event{
		Type: casework.Opened, At: time.Now(), By: casework.Actor{Role: casework.ByAdviser, Adviser: cfg.Advisers[0].ID},
		Note: personal.New("Hun venter på svar."), Mail: &casework.MailFacts{Channel: casework.ChannelPhone},
	})
	if err := errors.Join(noted, os.WriteFile(file, raw, 0o600), in.Close()); err != nil {
		t.Fatal(err)
	}
	play := func(args ...string) (string, int) {
		var out bytes.Buffer
		code := run(args, terminal{out: &out, err: &out, env: masterKey})
		return out.String(), code
	}
	place := filepath.Join(t.TempDir(), "sag")
	if out, code := play("case", "export", file, string(q.Ref), "--to", place, "--reason", "prøve"); code != exitOK {
		t.Fatal(out)
	}
	verify := func(code int, says string) {
		t.Helper()
		if out, got := play("journal", "verify", file, "--export", place); got != code || !strings.Contains(out, says) {
			t.Errorf("exit code %d\n%s", got, out)
		}
	}
	change := func(name, old, new string) {
		t.Helper()
		path := filepath.Join(place, name)
		raw, err := os.ReadFile(path)
		if err != nil || !bytes.Contains(raw, []byte(old)) {
			t.Fatalf("%v: no %q in %s", err, old, name)
		}
		if err := os.WriteFile(path, bytes.Replace(raw, []byte(old), []byte(new), 1), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	verify(exitOK, "ok: 2 files as they were written, 1 journals of this office")
	change("journal.html", "venter", "Venter")
	verify(exitFailed, "the export is not as it was written: journal.html has been changed")
	change("journal.html", "Venter", "venter")
	change("journal.json", `"link": "`, `"link": "00`)
	if err := os.WriteFile(filepath.Join(place, "SHA256SUMS"), sums(t, place, "journal.html", "journal.json"), 0o600); err != nil {
		t.Fatal(err)
	}
	verify(exitFailed, "entry 1 of "+string(q.Ref)+" is not what the office's journal has")
}

// sums is a list of the sums of files, as somebody would make it who has changed one.
func sums(t *testing.T, dir string, names ...string) []byte {
	t.Helper()
	var list bytes.Buffer
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(raw), name)
	}
	return list.Bytes()
}
