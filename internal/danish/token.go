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
	bare  bool // the text has no Danish letters, as from a foreign keyboard
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
	w := newWord(written)
	if d.book != nil {
		d.book.classify(w, d.bare)
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
			return start, lettersEnd(text, start), true
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

// border is what stands between two words.
type border uint8

const (
	noBorder border = iota
	clauseBorder
	sentenceBorder
)

// shortLine is the length below which a line was ended by its writer and not by
// a mail program that wraps at 72 columns.
const shortLine = 50

// borderBetween reads the gap between two neighbouring tokens of text. lineLength
// is how far the gap begins from the start of its line.
func borderBetween(text string, before, after token, lineLength int) border {
	gap := text[before.end:after.start]
	if gap == " " {
		return noBorder
	}
	if strings.Count(gap, "\n") > 1 {
		return sentenceBorder
	}
	upper := startsUpper(text[after.start:])
	if strings.Contains(gap, "\n") && lineLength < shortLine && (upper || strings.ContainsAny(gap, "-*•:")) {
		return sentenceBorder
	}
	if strings.ContainsAny(gap, "!?") {
		return sentenceBorder
	}
	if strings.Contains(gap, "..") {
		return clauseBorder
	}
	if i := strings.IndexByte(gap, '.'); i >= 0 && endsSentence(before, gap, i, upper) {
		return sentenceBorder
	}
	if strings.ContainsAny(gap, ",;:()") || strings.Contains(gap, " -") {
		return clauseBorder
	}
	return noBorder
}

// endsSentence tells a full stop from the dot of an abbreviation, an ordinal
// number, an initial or an address.
func endsSentence(before token, gap string, dot int, upper bool) bool {
	if dot+1 == len(gap) {
		return false // "03.05", "borger.dk", "bl.a"
	}
	if before.number >= 0 && isDigit(before.folded[0]) {
		return upper
	}
	if len(before.folded) == 1 || abbreviations[before.folded] {
		return false
	}
	return true
}

func startsUpper(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

// abbreviations are written with a dot that ends no sentence.
var abbreviations = map[string]bool{
	"kl": true, "d": true, "numer": true, "bl": true, "eks": true, "ca": true, "evt": true, "paagrund": true,
	"dvs": true, "osv": true, "stk": true, "jf": true, "telefon": true, "hr": true, "fr": true, "fru": true,
	"angaaende": true, "inkl": true, "ekskl": true, "max": true, "min": true, "jan": true, "feb": true, "mar": true,
	"apr": true, "jun": true, "jul": true, "aug": true, "sep": true, "sept": true, "okt": true, "nov": true, "dec": true,
	"afd": true, "adr": true, "mr": true, "mrs": true, "dr": true, "no": true, "iht": true, "ift": true, "mvh": true,
}
