package scope_test

import (
	"bytes"
	"strings"
	"testing"

	"borgerbot/internal/scope"
)

// TestLexiconFile: what is written is read back, in an order of its own.
func TestLexiconFile(t *testing.T) {
	l := scope.NewLexicon([]scope.LexiconLabel{
		{Label: "conduct", Sentence: -3, Letter: -1, Second: 0.5, Rules: []scope.Factor{{About: "conduct", Weight: 1.2}}},
		{Label: "delay", Sentence: -2, First: []scope.Factor{{About: "conduct", Weight: -0.4}}},
	})
	for _, term := range []string{"svar", "!svar", "@tone", "ike svar", "^ nu", "hjem*", "*plan", "?"} {
		l.Add(term, "delay", 1.25)
	}
	l.Add("svar", "conduct", -0.5)
	var first, second bytes.Buffer
	if _, err := l.WriteTo(&first); err != nil {
		t.Fatal(err)
	}
	again, err := scope.ReadLexicon(bytes.NewReader(first.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.WriteTo(&second); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() {
		t.Errorf("read back as\n%s\nwant\n%s", second.String(), first.String())
	}
	if !strings.Contains(first.String(), "word\tike svar\tdelay 1.25\n") {
		t.Errorf("no line for a pair of words in\n%s", first.String())
	}
}

func TestBadLexicon(t *testing.T) {
	for name, text := range map[string]string{
		"unknown label": "word\tsvar\tlateness 1.00\n",
		"no weight":     "word\tsvar\tdelay\n",
		"unknown kind":  "wrd\tsvar\tdelay 1.00\n",
		"not finite":    "word\tsvar\tdelay NaN\n",
		"unknown base":  "base\tdelay\tparagraph 1.00\n",
	} {
		if _, err := scope.ReadLexicon(strings.NewReader("base\tdelay\tletter 1.00\n" + text)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v, want an error that names line 2", name, err)
		}
	}
}

// TestCutLexicon: a file that lost its end is refused, not believed.
func TestCutLexicon(t *testing.T) {
	whole := "base\tdelay\tletter 1.00\nword\tsvar\tdelay 1.00\nend\t2\n"
	if _, err := scope.ReadLexicon(strings.NewReader(whole)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"cut":            "base\tdelay\tletter 1.00\n",
		"a line missing": "base\tdelay\tletter 1.00\nend\t2\n",
		"empty":          "",
		"unknown factor": "base\tdelay\tletter 1.00\nfirst\tdelay\tbanana 1.00\nend\t2\n",
		"beyond measure": "base\tdelay\tletter 1e300\nend\t1\n",
	} {
		if _, err := scope.ReadLexicon(strings.NewReader(text)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
