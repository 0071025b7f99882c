package scope

import (
	"bufio"
	"fmt"
	"io"
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
// Its terms are the stem of a word, "@list" for any word of a word list, "!" and a
// term for one that is denied, "term term" for neighbours, "^" before the first
// word of a sentence, and "?" for a question.
type Lexicon struct {
	labels  []LexiconLabel
	index   map[string]int
	units   map[string]int32
	lists   map[string]int32
	denied  map[int32]int32
	pairs   map[[2]int32]int32
	weights [][]labelWeight // by term
	terms   []string
	// open: terms that are met are made known.
	open bool
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
	// Second is the factor of the sentence that says second most for this label.
	Second float64
}

// Factor is what something counts for.
type Factor struct {
	About  string
	Weight float64
}

// labelWeight is what a term adds to the log-odds of a label.
type labelWeight struct {
	label  int32
	weight float32
}

// Signs of terms that are not words.
const (
	termQuestion = "?"
	termBegin    = "^"
	signDenied   = "!"
	signList     = "@"
)

// NewLexicon returns a lexicon that knows the labels and no word yet.
func NewLexicon(labels []LexiconLabel) *Lexicon {
	l := &Lexicon{
		labels: labels, index: map[string]int{}, units: map[string]int32{}, lists: map[string]int32{},
		denied: map[int32]int32{}, pairs: map[[2]int32]int32{},
	}
	for n, label := range labels {
		l.index[label.Label] = n
	}
	return l
}

// Add says how much a term speaks for a label that the lexicon knows.
func (l *Lexicon) Add(term, label string, weight float64) {
	id := l.intern(term)
	l.weights[id] = append(l.weights[id], labelWeight{label: int32(l.index[label]), weight: float32(weight)})
}

// intern returns the number of a term, and makes it known.
func (l *Lexicon) intern(term string) int32 {
	if first, second, ok := strings.Cut(term, " "); ok {
		return known(l, l.pairs, [2]int32{l.intern(first), l.intern(second)}, term)
	}
	if unit, ok := strings.CutPrefix(term, signDenied); ok && unit != "" {
		return known(l, l.denied, l.intern(unit), term)
	}
	if list, ok := strings.CutPrefix(term, signList); ok && list != "" {
		return known(l, l.lists, list, term)
	}
	return known(l, l.units, term, term)
}

func known[K comparable](l *Lexicon, terms map[K]int32, key K, term string) int32 {
	id, ok := terms[key]
	if !ok {
		id = int32(len(l.weights))
		terms[key] = id
		l.weights = append(l.weights, nil)
		l.terms = append(l.terms, term)
	}
	return id
}

// find returns the number of a term, if there is one.
func find[K comparable](l *Lexicon, terms map[K]int32, key K, name func() string) (int32, bool) {
	id, ok := terms[key]
	if !ok && l.open {
		return l.intern(name()), true
	}
	return id, ok
}

// knows reports whether the lexicon decides about the label.
func (l *Lexicon) knows(label string) bool {
	_, ok := l.index[label]
	return ok
}

// strength is what the rules' score of a label counts for: the log of how much of
// the doubt is left. One strong rule counts 2.3, two of them twice that.
func strength(score float64) float64 { return -math.Log(1 - min(score, 0.999)) }

// bound keeps one sentence from outweighing the rest of the letter.
func bound(logOdds float64) float64 { return max(-4, min(4, logOdds)) }

func odds(logOdds float64) float64 { return 1 / (1 + math.Exp(-logOdds)) }

// The lines of a lexicon's file: kind of line, label, what it is about, weight,
// separated by tabs.
const (
	lineSentence = "sentence"
	lineLetter   = "letter"
	lineRules    = "rules"
	lineFirst    = "first"
	lineSecond   = "second"
	lineWord     = "word"
)

// WriteTo writes the lexicon as lines of text, in an order that depends on nothing
// but what is in it.
func (l *Lexicon) WriteTo(w io.Writer) (int64, error) {
	var lines []string
	line := func(kind, label, about string, weight float64) {
		lines = append(lines, fmt.Sprintf("%s\t%s\t%s\t%.2f\n", kind, label, about, weight))
	}
	for _, label := range l.labels {
		line(lineSentence, label.Label, "-", label.Sentence)
		line(lineLetter, label.Label, "-", label.Letter)
		line(lineSecond, label.Label, "-", label.Second)
		for _, f := range label.Rules {
			line(lineRules, label.Label, f.About, f.Weight)
		}
		for _, f := range label.First {
			line(lineFirst, label.Label, f.About, f.Weight)
		}
	}
	for id, weights := range l.weights {
		for _, x := range weights {
			line(lineWord, l.labels[x.label].Label, l.terms[id], float64(x.weight))
		}
	}
	slices.Sort(lines)
	n, err := io.WriteString(w, strings.Join(lines, ""))
	return int64(n), err
}

// ReadLexicon reads what WriteTo wrote. Lines that begin with # are passed over.
// The error names the first line that is wrong.
func ReadLexicon(r io.Reader) (*Lexicon, error) {
	labels, labelsKnown := map[string]*LexiconLabel{}, knownLabels()
	type word struct {
		label, term string
		weight      float64
	}
	var words []word
	scanner := bufio.NewScanner(r)
	for number := 1; scanner.Scan(); number++ {
		if strings.HasPrefix(scanner.Text(), "#") || scanner.Text() == "" {
			continue
		}
		kind, rest, _ := strings.Cut(scanner.Text(), "\t")
		label, rest, _ := strings.Cut(rest, "\t")
		about, value, _ := strings.Cut(rest, "\t")
		weight, err := strconv.ParseFloat(value, 64)
		if err != nil || math.IsNaN(weight) || math.IsInf(weight, 0) || !labelsKnown[label] {
			return nil, fmt.Errorf("line %d is not a label, a word and a weight; make the file again", number)
		}
		if labels[label] == nil {
			labels[label] = &LexiconLabel{Label: label}
		}
		if kind == lineWord {
			words = append(words, word{label, about, weight})
			continue
		}
		if !labels[label].set(kind, about, weight) {
			return nil, fmt.Errorf("line %d is of an unknown kind; make the file again", number)
		}
	}
	if err := scanner.Err(); err != nil {
		return nil, err
	}
	var list []LexiconLabel
	for _, label := range labels {
		list = append(list, *label)
	}
	slices.SortFunc(list, func(a, b LexiconLabel) int { return strings.Compare(a.Label, b.Label) })
	l := NewLexicon(list)
	for _, w := range words {
		l.Add(w.term, w.label, w.weight)
	}
	return l, nil
}

func (l *LexiconLabel) set(kind, about string, weight float64) bool {
	switch kind {
	case lineSentence:
		l.Sentence = weight
	case lineLetter:
		l.Letter = weight
	case lineSecond:
		l.Second = weight
	case lineRules:
		l.Rules = append(l.Rules, Factor{about, weight})
	case lineFirst:
		l.First = append(l.First, Factor{about, weight})
	default:
		return false
	}
	return true
}
