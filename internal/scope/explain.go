package scope

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"borgerbot/internal/casework"
)

// Explain returns in words and figures how the verdict follows from its evidence:
// for each label the rules that matched and what they add up to, and then why the
// verdict is what it is.
func (c *Classifier) Explain(v casework.Verdict, w Working) string {
	var b strings.Builder
	b.WriteString("how it adds up: a rule leaves 1 - weight of the doubt about its label, and of the label when it speaks against it;\n")
	fmt.Fprintf(&b, "single words are weighed in log-odds (x is 1 / (1 + e^-x)); from %.2f a label is given\n", given)
	scores := maps.Clone(v.Scores)
	if scores == nil {
		scores = map[string]float64{}
	}
	for _, label := range labelsOf(v.Evidence) {
		s := sumOf(label, v.Evidence)
		if w.j != nil {
			s.step, s.weighed = w.j.steps[label]
		}
		s.whole = s.score()
		if score, ok := v.Scores[label]; ok {
			s.whole = score
		}
		scores[label] = s.whole
		s.write(&b, isGiven(v, label))
	}
	if formal := withoutEvidence(v, scores); len(formal) > 0 {
		fmt.Fprintf(&b, "  given by the letter's dates, subject or attachments: %s\n", strings.Join(formal, ", "))
	}
	x := explanation{c, v, scores, w.j}
	fmt.Fprintf(&b, "why %s:\n", v.Remit)
	for _, reason := range x.reasons() {
		fmt.Fprintf(&b, "  %s\n", reason)
	}
	b.WriteString(x.confidence())
	return b.String()
}

// confidence is how the confidence follows from the two sides of the remit.
func (x explanation) confidence() string {
	if x.v.Scores == nil {
		return ""
	}
	inside, outside := x.v.Scores[SideInside], x.v.Scores[SideOutside]
	how := fmt.Sprintf("what IN, OUT and MIX leave, of %.2f for the office and %.2f for elsewhere", inside, outside)
	switch x.v.Remit {
	case casework.In:
		how = fmt.Sprintf("%.2f for the office x (1 - %.2f for elsewhere)", inside, outside)
	case casework.Out:
		how = fmt.Sprintf("(1 - %.2f for the office) x %.2f for elsewhere, at the most", inside, outside)
	case casework.Mix:
		how = fmt.Sprintf("%.2f for the office x %.2f for elsewhere", inside, outside)
	default:
		if x.j == nil {
			break
		}
		if flag, score := x.j.alarm(); score == x.v.Confidence {
			how = fmt.Sprintf("that of %s", flag)
		} else if x.v.Confidence == sureOfNothing && x.j.nothing() {
			how = "that of every letter with nothing to go by"
		}
	}
	return fmt.Sprintf("confidence %.2f: %s\n", x.v.Confidence, how)
}

// labelsOf lists the labels that have evidence, in the order of the codes.
func labelsOf(evidence []casework.Evidence) []string {
	var labels []string
	for _, p := range palette {
		for _, e := range evidence {
			if p.has(e.Label) && !slices.Contains(labels, e.Label) {
				labels = append(labels, e.Label)
			}
		}
	}
	return labels
}

// withoutEvidence lists the flags that no words of the letter decided.
func withoutEvidence(v casework.Verdict, scores map[string]float64) []string {
	return names(slices.DeleteFunc(slices.Clone(v.Flags), func(f casework.Flag) bool { return scores[string(f)] >= given }))
}

func isGiven(v casework.Verdict, label string) bool {
	return slices.Contains(v.Kinds, casework.Kind(label)) || slices.Contains(v.Grounds, casework.Ground(label)) ||
		v.Has(casework.Flag(label)) || slices.Contains(v.Sensitive, casework.Sensitive(label))
}

// sum is what the rules say of one label.
type sum struct {
	label             string
	speakFor, against []casework.Evidence // the first of each rule
	// age is the evidence of the calendar that a matter is too old; it is added
	// when everything else has been.
	age []casework.Evidence
	// words are single words of the letter, which are weighed together with what
	// the rules come to.
	words []casework.Evidence
	// whole is what everything came to, and step how, where words were weighed.
	whole   float64
	step    step
	weighed bool
}

func sumOf(label string, evidence []casework.Evidence) sum {
	s := sum{label: label}
	seen := map[string]bool{}
	for _, e := range evidence {
		if e.Label != label || seen[e.Rule] {
			continue
		}
		if e.Rule == ruleWords {
			s.words = append(s.words, e)
			continue
		}
		seen[e.Rule] = true
		switch {
		case e.Rule == ruleAge:
			s.age = append(s.age, e)
		case e.For:
			s.speakFor = append(s.speakFor, e)
		default:
			s.against = append(s.against, e)
		}
	}
	return s
}

// The names under which others than rules give evidence.
const (
	ruleAge   = "age"   // the calendar
	ruleWords = "words" // single words
)

// left is what a list of evidence leaves of something.
func left(evidence []casework.Evidence) float64 {
	rest := 1.0
	for _, e := range evidence {
		rest *= 1 - e.Weight
	}
	return rest
}

