package scope_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// TestReport: the JSON has exactly these keys, and empty lists are lists.
func TestReport(t *testing.T) {
	c := preset(t, "lejre")
	letter := scope.Letter{Subject: "Sag", Text: "De svarer ikke min mor.", Received: received}
	r := scope.NewReport("a.eml", "lejre", letter, c.Judge(letter), scope.ReportAutomatic{})
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"file":"a.eml","preset":"lejre","verdict":"IN","confidence":0.832,"kinds":["delay"],"grounds":[],"flags":[],` +
		`"sensitive":[],"cpr_count":0,"event":{"from":"","to":"","ongoing":false},"language":"da",` +
		`"automatic":{"is":false,"reason":""},` +
		`"evidence":[{"label":"delay","text":"svarer ikke","start":8,"end":19,"for":true}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON: %s", diff)
	}
	text := r.Text()
	for _, part := range []string{"a.eml (lejre): IN 0.83", "kinds: delay", "De [svarer ikke|delay] min mor."} {
		if !strings.Contains(text, part) {
			t.Errorf("Text has no %q:\n%s", part, text)
		}
	}
}

// TestColours: a place has the colour of what it speaks for, and where two overlap,
// of what counts more.
func TestColours(t *testing.T) {
	text := "De svarer ikke min syge mor."
	v := casework.Verdict{Evidence: []casework.Evidence{
		{Label: "delay", For: true, Start: 5, End: 16},
		{Label: "out_old", For: false, Start: 12, End: 20},
		{Label: "health", For: true, Start: 21, End: 25},
	}}
	got := scope.NewReport("a.eml", "lejre", scope.Letter{Text: text}, v, scope.ReportAutomatic{}).Coloured()
	want := "\n\nDe \x1b[32msvarer \x1b[0m\x1b[31m\x1b[4mikke\x1b[0m\x1b[31m\x1b[4m min\x1b[0m \x1b[35msyge\x1b[0m mor.\n" +
		"\x1b[31mground\x1b[0m  \x1b[33mflag\x1b[0m  \x1b[32mkind\x1b[0m  \x1b[35msensitive\x1b[0m  \x1b[4magainst it\x1b[0m\n"
	if !strings.HasSuffix(got, want) {
		t.Errorf("Coloured = %q, want %q at its end", got, want)
	}
}

// TestReportDates: what is known of when it happened is told, and nothing blank.
func TestReportDates(t *testing.T) {
	from, to := calendar.On(2026, time.January, 5), calendar.On(2026, time.March, 2)
	for want, event := range map[string]casework.EventTime{
		"event: 2026-01-05 to 2026-03-02, ongoing false": {From: from, To: to},
		"event: by 2026-03-02, ongoing true":             {To: to, Ongoing: true},
		"event: from 2026-01-05, ongoing true":           {From: from, Ongoing: true},
		"event: not dated, ongoing true":                 {Ongoing: true},
	} {
		text := scope.NewReport("", "", scope.Letter{}, casework.Verdict{Event: event}, scope.ReportAutomatic{}).Text()
		if !strings.Contains(text, "  "+want+"\n") {
			t.Errorf("no %q in:\n%s", want, text)
		}
	}
}

// TestReportOfNothing: no list is null.
func TestReportOfNothing(t *testing.T) {
	got, err := json.Marshal(scope.NewReport("", "", scope.Letter{}, preset(t, "horsens").Judge(scope.Letter{Received: received}),
		scope.ReportAutomatic{Is: true, Reason: "list"}))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(got), "null") {
		t.Errorf("null in %s", got)
	}
}
