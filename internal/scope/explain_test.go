package scope_test

import (
	"strings"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/scope"
)

// evidence makes evidence of "label rule weight" rows; a weight below 0 speaks
// against the label.
func evidence(label, rule string, weight float64) casework.Evidence {
	e := casework.Evidence{Label: label, Rule: rule, Weight: weight, For: true, Text: personal.New("words")}
	if weight < 0 {
		e.Weight, e.For = -weight, false
	}
	return e
}

// TestExplain: the figures are those a reader can check, and the reasons those of
// the remit.
//
// Long: a table.
func TestExplain(t *testing.T) {
	delay := evidence("delay", "no-answer", 0.9)
	political := evidence("out_political", "council", 0.9)
	kinds, grounds := []casework.Kind{casework.KindDelay}, []casework.Ground{casework.GroundPolitical}
	for name, row := range map[string]struct {
		v    casework.Verdict
		want []string
	}{
		"in": {
			casework.Verdict{Remit: casework.In, Kinds: kinds, Evidence: []casework.Evidence{delay, delay, evidence("delay", "wait", 0.7)}},
			[]string{
				"  delay: 1 - 0.10 x 0.30 = 0.97; given\n    + no-answer 0.90 \"words\"\n    + wait 0.70 \"words\"\n",
				"why IN:\n  delay (0.97) is what the office takes up, and no ground reaches 0.50\n",
			},
		},
		"against": {
			casework.Verdict{Remit: casework.Check, Language: casework.Danish, Evidence: []casework.Evidence{delay, evidence("delay", "rest", -0.7)}},
			[]string{
				"delay: (1 - 0.10) x 0.30 = 0.27; not given\n", "    - rest 0.70 \"words\"\n",
				"why CHECK:\n  no kind and no ground reaches 0.50: the strongest kind is delay (0.27)\n",
			},
		},
		"only against": {
			casework.Verdict{Remit: casework.Check, Language: casework.Danish, Evidence: []casework.Evidence{evidence("delay", "rest", -0.7)}},
			[]string{"delay: (0) x 0.30 = 0.00; not given\n", "nothing points to a kind or a ground"},
		},
		"out": {
			casework.Verdict{Remit: casework.Out, Grounds: grounds, Evidence: []casework.Evidence{political}},
			[]string{"OUT needs a ground at 0.85 or more: out_political (0.90)\n", "OUT needs no trace of a kind (0.15 or more): there is none\n"},
		},
		"old": {
			casework.Verdict{Remit: casework.Out, Kinds: kinds, Grounds: []casework.Ground{casework.GroundOld},
				Evidence: []casework.Evidence{delay, evidence("out_old", "said", 0.9), evidence("out_old", "age", 0.7)}},
			[]string{"out_old: 1 - (1 - (1 - 0.10)) x 0.30 = 0.97; given\n", "beside a matter that is too old, kinds only say what it was about"},
		},
		"mix": {
			casework.Verdict{Remit: casework.Mix, Kinds: kinds, Grounds: grounds, Evidence: []casework.Evidence{delay, political}},
			[]string{"delay (0.90) is what the office takes up; out_political (0.90) is not\n"},
		},
		"single words": {
			casework.Verdict{Remit: casework.Mix, Kinds: kinds, Grounds: grounds, Confidence: 0.56,
				Scores:   map[string]float64{"delay": 0.7, "out_political": 0.8, scope.SideInside: 0.7, scope.SideOutside: 0.8},
				Evidence: []casework.Evidence{evidence("delay", "words", 0.7), evidence("delay", "words", 0.6), political}},
			[]string{
				"delay: 0.00 by the rules, 0.70 together with single words; given\n    + words 0.70 \"words\"\n    + words 0.60",
				"out_political: 1 - 0.10 = 0.90 by the rules, 0.80 together with single words; given\n",
				"delay (0.70) is what the office takes up; out_political (0.80) is not\n",
				"confidence 0.56: 0.70 for the office x 0.80 for elsewhere\n",
			},
		},
		"mix with data": {
			casework.Verdict{Remit: casework.Mix, Kinds: kinds, Flags: []casework.Flag{casework.FlagDataRights}, Evidence: []casework.Evidence{delay}},
			[]string{"a request about data, which has a track of its own is not\n", "given by the letter's dates, subject or attachments: data_rights\n"},
		},
		"taken back": {
			casework.Verdict{Remit: casework.Check, Language: casework.Danish, Evidence: []casework.Evidence{evidence("out_old", "said", 0.9)}},
			[]string{"out_old: 1 - 0.10 = 0.90; taken back: the rest of the letter speaks against it\n"},
		},
		"acute": {
			casework.Verdict{Remit: casework.Check, Language: "uk", Kinds: kinds, Flags: []casework.Flag{casework.FlagAcute}, Evidence: []casework.Evidence{delay}},
			[]string{"why CHECK:\n  acute: a person decides, whatever else the letter says\n  the language is \"uk\"; the rules read"},
		},
		"weak ground": {
			casework.Verdict{Remit: casework.Check, Language: casework.English, Grounds: grounds,
				Evidence: []casework.Evidence{evidence("out_political", "mayor", 0.7), evidence("delay", "perhaps", 0.35)}},
			[]string{"OUT needs a ground at 0.85 or more: the strongest is out_political (0.70)\n", "there is delay (0.35)\n"},
		},
		"unlisted": {
			casework.Verdict{Remit: casework.Check, Language: casework.Danish, Kinds: []casework.Kind{casework.KindPractical}},
			[]string{"the office's page does not list practical\n"},
		},
		"rivals": {
			casework.Verdict{Remit: casework.Check, Language: casework.Danish, Grounds: []casework.Ground{casework.GroundPolitical, casework.GroundEmployment},
				Evidence: []casework.Evidence{political}},
			[]string{"the grounds do not go together: out_political, out_employment\n"},
		},
		"too old or not": {
			casework.Verdict{Remit: casework.Check, Language: casework.Danish, Grounds: []casework.Ground{casework.GroundOld},
				Evidence: []casework.Evidence{evidence("out_old", "age", 0.9)}},
			[]string{"whether the matter is too old is an adviser's to weigh"},
		},
		"data": {
			casework.Verdict{Remit: casework.Check, Language: casework.Danish, Flags: []casework.Flag{casework.FlagDataRights}},
			[]string{"a request about data has a track of its own\n"},
		},
		"a trace in many words": {
			casework.Verdict{Remit: casework.Check, Language: casework.Danish, Grounds: grounds, Confidence: 0.6,
				Scores: map[string]float64{"out_political": 0.9, scope.SideInside: 0.4, scope.SideOutside: 0.9}, Evidence: []casework.Evidence{political}},
			[]string{"OUT needs no trace of anything for the office (0.40 or more): all words together come to 0.40\n",
				"confidence 0.60: what IN, OUT and MIX leave, of 0.40 for the office and 0.90 for elsewhere\n"},
		},
	} {
		got := preset(t, "horsens").Explain(row.v, scope.Working{})
		for _, want := range row.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: no %q in\n%s", name, want, got)
			}
		}
	}
}

