package letter

import (
	"strings"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

func TestLint(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("og så ", 14)) + " nu."
	for _, row := range []struct{ subject, text, want string }{
		{"Svar (BR-800000-G)", "Hej\n\nVi ses den 12. juni kl. 12.30.\n", ""},
		{"Svar", "Vi skriver til " + personal.Mask, personal.Mask},
		{"Svar", "Du hedder <no value>.", "<no value>"},
		{"Svar", "To  mellemrum.", "\"  \""},
		{strings.Repeat("x", 79), "Hej", "79 characters"},
		{"til karla@example.org", "Hej", "subject"},
		{"", "Hej", "0 characters"},
		{"Svar", long, "29 words"},
		{"Svar", "Vi anmoder dig om at svare.", `"anmod"`},
		{"Svar", "Såfremt du vil.", `"såfremt"`},
		{"Svar", "Svar, jf. loven.", `"jf."`},
		{"Svar", "Det er desværre sådan, desværre.", `"desværre" stands 2`},
		{"Svar", "Henvendelse, henvendelse og henvendelse.", `"henvendelse" stands 3`},
		{"Svar", "Sagsbehandlingstiden overskrider forvaltningens retningslinjer.", "LIX"},
	} {
		got := strings.Join(lint(Rendered{row.subject, personal.New(row.text)}, casework.Danish), "\n")
		if row.want == "" && got != "" || !strings.Contains(got, row.want) {
			t.Errorf("lint(%q, %q) = %q, want %q", row.subject, row.text, got, row.want)
		}
	}
	if faults := lint(Rendered{"Answer", personal.New("Such a desværre anmodning.")}, casework.English); faults != nil {
		t.Errorf("an English letter was read as Danish: %v", faults)
	}
}

func TestLintLetter(t *testing.T) {
	c := Common{Ref: sampleRef, Office: Office{Email: "post@example.org"}}
	for want, r := range map[string]Rendered{
		"greeting":                     {"Svar (BR-800000-G)", personal.New("Goddag\nBR-800000-G post@example.org")},
		"no contact":                   {"Svar (BR-800000-G)", personal.New("Hej\nBR-800000-G")},
		"it has no reference":          {"Svar (BR-800000-G)", personal.New("Hej\npost@example.org")},
		"the subject has no reference": {"Svar", personal.New("Hej\nBR-800000-G post@example.org")},
	} {
		if got := strings.Join(lintLetter(r, c, casework.Danish), "\n"); !strings.Contains(got, want) {
			t.Errorf("lintLetter = %q, want %q in it", got, want)
		}
	}
}

func TestCheckFindsBadWords(t *testing.T) {
	files := shipped(t)
	path := "letters/da/L03.txt"
	text := strings.Replace(string(files[path].Data), "Er det lettere", "Såfremt det er lettere", 1)
	text = strings.Replace(text, `{{template "signature" .}}`, "{{.Name}}", 1)
	files[path].Data = []byte(text)
	s, err := Parse(files)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, mistake := range s.Check() {
		all.WriteString(mistake.Error() + "\n")
	}
	for _, want := range []string{"letter L03, promise", "såfremt", "[personal]", "no contact line"} {
		if !strings.Contains(all.String(), want) {
			t.Errorf("Check does not find %q:\n%s", want, all.String())
		}
	}
}
