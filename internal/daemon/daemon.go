package daemon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"borgerbot/internal/backup"
	"borgerbot/internal/config"
	"borgerbot/internal/export"
	"borgerbot/internal/home"
	"borgerbot/internal/intake"
	"borgerbot/internal/letter"
	"borgerbot/internal/mailbox"
	"borgerbot/internal/oauth"
	"borgerbot/internal/outbox"
	"borgerbot/internal/slackapp"
	"borgerbot/internal/store"
	"borgerbot/internal/submit"
	"borgerbot/internal/triage"
)

// Dialer opens connections; nil is the network's.
type Dialer = func(ctx context.Context, network, address string) (net.Conn, error)

// Deps are what the daemon is given from outside.
type Deps struct {
	Log  *slog.Logger
	Dial Dialer
	// Words are the configuration's, where they have been read before; nil: they
	// are read.
	Words *Words
	// Env looks up what systemd has put into the environment; nil: nothing.
	Env func(name string) string
}

// words are the words that have been read, or reads them.
func (d Deps) words(cfg *config.Config) (*Words, error) {
	if d.Words != nil {
		return d.Words, nil
	}
	return ReadWords(cfg)
}

// Daemon is a running installation.
type Daemon struct {
	*Installation
	log *slog.Logger

	lock     *os.File
	intake   *intake.Intake
	outbox   *outbox.Outbox
	triage   *triage.Triage
	home     *home.Home
	records  *export.Records // nil: there is no folder for them
	dial     Dialer
	slack    *slackapp.App
	channel  *channel
	senders  []*submit.Sender
	tokens   *oauth.Source // nil: nothing signs in with a token
	relays   []relay
	watchers []*mailbox.Watcher
	vitals
	started   time.Time
	copying   atomic.Bool // a copy is being taken: the log cannot be emptied
	lastTick  time.Time   // of the clock loop alone, as is what follows
	timepiece timepiece
	// secretTold is the last warning that the client secret expires; the monitor's
	// alone.
	secretTold string
}

// New opens the installation of a configuration and constructs its parts. What
// has been opened is closed again if anything fails.
func New(ctx context.Context, cfg *config.Config, deps Deps) (d *Daemon, err error) {
	d = &Daemon{log: deps.Log, started: time.Now()}
	if deps.Env == nil {
		deps.Env = func(string) string { return "" }
	}
	d.vitals = d.newVitals(deps.Env)
	defer func() {
		if err != nil {
			err = errors.Join(err, d.Close())
		}
	}()
	if d.lock, err = lock(string(cfg.DataDir)); err != nil {
		return d, err
	}
	if err := backup.Clear(string(cfg.DataDir)); err != nil {
		return d, err
	}
	if d.Installation, err = open(ctx, cfg, opening{
		create: true, log: deps.Log, changed: d.ring, words: deps.words, commit: d.metrics.Commit, pressed: d.journeys.Pressed,
	}); err != nil {
		return d, err
	}
	d.dial = deps.Dial
	if err := d.update(func(tx *store.Tx) error { return tx.BeginRestored(d.started) }); err != nil {
		return d, err
	}
	if err := d.startClock(ctx); err != nil {
		return d, err
	}
	if err := d.listenHealth(); err != nil {
		return d, err
	}
	return d, d.wire(deps.Dial)
}

// ring tells those who wait for it that something has been committed.
func (d *Daemon) ring() {
	d.outbox.Ring()
	d.home.Ring()
	if d.records != nil {
		d.records.Ring()
	}
}

