package slackapp_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/slackapp"
	"borgerbot/internal/standin"
)

func TestMessages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		ts := w.post(card("k1"))
		reply := w.post(slackapp.Post{Thread: ts, Text: "Lisa tog den.", Key: "k2"})
		changed := card("")
		changed.Text = "BR-7K3QXM-R: Afklares"
		if err := w.app.Update(t.Context(), ts, changed); err != nil {
			t.Fatal(err)
		}
		if err := w.app.Ephemeral(t.Context(), lisa, slackapp.Post{Text: "Karen tog sagen."}); err != nil {
			t.Fatal(err)
		}
		m, _ := w.Channel(triage).FindCard("BR-7K3QXM-R")
		if m.TS != ts || m.Text != changed.Text || len(m.Versions) != 1 || m.Metadata == nil || m.Metadata.EventPayload["key"] != "k1" {
			t.Errorf("the card is %+v", m)
		}
		if m.UnfurlLinks || m.UnfurlMedia {
			t.Error("Slack would show what links lead to")
		}
		if thread := w.Channel(triage).Thread(ts); len(thread) != 1 || thread[0].TS != reply {
			t.Errorf("the thread is %+v", thread)
		}
		if seen := w.Ephemerals(lisa); len(seen) != 1 || seen[0].Text != "Karen tog sagen." {
			t.Errorf("Lisa alone sees %+v", seen)
		}
		for range 2 {
			if err := w.app.Delete(t.Context(), "", reply); err != nil {
				t.Errorf("Delete: %v", err)
			}
		}
		for _, c := range w.Calls() {
			if _, ok := c.Args["parse"]; ok || c.Args["link_names"] != "" {
				t.Errorf("%s asks Slack to find names and links", c.Method)
			}
		}
	})
}

// TestFaults: what each kind of trouble means for a post, which cannot be
// repeated, and for an update, which can.
func TestFaults(t *testing.T) {
	for name, tt := range map[string]struct {
		fault        standin.SlackFault
		post, update string
	}{
		"no token":        {standin.SlackFault{Error: "invalid_auth"}, "config invalid_auth", "config invalid_auth"},
		"no scope":        {standin.SlackFault{Error: "missing_scope"}, "config missing_scope", "config missing_scope"},
		"archived":        {standin.SlackFault{Error: "is_archived"}, "config is_archived", "config is_archived"},
		"our mistake":     {standin.SlackFault{Error: "invalid_blocks"}, "bug invalid_blocks", "bug invalid_blocks"},
		"a new word":      {standin.SlackFault{Error: "moon_phase"}, "bug moon_phase", "bug moon_phase"},
		"no word":         {standin.SlackFault{Error: "<script>xoxb-stand-in"}, "bug unknown_error", "bug unknown_error"},
		"busy":            {standin.SlackFault{Error: "service_unavailable"}, "transient service_unavailable", "transient service_unavailable"},
		"limited":         {standin.SlackFault{Error: "rate_limited"}, "rate_limited rate_limited", "rate_limited rate_limited"},
		"429":             {standin.SlackFault{Status: 429, RetryAfter: 7 * time.Second}, "rate_limited ratelimited", "rate_limited ratelimited"},
		"fatal, taken":    {standin.SlackFault{Error: "fatal_error", Accepted: true}, "in_doubt fatal_error", "transient fatal_error"},
		"internal":        {standin.SlackFault{Error: "internal_error"}, "in_doubt internal_error", "transient internal_error"},
		"503, taken":      {standin.SlackFault{Status: 503, Accepted: true}, "in_doubt http_503", "transient http_503"},
		"503":             {standin.SlackFault{Status: 503}, "in_doubt http_503", "transient http_503"},
		"404":             {standin.SlackFault{Status: 404}, "config http_404", "config http_404"},
		"redirect":        {standin.SlackFault{Status: 307}, "config http_307", "config http_307"},
		"cut, taken":      {standin.SlackFault{Accepted: true}, "in_doubt no_answer", "transient no_answer"},
		"cut":             {standin.SlackFault{}, "in_doubt no_answer", "transient no_answer"},
		"hang, taken":     {standin.SlackFault{Hang: true, Accepted: true}, "in_doubt timeout", "transient timeout"},
		"message gone":    {standin.SlackFault{Error: "message_not_found"}, "gone message_not_found", "gone message_not_found"},
		"too old to edit": {standin.SlackFault{Error: "edit_window_closed"}, "gone edit_window_closed", "gone edit_window_closed"},
		"bot not invited": {standin.SlackFault{Error: "channel_not_found"}, "config channel_not_found", "config channel_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorkspace(t, standin.SlackOptions{})
				ts := w.post(card("k0"))
				w.Fail("chat.postMessage", tt.fault)
				w.Fail("chat.update", tt.fault)
				began := time.Now()
				_, err := w.app.Post(t.Context(), card("k1"))
				if got := kind(err); got != tt.post {
					t.Errorf("post: %s, want %s", got, tt.post)
				}
				if n := w.calls("chat.postMessage"); n != 2 {
					t.Errorf("%d posts reached Slack, want the one before and one try", n)
				}
				if time.Since(began) > 20*time.Second {
					t.Errorf("the post took %v", time.Since(began))
				}
				err = w.app.Update(t.Context(), ts, card(""))
				if got := kind(err); got != tt.update {
					t.Errorf("update: %s, want %s", got, tt.update)
				}
				quiet(t, err)
			})
		})
	}
}

