package learn

import (
	"strings"
	"time"
	"unicode"

	"borgerbot/internal/calendar"
	"borgerbot/internal/scope"
)

// Reader takes up letters and passages for a corpus.
type Reader struct {
	rules  *scope.Classifier
	corpus Corpus
}

// NewReader returns a reader that reads letters by these rules.
func NewReader(rules *scope.Classifier) *Reader {
	return &Reader{rules: rules, corpus: Corpus{Terms: scope.NewTerms()}}
}

// Read tells how many letters and passages have been taken up.
func (r *Reader) Read() (letters, passages int) {
	for _, l := range r.corpus.Letters {
		if l.Passage {
			passages++
		}
	}
	return len(r.corpus.Letters) - passages, passages
}

// Corpus returns what has been taken up.
func (r *Reader) Corpus() Corpus { return r.corpus }

// Span is a passage of a letter that speaks for a label.
type Span struct{ Label, Text string }

// Letter takes up a letter. A sentence that a span lies in carries the span's
// label; a span that the letter does not have is passed over.
func (r *Reader) Letter(l scope.Letter, labels []string, spans []Span) {
	letter := Letter{Study: r.rules.Study(l, r.corpus.Terms), Labels: labels}
	letter.Marks = make([][]string, len(letter.Study.Sentences))
	text, places := squash(l.Subject + "\n\n" + l.Text)
	for _, span := range spans {
		wanted, _ := squash(span.Text)
		at := strings.Index(text, wanted)
		if wanted == "" || at < 0 {
			continue
		}
		start, end := places[at], places[at+len(wanted)-1]
		for n, s := range letter.Study.Sentences {
			if start < s.End && s.Start <= end && !has(letter.Marks[n], span.Label) {
				letter.Marks[n] = append(letter.Marks[n], span.Label)
			}
		}
	}
	r.corpus.Letters = append(r.corpus.Letters, letter)
}

// Passage takes up a passage by itself; all of it carries the labels.
func (r *Reader) Passage(text string, labels []string) {
	letter := Letter{Study: r.rules.Study(scope.Letter{Text: text, Received: someDay}, r.corpus.Terms), Labels: labels, Passage: true}
	for range letter.Study.Sentences {
		letter.Marks = append(letter.Marks, labels)
	}
	r.corpus.Letters = append(r.corpus.Letters, letter)
}

// someDay stands in for the day a passage was received.
var someDay = calendar.On(2026, time.June, 15)

// squash leaves the white space out of a text, because spans are wrapped
// otherwise, and tells where each byte came from.
func squash(text string) (string, []int) {
	var b strings.Builder
	var places []int
	for at, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		before := b.Len()
		b.WriteRune(r)
		for range b.Len() - before {
			places = append(places, at)
		}
	}
	return b.String(), places
}
