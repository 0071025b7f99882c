//go:build integration

package mailbox

import (
	"errors"
	"net"
	"os/exec"
	"testing"
	"time"

	"borgerbot/internal/oauth"
	"borgerbot/internal/standin"
)

// signInService is a sign-in service that Dovecot asks about tokens, and a source
// of tokens for one box.
func signInService(t *testing.T, box string, o standin.TokensOptions) (*standin.Tokens, *oauth.Source) {
	t.Helper()
	ln, err := net.Listen("tcp", env(t, "OAUTH"))
	if err != nil {
		t.Fatal(err)
	}
	o.ClientID = box
	service := standin.NewTokens(ln, o)
	t.Cleanup(func() { _ = service.Close() })
	source, err := oauth.New(oauth.Config{
		TokenURL: "http://" + ln.Addr().String() + "/tenant/oauth2/v2.0/token", ClientID: box, Secret: "secret",
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(source.Close)
	return service, source
}

// kick ends a box's connections, as a server that takes an expired token seriously.
func kick(t *testing.T, box string) {
	t.Helper()
	if out, err := exec.Command("doveadm", "-c", env(t, "DOVECOT"), "kick", box).CombinedOutput(); err != nil {
		t.Fatalf("doveadm kick: %v\n%s", err, out)
	}
}

// TestDovecotTokens: a life with tokens. They expire, and the server ends the
// connections; they are revoked; the permission is taken away and given back.
func TestDovecotTokens(t *testing.T) {
	const box = "box61@example.org"
	service, source := signInService(t, box, standin.TokensOptions{Life: 4 * time.Second, Roles: []string{oauth.PermissionIMAP}})
	acc := dovecot(t, 61)
	acc.Auth = XOAUTH2(box, source)
	sink := newKept(time.Now())
	w := watchDovecot(t, acc, sink)
	if n := service.Asked(); n != 1 {
		t.Errorf("two connections asked for %d tokens", n)
	}

	// The token has expired: whoever came with it now would be refused.
	eventually(t, "the token has expired", func() bool {
		_, kept, err := source.Token(t.Context())
		return err == nil && !kept
	})
	before := w.Status().Inbox.LastGood
	kick(t, box)
	eventually(t, "both connections are back", func() bool {
		st := w.Status()
		return st.Inbox.LastGood.After(before) && st.Inbox.Connected && st.Folders.Connected
	})
	appendTo(t, hand(t, dovecot(t, 61)), "INBOX", letter(1), time.Now())
	sink.await(t)

	// Revoked: the token that is kept is refused, and a new one asked for at once.
	service.Set(func(o *standin.TokensOptions) { o.Life = time.Hour })
	eventually(t, "a token that lasts", func() bool {
		_, kept, err := source.Token(t.Context())
		return err == nil && !kept
	})
	value, kept, err := source.Token(t.Context())
	if err != nil || !kept {
		t.Fatalf("Token() = %t, %v", kept, err)
	}
	asked := service.Asked()
	service.Revoke()
	s, err := connect(t.Context(), acc)
	if err != nil {
		t.Fatalf("connect() with a token that is revoked = %v", err)
	}
	s.close()
	if fresh, _, _ := source.Token(t.Context()); fresh == value || service.Asked() != asked+1 {
		t.Errorf("asked for %d new tokens, want one", service.Asked()-asked)
	}
}

// TestDovecotRefusesTokens: what a person must mend is named.
func TestDovecotRefusesTokens(t *testing.T) {
	const box = "box62@example.org"
	service, source := signInService(t, box, standin.TokensOptions{})
	acc := dovecot(t, 62)
	acc.Auth = XOAUTH2(box, source)
	for _, test := range []struct {
		name  string
		roles []string
		want  oauth.Code
	}{
		{"the administrator's consent is gone", nil, oauth.NoPermission},
		{"the mailbox is not the app's to open", []string{oauth.PermissionIMAP}, oauth.MailboxClosed},
	} {
		service.Set(func(o *standin.TokensOptions) { o.Roles = test.roles })
		acc.Auth = XOAUTH2("box63@example.org", source) // the service says that the tokens are box62's
		_, err := connect(t.Context(), acc)
		var why *oauth.Error
		if codeOf(err) != CodeAuth || !errors.As(err, &why) || why.Code != test.want {
			t.Errorf("%s: connect() = %v", test.name, err)
		}
		acc.Auth = XOAUTH2(box, source)
		if s, err := connect(t.Context(), acc); err != nil {
			t.Errorf("its own mailbox: %v", err)
		} else {
			s.close()
		}
	}
	service.Refuse(standin.Refusal{Status: 401, Error: "invalid_client", Number: 7000222})
	service.Revoke()
	_, err := connect(t.Context(), acc)
	var why *oauth.Error
	if codeOf(err) != CodeAuth || !errors.As(err, &why) || why.Code != oauth.SecretExpired {
		t.Errorf("the secret has expired: connect() = %v", err)
	}
	if err := service.Close(); err != nil {
		t.Fatal(err)
	}
	hand(t, dovecot(t, 62)) // who comes with a password does not need the service
}
