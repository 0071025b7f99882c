package slackapp_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"borgerbot/internal/slackapp"
	"borgerbot/internal/standin"
)

// modal is a view with one note to write.
func modal() slack.ModalViewRequest {
	text := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	return slack.ModalViewRequest{
		Type: slack.VTModal, Title: text("Notat"), Submit: text("Gem"), Close: text("Annuller"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{
			slack.NewInputBlock("note", text("Notat"), nil, slack.NewPlainTextInputBlockElement(nil, "note")),
		}},
	}
}

// allAcknowledged: nobody saw a warning.
func (w *workspace) allAcknowledged(within time.Duration) {
	w.t.Helper()
	for _, d := range w.Deliveries() {
		if d.AckedAt.IsZero() || d.AckedAt.Sub(d.SentAt) > within {
			w.t.Errorf("acknowledged after %v: %+v", d.AckedAt.Sub(d.SentAt), d)
		}
	}
}

// TestPressesAndModals presses a button for each of two advisers, and fills in
// the modal each way it can be answered.
//
// Long: one conversation.
func TestPressesAndModals(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		h := &handler{validate: func(i slack.InteractionCallback) *slack.ViewSubmissionResponse {
			switch i.View.State.Values["note"]["note"].Value {
			case "":
				return slack.NewErrorsViewSubmissionResponse(map[string]string{"note": "Feltet skal udfyldes."})
			case "igen":
				next := modal()
				return slack.NewUpdateViewSubmissionResponse(&next)
			case "alt":
				return slack.NewClearViewSubmissionResponse()
			}
			return nil
		}}
		h.onPress = func(ctx context.Context, i slack.InteractionCallback) {
			if i.ActionCallback.BlockActions[0].ActionID != "reply" {
				return
			}
			view := modal()
			view.Blocks.BlockSet[0].(*slack.InputBlock).Optional = true
			id, err := w.app.OpenView(ctx, i.TriggerID, view)
			if err != nil || id == "" {
				t.Errorf("OpenView: %q, %v", id, err)
			}
			if _, err := w.app.OpenView(ctx, i.TriggerID, view); kind(err) != "gone exchanged_trigger_id" {
				t.Errorf("OpenView again: %v", err)
			}
			if err := w.app.UpdateView(ctx, id, "", view); err != nil {
				t.Errorf("UpdateView: %v", err)
			}
			if err := w.app.UpdateView(ctx, id, "not the hash", view); kind(err) != "gone hash_conflict" {
				t.Errorf("UpdateView of another version: %v", err)
			}
		}
		w.run(h)
		ts := w.post(card("k1"))
		for _, user := range []string{lisa, karen} {
			if err := w.Press(user, ts, "Tag"); err != nil {
				t.Errorf("press: %v", err)
			}
		}
		for _, note := range []string{"Husk mig", "alt", "igen"} {
			if err := w.Press(lisa, ts, "Besvar"); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			wrong, err := w.FillAndSubmit(lisa, map[string]string{"note": ""})
			if err != nil || wrong["note"] != "Feltet skal udfyldes." {
				t.Errorf("submit nothing: %v, %v", wrong, err)
			}
			if wrong, err := w.FillAndSubmit(lisa, map[string]string{"note": note}); err != nil || len(wrong) > 0 {
				t.Errorf("submit %s: %v, %v", note, wrong, err)
			}
		}
		synctest.Wait()
		pressed, submits := h.got()
		slices.Sort(pressed)
		want := []string{karen + " take", lisa + " reply", lisa + " reply", lisa + " reply", lisa + " take"}
		if diff := cmp.Diff(want, pressed); diff != "" {
			t.Errorf("presses (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff([]string{"Husk mig", "alt"}, submits); diff != "" {
			t.Errorf("submits (-want +got):\n%s", diff)
		}
		w.allAcknowledged(100 * time.Millisecond)
		if text := w.log.String(); strings.Contains(text, "Husk") {
			t.Errorf("the log tells what was written: %s", text)
		}
	})
}

// TestSlowHandler: acknowledgements do not wait for the work, presses on one
// message keep their order, and another message does not wait behind them.
func TestSlowHandler(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		first := ""
		h := &handler{}
		h.onPress = func(_ context.Context, i slack.InteractionCallback) {
			if i.Container.MessageTs == first {
				time.Sleep(10 * time.Second)
			}
		}
		w.run(h)
		first = w.post(card("k1"))
		second := w.post(card("k2"))
		var want []string
		for i := range 6 {
			user, button := []string{lisa, karen}[i%2], []string{"take", "reply"}[i/2%2]
			want = append(want, user+" "+button)
			if err := w.Press(user, first, button); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Press(lisa, second, "take"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		if pressed, _ := h.got(); !slices.Equal(pressed, []string{lisa + " take"}) {
			t.Errorf("after a second %v", pressed)
		}
		time.Sleep(time.Minute)
		if pressed, _ := h.got(); !slices.Equal(pressed[1:], want) {
			t.Errorf("in the order %v, want %v", pressed[1:], want)
		}
		w.allAcknowledged(100 * time.Millisecond)
	})
}