// quiet: an error tells no token, text or address.
func quiet(t *testing.T, err error) {
	t.Helper()
	for _, secret := range []string{"xoxb", "xapp", "BR-7K3QXM", "://", "ticket", "<script>"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error %q tells %q", err, secret)
		}
	}
}

// TestPostInDoubt: whether a post arrived is found out by its key.
func TestPostInDoubt(t *testing.T) {
	for name, tt := range map[string]struct {
		fault standin.SlackFault
		taken bool
	}{
		"503 after it was taken":        {standin.SlackFault{Status: 503, Accepted: true}, true},
		"connection lost after taking":  {standin.SlackFault{Accepted: true}, true},
		"connection lost before taking": {standin.SlackFault{}, false},
		"no answer in time":             {standin.SlackFault{Hang: true, Accepted: true}, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorkspace(t, standin.SlackOptions{})
				parent := w.post(card("k0"))
				for _, thread := range []string{"", parent} {
					began := time.Now()
					w.Fail("chat.postMessage", tt.fault)
					p := card("k1")
					p.Thread = thread
					if _, err := w.app.Post(t.Context(), p); !strings.HasPrefix(kind(err), "in_doubt") {
						t.Fatalf("Post: %v", err)
					}
					find := func(key string) (string, bool, error) {
						if thread == "" {
							return w.app.FindByKey(t.Context(), key, began)
						}
						return w.app.FindReply(t.Context(), thread, key)
					}
					ts, found, err := find("k1")
					if err != nil || found != tt.taken || found == (ts == "") {
						t.Errorf("looked for the post: %q, %v, %v; want found %v", ts, found, err, tt.taken)
					}
					if _, found, err := find("k2"); err != nil || found {
						t.Errorf("found a key that nobody posted: %v", err)
					}
				}
			})
		})
	}
}

// TestFindAmongMany: the key is found on a later page, not in another app's
// message, and not in one that is too old.
func TestFindAmongMany(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		old := w.post(card("old"))
		time.Sleep(time.Hour)
		began := time.Now()
		want := w.post(card("k1"))
		for range 450 {
			w.Channel(triage).Say(lisa, "", "Kaffe?")
		}
		ts, found, err := w.app.FindByKey(t.Context(), "k1", began)
		if err != nil || !found || ts != want {
			t.Errorf("FindByKey = %q, %v, %v, want %q", ts, found, err, want)
		}
		if _, found, err := w.app.FindByKey(t.Context(), "old", began); err != nil || found {
			t.Errorf("found a message that is too old: %v, %v", found, err)
		}
		if ts, found, err := w.app.FindByKey(t.Context(), "old", began.Add(-time.Hour)); err != nil || !found || ts != old {
			t.Errorf("FindByKey(old) = %q, %v, %v", ts, found, err)
		}
		w.Fail("conversations.history", standin.SlackFault{Status: 503})
		if _, _, err := w.app.FindByKey(t.Context(), "k1", began); kind(err) != "transient http_503" {
			t.Errorf("FindByKey in trouble: %v", err)
		}
	})
}

