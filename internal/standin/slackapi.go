package standin

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// maxRequest bounds the body of a request.
const maxRequest = 1 << 20

// call is one call of a method with its arguments; structured arguments are
// JSON text.
type call struct {
	method  string
	host    string
	token   string
	header  bool // the token came in the Authorization header
	json    bool // the arguments came as JSON
	charset bool // the content type names a charset
	args    map[string]string
}

// has reports whether an argument was given, be it empty.
func (c call) has(key string) bool { _, ok := c.args[key]; return ok }

func (c call) flag(key string) bool { return slices.Contains([]string{"1", "true"}, c.args[key]) }

// answer is a JSON object; ok is added.
type answer map[string]any

// method is a method of the Web API. Its function runs with Slack.mu held.
type method struct {
	run       func(*Slack, call) (answer, error)
	scope     string  // what the bot token must be granted; "" for none
	app       bool    // takes the app-level token, in the header only
	form      bool    // does not understand JSON bodies
	perMinute float64 // tier
}

// Rate limit tiers (docs.slack.dev/apis/web-api/rate-limits).
const (
	tier3 = 50
	tier4 = 100
)

var methods = map[string]method{
	"apps.connections.open": {run: (*Slack).openConnection, app: true, perMinute: tier3},
	"auth.test":             {run: (*Slack).authTest, perMinute: tier4},
	"bots.info":             {run: (*Slack).botsInfo, scope: "users:read", form: true, perMinute: tier3},
	"chat.delete":           {run: (*Slack).chatDelete, scope: "chat:write", perMinute: tier3},
	"chat.postEphemeral":    {run: (*Slack).chatPostEphemeral, scope: "chat:write", perMinute: tier4},
	"chat.postMessage":      {run: (*Slack).chatPostMessage, scope: "chat:write"},
	"chat.update":           {run: (*Slack).chatUpdate, scope: "chat:write", perMinute: tier3},
	"conversations.history": {run: (*Slack).conversationsHistory, form: true, perMinute: tier3},
	"conversations.info":    {run: (*Slack).conversationsInfo, form: true, perMinute: tier3},
	"conversations.members": {run: (*Slack).conversationsMembers, form: true, perMinute: tier4},
	"conversations.replies": {run: (*Slack).conversationsReplies, form: true, perMinute: tier3},
	"users.info":            {run: (*Slack).usersInfo, scope: "users:read", form: true, perMinute: tier4},
	"views.open":            {run: (*Slack).viewsOpen, perMinute: tier4},
	"views.publish":         {run: (*Slack).viewsPublish, perMinute: tier4},
	"views.push":            {run: (*Slack).viewsPush, perMinute: tier4},
	"views.update":          {run: (*Slack).viewsUpdate, perMinute: tier4},
}

func slackErr(name string) error { return &SlackError{Name: name} }

func invalidArgument(message string) error {
	return &SlackError{Name: "invalid_arguments", Messages: []string{"[ERROR] " + message}}
}

func (s *Slack) serveAPI(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		panic(http.ErrAbortHandler)
	}
	defer s.running.Done()
	c, err := readCall(r)
	if !methods[c.method].app {
		w.Header().Set("X-Oauth-Scopes", strings.Join(s.o.Scopes, ","))
	}
	f := s.fault(c.method)
	if f != nil && !f.Accepted {
		s.note(c, errors.New("fault"))
		s.answerFault(w, r, f)
		return
	}
	var a answer
	if err == nil {
		a, err = s.run(c)
	}
	s.note(c, err)
	if f != nil {
		s.answerFault(w, r, f)
		return
	}
	s.answer(w, c, a, err)
}

func (s *Slack) note(c call, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.noteLocked(c.method, c.args, err)
}

