package standin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// dialSocket opens a Socket Mode connection without slack-go's management.
func (w *workspaceTest) dialSocket() *websocket.Conn {
	w.t.Helper()
	_, url, err := w.api.StartSocketModeContext(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	d := websocket.Dialer{NetDialContext: w.network.Dial, WriteBufferSize: 64 << 10}
	ws, _, err := d.DialContext(w.t.Context(), url, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(func() { _ = ws.Close() })
	if _, _, err := d.DialContext(w.t.Context(), url, nil); err == nil {
		w.t.Error("a URL is good for two connections")
	}
	return ws
}

type frame struct {
	Type        string
	Reason      string
	EnvelopeID  string `json:"envelope_id"`
	Connections int    `json:"num_connections"`
	DebugInfo   struct {
		Life int `json:"approximate_connection_time"`
	} `json:"debug_info"`
}

func readFrame(t *testing.T, ws *websocket.Conn) frame {
	t.Helper()
	var f frame
	if err := ws.ReadJSON(&f); err != nil {
		t.Fatal(err)
	}
	return f
}

func TestPressReachesTheApp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var got []slack.InteractionCallback
		w.run(func(c *socketmode.Client, e socketmode.Event) {
			got = append(got, e.Data.(slack.InteractionCallback))
			_ = c.Ack(*e.Request)
		})
		ts := w.post("metadata", `{"event_type":"card","event_payload":{"key":"k"}}`)
		for _, what := range []string{"Tag", "take", "Luk"} {
			if err := w.Press(lisa, ts, what); err != nil {
				t.Fatalf("press %s: %v", what, err)
			}
		}
		if len(got) != 3 {
			t.Fatalf("%d interactions", len(got))
		}
		p := got[0]
		a := p.ActionCallback.BlockActions[0]
		if p.Type != slack.InteractionTypeBlockActions || p.User.ID != lisa || p.Channel.ID != triage || p.Channel.Name != "privategroup" ||
			p.Container.MessageTs != ts || p.Message.Metadata.EventPayload["key"] != "k" || a.ActionID != "take" || a.Value != "v1" || a.Text.Text != "Tag" {
			t.Errorf("payload %+v, action %+v", p, a)
		}
		if a := got[2].ActionCallback.BlockActions[0]; a.Type != "overflow" || a.SelectedOption.Value != "close" {
			t.Errorf("overflow %+v", a)
		}
		if p.TriggerID == got[1].TriggerID || p.ResponseURL == got[1].ResponseURL {
			t.Error("two presses share a trigger_id or a response_url")
		}
		for _, tt := range []struct{ user, ts, what string }{{lisa, ts, "Besvar"}, {"UGUEST", ts, "Tag"}, {lisa, "1.0", "Tag"}} {
			if err := w.Press(tt.user, tt.ts, tt.what); err == nil {
				t.Errorf("%v can be pressed", tt)
			}
		}
		// After an update only a screen that is behind still has the button.
		w.call("chat.update", "channel", triage, "ts", ts, "text", "Taget af Lisa", "blocks", "[]")
		if err := w.Press(omar, ts, "Tag"); err == nil {
			t.Error("a button that is gone can be pressed")
		}
		if err := w.PressStale(omar, ts, "Tag"); err != nil || len(got) != 4 || got[3].Message.Text != "Ny henvendelse" {
			t.Errorf("stale press: %v, %d interactions", err, len(got))
		}
		if err := w.PressStale(omar, ts, "Besvar"); err == nil {
			t.Error("a button that never was can be pressed")
		}
		for _, d := range w.Deliveries() {
			if d.Late() || d.Kind != "interactive" {
				t.Errorf("delivery %+v", d)
			}
		}
	})
}

