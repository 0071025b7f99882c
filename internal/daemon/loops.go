package daemon

import (
	"context"
	"time"

	"borgerbot/internal/backup"
	"borgerbot/internal/seal"
	"borgerbot/internal/store"
)

// listen keeps the connection on which presses come. Tokens that Slack refuses
// are tried again, for the operator may be changing them.
func (d *Daemon) listen(ctx context.Context) error {
	for {
		if err := d.slack.Run(ctx, ears{d.triage, d.home}); err == nil || !sleep(ctx, 5*time.Minute) {
			return nil
		}
	}
}

// clock applies what the passing of time demands, and posts the morning's
// digest.
func (d *Daemon) clock(ctx context.Context) error {
	if err := d.tellRestored(ctx); err != nil {
		d.log.Error("the advisers could not be told of the restore", "err", err)
	}
	moved, err := d.Desk.Recompute(ctx, d.cfg.CalendarFingerprint(), time.Now())
	for _, m := range moved {
		d.log.Info("deadline moved", "case", m.Ref, "before", m.Before, "after", m.After, "told", m.Told)
	}
	if err != nil {
		d.log.Error("deadlines could not be counted again", "err", err)
	}
	if err := d.Desk.Reconsider(ctx, time.Now()); err != nil {
		d.log.Error("closed contacts could not be looked at again", "err", err)
	}
	if err := d.Desk.Redraw(ctx, time.Now()); err != nil {
		d.log.Error("cards could not be drawn again", "err", err)
	}
	for {
		d.beat(loopClock)
		wait := tickAtLeast
		if d.clockTrusted(ctx) {
			wait = d.tick(ctx)
		}
		if !sleep(ctx, wait) {
			return nil
		}
	}
}

// tick does what is due and returns how long nothing will be.
func (d *Daemon) tick(ctx context.Context) time.Duration {
	now := time.Now()
	next, err := d.Desk.Tick(ctx, now)
	if err != nil && ctx.Err() == nil {
		d.log.Error("the clock stopped for a moment", "err", err)
	}
	digest, err := d.Desk.Digest(ctx, now)
	if err != nil && ctx.Err() == nil {
		d.log.Error("no digest", "err", err)
		digest = now.Add(time.Minute)
	}
	wait := tickAtLeast
	for _, at := range []time.Time{next, digest} {
		if !at.IsZero() {
			wait = min(wait, at.Sub(now))
		}
	}
	return max(wait, time.Second)
}

// tickAtLeast is how often the clock is looked at although nothing is due: new
// inquiries change what is.
const tickAtLeast = 30 * time.Second

// settled is how long after its start the daemon has read what it needs.
const settled = 15 * time.Second

// upkeep sweeps what an interrupted process left behind, carries through erasures
// and gives memory back.
func (d *Daemon) upkeep(ctx context.Context) error {
	if err := d.Store.SweepBlobs(ctx, d.started); err != nil && ctx.Err() == nil {
		d.log.Error("unfinished messages were not swept", "err", err)
	}
	swept, err := d.Vault.Sweep(ctx, d.started.Add(-time.Minute), func(ids []string) (map[string]bool, error) {
		return d.Store.UsedKeys(ctx, ids)
	})
	if err != nil && ctx.Err() == nil {
		d.log.Error("unused keys were not swept", "err", err)
	} else if swept > 0 {
		d.log.Info("unused keys swept", "count", swept)
	}
	for wait := settled; ; wait = time.Minute {
		d.beat(loopUpkeep)
		n, err := d.erase(ctx)
		if err != nil && ctx.Err() == nil {
			d.log.Error("erasure waits", "err", err)
		} else if n > 0 {
			d.log.Info("inquiries erased", "count", n)
		}
		switch n, err := backup.ExpireUpgrade(d.upgradeSettings(seal.Key{}), time.Now()); {
		case err != nil:
			d.log.Error("the copy from before the upgrade could not be deleted", "err", err)
		case n > 0:
			d.log.Info("the copy from before the upgrade has been deleted", "count", n)
		}
		if !sleep(ctx, wait) {
			return nil
		}
		giveBack(wait == settled) // a start leaves much
	}
}

// erase carries erasures through, unless a copy is being taken: it holds the log, and
// whoever writes would wait with the erasure for it to be emptied.
func (d *Daemon) erase(ctx context.Context) (int, error) {
	if d.copying.Load() {
		return 0, nil
	}
	return d.Desk.Erase(ctx, d.Vault, d.cfg.Rules().MailboxErased)
}

// sleep waits, and reports false when ctx has ended.
func sleep(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

// raiseLimit bounds the storing of an alarm.
const raiseLimit = 10 * time.Second

// update runs a short transaction that must not depend on the caller's context.
func (d *Daemon) update(fn func(*store.Tx) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), raiseLimit)
	defer cancel()
	return d.Store.Update(ctx, fn)
}
