package card

import (
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// letters lists the letters of the inquiry and what became of them, newest
// last. The receipt has its own place while it is on its way; cancelled letters
// are gone.
func (p page) letters() []slack.Block {
	if p.private() || p.q.Course.State == casework.Erased {
		return nil
	}
	var lines []string
	for _, l := range p.q.Letters {
		if !l.Letter.IsReceipt() && l.Status != casework.LetterCancelled {
			lines = append(lines, p.letterLine(l))
		}
	}
	for _, d := range p.drafts() {
		lines = append(lines, fill(p.w.Draft, "letter", p.words.Codes.Letters[d.Letter], "to", p.words.Codes.Roles[d.To]))
	}
	if len(lines) == 0 {
		return nil
	}
	if more := len(lines) - maxShown; more > 0 {
		lines = append([]string{fill(p.w.LettersBefore, "n", strconv.Itoa(more))}, lines[more:]...)
	}
	return []slack.Block{section(labelled(p.w.Letters, strings.Join(lines, "\n")))}
}

// drafts are the letters that wait in the adviser's mail program. Nobody expects
// them of an inquiry that is closed.
func (p page) drafts() []casework.Draft {
	if !p.q.Course.State.Open() {
		return nil
	}
	return p.q.Drafts
}

// letterLine says what became of a letter, and who decided it.
func (p page) letterLine(l casework.Letter) string {
	words, who := p.w.Letter, ""
	if l.By != "" {
		words, who = p.w.LetterBy, p.name(l.By, p.v)
	}
	return fill(words, "letter", p.words.Codes.Letters[l.Letter], "to", p.words.Codes.Roles[l.To],
		"status", p.status(l), "who", who)
}