// wire constructs the parts in the order in which they need one another.
func (d *Daemon) wire(dial Dialer) (err error) {
	cfg := d.cfg
	if d.slack, err = slackapp.New(slackConfig(cfg, dial), d.log.With("part", "slack")); err != nil {
		return fmt.Errorf("slack: %w", err)
	}
	d.channel = &channel{app: d.slack, roads: d.roads, log: d.log}
	var relays []outbox.Relay
	if d.tokens, err = tokenSource(cfg, dial); err != nil {
		return err
	}
	// With several connections the waits for relay and disk overlap.
	for range cfg.Submission.Connections {
		sender := submit.New(smtpAccount(cfg.Submission, dial, d.tokens))
		d.senders = append(d.senders, sender)
		d.relays = append(d.relays, relay{sender, d.proofAddress(), d.roads})
		relays = append(relays, d.relays[len(d.relays)-1])
	}
	post := files{boxes: map[string]box{}, main: cfg.Mailboxes[0].ID, names: d.Names}
	d.outbox = outbox.New(d.Store, d.Desk, relays, d.channel, post, outbox.Config{
		SentProof: cfg.Submission.Proof == config.ProofSentFolder, GiveUp: cfg.Submission.GiveUp,
		CopyToSent: cfg.Submission.CopyToSent, PerMinute: cfg.Submission.PerMinute,
		Watch: outbox.Watch{Beat: d.beat, Receipt: d.metrics.Receipt, Shown: d.journeys.Shown},
	}, d.log)
	in := intakeConfig(cfg, d.words.letters)
	in.Alarm = func(code intake.AlarmCode, mailbox string, count int) {
		name := d.today()
		if code == intake.MailboxGap { // intake tells of each once
			name = time.Now().UTC().Format(time.RFC3339Nano)
		}
		d.raise(letter.Alarm{Code: alarmCode(code), Mailbox: mailbox, Count: count}, name)
	}
	in.Gap, in.Beat = d.roads.Gap, func() { d.beat(loopIntake) }
	d.intake = intake.New(d.Store, d.Names, d.Vault, d.words.judge, d.Desk, in, d.log)
	restored, err := d.restored(context.Background())
	if err != nil {
		return err
	}
	for _, m := range cfg.Mailboxes {
		acc := imapAccount(m, dial, d.tokens)
		if m.After.Move != "" && time.Since(restored.At) < rereadMoved {
			acc.Folders = append(acc.Folders, m.After.Move)
		}
		acc.Beat = d.turns[loopMailbox+" "+m.ID]
		if err := acc.Validate(); err != nil {
			return fmt.Errorf("mailbox %s: %w", m.ID, err)
		}
		watcher := mailbox.New(acc, sink{intake: d.intake}, d.log)
		d.watchers = append(d.watchers, watcher)
		post.boxes[m.ID] = box{watcher: watcher, sent: m.Sent, drafts: m.Drafts}
	}
	d.triage = triage.New(d.Desk, d.Store, d.words.deck, d.Names, d.view, answers{d.slack}, d.adopt, d.log)
	if d.records, err = d.newRecords(); err != nil {
		return err
	}
	d.home = home.New(d.Desk, d.Store, d.words.deck, d.view, tabs{d.slack}, d.homeRoads, d.log)
	return nil
}

// proofAddress is our own mailbox as the second recipient of each letter, where
// that is how a letter in doubt is proved.
func (d *Daemon) proofAddress() string {
	if d.cfg.Submission.Proof == config.ProofBCC {
		return d.cfg.Mailboxes[0].Address
	}
	return ""
}

// Run runs until ctx ends, and then stops in order. It returns nil after an
// orderly stop.
func (d *Daemon) Run(ctx context.Context) error {
	switch err := d.outbox.Recover(ctx); {
	case ctx.Err() != nil:
		return nil // stopped while it was starting
	case err != nil:
		return fmt.Errorf("recover: %w", err)
	}
	// Sending goes on a little after taking in has stopped, so that what is being
	// sent is finished.
	sending, stopSending := context.WithCancel(context.WithoutCancel(ctx))
	defer stopSending()
	var taking, roads errgroup.Group
	failed, fail := context.WithCancelCause(ctx)
	defer fail(nil)
	start := func(g *errgroup.Group, ctx context.Context, name string, loop func(context.Context) error) {
		g.Go(func() error {
			err := loop(ctx)
			if err != nil {
				err = fmt.Errorf("%s: %w", name, err)
				fail(err)
			}
			return err
		})
	}
	for _, w := range d.watchers {
		start(&taking, failed, "mailbox", w.Run)
	}
	start(&taking, failed, "intake", d.intake.Run)
	start(&taking, failed, "slack", d.listen)
	start(&taking, failed, "clock", d.clock)
	start(&taking, failed, "monitor", d.monitor)
	start(&taking, failed, "upkeep", d.upkeep)
	start(&taking, failed, "home", func(ctx context.Context) error {
		return d.home.Run(ctx, func() { d.beat(loopHome) })
	})
	if d.records != nil {
		start(&taking, failed, "records", d.records.Run)
	}
	if d.server != nil {
		start(&roads, sending, "health", d.server.Run)
	}
	go d.supervisor.Watch(sending, func() bool { return d.pulse.Alive(time.Now()) })
	start(&taking, failed, "copies", d.copies)
	start(&roads, sending, "letters", d.outbox.Letters)
	start(&roads, sending, "proofs", d.outbox.Proofs)
	start(&roads, sending, "cards", d.outbox.Cards)
	start(&roads, sending, "files", d.outbox.Files)
	d.log.Info("ready", "took", time.Since(d.started).Round(time.Millisecond).String())
	d.supervise(d.supervisor.Ready)

	<-failed.Done()
	d.log.Info("stopping")
	d.supervise(d.supervisor.Stopping)
	err := taking.Wait()
	stopSending()
	return errors.Join(err, roads.Wait())
}

// Close closes what is open, the store last. It may be called after a failed New.
func (d *Daemon) Close() error {
	var errs []error
	if d.server != nil {
		errs = append(errs, d.server.Close())
	}
	for _, s := range d.senders {
		errs = append(errs, s.Close())
	}
	if d.slack != nil {
		d.slack.Close()
	}
	if d.tokens != nil {
		d.tokens.Close()
	}
	if d.Installation != nil {
		errs = append(errs, d.Installation.Close())
	}
	if d.lock != nil {
		errs = append(errs, d.lock.Close())
	}
	return errors.Join(errs...)
}
