package main

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/letter"
	"borgerbot/internal/scope"
	"borgerbot/internal/seal"
	"borgerbot/templates"
)

type configCheck struct {
	File string `arg:"" help:"The office's configuration."`
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
	k := checker{cfg: cfg, t: t, today: today}
	for _, w := range cfg.Warnings {
		k.doubt(w)
	}
	k.key()
	k.secret()
	letters := k.letters()
	files, referrals := k.rules()
	until := k.calendar()
	if k.wrong > 0 {
		return fmt.Errorf("mistakes in %s: %d", c.File, k.wrong)
	}
	fmt.Fprintf(t.out, "ok: advisers %d, departments %d, mailboxes %d, sample letters %d, rule files %d, referrals %d, calendar until %s\n",
		len(cfg.Advisers), len(cfg.Departments), len(cfg.Mailboxes), letters, files, referrals, until)
	return nil
}

// checker looks beyond the configuration's own file, at all that it leads to.
type checker struct {
	cfg   *config.Config
	t     terminal
	today calendar.Date
	wrong int
}

// fail prints mistakes, those of a joined error one by one.
func (k *checker) fail(err error) {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range several.Unwrap() {
			k.fail(one)
		}
		return
	}
	if err != nil {
		k.wrong++
		fmt.Fprintln(k.t.out, err)
	}
}

func (k *checker) doubt(about any) { fmt.Fprintf(k.t.out, "warning: %v\n", about) }

func (k *checker) key() {
	master := k.cfg.MasterKey.Expose()
	if master == "" {
		return // the warning has been given
	}
	if _, err := seal.ParseKey(master); err != nil {
		k.fail(fmt.Errorf("master_key_file: %w; make one with \"borgerbot keys new\"", err))
	}
}

// soon is how many days before the client secret's last day it is pointed out.
const soon = 30

// secret looks at the last day of the secret that access tokens are got with.
func (k *checker) secret() {
	last := k.cfg.OAuth.SecretExpires
	if !k.cfg.SignsInByToken() || last.IsZero() {
		return
	}
	switch left := last.Sub(k.today); {
	case left < 0:
		k.doubt(fmt.Sprintf("oauth.secret_expires: the secret has expired on %s; make a new one in Entra, or write the last day of the one in use", last))
	case left <= soon:
		k.doubt(fmt.Sprintf("oauth.secret_expires: the secret expires on %s, in %d days; make a new one in Entra", last, left))
	}
}

// letters parses and writes every letter, and returns how many there are.
func (k *checker) letters() int {
	if _, err := daemon.ReadCards(k.cfg); err != nil {
		k.fail(err)
	}
	set, err := letter.Parse(templates.FS)
	if err != nil {
		k.fail(err)
		return 0
	}
	for _, fault := range set.CheckOffice(k.cfg.Office()) {
		k.fail(fault)
	}
	count := 0
	for _, lang := range []casework.Language{casework.Danish, casework.English, casework.Unknown} {
		count += len(set.Samples(lang))
	}
	return count
}

// rules compiles every rule and tries its examples. It returns how many files
// there are, and how many entries the directory of referrals has.
func (k *checker) rules() (files, referrals int) {
	fsys, err := k.cfg.RuleFiles()
	if err != nil {
		k.fail(err)
		return 0, 0
	}
	judge, err := scope.Load(fsys, k.cfg.Scope())
	if err != nil {
		k.fail(err)
		return 0, 0
	}
	err = fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if path.Ext(name) == ".yaml" {
			files++
		}
		return err
	})
	k.fail(err)
	k.referrals(judge.Referrals())
	return files, len(judge.Referrals())
}

// referrals says how fresh the directory of authorities is. Only an office with
// rules of its own can do something about it.
func (k *checker) referrals(all []scope.Referral) {
	var last calendar.Date
	stale := 0
	for _, r := range all {
		if r.Stale(k.today) {
			stale++
		}
		if r.CheckedOn.After(last) {
			last = r.CheckedOn
		}
	}
	switch {
	case stale == 0:
	case k.cfg.Remit.Directory != "":
		k.doubt(fmt.Sprintf("rules: %d of %d referrals have not been checked for a year; read the authorities' pages and set checked_on",
			stale, len(all)))
	case last.IsZero():
		fmt.Fprintln(k.t.out, "note: the directory of authorities comes with the program; no date of a last check is recorded in it")
	default:
		fmt.Fprintf(k.t.out, "note: the directory of authorities comes with the program and was last checked on %s\n", last)
	}
}

// yearsAhead is how far the calendar is tried.
const yearsAhead = 3

// calendar tries every day of the years ahead for an answer date that lies oddly
// far away, and returns the last day tried.
func (k *checker) calendar() calendar.Date {
	rules := k.cfg.Rules()
	days := rules.Deadline.Workdays
	end := k.today.AddDays(yearsAhead * 365)
	var worst, worstDue calendar.Date
	for day := k.today; days > 0 && day.Before(end); day = day.AddDays(1) {
		due, _ := rules.Due(day)
		if due.Sub(day) > worstDue.Sub(worst) {
			worst, worstDue = day, due
		}
	}
	if wait := worstDue.Sub(worst); wait > 3*days+21 {
		k.doubt(fmt.Sprintf("calendar: a letter of %s is due only on %s, %d days later; are the closings and absences right?",
			worst, worstDue, wait))
	}
	var last calendar.Date
	for _, c := range k.cfg.Days.Closings {
		if c.Yearly && c.ValidTo.IsZero() {
			return end
		}
		if c.To.After(last) {
			last = c.To
		}
	}
	if !last.IsZero() && last.Before(k.today) {
		k.doubt(fmt.Sprintf("calendar: the last closing day was %s; are the next ones missing?", last))
	}
	return end
}
