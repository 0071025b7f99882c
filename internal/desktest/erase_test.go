package desktest

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/desk"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

var errKilled = errors.New("killed")

// mortal are keys whose user is killed at a step.
type mortal struct {
	desk.Keys
	at string
}

func (m mortal) Has(ctx context.Context, ids []string) (map[string]bool, error) {
	if m.at == "before anything" {
		return nil, errKilled
	}
	return m.Keys.Has(ctx, ids)
}

func (m mortal) Destroy(ctx context.Context, ids []string) error {
	if m.at == "all asked for, no key destroyed" {
		return errKilled
	}
	if err := m.Keys.Destroy(ctx, ids); err != nil {
		return err
	}
	if m.at == "keys destroyed, nothing blanked" {
		return errKilled
	}
	return nil
}

// TestErasureGoesOn: killed at any step of an erasure, the process carries it on at its
// next start: the keys are gone, every payload is blank, both logs are empty, and
// what lies outside is asked for once (design 7).
func TestErasureGoesOn(t *testing.T) {
	o := newTemplate(t, "horsens")
	o.cfg.Retention.Mailbox = config.EraseMail
	for _, at := range []string{
		"before anything", "all asked for, no key destroyed", "keys destroyed, nothing blanked", "nowhere",
	} {
		t.Run(at, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) { o.eraseKilled(t, at) })
		})
	}
}

func (o *template) eraseKilled(t *testing.T, at string) {
	w, err := o.open(1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.close() }()
	if err := errors.Join(w.do(step{what: "mail"}), w.pass(time.Hour)); err != nil {
		t.Fatal(err)
	}
	id := w.order[0]
	for _, ev := range []casework.Event{
		{Type: casework.MarkNotAComplaint, By: casework.Actor{Role: casework.ByAdviser, Adviser: w.cfg.Advisers[0].ID}},
		{Type: casework.Erase, By: casework.Actor{Role: casework.ByOperator}},
	} {
		ev.At = time.Now()
		if _, err := w.Desk.Do(t.Context(), id, ev, casework.None); err != nil {
			t.Fatal(err)
		}
	}
	keys := w.keysOf(t, id)
	if _, err := w.Desk.Erase(t.Context(), mortal{w.Vault, at}, true); (err != nil) != (at != "nowhere") {
		t.Fatalf("the erasure ended with %v", err)
	}
	// As after a kill: the log stays as it is.
	if err := w.Daemon.Close(); err != nil {
		t.Fatal(err)
	}
	if w.Daemon, err = o.daemon(w.home, true); err != nil {
		t.Fatal(err)
	}
	for range 2 { // and once more, which changes nothing
		if _, err := w.Desk.Erase(t.Context(), w.Vault, true); err != nil {
			t.Fatal(err)
		}
	}
	w.checkErased(t, id, keys)
}

func (w *world) keysOf(t *testing.T, id casework.ID) (keys []string) {
	t.Helper()
	err := w.Store.View(t.Context(), func(tx *store.Tx) (err error) {
		keys, err = tx.KeysOf(id)
		return err
	})
	if err != nil || len(keys) < 2 {
		t.Fatalf("keys %q, %v: its own and its letter's", keys, err)
	}
	return keys
}

func (w *world) checkErased(t *testing.T, id casework.ID, keys []string) {
	t.Helper()
	there, err := w.Vault.Has(t.Context(), keys)
	for _, key := range keys {
		if err != nil || there[key] {
			t.Errorf("a key is still there (%v)", err)
		}
	}
	asked := map[store.OutChannel]int{}
	err = w.Store.View(t.Context(), func(tx *store.Tx) error {
		for _, c := range []store.OutChannel{store.OutSlack, store.OutIMAP} {
			items, err := tx.Unsettled(c)
			if err != nil {
				return err
			}
			for _, item := range items {
				if item.Kind == desk.KindDeleteThread || item.Kind == desk.KindDeleteCopy {
					asked[c]++
				}
			}
		}
		begun, err := tx.BegunErasures()
		if len(begun) > 0 {
			t.Error("the erasure is not done")
		}
		_, broken := tx.VerifyJournal()
		return errors.Join(err, broken)
	})
	if err != nil {
		t.Error(err)
	}
	if asked[store.OutIMAP] != 2 { // the letter, and our receipt; there is no Slack here
		t.Errorf("asked for: %v", asked)
	}
	for _, file := range []string{store.File(w.home), vault.File(w.home)} {
		if info, err := os.Stat(file + "-wal"); err != nil || info.Size() > 0 {
			t.Errorf("the log of %s is not empty (%v)", filepath.Base(file), err)
		}
	}
}
