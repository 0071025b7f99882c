package mailbox

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// fake is an IMAP server that says what it is told to say. It knows just enough
// to be a mailbox when nothing is overridden.
type fake struct {
	*pipes
	greeting string // "%c" in it stands for the capabilities
	caps     string
	validity uint32
	folders  []string
	// say overrides the answer to a line, given without its tag. "%t" in it stands
	// for the tag; mute and hangUp do what they say. "" leaves the line to the
	// fake.
	say func(conn int, line string) string

	turn   sync.Mutex // guards say
	mu     sync.Mutex
	mails  []mail
	heard  []string // all lines, without tags
	idlers []net.Conn
}

const (
	mute   = "\x00mute"
	hangUp = "\x00hang up" // after what stands before it
)

// mail is a message; each value stands on the wire as it is.
type mail struct {
	uid                    int
	date, flags, size, raw string
}

func newMail(uid int, raw string) mail {
	return mail{uid: uid, date: `"02-Mar-2026 09:15:00 +0100"`, flags: `(\Recent)`, size: strconv.Itoa(len(raw)), raw: raw}
}

// march is when the mails of a fake come in; watchers start before.
var march = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

func newFake(t testing.TB, mails ...mail) *fake {
	t.Helper()
	f := &fake{
		pipes:    newPipes(),
		greeting: "* OK [CAPABILITY %c] ready",
		caps:     "IMAP4rev1 AUTH=PLAIN SASL-IR IDLE UIDPLUS MOVE",
		validity: 7,
		folders:  []string{"INBOX", "Sent", "Drafts"},
		mails:    mails,
	}
	var running sync.WaitGroup
	running.Go(func() {
		for n := 1; ; n++ {
			conn, err := f.Accept()
			if err != nil {
				return
			}
			running.Go(func() { f.serve(n, conn) })
		}
	})
	t.Cleanup(func() {
		_ = f.Close()
		running.Wait()
	})
	return f
}

// keepAll is a sink for which every message of a fake is new.
func keepAll() *kept {
	k := newKept(march)
	k.seen = true
	return k
}

func (f *fake) serve(n int, conn net.Conn) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	if _, err := io.WriteString(conn, strings.ReplaceAll(f.greeting, "%c", f.caps)+"\r\n"); err != nil || f.greeting == "" {
		return
	}
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		tag, line, _ := strings.Cut(strings.TrimRight(line, "\r\n"), " ")
		if line == "" && tag == "DONE" {
			continue
		}
		f.mu.Lock()
		f.heard = append(f.heard, line)
		f.mu.Unlock()
		answer := ""
		f.turn.Lock()
		if f.say != nil {
			answer = f.say(n, line)
		}
		f.turn.Unlock()
		if answer == "" {
			answer = f.answer(line)
		}
		if !f.send(conn, r, tag, line, answer) {
			return
		}
	}
}

// send writes an answer and reports whether the connection goes on.
func (f *fake) send(conn net.Conn, r *bufio.Reader, tag, line, answer string) bool {
	switch {
	case answer == mute:
		_, _ = io.Copy(io.Discard, r)
		return false
	case line == "IDLE" && strings.HasPrefix(answer, "+"):
		return f.idle(conn, r, tag, answer)
	}
	answer, end := strings.CutSuffix(answer, hangUp)
	_, err := io.WriteString(conn, strings.ReplaceAll(answer, "%t", tag))
	return err == nil && !end
}

// idle holds an IDLE until DONE.
func (f *fake) idle(conn net.Conn, r *bufio.Reader, tag, answer string) bool {
	if _, err := io.WriteString(conn, answer); err != nil {
		return false
	}
	f.mu.Lock()
	f.idlers = append(f.idlers, conn)
	f.mu.Unlock()
	line, err := r.ReadString('\n')
	f.mu.Lock()
	f.heard = append(f.heard, strings.TrimSpace(line))
	f.idlers = slices.DeleteFunc(f.idlers, func(c net.Conn) bool { return c == conn })
	f.mu.Unlock()
	if err == nil {
		_, err = fmt.Fprintf(conn, "%s OK idle\r\n", tag)
	}
	return err == nil
}

