package standin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

const (
	lisa   = "ULISA"
	omar   = "UOMAR"
	triage = "GTRIAGE"
	card   = `[{"type":"section","text":{"type":"plain_text","text":"BR-7K3QXM-5"}},{"type":"actions","elements":[` +
		`{"type":"button","action_id":"take","value":"v1","text":{"type":"plain_text","text":"Tag"}},` +
		`{"type":"overflow","action_id":"more","options":[{"text":{"type":"plain_text","text":"Luk"},"value":"close"}]}]}]`
)

// workspaceTest is a workspace on an in-memory network, and slack-go's clients.
type workspaceTest struct {
	*Slack
	t       *testing.T
	network Network
	http    *http.Client
	api     *slack.Client
}

func newWorkspaceTest(t *testing.T, o SlackOptions) *workspaceTest {
	w := &workspaceTest{t: t}
	ln, err := w.network.Listen("127.0.0.1:8080")
	if err != nil {
		t.Fatal(err)
	}
	o.Users = []User{{ID: lisa, Name: "lisa", RealName: "Lisa"}, {ID: omar, Name: "omar", RealName: "Omar"}, {ID: "UGUEST", Name: "guest", Guest: true}}
	o.Channels = append(o.Channels, ChannelState{ID: triage, Name: "klager", Private: true, Members: []string{SlackBotUser, lisa, omar}},
		ChannelState{ID: "CPUBLIC", Name: "alle", Members: []string{lisa}}, ChannelState{ID: "GOTHER", Name: "andre", Private: true, Members: []string{lisa}})
	w.Slack = NewSlack(ln, o)
	transport := &http.Transport{DialContext: w.network.Dial}
	w.http = &http.Client{Transport: transport, Timeout: 30 * time.Second}
	w.api = w.client(SlackBotToken, SlackAppToken)
	t.Cleanup(func() {
		_ = w.Close()
		transport.CloseIdleConnections()
	})
	return w
}

func (w *workspaceTest) client(bot, app string) *slack.Client {
	return slack.New(bot, slack.OptionAPIURL("http://127.0.0.1:8080/api/"), slack.OptionAppLevelToken(app), slack.OptionHTTPClient(w.http))
}

// call calls a method with a form and returns the answer.
func (w *workspaceTest) call(method string, args ...string) map[string]any {
	w.t.Helper()
	form := url.Values{"token": {SlackBotToken}}
	for i := 0; i < len(args); i += 2 {
		form.Set(args[i], args[i+1])
	}
	res, err := w.http.PostForm("http://127.0.0.1:8080/api/"+method, form)
	if err != nil {
		w.t.Fatal(err)
	}
	defer res.Body.Close()
	var a map[string]any
	if err := json.NewDecoder(res.Body).Decode(&a); err != nil {
		w.t.Fatal(err)
	}
	return a
}

// post posts a card and returns its timestamp.
func (w *workspaceTest) post(args ...string) string {
	w.t.Helper()
	a := w.call("chat.postMessage", append([]string{"channel", triage, "text", "Ny henvendelse", "blocks", card}, args...)...)
	if a["ok"] != true {
		w.t.Fatalf("chat.postMessage: %v", a)
	}
	return a["ts"].(string)
}

// run connects a Socket Mode client that hands each interaction to handle, which
// acknowledges. It is connected when run returns.
func (w *workspaceTest) run(handle func(*socketmode.Client, socketmode.Event)) *socketmode.Client {
	w.t.Helper()
	c := socketmode.New(w.api, socketmode.OptionDialer(&websocket.Dialer{NetDialContext: w.network.Dial, WriteBufferSize: 64 << 10}))
	ctx, cancel := context.WithCancel(w.t.Context())
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		_ = c.RunContext(ctx)
	}()
	go func() {
		for {
			select {
			case e := <-c.Events:
				if e.Request != nil && e.Request.EnvelopeID != "" {
					handle(c, e)
				}
			case <-stopped:
				return
			}
		}
	}()
	w.t.Cleanup(func() { cancel(); <-stopped })
	synctest.Wait()
	return c
}

