package main

import (
	"context"
	"errors"
	"fmt"
	"os/signal"
	"strings"
	"syscall"

	"borgerbot/internal/config"
	"borgerbot/internal/export"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// exportFlags say where an export goes, and why.
type exportFlags struct {
	To     string `required:"" placeholder:"PLACE" help:"The folder to make, or a file that ends in .zip. It must not be there yet. Only you can read it."`
	Reason string `required:"" placeholder:"TEXT" help:"Why, for the journal. Name nobody."`
}

// make makes the folder or the zip.
func (f exportFlags) make(fill func(export.Sink) error) error {
	if strings.HasSuffix(strings.ToLower(f.To), ".zip") {
		return export.Zip(f.To, fill)
	}
	return export.Folder(f.To, fill)
}

// errStopped says that somebody stopped an export.
var errStopped = errors.New("stopped; what had been written is removed again")

// untilStopped carries an export out until somebody stops it, with Ctrl-C or by
// closing the terminal: letters that lie about half written must be taken away again.
func untilStopped(do func(context.Context) error) error {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	defer stop()
	err := do(ctx)
	if err != nil && ctx.Err() != nil {
		return errStopped
	}
	return err
}

type caseExport struct {
	caseAt
	exportFlags
}

// Help tells what is written.
func (caseExport) Help() string {
	return `Writes every mail as it came, what hangs on it, every letter as it was sent,
journal.html to read and print, and journal.json for programs. The configuration
must say allow_cli_content: true, and the export is journalled.`
}

// Run writes the inquiry out.
func (c caseExport) Run(t terminal) (err error) {
	in, _, q, err := c.find(t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	err = untilStopped(func(ctx context.Context) error { return in.ExportCase(ctx, q, c.Reason, c.make) })
	if err != nil {
		return explain(err)
	}
	_, err = fmt.Fprintf(t.out, "%s is written to %s\n", q.Ref, c.To)
	return err
}

type personCommands struct {
	Export personExport `cmd:"" help:"Write out all that an address leads to, for a citizen who asks what is held about her."`
	List   personList   `cmd:"" help:"List when what is held about a person was asked for, how much was found, and why."`
}

type personExport struct {
	File    string `arg:"" help:"The office's configuration."`
	Address string `arg:"" help:"The person's mail address. Mind that a command line is seen by whoever is on the machine; @FILE takes it from a file."`
	exportFlags
}

// Help tells what is found.
func (personExport) Help() string {
	return `Finds the inquiries in which the address is or has been the writer, the party or
the representative, or from which somebody wrote, and other stored mail from it, and
writes each as "case export" does. Who is only named in a letter is not found. Before
anything is given out an adviser reads it: it may say things about others
(databeskyttelsesforordningen art. 15, stk. 4). "person list" tells of it ever after,
also when nothing was found.`
}

// Run writes out what is held about a person.
func (c personExport) Run(t terminal) (err error) {
	address, err := fromFile(c.Address)
	if err != nil {
		return err
	}
	if !strings.Contains(address, "@") {
		return usageError{errors.New("this is no mail address; a person is found by the address alone, such as navn@example.org")}
	}
	in, _, err := install(c.File, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	var found export.Person
	err = untilStopped(func(ctx context.Context) (err error) {
		found, err = in.ExportPerson(ctx, personal.New(strings.TrimSpace(address)), c.Reason, c.make)
		return err
	})
	if err != nil {
		return explain(err)
	}
	if len(found.Inquiries)+len(found.Loose) == 0 {
		fmt.Fprintln(t.out, "nothing is held that the address leads to; nothing is written")
		return nil
	}
	for _, q := range found.Inquiries {
		fmt.Fprintf(t.out, "%s\t%s\n", q.Ref, q.Course.State)
	}
	_, err = fmt.Fprintf(t.out, "%d inquiries and %d other mails are written to %s\n", len(found.Inquiries), len(found.Loose), c.To)
	return err
}

type personList struct {
	File string `arg:"" help:"The office's configuration."`
}

// Help tells what is not shown.
func (personList) Help() string {
	return `Prints a line each: when, how many inquiries and other mails were found, and the
reason. It is not kept about whom. The reason is somebody's own words: it is "-" unless
the configuration says allow_cli_content: true.`
}

// Run prints a line an export.
func (c personList) Run(t terminal) error {
	return view(c.File, t, func(cfg *config.Config, tx *store.Tx) error {
		all, err := tx.Insights()
		if err != nil {
			return err
		}
		for _, in := range all {
			reason := "-"
			if cfg.AllowCLIContent {
				reason = in.Reason.Reveal()
			}
			fmt.Fprintf(t.out, "%s\t%d inquiries\t%d other mails\t%s\n", localTime(in.At, cfg.Location), in.Inquiries, in.Mails, reason)
		}
		return nil
	})
}
