package casework

import (
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/personal"
)

// EventType names what happened. The type decides which fields of an [Event]
// are read; see the transition table.
type EventType string

// What opens an inquiry.
const (
	Opened EventType = "opened"
)

// What mail brings.
const (
	CitizenWrote        EventType = "citizen_wrote"
	RepresentativeWrote EventType = "representative_wrote"
	DepartmentWrote     EventType = "department_wrote"
	AdviserWrote        EventType = "adviser_wrote" // seen in the Sent folder, not ours
	DeliveryFailed      EventType = "delivery_failed"
	DeliveryDelayed     EventType = "delivery_delayed"   // a server is still trying
	DeliveryConfirmed   EventType = "delivery_confirmed" // it has arrived after all
	AutomaticReply      EventType = "automatic_reply"
)

// What becomes of a letter we sent.
const (
	LetterDelivered EventType = "letter_delivered"
	LetterFailed    EventType = "letter_failed"
	LetterInDoubt   EventType = "letter_in_doubt"
)

// What the clock brings.
const (
	ReminderDue        EventType = "reminder_due"
	NoticeDue          EventType = "notice_due"
	AlarmDue           EventType = "alarm_due"
	DepartmentOverdue  EventType = "department_overdue"
	SilenceDue         EventType = "silence_due"
	EraseDue           EventType = "erase_due"
	DeadlineRecomputed EventType = "deadline_recomputed"
	RequestDue         EventType = "request_due" // of data rights
)

// What is journalled and changes nothing.
const (
	PressRefused EventType = "press_refused" // a press by somebody who may not
)

// What an adviser does. The same acts are reached from a card, a slash command
// and the command line.
const (
	Take                  EventType = "take"
	Release               EventType = "release"
	HandOver              EventType = "hand_over"
	Reply                 EventType = "reply"
	Call                  EventType = "call"
	AnsweringToday        EventType = "answering_today"
	AskCitizen            EventType = "ask_citizen"
	AnswerMeeting         EventType = "answer_meeting" // whether an adviser comes along (H13, L7)
	AskPowerOfAttorney    EventType = "ask_power_of_attorney"
	AcceptPowerOfAttorney EventType = "accept_power_of_attorney"
	MarkOutOfScope        EventType = "mark_out_of_scope"
	PartlyOutOfScope      EventType = "partly_out_of_scope"
	RecordForwarded       EventType = "record_forwarded"
	OpenCase              EventType = "open_case"
	SendToDepartment      EventType = "send_to_department"
	RemindDepartment      EventType = "remind_department"
	RecordAnswer          EventType = "record_answer"
	AwaitAnswer           EventType = "await_answer" // what the department wrote was no answer
	CopySent              EventType = "copy_sent"    // the citizen has the copy she was promised (H20)
	AskConsent            EventType = "ask_consent"
	WithdrawConsent       EventType = "withdraw_consent"
	StartExamination      EventType = "start_examination"
	SendResult            EventType = "send_result"
	NotAnAnswer           EventType = "not_an_answer" // the letter seen in Sent was none
	SentItMyself          EventType = "sent_it_myself"
	SentByDigitalPost     EventType = "sent_by_digital_post"
	DraftLetter           EventType = "draft_letter" // Event.Stands, into the Drafts folder
	Close                 EventType = "close"
	Reopen                EventType = "reopen"
	ExtendDeadline        EventType = "extend_deadline"
	Pause                 EventType = "pause"
	Resume                EventType = "resume"
	StopSharing           EventType = "stop_sharing"
	NotAcute              EventType = "not_acute"
	SendReceipt           EventType = "send_receipt"
	ReleaseHeld           EventType = "release_held"
	RecordRequest         EventType = "record_request"  // of data rights (L19)
	AnswerRequest         EventType = "answer_request"  // answered, or sent on
	ExtendRequest         EventType = "extend_request"  // it takes longer
	RecordConflict        EventType = "record_conflict" // whom it concerns (habilitet, fvl. § 3)
	AddNote               EventType = "add_note"
	Read                  EventType = "read" // the redacted text was shown (L22)
	Link                  EventType = "link"
	Merge                 EventType = "merge"     // this one ends in Event.Other
	Absorb                EventType = "absorb"    // the other side of merge and join
	Split                 EventType = "split"     // Event.Message becomes an inquiry of its own
	Join                  EventType = "join"      // a held inquiry belongs to Event.Other
	Unmerge               EventType = "unmerge"   // Merge or Join is taken back: this one goes on by itself
	GiveBack              EventType = "give_back" // the other side of unmerge
	Move                  EventType = "move"      // Event.Message goes to the inquiry its sender has been given back
	PassOnSuggestion      EventType = "pass_on_suggestion"
	MarkNotAComplaint     EventType = "mark_not_a_complaint"
	ResolveInDoubt        EventType = "resolve_in_doubt"
	RecordHandOver        EventType = "record_hand_over" // to the records system (journalisering)
	HoldErasure           EventType = "hold_erasure"     // it must not be erased, for Event.Note
	LiftHold              EventType = "lift_hold"        // it may be again
	Export                EventType = "export"           // what is stored was written out, for Event.Note (H25)
	SendToRecords         EventType = "send_to_records"  // into the folder the records system imports from (H25)
	Erase                 EventType = "erase"
	Undo                  EventType = "undo"
)

