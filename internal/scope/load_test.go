package scope_test

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/scope"
)

// rules is a small set of rules without a mistake.
func rules() fstest.MapFS {
	fsys := fstest.MapFS{
		"words.yaml":     {Data: []byte("lists:\n  svar: [svar, svarer]\n")},
		"neutral.yaml":   {Data: []byte("sentences:\n  - Hej med jer.\n")},
		"referrals.yaml": {Data: []byte("referrals: []\n")},
		"kinds/delay.yaml": {Data: []byte(`label: delay
rules:
  - id: no-answer
    weight: strong
    phrases:
      - "{svar} ikke"
    match:
      - De svarer ikke.
    no_match:
      - De svarer hurtigt.
`)},
		"grounds/out_old.yaml": {Data: []byte(`label: out_old
sentences:
  default: For gammelt.
rules: []
`)},
	}
	for _, flag := range []string{"acute", "threat", "no_sharing", "conflict", "whistleblowing"} {
		text := "label: " + flag + "\nrules:\n  - id: " + flag + "\n    weight: strong\n    phrases: [ordet for det]\n    match: [ordet for det]\n    no_match: [et andet]\n"
		fsys["flags/"+flag+".yaml"] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

// TestLoadMistakes: each mistake is told with file, line and what to do.
func TestLoadMistakes(t *testing.T) {
	for name, tt := range map[string]struct{ file, old, new, want string }{
		"unknown label":      {"kinds/delay.yaml", "label: delay", "label: dealy", `kinds/delay.yaml:1: unknown label "dealy"; did you mean "delay"?; the labels are: acute, `},
		"unknown key":        {"kinds/delay.yaml", "weight:", "wieght:", `kinds/delay.yaml:4: unknown key "wieght"; did you mean "weight"?; the keys of such a file are: absorbs, `},
		"unknown weight":     {"kinds/delay.yaml", "strong", "huge", `kinds/delay.yaml:4: rule no-answer has the weight "huge"; write strong, normal or weak`},
		"unknown list":       {"kinds/delay.yaml", "{svar}", "{svra}", `kinds/delay.yaml:6: the phrase "{svra} ikke" names the word list {svra}`},
		"matches everything": {"kinds/delay.yaml", "{svar} ikke", "det er", `kinds/delay.yaml:6: the phrase "det er" matches nearly everything`},
		"example fails":      {"kinds/delay.yaml", "De svarer ikke.", "De tier.", `kinds/delay.yaml:8: the rule no-answer does not match its example "De tier."`},
		"counter-example":    {"kinds/delay.yaml", "De svarer hurtigt.", "De svarer ikke hurtigt.", `kinds/delay.yaml:10: the rule no-answer matches`},
		"no example":         {"kinds/delay.yaml", "    match:\n      - De svarer ikke.\n", "", `kinds/delay.yaml:3: rule no-answer needs at least one phrase, one example`},
		"everyday sentence":  {"neutral.yaml", "Hej med jer.", "De svarer ikke.", `neutral.yaml:2: the rule no-answer matches the everyday sentence`},
		"duplicate id": {"grounds/out_old.yaml", "rules: []", "rules:\n  - {id: no-answer, weight: weak, phrases: [gammelt], match: [Gammelt], no_match: [Nyt]}",
			`the id "no-answer" is taken by`},
		"no sentence":       {"grounds/out_old.yaml", "default:", "horsens:", `grounds/out_old.yaml:1: no sentence for the preset "lejre"`},
		"bad mark":          {"kinds/delay.yaml", "    match:", "    ignore_when: [sometimes]\n    match:", `kinds/delay.yaml:7: ignore_when is "sometimes"`},
		"absorbs no kind":   {"grounds/out_old.yaml", "rules: []", "absorbs: [delays]\nrules: []", `absorbs "delays", which is not a kind`},
		"not a ground":      {"kinds/delay.yaml", "rules:", "absorbs: [delay]\nrules:", `"delay" is not a ground`},
		"number as weight":  {"kinds/delay.yaml", "strong", "1.7", `kinds/delay.yaml:4: rule no-answer has the weight "1.7"; write strong, normal or weak`},
		"no weight":         {"kinds/delay.yaml", "    weight: strong\n", "", `kinds/delay.yaml:3: rule no-answer has the weight ""`},
		"key of nothing":    {"kinds/delay.yaml", "weight:", "importance:", `kinds/delay.yaml:4: unknown key "importance"; nothing is called so; the keys`},
		"key given twice":   {"kinds/delay.yaml", "weight: strong", "weight: strong\n    weight: weak", `kinds/delay.yaml:5: mapping key "weight" already defined at [4:5]`},
		"in every letter":   {"kinds/delay.yaml", "{svar} ikke", "{svar} ikke\"\n      - \"sag*|kommune*|case", `kinds/delay.yaml:7: the phrase "sag*|kommune*|case" of rule no-answer is in 12 of 12 everyday letters`},
		"no phrases":        {"kinds/delay.yaml", "    phrases:\n      - \"{svar} ikke\"\n", "    phrases: []\n", `kinds/delay.yaml:3: rule no-answer needs at least one phrase`},
		"empty phrase":      {"kinds/delay.yaml", "\"{svar} ikke\"", "\"\"", `kinds/delay.yaml:6: the phrase "" `},
		"phrase of nothing": {"kinds/delay.yaml", "\"{svar} ikke\"", "", `kinds/delay.yaml:3: the phrase "" `},
		"phrase of a list":  {"kinds/delay.yaml", "\"{svar} ikke\"", "[svar, ikke]", `kinds/delay.yaml:6: write a word or sentence here, not a list`},
		"text for a list":   {"kinds/delay.yaml", "    match:\n      - De svarer ikke.\n", "    match: De svarer ikke.\n", `kinds/delay.yaml:7: string was used where sequence is expected`},
		"empty example":     {"kinds/delay.yaml", "De svarer hurtigt.", "", `kinds/delay.yaml:3: an example of rule no-answer is empty`},
		"empty word list":   {"words.yaml", "[svar, svarer]", "[]", `words.yaml:1: the list svar has no words; write some or remove it`},
		"empty word":        {"words.yaml", "svarer", `""`, `words.yaml:2: a word of the list svar is empty`},
		"tab":               {"kinds/delay.yaml", "    weight", "\tweight", `kinds/delay.yaml:4: is indented with a tab; use spaces`},
		"not UTF-8":         {"kinds/delay.yaml", "hurtigt", "bagl\xe6ns", `kinds/delay.yaml:10: is not UTF-8; save the file with the encoding UTF-8`},
		"key of referrals":  {"referrals.yaml", "[]", "\n  - {id: a, verfied: true}", `referrals.yaml:2: unknown key "verfied"; did you mean "verified"?`},
		"bad date":          {"referrals.yaml", "[]", "\n  - {id: a, body: b, da: c, en: d, checked_on: igår}", `referrals.yaml:2: checked_on: "igår" is not a date`},
		"referral no text":  {"referrals.yaml", "[]", "\n  - {id: a, body: b}", `referrals.yaml:2: entry a needs body, da and en`},
		"wrong column":      {"kinds/delay.yaml", "    weight", "   weight", `kinds/delay.yaml:4: value is not allowed in this context; the line begins in the wrong column`},
		"deeper column":     {"kinds/delay.yaml", "    weight", "     weight", `kinds/delay.yaml:3: mapping value is not allowed in this context; this line or the next begins`},
		"colon in a text":   {"kinds/delay.yaml", "De svarer ikke.", "De skrev: vi svarer ikke.", `kinds/delay.yaml:8: put quotation marks round text with a colon`},
		"colon in a title":  {"kinds/delay.yaml", "rules:", "title: a: b\nrules:", `kinds/delay.yaml:2: mapping value is not allowed in this context; this line or the next`},
		"broken yaml":       {"words.yaml", "lists:", "lists: [", `words.yaml:1: sequence end token ']' not found`},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := rules()
			text := string(fsys[tt.file].Data)
			if !strings.Contains(text, tt.old) {
				t.Fatalf("%s has no %q", tt.file, tt.old)
			}
			fsys[tt.file] = &fstest.MapFile{Data: []byte(strings.Replace(text, tt.old, tt.new, 1))}
			_, err := scope.Load(fsys, office("lejre"))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load = %v, want %q", err, tt.want)
			}
		})
	}
}