// run checks the token, the scope and the rate, and calls the method.
func (s *Slack) run(c call) (answer, error) {
	m, ok := methods[c.method]
	if !ok {
		return nil, slackErr("unknown_method")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.host = c.host
	if err := s.authorize(c, m); err != nil {
		return nil, err
	}
	if m.form && c.json {
		// The body is not read, so that the first argument wanted is missing.
		c.args = nil
	}
	if wait := s.limitLocked(c, m); wait > 0 {
		return nil, &rateLimited{wait}
	}
	return m.run(s, c)
}

func (s *Slack) authorize(c call, m method) error {
	want, other := s.o.BotToken, s.o.AppToken
	if m.app {
		want, other = other, want
		if !c.header {
			c.token = "" // an app-level token is not taken from the arguments
		}
	}
	switch {
	case c.token == "":
		return slackErr("not_authed")
	case c.token == other:
		return slackErr("not_allowed_token_type")
	case c.token != want:
		return slackErr("invalid_auth")
	case !m.app && m.scope != "":
		return s.needs(m.scope)
	}
	return nil
}

// needs returns missing_scope unless the bot was granted scope.
func (s *Slack) needs(scope string) error {
	if slices.Contains(s.o.Scopes, scope) {
		return nil
	}
	return &SlackError{Name: "missing_scope", Needed: scope, Provided: strings.Join(s.o.Scopes, ",")}
}

// answer writes what a method returned. Errors are HTTP 200 with ok false, but
// for the rate limit.
func (s *Slack) answer(w http.ResponseWriter, c call, a answer, err error) {
	var limited *rateLimited
	var failed *SlackError
	switch {
	case errors.As(err, &limited):
		writeRateLimited(w, limited.wait)
		return
	case errors.As(err, &failed):
		a = answer{"ok": false, "error": failed.Name}
		if failed.Messages != nil {
			a["errors"] = failed.Messages
			a["response_metadata"] = answer{"messages": failed.Messages}
		}
		if failed.Needed != "" {
			a["needed"], a["provided"] = failed.Needed, failed.Provided
		}
	default:
		a["ok"] = true
	}
	if c.json && !c.charset {
		a["warning"] = "missing_charset"
		meta, _ := a["response_metadata"].(answer)
		if meta == nil {
			meta = answer{}
		}
		meta["warnings"] = []string{"missing_charset"}
		a["response_metadata"] = meta
	}
	writeJSON(w, http.StatusOK, a)
}

// readCall reads the arguments of a request: from the query, a form, or JSON.
func readCall(r *http.Request) (call, error) {
	c := call{method: r.PathValue("method"), host: r.Host, args: make(map[string]string)}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		c.token, c.header = token, true
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, maxRequest))
	if err != nil {
		return c, slackErr("request_timeout")
	}
	if err := c.readBody(r.Header.Get("Content-Type"), body); err != nil {
		return c, err
	}
	c.readForm(r.URL.Query())
	if c.token == "" && !c.json {
		c.token = c.args["token"]
	}
	return c, nil
}

func (c *call) readBody(contentType string, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	kind, params, _ := mime.ParseMediaType(contentType)
	_, c.charset = params["charset"]
	switch kind {
	case "":
		return slackErr("missing_post_type")
	case "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return slackErr("invalid_form_data")
		}
		c.readForm(form)
	case "application/json":
		c.json = true
		var all map[string]json.RawMessage
		if json.Unmarshal(body, &all) != nil {
			return slackErr("invalid_json")
		}
		for key, raw := range all {
			var word string
			if json.Unmarshal(raw, &word) != nil {
				word = string(raw)
			}
			c.args[key] = word
		}
	default:
		return slackErr("invalid_post_type")
	}
	return nil
}

func (c *call) readForm(form url.Values) {
	for key := range form {
		c.args[key] = form.Get(key)
	}
}

func (s *Slack) authTest(call) (answer, error) {
	bot := s.users[SlackBotUser]
	return answer{
		"url": "https://kommune.example.org/", "team": "Kommunen", "team_id": SlackTeam,
		"user": bot.Name, "user_id": bot.ID, "bot_id": SlackBot, "is_enterprise_install": false,
	}, nil
}

func (s *Slack) botsInfo(c call) (answer, error) {
	if bot := c.args["bot"]; bot != "" && bot != SlackBot {
		return nil, slackErr("bot_not_found")
	}
	return answer{"bot": answer{"id": SlackBot, "app_id": SlackApp, "user_id": SlackBotUser, "name": s.users[SlackBotUser].Name, "deleted": false}}, nil
}

func (s *Slack) usersInfo(c call) (answer, error) {
	u, ok := s.users[c.args["user"]]
	if !ok {
		return nil, slackErr("user_not_found")
	}
	team := u.Team
	if team == "" {
		team = SlackTeam
	}
	return answer{"user": answer{
		"id": u.ID, "team_id": team, "name": u.Name, "real_name": u.RealName, "deleted": u.Deleted, "is_bot": u.Bot,
		"is_restricted": u.Guest || u.SingleChannelGuest, "is_ultra_restricted": u.SingleChannelGuest, "is_stranger": u.Stranger,
		"is_app_user": false, "tz": "Europe/Copenhagen", "profile": answer{"real_name": u.RealName, "display_name": u.Name},
	}}, nil
}