// What an adviser does about who may be told, beyond asking for a power of
// attorney and accepting it.
const (
	WithdrawPowerOfAttorney EventType = "withdraw_mandate" // the party has taken it back
	WaivePowerOfAttorney    EventType = "waive_mandate"    // none is needed
	ResumeSharing           EventType = "resume_sharing"   // the no is taken back, or was none
)

// MandateReviewDue comes from the clock: somebody is to ask whether a power of
// attorney still holds.
const MandateReviewDue EventType = "mandate_review_due"

// What becomes of the journal on its way to the records system.
const (
	RecordsWritten EventType = "records_written" // its file lies in the folder
	RecordsTook    EventType = "records_took"    // the records system has it
	RecordsRefused EventType = "records_refused" // the records system could not take it
	PartChanged    EventType = "part_changed"    // in Event.Other, merged into this one, something came that the records lack
)

// ActorRole tells what kind of hand an event comes from.
type ActorRole string

// The roles.
const (
	ByCitizen        ActorRole = "citizen"
	ByRepresentative ActorRole = "representative"
	ByDepartment     ActorRole = "department"
	ByAdviser        ActorRole = "adviser"
	ByOperator       ActorRole = "operator" // the command line
	ByClock          ActorRole = "clock"
	BySystem         ActorRole = "system"
)

// AdviserID is the configuration's short name of an adviser, such as "a1". It is
// not a person's name.
type AdviserID string

// Actor is who an event comes from.
type Actor struct {
	Role    ActorRole
	Adviser AdviserID // with ByAdviser
}

// Event is something that happened to an inquiry. Events are the inquiry's
// journal (notatpligt, H25) and its only way to change.
type Event struct {
	Type EventType
	At   time.Time
	By   Actor
	// Press is an opaque name for the press, command or mail behind the event.
	// The same press twice is one event. It is part of every letter's key.
	Press string

	Mail   *MailFacts // Opened and what mail brings
	Letter LetterID   // the letter an act is about, where there is a choice
	Key    string     // of the letter, with what becomes of it; AdviserWrote: of the draft; with records: the file's name
	// Version is that of the inquiry in the file (RecordsWritten), or in the one that is
	// known to have been taken (RecordsTook).
	Version int
	// Basis is [Inquiry.Basis] as it was when an adviser opened her window; 0 is not
	// said.
	Basis int
	// Stands is the act that SentItMyself and SentByDigitalPost fulfil, and that
	// DraftLetter prepares; zero means a free answer.
	Stands EventType
	Fields Fields

	Adviser    AdviserID     // HandOver: the new holder; RecordConflict: whom it concerns; Opened: whose mailbox it came to
	Party      Person        // AcceptPowerOfAttorney: who gave it
	Other      ID            // Link, Merge, Join, Absorb, Unmerge, GiveBack, Move: the other inquiry; Erase, EraseDue: the one it is a part of
	Ref        Reference     // of Other, for cards
	Case       Case          // Absorb, DepartmentWrote: how the other became a case
	Held       bool          // Absorb, Unmerge, and what brings a letter: where it comes from must not be erased
	Flags      []Flag        // Absorb: what the letters of the other are; Unmerge: what has been learned there
	Message    MessageID     // Split, Move: the message that goes its own way
	Date       calendar.Date // the date an act sets, or the one a step is about
	Before     calendar.Date // DeadlineRecomputed: the date before
	Step       Step          // ReminderDue; Absorb: StepNotice when the other's notice has gone
	Reason     Reason        // why, where the choice is closed
	Note       personal.Text // the adviser's words for the journal; Opened: of a contact by phone or visit
	Answers    bool          // Call, AdviserWrote: the citizen has been answered
	To         Role          // AdviserWrote: of whom it answers; empty where that was not kept
	Department string        // id in the configuration
	Outcome    Outcome
	Theme      Kind
	Finding    Finding

	// Representative is to whom a power of attorney was given where that is not the
	// writer, which ToAnother says (AcceptPowerOfAttorney); or who says in the
	// other inquiry that she acts for the citizen, and Mandate how far that has
	// come (Absorb).
	Representative Person
	ToAnother      bool
	Mandate        MandateState

	// Concerns and Named are those of the other inquiry (Unmerge).
	Concerns, Named []AdviserID
	// Later are letters that the other's people have sent since (GiveBack).
	Later []ProvisionalLetter
}

