package danish

import (
	"strings"
	"sync"
)

// familiar are words of the book that letters have had: most words of most letters,
// so that looking each up once is enough. Words that only their writers know are not
// among them, nor figures, nor what only begins or ends like a word of the book, as
// many names do: nothing of a letter stays behind.
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
	if own := b.classify(w, bare); own && !isDigit(w.folded[0]) {
		b.familiar.keep(written, w)
	}
	return w
}
