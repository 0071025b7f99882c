package demo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/standin"
)

// TestStory plays the story at moments at which an office works, sleeps, closes,
// or changes day, year or clock while it plays.
func TestStory(t *testing.T) {
	for _, at := range []string{
		"2026-03-02T10:15:00+01:00", // a Monday morning
		"2026-03-02T07:59:50+01:00", // as the office opens
		"2026-03-02T14:59:50+01:00", // as the hour of the notice comes
		"2026-05-13T15:58:00+02:00", // as the office closes, before two holidays
		"2026-03-13T16:30:00+01:00", // a Friday after hours
		"2026-03-08T03:00:00+01:00", // the night to a Sunday
		"2026-06-05T11:00:00+02:00", // grundlovsdag
		"2026-12-24T11:00:00+01:00", // Christmas Eve
		"2026-12-31T23:59:50+01:00", // New Year
		"2026-03-29T01:59:50+01:00", // the clocks go forward
		"2026-10-25T02:59:50+02:00", // and back
	} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			play(t, at, func(t *testing.T) {
				o := options(t)
				expectations, err := Run(t.Context(), o)
				if err != nil {
					t.Error(err)
				}
				for _, x := range expectations {
					if !x.Met {
						t.Errorf("%s: %s", x.Should, x.Why)
					}
				}
				told := o.Out.(*bytes.Buffer).String()
				if len(expectations) < 50 || strings.ContainsAny(told, "{}") || strings.Contains(told, "[personal]") {
					t.Errorf("%d expectations, or words that were not filled in", len(expectations))
				}
				if t.Failed() || testing.Verbose() {
					t.Logf("%s\n%s", told, o.Log)
				}
			})
		})
	}
}

// play runs fn in a bubble at a moment.
func play(t *testing.T, at string, fn func(t *testing.T)) {
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(time.Until(moment))
		fn(t)
	})
}

// options are those of a demo on a network in memory.
func options(t *testing.T) Options {
	var network standin.Network
	ports := map[string]string{
		"imap": "127.0.0.1:143", "smtp": "127.0.0.1:587", "slack": "127.0.0.1:80", "page": "127.0.0.1:8080",
	}
	return Options{
		Out: &bytes.Buffer{}, Log: &bytes.Buffer{}, Dir: t.TempDir(), Dial: network.Dial,
		Listen: func(part string) (net.Listener, error) { return network.Listen(ports[part]) },
	}
}

// TestUnmet: what does not happen is told of, what depends on it is not reached,
// and the next scene is played.
func TestUnmet(t *testing.T) {
	play(t, "2026-03-02T10:15:00+01:00", func(t *testing.T) {
		o := options(t)
		p, err := newPlayer(o)
		if err != nil {
			t.Fatal(err)
		}
		if err := p.stage.Start(); err != nil {
			t.Fatal(err)
		}
		for _, s := range []scene{
			{Name: "one", Steps: []step{
				{Do: "mail", File: "ventetid.eml"},
				{Do: "card", Should: "a card", Shows: []string{"Lovet"}},
				{Do: "line", Should: "a line"},
			}},
			{Name: "two", Steps: []step{
				{Do: "mail", File: "cpr.eml"},
				{Do: "card", Should: "no CPR number", Shows: []string{"{ref}"}, Hides: []string{"061093"}},
				{Do: "press", Who: "Kirsten", Button: "Slet"},
				{Do: "line", Should: "another line"},
			}},
		} {
			if err := p.play(t.Context(), s); err != nil {
				t.Error(err)
			}
		}
		var met []string
		for _, x := range p.results {
			if x.Met {
				met = append(met, x.Should)
			}
		}
		if len(p.results) != 5 || len(met) != 1 || met[0] != "no CPR number" {
			t.Errorf("expectations: %+v", p.results)
		}
		if told := o.Out.(*bytes.Buffer).String(); !strings.Contains(told, "✗") {
			t.Errorf("the story does not say what failed: %s", told)
		}
		if err := p.noOtherLetters(t.Context()); err == nil {
			t.Error("a receipt that nobody looked for is not found")
		}
		if err := p.stage.Close(); err != nil {
			t.Error(err)
		}
	})
}

// TestInterrupted: the demo ends when its context does, and leaves nothing
// running (or the bubble would not end).
func TestInterrupted(t *testing.T) {
	play(t, "2026-03-02T10:15:00+01:00", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		if _, err := Run(ctx, options(t)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("Run = %v", err)
		}
	})
}

// TestKeep looks at the pages while the demo waits.
func TestKeep(t *testing.T) {
	play(t, "2026-03-02T10:15:00+01:00", func(t *testing.T) {
		o := options(t)
		o.Keep = true
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() {
			_, err := Run(ctx, o)
			ended <- err
		}()
		time.Sleep(2 * time.Minute)
		browser := http.Client{Transport: &http.Transport{DialContext: o.Dial, DisableKeepAlives: true}}
		for path, want := range map[string]string{
			"/": "AKUT", "/breve": "Kære Ane Overgaard",
		} {
			answer, err := browser.Get("http://127.0.0.1:8080" + path)
			if err != nil {
				t.Fatal(err)
			}
			page, err := io.ReadAll(answer.Body)
			if err != nil || !strings.Contains(string(page), want) {
				t.Errorf("%s: %v, %s", path, err, page)
			}
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if told := o.Out.(*bytes.Buffer).String(); !strings.Contains(told, "127.0.0.1:143") || strings.ContainsAny(told, "{}") {
			t.Errorf("the story does not say how to look: %s", told[max(0, len(told)-2000):])
		}
	})
}
