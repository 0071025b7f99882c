package oauth

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/standin"
)

// everything is what an app for mailboxes needs.
var everything = []string{PermissionIMAP, PermissionSMTP}

// service is a sign-in service in memory, and a source that asks it.
type service struct {
	*standin.Tokens
	gate   *standin.Gate
	source *Source
}

func newService(t *testing.T, o standin.TokensOptions) service {
	t.Helper()
	ln := standin.NewListener(80)
	gate := standin.NewGate(ln)
	o.Secret = "hunter2"
	tokens := standin.NewTokens(gate, o)
	s, err := New(Config{
		TokenURL: "http://127.0.0.1/tenant/oauth2/v2.0/token", ClientID: "app", Secret: "hunter2", Dial: ln.Dial,
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.Close()
		if err := tokens.Close(); err != nil {
			t.Error(err)
		}
	})
	return service{tokens, gate, s}
}

// want asks for a token and checks whether it is a new one.
func (s service) want(t *testing.T, last string, kept bool) string {
	t.Helper()
	value, wasKept, err := s.source.Token(t.Context())
	if err != nil || wasKept != kept || (value == last) != kept {
		t.Fatalf("Token() = %.20q, %t, %v; want one that is kept: %t", value, wasKept, err, kept)
	}
	return value
}

// wantCode asks for a token and wants none.
func (s service) wantCode(t *testing.T, code Code) *Error {
	t.Helper()
	value, _, err := s.source.Token(t.Context())
	var e *Error
	if !errors.As(err, &e) || e.Code != code || value != "" {
		t.Fatalf("Token() = %.20q, %v; want the code %q", value, err, code)
	}
	return e
}

func TestTokenIsKeptAndRenewedEarly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{Life: time.Hour})
		first := s.want(t, "", false)
		time.Sleep(54 * time.Minute)
		s.want(t, first, true)
		time.Sleep(2 * time.Minute) // four minutes are left
		second := s.want(t, first, false)
		s.want(t, second, true)
		if n := s.Asked(); n != 2 {
			t.Errorf("asked %d times", n)
		}
	})
}

// TestShortLife: a token that lasts a minute is not asked for at every call.
func TestShortLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{Life: time.Minute})
		first := s.want(t, "", false)
		time.Sleep(29 * time.Second)
		s.want(t, first, true)
		time.Sleep(2 * time.Second)
		s.want(t, first, false)
	})
}

// TestServiceDownWhileTokenLasts: an outage shorter than what is left of a token
// costs nobody anything, and the service is not asked at every call.
func TestServiceDownWhileTokenLasts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{Life: time.Hour})
		first := s.want(t, "", false)
		time.Sleep(56 * time.Minute)
		s.Refuse(standin.Refusal{Status: 503})
		for range 10 {
			s.want(t, first, true)
		}
		if n := s.Asked(); n != 2 {
			t.Errorf("asked %d times, want once more", n)
		}
		time.Sleep(5 * time.Minute) // it is over
		s.wantCode(t, Unavailable)
		s.Refuse(standin.Refusal{})
		time.Sleep(lastRest)
		s.want(t, first, false)
	})
}

func TestSingleFlight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{})
		ask := func(n int) map[string]int {
			var mu sync.Mutex
			var all sync.WaitGroup
			got := map[string]int{}
			for range n {
				all.Go(func() {
					value, _, err := s.source.Token(t.Context())
					if err != nil {
						value = err.Error()
					}
					mu.Lock()
					defer mu.Unlock()
					got[value]++
				})
			}
			all.Wait()
			return got
		}
		s.Refuse(standin.Refusal{Status: 500})
		if got := ask(50); len(got) != 1 || s.Asked() != 1 {
			t.Errorf("fifty together got %d answers and asked %d times", len(got), s.Asked())
		}
		s.Refuse(standin.Refusal{})
		time.Sleep(time.Minute)
		if got := ask(50); len(got) != 1 || s.Asked() != 2 {
			t.Errorf("fifty together got %d answers and asked %d times", len(got), s.Asked()-1)
		}
	})
}

// TestCallerLeaves: who cannot wait goes, and the others are served.
func TestCallerLeaves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{})
		s.gate.Stall(true)
		hurried, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var both sync.WaitGroup
		for range 2 {
			both.Go(func() {
				if _, _, err := s.source.Token(hurried); !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("Token() = %v", err)
				}
			})
		}
		both.Go(func() {
			time.Sleep(500 * time.Millisecond)
			if _, _, err := s.source.Token(t.Context()); err != nil {
				t.Errorf("the one who waits: %v", err)
			}
		})
		time.Sleep(2 * time.Second)
		s.gate.Stall(false)
		both.Wait()
	})
}

