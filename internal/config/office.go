package config

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"borgerbot/internal/address"
	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/scope"
)

// Rules are the office's decisions about its own course.
func (c *Config) Rules() casework.Rules {
	d := c.Deadline
	return casework.Rules{
		Calendar: c.Calendar(), Location: c.Location,
		OpensCase: c.Course.OpensCase, Sharing: c.Course.Sharing, Receipt: c.Course.Receipt,
		Deadline: casework.DeadlineRule{
			Promised: d.Promised, Workdays: d.Workdays, SafetyDays: d.SafetyDays,
			NoticeWorkdays: d.NoticeExtensionWorkdays, Absences: c.absences(),
		},
		Hours:        casework.ReminderHours{From: d.ReminderHours.From, To: d.ReminderHours.To, Notice: d.NoticeAt},
		AcuteReceipt: c.Course.AcuteReceipt, Grace: c.Submission.Grace, SecureRelay: c.Submission.Secure,
		ConsentRequired: c.Course.ConsentRequired, CopyToCitizen: c.Course.CopyToCitizen,
		DepartmentWorkdays: c.Course.DepartmentWorkdays, Departments: c.departments(), SilenceDays: c.Course.SilenceDays,
		MailboxErased: c.Retention.Mailbox == EraseMail, Retention: c.retention(),
		MandateReviewMonths: c.Course.MandateReviewMonths, Records: c.Export.records(),
	}
}

func (c *Config) retention() casework.Retention {
	r := c.Retention
	return casework.Retention{Contact: r.ContactDays, Case: r.CaseDays, Outcomes: r.OutcomeDays, Max: r.MaxDays}
}

func (c *Config) departments() map[string]casework.DepartmentRule {
	rules := map[string]casework.DepartmentRule{}
	for _, d := range c.Departments {
		rules[d.ID] = casework.DepartmentRule{Workdays: d.Workdays, NoAddress: d.Address == ""}
	}
	return rules
}

// Office is what letters say about the office.
func (c *Config) Office() letter.Office {
	f := c.Facts
	office := letter.Office{
		Municipality: f.Municipality, Title: letter.Words(f.Title), Council: letter.Words(f.Council),
		Phone: f.Phone, Email: f.Email, Backup: letter.Words(f.Backup),
		PrivacyURL: f.PrivacyURL, SecurityURL: f.SecurityURL, PowerOfAttorneyURL: f.PowerOfAttorneyURL,
		SecureMail: letter.SecureMail(f.SecureMail),
		Disclosure: c.Slack.Disclosure, Sharing: c.Course.Sharing, OpensCase: c.Course.OpensCase,
		OldFromClosing: c.Remit.Old.Anchor == scope.AnchorClosed, CanFormulate: f.CanFormulate, MeetingRole: f.MeetingRole,
		RetentionDays: c.retention().Longest(), MailboxErased: c.Retention.Mailbox == EraseMail,
		EmergencyLine: f.EmergencyLine, ConsentRequired: c.Course.ConsentRequired, CopyToCitizen: c.Course.CopyToCitizen,
	}
	for _, a := range c.Advisers {
		office.Advisers = append(office.Advisers, letter.Adviser{Name: a.Name, Phone: a.Phone, Email: a.Email})
	}
	for _, day := range f.DropIn {
		office.DropIn = append(office.DropIn, time.Monday+time.Weekday(slices.Index(weekdays, string(day))))
	}
	return office
}

// OwnAddresses are those the office's own letters come from: its mailboxes', and those
// of the accounts it signs in with, which some servers write in their place.
func (c *Config) OwnAddresses() (own []string) {
	for _, m := range c.Mailboxes {
		own = append(own, m.Address, m.IMAP.User)
		if wire, err := address.ASCII(m.Address); err == nil {
			own = append(own, wire)
		}
	}
	return append(own, c.Submission.User)
}

// Scope is what the rules on the remit need to know about the office.
func (c *Config) Scope() scope.Office {
	office := scope.Office{
		Preset: c.Preset, Grounds: map[casework.Ground]scope.GroundRule{},
		Unlisted: c.Remit.Unlisted, Municipality: c.Facts.Place,
	}
	for ground, use := range c.Remit.Grounds {
		rule := scope.GroundRule{On: use != Off, SuggestOnly: use == Suggest}
		if ground == casework.GroundOld {
			rule.Months, rule.Anchor, rule.Hard = c.Remit.Old.Months, c.Remit.Old.Anchor, c.Remit.Old.Hard
		}
		office.Grounds[ground] = rule
	}
	for _, a := range c.Advisers {
		office.Advisers = append(office.Advisers, a.Name)
	}
	return office
}

// Calendar has the office's closing days. Absences are not in it: they belong to
// the promise, and [casework.Rules.Due] adds them.
func (c *Config) Calendar() *calendar.Calendar { return calendar.New(c.closings()...) }

// CalendarFingerprint names the days and numbers that deadlines follow from. When
// it differs from the last start's, open deadlines are counted again.
func (c *Config) CalendarFingerprint() string {
	sum := sha256.Sum256(fmt.Append(nil, c.closings(), c.absences(), c.Deadline.Workdays, c.Deadline.SafetyDays))
	return hex.EncodeToString(sum[:8])
}

func (c *Config) closings() []calendar.Closing {
	all := make([]calendar.Closing, len(c.Days.Closings))
	for i, closing := range c.Days.Closings {
		all[i] = calendar.Closing(closing)
	}
	return all
}

func (c *Config) absences() []calendar.Period {
	all := make([]calendar.Period, len(c.Days.Absences))
	for i, absence := range c.Days.Absences {
		all[i] = calendar.Period(absence)
	}
	return all
}
