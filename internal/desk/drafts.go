package desk

import (
	"errors"
	"strings"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

// KindDropDraft is the outbox kind of a draft that is to leave the Drafts folder: a
// [Filing] as it was put there.
const KindDropDraft = "drop_draft"

// afterGrace is how long after its grace an act can be undone no more.
const afterGrace = 2 * time.Second

func dropKey(draft string) string { return KindDropDraft + "/" + draft }

// dropDrafts asks for drafts to be taken out of the Drafts folder.
func (d *Desk) dropDrafts(tx *store.Tx, q store.Inquiry, ev casework.Event, e casework.DropDrafts) error {
	due := ev.At
	if e.Undoable {
		due = due.Add(d.cfg.Rules.Grace + afterGrace)
	}
	for _, key := range e.Keys {
		o, err := tx.OutgoingByKey(key)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		f, err := filing(tx, o)
		if err != nil {
			return err
		}
		if err := enqueue(tx, q, store.Outgoing{
			Key: dropKey(key), Channel: store.OutIMAP, Kind: KindDropDraft, Due: due, Created: due,
		}, f); err != nil {
			return err
		}
	}
	return nil
}

// keepDrafts takes back that drafts are to go.
func (d *Desk) keepDrafts(tx *store.Tx, ev casework.Event, e casework.KeepDrafts) error {
	var keys []string
	for _, key := range e.Keys {
		keys = append(keys, dropKey(key))
	}
	return tx.CancelWaiting(keys, ev.At)
}

// CallOffDraft takes back a draft that still waits to be put into the Drafts folder,
// now that it is to be dropped. It reports whether the draft may lie there.
func (d *Desk) CallOffDraft(tx *store.Tx, drop store.Outgoing, now time.Time) (bool, error) {
	key := strings.TrimPrefix(drop.Key, KindDropDraft+"/")
	if err := tx.CancelWaiting([]string{key}, now); err != nil {
		return false, err
	}
	o, err := tx.OutgoingByKey(key)
	return o.Attempts > 0 && o.State != store.OutFailed, err
}

// DraftStays tells the adviser that a draft nobody is to send could not be taken out
// of the Drafts folder: she has written in it, or it lies elsewhere.
func (d *Desk) DraftStays(tx *store.Tx, o store.Outgoing, now time.Time) error {
	q, err := tx.Inquiry(o.Inquiry)
	if err != nil || q.Course.State == casework.Erased {
		return err
	}
	to := d.advisers(q.Course.Holder, q.Inquiry, now)
	return d.line(tx, q, casework.Event{At: now}, o.Key+"/stays", d.deck.DraftStays(to, q.Inquiry))
}
