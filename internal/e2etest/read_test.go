//go:build integration

package e2etest

import (
	"bytes"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"regexp"
	"strings"
	"testing"
)

// arrived is one of the office's letters as it lies in a citizen's mailbox,
// byte for byte and as she reads it.
type arrived struct {
	raw    []byte
	header mail.Header
	text   string
}

// letters waits until the inbox holds n letters, and returns them.
func (p *person) letters(n int) (all []arrived) {
	p.tb.Helper()
	for _, m := range p.await("INBOX", n) {
		all = append(all, read(p.tb, m.Raw))
	}
	return all
}

// read decodes one of our letters. They have one part of text.
func read(tb testing.TB, raw []byte) arrived {
	tb.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		tb.Fatal(err)
	}
	if kind := m.Header.Get("Content-Type"); kind != "text/plain; charset=UTF-8" {
		tb.Errorf("the letter is %q", kind)
	}
	body := m.Body
	if m.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
		body = quotedprintable.NewReader(body)
	}
	text, err := io.ReadAll(body)
	if err != nil {
		tb.Fatal(err)
	}
	for _, line := range bytes.Split(raw, []byte("\r\n")) {
		if len(line) > 998 || bytes.ContainsAny(line, "\r\n") || bytes.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			tb.Errorf("not a line of a mail (RFC 5322 §2.1.1): %q", line)
		}
	}
	return arrived{raw, m.Header, strings.ReplaceAll(string(text), "\r\n", "\n")}
}

func (a arrived) mustSay(tb testing.TB, words ...string) {
	tb.Helper()
	for _, w := range words {
		if !strings.Contains(a.text, w) {
			tb.Errorf("the letter does not say %q:\n%s", w, a.text)
		}
	}
	for _, wrong := range []string{"[personal]", "<no value>", "{{", "061093", "\x00"} {
		if bytes.Contains(a.raw, []byte(wrong)) || strings.Contains(a.text, wrong) {
			tb.Errorf("the letter holds %q:\n%s", wrong, a.text)
		}
	}
}

// mustHave checks fields of the header, decoded; "" is a field that is not there.
func (a arrived) mustHave(tb testing.TB, want map[string]string) {
	tb.Helper()
	for field, value := range want {
		got, err := new(mime.WordDecoder).DecodeHeader(a.header.Get(field))
		if err != nil || strings.ReplaceAll(got, `"`, "") != value {
			tb.Errorf("%s: %q, want %q (%v)", field, got, value, err)
		}
	}
}

var referencePattern = regexp.MustCompile(`BR-[0-9A-Z]{6}-[0-9A-Z]`)

// reference is the inquiry's reference in the letter's subject.
func (a arrived) reference(tb testing.TB) string {
	tb.Helper()
	subject, err := new(mime.WordDecoder).DecodeHeader(a.header.Get("Subject"))
	ref := referencePattern.FindString(subject)
	if err != nil || ref == "" {
		tb.Fatalf("no reference in the subject %q (%v)", subject, err)
	}
	return ref
}
