package scope

import (
	"cmp"
	"slices"

	"borgerbot/internal/casework"
)

// ruleWords is the rule that evidence from the lexicon names.
const ruleWords = "words"

// listen weighs the rules and the words of the letter together, for the labels the
// lexicon knows.
func (j *judgment) listen() {
	if j.heard == nil || !j.readable() {
		return
	}
	strengths := make(map[string]float64, len(j.scores))
	for label, score := range j.scores {
		strengths[label] = strength(score)
	}
	for n, label := range j.lexicon.labels {
		if label.Label == string(casework.GroundOld) && j.notOld() {
			continue
		}
		best := j.heard.best[n]
		sum := label.Letter + label.Second*best.second
		for _, f := range label.Rules {
			sum += f.Weight * strengths[f.About]
		}
		for _, f := range label.First {
			sum += f.Weight * j.heard.best[j.lexicon.index[f.About]].first
		}
		j.scores[label.Label] = odds(sum)
		if odds(sum) >= given {
			j.wordsOf(n, best)
		}
	}
}

// notOld reports whether the letter's dates say that its matter is not too old.
// Words alone cannot say otherwise.
func (j *judgment) notOld() bool {
	event := j.verdict.Event
	return j.scores[string(casework.GroundOld)] == 0 && (event.Ongoing || !event.To.IsZero())
}

// maxWords is how many words of a sentence are shown for a label.
const maxWords = 3

// wordsOf shows the words that made the lexicon think of a label, in the sentence
// that says most for it.
func (j *judgment) wordsOf(label int, best bestSentences) {
	if best.end == 0 {
		return
	}
	type word struct {
		start, end int
		weight     float64
	}
	var words []word
	for s := range j.book.Scan(j.text[best.start:best.end]) {
		j.lexicon.each(s, func(id int32, start, end int) {
			if weight := j.lexicon.weight(id, label); weight > 0 && end > start {
				words = append(words, word{best.start + start, best.start + end, weight})
			}
		})
	}
	slices.SortFunc(words, func(a, b word) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.start, b.start)) })
	var shown []word
	for _, w := range words {
		overlaps := slices.ContainsFunc(shown, func(s word) bool { return s.start < w.end && w.start < s.end })
		if len(shown) < maxWords && !overlaps {
			shown = append(shown, w)
		}
	}
	for _, w := range shown {
		j.evidence(j.lexicon.labels[label].Label, ruleWords, true, 1-odds(-w.weight), w.start, w.end)
	}
}

// weight is what a term adds to the log-odds of a label.
func (l *Lexicon) weight(id int32, label int) float64 {
	for _, x := range l.weights[id] {
		if int(x.label) == label {
			return float64(x.weight)
		}
	}
	return 0
}
