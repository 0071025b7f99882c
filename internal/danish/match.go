package danish

import "slices"

// Hit is a phrase found in a sentence.
type Hit struct {
	Phrase     int // as numbered by [Builder.Add]
	Start, End int // byte offsets into the text that was handed in
	// Negated: a telling word of the phrase is denied by a word outside it.
	Negated bool
	// Hypothetical: it depends on a condition or is only intended.
	Hypothetical bool
	Question     bool
	// Turn counts the "men" and "but" before it in its sentence: what stands on
	// either side of one is held against the other.
	Turn int

	first, last int // tokens
}

// maxAttempts bounds the search for one reading at one place, so that a text
// made of a phrase's own words costs no more than any other.
const maxAttempts = 60

// find appends the hits of the reader's sentence.
func (b *Book) find(r *reader) {
	s := &r.sentence
	for i := range s.tokens {
		s.tokens[i].all = r.classesAt(i)
	}
	for i := range s.tokens {
		for _, class := range s.tokens[i].all {
			for _, n := range b.anchored[class] {
				s.try(&b.readings[n], i)
			}
		}
	}
}

// classesAt returns the classes of token i, and those of the word it makes
// together with the next one, when a long word was written as two.
func (r *reader) classesAt(i int) []int32 {
	s := &r.sentence
	t := s.tokens[i]
	if !t.opens || i+1 == len(s.tokens) {
		return t.classes
	}
	next := s.tokens[i+1]
	if next.start-t.end != 1 || next.role&roleCommon != 0 || next.number >= 0 {
		return t.classes
	}
	if gap := s.text.Text[t.end]; gap != ' ' && gap != '-' {
		return t.classes
	}
	whole := r.look(s.text.Text[t.start:t.end] + s.text.Text[next.start:next.end])
	if len(whole.classes) == 0 {
		return t.classes
	}
	return slices.Concat(t.classes, whole.classes)
}

// try searches one reading whose anchor is token i.
func (s *Sentence) try(p *reading, i int) {
	m := match{tokens: s.tokens, reading: p}
	m.at[p.anchor] = i
	if !m.before(p.anchor-1) || !m.after(p.anchor+1) {
		return
	}
	first, last := m.at[0], m.at[len(p.words)-1]
	s.Hits = append(s.Hits, Hit{
		Phrase:       p.phrase,
		Start:        s.text.Original(s.tokens[first].start),
		End:          s.text.Original(s.tokens[last].end),
		Negated:      m.negated(),
		Hypothetical: s.Hypothetical || m.intended(),
		Question:     s.Question,
		Turn:         s.tokens[first].turn,
		first:        first,
		last:         last,
	})
}

// match is the search for one reading around one place.
type match struct {
	*reading
	tokens   []token
	at       [maxElements]int
	attempts int
}

// before finds the words from k down to the first, leftwards.
func (m *match) before(k int) bool {
	if k < 0 {
		return true
	}
	from := m.at[k+1] - 1
	for i := from; i >= 0 && i >= from-m.gaps[k+1]; i-- {
		if !m.is(i, k) {
			continue
		}
		m.at[k] = i
		if m.before(k - 1) {
			return true
		}
	}
	return false
}

// after finds the words from k up to the last, rightwards.
func (m *match) after(k int) bool {
	if k == len(m.words) {
		return true
	}
	from := m.at[k-1] + 1
	for i := from; i < len(m.tokens) && i <= from+m.gaps[k]; i++ {
		if !m.is(i, k) {
			continue
		}
		m.at[k] = i
		if m.after(k + 1) {
			return true
		}
	}
	return false
}

// is reports whether token i can be word k.
func (m *match) is(i, k int) bool {
	m.attempts++
	return m.attempts < maxAttempts && slices.Contains(m.tokens[i].all, m.words[k])
}

// negated reports whether a telling word of the phrase is denied by a negator
// that is not itself part of the phrase.
func (m *match) negated() bool {
	used := m.at[:len(m.words)]
	for _, i := range used {
		t := &m.tokens[i]
		if t.negator >= 0 && t.role&(roleCommon|roleNegator) == 0 && !slices.Contains(used, t.negator) {
			return true
		}
	}
	return false
}

// intended reports whether a word of intention stands shortly before the first
// telling word of the phrase, in its clause.
func (m *match) intended() bool {
	used := m.at[:len(m.words)]
	for _, i := range used {
		t := &m.tokens[i]
		if t.role&roleCommon != 0 {
			continue
		}
		for j := i - 1; j >= 0 && j >= i-3 && m.tokens[j].clause == t.clause; j-- {
			if m.tokens[j].role&roleIntention != 0 && !slices.Contains(used, j) {
				return true
			}
		}
		return false
	}
	return false
}
