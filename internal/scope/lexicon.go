package scope

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Lexicon is what labelled letters have taught about single words: how much each
// word, and each pair of neighbours, speaks for or against a label, and how that
// is weighed against the rules. Everything in it is a sum of log-odds that can be
// written out (see [Classifier.Judge]); nothing is learned from an office's own
// letters. Package learn makes it.
//
// Its terms are the stem of a word, "@list" for any word of a word list, "hjem*" and
// "*plan" for the beginning and the end of a long word, "!" and a term for one that
// is denied, "term term" for neighbours, "^" before the first word of a sentence,
// and "?" for a question.
type Lexicon struct {
	vocabulary
	labels []LexiconLabel
	index  map[string]int
	// about numbers what the labels' factors are about, and factors are these numbers
	// of each label's Rules and First: a letter asks for thousands.
	about   map[string]int32
	factors []numbered
	// weights are those of all terms; a term says which are its own.
	weights []labelWeight
}

// LexiconLabel is how a label is weighed.
type LexiconLabel struct {
	Label string
	// Sentence is the log-odds that a sentence without any known word speaks for the
	// label; Letter is the same for a letter.
	Sentence, Letter float64
	// Rules are the factors of what the rules say for each label (see [strength]),
	// First those of the sentence that says most for each label.
	Rules, First []Factor
	// Second is the factor of the sentence that says second most for this label, and
	// Dense that of what the rules say for it by sentence: in a letter of one sentence
	// a rule is hardly ever wrong.
	Second, Dense float64
}

// numbered are the numbers of what a label's factors are about.
type numbered struct{ rules, first []int32 }

// Factor is what something counts for.
type Factor struct {
	About  string
	Weight float64
}

// labelWeight is what a term adds to the log-odds of a label.
type labelWeight struct {
	label  int16
	weight int16 // in hundredths, as the file has it
}

func newWeight(label int, weight float64) labelWeight {
	hundredths := math.Round(max(-300, min(300, weight)) * 100)
	return labelWeight{label: int16(label), weight: int16(hundredths)}
}

func (w labelWeight) logOdds() float64 { return float64(w.weight) / 100 }

// NewLexicon returns a lexicon that knows the labels and no word yet.
func NewLexicon(labels []LexiconLabel) *Lexicon {
	l := &Lexicon{vocabulary: newVocabulary(), labels: labels, index: map[string]int{}, about: map[string]int32{}}
	for n, label := range labels {
		l.index[label.Label] = n
		l.factors = append(l.factors, numbered{rules: l.number(label.Rules), first: l.number(label.First)})
	}
	return l
}

func (l *Lexicon) number(factors []Factor) (numbers []int32) {
	for _, f := range factors {
		n, ok := l.about[f.About]
		if !ok {
			n = int32(len(l.about))
			l.about[f.About] = n
		}
		numbers = append(numbers, n)
	}
	return numbers
}

// Add says how much a term speaks for a label that the lexicon knows.
func (l *Lexicon) Add(term, label string, weight float64) {
	l.add(l.intern(term), newWeight(l.index[label], weight))
}

func (l *Lexicon) add(id int32, weight labelWeight) {
	t, end := &l.terms[id], int32(len(l.weights))
	if t.to != end { // others have come since: the term's go together to the end
		l.weights = append(l.weights, l.weights[t.from:t.to]...)
		t.from, t.to = end, int32(len(l.weights))
	}
	l.weights = append(l.weights, weight)
	t.to++
}

// said is what a term adds to the log-odds of labels.
func (l *Lexicon) said(id int32) []labelWeight {
	t := l.terms[id]
	return l.weights[t.from:t.to]
}

// strength is what the rules' score of a label counts for: the log of how much of
// the doubt is left. One strong rule counts 2.3, two of them twice that.
func strength(score float64) float64 { return -math.Log(1 - min(score, 0.999)) }

// Bound keeps one sentence from outweighing the rest of the letter.
func Bound(logOdds float64) float64 { return max(-4, min(4, logOdds)) }