// TestLoadTellsAll: mistakes do not hide one another.
func TestLoadTellsAll(t *testing.T) {
	fsys := rules()
	fsys["kinds/delay.yaml"].Data = []byte(strings.NewReplacer("strong", "huge", "{svar}", "{x}").Replace(string(fsys["kinds/delay.yaml"].Data)))
	fsys["flags/a.yaml"] = &fstest.MapFile{Data: []byte("label: nothing\n")}
	_, err := scope.Load(fsys, office("lejre"))
	for _, want := range []string{`"huge"`, "{x}", `"nothing"`} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("Load = %v, want %s among the mistakes", err, want)
		}
	}
}

// TestLoadFolder: what lies where nobody reads it is told of, and so is what does
// not lie there.
func TestLoadFolder(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"empty":      {func(fsys fstest.MapFS) { clear(fsys) }, "the directory of rules is empty; a directory of rules holds all of them: begin with a copy"},
		"no words":   {func(fsys fstest.MapFS) { delete(fsys, "words.yaml") }, "words.yaml is missing; a directory of rules"},
		"no neutral": {func(fsys fstest.MapFS) { delete(fsys, "neutral.yaml") }, "neutral.yaml is missing"},
		"no rules": {func(fsys fstest.MapFS) {
			maps.DeleteFunc(fsys, func(name string, _ *fstest.MapFile) bool { return strings.Contains(name, "/") })
		}, "there are no files of rules"},
		"empty rules": {func(fsys fstest.MapFS) {
			fsys["flags/acute.yaml"] = &fstest.MapFile{Data: []byte("label: acute\nrules: []\n")}
		}, "flags/acute.yaml:1: acute has no rules"},
		"another name": {func(fsys fstest.MapFS) { fsys["kinds/conduct.yaml"] = fsys["kinds/delay.yaml"] },
			"kinds/conduct.yaml:1: holds the rules for delay; name it delay.yaml, or correct the label"},
		"cut lexicon": {func(fsys fstest.MapFS) { fsys["lexicon.tsv"] = &fstest.MapFile{} },
			"lexicon.tsv: line 0 is not the end that borgerbot rules learn writes: the file was cut or changed; remove it, and the rules decide alone, or copy config/rules/lexicon.tsv again"},
		"no alarm":        {func(fsys fstest.MapFS) { delete(fsys, "flags/acute.yaml") }, "there are no rules for acute"},
		"another ending":  {func(fsys fstest.MapFS) { fsys["kinds/meeting.yml"] = fsys["kinds/delay.yaml"] }, "kinds/meeting.yml:1: is not read; name it meeting.yaml"},
		"beside a folder": {func(fsys fstest.MapFS) { fsys["delay.yaml"] = fsys["kinds/delay.yaml"] }, "delay.yaml:1: is not read; move it into a folder"},
		"empty file":      {func(fsys fstest.MapFS) { fsys["flags/a.yaml"] = &fstest.MapFile{} }, `flags/a.yaml:1: unknown label ""`},
	} {
		t.Run(name, func(t *testing.T) {
			fsys := rules()
			tt.change(fsys)
			_, err := scope.Load(fsys, office("lejre"))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Load = %v, want %q", err, tt.want)
			}
		})
	}
}