// TestTooManyPresses: what there is no room for is not acknowledged, so that the
// user sees it, and it works again later.
func TestTooManyPresses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		release := make(chan struct{})
		h := &handler{onPress: func(context.Context, slack.InteractionCallback) { <-release }}
		w.run(h)
		ts := w.post(card("k1"))
		refused := 0
		for range 20 {
			if err := w.Press(lisa, ts, "take"); errors.Is(err, standin.ErrNotAcknowledged) {
				refused++
			}
		}
		close(release)
		synctest.Wait()
		pressed, _ := h.got()
		if refused == 0 || len(pressed)+refused != 20 {
			t.Errorf("%d handled, %d refused of 20", len(pressed), refused)
		}
		if err := w.Press(lisa, ts, "take"); err != nil {
			t.Errorf("afterwards: %v", err)
		}
	})
}

// TestDeliveredTwice: a press that Slack delivers again happens once.
func TestDeliveredTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		h := &handler{}
		h.onPress = func(ctx context.Context, i slack.InteractionCallback) {
			_, _ = w.app.OpenView(ctx, i.TriggerID, modal())
		}
		w.run(h)
		ts := w.post(card("k1"))
		w.DeliverTwice(1)
		if err := w.Press(lisa, ts, "take"); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		w.DeliverTwice(1)
		if _, err := w.FillAndSubmit(lisa, map[string]string{"note": "en gang"}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if pressed, submits := h.got(); len(pressed) != 1 || len(submits) != 1 || len(w.Deliveries()) != 4 {
			t.Errorf("pressed %v, submitted %v, delivered %d", pressed, submits, len(w.Deliveries()))
		}
		w.allAcknowledged(100 * time.Millisecond)
	})
}

// TestReconnects: every end of a connection is followed by a new one, and presses
// arrive again.
func TestReconnects(t *testing.T) {
	for name, tt := range map[string]struct {
		end    func(*workspace)
		within time.Duration
	}{
		"drop":        {func(w *workspace) { w.Drop() }, 2 * time.Second},
		"refresh":     {func(w *workspace) { w.Disconnect("refresh_requested") }, 2 * time.Second},
		"warning":     {func(w *workspace) { w.Disconnect("warning") }, 2 * time.Second},
		"half-open":   {func(w *workspace) { w.Stall(true); time.Sleep(time.Minute); w.Stall(false) }, 45 * time.Second},
		"long outage": {func(w *workspace) { w.Refuse(true); w.Drop(); time.Sleep(time.Hour); w.Refuse(false) }, 35 * time.Second},
		"short outage of the API": {func(w *workspace) {
			w.Fail("apps.connections.open", standin.SlackFault{Status: 503, Times: 5})
			w.Drop()
		}, time.Minute},
		"asked to wait": {func(w *workspace) {
			w.Fail("apps.connections.open", standin.SlackFault{Status: 429, RetryAfter: 50 * time.Second})
			w.Drop()
		}, 55 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorkspace(t, standin.SlackOptions{})
				h := &handler{}
				w.run(h)
				ts := w.post(card("k1"))
				time.Sleep(time.Minute)
				tt.end(w)
				time.Sleep(tt.within)
				if !w.app.Connected() || w.Sockets() != 1 {
					t.Fatalf("%v later: connected %v, %d sockets; %s", tt.within, w.app.Connected(), w.Sockets(), &w.log)
				}
				if err := w.Press(lisa, ts, "take"); err != nil {
					t.Errorf("press: %v", err)
				}
			})
		})
	}
}

// TestOutageIsSaidOnce: an outage of three hours is in the log when it begins, once an
// hour, and when it is over, not at each of several hundred tries; and a socket that
// Slack renews is no news.
func TestOutageIsSaidOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		w.run(&handler{})
		time.Sleep(time.Minute)
		w.Disconnect("refresh_requested")
		time.Sleep(time.Minute)
		if got := strings.Count(w.log.String(), "slack socket connected"); got != 1 {
			t.Errorf("the first connection and a renewed one are said %d times: %s", got, &w.log)
		}
		w.Refuse(true)
		w.Drop()
		time.Sleep(3*time.Hour + 30*time.Minute)
		w.Refuse(false)
		time.Sleep(2 * time.Minute)
		for says, want := range map[string]int{"slack socket not connected": 4, "slack socket connected": 2, "slack socket": 6} {
			if got := strings.Count(w.log.String(), says); got != want {
				t.Errorf("%q is said %d times, want %d: %s", says, got, want, &w.log)
			}
		}
	})
}

