package mailbox

import (
	"context"
	"errors"
	"net"
	"time"
)

// chores is the work of the second connection.
type chores struct {
	*Watcher
	folders []*folder
	unseen  []string // of Account.Filed: not found yet
}

func newChores(w *Watcher) *chores {
	c := &chores{Watcher: w, unseen: w.acc.Filed}
	for _, name := range w.acc.Folders {
		c.folders = append(c.folders, w.folder(name))
	}
	return c
}

// hold polls the folders, looks at the inbox and does jobs.
func (c *chores) hold(ctx context.Context, s *session) error {
	if err := c.poll(ctx, s); err != nil {
		return err
	}
	ticker := time.NewTicker(c.acc.Timings.poll())
	defer ticker.Stop()
	for {
		var err error
		select {
		case j := <-c.jobs:
			jobErr := j.run(ctx, s)
			j.done <- jobErr
			if !s.conn.alive() {
				err = jobErr
			}
		case <-c.look:
			err = c.lookAtInbox(ctx, s)
		case <-ticker.C:
			err = c.poll(ctx, s)
		case <-s.client.Closed():
			err = explain(ctx, "wait for jobs", net.ErrClosed, s.conn.failure())
		case <-ctx.Done():
			return ctx.Err()
		}
		if err != nil {
			return err
		}
	}
}

// poll scans every folder. One that is not there does not keep the others from
// being read.
func (c *chores) poll(ctx context.Context, s *session) error {
	if err := c.lookAtInbox(ctx, s); err != nil {
		return err
	}
	var missing error
	for _, f := range c.folders {
		err := f.scan(ctx, s)
		if codeOf(err) == CodeFolder && s.conn.alive() {
			missing = errors.Join(missing, err)
		} else if err != nil {
			return err
		}
	}
	unfound, err := c.lookFor(ctx, s)
	if err != nil {
		return err
	}
	missing = errors.Join(missing, unfound)
	if missing != nil && c.Status().Folders.LastError != CodeFolder { // said once, not every minute
		c.log.Error("folder not found", "code", CodeFolder, "err", missing)
	}
	c.good(&c.second, codeOf(missing))
	return nil
}

// lookFor looks for the folders that are written to until each has been seen, and
// says which are not there.
func (c *chores) lookFor(ctx context.Context, s *session) (missing, err error) {
	var unseen []string
	for _, name := range c.unseen {
		there, err := s.exists(ctx, name)
		if err != nil {
			return nil, err
		}
		if !there {
			unseen = append(unseen, name)
			missing = errors.Join(missing, fail(CodeFolder, "find folder %q", name))
		}
	}
	c.unseen = unseen
	return missing, nil
}

// lookAtInbox has the inbox scanned if it has grown since the last scan.
func (c *chores) lookAtInbox(ctx context.Context, s *session) error {
	next, err := s.uidNext(ctx, c.acc.inbox())
	if codeOf(err) == CodeRefused && s.conn.alive() {
		return nil // the first connection says what is wrong with the inbox
	}
	if scanned := c.next.Load(); err == nil && next > 0 && scanned > 0 && next != scanned {
		poke(c.scan)
	}
	return err
}