// Odds is the probability that has the log-odds.
func Odds(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }

// Weigh adds up the log-odds of the label in a letter of so many sentences: by what
// the rules say for each label, and by what its sentences say, of which first tells
// the most that one says for a label, and second the next most for this one.
func (l *LexiconLabel) Weigh(strengths map[string]float64, first func(label string) float64, second float64, sentences int) float64 {
	ruled := func(n int) float64 { return strengths[l.Rules[n].About] }
	said := func(n int) float64 { return first(l.First[n].About) }
	return l.terms(strengths[l.Label], ruled, said, second, sentences).sum()
}

// terms are what a letter's log-odds of a label are added up of: what a letter
// begins with, the rules for the label, the two sentences that say most for it, and
// what rules and sentences say for other labels.
type terms struct{ begin, rules, first, second, others float64 }

func (t terms) sum() float64 { return t.begin + t.rules + t.first + t.second + t.others }

// terms are those that [LexiconLabel.Weigh] adds up: own is what the rules say for the
// label itself, ruled and first what is weighed by each of its Rules and First.
func (l *LexiconLabel) terms(own float64, ruled, first func(n int) float64, second float64, sentences int) terms {
	t := terms{begin: l.Letter, second: l.Second * second, rules: l.Dense * own / float64(max(1, sentences))}
	for n, f := range l.Rules {
		if f.About == l.Label {
			t.rules += f.Weight * ruled(n)
		} else {
			t.others += f.Weight * ruled(n)
		}
	}
	for n, f := range l.First {
		if f.About == l.Label {
			t.first += f.Weight * first(n)
		} else {
			t.others += f.Weight * first(n)
		}
	}
	return t
}

// The lines of a lexicon's file are a kind, a name, and weights by label or name,
// separated by tabs: "word", a term, "delay 1.25", "conduct -0.50"; "rules" and
// "first", a label, and what its factors are about; "base", a label, and its
// numbers by name.
const (
	lineBase  = "base"
	lineRules = "rules"
	lineFirst = "first"
	lineWord  = "word"
	// lineEnd tells how many lines there are, so that a file that was cut is noticed.
	lineEnd = "end"
)

// The names of the numbers of a base line.
const (
	baseSentence = "sentence"
	baseLetter   = "letter"
	baseSecond   = "second"
	baseDense    = "dense"
)

// WriteTo writes the lexicon as lines of text, in an order that depends on nothing
// but what is in it.
func (l *Lexicon) WriteTo(w io.Writer) (int64, error) {
	var lines []string
	line := func(kind, name string, factors []Factor) {
		if len(factors) == 0 {
			return
		}
		var b strings.Builder
		b.WriteString(kind + "\t" + name)
		for _, f := range factors {
			fmt.Fprintf(&b, "\t%s %.2f", f.About, f.Weight)
		}
		lines = append(lines, b.String()+"\n")
	}
	for _, label := range l.labels {
		line(lineBase, label.Label, []Factor{
			{baseSentence, label.Sentence}, {baseLetter, label.Letter}, {baseSecond, label.Second},
			{baseDense, label.Dense},
		})
		line(lineRules, label.Label, label.Rules)
		line(lineFirst, label.Label, label.First)
	}
	for id := range int32(l.Terms()) {
		var factors []Factor
		for _, x := range l.said(id) {
			factors = append(factors, Factor{l.labels[x.label].Label, x.logOdds()})
		}
		line(lineWord, l.Term(id), factors)
	}
	slices.Sort(lines)
	lines = append(lines, fmt.Sprintf("%s\t%d\n", lineEnd, len(lines)))
	n, err := io.WriteString(w, strings.Join(lines, ""))
	return int64(n), err
}