func TestAcknowledgement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		ts := w.post()
		if err := w.Press(lisa, ts, "Tag"); !errors.Is(err, ErrNoConnection) {
			t.Errorf("press without a connection: %v", err)
		}
		wait := 10 * time.Second
		w.run(func(c *socketmode.Client, e socketmode.Event) {
			time.Sleep(wait)
			_ = c.Ack(*e.Request)
		})
		start := time.Now()
		if err := w.Press(lisa, ts, "Tag"); !errors.Is(err, ErrNotAcknowledged) || time.Since(start) != ackLimit {
			t.Errorf("late acknowledgement: %v after %v", err, time.Since(start))
		}
		time.Sleep(wait)
		if d := w.Deliveries()[0]; !d.Late() || d.AckedAt.Sub(d.SentAt) != wait {
			t.Errorf("delivery %+v", d)
		}
		wait = 0
		if err := w.Press(lisa, ts, "Tag"); err != nil {
			t.Error(err)
		}
		// A ghost takes every second payload and never answers.
		w.Ghost()
		failed := 0
		for range 4 {
			if w.Press(lisa, ts, "Tag") != nil {
				failed++
			}
		}
		if failed != 2 {
			t.Errorf("%d of 4 presses went to the ghost", failed)
		}
	})
}

func TestDeliverTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var envelopes []string
		w.run(func(c *socketmode.Client, e socketmode.Event) {
			envelopes = append(envelopes, e.Request.EnvelopeID)
			_ = c.Ack(*e.Request)
		})
		ts := w.post()
		w.DeliverTwice(1)
		for range 2 {
			if err := w.Press(lisa, ts, "Tag"); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		if len(envelopes) != 3 || envelopes[0] == envelopes[1] {
			t.Errorf("envelopes %v", envelopes)
		}
	})
}

func TestSocketLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{ConnectionLife: time.Hour})
		ws := w.dialSocket()
		pings := 0
		ws.SetPingHandler(func(string) error { pings++; return nil })
		if f := readFrame(t, ws); f.Type != "hello" || f.Connections != 1 || f.DebugInfo.Life != 3600 {
			t.Errorf("hello %+v", f)
		}
		start := time.Now()
		if f := readFrame(t, ws); f.Type != "disconnect" || f.Reason != "warning" || time.Since(start) != time.Hour-farewell {
			t.Errorf("%+v after %v", f, time.Since(start))
		}
		if f := readFrame(t, ws); f.Reason != "refresh_requested" || time.Since(start) != time.Hour {
			t.Errorf("%+v after %v", f, time.Since(start))
		}
		if _, _, err := ws.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseNormalClosure) {
			t.Errorf("at the end: %v", err)
		}
		if pings < 358 {
			t.Errorf("%d pings in an hour", pings)
		}
	})
}

func TestSocketRefusals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		sockets := make([]*websocket.Conn, maxSockets)
		for i := range sockets {
			sockets[i] = w.dialSocket()
			if f := readFrame(t, sockets[i]); f.Connections != i+1 {
				t.Errorf("hello %+v", f)
			}
		}
		if f := readFrame(t, w.dialSocket()); f.Type != "disconnect" || f.Reason != "too_many_websockets" {
			t.Errorf("the eleventh connection got %+v", f)
		}
		// Acknowledgements over 20480 bytes end the connection.
		big := fmt.Sprintf(`{"envelope_id":"x","payload":%q}`, strings.Repeat("x", maxFrame))
		_ = sockets[0].WriteMessage(websocket.TextMessage, []byte(big))
		if _, _, err := sockets[0].ReadMessage(); !websocket.IsCloseError(err, websocket.CloseMessageTooBig) || !strings.Contains(err.Error(), "Max frame length of 20480") {
			t.Errorf("after a large frame: %v", err)
		}
		w.Disconnect("warning")
		w.DisableSocketMode(true)
		for _, reason := range []string{"warning", "link_disabled"} {
			if f := readFrame(t, sockets[1]); f.Reason != reason {
				t.Errorf("got %+v, want %s", f, reason)
			}
		}
		synctest.Wait()
		if w.Sockets() != 0 {
			t.Errorf("%d sockets live on", w.Sockets())
		}
		if f := readFrame(t, w.dialSocket()); f.Reason != "link_disabled" {
			t.Errorf("a new connection got %+v", f)
		}
		w.DisableSocketMode(false)
		if f := readFrame(t, w.dialSocket()); f.Type != "hello" {
			t.Errorf("switched on again: %+v", f)
		}
		res, err := w.http.Get("http://127.0.0.1:8080/link/?ticket=forged")
		if err != nil || res.StatusCode != http.StatusForbidden {
			t.Errorf("forged ticket: %v, %v", res, err)
		}
		_ = res.Body.Close()
	})
}

