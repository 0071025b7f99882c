package standin

import (
	"io"
	"maps"
	"net"
	"slices"
	"sync"
)

// A Gate is a net.Listener in front of another one, in memory or TCP, where the
// traffic of a server can be disturbed: refused, dropped, stalled, or cut in
// mid-sentence. Every stand-in has its listener behind a gate and offers the
// methods of that gate as its own.
type Gate struct {
	ln net.Listener

	mu       sync.Mutex
	conns    map[*gatedConn]struct{}
	refusing bool
	resumed  chan struct{} // closed when nothing is stalled
	cuts     []int
}

// NewGate returns a gate in front of ln, through which everything passes.
func NewGate(ln net.Listener) *Gate {
	open := make(chan struct{})
	close(open)
	return &Gate{ln: ln, conns: make(map[*gatedConn]struct{}), resumed: open}
}

// gateOf returns ln itself where it already is a gate.
func gateOf(ln net.Listener) *Gate {
	if g, ok := ln.(*Gate); ok {
		return g
	}
	return NewGate(ln)
}

// Accept returns the next connection that is let through.
func (g *Gate) Accept() (net.Conn, error) {
	for {
		c, err := g.ln.Accept()
		if err != nil {
			return nil, err
		}
		if gc := g.admit(c); gc != nil {
			return gc, nil
		}
		_ = c.Close()
	}
}

func (g *Gate) admit(c net.Conn) *gatedConn {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.refusing {
		return nil
	}
	gc := &gatedConn{Conn: c, gate: g, left: -1, turn: make(chan struct{}, 1), closed: make(chan struct{})}
	if len(g.cuts) > 0 {
		gc.left, g.cuts = g.cuts[0], g.cuts[1:]
	}
	g.conns[gc] = struct{}{}
	return gc
}

// Close closes the listener. Connections that were accepted live on.
func (g *Gate) Close() error { return g.ln.Close() }

// Addr returns the listener's address.
func (g *Gate) Addr() net.Addr { return g.ln.Addr() }

// Connections returns how many connections are open.
func (g *Gate) Connections() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.conns)
}

// Refuse turns new connections away while on is true. In memory the dial fails
// with ECONNREFUSED; over TCP the connection is closed before a byte is sent,
// as when a port is forwarded to a server that is down.
func (g *Gate) Refuse(on bool) {
	g.mu.Lock()
	g.refusing = on
	g.mu.Unlock()
	if l, ok := g.ln.(interface{ Refuse(bool) }); ok {
		l.Refuse(on)
	}
}

// Drop closes every open connection, without a goodbye.
func (g *Gate) Drop() {
	for _, c := range g.open() {
		_ = c.Close()
	}
}

// Stall holds back every byte in both directions while on is true; nothing is
// closed and new connections are accepted. That is a half-open connection, as
// when a NAT router has forgotten it: either end may write and hears nothing.
func (g *Gate) Stall(on bool) {
	g.mu.Lock()
	stalled := g.stalledLocked()
	switch {
	case on && !stalled:
		g.resumed = make(chan struct{})
	case !on && stalled:
		close(g.resumed)
	}
	g.mu.Unlock()
	if on || !stalled {
		return
	}
	for _, c := range g.open() {
		_, _ = c.Write(nil)
	}
}

// CutAfter closes the next accepted connection once the server has sent n bytes
// on it. Several calls are served in order, one connection each.
func (g *Gate) CutAfter(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cuts = append(g.cuts, n)
}

func (g *Gate) open() []*gatedConn {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Collect(maps.Keys(g.conns))
}

func (g *Gate) stalledLocked() bool {
	select {
	case <-g.resumed:
		return false
	default:
		return true
	}
}

// resumption returns a channel that is closed while nothing is stalled.
func (g *Gate) resumption() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.resumed
}

// gatedConn is the server's end of a connection behind a gate.
type gatedConn struct {
	net.Conn
	gate   *Gate
	turn   chan struct{} // whose turn it is to write; a channel, so that waiting is durable in a bubble
	held   []byte        // written while stalled
	left   int           // bytes until the cut; negative for never
	once   sync.Once
	closed chan struct{}
}

// Read returns what has arrived, but not while the gate is stalled. A read
// deadline does not end that wait; closing the connection does.
func (c *gatedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err != nil {
		return n, err
	}
	select {
	case <-c.gate.resumption():
		return n, nil
	case <-c.closed:
		return 0, net.ErrClosed
	}
}

// Write sends p, keeps it while the gate is stalled, or cuts the connection.
func (c *gatedConn) Write(p []byte) (int, error) {
	c.turn <- struct{}{}
	defer func() { <-c.turn }()
	select {
	case <-c.gate.resumption():
	default:
		c.held = append(c.held, p...)
		return len(p), nil
	}
	if len(c.held) > 0 {
		held := c.held
		c.held = nil
		if _, err := c.send(held); err != nil {
			return 0, err
		}
	}
	return c.send(p)
}

func (c *gatedConn) send(p []byte) (int, error) {
	if c.left < 0 || len(p) < c.left {
		if c.left > 0 {
			c.left -= len(p)
		}
		return c.Conn.Write(p)
	}
	n, err := c.Conn.Write(p[:c.left])
	_ = c.Close()
	if err == nil {
		err = io.ErrClosedPipe
	}
	return n, err
}

// Close closes the connection and leaves the gate.
func (c *gatedConn) Close() error {
	c.once.Do(func() {
		close(c.closed)
		c.gate.mu.Lock()
		delete(c.gate.conns, c)
		c.gate.mu.Unlock()
	})
	return c.Conn.Close()
}
