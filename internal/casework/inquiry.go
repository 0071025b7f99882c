package casework

import (
	"slices"
	"time"

	"borgerbot/internal/address"
	"borgerbot/internal/calendar"
	"borgerbot/internal/personal"
)

// ID names an inquiry inside the program. It is derived from the mail that
// opened it, so that a restored older database meets the same name again.
type ID string

// MessageID names a stored raw message: a keyed hash of its bytes.
type MessageID string

// Person is somebody a letter comes from or goes to.
type Person struct {
	Name    personal.Text
	Address personal.Text // mail address; empty when unknown
	Phone   personal.Text
}

// Known reports whether a letter can be addressed to the person. There are
// addresses that people write from and nobody can write to.
func (p Person) Known() bool {
	_, err := address.ASCII(p.Address.Reveal())
	return err == nil
}

// Nobody reports whether nothing is known of the person.
func (p Person) Nobody() bool { return p.Name.Empty() && p.Address.Empty() }

// Inquiry is one henvendelse, and the sag it may become.
type Inquiry struct {
	ID      ID
	Ref     Reference
	Version int // events applied

	Channel     Channel
	Received    time.Time // IMAP INTERNALDATE, never the sender's Date
	Subject     personal.Text
	Language    Language
	Verdict     Verdict
	Attachments Attachments
	Excerpt     personal.Text

	Parties Parties
	Course  Course
	Letters []Letter
	// Drafts lie in the adviser's mail program and have not been seen sent.
	Drafts []Draft
	// Messages counts the letters received in the inquiry, the first included.
	Messages int
	// Provisional are the letters that joined only because their sender has this
	// inquiry open, or had, the oldest first; an adviser may split each off.
	Provisional []ProvisionalLetter
	// Named are the advisers whom its letters name as those they are about.
	Named []AdviserID
	// Suggested are inquiries it may belong to, as references for an adviser.
	Suggested []Reference
	Links     []ID
	// Parts are the inquiries that were merged into this one, the oldest first.
	Parts []Part
	// Related are the references of Links, for cards.
	Related   []Reference
	Notes     int
	Filing    Filing
	LastEvent time.Time
	// LastContact is when the citizen or the office last did something.
	LastContact time.Time
	// Heard is when the citizen last wrote, rang or came; zero in inquiries from
	// before this was kept.
	Heard time.Time
	// OfDepartment: its first letter came from a department's domain.
	OfDepartment bool
	// Hold is set while it must not be erased. No act that is undone lifts it.
	Hold Hold
	// UndoPoint is the last act that can be undone.
	UndoPoint *UndoPoint
}

// ProvisionalLetter is a letter that may be about something else.
type ProvisionalLetter struct {
	Message  MessageID
	Received time.Time
	// Newest: no letter has come since, and the card asks about it.
	Newest bool
	// Brought are the flags that the inquiry has had from it.
	Brought []Flag
	// Home, when set, is the inquiry its sender belongs to since a merge was taken
	// back, and HomeRef its reference.
	Home    ID
	HomeRef Reference
}

// AsksToSplit reports whether the newest letter joined provisionally.
func (q Inquiry) AsksToSplit() bool {
	return slices.ContainsFunc(q.Provisional, func(p ProvisionalLetter) bool { return p.Newest && p.Home == "" })
}

// Strays are the letters that may belong to an inquiry that is no part of this one
// any more.
func (q Inquiry) Strays() []ProvisionalLetter {
	return slices.DeleteFunc(slices.Clone(q.Provisional), func(p ProvisionalLetter) bool { return p.Home == "" })
}

// HomeOf is the inquiry that such a letter may belong to.
func (q Inquiry) HomeOf(letter MessageID) ID {
	for _, p := range q.Provisional {
		if p.Message == letter {
			return p.Home
		}
	}
	return ""
}

// AsksToMove reports whether nothing has come since such a letter.
func (q Inquiry) AsksToMove() bool {
	return slices.ContainsFunc(q.Strays(), func(p ProvisionalLetter) bool { return p.Newest })
}

// Course is what acts change and what undoing an act puts back.
type Course struct {
	State   State
	Holder  AdviserID // who has it; empty when nobody
	TakenAt time.Time
	// Contacted: the office has been in touch with the citizen.
	Contacted bool
	Case      Case
	Sharing   SharingState
	Deadline  Deadline
	// Answered is when the promised answer was given; the clock stands still.
	Answered time.Time
	// First is what the statistics count, whatever is written later.
	First First
	// AnsweringOn is the day an adviser said she answers.
	AnsweringOn calendar.Date
	Paused      Reason
	Acute       bool
	// Concerns are the advisers whom it has been recorded to be about.
	Concerns []AdviserID
	// Held is set while an adviser must say where the inquiry belongs or whether
	// its sender is who she says.
	Held bool
	// ReceiptRule is why no receipt went by itself; ReceiptAllowed otherwise.
	ReceiptRule ReceiptRule
	// Bounced is why the newest letter that came back did not arrive; none once
	// somebody has been in touch with the citizen since.
	Bounced Reason
	// DepartmentBounced is the same of a letter to a department, which no talk with the
	// citizen makes good: none once another has arrived there, or it has answered.
	DepartmentBounced Reason

	Grounds       []Ground
	Referrals     []string
	Department    string
	DepartmentDue calendar.Date
	// DepartmentLate: that date has passed, and the adviser has been told.
	DepartmentLate bool
	// CopyOwed: the citizen has been promised a copy of the letter to the department,
	// and no adviser has said that she has it (H20).
	CopyOwed bool
	// Copied: the department's answer is here; otherwise it is only known of.
	Copied     bool
	Consent    Consent
	Examined   time.Time // when the newest examination began
	Outcome    Outcome
	MergedInto ID // with the outcome Merged: the inquiry that has the letters
	MergedRef  Reference
	Stood      Standing // before it was merged
	Theme      Kind
	Finding    Finding
	Closed     time.Time
	// Requests are the wishes under access and data protection law.
	Requests []Request
	// Meeting is the day of the meeting an adviser takes part in; zero when none.
	Meeting calendar.Date
	// HandedOver: the case is in the records system (journalisering).
	HandedOver bool
	// HandedOverAt is when that was recorded; zero where that was not kept.
	HandedOverAt time.Time
	// Silence is the last contact for which closing has been proposed.
	Silence time.Time
}