func TestSilentService(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{})
		s.gate.Stall(true)
		defer s.gate.Stall(false)
		start := time.Now()
		s.wantCode(t, Unreachable)
		if took := time.Since(start); took != askLimit {
			t.Errorf("waited %v", took)
		}
	})
}

func TestRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{})
		s.gate.Refuse(true)
		var waits []time.Duration
		last := time.Now()
		for asked := 0; asked < 9; { // a try a second; each that is not answered from memory moves the rest
			before := s.source.rest
			s.wantCode(t, Unreachable)
			if s.source.rest != before {
				waits = append(waits, time.Since(last))
				last = time.Now()
				asked++
			}
			time.Sleep(time.Second)
		}
		want := []time.Duration{0, 5, 10, 20, 40, 80, 160, 300, 300}
		for i := range want {
			if waits[i] != want[i]*time.Second {
				t.Fatalf("asked after %v, want %v seconds", waits, want)
			}
		}
		s.gate.Refuse(false)
		s.Refuse(standin.Refusal{Status: 429, Error: "temporarily_unavailable", RetryAfter: "900"})
		time.Sleep(lastRest)
		s.wantCode(t, Unavailable)
		s.Refuse(standin.Refusal{})
		time.Sleep(899 * time.Second)
		s.wantCode(t, Unavailable)
		time.Sleep(time.Second)
		s.want(t, "", false)
	})
}

func TestRefusedTokenIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{Roles: everything})
		first := s.want(t, "", false)
		for range 2 { // two connections meet the refusal
			_ = s.source.Refused(first, PermissionIMAP)
		}
		second := s.want(t, first, false)
		_ = s.source.Refused(first, PermissionIMAP) // a third has been slow
		s.want(t, second, true)
	})
}

func TestRefusedSaysWhatIsMissing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newService(t, standin.TokensOptions{Roles: []string{PermissionIMAP}})
		value := s.want(t, "", false)
		for _, test := range []struct {
			value, permission string
			code              Code
			says              string
		}{
			{value, PermissionIMAP, MailboxClosed, "FullAccess on the mailbox"},
			{value, PermissionSMTP, NoPermission, "does not have the permission SMTP.SendAsApp"},
			{"an-opaque-token", PermissionSMTP, TokenRefused, "SMTP AUTH for the mailbox"},
			{"not.base64!.jwt", PermissionIMAP, TokenRefused, "IMAP.AccessAsApp"},
			{"e30.eyJpc3MiOiJodHRwczovL2V4YW1wbGUub3JnIn0.x", PermissionIMAP, TokenRefused, "IMAP.AccessAsApp"}, // not Entra's
		} {
			var e *Error
			if err := s.source.Refused(test.value, test.permission); !errors.As(err, &e) || e.Code != test.code ||
				!e.Lasting() || !strings.Contains(e.Error(), test.says) {
				t.Errorf("Refused(%.10q, %s) = %v, want the code %s and %q", test.value, test.permission, err, test.code, test.says)
			}
		}
	})
}

