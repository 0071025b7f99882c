package casework

import "slices"

// Wait is whom an open inquiry waits for outside the office.
type Wait string

// The waits.
const (
	WaitsNobody     Wait = ""
	WaitsDepartment Wait = "department" // it was asked and has not answered (H19)
	WaitsCitizen    Wait = "citizen"    // she was asked something and has not written since
	WaitsMandate    Wait = "mandate"    // a power of attorney was asked for (L33)
	WaitsConsent    Wait = "consent"    // the citizen was asked for her consent (H23)
)

// Waits lists the waits that are one.
func Waits() []Wait { return []Wait{WaitsDepartment, WaitsCitizen, WaitsMandate, WaitsConsent} }

// questions are the letters that ask the citizen for something.
var questions = map[LetterID]Wait{
	LetterMissingInformation: WaitsCitizen,
	LetterAskPowerOfAttorney: WaitsMandate,
	LetterAskConsent:         WaitsConsent,
}

// Waits returns whom the inquiry waits for: the department while it has it, or
// the citizen while nothing has come since the last question to her.
func (q Inquiry) Waits() Wait {
	switch {
	case !q.Course.State.Open():
		return WaitsNobody
	case q.Course.State == WithDepartment:
		return WaitsDepartment
	}
	for _, l := range slices.Backward(q.Letters) {
		if w, asks := questions[l.Letter]; asks && l.Status != LetterCancelled {
			if l.Decided.Before(q.Heard) || w == WaitsConsent && q.Course.Consent.Given {
				return WaitsNobody
			}
			return w
		}
	}
	return WaitsNobody
}
