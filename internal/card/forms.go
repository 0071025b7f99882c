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
	fieldMessage     = "message"
	fieldSameCitizen = "same_citizen"
	fieldCorrects    = "corrects"
	fieldPart        = "part"
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
	fieldWrittenIn   = "written_in"
	fieldWay         = "way"
	fieldTopic       = "topic"
	fieldPoints      = "points"
	fieldTheirNumber = "their_number"
	fieldUnnamed     = "unnamed"
	fieldProtected   = "protected"
	fieldAnswerBy    = "answer_by"
	fieldUntil       = "until"
	fieldConcerns    = "concerns"
	fieldMaterials   = "materials"
	fieldAsked       = "asked"
	fieldConsent     = "consent"
	fieldScope       = "scope"
	fieldConsentOn   = "consent_on"
	fieldBegun       = "begun"
	fieldConclusion  = "conclusion"
	fieldExamined    = "examined"
	fieldFindings    = "findings"
	fieldFollowUp    = "follow_up"
	fieldFurther     = "further"
	fieldRequest     = "request"
	fieldCame        = "came"
)

// forms are the acts that open a modal, with its fields in order. A field that
// others depend on comes before them. Which fields show depends on what has
// been chosen ([field]).
var forms = map[casework.EventType][]string{
	casework.Reply:              nil,
	casework.Call:               {fieldNote, fieldAnswers},
	casework.AskCitizen:         nil,
	casework.AskPowerOfAttorney: {fieldLacks},
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
	casework.AddNote:            {fieldNote, fieldCorrects},
	casework.Split:              {fieldMessage},
	casework.RecordConflict:     {fieldConcerns},
	casework.RecordRequest:      {fieldRequest, fieldCame, fieldForwardedTo},
	casework.AnswerRequest:      {fieldRequest, fieldForwardedTo, fieldNote},
	casework.ExtendRequest:      {fieldRequest, fieldWaitingFor, fieldDate},
	casework.Join:               {fieldSuggested, fieldReference},
	casework.Link:               {fieldSuggested, fieldReference},
	casework.Merge:              {fieldSuggested, fieldReference, fieldSameCitizen},
	casework.Unmerge:            nil,
	casework.GiveBack:           {fieldPart},
	casework.Move:               {fieldMessage},
	casework.MarkNotAComplaint:  {fieldWhy},
	casework.ResolveInDoubt:     {fieldSettled},
	casework.HandOver:           {fieldAdviser},
	casework.RecordHandOver:     nil,
	casework.HoldErasure:        {fieldWhy},
	casework.LiftHold:           {fieldWhy},

	casework.AcceptPowerOfAttorney: {
		fieldToWhom, fieldRepresentative, fieldRepresentativeAddress, fieldParty, fieldPartyAddress, fieldShown, fieldLimits, fieldReview,
	},
	casework.WithdrawPowerOfAttorney: {fieldWhy},
	casework.WaivePowerOfAttorney:    {fieldWaived},
	casework.StopSharing:             {fieldShared, fieldNoLetter},
	casework.ResumeSharing:           {fieldAgreement},
	casework.PassOnSuggestion:        {fieldDepartment, fieldWithName},
	casework.Opened: {
		fieldChannel, fieldName, fieldPhone, fieldAddress, fieldLanguage, fieldAbout, fieldNote, fieldReceipt,
	},
	casework.SendToDepartment: {
		fieldDepartment, fieldTopic, fieldPoints, fieldTheirNumber, fieldUnnamed, fieldProtected, fieldAnswerBy,
	},
	casework.RemindDepartment: {fieldTheirNumber, fieldAnswerBy},
	casework.RecordAnswer:     {fieldWhy},
	casework.AwaitAnswer:      {fieldUntil},
	casework.AskConsent:       {fieldDepartment, fieldMaterials, fieldAsked},
	casework.StartExamination: {fieldConsent, fieldConsentOn, fieldScope},
	casework.WithdrawConsent:  {fieldBegun, fieldNoLetter},
	casework.SendResult: {
		fieldConclusion, fieldExamined, fieldFindings, fieldFollowUp, fieldFurther, fieldFinding,
	},
}

// inOutlook reports whether the words of an act's letter are content that must not
// be typed here: the letter is prepared, and she writes them in her mail program
// (design 4).
func inOutlook(act casework.EventType, v View) bool {
	wordy := []casework.EventType{casework.SendToDepartment, casework.AskConsent, casework.SendResult}
	return !v.discloses() && slices.Contains(wordy, act)
}

// begun are the fields that the office's mode decides before anything is filled in.
func begun(act casework.EventType, v View) casework.Fields {
	return casework.Fields{InOutlook: inOutlook(act, v), Unnamed: act == casework.AcceptPowerOfAttorney && !v.discloses()}
}

// pressed are the acts that a press alone does.
var pressed = []casework.EventType{
	casework.Take, casework.Release, casework.AnsweringToday, casework.Resume, casework.NotAnAnswer, casework.CopySent, casework.Undo, casework.SendToRecords, casework.Read, ActAll, ActShow, ActAdopt,
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

// framed are the fields of every letter.
var framed = []string{fieldWrittenIn, fieldWay}

// standIns are the acts whose letter an adviser can say she has sent; Reply is the
// free answer. Closing and stopping are done in their own modals, and a held
// receipt is a receipt.
func standIns(r casework.Rules) []casework.EventType {
	own := []casework.EventType{casework.Close, casework.ReleaseHeld, casework.WithdrawConsent}
	return append([]casework.EventType{casework.Reply}, slices.DeleteFunc(formActs(), func(act casework.EventType) bool {
		return !act.WritesLetter(r) || slices.Contains(own, act)
	})...)
}

// fieldIDs lists every field, sorted by name.
func fieldIDs() []string {
	var ids []string
	for _, fields := range forms {
		ids = append(ids, fields...)
	}
	ids = append(ids, framed...)
	slices.Sort(ids)
	return slices.Compact(ids)
}

// fields are those of the act. A letter sent by hand needs those of the act it
// stands for, unless it was written here.
func (s sheet) fields() []string {
	act, stands := s.form.Press.Act, s.form.Event.Stands
	switch {
	case isSent(act):
		return slices.Concat(forms[act], forms[stands])
	case act.WritesLetter(s.v.Rules):
		return slices.Concat(forms[act], framed)
	}
	return forms[act]
}

// isSent reports whether an act says that a letter has been sent.
func isSent(act casework.EventType) bool {
	return act == casework.SentItMyself || act == casework.SentByDigitalPost
}
