//go:build integration

package e2etest

import (
	"net"
	"testing"

	"borgerbot/internal/standin"
)

// TestTokens: an office that signs in with access tokens, to Dovecot and Postfix,
// which ask the sign-in service about each. The secret expires and is renewed;
// later every token is revoked under the running daemon. No letter is lost, none
// goes twice, and neither secret nor token is told.
func TestTokens(t *testing.T) {
	t.Parallel()
	const box = 67
	ln, err := net.Listen("tcp", env(t, "OAUTH"))
	if err != nil {
		t.Fatal(err)
	}
	service := standin.NewTokens(ln, standin.TokensOptions{
		ClientID: address(box), Secret: "hunter2~new", Roles: []string{"IMAP.AccessAsApp", "SMTP.SendAsApp"},
	})
	t.Cleanup(func() { _ = service.Close() })
	o := newOffice(t, plan{Boxes: []int{box}, Set: map[string]any{
		"mailboxes.0.imap.auth": "xoauth2", "mailboxes.0.imap.password_file": nil, "submission.auth": "xoauth2",
		"oauth.token_url": "http://" + ln.Addr().String() + "/tenant/oauth2/v2.0/token", "oauth.client_id": address(box),
		"oauth.secret_file": "oauth_secret",
	}})
	citizen := mailProgram(t, box+1)
	o.write("oauth_secret", "hunter2~new")
	o.install()
	o.stop()

	service.Refuse(standin.Refusal{Status: 401, Error: "invalid_client", Number: 7000222})
	o.start()
	post(t, address(box+1), address(box), waiting(box+1, box, "expired@borger.example.org"))
	o.awaitLog("the client secret has expired; in Entra, under Certificates")
	o.awaitLog("(AADSTS7000222)")
	if n := len(o.cards()); n != 0 {
		t.Errorf("%d cards", n)
	}
	o.stop()
	service.Refuse(standin.Refusal{})
	o.start()
	o.awaitCard(citizen.letters(1)[0].reference(t), "Sendt kl.")

	asked := service.Asked()
	service.Revoke()
	doveadm(t, "kick", address(box)) // both connections come back with what they had
	other := mailProgram(t, box+2)
	post(t, address(box+2), address(box), waiting(box+2, box, "revoked@borger.example.org"))
	o.awaitCard(other.letters(1)[0].reference(t), "Sendt kl.")
	o.stop()
	if n := service.Asked() - asked; n != 1 {
		t.Errorf("asked for %d new tokens, want one", n)
	}
	if first, second := len(citizen.letters(1)), len(other.letters(1)); first != 1 || second != 1 {
		t.Errorf("%d and %d receipts", first, second)
	}
	o.journalHolds()
	o.silent("Kragelund", address(box+1), "hunter2", "eyJ")
}
