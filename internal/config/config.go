package config

import (
	"crypto/x509"
	"time"

	"filippo.io/age"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/scope"
)

// Config is an office's configuration. The comments in config/lejre.yaml explain
// every key.
type Config struct {
	Preset      string       `yaml:"preset"` // "horsens" or "lejre"
	Instance    string       `yaml:"instance"`
	DataDir     Path         `yaml:"data_dir"`
	MasterKey   Secret       `yaml:"master_key_file"`
	Facts       Facts        `yaml:"office"`
	Advisers    []Adviser    `yaml:"advisers"`
	Departments []Department `yaml:"departments"`
	Mailboxes   []Mailbox    `yaml:"mailboxes"`
	Submission  Submission   `yaml:"submission"`
	OAuth       OAuth        `yaml:"oauth"`
	Slack       Slack        `yaml:"slack"`
	Snippets    Snippets     `yaml:"snippets"`
	Course      Course       `yaml:"course"`
	Deadline    Deadline     `yaml:"deadline"`
	Days        Days         `yaml:"calendar"`
	Remit       Remit        `yaml:"rules"`
	Intake      Intake       `yaml:"intake"`
	Caps        Caps         `yaml:"caps"`
	Retention   Retention    `yaml:"retention"`
	Health      Health       `yaml:"health"`
	Backup      Backup       `yaml:"backup"`
	Export      Export       `yaml:"export"`
	// AllowCLIContent lets commands write out what citizens wrote (design 7).
	AllowCLIContent bool   `yaml:"allow_cli_content"`
	Report          Report `yaml:"report"`
	Log             Log    `yaml:"log"`

	// Location is Europe/Copenhagen.
	Location *time.Location `yaml:"-"`
	// Warnings are doubts that do not keep the program from running.
	Warnings []Finding `yaml:"-"`
}

// Facts are what letters say about the office.
type Facts struct {
	Municipality       string             `yaml:"municipality"`
	Place              string             `yaml:"place"`
	Title              Words              `yaml:"title"`
	Council            Words              `yaml:"council"`
	Phone              string             `yaml:"phone"`
	Email              string             `yaml:"email"`
	DropIn             []Weekday          `yaml:"drop_in"`
	PrivacyURL         string             `yaml:"privacy_url"`
	SecurityURL        string             `yaml:"security_url"`
	PowerOfAttorneyURL string             `yaml:"power_of_attorney_url"`
	SecureMail         SecureMail         `yaml:"secure_mail"`
	Backup             Words              `yaml:"backup"`
	MeetingRole        letter.MeetingRole `yaml:"meeting_role"`
	CanFormulate       bool               `yaml:"can_formulate"`
	EmergencyLine      bool               `yaml:"emergency_line"`
	ConflictContact    string             `yaml:"conflict_contact"`
	DutyContact        string             `yaml:"duty_contact"`
}

// Snippets are pieces of text (tekststykker) for the advisers' own fields (domain 7.5).
// What is in them the cards check.
type Snippets struct {
	// BuiltIn keeps those that come with the program, before the office's own.
	BuiltIn bool      `yaml:"built_in"`
	Own     []Snippet `yaml:"own"`
}

// Snippet is one piece of text, for the field of a window that has the name.
type Snippet struct {
	Field string `yaml:"field"`
	Label string `yaml:"label"`
	Da    string `yaml:"da"`
	En    string `yaml:"en"`
}

// Words are the same words in both languages of the letters.
type Words struct {
	Da string `yaml:"da"`
	En string `yaml:"en"`
}

// SecureMail is where a citizen can write safely (H6, L26).
type SecureMail struct {
	URL          string   `yaml:"url"`
	Alternatives []string `yaml:"alternatives"`
}

// Adviser is a borgerrådgiver.
type Adviser struct {
	ID    casework.AdviserID `yaml:"id"`
	Name  string             `yaml:"name"`
	Phone string             `yaml:"phone"`
	Email string             `yaml:"email"`
	Slack string             `yaml:"slack"` // member id
	// Alarms is the address alarms go to.
	Alarms   string       `yaml:"alarms"`
	Absences []OwnAbsence `yaml:"absences"`
}

// OwnAbsence is when one adviser is away. Deputy looks after what is hers meanwhile.
type OwnAbsence struct {
	From   calendar.Date      `yaml:"from"`
	To     calendar.Date      `yaml:"to"`
	Deputy casework.AdviserID `yaml:"deputy"`
}

// Department is a part of the municipality that can be asked (H19).
type Department struct {
	ID      string   `yaml:"id"`
	Name    string   `yaml:"name"`
	Address string   `yaml:"address"`
	Domains []string `yaml:"domains"`
	// Workdays is how long it is given to answer; 0: course.department_workdays.
	Workdays int `yaml:"workdays"`
}

