package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/daemon"
	"borgerbot/internal/desk"
)

type retentionCommand struct {
	File   string `arg:"" help:"The office's configuration."`
	DryRun bool   `help:"Erase nothing; only list."`
	Days   int    `default:"30" placeholder:"N" help:"List what is due within so many days."`
}

// Help explains the list.
func (retentionCommand) Help() string {
	return `Lists which inquiries are erased by themselves, on which day, by which setting under
"retention", and what holds them back, then whatever lies under a legal hold. Without
--dry-run it then erases what is due today, as the daemon does every morning; while a
daemon runs it leaves that to it. No name, address or word of a citizen's is shown.

What can hold an inquiry: legal_hold (an adviser says it must be kept),
hand_over_missing (a case the records system does not have yet), open_case (a case
nobody has closed), letter_unsent, letter_in_doubt, request_open (access or data
rights), unanswered (the citizen waits for an answer), undecided (an adviser must see
to it). "borgerbot case show" tells more of each.`
}

// Validate implements kong.Validatable.
func (c retentionCommand) Validate() error {
	if c.Days < 0 || c.Days > 36500 {
		return fmt.Errorf("--days is %d; give 0 to 36500", c.Days)
	}
	return nil
}

// Run lists, and erases what is due unless that is only tried.
func (c retentionCommand) Run(t terminal) (err error) {
	in, cfg, err := install(c.File, t)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	ctx, now := context.Background(), time.Now()
	today := cfg.Rules().Today(now)
	all, err := in.Desk.Retention(ctx, today.AddDays(c.Days))
	if err != nil {
		return err
	}
	due := 0
	for _, k := range all {
		fmt.Fprintln(t.out, keptLine(k))
		if k.Due(today) {
			due++
		}
	}
	fmt.Fprintf(t.out, "due today: %d, listed: %d\n", due, len(all))
	left, err := in.Desk.Outside(ctx)
	if err != nil {
		return err
	}
	for _, l := range left {
		fmt.Fprintf(t.out, "%s\terased %s\tstill outside\t%s\n", cmp.Or(string(l.Ref), "-"), cfg.Rules().Today(l.Since), l.Why)
	}
	if c.DryRun {
		return nil
	}
	n, err := in.Retain(ctx, now)
	switch {
	case errors.Is(err, daemon.ErrRunning):
		fmt.Fprintln(t.out, "a daemon runs and erases what is due by itself; nothing was done here")
		return nil
	case err == nil:
		fmt.Fprintf(t.out, "erased: %d; what lies in Slack and the mailbox follows at the daemon's next start\n", n)
	}
	return err
}

// keptLine is a line of the list, as codes.
func keptLine(k desk.Kept) string {
	held := make([]string, len(k.Held))
	for i, h := range k.Held {
		held[i] = string(h)
	}
	on := "never"
	if !k.On.IsZero() {
		on = k.On.String()
	}
	since := "last contact"
	if k.State == casework.Closed {
		since = "closed"
	}
	return fmt.Sprintf("%s\t%s\tdue %s\t%s\t%s %s\theld %s", k.Ref, k.State, on, cmp.Or(string(k.Rule), "-"), since, k.From,
		cmp.Or(strings.Join(held, ","), "-"))
}
