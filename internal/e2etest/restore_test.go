//go:build integration

package e2etest

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"
)

// TestRestore: a copy is taken beside the daemon, more comes, the machine is lost,
// and the copy is put back on an empty one. Nobody gets a second receipt, no card is
// posted twice, and who writes afterwards is answered. On the way the operator does
// everything wrong that can be done.
//
// Long: it is one day, told in its order.
func TestRestore(t *testing.T) {
	t.Parallel()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	o := newOffice(t, plan{Boxes: []int{80}, Set: map[string]any{"submission.proof": "bcc"}})
	copies, keys := filepath.Join(o.dir, "copies"), filepath.Join(o.dir, "copied-keys")
	o.set(map[string]any{"backup": map[string]any{
		"directory": copies, "keys_directory": keys, "recipients": []any{id.Recipient().String()},
	}})
	o.write("identity", id.String()+"\n")
	other, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	o.write("wrong-identity", other.String()+"\n")
	right, wrong := filepath.Join(o.dir, "identity"), filepath.Join(o.dir, "wrong-identity")
	before, after, later := mailProgram(t, 81), mailProgram(t, 82), mailProgram(t, 83)
	o.install()

	post(t, address(81), address(80), waiting(81, 80, "before@borger.example.org"))
	first := before.letters(1)[0].reference(t)
	o.awaitCard(first, "Sendt kl.")
	o.ok("backup", o.file)
	post(t, address(82), address(80), waiting(82, 80, "after@borger.example.org"))
	second := after.letters(1)[0].reference(t)
	o.awaitCard(second, "Sendt kl.")
	o.wrongly("another borgerbot runs", "restore", o.file, copies, "--identity", right)

	o.kill()
	o.wrongly("there are data already", "restore", o.file, copies, "--identity", right)
	if err := os.Rename(o.Data(), o.Data()+".lost"); err != nil {
		t.Fatal(err)
	}
	o.wrongly("is encrypted: name the file", "restore", o.file, copies)
	o.wrongly("not to this identity", "restore", o.file, copies, "--identity", wrong)
	o.ok("restore", o.file, copies, "--identity", right)
	o.start()
	// Of what came before the first start on the copy, to the second, nobody knows for
	// ten minutes whether it was answered.
	started := time.Now()
	eventually(t, "a second has passed", func() error {
		if time.Since(started) < time.Second {
			return errors.New("not yet")
		}
		return nil
	})
	post(t, address(83), address(80), waiting(83, 80, "later@borger.example.org"))
	third := later.letters(1)[0].reference(t)
	for _, ref := range []string{first, second, third} {
		o.awaitCard(ref, "Sendt")
	}
	o.stop()
	for who, p := range map[string]*person{"before the copy": before, "after the copy": after, "after the restore": later} {
		if n := len(p.letters(1)); n != 1 {
			t.Errorf("who wrote %s has %d letters", who, n)
		}
	}
	if n := len(o.cards()); n != 3 {
		t.Errorf("%d cards", n)
	}
	o.journalHolds()
}

// TestBackupFullDisk: the disk for copies is full. The copy is given up with a clear
// line, the earlier one stays whole, and the daemon does not notice.
func TestBackupFullDisk(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{85}})
	citizen := mailProgram(t, 86)
	copies := filepath.Join(o.dir, "copies")
	if err := os.Mkdir(copies, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("none", copies, "tmpfs", 0, "size=2m,mode=700"); err != nil {
		t.Fatalf("a small disk, which needs a machine where root may mount: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(copies, 0); err != nil {
			t.Error(err)
		}
	})
	o.install()
	o.ok("backup", o.file, "--to", copies)
	filler := filepath.Join(copies, "filler")
	if err := os.WriteFile(filler, bytes.Repeat([]byte{1}, 2<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	o.wrongly("the disk is full", "backup", o.file, "--to", copies)
	post(t, address(86), address(85), waiting(86, 85, "beside@borger.example.org"))
	o.awaitCard(citizen.letters(1)[0].reference(t), "Sendt kl.")
	o.stop()
	if left, err := filepath.Glob(filepath.Join(copies, "*.part*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	o.ok("restore", o.file, copies, "--data", filepath.Join(o.dir, "new"))
}

// ok carries out a command that must succeed.
func (o *office) ok(args ...string) {
	o.tb.Helper()
	if out, errs, code := o.run(args...); code != 0 || !strings.Contains(out, "ok: ") {
		o.tb.Fatalf("%v: exit code %d\n%s%s", args, code, out, errs)
	}
}

// wrongly carries out a command that must be refused in a line that says why.
func (o *office) wrongly(says string, args ...string) {
	o.tb.Helper()
	out, errs, code := o.run(args...)
	lines := strings.Split(strings.TrimSpace(errs), "\n")
	if last := lines[len(lines)-1]; code != 1 || !strings.HasPrefix(last, "borgerbot: error: ") || !strings.Contains(last, says) {
		o.tb.Errorf("%v: exit code %d, not %q:\n%s%s", args, code, says, out, errs)
	}
}
