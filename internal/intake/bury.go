package intake

import (
	"context"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// bury keeps nothing of a message but its tombstone. Its key must outlive the
// transaction, which may come to nothing.
func (in *Intake) bury(tx *store.Tx, m store.Message) error {
	keyID, err := tx.Bury(m.ID)
	if err != nil {
		return err
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.buried[m.ID] = keyID
	return nil
}

// unearth returns and forgets the key of a message whose recording has ended, "" if
// it was not buried.
func (in *Intake) unearth(id casework.MessageID) string {
	in.mu.Lock()
	defer in.mu.Unlock()
	keyID := in.buried[id]
	delete(in.buried, id)
	return keyID
}

// destroy destroys the key of a message that is buried (GDPR art. 17): no copy of
// the database can be read with it. If it cannot, the next start sweeps the key.
func (in *Intake) destroy(ctx context.Context, keyID string) {
	if keyID == "" {
		return
	}
	if err := in.keys.Destroy(ctx, []string{keyID}); err != nil && ctx.Err() == nil {
		in.log.Error("the key of an erased letter is destroyed at the next start", "err", err)
	}
}
