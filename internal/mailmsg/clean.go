package mailmsg

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// cleanText returns text with LF line ends, without trailing blanks on lines,
// and without characters that control a terminal or turn or hide writing
// (mail.md 3: CR, LF, NUL survive decoding; bidi controls make a text read
// other than it is).
func cleanText(text string) string {
	if isClean(text) {
		return text
	}
	var out strings.Builder
	out.Grow(len(text))
	blanks := "" // held back until something follows them on the line
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		next := i + size
		switch {
		case isLineEnd(r):
			if r == '\r' && next < len(text) && text[next] == '\n' {
				next++
			}
			out.WriteByte('\n')
			blanks = ""
		case r == ' ' || r == '\t':
			next = i + blankRun(text[i:])
			out.WriteString(blanks)
			blanks = text[i:next]
		case !isUnwanted(r):
			out.WriteString(blanks)
			blanks = ""
			out.WriteString(text[i:next])
		}
		i = next
	}
	return out.String()
}

// blankRun returns the length of the blanks that s begins with.
func blankRun(s string) int {
	n := 0
	for n < len(s) && (s[n] == ' ' || s[n] == '\t') {
		n++
	}
	return n
}

// isClean reports whether cleanText would return text as it is.
func isClean(text string) bool {
	blank := false
	for _, r := range text {
		switch {
		case r == '\n':
			if blank {
				return false
			}
		case isLineEnd(r), isUnwanted(r):
			return false
		}
		blank = r == ' ' || r == '\t'
	}
	return !blank
}

// isLineEnd reports the characters that begin a new line, form feed and the
// Unicode separators included.
func isLineEnd(r rune) bool {
	switch r {
	case '\n', '\r', '\v', '\f', '\u0085', '\u2028', '\u2029':
		return true
	}
	return false
}

// isUnwanted reports control and format characters. The two joiners stay: they
// shape Persian, Hindi and emoji.
func isUnwanted(r rune) bool {
	if r < utf8.RuneSelf {
		return r < ' ' && r != '\t' && r != '\n' || r == 0x7f
	}
	if r < '\u0100' { // most Danish letters: the controls of Latin-1 and its soft hyphen
		return r < '\u00a0' || r == '\u00ad'
	}
	return unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d'
}

// cleanLine returns text on one line, cleaned, with single spaces.
func cleanLine(text string) string {
	text = strings.Map(func(r rune) rune {
		if r == '\t' || isLineEnd(r) {
			return ' '
		}
		if isUnwanted(r) {
			return -1
		}
		return r
	}, text)
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " ")
}
