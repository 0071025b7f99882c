package check

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/letter"
	"borgerbot/internal/scope"
	"borgerbot/internal/seal"
	"borgerbot/templates"
)

// Settings is what a configuration leads to, without the network.
type Settings struct {
	Letters, RuleFiles, Referrals int
	Until                         calendar.Date // the last day the calendar was tried for
}

// settings tells what is wrong with the configuration and all it leads to.
func (in *inspection) settings(_ context.Context, n *notes) {
	broken := false
	for _, w := range in.cfg.Warnings {
		f := Mistake(w)
		if !w.Needed {
			f.Status = Warning
		}
		broken = broken || w.Needed
		n.add(f)
	}
	s := Configuration(in.cfg, in.today, func(f Finding) {
		broken = broken || f.Status == Failed
		n.add(f)
	})
	if !broken {
		n.ok("advisers %d, departments %d, mailboxes %d; every letter and card writes with sample data (%d letters), every rule compiles (files %d, referrals %d)",
			len(in.cfg.Advisers), len(in.cfg.Departments), len(in.cfg.Mailboxes), s.Letters, s.RuleFiles, s.Referrals)
	}
	n.add(Finding{Part: "calendar", Status: OK, What: "public holidays are computed; closing days: " + closings(in.cfg)})
}

// Mistake is what is wrong in a configuration, on one line. What stands there is left
// out, for it may be somebody's address, but for the name of a file that is missing.
func Mistake(m config.Finding) Finding {
	what, do, _ := strings.Cut(m.Brief(), "; ")
	if m.Needed && m.Excerpt != "" {
		what += " (" + m.Excerpt + ")"
	}
	return Finding{Part: "config", Status: Failed, What: what, Do: do}
}

// closings says until when the office's own closing days are known.
func closings(cfg *config.Config) string {
	switch last, ends := lastClosing(cfg); {
	case len(cfg.Days.Closings) == 0:
		return "none"
	case ends:
		return "until " + last.String()
	}
	return "every year"
}

// Configuration looks at everything that a configuration leads to and that can be
// looked at without the network: its key, letters, cards, rules, and calendar as of a
// day. It tells what is not well, and nothing of what is.
func Configuration(cfg *config.Config, today calendar.Date, tell func(Finding)) Settings {
	k := &reader{cfg: cfg, today: today, tell: tell}
	k.key()
	k.secret()
	s := Settings{Letters: k.letters()}
	s.RuleFiles, s.Referrals = k.rules()
	s.Until = k.calendar()
	return s
}

// reader looks beyond the configuration's own file, at all that it leads to.
type reader struct {
	cfg   *config.Config
	today calendar.Date
	tell  func(Finding)
}

// fail tells mistakes, those of a joined error one by one.
func (k *reader) fail(part string, err error) {
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, one := range several.Unwrap() {
			k.fail(part, one)
		}
		return
	}
	if err != nil {
		k.tell(Finding{Part: part, Status: Failed, What: err.Error()})
	}
}

func (k *reader) doubt(part, what, do string) {
	k.tell(Finding{Part: part, Status: Warning, What: what, Do: do})
}

func (k *reader) key() {
	master := k.cfg.MasterKey.Expose()
	if master == "" {
		return // that has been told
	}
	if _, err := seal.ParseKey(master); err != nil {
		k.fail("keys", fmt.Errorf("master_key_file: %w; make one with \"borgerbot keys new\"", err))
	}
}

// soon is how many days before the client secret's last day it is pointed out.
const soon = 30

// secret looks at the last day of the secret that access tokens are got with.
func (k *reader) secret() {
	last := k.cfg.OAuth.SecretExpires
	if !k.cfg.SignsInByToken() || last.IsZero() {
		return
	}
	switch left := last.Sub(k.today); {
	case left < 0:
		k.doubt("oauth", fmt.Sprintf("oauth.secret_expires: the secret has expired on %s", last),
			"make a new one in Entra, or write the last day of the one in use")
	case left <= soon:
		k.doubt("oauth", fmt.Sprintf("oauth.secret_expires: the secret expires on %s, in %d days", last, left), "make a new one in Entra")
	}
}

// letters parses and writes every letter, and returns how many there are.
func (k *reader) letters() int {
	if _, err := daemon.ReadCards(k.cfg); err != nil {
		k.fail("templates", err)
	}
	set, err := letter.Parse(templates.FS)
	if err != nil {
		k.fail("templates", err)
		return 0
	}
	k.fail("templates", errors.Join(set.CheckOffice(k.cfg.Office())...))
	count := 0
	for _, lang := range []casework.Language{casework.Danish, casework.English, casework.Unknown} {
		count += len(set.Samples(lang))
	}
	return count
}

// rules compiles every rule and tries its examples. It returns how many files
// there are, and how many entries the directory of referrals has.
func (k *reader) rules() (files, referrals int) {
	fsys, err := k.cfg.RuleFiles()
	if err != nil {
		k.fail("rules", err)
		return 0, 0
	}
	judge, err := scope.Load(fsys, k.cfg.Scope())
	if err != nil {
		k.fail("rules", err)
		return 0, 0
	}
	err = fs.WalkDir(fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if path.Ext(name) == ".yaml" {
			files++
		}
		return err
	})
	k.fail("rules", err)
	k.referrals(judge.Referrals())
	return files, len(judge.Referrals())
}

// referrals says how fresh the directory of authorities is. Only an office with
// rules of its own can do something about it.
func (k *reader) referrals(all []scope.Referral) {
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
	note := func(about string) {
		k.tell(Finding{Part: "rules", Status: Note, What: "the directory of authorities comes with the program" + about})
	}
	switch {
	case stale == 0:
	case k.cfg.Remit.Directory != "":
		k.doubt("rules", fmt.Sprintf("rules: %d of %d referrals have not been checked for a year", stale, len(all)),
			"read the authorities' pages and set checked_on")
	case last.IsZero():
		note("; no date of a last check is recorded in it")
	default:
		note(fmt.Sprintf(" and was last checked on %s", last))
	}
}

// yearsAhead is how far the calendar is tried.
const yearsAhead = 3

// calendar tries every day of the years ahead for an answer date that lies oddly
// far away, and returns the last day tried.
func (k *reader) calendar() calendar.Date {
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
		k.doubt("calendar", fmt.Sprintf("calendar: a letter of %s is due only on %s, %d days later", worst, worstDue, wait),
			"are the closings and absences right?")
	}
	if last, ends := lastClosing(k.cfg); ends && last.Before(k.today) {
		k.doubt("calendar", fmt.Sprintf("calendar: the last closing day was %s", last), "are the next ones missing?")
	}
	return end
}

// lastClosing is the office's last closing day, if it ends: a yearly one does not.
func lastClosing(cfg *config.Config) (last calendar.Date, ends bool) {
	for _, c := range cfg.Days.Closings {
		if c.Yearly && c.ValidTo.IsZero() {
			return last, false
		}
		if c.To.After(last) {
			last = c.To
		}
	}
	return last, !last.IsZero()
}
