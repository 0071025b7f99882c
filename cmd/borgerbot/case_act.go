package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/daemon"
	"borgerbot/internal/desk"
)

// orderFlags say whose hand an act is and what its form says.
type orderFlags struct {
	As  string            `placeholder:"ADVISER" help:"The id of the adviser who acts, such as a1. Left out: the operator."`
	Set map[string]string `mapsep:"none" placeholder:"FIELD=VALUE" help:"A field of the form; repeat it for more. @FILE takes the value from a file: a command line is seen by whoever is on the machine."`
}

// order is what the flags ask for.
func (f orderFlags) order(act casework.EventType) (daemon.Order, error) {
	o := daemon.Order{Act: act, As: casework.AdviserID(f.As), Fields: map[string]string{}}
	for name, value := range f.Set {
		text, err := fromFile(value)
		if err != nil {
			return o, fmt.Errorf("read the value of %s: %w", name, err)
		}
		o.Fields[name] = text
	}
	return o, nil
}

// fromFile is a value of the command line, which is seen by whoever is on the
// machine, or what the file holds that "@FILE" names.
func fromFile(value string) (string, error) {
	path, named := strings.CutPrefix(value, "@")
	if !named {
		return value, nil
	}
	raw, err := os.ReadFile(path)
	return string(raw), err
}

type caseAct struct {
	caseAt
	Act string `arg:"" complete:"act" help:"The act, such as close."`
	orderFlags
}

// Help lists the acts and their fields, from the table that draws the windows in
// Slack.
func (caseAct) Help() string {
	text := "The acts, and the fields of each. A field left out keeps what its window begins with.\n"
	for _, act := range card.Commanded() {
		text += "\n  " + string(act) + "\n" + fieldHelp(act)
	}
	return text
}

func fieldHelp(act casework.EventType) string {
	var text string
	for _, f := range card.Help(act) {
		text += "    --set " + f.Name + "=…  " + f.Takes + "\n"
	}
	return text
}

// Run carries out the act.
func (c caseAct) Run(t terminal) error {
	act := casework.EventType(strings.ReplaceAll(c.Act, "-", "_"))
	if !slices.Contains(card.Commanded(), act) {
		return usageError{fmt.Errorf("there is no act %q; \"borgerbot case act --help\" lists them", c.Act)}
	}
	order, err := c.order(act)
	if err != nil {
		return err
	}
	in, _, q, err := c.find(t)
	if err != nil {
		return err
	}
	after, err := in.Act(context.Background(), q, order)
	if err == nil {
		tellOf(t, after)
	}
	return errors.Join(explainOrder(err), in.Close())
}

type caseNew struct {
	File string `arg:"" help:"The office's configuration."`
	orderFlags
}

// Help lists the fields of the form.
func (caseNew) Help() string { return "The fields:\n\n" + fieldHelp(casework.Opened) }

// Run opens an inquiry.
func (c caseNew) Run(t terminal) error {
	order, err := c.order(casework.Opened)
	if err != nil {
		return err
	}
	in, _, err := install(c.File, t)
	if err != nil {
		return err
	}
	q, err := in.NoteDown(context.Background(), order)
	if err == nil {
		tellOf(t, q)
	}
	return errors.Join(explainOrder(err), in.Close())
}

// tellOf prints where an inquiry now stands.
func tellOf(t terminal, q casework.Inquiry) {
	fmt.Fprintf(t.out, "%s\t%s\tholder %s\n", q.Ref, q.Course.State, holder(q.Course))
}

// explainOrder says why an act could not be carried out: a refusal in the
// operator's words and in those an adviser reads.
func explainOrder(err error) error {
	var refused *daemon.RefusedError
	var noSuch *desk.NoSuchError
	switch {
	case errors.As(err, &refused):
		return fmt.Errorf("%w (%s)", explain(refused.Refusal), refused.Danish)
	case errors.As(err, &noSuch) && len(noSuch.Near) > 0:
		return fmt.Errorf("there is no inquiry %s; did you mean %v?", noSuch.Ref, noSuch.Near)
	case errors.Is(err, daemon.ErrNoAdviser):
		return usageError{err}
	}
	var field *card.FieldError
	if errors.As(err, &field) {
		return usageError{err}
	}
	return err
}
