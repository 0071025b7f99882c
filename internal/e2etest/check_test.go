//go:build integration

package e2etest

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/store"
)

// passes is how "check" ends where what failed may be over at the next try.
const passes = 75

// TestCheck: an operator looks the office over before the first start, beside the
// running daemon, and with one thing after the other spoilt, against Dovecot and
// Postfix. The daemon makes nothing of the mail to ourselves, and serves a citizen
// meanwhile.
func TestCheck(t *testing.T) {
	t.Parallel()
	const box = 88
	o := newOffice(t, plan{Boxes: []int{box}, Set: map[string]any{"mailboxes.0.after.flag": "$Taget"}})
	before := o.looksOver(0)
	before.holds(t, "ok", "imap box88", "lets us in")
	before.holds(t, "ok", "imap box88", "offers IDLE, UIDPLUS, MOVE, CONDSTORE, QRESYNC")
	before.holds(t, "warning", "imap box88", "renew it") // the servers' certificate is for two days
	before.holds(t, "warning", "smtp", "renew it")
	before.holds(t, "ok", "imap box88", "folders that open: INBOX, Sent, Drafts")
	before.holds(t, "ok", "imap box88", "keeps keywords")
	before.holds(t, "ok", "mail", "deleted again")
	before.holds(t, "not looked at", "database", "no database yet")
	if _, err := os.Stat(o.Data()); err == nil {
		t.Error("the data directory was made")
	}

	o.install()
	for range 3 {
		o.looksOver(0).holds(t, "ok", "mail", "makes nothing of it")
	}
	citizen := mailProgram(t, box+1)
	post(t, address(box+1), address(box), waiting(box+1, box, "check-1@borger.example.org"))
	beside := o.looksOver(0)
	beside.holds(t, "ok", "database", "the journal is whole")
	beside.holds(t, "ok", "keys", "for every letter and inquiry")
	o.awaitCard(citizen.letters(1)[0].reference(t), "Sendt kl.")
	if mails := openBox(t, box).await("INBOX", 1); len(mails) != 1 {
		t.Errorf("%d mails in the inbox, want the citizen's alone", len(mails))
	}
	if n := len(o.cards()); n != 1 {
		t.Errorf("%d cards, want the citizen's alone", n)
	}
	err := o.view(func(_ *config.Config, tx *store.Tx) error {
		robots, err := tx.AutomaticSince(time.Time{}, 10)
		if len(robots) != 0 {
			t.Errorf("%d robots' mails are counted", len(robots))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}

	o.spoiltOneByOne(t)
	o.folderOfAnother(t)
	o.stop()
	o.looksOver(0).holds(t, "ok", "database", "integrity_check")
	o.start()
	o.stop()
	o.journalHolds()
	o.silent("hunter2", "Kragelund")
}

// spoiltOneByOne: each thing that is spoilt is told, and the exit code says whether a
// person must mend it.
func (o *office) spoiltOneByOne(t *testing.T) {
	t.Helper()
	o.write("password", "hunter2")
	o.looksOver(misfit).holds(t, "failed", "imap box88", "check user, password")
	o.write("password", env(t, "PASSWORD"))
	o.set(map[string]any{"mailboxes.0.drafts": "Kladder"})
	missing := o.looksOver(misfit)
	missing.holds(t, "failed", "imap box88", `drafts: there is no folder "Kladder"`)
	missing.holds(t, "note", "imap box88", "Drafts")
	o.set(map[string]any{"mailboxes.0.drafts": "Drafts", "submission.server": "127.0.0.1:9"})
	o.looksOver(passes).holds(t, "failed", "smtp", "at connect")
	o.set(map[string]any{"submission.server": env(t, "SMTP"), "submission.proof": "sent_folder"})
	o.looksOver(misfit, "--wait=10s").holds(t, "failed", "mail", "set submission.proof: bcc and submission.copy_to_sent: true")
	o.set(map[string]any{"submission.proof": "bcc", "submission.copy_to_sent": true})
	proven := o.looksOver(0)
	proven.holds(t, "ok", "mail", "blind copy")
	proven.holds(t, "ok", "mail", "deleted again")
	o.set(map[string]any{"submission.proof": "none", "submission.copy_to_sent": false})
}

// touch makes an empty file where there is none.
func touch(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// folderOfAnother: the folder for copies is root's, and then the service user's; so are
// the daemon's files one after the other.
func (o *office) folderOfAnother(t *testing.T) {
	t.Helper()
	o.stop()
	copies := filepath.Join(o.dir, "copies")
	if err := os.Mkdir(copies, 0o700); err != nil {
		t.Fatal(err)
	}
	o.set(map[string]any{"backup.directory": copies})
	o.hand(nobody, 0o600, 0o700)
	if err := os.Chown(copies, 0, 0); err != nil {
		t.Fatal(err)
	}
	o.looksOver(misfit, "--no-mail").holds(t, "failed", "backup", "make the user the program runs as its owner")
	if err := os.Chown(copies, nobody, nobody); err != nil {
		t.Fatal(err)
	}
	o.looksOver(0, "--no-mail").holds(t, "ok", "backup", "this user can put copies into "+copies)
	if left, err := os.ReadDir(copies); err != nil || len(left) > 0 {
		t.Errorf("the check has left %v in the folder for copies, %v", left, err)
	}
	manifest := filepath.Join(copies, "borgerbot-e2e-20260301T000000Z.data.json")
	if err := touch(manifest); err != nil {
		t.Fatal(err)
	}
	o.looksOver(misfit, "--no-mail").holds(t, "failed", "backup", "copies in "+copies+" cannot be read by this user; ")
	if err := os.Remove(manifest); err != nil {
		t.Fatal(err)
	}
	o.rootIsRefused(t)
	for _, name := range []string{"daemon.lock", "borgerbot.db", "keys.db", "keys.db-wal"} {
		file := filepath.Join(o.Data(), name)
		if err := errors.Join(touch(file), os.Chown(file, 0, 0), os.Chmod(file, 0o600)); err != nil {
			t.Fatal(err)
		}
		o.looksOver(misfit, "--no-mail").holds(t, "failed", "data", name+" in the data directory is not this user's")
		if err := os.Chown(file, nobody, nobody); err != nil {
			t.Fatal(err)
		}
	}
	o.set(map[string]any{"backup.directory": ""})
	o.hand(0, 0o600, 0o700)
	o.start()
}

// rootIsRefused: what would leave root's files among the service user's is refused, and
// leaves none.
func (o *office) rootIsRefused(t *testing.T) {
	t.Helper()
	o.user = 0
	for _, args := range [][]string{
		{"backup", o.file}, {"serve", o.file}, {"restore", "--replace", o.file, o.dir}, {"retention", o.file}, {"keys", "rotate", o.file, filepath.Join(o.dir, "master_key")},
	} {
		_, errs, code := o.run(args...)
		if code != misfit || !strings.Contains(errs, "run this as that user: sudo -u nobody borgerbot") {
			t.Errorf("%v as root ends with %d: %s", args, code, errs)
		}
	}
	err := filepath.WalkDir(o.Data(), func(path string, d os.DirEntry, err error) error {
		if err == nil {
			var info os.FileInfo
			if info, err = d.Info(); err == nil && info.Sys().(*syscall.Stat_t).Uid == 0 {
				t.Errorf("%s is root's", path)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	o.user = nobody
}

// finding is a line of "check --json".
type finding struct{ Part, Status, What, Do string }

// overview is what "check" says.
type overview []finding

// looksOver runs the command, which must end with the code and tell no secret.
func (o *office) looksOver(exit int, options ...string) (all overview) {
	o.tb.Helper()
	out, errs, code := o.run(append([]string{"check", "--json", o.file}, options...)...)
	if code != exit {
		o.tb.Errorf("check ends with %d, want %d: %s%s", code, exit, out, errs)
	}
	for line := range strings.Lines(out) {
		var f finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			o.tb.Errorf("no finding: %q: %v", line, err)
		}
		all = append(all, f)
	}
	for _, secret := range []string{env(o.tb, "PASSWORD"), "hunter2", "Kirsten", "kirsten@"} {
		if strings.Contains(out+errs, secret) {
			o.tb.Errorf("check tells %q", secret)
		}
	}
	return all
}

// holds wants a line.
func (all overview) holds(tb testing.TB, status, part, words string) {
	tb.Helper()
	for _, f := range all {
		if f.Status == status && f.Part == part && strings.Contains(f.What+"; "+f.Do, words) {
			return
		}
	}
	tb.Errorf("no line %s %s with %q in %+v", status, part, words, all)
}
