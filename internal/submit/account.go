package submit

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

// TLSMode is how the connection is protected. There is no mode that takes TLS
// if it happens to be there.
type TLSMode string

// The modes.
const (
	TLS      TLSMode = "tls"      // from the first byte, port 465 (RFC 8314 §3.3)
	StartTLS TLSMode = "starttls" // by the STARTTLS command, port 587 (RFC 3207)
	Plain    TLSMode = "plain"    // none; to the loopback address only
)

// Account is the mail server that takes the office's letters.
type Account struct {
	Address string  // host:port
	TLS     TLSMode // zero: [StartTLS]
	RootCAs *x509.CertPool
	Auth    Authenticator // nil: the server wants none
	// Dial replaces net.Dialer.DialContext.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	Helo string // zero: "localhost"
	// NullSender sends with the empty return path (RFC 5321 §4.5.5), so that no
	// automatic answer comes back. Servers that tie the sender to the mailbox, as
	// Microsoft 365 does, refuse it.
	NullSender bool
	Timings    Timings
	// Certificate is told when the server's certificate ends, once it has been
	// verified; nil is nobody.
	Certificate func(ends time.Time)
}

// Timings are the limits of a connection. Zero values stand for the defaults.
type Timings struct {
	Connect time.Duration // to dial and encrypt: 30 seconds
	// Command is the longest wait for an answer before the final dot: 1 minute.
	// RFC 5321 §4.5.3.2 allows 5; there is no harm in giving up, as nothing has
	// been sent.
	Command time.Duration
	// Final is the longest wait for the answer to the final dot: 5 minutes. Giving
	// up here leaves the letter uncertain.
	Final time.Duration
	Idle  time.Duration // how long a connection is kept for the next letter: 10 seconds
}

func (t Timings) connect() time.Duration { return cmp.Or(t.Connect, 30*time.Second) }
func (t Timings) command() time.Duration { return cmp.Or(t.Command, time.Minute) }
func (t Timings) final() time.Duration   { return cmp.Or(t.Final, 5*time.Minute) }
func (t Timings) idle() time.Duration    { return cmp.Or(t.Idle, 10*time.Second) }

func (a Account) mode() TLSMode { return cmp.Or(a.TLS, StartTLS) }

// Authenticator returns how to sign in, anew for each connection, as a token
// that expires must be fetched anew.
type Authenticator func(ctx context.Context) (smtp.Auth, error)

// Password returns an authenticator that uses AUTH PLAIN (RFC 4616), or LOGIN
// where PLAIN is not offered.
func Password(user, password string) Authenticator {
	return func(context.Context) (smtp.Auth, error) {
		return &passwordAuth{user: user, password: password}, nil
	}
}

// passwordAuth chooses the mechanism when it hears what the server offers.
type passwordAuth struct {
	smtp.Auth
	user, password string
}

// ErrCredentials is wrapped by an [Authenticator], or an smtp.Auth, that knows
// that trying again with the same credentials is useless.
var ErrCredentials = errors.New("the credentials cannot be used")

// Start implements smtp.Auth.
func (a *passwordAuth) Start(server *smtp.ServerInfo) (string, []byte, error) {
	// go-mail's own refusal to speak in clear is switched off, because it does not
	// know every loopback address; Validate has refused the others.
	switch {
	case slices.Contains(server.Auth, "PLAIN"):
		a.Auth = smtp.PlainAuth("", a.user, a.password, server.Name, true)
	case slices.Contains(server.Auth, "LOGIN"):
		a.Auth = smtp.LoginAuth(a.user, a.password, server.Name, true)
	default:
		return "", nil, fmt.Errorf("no sign-in with a password is offered: %w", ErrCredentials)
	}
	return a.Auth.Start(server)
}

// Validate returns all that is wrong with the account, one error a line.
func (a Account) Validate() error {
	var wrong []error
	host, _, err := net.SplitHostPort(a.Address)
	if err != nil || host == "" {
		wrong = append(wrong, fmt.Errorf("SMTP address %q is not host:port; write for instance mail.example.org:587", a.Address))
	}
	ip := net.ParseIP(host)
	loopback := host == "localhost" || ip != nil && ip.IsLoopback()
	switch mode := a.mode(); {
	case mode == Plain && !loopback:
		wrong = append(wrong, fmt.Errorf("SMTP without TLS is allowed to the loopback address only, not to %q; use tls or starttls", host))
	case mode != TLS && mode != StartTLS && mode != Plain:
		wrong = append(wrong, fmt.Errorf("SMTP TLS mode %q is unknown; use tls, starttls, or plain to the loopback address", a.TLS))
	}
	return errors.Join(wrong...)
}
