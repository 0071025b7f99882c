package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/check"
	"borgerbot/internal/config"
)

type checkCommand struct {
	File   string        `arg:"" optional:"" default:"/etc/borgerbot/office.yaml" help:"The office's configuration; ${default} if left out."`
	JSON   bool          `name:"json" help:"Print one JSON object a line."`
	NoMail bool          `help:"Send no mail to ourselves."`
	Wait   time.Duration `default:"60s" help:"How long the mail to ourselves is waited for."`
}

// Run looks at everything and prints a line for each thing.
func (c checkCommand) Run(t terminal) error {
	if c.Wait <= 0 {
		return usageError{errors.New("--wait must be longer than nothing, such as 60s; --no-mail sends no mail")}
	}
	t.holdMemory(daemonMemory)
	ctx, stop := interruptible()
	defer stop()
	said := failures{tell: c.printer(t)}
	cfg, err := config.Check(c.File, t.env)
	var mistakes config.Mistakes
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			said.add(check.Mistake(m))
		}
	case err != nil:
		return configError{err}
	default:
		check.Run(ctx, check.Options{Config: cfg, Mail: !c.NoMail, Wait: c.Wait}, said.add)
	}
	return said.verdict()
}

// printer prints findings in the form that was asked for.
func (c checkCommand) printer(t terminal) func(check.Finding) {
	if c.JSON {
		lines := json.NewEncoder(t.out)
		lines.SetEscapeHTML(false)
		return func(f check.Finding) { _ = lines.Encode(f) } // a closed pipe ends the program
	}
	return func(f check.Finding) { fmt.Fprintf(t.out, "%-13s  %s: %s\n", f.Status, f.Part, f.Text()) }
}

// failures counts what has failed.
type failures struct {
	tell         func(check.Finding)
	mend, passes int
}

func (t *failures) add(f check.Finding) {
	switch {
	case f.Status == check.Failed && f.Passing:
		t.passes++
	case f.Status == check.Failed:
		t.mend++
	}
	t.tell(f)
}

// verdict is the command's error, which decides its exit code.
func (t *failures) verdict() error {
	switch err := fmt.Errorf("failed: %d", t.mend+t.passes); {
	case t.mend > 0:
		return configError{err}
	case t.passes > 0:
		return passingError{err}
	}
	return nil
}