// TestSlackGoReconnects shows that slack-go comes back after each kind of end.
func TestSlackGoReconnects(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		w.run(ackOnly)
		ts := w.post()
		for name, end := range map[string]func(){
			"refresh": func() { w.Disconnect("refresh_requested") },
			"warning": func() { w.Disconnect("warning") },
			"drop":    w.Drop,
		} {
			end()
			time.Sleep(time.Second)
			if err := w.Press(lisa, ts, "Tag"); err != nil || w.Sockets() != 1 {
				t.Errorf("after %s: %v, %d sockets", name, err, w.Sockets())
			}
		}
	})
}

func TestEvents(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		// An event that nobody hears is sent again after 0 s, 1 min and 5 min.
		w.Channel(triage).Set(func(s *ChannelState) { s.Members = append(s.Members, "UGUEST") })
		var got []slackevents.EventsAPIEvent
		var heard atomic.Bool
		start := time.Now()
		var tries []string
		w.run(func(c *socketmode.Client, e socketmode.Event) {
			tries = append(tries, fmt.Sprintf("%d %s %v", e.Request.RetryAttempt, e.Request.RetryReason, time.Since(start)))
			if heard.Load() {
				got = append(got, e.Data.(slackevents.EventsAPIEvent))
				_ = c.Ack(*e.Request)
			}
		})
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		heard.Store(true)
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if len(got) != 1 || tries[0] != "2 timeout 1m0s" || tries[1] != "3 timeout 6m3s" {
			t.Fatalf("%d events, tries %v", len(got), tries)
		}
		if e := got[0].InnerEvent.Data.(*slackevents.MemberJoinedChannelEvent); e.User != "UGUEST" || e.Channel != triage {
			t.Errorf("event %+v", e)
		}
		w.Channel(triage).Set(func(s *ChannelState) { s.Archived, s.Shared = true, true })
		synctest.Wait()
		if err := w.OpenHome(lisa); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if len(got) != 3 || got[1].InnerEvent.Type+got[2].InnerEvent.Type != "group_archiveapp_home_opened" {
			t.Errorf("%d events; channel_shared is not subscribed to: %+v", len(got), got)
		}
	})
}

const modal = `{"type":"modal","callback_id":"reply","private_metadata":"v1|7","title":{"type":"plain_text","text":"Svar"},` +
	`"submit":{"type":"plain_text","text":"Send"},"blocks":[` +
	`{"type":"section","text":{"type":"plain_text","text":"Kære borger"},"accessory":{"type":"button","action_id":"read","text":{"type":"plain_text","text":"Læs"}}},` +
	`{"type":"input","block_id":"why","label":{"type":"plain_text","text":"Begrundelse"},"element":{"type":"plain_text_input","action_id":"text","min_length":3,"max_length":10}},` +
	`{"type":"input","block_id":"to","optional":true,"label":{"type":"plain_text","text":"Henvis til"},"element":{"type":"static_select","action_id":"body","options":[` +
	`{"text":{"type":"plain_text","text":"Ankestyrelsen, 1. sal"},"value":"ast"}]}},` +
	`{"type":"input","block_id":"on","label":{"type":"plain_text","text":"Frist"},"element":{"type":"datepicker","action_id":"date","initial_date":"1900-03-15"}},` +
	`{"type":"input","block_id":"ok","optional":true,"label":{"type":"plain_text","text":"Aftalt"},"element":{"type":"checkboxes","action_id":"boxes","options":[` +
	`{"text":{"type":"plain_text","text":"Ja"},"value":"y"},{"text":{"type":"plain_text","text":"Skriftligt"},"value":"w"}]}}]}`

