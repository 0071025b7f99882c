package config

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

func (l *loader) checkCourse() {
	c, d := &l.cfg.Course, &l.cfg.Deadline
	l.must((c.Receipt == casework.LetterReceiptDeadline) == d.Promised, "course.receipt",
		"L01 tells the promised date and L02 none: write L01 with deadline.promised true, L02 with false",
		"deadline.promised")
	l.number("course.department_workdays", c.DepartmentWorkdays, 1, 60)
	l.number("course.mandate_review_months", c.MandateReviewMonths, 0, 120)
	l.number("course.silence_days", c.SilenceDays, 1, 365)
	least := 0
	if d.Promised {
		least = 1
	}
	l.number("deadline.workdays", d.Workdays, least, 60, "deadline.promised")
	l.number("deadline.safety_days", d.SafetyDays, 0, max(0, d.Workdays-1), "deadline.workdays")
	l.number("deadline.notice_extension_workdays", d.NoticeExtensionWorkdays, 1, 30)
	from := "deadline.reminder_hours.from"
	l.number(from, d.ReminderHours.From, 0, 22)
	l.number("deadline.reminder_hours.to", d.ReminderHours.To, 1, 23)
	l.number("deadline.notice_at", d.NoticeAt, 1, 22)
	l.must(d.ReminderHours.From < d.ReminderHours.To, "deadline.reminder_hours.to", "the hours end before they begin; write a later hour", from)
	l.must(d.ReminderHours.From < d.NoticeAt, "deadline.notice_at", "the notice would go before the day's reminders; write a later hour", from)
	l.checkRetention()
	l.number("report.start_month", l.cfg.Report.StartMonth, 1, 12)
	l.number("report.suppress_below", l.cfg.Report.SuppressBelow, 3, 100)
}

// maxKept is for how many days something can be kept: thirty years.
const maxKept = 30 * 365

func (l *loader) checkRetention() {
	r := l.cfg.Retention
	l.number("retention.contact_days", r.ContactDays, 0, 3650)
	l.number("retention.case_days", r.CaseDays, 0, maxKept)
	for _, outcome := range slices.Sorted(maps.Keys(r.OutcomeDays)) {
		l.number("retention.outcome_days."+string(outcome), r.OutcomeDays[outcome], 0, maxKept)
	}
	l.number("retention.max_days", r.MaxDays, 0, 3650)
	l.must(r.MaxDays == 0 || r.MaxDays > l.cfg.Course.SilenceDays, "retention.max_days",
		"a contact would be erased before closing it has been proposed; write more days than course.silence_days", "course.silence_days")
}

func (l *loader) checkDays() {
	for i, c := range l.cfg.Days.Closings {
		path := fmt.Sprintf("calendar.closings[%d]", i)
		if err := calendar.CheckClosings([]calendar.Closing{calendar.Closing(c)}); err != nil {
			l.must(false, path, err.Error())
			l.undecoded["calendar.closings"] = true
		}
	}
	// What is left is about all of them together.
	if !l.known("calendar.closings", nil) {
		if err := calendar.CheckClosings(l.cfg.closings()); err != nil {
			l.must(false, "calendar.closings", err.Error())
		}
	}
	for i, a := range l.cfg.Days.Absences {
		l.checkPeriod(a, fmt.Sprintf("calendar.absences[%d]", i))
	}
}

func (l *loader) checkPeriod(a Absence, path string) {
	l.must(!a.From.IsZero() && !a.To.IsZero(), path, "write its first and last day as from and to")
	l.must(a.To.IsZero() || !a.To.Before(a.From), path, "the last day lies before the first")
	l.must(a.To.Sub(a.From) < maxAbsence, path, fmt.Sprintf("is longer than %d days; somebody must stand in", maxAbsence))
}

// maxAbsence is for how many days an office can be away: a promise must not move
// out of sight.
const maxAbsence = 92

func (l *loader) checkRemit() {
	r := &l.cfg.Remit
	l.number("rules.old.months", r.Old.Months, 1, 120)
	seen := map[string]string{}
	for i, kind := range r.Unlisted {
		l.unique(seen, string(kind), fmt.Sprintf("rules.unlisted[%d]", i))
	}
	if dir := string(r.Directory); dir != "" {
		if err := folder(dir); err != nil {
			l.must(false, "rules.directory", err.Error())
		}
	}
}

// folder tells that there is no such folder, and where it was looked for.
func folder(path string) error {
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return nil
	}
	if strings.Contains(path, "~") {
		return fmt.Errorf("there is no folder %s; ~ is not expanded: write the whole path", path)
	}
	return fmt.Errorf("there is no folder %s", path)
}
