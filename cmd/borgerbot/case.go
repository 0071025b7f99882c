package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

type caseCommands struct {
	List     caseList     `cmd:"" help:"List the open inquiries: danger first, then by due date."`
	Show     caseShow     `cmd:"" help:"Show dates, codes and journal of an inquiry. No words of the citizen's are shown."`
	Act      caseAct      `cmd:"" help:"Do what a button on the card does, as an adviser or as the operator."`
	New      caseNew      `cmd:"" help:"Note down a citizen who rang or came."`
	Note     caseNote     `cmd:"" help:"Add a note to an inquiry's journal."`
	Export   caseExport   `cmd:"" help:"Write out an inquiry: its mails, its letters, and its journal."`
	HandOver caseHandOver `cmd:"" name:"handed-over" help:"Record that a closed case is in the records system, so that it may be erased."`
	Hold     caseHold     `cmd:"" help:"Keep an inquiry from being erased, or let it be erased again with --lift."`
	Erase    caseErase    `cmd:"" help:"Erase a closed inquiry: its keys are destroyed, its figures stay."`
}

type caseList struct {
	File string `arg:"" help:"The office's configuration."`
}

// Run prints a line an inquiry.
func (c caseList) Run(t terminal) error {
	return view(c.File, t, func(_ *config.Config, tx *store.Tx) error {
		open, err := tx.Open(10_000)
		slices.SortStableFunc(open, func(a, b store.Inquiry) int { return cmp.Compare(first(b), first(a)) })
		for _, q := range open {
			d := q.Course.Deadline
			due := "-"
			if !d.Date.IsZero() && q.Course.Answered.IsZero() {
				due = d.Anchor().String()
			}
			fmt.Fprintf(t.out, "%s\t%s\tdue %s\t%s\t%s\t%s\n", q.Ref, q.Course.State, due, q.Verdict.Remit, holder(q.Course), marks(q.Inquiry))
		}
		return err
	})
}

// first is 1 for what goes before all else: somebody may be in danger.
func first(q store.Inquiry) int {
	if q.Course.Acute {
		return 1
	}
	return 0
}

// marks are what is urgent about an inquiry, as codes.
func marks(q casework.Inquiry) string {
	var codes []string
	for _, m := range []struct {
		code string
		is   bool
	}{
		{"acute", q.Course.Acute}, {"red", q.Alarm() != casework.ReasonNone}, {"held", q.Course.Held}, {"private", q.Private()},
	} {
		if m.is {
			codes = append(codes, m.code)
		}
	}
	return cmp.Or(strings.Join(codes, ","), "-")
}

func holder(c casework.Course) string {
	if c.Holder == "" {
		return "-"
	}
	return string(c.Holder)
}

// caseAt is what every command about one inquiry is told.
type caseAt struct {
	File string `arg:"" help:"The office's configuration."`
	Ref  string `arg:"" help:"The reference, such as BR-7K3QXM-R."`
}

// find opens the installation and finds the inquiry. Existing references one
// typing mistake away are offered.
func (c caseAt) find(t terminal) (*daemon.Installation, *config.Config, casework.Inquiry, error) {
	var none casework.Inquiry
	ref, err := casework.ParseReference(c.Ref)
	var typo *casework.ReferenceError
	if errors.As(err, &typo) && !typo.Check {
		return nil, nil, none, usageError{err}
	}
	in, cfg, openErr := install(c.File, t)
	if openErr != nil {
		return nil, nil, none, openErr
	}
	q := none
	if err == nil {
		q, err = in.Desk.FindByReference(context.Background(), ref)
	}
	if err == nil {
		return in, cfg, q, nil
	}
	if near, nearErr := in.Desk.Neighbours(context.Background(), c.Ref); nearErr == nil && len(near) > 0 {
		err = fmt.Errorf("there is no inquiry %s; did you mean %v?", c.Ref, near)
	} else if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("there is no inquiry %s", c.Ref)
	}
	return nil, nil, none, errors.Join(err, in.Close())
}

// act applies an operator's act.
func (c caseAt) act(t terminal, ev casework.Event, done string) (*daemon.Installation, error) {
	in, _, q, err := c.find(t)
	if err != nil {
		return nil, err
	}
	if err := apply(t, in, q.ID, ev, done); err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return in, nil
}

