package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/report"
	"borgerbot/internal/scope"
	"borgerbot/internal/store"
	"borgerbot/templates"
)

type reportCommand struct {
	File       string `arg:"" help:"The office's configuration."`
	Year       *int   `required:"" placeholder:"YEAR" help:"The year to report on, or the one it begins in."`
	StartMonth *int   `placeholder:"N" help:"The month the year begins with, in place of report.start_month: 6 is June to May."`
	Output     string `default:"." placeholder:"DIR" help:"Where the report's folder is made."`
}

// The years that can be asked for.
const firstYear, lastYear = 2000, 9998

// Validate implements kong.Validatable.
func (c reportCommand) Validate() error {
	switch {
	case c.StartMonth != nil && (*c.StartMonth < 1 || *c.StartMonth > 12):
		return fmt.Errorf("--start-month is %d; give a month from 1 to 12", *c.StartMonth)
	case c.Year != nil && (*c.Year < firstYear || *c.Year > lastYear):
		return fmt.Errorf("--year is %d; give a year such as 2026", *c.Year)
	}
	return nil
}

// Run reads the figures beside a running daemon, needs no keys, and writes a folder
// of its own: all of it or nothing.
func (c reportCommand) Run(t terminal) error {
	cfg, err := loadConfig(c.File, t, func(file string, _ func(string) string) (*config.Config, error) { return config.Read(file) })
	if err != nil {
		return err
	}
	settings, err := c.settings(cfg, time.Now())
	if err != nil {
		return err
	}
	set, err := report.Parse(templates.FS)
	if err != nil {
		return fmt.Errorf("read the report's words: %w", err)
	}
	folder := filepath.Join(c.Output, set.Folder(settings.Period))
	if err := vacant(c.Output, folder); err != nil {
		return err
	}
	r, err := figures(cfg, settings)
	if err != nil {
		return err
	}
	files, err := set.Files(r)
	if err != nil {
		return err
	}
	if err := writeFolder(c.Output, folder, files); err != nil {
		return err
	}
	if own := time.Month(cfg.Report.StartMonth); settings.Period.Start != own {
		fmt.Fprintf(t.err, "borgerbot: warning: report.start_month is %d; publish reports of years that begin in one and the same month only: "+
			"what one hides can be told from another that shares months with it\n", own)
	}
	if r.Nothing() {
		fmt.Fprintln(t.err, "borgerbot: warning: nothing happened in the period, so the report is empty")
	}
	if r.Preliminary() {
		fmt.Fprintf(t.err, "borgerbot: warning: the period ends on %s; until then the figures are preliminary and not for publication\n",
			settings.Period.Next().AddDays(-1))
	}
	_, err = fmt.Fprintf(t.out, "%s\n%d tables as CSV beside it\n", filepath.Join(folder, files[0].Name), len(files)-1)
	return err
}

// settings are what the office has decided and the command line asks for.
func (c reportCommand) settings(cfg *config.Config, now time.Time) (report.Settings, error) {
	s := report.Settings{
		Period: report.Period{Year: *c.Year, Start: time.Month(cfg.Report.StartMonth)}, Below: cfg.Report.SuppressBelow,
		Today: calendar.Of(now, cfg.Location), Location: cfg.Location, Calendar: cfg.Calendar(), Municipality: cfg.Facts.Municipality,
	}
	if c.StartMonth != nil {
		s.Period.Start = time.Month(*c.StartMonth)
	}
	if first := s.Period.First(); first.After(s.Today) {
		return s, usageError{fmt.Errorf("the period begins on %s, which is still to come; give an earlier --year", first)}
	}
	if rules := cfg.Rules(); rules.Deadline.Promised {
		s.Promise = rules.Deadline.Workdays
	}
	for _, d := range cfg.Departments {
		s.Departments = append(s.Departments, report.Named{ID: d.ID, Name: d.Name})
	}
	judge, err := compile(cfg, scope.LoadRules) // for the directory of complaint bodies
	if err != nil {
		return s, err
	}
	for _, r := range judge.Referrals() {
		s.Referrals = append(s.Referrals, report.Named{ID: r.ID, Name: r.Body})
	}
	return s, nil
}

// figures counts what is in the database, of one moment.
func figures(cfg *config.Config, s report.Settings) (report.Report, error) {
	dir := string(cfg.DataDir)
	if !store.Exists(dir) {
		return report.Report{}, daemon.ErrNoData
	}
	counter := report.New(s)
	until := s.Period.Next().At(0, 0, s.Location)
	err := store.Look(context.Background(), dir, func(tx *store.Tx) error {
		return tx.EachFigure(until, func(f store.Figure) { counter.Add(report.Row(f)) })
	})
	if err != nil {
		return report.Report{}, err
	}
	return counter.Report(), nil
}

// vacant checks that there is a folder to write to and nothing in the way.
func vacant(output, folder string) error {
	info, err := os.Stat(output)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("--output: there is no folder %s; make it, or name another", output)
	case err != nil:
		return fmt.Errorf("--output: %w", err)
	case !info.IsDir():
		return fmt.Errorf("--output: %s is a file; name a folder", output)
	}
	if _, err := os.Lstat(folder); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s is there already; move it away, or name another folder with --output", folder)
	}
	return nil
}

// writeFolder writes the files into a folder that appears when all of them are on
// disk.
func writeFolder(output, folder string, files []report.File) (err error) {
	half, err := os.MkdirTemp(output, ".borgerbot-report-")
	if errors.Is(err, fs.ErrPermission) {
		return fmt.Errorf("%s may not be written to by this user; name another folder with --output", output)
	}
	if err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(half)) }()
	for _, file := range files {
		if err := os.WriteFile(filepath.Join(half, file.Name), file.Data, 0o644); err != nil {
			return fmt.Errorf("write the report: %w", err)
		}
	}
	if err := errors.Join(os.Chmod(half, 0o755), os.Rename(half, folder)); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}
