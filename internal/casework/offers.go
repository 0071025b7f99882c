package casework

import (
	"slices"
	"time"
)

// MaxButtons is how many acts a card shows as buttons; the rest is in its menu.
const MaxButtons = 3

// Offers are the acts that fit an inquiry now, the most likely first.
type Offers struct {
	Buttons []EventType // at most MaxButtons
	More    []EventType
}

// Offers returns what an adviser can sensibly do next. Every act offered is
// allowed in the state; whether its fields are complete is seen when it is done.
func (q Inquiry) Offers(r Rules, now time.Time) Offers {
	acts := slices.DeleteFunc(q.candidates(r, now), func(e EventType) bool {
		return !Allowed(q.Course.State, e) || !q.fits(r, now, e)
	})
	acts = unique(acts)
	cut := min(len(acts), MaxButtons)
	return Offers{Buttons: acts[:cut], More: acts[cut:]}
}

// candidates lists acts in the order of likelihood, without looking whether
// they fit.
func (q Inquiry) candidates(r Rules, now time.Time) []EventType {
	var acts []EventType
	if q.UndoPoint != nil && !now.After(q.UndoPoint.Until) {
		acts = append(acts, Undo)
	}
	acts = append(acts, q.urgent()...)
	if q.Course.Holder == "" {
		acts = append(acts, Take)
	}
	acts = append(acts, q.rightsFirst()...)
	acts = slices.Concat(acts, q.mandated(), q.usual())
	if q.Course.Sharing == SharingDoubted {
		acts = append(acts, StopSharing, ResumeSharing) // which of them, an adviser says
	} else if q.Course.Sharing == SharingRefused && !q.has(LetterNoSharing) {
		acts = append(acts, StopSharing) // the letter that confirms it goes on a press
	}
	if q.Verdict.Has(FlagDataRights) && len(q.Course.Requests) == 0 {
		acts = append(acts, RecordRequest)
	}
	acts = append(acts, AnswerRequest, ExtendRequest)
	return append(acts, rest...)
}

// urgent acts answer a question the card asks.
func (q Inquiry) urgent() []EventType {
	switch {
	case slices.ContainsFunc(q.Letters, func(l Letter) bool { return l.Status == LetterUncertain }):
		return []EventType{ResolveInDoubt}
	case q.Course.Acute:
		return []EventType{Take, Call, NotAcute, ReleaseHeld, SendReceipt}
	case q.citizenUnreached() && !q.Parties.Writer.Phone.Empty():
		return []EventType{Call, SentByDigitalPost}
	case q.Unsettled():
		return []EventType{RecordConflict}
	case q.Course.Held && q.Course.ReceiptRule == ReceiptDepartment:
		return []EventType{Join, ReleaseHeld}
	case q.Course.Held:
		return []EventType{ReleaseHeld, SendReceipt, Join}
	case len(q.Suggested) > 0 && q.Course.State == Received:
		return []EventType{Join}
	case q.AsksToSplit():
		return []EventType{Split}
	case q.AsksToMove():
		return []EventType{Move, Split}
	case q.Course.Deadline.Promised && q.Course.Answered.IsZero() && isOneOf(q.Course.Deadline.Reached, StepDay9, StepNotice):
		return []EventType{AnsweringToday, Call, SentByDigitalPost, ExtendDeadline}
	case slices.ContainsFunc(q.Letters, func(l Letter) bool { return l.Status == LetterByHand }):
		return []EventType{SentByDigitalPost, CopySent}
	case q.Course.CopyOwed:
		return []EventType{CopySent}
	}
	return nil
}

// rightsFirst are the acts on data rights where they are what is next.
func (q Inquiry) rightsFirst() []EventType {
	soon := func(r Request) bool { return r.Done.IsZero() && r.Reached != StepNone }
	switch {
	case slices.ContainsFunc(q.Course.Requests, soon):
		return []EventType{AnswerRequest}
	case q.OnlyRights() && len(q.Course.Requests) == 0:
		return []EventType{RecordRequest}
	case q.OnlyRights() && len(q.OpenRequests()) > 0:
		return []EventType{AnswerRequest}
	}
	return nil
}

