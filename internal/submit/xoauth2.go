package submit

import (
	"context"
	"errors"
	"net/textproto"
	"slices"

	"github.com/wneessen/go-mail/smtp"
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

// permission is what an app needs in Exchange Online to submit letters.
const permission = "SMTP.SendAsApp"

// XOAUTH2 returns an authenticator that signs in with an access token, which is
// asked for at each connection. user is the address of a mailbox.
func XOAUTH2(user string, tokens Tokens) Authenticator {
	return func(ctx context.Context) (smtp.Auth, error) {
		value, kept, err := tokens.Token(ctx)
		if err != nil {
			if ctx.Err() != nil {
				return nil, err
			}
			return nil, &signInError{error: err, mend: lasting(err)}
		}
		return &tokenAuth{Auth: smtp.XOAuth2Auth(user, value), tokens: tokens, value: value, kept: kept}, nil
	}
}

// tokenAuth is a sign-in with one token.
type tokenAuth struct {
	smtp.Auth
	tokens Tokens
	value  string
	kept   bool
}

// Start implements smtp.Auth.
func (a *tokenAuth) Start(server *smtp.ServerInfo) (string, []byte, error) {
	if !slices.Contains(server.Auth, "XOAUTH2") {
		return "", nil, &signInError{error: errNoXOAUTH2, mend: true}
	}
	return a.Auth.Start(server)
}

var errNoXOAUTH2 = errors.New("the server offers no sign-in with a token (XOAUTH2); write auth: password, or the right server")

// explain says why the server refused the token, and forgets it. A server that is
// busy (4yz) has not judged it.
func (a *tokenAuth) explain(err error) error {
	var reply *textproto.Error
	if !errors.As(err, &reply) || reply.Code < 500 {
		return err
	}
	words := a.tokens.Refused(a.value, permission)
	if meaning(reply).kind != "" {
		return err
	}
	return &signInError{error: words, reply: reply, stale: a.kept, mend: true}
}

// signInError is a sign-in that failed for a reason we have words for.
type signInError struct {
	error
	reply *textproto.Error // what the server said; nil: nothing
	stale bool             // the token had been kept for a while: a fresh one may be taken
	mend  bool             // only a person can do something about it
}

func (e *signInError) Unwrap() error {
	if e.reply != nil {
		return e.reply
	}
	return e.error
}

// lasting reports whether an error of [Tokens] lasts until a person does
// something.
func lasting(err error) bool {
	var knows interface{ Lasting() bool }
	return errors.As(err, &knows) && knows.Lasting()
}
