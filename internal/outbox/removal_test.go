package outbox

import (
	"context"
	"slices"
	"testing"
	"time"

	"borgerbot/internal/desk"
)

// board is a channel with cards, by their keys.
type board struct {
	Channel
	cards   map[string]string
	broken  bool
	deleted []string
}

func (b *board) Find(_ context.Context, key, _ string, _ time.Time) (string, bool, Outcome) {
	if b.broken {
		return "", false, Outcome{Ending: Retry}
	}
	ts, found := b.cards[key]
	return ts, found, Outcome{}
}

func (b *board) Delete(_ context.Context, ts string) Outcome {
	b.deleted = append(b.deleted, ts)
	return Outcome{}
}

// TestRemoveThread: an erased inquiry's card goes also if nobody knew whether it
// had been posted.
func TestRemoveThread(t *testing.T) {
	for _, tt := range []struct {
		name    string
		removal desk.Removal
		broken  bool
		ending  Ending
		deleted []string
	}{
		{name: "posted", removal: desk.Removal{TS: "1.1", Card: "a"}, deleted: []string{"1.1"}},
		{name: "in doubt, and there", removal: desk.Removal{Card: "a", Posting: time.Unix(9, 0)}, deleted: []string{"2.2"}},
		{name: "in doubt, and not there", removal: desk.Removal{Card: "b", Posting: time.Unix(9, 0)}},
		{name: "cannot be asked", removal: desk.Removal{Card: "a", Posting: time.Unix(9, 0)}, broken: true, ending: Retry},
	} {
		b := &board{cards: map[string]string{"a": "2.2"}, broken: tt.broken}
		o := &Outbox{channel: b}
		if got := o.removeThread(t.Context(), tt.removal); got.Ending != tt.ending || !slices.Equal(b.deleted, tt.deleted) {
			t.Errorf("%s: ended %d, deleted %q; want %d, %q", tt.name, got.Ending, b.deleted, tt.ending, tt.deleted)
		}
	}
}