// rightsBeside reports whether all that is outside the remit is a wish about data
// rights, which has a track of its own.
func (q Inquiry) rightsBeside() bool {
	return q.Verdict.Has(FlagDataRights) && len(q.Verdict.Kinds) > 0 && len(q.Verdict.Grounds) == 0
}

// mandated are the acts that a word about a power of attorney asks for.
func (q Inquiry) mandated() []EventType {
	switch m := q.Parties.Mandate; {
	case m.State == MandateAccepted && q.Verdict.Has(FlagWithdrawal):
		return []EventType{WithdrawPowerOfAttorney}
	case m.State == MandateAccepted && m.ReviewDue, m.Paper:
		return []EventType{AcceptPowerOfAttorney, AskPowerOfAttorney}
	}
	return nil
}

// usual acts are what the suggestion and the state make likely.
func (q Inquiry) usual() []EventType {
	switch q.Course.State {
	case WithDepartment:
		if q.Course.DepartmentLate {
			return []EventType{RemindDepartment, RecordAnswer, Call, Reply}
		}
		return []EventType{RecordAnswer, Reply, RemindDepartment}
	case Answered:
		if q.Course.Consent.Seen == ConsentYes {
			return []EventType{StartExamination, Reply, Close} // H23
		}
		return []EventType{Close, AskConsent, Reply}
	case UnderExamination:
		if q.Course.Consent.Seen == ConsentWithdrawn {
			return []EventType{WithdrawConsent, Reply, Call}
		}
		return []EventType{Close, SendResult, Reply}
	case Closed:
		if q.fitsKeeping(Rules{}, RecordHandOver) {
			return []EventType{RecordHandOver, Reopen, AddNote, Call} // what is left to do
		}
		return []EventType{Reopen, AddNote, Unmerge, Call}
	}
	switch {
	case !q.Course.Answered.IsZero():
		return []EventType{Close, Reply, NotAnAnswer, Call}
	case q.Course.Case.Agreed && !q.has(LetterToDepartment):
		return []EventType{SendToDepartment, Reply, Call} // H18–H19
	case q.Parties.Mandate.State == MandateMissing && !q.Parties.OwnMatter:
		return []EventType{AskPowerOfAttorney, Reply, Call} // L33
	case slices.Equal(q.Verdict.Kinds, []Kind{KindSuggestion}) && q.Verdict.Remit == In:
		return []EventType{PassOnSuggestion, Reply, Call} // H12, L15
	case q.Verdict.Remit == Out:
		return []EventType{MarkOutOfScope, Reply, Call}
	case q.Verdict.Remit == Mix && !q.rightsBeside() && !q.has(LetterPartlyInScope):
		return []EventType{PartlyOutOfScope, Reply, Call}
	case slices.Contains(q.Verdict.Kinds, KindMeeting) && !q.has(LetterMeeting):
		return []EventType{AnswerMeeting, Reply, Call} // H13, L7
	case q.rightsBeside() && len(q.Course.Requests) == 0:
		return []EventType{Reply, RecordRequest, Call}
	}
	return []EventType{Reply, Call}
}

// rest is what the menu adds, in its order. Acts that need a talk first are
// under all acts.
var rest = []EventType{
	CopySent, SendReceipt, SentItMyself, SentByDigitalPost, OpenCase, MarkOutOfScope, PartlyOutOfScope,
	ExtendDeadline, SendToDepartment, RemindDepartment, AwaitAnswer, AskConsent, StartExamination, WithdrawConsent, Resume, Pause, AskPowerOfAttorney, AcceptPowerOfAttorney,
	WithdrawPowerOfAttorney, WaivePowerOfAttorney, PassOnSuggestion, StopSharing, ResumeSharing, AskCitizen,
	AnswerMeeting, RecordForwarded, Close, NotAnAnswer, AddNote, SendToRecords, HandOver, MarkNotAComplaint, Release, Split, NotAcute, Call, Reply,
	RecordRequest, RecordConflict, Link, Merge, Unmerge, GiveBack, Move, RecordHandOver, HoldErasure, LiftHold,
}

