package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/desk"
	"borgerbot/internal/ident"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// cabinet is a mailbox that ends every filing in the same way.
type cabinet struct {
	Mailbox
	ending Ending
	tries  int
}

func (c *cabinet) Append(context.Context, desk.Filing, bool) Outcome {
	c.tries++
	return Outcome{Ending: c.ending, Result: store.Result{Phase: "refused"}}
}

func (c *cabinet) Find(context.Context, string, string, bool) (bool, Outcome) {
	return false, Outcome{}
}

// TestFilingIsTriedInPeace: a mailbox that does not take what is filed is not asked
// without a pause, and the log says so once.
func TestFilingIsTriedInPeace(t *testing.T) {
	for name, ending := range map[string]Ending{"not taken": Retry, "nobody knows": Uncertain} {
		t.Run(name, func(t *testing.T) {
			s := openStore(t)
			synctest.Test(t, func(t *testing.T) {
				payload, err := json.Marshal(desk.Filing{MailID: "copy@example.org"})
				err = errors.Join(err, s.Update(t.Context(), func(tx *store.Tx) error {
					key, err := tx.SystemKey()
					copied := store.Outgoing{Key: "k", Channel: store.OutIMAP, Kind: desk.KindSentCopy, Created: time.Now(), Due: time.Now(), Payload: payload}
					return errors.Join(err, tx.Enqueue(copied, key))
				}))
				if err != nil {
					t.Fatal(err)
				}
				var log strings.Builder
				box := &cabinet{ending: ending}
				o := New(s, desk.New(s, ident.Namer{}, nil, nil, desk.Config{}, func() {}), nil, nil, box, Config{}, slog.New(slog.NewTextHandler(&log, nil)))
				ctx, stop := context.WithTimeout(t.Context(), time.Hour)
				defer stop()
				if err := o.Files(ctx); err != nil {
					t.Fatal(err)
				}
				if box.tries < 3 || box.tries > 8 {
					t.Errorf("tried %d times in an hour", box.tries)
				}
				if n := strings.Count(log.String(), "\n"); n != 1 || !strings.Contains(log.String(), "kind=sent_copy code=refused") {
					t.Errorf("the log says %d lines:\n%s", n, &log)
				}
			})
		})
	}
}

func openStore(t *testing.T) *store.Store {
	t.Helper()
	s, _ := openStoreIn(t)
	return s
}

func openStoreIn(t *testing.T) (s *store.Store, dir string) {
	t.Helper()
	dir = t.TempDir()
	v, err := vault.Open(t.Context(), filepath.Join(dir, "keys.db"), seal.NewKey(), true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = v.Close() })
	s, err = store.Open(t.Context(), dir, v)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s, dir
}
