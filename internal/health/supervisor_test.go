package health

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// systemd is the socket of a supervisor.
func systemd(t *testing.T, name string) *net.UnixConn {
	t.Helper()
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: name, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func heard(t *testing.T, conn *net.UnixConn) string {
	t.Helper()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	buffer := make([]byte, 100)
	n, err := conn.Read(buffer)
	if err != nil {
		t.Fatal(err)
	}
	return string(buffer[:n])
}

func environment(vars map[string]string) func(string) string {
	return func(name string) string { return vars[name] }
}

// TestSupervisor: systemd hears that the daemon is ready, that it lives, and that it
// stops, on a socket in the file system or in the abstract namespace.
func TestSupervisor(t *testing.T) {
	for _, name := range []string{filepath.Join(t.TempDir(), "notify"), "@borgerbot-test-" + t.Name()} {
		conn := systemd(t, name)
		s := NewSupervisor(environment(map[string]string{"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "20000", "WATCHDOG_PID": "7"}), 7)
		for _, tell := range []struct {
			do   func() error
			want string
		}{
			{s.Ready, "READY=1"}, {s.Stopping, "STOPPING=1"}, {func() error { return s.Status("relay closed") }, "STATUS=relay closed"},
		} {
			if err := tell.do(); err != nil {
				t.Fatal(err)
			}
			if got := heard(t, conn); got != tell.want {
				t.Errorf("heard %q, want %q", got, tell.want)
			}
		}
		var asked atomic.Int32
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() {
			s.Watch(ctx, func() bool { return asked.Add(1) != 2 }) // dead for a moment
			close(ended)
		}()
		for range 3 {
			if got := heard(t, conn); got != "WATCHDOG=1" {
				t.Errorf("heard %q", got)
			}
		}
		stop()
		<-ended
		if n := asked.Load(); n < 4 {
			t.Errorf("three signs of life after %d questions: the dead gave one", n)
		}
	}
}

// TestDeafSupervisor: one that does not listen holds nobody up for long.
func TestDeafSupervisor(t *testing.T) {
	name := filepath.Join(t.TempDir(), "notify")
	systemd(t, name)
	s := NewSupervisor(environment(map[string]string{"NOTIFY_SOCKET": name}), 7)
	began := time.Now()
	var err error
	for range 10_000 { // more than any queue holds
		if err = s.Ready(); err != nil {
			break
		}
	}
	if took := time.Since(began); err == nil || took > 30*time.Second {
		t.Errorf("after %v: %v", took, err)
	}
}

// TestNoSupervisor: without systemd, or with the watchdog meant for another process,
// there is nothing to tell.
func TestNoSupervisor(t *testing.T) {
	for i, vars := range []map[string]string{
		{}, {"WATCHDOG_USEC": "20000"}, {"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "20000", "WATCHDOG_PID": "8"},
		{"NOTIFY_SOCKET": "/nowhere", "WATCHDOG_USEC": "soon"},
	} {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			s := NewSupervisor(environment(vars), 7)
			s.Watch(t.Context(), func() bool { t.Error("asked"); return true })
			if err := s.Ready(); (err != nil) != (vars["NOTIFY_SOCKET"] != "") {
				t.Errorf("ready: %v", err)
			}
		})
	}
}
