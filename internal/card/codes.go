package card

import "borgerbot/internal/casework"

// The codes of casework that have no list of their own there. A test holds each
// list against casework's constants.

func remits() []casework.Remit {
	return []casework.Remit{casework.In, casework.Out, casework.Mix, casework.Check}
}

func channels() []casework.Channel {
	return []casework.Channel{
		casework.ChannelMail, casework.ChannelWebForm, casework.ChannelDigitalPost,
		casework.ChannelPhone, casework.ChannelVisit,
	}
}

func languages() []casework.Language {
	return []casework.Language{casework.Danish, casework.English, casework.German, casework.Unknown, casework.Bilingual}
}

// attachmentTypes is the closed list of [casework.Attachments].
func attachmentTypes() []string {
	return []string{"document", "image", "calendar", "archive", "message", "encrypted", "other"}
}

func actors() []casework.ActorRole {
	return []casework.ActorRole{
		casework.ByCitizen, casework.ByRepresentative, casework.ByDepartment, casework.ByAdviser,
		casework.ByOperator, casework.ByClock, casework.BySystem,
	}
}

func roles() []casework.Role {
	return []casework.Role{
		casework.RoleWriter, casework.RoleParty, casework.RoleRepresentative, casework.RoleDepartment,
	}
}

func letterStatuses() []casework.LetterStatus {
	return []casework.LetterStatus{
		casework.LetterPending, casework.LetterByHand, casework.LetterSent, casework.LetterStuck,
		casework.LetterUncertain, casework.LetterCancelled,
	}
}

// mandates leaves out MandateNone: most people write for themselves.
func mandates() []casework.MandateState {
	return []casework.MandateState{
		casework.MandateMissing, casework.MandateAsked, casework.MandateReceived,
		casework.MandateAccepted, casework.MandateWithdrawn,
	}
}

// withheldReceipts are the rules by which no receipt goes, without a doubt that
// somebody must resolve. The others are in [heldReceipts].
func withheldReceipts() []casework.ReceiptRule {
	return []casework.ReceiptRule{
		casework.ReceiptNoAddress, casework.ReceiptWebForm, casework.ReceiptGateway, casework.ReceiptAdopted,
		casework.ReceiptUnreadable, casework.ReceiptUnwritten, casework.ReceiptUnasked, casework.ReceiptAlreadyAnswered,
	}
}

func heldReceipts() []casework.ReceiptRule {
	return []casework.ReceiptRule{
		casework.ReceiptRestored, casework.ReceiptForged, casework.ReceiptUnproven, casework.ReceiptDepartment, casework.ReceiptSenderCap,
		casework.ReceiptBreaker, casework.ReceiptAcute, casework.ReceiptThreat,
	}
}

// alarms are the reasons that turn a card red.
func alarms() []casework.Reason {
	return []casework.Reason{
		casework.ReasonAcute, casework.ReasonNotDelivered, casework.ReasonSuppressed,
		casework.ReasonLetterFailed, casework.ReasonLetterGivenUp, casework.ReasonLetterInDoubt, casework.ReasonUnreadable,
		casework.ReasonRequestLate,
	}
}

func refusals() []casework.RefusalCode {
	return []casework.RefusalCode{
		casework.WrongState, casework.AlreadyTaken, casework.NotTaken, casework.Missing, casework.PastDate,
		casework.NotAWorkingDay, casework.PastMeeting, casework.Overtaken, casework.TooLong, casework.NoAddress, casework.SharingBlocked, casework.SharingUnclear, casework.ReceiptToNobody,
		casework.NoAgreement, casework.NoMandate, casework.NoConsent, casework.ResultMissing,
		casework.NothingToUndo, casework.TooLate, casework.NothingHeld, casework.ReceiptDone,
		casework.NoCopyOwed, casework.MandateInPlace, casework.MandateEnded, casework.MandateIncomplete, casework.NoMandateYet,
		casework.SameAddress, casework.WantsAnonymity,
		casework.NotAcuteNow, casework.NotInDoubt, casework.StillWanted, casework.LetterStopped, casework.NoAnswerSeen, casework.NotProvisional, casework.AlreadyLinked,
		casework.OtherWriter, casework.KeptApart, casework.LetterWaits, casework.LetterUnsettled, casework.DepartmentAsked,
		casework.RequestWaits, casework.AgreedHere, casework.OneForAnother, casework.MandatesDiffer,
		casework.MergedAway, casework.MergedOn, casework.NotMerged, casework.OfDepartment,
		casework.NotUnderWay, casework.SameInquiry, casework.HandOverMissing,
		casework.NotDue, casework.OnHold, casework.HoldThere, casework.NoHold,
		casework.RequestThere, casework.NoRequest, casework.TooFar, casework.RequestOpen,
		casework.ConcernsYou, casework.ConcernsThem, casework.AnotherSays, casework.NamesYou,
		casework.Unanswered, casework.Unsent, casework.LetterOutdated, casework.FutureDate, casework.NotAnAdviser, casework.UnknownEventType,
	}
}

// fieldNames are the fields a refusal can name to an adviser.
func fieldNames() []string {
	return []string{
		"ground", "kinds", "grounds", "agreement", "note", "outcome", "date", "waiting_for", "stands", "adviser",
		"reason", "other", "text", "department", "topic", "points", "examined", "findings", "materials", "conclusion", "party", "message", "meeting", "request",
		"representative", "lacks", "right_place",
		fieldDefault,
	}
}

// fieldDefault stands for a field that has no word of its own.
const fieldDefault = "default"

// Notice is a short answer to somebody's press that no [casework.Refusal]
// explains.
type Notice string

// The notices.
const (
	NoticeStranger Notice = "stranger" // not a configured adviser
	NoticeForged   Notice = "forged"   // a value that this program did not sign
	NoticeStale    Notice = "stale"    // the citizen has written since ([Press.Overtaken])
	NoticeGone     Notice = "gone"     // no such inquiry
	NoticeConflict Notice = "conflict" // the content may be about the one who asks
	NoticeTrouble  Notice = "trouble"  // our own trouble; nothing has changed
	NoticeOutsider Notice = "outsider" // not a configured adviser, who asks to see something
	NoticeAdopted  Notice = "adopted"  // mail that is to be taken in has been, or is gone
	// NoticeUnsettled: nobody has recorded whom it is about.
	NoticeUnsettled Notice = "unsettled"
)

// Notices lists every notice.
func Notices() []Notice {
	return []Notice{NoticeStranger, NoticeForged, NoticeStale, NoticeGone, NoticeConflict, NoticeUnsettled, NoticeTrouble, NoticeOutsider, NoticeAdopted}
}
