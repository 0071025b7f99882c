package mailbox

import (
	"context"
	"log/slog"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"borgerbot/internal/quiet"
)

// Watcher watches one mailbox and does jobs in it. Make it with [New]; its
// methods may be called from any goroutine.
type Watcher struct {
	acc  Account
	sink Sink
	log  *slog.Logger

	jobs chan job
	look chan struct{} // asks the second connection to look at the inbox
	scan chan struct{} // asks the first connection to scan the inbox
	// unlistable: the server's list of folders has once ended a connection.
	unlistable atomic.Bool
	// next is the inbox's UIDNEXT as of the last scan, 0 before the first.
	next atomic.Uint32

	mu     sync.Mutex
	status Status

	first, second line // the connections
}

// line is one of the connections: its part of the status, and what the log has said
// of it.
type line struct {
	reads  string // for the log
	status *ConnStatus
	quiet.Trouble
}

// Status is how a watcher is doing, for health checks.
type Status struct {
	Mailbox string     // Account.Name
	Inbox   ConnStatus // the first connection
	Folders ConnStatus // the second: the other folders, and jobs
}

// ConnStatus is how one of the connections is doing.
type ConnStatus struct {
	Connected bool
	Mode      Mode
	LastGood  time.Time // when everything there was had last been taken in
	Failures  int       // in a row
	LastError Code      // of the last failure, "" when it has been overcome
	Retry     time.Time // when the next try is due, while not connected
}

// Mode is how a connection hears of new mail.
type Mode string

// The modes.
const (
	ModeIdle Mode = "idle" // the server says so
	ModePoll Mode = "poll" // we ask
)

// New returns a watcher. Nothing happens before [Watcher.Run].
func New(acc Account, sink Sink, log *slog.Logger) *Watcher {
	w := &Watcher{
		acc:    acc,
		sink:   sink,
		log:    log.With("mailbox", acc.Name),
		jobs:   make(chan job),
		look:   make(chan struct{}, 1),
		scan:   make(chan struct{}, 1),
		status: Status{Mailbox: acc.Name, Inbox: ConnStatus{Mode: ModePoll}, Folders: ConnStatus{Mode: ModePoll}},
	}
	w.first.reads, w.first.status = acc.inbox(), &w.status.Inbox
	w.second.reads, w.second.status = "others", &w.status.Folders
	return w
}

// Run watches until ctx ends, and then returns nil. No failure of the server or
// of the sink ends it; only an account that [Account.Validate] refuses does.
func (w *Watcher) Run(ctx context.Context) error {
	if err := w.acc.Validate(); err != nil {
		return err
	}
	var both sync.WaitGroup
	both.Go(func() { w.keep(ctx, &w.first, nil, newInbox(w).hold) })
	both.Go(func() { w.keep(ctx, &w.second, w.jobs, newChores(w).hold) })
	both.Wait()
	return nil
}

// Status returns how the watcher is doing.
func (w *Watcher) Status() Status {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.status
}

func (w *Watcher) folder(name string) *folder {
	return &folder{
		name:    name,
		sink:    w.sink,
		maxSize: w.acc.maxSize(),
		audit:   w.acc.Timings.audit(),
		log:     w.log,
	}
}

// keep holds a connection, and makes it anew whenever it is lost. Jobs that come
// while there is none fail for the reason that there is none.
func (w *Watcher) keep(ctx context.Context, l *line, jobs <-chan job, hold func(context.Context, *session) error) {
	for {
		w.acc.beat()
		s, err := connect(ctx, w.acc)
		if err == nil {
			w.set(func() { l.status.Connected, l.status.Retry = true, time.Time{} })
			err = hold(ctx, s)
			s.close()
		}
		if ctx.Err() != nil {
			w.set(func() { l.status.Connected = false })
			return
		}
		wait := w.lost(l, err)
		if !refuse(ctx, wait, jobs, err) {
			return
		}
	}
}

// lost records a failure and returns how long to stay away.
func (w *Watcher) lost(l *line, err error) time.Duration {
	var now ConnStatus
	var wait time.Duration
	w.set(func() {
		l.status.Connected = false
		l.status.Failures++
		l.status.LastError = codeOf(err)
		wait = backoff(l.status.Failures, err, rand.Float64())
		l.status.Retry = time.Now().Add(wait)
		now = *l.status
	})
	if !l.News(string(now.LastError), time.Now()) {
		return wait
	}
	level := slog.LevelWarn
	switch now.LastError {
	case CodeAuth, CodeFolder, CodeTLS, CodeStore:
		level = slog.LevelError
	}
	w.log.Log(context.Background(), level, "mailbox connection lost",
		"folder", l.reads, "code", now.LastError, "attempt", now.Failures, "wait", wait.Round(time.Millisecond).String(), "err", err)
	return wait
}

// good records that everything there was has been taken in, but for what left
// says. The log tells of the first time and of the end of an outage.
func (w *Watcher) good(l *line, left Code) {
	first := false
	w.set(func() {
		first = l.status.LastGood.IsZero()
		l.status.LastGood, l.status.Failures, l.status.LastError = time.Now(), 0, left
	})
	if l.Over() || first {
		w.log.Info("mailbox connected and read", "folder", l.reads)
	}
}

func (w *Watcher) set(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

// refuse waits, and answers jobs with err meanwhile. It returns false when ctx
// ends.
func refuse(ctx context.Context, wait time.Duration, jobs <-chan job, err error) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for {
		select {
		case j := <-jobs:
			j.done <- err
		case <-timer.C:
			return true
		case <-ctx.Done():
			return false
		}
	}
}
