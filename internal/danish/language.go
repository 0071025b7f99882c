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
		"hello", "dear", "please", "would", "regards", "it", "they", "been", "from", "about", "your", "our", "their", "them",
		"she", "who", "why", "what", "when", "where", "which", "there", "because", "still", "never", "did", "got", "nobody",
		"cannot", "after", "only", "just", "thank", "thanks"),
	"de": squeezeKeys("ich", "nicht", "und", "ist", "der", "das", "mein", "meine", "sie", "wurde", "bitte", "mit",
		"eine", "einen", "auf", "grüße", "sehr", "für", "habe"),
}

// neighbours holds words of Swedish and Norwegian that Danish does not have, and
// under "da" such of Danish: what else they write, they write alike. "att" and
// "takk" are not among them, because folding makes double consonants single.
var neighbours = map[string]map[string]bool{
	"sv": squeezeKeys("och", "jag", "är", "från", "något", "mycket", "inte", "ärende", "gärna", "tack", "hälsningar"),
	"nb": squeezeKeys("hva", "av", "meg", "deg", "seg", "noe", "noen", "ble", "etter", "nå", "uten", "mye", "vedtak",
		"saksbehandler", "søknad", "søknaden", "hjelp", "gjøre", "hei", "dere", "skjer"),
	"da": squeezeKeys("af", "dig", "hvad", "noget", "blev", "blevet", "efter", "uden", "meget", "tak", "afgørelse", "sagsbehandler",
		"ansøgning", "hjælp", "fik", "gik", "og", "til", "nej", "mit", "også", "ud"),
}

// Language names the language of text: "da", "en" or "de", or "" for another
// script or another language. What cannot be told apart is Danish, because that
// is what a Danish office is written to in. A Danish or English letter that
// quotes another language stays what it is.
func Language(text string) string {
	text = sample(text)
	own := map[string]int{}
	counts, words := countWords(text, own)
	best, second := rank(counts)
	switch {
	case best == "da" && isNeighbour(own):
		return ""
	case (best == "da" || best == "en") && counts[best].speaks():
		return best
	case counts["da"].speaks():
		return "da"
	case counts["en"].speaks():
		return "en"
	case otherScript(text):
		return ""
	case counts[best].all >= 3 && counts[best].all >= 2*counts[second].all && counts[best].all*thinly >= words:
		return best
	case words >= 15 && counts[best].all == 0:
		return ""
	}
	return guess(text, best, counts[best].all > counts[second].all, words, counts[best].all*thinly < words)
}

// thinly is one in how many words a language has of its commonest, at the least.
const thinly = 8

// guess goes by letter triples. A short text is in the language that has words of
// its own in it (told).
func guess(text, best string, told bool, words int, thin bool) string {
	if thin && countForeign(text) > 1 {
		return ""
	}
	if thin && words >= 8 {
		switch any := whatlanggo.Detect(text); {
		case !any.IsReliable(), any.Lang == whatlanggo.Nob, any.Lang == whatlanggo.Nno, any.Lang == whatlanggo.Swe:
		case any.Lang != whatlanggo.Dan && any.Lang != whatlanggo.Eng && any.Lang != whatlanggo.Deu:
			return ""
		}
	}
	if told && words < 15 {
		return best
	}
	info := whatlanggo.DetectWithOptions(text, whatlanggo.Options{Whitelist: map[whatlanggo.Lang]bool{
		whatlanggo.Dan: true, whatlanggo.Eng: true, whatlanggo.Deu: true,
	}})
	if info.IsReliable() {
		return info.Lang.Iso6391()
	}
	return "da"
}

// spoken is how many of a text's words are surely of a language.
type spoken struct{ all, distinct int }

// speaks reports whether a good part of a text is in the language, whatever the
// rest is: a German letter has "er" from Danish many times, but nothing else.
func (s spoken) speaks() bool { return s.all >= 12 && s.distinct >= 6 }

// countForeign counts the Latin letters that none of the three languages has.
func countForeign(text string) int {
	n := 0
	for _, r := range text {
		if r > 'ÿ' && unicode.Is(unicode.Latin, r) {
			n++
		}
	}
	return n
}

func otherScript(text string) bool {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	return other > latin
}

// isNeighbour reports whether a text that looks Danish is clearly Swedish or
// Norwegian, by how many words it has of each that the others have not.
func isNeighbour(counts map[string]int) bool {
	const clearly = 3
	return max(counts["sv"], counts["nb"]) >= clearly && max(counts["sv"], counts["nb"]) > counts["da"]
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

// countWords counts the words that surely are of a language, and the words of the
// text. In own, where there is one, it counts those that Danish, Swedish and
// Norwegian have not in common.
func countWords(text string, own map[string]int) (counts map[string]spoken, words int) {
	counts = map[string]spoken{}
	seen := map[string]bool{}
	eachWord(text, func(w string) {
		words++
		if own != nil {
			for _, language := range nordic[w] {
				own[language]++
			}
		}
		of := speakers[w]
		if len(of) == 0 {
			return
		}
		for _, language := range of {
			c := counts[language]
			c.all++
			if !seen[w] {
				c.distinct++
			}
			counts[language] = c
		}
		seen[w] = true
	})
	return counts, words
}

// speakers are the languages that surely have a word, nordic those of the
// neighbours.
var speakers, nordic = byWord(surely), byWord(neighbours)

func byWord(languages map[string]map[string]bool) map[string][]string {
	all := map[string][]string{}
	for language, words := range languages {
		for w := range words {
			all[w] = append(all[w], language)
		}
	}
	return all
}

// eachWord calls f with the squeezed words of a text.
func eachWord(text string, f func(string)) {
	text = Clean(text).Text
	for at := 0; ; {
		start, end, ok := nextToken(text, at)
		if !ok {
			return
		}
		at = end
		f(squeeze(text[start:end]))
	}
}

// rank returns the two languages with the highest counts.
func rank(counts map[string]spoken) (best, second string) {
	for _, language := range []string{"da", "en", "de"} {
		switch {
		case best == "" || counts[language].all > counts[best].all:
			best, second = language, best
		case second == "" || counts[language].all > counts[second].all:
			second = language
		}
	}
	return best, second
}
