package letter

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// AlarmCode is something an adviser or the operator must act on today. The code
// of an inquiry's alarm is its [casework.Reason].
type AlarmCode string

// The alarms of the system, and those to others than the advisers.
const (
	MailboxDown    AlarmCode = "mailbox_down"    // no mail can be fetched
	MailboxGap     AlarmCode = "mailbox_gap"     // mail on the server that was not taken in
	MailboxReset   AlarmCode = "mailbox_reset"   // UIDVALIDITY has changed
	SlackUntrusted AlarmCode = "slack_untrusted" // the channel is not the advisers' alone
	SlackDown      AlarmCode = "slack_down"      // nothing can be posted
	SMTPDown       AlarmCode = "smtp_down"       // nothing can be sent
	Breaker        AlarmCode = "breaker"         // too many automatic letters
	Clock          AlarmCode = "clock"           // the server's clock is wrong
	SecretExpires  AlarmCode = "secret_expires"  // soon there will be no signing in to the mailbox
	BackupOld      AlarmCode = "backup_old"      // no good copy of the data for long
	Restored       AlarmCode = "restored"        // the data are an older copy of themselves
	Conflict       AlarmCode = "conflict"        // the letter, for whom the office chose to read what is about an adviser
	AcuteDuty      AlarmCode = "acute_duty"      // somebody may be in danger, for whoever is on duty
	DatabaseDown   AlarmCode = "database_down"   // nothing can be stored
	RecordsDown    AlarmCode = "records_down"    // journals cannot be put into the records system's folder
	// MailboxBack and those after it tell that what one of the others told is over.
	MailboxBack  AlarmCode = "mailbox_back"
	SlackTrusted AlarmCode = "slack_trusted"
	SlackBack    AlarmCode = "slack_back"
	SMTPBack     AlarmCode = "smtp_back"
	DatabaseBack AlarmCode = "database_back"
	RecordsBack  AlarmCode = "records_back"
)

// others are the alarms that go to no operator.
var others = []AlarmCode{Conflict, AcuteDuty}

// reasons are the alarms of an inquiry.
var reasons = []casework.Reason{
	casework.ReasonAcute, casework.ReasonNotDelivered, casework.ReasonSuppressed,
	casework.ReasonLetterFailed, casework.ReasonLetterGivenUp, casework.ReasonLetterInDoubt, casework.ReasonUnreadable, casework.ReasonRequestLate,
}

// AlarmCodes lists every alarm.
func AlarmCodes() []AlarmCode {
	all := []AlarmCode{
		MailboxDown, MailboxGap, MailboxReset, SlackUntrusted, SlackDown, SMTPDown, Breaker, Clock, SecretExpires, BackupOld,
		Restored, Conflict, AcuteDuty, DatabaseDown, MailboxBack, SlackTrusted, SlackBack, SMTPBack, DatabaseBack, RecordsDown, RecordsBack,
	}
	for _, reason := range reasons {
		all = append(all, AlarmCode(reason))
	}
	return all
}

// systemCodes are the alarms that the operator is told of as well.
func systemCodes() []AlarmCode {
	return slices.DeleteFunc(AlarmCodes(), func(code AlarmCode) bool {
		return slices.Contains(others, code) || slices.Contains(reasons, casework.Reason(code))
	})
}

// Distrust is why the advisers' channel is not trusted.
type Distrust string

// The reasons.
const (
	ChannelPublic   Distrust = "public"
	ChannelShared   Distrust = "shared" // with another workspace
	ChannelArchived Distrust = "archived"
	ChannelStranger Distrust = "stranger" // a member is no configured adviser
	ChannelAbsent   Distrust = "absent"   // we are not in it
	ChannelUnknown  Distrust = "unknown"  // Slack does not tell
)

var distrusts = []Distrust{
	ChannelPublic, ChannelShared, ChannelArchived, ChannelStranger, ChannelAbsent, ChannelUnknown,
}

// Alarm is a mail to the advisers or the operator: what is red and what to do.
// It holds nothing of any case but with Conflict, and it is in Danish.
type Alarm struct {
	Code    AlarmCode
	Ref     casework.Reference // of the inquiry, with a casework reason
	Why     Distrust           // with SlackUntrusted
	Mailbox string             // the configuration's name, with a mailbox alarm or an inquiry that came by mail
	// Received is when the letter came, in the office's time, with an alarm of an
	// inquiry: that is how it is found in the mailbox.
	Received time.Time
	Phones   []string        // of the office, with AcuteDuty
	Since    calendar.Date   // of the last copy, with one about copies; none leaves it out
	Count    int             // of mails or letters concerned; 0 leaves it out
	Last     calendar.Date   // the last day it works, with SecretExpires
	From     casework.Person // who wrote, with Conflict
	Words    personal.Text   // what she wrote, with Conflict
	// Began is since when it has been so, in the office's time, and Cause the code of
	// what is wrong; both for the operator alone, with an outage.
	Began time.Time
	Cause string
}

// alarmWords are the texts of the alarms (alarms.yaml).
type alarmWords struct {
	Alarms    map[string]alarmText    `yaml:"alarms"`
	Untrusted map[string]distrustText `yaml:"untrusted"`
	// Operator is what who looks after the machine reads of the same alarms.
	Operator map[string]operatorText `yaml:"operator"`
}

