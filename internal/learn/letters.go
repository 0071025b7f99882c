package learn

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"borgerbot/internal/scope"
)

// How the letter models are learned.
const (
	letterRounds = 30
	letterStep   = 0.1
	// letterShrink pulls the factors towards what they begin with; those of other
	// labels more.
	letterShrink, othersShrink = 2.0, 40.0
	letterWorth                = 0.03
	// What a passage counts for beside a letter, and a letter that carries the label
	// beside one that does not.
	passageWorth, carriedWorth = 0.1, 1.4
	// What the rules and the words for a label itself begin with.
	ownRules, ownWords = 1.2, 0.6
)

// input is something a letter model weighs.
type input struct {
	kind  byte // 'r' rules, 'f' first, 's' second, 'd' dense
	about string
}

// letters learns the models over the letters that are chosen, from what was heard
// in each. The words, if there are any, say what a sentence without known words is worth.
func (t *trainer) letters(words *wordModels, chosen func(letter int) bool) []scope.LexiconLabel {
	ruled := map[string]bool{}
	for _, letter := range t.Letters {
		for label := range letter.Strength {
			ruled[label] = true
		}
	}
	var inputs []input
	for _, label := range slices.Sorted(maps.Keys(ruled)) {
		inputs = append(inputs, input{'r', label})
	}
	for _, label := range t.labels {
		inputs = append(inputs, input{'f', label})
	}
	inputs = append(inputs, input{kind: 's'}, input{kind: 'd'})
	var models []scope.LexiconLabel
	for n, label := range t.labels {
		model := t.letterModel(n, label, inputs, chosen)
		if words != nil {
			model.Sentence = words.models[n].bias
		}
		models = append(models, model)
	}
	return models
}

// row is what a model weighs in one letter.
func (t *trainer) row(letter, label int, inputs []input) []float64 {
	row := make([]float64, len(inputs))
	firsts := 0
	for n, in := range inputs {
		switch in.kind {
		case 'r':
			row[n] = t.Letters[letter].Strength[in.about]
		case 'f':
			row[n] = t.heard[letter].first[firsts]
			firsts++
		case 's':
			row[n] = t.heard[letter].second[label]
		default:
			l := t.Letters[letter]
			row[n] = l.Strength[t.labels[label]] / float64(max(1, len(l.Study.Sentences)))
		}
	}
	return row
}

// worth is what a letter counts for.
func (l Letter) worth() float64 {
	if l.Passage {
		return passageWorth
	}
	return 1
}

// letterModel learns the model of one label.
func (t *trainer) letterModel(n int, label string, inputs []input, chosen func(letter int) bool) scope.LexiconLabel {
	var rows [][]float64
	var given []bool
	var worth []float64
	for letter := range t.Letters {
		if chosen(letter) {
			rows = append(rows, t.row(letter, n, inputs))
			given = append(given, has(t.Letters[letter].Labels, label))
			worth = append(worth, t.Letters[letter].worth())
		}
	}
	start, shrink := make([]float64, len(inputs)), make([]float64, len(inputs))
	for i, in := range inputs {
		shrink[i] = othersShrink
		switch {
		case in.kind == 's' || in.kind == 'd':
			shrink[i] = letterShrink
		case in.about == label && in.kind == 'r':
			start[i], shrink[i] = ownRules, letterShrink
		case in.about == label:
			start[i], shrink[i] = ownWords, letterShrink
		}
	}
	weights, bias := fit(rows, given, worth, start, shrink)
	model := scope.LexiconLabel{Label: label, Letter: bias}
	for i, in := range inputs {
		switch {
		case math.Abs(weights[i]) < letterWorth:
		case in.kind == 'r':
			model.Rules = append(model.Rules, scope.Factor{About: in.about, Weight: weights[i]})
		case in.kind == 'f':
			model.First = append(model.First, scope.Factor{About: in.about, Weight: weights[i]})
		case in.kind == 's':
			model.Second = weights[i]
		default:
			model.Dense = weights[i]
		}
	}
	return model
}

// fit is the same descent as for words, pulled towards where it starts.
func fit(rows [][]float64, given []bool, worth, start, shrink []float64) (weights []float64, bias float64) {
	weights, bias = slices.Clone(start), -2
	steps, biasSteps := make([]float64, len(weights)), 0.0
	random := rand.New(rand.NewPCG(3, 4))
	total := float64(len(rows))
	for range letterRounds {
		for _, n := range random.Perm(len(rows)) {
			sum := bias
			for i, x := range rows[n] {
				sum += weights[i] * x
			}
			off := scope.Odds(sum)
			if given[n] {
				off = (off - 1) * carriedWorth
			}
			off *= worth[n]
			biasSteps += off * off
			bias -= letterStep / math.Sqrt(biasSteps+1) * off
			for i, x := range rows[n] {
				if x == 0 {
					continue
				}
				slope := off*x + shrink[i]*(weights[i]-start[i])/total
				steps[i] += slope * slope
				weights[i] -= letterStep / math.Sqrt(steps[i]+1) * slope
			}
		}
	}
	return weights, bias
}