// Mailbox is a mailbox that is read.
type Mailbox struct {
	ID           string             `yaml:"id"`
	Address      string             `yaml:"address"`
	Name         string             `yaml:"name"`
	IMAP         IMAP               `yaml:"imap"`
	Inbox        string             `yaml:"inbox"`
	Sent         string             `yaml:"sent"`
	Drafts       string             `yaml:"drafts"`
	Folders      []string           `yaml:"folders"`
	Owner        casework.AdviserID `yaml:"owner"` // empty: nobody's from the start
	After        After              `yaml:"after"`
	MaxMegabytes int                `yaml:"max_megabytes"` // of 2^20 bytes
}

// IMAP is how a mailbox is reached.
type IMAP struct {
	Server   string  `yaml:"server"` // host:port
	TLS      TLSMode `yaml:"tls"`
	CAFile   Path    `yaml:"ca_file"`
	Auth     Auth    `yaml:"auth"`
	User     string  `yaml:"user"`
	Password Secret  `yaml:"password_file"` // with [Password]
	// RootCAs are the certificates of CAFile; nil stands for the system's.
	RootCAs *x509.CertPool `yaml:"-"`
}

// After is what happens to a message in the mailbox once it is stored; at most
// one of the two is set.
type After struct {
	Flag string `yaml:"flag"`
	Move string `yaml:"move"`
}

// Submission is the server that takes our letters (RFC 6409), and how.
type Submission struct {
	Server        string        `yaml:"server"` // host:port
	TLS           TLSMode       `yaml:"tls"`
	CAFile        Path          `yaml:"ca_file"`
	Auth          Auth          `yaml:"auth"`
	User          string        `yaml:"user"`          // empty: no sign-in
	Password      Secret        `yaml:"password_file"` // with [Password]
	HELO          string        `yaml:"helo"`
	MessageDomain string        `yaml:"message_domain"` // ends our Message-IDs
	NullSender    bool          `yaml:"null_sender"`
	Secure        bool          `yaml:"secure"`
	Proof         Proof         `yaml:"proof"`
	CopyToSent    bool          `yaml:"copy_to_sent"`
	Grace         time.Duration `yaml:"grace"`
	GiveUp        time.Duration `yaml:"give_up"`
	Connections   int           `yaml:"connections"` // at a time
	PerMinute     int           `yaml:"per_minute"`  // letters; 0 is no bound
	// RootCAs are the certificates of CAFile; nil stands for the system's.
	RootCAs *x509.CertPool `yaml:"-"`
}

// OAuth is the app that gets access tokens for whatever signs in with [XOAUTH2]
// (RFC 6749 §4.4).
type OAuth struct {
	Tenant        string        `yaml:"tenant"` // Microsoft Entra's; empty: token_url
	ClientID      string        `yaml:"client_id"`
	Secret        Secret        `yaml:"secret_file"`
	SecretExpires calendar.Date `yaml:"secret_expires"` // zero: nobody knows
	TokenURL      string        `yaml:"token_url"`
	Scope         string        `yaml:"scope"`
	CAFile        Path          `yaml:"ca_file"`
	// RootCAs are the certificates of CAFile; nil stands for the system's.
	RootCAs *x509.CertPool `yaml:"-"`
}

// Slack is the advisers' channel.
type Slack struct {
	Channel        string            `yaml:"channel"`
	BotToken       Secret            `yaml:"bot_token_file"`
	AppToken       Secret            `yaml:"app_token_file"`
	Bots           []string          `yaml:"bots"`
	Disclosure     letter.Disclosure `yaml:"disclosure"`
	RiskAssessment string            `yaml:"risk_assessment"`
	BaseURL        string            `yaml:"base_url"` // ends in "/"
}

// Course is the office's own way through an inquiry; see [casework.Rules].
type Course struct {
	OpensCase          casework.OpensCase      `yaml:"opens_case"`
	Sharing            casework.SharingDefault `yaml:"sharing"`
	Receipt            casework.LetterID       `yaml:"receipt"`
	ConsentRequired    bool                    `yaml:"consent_required"`
	CopyToCitizen      bool                    `yaml:"copy_to_citizen"`
	DepartmentWorkdays int                     `yaml:"department_workdays"`
	SilenceDays        int                     `yaml:"silence_days"`
	AcuteReceipt       bool                    `yaml:"acute_receipt"`
	// MandateReviewMonths is after how many months a power of attorney is asked
	// about again; 0 is never.
	MandateReviewMonths int `yaml:"mandate_review_months"`
}

