package card

import (
	"maps"
	"slices"

	"borgerbot/internal/casework"
)

// The fields of modals. A field's name is its block_id and its action_id.
const (
	fieldGround      = "ground"
	fieldGrounds     = "grounds"
	fieldKinds       = "kinds"
	fieldReferrals   = "referrals"
	fieldForwardedTo = "forwarded_to"
	fieldRightPlace  = "right_place"
	fieldAgreement   = "agreement"
	fieldNote        = "note"
	fieldWhy         = "why"
	fieldAnswers     = "answers"
	fieldStands      = "stands"
	fieldOutcome     = "outcome"
	fieldDepartment  = "department"
	fieldTheme       = "theme"
	fieldFinding     = "finding"
	fieldAnswered    = "answered"
	fieldTalk        = "talk"
	fieldReason      = "reason"
	fieldWaitingFor  = "waiting_for"
	fieldNextStep    = "next_step"
	fieldDate        = "date"
	fieldSettled     = "settled"
	fieldSuggested   = "suggested"
	fieldReference   = "reference"
	fieldAdviser     = "adviser"
	fieldChannel     = "channel"
	fieldName        = "name"
	fieldPhone       = "phone"
	fieldAddress     = "address"
	fieldLanguage    = "language"
	fieldAbout       = "about"
	fieldReceipt     = "receipt"
	fieldAttend      = "attend"
	fieldMeeting     = "meeting"
	fieldAnswer      = "answer"
	fieldBody        = "body"
)

// forms are the acts that open a modal, with its fields in order. A field that
// others depend on comes before them. Which fields show depends on what has
// been chosen ([field]).
var forms = map[casework.EventType][]string{
	casework.Reply:              nil,
	casework.Call:               {fieldNote, fieldAnswers},
	casework.AskCitizen:         nil,
	casework.AskPowerOfAttorney: nil,
	casework.AnswerMeeting:      {fieldAttend, fieldMeeting, fieldAnswer},
	casework.MarkOutOfScope:     {fieldGround, fieldRightPlace, fieldReferrals, fieldForwardedTo},
	casework.PartlyOutOfScope:   {fieldKinds, fieldGrounds, fieldReferrals},
	casework.OpenCase:           {fieldAgreement},
	casework.SentItMyself:       {fieldStands},
	casework.SentByDigitalPost:  {fieldStands},
	casework.Close:              {fieldOutcome, fieldTheme, fieldDepartment, fieldFinding, fieldAnswered, fieldTalk},
	casework.Reopen:             {fieldWhy},
	casework.ExtendDeadline:     {fieldReason, fieldWaitingFor, fieldNextStep, fieldDate},
	casework.Pause:              {fieldWaitingFor, fieldNextStep, fieldDate},
	casework.RecordForwarded:    {fieldBody},
	casework.NotAcute:           {fieldWhy},
	casework.SendReceipt:        nil,
	casework.ReleaseHeld:        nil,
	casework.AddNote:            {fieldNote},
	casework.Split:              nil,
	casework.Join:               {fieldSuggested, fieldReference},
	casework.MarkNotAComplaint:  {fieldWhy},
	casework.ResolveInDoubt:     {fieldSettled},
	casework.HandOver:           {fieldAdviser},
	casework.Opened: {
		fieldChannel, fieldName, fieldPhone, fieldAddress, fieldLanguage, fieldAbout, fieldNote, fieldReceipt,
	},
}

// pressed are the acts that a press alone does.
var pressed = []casework.EventType{
	casework.Take, casework.Release, casework.AnsweringToday, casework.Resume, casework.Undo, casework.Read, ActAll, ActShow, ActAdopt,
}

// officeActs are about no inquiry: one opens by them.
var officeActs = []casework.EventType{casework.Opened, ActAdopt}

// NeedsModal reports whether a press on the act opens a modal ([Deck.Modal]).
func NeedsModal(act casework.EventType) bool {
	_, ok := forms[act]
	return ok
}

// formActs are the acts with a modal, sorted by name.
func formActs() []casework.EventType { return slices.Sorted(maps.Keys(forms)) }

// offered are the acts that cards and modals offer.
func offered() []casework.EventType { return slices.Concat(pressed, formActs()) }

// isOffered reports whether cards and modals offer the act.
func isOffered(act casework.EventType) bool { return NeedsModal(act) || slices.Contains(pressed, act) }

// standIns are the acts whose letter an adviser can have sent by her own hand;
// Reply is the free answer.
func standIns() []casework.EventType {
	return []casework.EventType{
		casework.Reply, casework.MarkOutOfScope, casework.PartlyOutOfScope, casework.ExtendDeadline,
		casework.AskCitizen, casework.AskPowerOfAttorney, casework.AnswerMeeting, casework.SendReceipt,
	}
}

// fieldIDs lists every field, sorted by name.
func fieldIDs() []string {
	var ids []string
	for _, fields := range forms {
		ids = append(ids, fields...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// fieldsOf are the fields of an act. A letter sent by hand needs those of the
// act it stands for.
func fieldsOf(act, stands casework.EventType) []string {
	if act == casework.SentItMyself || act == casework.SentByDigitalPost {
		return slices.Concat(forms[act], forms[stands])
	}
	return forms[act]
}
