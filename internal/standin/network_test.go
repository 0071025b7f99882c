package standin

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// pair returns both ends of a connection through a gate on an in-memory
// network, closed when the test ends.
func pair(t *testing.T, n *Network) (client, server net.Conn, g *Gate) {
	t.Helper()
	const address = "127.0.0.1:7"
	if g = n.gates[address]; g == nil {
		g, _ = n.Listen(address)
	}
	client, err := n.Dial(t.Context(), "tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	server, err = g.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server, g
}

func TestBothEndsMayWriteFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server, _ := pair(t, &Network{})
		for _, end := range []net.Conn{client, server} {
			if _, err := end.Write([]byte("hello")); err != nil {
				t.Fatal(err)
			}
		}
		for _, end := range []net.Conn{client, server} {
			got := make([]byte, 5)
			if _, err := io.ReadFull(end, got); err != nil || string(got) != "hello" {
				t.Errorf("Read = %q, %v", got, err)
			}
		}
	})
}

func TestLargeTransferWaitsForTheReader(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server, _ := pair(t, &Network{})
		sent := bytes.Repeat([]byte("0123456789"), pipeCapacity/2)
		go func() {
			_, _ = server.Write(sent)
			_ = server.Close()
		}()
		got, err := io.ReadAll(client)
		if err != nil || !bytes.Equal(got, sent) {
			t.Errorf("ReadAll = %d bytes, %v; want %d", len(got), err, len(sent))
		}
	})
}

func TestDeadlines(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server, _ := pair(t, &Network{})
		start := time.Now()
		_ = client.SetReadDeadline(start.Add(time.Minute))
		if _, err := client.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("Read past the deadline: %v", err)
		}
		if took := time.Since(start); took != time.Minute {
			t.Errorf("the read waited %v, want 1m", took)
		}
		var timeout net.Error
		_, err := client.Read(make([]byte, 1))
		if !errors.As(err, &timeout) || !timeout.Timeout() {
			t.Errorf("error %v is no timeout", err)
		}
		_ = client.SetReadDeadline(time.Time{})
		_ = client.SetWriteDeadline(time.Now().Add(time.Minute))
		if n, err := client.Write(make([]byte, 2*pipeCapacity)); n != pipeCapacity || !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("Write to a deaf peer = %d, %v", n, err)
		}
		if _, err := io.ReadFull(server, make([]byte, pipeCapacity)); err != nil {
			t.Errorf("what was written before is lost: %v", err)
		}
	})
}

func TestCloseEndsTheOtherEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server, _ := pair(t, &Network{})
		_, _ = server.Write([]byte("last words"))
		_ = server.Close()
		if got, err := io.ReadAll(client); err != nil || string(got) != "last words" {
			t.Errorf("ReadAll = %q, %v", got, err)
		}
		if _, err := client.Write([]byte("lost")); err != nil {
			t.Errorf("the first Write to a closed peer: %v", err)
		}
		if _, err := client.Write([]byte("x")); !errors.Is(err, syscall.EPIPE) {
			t.Errorf("the second Write to a closed peer: %v", err)
		}
		if _, err := server.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
			t.Errorf("Read after Close: %v", err)
		}
	})
}

func TestDialErrors(t *testing.T) {
	var n Network
	if _, err := n.Dial(t.Context(), "tcp", "127.0.0.1:9"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial where nobody listens: %v", err)
	}
	g, err := n.Listen("127.0.0.1:9")
	if err != nil {
		t.Fatal(err)
	}
	g.Refuse(true)
	if _, err := n.Dial(t.Context(), "tcp", "127.0.0.1:9"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial while refused: %v", err)
	}
	g.Refuse(false)
	c, err := n.Dial(t.Context(), "tcp", "127.0.0.1:9")
	if err != nil {
		t.Fatal(err)
	}
	_ = g.Close()
	if _, err := io.ReadAll(c); err != nil {
		t.Errorf("a connection in the backlog of a closed listener: %v", err)
	}
	if _, err := n.Dial(t.Context(), "tcp", "127.0.0.1:9"); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("dial after Close: %v", err)
	}
	if _, err := g.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Accept after Close: %v", err)
	}
	for _, address := range []string{"no port", "127.0.0.1:imap"} {
		if _, err := n.Listen(address); err == nil {
			t.Errorf("Listen(%q) succeeds", address)
		}
	}
}

func TestGateDropAndCut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n Network
		client, _, g := pair(t, &n)
		if g.Connections() != 1 {
			t.Errorf("Connections = %d, want 1", g.Connections())
		}
		g.Drop()
		if _, err := io.ReadAll(client); err != nil || g.Connections() != 0 {
			t.Errorf("after Drop: %v, %d connections", err, g.Connections())
		}
		g.CutAfter(3)
		client, server, _ := pair(t, &n)
		_, _ = server.Write([]byte("ab"))
		if _, err := server.Write([]byte("cdef")); err == nil {
			t.Error("the server is not told of the cut")
		}
		if got, _ := io.ReadAll(client); string(got) != "abc" {
			t.Errorf("before the cut came %q, want abc", got)
		}
	})
}

func TestGateStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, server, g := pair(t, &Network{})
		g.Stall(true)
		_, _ = server.Write([]byte("from the server"))
		_, _ = client.Write([]byte("from the client"))
		heard := make(chan string, 2)
		for _, end := range []net.Conn{client, server} {
			go func() {
				b := make([]byte, 99)
				n, _ := end.Read(b)
				heard <- string(b[:n])
			}()
		}
		time.Sleep(time.Hour)
		if len(heard) != 0 {
			t.Fatalf("heard %q through a stalled gate", <-heard)
		}
		g.Stall(false)
		if a, b := <-heard, <-heard; len(a) != 15 || len(b) != 15 {
			t.Errorf("after the stall: %q and %q", a, b)
		}
	})
}

// TestGateOverTCP shows that a gate disturbs real sockets in the same way.
func TestGateOverTCP(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := NewGate(ln)
	defer g.Close()
	go func() {
		for {
			c, err := g.Accept()
			if err != nil {
				return
			}
			_, _ = c.Write([]byte("welcome"))
		}
	}()
	greeting := func() string {
		var d net.Dialer
		c, err := d.DialContext(context.Background(), "tcp", g.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		b := make([]byte, 7)
		n, _ := io.ReadFull(c, b)
		return string(b[:n])
	}
	g.Refuse(true)
	if got := greeting(); got != "" {
		t.Errorf("while refused the server said %q", got)
	}
	g.Refuse(false)
	g.CutAfter(2)
	if got := greeting(); got != "we" {
		t.Errorf("cut after 2 bytes: %q", got)
	}
	if got := greeting(); got != "welcome" {
		t.Errorf("afterwards: %q", got)
	}
}
