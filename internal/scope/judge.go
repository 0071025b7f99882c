package scope

import (
	"cmp"
	"slices"

	"borgerbot/internal/casework"
	"borgerbot/internal/danish"
	"borgerbot/internal/personal"
	"borgerbot/internal/redact"
)

// given is the score from which a label counts as given.
const given = 0.5

// Judge reads a letter and suggests a verdict. Offsets in the evidence count in
// subject + "\n\n" + text.
func (c *Classifier) Judge(l Letter) casework.Verdict {
	v, _ := c.Work(l)
	return v
}

// Working is how a verdict came about, for [Classifier.Explain].
type Working struct{ j *judgment }

// Work is Judge, and shows its working.
func (c *Classifier) Work(l Letter) (casework.Verdict, Working) {
	var heard *hearing
	var hear listener
	if c.lexicon != nil {
		heard = c.lexicon.newHearing()
		hear = heard.hear
	}
	j := c.read(l, hear)
	j.heard = heard
	j.listen()
	j.labels()
	j.numbers()
	j.flags()
	j.decide()
	j.verdict.Referrals = c.suggest(j.found.referrals)
	slices.SortStableFunc(j.verdict.Evidence, func(a, b casework.Evidence) int { return cmp.Compare(a.Start, b.Start) })
	return j.verdict, Working{j}
}

// read goes through the letter once, and says what the rules make of it.
func (c *Classifier) read(l Letter, hear listener) *judgment {
	j := &judgment{Classifier: c, letter: l, text: casework.BlankReferences(l.whole()), found: c.newFindings(), scores: map[string]float64{}}
	dates := func(s *danish.Sentence) []danish.Date { return s.Dates(l.Received) }
	parts := l.parts()
	for n, p := range parts {
		c.collect(j.found, hear, j.text[p.start:p.end], p.start, dates)
		if n == 0 {
			j.subject = j.found.words
		}
	}
	c.dropUnmet(j.found)
	if j.found.words > 0 {
		j.verdict.Language = language(j.text, parts)
	}
	j.weigh()
	j.absorb()
	j.time = j.readTimes()
	j.age()
	j.ruleSides()
	return j
}

// judgment is one letter on its way to a verdict.
type judgment struct {
	*Classifier
	letter  Letter
	text    string
	found   *findings
	heard   *hearing // nil without a lexicon
	time    times
	scores  map[string]float64
	ruled   map[string]float64 // scores by the rules alone, once listened
	steps   map[string]step    // from the rules to the scores, once listened
	subject int                // words of the subject
	// unobjected is what is left of a label after what speaks against it.
	unobjected map[string]float64
	verdict    casework.Verdict
}

// language names the language of the longest part that is read.
func language(text string, parts []part) casework.Language {
	longest := parts[0]
	for _, p := range parts[1:] {
		if p.end-p.start > longest.end-longest.start {
			longest = p
		}
	}
	return casework.Language(danish.Language(text[longest.start:longest.end]))
}

// weigh adds up what the rules say for and against each label.
func (j *judgment) weigh() {
	clear(j.scores)
	// What is left of the doubt about each label, and of what speaks against it.
	doubt, objection := map[string]float64{}, map[string]float64{}
	seen := make([]bool, len(j.rules))
	for _, x := range j.found.list {
		if seen[x.rule] {
			continue
		}
		seen[x.rule] = true
		r := &j.rules[x.rule]
		left := doubt
		if r.against {
			left = objection
		}
		if _, ok := left[r.label]; !ok {
			left[r.label] = 1
		}
		left[r.label] *= 1 - r.weight
	}
	j.unobjected = objection
	for label, left := range doubt {
		score := 1 - left
		if unobjected, ok := objection[label]; ok {
			score *= unobjected
		}
		j.scores[label] = score
	}
}

// on reports whether the office uses the ground.
func (j *judgment) on(g casework.Ground) bool { return j.office.Grounds[g].On }

// absorb removes the evidence for kinds that is really about a ground's matter,
// such as the rude manager of somebody employed by the municipality. What a
// sentence says of the writer's own case stays, and so does what it says after a
// "but".
func (j *judgment) absorb() {
	type place struct{ sentence, turn int }
	beside, after := map[place][]casework.Kind{}, j.pointed()
	citizen := map[int]bool{}
	var inLetter []casework.Kind
	for _, x := range j.found.list {
		r := &j.rules[x.rule]
		if r.label == contextCitizen {
			citizen[x.sentence] = true
		}
		ground := casework.Ground(r.label)
		if r.against || !j.on(ground) || j.scores[r.label] < given {
			continue
		}
		beside[place{x.sentence, x.turn}] = append(beside[place{x.sentence, x.turn}], r.absorbs...)
		inLetter = append(inLetter, j.absorbs[ground]...)
	}
	before := len(j.found.list)
	j.found.list = slices.DeleteFunc(j.found.list, func(x finding) bool {
		kind := casework.Kind(j.rules[x.rule].label)
		return slices.Contains(inLetter, kind) && !citizen[x.sentence] ||
			slices.Contains(beside[place{x.sentence, x.turn}], kind) || slices.Contains(after[x.sentence], kind)
	})
	if len(j.found.list) < before {
		j.weigh()
	}
}

// labels lists what is given, and its evidence.
func (j *judgment) labels() {
	v := &j.verdict
	for _, kind := range casework.Kinds() {
		if j.scores[string(kind)] >= given {
			v.Kinds = append(v.Kinds, kind)
		}
	}
	for _, ground := range casework.Grounds() {
		if j.on(ground) && j.scores[string(ground)] >= given {
			v.Grounds = append(v.Grounds, ground)
		}
	}
	if kind := j.likeliest(); kind != "" {
		v.Kinds = append(v.Kinds, kind)
	}
	for _, category := range casework.Sensitives() {
		if j.scores[string(category)] >= given && v.Language != casework.Unknown {
			v.Sensitive = append(v.Sensitive, category)
		}
	}
	kept := map[int32]int{}
	for _, x := range j.found.list {
		r := &j.rules[x.rule]
		if isContext(r.label) || kept[x.rule] == maxEvidence || j.off(r.label) {
			continue
		}
		kept[x.rule]++
		j.evidence(r.label, r.id, !r.against, r.weight, x.start, x.end)
	}
}

// off reports whether label is a ground that the office does not use.
func (j *judgment) off(label string) bool {
	ground := casework.Ground(label)
	return slices.Contains(casework.Grounds(), ground) && !j.on(ground)
}

// maxEvidence is how many places of the letter are kept for each rule.
const maxEvidence = 5

func (j *judgment) evidence(label, rule string, speaksFor bool, weight float64, start, end int) {
	j.verdict.Evidence = append(j.verdict.Evidence, casework.Evidence{
		Label: label, Rule: rule, For: speaksFor, Weight: weight, Start: start, End: end,
		Text: personal.New(j.text[start:end]),
	})
}

// numbers counts CPR numbers, in everything that would be shown.
func (j *judgment) numbers() {
	matches := redact.CPR(j.text)
	j.verdict.CPRCount = redact.Count(matches)
	if j.verdict.CPRCount > 0 && !slices.Contains(j.verdict.Sensitive, casework.SensitiveCPR) {
		j.verdict.Sensitive = slices.Insert(j.verdict.Sensitive, 0, casework.SensitiveCPR)
	}
	kept := 0
	for _, m := range matches {
		if m.Sure() && kept < maxEvidence {
			j.evidence(string(casework.SensitiveCPR), "cpr-number", true, weights["strong"], m.Start, m.End)
			kept++
		}
	}
}
