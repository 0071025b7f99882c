package outbox

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/desk"
	"borgerbot/internal/ident"
	"borgerbot/internal/store"
)

// world is the relay and the mailbox. Every call to it takes effect and does hurt.
type world struct {
	Mailbox
	calls int
	hurt  func()
}

func (w *world) take() Outcome {
	w.calls++
	w.hurt()
	return Outcome{}
}

func (w *world) Send(context.Context, desk.Posting) Outcome { return w.take() }

func (w *world) Append(context.Context, desk.Filing, bool) Outcome { return w.take() }

// street is the channel of a world.
type street struct {
	Channel
	*world
}

func (s street) Put(context.Context, Post) (ts string, outcome Outcome) { return "1.1", s.take() }

func (s street) Trusted(context.Context) bool { return true }

// TestOutcomeIsWritten: when another program holds the database just as something
// has been done outside, how it ended is written once the database is free, or at
// the latest when the daemon stops; nothing is in doubt after that, and nothing
// is done again.
func TestOutcomeIsWritten(t *testing.T) {
	for _, tt := range []struct {
		name  string
		item  store.Outgoing
		run   func(*Outbox, context.Context) error
		stops bool // the daemon stops while the database is held
	}{
		{name: "letter", item: store.Outgoing{Channel: store.OutMail, Kind: "L01", Automatic: true}, run: (*Outbox).Letters},
		{name: "line, stopping", item: store.Outgoing{Channel: store.OutSlack, Kind: "line"}, run: (*Outbox).Cards, stops: true},
		{name: "filing", item: store.Outgoing{Channel: store.OutIMAP, Kind: desk.KindSentCopy}, run: (*Outbox).Files},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel() // it waits out the database's busy timeout
			s, dir := openStoreIn(t)
			other, err := sql.Open("sqlite3", "file:"+filepath.Join(dir, "borgerbot.db")+"?_txlock=immediate")
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			synctest.Test(t, func(t *testing.T) {
				enqueueOne(t, s, tt.item)
				ctx, stop := context.WithTimeout(t.Context(), time.Hour)
				defer stop()
				w := &world{}
				w.hurt = func() {
					held, err := other.Begin()
					if err != nil {
						t.Fatal(err)
					}
					time.AfterFunc(recordEvery/2, func() {
						if err := held.Rollback(); err != nil {
							t.Error(err)
						}
						if tt.stops {
							stop()
						}
					})
				}
				o := New(s, desk.New(s, ident.Namer{}, nil, nil, desk.Config{}, func() {}), []Relay{w}, street{world: w}, w,
					Config{GiveUp: 24 * time.Hour}, slog.New(slog.DiscardHandler))
				if err := errors.Join(tt.run(o, ctx), o.Recover(t.Context())); err != nil {
					t.Fatal(err)
				}
				err := s.View(t.Context(), func(tx *store.Tx) error {
					item, err := tx.OutgoingByKey("k")
					if item.State != store.OutDelivered || w.calls != 1 {
						t.Errorf("%s after %d calls, want delivered after one", item.State, w.calls)
					}
					return err
				})
				if err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// enqueueOne puts an item with an empty payload into the outbox, under the key k.
func enqueueOne(t *testing.T, s *store.Store, item store.Outgoing) {
	t.Helper()
	item.Key, item.Created, item.Due, item.Payload = "k", time.Now(), time.Now(), []byte("{}")
	err := s.Update(t.Context(), func(tx *store.Tx) error {
		key, err := tx.SystemKey()
		return errors.Join(err, tx.Enqueue(item, key))
	})
	if err != nil {
		t.Fatal(err)
	}
}
