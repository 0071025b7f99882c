package danish

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	stemmer "github.com/blevesearch/snowballstem/danish"
)

// word is what the reader knows about one written form. Words that occur again
// share it.
type word struct {
	folded string
	stem   string
	number int // the value of a number in figures or words; -1 for other words
	role   role
	// classes are the word classes of the book that the word belongs to.
	classes []int32
	// lists are the word lists of the book that have the word.
	lists []string
	// opens: a phrase of the book has a word that begins like this one, so the two
	// halves of it may have been written apart.
	opens  bool
	tongue tongue
	// dialect: it is written as it is spoken somewhere in the country.
	dialect bool
}

func newWord(written string) *word {
	folded := Fold(written)
	squeezed := squeeze(written)
	_, dialect := dialects[squeezed]
	return &word{
		folded: folded, stem: stem(folded), number: number(folded), role: roles[folded],
		tongue: tongues[squeezed] | tongues[folded], dialect: dialect,
	}
}

// stem returns the Danish Snowball stem of a folded word.
func stem(folded string) string {
	if len(folded) < 4 || isDigit(folded[0]) {
		return folded
	}
	env := snowballstem.NewEnv(folded)
	stemmer.Stem(env)
	return env.Current()
}

// number returns the value of a folded word that is a number, and -1 otherwise.
// Figures beyond nine digits have no value of interest and count as 0.
func number(folded string) int {
	if folded == "" || !isDigit(folded[0]) {
		if n, ok := numerals[folded]; ok {
			return n
		}
		return -1
	}
	if len(folded) > 9 {
		return 0
	}
	n := 0
	for i := range len(folded) {
		n = n*10 + int(folded[i]-'0')
	}
	return n
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// numerals are the numbers people write out. "halvanden" counts as 1: what it
// adds is told where durations are read.
var numerals = map[string]int{
	"en": 1, "et": 1, "een": 1, "eet": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "syv": 7, "ote": 8,
	"ni": 9, "ti": 10, "elve": 11, "tolv": 12, "treten": 13, "fjorten": 14, "femten": 15, "seksten": 16,
	"syten": 17, "aten": 18, "niten": 19, "tyve": 20, "tredive": 30, "fyre": 40, "halvtreds": 50, "tres": 60,
	"halvanden": 1, "halvandet": 1,
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "twenty": 20,
}

// role is the part a word plays in a sentence, as a set of bits.
type role uint16

const (
	// roleCommon words say nothing about the matter ("jeg", "det", "er").
	roleCommon role = 1 << iota
	// roleNegator words deny ("ikke", "aldrig", "uden").
	roleNegator
	// roleConjunction words begin a clause ("men", "fordi", "at").
	roleConjunction
	// roleCondition words make the sentence hypothetical ("hvis", "medmindre").
	roleCondition
	// roleIntention words say that something is planned, not done ("vil", "agter").
	roleIntention
	// roleForward words are negators that deny only what comes after them.
	roleForward
	// roleTurn words hold what follows against what came before ("men").
	roleTurn
	// roleAsking words begin a question ("hvem", "hvordan").
	roleAsking
	// roleSubject words are who does something ("jeg", "man", "they").
	roleSubject
	// roleThinking words are verbs of saying, thinking and wanting; to deny them is
	// to deny what is said ("jeg mener ikke, at").
	roleThinking
	// rolePaired negators deny both of two ("hverken … eller").
	rolePaired
)

var roles = makeRoles()

func makeRoles() map[string]role {
	table := map[role]string{
		roleCommon: `jeg du han hun den det de vi i man mig dig ham hende os jer dem min mit mine din dit dine hans
			hendes vores jeres deres sin sit sine en et er var være været bliver blev blevet har havde have haft
			kan kunne vil ville skal skulle må måtte bør og eller men så at som der til fra af på for med om ved
			efter før under over ind ud op ned hen her der hvor når da hvis fordi end også bare kun nu så meget
			mere alt alle hele selv sig denne dette disse sådan jo vel nok lige igen ikke ingen intet
			the a an i you he she it we they me him her us them my your his their our is are was were be been
			have has had do does did can could will would shall should may must and or but so that which who to
			from of on for with about at by in out up as if not no this these those there here very just`,
		roleNegator: `ikke aldrig ingen intet hverken uden næppe ingenting nul ej
			not never no none nothing nobody without neither nor donot doesnot didnot wasnot isnot cannot couldnot
			willnot havenot hasnot hadnot arenot werenot shouldnot wouldnot`,
		roleForward: `ingen intet hverken uden ingenting nul no none nothing nobody without neither nor`,
		roleConjunction: `og men eller fordi hvis selvom når mens at som hvorfor hvordan hvornår hvem hvad medmindre
			såfremt inden eftersom siden derfor
			and but or because if although when while that which who whether unless so`,
		roleTurn:      `men but dog derimod however`,
		roleCondition: `hvis såfremt medmindre ellers dersom if unless otherwise`,
		roleIntention: `vil ville agter overvejer overveje tænker tænkt skal måske påtænker planlægger
			burde will would shall going
			might may considering`,
		roleAsking:  `hvem hvad hvor hvordan hvornår hvorfor hvilken hvilket hvilke må kan who what where how when why which`,
		roleSubject: `jeg du i de vi man han hun der det den you they we he she it`,
		roleThinking: `mener mene mente synes syntes tror tro troede siger sagde påstår påstå ønsker ønske beder bede
			bad bedt kræver kræve forventer forvente forlanger think thinking say saying said claim claiming asking ask want
			wanting expect believe mean`,
		rolePaired: `hverken neither`,
	}
	roles := map[string]role{}
	for r, words := range table {
		for w := range strings.FieldsSeq(words) {
			roles[Fold(w)] |= r
		}
	}
	return roles
}
