package export

import (
	"errors"
	"io"
	"sync"

	"borgerbot/internal/dossier"
	"borgerbot/internal/mailmsg"
)

// attached are the files of one mail being written. When the reading of the mail is
// given up on, it may go on: nothing of it gets past the end any more.
type attached struct {
	out   Sink
	whole int // so many of the files can be read to their end

	mu     sync.Mutex // guards what follows
	files  []dossier.File
	open   []*entry
	newest int
	failed error
	ended  bool
}

// create makes the i-th file; it is a [mailmsg.Keep].
func (a *attached) create(i int) io.Writer {
	a.mu.Lock()
	defer a.mu.Unlock()
	if i >= a.whole || a.failed != nil || a.ended {
		return nil
	}
	if a.open[i], a.failed = create(a.out, a.files[i].Name); a.failed != nil {
		return nil
	}
	a.files[i].Inside, a.newest = false, i
	return gated{a, a.open[i]}
}

// end closes the gate, and returns what has been written. err is how the reading ended;
// of one that was given up on the file under way is not whole.
func (a *attached) end(err error) ([]dossier.File, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.ended = true
	for i, e := range a.open {
		if e != nil {
			a.files[i].Size, a.files[i].Sum = e.size, e.sum.Sum(nil)
			a.failed = errors.Join(a.failed, e.err)
		}
	}
	if errors.Is(err, mailmsg.ErrGivenUp) {
		if len(a.files) > 0 {
			a.files[a.newest].Inside = true
		}
		err = nil
	}
	return a.files, errors.Join(err, a.failed)
}

// gated is a file that takes nothing after the end.
type gated struct {
	of *attached
	to *entry
}

// errEnded ends a reading that nobody waits for any more.
var errEnded = errors.New("nobody waits for the file any more")

// Write implements io.Writer.
func (g gated) Write(p []byte) (int, error) {
	g.of.mu.Lock()
	defer g.of.mu.Unlock()
	if g.of.ended {
		return 0, errEnded
	}
	return g.to.Write(p)
}
