package backup_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"filippo.io/age"

	"borgerbot/internal/backup"
	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/personal"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// house is an installation and its folders.
type house struct {
	t      *testing.T
	s      backup.Settings
	store  *store.Store
	vault  *vault.Vault
	number uint32
	letGo  []casework.ID // the inquiries that a restore asked to be let go outside
}

func build(t *testing.T) *house {
	t.Helper()
	root := t.TempDir()
	h := &house{t: t, s: backup.Settings{
		Office: "lejre", Own: filepath.Join(root, "data"), Directory: filepath.Join(root, "copies"),
		KeysDirectory: filepath.Join(root, "keys"), KeepDays: 30, KeysDays: 10, KeepCopies: 2, Master: seal.NewKey(),
	}}
	if err := os.MkdirAll(h.s.Own, 0o700); err != nil {
		t.Fatal(err)
	}
	h.open(h.s.Own)
	h.update(func(tx *store.Tx) error { return tx.SetFact(store.FactInstance, h.vault.Instance()) })
	return h
}

func (h *house) open(dir string) {
	h.t.Helper()
	var err error
	if h.vault, err = vault.Open(h.t.Context(), vault.File(dir), h.s.Master, true); err != nil {
		h.t.Fatal(err)
	}
	if h.store, err = store.Open(h.t.Context(), dir, h.vault); err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(h.close)
}

func (h *house) close() { _, _ = h.store.Close(), h.vault.Close() }

func (h *house) update(fn func(*store.Tx) error) {
	h.t.Helper()
	if err := h.store.Update(h.t.Context(), fn); err != nil {
		h.t.Fatal(err)
	}
}

// letter takes in a letter, and opens an inquiry of it.
func (h *house) letter(id string) {
	h.t.Helper()
	h.number++
	blob, err := h.store.NewBlob(h.t.Context())
	if err == nil {
		_, err = io.WriteString(blob, "Kanariefugl "+id)
	}
	if err != nil {
		h.t.Fatal(err)
	}
	q := store.Inquiry{Inquiry: casework.Inquiry{
		ID: casework.ID(id), Ref: casework.NewReference(h.number), Received: noon, Version: 1, Subject: personal.New("Kanariefugl " + id),
	}}
	q.Course.State = casework.Received
	h.update(func(tx *store.Tx) error {
		at := store.Place{Mailbox: "post", Folder: "INBOX", UIDValidity: 1, UID: h.number}
		m := casework.MessageID("m" + id)
		if _, err := tx.PutMessage(store.Message{ID: m, Received: noon, Mailbox: "post", Folder: "INBOX"}, at, blob); err != nil {
			return err
		}
		return errors.Join(tx.PutInquiry(&q), tx.AppendEvent(q, casework.Event{Type: casework.Opened, At: noon, Press: string(m)}),
			tx.Settle(m, store.MessageInquiry, "", q.ID))
	})
}

// erase erases an inquiry as the desk does.
func (h *house) erase(id casework.ID, e backup.Erasures) {
	h.t.Helper()
	var keys []string
	h.update(func(tx *store.Tx) (err error) {
		keys, err = tx.KeysOf(id)
		return err
	})
	if behind, err := e.Note(noon, keys, []casework.MessageID{casework.MessageID("m" + id)}); behind != nil || err != nil {
		h.t.Fatal(behind, err)
	}
	if err := h.vault.Destroy(h.t.Context(), keys); err != nil {
		h.t.Fatal(err)
	}
	if _, err := h.store.ForgetKeyless(h.t.Context(), func(ids []string) (map[string]bool, error) { return h.vault.Has(h.t.Context(), ids) },
		func(casework.ID) error { return nil }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) erasures() backup.Erasures {
	return backup.Erasures{Own: h.s.Own, Beside: h.s.KeysDirectory}
}

func (h *house) take(at time.Time) backup.Copy {
	h.t.Helper()
	c, err := backup.Take(h.t.Context(), h.s, at)
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

func (h *house) order(dir string) backup.Order {
	return backup.Order{From: h.s.Directory, Keys: h.s.KeysDirectory, Office: h.s.Office, Master: h.s.Master, Dir: dir,
		LetGo: func(ctx context.Context, s *store.Store, id casework.ID) error {
			h.letGo = append(h.letGo, id)
			return desk.LetGoOutside(ctx, s, id, true)
		}}
}

// readable reports what can be read of an inquiry in a restored folder.
func (h *house) readable(dir string, id casework.ID) (state casework.State, subject string) {
	h.t.Helper()
	other := &house{t: h.t, s: h.s}
	other.open(dir)
	defer other.close()
	err := other.store.View(h.t.Context(), func(tx *store.Tx) error {
		q, err := tx.Inquiry(id)
		state, subject = q.Course.State, q.Subject.Reveal()
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return state, subject
}

func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), ".") {
			names = append(names, e.Name())
		}
	}
	return names
}