// modalApp opens a modal at each press and answers each submission with respond.
func (w *workspaceTest) modalApp(view string, respond func(slack.InteractionCallback) any) *[]slack.InteractionCallback {
	var got []slack.InteractionCallback
	w.run(func(c *socketmode.Client, e socketmode.Event) {
		p := e.Data.(slack.InteractionCallback)
		got = append(got, p)
		if p.Type == slack.InteractionTypeViewSubmission {
			_ = c.Ack(*e.Request, respond(p))
			return
		}
		_ = c.Ack(*e.Request)
		if p.Container.Type == "message" {
			if a := w.call("views.open", "trigger_id", p.TriggerID, "view", view); a["ok"] != true {
				w.t.Errorf("views.open: %v", a)
			}
		}
	})
	return &got
}

func TestModal(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var answer any
		got := w.modalApp(modal, func(slack.InteractionCallback) any { return answer })
		ts := w.post()
		open := func() {
			t.Helper()
			if err := w.Press(lisa, ts, "Tag"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		open()
		if v, ok := w.OpenView(lisa); !ok || v.CallbackID != "reply" || v.PrivateMetadata != "v1|7" || v.Title.Text != "Svar" {
			t.Fatalf("open view %+v", v)
		}
		if _, ok := w.OpenView(omar); ok {
			t.Error("another user sees the modal")
		}
		// What Slack refuses never reaches the app.
		for _, tt := range []struct {
			values map[string]string
			wrong  string
		}{
			{nil, "why"},
			{map[string]string{"text": "nej"}, ""},
			{map[string]string{"why": "ja"}, "why"},
			{map[string]string{"Begrundelse": "alt for langt"}, "why"},
			{map[string]string{"why": "derfor", "body": "Byrådet"}, "to"},
			{map[string]string{"why": "derfor", "Frist": "i morgen"}, "on"},
			{map[string]string{"why": "derfor", "Frist": ""}, "on"},
		} {
			before := len(*got)
			wrong, err := w.FillAndSubmit(lisa, tt.values)
			if err != nil || len(wrong) != 0 != (tt.wrong != "") || tt.wrong != "" && wrong[tt.wrong] == "" {
				t.Errorf("%v: wrong %v, %v", tt.values, wrong, err)
			}
			if sent := len(*got) - before; sent != 0 != (tt.wrong == "") {
				t.Errorf("%v: %d payloads sent", tt.values, sent)
			}
			if tt.wrong == "" {
				open()
			}
		}
		if _, err := w.FillAndSubmit(lisa, map[string]string{"Noget andet": "x"}); err == nil {
			t.Error("an input that is not there can be filled")
		}
		// The app's own errors keep the modal open; its keys must be input blocks.
		answer = slack.NewErrorsViewSubmissionResponse(map[string]string{"why": "Skriv mere."})
		full := map[string]string{"why": "derfor", "to": "Ankestyrelsen, 1. sal", "on": "1900-03-16", "ok": "Ja,w"}
		if wrong, err := w.FillAndSubmit(lisa, full); err != nil || wrong["why"] != "Skriv mere." || len(w.Views(lisa)) != 1 {
			t.Errorf("wrong %v, %v", wrong, err)
		}
		state := (*got)[len(*got)-1].View.State.Values
		if state["why"]["text"].Value != "derfor" || state["to"]["body"].SelectedOption.Value != "ast" || state["on"]["date"].SelectedDate != "1900-03-16" || len(state["ok"]["boxes"].SelectedOptions) != 2 {
			t.Errorf("state %+v", state)
		}
		answer = slack.NewErrorsViewSubmissionResponse(map[string]string{"b1-0": "x"})
		if _, err := w.FillAndSubmit(lisa, full); !errors.Is(err, errTrouble) {
			t.Errorf("errors at a section: %v", err)
		}
		answer = map[string]string{"response_action": "explode"}
		if _, err := w.FillAndSubmit(lisa, full); !errors.Is(err, errTrouble) {
			t.Errorf("unknown response_action: %v", err)
		}
		answer = nil
		if wrong, err := w.FillAndSubmit(lisa, full); err != nil || len(wrong) > 0 || len(w.Views(lisa)) != 0 {
			t.Errorf("after submission: %v, %v, %d views", wrong, err, len(w.Views(lisa)))
		}
		if _, err := w.FillAndSubmit(lisa, full); !errors.Is(err, errNoView) {
			t.Errorf("submitting nothing: %v", err)
		}
	})
}

