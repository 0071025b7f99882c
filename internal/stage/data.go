package stage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/daemon"
	"borgerbot/internal/store"
)

// installed makes the office one that has run since the instant: mail that came
// later is taken in when the daemon starts, as after downtime.
func (s *Stage) installed(since time.Time) error {
	ctx := context.Background()
	err := s.inside(ctx, true, func(in *daemon.Installation) error {
		return in.Store.Update(ctx, func(tx *store.Tx) error {
			for _, box := range s.Config.Mailboxes {
				for _, folder := range append([]string{box.Inbox, box.Sent}, box.Folders...) {
					if err := tx.PutFolder(store.Folder{
						Mailbox: box.ID, Name: folder, UIDValidity: s.boxes[box.ID].UIDValidity(folder),
						MarkerUID: 1, MarkerAt: since,
					}); err != nil {
						return err
					}
				}
			}
			return nil
		})
	})
	if err != nil {
		return fmt.Errorf("install: %w", err)
	}
	return nil
}

// Journal checks the chain of the whole journal and returns how many events it
// has. It can be asked beside the running daemon, as [Stage.Robots] can.
func (s *Stage) Journal(ctx context.Context) (events int, err error) {
	err = s.inside(ctx, false, func(in *daemon.Installation) error {
		return in.Store.View(ctx, func(tx *store.Tx) (err error) {
			events, err = tx.VerifyJournal()
			return err
		})
	})
	return events, err
}

// robotsListed bounds how many mails of robots are counted.
const robotsListed = 1000

// Robots returns how many mails have been recognised as a robot's.
func (s *Stage) Robots(ctx context.Context) (count int, err error) {
	err = s.inside(ctx, false, func(in *daemon.Installation) error {
		return in.Store.View(ctx, func(tx *store.Tx) error {
			robots, err := tx.AutomaticSince(time.Unix(0, 0), robotsListed)
			count = len(robots)
			return err
		})
	})
	return count, err
}

// inside runs fn on the office's data, which it makes if told to.
func (s *Stage) inside(ctx context.Context, create bool, fn func(*daemon.Installation) error) error {
	in, err := daemon.Open(ctx, s.Config, create, func() {})
	if err != nil {
		return err
	}
	return errors.Join(fn(in), in.Close())
}
