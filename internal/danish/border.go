package danish

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
	if gap == " " || gap == "" {
		return noBorder
	}
	if lines := strings.Count(gap, "\n"); lines > 0 {
		if lines > 1 || beginsItem(gap) ||
			lineLength < shortLine && (startsUpper(text[after.start:]) || strings.ContainsAny(gap, "-*•:")) {
			return sentenceBorder
		}
	}
	if strings.ContainsAny(gap, "!?") {
		return sentenceBorder
	}
	if strings.Contains(gap, "..") {
		if beginsSentence(text, after) {
			return sentenceBorder
		}
		return clauseBorder
	}
	if i := strings.IndexByte(gap, '.'); i >= 0 && endsSentence(text, before, after, i) {
		return sentenceBorder
	}
	if hasPicture(gap) {
		return sentenceBorder
	}
	if strings.ContainsAny(gap, ",;:()") || strings.Contains(gap, " -") {
		return clauseBorder
	}
	return noBorder
}

// beginsItem reports whether the gap ends in the mark of an item in a list, at the
// beginning of a line.
func beginsItem(gap string) bool {
	last := strings.Trim(gap[strings.LastIndexByte(gap, '\n')+1:], " \t")
	return last == "-" || last == "*" || last == "•"
}

// hasPicture reports whether there is an emoji or another sign that is neither
// punctuation nor mathematics.
func hasPicture(gap string) bool {
	for _, r := range gap {
		if r >= '\u2190' && unicode.Is(unicode.So, r) {
			return true
		}
	}
	return false
}

// endsSentence tells a full stop, at offset dot of the gap, from the dot of an
// abbreviation, an ordinal number, an initial or an address.
func endsSentence(text string, before, after token, dot int) bool {
	if before.end+dot+1 == after.start {
		return false // "03.05", "borger.dk", "bl.a"
	}
	if before.number >= 0 && isDigit(before.folded[0]) {
		return before.number > 999 || beginsSentence(text, after)
	}
	if len(before.folded) == 1 {
		return false
	}
	switch abbreviations[strings.ToLower(text[before.start:before.end])] {
	case withinSentence:
		return false
	case mayEndSentence:
		return beginsSentence(text, after)
	}
	return true
}

// beginsSentence reports whether a word is written as the first of a sentence is.
// Capitals say nothing where all letters are, nor in the name of a month, which
// telephones write large.
func beginsSentence(text string, t token) bool {
	word := text[t.start:t.end]
	if !startsUpper(word) || dateWords[t.folded] == keyMonth {
		return false
	}
	_, size := utf8.DecodeRuneInString(word)
	return size == len(word) || !startsUpper(word[size:])
}

func startsUpper(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return unicode.IsUpper(r)
}

// abbreviation is how a word that is written with a dot stands in a sentence.
type abbreviation uint8

const (
	withinSentence abbreviation = iota + 1
	mayEndSentence
)

var abbreviations = func() map[string]abbreviation {
	all := map[string]abbreviation{}
	for kind, words := range map[abbreviation]string{
		withinSentence: `kl d nr bl eks ca evt pga vedr ang dvs jf tlf mob hr fr fru inkl ekskl incl excl max min jan feb mar
			apr jun jul aug sep sept okt nov dec afd adr mr mrs ms dr no iht ift ifm mht mhp vha iflg pkt stk sagsnr jnr
			sagsbeh komm cand ref approx dept vs tidl nuv tv th kld ml fx red udg`,
		mayEndSentence: `osv mv mm mfl ol etc mvh md mdr kr st pt udd`,
	} {
		for w := range strings.FieldsSeq(words) {
			all[w] = kind
		}
	}
	return all
}()

// spokenSigns are marks that people say when they dictate to a telephone.
var spokenSigns = map[string]struct {
	border border
	asks   bool
}{
	"punktum": {border: sentenceBorder}, "komma": {border: clauseBorder}, "kolon": {border: clauseBorder},
	"semikolon": {border: clauseBorder}, "udraabstegn": {border: sentenceBorder},
	"spoergsmaalstegn": {border: sentenceBorder, asks: true},
}

// beforeSign are the words after which the name of a sign is meant as a word: "sat
// et punktum", "2 komma 5".
var beforeSign = squeezeKeys("et", "sæt", "sætte", "sætter", "satte", "sat", "som", "der", "det", "med", "uden", "hvert")

// hearsSign reports whether t is a dictated sign, and remembers it for the gap.
func (r *reader) hearsSign(t token) bool {
	sign, ok := spokenSigns[t.folded]
	if !ok || len(r.sentence.tokens) == 0 {
		return false
	}
	before := r.sentence.tokens[len(r.sentence.tokens)-1]
	if beforeSign[before.folded] || before.number >= 0 && sign.border == clauseBorder {
		return false
	}
	r.heard, r.asked = max(r.heard, sign.border), r.asked || sign.asks
	return true
}
