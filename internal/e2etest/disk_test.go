//go:build integration

package e2etest

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestFullDisk: the disk fills up while letters come, and has space again. What
// came meanwhile stays in the mailbox untouched and is then answered, once.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{60}})
	citizen, box := mailProgram(t, 61), openBox(t, 60)
	if err := os.Mkdir(o.Data(), 0o700); err != nil {
		t.Fatal(err)
	}
	err := syscall.Mount("none", o.Data(), "tmpfs", 0, "size=8m,mode=700")
	if err != nil {
		t.Fatalf("a small disk, which needs a machine where root may mount: %v", err)
	}
	t.Cleanup(func() {
		if o.daemon != nil {
			o.daemon.end()
		}
		if err := syscall.Unmount(o.Data(), 0); err != nil {
			t.Error(err)
		}
	})
	o.install()
	filler := filepath.Join(o.Data(), "filler")
	if err := os.WriteFile(filler, bytes.Repeat([]byte{1}, 8<<20), 0o600); !errors.Is(err, syscall.ENOSPC) {
		t.Fatalf("the disk is not full: %v", err)
	}
	post(t, address(61), address(60), waiting(61, 60, "full@borger.example.org"))
	o.awaitLog("full")
	if lies, err := citizen.folder("INBOX"); err != nil || len(lies) > 0 || len(o.cards()) > 0 {
		t.Errorf("%d letters, %d cards on a full disk (%v)", len(lies), len(o.cards()), err)
	}
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	o.awaitCard(citizen.letters(1)[0].reference(t), "Sendt kl.")
	o.stop()
	if n := len(citizen.letters(1)); n != 1 {
		t.Errorf("%d letters", n)
	}
	o.awaitFlags(box, "$Modtaget", 0)
	o.journalHolds()
}
