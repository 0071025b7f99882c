package convtest

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"mime/quotedprintable"
	"net/mail"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"borgerbot/internal/standin"
)

// canary is something personal that must not turn up where it has no business.
type canary struct {
	kind  canaryKind
	words string
}

type canaryKind int

const (
	identity canaryKind = iota // a name, an address, a telephone or CPR number
	content                    // words of a letter
	typed                      // words of an adviser's about a citizen
)

var (
	phoneNumber = regexp.MustCompile(`\b\d\d ?\d\d ?\d\d ?\d\d\b`)
	cprNumber   = regexp.MustCompile(`\b\d{6}-?\d{4}\b`)
)

// shortest is how long words of a letter must be to be nobody else's.
const shortest = 25

// remember marks everything personal in a letter that comes in.
func (s *story) remember(raw []byte) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return
	}
	for _, field := range []string{"From", "Reply-To"} {
		if a, err := m.Header.AddressList(field); err == nil && len(a) > 0 && !s.offices(a[0].Address) {
			s.mark(identity, a[0].Name, a[0].Address)
		}
	}
	header, body, err := readable(raw)
	if err != nil {
		return
	}
	if subject := header.Get("Subject"); utf8.RuneCountInString(subject) >= shortest/2 && !strings.Contains(subject, "BR-") {
		s.mark(content, subject)
	}
	for _, line := range strings.Split(body, "\n") {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, ">") {
			continue // our own words, quoted
		}
		s.mark(identity, cprNumber.FindAllString(line, -1)...)
		s.mark(identity, phoneNumber.FindAllString(line, -1)...)
		if runes := []rune(line); len(runes) >= shortest && !strings.HasPrefix(line, "QUFB") {
			s.mark(content, string(runes[:shortest]))
		}
	}
}

// rememberTyped marks what an adviser writes in a window.
func (s *story) rememberTyped(words string) {
	if utf8.RuneCountInString(words) >= shortest && !strings.HasPrefix(words, "BR-") {
		s.mark(typed, words)
	}
}

func (s *story) mark(kind canaryKind, words ...string) {
	for _, w := range words {
		if c := (canary{kind, w}); w != "" && !slices.Contains(s.canaries, c) {
			s.canaries = append(s.canaries, c)
			stderr.watch(w)
		}
	}
}

// offices reports whether an address is the office's or an adviser's own.
func (s *story) offices(address string) bool {
	for _, a := range s.Config.Advisers {
		if a.Email == address {
			return true
		}
	}
	for _, b := range s.Config.Mailboxes {
		if b.Address == address {
			return true
		}
	}
	return false
}

// disguises are the forms in which words can stand in a text.
func disguises(words string) []string {
	escaped, _ := json.Marshal(words)
	inJSON := strings.Trim(string(escaped), `"`)
	var ascii, quoted strings.Builder
	for _, r := range words {
		if r < utf8.RuneSelf {
			ascii.WriteRune(r)
		} else {
			fmt.Fprintf(&ascii, `\u%04x`, r)
		}
	}
	w := quotedprintable.NewWriter(&quoted)
	_, _ = w.Write([]byte(words))
	_ = w.Close()
	forms := []string{words, inJSON, ascii.String(), quoted.String(), url.QueryEscape(words)}
	for shift := range 3 {
		// The characters at the ends depend on what stands beside the words.
		code := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift) + words))
		if code = strings.TrimRight(code, "="); len(code) > 12 {
			forms = append(forms, code[4:len(code)-4])
		}
	}
	return forms
}

func holds(text, words string) bool {
	return slices.ContainsFunc(disguises(words), func(form string) bool { return strings.Contains(text, form) })
}

// checkCanaries looks for everything personal in the log, and in Slack beyond
// what the office's mode of disclosure allows.
func (s *story) checkCanaries() {
	log := s.log.String()
	for _, c := range s.canaries {
		if holds(log, c.words) {
			s.t.Errorf("the log holds %q", c.words)
		}
	}
	for _, call := range s.Slack.Calls() {
		for name, value := range call.Args {
			for _, c := range s.canaries {
				if !s.disclosed(c, call, name) && holds(value, c.words) {
					s.t.Errorf("%s has %q in %s: %s", call.Method, c.words, name, value)
				}
			}
		}
	}
}

// disclosed reports whether words may stand in an argument of a call.
func (s *story) disclosed(c canary, call standin.Call, argument string) bool {
	window := strings.HasPrefix(call.Method, "views.")
	mode := s.rulesAt(call.At).mode
	switch {
	case window && c.kind == typed:
		return true // she has just typed it there
	case mode == "minimal":
		return false
	case window:
		return !cprNumber.MatchString(c.words)
	}
	return mode == "redacted" && c.kind == content && argument == "blocks"
}

// stderr is what the process wrote to its standard error during all stories.
var stderr watched

type watched struct {
	mu    sync.Mutex
	words []string
}

func (w *watched) watch(words string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.words = append(w.words, words)
}

// TestMain looks for everything personal of all stories on standard error.
func TestMain(m *testing.M) {
	real := os.Stderr
	file, err := os.CreateTemp("", "stderr")
	if err != nil {
		panic(err)
	}
	os.Stderr = file
	code := m.Run()
	os.Stderr = real
	text, err := os.ReadFile(file.Name())
	if err != nil {
		panic(err)
	}
	_, _ = real.Write(text)
	for _, words := range stderr.words {
		if holds(string(text), words) {
			fmt.Fprintf(real, "standard error holds %q\n", words)
			code = 1
		}
	}
	_ = os.Remove(file.Name())
	os.Exit(code)
}
