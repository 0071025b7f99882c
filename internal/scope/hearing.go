package scope

import (
	"slices"
	"strings"
	"unicode/utf8"

	"borgerbot/internal/danish"
)

// hearing is what the lexicon hears in a letter: for each of its labels the two
// sentences that say most for it.
type hearing struct {
	*Lexicon
	best []bestSentences
	// sums and ids are used again for each sentence.
	sums []float64
	ids  []int32
}

// bestSentences are log-odds, and where the first of them stands in the letter.
type bestSentences struct {
	first, second float64
	start, end    int
}

func (l *Lexicon) newHearing() *hearing {
	h := &hearing{Lexicon: l, best: make([]bestSentences, len(l.labels)), sums: make([]float64, len(l.labels))}
	for n := range h.best {
		silent := Bound(l.labels[n].Sentence)
		h.best[n] = bestSentences{first: silent, second: silent}
	}
	return h
}

// hear takes up a sentence of a part of the letter that begins at base.
func (h *hearing) hear(s *danish.Sentence, base int) {
	h.ids = h.of(s, h.ids[:0])
	for n := range h.sums {
		h.sums[n] = h.labels[n].Sentence
	}
	for _, id := range h.ids {
		for _, x := range h.said(id) {
			h.sums[x.label] += x.logOdds()
		}
	}
	for n, sum := range h.sums {
		sum = Bound(sum)
		switch best := &h.best[n]; {
		case sum > best.first:
			*best = bestSentences{first: sum, second: best.first, start: base + s.Start, end: base + s.End}
		case sum > best.second:
			best.second = sum
		}
	}
}

// of appends the terms of a sentence that the lexicon knows, each once, to an empty
// list.
func (l *Lexicon) of(s *danish.Sentence, ids []int32) []int32 {
	l.each(s, func(id int32, _, _ int) { ids = append(ids, id) })
	slices.Sort(ids)
	return slices.Compact(ids)
}

// each calls found with every term of the sentence that the lexicon knows, and
// the bytes it stands for.
func (l *Lexicon) each(s *danish.Sentence, found func(id int32, start, end int)) {
	var last, units [maxUnits]int32
	lasts := 0
	if id, ok := find(&l.vocabulary, l.units, termBegin, func() string { return termBegin }); ok {
		last[0], lasts = id, 1
	}
	before := s.Start
	for t := range s.Terms() {
		count := l.unitsOf(t, &units)
		for _, u := range units[:count] {
			found(u, t.Start, t.End)
			if t.Negated {
				if id, ok := find(&l.vocabulary, l.denied, u, func() string { return signDenied + l.Term(u) }); ok {
					found(id, t.Start, t.End)
				}
			}
			for _, v := range last[:lasts] {
				if id, ok := l.findPair(v, u); ok {
					found(id, before, t.End)
				}
			}
		}
		l.parts(t, found)
		last, lasts, before = units, count, t.Start
	}
	if id, ok := find(&l.vocabulary, l.units, termQuestion, func() string { return termQuestion }); ok && s.Question {
		found(id, s.End, s.End)
	}
}

// A long word also says something by its beginning and its end: Danish makes new
// words of old ones all the time.
const longWord, wordPart = 7, 4

// parts calls found with what is known of the beginning and end of a long word.
func (l *Lexicon) parts(t danish.Term, found func(id int32, start, end int)) {
	if len(t.Stem) < longWord {
		return
	}
	begin, end := t.Stem[:wordPart], t.Stem[len(t.Stem)-wordPart:]
	if !ascii(begin) || !ascii(end) {
		return // another alphabet
	}
	if id, ok := find(&l.vocabulary, l.begins, begin, func() string { return begin + signAny }); ok {
		found(id, t.Start, t.End)
	}
	if id, ok := find(&l.vocabulary, l.ends, end, func() string { return signAny + end }); ok {
		found(id, t.Start, t.End)
	}
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// maxUnits is how many units of a word are looked at: its stem and a few lists.
const maxUnits = 5

// unitsOf puts the word's stem and lists, as far as they are known, into units.
func (l *Lexicon) unitsOf(t danish.Term, units *[maxUnits]int32) int {
	count := 0
	if id, ok := find(&l.vocabulary, l.units, t.Stem, func() string { return t.Stem }); ok {
		units[0], count = id, 1
	}
	for _, list := range t.Lists[:min(len(t.Lists), maxUnits-1)] {
		if id, ok := find(&l.vocabulary, l.lists, list, func() string { return signList + list }); ok {
			units[count] = id
			count++
		}
	}
	return count
}
