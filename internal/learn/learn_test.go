package learn_test

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/learn"
	"borgerbot/internal/scope"
)

var received = calendar.On(2026, time.March, 16)

func rules(t *testing.T) *scope.Classifier {
	t.Helper()
	grounds := map[casework.Ground]scope.GroundRule{}
	for _, g := range casework.Grounds() {
		grounds[g] = scope.GroundRule{On: true, Months: 12}
	}
	c, err := scope.Load(os.DirFS("../../config/rules"), scope.Office{Preset: "lejre", Grounds: grounds})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// corpus has letters in which made-up words stand for a kind: "flims" for
// practical, "glunts" for conduct.
func corpus(t *testing.T) learn.Corpus {
	reader := learn.NewReader(rules(t))
	for n := range 40 {
		word, label := "flimsen", "practical"
		if n%2 == 1 {
			word, label = "gluntsen", "conduct"
		}
		mark := fmt.Sprintf("Den %s var her hos %s.", word, strings.Repeat("o", n%7+2))
		text := "Hej.\n\nVi bor i et lille hus. " + mark + "\nDet er solskin i dag."
		reader.Letter(scope.Letter{Text: text, Received: received}, []string{label}, []learn.Span{{Label: label, Text: mark}})
	}
	reader.Passage("Huset er lille og rødt.", []string{"none"})
	return reader.Corpus()
}

// TestTrain: a word that stands in the marked sentences speaks for the label, one
// that stands everywhere does not, and the lexicon is the same every time.
func TestTrain(t *testing.T) {
	labels := []string{"conduct", "practical"}
	var first, second bytes.Buffer
	if _, err := learn.Train(corpus(t), labels).WriteTo(&first); err != nil {
		t.Fatal(err)
	}
	if _, err := learn.Train(corpus(t), labels).WriteTo(&second); err != nil {
		t.Fatal(err)
	}
	if first.String() != second.String() {
		t.Error("the same letters gave two lexicons")
	}
	weights := map[string]float64{}
	for line := range strings.Lines(first.String()) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if fields[0] != "word" {
			continue
		}
		for _, field := range fields[2:] {
			var label string
			var weight float64
			if _, err := fmt.Sscanf(field, "%s %f", &label, &weight); err != nil {
				t.Fatal(err)
			}
			weights[label+" "+fields[1]] = weight
		}
	}
	if weights["practical flims"] <= 0.5 || weights["conduct flims"] >= 0 {
		t.Errorf("flims counts %.2f for practical and %.2f for conduct", weights["practical flims"], weights["conduct flims"])
	}
	if common := weights["practical hus"]; common > 0.2 || common < -0.6 {
		t.Errorf("a word of every letter counts %.2f", common)
	}
}

// TestPredict: letters are judged by models that have not seen them.
func TestPredict(t *testing.T) {
	c := corpus(t)
	for n, p := range learn.Predict(c, []string{"conduct", "practical"})[:40] {
		if practical := n%2 == 0; (p["practical"] >= 0.5) != practical || (p["conduct"] >= 0.5) == practical {
			t.Errorf("letter %d: %v", n, p)
		}
	}
}
