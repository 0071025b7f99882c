package e2etest

import (
	"log/slog"
	"net"
	"testing"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/stage"
	"borgerbot/internal/store"
)

// backlog is how many letters wait when the daemon is started.
const backlog = 500

// BenchmarkBacklog takes in a backlog that came while the daemon was down: from
// starting the daemon until the last receipt has been accepted, on loopback
// servers. The floor is measured in the same run; "floors" is the ratio of the
// two.
func BenchmarkBacklog(b *testing.B) {
	var ours, bare time.Duration
	for b.Loop() {
		o, f := backlogOnce(b)
		ours, bare = ours+o, bare+f
	}
	n := float64(b.N * backlog)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(ours.Microseconds())/n, "µs/letter")
	b.ReportMetric(float64(bare.Microseconds())/n, "µs/letter-floor")
	b.ReportMetric(float64(ours)/float64(bare), "floors")
}

// backlogOnce measures one backlog, and the floor on the same letters.
func backlogOnce(tb testing.TB) (ours, bare time.Duration) {
	s := loopback(tb, slog.New(slog.DiscardHandler))
	if err := s.Start(); err != nil { // sets the start marker
		tb.Fatal(err)
	}
	awaitMarker(tb, s.Config)
	if err := s.Stop(); err != nil {
		tb.Fatal(err)
	}
	for n := range backlog {
		s.Deliver(letter(n), time.Now())
	}
	s.Reconfigure(s.Config) // words and rules are read anew, as a process does
	began := time.Now()
	if err := s.Start(); err != nil {
		tb.Fatal(err)
	}
	awaitTrue(tb, "every receipt is sent", func() bool { return len(s.SMTP.Submissions()) == backlog })
	ours = time.Since(began)
	if err := s.Stop(); err != nil {
		tb.Fatal(err)
	}
	sent := s.SMTP.Submissions()
	box := s.Config.Mailboxes[0].IMAP
	f := newFloor(tb, servers{
		imap: box.Server, smtp: s.Config.Submission.Server, user: box.User, password: box.Password.Expose(),
	}, sent[len(sent)-1].Data)
	began = time.Now()
	n, err := f.run(tb.Context(), 1)
	if err != nil || n != backlog {
		tb.Fatalf("the floor took in %d letters: %v", n, err)
	}
	return ours, time.Since(began)
}

// loopback is an office on stand-ins at loopback ports, with caps raised and a
// Slack that knows no rate limit.
func loopback(tb testing.TB, log *slog.Logger) *stage.Stage {
	tb.Helper()
	cfg, err := config.Preset("demo")
	if err != nil {
		tb.Fatal(err)
	}
	cfg.Caps = config.Caps{SenderFree: 1 << 30, SenderDay: 1 << 30}
	cfg.Submission.CopyToSent = false
	s, err := stage.New(stage.Options{
		Config: cfg, Dir: tb.TempDir(), Log: log,
		Listen: func(string) (net.Listener, error) { return net.Listen("tcp", "127.0.0.1:0") },
	})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// awaitMarker waits until the daemon knows where new mail begins.
func awaitMarker(tb testing.TB, cfg *config.Config) {
	tb.Helper()
	in, err := daemon.Open(tb.Context(), cfg, false, func() {})
	if err != nil {
		tb.Fatal(err)
	}
	defer in.Close()
	awaitTrue(tb, "every mailbox has its start marker", func() bool {
		return in.Store.View(tb.Context(), func(tx *store.Tx) error {
			for _, m := range cfg.Mailboxes {
				if _, err := tx.Folder(m.ID, m.Inbox); err != nil {
					return err
				}
			}
			return nil
		}) == nil
	})
}

// patience is how long anything may take that is waited for.
const patience = 60 * time.Second

// awaitTrue waits until a condition holds.
func awaitTrue(tb testing.TB, what string, holds func() bool) {
	tb.Helper()
	limit, tick := time.After(patience), time.NewTicker(10*time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-limit:
			tb.Fatalf("not within %v: %s", patience, what)
		}
	}
}
