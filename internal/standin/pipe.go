package standin

import (
	"bytes"
	"io"
	"net"
	"os"
	"sync"
	"syscall"
	"time"
)

// pipeCapacity is how many bytes one direction of a connection holds before a
// writer waits: the order of a kernel's socket buffers on loopback. Without a
// buffer (as in net.Pipe) two ends that write at once would lock each other.
const pipeCapacity = 1 << 20

// direction is one direction of an in-memory connection. Waiting is done on a
// sync.Cond, which counts as durably blocked in a testing/synctest bubble.
type direction struct {
	mu      sync.Mutex
	changed *sync.Cond
	held    bytes.Buffer
	ended   bool // the writer has closed: end of file once held is empty
	broken  bool // the reader has closed
	warned  bool // a writer's bytes were lost on a closed reader

	readBy, writeBy deadline
}

func newDirection() *direction {
	d := &direction{}
	d.changed = sync.NewCond(&d.mu)
	return d
}

// deadline is an instant at which those who wait must look again.
type deadline struct {
	at    time.Time
	timer *time.Timer
}

// set sets the instant. One that has passed needs no timer, because whoever sets it
// wakes all: and an HTTP server sets one after every request.
func (d *deadline) set(t time.Time, wake func()) {
	if d.timer != nil {
		d.timer.Stop()
	}
	d.at, d.timer = t, nil
	if !t.IsZero() && !d.passed() {
		d.timer = time.AfterFunc(time.Until(t), wake)
	}
}

func (d *deadline) passed() bool { return !d.at.IsZero() && !time.Now().Before(d.at) }

func (d *direction) read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		switch {
		case d.broken:
			return 0, net.ErrClosed
		case d.readBy.passed():
			return 0, os.ErrDeadlineExceeded
		case d.held.Len() > 0:
			n, _ := d.held.Read(p)
			d.changed.Broadcast()
			return n, nil
		case d.ended:
			return 0, io.EOF
		case len(p) == 0:
			return 0, nil
		}
		d.changed.Wait()
	}
}

func (d *direction) write(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	written := 0
	for {
		switch {
		case d.ended:
			return written, net.ErrClosed
		case d.warned:
			return written, syscall.EPIPE
		case d.broken:
			// As with TCP: the kernel takes the first bytes and learns only from
			// the peer's RST that nobody will read them.
			d.warned = true
			return len(p), nil
		case d.writeBy.passed():
			return written, os.ErrDeadlineExceeded
		}
		if room := pipeCapacity - d.held.Len(); room > 0 {
			n := min(room, len(p)-written)
			d.held.Write(p[written : written+n])
			written += n
			d.changed.Broadcast()
		}
		if written == len(p) {
			return written, nil
		}
		d.changed.Wait()
	}
}

// update changes the direction and wakes everybody who waits on it.
func (d *direction) update(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
	d.changed.Broadcast()
}

func (d *direction) wake() { d.update(func() {}) }

// pipeConn is one end of an in-memory connection.
type pipeConn struct {
	in, out       *direction
	local, remote net.Addr
}

// newPipe returns the two ends of a connection from client to server.
func newPipe(client, server net.Addr) (clientEnd, serverEnd net.Conn) {
	up, down := newDirection(), newDirection()
	return &pipeConn{in: down, out: up, local: client, remote: server},
		&pipeConn{in: up, out: down, local: server, remote: client}
}

func (c *pipeConn) opError(op string, err error) error {
	if err == nil || err == io.EOF {
		return err
	}
	return &net.OpError{Op: op, Net: "tcp", Source: c.local, Addr: c.remote, Err: err}
}

func (c *pipeConn) Read(p []byte) (int, error) {
	n, err := c.in.read(p)
	return n, c.opError("read", err)
}

func (c *pipeConn) Write(p []byte) (int, error) {
	n, err := c.out.write(p)
	return n, c.opError("write", err)
}

// Close ends both directions. What was written before can still be read by the
// other end, as with a TCP connection that ends with FIN.
func (c *pipeConn) Close() error {
	c.in.update(func() {
		c.in.broken = true
		c.in.readBy.set(time.Time{}, nil)
	})
	c.out.update(func() {
		c.out.ended = true
		c.out.writeBy.set(time.Time{}, nil)
	})
	return nil
}

func (c *pipeConn) LocalAddr() net.Addr  { return c.local }
func (c *pipeConn) RemoteAddr() net.Addr { return c.remote }

func (c *pipeConn) SetDeadline(t time.Time) error {
	_ = c.SetReadDeadline(t)
	return c.SetWriteDeadline(t)
}

func (c *pipeConn) SetReadDeadline(t time.Time) error {
	c.in.update(func() { c.in.readBy.set(t, c.in.wake) })
	return nil
}

func (c *pipeConn) SetWriteDeadline(t time.Time) error {
	c.out.update(func() { c.out.writeBy.set(t, c.out.wake) })
	return nil
}