// TestExplainedScores: what is worked out from the evidence is what the verdict was
// made of.
func TestExplainedScores(t *testing.T) {
	c := preset(t, "lejre")
	l := scope.Letter{Text: "Min mor har ventet på svar i fire måneder, og de svarer ikke.", Received: received}
	v, w := c.Work(l)
	if got := c.Explain(v, w); v.Remit != casework.In || !strings.Contains(got, " = 0.9") || !strings.Contains(got, "; given\n") {
		t.Errorf("%s %.2f is explained by\n%s", v.Remit, v.Confidence, got)
	}
}

// TestExplainedChecks: the test that a letter did not pass is named, and the last
// line has the head's figure.
func TestExplainedChecks(t *testing.T) {
	c := preset(t, "lejre")
	council := "Byrådet har vedtaget at lukke biblioteket, og det er jeg meget uenig i, for det er en politisk beslutning."
	for name, row := range map[string]struct {
		l    scope.Letter
		want string
	}{
		"no words":  {scope.Letter{}, "  the letter has no words\nconfidence 1.00: "},
		"few words": {scope.Letter{Subject: "Klage", Text: "Se vedhæftede."}, "  below its subject the letter has 2 words; 4 are the fewest that are judged\n"},
		"cut":       {scope.Letter{Text: council, Cut: true}, "  the letter is longer than was read\n"},
		"machine":   {scope.Letter{Text: council, Automatic: true}, "  a machine wrote the letter\n"},
		"alarm":     {scope.Letter{Text: "Jeg vil ikke leve længere."}, ": that of acute\n"},
		"sum":       {scope.Letter{Text: council}, "    log-odds: "},
	} {
		row.l.Received = received
		v, w := c.Work(row.l)
		got := c.Explain(v, w)
		if !strings.Contains(got, row.want) || v.Remit == casework.Check && strings.Contains(got, "why CHECK:\nconfidence") {
			t.Errorf("%s: no %q in\n%s", name, row.want, got)
		}
		if name == "no words" && v.Language != casework.Unknown {
			t.Errorf("no words are in the language %q", v.Language)
		}
	}
}
