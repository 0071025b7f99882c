package scope_test

import (
	"fmt"
	"strings"
	"testing"

	"borgerbot/internal/scope"
)

// TestEventTime: when what a letter complains of happened, received on Thursday 4
// June 2026. Decisions, reminders and "i går" are points of the course; births,
// lives, quoted words, contact with the office and days to come are not.
//
// Long: a table.
func TestEventTime(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		// One time.
		{"Sagsbehandleren råbte ad mig den 3. maj.", "2026-05-03"},
		{"Sagsbehandleren råbte ad mig i marts.", "2026-03-01..2026-03-31"},
		{"Sagsbehandleren råbte ad mig i foråret 2024.", "2024-03-01..2024-05-31"},
		{"Sagsbehandleren råbte ad mig for fem år siden.", "2020-12-04..2021-06-04"},
		{"Sagsbehandleren råbte ad mig i går.", "2026-06-03"},
		{"The caseworker shouted at me last week.", "2026-05-25..2026-05-31"},
		{"Sagsbehandleren råbte ad mig.", ""},
		// The latest of several counts, and the exact one of two that nest.
		{"Jeg fik afslag den 3. maj, og sagsbehandleren råbte ad mig den 12. maj.", "2026-05-12"},
		{"I foråret råbte sagsbehandleren ad mig. Det skete den 3. april.", "2026-04-03"},
		{"Det skete under corona, i foråret 2020.", "2020-03-01..2020-05-31"},
		// Told by the time before.
		{"I 2024 råbte sagsbehandleren ad mig. Sagen blev lukket i november samme år.", "2024-11-01..2024-11-30"},
		{"Den 3. maj råbte han. Dagen efter smed han på røret.", "2026-05-04"},
		// What is no point of the course.
		{"Jeg er født den 6. oktober 1950.", ""},
		{"Jeg blev gift i 1985, og den 3. maj råbte sagsbehandleren ad mig.", "2026-05-03"},
		{"Den 3. maj råbte sagsbehandleren. Jeg fandt jeres side i går.", "2026-05-03"},
		{"Tak for snakken i går. Sagsbehandleren råbte ad mig den 3. maj.", "2026-05-03"},
		{"Den 3. maj sagde sagsbehandleren \"du var her jo i går\" og lo.", "2026-05-03"},
		{"Kommunen gav afslag i marts. Stævningen er af 27. maj.", "2026-03-01..2026-03-31"},
		{"Sagsbehandleren råbte ad mig den 3. maj. Mødet er den 25. juni.", "2026-05-03"},
		{"Jeg fik afslag den 3. maj. Jeg skal svare senest den 20. juni.", "2026-05-03"},
		{"Jeg fik nej i foråret. I sidste uge kom der en ny udtalelse. Jeg vil gerne have min sag genoptaget.", "2026-03-01..2026-05-31"},
		{"Lejre, den 2. juni 2026\n\nSagsbehandleren råbte ad mig den 3. maj.", "2026-05-03"},
		// What is not over ends on the day of receipt.
		{"Jeg søgte den 12. februar, og de har ikke svaret.", "2026-02-12..2026-06-04 ongoing"},
		{"Spanden er ikke tømt siden den 12. maj.", "2026-05-12..2026-06-04 ongoing"},
		{"Jeg har ventet i fire måneder på svar.", "..2026-06-04 ongoing"},
		{"Siden 2. maj er jeg blevet kastet rundt mellem to kontorer.", "2026-05-02..2026-06-04 ongoing"},
		{"Han larmer hver nat, sidst i fredags.", "2026-05-29..2026-06-04 ongoing"},
		{"Sagen er fra 2024 og verserer stadig.", "2024-01-01..2026-06-04 ongoing"},
		// What only sounds so, or has no time.
		{"Sagsbehandleren råbte ad mig den 3. maj. Jeg er stadig rystet.", "2026-05-03"},
		{"De glemte hendes medicin to gange siden jul (den 16/1 og 19/2).", "2026-02-19"},
		{"Skolen svarede aldrig på mine mails for fem år siden.", "2020-12-04..2021-06-04"},
		{"De svarer ikke.", ""},
		{"Am 6. Juli habe ich Ihnen wegen der Zufahrt zu unserem Haus geschrieben und keine Antwort bekommen.", ""},
	} {
		v := preset(t, "lejre").Judge(scope.Letter{Text: tt.text, Received: received})
		got := v.Event.From.String()
		if v.Event.To != v.Event.From {
			got += ".." + v.Event.To.String()
		}
		if v.Event.Ongoing {
			got += " ongoing"
		}
		if got != tt.want {
			t.Errorf("%q: event %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestTwoMatters: an old case that was closed is too old though a new one runs; a
// case that was taken up again is one matter.
func TestTwoMatters(t *testing.T) {
	for text, want := range map[string]bool{
		"I 2019 råbte sagsbehandleren ad mig. Sagen blev lukket samme år. Den 1. maj bad jeg om aktindsigt og har ikke fået svar.": true,
		"Sagen blev lukket i 2019. Den blev genoptaget den 1. maj, og nu svarer de ikke.":                                          false,
		"Jeg fik afslag i 2021. Sagen blev genoptaget i marts i år, og nu svarer de ikke.":                                         false,
		"Sagen har taget 2 år, og den er stadig ikke afgjort.":                                                                     false,
	} {
		v := preset(t, "lejre").Judge(scope.Letter{Text: text, Received: received})
		if got := strings.Contains(fmt.Sprint(v.Grounds), "out_old"); got != want {
			t.Errorf("%q: out_old %t, want %t", text, got, want)
		}
	}
}
