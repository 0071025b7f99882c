package danish

import "iter"

// Term is a word of a sentence as a reader counts it that goes by single words.
type Term struct {
	// Stem is the word's stem, and "#" for a number in figures.
	Stem string
	// Lists are the word lists of the book that have the word (see [NewBuilder]).
	Lists []string
	// Common: the word says nothing about a matter by itself ("og", "det", "er").
	Common bool
	// Negated: the word is denied by another.
	Negated bool
	// Start and End are byte offsets into the text that was handed in.
	Start, End int
}

// Terms lists the words and numbers of the sentence in order.
func (s *Sentence) Terms() iter.Seq[Term] {
	return func(yield func(Term) bool) {
		for _, t := range s.tokens {
			term := Term{
				Stem: t.stem, Lists: t.lists, Common: t.role&roleCommon != 0, Negated: t.negator >= 0 && t.role&roleNegator == 0,
				Start: s.text.Original(t.start), End: s.text.Original(t.end),
			}
			if isDigit(t.folded[0]) {
				term.Stem = "#"
			}
			if !yield(term) {
				return
			}
		}
	}
}

// listsOf names the word lists among the classes of a word.
func (b *Book) listsOf(classes []int32) []string {
	var lists []string
	for _, class := range classes {
		if name, ok := b.lists[class]; ok {
			lists = append(lists, name)
		}
	}
	return lists
}