// TestThereAndBack: a copy is taken while the installation is open, and put back
// elsewhere; it opens, and knows that it is a copy.
func TestThereAndBack(t *testing.T) {
	h := build(t)
	h.letter("q1")
	c := h.take(noon)
	if c.Tried != 2 || c.Data.Events != 1 {
		t.Errorf("the copy: %+v", c)
	}
	if got, want := files(t, h.s.Directory), []string{"borgerbot-lejre-20260302T120000Z.data.db", "borgerbot-lejre-20260302T120000Z.data.json"}; strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("the folder has %v", got)
	}
	h.letter("q2")
	dir := filepath.Join(t.TempDir(), "new")
	r, err := backup.Restore(t.Context(), h.order(dir), noon.Add(time.Hour))
	if err != nil || r.Aside != "" || r.Erased != 0 {
		t.Fatalf("Restore = %+v, %v", r, err)
	}
	if state, subject := h.readable(dir, "q1"); state != casework.Received || subject != "Kanariefugl q1" {
		t.Errorf("what was put back: %s, %q", state, subject)
	}
	other := &house{t: t, s: h.s}
	other.open(dir)
	_ = other.store.View(t.Context(), func(tx *store.Tx) error {
		r, err := tx.Restored()
		if err != nil || !r.From.Equal(noon) || !r.Forgot(noon.Add(time.Minute)) || r.Forgot(noon.Add(2*time.Hour)) {
			t.Errorf("it takes itself for %+v, %v", r, err)
		}
		if _, err := tx.Inquiry("q2"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("what came after the copy: %v", err)
		}
		return nil
	})
}

// TestCopiesTellNothing: no word of a letter can be read in a copy, nor with the
// keys' copy and a wrong master key.
func TestCopiesTellNothing(t *testing.T) {
	h := build(t)
	h.letter("q1")
	h.take(noon)
	for _, dir := range []string{h.s.Directory, h.s.KeysDirectory} {
		for _, name := range files(t, dir) {
			raw, err := os.ReadFile(filepath.Join(dir, name))
			if err != nil || bytes.Contains(raw, []byte("Kanariefugl")) {
				t.Errorf("%s holds words (%v)", name, err)
			}
			if info, err := os.Stat(filepath.Join(dir, name)); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s is open to others: %v, %v", name, info.Mode(), err)
			}
		}
	}
	o := h.order(filepath.Join(t.TempDir(), "new"))
	o.Master = seal.NewKey()
	if _, err := backup.Restore(t.Context(), o, noon); !errors.Is(err, vault.ErrWrongMaster) {
		t.Errorf("with another master key: %v", err)
	}
}

