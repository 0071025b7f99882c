package scope

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// listen weighs the rules and the words of the letter together, for the labels the
// lexicon knows.
func (j *judgment) listen() {
	if j.heard == nil || !j.readable() {
		return
	}
	j.ruled, j.steps = maps.Clone(j.scores), make(map[string]step, len(j.lexicon.labels))
	strengths, firsts := j.weighed()
	understood := j.understood()
	for n, label := range j.lexicon.labels {
		old := label.Label == string(casework.GroundOld)
		if old && j.cannotBeOld() || j.wantsRule(casework.Flag(label.Label)) {
			continue
		}
		share := 0.0
		if _, objected := j.unobjected[label.Label]; understood || objected || old && !j.verdict.Event.To.IsZero() {
			share = min(1, ruleSentences/float64(max(1, j.found.sentence)))
		}
		s := step{
			terms: label.terms(strength(j.ruled[label.Label]), by(strengths, j.lexicon.factors[n].rules),
				by(firsts, j.lexicon.factors[n].first), j.heard.best[n].second, j.found.sentence),
			share: share, alone: ruleOdds(j.scores[label.Label]),
		}
		s.corrected = j.corrected(label.Label, s.mixed())
		j.steps[label.Label], j.scores[label.Label] = s, Odds(s.corrected)
		if j.scores[label.Label] >= given && j.ruled[label.Label] < given && !isSide(label.Label) {
			j.wordsOf(n, j.heard.best[n])
		}
	}
}

// weighed are what the rules say, and what the sentence says that says most, by the
// numbers of what the lexicon's factors are about.
func (j *judgment) weighed() (strengths, firsts []float64) {
	strengths, firsts = make([]float64, len(j.lexicon.about)), make([]float64, len(j.lexicon.about))
	for label, number := range j.lexicon.about {
		strengths[number] = strength(j.scores[label])
		if n, ok := j.lexicon.index[label]; ok {
			firsts[number] = j.heard.best[n].first
		}
	}
	return strengths, firsts
}

// by looks values up by the numbers at which they stand.
func by(values []float64, numbers []int32) func(n int) float64 {
	return func(n int) float64 { return values[numbers[n]] }
}

// step is how the log-odds of a label follow from the rules and the words.
type step struct {
	terms
	// share is how much of the say the rules have alone, and alone what they say then.
	share, alone float64
	corrected    float64 // what it came to
}

// mixed is the sum before it is corrected.
func (s step) mixed() float64 { return (1-s.share)*s.sum() + s.share*s.alone }

// fewToHear: in a letter of fewer words a single one ("klage", "hjælp") would raise
// a flag by itself.
const fewToHear = 15

// wantsRule reports whether no single words can raise the flag, because no rule
// speaks for it. How old somebody is, words never tell. What must not be missed, in
// however short a letter, does not wait for a rule.
func (j *judgment) wantsRule(flag casework.Flag) bool {
	switch {
	case !slices.Contains(casework.Flags(), flag) || j.ruled[string(flag)] > 0:
		return false
	case flag == casework.FlagMinor:
		return true
	}
	switch flag {
	case casework.FlagAcute, casework.FlagThreat, casework.FlagNoSharing, casework.FlagRepresentation:
		return false
	}
	return j.found.words < fewToHear
}

// corrected applies to the log-odds of a label what neither rules for it nor words
// tell.
func (j *judgment) corrected(label string, sum float64) float64 {
	if left, ok := j.unobjected[label]; ok {
		sum += math.Log(left)
	}
	switch {
	case slices.Contains(casework.Flags(), casework.Flag(label)):
		sum += flagLift
	case j.ruled[label] == 0 && !isSide(label):
		sum -= unsupported
	}
	switch label {
	case string(casework.GroundOld):
		if j.scores[label] == 0 && !j.verdict.Event.To.IsZero() {
			sum -= datesSay
		}
	case string(casework.FlagAcute), string(casework.FlagThreat):
		alone := j.heard.best[j.lexicon.index[label]].first - alarmAlone
		sum = max(sum+alarmLift, ruleOdds(j.ruled[label]), alone)
	}
	return sum
}

// ruleSides tells what the rules say of the two sides of the remit.
func (j *judgment) ruleSides() {
	inside, outside := j.sides()
	j.scores[SideInside], j.scores[SideOutside] = inside, outside
}

// understood reports whether the rules know what the letter is about.
func (j *judgment) understood() bool {
	return slices.ContainsFunc(j.lexicon.labels, func(l LexiconLabel) bool { return j.scores[l.Label] >= given && !j.off(l.Label) })
}

// alarmLift is added to the log-odds of danger and of threats. An adviser who reads
// one letter too many at once loses a minute, and neither a rule nor the lexicon
// may talk the other out of it.
const alarmLift = 0.3

// alarmAlone is how strong one sentence by itself must be to raise an alarm, however
// long and calm the rest of the letter is.
const alarmAlone = 1.0

// ruleSentences is how many sentences a letter may have for the rules, where they
// understand it, to decide alone. They were written for sentences; in a long letter
// they meet words by chance, and the lexicon has more of the say.
const ruleSentences = 2.0

// ruleOdds are the log-odds that the rules alone give a label.
func ruleOdds(score float64) float64 {
	const silent, sure = -2.5, 3
	if score == 0 {
		return silent
	}
	return max(silent, min(sure, math.Log(score/(1-min(score, 0.999)))))
}

// unsupported is taken from the log-odds of a kind or ground no rule speaks for;
// flagLift is added to those of a flag, because a wish or a danger that is missed
// costs more than one that is looked at in vain.
const unsupported, flagLift = 0.4, 0.4

// datesSay is what is taken from the log-odds of out_old when the letter's dates
// speak against it. A letter may have an old matter beside a new one.
const datesSay = 1.5

// cannotBeOld reports whether no word can make the letter's matter too old: it is
// running, or the letter dates something and nothing of it is too old (domain 6.4).
func (j *judgment) cannotBeOld() bool {
	if j.scores[string(casework.GroundOld)] > 0 {
		return false
	}
	months := j.office.Grounds[casework.GroundOld].Months
	dated, old := false, false
	for _, m := range j.found.moments {
		if m.To.IsZero() || m.Birth || m.From.After(j.letter.Received) {
			continue
		}
		dated = true
		old = old || calendar.MoreThanMonths(m.To, j.letter.Received, months)
	}
	return j.verdict.Event.Ongoing || dated && !old
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
		common := map[int]bool{} // where words stand that say nothing by themselves
		for t := range s.Terms() {
			common[t.End] = t.Common
		}
		j.lexicon.each(s, func(id int32, start, end int) {
			if weight := j.lexicon.weight(id, label); weight > 0 && end > start && !common[end] {
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
		j.evidence(j.lexicon.labels[label].Label, ruleWords, true, Odds(w.weight), w.start, w.end)
	}
}

// weight is what a term adds to the log-odds of a label.
func (l *Lexicon) weight(id int32, label int) float64 {
	for _, x := range l.said(id) {
		if int(x.label) == label {
			return x.logOdds()
		}
	}
	return 0
}
