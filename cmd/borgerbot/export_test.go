package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"borgerbot/internal/store"
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

// TestStoppedExport: with Ctrl-C no letter is left lying in clear beside the place of an
// export (design 7).
func TestStoppedExport(t *testing.T) {
	file, cfg, in := newOffice(t)
	blob, err := in.Store.NewBlob(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	letter := "From: lis.egebjerg@example.org\r\n\r\n" + strings.Repeat("Jeg venter stadig.\r\n", 1<<20)
	_, written := blob.Write([]byte(letter))
	stored := in.Store.Update(t.Context(), func(tx *store.Tx) error {
		_, err := tx.PutMessage(store.Message{ID: "m1", State: store.MessageStored, Received: time.Now()},
			store.Place{Mailbox: cfg.Mailboxes[0].ID, Folder: "INBOX", UIDValidity: 1, UID: 1}, blob)
		return err
	})
	raw, err := os.ReadFile(file)
	raw = bytes.Replace(raw, []byte("allow_cli_content: false"), []byte("allow_cli_content: true"), 1)
	if err := errors.Join(err, written, stored, in.Close(), os.WriteFile(file, raw, 0o600)); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	go func() {
		look := time.NewTicker(time.Millisecond)
		defer look.Stop()
		for {
			select {
			case <-look.C:
			case <-t.Context().Done():
				return
			}
			if begun, _ := filepath.Glob(filepath.Join(dir, ".*/*/*/*.eml")); len(begun) > 0 {
				_ = syscall.Kill(os.Getpid(), syscall.SIGINT)
				return
			}
		}
	}()
	var out bytes.Buffer
	code := run([]string{"person", "export", file, "lis.egebjerg@example.org", "--to", filepath.Join(dir, "indsigt"), "--reason", "hun har spurgt"},
		terminal{out: &out, err: &out, env: masterKey})
	if code != exitFailed || !strings.Contains(out.String(), errStopped.Error()) {
		t.Errorf("exit code %d\n%s", code, out.String())
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