// TestThreadGone: an answer to a message that has been deleted does not stay in
// the channel.
func TestThreadGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		ts := w.post(card("k1"))
		if err := w.app.Delete(t.Context(), "", ts); err != nil {
			t.Fatal(err)
		}
		w.Fail("chat.delete", standin.SlackFault{Status: 503})
		_, err := w.app.Post(t.Context(), slackapp.Post{Thread: ts, Text: "Lisa tog den."})
		if kind(err) != "gone thread_gone" {
			t.Errorf("Post: %v", err)
		}
		if left := w.Channel(triage).Messages(); len(left) != 0 {
			t.Errorf("in the channel stands %+v", left)
		}
		w.Fail("chat.delete", standin.SlackFault{Status: 503, Times: 3})
		_, err = w.app.Post(t.Context(), slackapp.Post{Thread: ts, Text: "Lisa tog den."})
		if kind(err) != "gone thread_gone" || !strings.Contains(err.Error(), "chat.delete") {
			t.Errorf("Post that could not be taken back: %v", err)
		}
	})
}

// TestPace: a burst of posts and updates stays below Slack's limits.
func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{RateLimits: true})
		began := time.Now()
		var last string
		for range 20 {
			last = w.post(card("k"))
		}
		if took := time.Since(began); took < 15*time.Second || took > 20*time.Second {
			t.Errorf("20 posts took %v", took)
		}
		began = time.Now()
		for range 70 {
			if err := w.app.Update(t.Context(), last, card("")); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(began); took > 90*time.Second {
			t.Errorf("70 updates took %v", took)
		}
	})
}

// TestRetryAfter: Slack is left alone for as long as it asks.
func TestRetryAfter(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		ts := w.post(card("k0"))
		for method, call := range map[string]func() error{
			"chat.postMessage": func() error { _, err := w.app.Post(t.Context(), card("k1")); return err },
			"chat.update":      func() error { return w.app.Update(t.Context(), ts, card("")) },
		} {
			w.Fail(method, standin.SlackFault{Status: 429, RetryAfter: 40 * time.Second})
			before := w.calls(method)
			var e *slackapp.Error
			if err := call(); !errors.As(err, &e) || e.Kind != slackapp.RateLimited || e.RetryAfter != 40*time.Second {
				t.Errorf("%s: %v", method, err)
			}
			time.Sleep(10 * time.Second)
			if err := call(); !errors.As(err, &e) || e.RetryAfter != 30*time.Second {
				t.Errorf("%s ten seconds later: %v", method, err)
			}
			if n := w.calls(method) - before; n != 1 {
				t.Errorf("%s: %d calls reached Slack while it wanted none", method, n)
			}
			time.Sleep(30 * time.Second)
			if err := call(); err != nil {
				t.Errorf("%s afterwards: %v", method, err)
			}
		}
	})
}

// TestUnreachable: what was never sent is not in doubt.
func TestUnreachable(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		app := w.newApp(func(c *slackapp.Config) { c.BaseURL = "http://127.0.0.1:9/api/" })
		_, err := app.Post(t.Context(), card("k1"))
		if kind(err) != "transient unreachable" {
			t.Errorf("Post with nobody there: %v", err)
		}
		if text := fmt.Sprint(err); !strings.Contains(text, "127.0.0.1:9: ") || !strings.Contains(text, "base URL") {
			t.Errorf("the error says neither where nor what to do: %s", text)
		}
		quiet(t, err)
		app = w.newApp(func(c *slackapp.Config) {
			c.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := app.Post(ctx, card("k1")); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Post with a deadline: %v", err)
		}
		cancelled, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := w.app.Post(cancelled, card("k1")); !errors.Is(err, context.Canceled) || kind(err) != "transient cancelled" {
			t.Errorf("Post when cancelled: %v", err)
		}
		if n := w.calls("chat.postMessage"); n != 0 {
			t.Errorf("%d posts reached Slack", n)
		}
		waiting, cancel := context.WithTimeout(t.Context(), 4500*time.Millisecond)
		defer cancel()
		for err = nil; err == nil; _, err = w.app.Post(waiting, card("k1")) {
		}
		if kind(err) != "transient cancelled" || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Post that waited for its turn too long: %v", err)
		}
	})
}

