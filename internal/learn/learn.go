package learn

import (
	"slices"

	"borgerbot/internal/scope"
)

// Letter is a labelled letter, or a labelled passage of one, that has been studied.
type Letter struct {
	scope.Study
	Labels []string
	// Marks are the labels of the study's sentences.
	Marks [][]string
	// Passage: it is a line of a collection and not a letter that somebody sent. Each
	// teaches as much about words, and less about letters.
	Passage bool
}

// sentence is a sentence of a letter as words are learned from it.
type sentence struct {
	terms  []int32
	labels []string
	// open are labels that it may carry or not: nothing is learned about them. A
	// labeller marks the passage of a letter that shows a label best, and not every
	// one that hints at it.
	open []string
}

// Corpus is what is learned from. The terms are those of one lexicon.
type Corpus struct {
	Letters []Letter
	Terms   *scope.Lexicon
}

const folds = 5

// Train learns a lexicon for the labels.
func Train(c Corpus, labels []string) *scope.Lexicon {
	t := newTrainer(c, labels)
	words := t.words(func(int) bool { return true })
	lexicon := scope.NewLexicon(t.letters(words, func(int) bool { return true }))
	words.write(lexicon)
	return lexicon
}

// Predict tells, for each letter of the corpus, how probable each label is by
// models that have not seen the letter.
func Predict(c Corpus, labels []string) []map[string]float64 {
	t := newTrainer(c, labels)
	probabilities := make([]map[string]float64, len(c.Letters))
	for fold := range folds {
		models := t.letters(nil, func(n int) bool { return n%folds != fold })
		for n := fold; n < len(c.Letters); n += folds {
			probabilities[n] = weigh(models, c.Letters[n], t.heard[n])
		}
	}
	return probabilities
}

// trainer learns from one corpus.
type trainer struct {
	Corpus
	labels []string
	heard  []heard // by letter, from words that have not seen it
}

func newTrainer(c Corpus, labels []string) *trainer {
	t := &trainer{Corpus: c, labels: labels, heard: make([]heard, len(c.Letters))}
	for fold := range folds {
		words := t.words(func(n int) bool { return n%folds != fold })
		for n := fold; n < len(c.Letters); n += folds {
			t.heard[n] = words.hear(c.Letters[n])
		}
	}
	return t
}

// heard is what the words say in a letter, by label.
type heard struct{ first, second []float64 }

// hear finds the two sentences of a letter that say most for each label.
func (w *wordModels) hear(letter Letter) heard {
	h := heard{first: make([]float64, len(w.models)), second: make([]float64, len(w.models))}
	for n, m := range w.models {
		first, second := scope.Bound(m.bias), scope.Bound(m.bias)
		for _, s := range letter.Study.Sentences {
			switch sum := scope.Bound(m.sum(s.Terms)); {
			case sum > first:
				first, second = sum, first
			case sum > second:
				second = sum
			}
		}
		h.first[n], h.second[n] = first, second
	}
	return h
}

// weigh applies the models of letters.
func weigh(models []scope.LexiconLabel, letter Letter, h heard) map[string]float64 {
	index := map[string]int{}
	for n, m := range models {
		index[m.Label] = n
	}
	first := func(label string) float64 { return h.first[index[label]] }
	p := map[string]float64{}
	for n, m := range models {
		p[m.Label] = scope.Odds(m.Weigh(letter.Strength, first, h.second[n], len(letter.Study.Sentences)))
	}
	return p
}

func has(labels []string, label string) bool { return slices.Contains(labels, label) }
