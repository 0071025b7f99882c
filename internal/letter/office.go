package letter

import (
	"fmt"
	"time"

	"borgerbot/internal/casework"
)

// Office is what letters say about the office, from its configuration. Whether
// a sentence is written, and how, follows these facts.
type Office struct {
	Municipality string `need:"yes"` // "Lejre Kommune"
	// Title stands under an adviser's name: "Borgerrådgiver".
	Title Words `need:"yes"`
	// Council is the elected council, which decides the service level (L07), as it
	// stands inside a sentence: "byrådet".
	Council  Words `need:"yes"`
	Phone    string
	Email    string    `need:"yes"` // the mailbox that is read
	Advisers []Adviser `need:"yes"`
	// DropIn are the weekdays of office hours at the town hall (H2).
	DropIn []time.Weekday

	PrivacyURL         string `need:"yes"` // rights under data protection law (H26, L25)
	SecurityURL        string // data security (L25)
	PowerOfAttorneyURL string // a form (L33)
	SecureMail         SecureMail

	Disclosure Disclosure              `need:"yes"`
	Sharing    casework.SharingDefault `need:"yes"`
	OpensCase  casework.OpensCase      `need:"yes"`
	// OldFromClosing: the one-year rule counts from the closing of the case and is
	// firm (L21); otherwise from what happened, and only as a rule (H31).
	OldFromClosing bool
	// CanFormulate: the office also helps to word a complaint (L10).
	CanFormulate bool
	MeetingRole  MeetingRole `need:"yes"`
	// RetentionDays is after how many days a contact that became no case is
	// erased; 0 leaves the sentence out.
	RetentionDays int
	// MailboxErased: erasure reaches the office's mailbox too.
	MailboxErased bool
	// EmergencyLine: receipts say whom to call in danger (domain 4.2).
	EmergencyLine bool
	// ConsentRequired: nothing is collected before the citizen says yes (H23).
	ConsentRequired bool
	// CopyToCitizen: the citizen gets a copy of what the department is sent (H20).
	CopyToCitizen bool
	// Backup is whom to contact while the office is away; empty leaves it out.
	Backup Words
}

// Several reports whether the office has more than one adviser.
func (o Office) Several() bool { return len(o.Advisers) > 1 }

// Phones are the numbers the office answers: its own, or else each adviser's, with
// her name where there are several. There may be none.
func (o Office) Phones() []string {
	switch {
	case o.Phone != "":
		return []string{o.Phone}
	case !o.Several() && o.Advisers[0].Phone == "":
		return nil
	case !o.Several():
		return []string{o.Advisers[0].Phone}
	}
	var lines []string
	for _, a := range o.Advisers {
		lines = append(lines, fmt.Sprintf("%s: %s", a.Name, a.Phone))
	}
	return lines
}

// Adviser is an adviser as letters name her.
type Adviser struct {
	Name  string
	Phone string
	Email string
}

// Words are the same words in both languages of the letters.
type Words struct{ Da, En string }

// SecureMail is where a citizen can write safely (H6, L26).
type SecureMail struct {
	URL          string `need:"yes"`
	Alternatives []string
}

// Disclosure is how much of a letter the advisers' Slack channel gets to see.
type Disclosure string

// The modes.
const (
	Minimal  Disclosure = "minimal"  // dates, verdict and flags
	Modal    Disclosure = "modal"    // the redacted text, in a window that is not kept
	Redacted Disclosure = "redacted" // also a masked excerpt on the card
)

// MeetingRole is what an adviser is at a citizen's meeting.
type MeetingRole string

// The roles.
const (
	Participant MeetingRole = "participant" // (H13)
	Observer    MeetingRole = "observer"    // (L7)
)

// Referral is somebody else who can help, from the referral directory.
type Referral struct {
	Name     Words
	How      Words // how to turn to them; whole sentences
	Deadline Words // the typical time limit, as a whole sentence; may be empty
	URL      string
}

// CopyChannel is how the citizen gets the copy of a letter to a department.
type CopyChannel string

// The channels.
const (
	NoCopy            CopyChannel = ""
	CopyByDigitalPost CopyChannel = "digital_post"
	CopyByMail        CopyChannel = "mail"
)
