package mailbox

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// wallet hands out a token until the server refuses it, and then the next.
type wallet struct {
	values  []string
	given   bool
	refused []string
	err     error
}

func (w *wallet) Token(context.Context) (string, bool, error) {
	if w.err != nil {
		return "", false, w.err
	}
	kept := w.given
	w.given = true
	return w.values[0], kept, nil
}

func (w *wallet) Refused(value, permission string) error {
	w.refused = append(w.refused, value)
	if value == w.values[0] && len(w.values) > 1 {
		w.values, w.given = w.values[1:], false
	}
	return errors.New("the app lacks " + permission)
}

// lastingError is a failure of a wallet.
type lastingError bool

func (lastingError) Error() string   { return "get an access token: for a reason" }
func (e lastingError) Lasting() bool { return bool(e) }

// saidXOAUTH2 is how a token is said in IMAP.
func saidXOAUTH2(token string) string {
	words := "user=klage@example.org\x01auth=Bearer " + token + "\x01\x01"
	return "AUTHENTICATE XOAUTH2 " + base64.StdEncoding.EncodeToString([]byte(words))
}

func TestXOAUTH2(t *testing.T) {
	const challenge = "+ eyJzdGF0dXMiOiI0MDEifQ==\r\n" // {"status":"401"}
	for name, test := range map[string]struct {
		caps    string
		answers map[string]string // by token; a token without one is taken
		opening string            // the answer to EXAMINE
		wallet  wallet
		want    Code
		says    string
		refused []string
	}{
		"taken":                            {wallet: wallet{values: []string{"a"}}},
		"refused in words":                 {answers: map[string]string{"a": "%t NO AUTHENTICATE failed.\r\n"}, wallet: wallet{values: []string{"a"}}, want: CodeAuth, says: "the app lacks IMAP.AccessAsApp", refused: []string{"a"}},
		"refused with a challenge":         {answers: map[string]string{"a": challenge}, wallet: wallet{values: []string{"a"}}, want: CodeAuth, says: "the app lacks IMAP.AccessAsApp", refused: []string{"a"}},
		"kept, then a fresh one":           {answers: map[string]string{"a": challenge}, wallet: wallet{values: []string{"a", "b"}, given: true}, refused: []string{"a"}},
		"kept, and the fresh one too":      {answers: map[string]string{"a": challenge, "b": challenge}, wallet: wallet{values: []string{"a", "b", "c"}, given: true}, want: CodeAuth, says: "the app lacks", refused: []string{"a", "b"}},
		"the server is busy":               {answers: map[string]string{"a": "%t NO [UNAVAILABLE] later\r\n"}, wallet: wallet{values: []string{"a"}}, want: CodeRefused},
		"the server hangs up":              {answers: map[string]string{"a": hangUp}, wallet: wallet{values: []string{"a"}}, want: CodeClosed},
		"no token for now":                 {wallet: wallet{err: lastingError(false)}, want: CodeToken, says: "for a reason"},
		"no token before somebody acts":    {wallet: wallet{err: lastingError(true)}, want: CodeAuth, says: "for a reason"},
		"a server that knows no tokens":    {caps: "IMAP4rev1 AUTH=PLAIN SASL-IR", wallet: wallet{values: []string{"a"}}, want: CodeAuth, says: "auth: password"},
		"let in, and the mailbox is shut":  {opening: "%t BAD User is authenticated but not connected.\r\n", wallet: wallet{values: []string{"a"}}, want: CodeAuth, says: "Add-MailboxPermission"},
		"no initial response (RFC 4959)":   {caps: "IMAP4rev1 AUTH=XOAUTH2", wallet: wallet{values: []string{"a"}}},
		"no initial response, and refused": {caps: "IMAP4rev1 AUTH=XOAUTH2", answers: map[string]string{"": "%t NO no\r\n"}, wallet: wallet{values: []string{"a"}}, want: CodeAuth, says: "the app lacks", refused: []string{"a"}},
	} {
		bubble(t, name, func(t *testing.T) {
			f := newFake(t)
			f.caps = "IMAP4rev1 AUTH=XOAUTH2 LOGINDISABLED SASL-IR IDLE"
			if test.caps != "" {
				f.caps = test.caps
			}
			f.say = func(_ int, line string) string {
				for token, answer := range test.answers {
					if token != "" && line == saidXOAUTH2(token) || token == "" && strings.HasPrefix(line, "AUTHENTICATE") {
						return answer
					}
				}
				if strings.HasPrefix(line, "EXAMINE") {
					return test.opening
				}
				return ""
			}
			acc := account(f.dial)
			acc.Auth = XOAUTH2("klage@example.org", &test.wallet)
			s, err := connect(t.Context(), acc)
			if err == nil {
				defer s.close()
				_, _, err = s.examine(t.Context(), "INBOX")
			}
			if codeOf(err) != test.want || err != nil && !strings.Contains(err.Error(), test.says) {
				t.Errorf("err %v, want code %q and %q", err, test.want, test.says)
			}
			if !slices.Equal(test.wallet.refused, test.refused) {
				t.Errorf("refused %v, want %v", test.wallet.refused, test.refused)
			}
		})
	}
}

// TestXOAUTH2Waits: what only a person can mend is not tried every second, and a
// sign-in service that is away is.
func TestXOAUTH2Waits(t *testing.T) {
	for lasting, atLeast := range map[bool]time.Duration{true: authWait, false: 0} {
		err := explain(t.Context(), "sign in", &signInError{error: lastingError(lasting), mend: lasting}, nil)
		if wait := backoff(1, err, 0); wait < atLeast || !lasting && wait > firstWait {
			t.Errorf("lasting %t: wait %v", lasting, wait)
		}
	}
}

// TestXOAUTH2Reconnects: a watcher whose connection ends signs in with the token
// of the day.
func TestXOAUTH2Reconnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t, newMail(1, letter(1)))
		f.caps = "IMAP4rev1 AUTH=XOAUTH2 SASL-IR IDLE"
		tokens := &steady{value: "a"}
		acc := account(f.dial)
		acc.Auth = XOAUTH2("klage@example.org", tokens)
		f.say = func(conn int, _ string) string {
			if conn <= 2 && tokens.now() == "b" {
				return hangUp
			}
			return ""
		}
		w := watch(t, acc, keepAll())
		time.Sleep(time.Second)
		tokens.set("b")
		time.Sleep(10 * time.Minute) // both have said something since
		if n := f.count(saidXOAUTH2("b")); n != 2 || !w.Status().Inbox.Connected || !w.Status().Folders.Connected {
			t.Errorf("%d sign-ins with the new token, status %+v; heard %q", n, w.Status(), f.lines())
		}
	})
}

// steady hands out one token at a time to both connections.
type steady struct {
	mu    sync.Mutex
	value string
}

func (s *steady) set(value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.value = value
}

func (s *steady) now() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.value
}

func (s *steady) Token(context.Context) (string, bool, error) { return s.now(), true, nil }

func (*steady) Refused(string, string) error { return errors.New("refused") }