// fits reports whether an act means anything here.
func (q Inquiry) fits(r Rules, now time.Time, e EventType) bool {
	c := q.Course
	switch e {
	case SendReceipt:
		return c.ReceiptRule != ReceiptAllowed && !q.ofDepartment() && (!c.Held || c.onlyReceiptHeld()) && q.Correspondent().Known()
	case ReleaseHeld:
		return c.Held && !c.onlyReceiptHeld()
	case RecordRequest:
		return c.State.Open()
	case AnswerRequest, ExtendRequest:
		return len(q.OpenRequests()) > 0
	case RecordConflict:
		return c.State.Open() || q.Private()
	case NotAcute:
		return c.Acute
	case NotAnAnswer:
		return q.answerSeen() >= 0
	case Take:
		return c.Holder == ""
	case Release:
		return c.Holder != ""
	case Join, Link, Merge, Unmerge, GiveBack, Split, Move:
		return q.fitsAnother(e)
	case Pause:
		return c.Paused == ReasonNone && q.Correspondent().Known()
	case SendToRecords, RecordHandOver, HoldErasure, LiftHold:
		return q.fitsKeeping(r, e)
	case Resume:
		return c.Paused != ReasonNone
	case Reply, AskCitizen, AnswerMeeting:
		return q.Correspondent().Known()
	case OpenCase:
		return !c.Case.Agreed && (r.OpensCase == OnAgreement || !c.IsCase())
	case SendToDepartment, RemindDepartment, CopySent:
		return q.fitsDepartment(r, e)
	case AskConsent:
		return !c.Consent.Given && q.Parties.Writer.Known() && len(r.Departments) > 0
	case StartExamination:
		return q.gate(r, true) == ""
	case WithdrawConsent:
		return c.Consent.Given || c.Consent.Asked
	case Close:
		return c.State != UnderExamination || q.resultGiven()
	case AnsweringToday:
		return c.Answered.IsZero() && !c.Deadline.Date.IsZero() && c.AnsweringOn != r.Today(now)
	case AskPowerOfAttorney, AcceptPowerOfAttorney, WithdrawPowerOfAttorney, WaivePowerOfAttorney:
		return q.Parties.allows(e)
	case StopSharing:
		return c.State.Open() && (c.Sharing != SharingRefused || !q.has(LetterNoSharing) && q.Correspondent().Known())
	case ResumeSharing:
		return c.Sharing.Blocked()
	case PassOnSuggestion:
		return !c.Sharing.Blocked() && slices.Contains(q.Verdict.Kinds, KindSuggestion)
	case Reopen:
		return c.MergedInto == ""
	case ResolveInDoubt:
		return slices.ContainsFunc(q.Letters, func(l Letter) bool { return l.Status == LetterUncertain })
	}
	return true
}

// fitsDepartment is fits for what goes to a department, and the copy of it.
func (q Inquiry) fitsDepartment(r Rules, e EventType) bool {
	switch e {
	case CopySent:
		return q.Course.CopyOwed
	case RemindDepartment:
		return q.gate(r, true) == "" && !q.Prepared(LetterToDepartment)
	}
	return q.gate(r, true) == "" && len(r.Departments) > 0
}

// fitsAnother is fits for the acts that are about another inquiry too. A closed one
// is linked from the other side.
func (q Inquiry) fitsAnother(e EventType) bool {
	switch e {
	case Join:
		return q.Course.Held && !q.Course.onlyReceiptHeld() || len(q.Suggested) > 0
	case Split:
		return len(q.Provisional) > 0
	case Move:
		return len(q.Strays()) > 0
	case Merge:
		return !q.Course.Held
	case Unmerge:
		return q.Course.Stood.State != None
	case GiveBack:
		return len(q.Parts) > 0 && q.Course.MergedInto == ""
	}
	return q.Course.State.Open()
}

// onlyReceiptHeld reports whether nobody doubts what the letter is: it is the
// receipt alone that an adviser decides about.
func (c Course) onlyReceiptHeld() bool {
	return c.Held && isOneOf(c.ReceiptRule, ReceiptAcute, ReceiptThreat)
}

// unique keeps the first of each, in place.
func unique[T comparable](list []T) []T {
	seen := map[T]bool{}
	return slices.DeleteFunc(list, func(item T) bool {
		was := seen[item]
		seen[item] = true
		return was
	})
}
