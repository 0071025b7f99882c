package scope

import (
	"fmt"
	"slices"
	"strings"

	"borgerbot/internal/casework"
)

// Explain returns in words and figures how the verdict follows from its evidence:
// for each label the rules that matched and what they add up to, and then why the
// verdict is what it is.
func (c *Classifier) Explain(v casework.Verdict) string {
	var b strings.Builder
	b.WriteString("how it adds up: a rule leaves 1 - weight of the doubt about its label, and of the label when it speaks against it;\n")
	fmt.Fprintf(&b, "from %.2f a label is given\n", given)
	scores := map[string]float64{}
	for _, label := range labelsOf(v.Evidence) {
		s := sumOf(label, v.Evidence)
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
	fmt.Fprintf(&b, "why %s:\n", v.Remit)
	for _, reason := range (explanation{c, v, scores}).reasons() {
		fmt.Fprintf(&b, "  %s\n", reason)
	}
	b.WriteString(confidenceSum(v))
	return b.String()
}

// confidenceSum is how the confidence follows from the two sides of the remit.
func confidenceSum(v casework.Verdict) string {
	inside, outside := v.Scores[SideInside], v.Scores[SideOutside]
	sides := map[casework.Remit]string{
		casework.In:    "%.2f for the office x (1 - %.2f for elsewhere)",
		casework.Out:   "(1 - %.2f for the office) x %.2f for elsewhere, at the most",
		casework.Mix:   "%.2f for the office x %.2f for elsewhere",
		casework.Check: "what is left by the others, or what alarms: %.2f for the office, %.2f for elsewhere",
	}
	if v.Scores == nil {
		return ""
	}
	return fmt.Sprintf("confidence %.2f: %s\n", v.Confidence, fmt.Sprintf(sides[v.Remit], inside, outside))
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
	// whole is what everything came to.
	whole float64
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
	for _, list := range []struct {
		sign     string
		evidence []casework.Evidence
	}{{"+", s.speakFor}, {"+", s.age}, {"-", s.against}, {"+", s.words}} {
		for _, e := range list.evidence {
			fmt.Fprintf(b, "    %s %s %.2f %q\n", list.sign, e.Rule, e.Weight, e.Text.Reveal())
		}
	}
}

// explanation is a verdict with the scores of its labels.
type explanation struct {
	*Classifier
	v      casework.Verdict
	scores map[string]float64
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
		return []string{fmt.Sprintf("%s is what the office takes up, and no ground reaches %.2f", x.named(string(kind)), given)}
	case casework.Out:
		why := []string{fmt.Sprintf("OUT needs a ground at %.2f or more: %s", outScore, elsewhere)}
		if len(x.v.Kinds) > 0 {
			return append(why, "the kinds only say what the old matter was about: nothing asks for help today")
		}
		return append(why, fmt.Sprintf("OUT needs no trace of a kind (%.2f or more): there is none", noTrace))
	case casework.Mix:
		return []string{fmt.Sprintf("%s is what the office takes up; %s is not", x.named(string(kind)), elsewhere)}
	}
	return x.check()
}

// check says why nothing more than CHECK is suggested.
func (x explanation) check() []string {
	var why []string
	say := func(format string, args ...any) { why = append(why, fmt.Sprintf(format, args...)) }
	for _, flag := range []casework.Flag{
		casework.FlagAcute, casework.FlagThreat, casework.FlagConflict, casework.FlagWhistleblowing,
	} {
		if x.v.Has(flag) {
			say("%s: a person decides, whatever else the letter says", flag)
		}
	}
	switch x.v.Language {
	case casework.Danish, casework.English:
	case casework.Unknown:
		say("the language is none that is known")
	default:
		say("the language is %q; the rules read Danish (da) and English (en)", x.v.Language)
	}
	if len(why) > 0 {
		return why
	}
	kind, ground := strongest(casework.Kinds(), x.scores), strongest(x.v.Grounds, x.scores)
	switch {
	case slices.Contains(x.v.Grounds, casework.GroundOld):
		say("whether the matter is too old is an adviser's to weigh: its dates, its reasons, or what is still going on")
	case ground != "" && x.scores[string(ground)] < outScore:
		say("OUT needs a ground at %.2f or more: the strongest is %s", outScore, x.named(string(ground)))
	case len(x.v.Grounds) > 1:
		say("the grounds do not go together: %s", strings.Join(names(x.v.Grounds), ", "))
	}
	switch {
	case len(x.v.Kinds) > 0 && len(x.live()) == 0:
		say("the office's page does not list %s", strings.Join(names(x.v.Kinds), ", "))
	case ground != "" && x.scores[string(kind)] >= noTrace:
		say("OUT needs no trace of a kind (%.2f or more): there is %s", noTrace, x.named(string(kind)))
	case ground != "" && x.v.Scores[SideInside] >= noTrace:
		say("OUT needs no trace of anything for the office (%.2f or more): all words together come to %.2f", noTrace, x.v.Scores[SideInside])
	case x.v.Has(casework.FlagDataRights):
		say("a request about data has a track of its own")
	case ground == "" && kind != "" && x.scores[string(kind)] < given:
		say("no kind and no ground reaches %.2f: the strongest kind is %s", given, x.named(string(kind)))
	case ground == "" && kind == "":
		say("nothing points to a kind or a ground")
	}
	if len(why) == 0 {
		say("what the letter says points several ways")
	}
	return why
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
