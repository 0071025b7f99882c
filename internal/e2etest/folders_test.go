//go:build integration

package e2etest

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/store"
)

// TestOldMail: what lay in the mailbox before the first start gets no letter, not
// even when the server numbers the folder anew; an operator takes one in.
func TestOldMail(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{25}})
	citizen, other, earlier, box := mailProgram(t, 26), mailProgram(t, 29), mailProgram(t, 62), openBox(t, 25)
	box.file("INBOX", waiting(62, 25, "old-1@borger.example.org"), time.Now().Add(-72*time.Hour))
	box.file("INBOX", waiting(62, 25, "old-2@borger.example.org"), time.Now().Add(-48*time.Hour))
	o.install()
	eventually(t, "what was there is listed", func() error {
		out, errs, code := o.run("mailbox", "list", o.file)
		if code != 0 || strings.Count(out, "\told\n") != 2 {
			return fmt.Errorf("%d: %s%s", code, out, errs)
		}
		return nil
	})
	post(t, address(26), address(25), waiting(26, 25, "new-1@borger.example.org"))
	ref := citizen.letters(1)[0].reference(t)
	o.awaitCard(ref, "Sendt kl.")

	doveadm(t, "mailbox", "update", "-u", address(25), "--uid-validity", fmt.Sprint(time.Now().Unix()+1000), "INBOX")
	post(t, address(29), address(25), professional(29, 25))
	other.letters(1)
	if n := o.log.count("the folder's UIDs have changed"); n == 0 {
		t.Error("the log does not say that the folder was numbered anew")
	}

	var place string
	eventually(t, "the old mail is listed", func() error {
		out, errs, code := o.run("mailbox", "list", o.file)
		for _, line := range strings.Split(out, "\n") {
			if name, _, found := strings.Cut(line, "\t"); found && strings.HasSuffix(line, "\told") {
				place = name
			}
		}
		if place == "" {
			return fmt.Errorf("%d: %s%s", code, out, errs)
		}
		return nil
	})
	out, errs, code := o.run("mailbox", "adopt", o.file, place)
	if code != 0 || !strings.Contains(out, "taken in") {
		t.Fatalf("mailbox adopt: %d %s%s", code, out, errs)
	}
	eventually(t, "the old letter has a card", func() error {
		if n := len(o.cards()); n != 3 {
			return fmt.Errorf("%d cards", n)
		}
		return nil
	})
	o.stop()
	if lies, err := earlier.folder("INBOX"); err != nil || len(lies) > 0 {
		t.Errorf("%d letters; what was taken in by hand gets none by itself (%v)", len(lies), err)
	}
	if n := len(citizen.letters(1)) + len(other.letters(1)); n != 2 {
		t.Errorf("%d letters for two citizens", n)
	}
	o.journalHolds()
}

// TestOwedAtStart: a letter came weeks ago and the daemon was not there. The
// notice that is owed leaves at once, and once.
func TestOwedAtStart(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{27}})
	citizen, box := mailProgram(t, 28), openBox(t, 27)
	o.installed(time.Now().AddDate(0, -2, 0), box)
	box.file("INBOX", waiting(28, 27, "long-ago@borger.example.org"), time.Now().AddDate(0, 0, -30))
	o.start()
	letters := citizen.letters(2)
	if strings.Contains(letters[0].text, "senest") {
		t.Errorf("the receipt promises a date that has passed:\n%s", letters[0].text)
	}
	letters[1].mustSay(t, "Vi er ikke færdige endnu. Du hører fra os igen senest")
	letters[1].mustHave(t, map[string]string{"Auto-Submitted": "auto-generated", "In-Reply-To": "<long-ago@borger.example.org>"})
	ref := letters[0].reference(t)
	o.awaitCard(ref)
	o.stop()
	o.start()
	o.awaitCard(ref)
	o.stop()
	if n := len(citizen.letters(2)); n != 2 {
		t.Errorf("%d letters", n)
	}
	o.journalHolds()
}

// installed makes the office one that has run since an instant, with one box.
func (o *office) installed(since time.Time, box *person) {
	o.tb.Helper()
	if err := os.Mkdir(o.Data(), 0o700); err != nil {
		o.tb.Fatal(err)
	}
	err := o.inside(true, func(in *daemon.Installation, cfg *config.Config) error {
		return in.Store.Update(context.Background(), func(tx *store.Tx) error {
			m := cfg.Mailboxes[0]
			for _, folder := range []string{m.Inbox, m.Sent} {
				status, err := box.c.Status(folder, &imap.StatusOptions{UIDValidity: true, UIDNext: true}).Wait()
				if err != nil {
					return err
				}
				if err := tx.PutFolder(store.Folder{
					Mailbox: m.ID, Name: folder, UIDValidity: status.UIDValidity, Cursor: uint32(status.UIDNext) - 1,
					MarkerUID: uint32(status.UIDNext), MarkerAt: since,
				}); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		o.tb.Fatal(err)
	}
}
