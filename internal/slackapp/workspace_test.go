package slackapp_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/slackapp"
	"borgerbot/internal/standin"
)

const (
	lisa   = "U0LISA"
	karen  = "U0KAREN"
	helper = "U0HELPER" // a bot that may be in the channel
	triage = "G0TRIAGE"
)

// workspace is a stand-in for Slack in memory, and an app that talks to it. It
// lives in a synctest bubble.
type workspace struct {
	*standin.Slack
	t       *testing.T
	network standin.Network
	app     *slackapp.App
	log     journal
}

func newWorkspace(t *testing.T, o standin.SlackOptions) *workspace {
	t.Helper()
	w := &workspace{t: t}
	gate, err := w.network.Listen("127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	o.Users = []standin.User{
		{ID: lisa, Name: "lisa"}, {ID: karen, Name: "karen"}, {ID: helper, Name: "helper", Bot: true}, {ID: "U0GUEST", Name: "gæst", Guest: true},
	}
	o.Channels = []standin.ChannelState{{ID: triage, Name: "klager", Private: true, Members: []string{standin.SlackBotUser, lisa, karen, helper}}}
	if m := readManifest(t, ""); o.Scopes == nil {
		o.Scopes, o.Events = m.OAuth.Scopes.Bot, m.Settings.Events.Bot
	}
	w.Slack = standin.NewSlack(gate, o)
	w.app = w.newApp(func(*slackapp.Config) {})
	t.Cleanup(func() {
		_ = w.Close()
		for _, secret := range []string{"xoxb", "xapp", "://", "ticket", "BR-7K3QXM"} {
			if strings.Contains(w.log.String(), secret) {
				t.Errorf("the log tells %q: %s", secret, &w.log)
			}
		}
	})
	return w
}

// newApp returns an app; its idle connections end with the test.
func (w *workspace) newApp(change func(*slackapp.Config)) *slackapp.App {
	w.t.Helper()
	cfg := slackapp.Config{
		BotToken: standin.SlackBotToken, AppToken: standin.SlackAppToken, BaseURL: "http://127.0.0.1:8080/api",
		Channel: triage, Members: []string{lisa, karen}, Bots: []string{helper}, Dial: w.network.Dial,
	}
	change(&cfg)
	app, err := slackapp.New(cfg, slog.New(slog.NewJSONHandler(&w.log, nil)))
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(app.Close)
	return app
}

// card is a message with two buttons and a menu.
func card(key string) slackapp.Post {
	text := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	return slackapp.Post{Text: "BR-7K3QXM-R: Ny", Key: key, Blocks: []slack.Block{
		slack.NewHeaderBlock(text("BR-7K3QXM-R")),
		slack.NewActionBlock("acts",
			slack.NewButtonBlockElement("take", "v1", text("Tag")), slack.NewButtonBlockElement("reply", "v2", text("Besvar"))),
	}}
}

func (w *workspace) post(p slackapp.Post) string {
	w.t.Helper()
	ts, err := w.app.Post(w.t.Context(), p)
	if err != nil {
		w.t.Fatalf("Post: %v", err)
	}
	return ts
}

// calls counts the calls of a method that reached Slack.
func (w *workspace) calls(method string) int {
	n := 0
	for _, c := range w.Calls() {
		if c.Method == method {
			n++
		}
	}
	return n
}

// journal is a log that can be read while it is written.
type journal struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.Write(b)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.text.String()
}

// handler records what it is given, and does what a test wants done meanwhile.
type handler struct {
	mu      sync.Mutex
	pressed []string // "user action"
	submits []string
	heard   []string // commands and homes opened
	// onCommand answers a slash command.
	onCommand func(slack.SlashCommand)
	onPress   func(context.Context, slack.InteractionCallback)
	validate  func(slack.InteractionCallback) *slack.ViewSubmissionResponse
}

func (h *handler) Press(ctx context.Context, i slack.InteractionCallback) {
	if h.onPress != nil {
		h.onPress(ctx, i)
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.pressed = append(h.pressed, i.User.ID+" "+i.ActionCallback.BlockActions[0].ActionID)
}

func (h *handler) Validate(i slack.InteractionCallback) *slack.ViewSubmissionResponse {
	if h.validate == nil {
		return nil
	}
	return h.validate(i)
}

func (h *handler) Submit(_ context.Context, i slack.InteractionCallback) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.submits = append(h.submits, i.View.State.Values["note"]["note"].Value)
}