// TestEntraRefuses: what an operator meets, by Entra's number and where there is
// none by the protocol's word.
func TestEntraRefuses(t *testing.T) {
	for _, test := range []struct {
		refusal standin.Refusal
		code    Code
		lasting bool
		says    string
	}{
		{standin.Refusal{Status: 401, Error: "invalid_client", Number: 7000215}, SecretWrong, true, "its value (not its id)"},
		{standin.Refusal{Status: 401, Error: "invalid_client", Number: 7000222}, SecretExpired, true, "has expired"},
		{standin.Refusal{Status: 400, Error: "invalid_request", Number: 90002}, TenantWrong, true, "oauth.tenant"},
		{standin.Refusal{Status: 400, Error: "unauthorized_client", Number: 700016}, AppUnknown, true, "oauth.client_id"},
		{standin.Refusal{Status: 400, Error: "invalid_grant", Number: 65001}, Consent, true, "Grant admin consent"},
		{standin.Refusal{Status: 400, Error: "invalid_scope", Number: 1002012}, ScopeWrong, true, Scope},
		{standin.Refusal{Status: 400, Error: "unauthorized_client", Number: 7000112}, AppDisabled, true, "disabled"},
		{standin.Refusal{Status: 400, Error: "invalid_grant", Number: 53003}, Conditional, true, "Conditional Access"},
		{standin.Refusal{Status: 400, Error: "invalid_request", Number: 900144}, Refused, true, "AADSTS900144"},
		{standin.Refusal{Status: 400, Body: `{"error":"x","error_description":"AADSTS7000222: text"}`}, SecretExpired, true, "AADSTS7000222"},
		{standin.Refusal{Status: 401, Body: `{"error":"invalid_client"}`}, SecretWrong, true, "secret"},
		{standin.Refusal{Status: 400, Body: `{"error":"invalid_scope"}`}, ScopeWrong, true, "oauth.scope"},
		{standin.Refusal{Status: 400, Body: `{"error":"unauthorized_client"}`}, Consent, true, "API permissions"},
		{standin.Refusal{Status: 503, Error: "server_error", Number: 90033}, Unavailable, false, "for now"},
		{standin.Refusal{Status: 502, Body: "<html>klage@example.org"}, Unavailable, false, "for now"},
		{standin.Refusal{Status: 404, Body: "<html>"}, BadAnswer, false, "oauth.token_url"},
		{standin.Refusal{Status: 307}, BadAnswer, false, "oauth.token_url"},
		{standin.Refusal{Status: 200, Body: "<html>"}, BadAnswer, false, "no token"},
		{standin.Refusal{Status: 200, Body: `{"token_type":"Bearer","access_token":""}`}, BadAnswer, false, "no token"},
		{standin.Refusal{Status: 200, Body: `{"token_type":"mac","access_token":"abc"}`}, BadAnswer, false, "no token"},
		{standin.Refusal{Status: 200, Body: `{"token_type":"Bearer","access_token":"a\u0001auth=b"}`}, BadAnswer, false, "no token"},
		{standin.Refusal{Status: 200, Body: strings.Repeat(" ", maxAnswer) + `{"access_token":"a"}`}, BadAnswer, false, "no token"},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newService(t, standin.TokensOptions{})
			s.Refuse(test.refusal)
			e := s.wantCode(t, test.code)
			if e.Lasting() != test.lasting || !strings.Contains(e.Error(), test.says) {
				t.Errorf("%v: %v, lasting %t; want %q, %t", test.refusal, e, e.Lasting(), test.says, test.lasting)
			}
			for _, leak := range []string{"hunter2", "Trace", "klage@", "<html>"} {
				if strings.Contains(e.Error(), leak) {
					t.Errorf("%v holds %q", e, leak)
				}
			}
		})
	}
}

// TestOddLives: a service that says nothing, or nonsense, of a token's end.
func TestOddLives(t *testing.T) {
	for body, want := range map[string]time.Duration{
		`{"token_type":"bearer","access_token":"abc"}`:                        shortLife,
		`{"token_type":"Bearer","access_token":"abc","expires_in":"3600"}`:    time.Hour,
		`{"token_type":"Bearer","access_token":"abc","expires_in":-1}`:        shortLife,
		`{"token_type":"Bearer","access_token":"abc","expires_in":1.5}`:       shortLife,
		`{"token_type":"Bearer","access_token":"abc","expires_in":999999999}`: longLife,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := newService(t, standin.TokensOptions{})
			s.Refuse(standin.Refusal{Status: 200, Body: body})
			s.want(t, "", false)
			if got := time.Until(s.source.kept.expires); got != want {
				t.Errorf("%s lasts %v, want %v", body, got, want)
			}
		})
	}
}

func TestNew(t *testing.T) {
	good := Config{TokenURL: Microsoft("hovedby.example"), ClientID: "app", Secret: "hunter2"}
	if s, err := New(good); err != nil || s.cfg.Scope != Scope {
		t.Errorf("New() = %v", err)
	}
	for url, want := range map[string]string{
		"":                                    "must look like",
		"login.example.org/token":             "must look like",
		"http://login.example.org/token":      "https://",
		"ftp://127.0.0.1/token":               "https://",
		"https://a:hunter2@example.org/token": "must look like",
	} {
		bad := good
		bad.TokenURL = url
		if _, err := New(bad); err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("New(%q) = %v, want %q", url, err, want)
		}
	}
	bad := good
	bad.Secret = ""
	if _, err := New(bad); err == nil {
		t.Error("a source without a secret")
	}
}

// TestUntrusted: the secret does not go to whoever answers.
func TestUntrusted(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("somebody was asked") }))
	server.Config.ErrorLog = slog.NewLogLogger(slog.DiscardHandler, slog.LevelError)
	defer server.Close()
	s, err := New(Config{TokenURL: server.URL + "/token", ClientID: "app", Secret: "hunter2"})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var e *Error
	if _, _, err := s.Token(t.Context()); !errors.As(err, &e) || e.Code != Untrusted || !e.Lasting() {
		t.Errorf("Token() = %v", err)
	}
}