func TestModalStack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var answer any
		got := w.modalApp(strings.Replace(modal, `"type":"modal"`, `"type":"modal","notify_on_close":true`, 1), func(slack.InteractionCallback) any { return answer })
		ts := w.post()
		if err := w.Press(lisa, ts, "Tag"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		values := map[string]string{"why": "derfor"}
		preview := json.RawMessage(`{"response_action":"push","view":` + modal + `}`)
		for n := 2; n <= maxModals; n++ {
			answer = preview
			if _, err := w.FillAndSubmit(lisa, values); err != nil || len(w.Views(lisa)) != n {
				t.Fatalf("push: %v, %d views", err, len(w.Views(lisa)))
			}
		}
		top, _ := w.OpenView(lisa)
		if bottom := w.Views(lisa)[0]; top.RootViewID != bottom.ID || top.PreviousViewID != w.Views(lisa)[1].ID {
			t.Errorf("top %+v on %+v", top, bottom)
		}
		if _, err := w.FillAndSubmit(lisa, values); !errors.Is(err, errTrouble) {
			t.Errorf("a fourth modal: %v", err)
		}
		answer = json.RawMessage(`{"response_action":"update","view":` + strings.Replace(modal, "Svar", "Kvittering", 1) + `}`)
		if _, err := w.FillAndSubmit(lisa, values); err != nil || w.Views(lisa)[2].Title.Text != "Kvittering" {
			t.Errorf("update: %v, %+v", err, w.Views(lisa))
		}
		answer = json.RawMessage(`{"response_action":"update","view":{"type":"modal"}}`)
		if _, err := w.FillAndSubmit(lisa, values); !errors.Is(err, errTrouble) {
			t.Errorf("a bad view: %v", err)
		}
		if err := w.CloseView(lisa); err != nil || len(w.Views(lisa)) != 2 {
			t.Errorf("close: %v, %d views", err, len(w.Views(lisa)))
		}
		answer = slack.NewClearViewSubmissionResponse()
		if _, err := w.FillAndSubmit(lisa, values); err != nil || len(w.Views(lisa)) != 0 {
			t.Errorf("clear: %v, %d views", err, len(w.Views(lisa)))
		}
		if err := w.CloseView(lisa); !errors.Is(err, errNoView) {
			t.Errorf("closing nothing: %v", err)
		}
		_ = w.Press(lisa, ts, "Tag")
		synctest.Wait()
		before := len(*got)
		if err := w.CloseView(lisa); err != nil || len(*got) != before+1 || (*got)[before].Type != slack.InteractionTypeViewClosed {
			t.Errorf("closing with notify_on_close: %v", err)
		}
	})
}

