package health

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"
)

// Supervisor is systemd, where it has started the process (Type=notify), else
// nobody. See sd_notify(3) and sd_watchdog_enabled(3).
type Supervisor struct {
	socket   string
	watchdog time.Duration // how often it wants to hear from us at least; 0 is never
}

// NewSupervisor reads from the environment who supervises the process. pid is the
// process's own.
func NewSupervisor(env func(string) string, pid int) *Supervisor {
	s := &Supervisor{socket: env("NOTIFY_SOCKET")}
	micro, err := strconv.ParseInt(env("WATCHDOG_USEC"), 10, 64)
	whose := env("WATCHDOG_PID")
	if err == nil && micro > 0 && (whose == "" || whose == strconv.Itoa(pid)) {
		s.watchdog = time.Duration(micro) * time.Microsecond
	}
	return s
}

// Ready tells that the start is over.
func (s *Supervisor) Ready() error { return s.notify("READY=1") }

// Stopping tells that an orderly stop has begun.
func (s *Supervisor) Stopping() error { return s.notify("STOPPING=1") }

// Status says in a few words how things are. They stand in "systemctl status".
func (s *Supervisor) Status(words string) error { return s.notify("STATUS=" + words) }

// Watch tells the watchdog twice in its time that the process is alive, as long as
// it is, until ctx ends. A process that has not been alive for so long is ended and
// started anew. What cannot be told is told again at the next turn.
func (s *Supervisor) Watch(ctx context.Context, alive func() bool) {
	if s.socket == "" || s.watchdog == 0 {
		return
	}
	ticker := time.NewTicker(s.watchdog / 2)
	defer ticker.Stop()
	for {
		if alive() {
			_ = s.notify("WATCHDOG=1")
		}
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
	}
}

// notifyLimit bounds how long systemd is waited for.
const notifyLimit = time.Second

func (s *Supervisor) notify(state string) error {
	if s.socket == "" {
		return nil
	}
	// A name that begins with @ is in the abstract namespace; net knows that.
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: s.socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	defer conn.Close()
	// A supervisor that does not listen must not hold anybody up.
	if err := conn.SetWriteDeadline(time.Now().Add(notifyLimit)); err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	if _, err := conn.Write([]byte(state)); err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	return nil
}
