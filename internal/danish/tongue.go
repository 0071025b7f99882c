package danish

import (
	"strings"

	"github.com/blevesearch/snowballstem"
	english "github.com/blevesearch/snowballstem/english"
)

// tongue tells the languages in which a word is one of the commonest, as a set of
// bits. A sentence is in the language that has most of its words.
type tongue uint8

const (
	tongueDanish tongue = 1 << iota
	tongueEnglish
)

var tongues = func() map[string]tongue {
	all := map[string]tongue{}
	for code, bit := range map[string]tongue{"da": tongueDanish, "en": tongueEnglish} {
		for w := range surely[code] {
			all[w] |= bit
		}
	}
	return all
}()

// settle reads the words of the sentence in the language it is written in. A
// sentence that does not tell goes with the one before it: a letter may hold its
// own translation.
func (r *reader) settle() {
	danish, english, dialect := 0, 0, false
	for i := range r.sentence.tokens {
		w := r.sentence.tokens[i].word
		if w.tongue&tongueDanish != 0 {
			danish++
		}
		if w.tongue&tongueEnglish != 0 {
			english++
		}
		dialect = dialect || w.dialect
	}
	if danish != english {
		r.english = english > danish
	}
	switch {
	case r.english:
		for i := range r.sentence.tokens {
			r.sentence.tokens[i].word = r.inEnglish(r.sentence.tokens[i].word)
		}
	case dialect:
		for i := range r.sentence.tokens {
			if standard, ok := amongDialect[r.sentence.tokens[i].folded]; ok {
				r.sentence.tokens[i].word = r.look(standard)
			}
		}
	}
}

// inEnglish returns w with its English stem. The phrases it belongs to stay the same:
// an office writes a verb in the tense it means ("waiting for", not "wait for").
func (d *dictionary) inEnglish(w *word) *word {
	e, ok := d.foreign[w]
	if ok {
		return e
	}
	e = new(word)
	*e = *w
	e.stem = englishStem(w.folded)
	if d.foreign == nil || len(d.foreign) >= dictionaryBound {
		d.foreign = map[*word]*word{}
	}
	d.foreign[w] = e
	return e
}

// shortStem is the length of "stope" and "plane", which folding makes of "stopped"
// and "planned".
const shortStem = 5

// englishStem returns the English Snowball stem of a folded word. The last e of a
// short one is dropped; see [shortStem].
func englishStem(folded string) string {
	if len(folded) < 4 || isDigit(folded[0]) {
		return folded
	}
	if noun := strings.TrimSuffix(folded, "s"); nounsInIng[noun] {
		return noun
	}
	env := snowballstem.NewEnv(folded)
	english.Stem(env)
	if s := env.Current(); len(s) <= shortStem {
		return strings.TrimSuffix(s, "e")
	}
	return env.Current()
}

// nounsInIng are things and not forms of a verb: a meeting is not "to meet".
var nounsInIng = squeezeKeys("meeting", "hearing", "building", "housing", "saving", "earning", "proceeding", "belonging", "ruling",
	"parking", "feeling", "being", "something", "nothing", "anything", "everything")

// dialects are words of Jutland, Funen and Bornholm that are nothing else in
// standard Danish, and what they are there. Folding makes double consonants
// single, so that none may be another word then.
var dialects = squeezeAll(map[string]string{
	"int": "ikke", "inte": "ikke", "ikki": "ikke", "hvorn": "hvordan", "hvodn": "hvordan", "hvoffer": "hvorfor",
	"mæ": "mig", "dæ": "dig", "wal": "vel", "wi": "vi", "vos": "os", "ska": "skal", "skø": "skulle", "æ": "den", "jæ": "jeg",
	"jej": "jeg", "jaj": "jeg", "haj": "han", "aldri": "aldrig", "endno": "endnu", "nøj": "nogen", "noed": "noget",
	"kommun": "kommune", "møj": "meget", "møe": "meget",
})

// amongDialect are words that are dialect only beside others that surely are: "a
// har it hørt en lyd fra æ kommun".
var amongDialect = squeezeAll(map[string]string{
	"a": "jeg", "it": "ikke", "et": "ikke", "hår": "har", "no": "nu", "mi": "min", "di": "de",
})