func TestViewMethods(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var pressed slack.InteractionCallback
		w.run(func(c *socketmode.Client, e socketmode.Event) {
			pressed = e.Data.(slack.InteractionCallback)
			_ = c.Ack(*e.Request)
		})
		ts := w.post()
		press := func(f func() error) string {
			t.Helper()
			if err := f(); err != nil {
				t.Fatal(err)
			}
			return pressed.TriggerID
		}
		fromCard := func() string { return press(func() error { return w.Press(lisa, ts, "Tag") }) }
		fromModal := func() string { return press(func() error { return w.PressModal(lisa, "Læs") }) }
		wants := func(name, want string, a map[string]any) map[string]any {
			t.Helper()
			if got, _ := a["error"].(string); got != want {
				t.Errorf("%s: %v, want %q", name, a, want)
			}
			return a
		}
		external := strings.Replace(modal, `"type":"modal"`, `"type":"modal","external_id":"svar-7"`, 1)
		wants("forged", "invalid_trigger_id", w.call("views.open", "trigger_id", "x", "view", modal))
		trigger := fromCard()
		a := wants("bad view", "invalid_arguments", w.call("views.open", "trigger_id", trigger, "view", `{"type":"modal"}`))
		if messages := a["response_metadata"].(map[string]any)["messages"].([]any); len(messages) != 2 {
			t.Errorf("messages %v", messages)
		}
		wants("home", "invalid_arguments", w.call("views.open", "trigger_id", trigger, "view", `{"type":"home","blocks":[]}`))
		wants("push from a card", "not_found", w.call("views.push", "trigger_id", fromCard(), "view", modal))
		a = wants("open", "", w.call("views.open", "trigger_id", trigger, "view", external))
		view := a["view"].(map[string]any)
		wants("again", "exchanged_trigger_id", w.call("views.open", "trigger_id", trigger, "view", modal))
		late := fromModal()
		time.Sleep(triggerLife + time.Millisecond)
		wants("late", "expired_trigger_id", w.call("views.push", "trigger_id", late, "view", modal))
		wants("external_id twice", "duplicate_external_id", w.call("views.push", "trigger_id", fromModal(), "view", external))
		wants("push", "", w.call("views.push", "trigger_id", fromModal(), "view", modal))
		wants("push", "", w.call("views.push", "trigger_id", fromModal(), "view", modal))
		wants("push too many", "push_limit_reached", w.call("views.push", "trigger_id", fromModal(), "view", modal))
		wants("update unknown", "not_found", w.call("views.update", "view_id", "VNONE", "view", modal))
		a = wants("update", "", w.call("views.update", "external_id", "svar-7", "hash", view["hash"].(string), "view", strings.Replace(external, "Svar", "Læst", 1)))
		if got := w.Views(lisa)[0]; got.Title.Text != "Læst" || got.ID != view["id"] || a["view"].(map[string]any)["hash"] == view["hash"] {
			t.Errorf("updated view %+v", got)
		}
		wants("old hash", "hash_conflict", w.call("views.update", "view_id", view["id"].(string), "hash", view["hash"].(string), "view", modal))
		home := `{"type":"home","blocks":` + card + `}`
		wants("publish to nobody", "user_not_found", w.call("views.publish", "user_id", "UNONE", "view", home))
		a = wants("publish", "", w.call("views.publish", "user_id", lisa, "view", home))
		wants("publish over another", "hash_conflict", w.call("views.publish", "user_id", lisa, "view", home, "hash", "0.0"))
		wants("publish a modal", "invalid_arguments", w.call("views.publish", "user_id", lisa, "view", modal))
		if v, ok := w.Home(lisa); !ok || v.ID != a["view"].(map[string]any)["id"] || len(v.Blocks) != 2 {
			t.Errorf("home %+v", v)
		}
		if _, ok := w.Home(omar); ok {
			t.Error("another user has the home tab")
		}
		if state := pressed.View.State.Values["on"]["date"]; state.SelectedDate != "1900-03-15" {
			t.Errorf("the state of the modal when its button was pressed: %+v", state)
		}
		if err := w.PressHome(lisa, "Tag"); err != nil {
			t.Error(err)
		}
		if err := w.PressHome(omar, "Tag"); !errors.Is(err, errNoView) {
			t.Errorf("pressing on a home tab that is not there: %v", err)
		}
	})
}

