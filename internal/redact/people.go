package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"borgerbot/internal/danish"
)

// people covers names. Danish writes only names, and a few words of address, with
// a capital inside a sentence, so every such word is covered unless it is known to
// name an office. At the beginning of a sentence, where any word has a capital,
// and in lines all in capitals, a word is covered when it was given, is a common
// given name, or stands elsewhere in the text as a name.
func people(pieces []piece, text string, names []string) []span {
	known := map[string]bool{}
	for _, name := range names {
		cleaned := danish.Clean(name).Text
		for _, p := range split(cleaned) {
			if part := strings.ToLower(cleaned[p.word.start:p.word.end]); utf8.RuneCountInString(part) > 1 {
				known[part] = true
			}
		}
	}
	inside := make([]bool, len(pieces))
	for i, p := range pieces {
		word := text[p.word.start:p.word.end]
		inside[i] = !p.first && startsUpper(word) && !allCapitals(word) && !public(word)
		if inside[i] {
			known[strings.ToLower(word)] = true
		}
	}
	var spans []span
	for i, p := range pieces {
		word := strings.ToLower(text[p.word.start:p.word.end])
		bare := strings.TrimSuffix(word, "s") // genitive
		named := known[word] || known[bare]
		if !named && startsUpper(text[p.word.start:]) {
			named = givenNames[word] || givenNames[bare] || p.first && afterSignature(pieces, i, text)
		}
		if inside[i] || named {
			spans = append(spans, p.word)
		}
	}
	return spans
}

// afterSignature reports whether the line before word i ends a letter ("Venlig
// hilsen"): then what follows is who wrote it.
func afterSignature(pieces []piece, i int, text string) bool {
	for back := i - 1; back >= 0 && back >= i-3; back-- {
		switch strings.ToLower(text[pieces[back].word.start:pieces[back].word.end]) {
		case "hilsen", "hilsner", "mvh", "regards", "vh", "kh", "sincerely", "hilsenen":
			return true
		}
	}
	return false
}

// allCapitals reports words of more than one letter without a small one: a name
// in such a text cannot be told by its capital.
func allCapitals(word string) bool {
	letters := 0
	for _, r := range word {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters > 1 || word == "I"
}

// public reports words with a capital that name nobody: forms of address and
// offices.
func public(word string) bool {
	lower := strings.ToLower(word)
	head, _, _ := strings.Cut(lower, "-") // CPR-nummer
	if publicWords[head] || publicWords[lower] || publicWords[strings.TrimSuffix(lower, "s")] {
		return true
	}
	for _, part := range []string{"kommune", "styrelse", "nævn", "center", "ombudsmand", "forvaltning", "afdeling", "ministeri", "loven"} {
		if strings.Contains(lower, part) {
			return true
		}
	}
	return false
}

var publicWords = set(`i de dem deres du jeg hej kære borgerrådgiver borgerrådgiveren borgerservice byråd byrådet udbetaling
	danmark danmarks dansk politi politiet skat folketinget folketingets retten byretten landsretten region regionen
	rådhus rådhuset kl cpr pdf mitid nemid digital post eboks e-boks facebook ppr bpa adhd ptsd jobcentret
	monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
	september october november december english danish denmark ombudsman kommunen the sir madam dear`)

// givenNames are the given names most often met in letters, for the places where a
// capital tells nothing.
var givenNames = set(`anne mette kirsten hanne anna helle susanne lene maria marianne inge karen lone bente camilla pia
	louise charlotte jette tina gitte emma ida julie sofie line maja sara sarah laura freja alma clara ella josefine
	nanna rikke trine signe stine cecilie christina kristina dorthe dorte annette birgit birthe grethe grete ulla vibeke
	lis lisbeth elisabeth else ellen ruth edith gerda gurli jytte kirstine margrethe merete michelle mia heidi henriette
	connie conny karin karina katrine kathrine lærke mathilde agnes astrid esther eva fatima aisha amina
	peter jens lars michael henrik thomas søren jan christian martin niels anders morten jesper mads hans per ole
	rasmus jørgen kim brian allan bent erik kurt flemming finn frode bo carsten karsten claus klaus leif poul paul
	steen sten torben ulrik viggo william oliver noah lucas emil oscar victor viktor carl karl alfred august aksel
	magnus mikkel mikael nikolaj jacob jakob johan johannes jonas kasper casper kenneth kent kristian ali mohammed
	muhammed ahmed hassan hussein omar yusuf ibrahim abdi daniel david dennis egon ejnar einar gert gunnar hugo ib
	ivan jannik jimmy john johnny jonathan klaus knud mogens nick palle patrick preben robert ronni simon sebastian
	steffen svend søs tobias tom tommy tonny troels uffe verner villy bodil anton børge`)

func set(words string) map[string]bool {
	s := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		s[w] = true
	}
	return s
}
