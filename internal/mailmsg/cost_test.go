//go:build linux && !race

// The race detector makes time and memory something else, and the time that one
// thread has worked, whatever else the machine does, is Linux's to tell.

package mailmsg_test

import (
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"borgerbot/internal/mailmsg"
)

// repeated is a message that is never in memory as a whole: head, unit n times,
// tail.
func repeated(head, unit string, n int, tail string) mailmsg.Source {
	return func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(head), &repeater{unit: unit, left: n * len(unit)}, strings.NewReader(tail))), nil
	}
}

type repeater struct {
	unit     string
	at, left int
}

func (r *repeater) Read(p []byte) (int, error) {
	if r.left == 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && r.left > 0 {
		c := min(copy(p[n:], r.unit[r.at:]), r.left)
		n, r.left, r.at = n+c, r.left-c, (r.at+c)%len(r.unit)
	}
	return n, nil
}

// worked returns the processor time of the calling thread.
func worked(t testing.TB) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_THREAD, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// cost returns what Parse takes: processor time, and the bytes it allocates in
// all, which is never less than what it holds at any time.
func cost(t testing.TB, src mailmsg.Source, lim mailmsg.Limits) (time.Duration, uint64, mailmsg.Message) {
	t.Helper()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := worked(t)
	m, err := mailmsg.Parse(src, lim)
	took := worked(t) - start
	runtime.ReadMemStats(&after)
	if err != nil {
		t.Fatal(err)
	}
	return took, after.TotalAlloc - before.TotalAlloc, m
}

const pdf = "From: gudrun@example.org\nSubject: Klage\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n--b\n" +
	"Content-Type: application/pdf; name=bilag.pdf\nContent-Transfer-Encoding: base64\n\n"

const base64Line = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2d3h5\n"

func TestAttachmentIsNotKept(t *testing.T) {
	const lines = 25 << 20 / 52 // each line is 51 bytes decoded, 70 encoded
	took, bytes, m := cost(t, repeated(pdf, base64Line, lines, "--b--\n"), mailmsg.DefaultLimits())
	if bytes > 1<<20 {
		t.Errorf("%d bytes allocated", bytes)
	}
	if len(m.Attachments) != 1 || m.Attachments[0].Size != lines*51 || m.Text.Reveal() != "Hej" {
		t.Errorf("%d attachments, text %q, warnings %v", len(m.Attachments), m.Text.Reveal(), m.Warnings)
	}
	t.Logf("25 MB in %v with %d bytes allocated", took, bytes)
}

// TestBombs: what is sent to break a reader costs at most 2 s and 128 MB, and
// the words around it are still read.
func TestBombs(t *testing.T) {
	head := "From: gudrun@example.org\nSubject: Klage\n"
	multipart := head + "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nHej\n"
	for _, c := range []struct {
		name string
		src  mailmsg.Source
		warn mailmsg.Warning
		text bool
	}{
		{"100,000 parts", repeated(multipart, "--b\n\nx\n", 100_000, "--b--\n"), mailmsg.WarnTooManyParts, true},
		{"10,000 multiparts in each other", nested(10_000), mailmsg.WarnTooDeep, true},
		{"10,000 messages in each other", repeated(multipart+"--b\n", "Content-Type: message/rfc822\n\n", 10_000, "\nslut"), mailmsg.WarnTooDeep, true},
		{"100 MB of header", repeated(head, "X-A: "+strings.Repeat("a", 70)+"\n", 100<<20/76, "\nHej\n"), mailmsg.WarnHeaderCut, false},
		{"40 MB of header", repeated(head, "X-A: "+strings.Repeat("a", 70)+"\n", 40<<20/76, "\nHej\n"), mailmsg.WarnHeaderCut, true},
		{"40 MB of one header line", repeated(head+"X-A: ", "a", 40<<20, "\n\nHej\n"), mailmsg.WarnHeaderCut, true},
		{"50 MB of header in a part", repeated(multipart+"--b\n", "X-A: "+strings.Repeat("a", 70)+"\n", 50<<20/76, "\nmere\n--b--\n"), mailmsg.WarnHeaderCut, true},
		{"5 million header lines", repeated(head, "A: b\n", 5_000_000, "\nHej\n"), mailmsg.WarnHeaderCut, true},
		{"20,000 parameters", repeated(head+"Content-Type: text/plain", "; n*1*=x", 20_000, "\n\nHej\n"), "", true},
		{"1 GB of base64", repeated(pdf, base64Line, 1<<30/70, "--b--\n"), mailmsg.WarnTooLarge, true},
		{"60 MB of text", repeated(head+"\nHej\n", "klage over sagen\n", 60<<20/17, ""), mailmsg.WarnTextCut, true},
		{"60 MB of HTML", repeated(head+"Content-Type: text/html\n\nHej\n", "<p>klage</p>", 60<<20/12, ""), mailmsg.WarnTextCut, true},
		{"9 MB of open elements", repeated(head+"Content-Type: text/html\n\nHej\n", "<div><b><a href=x>", 9<<20/18, "klage"), mailmsg.WarnTextCut, true},
		{"8 MB of end tags in a cell", repeated(head+"Content-Type: text/html\n\nHej\n<div><td>"+strings.Repeat("<i>", 500), "</div>", 8<<20/6, "klage"), mailmsg.WarnTextCut, true},
		{"8 MB of one tag's attributes", repeated(head+"Content-Type: text/html\n\nHej\n<p ", "a=b ", 8<<20/4, ">klage"), mailmsg.WarnTextCut, true},
		{"hidden and shown in turns", repeated(head+"Content-Type: text/html\n\nHej\n", "<b hidden>x</b>y", 8<<20/16, ""), mailmsg.WarnTextCut, true},
		{"quoted and own in turns", repeated(head+"In-Reply-To: <a@example.org>\n\nHej\n", "> a\nb\n", 2<<20/6, ""), "", true},
		{"signatures without end", repeated(head+"\nHej\n", "--\nFra: a\n", 2<<20/10, ""), mailmsg.WarnTextCut, true},
		{"lines that end in a colon", repeated(head+"\nHej\n", "Den 3 skrev x <a@example.org>:\n", 2<<20/31, ""), "", true},
		{"encoded words not ended", repeated("Subject: ", "=?a?q?", 40_000, "\n\nHej\n"), "", true},
		{"brackets not closed", repeated("To: ", "<,", 120_000, "\n\nHej\n"), "", true},
		{"a field in many lines", repeated("To: a\n", " <a\n", 60_000, "\nHej\n"), "", true},
	} {
		took, bytes, m := cost(t, c.src, mailmsg.DefaultLimits())
		if took > 2*time.Second || bytes > 128<<20 {
			t.Errorf("%s: %v and %d MB", c.name, took, bytes>>20)
		}
		if c.warn != "" && !slices.Contains(m.Warnings, c.warn) {
			t.Errorf("%s: warnings %v, want %s", c.name, m.Warnings, c.warn)
		}
		if got := strings.HasPrefix(m.Text.Reveal(), "Hej"); got != c.text {
			t.Errorf("%s: words read %v, want %v (warnings %v)", c.name, got, c.text, m.Warnings)
		}
		checkSegments(t, c.name, m)
		t.Logf("%-34s %8v %4d MB %v", c.name, took.Round(time.Millisecond), bytes>>20, m.Warnings)
	}
}