// operatorText is an alarm to the operator: what is wrong, and what to do.
type operatorText struct {
	What string `yaml:"what"`
	Do   string `yaml:"do"`
}

// alarmText is one alarm: what the subject says, what has happened, what to do.
type alarmText struct {
	Title string `yaml:"title"`
	What  string `yaml:"what"`
	Do    string `yaml:"do"`
}

// distrustText is what is wrong with the channel and what to do about it; it
// stands before what to do about any such alarm.
type distrustText struct {
	Why string `yaml:"why"`
	Do  string `yaml:"do"`
}

// alarmData is what the template sees.
type alarmData struct {
	Ref     casework.Reference
	Title   string
	What    string
	Why     string
	Do      string
	Mailbox string
	// Received and Clock are the day and the time of day of a letter.
	Received calendar.Date
	Clock    string
	Phones   []string
	Since    calendar.Date
	Count    int
	Last     calendar.Date
	From     casework.Person
	Words    personal.Text
	// Began and BeganAt are the day and the time of day it began; Code and Cause what
	// the manual and the log call it.
	Began   calendar.Date
	BeganAt string
	Code    AlarmCode
	Cause   string
}

func readAlarms(fsys fs.FS, path string) (alarmWords, error) {
	var w alarmWords
	if err := readYAML(fsys, path, &w); err != nil {
		return w, err
	}
	complete := slices.DeleteFunc(slices.Collect(maps.Keys(w.Alarms)), func(code string) bool {
		text := w.Alarms[code]
		return text.Title == "" || text.What == "" || text.Do == ""
	})
	explained := slices.DeleteFunc(slices.Collect(maps.Keys(w.Untrusted)), func(why string) bool {
		text := w.Untrusted[why]
		return text.Why == "" || text.Do == ""
	})
	operated := slices.DeleteFunc(slices.Collect(maps.Keys(w.Operator)), func(code string) bool {
		text := w.Operator[code]
		return text.What == "" || text.Do == ""
	})
	if err := errors.Join(
		sameCodes(complete, codes(AlarmCodes())), sameCodes(explained, codes(distrusts)), sameCodes(operated, codes(systemCodes())),
	); err != nil {
		return w, fmt.Errorf("%s: %w", path, err)
	}
	return w, nil
}

// RenderAlarm writes an alarm. The error is an unknown code or reason.
func (s *Set) RenderAlarm(a Alarm) (Rendered, error) {
	data, err := s.alarmData(a)
	if err != nil {
		return Rendered{}, err
	}
	danish := s.languages[casework.Danish]
	return danish.render(danish.name(alarmFile), data)
}

// RenderForOperator writes an alarm of the system for who looks after the machine:
// what is wrong, since when, and what to do there. The error is an unknown code or
// reason.
func (s *Set) RenderForOperator(a Alarm) (Rendered, error) {
	data, err := s.alarmData(a)
	if err != nil {
		return Rendered{}, err
	}
	text, ok := s.alarms.Operator[string(a.Code)]
	if !ok {
		return Rendered{}, fmt.Errorf("alarm %q has no text for the operator", a.Code)
	}
	data.What, data.Do = text.What, text.Do
	if why, ok := s.alarms.Untrusted[string(a.Why)]; ok {
		data.Do = why.Do + " " + text.Do
	}
	danish := s.languages[casework.Danish]
	return danish.render(danish.name(operatorFile), data)
}

// AlarmLine is an alarm of the system in a few lines: what has happened and what to
// do. The error is an unknown code or reason.
func (s *Set) AlarmLine(a Alarm) (string, error) {
	data, err := s.alarmData(a)
	if err != nil {
		return "", err
	}
	words := []string{data.What, data.Why, data.Do}
	if a.Mailbox != "" {
		words = append(words, "("+a.Mailbox+")")
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " "), nil
}

func (s *Set) alarmData(a Alarm) (alarmData, error) {
	text, ok := s.alarms.Alarms[string(a.Code)]
	if !ok {
		return alarmData{}, fmt.Errorf("alarm %q has no text", a.Code)
	}
	do := text.Do
	distrust, ok := s.alarms.Untrusted[string(a.Why)]
	switch {
	case ok:
		do = distrust.Do + " " + do
	case a.Why != "":
		return alarmData{}, fmt.Errorf("alarm %s: %q has no text", a.Code, a.Why)
	}
	data := alarmData{
		Ref: a.Ref, Title: text.Title, What: text.What, Why: distrust.Why, Do: do, Phones: a.Phones,
		Mailbox: a.Mailbox, Since: a.Since, Count: a.Count, Last: a.Last, From: a.From, Words: a.Words,
		Code: a.Code, Cause: a.Cause,
	}
	if !a.Began.IsZero() {
		data.Began, data.BeganAt = calendar.Of(a.Began, a.Began.Location()), a.Began.Format("15.04")
	}
	if !a.Received.IsZero() {
		data.Received, data.Clock = calendar.Of(a.Received, a.Received.Location()), a.Received.Format("15.04")
	}
	return data, nil
}
