//go:build integration

package submit

import (
	"net"
	"strings"
	"testing"

	"borgerbot/internal/oauth"
	"borgerbot/internal/standin"
)

// TestPostfixTokens: Postfix takes the word of Dovecot, which asks the sign-in
// service.
func TestPostfixTokens(t *testing.T) {
	const box = "box64@example.org"
	ln, err := net.Listen("tcp", env(t, "OAUTH"))
	if err != nil {
		t.Fatal(err)
	}
	service := standin.NewTokens(ln, standin.TokensOptions{ClientID: box, Roles: []string{oauth.PermissionSMTP}})
	defer service.Close()
	source, err := oauth.New(oauth.Config{TokenURL: "http://" + ln.Addr().String() + "/token", ClientID: box, Secret: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	defer source.Close()
	acc := postfix(t)
	acc.Auth = XOAUTH2(box, source)
	for range 2 { // the second with a token that has been revoked meanwhile
		s := newSender(t, acc)
		raw, id := compose("Tak.\r\n")
		if _, err := s.Send(t.Context(), Envelope{From: box, To: to(65).To}, raw); err != nil {
			t.Fatal(err)
		}
		arrived(t, 65, id, raw)
		service.Revoke()
	}
	if n := service.Asked(); n != 2 {
		t.Errorf("asked for %d tokens, want 2", n)
	}
	for roles, says := range map[string]string{oauth.PermissionIMAP: "does not have the permission SMTP.SendAsApp", oauth.PermissionSMTP: "SMTP AUTH for the mailbox"} {
		service.Set(func(o *standin.TokensOptions) { o.Roles = []string{roles} })
		service.Revoke()
		acc.Auth = XOAUTH2("box66@example.org", source)
		raw, _ := compose("Tak.\r\n")
		_, err := newSender(t, acc).Send(t.Context(), Envelope{From: box, To: to(65).To}, raw)
		assertError(t, err, Error{Config, 535, "5.7.8", PhaseAuth, nil})
		if !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
}
