package mailbox

import (
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// guard is the connection below go-imap, and below TLS. It keeps its own
// deadlines: go-imap waits for an answer without end, and gives a literal five
// minutes however large it is. Every Read may last as long as the limit of the
// moment, so that a large body needs no more than steady progress. The first
// failed Read or Write closes the socket, because go-imap reads on.
type guard struct {
	net.Conn

	mu     sync.Mutex
	limit  time.Duration
	met    error // the first failure that was not our own closing
	closed bool
}

func (g *guard) Read(p []byte) (int, error) {
	g.mu.Lock()
	err := g.Conn.SetReadDeadline(time.Now().Add(g.limit))
	g.mu.Unlock()
	n := 0
	if err == nil {
		n, err = g.Conn.Read(p)
	}
	g.note(err)
	return n, err
}

func (g *guard) Write(p []byte) (int, error) {
	err := g.Conn.SetWriteDeadline(time.Now().Add(writeLimit))
	n := 0
	if err == nil {
		n, err = g.Conn.Write(p)
	}
	g.note(err)
	return n, err
}

// writeLimit is how long a server may refuse to take a piece of what we send.
const writeLimit = time.Minute

// allow sets how long a Read may last from now on, the one under way included.
func (g *guard) allow(limit time.Duration) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.limit = limit
	_ = g.Conn.SetReadDeadline(time.Now().Add(limit)) // fails only on a closed connection
}

func (g *guard) note(err error) {
	if err == nil {
		return
	}
	g.mu.Lock()
	if g.met == nil && !errors.Is(err, net.ErrClosed) && !errors.Is(err, io.ErrClosedPipe) {
		g.met = err
	}
	g.mu.Unlock()
	_ = g.Close()
}

// Close closes the connection, at once and as often as one likes.
func (g *guard) Close() error {
	g.mu.Lock()
	g.closed = true
	g.mu.Unlock()
	return g.Conn.Close()
}

// alive reports whether nobody has closed the connection yet.
func (g *guard) alive() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return !g.closed
}

// failure returns the first error that the connection met, nil if none.
func (g *guard) failure() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.met
}

// SetDeadline does nothing; see the type.
func (*guard) SetDeadline(time.Time) error { return nil }

// SetReadDeadline does nothing; see the type.
func (*guard) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline does nothing; see the type.
func (*guard) SetWriteDeadline(time.Time) error { return nil }
