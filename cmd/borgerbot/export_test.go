package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPersonExportIsRecordedFirst: what is asked for about a person is recorded before
// anything is written out, with its reason, also when nothing was found (GDPR art. 15,
// design 7). The reason is shown where commands may show content.
func TestPersonExportIsRecordedFirst(t *testing.T) {
	file, _, in := newOffice(t)
	raw, err := os.ReadFile(file)
	open := bytes.Replace(raw, []byte("allow_cli_content: false"), []byte("allow_cli_content: true"), 1)
	if err := errors.Join(err, in.Close(), os.WriteFile(file, open, 0o600)); err != nil {
		t.Fatal(err)
	}
	play := func(says string, args ...string) {
		t.Helper()
		var out bytes.Buffer
		if code := run(args, terminal{out: &out, err: &out, env: masterKey}); code != exitOK || !strings.Contains(out.String(), says) {
			t.Errorf("exit code %d\n%s", code, out.String())
		}
	}
	place := filepath.Join(t.TempDir(), "indsigt")
	play("nothing is held", "person", "export", file, "lis.egebjerg@example.org", "--to", place, "--reason", "hun har spurgt")
	play("\t0 inquiries\t0 other mails\thun har spurgt\n", "person", "list", file)
	play("ok: 1 exports about a person", "journal", "verify", file)
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	play("\t0 inquiries\t0 other mails\t-\n", "person", "list", file)
}