// Fields are the adviser's own choices and words for a letter. The bytes sent
// are the letter's fixed text plus these.
type Fields struct {
	Ground      Ground
	Kinds       []Kind   // L08: what we look at
	Grounds     []Ground // L08: what we cannot
	Referrals   []string // ids in the referral directory
	ForwardedTo personal.Text
	WaitingFor  personal.Text // L09
	NextStep    personal.Text // L09
	NewDate     calendar.Date // L09, L10
	Topic       personal.Text // L11: a neutral topic
	Points      []personal.Text
	TheirNumber personal.Text // L11, L13: the department's own case number
	// Unnamed: the department is told who the citizen is through a safer channel; or
	// the names in a power of attorney stand on the paper alone.
	Unnamed     bool
	Protected   bool            // L11: the citizen's address is protected (adressebeskyttelse)
	AskedBy     calendar.Date   // L13: the date the department let pass
	Materials   []personal.Text // L14, and what a consent covers
	Asked       bool            // L14: the citizen asked for the closer look
	Conclusion  personal.Text   // L15
	Examined    personal.Text
	Findings    personal.Text
	FollowUp    personal.Text
	Further     personal.Text
	Meeting     calendar.Date // L20
	Attend      bool          // L20
	Answer      personal.Text // L20: what the adviser says to it
	RequestKind Reason        // L19
	RightPlace  personal.Text // L22
	TalkHeld    bool          // L17: there was a talk
	WithName    bool          // L21: the citizen agreed to be named
	SkipLetter  bool          // Close: no closing letter
	Language    Language      // overrides the citizen's
	// InOutlook: the letter is prepared with gaps, and the adviser fills them and
	// sends it in her mail program.
	InOutlook bool

	Shown  []MandateItem // what the power of attorney shows
	Lacks  []MandateItem // L04: what it does not
	Limits personal.Text // L05: what the representative may do
	Shared personal.Text // L18: what had been shared before the no
}

// MailFacts is what intake found in a letter and what concerns the course.
type MailFacts struct {
	Message     MessageID
	MailID      string    // its own Message-ID, by which answers to it are known
	Received    time.Time // IMAP INTERNALDATE; Event.At is when it was taken in
	Channel     Channel
	From        Person
	Subject     personal.Text
	Verdict     Verdict
	Attachments Attachments
	// Receipt says whether a receipt may go by itself; anything but
	// ReceiptAllowed names why not.
	Receipt ReceiptRule
	// Suggested are inquiries the letter may belong to and was not let into.
	Suggested []Reference
	// Named are the advisers whom a letter about an adviser names.
	Named []AdviserID
	// Provisional: joined only because its sender has an open inquiry.
	Provisional bool
	// Thanks: the letter says nothing but thank you, and reopens nothing.
	Thanks bool
	// Departments are those whose domain it comes from.
	Departments []string
	// Consent is what the letter seems to say of a closer look.
	Consent ConsentWord
	// Excerpt is the start of the letter with every identifying fact masked.
	Excerpt personal.Text
}

// Attachments counts what came with a letter; names and content stay sealed.
type Attachments struct {
	Count           int
	Types           []string // closed list: document, image, calendar, archive, message, encrypted, other
	PowerOfAttorney bool     // one of them is called a fuldmagt
	// Unread: the letter was too large, and only its header is known.
	Unread bool
}

// ReceiptRule says whether a receipt may go without an adviser.
type ReceiptRule string

