package scope_test

import (
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// TestConsentIn: what answers to the question about consent look like (H23). In doubt
// nothing is suggested.
func TestConsentIn(t *testing.T) {
	for text, want := range map[string]casework.ConsentWord{
		"Ja": casework.ConsentYes, "Ja tak.\n\nMvh Viggo": casework.ConsentYes,
		"Hej Maja\n\nJa, det må I gerne.":         casework.ConsentYes,
		"I må gerne hente papirerne.":             casework.ConsentYes,
		"Yes, you may.":                           casework.ConsentYes,
		"Hej\nJeg giver jer hermed mit samtykke.": casework.ConsentYes, "Det er i orden med mig": casework.ConsentYes,
		"Jeg samtykker i det": casework.ConsentYes, "Jeg siger ja": casework.ConsentYes, "Dear Maja\nI agree": casework.ConsentYes,
		"Jeg siger nej": casework.ConsentNo, "I får intet samtykke": casework.ConsentNo, "Det må I altså ikke. I må altså ikke!": casework.ConsentNo,
		"Jeg ønsker ikke at I spørger": casework.ConsentNo, "I do not want that": casework.ConsentNo,
		"Jeg fortryder mit ja": casework.ConsentWithdrawn,
		"Nej":                  casework.ConsentNo, "Nej, det ønsker jeg ikke.": casework.ConsentNo,
		"Hej\nI må ikke hente noget hos dem.":                casework.ConsentNo,
		"Jeg trækker mit samtykke tilbage.":                  casework.ConsentWithdrawn,
		"Jeg vil gerne trække mit ja tilbage igen":           casework.ConsentWithdrawn,
		"I withdraw my consent.":                             casework.ConsentWithdrawn,
		"Ja, men I må ikke tale med min gamle sagsbehandler": casework.ConsentUnsaid,
		"Hvad vil I hente?":                                  casework.ConsentUnsaid, "": casework.ConsentUnsaid,
		"Jamen hvad er det?": casework.ConsentUnsaid,
	} {
		if got := scope.ConsentIn(text); got != want {
			t.Errorf("ConsentIn(%q) = %q, want %q", text, got, want)
		}
	}
}
