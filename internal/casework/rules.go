package casework

import (
	"time"

	"borgerbot/internal/calendar"
)

// Rules are what the office has decided about its own course: the differences
// between the presets, as data. They do not change while an event is applied.
type Rules struct {
	Calendar *calendar.Calendar
	Location *time.Location // Europe/Copenhagen
	// OpensCase tells when an inquiry becomes a case (H18, L37).
	OpensCase OpensCase
	// Sharing is what holds for the department until the citizen says otherwise.
	Sharing  SharingDefault
	Receipt  LetterID // L01 or L02
	Deadline DeadlineRule
	Hours    ReminderHours
	// AcuteReceipt lets the plain receipt, with its line on 112, go to an acute
	// letter (domain 4.2).
	AcuteReceipt bool
	// Grace is how long an act can be undone and its letters wait.
	Grace time.Duration
	// SecureRelay says that the office's relay enforces secure mail, so that
	// letters with case content may go by mail (L27).
	SecureRelay bool
	// ConsentRequired: no examination before the citizen says yes (H23).
	ConsentRequired bool
	// CopyToCitizen sends L12 in the same act as L11 (H20).
	CopyToCitizen bool
	// DepartmentWorkdays is how long a department is given that has no time of its
	// own.
	DepartmentWorkdays int
	// Departments are those of the configuration, by id.
	Departments map[string]DepartmentRule
	// MandateReviewMonths is after how many months an adviser is to ask whether a
	// power of attorney still holds; 0 is never.
	MandateReviewMonths int
	// SilenceDays is after how many quiet calendar days closing is proposed.
	SilenceDays int
	// MailboxErased says that erasing an inquiry also erases the office's own
	// mailbox copies, so that L17 may say so.
	MailboxErased bool
	Retention     Retention
	Records       RecordsRule
}

// DepartmentRule is what the course must know of a department.
type DepartmentRule struct {
	Workdays int // how long it is given; 0: [Rules.DepartmentWorkdays]
	// NoAddress: its letters go by an adviser's own hand.
	NoAddress bool
}

// knows reports whether the configuration has the department. One may have been
// taken out of it since it was chosen.
func (r Rules) knows(department string) bool {
	_, ok := r.Departments[department]
	return ok
}

// DepartmentDue is by when a department that is asked today is to answer.
func (r Rules) DepartmentDue(id string, today calendar.Date) calendar.Date {
	days := r.Departments[id].Workdays
	if days == 0 {
		days = r.DepartmentWorkdays
	}
	return r.Calendar.AddWorkingDays(today, days)
}

// OpensCase is the office's rule for when an inquiry becomes a case.
type OpensCase string

// The rules.
const (
	OnAgreement        OpensCase = "on_agreement"         // Horsens (H16–H18)
	OnWrittenComplaint OpensCase = "on_written_complaint" // Lejre (L37)
)

// SharingDefault is what the citizen's silence means for sharing with a
// department.
type SharingDefault string

// The defaults.
const (
	OptIn  SharingDefault = "opt_in"  // nothing before an agreement (H15, H18)
	OptOut SharingDefault = "opt_out" // unless the citizen expressly says no (L23)
)

// DeadlineRule is the office's promise, or its internal target.
type DeadlineRule struct {
	Promised bool // the citizen is told the date (L37)
	Workdays int
	// SafetyDays moves the date earlier, for the citizen who counts the day of
	// receipt as day one.
	SafetyDays int
	// NoticeWorkdays is the new time frame of the neutral notice (L39).
	NoticeWorkdays int
	// Absences of the whole office: their working days do not count (L38).
	Absences []calendar.Period
}

// ReminderHours are the hours in which advisers may be reminded, on working
// days, as hours of the local clock.
type ReminderHours struct {
	From, To int // 8, 16
	// Notice is when the neutral notice goes on the last day.
	Notice int // 15
}

// ByHand reports whether a letter may not go by mail: an adviser sends it by
// Digital Post (design 4, L27).
func (r Rules) ByHand(l LetterID) bool { return l.CarriesContent() && !r.SecureRelay }

// Due is the office's answer date for an inquiry received on the given day, and
// whether an absence has moved it (design 6, L37–L38).
func (r Rules) Due(received calendar.Date) (due calendar.Date, moved bool) {
	plain := r.deadline(r.Calendar, received)
	due = r.deadline(r.Calendar.WithAbsences(r.Deadline.Absences), received)
	return due, due != plain
}

func (r Rules) deadline(c *calendar.Calendar, received calendar.Date) calendar.Date {
	due := c.AddWorkingDays(received, r.Deadline.Workdays)
	if r.Deadline.SafetyDays > 0 {
		due = c.AddWorkingDays(due, -r.Deadline.SafetyDays)
	}
	return due
}

// Today is the local date of an instant.
func (r Rules) Today(at time.Time) calendar.Date { return calendar.Of(at, r.Location) }
