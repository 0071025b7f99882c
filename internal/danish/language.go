package danish

import (
	"unicode"

	"github.com/abadojack/whatlanggo"
)

// languageSample is how much of a text is looked at to name its language.
const languageSample = 1500

// surely holds words that one of the three languages uses all the time and the
// others do not have. They decide short letters, for which counting letter triples
// is no better than a guess.
var surely = map[string]map[string]bool{
	"da": squeezeKeys("jeg", "ikke", "og", "det", "har", "fra", "til", "mig", "som", "på", "af", "min", "hvad", "er",
		"blevet", "kommunen", "hej", "tak", "hilsen", "mvh", "vil", "gerne", "skal", "på", "ej", "også", "jer"),
	"en": squeezeKeys("the", "and", "is", "are", "was", "my", "you", "have", "has", "not", "this", "that", "with", "of",
		"hello", "dear", "please", "would", "regards", "it", "they", "been", "from", "about"),
	"de": squeezeKeys("ich", "nicht", "und", "ist", "der", "das", "mein", "meine", "sie", "wurde", "bitte", "mit",
		"eine", "einen", "auf", "grüße", "sehr", "für", "habe"),
}

// Language names the language of text: "da", "en" or "de", or "" for another
// script or another language. What cannot be told apart is Danish, because that
// is what a Danish office is written to in.
func Language(text string) string {
	text = sample(text)
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	if other > latin {
		return ""
	}
	counts, words := countWords(text)
	best, second := rank(counts)
	if counts[best] >= 3 && counts[best] >= 2*counts[second] {
		return best
	}
	if words >= 15 && counts[best] == 0 {
		return ""
	}
	info := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
		whatlanggo.Dan: true, whatlanggo.Eng: true, whatlanggo.Deu: true,
	}})
	if counts[best] > counts[second] && words < 15 {
		return best
	}
	if info.IsReliable() {
		return info.Lang.Iso6391()
	}
	return "da"
}

func sample(text string) string {
	if len(text) <= languageSample {
		return text
	}
	end := languageSample
	for end > 0 && text[end]&0xC0 == 0x80 {
		end--
	}
	return text[:end]
}

func countWords(text string) (counts map[string]int, words int) {
	counts = map[string]int{}
	text = Clean(text).Text
	for at := 0; ; {
		start, end, ok := nextToken(text, at)
		if !ok {
			return counts, words
		}
		at = end
		words++
		w := squeeze(text[start:end])
		for language, sure := range surely {
			if sure[w] {
				counts[language]++
			}
		}
	}
}

// rank returns the two languages with the highest counts.
func rank(counts map[string]int) (best, second string) {
	for _, language := range []string{"da", "en", "de"} {
		switch {
		case best == "" || counts[language] > counts[best]:
			best, second = language, best
		case second == "" || counts[language] > counts[second]:
			second = language
		}
	}
	return best, second
}
