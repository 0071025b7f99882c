package main

import (
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/check"
	"borgerbot/internal/config"
)

type configCheck struct {
	File string `arg:"" optional:"" default:"/etc/borgerbot/office.yaml" help:"The office's configuration; ${default} if left out."`
	At   string `placeholder:"DATE" help:"Check the calendar as of this day, such as 2026-03-16; otherwise today."`
}

// Run checks everything that can be checked without the network: one line for
// each finding, and "ok" with what was looked at when nothing is wrong.
func (c configCheck) Run(t terminal) error {
	cfg, err := config.Check(c.File, t.env)
	var mistakes config.Mistakes
	switch {
	case errors.As(err, &mistakes):
		for _, m := range mistakes {
			fmt.Fprintln(t.out, m)
		}
		return fmt.Errorf("mistakes in %s: %d", c.File, len(mistakes))
	case err != nil:
		return err
	}
	today := cfg.Rules().Today(time.Now())
	if c.At != "" {
		if today, err = calendar.ParseDate(c.At); err != nil {
			return usageError{err}
		}
	}
	missing, wrong := 0, 0
	for _, w := range cfg.Warnings {
		fmt.Fprintf(t.out, "warning: %v\n", w)
		if w.Needed {
			missing++
		}
	}
	s := check.Configuration(cfg, today, func(f check.Finding) {
		if f.Status == check.Failed {
			wrong++
			fmt.Fprintln(t.out, f.Text())
			return
		}
		fmt.Fprintf(t.out, "%s: %s\n", f.Status, f.Text())
	})
	if wrong > 0 {
		return fmt.Errorf("mistakes in %s: %d", c.File, wrong)
	}
	verdict := "ok"
	if missing > 0 {
		verdict = fmt.Sprintf("ok but for %d secrets, without which \"borgerbot serve\" does not start", missing)
	}
	_, err = fmt.Fprintf(t.out, "%s: advisers %d, departments %d, mailboxes %d, sample letters %d, rule files %d, referrals %d, calendar until %s\n",
		verdict, len(cfg.Advisers), len(cfg.Departments), len(cfg.Mailboxes), s.Letters, s.RuleFiles, s.Referrals, s.Until)
	return err
}