func ackOnly(c *socketmode.Client, e socketmode.Event) { _ = c.Ack(*e.Request) }

func TestSlackAuthorization(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		if a, err := w.api.AuthTest(); err != nil || a.BotID != SlackBot || a.UserID != SlackBotUser || a.TeamID != SlackTeam {
			t.Errorf("auth.test: %+v, %v", a, err)
		}
		for _, tt := range []struct{ bot, want string }{{"", "not_authed"}, {"xoxb-other", "invalid_auth"}, {SlackAppToken, "not_allowed_token_type"}} {
			if _, err := w.client(tt.bot, "").AuthTest(); err == nil || err.Error() != tt.want {
				t.Errorf("token %q: %v, want %s", tt.bot, err, tt.want)
			}
		}
		for _, tt := range []struct{ app, want string }{{"", "not_authed"}, {"xapp-other", "invalid_auth"}, {SlackBotToken, "not_allowed_token_type"}} {
			if _, _, err := w.client(SlackBotToken, tt.app).StartSocketModeContext(t.Context()); err == nil || err.Error() != tt.want {
				t.Errorf("app token %q: %v, want %s", tt.app, err, tt.want)
			}
		}
		if a := w.call("apps.connections.open", "token", SlackAppToken); a["error"] != "not_authed" {
			t.Errorf("app token as a parameter: %v", a)
		}
		var e slack.SlackErrorResponse
		_, err := w.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: "CPUBLIC"})
		if !errors.As(err, &e) || e.Err != "missing_scope" || e.Needed != "channels:read" {
			t.Errorf("public channel without channels:read: %#v", err)
		}
		if a := w.call("chat.nothing"); a["error"] != "unknown_method" {
			t.Errorf("unknown method: %v", a)
		}
		if b, err := w.api.GetBotInfo(slack.GetBotInfoParameters{Bot: SlackBot}); err != nil || b.UserID != SlackBotUser {
			t.Errorf("bots.info: %+v, %v", b, err)
		}
	})
}

// TestSlackBodies sends arguments in each form that Slack takes or refuses.
func TestSlackBodies(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		post := `{"channel":"` + triage + `","text":"x","blocks":` + card + `,"unfurl_links":false}`
		for _, tt := range []struct{ method, kind, body, want string }{
			{"chat.postMessage", "application/json; charset=utf-8", post, ""},
			{"chat.postMessage", "application/json", post, "missing_charset"},
			{"chat.postMessage", "application/json", `{`, "invalid_json"},
			{"chat.postMessage", "text/csv", `x`, "invalid_post_type"},
			{"chat.postMessage", "", `x`, "missing_post_type"},
			{"chat.postMessage", "application/x-www-form-urlencoded", "channel=%zz", "invalid_form_data"},
			{"conversations.info", "application/json; charset=utf-8", `{"channel":"` + triage + `"}`, "channel_not_found"},
			{"conversations.info?channel=" + triage, "", "", ""},
		} {
			req, _ := http.NewRequest(http.MethodPost, "http://127.0.0.1:8080/api/"+tt.method, strings.NewReader(tt.body))
			req.Header.Set("Authorization", "Bearer "+SlackBotToken)
			req.Header.Set("Content-Type", tt.kind)
			res, err := w.http.Do(req)
			if err != nil {
				t.Fatal(err)
			}
			var a struct{ Error, Warning string }
			if err := json.NewDecoder(res.Body).Decode(&a); err != nil || a.Error+a.Warning != tt.want && a.Error != tt.want {
				t.Errorf("%s as %q: %+v, %v; want %q", tt.method, tt.kind, a, err, tt.want)
			}
			res.Body.Close()
		}
	})
}

func TestSlackMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		ch := w.Channel(triage)
		key := slack.SlackMetadata{EventType: "borgerbot_card", EventPayload: map[string]any{"key": "k1"}}
		section := slack.NewSectionBlock(slack.NewTextBlockObject(plainText, "BR-7K3QXM-5", false, false), nil, nil)
		_, ts, err := w.api.PostMessage(triage, slack.MsgOptionText("Ny", true), slack.MsgOptionBlocks(section), slack.MsgOptionMetadata(key),
			slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
		if err != nil {
			t.Fatal(err)
		}
		if m := ch.Messages()[0]; m.TS != ts || m.User != SlackBotUser || m.UnfurlLinks || m.UnfurlMedia || m.Metadata.EventPayload["key"] != "k1" {
			t.Errorf("posted %+v", m)
		}
		_, reply, full, err := w.api.PostMessageWithResponse(triage, slack.MsgOptionText("Taget af Lisa", true), slack.MsgOptionTS(ts))
		if err != nil || full.ThreadTimestamp != ts || len(full.Blocks.BlockSet) > 0 {
			t.Errorf("reply: %+v, %v", full, err)
		}
		if _, _, _, err := w.api.UpdateMessage(triage, ts, slack.MsgOptionText("Taget", true)); err != nil {
			t.Fatal(err)
		}
		m := ch.Messages()[0]
		if m.Text != "Taget" || len(m.Blocks) != 1 || m.Metadata == nil || !m.Edited || len(m.Versions) != 1 || m.Versions[0].Text != "Ny" {
			t.Errorf("an update without blocks and metadata left %+v", m)
		}
		if _, _, _, err := w.api.UpdateMessage(triage, ts, slack.MsgOptionText("Lukket", true), slack.MsgOptionBlocks()); err != nil {
			t.Fatal(err)
		}
		w.call("chat.update", "channel", triage, "ts", ts, "text", "Lukket", "metadata", "{}")
		if m := ch.Messages()[0]; len(m.Blocks) != 0 || m.Metadata != nil {
			t.Errorf("blocks [] and metadata {} left %+v", m)
		}
		if thread := ch.Thread(ts); len(thread) != 1 || thread[0].TS != reply {
			t.Errorf("thread %+v", thread)
		}
		// The thread keeps a gravestone; who answers to it answers in the channel.
		if _, _, err := w.api.DeleteMessage(triage, ts); err != nil {
			t.Fatal(err)
		}
		_, _, full, err = w.api.PostMessageWithResponse(triage, slack.MsgOptionText("for sent", true), slack.MsgOptionTS(ts))
		if err != nil || full.ThreadTimestamp != "" {
			t.Errorf("reply to a deleted message: %+v, %v", full, err)
		}
		if m := ch.Messages()[0]; !m.Deleted || m.User == SlackBotUser || len(ch.Messages()) != 3 {
			t.Errorf("after deletion %+v", ch.Messages())
		}
		if _, _, err := w.api.DeleteMessage(triage, reply); err != nil || len(ch.Messages()) != 2 {
			t.Errorf("deleting the reply: %v, %d messages left", err, len(ch.Messages()))
		}
		for i, a := range ch.Messages() {
			for _, b := range ch.Messages()[i+1:] {
				if a.TS >= b.TS {
					t.Errorf("timestamps %s, %s", a.TS, b.TS)
				}
			}
		}
	})
}

