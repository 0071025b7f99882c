package mailbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"runtime"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

const (
	user   = "klage@example.org"
	secret = "pæsswørd"
)

// pipes is a net.Listener and the dialler to it, in memory.
type pipes struct {
	waiting chan net.Conn
	closed  chan struct{}
	once    sync.Once

	mu    sync.Mutex
	dials []time.Time
	down  bool
}

func newPipes() *pipes {
	return &pipes{waiting: make(chan net.Conn), closed: make(chan struct{})}
}

func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	p.mu.Lock()
	p.dials = append(p.dials, time.Now())
	down := p.down
	p.mu.Unlock()
	if down {
		return nil, errors.New("connection refused")
	}
	here, there := net.Pipe()
	select {
	case p.waiting <- there:
		return here, nil
	case <-p.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (p *pipes) dialled() []time.Time {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.dials)
}

func (p *pipes) setDown(down bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.down = down
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.waiting:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 143} }

// account is an account on the far end of dial.
func account(dial func(context.Context, string, string) (net.Conn, error)) Account {
	return Account{
		Name:    "faelles",
		Address: "127.0.0.1:143",
		TLS:     Plain,
		Auth:    Password(user, secret),
		Dial:    dial,
	}
}

// memory is go-imap's server in memory, on ln.
type memory struct{ *imapmemserver.User }

func newMemory(t testing.TB, ln net.Listener, caps ...imap.Cap) memory {
	t.Helper()
	m := memory{imapmemserver.NewUser(user, secret)}
	for _, name := range []string{"INBOX", "Sent", "Drafts"} {
		if err := m.Create(name, nil); err != nil {
			t.Fatal(err)
		}
	}
	set := imap.CapSet{imap.CapIMAP4rev1: {}}
	for _, c := range caps {
		set[c] = struct{}{}
	}
	server := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return &memorySession{UserSession: imapmemserver.NewUserSession(m.User), user: m.User}, nil, nil
		},
		Caps:         set,
		InsecureAuth: true,
		Logger:       slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	})
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(ln) })
	t.Cleanup(func() {
		_ = server.Close()
		_ = ln.Close()
		running.Wait()
	})
	return m
}

type memorySession struct {
	*imapmemserver.UserSession
	user *imapmemserver.User
}

func (s *memorySession) Login(name, password string) error { return s.user.Login(name, password) }

func (m memory) deliver(t testing.TB, folder, raw string, at time.Time) {
	t.Helper()
	if _, err := m.Append(folder, literal{bytes.NewReader([]byte(raw))}, &imap.AppendOptions{Time: at}); err != nil {
		t.Fatal(err)
	}
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// kept is a sink in memory.
type kept struct {
	mu        sync.Mutex
	start     time.Time
	seen      bool // Cursor 0 and marker 1 at the first start: what lies there is taken
	list      bool // Cursor 0 below the marker of UIDNEXT
	positions map[string]*position
	taken     []taken
	skipped   []Skipped
	missing   int           // gaps that Reconcile has found
	failTake  error         // returned by Take in the middle of a body
	arrival   chan struct{} // gets a value for each message taken
}

type position struct {
	Position
	validity uint32
	known    map[uint32]bool
}

type taken struct {
	Item
	raw string
	at  time.Time
}

func newKept(start time.Time) *kept {
	return &kept{start: start, positions: map[string]*position{}, arrival: make(chan struct{}, 10_000)}
}

func (k *kept) Position(_ context.Context, f FolderState) (Position, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := k.positions[f.Folder]
	switch {
	case p == nil:
		p = &position{validity: f.UIDValidity, known: map[uint32]bool{}}
		p.Start, p.Cursor, p.Marker = k.start, f.UIDNext-1, f.UIDNext
		if k.seen {
			p.Cursor, p.Marker = 0, 1
		}
		if k.list {
			p.Cursor = 0
		}
		k.positions[f.Folder] = p
	case p.validity != f.UIDValidity:
		p.validity, p.Cursor, p.Marker, p.known = f.UIDValidity, 0, 1, map[uint32]bool{}
	}
	return p.Position, nil
}

func (k *kept) know(at Place) {
	p := k.positions[at.Folder]
	p.known[at.UID] = true
	p.Cursor = max(p.Cursor, at.UID)
}

func (k *kept) Take(_ context.Context, it Item, body io.Reader) error {
	k.mu.Lock()
	failing := k.failTake
	k.mu.Unlock()
	if failing != nil {
		_, _ = io.ReadFull(body, make([]byte, 3))
		return failing
	}
	raw, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.taken = append(k.taken, taken{Item: it, raw: string(raw), at: time.Now()})
	k.know(it.Place)
	k.arrival <- struct{}{}
	return nil
}

func (k *kept) Flush(context.Context, FolderState) error { return nil }

func (k *kept) Skip(_ context.Context, skipped []Skipped) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range skipped {
		k.know(s.Place)
		if s.Why != Waiting {
			k.skipped = append(k.skipped, s)
		}
	}
	return nil
}

