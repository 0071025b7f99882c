package main

import (
	"io"

	"borgerbot/internal/slackapp"
	"borgerbot/templates"
)

type slackCommands struct {
	Manifest slackManifest `cmd:"" help:"Print the manifest that the app in Slack is made from (api.slack.com/apps, \"From a manifest\", JSON)."`
}

type slackManifest struct {
	Office string `placeholder:"NAME" help:"Put the office's name behind the app's, where there are several in one workspace."`
}

// Run prints the manifest.
func (c slackManifest) Run(t terminal) error {
	manifest, err := slackapp.Manifest(templates.FS, c.Office)
	if err != nil {
		return usageError{err}
	}
	_, err = io.WriteString(t.out, manifest)
	return err
}
