package measure_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/casework"
	"borgerbot/internal/measure"
	"borgerbot/internal/scope"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// rules are a few rules of our own, so that the office's may change.
func rules(t *testing.T) (*scope.Classifier, scope.Office) {
	t.Helper()
	office := scope.Office{Preset: "lejre", Grounds: map[casework.Ground]scope.GroundRule{
		casework.GroundPolitical: {On: true},
		casework.GroundOld:       {On: true, Months: 12, Anchor: scope.AnchorClosed, Hard: true},
	}}
	c, err := scope.Load(os.DirFS("testdata/rules"), office)
	if err != nil {
		t.Fatal(err)
	}
	return c, office
}

func figures(t *testing.T, details bool) measure.Figures {
	t.Helper()
	c, office := rules(t)
	letters := os.DirFS("testdata/letters")
	set, err := measure.Read(letters, "letters")
	if err != nil {
		t.Fatal(err)
	}
	judged, err := measure.Judge(letters, set, c)
	if err != nil {
		t.Fatal(err)
	}
	return measure.Measure(set, judged, office, details)
}

// TestFigures measures a few letters, each wrong in a way of its own.
func TestFigures(t *testing.T) {
	golden(t, "figures.txt", figures(t, false).Text())
	golden(t, "details.txt", figures(t, true).Text())
	raw, err := json.MarshalIndent(figures(t, false), "", " ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "figures.json", string(raw)+"\n")
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}

// TestMistakes: nothing is guessed. Each mistake is told with file and line, and
// none hides another.
func TestMistakes(t *testing.T) {
	const good = `{"file": "a.eml", "received": "2026-03-02"}` + "\n"
	for name, row := range map[string]struct{ labels, want string }{
		"no JSON":         {good + "{file: a}\n", "set/labels.jsonl:2: is not a JSON object: "},
		"two objects":     {`{"file": "a.eml"} {}`, "set/labels.jsonl:1: is not a JSON object: "},
		"no file":         {`{"received": "2026-03-02"}`, `set/labels.jsonl:1: file is ""; name a letter`},
		"file elsewhere":  {`{"file": "../a.eml", "received": "2026-03-02"}`, `file is "../a.eml"; name a letter in the directory`},
		"missing letter":  {`{"file": "b.eml", "received": "2026-03-02"}`, "set/labels.jsonl:1: the letter cannot be read: open b.eml: file does not exist"},
		"twice":           {good + "\n" + good, "set/labels.jsonl:3: a.eml is labelled on line 1 already"},
		"no day":          {`{"file": "a.eml"}`, `set/labels.jsonl:1: received: "" is not a date like 2026-03-16`},
		"unknown kind":    {strings.Replace(good, "}", `, "kinds": ["dealy"]}`, 1), `kinds: there is no "dealy"; there are: case_handling, delay, conduct,`},
		"unknown ground":  {strings.Replace(good, "}", `, "grounds": ["delay"]}`, 1), `grounds: there is no "delay"; there are: out_professional,`},
		"unknown flag":    {strings.Replace(good, "}", `, "flags": ["urgent"]}`, 1), `flags: there is no "urgent"; there are: acute,`},
		"unknown verdict": {strings.Replace(good, "}", `, "verdict": "MAYBE"}`, 1), `verdict: there is no "MAYBE"; there are: IN, OUT, MIX, CHECK`},
		"no list":         {strings.Replace(good, "}", `, "sensitive": "cpr"}`, 1), "set/labels.jsonl:1: sensitive: json: cannot unmarshal string"},
		"no event":        {strings.Replace(good, "}", `, "event_date": "i maj"}`, 1), `event_date: "i maj" is not a date like 2026-03-16`},
		"half an event":   {strings.Replace(good, "}", `, "event_from": "2026-01-01"}`, 1), "event_from and event_to go together"},
		"other words":     {strings.Replace(good, "}", `, "spans": [{"label": "delay", "text": "nej"}]}`, 1), `set/labels.jsonl:1: spans: the letter does not say "nej"`},
		"span of nothing": {strings.Replace(good, "}", `, "spans": [{"label": "late", "text": "ja"}]}`, 1), `spans: there is no "late"`},
		"curly quotes":    {"{\u201cfile\u201d: \u201ca.eml\u201d}", "write one letter a line, between { and }, with straight quotes"},
		"two lines":       {"{\"file\": \"a.eml\",\n\"received\": \"2026-03-02\"}", "labels.jsonl:1: is not a JSON object: unexpected end of JSON input; write one letter a line"},
		"an array":        {"[" + strings.TrimSpace(good) + "]", "write one letter a line, between { and }"},
		"misspelt":        {strings.Replace(good, "}", `, "kind": ["delay"]}`, 1), `there is no field "kind"; did you mean "kinds"?`},
		"contradiction":   {strings.Replace(good, "}", `, "verdict": "OUT", "kinds": ["delay"], "grounds": []}`, 1), "the verdict OUT contradicts kinds without a ground"},
		"nothing":         {"\n", "set/labels.jsonl labels no letter"},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := fstest.MapFS{"labels.jsonl": {Data: []byte(row.labels)}, "a.eml": {Data: []byte("Subject: ja\n\nja\n")}}
			set, err := measure.Read(fsys, "set")
			if err == nil {
				c, _ := rules(t)
				_, err = measure.Judge(fsys, set, c)
			}
			if err == nil || !strings.Contains(err.Error(), row.want) {
				t.Errorf("%v, want %q", err, row.want)
			}
		})
	}
	_, err := measure.Read(fstest.MapFS{"labels.jsonl": {Data: []byte("{}\n[]\n")}}, "set")
	for _, want := range []string{"labels.jsonl:1: file is", "labels.jsonl:1: received", "labels.jsonl:2: is not"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v has no %q", err, want)
		}
	}
	for name, fsys := range map[string]fstest.MapFS{
		"name a directory that holds labels.jsonl and the letters it is about":             {},
		`set holds rules and no letters; try them with "borgerbot rules test --rules set"`: {"words.yaml": {}},
	} {
		if _, err := measure.Read(fsys, "set"); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("no labels: %v, want %q", err, name)
		}
	}
	windows := fstest.MapFS{"labels.jsonl": {Data: []byte("\ufeff" + good)}, "a.eml": {}}
	if _, err := measure.Read(windows, "set"); err != nil {
		t.Errorf("as Windows writes it: %v", err)
	}
}
