package danish

import (
	"strings"
	"unicode"
)

// Fold returns the one form in which all spellings of a word are compared. The
// word must come from a cleaned text; see [Clean].
func Fold(word string) string {
	squeezed := squeeze(word)
	if folded, ok := variants[squeezed]; ok {
		return folded
	}
	if folded, ok := dialects[squeezed]; ok {
		return folded
	}
	return squeezed
}

// squeeze does what needs no knowledge of single words: case, Danish letters,
// accents, apostrophes, hyphens and double consonants.
func squeeze(word string) string {
	if plain(word) {
		return word
	}
	var b strings.Builder
	b.Grow(len(word) + 4)
	last := byte(0)
	put := func(s string) {
		for i := range len(s) {
			if s[i] == last && doubles(last) {
				continue
			}
			last = s[i]
			b.WriteByte(last)
		}
	}
	for _, r := range word {
		if r == '\'' || r == '-' {
			continue
		}
		r = unicode.ToLower(r)
		if s, ok := letters[r]; ok {
			put(s)
			continue
		}
		put(string(r))
	}
	return b.String()
}

// plain reports whether squeeze would return word as it is.
func plain(word string) bool {
	for i := range len(word) {
		c := word[i]
		if c < 'a' || c > 'z' || i > 0 && c == word[i-1] && doubles(c) {
			return false
		}
	}
	return true
}

// doubles reports the letters of which a second one is dropped. Vowels are not
// among them: "far" and "får" (faar) are different words.
func doubles(c byte) bool {
	return c >= 'b' && c <= 'z' && c != 'e' && c != 'i' && c != 'o' && c != 'u' && c != 'y'
}

// letters are written out in the base alphabet.
var letters = map[rune]string{
	'æ': "ae", 'ø': "oe", 'å': "aa", 'ä': "ae", 'ö': "oe", 'ü': "u", 'ß': "ss",
	'à': "a", 'á': "a", 'â': "a", 'ã': "a", 'ç': "c", 'è': "e", 'é': "e", 'ê': "e", 'ë': "e",
	'ì': "i", 'í': "i", 'î': "i", 'ï': "i", 'ñ': "n", 'ò': "o", 'ó': "o", 'ô': "o", 'õ': "o",
	'ù': "u", 'ú': "u", 'û': "u", 'ý': "y", 'ÿ': "y", 'ð': "d", 'þ': "th",
}
