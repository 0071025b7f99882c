package scope_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/scope"
)

// TestReport: the JSON has exactly these keys, and empty lists are lists.
func TestReport(t *testing.T) {
	c := preset(t, "lejre")
	letter := scope.Letter{Subject: "Sag", Text: "De svarer ikke.", Received: received}
	r := scope.NewReport("a.eml", "lejre", letter, c.Judge(letter), scope.ReportAutomatic{})
	got, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"file":"a.eml","preset":"lejre","verdict":"IN","confidence":0.9,"kinds":["delay"],"grounds":[],"flags":[],` +
		`"sensitive":[],"cpr_count":0,"event":{"from":"","to":"","ongoing":false},"language":"da",` +
		`"automatic":{"is":false,"reason":""},` +
		`"evidence":[{"label":"delay","text":"svarer ikke","start":8,"end":19,"for":true}]}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("JSON: %s", diff)
	}
	text := r.Text()
	for _, part := range []string{"a.eml (lejre): IN 0.90", "kinds: delay", "De [svarer ikke|delay]."} {
		if !strings.Contains(text, part) {
			t.Errorf("Text has no %q:\n%s", part, text)
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
