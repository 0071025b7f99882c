package scope

import (
	"slices"

	"borgerbot/internal/casework"
)

// How sure a verdict must be.
const (
	// outScore is the score a ground needs for OUT.
	outScore = 0.85
	// noTrace is the score below which there is no trace of a kind.
	noTrace = 0.3
	// unsure is the confidence in CHECK where the evidence points somewhere, and
	// sure where there is nothing to go by.
	unsure, sureOfNothing = 0.6, 0.9
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
	v.Remit, v.Confidence = casework.Check, unsure
	if v.Has(casework.FlagAcute) || v.Has(casework.FlagThreat) || v.Has(casework.FlagConflict) ||
		v.Has(casework.FlagWhistleblowing) || !j.readable() {
		return
	}
	live := slices.DeleteFunc(slices.Clone(v.Kinds), func(k casework.Kind) bool {
		return slices.Contains(j.office.Unlisted, k)
	})
	elsewhere := len(v.Grounds) > 0 || v.Has(casework.FlagDataRights)
	switch {
	case j.time.doubtful && slices.Contains(v.Grounds, casework.GroundOld):
		// An adviser weighs the excuse, or the anchor (domain 6.4).
	case slices.Contains(v.Grounds, casework.GroundOld) && !slices.ContainsFunc(live, asksNow):
		j.decideOut()
	case len(live) > 0 && elsewhere:
		v.Remit, v.Confidence = casework.Mix, min(j.best(live), max(j.bestGround(), given))
	case len(live) > 0:
		v.Remit, v.Confidence = casework.In, j.best(live)
	case len(v.Kinds) > 0 || v.Has(casework.FlagDataRights):
		// Only what the page does not list, or what belongs on another track.
	case len(v.Grounds) > 0:
		j.decideOut()
	case len(v.Flags) == 0 && len(j.scores) == 0:
		v.Confidence = sureOfNothing
	}
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

// readable reports whether the rules know the letter's language.
func (j *judgment) readable() bool {
	return j.verdict.Language == casework.Danish || j.verdict.Language == casework.English
}

// decideOut says OUT where one ground is strong, no other contradicts it, and
// there is no trace of anything the office takes up; see [asksNow] for out_old.
func (j *judgment) decideOut() {
	v := &j.verdict
	score := j.bestGround()
	old := slices.Contains(v.Grounds, casework.GroundOld)
	if score < outScore || j.rivals() || !old && j.traces() || old && j.recent() {
		return
	}
	v.Remit, v.Confidence = casework.Out, score
}

func (j *judgment) best(kinds []casework.Kind) float64 {
	best := 0.0
	for _, kind := range kinds {
		best = max(best, j.scores[string(kind)])
	}
	return best
}

// bestGround is the score of the strongest ground. One that is not on the office's
// page, or that its page does not hold to strictly ("normalt", H31), is never
// surer than OUT needs.
func (j *judgment) bestGround() float64 {
	best := 0.0
	for _, ground := range j.verdict.Grounds {
		score := j.scores[string(ground)]
		rule := j.office.Grounds[ground]
		if rule.SuggestOnly || ground == casework.GroundOld && !rule.Hard {
			score = min(score, outScore)
		}
		best = max(best, score)
	}
	return best
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

// traces reports whether anything at all points to a kind.
func (j *judgment) traces() bool {
	return slices.ContainsFunc(casework.Kinds(), func(k casework.Kind) bool { return j.scores[string(k)] >= noTrace })
}

// recent reports whether the letter has something of now beside what is old.
func (j *judgment) recent() bool {
	return j.scores[contextRunning] >= noTrace || !j.verdict.Meeting.IsZero()
}
