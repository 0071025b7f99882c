package slackapp_test

import (
	"slices"
	"testing"
	"testing/synctest"

	"github.com/slack-go/slack"

	"borgerbot/internal/slackapp"
	"borgerbot/internal/standin"
)

// TestCommands: a slash command is answered where it was typed, to her alone, and
// the home tab is published when it is opened.
func TestCommands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorkspace(t, standin.SlackOptions{})
		h := &handler{onCommand: func(c slack.SlashCommand) {
			if err := w.app.Respond(t.Context(), c.ResponseURL, card("k1")); err != nil {
				t.Errorf("Respond: %v", err)
			}
		}}
		w.run(h)
		if err := w.SlashCommand(lisa, "D0LISA", "/borgerbot", "ny"); err != nil {
			t.Fatal(err)
		}
		if err := w.OpenHome(karen); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if want := []string{lisa + " /borgerbot ny", karen + " home"}; !slices.Equal(h.heard, want) {
			t.Errorf("heard %v, want %v", h.heard, want)
		}
		if seen := w.Ephemerals(lisa); len(seen) != 1 || len(w.Channel(triage).Messages()) != 0 {
			t.Errorf("Lisa alone sees %+v", seen)
		}
		blocks := []slack.Block{slack.NewDividerBlock()}
		if err := w.app.PublishHome(t.Context(), karen, blocks); err != nil {
			t.Errorf("PublishHome: %v", err)
		}
		if _, ok := w.Home(karen); !ok {
			t.Error("Karen has no home tab")
		}
		if err := w.app.PublishHome(t.Context(), "U0NOBODY", blocks); err == nil {
			t.Error("a home tab was published for nobody")
		}
		for _, address := range []string{"", "http://hooks.example.org/x", "hooks.example.org"} {
			if err := w.app.Respond(t.Context(), address, slackapp.Post{Text: "Hej"}); kind(err) != "bug invalid_url" {
				t.Errorf("Respond to %q: %v", address, err)
			}
		}
	})
}
