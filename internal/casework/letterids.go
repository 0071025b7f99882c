package casework

// LetterID names a letter of the office, as in the list of letters in the
// README.
type LetterID string

// The letters.
const (
	NoLetter                  LetterID = ""
	LetterReceiptDeadline     LetterID = "L01" // kvittering med frist (L37)
	LetterReceiptSimple       LetterID = "L02" // kvittering uden frist (H15–H18)
	LetterMissingInformation  LetterID = "L03"
	LetterAskPowerOfAttorney  LetterID = "L04" // fuldmagt (L33)
	LetterRepresentative      LetterID = "L05" // kvittering til partsrepræsentant (L36)
	LetterPartyConfirmation   LetterID = "L06" // bekræftelse til parten (L34)
	LetterOutOfScope          LetterID = "L07"
	LetterPartlyInScope       LetterID = "L08"
	LetterDeadlineNotice      LetterID = "L09" // orientering om det videre forløb (L39)
	LetterAbsence             LetterID = "L10" // ferie eller fravær (L38)
	LetterToDepartment        LetterID = "L11" // (H19)
	LetterCopyToCitizen       LetterID = "L12" // (H20)
	LetterRemindDepartment    LetterID = "L13"
	LetterAskConsent          LetterID = "L14" // (H23)
	LetterResult              LetterID = "L15" // (H24, L35)
	LetterDepartmentAnswered  LetterID = "L16" // (H22)
	LetterClosingWithoutCase  LetterID = "L17" // (H16–H17)
	LetterNoSharing           LetterID = "L18" // (L23–L24)
	LetterDataRights          LetterID = "L19"
	LetterMeeting             LetterID = "L20" // (H13, L7)
	LetterSuggestionThanks    LetterID = "L21" // (H12, L15)
	LetterNotThisMunicipality LetterID = "L22" // (fvl. § 7, stk. 2)
	// LetterFree is an answer the adviser writes herself in her mail program.
	LetterFree LetterID = "answer"
	// LetterOther is one she wrote there that was no answer.
	LetterOther LetterID = "other"
)

// Letters lists the letters that have a template.
func Letters() []LetterID {
	return []LetterID{
		LetterReceiptDeadline, LetterReceiptSimple, LetterMissingInformation, LetterAskPowerOfAttorney,
		LetterRepresentative, LetterPartyConfirmation, LetterOutOfScope, LetterPartlyInScope,
		LetterDeadlineNotice, LetterAbsence, LetterToDepartment, LetterCopyToCitizen,
		LetterRemindDepartment, LetterAskConsent, LetterResult, LetterDepartmentAnswered,
		LetterClosingWithoutCase, LetterNoSharing, LetterDataRights, LetterMeeting,
		LetterSuggestionThanks, LetterNotThisMunicipality,
	}
}

// IsReceipt reports whether the letter acknowledges an inquiry.
func (l LetterID) IsReceipt() bool {
	return isOneOf(l, LetterReceiptDeadline, LetterReceiptSimple)
}

// Answers reports whether the letter, once delivered, is the answer the office
// promised (L37).
func (l LetterID) Answers() bool {
	return isOneOf(l, LetterOutOfScope, LetterResult, LetterDepartmentAnswered,
		LetterClosingWithoutCase, LetterMeeting, LetterSuggestionThanks,
		LetterNotThisMunicipality, LetterFree)
}

// Addressee is who a letter is written to before powers of attorney are looked at
// ([Inquiry.Recipient]).
func (l LetterID) Addressee() Role {
	if isOneOf(l, LetterToDepartment, LetterRemindDepartment) {
		return RoleDepartment
	}
	return RoleWriter
}

// TellsOfCase reports whether the letter tells that there is a case, or of it: it
// goes to nobody who writes for another without a power of attorney (L33).
func (l LetterID) TellsOfCase() bool {
	return l.CarriesContent() || isOneOf(l, LetterPartlyInScope, LetterCopyToCitizen, LetterDepartmentAnswered)
}

// CarriesContent reports whether the letter holds words of the case, so that it
// may go by mail only where the office's relay enforces secure mail (design 4,
// L27); otherwise an adviser sends it by Digital Post.
func (l LetterID) CarriesContent() bool {
	return isOneOf(l, LetterToDepartment, LetterAskConsent, LetterResult)
}
