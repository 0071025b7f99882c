package scope

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"borgerbot/internal/danish"
)

// letterheadAge is how many days before it came a letter may have been dated.
const letterheadAge = 14

// letterhead reports whether a day only says when the letter was written: it stands
// alone on its line, or with a place or a name ("Lejre, den 3. maj 2026"). A subject
// tells what the letter is about, and "Sendt: 3. maj" when another letter came.
func (j *judgment) letterhead(m moment) bool {
	if m.Form != danish.FormDay || j.letter.Received.Sub(m.From) > letterheadAge || m.From.After(j.letter.Received) {
		return false
	}
	first := strings.LastIndexByte(j.text[:m.Start], '\n') + 1
	last := len(j.text)
	if n := strings.IndexByte(j.text[m.End:], '\n'); n >= 0 {
		last = m.End + n
	}
	inSubject := m.Start < len(j.letter.Subject)
	return !inSubject && !strings.Contains(j.text[first:m.Start], ":") &&
		onlyNames(j.text[first:m.Start]) && onlyNames(j.text[m.End:last])
}

// onlyNames reports whether there is nothing but a few names in a part of a line, and
// what leads up to a date.
func onlyNames(part string) bool {
	words := strings.FieldsFunc(part, func(r rune) bool { return !unicode.IsLetter(r) })
	count := 0
	for _, w := range words {
		if w == "den" || w == "d" {
			continue
		}
		if r, _ := utf8.DecodeRuneInString(w); !unicode.IsUpper(r) {
			return false
		}
		count++
	}
	return count <= 3
}

// longestQuote bounds what is taken for somebody's words: a mark that is not closed
// within it is no quotation.
const longestQuote = 300

// quoted returns the places of the text that stand in quotation marks, in order,
// as start and end.
func quoted(text string) [][2]int {
	var places [][2]int
	open := -1
	for i := 0; i < len(text); i++ {
		mark, size := quoteMark(text[i:])
		if size == 0 {
			if text[i] == '\n' && strings.HasPrefix(text[i:], "\n\n") {
				open = -1
			}
			continue
		}
		switch {
		case open >= 0 && i-open <= longestQuote && mark != opening:
			places = append(places, [2]int{open, i})
			open = -1
		case mark != closing:
			open = i
		}
		i += size - 1
	}
	return places
}

// The two sides of a quotation. Straight marks are either; so are Danish ones,
// which people turn both ways.
const (
	opening = iota + 1
	closing
	either
)

func quoteMark(text string) (side, size int) {
	switch {
	case text[0] == '"':
		return either, 1
	case strings.HasPrefix(text, "”"), strings.HasPrefix(text, "“"), strings.HasPrefix(text, "»"), strings.HasPrefix(text, "«"):
		return either, len("”")
	case strings.HasPrefix(text, "„"):
		return opening, len("„")
	}
	return 0, 0
}

// inside reports whether a moment lies in one of the places.
func inside(places [][2]int, m moment) bool {
	n, _ := slices.BinarySearchFunc(places, m.Start, func(p [2]int, start int) int {
		if p[1] < start {
			return -1
		}
		return 1
	})
	return n < len(places) && places[n][0] < m.Start && m.End <= places[n][1]
}