func TestSlashCommandAndResponseURL(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		var got slack.SlashCommand
		var pressed slack.InteractionCallback
		answer := any(slack.Msg{Text: "3 åbne"})
		w.run(func(c *socketmode.Client, e socketmode.Event) {
			switch data := e.Data.(type) {
			case slack.SlashCommand:
				got = data
				_ = c.Ack(*e.Request, answer)
			case slack.InteractionCallback:
				pressed = data
				_ = c.Ack(*e.Request)
			}
		})
		ts := w.post()
		if err := w.SlashCommand(lisa, triage, "/borger", "liste"); err != nil {
			t.Fatal(err)
		}
		if got.UserID != lisa || got.ChannelID != triage || got.ChannelName != "privategroup" || got.Command != "/borger" || got.Text != "liste" || got.TriggerID == "" {
			t.Errorf("command %+v", got)
		}
		if e := w.Ephemerals(lisa); len(e) != 1 || e[0].Text != "3 åbne" || len(w.Ephemerals(omar)) != 0 {
			t.Errorf("answer %+v", e)
		}
		answer = nil
		if err := w.SlashCommand(lisa, triage, "/borger", ""); err != nil || len(w.Ephemerals(lisa)) != 1 {
			t.Errorf("empty answer: %v", err)
		}
		answer = map[string]any{"text": "x", "blocks": []any{map[string]string{"type": "alert"}}}
		if err := w.SlashCommand(lisa, triage, "/borger", ""); !errors.Is(err, errTrouble) {
			t.Errorf("bad blocks: %v", err)
		}

		if err := w.Press(omar, ts, "Tag"); err != nil {
			t.Fatal(err)
		}
		respond := func(body string) (int, string) {
			t.Helper()
			res, err := w.http.Post(pressed.ResponseURL, "application/json", strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			defer res.Body.Close()
			b, _ := io.ReadAll(res.Body)
			return res.StatusCode, string(b)
		}
		// slack-go's own call counts as the first of five.
		_, _, err := w.api.PostMessage("", slack.MsgOptionResponseURL(pressed.ResponseURL, "ephemeral"), slack.MsgOptionText("Lisa tog den", false))
		if err != nil || len(w.Ephemerals(omar)) != 1 {
			t.Errorf("slack-go's answer: %v, %+v", err, w.Ephemerals(omar))
		}
		for _, body := range []string{
			`{"response_type":"in_channel","text":"til alle"}`,
			`{"replace_original":true,"text":"Taget"}`,
			`{"text":"x","blocks":[{}]}`,
			`{"delete_original":true}`,
		} {
			if code, b := respond(body); (code == http.StatusOK) != !strings.Contains(body, "[{}]") {
				t.Errorf("%s: %d %s", body, code, b)
			}
		}
		if code, b := respond(`{"text":"x"}`); code != http.StatusNotFound || !strings.Contains(b, "used_url") {
			t.Errorf("a sixth use: %d %s", code, b)
		}
		if all := w.Channel(triage).Messages(); len(all) != 1 || all[0].Text != "til alle" {
			t.Errorf("channel %+v", all)
		}
		// A button in a message only Omar sees.
		w.call("chat.postEphemeral", "channel", triage, "user", omar, "text", "Kun dig", "blocks", card)
		whisper := w.Ephemerals(omar)[1]
		if err := w.Press(lisa, whisper.TS, "Tag"); err == nil {
			t.Error("somebody else presses in it")
		}
		if err := w.Press(omar, whisper.TS, "Tag"); err != nil || !pressed.Container.IsEphemeral {
			t.Errorf("press: %v, %+v", err, pressed.Container)
		}
		if code, _ := respond(`{"delete_original":true}`); code != http.StatusOK || len(w.Ephemerals(omar)) != 1 {
			t.Errorf("deleting it: %d, %d left", code, len(w.Ephemerals(omar)))
		}
		time.Sleep(responseLife + time.Second)
		if code, b := respond(`{"text":"x"}`); code != http.StatusNotFound || !strings.Contains(b, "expired_url") {
			t.Errorf("after half an hour: %d %s", code, b)
		}
	})
}

func TestFindCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		ch := w.Channel(triage)
		ts := w.post()
		ch.Say(lisa, ts, "BR-7K3QXM-5 er vigtig")
		if m, ok := ch.FindCard("BR-7K3QXM-5"); !ok || m.TS != ts {
			t.Errorf("found %+v", m)
		}
		if _, ok := ch.FindCard("Ny henvendelse"); ok {
			t.Error("the text of a message with blocks is not on the screen")
		}
		w.call("chat.postMessage", "channel", triage, "text", "hej <@ULISA>")
		if m, ok := ch.FindCard("⟨@Lisa⟩"); !ok || m.Read(w.Names()) != "hej ⟨@Lisa⟩" {
			t.Errorf("found %+v", m)
		}
	})
}
