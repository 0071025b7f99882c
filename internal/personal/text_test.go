package personal_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"borgerbot/internal/personal"
)

const words = "Ane Overgaard"

// holder keeps the text in an unexported field, where fmt does not call methods.
type holder struct{ name personal.Text }

func TestTextNeverPrintsItsWords(t *testing.T) {
	text := personal.New(words)
	printed := map[string]string{
		"%v":               fmt.Sprintf("%v", text),
		"%+v":              fmt.Sprintf("%+v", text),
		"%#v":              fmt.Sprintf("%#v", text),
		"%s":               fmt.Sprintf("%s", text),
		"%q":               fmt.Sprintf("%q", text),
		"%x":               fmt.Sprintf("%x", text),
		"%v pointer":       fmt.Sprintf("%v", &text),
		"unexported field": fmt.Sprintf("%+v", holder{text}),
		"%#v of a holder":  fmt.Sprintf("%#v", holder{text}),
		"error":            fmt.Errorf("read %v", holder{text}).Error(),
		"String":           text.String(),
	}
	raw, err := json.Marshal(map[string]any{"name": text, "holder": holder{text}})
	if err != nil {
		t.Fatal(err)
	}
	printed["json"] = string(raw)
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("seen", "name", text, "any", holder{text})
	slog.New(slog.NewTextHandler(&log, nil)).Info("seen", "name", text, "any", holder{text})
	printed["slog"] = log.String()

	for how, got := range printed {
		if strings.Contains(got, words) || strings.Contains(got, fmt.Sprintf("%x", words)) {
			t.Errorf("%s prints the words: %s", how, got)
		}
	}
	if got := text.Reveal(); got != words {
		t.Errorf("Reveal() = %q, want %q", got, words)
	}
}

func TestEmptyText(t *testing.T) {
	for _, text := range []personal.Text{{}, personal.New("")} {
		if !text.Empty() || text.Reveal() != "" || text.String() != "" {
			t.Errorf("text %#v is not empty", text)
		}
	}
	if personal.New("a").Equal(personal.New("b")) || !personal.New("a").Equal(personal.New("a")) {
		t.Error("Equal does not compare the words")
	}
}
