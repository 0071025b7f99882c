package danish

import (
	"maps"
	"slices"
	"strings"
)

// Book is a set of phrases, compiled. It is safe for concurrent use.
type Book struct {
	readings []reading
	// anchored are, by word class, the readings that are tried when a word of the
	// class is met.
	anchored [][]int32

	exact    map[string][]int32 // by folded word
	stems    map[string][]int32
	prefixes affixes
	suffixes affixes
	ranges   []numberRange
	slips    slips
	long     slips // by the first letters of the stem
	bare     slips // by the stem without æ, ø and å
	openers  map[string]bool
	// lists are the names of the word lists, by word class.
	lists    map[int32]string
	familiar familiar
}

// reading is one way of saying a phrase.
type reading struct {
	phrase int
	words  []int32 // word classes
	gaps   []int   // before each word; the first is not used
	anchor int     // the word whose occurrence starts the search
}

type numberRange struct {
	low, high int
	class     int32
}

// affixes are the beginnings, or ends, of words that belong to a class.
type affixes struct {
	classes map[string][]int32
	lengths []int
}

// Builder collects the phrases of a [Book].
type Builder struct {
	book    Book
	lists   map[string][]string
	classes map[string]int32
	phrases int
}

// NewBuilder returns a builder whose phrases may use the named word lists.
func NewBuilder(lists map[string][]string) *Builder {
	b := &Builder{
		lists:   lists,
		classes: map[string]int32{},
		book: Book{
			exact:    map[string][]int32{},
			stems:    map[string][]int32{},
			prefixes: affixes{classes: map[string][]int32{}},
			suffixes: affixes{classes: map[string][]int32{}},
			slips:    slips{},
			long:     slips{},
			bare:     slips{},
			openers:  map[string]bool{},
			lists:    map[int32]string{},
		},
	}
	for _, name := range slices.Sorted(maps.Keys(lists)) {
		b.list(name)
	}
	return b
}

// list makes a class of the single words of a list, so that [Sentence.Terms] can
// tell the lists a word is in. What is no word is told of where a phrase uses it.
func (b *Builder) list(name string) {
	words := slices.DeleteFunc(slices.Clone(b.lists[name]), func(w string) bool {
		return strings.ContainsAny(w, " _{") || checkForm(w) != nil
	})
	if len(words) > 0 {
		b.book.lists[b.class(words)] = name
	}
}

// Add takes a phrase up and returns its number, which its hits will carry;
// phrases are numbered from 0. An error says what is wrong with the phrase; one is
// that it has nothing but everyday words.
func (b *Builder) Add(phrase string) (int, error) { return b.add(phrase, false) }

// AddBroad does as Add, and lets everyday words pass: for phrases that only
// narrow others.
func (b *Builder) AddBroad(phrase string) (int, error) { return b.add(phrase, true) }

func (b *Builder) add(phrase string, broad bool) (int, error) {
	readings, err := parsePhrase(phrase, b.lists, broad)
	if err != nil {
		return 0, err
	}
	for _, elements := range readings {
		r := reading{phrase: b.phrases, anchor: anchorOf(elements)}
		for _, e := range elements {
			r.words = append(r.words, b.class(e.forms))
			r.gaps = append(r.gaps, e.gap)
		}
		class := r.words[r.anchor]
		b.book.anchored[class] = append(b.book.anchored[class], int32(len(b.book.readings)))
		b.book.readings = append(b.book.readings, r)
	}
	b.phrases++
	return b.phrases - 1, nil
}

// Book returns the compiled phrases. The builder must not be used afterwards.
func (b *Builder) Book() *Book { return &b.book }

// anchorOf chooses the word that is met least often, so that most sentences are
// dismissed at once: a telling word, with few forms, and long.
func anchorOf(elements []element) int {
	best, bestScore := 0, -1<<30
	for i, e := range elements {
		shortest := 100
		for _, form := range e.forms {
			shortest = min(shortest, len(form))
		}
		if score := shortest - 100*commonness(e.forms) - len(e.forms)/4; score > bestScore {
			best, bestScore = i, score
		}
	}
	return best
}

// class returns the number of the word class with these forms.
func (b *Builder) class(forms []string) int32 {
	forms = slices.Clone(forms)
	slices.Sort(forms)
	key := strings.Join(slices.Compact(forms), "|")
	if c, ok := b.classes[key]; ok {
		return c
	}
	c := int32(len(b.classes))
	b.classes[key] = c
	b.book.anchored = append(b.book.anchored, nil)
	for _, form := range forms {
		b.book.addForm(form, c)
	}
	return c
}

func (b *Book) addForm(form string, class int32) {
	if strings.HasPrefix(form, "#") {
		// parsePhrase has checked the range.
		low, high, _ := parseRange(form)
		b.ranges = append(b.ranges, numberRange{low: low, high: high, class: class})
		return
	}
	folded := Fold(Clean(strings.Trim(form, "*=")).Text)
	switch {
	case strings.HasSuffix(form, "*"):
		b.prefixes.add(folded, class)
	case strings.HasPrefix(form, "*"):
		b.suffixes.add(stem(folded), class)
	case strings.HasPrefix(form, "="):
		add(b.exact, folded, class)
	default:
		add(b.exact, folded, class)
		add(b.stems, stem(folded), class)
	}
	b.addOpeners(folded)
	if !strings.HasPrefix(form, "=") {
		b.addSlips(form, folded, class)
	}
}

// addOpeners notes the first halves of a long word, for people who write it as
// two.
func (b *Book) addOpeners(folded string) {
	const shortestWord, shortestHalf = 7, 3
	if len(folded) < shortestWord {
		return
	}
	for n := shortestHalf; n <= len(folded)-shortestHalf; n++ {
		if roles[folded[:n]]&roleCommon == 0 {
			b.openers[folded[:n]] = true
		}
	}
}

func (a *affixes) add(affix string, class int32) {
	add(a.classes, affix, class)
	if !slices.Contains(a.lengths, len(affix)) {
		a.lengths = append(a.lengths, len(affix))
	}
}

func add(m map[string][]int32, key string, class int32) {
	if !slices.Contains(m[key], class) {
		m[key] = append(m[key], class)
	}
}

// classify finds the classes w belongs to, as it is written, or else as it was
// meant. In a bare text no word has a Danish letter. It reports whether w is a word
// of the book, in whatever form, and not one that only begins or ends like one.
func (b *Book) classify(w *word, bare bool) (own bool) {
	own = b.known(w)
	if len(w.classes) == 0 {
		b.mend(w, bare)
	}
	slices.Sort(w.classes)
	w.classes = slices.Compact(w.classes)
	w.lists = b.listsOf(w.classes)
	w.opens = b.openers[w.folded]
	return own
}

// known adds the classes of w as it is written, and reports whether it is a word of
// the book.
func (b *Book) known(w *word) (own bool) {
	w.classes = append(w.classes, b.exact[w.folded]...)
	w.classes = append(w.classes, b.stems[w.stem]...)
	own = len(w.classes) > 0
	for _, n := range b.prefixes.lengths {
		if n <= len(w.folded) {
			w.classes = append(w.classes, b.prefixes.classes[w.folded[:n]]...)
		}
	}
	for _, n := range b.suffixes.lengths {
		if n <= len(w.stem) {
			w.classes = append(w.classes, b.suffixes.classes[w.stem[len(w.stem)-n:]]...)
		}
	}
	if w.number >= 0 {
		for _, r := range b.ranges {
			if w.number >= r.low && w.number <= r.high {
				w.classes = append(w.classes, r.class)
			}
		}
	}
	return own
}
