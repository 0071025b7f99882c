package scope

import (
	"slices"

	"borgerbot/internal/casework"
)

// How sure a verdict must be.
const (
	// outScore is the score a ground needs for OUT, and wordsScore what it needs where
	// no rule speaks for it.
	outScore, wordsScore = 0.85, 0.95
	// noTrace is the score below which there is nothing of a label to speak of.
	noTrace = 0.3
	// What speaks against OUT: a kind at kindTrace, which says more than all words
	// together at sideTrace, and a kind that a rule gives and the rest of the letter does
	// not take back below takenBack.
	kindTrace, sideTrace, takenBack = 0.15, 0.4, 0.1
	// fewWords: a body of fewer says nothing one could judge ("Se vedhæftede").
	fewWords = 4
	// sureOfNothing is the confidence in CHECK where there is nothing to go by.
	sureOfNothing = 0.9
)

// together are grounds that often are two names of one thing, and so no rivals.
var together = [][2]casework.Ground{
	{casework.GroundOtherBody, casework.GroundNotMunicipal},
	{casework.GroundOtherBody, casework.GroundPending},
	{casework.GroundOld, casework.GroundProfessional},
	{casework.GroundOld, casework.GroundPolitical},
	{casework.GroundOld, casework.GroundEmployment},
	{casework.GroundOtherBody, casework.GroundProfessional},
	{casework.GroundPending, casework.GroundProfessional},
	{casework.GroundPending, casework.GroundEmployment},
}

// decide sets the remit and the confidence.
func (j *judgment) decide() {
	v := &j.verdict
	v.Remit = j.remit()
	v.Confidence = j.confidence()
	inside, outside := j.sides()
	v.Scores = j.scores
	v.Scores[SideInside], v.Scores[SideOutside] = inside, outside
}

// remit is the suggestion.
func (j *judgment) remit() casework.Remit {
	v := &j.verdict
	if slices.ContainsFunc(alarms, v.Has) || !j.judgeable() {
		return casework.Check
	}
	live := slices.DeleteFunc(slices.Clone(v.Kinds), func(k casework.Kind) bool {
		return slices.Contains(j.office.Unlisted, k)
	})
	elsewhere := len(v.Grounds) > 0 || v.Has(casework.FlagDataRights)
	old := slices.Contains(v.Grounds, casework.GroundOld)
	switch {
	case old && j.time.doubtful:
		return casework.Check // an adviser weighs the excuse, or the anchor (domain 6.4)
	case old && !slices.ContainsFunc(live, asksNow):
		return j.outOrCheck()
	case len(live) > 0 && elsewhere:
		return casework.Mix
	case len(live) > 0:
		return casework.In
	case len(v.Kinds) > 0 || v.Has(casework.FlagDataRights):
		return casework.Check // only what the page does not list, or what belongs on another track
	case len(v.Grounds) > 0:
		return j.outOrCheck()
	}
	return casework.Check
}

// alarms are the flags that leave no suggestion to make: an adviser reads first.
var alarms = []casework.Flag{
	casework.FlagAcute, casework.FlagThreat, casework.FlagConflict, casework.FlagWhistleblowing,
}

// confidence is how probable it is that an adviser would say the same.
func (j *judgment) confidence() float64 {
	v := &j.verdict
	inside, outside := j.sides()
	in, out, mix := inside*(1-outside), outside*(1-inside), inside*outside
	switch v.Remit {
	case casework.In:
		return in
	case casework.Out:
		return j.boundedBy(out)
	case casework.Mix:
		return mix
	}
	if j.nothing() {
		return max(sureOfNothing, 1-max(in, out, mix))
	}
	_, alarm := j.alarm()
	return max(alarm, 1-max(in, out, mix))
}

// nothing reports whether there is nothing to go by.
func (j *judgment) nothing() bool {
	inside, outside := j.sides()
	return !j.judgeable() || len(j.verdict.Flags) == 0 && inside < noTrace && outside < noTrace
}

// alarm is the strongest of the flags that leave no suggestion to make.
func (j *judgment) alarm() (strongest casework.Flag, score float64) {
	for _, flag := range alarms {
		if s := j.scores[string(flag)]; s > score {
			strongest, score = flag, s
		}
	}
	return strongest, score
}

