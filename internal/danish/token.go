package danish

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// token is a word or a number at its place in the cleaned text.
type token struct {
	*word
	start, end int
	clause     int
	turn       int // how many turning words stand before it
	// negator is the token that negates this one, or -1.
	negator int
	// all are the word's classes and those of the compound it begins.
	all []int32
}

// dictionary keeps one word for each written form, up to a bound, so that a long
// text does not make memory grow with it.
type dictionary struct {
	book  *Book
	words map[string]*word
	// foreign are the words that a sentence has read as English ones.
	foreign map[*word]*word
	bare    bool // the text has no Danish letters, as from a foreign keyboard
}

// dictionaryBound is far above the distinct words of any letter a person wrote.
const dictionaryBound = 20_000

func (d *dictionary) look(written string) *word {
	if w, ok := d.words[written]; ok {
		return w
	}
	if d.words == nil || len(d.words) >= dictionaryBound {
		d.words = map[string]*word{}
	}
	var w *word
	if d.book != nil {
		w = d.book.meet(written, d.bare)
	} else {
		w = newWord(written)
	}
	d.words[written] = w
	return w
}

// maxWord bounds a word: what is longer is not a word, and is cut.
const maxWord = 80

// nextToken returns the offsets of the first word or number of text at or after
// from, and ok false at the end.
func nextToken(text string, from int) (start, end int, ok bool) {
	for start = from; start < len(text); {
		r, size := rune(text[start]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[start:])
		}
		if r < utf8.RuneSelf && isDigit(byte(r)) {
			return start, digitsEnd(text, start), true
		}
		if isLetter(r) {
			return start, negatorEnd(text, start, lettersEnd(text, start)), true
		}
		start += size
	}
	return 0, 0, false
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r|0x20 >= 'a' && r|0x20 <= 'z'
	}
	return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)
}

func digitsEnd(text string, start int) int {
	end := start
	for end < len(text) && isDigit(text[end]) && end-start < maxWord {
		end++
	}
	return end
}

// lettersEnd ends a word: letters, an apostrophe between two of them, and the
// hyphen after a single first letter ("a-kasse", "p-afgift").
func lettersEnd(text string, start int) int {
	end := start
	for end < len(text) && end-start < maxWord {
		r, size := utf8.DecodeRuneInString(text[end:])
		if r == '\'' || r == '-' && end == start+1 {
			next, _ := utf8.DecodeRuneInString(text[end+1:])
			if !isLetter(next) {
				break
			}
		} else if !isLetter(r) {
			break
		}
		end += size
	}
	return end
}

// negatorEnd ends the word after "ikke" where it was written together with the
// next one ("ikkesvaret"). No Danish word begins so that is not made of the two.
func negatorEnd(text string, start, end int) int {
	const negator, shortest = "ikke", 4
	if cut := start + len(negator); end-cut >= shortest && strings.EqualFold(text[start:cut], negator) {
		return cut
	}
	return end
}