// ReadLexicon reads what WriteTo wrote. Lines that begin with # are passed over.
// The error names the first line that is wrong.
func ReadLexicon(r io.Reader) (*Lexicon, error) {
	f := lexiconFile{labels: map[string]*LexiconLabel{}, known: knownLabels()}
	f.known[SideInside], f.known[SideOutside] = true, true
	number, lines, last := 0, 0, ""
	file := bufio.NewReader(r)
	for {
		line, err := file.ReadString('\n')
		if err != nil && err != io.EOF {
			return nil, err
		}
		if line == "" {
			break
		}
		number++
		last = strings.TrimRight(line, "\r\n")
		if last == "" || strings.HasPrefix(last, "#") || strings.HasPrefix(last, lineEnd+"\t") {
			continue
		}
		lines++
		if !f.line(last) {
			return nil, fmt.Errorf("line %d is not as borgerbot rules learn writes it", number)
		}
	}
	if last != fmt.Sprintf("%s\t%d", lineEnd, lines) {
		return nil, fmt.Errorf("line %d is not the end that borgerbot rules learn writes: the file was cut or changed", number)
	}
	l := f.words()
	l.shrink()
	l.weights = slices.Clone(l.weights)
	return l, f.check()
}

// lexiconFile is a file on its way to a lexicon.
type lexiconFile struct {
	labels  map[string]*LexiconLabel
	known   map[string]bool
	lexicon *Lexicon // once the first word has come, and all labels with it
}

// check finds factors about labels that do not exist.
func (f *lexiconFile) check() error {
	for _, label := range f.words().labels {
		for _, factor := range label.First {
			if _, ok := f.lexicon.index[factor.About]; !ok {
				return fmt.Errorf("%s is weighed by %q, of which nothing else is said", label.Label, factor.About)
			}
		}
	}
	return nil
}

// words returns the lexicon of the labels read so far.
func (f *lexiconFile) words() *Lexicon {
	if f.lexicon == nil {
		var list []LexiconLabel
		for _, name := range slices.Sorted(maps.Keys(f.labels)) {
			list = append(list, *f.labels[name])
		}
		f.lexicon = NewLexicon(list)
	}
	return f.lexicon
}

// line takes up a line, and reports whether it is one.
func (f *lexiconFile) line(line string) bool {
	kind, rest, _ := strings.Cut(line, "\t")
	name, rest, _ := strings.Cut(rest, "\t")
	if name == "" || rest == "" {
		return false
	}
	if kind == lineWord {
		return f.word(name, rest)
	}
	if !f.known[name] || f.lexicon != nil {
		return false
	}
	var factors []Factor
	for field := range strings.SplitSeq(rest, "\t") {
		about, weight, ok := readWeight(field)
		if !ok {
			return false
		}
		factors = append(factors, Factor{about, weight})
	}
	if f.labels[name] == nil {
		f.labels[name] = &LexiconLabel{Label: name}
	}
	return f.labels[name].set(kind, factors)
}

// word takes up what a term says: "delay 1.25<tab>conduct -0.50".
func (f *lexiconFile) word(term, rest string) bool {
	l := f.words()
	id := l.intern(strings.Clone(term)) // lest it keep the line
	l.terms[id].from = l.terms[id].to   // of two lines the last counts
	for field := range strings.SplitSeq(rest, "\t") {
		about, weight, ok := readWeight(field)
		label, known := l.index[about]
		if !ok || !known {
			return false
		}
		l.add(id, newWeight(label, weight))
	}
	return true
}

// maxWeight is far above any weight that is learned.
const maxWeight = 50

// readWeight reads "delay 1.25".
func readWeight(field string) (about string, weight float64, ok bool) {
	about, value, _ := strings.Cut(field, " ")
	weight, err := strconv.ParseFloat(value, 64)
	return about, weight, err == nil && math.Abs(weight) <= maxWeight
}

func (l *LexiconLabel) set(kind string, factors []Factor) bool {
	switch kind {
	case lineRules:
		l.Rules = factors
	case lineFirst:
		l.First = factors
	case lineBase:
		for _, f := range factors {
			switch f.About {
			case baseSentence:
				l.Sentence = f.Weight
			case baseLetter:
				l.Letter = f.Weight
			case baseSecond:
				l.Second = f.Weight
			case baseDense:
				l.Dense = f.Weight
			default:
				return false
			}
		}
	default:
		return false
	}
	return true
}