func (s sum) score() float64 {
	return 1 - (1-(1-left(s.speakFor))*left(s.against))*left(s.age)
}

// arithmetic writes the sum as it would be worked out by hand.
func (s sum) arithmetic() string {
	if len(s.speakFor)+len(s.against)+len(s.age) == 0 {
		return "0.00"
	}
	text := "1" + factors(" - ", s.speakFor)
	if len(s.speakFor) == 0 {
		text = "0"
	}
	if len(s.against) > 0 {
		text = "(" + text + ")" + factors(" x ", s.against)
	}
	if len(s.age) > 0 {
		text = "1 - (1 - (" + text + "))" + factors(" x ", s.age)
	}
	return fmt.Sprintf("%s = %.2f", text, s.score())
}

func factors(sign string, evidence []casework.Evidence) string {
	var b strings.Builder
	for _, e := range evidence {
		fmt.Fprintf(&b, "%s%.2f", sign, 1-e.Weight)
		sign = " x "
	}
	return b.String()
}

func (s sum) write(b *strings.Builder, isGiven bool) {
	said := "not given"
	switch {
	case isGiven:
		said = "given"
	case s.score() >= given:
		said = "taken back: the rest of the letter speaks against it"
	}
	together := ""
	if len(s.words) > 0 || s.whole != s.score() {
		together = fmt.Sprintf(" by the rules, %.2f together with single words", s.whole)
	}
	fmt.Fprintf(b, "  %s: %s%s; %s\n", s.label, s.arithmetic(), together, said)
	if s.weighed {
		fmt.Fprintf(b, "    %s\n", s.step)
	}
	for _, list := range []struct {
		sign     string
		evidence []casework.Evidence
	}{{"+", s.speakFor}, {"+", s.age}, {"-", s.against}, {"+", s.words}} {
		for _, e := range list.evidence {
			fmt.Fprintf(b, "    %s %s %.2f %q\n", list.sign, e.Rule, e.Weight, e.Text.Reveal())
		}
	}
}

// String writes the terms of the log-odds, and what they come to.
func (s step) String() string {
	text := fmt.Sprintf("log-odds: %+.2f to begin with, %+.2f by its rules, %+.2f and %+.2f by the two sentences that say most for it, %+.2f by other labels: %+.2f",
		s.begin, s.rules, s.first, s.second, s.others, s.sum())
	if s.share > 0 {
		text += fmt.Sprintf("; x %.2f, and x %.2f the rules alone (%+.2f): %+.2f", 1-s.share, s.share, s.alone, s.mixed())
	}
	if by := s.corrected - s.mixed(); by != 0 {
		text += fmt.Sprintf("; corrected by %+.2f: %+.2f", by, s.corrected)
	}
	return text
}

// explanation is a verdict with the scores of its labels.
type explanation struct {
	*Classifier
	v      casework.Verdict
	scores map[string]float64
	j      *judgment // nil: only the verdict is known
}

// reasons say why the remit is what it is.
func (x explanation) reasons() []string {
	kind, ground := strongest(x.live(), x.scores), strongest(x.v.Grounds, x.scores)
	elsewhere := x.named(string(ground))
	if ground == "" {
		elsewhere = "a request about data, which has a track of its own"
	}
	switch x.v.Remit {
	case casework.In:
		if x.scores[string(kind)] < given {
			return []string{fmt.Sprintf("all words together come to %.2f for the office, and no ground reaches %.2f; no kind does either, and of those that it may be %s is the likeliest",
				x.v.Scores[SideInside], given, x.named(string(kind)))}
		}
		return []string{fmt.Sprintf("%s is what the office takes up, and no ground reaches %.2f", x.named(string(kind)), given)}
	case casework.Out:
		why := []string{fmt.Sprintf("OUT needs a ground at %.2f or more: %s", outScore, elsewhere)}
		if slices.Contains(x.v.Grounds, casework.GroundOld) {
			return append(why, "beside a matter that is too old, kinds only say what it was about: OUT needs nothing that is still going on, "+
				"no meeting ahead, and no kind that asks for help today; there is none")
		}
		return append(why, fmt.Sprintf("OUT needs no trace of a kind (%.2f or more): there is none", kindTrace))
	case casework.Mix:
		return []string{fmt.Sprintf("%s is what the office takes up; %s is not", x.named(string(kind)), elsewhere)}
	}
	return x.check()
}

// live are the given kinds that the office's page lists.
func (x explanation) live() []casework.Kind {
	return slices.DeleteFunc(slices.Clone(x.v.Kinds), func(k casework.Kind) bool { return slices.Contains(x.office.Unlisted, k) })
}

func (x explanation) named(label string) string {
	return fmt.Sprintf("%s (%.2f)", label, x.scores[label])
}

// strongest is the label with the highest score; empty when none has any.
func strongest[T ~string](labels []T, scores map[string]float64) T {
	var best T
	for _, label := range labels {
		if scores[string(label)] > scores[string(best)] {
			best = label
		}
	}
	return best
}

func names[T ~string](codes []T) []string {
	words := make([]string, len(codes))
	for i, code := range codes {
		words[i] = string(code)
	}
	return words
}
