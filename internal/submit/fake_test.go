package submit

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"borgerbot/internal/personal"
)

// fake is a mail server that answers as it is told to. Without orders it takes
// every letter.
type fake struct {
	waiting chan net.Conn
	closed  chan struct{}

	mu    sync.Mutex
	say   map[string]string // answers by verb, "." for the final dot and "+" for the greeting
	once  map[string]string // the same, for the next time only
	heard []string
	taken []string // letters whose final dot has come, with their dots unstuffed
	dials int
}

const (
	mute   = "\x00mute"
	hangUp = "\x00hang up"
)

func newFake(t testing.TB) *fake {
	t.Helper()
	f := &fake{
		waiting: make(chan net.Conn),
		closed:  make(chan struct{}),
		say:     map[string]string{},
		once:    map[string]string{},
	}
	var running sync.WaitGroup
	running.Go(func() {
		for {
			select {
			case conn := <-f.waiting:
				running.Go(func() { f.serve(conn) })
			case <-f.closed:
				return
			}
		}
	})
	t.Cleanup(func() { close(f.closed); running.Wait() })
	return f
}

func (f *fake) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	f.mu.Lock()
	f.dials++
	f.mu.Unlock()
	here, there := net.Pipe()
	select {
	case f.waiting <- there:
		return here, nil
	case <-f.closed:
		return nil, errors.New("connection refused")
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// account is an account at the fake.
func (f *fake) account() Account {
	return Account{Address: "127.0.0.1:587", TLS: Plain, Dial: f.dial, Auth: Password("klage@example.org", "pæsswørd")}
}

// newSender returns a sender to the fake that is closed when the test ends.
func newSender(t testing.TB, acc Account) *Sender {
	s := New(acc)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func (f *fake) serve(conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if !f.reply(conn, r, "+", "220 ready") {
		return
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		f.mu.Lock()
		f.heard = append(f.heard, line)
		f.mu.Unlock()
		verb, _, _ := strings.Cut(line, " ")
		if verb == "RCPT" && strings.Contains(line, "bevis@") {
			verb = "PROOF"
		}
		standard, known := answers[verb]
		if !known {
			standard = "250 2.0.0 ok"
		}
		if !f.reply(conn, r, verb, standard) {
			return
		}
		if verb == "DATA" && f.accepted("DATA") && !f.takeLetter(conn, r) {
			return
		}
	}
}

var answers = map[string]string{
	"EHLO": "250-fake\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN",
	"AUTH": "235 2.7.0 welcome",
	"DATA": "354 go on",
	"QUIT": "221 2.0.0 bye",
}

// reply answers a verb and reports whether the connection goes on.
func (f *fake) reply(conn net.Conn, r io.Reader, verb, standard string) bool {
	f.mu.Lock()
	answer, ordered := f.once[verb]
	if ordered && verb != "DATA" {
		delete(f.once, verb)
	}
	if !ordered {
		answer, ordered = f.say[verb]
	}
	f.mu.Unlock()
	if !ordered {
		answer = standard
	}
	switch answer {
	case mute:
		_, _ = io.Copy(io.Discard, r)
		return false
	case hangUp:
		return false
	}
	_, err := io.WriteString(conn, answer+"\r\n")
	return err == nil && !strings.HasPrefix(answer, "421")
}

func (f *fake) accepted(verb string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	_, once := f.once[verb]
	delete(f.once, verb)
	_, always := f.say[verb]
	return !once && !always
}

// takeLetter reads a letter to its final dot.
func (f *fake) takeLetter(conn net.Conn, r *bufio.Reader) bool {
	var letter strings.Builder
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		letter.WriteString(strings.TrimPrefix(line, "."))
		if strings.HasPrefix(line, "STOP") {
			return false
		}
	}
	f.mu.Lock()
	f.taken = append(f.taken, letter.String())
	count := len(f.taken)
	f.mu.Unlock()
	return f.reply(conn, r, ".", fmt.Sprintf("250 2.0.0 Ok: queued as 4XyZ%d", count))
}

// order sets the answers to come.
func (f *fake) order(once bool, verb, answer string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if once {
		f.once[verb] = answer
		return
	}
	f.say[verb] = answer
}

func (f *fake) letters() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.taken)
}

func (f *fake) lines() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.heard)
}

func (f *fake) dialled() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.dials
}

var (
	raw      = []byte("Message-ID: <1@example.org>\r\nSubject: Kvittering\r\n\r\nVi har modtaget din henvendelse.\r\n.\r\n..prikker\r\n")
	envelope = Envelope{From: "klage@example.org", To: personal.New("ane@example.org")}
	proven   = Envelope{From: "klage@example.org", To: personal.New("ane@example.org"), Proof: "bevis@example.org"}
	minute   = time.Minute
)
