package casework

import "borgerbot/internal/calendar"

// Effect is something that must follow from an event. Effects are recorded in
// the transaction of the event and performed later, once each. That the card
// changes is implied by every event and is not an effect.
type Effect interface{ effect() }

// SendLetter is a letter that has been decided. It is rendered to bytes in the
// transaction of the act that decides it and never again.
type SendLetter struct {
	Key       string // the same for all time: a second press makes no second letter
	Letter    LetterID
	Neutral   bool // L09 without an adviser's words
	To        Role
	Automatic bool
	// ByHand: the text is prepared, and an adviser sends it by Digital Post.
	ByHand bool
	// Undoable: it waits for the grace period.
	Undoable bool
	Fields   Fields
}

// PutDraft is a draft in the office's Drafts folder, for the adviser to finish
// in her mail program.
type PutDraft struct {
	Key    string
	Letter LetterID // LetterFree: an empty answer in the thread
	To     Role
	Fields Fields
	// After is the inquiry as the letter tells it: with the act done that it stands
	// for. Nil is as it is.
	After *Inquiry
}

// DropDrafts takes letters that are overtaken out of the Drafts folder, where nobody
// has touched them ([DraftKey]).
type DropDrafts struct {
	Keys []string
	// Undoable: they lie there until the act cannot be undone any more.
	Undoable bool
}

// KeepDrafts takes back a [DropDrafts] that was undoable.
type KeepDrafts struct{ Keys []string }

// CancelLetters withdraws letters that have not been claimed. If one has, the
// event must be refused with [TooLate], unless Waiting is set.
type CancelLetters struct {
	Keys []string
	// Waiting: those that still wait are withdrawn, and the event stands.
	Waiting bool
}

// RetryLetter sends a letter in doubt once more, the same bytes.
type RetryLetter struct{ Key string }

// SettleLetter records an adviser's word on whether a letter in doubt was sent.
type SettleLetter struct {
	Key  string
	Sent bool
}

// Say is a line in the card's thread.
type Say struct {
	Key  string
	Line Line
}

// Ping is a line in the card's thread that calls an adviser, or all of them.
type Ping struct {
	Key  string
	Line Line
	To   AdviserID // empty: all
}

// Alarm is a mail to every adviser and a line in the log.
type Alarm struct {
	Key    string
	Reason Reason
}

// EraseInquiry destroys the keys of the inquiry and of its messages.
type EraseInquiry struct{}

func (SendLetter) effect()    {}
func (PutDraft) effect()      {}
func (DropDrafts) effect()    {}
func (KeepDrafts) effect()    {}
func (CancelLetters) effect() {}
func (RetryLetter) effect()   {}
func (SettleLetter) effect()  {}
func (Say) effect()           {}
func (Ping) effect()          {}
func (Alarm) effect()         {}
func (EraseInquiry) effect()  {}

// Line is what a thread line says, as codes; the words are the card's.
type Line struct {
	Event   EventType
	By      Actor
	Letter  LetterID
	ByHand  bool
	To      Role
	Date    calendar.Date
	Step    Step
	Outcome Outcome
	Reason  Reason
	Adviser AdviserID
	Other   Reference
}
