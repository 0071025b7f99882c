package casework

import (
	"testing"
	"time"
)

func TestWaits(t *testing.T) {
	asked := time.Date(2026, time.March, 3, 10, 0, 0, 0, time.UTC)
	letter := func(id LetterID, s LetterStatus) []Letter { return []Letter{{Letter: id, Status: s, Decided: asked}} }
	for name, tt := range map[string]struct {
		q    Inquiry
		want Wait
	}{
		"new":                {Inquiry{Course: Course{State: Received}}, WaitsNobody},
		"with a department":  {Inquiry{Course: Course{State: WithDepartment}, Letters: letter(LetterMissingInformation, LetterSent)}, WaitsDepartment},
		"asked":              {Inquiry{Course: Course{State: InDialogue}, Letters: letter(LetterMissingInformation, LetterSent)}, WaitsCitizen},
		"taken back":         {Inquiry{Course: Course{State: InDialogue}, Letters: letter(LetterMissingInformation, LetterCancelled)}, WaitsNobody},
		"she wrote":          {Inquiry{Course: Course{State: InDialogue}, Heard: asked.Add(1), Letters: letter(LetterMissingInformation, LetterSent)}, WaitsNobody},
		"she wrote before":   {Inquiry{Course: Course{State: InDialogue}, Heard: asked.Add(-1), Letters: letter(LetterMissingInformation, LetterSent)}, WaitsCitizen},
		"power of attorney":  {Inquiry{Course: Course{State: InDialogue}, Letters: letter(LetterAskPowerOfAttorney, LetterPending)}, WaitsMandate},
		"consent, by hand":   {Inquiry{Course: Course{State: Answered}, Letters: letter(LetterAskConsent, LetterByHand)}, WaitsConsent},
		"consent given":      {Inquiry{Course: Course{State: Answered, Consent: Consent{Given: true}}, Letters: letter(LetterAskConsent, LetterSent)}, WaitsNobody},
		"closed":             {Inquiry{Course: Course{State: Closed}, Letters: letter(LetterMissingInformation, LetterSent)}, WaitsNobody},
		"other letters only": {Inquiry{Course: Course{State: InDialogue}, Letters: letter(LetterReceiptSimple, LetterSent)}, WaitsNobody},
	} {
		if got := tt.q.Waits(); got != tt.want {
			t.Errorf("%s: it waits for %q, want %q", name, got, tt.want)
		}
	}
}