func identity(t *testing.T) *age.X25519Identity {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestEncryptedToARecipient(t *testing.T) {
	h := build(t)
	h.letter("q1")
	id := identity(t)
	h.s.Recipients = []age.Recipient{id.Recipient()}
	c := h.take(noon)
	raw, err := os.ReadFile(c.Keys.Path())
	if err != nil || !bytes.HasPrefix(raw, []byte("age-encryption.org/v1")) {
		t.Errorf("the copy of the keys begins with %.20q, %v", raw, err)
	}
	for name, try := range map[string]struct {
		identities []age.Identity
		want       error
	}{
		"none": {nil, backup.ErrLocked}, "another": {[]age.Identity{identity(t)}, backup.ErrIdentity}, "the right one": {[]age.Identity{id}, nil},
	} {
		o := h.order(filepath.Join(t.TempDir(), "new"))
		o.Identities = try.identities
		if _, err := backup.Restore(t.Context(), o, noon); !errors.Is(err, try.want) {
			t.Errorf("%s: %v, want %v", name, err, try.want)
		}
		if left := files(t, o.Dir); try.want != nil && len(left) != 0 {
			t.Errorf("%s: left behind: %v", name, left)
		}
	}
}

// TestRefusals: what cannot be put back leaves everything as it was.
func TestRefusals(t *testing.T) {
	h := build(t)
	h.letter("q1")
	first := h.take(noon)
	second := h.take(noon.Add(24 * time.Hour))
	raw, err := os.ReadFile(second.Data.Path())
	if err != nil {
		t.Fatal(err)
	}
	other := build(t)
	other.letter("q1")
	theirs := other.take(noon.Add(48 * time.Hour))
	change := func(fn func([]byte) []byte) func() {
		return func() {
			if err := os.WriteFile(second.Data.Path(), fn(bytes.Clone(raw)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, try := range map[string]struct {
		before func()
		order  func(*backup.Order)
		want   error
	}{
		"cut short":        {before: change(func(raw []byte) []byte { return raw[:len(raw)-100] }), want: backup.ErrCut},
		"one bit":          {before: change(func(raw []byte) []byte { raw[len(raw)/2] ^= 1; return raw }), want: backup.ErrCut},
		"older keys":       {order: func(o *backup.Order) { o.Keys = first.Keys.Path() }, want: backup.ErrOldKeys},
		"others' keys":     {order: func(o *backup.Order) { o.Keys = theirs.Keys.Path() }, want: backup.ErrMixedUp},
		"data are there":   {order: func(o *backup.Order) { o.Dir = h.s.Own }, want: backup.ErrThere},
		"nothing there":    {order: func(o *backup.Order) { o.From = t.TempDir() }, want: backup.ErrNoCopy},
		"no such file":     {order: func(o *backup.Order) { o.From = "nowhere" }, want: backup.ErrNoCopy},
		"without manifest": {order: func(o *backup.Order) { o.From = h.s.Own + "/borgerbot.db" }, want: backup.ErrNoCopy},
	} {
		t.Run(name, func(t *testing.T) {
			change(func(raw []byte) []byte { return raw })()
			if try.before != nil {
				try.before()
			}
			o := h.order(filepath.Join(t.TempDir(), "new"))
			if try.order != nil {
				try.order(&o)
			}
			if _, err := backup.Restore(t.Context(), o, noon.Add(72*time.Hour)); !errors.Is(err, try.want) {
				t.Errorf("Restore = %v, want %v", err, try.want)
			} else if try.want == backup.ErrCut && !strings.HasPrefix(err.Error(), second.Data.File+": ") {
				t.Errorf("%v does not name the file", err)
			}
			if _, subject := h.readable(h.s.Own, "q1"); subject != "Kanariefugl q1" {
				t.Error("what was there is not as it was")
			}
		})
	}
}

// TestReplacePutsAside: what was there is kept, and can be read; also when another
// restore follows in the same second.
func TestReplacePutsAside(t *testing.T) {
	h := build(t)
	h.letter("q1")
	h.take(noon)
	h.letter("q2")
	h.close()
	o := h.order(h.s.Own)
	o.Replace = true
	r, err := backup.Restore(t.Context(), o, noon.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if again, err := backup.Restore(t.Context(), o, noon.Add(time.Hour)); err != nil || again.Aside == r.Aside {
		t.Errorf("a second restore puts aside into %s, %v", again.Aside, err)
	}
	if _, subject := h.readable(r.Aside, "q2"); subject != "Kanariefugl q2" {
		t.Error("what was put aside cannot be read")
	}
	if _, subject := h.readable(h.s.Own, "q1"); subject != "Kanariefugl q1" {
		t.Error("what was put back cannot be read")
	}
	if backup.Unfinished(h.s.Own) {
		t.Error("it takes itself for unfinished")
	}
}

// TestInterruptedRestoreGoesOn: stopped while files changed places, the same command
// ends it, and nothing is lost.
func TestInterruptedRestoreGoesOn(t *testing.T) {
	h := build(t)
	h.letter("q1")
	h.take(noon)
	h.close()
	// As a process leaves it that was killed between the two renames.
	if err := errors.Join(
		os.WriteFile(filepath.Join(h.s.Own, "restore.unfinished"), nil, 0o600), os.Remove(store.File(h.s.Own))); err != nil {
		t.Fatal(err)
	}
	if !backup.Unfinished(h.s.Own) {
		t.Fatal("nobody would notice")
	}
	if _, err := backup.Restore(t.Context(), h.order(h.s.Own), noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if _, subject := h.readable(h.s.Own, "q1"); subject != "Kanariefugl q1" || backup.Unfinished(h.s.Own) {
		t.Error("the restore has not ended")
	}
}

// TestErasedStaysErased (GDPR art. 17): neither with newer keys nor with keys of the
// time does a restore bring back what was erased after the copy; and a letter that
// came and went meanwhile is not taken in again.
func TestErasedStaysErased(t *testing.T) {
	for name, newer := range map[string]bool{"keys of the time": false, "newer keys": true} {
		t.Run(name, func(t *testing.T) {
			h := build(t)
			h.letter("q1")
			h.letter("q2")
			old := h.take(noon)
			h.letter("q3")
			e := h.erasures()
			if newer { // and nobody noted it
				e = backup.Erasures{Own: t.TempDir()}
			}
			h.erase("q1", e)
			h.erase("q3", e)
			o := h.order(filepath.Join(t.TempDir(), "new"))
			o.From, o.Keys = old.Data.Path(), old.Keys.Path()
			if newer {
				o.Keys = h.take(noon.Add(time.Hour)).Keys.Path()
			}
			r, err := backup.Restore(t.Context(), o, noon.Add(2*time.Hour))
			if err != nil || r.Erased != 1 || !slices.Equal(h.letGo, []casework.ID{"q1"}) {
				t.Fatalf("Restore = %+v, %v", r, err)
			}
			if state, subject := h.readable(o.Dir, "q1"); state != casework.Erased || subject != "" {
				t.Errorf("what was erased is %s, %q", state, subject)
			}
			if _, subject := h.readable(o.Dir, "q2"); subject != "Kanariefugl q2" {
				t.Error("what was not erased cannot be read")
			}
			if !newer {
				other := &house{t: t, s: h.s}
				other.open(o.Dir)
				_ = other.store.View(t.Context(), func(tx *store.Tx) error {
					if m, err := tx.Message("mq3"); err != nil || m.State != store.MessageErased {
						t.Errorf("the tombstone: %+v, %v", m, err)
					}
					return nil
				})
			}
		})
	}
}

// TestExpiry: keys go before data, the newest of both stay whatever the clock says,
// and another office's copies are none of ours.
func TestExpiry(t *testing.T) {
	h := build(t)
	h.letter("q1")
	theirs := h.s
	theirs.Office = "horsens"
	if _, err := backup.Take(t.Context(), theirs, noon.AddDate(-1, 0, 0)); err != nil {
		t.Fatal(err)
	}
	h.take(noon)
	h.take(noon.AddDate(0, 0, 1))
	c := h.take(noon.AddDate(0, 0, 20))
	if c.Expired != 2 { // both keys older than ten days
		t.Errorf("%d expired", c.Expired)
	}
	c = h.take(noon.AddDate(0, 0, 40)) // data older than thirty days, but for the newest two
	if c.Expired != 3 {
		t.Errorf("%d expired", c.Expired)
	}
	if n := len(files(t, h.s.Directory)); n != 2*2+2 {
		t.Errorf("there are %d files: %v", n, files(t, h.s.Directory))
	}
	c = h.take(noon.AddDate(10, 0, 0)) // a clock that is ten years ahead
	if c.Expired != 2 {
		t.Errorf("%d expired: %v", c.Expired, files(t, h.s.Directory))
	}
	h.take(noon.AddDate(0, 0, 40)) // and is set back: nothing is written over
	c = h.take(noon.AddDate(0, 0, 40))
	o := h.order(filepath.Join(t.TempDir(), "new"))
	if _, err := backup.Restore(t.Context(), o, noon.AddDate(0, 0, 41)); !errors.Is(err, backup.ErrClock) {
		t.Errorf("the copy of the future: %v", err)
	}
	o.From, o.Keys = c.Data.Path(), c.Keys.Path() // as the error says
	if _, err := backup.Restore(t.Context(), o, noon.AddDate(0, 0, 41)); err != nil {
		t.Error(err)
	}
}

// TestOnlyOneAtATime: an operator's copy and the daemon's do not meet.
func TestOnlyOneAtATime(t *testing.T) {
	h := build(t)
	h.letter("q1")
	h.take(noon)
	f, err := os.OpenFile(filepath.Join(h.s.Directory, ".borgerbot-lejre.lock"), os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		t.Fatal(err)
	}
	if _, err := backup.Take(t.Context(), h.s, noon); !errors.Is(err, backup.ErrBusy) {
		t.Errorf("Take = %v", err)
	}
}

// TestBrokenOff: what a copy that was killed has left is cleared away by the next.
func TestBrokenOff(t *testing.T) {
	h := build(t)
	h.letter("q1")
	left := filepath.Join(h.s.Directory, "borgerbot-lejre-20260301T120000Z.data.part")
	if err := os.MkdirAll(left, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(left, "borgerbot.db"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	h.take(noon)
	if got := files(t, h.s.Directory); len(got) != 2 {
		t.Errorf("the folder has %v", got)
	}
}