func (h *handler) Command(_ context.Context, c slack.SlashCommand) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard = append(h.heard, c.UserID+" "+c.Command+" "+c.Text)
	if h.onCommand != nil {
		h.onCommand(c)
	}
}

func (h *handler) Home(_ context.Context, user string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.heard = append(h.heard, user+" home")
}

func (h *handler) got() (pressed, submits []string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pressed, h.submits
}

// run runs the app until the test ends or stop is called, and waits until it is
// connected.
func (w *workspace) run(h slackapp.Handler) (stop func() error) {
	w.t.Helper()
	ctx, cancel := context.WithCancel(w.t.Context())
	done := make(chan error, 1)
	go func() { done <- w.app.Run(ctx, h) }()
	stop = sync.OnceValue(func() error { cancel(); return <-done })
	w.t.Cleanup(func() { _ = stop() })
	synctest.Wait()
	if !w.app.Connected() {
		w.t.Fatalf("not connected: %s", &w.log)
	}
	return stop
}

// kind is the kind and code of an error.
func kind(err error) string {
	var e *slackapp.Error
	if !errors.As(err, &e) {
		return "none"
	}
	return string(e.Kind) + " " + e.Code
}

func TestNewSaysWhatIsWrong(t *testing.T) {
	good := slackapp.Config{BotToken: "xoxb-secret", AppToken: "xapp-secret", Channel: "C1", Members: []string{lisa}}
	for name, tt := range map[string]struct {
		change func(*slackapp.Config)
		want   string
	}{
		"bot token":     {func(c *slackapp.Config) { c.BotToken = "xapp-secret" }, "the Slack bot token must begin with xoxb-"},
		"app token":     {func(c *slackapp.Config) { c.AppToken = "xoxb-secret" }, "the Slack app token must begin with xapp-"},
		"channel":       {func(c *slackapp.Config) { c.Channel = "" }, "by its id"},
		"channel name":  {func(c *slackapp.Config) { c.Channel = "#klager" }, "by its id"},
		"nobody":        {func(c *slackapp.Config) { c.Members = nil }, "no adviser has a Slack user id"},
		"plain http":    {func(c *slackapp.Config) { c.BaseURL = "http://slack.example.org/api/" }, "must begin with https://"},
		"no URL":        {func(c *slackapp.Config) { c.BaseURL = "slack" }, "must look like https://slack.com/api/"},
		"user in URL":   {func(c *slackapp.Config) { c.BaseURL = "https://a:secret@slack.example.org/api/" }, "must look like"},
		"unparsable":    {func(c *slackapp.Config) { c.BaseURL = "https://sl ack.com:secret/" }, "must look like"},
		"good":          {func(*slackapp.Config) {}, ""},
		"this machine":  {func(c *slackapp.Config) { c.BaseURL = "http://localhost:8080/api/" }, ""},
		"this machine6": {func(c *slackapp.Config) { c.BaseURL = "http://[::1]:8080/api/" }, ""},
	} {
		cfg := good
		tt.change(&cfg)
		_, err := slackapp.New(cfg, slog.New(slog.DiscardHandler))
		if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: New: %v, want %q in it", name, err, tt.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: the error tells a secret: %v", name, err)
		}
	}
}

var start = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // of every bubble

// overTCP is a stand-in on loopback and an app that dials it as it would Slack.
func overTCP(t *testing.T) (*standin.Slack, *slackapp.App) {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := standin.NewSlack(ln, standin.SlackOptions{
		Users:    []standin.User{{ID: lisa, Name: "lisa"}},
		Channels: []standin.ChannelState{{ID: triage, Private: true, Members: []string{standin.SlackBotUser, lisa}}},
	})
	t.Cleanup(func() { _ = s.Close() })
	app, err := slackapp.New(slackapp.Config{
		BotToken: standin.SlackBotToken, AppToken: standin.SlackAppToken, BaseURL: "http://" + ln.Addr().String() + "/api/",
		Channel: triage, Members: []string{lisa},
	}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Close)
	return s, app
}
