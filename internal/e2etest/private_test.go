//go:build integration

package e2etest

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// server is a second Dovecot or Postfix beside those of .ci/servers, with the
// same boxes behind it: it can be stopped while other tests use the first.
type server struct {
	tb    testing.TB
	addr  string   // in clear and STARTTLS
	start []string // the command
	pid   string   // the file with the process id
	dir   string
}

// secondDovecot serves the boxes on a port of its own.
func secondDovecot(tb testing.TB) *server {
	tb.Helper()
	s := newServer(tb)
	raw, err := os.ReadFile(env(tb, "DOVECOT"))
	if err != nil {
		tb.Fatal(err)
	}
	text := string(raw)
	for _, change := range []struct{ pattern, to string }{
		{`(?m)^base_dir = .*`, "base_dir = " + s.dir}, {`(?m)^state_dir = .*`, "state_dir = " + s.dir},
		{`(?m)^log_path = .*`, "log_path = " + s.dir + "/log"}, {`(?m)^protocols = .*`, "protocols = imap"},
		{`(?s)inet_listener imap \{\s*port = \d+`, "inet_listener imap {\n    port = " + s.port()},
		{`(?s)inet_listener imaps \{\s*port = \d+`, "inet_listener imaps {\n    port = 0"},
		{`(?s)service lmtp \{.*?\n\}\n`, ""},
	} {
		pattern := regexp.MustCompile(change.pattern)
		if !pattern.MatchString(text) {
			tb.Fatalf("Dovecot's configuration has no %s", change.pattern)
		}
		text = pattern.ReplaceAllLiteralString(text, change.to)
	}
	conf := s.write("imap.conf", text) // Dovecot makes a dovecot.conf of its own here
	s.start, s.pid = []string{"dovecot", "-c", conf}, filepath.Join(s.dir, "master.pid")
	s.up()
	return s
}

// secondPostfix takes letters on a port of its own and delivers them as the first
// does.
func secondPostfix(tb testing.TB) *server {
	tb.Helper()
	s := newServer(tb)
	etc := filepath.Join(filepath.Dir(env(tb, "DOVECOT")), "postfix", "etc")
	for _, folder := range []string{"spool", "data"} {
		if err := os.Mkdir(filepath.Join(s.dir, folder), 0o755); err != nil {
			tb.Fatal(err)
		}
	}
	if out, err := exec.Command("chown", "postfix", filepath.Join(s.dir, "data")).CombinedOutput(); err != nil {
		tb.Fatalf("chown: %v: %s", err, out)
	}
	for name, changes := range map[string]map[string]string{
		"main.cf": {
			`(?m)^queue_directory = .*`: "queue_directory = " + s.dir + "/spool", `(?m)^data_directory = .*`: "data_directory = " + s.dir + "/data",
			`(?m)^maillog_file_prefixes = .*`: "maillog_file_prefixes = " + s.dir, `(?m)^maillog_file = .*`: "maillog_file = " + s.dir + "/log",
		},
		"master.cf": {
			`(?m)^127\.0\.0\.1:\d+ +inet.*smtpd$`: "127.0.0.1:" + s.port() + " inet n - n - - smtpd", `(?m)^127.*wrappermode=yes$`: "",
		},
	} {
		raw, err := os.ReadFile(filepath.Join(etc, name))
		if err != nil {
			tb.Fatal(err)
		}
		text := string(raw)
		for pattern, to := range changes {
			if !regexp.MustCompile(pattern).MatchString(text) {
				tb.Fatalf("Postfix's %s has no %s", name, pattern)
			}
			text = regexp.MustCompile(pattern).ReplaceAllLiteralString(text, to)
		}
		s.write(name, text)
	}
	s.start, s.pid = []string{"postfix", "-c", s.dir, "start"}, filepath.Join(s.dir, "spool", "pid", "master.pid")
	s.up()
	return s
}

// newServer finds a port and a folder whose name is short enough for sockets.
func newServer(tb testing.TB) *server {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	dir, err := os.MkdirTemp("", "e2e")
	if err != nil {
		tb.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		tb.Fatal(err)
	}
	s := &server{tb: tb, addr: l.Addr().String(), dir: dir}
	tb.Cleanup(func() {
		s.down()
		_ = os.RemoveAll(dir)
	})
	return s
}

func (s *server) port() string {
	_, port, _ := net.SplitHostPort(s.addr)
	return port
}

func (s *server) write(name, text string) string {
	s.tb.Helper()
	path := filepath.Join(s.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		s.tb.Fatal(err)
	}
	return path
}

// up starts the server and waits until it listens.
func (s *server) up() {
	s.tb.Helper()
	// A file: the server keeps what it writes to open for as long as it runs.
	out, err := os.Create(filepath.Join(s.dir, "start"))
	if err != nil {
		s.tb.Fatal(err)
	}
	defer func() { _ = out.Close() }()
	cmd := exec.Command(s.start[0], s.start[1:]...)
	cmd.Stdout, cmd.Stderr = out, out
	if err := cmd.Run(); err != nil {
		said, _ := os.ReadFile(out.Name())
		s.tb.Fatalf("%v: %v: %s", s.start, err, said)
	}
	eventually(s.tb, s.start[0]+" listens", func() error {
		c, err := net.Dial("tcp", s.addr)
		if err == nil {
			err = c.Close()
		}
		return err
	})
}

// down stops the server and waits until it is gone.
func (s *server) down() {
	s.tb.Helper()
	raw, err := os.ReadFile(s.pid)
	if err != nil {
		return // it does not run
	}
	pid, err := strconv.Atoi(strings.TrimSpace(string(raw)))
	if err != nil {
		s.tb.Fatal(err)
	}
	_ = syscall.Kill(pid, syscall.SIGTERM)
	eventually(s.tb, s.start[0]+" stops", func() error {
		if syscall.Kill(pid, 0) == nil {
			return fmt.Errorf("%d runs", pid)
		}
		return nil
	})
}
