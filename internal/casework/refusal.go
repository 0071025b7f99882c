package casework

import "fmt"

// RefusalCode tells why an event cannot be applied, in a form a card can
// explain in Danish.
type RefusalCode string

// The codes.
const (
	WrongState       RefusalCode = "wrong_state"       // not possible where the inquiry stands
	AlreadyTaken     RefusalCode = "already_taken"     // somebody else has it
	NotTaken         RefusalCode = "not_taken"         // nobody has it
	Missing          RefusalCode = "missing"           // a field the act needs is empty
	PastDate         RefusalCode = "past_date"         // the date is today or earlier
	PastMeeting      RefusalCode = "past_meeting"      // the meeting has been
	NotAWorkingDay   RefusalCode = "not_a_working_day" // the office is closed on the date
	Overtaken        RefusalCode = "overtaken"         // such a letter was decided since the window was opened
	TooLong          RefusalCode = "too_long"          // a field is over 3,000 characters
	NoAddress        RefusalCode = "no_address"        // nowhere to send the letter
	SharingBlocked   RefusalCode = "sharing_blocked"   // the citizen said no (L23–L24)
	SharingUnclear   RefusalCode = "sharing_unclear"   // a letter may say no, and nobody has looked
	NoAgreement      RefusalCode = "no_agreement"      // nothing has been agreed (H18)
	NoMandate        RefusalCode = "no_mandate"        // no accepted power of attorney (L33)
	NoConsent        RefusalCode = "no_consent"        // (H23)
	ResultMissing    RefusalCode = "result_missing"    // an examination ends with its result (H24)
	FutureDate       RefusalCode = "future_date"       // what has been cannot be to come
	LetterOutdated   RefusalCode = "letter_outdated"   // the date in a prepared letter has passed
	Unsent           RefusalCode = "unsent"            // the letter before it has not left
	NothingToUndo    RefusalCode = "nothing_to_undo"
	TooLate          RefusalCode = "too_late" // the letter has left
	NothingHeld      RefusalCode = "nothing_held"
	ReceiptDone      RefusalCode = "receipt_done"
	ReceiptToNobody  RefusalCode = "receipt_department" // a department gets none (H21)
	NotAcuteNow      RefusalCode = "not_acute"
	RequestThere     RefusalCode = "request_there" // the same request waits already
	NoRequest        RefusalCode = "no_request"    // no such request waits
	TooFar           RefusalCode = "too_far"       // later than the law allows (GDPR art. 12(3))
	RequestOpen      RefusalCode = "request_open"  // erased only when it has been answered
	ConcernsYou      RefusalCode = "concerns_you"  // the inquiry is about the one who acts (fvl. § 3)
	ConcernsThem     RefusalCode = "concerns_them" // or about the one who is to have it
	AnotherSays      RefusalCode = "another_says"  // another than the one named says whom it concerns
	NamesYou         RefusalCode = "names_you"     // the inquiry may be about the one who acts, and it is not settled
	NotInDoubt       RefusalCode = "not_in_doubt"
	StillWanted      RefusalCode = "still_wanted"    // a letter that nothing has stopped is sent again
	LetterStopped    RefusalCode = "letter_stopped"  // it was called off, and another takes its place
	NotProvisional   RefusalCode = "not_provisional" // the letter belongs here, or has been split off
	NoAnswerSeen     RefusalCode = "no_answer_seen"  // no letter in Sent stopped the clock
	NotUnderWay      RefusalCode = "not_under_way"   // the letter is not on its way
	AlreadyLinked    RefusalCode = "already_linked"
	SameInquiry      RefusalCode = "same_inquiry"
	HandOverMissing  RefusalCode = "hand_over_missing" // a case is erased only after its hand-over
	NotDue           RefusalCode = "not_due"           // it is not to be erased by itself yet
	OnHold           RefusalCode = "on_hold"           // it must not be erased
	HoldThere        RefusalCode = "hold_there"        // that has been said already
	NoHold           RefusalCode = "no_hold"           // nothing keeps it
	Unanswered       RefusalCode = "unanswered"        // the promised answer has not been given (L37)
	NotAnAdviser     RefusalCode = "not_an_adviser"    // only a person may do this
	UnknownEventType RefusalCode = "unknown_event"
)

// The codes about who may be told.
const (
	NoCopyOwed        RefusalCode = "no_copy_owed"       // no copy has been promised, or she has it
	MandateInPlace    RefusalCode = "mandate_in_place"   // another has been accepted
	MandateEnded      RefusalCode = "mandate_ended"      // it has been withdrawn
	MandateIncomplete RefusalCode = "mandate_incomplete" // it does not show all it must
	NoMandateYet      RefusalCode = "no_mandate_yet"     // there is none to withdraw or do without
	SameAddress       RefusalCode = "same_address"       // party and representative have one mailbox
	WantsAnonymity    RefusalCode = "wants_anonymity"    // the citizen is not to be named
)

// The codes about merging, and about taking it back.
const (
	OtherWriter     RefusalCode = "other_writer"     // merging would mix two people's letters
	KeptApart       RefusalCode = "kept_apart"       // one of the two may be about an adviser
	LetterWaits     RefusalCode = "letter_waits"     // a letter lies prepared
	LetterUnsettled RefusalCode = "letter_unsettled" // nobody knows whether a letter left
	DepartmentAsked RefusalCode = "department_asked" // a department has it
	RequestWaits    RefusalCode = "request_waits"    // a request of data rights waits
	AgreedHere      RefusalCode = "agreed_here"      // something was agreed with the one who wrote it
	OneForAnother   RefusalCode = "one_for_another"  // one was written for another, one was not
	MandatesDiffer  RefusalCode = "mandates_differ"  // the power of attorney has not come as far in both
	MergedAway      RefusalCode = "merged_away"      // it goes on in the one it was merged into
	MergedOn        RefusalCode = "merged_on"        // that one has been merged itself
	NotMerged       RefusalCode = "not_merged"       // the two are no longer one, or were before this was kept
	OfDepartment    RefusalCode = "of_department"    // the other is a department's letter, and its answers go there
)

// Refusal is an event that was not applied, and why. Nothing has changed.
type Refusal struct {
	Code  RefusalCode
	Event EventType
	State State
	Field string    // with Missing and TooLong: which
	By    AdviserID // with AlreadyTaken: who has it
}

func (r *Refusal) Error() string {
	if r.Field != "" {
		return fmt.Sprintf("%s in state %q refused: %s %s", r.Event, r.State, r.Code, r.Field)
	}
	return fmt.Sprintf("%s in state %q refused: %s", r.Event, r.State, r.Code)
}

// Is makes errors.Is(err, &Refusal{Code: c}) match on the code alone.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Code == r.Code
}
