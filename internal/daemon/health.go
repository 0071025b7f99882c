package daemon

import (
	"context"
	"errors"
	"os"
	"runtime/debug"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/health"
	"borgerbot/internal/letter"
	"borgerbot/internal/outbox"
	"borgerbot/internal/slackapp"
	"borgerbot/internal/store"
)

// vitals are what the daemon knows of itself.
type vitals struct {
	roads      *health.Roads
	pulse      *health.Pulse
	metrics    *health.Metrics
	journeys   *health.Journeys
	server     *health.Server // nil: nobody may ask
	supervisor *health.Supervisor
	turns      map[string]health.Beat
}

// The loops beside those of the outbox, as they are watched.
const (
	loopMailbox = "mailbox"
	loopIntake  = "intake"
	loopClock   = "clock"
	loopMonitor = "monitor"
	loopUpkeep  = "upkeep"
	loopHome    = "home"
	loopRecords = "records" // where there is a folder for the records system
)

const (
	// turnLimit is within what time a loop must have come round: most come round
	// every minute, and a tick after a long stop may take some.
	turnLimit = 10 * time.Minute
	// sendLimit is the same for those that may wait for a slow server with a large
	// letter in their hands.
	sendLimit = 20 * time.Minute
)

// newVitals returns what does not need the parts yet.
func (d *Daemon) newVitals(env func(string) string) vitals {
	v := vitals{
		pulse: &health.Pulse{}, turns: map[string]health.Beat{}, supervisor: health.NewSupervisor(env, os.Getpid()),
		roads: health.NewRoads(d.contacts, func() bool { return d.slack.Connected() }),
	}
	v.metrics = health.NewMetrics(d.sources(v))
	v.journeys = health.NewJourneys(v.metrics.Card)
	return v
}

func (d *Daemon) sources(v vitals) health.Sources {
	return health.Sources{
		Roads: v.roads, Pulse: v.pulse, Version: version(),
		Workload: func(ctx context.Context) (f store.Workload, err error) {
			now := time.Now()
			err = d.Store.View(ctx, func(tx *store.Tx) (err error) {
				f, err = tx.Workload(now, d.cfg.Rules().Today(now))
				return err
			})
			return f, err
		},
		Backup: func(ctx context.Context) (at time.Time, err error) {
			err = d.Store.View(ctx, func(tx *store.Tx) (err error) {
				at, err = tx.InstantFact(store.BackupFact)
				return err
			})
			return at, err
		},
	}
}

// listenHealth opens the address on which the daemon may be asked how it is, if
// there is one, and names the loops.
func (d *Daemon) listenHealth() (err error) {
	for _, name := range []string{loopClock, loopMonitor, loopUpkeep, loopHome} {
		d.turns[name] = d.pulse.Loop(name, turnLimit)
	}
	for _, name := range append(outbox.Loops(), loopIntake) {
		d.turns[name] = d.pulse.Loop(name, sendLimit)
	}
	if d.cfg.Export.Folder != "" {
		d.turns[loopRecords] = d.pulse.Loop(loopRecords, sendLimit)
	}
	for _, m := range d.cfg.Mailboxes {
		name := loopMailbox + " " + m.ID
		d.turns[name] = d.pulse.Loop(name, sendLimit)
	}
	if d.cfg.Health.Listen == "" {
		return nil
	}
	d.server, err = health.Listen(d.cfg.Health.Listen, d.sources(d.vitals), d.metrics)
	return err
}

// beat is the beat of a loop, by its name.
func (d *Daemon) beat(name string) {
	if turn := d.turns[name]; turn != nil {
		turn()
	}
}

// contacts is how the mailboxes are doing.
func (d *Daemon) contacts() []health.Contact {
	var all []health.Contact
	for _, w := range d.watchers {
		s := w.Status()
		all = append(all, health.Contact{Mailbox: s.Mailbox, Last: s.Inbox.LastGood, Code: string(s.Inbox.LastError)})
	}
	return all
}

// homeRoads is how the roads are doing, for the home tab: the database is no matter
// of an adviser's.
func (d *Daemon) homeRoads() []card.Road {
	kinds := map[health.Kind]card.RoadKind{
		health.Mailbox: card.RoadMailbox, health.Slack: card.RoadSlack, health.Relay: card.RoadRelay,
	}
	var roads []card.Road
	for _, r := range d.roads.At(time.Now()) {
		kind, shown := kinds[r.Kind]
		if !shown {
			continue
		}
		road := card.Road{
			Kind: kind, Last: r.Last, Broken: !r.Since.IsZero(), Since: r.Since, Untrusted: r.Untrusted != "",
			Missed: r.Missed, Found: r.Found,
		}
		if len(d.watchers) > 1 {
			road.Name = r.Name
		}
		roads = append(roads, road)
	}
	return roads
}

// version is the program's, as the Go tool has recorded it.
func version() string {
	if info, ok := debug.ReadBuildInfo(); ok {
		return info.Main.Version
	}
	return ""
}

// databaseCode is the code of what is wrong with the database.
func databaseCode(err error) string {
	for code, own := range map[string]error{
		"disk_full": store.ErrDiskFull, "read_only": store.ErrReadOnly, "disk": store.ErrDisk, "busy": store.ErrBusy,
	} {
		if errors.Is(err, own) {
			return code
		}
	}
	return "error"
}

func slackCode(err error) string {
	var e *slackapp.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return "error"
}

// distrustWords turns Slack's problem into the one an alarm explains; no problem
// into none.
func distrustWords(p slackapp.TrustProblem) letter.Distrust {
	switch p {
	case "":
		return ""
	case slackapp.TrustPublic:
		return letter.ChannelPublic
	case slackapp.TrustShared:
		return letter.ChannelShared
	case slackapp.TrustArchived:
		return letter.ChannelArchived
	case slackapp.TrustMissing:
		return letter.ChannelAbsent
	case slackapp.TrustStranger, slackapp.TrustGuest, slackapp.TrustDeactivated, slackapp.TrustDisguised:
		return letter.ChannelStranger
	}
	return letter.ChannelUnknown
}
