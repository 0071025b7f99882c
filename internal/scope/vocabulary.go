package scope

import (
	"slices"
	"strings"
)

// vocabulary numbers the terms of a lexicon from 0. It is held small, for a machine
// may run it for a hundred offices: most terms are pairs, and a pair is no more than
// the numbers of its two terms, found by hash.
type vocabulary struct {
	units  map[string]int32
	lists  map[string]int32
	begins map[string]int32
	ends   map[string]int32
	denied map[int32]int32
	terms  []term
	names  []string // of the terms that are not pairs
	// places are the pairs' numbers, plus one, at their hashes or the next place that
	// was free; 0 is free. There are a power of two, and twice as many as pairs or more.
	places []int32
	pairs  int
	// open: terms that are met are made known.
	open bool
}

// term is what a term is made of, and where its weights lie.
type term struct {
	first, second int32 // the terms of a pair; of another, its name's number and noPair
	from, to      int32
}

const noPair = -1

// Signs of terms that are not words.
const (
	termQuestion = "?"
	termBegin    = "^"
	signDenied   = "!"
	signList     = "@"
	signAny      = "*"
)

func newVocabulary() vocabulary {
	return vocabulary{
		units: map[string]int32{}, lists: map[string]int32{}, begins: map[string]int32{}, ends: map[string]int32{},
		denied: map[int32]int32{}, places: make([]int32, 16),
	}
}

// intern returns the number of a term, and makes it known.
func (v *vocabulary) intern(name string) int32 {
	if first, second, ok := strings.Cut(name, " "); ok {
		return v.internPair(v.intern(first), v.intern(second))
	}
	if unit, ok := strings.CutPrefix(name, signDenied); ok && unit != "" {
		return known(v, v.denied, v.intern(unit), name)
	}
	if list, ok := strings.CutPrefix(name, signList); ok && list != "" {
		return known(v, v.lists, list, name)
	}
	if begin, ok := strings.CutSuffix(name, signAny); ok && begin != "" {
		return known(v, v.begins, begin, name)
	}
	if end, ok := strings.CutPrefix(name, signAny); ok && end != "" {
		return known(v, v.ends, end, name)
	}
	return known(v, v.units, name, name)
}

func known[K comparable](v *vocabulary, terms map[K]int32, key K, name string) int32 {
	id, ok := terms[key]
	if !ok {
		id = int32(len(v.terms))
		terms[key] = id
		v.terms = append(v.terms, term{first: int32(len(v.names)), second: noPair})
		v.names = append(v.names, name)
	}
	return id
}

// find returns the number of a term, if there is one.
func find[K comparable](v *vocabulary, terms map[K]int32, key K, name func() string) (int32, bool) {
	id, ok := terms[key]
	if !ok && v.open {
		return v.intern(name()), true
	}
	return id, ok
}

// findPair returns the number of a pair, if there is one.
func (v *vocabulary) findPair(first, second int32) (int32, bool) {
	if v.open {
		return v.internPair(first, second), true
	}
	id := v.places[v.place(first, second)] - 1
	return id, id >= 0
}

func (v *vocabulary) internPair(first, second int32) int32 {
	at := v.place(first, second)
	if v.places[at] != 0 {
		return v.places[at] - 1
	}
	id := int32(len(v.terms))
	v.terms = append(v.terms, term{first: first, second: second})
	v.places[at] = id + 1
	if v.pairs++; 2*v.pairs > len(v.places) {
		v.widen()
	}
	return id
}

// place is where a pair's number is, or where it would be.
func (v *vocabulary) place(first, second int32) int {
	const spread = 0x9e3779b97f4a7c15 // 2⁶⁴ divided by the golden ratio (Knuth, 6.4)
	hash := (uint64(uint32(first))<<32 | uint64(uint32(second))) * spread
	at := int(hash>>32) & (len(v.places) - 1)
	for id := v.places[at]; id != 0; id = v.places[at] {
		if t := &v.terms[id-1]; t.first == first && t.second == second {
			break
		}
		at = (at + 1) & (len(v.places) - 1)
	}
	return at
}

// widen doubles the places.
func (v *vocabulary) widen() {
	v.places = make([]int32, 2*len(v.places))
	for id, t := range v.terms {
		if t.second != noPair {
			v.places[v.place(t.first, t.second)] = int32(id) + 1
		}
	}
}

// shrink lets go of what was needed to grow.
func (v *vocabulary) shrink() {
	v.terms = slices.Clone(v.terms)
	v.names = slices.Clone(v.names)
}

// Terms is how many terms the lexicon knows; they are numbered from 0.
func (v *vocabulary) Terms() int { return len(v.terms) }

// Term is the term of that number.
func (v *vocabulary) Term(id int32) string {
	t := v.terms[id]
	if t.second == noPair {
		return v.names[t.first]
	}
	return v.Term(t.first) + " " + v.Term(t.second)
}
