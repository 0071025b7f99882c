package slackapp_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"borgerbot/internal/slackapp"
	"borgerbot/templates"
)

// manifest is what Slack reads, with the limits of its schema (version 1).
type manifest struct {
	Metadata struct {
		Version int `json:"major_version"`
	} `json:"_metadata"`
	Display struct {
		Name        string `json:"name"`
		Description string `json:"description"`
	} `json:"display_information"`
	Features struct {
		Bot struct {
			Name   string `json:"display_name"`
			Online bool   `json:"always_online"`
		} `json:"bot_user"`
		Home struct {
			Home     bool `json:"home_tab_enabled"`
			Messages bool `json:"messages_tab_enabled"`
		} `json:"app_home"`
		Commands []struct {
			Command     string `json:"command"`
			Description string `json:"description"`
			Hint        string `json:"usage_hint"`
			Escape      bool   `json:"should_escape"`
		} `json:"slash_commands"`
	} `json:"features"`
	OAuth struct {
		Scopes struct {
			Bot []string `json:"bot"`
		} `json:"scopes"`
	} `json:"oauth_config"`
	Settings struct {
		Events struct {
			Bot []string `json:"bot_events"`
		} `json:"event_subscriptions"`
		Interactivity struct {
			On bool `json:"is_enabled"`
		} `json:"interactivity"`
		Socket   bool `json:"socket_mode_enabled"`
		Org      bool `json:"org_deploy_enabled"`
		Rotation bool `json:"token_rotation_enabled"`
	} `json:"settings"`
}

// readManifest reads the manifest as strictly as Slack does.
func readManifest(t testing.TB, office string) (m manifest) {
	t.Helper()
	text, err := slackapp.Manifest(templates.FS, office)
	if err != nil {
		t.Fatal(err)
	}
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(&m); err != nil {
		t.Fatalf("the manifest cannot be read: %v\n%s", err, text)
	}
	return m
}

func TestManifest(t *testing.T) {
	for office, name := range map[string]string{
		"": "borgerbot", " Lejre ": "borgerbot Lejre", `Høje "Vester"\`: `borgerbot Høje "Vester"\`,
		strings.Repeat("å", 25): "borgerbot " + strings.Repeat("å", 25),
	} {
		m := readManifest(t, office)
		if m.Display.Name != name || m.Features.Bot.Name != name {
			t.Errorf("office %q: the app is called %q and %q", office, m.Display.Name, m.Features.Bot.Name)
		}
		if n := utf8.RuneCountInString(m.Display.Description); n > 140 {
			t.Errorf("a description of %d characters", n)
		}
	}
	m := readManifest(t, "")
	if !m.Settings.Socket || !m.Settings.Interactivity.On || !m.Features.Home.Home || m.Features.Home.Messages ||
		m.Settings.Org || m.Settings.Rotation || m.Metadata.Version != 1 {
		t.Errorf("settings %+v, features %+v", m.Settings, m.Features)
	}
	if len(m.Features.Commands) != 1 || m.Features.Commands[0].Command != "/borgerbot" {
		t.Errorf("commands %+v", m.Features.Commands)
	}
	for _, bad := range []string{strings.Repeat("å", 26), "Lejre\nKommune"} {
		if text, err := slackapp.Manifest(templates.FS, bad); err == nil {
			t.Errorf("office %q: %s", bad, text)
		}
	}
}

// scopes is what each call of slack-go needs from the bot token, by Slack's
// reference of methods.
var scopes = map[string]string{
	"AuthTestContext":                "",           // auth.test
	"StartSocketModeContext":         "",           // the app token's own
	"PostMessageContext":             "",           // a response_url, which is its own permission
	"PostMessageWithResponseContext": "chat:write", // chat.postMessage
	"UpdateMessageContext":           "chat:write", // chat.update
	"DeleteMessageContext":           "chat:write", // chat.delete
	"PostEphemeralContext":           "chat:write", // chat.postEphemeral
	"OpenViewContext":                "",           // views.open
	"UpdateViewContext":              "",           // views.update
	"PublishViewContext":             "",           // views.publish
	"GetConversationInfoContext":     "groups:read",
	"GetUsersInConversationContext":  "groups:read",
	"GetConversationHistoryContext":  "groups:history",
	"GetConversationRepliesContext":  "groups:history",
	"GetUserInfoContext":             "users:read",
}

// TestManifestScopes: every call the package makes has its scope in the manifest,
// and the manifest asks for nothing that no call needs.
func TestManifestScopes(t *testing.T) {
	granted := readManifest(t, "").OAuth.Scopes.Bot
	needed := map[string]bool{"commands": true} // of slash commands, which are no call
	called := callsOfAPI(t)
	if len(called) < len(scopes)/2 {
		t.Fatalf("found the calls %v: the test looks in the wrong place", called)
	}
	for _, call := range called {
		scope, known := scopes[call]
		if !known {
			t.Errorf("%s is called: say in this test which scope it needs, and add that to the manifest", call)
			continue
		}
		needed[scope] = true
		if scope != "" && !slices.Contains(granted, scope) {
			t.Errorf("%s needs %s, which the manifest does not ask for", call, scope)
		}
	}
	for _, scope := range granted {
		if !needed[scope] {
			t.Errorf("the manifest asks for %s, which nothing needs", scope)
		}
	}
	for call := range scopes {
		if !slices.Contains(called, call) {
			t.Errorf("%s is not called any more", call)
		}
	}
}

// callsOfAPI lists the methods that the package calls on the client of the Web
// API.
func callsOfAPI(t *testing.T) (called []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if on, ok := call.X.(*ast.SelectorExpr); ok && on.Sel.Name == "api" && !slices.Contains(called, call.Sel.Name) {
				called = append(called, call.Sel.Name)
			}
			return true
		})
	}
	return called
}

// TestManifestEvents: what the dispatcher answers, the manifest subscribes to. The
// other tests of the package run in a workspace that grants the manifest's scopes
// and sends its events, and no others.
func TestManifestEvents(t *testing.T) {
	if got, want := readManifest(t, "").Settings.Events.Bot, []string{"app_home_opened"}; !slices.Equal(got, want) {
		t.Errorf("events %v, want %v", got, want)
	}
}
