package mailbox

import (
	"context"
	"net"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// inbox is the work of the first connection.
type inbox struct {
	*Watcher
	folder *folder
}

func newInbox(w *Watcher) *inbox { return &inbox{Watcher: w, folder: w.folder(w.acc.inbox())} }

// hold scans the inbox, waits for a reason to scan again, and so on.
func (b *inbox) hold(ctx context.Context, s *session) error {
	idle := s.client.Caps().Has(imap.CapIdle)
	for {
		drain(s.arrived)
		drain(b.scan)
		if err := b.folder.scan(ctx, s); err != nil {
			return err
		}
		b.next.Store(b.folder.in.UIDNext)
		b.good(&b.first, "")
		if !idle {
			b.mode(ModePoll)
			if err := b.wait(ctx, s, b.acc.Timings.poll()); err != nil {
				return err
			}
			continue
		}
		b.mode(ModeIdle)
		err := b.idle(ctx, s)
		if codeOf(err) == CodeRefused && s.conn.alive() {
			b.log.Warn("mailbox without IDLE", "code", CodeRefused)
			idle, err = false, nil
		}
		if err != nil {
			return err
		}
	}
}

// idle waits in IDLE (RFC 2177). It is left before the half hour after which
// servers hang up, and long before the hour or two after which some only seem to
// hold it; the scan that follows is the sign of life.
func (b *inbox) idle(ctx context.Context, s *session) error {
	var cmd *imapclient.IdleCommand
	err := s.do(ctx, "enter IDLE", func() (err error) {
		cmd, err = s.client.Idle()
		return err
	})
	if err != nil {
		return err
	}
	// What arrived between the scan and IDLE, the server should report now. Not
	// every server does, so the other connection looks.
	poke(b.look)
	long := b.acc.Timings.refresh()
	if len(b.folder.waiting) > 0 {
		long = min(long, againAfter)
	}
	waitErr := b.wait(ctx, s, long)
	err = s.do(ctx, "leave IDLE", func() error {
		if err := cmd.Close(); err != nil {
			return err
		}
		return cmd.Wait()
	})
	if waitErr != nil {
		return waitErr
	}
	return err
}

// wait returns when the server reports messages, the other connection has seen
// some, or the time is up.
func (b *inbox) wait(ctx context.Context, s *session, long time.Duration) error {
	timer := time.NewTimer(long)
	defer timer.Stop()
	select {
	case <-s.arrived:
	case <-b.scan:
	case <-timer.C:
	case <-s.client.Closed():
		return explain(ctx, "wait for mail", net.ErrClosed, s.conn.failure())
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func (b *inbox) mode(m Mode) { b.set(func() { b.status.Inbox.Mode = m }) }

func drain(ch chan struct{}) {
	select {
	case <-ch:
	default:
	}
}
