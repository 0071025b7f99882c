//go:build integration

package e2etest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/desk"
	"borgerbot/internal/store"
)

const (
	exportLetters    = 5
	exportAttachment = 40_000_000 // bytes each
	exportMemory     = 64 << 20
)

// TestExportFigure: a case with 200 MB of attachments is written out by the real
// binary in at most 64 MiB of memory, and every byte is in it (H25).
func TestExportFigure(t *testing.T) {
	o := newOffice(t, plan{Boxes: []int{20}, Set: map[string]any{"allow_cli_content": true}})
	ref := heavyCase(o)
	place := filepath.Join(t.TempDir(), "sag.zip")
	began := time.Now()
	peak := peakOf(t, o.command("case", "export", o.file, ref, "--to", place, "--reason", "overlevering"))
	took := time.Since(began)
	t.Logf("%d attachments of %d MB in %v, peak memory %d MiB", exportLetters, exportAttachment/1_000_000, took.Round(time.Millisecond), peak>>20)
	if peak > exportMemory {
		t.Errorf("%d MiB were resident, at most %d", peak>>20, exportMemory>>20)
	}
	r, err := zip.OpenReader(place)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	found := 0
	for _, f := range r.File {
		if strings.Contains(f.Name, "bilag") {
			found++
			if f.UncompressedSize64 != exportAttachment/57*57 {
				t.Errorf("%s has %d bytes", f.Name, f.UncompressedSize64)
			}
		}
	}
	if found != exportLetters {
		t.Errorf("%d attachments", found)
	}
	o.journalHolds()
	if out, errs, code := o.run("journal", "verify", o.file, "--export", place); code != 0 || !strings.Contains(out, "files as they were written") {
		t.Errorf("journal verify --export: %d %s%s", code, out, errs)
	}
	o.exportRefused(ref, place)
}

// peakOf carries a command out and returns the most memory it had resident. It looks
// while the command runs: what wait4 returns counts the parent's memory too.
func peakOf(t *testing.T, cmd *exec.Cmd) (peak int) {
	t.Helper()
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	for look := time.NewTicker(10 * time.Millisecond); ; {
		select {
		case err := <-done:
			look.Stop()
			if err != nil || peak == 0 {
				t.Fatalf("%v, peak %d\n%s", err, peak, &said)
			}
			return peak
		case <-look.C:
			status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
			if found := highWater.FindSubmatch(status); err == nil && found != nil {
				kB, _ := strconv.Atoi(string(found[1])) // digits
				peak = max(peak, kB<<10)
			}
		}
	}
}

// exportRefused: what may not be, or could not be finished, says what to do.
func (o *office) exportRefused(ref, place string) {
	o.tb.Helper()
	for _, row := range []struct {
		to, says string
		allowed  bool
	}{
		{place, "is there already; name another place", true},
		{filepath.Join(o.dir, "nowhere", "sag"), "no such file or directory", true},
		{filepath.Join(o.dir, "sag"), "allow_cli_content is false", false},
	} {
		o.set(map[string]any{"allow_cli_content": row.allowed})
		_, errs, code := o.run("case", "export", o.file, ref, "--to", row.to, "--reason", "overlevering")
		if code != 1 || !strings.Contains(errs, row.says) {
			o.tb.Errorf("--to %s: %d, %s", row.to, code, errs)
		}
	}
	if _, err := os.Stat(filepath.Join(o.dir, "sag")); err == nil {
		o.tb.Error("something was written")
	}
}

// heavyCase stores an inquiry of letters with large attachments and returns its
// reference.
func heavyCase(o *office) (ref string) {
	o.tb.Helper()
	if err := os.Mkdir(o.Data(), 0o700); err != nil {
		o.tb.Fatal(err)
	}
	err := o.inside(true, func(in *daemon.Installation, cfg *config.Config) error {
		var id casework.ID
		for n := range exportLetters {
			blob, err := in.Store.NewBlob(o.tb.Context())
			if err != nil {
				return err
			}
			if _, err := blob.Write(withAttachment(n, exportAttachment)); err != nil {
				return err
			}
			m := store.Message{ID: casework.MessageID(fmt.Sprintf("m%d", n)), Received: time.Now(), Mailbox: cfg.Mailboxes[0].ID, Folder: "INBOX"}
			err = in.Store.Update(o.tb.Context(), func(tx *store.Tx) error {
				at := store.Place{Mailbox: m.Mailbox, Folder: m.Folder, UIDValidity: 1, UID: uint32(n + 1)}
				if _, err := tx.PutMessage(m, at, blob); err != nil {
					return err
				}
				if n == 0 {
					q, err := in.Desk.Open(tx, desk.Opening{Message: m.ID, Facts: facts(n, m), At: time.Now(), By: casework.ByCitizen, Mailbox: m.Mailbox})
					if err != nil {
						return err
					}
					id, ref = q.ID, string(q.Ref)
				}
				return tx.Settle(m.ID, store.MessageInquiry, "", id)
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		o.tb.Fatal(err)
	}
	return ref
}