// nested is a message of n multiparts in each other, with a text in the first.
func nested(n int) mailmsg.Source {
	var raw strings.Builder
	raw.WriteString("From: gudrun@example.org\n")
	for i := range n {
		fmt.Fprintf(&raw, "Content-Type: multipart/mixed; boundary=b%d\n\n", i)
		if i == 0 {
			raw.WriteString("--b0\n\nHej\n")
		}
		fmt.Fprintf(&raw, "--b%d\n", i)
	}
	return source([]byte(raw.String()))
}

// TestCostIsLinear: twice the text takes at most 2.2 times as long, up to 10 MB,
// whatever the text is made of. It is measured over two doublings and on equally
// many bytes: four small mails against one four times as large. A busy machine
// gets several tries.
func TestCostIsLinear(t *testing.T) {
	const tries, most = 8, 2.2 * 2.2 / 4
	// The collector starts at a size of its own choosing.
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	lim := mailmsg.DefaultLimits()
	lim.TextBytes, lim.MarkupBytes = 32<<20, 32<<20
	plain := "From: gudrun@example.org\nIn-Reply-To: <a@example.org>\n\n"
	html := "From: gudrun@example.org\nContent-Type: text/html\n\n"
	for _, c := range []struct{ name, head, unit string }{
		{"text", plain, "Jeg vil klage over sagsbehandlingen i min sag om boligstøtte.\n"},
		{"one line", plain, "klage "},
		{"quotes", plain, "> a\nb\n"},
		{"attributions", plain, "Den 3. maj skrev jeg:\n"},
		{"header blocks", plain, "Fra: a\nTil: b\n"},
		{"signatures", plain, "--\na\n"},
		{"blanks", plain, "a   \t  "},
		{"control characters", plain, "\x00\x01\u202e"},
		{"not UTF-8", plain, "k\xe6re "},
		{"paragraphs", html, "<p class=MsoNormal>Jeg vil <b>klage</b></p>\n"},
		{"open elements", html, "<div>a"},
		{"table", html, "<td>a<tr>"},
		{"styles", html, `<b style="color:#fff;font-size:0">a</b>`},
		{"links", html, `<a href="https://example.org/a">a</a>`},
		{"comments", html, "<!-- a --><!"},
		{"entities", html, "&aelig;&#230"},
		{"references", "References: ", " <a@example.org>"},
		{"receivers", "To: ", "Ane <a@example.org>, "},
		{"encoded words", "Subject: ", " =?utf-8?q?=C3=A6?="},
	} {
		size, times := 10<<20, 1
		if !strings.HasSuffix(c.head, "\n") { // a header, which the limits keep shorter
			size, times = 240<<10, 40
		}
		var small, large time.Duration // the shortest seen
		for try := range tries {
			s := repeatedCost(t, repeated(c.head, c.unit, size/4/len(c.unit), "\n\nHej"), lim, 4*times)
			l := repeatedCost(t, repeated(c.head, c.unit, size/len(c.unit), "\n\nHej"), lim, times)
			if try == 0 {
				small, large = s, l
			}
			small, large = min(small, s), min(large, l)
			if large.Seconds() <= most*small.Seconds() {
				break
			}
		}
		if large.Seconds() > most*small.Seconds() {
			t.Errorf("%s: %d bytes take %v, in four mails %v", c.name, size, large, small)
		}
	}
}

// repeatedCost returns the processor time of parsing src so many times.
func repeatedCost(t *testing.T, src mailmsg.Source, lim mailmsg.Limits, times int) time.Duration {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	runtime.GC()
	start := worked(t)
	for range times {
		if _, err := mailmsg.Parse(src, lim); err != nil {
			t.Fatal(err)
		}
	}
	return worked(t) - start
}
