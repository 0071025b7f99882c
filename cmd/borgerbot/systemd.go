package main

import (
	_ "embed"
	"fmt"
	"strings"
)

type systemdCommand struct {
	Template bool `help:"Print a template for several offices on one machine: borgerbot@.service."`
}

// unit is the service of a machine with one office.
//
//go:embed borgerbot.service
var unit string

// many turns the unit into one for each of several offices: what names an office is
// its instance's name. Each has a user of its own, so that none can read another's
// letters.
var many = strings.NewReplacer(
	`"borgerbot systemd"`, `"borgerbot systemd --template"`,
	"borgerbot systemd > /etc/systemd/system/borgerbot.service", "borgerbot systemd --template > /etc/systemd/system/borgerbot@.service",
	"# borgerbot as a service of systemd.", "# borgerbot for several offices on one machine: %i is the office, here lejre.",
	"--home-dir /var/lib/borgerbot --shell /usr/sbin/nologin borgerbot", "--home-dir /var/lib/borgerbot/lejre --shell /usr/sbin/nologin borgerbot-lejre",
	"chown -R root:borgerbot /etc/borgerbot && chmod -R u=rwX,g=rX,o= /etc/borgerbot",
	"chown -R root:borgerbot-lejre /etc/borgerbot/lejre && chmod -R u=rwX,g=rX,o= /etc/borgerbot/lejre",
	"enable --now borgerbot", "enable --now borgerbot@lejre",
	"sudo -u borgerbot borgerbot", "sudo -u borgerbot-lejre borgerbot",
	"list /etc/borgerbot/office.yaml", "list /etc/borgerbot/lejre/office.yaml",
	"is /etc/borgerbot/office.yaml", "is /etc/borgerbot/lejre/office.yaml",
	"data_dir: /var/lib/borgerbot;", "data_dir: /var/lib/borgerbot/lejre;",
	"lie in /etc/borgerbot.", "lie in /etc/borgerbot/lejre.",
	"Description=borgerbot,", "Description=borgerbot of %i,",
	"serve /etc/borgerbot/office.yaml", "serve /etc/borgerbot/%i/office.yaml",
	"User=borgerbot", "User=borgerbot-%i", "Group=borgerbot", "Group=borgerbot-%i",
	"StateDirectory=borgerbot", "StateDirectory=borgerbot/%i", "SyslogIdentifier=borgerbot", "SyslogIdentifier=borgerbot-%i",
)

// Run prints a unit.
func (c systemdCommand) Run(t terminal) error {
	text := unit
	if c.Template {
		text = many.Replace(unit)
	}
	_, err := fmt.Fprint(t.out, text)
	return err
}
