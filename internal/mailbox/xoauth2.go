package mailbox

import (
	"context"
	"errors"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// Tokens hands out access tokens. What its errors say is printed, so they hold no
// secret; one with the method "Lasting() bool" that returns true lasts until a
// person does something.
type Tokens interface {
	// Token returns a token, and whether it has been handed out before.
	Token(ctx context.Context) (value string, kept bool, err error)
	// Refused forgets a token that the server did not take for want of a permission
	// or another reason, and returns what to do about it.
	Refused(value, permission string) error
}

// permission is what an app needs in Exchange Online to open a mailbox.
const permission = "IMAP.AccessAsApp"

// XOAUTH2 returns an authenticator that signs in with an access token, which is
// asked for at each call. user is the address of the mailbox.
func XOAUTH2(user string, tokens Tokens) Authenticator {
	return func(ctx context.Context, c *imapclient.Client) error {
		if !c.Caps().Has(imap.AuthCap("XOAUTH2")) {
			return &signInError{error: errNoXOAUTH2, mend: true}
		}
		token, kept, err := tokens.Token(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return err
			}
			return &signInError{error: err, mend: lasting(err)}
		}
		err = c.Authenticate(xoauth2{user, token})
		var answer *imap.Error
		if errors.Is(err, errChallenge) || errors.As(err, &answer) && !passing(replyCode(answer.Code)) {
			return &signInError{error: tokens.Refused(token, permission), stale: kept, mend: true}
		}
		return err
	}
}

// What is wrong where it is neither the token nor its source.
var (
	errNoXOAUTH2    = errors.New("the server offers no sign-in with a token (XOAUTH2); write auth: password, or the right server")
	errNotConnected = errors.New("the server lets the user in and does not open the mailbox; in Exchange, check that IMAP is on for it and, with " +
		"auth: xoauth2, that the app's service principal has FullAccess on it (Add-MailboxPermission); a change takes up to half an hour")
)

// signInError is a sign-in that failed for a reason we have words for.
type signInError struct {
	error
	stale bool // the token had been kept for a while: a fresh one may be taken
	mend  bool // only a person can do something about it
}

func (e *signInError) Unwrap() error { return e.error }

// lasting reports whether an error of [Tokens] lasts until a person does
// something.
func lasting(err error) bool {
	var knows interface{ Lasting() bool }
	return errors.As(err, &knows) && knows.Lasting()
}

// xoauth2 is the SASL mechanism of Google and Microsoft, which go-sasl does not
// have.
type xoauth2 struct{ user, token string }

// Start implements sasl.Client.
func (x xoauth2) Start() (string, []byte, error) {
	return "XOAUTH2", []byte("user=" + x.user + "\x01auth=Bearer " + x.token + "\x01\x01"), nil
}

var errChallenge = errors.New("the token was refused")

// Next implements sasl.Client. What the server asks is why it refuses, and to be
// answered with an empty line before it says so. go-imap would write "=", which
// servers do not understand; the connection is closed instead.
func (xoauth2) Next([]byte) ([]byte, error) { return nil, errChallenge }