// TestFindReplyInThreadThatIsGone: that is no "not found", after which the line
// would be posted again.
func TestFindReplyInThreadThatIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		ts := w.post(card("k1"))
		if err := w.app.Delete(t.Context(), "", ts); err != nil {
			t.Fatal(err)
		}
		if _, found, err := w.app.FindReply(t.Context(), ts, "k2"); found || kind(err) != "gone thread_not_found" {
			t.Errorf("FindReply = %v, %v", found, err)
		}
		w.Fail("conversations.replies", standin.SlackFault{Status: 200})
		if _, _, err := w.app.FindReply(t.Context(), ts, "k2"); err == nil {
			t.Error("an empty answer is taken for an empty thread")
		}
	})
}

// TestEmptyAnswers: an answer that is no answer is no success.
func TestEmptyAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		ts := w.post(card("k0"))
		for method, call := range map[string]func() error{
			"chat.postMessage":   func() error { _, err := w.app.Post(t.Context(), card("k1")); return err },
			"chat.update":        func() error { return w.app.Update(t.Context(), ts, card("")) },
			"chat.postEphemeral": func() error { return w.app.Ephemeral(t.Context(), lisa, slackapp.Post{Text: "Hej"}) },
			"chat.delete":        func() error { return w.app.Delete(t.Context(), "", ts) },
			"views.open":         func() error { _, err := w.app.OpenView(t.Context(), "1", modal()); return err },
			"views.update":       func() error { return w.app.UpdateView(t.Context(), "V1", "", modal()) },
			"auth.test":          func() error { _, err := w.app.Verify(t.Context()); return err },
		} {
			w.Fail(method, standin.SlackFault{Status: 200})
			err := call()
			if err == nil {
				t.Errorf("%s: an empty answer is taken for a success", method)
				continue
			}
			quiet(t, err)
		}
	})
}

// TestDeleteThread: our messages go, those of others are counted.
func TestDeleteThread(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		ts := w.post(card("k1"))
		w.Channel(triage).Say(lisa, ts, "Jeg ringer til borgeren")
		for range 3 {
			w.post(slackapp.Post{Thread: ts, Text: "Lisa tog den."})
		}
		w.Fail("chat.delete", standin.SlackFault{Status: 503})
		if _, err := w.app.DeleteThread(t.Context(), ts); kind(err) != "transient http_503" {
			t.Errorf("DeleteThread in trouble: %v", err)
		}
		left, err := w.app.DeleteThread(t.Context(), ts)
		if err != nil || left != 1 {
			t.Errorf("DeleteThread = %d, %v, want the adviser's one left", left, err)
		}
		for _, m := range w.Channel(triage).Messages() {
			if m.User == standin.SlackBotUser && !m.Deleted {
				t.Errorf("left in the channel: %+v", m)
			}
		}
		alone := w.post(card("k2"))
		for range 2 {
			if left, err := w.app.DeleteThread(t.Context(), alone); err != nil || left != 0 {
				t.Errorf("DeleteThread of a card alone = %d, %v", left, err)
			}
		}
		w.Fail("conversations.replies", standin.SlackFault{Error: "missing_scope"})
		if _, err := w.app.DeleteThread(t.Context(), ts); kind(err) != "config missing_scope" {
			t.Errorf("DeleteThread without the scope: %v", err)
		}
	})
}
