package slackapp

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/quiet"
)

// DefaultBaseURL is the base of Slack's Web API.
const DefaultBaseURL = slack.APIURL

// requestTimeout bounds a call of the Web API. slack-go's own client has none.
const requestTimeout = 15 * time.Second

// Config says which workspace and channel, and who may be in it.
type Config struct {
	BotToken string // xoxb-…
	AppToken string // xapp-…, for Socket Mode
	BaseURL  string // of the Web API; empty is Slack's
	Channel  string // id of the advisers' private channel
	// Members are the Slack user ids of the configured advisers, Bots those of
	// other bots that may be in the channel.
	Members []string
	Bots    []string
	// Dial replaces the network's dialer; nil is the usual one.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// App is a connection to a workspace.
type App struct {
	cfg       Config
	log       *slog.Logger
	api       *slack.Client
	transport *http.Transport
	clock     *clock
	edits     *pace
	listening atomic.Bool
	met       atomic.Bool   // there has been a socket
	deaf      quiet.Trouble // with the socket, as the log tells it

	mu    sync.Mutex
	posts map[string]*pace // by channel
	self  *identity
}

// New returns an App that is not connected yet. The error says what is wrong with
// the configuration and names no secret.
func New(cfg Config, log *slog.Logger) (*App, error) {
	base, err := baseURL(cfg.BaseURL)
	switch {
	case err != nil:
		return nil, err
	case !strings.HasPrefix(cfg.BotToken, "xoxb-"):
		return nil, errors.New("the Slack bot token must begin with xoxb-")
	case !strings.HasPrefix(cfg.AppToken, "xapp-"):
		return nil, errors.New("the Slack app token must begin with xapp-")
	case cfg.Channel == "" || strings.HasPrefix(cfg.Channel, "#"):
		return nil, errors.New("the Slack channel must be given by its id, such as C0123456789, not by its name")
	case len(cfg.Members) == 0:
		return nil, errors.New("no adviser has a Slack user id")
	}
	if cfg.Dial == nil {
		cfg.Dial = (&net.Dialer{Timeout: requestTimeout, KeepAlive: 15 * time.Second}).DialContext
	}
	cfg.Dial = named(cfg.Dial)
	a := &App{
		cfg: cfg, log: log, edits: newPace(editInterval, editBurst), posts: map[string]*pace{},
		transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, DialContext: cfg.Dial, ForceAttemptHTTP2: true,
			TLSHandshakeTimeout: requestTimeout, IdleConnTimeout: time.Minute, MaxIdleConnsPerHost: 4,
		},
	}
	a.clock = &clock{next: a.transport}
	a.api = slack.New(cfg.BotToken, slack.OptionAPIURL(base), slack.OptionAppLevelToken(cfg.AppToken),
		slack.OptionHTTPClient(&http.Client{
			Transport: a.clock, Timeout: requestTimeout,
			// A redirect would carry the token to another host.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		}))
	return a, nil
}

// baseURL checks the base of the Web API: TLS, except to this machine.
func baseURL(base string) (string, error) {
	if base == "" {
		return DefaultBaseURL, nil
	}
	u, err := url.Parse(base)
	if err != nil || u.Host == "" || u.User != nil {
		return "", errors.New("the Slack base URL must look like https://slack.com/api/")
	}
	if u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())) {
		return "", errors.New("the Slack base URL must begin with https://; plain http is for this machine only")
	}
	return strings.TrimSuffix(base, "/") + "/", nil // slack-go appends the method to it
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Connected reports whether Socket Mode is connected, so that presses arrive.
func (a *App) Connected() bool { return a.listening.Load() }

// Close ends idle connections. It is called after Run has returned.
func (a *App) Close() { a.transport.CloseIdleConnections() }

// postPace is the pace of posts to a channel.
func (a *App) postPace(channel string) *pace {
	a.mu.Lock()
	defer a.mu.Unlock()
	p := a.posts[channel]
	if p == nil {
		p = newPace(postInterval, postBurst)
		a.posts[channel] = p
	}
	return p
}