func apply(t terminal, in *daemon.Installation, id casework.ID, ev casework.Event, done string) error {
	ev.At, ev.By = time.Now(), casework.Actor{Role: casework.ByOperator}
	if _, err := in.Desk.Do(context.Background(), id, ev, casework.None); err != nil {
		return explain(err)
	}
	fmt.Fprintln(t.out, done)
	return nil
}

// closed closes what an act has left open.
func closed(in *daemon.Installation, err error) error {
	if err != nil {
		return err
	}
	return in.Close()
}

type caseNote struct {
	caseAt
	Text string `required:"" placeholder:"TEXT" help:"The note. @FILE takes it from a file: a command line is seen by whoever is on the machine."`
	As   string `placeholder:"ADVISER" help:"The id of the adviser whose note it is, such as a1. Left out: the operator."`
}

// Run adds a note.
func (c caseNote) Run(t terminal) error {
	text, err := fromFile(c.Text)
	if err != nil {
		return fmt.Errorf("read the note: %w", err)
	}
	if c.As == "" {
		return closed(c.act(t, casework.Event{Type: casework.AddNote, Note: personal.New(text)}, "noted"))
	}
	in, _, q, err := c.find(t)
	if err != nil {
		return err
	}
	order := daemon.Order{Act: casework.AddNote, As: casework.AdviserID(c.As), Fields: map[string]string{"note": text}}
	if _, err = in.Act(context.Background(), q, order); err == nil {
		fmt.Fprintln(t.out, "noted")
	}
	return errors.Join(explainOrder(err), in.Close())
}

type caseHandOver struct{ caseAt }

// Run records the hand-over.
func (c caseHandOver) Run(t terminal) error {
	return closed(c.act(t, casework.Event{Type: casework.RecordHandOver}, "recorded"))
}

type caseHold struct {
	caseAt
	Reason string `required:"" placeholder:"TEXT" help:"Why, for the journal. Name nobody. @FILE takes it from a file."`
	Lift   bool   `help:"It may be erased again."`
	As     string `placeholder:"ADVISER" help:"The id of the adviser who says so, such as a1. Left out: the operator."`
}

// Run sets or lifts a legal hold.
func (c caseHold) Run(t terminal) error {
	why, err := fromFile(c.Reason)
	if err != nil {
		return fmt.Errorf("read the reason: %w", err)
	}
	in, _, q, err := c.find(t)
	if err != nil {
		return err
	}
	order := daemon.Order{Act: casework.HoldErasure, As: casework.AdviserID(c.As), Fields: map[string]string{"why": why}}
	done := "held: it is erased neither by itself nor by command until \"borgerbot case hold --lift\""
	if c.Lift {
		order.Act, done = casework.LiftHold, "the hold is lifted"
	}
	if _, err = in.Act(context.Background(), q, order); err == nil {
		fmt.Fprintln(t.out, done)
	}
	return errors.Join(explainOrder(err), in.Close())
}

type caseErase struct{ caseAt }

// Run marks an inquiry for erasure and carries it out, or leaves that to the
// daemon if one runs. Run again, it carries out what a stopped command has marked.
func (c caseErase) Run(t terminal) error {
	in, _, q, err := c.find(t)
	if err != nil {
		return err
	}
	return errors.Join(erase(t, in, q), in.Close())
}

func erase(t terminal, in *daemon.Installation, q casework.Inquiry) error {
	if err := in.OwnerRuns(); err != nil { // else it would be marked, and its keys stay
		return err
	}
	if q.Course.State != casework.Erased {
		if err := apply(t, in, q.ID, casework.Event{Type: casework.Erase}, "marked for erasure"); err != nil {
			return err
		}
	}
	err := in.CarryOut(context.Background())
	switch {
	case errors.Is(err, daemon.ErrRunning):
		fmt.Fprintln(t.out, "the running daemon erases it within a minute")
		return nil
	case err == nil:
		fmt.Fprintln(t.out, "erased; what lies in Slack and the mailbox follows at the daemon's next start")
	}
	return err
}
