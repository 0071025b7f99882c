package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// The ids of the workspace, the app and its bot.
const (
	SlackTeam    = "T0KOMMUNE"
	SlackApp     = "A0BORGERBOT"
	SlackBot     = "B0BORGERBOT"
	SlackBotUser = "U0BORGERBOT"
)

// The tokens of the app where SlackOptions names none.
const (
	SlackBotToken = "xoxb-stand-in"
	SlackAppToken = "xapp-stand-in"
)

// What a person sees as a warning sign at the thing she used.
var (
	// ErrNotAcknowledged says that the app did not answer within three seconds.
	ErrNotAcknowledged = errors.New("the app did not acknowledge in time")
	// ErrNoConnection says that the app has no Socket Mode connection.
	ErrNoConnection = errors.New("the app is not connected")
)

// A Slack is a workspace with one installed app: the part of the Web API and of
// Socket Mode that such an app needs, with Slack's checks, limits and errors,
// and the hands of the people who use it. All methods may be called at any time;
// those that act for a person return once the app has answered.
type Slack struct {
	*Gate
	o        SlackOptions
	server   *http.Server
	upgrader websocket.Upgrader
	running  sync.WaitGroup
	done     chan struct{}
	stop     sync.Once

	mu         sync.Mutex
	host       string // by which the app reached the Web API
	serial     int    // numbers everything that needs a name
	lastTS     int64  // microseconds
	users      map[string]User
	channels   map[string]*channel
	ephemerals map[string][]*Message // by user
	stacks     map[string][]*openView
	homes      map[string]*openView
	triggers   map[string]*trigger
	responses  map[string]*responseURL
	tickets    map[string]bool
	sockets    []*socket
	nextSocket int
	disabled   bool
	twice      int
	waiting    map[string]*delivery
	deliveries []*delivery
	faults     map[string][]*SlackFault
	buckets    map[string]*bucket
	calls      []Call
}

// SlackOptions describe the workspace. Tokens, scopes, events, intervals have
// defaults.
type SlackOptions struct {
	BotToken, AppToken string
	Users              []User
	Channels           []ChannelState
	// RateLimits makes the server answer 429 past Slack's limits.
	RateLimits bool
	// Scopes are what the bot was granted; nil means those of the manifest.
	Scopes []string
	// Events are the bot events subscribed to; nil means those of the manifest.
	Events []string
	// PingEvery is how often a socket is pinged; 0 means 10 s.
	PingEvery time.Duration
	// ConnectionLife is how long a socket lives; 0 means 18,060 s, about five
	// hours. Ten seconds before its end it is warned.
	ConnectionLife time.Duration
}

// What the app's manifest asks for.
var (
	manifestScopes = []string{"chat:write", "groups:read", "groups:history", "users:read", "commands"}
	manifestEvents = []string{"app_home_opened", "member_joined_channel", "group_archive"}
)

// A User is a member of the workspace or a stranger in a shared channel.
type User struct {
	ID, Name, RealName string
	Team               string // "" is the workspace
	Bot                bool
	Guest              bool // is_restricted: a multi-channel guest
	SingleChannelGuest bool // is_ultra_restricted
	Stranger           bool // from another organisation
	Deleted            bool
}

// NewSlack serves the workspace on ln until Close. The base of the Web API is
// "http://" + address + "/api/".
func NewSlack(ln net.Listener, o SlackOptions) *Slack {
	s := &Slack{
		Gate: gateOf(ln), o: withSlackDefaults(o), done: make(chan struct{}),
		users: make(map[string]User), channels: make(map[string]*channel),
		ephemerals: make(map[string][]*Message), stacks: make(map[string][]*openView),
		homes: make(map[string]*openView), triggers: make(map[string]*trigger),
		responses: make(map[string]*responseURL), tickets: make(map[string]bool),
		waiting: make(map[string]*delivery), faults: make(map[string][]*SlackFault), buckets: make(map[string]*bucket),
	}
	s.users[SlackBotUser] = User{ID: SlackBotUser, Name: "borgerbot", RealName: "borgerbot", Bot: true}
	for _, u := range o.Users {
		s.users[u.ID] = u
	}
	for _, c := range o.Channels {
		s.channels[c.ID] = &channel{ChannelState: c}
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("GET /link/", s.serveSocket)
	mux.HandleFunc("POST /actions/{id}", s.serveResponseURL)
	s.server = &http.Server{Handler: mux, ErrorLog: log.New(io.Discard, "", 0)}
	// slack-go sends the origin of Slack's own site.
	s.upgrader.CheckOrigin = func(*http.Request) bool { return true }
	s.running.Go(func() { _ = s.server.Serve(s.Gate) })
	return s
}

func withSlackDefaults(o SlackOptions) SlackOptions {
	orText := func(v *string, standard string) {
		if *v == "" {
			*v = standard
		}
	}
	orTime := func(v *time.Duration, standard time.Duration) {
		if *v == 0 {
			*v = standard
		}
	}
	orText(&o.BotToken, SlackBotToken)
	orText(&o.AppToken, SlackAppToken)
	orTime(&o.PingEvery, 10*time.Second)
	orTime(&o.ConnectionLife, 18060*time.Second)
	if o.Scopes == nil {
		o.Scopes = manifestScopes
	}
	if o.Events == nil {
		o.Events = manifestEvents
	}
	return o
}

// Close stops the server, ends every connection and waits for what still runs.
func (s *Slack) Close() error {
	s.mu.Lock()
	s.stop.Do(func() { close(s.done) })
	s.mu.Unlock()
	err := s.server.Close()
	s.Drop()
	s.running.Wait()
	return err
}

// enter counts what runs, so that Close can wait for it, and reports whether the
// server is still open. The caller calls s.running.Done when it is through.
func (s *Slack) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-s.done:
		return false
	default:
		s.running.Add(1)
		return true
	}
}

// SetUser adds or changes a user.
func (s *Slack) SetUser(u User) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.users[u.ID] = u
}

// Names returns the names of users and channels by id, for rendering.
func (s *Slack) Names() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	names := make(map[string]string)
	for id, u := range s.users {
		names[id] = u.RealName
	}
	for id, c := range s.channels {
		names[id] = c.Name
	}
	return names
}

// A Call is one call of the Web API, or of a response_url, for tests that look
// at what reached Slack and when.
type Call struct {
	Method string // "response_url" for those
	At     time.Time
	Args   map[string]string // without the token
	Answer string            // "ok" or the error
}

// Calls returns every call, oldest first.
func (s *Slack) Calls() []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *Slack) noteLocked(method string, args map[string]string, err error) {
	answer := "ok"
	if err != nil {
		answer = err.Error()
	}
	args = maps.Clone(args)
	delete(args, "token")
	s.calls = append(s.calls, Call{method, time.Now(), args, answer})
}

// nameLocked makes up an id.
func (s *Slack) nameLocked(prefix string) string {
	s.serial++
	return fmt.Sprintf("%s%06d", prefix, s.serial)
}

// tsLocked returns the timestamp of a new message: the time, but unique.
func (s *Slack) tsLocked() string {
	s.lastTS = max(s.lastTS+1, time.Now().UnixMicro())
	return fmt.Sprintf("%d.%06d", s.lastTS/1e6, s.lastTS%1e6)
}

// writeJSON answers an HTTP request.
func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v)
}
