package slackapp

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"text/template"
	"unicode"
	"unicode/utf8"
)

// manifestFile is the app's manifest, with a place for its name.
const manifestFile = "slack/manifest.json"

// maxName is how many characters Slack takes for the name of an app.
const maxName = 35

// Manifest is what Slack makes the app of ("From a manifest"): its scopes, the
// command, the home tab and Socket Mode. office tells the apps of several offices
// in one workspace apart; it may be empty. fsys are the templates.
func Manifest(fsys fs.FS, office string) (string, error) {
	name := strings.TrimSpace("borgerbot " + strings.TrimSpace(office))
	switch {
	case utf8.RuneCountInString(name) > maxName:
		return "", fmt.Errorf("the name of an app has at most %d characters in Slack; write at most %d for the office", maxName, maxName-len("borgerbot "))
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return "", errors.New("the office's name has characters that cannot be seen")
	}
	tmpl, err := template.New("manifest.json").ParseFS(fsys, manifestFile)
	if err != nil {
		return "", fmt.Errorf("read manifest: %w", err)
	}
	quoted, err := json.Marshal(name)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	if err := tmpl.Execute(&b, string(quoted)); err != nil {
		return "", fmt.Errorf("write manifest: %w", err)
	}
	return b.String(), nil
}
