package scope

import (
	"slices"

	"borgerbot/internal/danish"
)

// Study is a letter as package learn reads it.
type Study struct {
	// Strength is what the rules say for each label (see [Lexicon]); labels they say
	// nothing for are missing.
	Strength  map[string]float64
	Sentences []StudiedSentence
}

// StudiedSentence is a sentence that is read for the verdict.
type StudiedSentence struct {
	Start, End int // byte offsets into subject + "\n\n" + text
	Terms      []int32
}

// NewTerms returns a lexicon without labels that takes up every term it meets.
func NewTerms() *Lexicon {
	l := NewLexicon(nil)
	l.open = true
	return l
}

// Terms is how many terms the lexicon knows; they are numbered from 0.
func (l *Lexicon) Terms() int { return len(l.terms) }

// Term is the term of that number.
func (l *Lexicon) Term(id int32) string { return l.terms[id] }

// Study reads a letter with the rules alone, and takes up its terms.
func (c *Classifier) Study(l Letter, terms *Lexicon) Study {
	j := c.read(l)
	j.weigh()
	j.absorb()
	j.time = j.readTimes()
	j.age()
	j.ruleSides()
	s := Study{Strength: map[string]float64{}}
	for label, score := range j.scores {
		s.Strength[label] = strength(score)
	}
	for _, p := range l.parts() {
		for sentence := range c.book.Scan(j.text[p.start:p.end]) {
			s.Sentences = append(s.Sentences, StudiedSentence{
				Start: p.start + sentence.Start, End: p.start + sentence.End, Terms: terms.of(sentence),
			})
		}
	}
	return s
}

// of lists the terms of a sentence, each once.
func (l *Lexicon) of(s *danish.Sentence) []int32 {
	var ids []int32
	l.each(s, func(id int32, _, _ int) { ids = append(ids, id) })
	slices.Sort(ids)
	return slices.Compact(ids)
}
