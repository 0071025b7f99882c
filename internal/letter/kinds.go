package letter

import "borgerbot/internal/casework"

// Letter returns L01.
func (ReceiptDeadline) Letter() casework.LetterID { return casework.LetterReceiptDeadline }

// Letter returns L02.
func (ReceiptSimple) Letter() casework.LetterID { return casework.LetterReceiptSimple }

// Letter returns L03.
func (MissingInformation) Letter() casework.LetterID { return casework.LetterMissingInformation }

// Letter returns L04.
func (AskPowerOfAttorney) Letter() casework.LetterID { return casework.LetterAskPowerOfAttorney }

// Letter returns L05.
func (ReceiptRepresentative) Letter() casework.LetterID { return casework.LetterRepresentative }

// Letter returns L06.
func (PartyConfirmation) Letter() casework.LetterID { return casework.LetterPartyConfirmation }

// Letter returns L07.
func (OutOfScope) Letter() casework.LetterID { return casework.LetterOutOfScope }

// Letter returns L08.
func (PartlyInScope) Letter() casework.LetterID { return casework.LetterPartlyInScope }

// Letter returns L09.
func (DeadlineNotice) Letter() casework.LetterID { return casework.LetterDeadlineNotice }

// Letter returns L09.
func (NeutralNotice) Letter() casework.LetterID { return casework.LetterDeadlineNotice }

// Letter returns L10.
func (AbsenceNotice) Letter() casework.LetterID { return casework.LetterAbsence }

// Letter returns L11.
func (ToDepartment) Letter() casework.LetterID { return casework.LetterToDepartment }

// Letter returns L12.
func (CopyToCitizen) Letter() casework.LetterID { return casework.LetterCopyToCitizen }

// Letter returns L13.
func (RemindDepartment) Letter() casework.LetterID { return casework.LetterRemindDepartment }

// Letter returns L14.
func (AskConsent) Letter() casework.LetterID { return casework.LetterAskConsent }

// Letter returns L15.
func (Result) Letter() casework.LetterID { return casework.LetterResult }

// Letter returns L16.
func (DepartmentAnswered) Letter() casework.LetterID { return casework.LetterDepartmentAnswered }

// Letter returns L17.
func (ClosingWithoutCase) Letter() casework.LetterID { return casework.LetterClosingWithoutCase }

// Letter returns L18.
func (NoSharing) Letter() casework.LetterID { return casework.LetterNoSharing }

// Letter returns L19.
func (DataRights) Letter() casework.LetterID { return casework.LetterDataRights }

// Letter returns L20.
func (Meeting) Letter() casework.LetterID { return casework.LetterMeeting }

// Letter returns L21.
func (SuggestionThanks) Letter() casework.LetterID { return casework.LetterSuggestionThanks }

// Letter returns L22.
func (NotThisMunicipality) Letter() casework.LetterID { return casework.LetterNotThisMunicipality }

// Letter returns the code of a free answer.
func (FreeAnswer) Letter() casework.LetterID { return casework.LetterFree }

// kinds has one of each kind of Data: what Parse expects a template for.
var kinds = []Data{
	ReceiptDeadline{}, ReceiptSimple{}, MissingInformation{}, AskPowerOfAttorney{},
	ReceiptRepresentative{}, PartyConfirmation{}, OutOfScope{}, PartlyInScope{}, DeadlineNotice{},
	NeutralNotice{}, AbsenceNotice{}, ToDepartment{}, CopyToCitizen{}, RemindDepartment{},
	AskConsent{}, Result{}, DepartmentAnswered{}, ClosingWithoutCase{}, NoSharing{}, DataRights{},
	Meeting{}, SuggestionThanks{}, NotThisMunicipality{}, FreeAnswer{},
}

// fileOf names the template of a letter, without folder and ending.
func fileOf(d Data) string {
	if _, neutral := d.(NeutralNotice); neutral {
		return string(d.Letter()) + "_neutral"
	}
	return string(d.Letter())
}

// toDepartment reports whether the letter goes to a department, which is written
// to in Danish.
func toDepartment(d Data) bool {
	l := d.Letter()
	return l == casework.LetterToDepartment || l == casework.LetterRemindDepartment
}
