//go:build integration

package e2etest

import (
	"bytes"
	"net"
	"sync"
	"testing"
)

// wire is a line to a server, on which the traffic can be stopped at a word. What
// the daemon is told and what it is not, when it is killed there, is exact.
type wire struct {
	l      net.Listener
	server string

	mu   sync.Mutex
	trap *trap
}

// trap is a place on the wire at which it falls silent.
type trap struct {
	fromDaemon bool   // the way the word goes
	word       string // in one packet
	// through is how much of the packet with the word still passes.
	through   portion
	reached   chan struct{} // closed when the word has come
	lifted    chan struct{} // closed when the line may break
	liftsOnce sync.Once
}

type portion int

const (
	nothingOfIt portion = iota
	halfOfIt
	allOfIt
)

// newWire opens a wire to a server, until the test ends.
func newWire(tb testing.TB, server string) *wire {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	w := &wire{l: l, server: server}
	tb.Cleanup(func() { _ = l.Close() })
	go w.accept()
	return w
}

func (w *wire) addr() string { return w.l.Addr().String() }

func (w *wire) accept() {
	for {
		near, err := w.l.Accept()
		if err != nil {
			return
		}
		far, err := net.Dial("tcp", w.server)
		if err != nil {
			_ = near.Close()
			continue
		}
		go w.carry(far, near, true)
		go w.carry(near, far, false)
	}
}

// carry carries packets one way until an end hangs up or a trap springs.
func (w *wire) carry(to, from net.Conn, fromDaemon bool) {
	defer func() { _, _ = to.Close(), from.Close() }()
	buf := make([]byte, 64<<10)
	for {
		n, err := from.Read(buf)
		packet := buf[:n]
		if t := w.sprung(packet, fromDaemon); t != nil {
			_, _ = to.Write(packet[:n*int(t.through)/int(allOfIt)])
			close(t.reached)
			<-t.lifted
			return
		}
		if _, writeErr := to.Write(packet); err != nil || writeErr != nil {
			return
		}
	}
}

func (w *wire) sprung(packet []byte, fromDaemon bool) *trap {
	w.mu.Lock()
	defer w.mu.Unlock()
	t := w.trap
	if t == nil || t.fromDaemon != fromDaemon || !bytes.Contains(packet, []byte(t.word)) {
		return nil
	}
	w.trap = nil
	return t
}

// stopAt sets a trap.
func (w *wire) stopAt(fromDaemon bool, word string, through portion) *trap {
	t := &trap{
		fromDaemon: fromDaemon, word: word, through: through, reached: make(chan struct{}), lifted: make(chan struct{}),
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trap = t
	return t
}

// lift takes a trap away, sprung or not.
func (w *wire) lift(t *trap) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.trap = nil
	t.liftsOnce.Do(func() { close(t.lifted) })
}
