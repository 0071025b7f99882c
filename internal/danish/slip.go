package danish

import (
	"strings"
	"unicode/utf8"
)

// A word that no phrase knows may be one that is written wrong. How much may be
// wrong grows with its length, because short words have neighbours that are words
// themselves ("flytning", "flygtning"): from slipLength letters on one slip, if
// slipStem of them are the stem, from longSlip on two.
const (
	slipLength = 10
	slipStem   = 7
	longSlip   = 12
	// longPrefix is how many letters must be right where two others are not.
	longPrefix = 4
)

// slips finds words of phrases for words that are nearly like them. The keys are
// the stems themselves and the stems with one letter left out; two words one slip
// apart share a key, so that a look-up costs as many steps as the word has
// letters, however many words are known.
type slips map[string][]slip

type slip struct {
	stem  string
	class int32
}

// addSlips makes a form of a class known to those who misspell it.
func (b *Book) addSlips(form, folded string, class int32) {
	entry := slip{stem: stem(folded), class: class}
	if len(folded) >= slipLength {
		b.slips.add(entry)
	}
	if len(folded) >= longSlip {
		b.long[entry.stem[:longPrefix]] = append(b.long[entry.stem[:longPrefix]], entry)
	}
	word := strings.ToLower(strings.Trim(form, "*="))
	if !strings.ContainsAny(word, "æøå") || utf8.RuneCountInString(word) < bareLength {
		return
	}
	for _, letters := range []*strings.Replacer{withoutDanish, withoutDanishE} {
		key := stem(Fold(letters.Replace(word)))
		b.bare[key] = append(b.bare[key], entry)
	}
}

func (s slips) add(entry slip) {
	s[entry.stem] = append(s[entry.stem], entry)
	for i := range len(entry.stem) {
		key := entry.stem[:i] + entry.stem[i+1:]
		s[key] = append(s[key], entry)
	}
}

// bareLength is from how many letters on a word is known without its Danish ones:
// "tale" may be "tåle", "afgorelse" is nothing else.
const bareLength = 5

// What people write for æ, ø and å who have no such keys, or not such letters.
var (
	withoutDanish  = strings.NewReplacer("æ", "a", "ø", "o", "å", "a")
	withoutDanishE = strings.NewReplacer("æ", "e", "ø", "o", "å", "a")
)

// bareWords is how many surely Danish words a text without Danish letters must have
// before they are thought to be missing.
const bareWords = 3

// isBare reports whether text is Danish, but has none of its letters.
func isBare(text string) bool {
	if strings.ContainsAny(text, "æøåÆØÅ") {
		return false
	}
	counts, _ := countWords(sample(text), nil)
	return counts["da"].all >= bareWords && counts["da"].all > 2*counts["en"].all
}

// mend finds the word that w was meant to be, and gives w its classes and stem.
func (b *Book) mend(w *word, bare bool) {
	found := ""
	take := func(s slip) {
		if found == "" {
			found = s.stem
		}
		w.classes = append(w.classes, s.class)
	}
	if bare && len(w.folded) >= bareLength {
		for _, s := range b.bare[w.stem] {
			take(s)
		}
	}
	if found == "" && len(w.folded) >= slipLength-1 && len(w.stem) >= slipStem {
		b.slips.look(w.stem, take)
	}
	if found == "" && len(w.folded) >= longSlip {
		for _, s := range b.long[w.stem[:longPrefix]] {
			if twoSlips(s.stem, w.stem) {
				take(s)
			}
		}
	}
	if found != "" {
		w.stem = found
	}
}

// look calls found with the known words one slip away from stem.
func (s slips) look(stem string, found func(slip)) {
	try := func(key string) {
		for _, known := range s[key] {
			if oneSlip(known.stem, stem) {
				found(known)
			}
		}
	}
	try(stem)
	buffer := make([]byte, 0, maxWord)
	for i := range len(stem) {
		buffer = append(append(buffer[:0], stem[:i]...), stem[i+1:]...)
		try(string(buffer))
	}
}

// oneSlip reports whether a and b are at most one insertion, deletion,
// replacement or swap of neighbours apart. The first letter must agree: few
// people miss it, and "udskrevet" is not "indskrevet".
func oneSlip(a, b string) bool {
	if a == "" || b == "" || a[0] != b[0] {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	restA, restB := a[i:], b[i:]
	switch len(a) - len(b) {
	case 0:
		if len(restA) == 0 || restA[1:] == restB[1:] {
			return true
		}
		return len(restA) > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2:] == restB[2:]
	case 1:
		return restA[1:] == restB
	case -1:
		return restA == restB[1:]
	}
	return false
}

// twoSlips reports whether a and b are at most two slips apart.
func twoSlips(a, b string) bool {
	if len(a) > len(b)+2 || len(b) > len(a)+2 {
		return false
	}
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return distance(a, b) <= 2
}

// distance counts the slips between two short ends of words (Damerau, without
// changes in what has been swapped).
func distance(a, b string) int {
	if len(a) > maxWord || len(b) > maxWord {
		return maxWord
	}
	var rows [3][maxWord + 1]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		row, above, before := &rows[i%3], &rows[(i-1)%3], &rows[(i+1)%3]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(above[j]+1, row[j-1]+1, above[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}
