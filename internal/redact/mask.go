package redact

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"borgerbot/internal/danish"
)

// Cover stands in a masked text for what has been covered, whatever its length.
// It is the same in every language.
const Cover = "███"

// span is a stretch of the text to cover.
type span struct{ start, end int }

// Mask returns text with CPR numbers, other long numbers, mail addresses, links,
// street addresses and names covered. Names are the words given, such as those of
// the sender, and whatever looks like a name. The text is put into the one way of
// writing that package danish reads, so offsets into it are not those of text.
func Mask(text string, names []string) string {
	cleaned := western(danish.Clean(text).Text)
	var spans []span
	for _, m := range CPR(cleaned) {
		spans = append(spans, span{m.Start, m.End})
	}
	spans = append(spans, numbers(cleaned)...)
	words := split(cleaned)
	spans = append(spans, links(words, cleaned)...)
	spans = append(spans, streets(words, cleaned)...)
	spans = append(spans, people(words, cleaned, names)...)
	return cover(cleaned, spans)
}

// cover replaces the spans, and what only blanks divide, by one [Cover].
func cover(text string, spans []span) string {
	slices.SortFunc(spans, func(a, b span) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	covering := false
	for _, s := range spans {
		if s.end <= at {
			continue
		}
		s.start = max(s.start, at)
		if between := text[at:s.start]; !covering || strings.TrimLeft(between, " -") != "" {
			b.WriteString(between)
			b.WriteString(Cover)
		}
		at, covering = s.end, true
	}
	b.WriteString(text[at:])
	return b.String()
}

// sevenDigits is from how many digits on a number may lead to somebody: Danish
// phone numbers have eight. Dates are let through.
const sevenDigits = 7

// numbers covers figures with at most one separator or line end between them that
// have seven digits or more: phones, accounts, case numbers, and CPR numbers that [CPR] did
// not think likely.
func numbers(text string) []span {
	var spans []span
	for i := 0; i < len(text); {
		if !digit(text[i]) {
			i++
			continue
		}
		end, count := i, 0
		for r := (runner{text: text, at: i}); r.digits(1) != ""; r.oneSeparator() {
			count++
			end = r.at
		}
		if count >= sevenDigits && !isDate(text[i:end]) {
			start := i
			if start > 0 && text[start-1] == '+' {
				start--
			}
			spans = append(spans, span{start, end})
		}
		i = end
	}
	return spans
}

// figureSigns stand between the figures of numbers of every kind.
const figureSigns = " .-/"

// isDate reports whether figures are nothing but a day, month and year.
func isDate(figures string) bool {
	parts := strings.FieldsFunc(figures, func(r rune) bool { return strings.ContainsRune(figureSigns+"\r\n\t>|", r) })
	if len(parts) != 3 {
		return false
	}
	if len(parts[0]) == 4 {
		parts[0], parts[2] = parts[2], parts[0]
	}
	return len(parts[0]) <= 2 && len(parts[1]) <= 2 && len(parts[2]) == 4 && (parts[2][:2] == "19" || parts[2][:2] == "20")
}

// piece is a stretch of text without blanks, and the word in it.
type piece struct {
	span
	word span
	// first: it begins a sentence or a line.
	first bool
}

// split cuts text at blanks.
func split(text string) []piece {
	var pieces []piece
	first := true
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			first = first || r == '\n'
			i += size
			continue
		}
		end := i
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if unicode.IsSpace(r) {
				break
			}
			end += size
		}
		p := piece{span: span{i, end}, first: first}
		p.word.start = i + len(text[i:end]) - len(strings.TrimLeftFunc(text[i:end], notWord))
		p.word.end = i + len(strings.TrimRightFunc(text[i:end], notWord))
		p.word.end = max(p.word.start, p.word.end)
		pieces = append(pieces, p)
		first = strings.ContainsAny(text[end-1:end], ".!?:")
		i = end
	}
	return pieces
}

func notWord(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }

// links covers mail addresses, web addresses and host names.
func links(pieces []piece, text string) []span {
	var spans []span
	for _, p := range pieces {
		s := strings.ToLower(text[p.start:p.end])
		if strings.Contains(s, "@") || strings.Contains(s, "://") || strings.HasPrefix(s, "mailto:") || isHost(s) {
			spans = append(spans, p.span)
		}
	}
	return spans
}

// isHost reports whether a piece holds a host name under a domain people use
// here.
func isHost(s string) bool {
	if strings.Contains(s, "www.") {
		return true
	}
	s, _, _ = strings.Cut(strings.TrimFunc(s, notWord), "/")
	dot := strings.LastIndexByte(s, '.')
	if dot < 1 {
		return false
	}
	switch s[dot+1:] {
	case "dk", "com", "net", "org", "eu", "nu", "se", "de", "no", "info", "example":
		return true
	}
	return false
}

// streetEnds are how Danish street names end.
var streetEnds = []string{
	"vej", "vejen", "gade", "gaden", "alle", "allé", "vænget", "vænge", "parken", "stræde", "strædet", "torv", "torvet",
	"plads", "pladsen", "bakken", "boulevard", "haven", "toften", "engen", "krogen", "lunden", "marken", "svinget",
	"vang", "vangen", "høj", "højen", "kaj", "stien", "sti", "dal", "dalen", "bæk", "ager", "ageren", "mose", "mosen",
	"road", "street", "avenue",
}

// streets covers a street name with a house number, the name's first words, and
// postal codes with the town.
func streets(pieces []piece, text string) []span {
	var spans []span
	for i, p := range pieces {
		word := text[p.word.start:p.word.end]
		if i+1 == len(pieces) || word == "" {
			continue
		}
		next := text[pieces[i+1].word.start:pieces[i+1].word.end]
		switch {
		case next != "" && digit(next[0]) && isStreet(word):
			first := i
			for first > 0 && !pieces[first].first && startsUpper(text[pieces[first-1].start:]) {
				first--
			}
			spans = append(spans, span{pieces[first].start, floorEnd(pieces, i+1, text)})
		case len(word) == 4 && digit(word[0]) && digit(word[1]) && digit(word[2]) && digit(word[3]) &&
			startsUpper(next) && p.word.end == p.end:
			spans = append(spans, span{p.start, pieces[i+1].word.end})
		}
	}
	return spans
}

func isStreet(word string) bool {
	lower := strings.ToLower(word)
	return slices.ContainsFunc(streetEnds, func(end string) bool { return strings.HasSuffix(lower, end) })
}

// floorEnd returns where an address ends: after the house number, and after a
// letter, floor and side ("12 B, 3. tv.").
func floorEnd(pieces []piece, number int, text string) int {
	end := pieces[number].word.end
	for i := number + 1; i < len(pieces) && i <= number+3; i++ {
		word := strings.ToLower(text[pieces[i].word.start:pieces[i].word.end])
		switch word {
		case "tv", "th", "mf", "st", "kl", "sal", "a", "b", "c", "d", "e", "f":
		default:
			if word == "" || !digit(word[0]) || len(word) > 2 {
				return end
			}
		}
		end = pieces[i].word.end
	}
	return end
}

func startsUpper(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsUpper(r)
}