// push adds a message and tells whoever is in IDLE.
func (f *fake) push(m mail) {
	f.mu.Lock()
	f.mails = append(f.mails, m)
	idlers, count := slices.Clone(f.idlers), len(f.mails)
	f.mu.Unlock()
	for _, conn := range idlers {
		fmt.Fprintf(conn, "* %d EXISTS\r\n", count)
	}
}

func (f *fake) lines() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.heard)
}

// count returns how many lines have begun with a prefix.
func (f *fake) count(prefix string) int {
	n := 0
	for _, line := range f.lines() {
		if strings.HasPrefix(line, prefix) {
			n++
		}
	}
	return n
}

var quoted = regexp.MustCompile(`^\w+ (?:"" )?"?([^" ]+)"?`)

func (f *fake) answer(line string) string {
	f.mu.Lock()
	defer f.mu.Unlock()
	verb, _, _ := strings.Cut(line, " ")
	name := ""
	if m := quoted.FindStringSubmatch(line); m != nil {
		name = m[1]
	}
	there := slices.Contains(f.folders, name)
	next := 1
	if len(f.mails) > 0 {
		next = f.mails[len(f.mails)-1].uid + 1
	}
	switch verb {
	case "AUTHENTICATE":
		// Where capabilities are not told, go-imap asks in a goroutine that may wait for a
		// mutex until IDLE ends, and fake time never gets past that.
		return "%t OK [CAPABILITY " + f.caps + "] signed in\r\n"
	case "CAPABILITY":
		return "* CAPABILITY " + f.caps + "\r\n%t OK done\r\n"
	case "SELECT", "EXAMINE":
		if !there {
			return "%t NO no such thing for klage@example.org\r\n"
		}
		count := len(f.mails)
		if name != "INBOX" {
			count, next = 0, 1
		}
		return fmt.Sprintf("* %d EXISTS\r\n* OK [UIDVALIDITY %d] v\r\n* OK [UIDNEXT %d] n\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] f\r\n%%t OK opened\r\n", count, f.validity, next)
	case "LIST":
		if !there {
			return "%t OK none\r\n"
		}
		return fmt.Sprintf("* LIST () \"/\" %s\r\n%%t OK listed\r\n", name)
	case "STATUS":
		return fmt.Sprintf("* STATUS %s (UIDNEXT %d)\r\n%%t OK status\r\n", name, next)
	case "IDLE":
		return "+ idling\r\n"
	case "UID", "FETCH":
		if m := fetching.FindStringSubmatch(line); m != nil {
			return f.fetch(m[1] != "", m[2], m[3])
		}
		return "%t OK done\r\n"
	}
	return "%t OK done\r\n"
}

var fetching = regexp.MustCompile(`^(UID )?FETCH (\S+) \((.*)\)$`)

func (f *fake) fetch(byUID bool, set, items string) string {
	var b strings.Builder
	for i, m := range f.mails {
		number := i + 1
		if byUID {
			number = m.uid
		}
		last := byUID && i == len(f.mails)-1 && strings.HasSuffix(set, ":*")
		if !contains(set, number) && !last {
			continue
		}
		fmt.Fprintf(&b, "* %d FETCH (UID %d", i+1, m.uid)
		for _, item := range strings.Fields(items) {
			switch item {
			case "FLAGS":
				b.WriteString(" FLAGS " + m.flags)
			case "INTERNALDATE":
				b.WriteString(" INTERNALDATE " + m.date)
			case "RFC822.SIZE":
				b.WriteString(" RFC822.SIZE " + m.size)
			case "BODY.PEEK[]":
				fmt.Fprintf(&b, " BODY[] {%d}\r\n%s", len(m.raw), m.raw)
			case "BODY.PEEK[HEADER]<0.262144>":
				header, _, _ := strings.Cut(m.raw, "\r\n\r\n")
				fmt.Fprintf(&b, " BODY[HEADER]<0> {%d}\r\n%s", len(header), header)
			}
		}
		b.WriteString(")\r\n")
	}
	return b.String() + "%t OK fetched\r\n"
}

func contains(set string, n int) bool {
	for part := range strings.SplitSeq(set, ",") {
		low, high, ranged := strings.Cut(part, ":")
		from, _ := strconv.Atoi(low)
		to := from
		if ranged {
			to, _ = strconv.Atoi(high)
			if high == "*" {
				to = 1 << 32
			}
		}
		if from <= n && n <= to {
			return true
		}
	}
	return false
}