// TestLoadAsWindowsWrites: a byte order mark and its line ends are no mistakes.
func TestLoadAsWindowsWrites(t *testing.T) {
	fsys := rules()
	fsys["kinds/.#delay.yaml"] = &fstest.MapFile{Data: []byte("an editor's lock")}
	for name, file := range fsys {
		fsys[name] = &fstest.MapFile{Data: []byte("\ufeff" + strings.ReplaceAll(string(file.Data), "\n", "\r\n"))}
	}
	if _, err := scope.Load(fsys, office("lejre")); err != nil {
		t.Error(err)
	}
}

// TestTry counts the examples of each file.
func TestTry(t *testing.T) {
	fsys := rules()
	maps.DeleteFunc(fsys, func(name string, _ *fstest.MapFile) bool { return strings.HasPrefix(name, "flags/") })
	trials, err := scope.Try(fsys, office("lejre"))
	want := []scope.Trial{{File: "kinds/delay.yaml", Passed: 2, Examples: 2}, {File: "neutral.yaml", Passed: 1, Examples: 1}}
	if diff := cmp.Diff(want, trials.Files); diff != "" || err != nil {
		t.Errorf("Try: %v %s", err, diff)
	}
	if missing := errors.Join(trials.Missing...); missing == nil || strings.Count(missing.Error(), "there are no rules for") != 5 {
		t.Errorf("Try misses %v, want what Load refuses", missing)
	}
	if !slices.Contains(trials.Without, "acute") || !slices.Contains(trials.Without, "conduct") || slices.Contains(trials.Without, "delay") {
		t.Errorf("no rules for %v", trials.Without)
	}
	fsys["kinds/delay.yaml"].Data = bytes.Replace(fsys["kinds/delay.yaml"].Data, []byte("De svarer ikke."), []byte("De tier."), 1)
	trials, err = scope.Try(fsys, office("lejre"))
	if err != nil || trials.Files[0].Passed != 1 || len(trials.Files[0].Mistakes) != 1 ||
		!strings.HasPrefix(trials.Files[0].Mistakes[0].Error(), "kinds/delay.yaml:8: the rule no-answer does not match") {
		t.Errorf("Try: %v %+v", err, trials)
	}
	if _, err := scope.Try(fstest.MapFS{}, office("lejre")); err == nil {
		t.Error("no rules are tried")
	}
}

// TestEveryGroundHasASentence: the card shows the office's own words.
func TestEveryGroundHasASentence(t *testing.T) {
	for _, name := range append(presets, "another") {
		o := office(name)
		c := load(t, o)
		for ground := range o.Grounds {
			if c.Sentence(ground) == "" {
				t.Errorf("%s has no sentence for %s", name, ground)
			}
		}
	}
}

// TestRulesAreTold: every rule file says what it is about and where it comes from.
func TestRulesAreTold(t *testing.T) {
	fsys := os.DirFS("../../config/rules")
	names, err := fs.Glob(fsys, "*/*.yaml")
	if err != nil || len(names) == 0 {
		t.Fatalf("no rule files: %v", err)
	}
	for _, name := range names {
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"title: ", "source: "} {
			if !strings.Contains(string(text), "\n"+key) {
				t.Errorf("%s has no %s", name, key)
			}
		}
	}
}
