package mailbox

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"
)

// TLSMode is how the connection is protected. There is no mode that takes TLS
// if it happens to be there.
type TLSMode string

// The modes.
const (
	TLS      TLSMode = "tls"      // from the first byte, port 993 (RFC 8314 §3)
	StartTLS TLSMode = "starttls" // by the STARTTLS command, port 143
	Plain    TLSMode = "plain"    // none; to the loopback address only
)

// Account is a mailbox and how to reach it.
type Account struct {
	Name    string  // names the mailbox in a [Place]; never an address
	Address string  // host:port
	TLS     TLSMode // zero: [TLS]
	RootCAs *x509.CertPool
	Auth    Authenticator
	// Dial replaces net.Dialer.DialContext.
	Dial    func(ctx context.Context, network, address string) (net.Conn, error)
	Inbox   string   // zero: "INBOX"
	Folders []string // watched besides the inbox, such as Sent
	Filed   []string // written to and not watched, such as Drafts; they are looked for
	MaxSize int64    // bytes; a larger message is listed, not read. Zero: 64 MiB
	Timings Timings
	// Beat is called whenever a connection is made anew or a command begins, so that
	// somebody sees the watcher turn; nil is nobody. It must not block.
	Beat func()
	// Certificate is told when the server's certificate ends, once it has been
	// verified; nil is nobody.
	Certificate func(ends time.Time)
}

func (a Account) beat() {
	if a.Beat != nil {
		a.Beat()
	}
}

// Timings are the intervals of a watcher. Zero values stand for the defaults.
type Timings struct {
	Poll    time.Duration // between looks at a folder that is not in IDLE: 1 minute
	Refresh time.Duration // after which IDLE is left and entered anew: 9 minutes
	Command time.Duration // the longest silence during a command: 1 minute
	Audit   time.Duration // between comparisons of all UIDs with the sink's: 1 hour
}

// Authenticator signs in on a fresh connection. Whatever it needs is fetched
// anew at each call, as a token that expires must be. After an error the
// connection is closed. It wraps [ErrCredentials] when other credentials are
// needed, which go-imap's own *imap.Error does not say.
type Authenticator func(ctx context.Context, c *imapclient.Client) error

// ErrCredentials is wrapped by an [Authenticator] that knows that trying again
// with the same credentials is useless.
var ErrCredentials = errors.New("the credentials were not accepted")

// Password returns an authenticator that uses AUTHENTICATE PLAIN (RFC 4616), or
// LOGIN where PLAIN is not offered. PLAIN comes first because LOGIN sends
// letters outside ASCII differently from server to server.
func Password(user, password string) Authenticator {
	return func(_ context.Context, c *imapclient.Client) error {
		caps := c.Caps()
		if caps.Has(imap.AuthCap("PLAIN")) {
			return c.Authenticate(sasl.NewPlainClient("", user, password))
		}
		if caps.Has(imap.CapLoginDisabled) { // RFC 3501 §6.2.3; go-imap does not look
			return fmt.Errorf("no sign-in with a password is offered: %w", ErrCredentials)
		}
		return c.Login(user, password).Wait()
	}
}

// Validate returns all that is wrong with the account, one error a line.
func (a Account) Validate() error {
	var wrong []error
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Errorf(format, args...)) }
	host, _, err := net.SplitHostPort(a.Address)
	if err != nil || host == "" {
		say("IMAP address %q is not host:port; write for instance mail.example.org:993", a.Address)
	}
	switch a.mode() {
	case TLS, StartTLS:
	case Plain:
		if !loopback(host) {
			say("IMAP without TLS is allowed to the loopback address only, not to %q; use tls or starttls", host)
		}
	default:
		say("IMAP TLS mode %q is unknown; use tls, starttls, or plain to the loopback address", a.TLS)
	}
	if a.Auth == nil {
		say("IMAP has no sign-in; give a user and a password, or a source of tokens")
	}
	for _, folder := range a.allFolders() {
		if err := checkFolderName(folder); err != nil {
			wrong = append(wrong, err)
		}
	}
	return errors.Join(wrong...)
}

// checkFolderName refuses what servers understand differently. A server that
// offers IMAP4rev2 makes go-imap send letters outside ASCII as they are,
// whether or not the server has agreed to it.
func checkFolderName(name string) error {
	if name == "" {
		return errors.New("a folder has an empty name; write it as the mail program shows it, such as INBOX/Klager")
	}
	for _, r := range name {
		switch {
		case r < ' ' || r > '~':
			return fmt.Errorf("folder %q has letters outside ASCII, which mail servers mistake; give it a name of plain letters, a to z", name)
		case strings.ContainsRune("*%\"\\", r):
			return fmt.Errorf("folder %q has the character %q, which IMAP cannot ask for by name; rename it", name, r)
		}
	}
	return nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (a Account) mode() TLSMode { return cmp.Or(a.TLS, TLS) }

func (a Account) inbox() string { return cmp.Or(a.Inbox, "INBOX") }

func (a Account) maxSize() int64 { return cmp.Or(a.MaxSize, 64<<20) }

func (a Account) allFolders() []string {
	return slices.Concat([]string{a.inbox()}, a.Folders, a.Filed)
}

func (t Timings) poll() time.Duration    { return cmp.Or(t.Poll, time.Minute) }
func (t Timings) refresh() time.Duration { return cmp.Or(t.Refresh, 9*time.Minute) }
func (t Timings) command() time.Duration { return cmp.Or(t.Command, time.Minute) }
func (t Timings) audit() time.Duration   { return cmp.Or(t.Audit, time.Hour) }

// rest is the longest silence while no answer is due: that of an IDLE, and time
// for the server to notice that it is over.
func (t Timings) rest() time.Duration { return t.refresh() + 2*t.command() }
