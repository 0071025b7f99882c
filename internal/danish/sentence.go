package danish

import (
	"iter"
	"strings"
)

// Sentence is one sentence of a text and what a [Book] found in it. It is valid
// until the next one is asked for.
type Sentence struct {
	// Start and End are byte offsets into the text that was handed in.
	Start, End int
	// Question: it ends with a question mark or begins like a question.
	Question bool
	// Hypothetical: it has a condition ("hvis", "ellers").
	Hypothetical bool
	Hits         []Hit

	text   Cleaned
	tokens []token
	number int // sentences read before this one
}

// Number counts the sentences of the text from 0.
func (s *Sentence) Number() int { return s.number }

// Words is how many words and numbers the sentence has.
func (s *Sentence) Words() int { return len(s.tokens) }

// maxTokens bounds a sentence. People who dictate put no full stops; their text
// is read in stretches.
const maxTokens = 120

// Scan reads text sentence by sentence and finds the phrases of the book. A nil
// book finds nothing, and still reads.
func (b *Book) Scan(text string) iter.Seq[*Sentence] {
	return func(yield func(*Sentence) bool) {
		cleaned := Clean(text)
		r := reader{dictionary: dictionary{book: b, bare: isBare(cleaned.Text)}, sentence: Sentence{text: cleaned}}
		for r.next() {
			s := &r.sentence
			r.settle()
			s.mark()
			s.Hits = s.Hits[:0]
			if b != nil {
				b.find(&r)
			}
			if !yield(s) {
				return
			}
			s.number++
		}
	}
}

// reader goes through a text once.
type reader struct {
	dictionary
	sentence Sentence
	at       int // offset in the cleaned text
	line     int // where the current line begins
	held     token
	holding  bool
	// heard and asked are of the signs that were dictated since the last word.
	heard   border
	asked   bool
	english bool // the last sentence that told was English
}

// next fills r.sentence with the following sentence and reports whether there is
// one.
func (r *reader) next() bool {
	s := &r.sentence
	s.tokens = s.tokens[:0]
	r.heard, r.asked = noBorder, false
	clause := 0
	for len(s.tokens) < maxTokens {
		t, ok := r.take()
		if !ok {
			break
		}
		if r.hearsSign(t) {
			continue
		}
		if n := len(s.tokens); n > 0 {
			before := s.tokens[n-1]
			switch max(r.heard, borderBetween(s.text.Text, before, t, before.end-r.line)) {
			case sentenceBorder:
				r.held, r.holding = t, true
				s.close(t.start, r.asked)
				return true
			case clauseBorder:
				clause++
			default:
				if t.role&roleConjunction != 0 {
					clause++
				}
			}
			r.heard = noBorder
			if gap := s.text.Text[before.end:t.start]; strings.Contains(gap, "\n") {
				r.line = before.end + strings.LastIndexByte(gap, '\n') + 1
			}
		} else {
			r.line = t.start
		}
		t.clause = clause
		s.tokens = append(s.tokens, t)
	}
	if len(s.tokens) == 0 {
		return false
	}
	end := len(s.text.Text)
	if start, _, ok := nextToken(s.text.Text, r.at); ok {
		end = start
	}
	s.close(end, r.asked)
	return true
}

func (r *reader) take() (token, bool) {
	if r.holding {
		r.holding = false
		return r.held, true
	}
	text := r.sentence.text.Text
	start, end, ok := nextToken(text, r.at)
	if !ok {
		r.at = len(text)
		return token{}, false
	}
	r.at = end
	return token{word: r.look(text[start:end]), start: start, end: end, negator: -1}, true
}

// close sets the sentence's bounds; next is where the one after it begins, and
// asked tells that a question mark was dictated.
func (s *Sentence) close(next int, asked bool) {
	first, last := s.tokens[0], s.tokens[len(s.tokens)-1]
	tail := s.text.Text[last.end:next]
	s.Start = s.text.Original(first.start)
	s.End = s.text.Original(last.end)
	s.Question = strings.HasPrefix(strings.TrimLeft(tail, ` ")`), "?") || first.role&roleAsking != 0 || asked || s.asks()
}
