package standin

import (
	"errors"
	"fmt"
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

func TestFindCard(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspaceTest(t, SlackOptions{})
		ch := w.Channel(triage)
		ts := w.post()
		ch.Say(lisa, ts, "BR-7K3QXM-5 er vigtig")
		if m, ok := ch.FindCard("BR-7K3QXM-5"); !ok || m.TS != ts {
			t.Errorf("found %+v", m)
		} else if again, err := ParseBlocks(m.BlocksJSON()); err != nil || RenderText(again, nil) != m.Read(nil) {
			t.Errorf("its JSON %s: %v", m.BlocksJSON(), err)
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