// The rules. "Withheld" ones are for good until an adviser sends the receipt;
// "held" ones are a doubt that an adviser resolves.
const (
	ReceiptAllowed         ReceiptRule = ""
	ReceiptNoAddress       ReceiptRule = "no_address"       // withheld: nowhere to send it
	ReceiptWebForm         ReceiptRule = "web_form"         // withheld: the sender is a robot
	ReceiptGateway         ReceiptRule = "gateway"          // withheld: came by Digital Post
	ReceiptAdopted         ReceiptRule = "adopted"          // withheld: taken in by hand
	ReceiptUnreadable      ReceiptRule = "unreadable"       // withheld: could not be read
	ReceiptUnwritten       ReceiptRule = "unwritten"        // withheld: the letter could not be written
	ReceiptUnasked         ReceiptRule = "unasked"          // withheld: a contact by phone or visit that needed none
	ReceiptRestored        ReceiptRule = "restored"         // held: received before a restore
	ReceiptForged          ReceiptRule = "forged"           // held: sender authentication failed
	ReceiptUnproven        ReceiptRule = "unproven"         // held: carries a reference, sender unknown
	ReceiptDepartment      ReceiptRule = "department"       // held: a department's, and says not of what
	ReceiptSenderCap       ReceiptRule = "sender_cap"       // held: many inquiries from one sender
	ReceiptBreaker         ReceiptRule = "breaker"          // held: too many automatic letters in all
	ReceiptAcute           ReceiptRule = "acute"            // held: the office wants no receipt here
	ReceiptThreat          ReceiptRule = "threat"           // held: a threat gets no automatic letter
	ReceiptAlreadyAnswered ReceiptRule = "already_answered" // withheld: an adviser was faster
)

// Held reports whether the receipt waits for an adviser to resolve a doubt.
func (r ReceiptRule) Held() bool {
	return isOneOf(r, ReceiptRestored, ReceiptForged, ReceiptUnproven, ReceiptDepartment, ReceiptSenderCap,
		ReceiptBreaker, ReceiptAcute, ReceiptThreat)
}

// Reason is a closed choice of why.
type Reason string

// The reasons.
const (
	ReasonNone          Reason = ""
	ReasonWork          Reason = "work"            // ExtendDeadline: the case takes longer
	ReasonAbsence       Reason = "absence"         // ExtendDeadline: ferie eller fravær (L38)
	ReasonRequestLate   Reason = "request_late"    // alarm: a request of data rights is not answered
	ReasonNobody        Reason = "nobody"          // RecordConflict: it concerns no adviser
	ReasonSameCitizen   Reason = "same_citizen"    // Merge: one citizen, though from another address
	ReasonClosingDay    Reason = "closing_day"     // DeadlineRecomputed
	ReasonSent          Reason = "sent"            // ResolveInDoubt: it was sent
	ReasonAgain         Reason = "again"           // ResolveInDoubt: send again
	ReasonNotSent       Reason = "not_sent"        // ResolveInDoubt: it was not, and is not to be
	ReasonAccess        Reason = "access"          // L19: aktindsigt
	ReasonInsight       Reason = "insight"         // L19: GDPR art. 15
	ReasonCorrection    Reason = "correction"      // L19: GDPR art. 16
	ReasonErasure       Reason = "erasure"         // L19: GDPR art. 17
	ReasonNotDelivered  Reason = "not_delivered"   // AlarmDue
	ReasonSuppressed    Reason = "suppressed"      // AlarmDue
	ReasonAcute         Reason = "acute"           // AlarmDue
	ReasonUnwritten     Reason = "unwritten"       // NoticeDue: the notice cannot be written
	ReasonUnreadable    Reason = "unreadable"      // alarm: the mail could not be read
	ReasonLetterFailed  Reason = "letter_failed"   // alarm: a letter did not arrive
	ReasonLetterGivenUp Reason = "letter_given_up" // alarm: it did not, though the address may be right
	ReasonLetterInDoubt Reason = "letter_in_doubt" // alarm: nobody knows whether it left
	ReasonDraft         Reason = "draft"           // a letter seen that may be the draft that waits
	ReasonPartyByHand   Reason = "party_by_hand"   // the party's letter waits for the adviser's hand
	ReasonNoSharing     Reason = "no_sharing"      // a letter to the department is stopped by a no; Absorb, Unmerge: an adviser has recorded it
	ReasonLeft          Reason = "left"            // a letter that was stopped has left all the same
	ReasonNoDepartment  Reason = "no_department"   // its name is not in the configuration any more
	ReasonUnsent        Reason = "unsent"          // DepartmentOverdue: the letter still lies prepared
)
