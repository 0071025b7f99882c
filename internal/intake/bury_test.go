package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"

	"borgerbot/internal/compose"
	"borgerbot/internal/store"
	"borgerbot/internal/vault"
)

// TestBury: a letter that bears our stamp and is known to no inquiry any more
// leaves a tombstone, and its key is destroyed; the letters around it stay.
func TestBury(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		o := newOffice(t)
		var keys []string
		o.fails = func(_, what, keyID string) error {
			if strings.HasPrefix(what, "chunk") {
				keys = append(keys, keyID)
			}
			return nil
		}
		const id, text = "1@example.org", "Her er mit svar til dig.\n"
		stop := o.run()
		o.take(plain)
		o.take(fmt.Sprintf("From: Kontoret <%s>\nMessage-ID: <%s>\n%s: %s\nSubject: Svar\n\n%s",
			ourAddress, id, compose.StampHeader, compose.Stamp(o.vault.Names().Key("stamp"), id, text), text))
		stop()
		for i, want := range []store.MessageState{store.MessageInquiry, store.MessageErased} {
			must(t, o.store.View(t.Context(), func(tx *store.Tx) error {
				m, err := tx.MessageAt(inbox(1, uint32(i+1)))
				if m.State != want || (m.BlobID == 0) != (want == store.MessageErased) {
					t.Errorf("letter %d is %s with blob %d, want %s", i+1, m.State, m.BlobID, want)
				}
				return err
			}))
			_, err := o.vault.Seal(t.Context(), keys[i], nil, "")
			if errors.Is(err, vault.ErrDestroyed) != (want == store.MessageErased) {
				t.Errorf("the key of letter %d: %v", i+1, err)
			}
		}
	})
}
