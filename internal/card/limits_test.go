package card_test

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"borgerbot/internal/card"
	"borgerbot/internal/standin"
)

// read holds a message against Slack's limits and our own and returns it as a
// person reads it.
func read(t *testing.T, m card.Message) string {
	t.Helper()
	if n := utf8.RuneCountInString(m.Text); n == 0 || n > 300 || strings.TrimSpace(m.Text) != m.Text {
		t.Errorf("top-level text %q has %d characters or loose space", m.Text, n)
	}
	blocks, err := standin.ParseBlocks(encode(t, m.Blocks))
	if err != nil {
		t.Fatalf("Slack refuses the message: %v", err)
	}
	total := 0
	eachText(t, m.Blocks, func(_, text string) { total += utf8.RuneCountInString(text) })
	if total > 10_000 {
		t.Errorf("message has %d characters, want at most 10,000", total)
	}
	checkBlocks(t, m.Blocks)
	return "(" + m.Text + ")\n\n" + standin.RenderText(blocks, names) + "\n"
}

var names = map[string]string{"U0LISA": "Lisa", "U0KAREN": "Karen"}

// readView is read for a modal.
func readView(t *testing.T, v slack.ModalViewRequest) string {
	t.Helper()
	view, err := standin.ParseView(encode(t, v))
	if err != nil {
		t.Fatalf("Slack refuses the view: %v", err)
	}
	checkBlocks(t, v.Blocks.BlockSet)
	return standin.RenderViewText(view, names) + "\n"
}

func encode(t testing.TB, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// checkBlocks holds blocks against our own rules: every text is filled in, a row
// has at most four elements and one primary button, and everything to press
// carries a press that this program signed.
func checkBlocks(t *testing.T, blocks []slack.Block) {
	t.Helper()
	eachText(t, blocks, func(_, text string) {
		if strings.ContainsAny(text, "{}") || strings.Contains(text, "[personal]") || strings.TrimSpace(text) != text {
			t.Errorf("%q is not filled in, masked, or has loose space", text)
		}
	})
	for _, block := range blocks {
		switch b := block.(type) {
		case *slack.SectionBlock:
			if b.Accessory != nil {
				checkButton(t, b.Accessory.ButtonElement)
			}
		case *slack.ActionBlock:
			checkRow(t, b.Elements.ElementSet)
		}
	}
}

func checkRow(t *testing.T, row []slack.BlockElement) {
	t.Helper()
	if len(row) > 4 {
		t.Errorf("a row has %d elements, want at most 4", len(row))
	}
	primary := 0
	for _, e := range row {
		switch e := e.(type) {
		case *slack.ButtonBlockElement:
			checkButton(t, e)
			if e.Style == slack.StylePrimary {
				primary++
			}
		case *slack.OverflowBlockElement:
			for _, o := range e.Options {
				checkValue(t, o.Value)
			}
		}
	}
	if primary > 1 {
		t.Errorf("%d primary buttons", primary)
	}
}

func checkButton(t *testing.T, b *slack.ButtonBlockElement) {
	t.Helper()
	checkValue(t, b.Value)
	if b.AccessibilityLabel == "" {
		t.Errorf("the button %q says nothing to a screen reader", b.Text.Text)
	}
}

func checkValue(t *testing.T, value string) {
	t.Helper()
	if _, err := card.ParseValue(value, key); err != nil {
		t.Errorf("ParseValue(%q): %v", value, err)
	}
}

// eachText calls do for the type and text of every text object in v, by way of
// its JSON.
func eachText(t testing.TB, v any, do func(kind, text string)) {
	t.Helper()
	var tree any
	if err := json.Unmarshal(encode(t, v), &tree); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(node any) {
		switch node := node.(type) {
		case []any:
			for _, child := range node {
				walk(child)
			}
		case map[string]any:
			kind, _ := node["type"].(string)
			if text, ok := node["text"].(string); ok {
				do(kind, text)
			}
			for _, child := range node {
				walk(child)
			}
		}
	}
	walk(tree)
}
