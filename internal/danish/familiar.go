package danish

import (
	"strings"
	"sync"
)

// familiar are words that letters have had and the book knows as they are written:
// most words of most letters, so that looking each up once is enough. Words that
// only their writers know, names above all, and figures are not among them: nothing
// of a letter stays behind.
type familiar struct {
	mu    sync.RWMutex
	words map[string]*word
}

// familiarBound is about the words of the rules in their usual forms.
const familiarBound = 3000

func (f *familiar) find(written string) *word {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return f.words[written]
}

// keep makes w familiar. It must not be changed any more.
func (f *familiar) keep(written string, w *word) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.words == nil {
		f.words = map[string]*word{}
	}
	if len(f.words) < familiarBound {
		f.words[written] = w
	}
}

// meet reads a word for the first time in a letter.
func (b *Book) meet(written string, bare bool) *word {
	if w := b.familiar.find(written); w != nil {
		return w
	}
	written = strings.Clone(written) // lest it keep the whole letter
	w := newWord(written)
	if known := b.classify(w, bare); known && !isDigit(w.folded[0]) {
		b.familiar.keep(written, w)
	}
	return w
}
