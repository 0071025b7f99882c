package scope

import "borgerbot/internal/danish"

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

// Study reads a letter with the rules alone, and takes up its terms.
func (c *Classifier) Study(l Letter, terms *Lexicon) Study {
	s := Study{Strength: map[string]float64{}}
	j := c.read(l, func(sentence *danish.Sentence, base int) {
		s.Sentences = append(s.Sentences, StudiedSentence{
			Start: base + sentence.Start, End: base + sentence.End, Terms: terms.of(sentence, nil),
		})
	})
	for label, score := range j.scores {
		s.Strength[label] = strength(score)
	}
	return s
}
