package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"borgerbot/internal/daemon"
)

// commands are everything the program can be told to do.
type commands struct {
	Demo      demoCommand      `cmd:"" help:"Play the daemon against stand-ins on this machine, and tell in Danish what people see."`
	Serve     serveCommand     `cmd:"" help:"Run the daemon."`
	Check     checkCommand     `cmd:"" help:"Look an installation over: mailboxes, mail server, Slack, data, keys, clock and disk."`
	Mailbox   mailboxCommands  `cmd:"" help:"See and take in mail that was left alone."`
	Case      caseCommands     `cmd:"" help:"Look after single inquiries."`
	Person    personCommands   `cmd:"" help:"Write out what is held about a person."`
	Retention retentionCommand `cmd:"" help:"List what is to be erased and what holds it, and erase what is due."`
	Outbox    outboxCommands   `cmd:"" help:"See and settle letters that have not left."`
	Journal   journalCommands  `cmd:"" help:"Look after the journal."`
	Report    reportCommand    `cmd:"" help:"Write the annual report: a page with charts, and a CSV file of every table."`
	Backup    backupCommand    `cmd:"" help:"Copy data and keys while the daemon runs, and check the copy."`
	Restore   restoreCommand   `cmd:"" help:"Put a copy back."`
	Slack     slackCommands    `cmd:"" help:"Set up the app in Slack."`
	Config    configCommands   `cmd:"" help:"Check, begin or show a configuration."`
	Classify  classifyCommand  `cmd:"" help:"Judge letters as the program would, without sending anything."`
	Rules     rulesCommands    `cmd:"" help:"Try and measure the rules on the remit."`
	Deadline  deadlineCommands `cmd:"" help:"Count working days."`
	Metrics   metricsCommands  `cmd:"" help:"Watch the daemon with Prometheus."`
	Systemd   systemdCommand   `cmd:"" help:"Print a unit for systemd."`
	Keys      keysCommands     `cmd:"" help:"Make and change keys."`
	Privacy   privacyCommand   `cmd:"" help:"Print what the office does with personal data, in Danish, for the record of processing and the risk assessment."`

	Completion completionCommand `cmd:"" help:"Print the completion script for a shell."`
	Complete   completeCommand   `cmd:"" hidden:"" help:"What may follow on a command line; the completion scripts ask."`
	Man        manCommand        `cmd:"" help:"Print the help of every command."`
	Version    versionCommand    `cmd:"" help:"Print the version."`
}

// The exit codes.
const (
	exitOK     = 0
	exitFailed = 1
	exitUsage  = 2
	exitCutOff = 75 // nobody can be told any more, or what failed may be over soon: EX_TEMPFAIL of sysexits.h
	exitConfig = 78 // a person must mend something: EX_CONFIG
)

// terminal is what a command writes to, and the environment it runs in.
type terminal struct {
	out io.Writer
	err io.Writer
	env func(name string) string
}

// complain prints an error.
func (t terminal) complain(err error) { fmt.Fprintf(t.err, "borgerbot: error: %v\n", err) }

// errShown is a failure that the command itself has shown.
var errShown = errors.New("shown")

// configError is what keeps the daemon from starting until a person mends it.
type configError struct{ error }

func (e configError) Unwrap() error { return e.error }

// passingError is trouble that may be over at the next try.
type passingError struct{ error }

// usageError is a command line that kong could not know to be wrong.
type usageError struct{ error }

// newParser returns the parser of command lines.
func newParser(c *commands, t terminal, exit func(int)) (*kong.Kong, error) {
	return kong.New(c,
		kong.Name("borgerbot"), kong.Description("Triage of letters to a municipal citizens' adviser."),
		kong.Writers(t.out, t.err), kong.Exit(exit), kong.Help(printHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.Bind(t), kong.Vars{"presets": presets()},
	)
}

// run carries out a command line and returns the exit code.
func run(args []string, t terminal) int {
	var c commands
	helped := false
	parser, err := newParser(&c, t, func(int) { helped = true })
	if err != nil {
		t.complain(err)
		return exitFailed
	}
	command, err := parser.Parse(args)
	if helped {
		return exitOK
	}
	if err == nil {
		err = command.Run()
	} else {
		err = usageError{err}
	}
	var owner *daemon.OwnerError
	switch usage, config, passing := (usageError{}), (configError{}), (passingError{}); {
	case err == nil:
		return exitOK
	case errors.As(err, &config), errors.As(err, &owner):
		t.complain(err)
		return exitConfig
	case errors.Is(err, daemon.ErrCutOff), errors.As(err, &passing):
		t.complain(err)
		return exitCutOff
	case errors.As(err, &usage):
		t.complain(err)
		fmt.Fprintln(t.err, `borgerbot: "borgerbot --help" and "borgerbot COMMAND --help" show what there is`)
		return exitUsage
	case !errors.Is(err, errShown):
		t.complain(err)
	}
	return exitFailed
}