// Deadline is the office's promise, or its internal target.
type Deadline struct {
	Promised                bool          `yaml:"promised"`
	Workdays                int           `yaml:"workdays"`
	SafetyDays              int           `yaml:"safety_days"`
	NoticeExtensionWorkdays int           `yaml:"notice_extension_workdays"`
	NoticeAt                int           `yaml:"notice_at"` // hour
	ReminderHours           ReminderHours `yaml:"reminder_hours"`
}

// ReminderHours are hours of the local clock.
type ReminderHours struct {
	From int `yaml:"from"`
	To   int `yaml:"to"`
}

// Days are the days on which the office is closed beyond the calendar's.
type Days struct {
	Closings []Closing `yaml:"closings"`
	Absences []Absence `yaml:"absences"`
}

// Closing is a [calendar.Closing] as it is written.
type Closing struct {
	Name      string        `yaml:"name"`
	From      calendar.Date `yaml:"from"`
	To        calendar.Date `yaml:"to"`
	Yearly    bool          `yaml:"yearly"`
	ValidFrom calendar.Date `yaml:"valid_from"`
	ValidTo   calendar.Date `yaml:"valid_to"`
}

// Absence is a [calendar.Period] as it is written (L38).
type Absence struct {
	From calendar.Date `yaml:"from"`
	To   calendar.Date `yaml:"to"`
}

// Remit is which grounds for "outside the remit" the office uses.
type Remit struct {
	Grounds  map[casework.Ground]Use `yaml:"grounds"`
	Old      Old                     `yaml:"old"`
	Unlisted []casework.Kind         `yaml:"unlisted"`
	// Directory has rule files in place of the built-in ones; empty: built in.
	Directory Path `yaml:"directory"`
}

// Old is the rule on matters that are too old (H31, L21).
type Old struct {
	Months int          `yaml:"months"`
	Anchor scope.Anchor `yaml:"anchor"`
	Hard   bool         `yaml:"hard"`
}

// Intake is about incoming mail.
type Intake struct {
	AuthServID string        `yaml:"authserv_id"`
	Gateways   []string      `yaml:"gateways"`  // addresses or @domains
	WebForms   []string      `yaml:"web_forms"` // addresses or @domains
	ReadLimit  time.Duration `yaml:"read_limit"`
}

// Caps bound the letters that go without an adviser; 0 does not bind.
type Caps struct {
	SenderFree int `yaml:"sender_free"` // receipts in 30 days before there is one a day
	SenderDay  int `yaml:"sender_day"`  // letters in 24 hours
	Hour       int `yaml:"hour"`        // letters in all
}

// Report is how the annual report counts.
type Report struct {
	StartMonth int `yaml:"start_month"` // of the reporting year; 1 is the calendar year
	// SuppressBelow is the least count that is published: smaller ones are hidden.
	SuppressBelow int `yaml:"suppress_below"`
}

// Retention is how long inquiries are kept, in days; 0 is until an adviser erases.
type Retention struct {
	ContactDays int                      `yaml:"contact_days"` // after closing, of what became no case
	CaseDays    int                      `yaml:"case_days"`    // after closing and hand-over
	OutcomeDays map[casework.Outcome]int `yaml:"outcome_days"` // instead of both, by outcome
	MaxDays     int                      `yaml:"max_days"`     // after the last contact, of what nobody closes
	Mailbox     MailboxOnErase           `yaml:"mailbox"`
}

// Health is who may ask how the program is, and who is told.
type Health struct {
	Listen   string `yaml:"listen"`   // host:port; empty: nowhere
	Expose   bool   `yaml:"expose"`   // Listen may be reached from other machines
	Operator string `yaml:"operator"` // gets the alarms of the system; may be empty
}

// Backup is about copies of the data and of the keys.
type Backup struct {
	// Directory is where copies of the data go; empty: the daemon takes none.
	Directory Path `yaml:"directory"`
	// KeysDirectory is where copies of the keys go; empty: beside the data's.
	KeysDirectory Path     `yaml:"keys_directory"`
	Recipients    []string `yaml:"recipients"` // age1…; none: copies are not encrypted once more
	At            int      `yaml:"at"`         // hour
	KeepDays      int      `yaml:"keep_days"`
	KeepCopies    int      `yaml:"keep_copies"` // the newest, whatever their age
	KeysDays      int      `yaml:"keys_days"`
	AlarmHours    int      `yaml:"alarm_hours"` // since the last good copy
	// To are the recipients, parsed.
	To []age.Recipient `yaml:"-"`
}

// Log is how the program logs.
type Log struct {
	Level  LogLevel  `yaml:"level"`
	Format LogFormat `yaml:"format"`
}
