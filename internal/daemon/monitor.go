package daemon

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"borgerbot/internal/health"
	"borgerbot/internal/store"
)

const (
	// lookEvery is how often the monitor looks.
	lookEvery = time.Minute
	// probeAfter is after how long without contact the relay is asked whether it
	// still lets us in.
	probeAfter = 15 * time.Minute
	// cutOffAfter is after how long with every road closed the process ends, so that
	// its supervisor tells what it can tell nobody itself.
	cutOffAfter = time.Hour
)

// ErrCutOff ends a daemon that nobody hears: no mail can be fetched, no letter handed
// over and Slack not reached, for an hour. Nothing is lost, and the next start tries
// anew.
var ErrCutOff = errors.New("mailbox, relay and Slack have all been out of reach for an hour: look at the machine's network")

// monitor looks after the roads. It looks at once when the daemon starts, so that a
// wrong token, password or channel shows while the operator is there. Who must know
// that a road is closed is told by another, once for each outage, and once when it
// is over.
func (d *Daemon) monitor(ctx context.Context) error {
	known, err := d.outages(ctx)
	if err != nil && ctx.Err() == nil {
		d.log.Error("what was told before cannot be read", "err", err)
	}
	for awake := true; awake; awake = sleep(ctx, lookEvery) {
		d.beat(loopMonitor)
		d.channel.Trusted(ctx) // known also when there is nothing to post
		d.watchSecret(time.Now())
		d.look(ctx)
		if ctx.Err() != nil {
			return nil
		}
		now := time.Now()
		known = d.follow(ctx, known, now)
		if health.CutOff(d.roads.At(now), now, cutOffAfter) {
			return ErrCutOff
		}
	}
	return nil
}

// look looks at the relay and the database.
func (d *Daemon) look(ctx context.Context) {
	now := time.Now()
	for _, r := range d.roads.At(now) {
		if r.Kind == health.Relay && (now.Sub(r.Last) > probeAfter || !r.Open()) {
			d.relays[0].probe(ctx)
		}
	}
	var unsent store.Queue
	err := d.Store.View(ctx, func(tx *store.Tx) (err error) {
		unsent, err = tx.Unsent(now)
		return err
	})
	if err == nil {
		d.roads.Unsent(d.waiting(unsent.Oldest))
	}
	// Only a write shows that the disk can be written.
	err = d.update(func(tx *store.Tx) error { return tx.SetInstantFact(pulseFact, now) })
	if err == nil {
		d.roads.DatabaseWritten("")
	} else {
		d.log.Error("the database cannot be written", "err", err)
		d.roads.DatabaseWritten(databaseCode(err))
	}
	d.tellSupervisor(now)
}

// waiting is since when a letter has waited for the relay: not while nothing ran that
// could have sent it.
func (d *Daemon) waiting(oldest time.Time) time.Time {
	if !oldest.IsZero() && oldest.Before(d.started) {
		return d.started
	}
	return oldest
}

// pulseFact is when the monitor last wrote; outagesFact are the outages that have
// been told of.
const (
	pulseFact   = "pulse"
	outagesFact = "outages"
)

// tellSupervisor says which roads are closed.
func (d *Daemon) tellSupervisor(now time.Time) {
	words := ""
	for _, r := range d.roads.At(now) {
		if !r.Open() {
			words += "; " + string(r.Kind) + " closed"
		}
	}
	if words == "" {
		words = "; all roads are open"
	}
	d.supervise(func() error { return d.supervisor.Status(words[len("; "):]) })
}

// supervise tells systemd something. That it cannot be told stops nothing.
func (d *Daemon) supervise(tell func() error) {
	if err := tell(); err != nil {
		d.log.Warn("systemd was not told", "err", err)
	}
}

// outages are the outages that have been told of, by this process or an earlier one.
func (d *Daemon) outages(ctx context.Context) (known []health.Outage, err error) {
	var raw string
	err = d.Store.View(ctx, func(tx *store.Tx) error {
		raw, err = tx.Fact(outagesFact)
		return err
	})
	if err != nil || raw == "" {
		return nil, err
	}
	return known, json.Unmarshal([]byte(raw), &known)
}

// follow tells of outages that have begun and of those that are over, and returns
// those there are. What cannot be stored is told directly if the database is what is
// in trouble, else at the next look.
func (d *Daemon) follow(ctx context.Context, known []health.Outage, now time.Time) []health.Outage {
	roads := d.roads.At(now)
	next, begun, ended := health.Follow(known, health.Troubles(roads, now, health.Patience), health.Troubles(roads, now, 0), now)
	raw, err := json.Marshal(next)
	if err == nil {
		err = d.update(func(tx *store.Tx) error {
			before, err := tx.Fact(outagesFact)
			if err != nil || before == string(raw) {
				return err
			}
			for _, o := range begun {
				if err := d.tell(tx, o, now); err != nil {
					return err
				}
			}
			for _, o := range ended {
				if err := d.clear(tx, o, now); err != nil {
					return err
				}
			}
			return tx.SetFact(outagesFact, string(raw))
		})
	}
	blind := false
	for _, o := range begun {
		blind = blind || o.Kind == health.Database
	}
	switch {
	case err == nil:
	case blind:
		for _, o := range begun {
			d.tellDirectly(ctx, o, now)
		}
	default:
		d.log.Error("alarms could not be stored", "err", err)
		return known
	}
	for _, o := range begun {
		d.logBegun(o)
	}
	for _, o := range ended {
		d.log.Info("trouble is over", "trouble", alarmOf(o).begun)
	}
	if len(begun)+len(ended) > 0 {
		d.ring()
	}
	return next
}