// asksNow reports the kinds that ask for help today. The others, beside out_old,
// say what the old matter was about.
func asksNow(kind casework.Kind) bool {
	switch kind {
	case casework.KindCaseHandling, casework.KindDelay, casework.KindConduct, casework.KindDiscrimination,
		casework.KindPractical:
		return false
	}
	return true
}

// judgeable reports whether there is a letter to judge: a person's, in a language
// the rules know, read to its end, with more in it than a subject or a hint at an
// attachment.
func (j *judgment) judgeable() bool {
	return j.readable() && !j.letter.Automatic && !j.letter.Cut && j.found.words-j.subject >= fewWords
}

// readable reports whether the rules know the letter's language.
func (j *judgment) readable() bool {
	return j.verdict.Language == casework.Danish || j.verdict.Language == casework.English
}

// outOrCheck says OUT where one ground is strong, no other contradicts it, and
// there is no trace of anything the office takes up; see [asksNow] for out_old.
func (j *judgment) outOrCheck() casework.Remit {
	doubt := j.traces
	if slices.Contains(j.verdict.Grounds, casework.GroundOld) {
		doubt = j.recent
	}
	if j.sureGround() && !j.rivals() && !doubt() {
		return casework.Out
	}
	return casework.Check
}

// sides is how probable it is that the letter has something for the office, and
// something that is not.
func (j *judgment) sides() (inside, outside float64) {
	for _, kind := range casework.Kinds() {
		if !slices.Contains(j.office.Unlisted, kind) {
			inside = max(inside, j.scores[string(kind)])
		}
	}
	for _, ground := range casework.Grounds() {
		if j.on(ground) {
			outside = max(outside, j.scores[string(ground)])
		}
	}
	return max(inside, j.scores[SideInside]), max(outside, j.scores[SideOutside])
}

// sureGround reports whether a ground is strong enough to send somebody away. Where
// only single words speak for it, they must leave next to no doubt; that a matter is
// too old they never tell alone.
func (j *judgment) sureGround() bool {
	return slices.ContainsFunc(j.verdict.Grounds, func(g casework.Ground) bool {
		score := j.scores[string(g)]
		if j.ruled == nil || j.ruled[string(g)] >= given {
			return score >= outScore
		}
		return score >= wordsScore && g != casework.GroundOld
	})
}

// boundedBy keeps the confidence in OUT down where the only grounds are not on the
// office's page, or the page does not hold to them strictly ("normalt", H31).
func (j *judgment) boundedBy(confidence float64) float64 {
	for _, ground := range j.verdict.Grounds {
		rule := j.office.Grounds[ground]
		if !rule.SuggestOnly && (ground != casework.GroundOld || rule.Hard) {
			return confidence
		}
	}
	return min(confidence, outScore)
}

// rivals reports whether two grounds that do not go together are given, which
// makes OUT doubtful (domain 2.4, rule 9).
func (j *judgment) rivals() bool {
	grounds := j.verdict.Grounds
	for i, a := range grounds {
		for _, b := range grounds[i+1:] {
			if !slices.Contains(together, [2]casework.Ground{a, b}) && !slices.Contains(together, [2]casework.Ground{b, a}) {
				return true
			}
		}
	}
	return false
}

// traces reports whether anything points to a kind: the lexicon, in all it heard, or
// a rule that the lexicon does not clearly take back.
func (j *judgment) traces() bool {
	return j.scores[SideInside] >= sideTrace || slices.ContainsFunc(casework.Kinds(), func(k casework.Kind) bool {
		return j.scores[string(k)] >= kindTrace || j.stands(k)
	})
}

// stands reports whether a rule gives the kind and the rest of the letter does not
// clearly take it back.
func (j *judgment) stands(k casework.Kind) bool {
	return j.ruled[string(k)] >= given && j.scores[string(k)] >= takenBack
}

// recent reports whether the letter has something of now beside what is old.
func (j *judgment) recent() bool {
	return j.scores[contextRunning] >= noTrace || !j.verdict.Meeting.IsZero()
}
