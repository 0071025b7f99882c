package danish

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Cleaned is a text in which signs that look or mean the same are the same
// sign. It remembers where its bytes came from.
type Cleaned struct {
	Text string
	// shifts holds the signs that have another length than in the original.
	shifts []shift
}

// shift is where such a sign ends in both texts, and its original length.
type shift struct{ clean, original, length int }

// Clean puts text into NFKC, with "-" for every dash, a plain space for every
// space, straight quotation marks, and without signs of zero width. Bytes that
// are not UTF-8 become U+FFFD. Letters keep their case and their Danish form.
func Clean(text string) Cleaned {
	i := firstUnclean(text)
	if i == len(text) {
		return Cleaned{Text: text}
	}
	c := cleaner{source: text}
	c.out.Grow(len(text))
	c.out.WriteString(text[:i])
	for i < len(text) {
		i = c.take(i)
	}
	return Cleaned{Text: c.out.String(), shifts: c.shifts}
}

// Original maps a byte offset in the cleaned text back to the text it came from.
// An offset inside a sign that was written otherwise maps to that sign's start.
func (c Cleaned) Original(offset int) int {
	n := sort.Search(len(c.shifts), func(i int) bool { return c.shifts[i].clean > offset })
	var from shift
	if n > 0 {
		from = c.shifts[n-1]
	}
	original := from.original + offset - from.clean
	if n < len(c.shifts) {
		original = min(original, c.shifts[n].original-c.shifts[n].length)
	}
	return original
}

// firstUnclean returns the offset of the first sign that Clean writes otherwise.
func firstUnclean(text string) int {
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.Is(unicode.Mn, r) && i > 0 {
			_, before := utf8.DecodeLastRuneInString(text[:i])
			return i - before // the letter that the mark belongs to
		}
		if !plainLetter(r) {
			return i
		}
		i += size
	}
	return len(text)
}

// plainLetter reports whether r stays as it is: the Latin-1 letters, which NFKC
// leaves alone.
func plainLetter(r rune) bool { return r >= 'À' && r <= 'ÿ' }

func followedByMark(rest string) bool {
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.Is(unicode.Mn, r)
}

type cleaner struct {
	source string
	out    strings.Builder
	shifts []shift
}

// take copies the sign at offset i and returns the offset after it.
func (c *cleaner) take(i int) int {
	b := c.source[i]
	if b < utf8.RuneSelf && !followedByMark(c.source[i+1:]) {
		c.out.WriteByte(b)
		return i + 1
	}
	r, size := utf8.DecodeRuneInString(c.source[i:])
	end := i + size
	// A base letter and at most a few marks are one sign; a longer tower of
	// marks is somebody playing, and is cut into several.
	for n := 0; n < 4 && followedByMark(c.source[end:]); n++ {
		_, size := utf8.DecodeRuneInString(c.source[end:])
		end += size
	}
	var sign string
	switch {
	case r == utf8.RuneError && size == 1:
		sign = string(utf8.RuneError)
	case end == i+size:
		sign = cleanRune(r)
	default:
		sign = norm.NFKC.String(c.source[i:end])
	}
	c.out.WriteString(sign)
	if len(sign) != end-i {
		c.shifts = append(c.shifts, shift{clean: c.out.Len(), original: end, length: end - i})
	}
	return end
}

// cleanRune is the one way in which r is written after cleaning.
func cleanRune(r rune) string {
	switch {
	case plainLetter(r):
		return string(r)
	case zeroWidth(r):
		return ""
	case r == '−' || unicode.Is(unicode.Pd, r):
		return "-"
	case r == '\u2028' || r == '\u2029' || r == '\u0085':
		return "\n"
	case unicode.Is(unicode.Zs, r):
		return " "
	case r == '’' || r == '‘' || r == '´' || r == 'ʼ':
		return "'"
	case r == '“' || r == '”' || r == '„' || r == '»' || r == '«':
		return `"`
	}
	return norm.NFKC.String(string(r))
}

// zeroWidth reports signs that take no place on the screen: soft hyphen, joiners,
// byte order mark, direction marks.
func zeroWidth(r rune) bool {
	switch r {
	case '\u00ad', '\u034f', '\u061c', '\u180e', '\u2060', '\ufeff':
		return true
	}
	return r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r >= '\u2061' && r <= '\u2069' ||
		r >= '\ufe00' && r <= '\ufe0f'
}
