package scope

import (
	"slices"

	"borgerbot/internal/casework"
)

// pointed are, by sentence, the kinds that belong to somebody outside the
// municipality whom a sentence before it named: "Banken har lukket min konto. De
// svarer ikke." Whoever was named last is meant; as soon as the municipality has
// been, nothing is.
func (j *judgment) pointed() map[int][]casework.Kind {
	outsiders := map[int][]casework.Kind{}
	municipal := j.sentencesOf(contextMunicipal)
	for _, x := range j.found.list {
		r := &j.rules[x.rule]
		switch ground := casework.Ground(r.label); ground {
		case casework.GroundOtherBody, casework.GroundNotMunicipal:
			if !r.against && j.on(ground) && j.scores[r.label] >= given && !municipal[x.sentence] {
				outsiders[x.sentence] = append(outsiders[x.sentence], r.absorbs...)
			}
		}
	}
	if len(outsiders) == 0 {
		return nil
	}
	pointed, pronoun := map[int][]casework.Kind{}, j.sentencesOf(contextPronoun)
	var last []casework.Kind
	for n := range j.found.sentence + 1 {
		switch {
		case municipal[n]:
			last = nil
		case len(outsiders[n]) > 0:
			last = outsiders[n]
		case pronoun[n] && len(last) > 0:
			pointed[n] = last
		}
	}
	return pointed
}

// oneOfThem is how probable it must be that a letter has something for the office
// for the likeliest kind to be named though it does not reach the mark by itself.
const oneOfThem = 0.7

// likeliest is the kind that is named where the letter surely has something for the
// office and nothing for anybody else, and yet no kind by itself is sure enough: one
// of them must be right. Empty when there is none.
func (j *judgment) likeliest() casework.Kind {
	if j.heard == nil || !j.judgeable() || j.found.words < fewToHear ||
		len(j.verdict.Kinds)+len(j.verdict.Grounds) > 0 || j.scores[SideInside] < oneOfThem {
		return ""
	}
	return strongest(slices.DeleteFunc(casework.Kinds(), func(k casework.Kind) bool { return slices.Contains(j.office.Unlisted, k) }), j.scores)
}
