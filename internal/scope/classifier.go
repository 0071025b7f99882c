package scope

import (
	"slices"
	"sync"

	"borgerbot/internal/casework"
	"borgerbot/internal/danish"
)

// Classifier judges letters by the rules of one office. It is safe for concurrent
// use.
type Classifier struct {
	office    Office
	book      *danish.Book
	lexicon   *Lexicon // nil: the rules alone decide
	rules     []rule
	uses      []use // by phrase
	sentences map[casework.Ground]string
	// absorbs are the kinds that a ground takes with it from the whole letter.
	absorbs   map[casework.Ground][]casework.Kind
	directory []Referral
	// labelled are the rules of each label, in the order of the files.
	labelled map[string][]int32
	// ledgers are used again from letter to letter.
	ledgers sync.Pool
}

// rule is a compiled rule.
type rule struct {
	id      string
	label   string
	weight  float64
	against bool
	ignore  marks
	needs   bool
	// absorbs are the kinds that belong to the ground in the same sentence.
	absorbs []casework.Kind
}

// use is the part a phrase plays in a rule.
type use struct {
	rule int32
	as   phraseUse
}

type phraseUse uint8

const (
	usePhrase phraseUse = iota
	useUnless
	useNeeds
	useReferral // rule is then the entry of the directory
)

// Sentence returns the office's own sentence for a ground, in Danish, as its
// page has it. It is shown to advisers.
func (c *Classifier) Sentence(g casework.Ground) string { return c.sentences[g] }

func (c *Classifier) order() {
	c.labelled = map[string][]int32{}
	for n, r := range c.rules {
		c.labelled[r.label] = append(c.labelled[r.label], int32(n))
	}
}

// finding is a rule that matched at a place of the letter.
type finding struct {
	rule       int32
	start, end int // byte offsets into the whole letter
	sentence   int
	turn       int // see [danish.Hit]
}

// moment is a time the letter names.
type moment struct {
	danish.Date
	sentence int
}

// findings are everything the rules and the calendar find in a letter.
type findings struct {
	list    []finding
	moments []moment
	// referrals counts the matches of each directory entry.
	referrals []int
	*ledger
	sentence int
	words    int
}

// ledger is what is noted of each rule while a letter is read.
type ledger struct {
	// counts bounds what is kept of each rule.
	counts []uint16
	needed []bool
	// blocked is, for each rule, one more than the sentence in which an "unless"
	// was found last.
	blocked []int
}

// newLedger returns an empty ledger for as many rules as there are, so that no
// letter costs memory for each of them.
func (c *Classifier) newLedger() *ledger {
	l, ok := c.ledgers.Get().(*ledger)
	if !ok {
		n := len(c.rules)
		return &ledger{counts: make([]uint16, n), needed: make([]bool, n), blocked: make([]int, n)}
	}
	clear(l.counts)
	clear(l.needed)
	clear(l.blocked)
	return l
}

// listener takes up a sentence of a part that begins at offset base.
type listener func(s *danish.Sentence, base int)

// Bounds on what is kept of a letter, far above what any person writes.
const (
	maxFindings = 50 // of one rule
	maxMoments  = 500
	lookBack    = 40 // findings of the same sentence
)

// collect reads one part of a letter, which begins at offset base. The listener, if
// any, gets each sentence too.
func (c *Classifier) collect(f *findings, hear listener, text string, base int, dates func(*danish.Sentence) []danish.Date) {
	for s := range c.book.Scan(text) {
		f.sentence++
		f.words += s.Words()
		if hear != nil {
			hear(s, base)
		}
		for _, h := range s.Hits {
			switch u := c.uses[h.Phrase]; u.as {
			case useUnless:
				f.blocked[u.rule] = f.sentence
			case useNeeds:
				f.needed[u.rule] = true
			case useReferral:
				f.referrals[u.rule]++
			}
		}
		for _, h := range s.Hits {
			if u := c.uses[h.Phrase]; u.as == usePhrase {
				c.note(f, u.rule, h, base)
			}
		}
		if dates == nil || len(f.moments) > maxMoments {
			continue
		}
		for _, d := range dates(s) {
			d.Start += base
			d.End += base
			f.moments = append(f.moments, moment{Date: d, sentence: f.sentence})
		}
	}
}

// note keeps a match of a rule unless something in its sentence speaks against
// it.
func (c *Classifier) note(f *findings, n int32, h danish.Hit, base int) {
	r := &c.rules[n]
	if f.blocked[n] == f.sentence || f.counts[n] >= maxFindings ||
		h.Negated && r.ignore&markNegated != 0 ||
		h.Hypothetical && r.ignore&markHypothetical != 0 ||
		h.Question && r.ignore&markQuestion != 0 {
		return
	}
	x := finding{rule: n, start: base + h.Start, end: base + h.End, sentence: f.sentence, turn: h.Turn}
	// Several phrases of a rule often find the same words.
	for i := len(f.list) - 1; i >= 0 && i >= len(f.list)-lookBack && f.list[i].sentence == f.sentence; i-- {
		if last := &f.list[i]; last.rule == n && last.start < x.end && x.start < last.end {
			last.start, last.end = min(last.start, x.start), max(last.end, x.end)
			return
		}
	}
	f.counts[n]++
	f.list = append(f.list, x)
}

func (c *Classifier) newFindings() *findings {
	return &findings{referrals: make([]int, len(c.directory)), ledger: c.newLedger()}
}

// dropUnmet removes the matches of rules whose "needs" are nowhere in the letter,
// which has been read to its end.
func (c *Classifier) dropUnmet(f *findings) {
	f.list = slices.DeleteFunc(f.list, func(x finding) bool { return c.rules[x.rule].needs && !f.needed[x.rule] })
	c.ledgers.Put(f.ledger)
	f.ledger = nil
}

// fired tells which rules match a text by themselves.
func (c *Classifier) fired(text string) []bool {
	f := c.newFindings()
	c.collect(f, nil, text, 0, nil)
	c.dropUnmet(f)
	fired := make([]bool, len(c.rules))
	for _, x := range f.list {
		fired[x.rule] = true
	}
	return fired
}