func (k *kept) Reconcile(_ context.Context, f FolderState, uids []uint32) ([]uint32, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	var missing []uint32
	for _, uid := range uids {
		if !k.positions[f.Folder].known[uid] {
			missing = append(missing, uid)
		}
	}
	k.missing += len(missing)
	return missing, nil
}

func (k *kept) Unread(_ context.Context, f FolderState) (uids, _ []uint32, _ error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, s := range k.skipped {
		taken := slices.ContainsFunc(k.taken, func(m taken) bool { return m.Place == s.Place })
		if s.Why == Unreadable && s.Folder == f.Folder && !taken {
			uids = append(uids, s.UID)
		}
	}
	return uids, nil, nil
}

func (k *kept) bodies(folder string) []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	var all []string
	for _, m := range k.taken {
		if m.Folder == folder {
			all = append(all, m.raw)
		}
	}
	return all
}

func (k *kept) skips() []Skipped {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.skipped)
}

// watch runs a watcher until the test ends.
func watch(t testing.TB, acc Account, sink Sink) *Watcher {
	t.Helper()
	return watchLogged(t, acc, sink, discard)
}

func watchLogged(t testing.TB, acc Account, sink Sink, log *slog.Logger) *Watcher {
	t.Helper()
	w := New(acc, sink, log)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- w.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run() = %v", err)
		}
	})
	return w
}

func letter(n int) string {
	return fmt.Sprintf("Message-ID: <%d@example.org>\r\nSubject: Klage\r\n\r\nJeg vil klage, %d.\r\n", n, n)
}

// bubble runs a test in fake time.
func bubble(t *testing.T, name string, test func(t *testing.T)) {
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

func assertBodies(t testing.TB, k *kept, folder string, want ...string) {
	t.Helper()
	if got := k.bodies(folder); !slices.Equal(got, want) {
		t.Errorf("%s: took %d messages %q, want %d %q", folder, len(got), got, len(want), want)
	}
}

// counting is a sink that keeps no body and watches the heap.
type counting struct {
	*kept
	n, grown int64
}

func (c *counting) Take(_ context.Context, it Item, body io.Reader) error {
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	buf := make([]byte, 32<<10)
	for {
		n, err := body.Read(buf)
		c.n += int64(n)
		if c.n%(8<<20) < int64(n) {
			runtime.GC()
			runtime.ReadMemStats(&now)
			c.grown = max(c.grown, int64(now.HeapAlloc)-int64(before.HeapAlloc))
		}
		if err == io.EOF {
			c.mu.Lock()
			c.know(it.Place)
			c.mu.Unlock()
			return nil
		}
		if err != nil {
			return err
		}
	}
}

var discard = slog.New(slog.DiscardHandler)

// canceled returns a context that has ended.
func canceled() context.Context {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	return ctx
}
