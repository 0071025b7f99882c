package scope_test

import (
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"borgerbot/internal/scope"
)

// rules is a small set of rules without a mistake.
func rules() fstest.MapFS {
	return fstest.MapFS{
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
}

// TestLoadMistakes: each mistake is told with file, line and what to do.
func TestLoadMistakes(t *testing.T) {
	for name, tt := range map[string]struct{ file, old, new, want string }{
		"unknown label":      {"kinds/delay.yaml", "label: delay", "label: dealy", `kinds/delay.yaml:1: unknown label "dealy"; use one of:`},
		"unknown key":        {"kinds/delay.yaml", "weight:", "wieght:", `kinds/delay.yaml: [4:5] unknown field "wieght"`},
		"unknown weight":     {"kinds/delay.yaml", "strong", "huge", `kinds/delay.yaml:3: rule no-answer has the weight "huge"`},
		"unknown list":       {"kinds/delay.yaml", "{svar}", "{svra}", `kinds/delay.yaml:6: the phrase "{svra} ikke" names the word list {svra}`},
		"matches everything": {"kinds/delay.yaml", "{svar} ikke", "det er", `kinds/delay.yaml:6: the phrase "det er" matches nearly everything`},
		"example fails":      {"kinds/delay.yaml", "De svarer ikke.", "De tier.", `kinds/delay.yaml:8: the rule no-answer does not match its example "De tier."`},
		"counter-example":    {"kinds/delay.yaml", "De svarer hurtigt.", "De svarer ikke hurtigt.", `kinds/delay.yaml:10: the rule no-answer matches`},
		"no example":         {"kinds/delay.yaml", "    match:\n      - De svarer ikke.\n", "", `kinds/delay.yaml:3: rule no-answer needs at least one phrase, one example`},
		"everyday sentence":  {"neutral.yaml", "Hej med jer.", "De svarer ikke.", `neutral.yaml:2: the rule no-answer matches the everyday sentence`},
		"duplicate id": {"grounds/out_old.yaml", "rules: []", "rules:\n  - {id: no-answer, weight: weak, phrases: [gammelt], match: [Gammelt], no_match: [Nyt]}",
			`the id "no-answer" is taken by`},
		"no sentence":      {"grounds/out_old.yaml", "default:", "horsens:", `grounds/out_old.yaml:1: no sentence for the preset "lejre"`},
		"bad mark":         {"kinds/delay.yaml", "    match:", "    ignore_when: [sometimes]\n    match:", `kinds/delay.yaml:7: ignore_when is "sometimes"`},
		"absorbs no kind":  {"grounds/out_old.yaml", "rules: []", "absorbs: [delays]\nrules: []", `absorbs "delays", which is not a kind`},
		"not a ground":     {"kinds/delay.yaml", "rules:", "absorbs: [delay]\nrules:", `"delay" is not a ground`},
		"bad date":         {"referrals.yaml", "[]", "\n  - {id: a, body: b, da: c, en: d, checked_on: igår}", `referrals.yaml:2: checked_on: "igår" is not a date`},
		"referral no text": {"referrals.yaml", "[]", "\n  - {id: a, body: b}", `referrals.yaml:2: entry a needs body, da and en`},
		"broken yaml":      {"words.yaml", "lists:", "lists: [", `words.yaml: [`},
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

func TestLoadWithoutFiles(t *testing.T) {
	if _, err := scope.Load(fstest.MapFS{}, office("lejre")); err == nil {
		t.Error("rules without files are accepted")
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
