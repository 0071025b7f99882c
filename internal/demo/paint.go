package demo

import (
	"fmt"
	"io"
	"strings"

	"borgerbot/internal/standin"
)

// width is where lines break, in characters: a card is as wide.
const width = 78

// painter writes the story to the screen.
type painter struct{ out io.Writer }

func (p painter) line(text string) { fmt.Fprintln(p.out, strings.TrimRight(text, " ")) }

// title begins a scene.
func (p painter) title(text string) {
	p.line("\n" + strings.Repeat("━", width+5) + "\n" + text + "\n" + strings.Repeat("━", width+5))
}

// tell writes the story's own words.
func (p painter) tell(text string) {
	if text == "" {
		return
	}
	for paragraph := range strings.SplitSeq(strings.TrimSpace(text), "\n\n") {
		p.line("")
		for _, line := range standin.Wrap(flat(paragraph), width) {
			p.line(line)
		}
	}
}

// head says whose screen or mail comes next, or what somebody does.
func (p painter) head(text string) { p.line("\n" + text) }

// box shows what somebody sees.
func (p painter) box(text string) {
	for _, line := range standin.Wrap(text, width) {
		p.line("   │ " + line)
	}
}

// seen is what somebody sees, in passages.
type seen struct {
	passages []string
	between  string // what stands between two
	// always is how many passages from the first on are always shown.
	always int
}

// show shows it whole, or the passages that hold one of the words, with a mark
// where others are left out.
func (p painter) show(s seen, whole bool, words []string, more string) {
	var shown []string
	left := false
	for i, passage := range s.passages {
		if whole || i < s.always || holdsAny(passage, words) {
			shown, left = append(shown, passage), false
		} else if !left {
			shown, left = append(shown, more), true
		}
	}
	p.box(strings.Join(shown, "\n"+s.between))
}

func holdsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(flat(text), flat(w)) {
			return true
		}
	}
	return false
}

// flat is a text without its line breaks and columns.
func flat(text string) string { return strings.Join(strings.Fields(text), " ") }
