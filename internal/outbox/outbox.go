package outbox

import (
	"context"
	"log/slog"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/quiet"
	"borgerbot/internal/store"
)

// Ending is how a call to the outside ended.
type Ending int

// The endings.
const (
	Done      Ending = iota // it took effect
	Retry                   // it did not; try again later
	Refused                 // it did not, and will not
	Uncertain               // nobody knows
	Blocked                 // nothing can be done on this road for now; the item is not to blame
	Gone                    // what was to be changed is not there any more
)

// Outcome is how a call ended, in codes that hold nothing personal.
type Outcome struct {
	Ending Ending
	After  time.Duration // with Retry and Blocked: not before, when the other side said so
	Mend   bool          // with Blocked: only a person can open the road again
	Err    error         // with Blocked: what to say of it in the log
	store.Result
}

// Relay takes letters.
type Relay interface {
	// Send hands one letter to the relay in one transaction: exactly the bytes.
	Send(ctx context.Context, p desk.Posting) Outcome
}

// Channel is the advisers' channel.
type Channel interface {
	// Trusted reports whether content may be posted now: knowledge at most a
	// minute old that the channel is the advisers' alone (design 7).
	Trusted(ctx context.Context) bool
	// Put posts a message, in a thread when Thread is set, or updates the one at
	// TS, and returns its ts.
	Put(ctx context.Context, p Post) (ts string, o Outcome)
	// Find looks for a message by its key among those posted since an instant.
	Find(ctx context.Context, key, thread string, since time.Time) (ts string, found bool, o Outcome)
	// Delete deletes a card and our lines in its thread.
	Delete(ctx context.Context, ts string) Outcome
}

// Post is a message for the channel.
type Post struct {
	TS     string
	Thread string
	Key    string
	Text   string
	Blocks []slack.Block
}

// Mailbox is the office's mailboxes, for what is filed in them.
type Mailbox interface {
	// Append puts a draft into Drafts, or a copy of a sent letter into Sent.
	Append(ctx context.Context, f desk.Filing, drafts bool) Outcome
	// Touch flags or moves a message, or deletes it when neither is set.
	Touch(ctx context.Context, t desk.Touch) (desk.Relocation, Outcome)
	// Remove deletes a copy of an erased inquiry's mail: where it lies, or wherever it
	// is found by its Message-ID. It is [Gone] when it is nowhere to be found.
	Remove(ctx context.Context, r desk.Removal) Outcome
	// Withdraw deletes a draft as it was put among the drafts. left: there is one that
	// somebody has changed since, and it stays.
	Withdraw(ctx context.Context, f desk.Filing) (left bool, o Outcome)
	// Find looks for a letter of ours where the server files what it has sent, or
	// among the drafts.
	Find(ctx context.Context, mailbox, mailID string, drafts bool) (bool, Outcome)
}

// Config is what the office has decided about sending.
type Config struct {
	// SentProof: the server files every submission in the Sent folder, so that a
	// letter in doubt can be looked for there.
	SentProof bool
	// GiveUp is for how long a letter is tried.
	GiveUp time.Duration
	// CopyToSent: letters are appended to the Sent folder once delivered.
	CopyToSent bool
	// PerMinute bounds the letters in any 60 seconds; 0 does not.
	PerMinute int
	Watch     Watch
}

// Watch is told how things go. Its functions must not block; nil is nobody.
type Watch struct {
	Beat    func(loop string)        // a loop has come round
	Receipt func(took time.Duration) // from a letter's arrival to its receipt
	Shown   func(q casework.ID)      // the card is in the channel as it must be
}

// Outbox performs what is due. Its loops end with their context; an item under
// way is finished first.
type Outbox struct {
	store   *store.Store
	desk    *desk.Desk
	relays  []Relay
	channel Channel
	mailbox Mailbox
	cfg     Config
	pace    *pace
	log     *slog.Logger
	closed  quiet.Trouble // with the relay

	letters, lines, files bell
}

// bell wakes a loop; ringing it more often than the loop listens is one ring.
type bell chan struct{}

func (b bell) ring() {
	select {
	case b <- struct{}{}:
	default:
	}
}

// New returns an outbox. relays are connections to the one relay: as many letters
// can be under way at a time.
func New(s *store.Store, d *desk.Desk, relays []Relay, c Channel, m Mailbox, cfg Config, log *slog.Logger) *Outbox {
	w := &cfg.Watch
	if w.Beat == nil {
		w.Beat = func(string) {}
	}
	if w.Receipt == nil {
		w.Receipt = func(time.Duration) {}
	}
	if w.Shown == nil {
		w.Shown = func(casework.ID) {}
	}
	return &Outbox{
		store: s, desk: d, relays: relays, channel: c, mailbox: m, cfg: cfg, log: log, pace: &pace{limit: cfg.PerMinute},
		letters: make(bell, 1), lines: make(bell, 1), files: make(bell, 1),
	}
}

// Ring tells the outbox that something has been committed. It never blocks.
func (o *Outbox) Ring() {
	work := o.store.TakeWork()
	if work&store.WorkMail != 0 {
		o.letters.ring()
	}
	if work&store.WorkSlack != 0 {
		o.lines.ring()
	}
	if work&store.WorkIMAP != 0 {
		o.files.ring()
	}
}

// Recover turns what an earlier process left claimed into doubt, and remembers what
// it has sent in the last minute. It must be done before the loops run.
func (o *Outbox) Recover(ctx context.Context) error {
	var n int64
	err := o.store.Update(ctx, func(tx *store.Tx) (err error) {
		if o.pace.taken, err = tx.ClaimedSince(store.OutMail, time.Now().Add(-time.Minute)); err != nil {
			return err
		}
		n, err = tx.DoubtClaimed()
		return err
	})
	if err == nil && n > 0 {
		o.log.Warn("sending was interrupted", "count", n)
	}
	return err
}

// atLeast is how often a loop looks although nothing rang.
const atLeast = time.Minute

// loop runs step whenever the bell rings or its time has come. step returns when
// it wants to be called again; a zero instant is when something rings.
func (o *Outbox) loop(ctx context.Context, name string, b bell, step func(context.Context) (time.Time, error)) error {
	for {
		o.cfg.Watch.Beat(name)
		next, err := step(ctx)
		wait := atLeast
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			o.log.Error("outbox stopped for a moment", "loop", name, "err", err)
			wait = 5 * time.Second
		case !next.IsZero():
			wait = min(max(time.Until(next), 0), atLeast)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-b:
		case <-timer.C:
		}
		timer.Stop()
	}
}

// finish gives a call that has begun a little time to come to its end although
// the context has ended, so that stopping the daemon leaves as little as possible
// in doubt.
func finish(ctx context.Context) (context.Context, context.CancelFunc) {
	call, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stopping := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(stopGrace, cancel)
		context.AfterFunc(call, func() { timer.Stop() })
	})
	return call, func() {
		stopping()
		cancel()
	}
}

// stopGrace is how long a call to the outside may go on once the daemon stops.
const stopGrace = 10 * time.Second

// Backoff is how long to wait after the given number of tries.
func Backoff(attempts int) time.Duration {
	steps := []time.Duration{
		30 * time.Second, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour,
	}
	if attempts < 1 {
		attempts = 1
	}
	if attempts > len(steps) {
		return 2 * time.Hour
	}
	return steps[attempts-1]
}