func TestSlackMessageErrors(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{Channels: []ChannelState{{ID: "GOLD", Private: true, Archived: true, Members: []string{SlackBotUser}}}})
		ts := w.post()
		human := w.Channel(triage).Say(lisa, "", "hej")
		reply := w.post("thread_ts", ts)
		for _, tt := range []struct {
			want, method string
			args         []string
		}{
			{"channel_not_found", "chat.postMessage", []string{"channel", "CNONE", "text", "x"}},
			{"channel_not_found", "chat.postMessage", []string{"channel", "GOTHER", "text", "x"}},
			{"not_in_channel", "chat.postMessage", []string{"channel", "CPUBLIC", "text", "x"}},
			{"is_archived", "chat.postMessage", []string{"channel", "GOLD", "text", "x"}},
			{"no_text", "chat.postMessage", []string{"channel", triage}},
			{"invalid_blocks_format", "chat.postMessage", []string{"channel", triage, "text", "x", "blocks", "{"}},
			{"invalid_blocks", "chat.postMessage", []string{"channel", triage, "text", "x", "blocks", `[{"type":"alert"}]`}},
			{"markdown_text_conflict", "chat.postMessage", []string{"channel", triage, "text", "x", "markdown_text", "y"}},
			{"cannot_reply_to_message", "chat.postMessage", []string{"channel", triage, "text", "x", "thread_ts", reply}},
			{"invalid_metadata_format", "chat.postMessage", []string{"channel", triage, "text", "x", "metadata", "["}},
			{"invalid_metadata_schema", "chat.postMessage", []string{"channel", triage, "text", "x", "metadata", `{"event_type":"a b","event_payload":{}}`}},
			{"invalid_metadata_schema", "chat.postMessage", []string{"channel", triage, "text", "x", "metadata", `{"event_type":"a","event_payload":{"k":[1]}}`}},
			{"invalid_metadata_schema", "chat.postMessage", []string{"channel", triage, "text", "x", "metadata", `{"event_type":"a","event_payload":{"k":{"k":{}}}}`}},
			{"metadata_too_large", "chat.postMessage", []string{"channel", triage, "text", "x", "metadata", `{"event_type":"a","event_payload":{"k":"` + ae(8000) + `"}}`}},
			{"message_not_found", "chat.update", []string{"channel", triage, "ts", "1.000000", "text", "x"}},
			{"cant_update_message", "chat.update", []string{"channel", triage, "ts", human, "text", "x"}},
			{"msg_too_long", "chat.update", []string{"channel", triage, "ts", ts, "text", ae(4001)}},
			{"is_inactive", "chat.update", []string{"channel", "GOLD", "ts", ts, "text", "x"}},
			{"invalid_blocks", "chat.update", []string{"channel", triage, "ts", ts, "text", "x", "blocks", `[{}]`}},
			{"message_not_found", "chat.delete", []string{"channel", triage, "ts", "1.000000"}},
			{"cant_delete_message", "chat.delete", []string{"channel", triage, "ts", human}},
			{"user_not_in_channel", "chat.postEphemeral", []string{"channel", triage, "user", "UGUEST", "text", "x"}},
			{"no_text", "chat.postEphemeral", []string{"channel", triage, "user", lisa}},
			{"channel_not_found", "conversations.info", []string{"channel", "GOTHER"}},
			{"channel_not_found", "conversations.members", []string{"channel", "GOTHER"}},
			{"invalid_cursor", "conversations.members", []string{"channel", triage, "cursor", "bmV4dDo5OQ=="}},
			{"invalid_cursor", "conversations.history", []string{"channel", triage, "cursor", "x"}},
			{"invalid_ts_oldest", "conversations.history", []string{"channel", triage, "oldest", "x"}},
			{"thread_not_found", "conversations.replies", []string{"channel", triage, "ts", "1.000000"}},
			{"user_not_found", "users.info", []string{"user", "UNONE"}},
			{"bot_not_found", "bots.info", []string{"bot", "BNONE"}},
		} {
			if a := w.call(tt.method, tt.args...); a["error"] != tt.want {
				t.Errorf("%s %.80q: %v, want %s", tt.method, tt.args, a["error"], tt.want)
			}
		}
		var e slack.SlackErrorResponse
		_, _, err := w.api.PostMessage(triage, slack.MsgOptionBlocks(slack.NewHeaderBlock(slack.NewTextBlockObject(plainText, ae(151), false, false))))
		if !errors.As(err, &e) || e.Err != "invalid_blocks" || len(e.ResponseMetadata.Messages) != 1 ||
			e.ResponseMetadata.Messages[0] != "[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]" {
			t.Errorf("slack-go reads the refusal as %#v", err)
		}
		w.call("chat.postMessage", "channel", triage, "text", ae(40001))
		if all := w.Channel(triage).Messages(); len([]rune(all[len(all)-1].Text)) != 40000 {
			t.Error("a long text is not cut")
		}
	})
}

