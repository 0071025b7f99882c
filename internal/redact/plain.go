package redact

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"borgerbot/internal/danish"
)

// plain is a text with all figures in the one form the finder reads: those of
// other alphabets, those that were spoken, and signs that a link has escaped. It
// remembers where its bytes came from.
type plain struct {
	text    string
	cleaned danish.Cleaned
	edits   []edit
}

// edit is where something rewritten ends in the plain and in the cleaned text,
// and how long it was in the cleaned one.
type edit struct{ plain, cleaned, length int }

// read makes a text plain.
func read(text string) plain {
	p := plain{cleaned: danish.Clean(text)}
	w := rewriter{source: p.cleaned.Text}
	for i := 0; i < len(w.source); {
		i = w.next(i)
	}
	p.text, p.edits = w.finish(), w.edits
	return p
}

// original maps an offset back to the text that was read. One inside something
// rewritten maps to its start.
func (p plain) original(offset int) int {
	n := sort.Search(len(p.edits), func(i int) bool { return p.edits[i].plain > offset })
	var from edit
	if n > 0 {
		from = p.edits[n-1]
	}
	cleaned := from.cleaned + offset - from.plain
	if n < len(p.edits) {
		cleaned = min(cleaned, p.edits[n].cleaned-p.edits[n].length)
	}
	return p.cleaned.Original(cleaned)
}

// rewriter copies a cleaned text, and writes some of it otherwise.
type rewriter struct {
	source string
	copied int // how much of source is in out
	out    strings.Builder
	edits  []edit
}

func (w *rewriter) replace(start, end int, by string) {
	w.out.WriteString(w.source[w.copied:start])
	w.out.WriteString(by)
	w.copied = end
	w.edits = append(w.edits, edit{plain: w.out.Len(), cleaned: end, length: end - start})
}

func (w *rewriter) finish() string {
	if w.copied == 0 {
		return w.source
	}
	return w.out.String() + w.source[w.copied:]
}

// next deals with what stands at offset i and returns the offset after it.
func (w *rewriter) next(i int) int {
	switch c := w.source[i]; {
	case c == '%' || c == '&':
		for _, e := range escapes {
			if rest := w.source[i:]; len(rest) >= len(e.written) && strings.EqualFold(rest[:len(e.written)], e.written) {
				w.replace(i, i+len(e.written), e.means)
				return i + len(e.written)
			}
		}
	case letterByte(c):
		return w.word(i)
	}
	return i + 1
}

// escapes are how links and sources of web pages write what may stand in a number.
var escapes = []struct{ written, means string }{
	{"%20", " "}, {"%2d", "-"}, {"%2e", "."}, {"%2f", "/"}, {"%3a", ":"}, {"%3d", "="}, {"%e2%80%93", "-"}, {"%c2%a0", " "},
	{"&nbsp;", " "}, {"&#160;", " "}, {"&#xa0;", " "}, {"&ndash;", "-"}, {"&#8211;", "-"}, {"&#x2013;", "-"}, {"&#45;", "-"},
	{"&#x2d;", "-"}, {"&shy;", ""}, {"&#173;", ""},
}

// word reads the word at offset i. Numbers that were spoken are rewritten, if
// there are at least three in a row.
func (w *rewriter) word(i int) int {
	const fewest = 3
	end := wordEnd(w.source, i)
	figures, ok := spoken[strings.ToLower(w.source[i:end])]
	if !ok {
		w.foreign(i, end)
		return end
	}
	said, count := figures, 1
	for {
		start := end
		for start < len(w.source) && start < end+maxPause && strings.IndexByte(" ,.-\r\n\t", w.source[start]) >= 0 {
			start++
		}
		if start == end || start == len(w.source) || !letterByte(w.source[start]) {
			break
		}
		last := wordEnd(w.source, start)
		figures, ok := spoken[strings.ToLower(w.source[start:last])]
		if !ok {
			break
		}
		said += " " + figures
		count++
		end = last
	}
	if count >= fewest {
		w.replace(i, end, said)
	}
	return end
}

// maxPause is how many signs may stand between two spoken numbers.
const maxPause = 4

// western writes the figures of other alphabets in ours.
func western(cleaned string) string {
	w := rewriter{source: cleaned}
	w.foreign(0, len(cleaned))
	return w.finish()
}

// foreign rewrites the figures of other alphabets between two offsets.
func (w *rewriter) foreign(start, end int) {
	for i := start; i < end; {
		if w.source[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRuneInString(w.source[i:end])
		if unicode.IsDigit(r) {
			w.replace(i, i+size, string('0'+figureValue(r)))
		}
		i += size
	}
}

// figureValue is the value of a decimal figure of any alphabet. Unicode gives
// each alphabet's ten in a row.
func figureValue(r rune) rune {
	for _, part := range unicode.Nd.R16 {
		if r >= rune(part.Lo) && r <= rune(part.Hi) {
			return (r - rune(part.Lo)) % 10
		}
	}
	for _, part := range unicode.Nd.R32 {
		if r >= rune(part.Lo) && r <= rune(part.Hi) {
			return (r - rune(part.Lo)) % 10
		}
	}
	return 0
}

func letterByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= utf8.RuneSelf
}

func wordEnd(text string, i int) int {
	for i < len(text) && letterByte(text[i]) {
		i++
	}
	return i
}

// spoken are the numbers people say one by one or in pairs, in figures.
var spoken = makeSpoken()

func makeSpoken() map[string]string {
	ones := [][]string{
		{"nul", "zero"}, {"en", "et", "een", "én", "ét", "one"}, {"to", "two"}, {"tre", "three"}, {"fire", "four"},
		{"fem", "five"}, {"seks", "six"}, {"syv", "seven"}, {"otte", "eight"}, {"ni", "nine"},
	}
	teens := [][]string{
		{"ti", "ten"}, {"elleve", "eleven"}, {"tolv", "twelve"}, {"tretten", "thirteen"}, {"fjorten", "fourteen"},
		{"femten", "fifteen"}, {"seksten", "sixteen"}, {"sytten", "seventeen"}, {"atten", "eighteen"}, {"nitten", "nineteen"},
	}
	tens := [][]string{
		{"tyve", "twenty"}, {"tredive", "thirty"}, {"fyrre", "forty"}, {"halvtreds", "fifty"}, {"tres", "sixty"},
		{"halvfjerds", "seventy"}, {"firs", "eighty"}, {"halvfems", "ninety"},
	}
	words := map[string]string{"bindestreg": "-", "streg": "-", "tankestreg": "-", "dash": "-", "hyphen": "-"}
	figure := func(n int) string { return string(rune('0' + n)) }
	for n, names := range ones {
		for _, name := range names {
			words[name] = figure(n)
			words["nul"+name] = "0" + figure(n)
		}
		for _, name := range teens[n] {
			words[name] = "1" + figure(n)
		}
	}
	for ten, names := range tens {
		for _, name := range names {
			words[name] = figure(ten+2) + "0"
			for n, one := range ones[1:] {
				words[one[0]+"og"+name] = figure(ten+2) + figure(n+1)
			}
		}
	}
	return words
}
