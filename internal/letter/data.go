package letter

import (
	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// Data are the facts of one letter. A field marked need must be there, or the
// letter is not written.
type Data interface {
	// Letter is the letter the facts are for.
	Letter() casework.LetterID
	common() Common
}

// Common are the facts every letter has.
type Common struct {
	Office   Office
	Ref      casework.Reference `need:"yes"`
	Received calendar.Date      `need:"yes"`
	// Name is the display name of whom the letter goes to. It is used in the
	// greeting when it looks like a person's name, and may be empty.
	Name personal.Text
	// Signer is the adviser who has the inquiry. Until somebody has, and while a
	// conflict of interest is settled, the letter is signed by the office.
	Signer *Adviser
	// Sensitive: the citizen's mail held facts that ought not to travel by plain
	// mail (L30).
	Sensitive bool
	// ViaDigitalPost: the citizen wrote by Digital Post, which is safe.
	ViaDigitalPost bool
	// FromAnother: the letter goes to somebody who did not write the first one, such
	// as the party once a power of attorney has ended. She is not thanked for it.
	FromAnother bool
	// Spoken: whoever turned to the office rang or came, and is not thanked for a mail.
	Spoken bool
	// Automatic: no person pressed a button for this letter, and it says so.
	Automatic bool
}

func (c Common) common() Common { return c }

// Absence is a time in which the office, or one adviser of it, is away (L38).
type Absence struct{ From, To calendar.Date }

// OneDay reports whether the absence is a single day.
func (a Absence) OneDay() bool { return a.From == a.To }

// Receipt are the facts of both receipts.
type Receipt struct {
	Common
	// Conflict: the mail may be about an adviser, who then will not handle it.
	Conflict bool
	// SharingBlocked: nothing is shared with a department, whatever the office's
	// rule is, because the citizen seems to have said no (L23).
	SharingBlocked bool
}

// ReceiptDeadline is L01, the receipt with the promised date (L37).
type ReceiptDeadline struct {
	Receipt
	Due calendar.Date `need:"yes"`
	// Days are the working days Due lies after the receipt; 0 leaves the sentence
	// out.
	Days int
	// Moved: an absence has moved Due, so that Days no longer fits it.
	Moved   bool
	Absence *Absence // told along with a moved date; may be nil
}

// ReceiptSimple is L02, the receipt without a date (H15–H17).
type ReceiptSimple struct{ Receipt }

// MissingInformation is L03: what the office must know to help.
type MissingInformation struct{ Common }

// AskPowerOfAttorney is L04, to somebody who writes for another (L33). A parent
// who writes for her child is not asked.
type AskPowerOfAttorney struct {
	Common
	// RemindOn is when the office writes again; no date promises nothing.
	RemindOn calendar.Date
	// Lacks is what is missing in the one that has come; empty when none has.
	Lacks []casework.MandateItem
	// OwnMatter: the letter goes to the one whose matter it is, and who wants
	// somebody else to act for her.
	OwnMatter bool
}

// ReceiptRepresentative is L05, when a power of attorney has been accepted (L36).
type ReceiptRepresentative struct {
	Common
	Party       personal.Text // whose matter it is; empty when nobody has her name
	MandateDate calendar.Date `need:"yes"` // when the power of attorney came
	Limits      personal.Text // what the representative may do; empty: the whole case
	Due         calendar.Date // no date when none is promised
}

// PartyConfirmation is L06, to the one whose matter it is (L34). Name is hers.
type PartyConfirmation struct {
	Common
	Representative personal.Text // empty when nobody has the name
	OwnMatter      bool          // she wrote to the office first, and herself
}

// OutOfScope is L07: what the office cannot take up, why, and who can help.
type OutOfScope struct {
	Common
	Ground    casework.Ground `need:"yes"`
	Referrals []Referral
	// ForwardedTo is set only when an adviser has sent the letter on (fvl. § 7,
	// stk. 2).
	ForwardedTo personal.Text
	// AppealClock: a time limit for appeal may be running.
	AppealClock bool
	Decision    calendar.Date // when the decision came, if the letter says so
}

// PartlyInScope is L08: what the office looks at, and what it cannot.
type PartlyInScope struct {
	Common
	Kinds     []casework.Kind   `need:"yes"`
	Grounds   []casework.Ground `need:"yes"`
	Referrals []Referral
	Due       calendar.Date // no date when none is promised
}

// DeadlineNotice is L09 in the adviser's words: what the answer waits for and
// when it comes (L39). It also announces a pause.
type DeadlineNotice struct {
	Common
	Paused     bool
	WaitingFor personal.Text `need:"yes"`
	NextStep   personal.Text
	NewDate    calendar.Date `need:"yes"`
}

// NeutralNotice is L09 as it goes when nobody has written anything: a new date,
// and nothing about work that may not have begun.
type NeutralNotice struct {
	Common
	NewDate calendar.Date `need:"yes"`
}

// AbsenceNotice is L10: holiday or absence moves the answer (L38).
type AbsenceNotice struct {
	Common
	// Who is the adviser who is away while others are there; empty: the office is.
	Who     string
	Absence *Absence      // when, if the office has said so beforehand; may be nil
	NewDate calendar.Date `need:"yes"`
}

// ToDepartment is L11, which asks a department to answer the citizen (H19). It
// carries the content of the case.
type ToDepartment struct {
	Common
	Department string `need:"yes"`
	// Citizen is left out when the adviser tells it through a safer channel.
	Citizen          personal.Text
	ProtectedAddress bool          // (navne- og adressebeskyttelse)
	Topic            personal.Text `need:"yes"` // neutral: "svartid på en ansøgning"
	// Agreed: citizen and adviser have agreed on it (H18).
	Agreed bool
	// Told: a receipt has told the citizen of it, and she has not said no (L23). With
	// neither, the letter says nothing about what she knows.
	Told        bool
	TheirNumber personal.Text   // the department's own case number
	Points      []personal.Text `need:"yes"`
	Due         calendar.Date   `need:"yes"`
}

// CopyToCitizen is L12, which tells the citizen of L11 (H20).
type CopyToCitizen struct {
	Common
	Department string `need:"yes"`
	Copy       CopyChannel
	Due        calendar.Date `need:"yes"`
}

// RemindDepartment is L13, when the department's date has passed.
type RemindDepartment struct {
	Common
	Department  string `need:"yes"`
	TheirNumber personal.Text
	Sent        calendar.Date `need:"yes"` // when L11 went
	Due         calendar.Date `need:"yes"` // what L11 asked for
	AnswerBy    calendar.Date `need:"yes"` // a working day soon
}

// AskConsent is L14, before a closer look (H23).
type AskConsent struct {
	Common
	Department string          `need:"yes"`
	Materials  []personal.Text `need:"yes"`
	Asked      bool            // the citizen asked for the closer look
}

// Result is L15, what an examination found (H24, L35).
type Result struct {
	Common
	Conclusion personal.Text `need:"yes"`
	Examined   personal.Text `need:"yes"`
	Findings   personal.Text `need:"yes"`
	FollowUp   personal.Text
	Further    personal.Text
}

// DepartmentAnswered is L16, when the copy of the answer has come (H22).
type DepartmentAnswered struct {
	Common
	Department string `need:"yes"`
	// Copied: a copy of the answer is here; otherwise the office has been told of it.
	Copied   bool
	ReopenBy calendar.Date `need:"yes"`
}

// ClosingWithoutCase is L17, the end of a simple course (H16–H17).
type ClosingWithoutCase struct {
	Common
	TalkHeld bool          // there was a talk in which this was agreed
	NoCase   bool          // no case was opened
	DeleteOn calendar.Date // when what is kept is erased; no date when not by itself
}

// NoSharing is L18, the answer to a no to sharing (L23–L24).
type NoSharing struct {
	Common
	AlreadyShared personal.Text // what had been sent before, in the adviser's words
	// Examination: what was taken back is the yes to a closer look (H23), and
	// AlreadyShared what had been collected.
	Examination bool
}

// DataRights is L19, the answer to a wish under access or data protection law.
type DataRights struct {
	Common
	Request     casework.Reason `need:"yes"` // access, insight, correction or erasure
	ForwardedTo personal.Text   // set only when an adviser has sent it on
	Due         calendar.Date   // needed unless forwarded
	Late        bool            // Due has passed: the letter promises no date
	Prolonged   bool            // the answer takes longer than the citizen was told
	Why         personal.Text   // why; needed when it is prolonged
	Rest        bool            // the letter was about other things too
}

// Meeting is L20, the answer to whether an adviser comes along (H13, L7).
type Meeting struct {
	Common
	Meeting calendar.Date
	Attend  bool
	Answer  personal.Text // what the adviser adds
}

// SuggestionThanks is L21 (H12, L15).
type SuggestionThanks struct {
	Common
	Department string `need:"yes"`
	WithName   bool   // the citizen agreed to be named
}

// FreeAnswer is the frame of an answer the adviser writes in her mail program:
// greeting and signature.
type FreeAnswer struct{ Common }

// NotThisMunicipality is L22 (fvl. § 7, stk. 2). It needs one of its fields.
type NotThisMunicipality struct {
	Common
	ForwardedTo personal.Text // set only when an adviser has sent it on
	RightPlace  personal.Text // where the citizen can turn herself
}
