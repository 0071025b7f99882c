package main

import (
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/templates"
)

type deadlineCommands struct {
	Explain deadlineExplain `cmd:"" help:"Print the answer date of a letter, and each day that counts or does not, in Danish."`
}

type deadlineExplain struct {
	Preset string `default:"lejre" complete:"preset" help:"Whose calendar: horsens or lejre."`
	Config string `placeholder:"FILE" help:"The office's configuration, in place of a preset."`
	Days   *int   `placeholder:"N" help:"Working days, in place of the office's own number."`
	Date   string `arg:"" help:"When the letter came: 2026-03-16, or 2026-03-16T09:15, with or without a zone such as Z or +02:00."`
}

// maxDays is how many working days can be asked for.
const maxDays = 1000

// Run prints the date on the first line and each day below: its number, or why it
// does not count.
func (c deadlineExplain) Run(t terminal) error {
	cfg, err := office(c.Config, c.Preset)
	if err != nil {
		return err
	}
	rules := cfg.Rules()
	received, err := parseMoment(c.Date, rules)
	if err != nil {
		return usageError{err}
	}
	switch {
	case c.Days == nil && rules.Deadline.Workdays == 0:
		return errors.New("this office counts no days; give a number with --days")
	case c.Days != nil && (*c.Days < 1 || *c.Days > maxDays):
		return usageError{fmt.Errorf("--days is %d; give a number from 1 to %d", *c.Days, maxDays)}
	case c.Days != nil:
		rules.Deadline.Workdays, rules.Deadline.SafetyDays = *c.Days, 0
	}
	set, err := letter.Parse(templates.FS)
	if err != nil {
		return fmt.Errorf("read letters: %w", err)
	}
	due, _ := rules.Due(received)
	fmt.Fprintf(t.out, "%s\n%4d  %s\n", due, 0, set.Date(received, casework.Danish))
	for _, day := range rules.Calendar.WithAbsences(rules.Deadline.Absences).Explain(received, rules.Deadline.Workdays) {
		number, why := fmt.Sprint(day.Number), ""
		if day.Number == 0 {
			number, why = "–", ": "+set.Skip(day.Skip, casework.Danish)
		}
		fmt.Fprintf(t.out, "%4s  %s%s\n", number, set.Date(day.Date, casework.Danish), why)
		if day.Date == due {
			break // the office aims some days earlier (safety_days)
		}
	}
	return nil
}

// moments are the ways to write when a letter came. Without a zone it is the
// office's.
var moments = []string{
	calendar.Layout, "2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", time.RFC3339Nano,
}

// parseMoment returns the office's date of what is written.
func parseMoment(text string, rules casework.Rules) (calendar.Date, error) {
	for _, layout := range moments {
		if at, err := time.ParseInLocation(layout, text, rules.Location); err == nil {
			return rules.Today(at), nil
		}
	}
	return calendar.Date{}, fmt.Errorf("%q is no date; write 2026-03-16 or 2026-03-16T09:15", text)
}