// TestDeafIsKnown: while a socket is dead, Connected says so, in less than a
// minute.
func TestDeafIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		w.run(&handler{})
		w.Stall(true)
		time.Sleep(45 * time.Second)
		if w.app.Connected() {
			t.Error("a socket without pings for 45 seconds is held for alive")
		}
		w.Stall(false)
	})
}

// TestSocketModeSwitchedOff: a socket that ends at once is not hammered, and
// comes back when somebody switches Socket Mode on again.
func TestSocketModeSwitchedOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		w.run(&handler{})
		time.Sleep(time.Minute)
		before := w.calls("apps.connections.open")
		w.DisableSocketMode(true)
		time.Sleep(time.Hour)
		if n := w.calls("apps.connections.open") - before; n > 500 {
			t.Errorf("%d tries in an hour", n)
		}
		if !strings.Contains(w.log.String(), "flapping") {
			t.Errorf("the log does not say what is wrong: %s", &w.log)
		}
		w.DisableSocketMode(false)
		time.Sleep(2 * time.Minute)
		if !w.app.Connected() {
			t.Error("not connected two minutes after Socket Mode was switched on")
		}
	})
}

// TestRefusedToken: Run says what to do and can be called again.
func TestRefusedToken(t *testing.T) {
	for _, tt := range []struct {
		fault standin.SlackFault
		want  string
	}{
		{standin.SlackFault{Error: "invalid_auth"}, "put its new token in the configuration"},
		{standin.SlackFault{Error: "token_revoked"}, "put its new token in the configuration"},
		{standin.SlackFault{Error: "not_allowed_token_type"}, "Socket Mode needs the app token"},
		{standin.SlackFault{Error: "missing_scope"}, "grant the app the scope"},
		{standin.SlackFault{Status: 404}, "the Slack base URL is wrong"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorkspace(t, standin.SlackOptions{})
			w.Fail("apps.connections.open", tt.fault)
			err := w.app.Run(t.Context(), &handler{})
			var e *slackapp.Error
			if !errors.As(err, &e) || e.Kind != slackapp.Misconfigured || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%+v: Run: %v, want %q in it", tt.fault, err, tt.want)
			}
			quiet(t, err)
			w.run(&handler{})
		})
	}
}

// TestStopFinishes: what was acknowledged before the program stops is handled.
func TestStopFinishes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		h := &handler{onPress: func(ctx context.Context, _ slack.InteractionCallback) {
			select {
			case <-time.After(3 * time.Second):
			case <-ctx.Done():
				t.Error("the handler was cancelled")
			}
		}}
		stop := w.run(h)
		ts := w.post(card("k1"))
		for range 3 {
			if err := w.Press(lisa, ts, "take"); err != nil {
				t.Fatal(err)
			}
		}
		if err := stop(); err != nil {
			t.Errorf("Run: %v", err)
		}
		if pressed, _ := h.got(); len(pressed) != 3 {
			t.Errorf("handled %v", pressed)
		}
		synctest.Wait()
		if w.Sockets() != 0 || w.app.Connected() {
			t.Errorf("%d sockets left, connected %v", w.Sockets(), w.app.Connected())
		}
	})
}

// TestStopIsBounded: a handler that does not end keeps the program ten seconds.
func TestStopIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		h := &handler{onPress: func(ctx context.Context, _ slack.InteractionCallback) { <-ctx.Done() }}
		stop := w.run(h)
		if err := w.Press(lisa, w.post(card("k1")), "take"); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_ = stop()
		if took := time.Since(began); took != 10*time.Second {
			t.Errorf("stopped after %v", took)
		}
	})
}

// TestOverTCP: the same over a real socket, where time is real too.
func TestOverTCP(t *testing.T) {
	w, app := overTCP(t)
	h := &handler{}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- app.Run(ctx, h) }()
	ts, err := app.Post(ctx, card("k1"))
	if err != nil {
		t.Fatal(err)
	}
	if trust, err := app.Verify(ctx); err != nil || !trust.OK {
		t.Errorf("Verify = %+v, %v", trust, err)
	}
	for !app.Connected() {
		select {
		case err := <-done:
			t.Fatalf("Run: %v", err)
		case <-ctx.Done():
			t.Fatal("not connected")
		default:
			_, _, _ = app.FindByKey(ctx, "k1", time.Now()) // a call's time, instead of a pause
		}
	}
	if err := w.Press(lisa, ts, "take"); err != nil {
		t.Errorf("press: %v", err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run: %v", err)
	}
	if pressed, _ := h.got(); fmt.Sprint(pressed) != "["+lisa+" take]" {
		t.Errorf("pressed %v", pressed)
	}
}