func TestSlackChannelState(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		info := func() *slack.Channel {
			ch, err := w.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: triage, IncludeNumMembers: true})
			if err != nil {
				t.Fatal(err)
			}
			return ch
		}
		if ch := info(); !ch.IsPrivate || ch.IsShared || ch.IsArchived || ch.NumMembers != 3 {
			t.Errorf("conversations.info %+v", ch)
		}
		w.Channel(triage).Set(func(s *ChannelState) {
			s.ExtShared, s.Archived, s.Pending, s.Members = true, true, true, append(s.Members, "UGUEST")
		})
		if ch := info(); !ch.IsShared || !ch.IsExtShared || !ch.IsArchived || !ch.IsPendingExtShared || ch.NumMembers != 4 ||
			len(ch.PendingShared) != 1 || len(ch.SharedTeamIDs) != 2 {
			t.Errorf("conversations.info after the change %+v", ch)
		}
		var all []string
		cursor := ""
		for {
			page, next, err := w.api.GetUsersInConversation(&slack.GetUsersInConversationParameters{ChannelID: triage, Limit: 3, Cursor: cursor})
			if err != nil || len(page) > 3 {
				t.Fatalf("page %v, %v", page, err)
			}
			all, cursor = append(all, page...), next
			if next == "" {
				break
			}
		}
		if !slices.Equal(all, []string{SlackBotUser, lisa, omar, "UGUEST"}) {
			t.Errorf("members %v", all)
		}
		for id, want := range map[string]slack.User{lisa: {}, "UGUEST": {IsRestricted: true}, SlackBotUser: {IsBot: true}} {
			u, err := w.api.GetUserInfo(id)
			if err != nil || u.IsRestricted != want.IsRestricted || u.IsBot != want.IsBot || u.IsStranger || u.TeamID != SlackTeam {
				t.Errorf("users.info %s: %+v, %v", id, u, err)
			}
		}
		w.SetUser(User{ID: "UFAR", Team: "TFAR", Stranger: true, SingleChannelGuest: true, Deleted: true})
		if u, err := w.api.GetUserInfo("UFAR"); err != nil || !u.IsStranger || !u.IsUltraRestricted || !u.IsRestricted || !u.Deleted || u.TeamID != "TFAR" {
			t.Errorf("users.info of a stranger: %+v, %v", u, err)
		}
		w.Channel(triage).Set(func(s *ChannelState) { s.Members = []string{lisa} })
		if _, err := w.api.GetConversationInfo(&slack.GetConversationInfoInput{ChannelID: triage}); err == nil || err.Error() != "channel_not_found" {
			t.Errorf("a private channel the bot was removed from: %v", err)
		}
	})
}

func TestSlackHistory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var posted []string
		for n := range 7 {
			posted = append(posted, w.post("metadata", fmt.Sprintf(`{"event_type":"card","event_payload":{"key":%d}}`, n)))
			time.Sleep(time.Second)
		}
		w.post("thread_ts", posted[0])
		read := func(p slack.GetConversationHistoryParameters) (ts []string, keys int) {
			p.ChannelID = triage
			for {
				page, err := w.api.GetConversationHistory(&p)
				if err != nil {
					t.Fatal(err)
				}
				for _, m := range page.Messages {
					ts = append(ts, m.Timestamp)
					if m.Metadata.EventType == "card" {
						keys++
					}
				}
				if p.Cursor = page.ResponseMetaData.NextCursor; p.Cursor == "" {
					return ts, keys
				}
				if !page.HasMore || len(page.Messages) != p.Limit {
					t.Fatalf("page of %d, has_more %v", len(page.Messages), page.HasMore)
				}
			}
		}
		newest := slices.Clone(posted)
		slices.Reverse(newest)
		if got, keys := read(slack.GetConversationHistoryParameters{Limit: 3, IncludeAllMetadata: true}); !slices.Equal(got, newest) || keys != 7 {
			t.Errorf("history %v, %d keys", got, keys)
		}
		if got, keys := read(slack.GetConversationHistoryParameters{Oldest: posted[3]}); !slices.Equal(got, newest[:3]) || keys != 0 {
			t.Errorf("after %s: %v, %d keys without include_all_metadata", posted[3], got, keys)
		}
		if got, _ := read(slack.GetConversationHistoryParameters{Oldest: posted[3], Latest: posted[4], Inclusive: true}); !slices.Equal(got, newest[2:4]) {
			t.Errorf("from %s to %s: %v", posted[3], posted[4], got)
		}
		thread, _, _, err := w.api.GetConversationReplies(&slack.GetConversationRepliesParameters{ChannelID: triage, Timestamp: posted[0], IncludeAllMetadata: true, Oldest: posted[6]})
		if err != nil || len(thread) != 2 || thread[0].ReplyCount != 1 || thread[1].ThreadTimestamp != posted[0] {
			t.Errorf("replies %+v, %v", thread, err)
		}
	})
}

func TestSlackRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{RateLimits: true})
		var limited *slack.RateLimitedError
		posts := 0
		for range 10 {
			_, _, err := w.api.PostMessage(triage, slack.MsgOptionText("x", false))
			if errors.As(err, &limited) {
				break
			}
			posts++
		}
		if posts != postBurst || limited == nil || limited.RetryAfter != time.Second {
			t.Errorf("%d posts at once, then %v", posts, limited)
		}
		for range 20 {
			time.Sleep(time.Second)
			if _, _, err := w.api.PostMessage(triage, slack.MsgOptionText("x", false)); err != nil {
				t.Fatalf("one a second: %v", err)
			}
		}
		ts := w.Channel(triage).Messages()[0].TS
		updates := 0
		for range 100 {
			if _, _, _, err := w.api.UpdateMessage(triage, ts, slack.MsgOptionText("x", false)); err != nil {
				break
			}
			updates++
		}
		if updates != tier3 {
			t.Errorf("%d updates at once, want %d", updates, tier3)
		}
	})
}

func TestSlackFaults(t *testing.T) {
	for _, tt := range []struct {
		name   string
		fault  SlackFault
		posted int
		check  func(error) bool
	}{
		{"error", SlackFault{Error: "fatal_error"}, 0, func(err error) bool { return err.Error() == "fatal_error" }},
		{"error after acceptance", SlackFault{Error: "fatal_error", Accepted: true}, 1, func(err error) bool { return err.Error() == "fatal_error" }},
		{"503", SlackFault{Status: 503}, 0, isStatus(503)},
		{"503 after acceptance", SlackFault{Status: 503, Accepted: true}, 1, isStatus(503)},
		{"429", SlackFault{Status: 429, RetryAfter: 30 * time.Second}, 0, func(err error) bool {
			var e *slack.RateLimitedError
			return errors.As(err, &e) && e.RetryAfter == 30*time.Second
		}},
		{"cut", SlackFault{}, 0, isURLError},
		{"cut after acceptance", SlackFault{Accepted: true}, 1, isURLError},
		{"hang", SlackFault{Hang: true}, 0, isTimeout},
		{"hang after acceptance", SlackFault{Hang: true, Accepted: true}, 1, isTimeout},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorkspaceTest(t, SlackOptions{})
			w.Fail("chat.postMessage", tt.fault)
			_, _, err := w.api.PostMessage(triage, slack.MsgOptionText("x", false))
			if err == nil || !tt.check(err) {
				t.Errorf("%s: %v", tt.name, err)
			}
			if n := len(w.Channel(triage).Messages()); n != tt.posted {
				t.Errorf("%s: %d posted, want %d", tt.name, n, tt.posted)
			}
			if _, _, err := w.api.PostMessage(triage, slack.MsgOptionText("x", false)); err != nil {
				t.Errorf("%s: the next call fails: %v", tt.name, err)
			}
			if calls := w.Calls(); len(calls) != 2 || calls[1].Answer != "ok" || calls[1].Args["text"] != "x" || calls[1].Args["token"] != "" {
				t.Errorf("%s: calls %+v", tt.name, calls)
			}
		})
	}
}

func isStatus(code int) func(error) bool {
	return func(err error) bool {
		var e slack.StatusCodeError
		return errors.As(err, &e) && e.Code == code
	}
}

func isURLError(err error) bool { var e *url.Error; return errors.As(err, &e) && !e.Timeout() }
func isTimeout(err error) bool  { var e *url.Error; return errors.As(err, &e) && e.Timeout() }
