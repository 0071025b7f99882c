package mailmsg

import (
	"cmp"
	"iter"
	"slices"
	"strings"
)

// Passages are the sentences and lines of letters that whoever reads a mail sends
// herself, to everybody alike.
type Passages map[string]struct{}

// fewWords: of fewer words a sentence is anybody's.
const fewWords = 3

// NewPassages takes letters apart.
func NewPassages(letters []string) Passages {
	p := Passages{}
	for _, text := range letters {
		for passage := range passages(text) {
			if passage.line || strings.Count(passage.words, " ") >= fewWords-1 {
				p[passage.words] = struct{}{}
			}
		}
	}
	return p
}

// Without returns the message with what it holds of the passages called quoted, however
// it is marked and wrapped there: who sends a letter back says none of it herself. A
// sentence in which a name or a date stands is not known again.
func (m Message) Without(p Passages) Message {
	var marked []Segment
	for passage := range passages(m.Text.Reveal()) {
		if _, known := p[passage.words]; known {
			marked = append(marked, Segment{Quoted, passage.start, passage.end})
		}
	}
	slices.SortFunc(marked, func(a, b Segment) int { return cmp.Compare(a.Start, b.Start) })
	m.Segments = overlay(m.Segments, joined(marked))
	return m
}

// joined makes one of sorted segments that touch, and leaves out what comes after too
// many.
func joined(sorted []Segment) []Segment {
	var all []Segment
	for _, s := range sorted {
		if last := len(all) - 1; last >= 0 && s.Start <= all[last].End {
			all[last].End = max(all[last].End, s.End)
		} else if len(all) < maxSegments {
			all = append(all, s)
		}
	}
	return all
}

// passage is a sentence or a line: its words, one blank between them, and where it
// stands with the blanks after it.
type passage struct {
	words      string
	start, end int
	line       bool
}

// endsSentence reports whether a sentence may end with the word. A short number with a
// point is the day of a date.
func endsSentence(word string) bool {
	last := len(word) - 1
	day := last <= 2 && strings.Trim(word[:last], "0123456789") == ""
	return strings.ContainsRune("!?", rune(word[last])) || word[last] == '.' && !day
}

// passages yields every line of a text, and every sentence however it is wrapped. Marks
// of quoting at the beginning of a line are none of its words. An empty line ends a
// sentence, and so does a line that is marked otherwise than the one before.
func passages(text string) iter.Seq[passage] {
	return func(yield func(passage) bool) {
		var sentence []string
		var begin, end int
		ended := func() bool {
			words := strings.Join(sentence, " ")
			sentence = sentence[:0]
			return words == "" || yield(passage{words, begin, end, false})
		}
		marked := false
		for at := 0; at < len(text); {
			line, next := text[at:], len(text)
			if i := strings.IndexByte(line, '\n'); i >= 0 {
				line, next = line[:i], at+i+1
			}
			bare := strings.TrimLeft(line, "> \t")
			words, was := strings.Fields(bare), marked
			if marked = strings.HasPrefix(line, ">"); (len(words) == 0 || marked != was) && !ended() {
				return
			}
			if len(words) > 0 && !yield(passage{strings.Join(words, " "), at, next, true}) {
				return
			}
			from := at + len(line) - len(bare)
			for _, word := range words {
				from += strings.Index(text[from:next], word)
				if len(sentence) == 0 {
					begin = from
				}
				from += len(word)
				sentence, end = append(sentence, word), from
				if endsSentence(word) && !ended() {
					return
				}
			}
			at = next
		}
		ended()
	}
}
