package convtest

import (
	"fmt"
	"sync"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
)

// words are what the stories' configurations say. Reading the rules costs more than
// many a story, they do not change, and most stories have the same.
var words reader

type reader struct {
	mu   sync.Mutex
	read map[string]*daemon.Words // guarded by mu
}

// of reads the words of a configuration, once for all stories that judge alike.
func (r *reader) of(cfg *config.Config) (*daemon.Words, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := fmt.Sprintf("%s %+v", cfg.Remit.Directory, cfg.Scope())
	if w, ok := r.read[key]; ok {
		return w, nil
	}
	w, err := daemon.ReadWords(cfg)
	if err != nil {
		return nil, err
	}
	if r.read == nil {
		r.read = map[string]*daemon.Words{}
	}
	r.read[key] = w
	return w, nil
}
