package oauth

import (
	"cmp"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// Scope is what a token for mailboxes in Microsoft 365 is asked for: everything
// that an administrator has consented to.
const Scope = "https://outlook.office365.com/.default"

// Microsoft is the address at which Microsoft Entra gives tokens to the apps of a
// tenant, which is named by its id or by one of its domains.
func Microsoft(tenant string) string {
	return "https://login.microsoftonline.com/" + url.PathEscape(tenant) + "/oauth2/v2.0/token"
}

// Config is an app and the service that knows it.
type Config struct {
	TokenURL string // such as [Microsoft] returns
	ClientID string
	Secret   string
	Scope    string         // zero: [Scope]
	RootCAs  *x509.CertPool // nil: the system's
	// Dial replaces net.Dialer.DialContext.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Source hands out tokens. Its methods may be called from any goroutine.
type Source struct {
	cfg       Config
	host      string // for messages
	client    *http.Client
	transport *http.Transport
	turn      chan struct{} // holds a value while somebody asks the service

	mu       sync.Mutex
	kept     token
	failure  *Error    // of the last try; nil after a success
	failures int       // in a row
	rest     time.Time // until when nobody asks
}

// token is an access token.
type token struct {
	value   string
	expires time.Time
	renew   time.Time // from when on a new one is asked for
}

const (
	// askLimit bounds a request. It is shorter than a mail server's patience with a
	// client that has not signed in yet.
	askLimit = 20 * time.Second
	// early is how long before its end a token is renewed.
	early = 5 * time.Minute
	// The rest after a failure doubles from the first to the last. After one that
	// only a person can mend, it is the last at once.
	firstRest = 5 * time.Second
	lastRest  = 5 * time.Minute
)

// New returns a source that has no token yet. The error says what is wrong with
// the configuration.
func New(cfg Config) (*Source, error) {
	u, err := url.Parse(cfg.TokenURL)
	if err != nil || u.Host == "" || u.User != nil {
		return nil, errors.New("the address for tokens must look like " + Microsoft("TENANT"))
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())) {
		return nil, errors.New("the address for tokens must begin with https://; http is for this machine only")
	}
	if cfg.ClientID == "" || cfg.Secret == "" {
		return nil, errors.New("an access token needs a client id and a secret")
	}
	cfg.Scope = cmp.Or(cfg.Scope, Scope)
	if cfg.Dial == nil {
		cfg.Dial = new(net.Dialer).DialContext
	}
	s := &Source{cfg: cfg, host: u.Hostname(), turn: make(chan struct{}, 1)}
	s.transport = &http.Transport{
		Proxy: http.ProxyFromEnvironment, DialContext: cfg.Dial, TLSClientConfig: tlsConfig(cfg.RootCAs),
		ForceAttemptHTTP2: true, DisableKeepAlives: true, // an hour lies between two requests
	}
	s.client = &http.Client{
		Transport: s.transport,
		// A redirect would carry the secret to another host.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return s, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Token returns a token, and whether it has been handed out before. The error is
// an [*Error], or that of ctx.
func (s *Source) Token(ctx context.Context) (value string, kept bool, err error) {
	if t, ok := s.fresh(time.Now()); ok {
		return t.value, true, nil
	}
	select {
	case s.turn <- struct{}{}:
	case <-ctx.Done():
		return "", false, fmt.Errorf("wait for a token: %w", ctx.Err())
	}
	defer func() { <-s.turn }()
	now := time.Now()
	if t, ok := s.fresh(now); ok { // whoever had the turn before has fetched it
		return t.value, false, nil
	}
	if failure := s.resting(now); failure != nil {
		return s.fallback(now, failure)
	}
	t, err := s.ask(ctx)
	if ctx.Err() != nil {
		return "", false, fmt.Errorf("fetch a token: %w", ctx.Err())
	}
	var failure *Error
	if errors.As(err, &failure) {
		s.failed(failure)
		return s.fallback(time.Now(), failure)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.kept, s.failure, s.failures = t, nil, 0
	return t.value, false, nil
}

// fresh returns the token that is kept, unless it is time for a new one.
func (s *Source) fresh(now time.Time) (token, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.kept, s.kept.value != "" && now.Before(s.kept.renew)
}

// fallback returns the token that is kept while it lasts, and else the failure.
func (s *Source) fallback(now time.Time, failure *Error) (string, bool, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.value != "" && now.Before(s.kept.expires) {
		return s.kept.value, true, nil
	}
	return "", false, failure
}

// resting returns the last failure while it is too early to ask again.
func (s *Source) resting(now time.Time) *Error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if now.Before(s.rest) {
		return s.failure
	}
	return nil
}

func (s *Source) failed(e *Error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rest := lastRest
	if s.failures < 6 && !e.Lasting() {
		rest = min(firstRest<<s.failures, lastRest)
	}
	s.failure = e
	s.failures++
	s.rest = time.Now().Add(max(rest, min(e.Wait, longestWait)))
}

// longestWait bounds what a service may ask for.
const longestWait = time.Hour

// Refused forgets a token that a mail server did not take. permission is what the
// app needs there, such as [PermissionIMAP]. The error says what to do about it; it
// tells the app's missing permission from the mailbox's, where the token shows it.
func (s *Source) Refused(value, permission string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept.value == value {
		s.kept = token{}
	}
	return &Error{Code: judge(value, permission), Host: s.host, permission: permission}
}

// Close ends idle connections.
func (s *Source) Close() { s.transport.CloseIdleConnections() }
