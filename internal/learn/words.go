package learn

import (
	"math"
	"math/rand/v2"
	"slices"
	"sync"

	"borgerbot/internal/scope"
)

// How the word models are learned. The values were chosen by trying them on
// letters kept apart (see Predict).
const (
	wordRounds = 15
	wordStep   = 0.05
	wordShrink = 2.0 // pull towards zero
	wordSeen   = 2   // a term in fewer sentences is not learned
	// wordToll is taken from each weight in each round, so that words that say nothing
	// fall out; the first rounds are free.
	wordToll, tollFree = 0.008, 3
	// wordWorth is the smallest weight that is kept.
	wordWorth = 0.1
	// rareBoost bounds how much more a sentence with a rare label counts.
	rareBoost = 2.0
)

// wordModels are the models over sentences, one for each label.
type wordModels struct {
	labels []string
	models []wordModel
	terms  *scope.Lexicon
}

type wordModel struct {
	bias    float64
	weights []float64 // by term
}

func (m wordModel) sum(terms []int32) float64 {
	sum := m.bias
	for _, term := range terms {
		sum += m.weights[term]
	}
	return sum
}

// words learns from the letters that are chosen.
func (t *trainer) words(chosen func(letter int) bool) *wordModels {
	var sentences []sentence
	for n, letter := range t.Letters {
		if !chosen(n) {
			continue
		}
		for i, s := range letter.Study.Sentences {
			sentences = append(sentences, sentence{terms: s.Terms, labels: letter.Marks[i], open: letter.Labels})
		}
	}
	seen := make([]int, t.Terms.Terms())
	for _, s := range sentences {
		for _, term := range s.terms {
			seen[term]++
		}
	}
	w := &wordModels{labels: t.labels, terms: t.Terms, models: make([]wordModel, len(t.labels))}
	var group sync.WaitGroup
	for n, label := range t.labels {
		group.Go(func() { w.models[n] = learnWords(sentences, label, seen) })
	}
	group.Wait()
	return w
}

// learnWords is stochastic gradient descent with a step of its own for each term
// (AdaGrad), in an order that is mixed the same way every time.
func learnWords(all []sentence, label string, seen []int) wordModel {
	sentences := slices.DeleteFunc(slices.Clone(all), func(s sentence) bool {
		return has(s.open, label) && !has(s.labels, label)
	})
	m := wordModel{bias: -3, weights: make([]float64, len(seen))}
	steps := make([]float64, len(seen))
	biasSteps := 0.0
	given := make([]bool, len(sentences))
	marked := 0
	for n, s := range sentences {
		if given[n] = has(s.labels, label); given[n] {
			marked++
		}
	}
	total := float64(len(sentences))
	boost := max(1, min(rareBoost, math.Sqrt(total/float64(max(1, marked)))/2))
	random := rand.New(rand.NewPCG(1, 2))
	for round := range wordRounds {
		if round >= tollFree {
			takeToll(m.weights)
		}
		for _, n := range random.Perm(len(sentences)) {
			s := &sentences[n]
			off := scope.Odds(m.sum(s.terms))
			if given[n] {
				off = (off - 1) * boost
			}
			if math.Abs(off) < 1e-3 {
				continue
			}
			biasSteps += off * off
			m.bias -= wordStep / math.Sqrt(biasSteps+1) * off
			for _, term := range s.terms {
				if seen[term] < wordSeen {
					continue
				}
				slope := off + wordShrink*m.weights[term]/total
				steps[term] += slope * slope
				m.weights[term] -= wordStep / math.Sqrt(steps[term]+1) * slope
			}
		}
	}
	for term, weight := range m.weights {
		if math.Abs(weight) < wordWorth {
			m.weights[term] = 0
		}
	}
	return m
}

// takeToll draws every weight a little towards zero (L1 regularisation).
func takeToll(weights []float64) {
	for term, weight := range weights {
		weights[term] = math.Copysign(max(0, math.Abs(weight)-wordToll), weight)
	}
}

// write adds what is worth keeping to the lexicon.
func (w *wordModels) write(lexicon *scope.Lexicon) {
	for term := range w.terms.Terms() {
		for n, m := range w.models {
			if m.weights[term] != 0 {
				lexicon.Add(w.terms.Term(int32(term)), w.labels[n], m.weights[term])
			}
		}
	}
}