// Case tells whether and how the inquiry became a case (sag).
type Case struct {
	Opened time.Time // zero: a contact, not a case
	// Agreed: citizen and adviser agreed that the department shall answer (H18).
	Agreed bool
}

// First is the first promise to the citizen and the first answer to her. A later
// letter starts the clock anew (domain 6.2) and leaves both as they are.
type First struct {
	Promised calendar.Date // the date of the first promise; zero when none was made
	Answered time.Time
}

// IsCase reports whether the inquiry has become a case.
func (c Course) IsCase() bool { return !c.Case.Opened.IsZero() }

// SharingState is what the citizen has said about sharing with the municipality.
type SharingState string

// The states.
const (
	SharingUnsaid  SharingState = ""
	SharingAgreed  SharingState = "agreed"
	SharingDoubted SharingState = "doubted" // a letter seems to say no; an adviser says whether it does
	SharingRefused SharingState = "refused" // an adviser has recorded a no (L24)
)

// Blocked reports whether no outward act may be done: after a no, and while there
// may be one.
func (s SharingState) Blocked() bool { return isOneOf(s, SharingDoubted, SharingRefused) }

// Deadline is the running answer date.
type Deadline struct {
	Date     calendar.Date // zero: no clock runs
	Promised bool          // the citizen was promised it (L37)
	// From and Days are how Date was counted, so that it can be counted again.
	// Days is 0 for a date an adviser set.
	From calendar.Date
	Days int
	// Moved: an absence has moved the date (L38).
	Moved bool
	// Told is the date the citizen was last told.
	Told calendar.Date
	// Reached is the last step of the ladder taken for this date.
	Reached Step
	// Noticed: the neutral notice has gone; it goes once.
	Noticed bool
	// Was is the promised date that this one took the place of; zero: none.
	Was calendar.Date
}

// Anchor is the date the ladder runs toward: the earlier of the date counted
// and the date the citizen was told, so that a date moved by a new closing day
// breaks no promise silently.
func (d Deadline) Anchor() calendar.Date {
	if !d.Told.IsZero() && d.Told.Before(d.Date) {
		return d.Told
	}
	return d.Date
}

// Letter is a letter that has been decided, and what became of it.
type Letter struct {
	Key       string
	Letter    LetterID
	To        Role
	Automatic bool
	Decided   time.Time
	By        AdviserID
	// MeetBy is the promised date this letter must meet by being delivered.
	MeetBy calendar.Date
	// Wish is the kind of the [Request] that this letter tells a new date for, and WishBy
	// the date she was told before.
	Wish    Reason
	WishBy  calendar.Date
	Status  LetterStatus
	Changed time.Time
	// Alarmed: the advisers have been told that it is not delivered.
	Alarmed bool
	// Seen: an adviser wrote it in her mail program, and it was found in Sent.
	Seen bool
	// Stopped: it was called off before it was known whether it had left.
	Stopped bool
	// Delayed: a relay has it, and a server on the way is still trying.
	Delayed bool
}

// LetterStatus is what has become of a letter.
type LetterStatus string

// The statuses.
const (
	LetterPending   LetterStatus = "pending"
	LetterByHand    LetterStatus = "by_hand" // text prepared for Digital Post
	LetterSent      LetterStatus = "delivered"
	LetterStuck     LetterStatus = "failed"
	LetterUncertain LetterStatus = "in_doubt"
	LetterCancelled LetterStatus = "cancelled"
)

// InFlight reports whether the letter may still arrive by itself.
func (l Letter) InFlight() bool { return isOneOf(l.Status, LetterPending, LetterUncertain) }

// CalledOff reports whether a letter has been stopped: it is not to be tried again.
func (q Inquiry) CalledOff(key string) bool {
	return slices.ContainsFunc(q.Letters, func(l Letter) bool { return l.Key == key && l.Status == LetterCancelled })
}

// UndoPoint is an act that can still be undone.
type UndoPoint struct {
	Act     EventType
	At      time.Time
	Until   time.Time
	Before  Course
	Parties Parties
	Keys    []string // letters to cancel
	ByHand  []string // letters an adviser said she sent
	// Prepared are letters that had been prepared and go back to that.
	Prepared []string
	// Drafts are those that the act overtook.
	Drafts []Draft
}
