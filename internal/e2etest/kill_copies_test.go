//go:build integration

package e2etest

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/desk"
	"borgerbot/internal/store"
)

const (
	// copyKills is how often each of the two commands is killed, killTime for how long
	// at most that is done: a slow machine kills less often.
	copyKills = 8
	killTime  = 8 * time.Second
)

// TestKilledCopies kills the real binary while it takes a copy and while it puts one
// back. After each kill the newest copy there is can be put back, and the data directory
// is whole or says that the restore is to be given once more: nothing half is taken for
// the whole.
func TestKilledCopies(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{66}})
	copies := filepath.Join(o.dir, "copies")
	o.set(map[string]any{"backup": map[string]any{"directory": copies}})
	o.fillData(t)
	whole := o.verified()
	began := time.Now()
	o.ok("backup", o.file)
	takes := time.Since(began)
	kills := o.killAtMoments(takes, "", func() {
		to := filepath.Join(o.dir, "tried")
		o.ok("restore", o.file, copies, "--data", to)
		if err := os.RemoveAll(to); err != nil {
			t.Fatal(err)
		}
	}, "backup", o.file)
	o.ok("backup", o.file)
	if left, err := filepath.Glob(filepath.Join(copies, "*.part*")); err != nil || len(left) > 0 {
		t.Errorf("killed copies have left %v, %v", left, err)
	}
	began = time.Now()
	restore := []string{"restore", "--replace", o.file, copies}
	o.ok(restore...)
	halves := 0
	unfinished := filepath.Join(o.Data(), "restore.unfinished")
	kills += o.killAtMoments(time.Since(began), unfinished, func() {
		if _, err := os.Stat(unfinished); err == nil { // files were changing places
			halves++
			o.wrongly("was interrupted: give the same command once more", "journal", "verify", o.file)
			o.ok(restore...)
		}
		if got := o.verified(); got != whole {
			t.Errorf("after a killed restore: %q, not %q", got, whole)
		}
	}, restore...)
	o.ok(restore...)
	if _, err := os.Stat(filepath.Join(o.Data(), "restore.part")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("killed restores have left keys behind: %v", err)
	}
	t.Logf("a copy takes %s; %d commands were killed, and %d times data were half changed, which was said", takes, kills, halves)
}

// fillData makes data of an inquiry and of letters that take a while to copy.
func (o *office) fillData(t *testing.T) {
	t.Helper()
	if err := os.Mkdir(o.Data(), 0o700); err != nil {
		t.Fatal(err)
	}
	err := o.inside(true, func(in *daemon.Installation, cfg *config.Config) error {
		for n := range 4 {
			if err := putLetter(t.Context(), in, cfg.Mailboxes[0].ID, n); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// putLetter stores an inquiry with a letter of two megabytes.
func putLetter(ctx context.Context, in *daemon.Installation, mailbox string, n int) error {
	blob, err := in.Store.NewBlob(ctx)
	if err != nil {
		return err
	}
	large := make([]byte, 2<<20)
	_, _ = rand.Read(large) // never fails
	if _, err := blob.Write(bytes.Join([][]byte{letter(n), large}, nil)); err != nil {
		return err
	}
	return in.Store.Update(ctx, func(tx *store.Tx) error {
		m := store.Message{ID: casework.MessageID(fmt.Sprintf("m%d", n)), Received: time.Now(), Mailbox: mailbox, Folder: "INBOX"}
		at := store.Place{Mailbox: m.Mailbox, Folder: m.Folder, UIDValidity: 1, UID: uint32(n + 1)}
		if _, err := tx.PutMessage(m, at, blob); err != nil {
			return err
		}
		q, err := in.Desk.Open(tx, desk.Opening{Message: m.ID, Facts: facts(n, m), At: time.Now(), By: casework.ByCitizen, Mailbox: mailbox})
		if err != nil {
			return err
		}
		return tx.Settle(m.ID, store.MessageInquiry, "", q.ID)
	})
}

// verified is what "journal verify" says of the data, which must be whole.
func (o *office) verified() string {
	o.tb.Helper()
	out, errs, code := o.run("journal", "verify", o.file)
	if code != 0 {
		o.tb.Fatalf("journal verify: %d %s%s", code, out, errs)
	}
	return out
}

// killAtMoments runs a command again and again and kills it at moments spread over the
// time it takes, and when a file is there, if one is named; after each it looks. It
// returns how often the command was killed before it had ended.
func (o *office) killAtMoments(takes time.Duration, seen string, look func(), args ...string) (killed int) {
	o.tb.Helper()
	began := time.Now()
	for n := 0; n < copyKills && time.Since(began) < killTime; n++ {
		cmd := o.command(args...)
		if err := cmd.Start(); err != nil {
			o.tb.Fatal(err)
		}
		p := &process{cmd: cmd, done: make(chan struct{})}
		go p.wait()
		moment := time.After(takes * time.Duration(n) / copyKills)
		if seen != "" && n%2 == 1 {
			moment = nil // at the file, or when it has ended
		}
		o.killAt(p, moment, seen)
		if cmd.ProcessState.ExitCode() < 0 {
			killed++
		}
		look()
	}
	return killed
}

// killAt kills a process at a moment or when a file is there, whichever is first.
func (o *office) killAt(p *process, moment <-chan time.Time, seen string) {
	tick := time.NewTicker(200 * time.Microsecond)
	defer tick.Stop()
	defer p.end()
	for {
		select {
		case <-p.done:
			return
		case <-moment:
			return
		case <-tick.C:
			if _, err := os.Stat(seen); err == nil && seen != "" {
				return
			}
		}
	}
}
