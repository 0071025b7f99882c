package standin

import (
	"context"
	"net"
	"strconv"
	"sync"
	"syscall"
)

// firstClientPort is the first port of the range that clients connect from
// (RFC 6335 §6, dynamic ports).
const firstClientPort = 49152

// A Listener is a net.Listener in memory. What is dialled with [Listener.Dial]
// comes out of Accept; both ends buffer, keep deadlines and show addresses on
// 127.0.0.1. It opens no socket, so that it works inside a testing/synctest
// bubble.
type Listener struct {
	addr    *net.TCPAddr
	backlog chan net.Conn

	mu       sync.Mutex
	closed   bool
	refusing bool
	dials    int
}

// NewListener returns a listener that shows itself as 127.0.0.1:port.
func NewListener(port int) *Listener {
	return &Listener{
		addr:    &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: port},
		backlog: make(chan net.Conn, 128),
	}
}

// Dial connects to the listener, whatever address is asked for. It fails with
// ECONNREFUSED when the listener is closed or refuses or nobody accepts, and
// with the error of ctx when that has ended.
func (l *Listener) Dial(ctx context.Context, _, _ string) (net.Conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.dials++
	client, server := newPipe(&net.TCPAddr{IP: l.addr.IP, Port: firstClientPort + l.dials%16384}, l.addr)
	if !l.closed && !l.refusing {
		select {
		case l.backlog <- server:
			return client, nil
		default:
		}
	}
	return nil, &net.OpError{Op: "dial", Net: "tcp", Addr: l.addr, Err: syscall.ECONNREFUSED}
}

// Accept returns the next connection, or net.ErrClosed after Close.
func (l *Listener) Accept() (net.Conn, error) {
	if c, ok := <-l.backlog; ok {
		return c, nil
	}
	return nil, net.ErrClosed
}

// Close ends the listener and the connections that nobody has accepted.
func (l *Listener) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	close(l.backlog)
	for c := range l.backlog {
		_ = c.Close()
	}
	return nil
}

// Addr returns 127.0.0.1 and the listener's port.
func (l *Listener) Addr() net.Addr { return l.addr }

// Refuse makes Dial fail with ECONNREFUSED while on is true.
func (l *Listener) Refuse(on bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refusing = on
}

// A Network is several listeners behind one Dial function, so that a program
// under test reaches its mailbox, its mail relay and Slack as it would on a
// real network. The zero value is ready to use.
type Network struct {
	mu    sync.Mutex
	gates map[string]*Gate // in front of a *Listener each
}

// Listen returns a gate behind which connections to address, a "host:port",
// arrive. Listening again on an address takes it over, as a restarted server
// does.
func (n *Network) Listen(address string) (*Gate, error) {
	_, service, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	port, err := strconv.Atoi(service)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.gates == nil {
		n.gates = make(map[string]*Gate)
	}
	n.gates[address] = NewGate(NewListener(port))
	return n.gates[address], nil
}

// Dial connects to the listener of address. It has the signature of
// net.Dialer.DialContext and fails with ECONNREFUSED where nobody listens.
func (n *Network) Dial(ctx context.Context, network, address string) (net.Conn, error) {
	n.mu.Lock()
	g := n.gates[address]
	n.mu.Unlock()
	if g == nil {
		return nil, &net.OpError{Op: "dial", Net: network, Err: syscall.ECONNREFUSED}
	}
	return g.ln.(*Listener).Dial(ctx, network, address)
}
