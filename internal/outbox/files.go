package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/desk"
	"borgerbot/internal/store"
)

// Files puts drafts into mailboxes and flags, moves or deletes messages there.
func (o *Outbox) Files(ctx context.Context) error {
	return o.loop(ctx, "files", o.files, func(ctx context.Context) (time.Time, error) {
		for ctx.Err() == nil {
			more, err := o.fileStep(ctx)
			if err != nil {
				return time.Time{}, err
			}
			if !more {
				break
			}
		}
		return o.nextDue(ctx, store.OutIMAP)
	})
}

func (o *Outbox) fileStep(ctx context.Context) (bool, error) {
	var item store.Outgoing
	err := o.store.Update(ctx, func(tx *store.Tx) error {
		doubtful, err := tx.InDoubt(store.OutIMAP)
		for _, d := range doubtful {
			if err := tx.Resend(d.ID, time.Now()); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		item, err = tx.Claim(store.OutIMAP, time.Now())
		return err
	})
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	call, cancel := finish(ctx)
	defer cancel()
	outcome, err := o.file(call, item)
	if err != nil {
		return false, err
	}
	switch outcome.Ending {
	case Done, Gone:
		return true, o.done(ctx, item, store.OutDelivered, outcome)
	case Refused:
		o.log.Error("mailbox refused", "kind", item.Kind, "code", outcome.Phase)
		return true, o.done(ctx, item, store.OutFailed, outcome)
	case Uncertain:
		return true, o.record(ctx, func(tx *store.Tx) error { return tx.Doubt(item.ID, outcome.Result) })
	}
	outcome.After = max(outcome.After, Backoff(item.Attempts))
	return true, o.postpone(ctx, item, outcome)
}

// file does one thing in a mailbox. A draft that may be there already is looked
// for first; flags, moves and deletions can be repeated.
func (o *Outbox) file(ctx context.Context, item store.Outgoing) (Outcome, error) {
	switch item.Kind {
	case desk.KindDraft, desk.KindSentCopy:
		var f desk.Filing
		if err := json.Unmarshal(item.Payload, &f); err != nil {
			return Outcome{}, fmt.Errorf("read draft: %w", err)
		}
		drafts := item.Kind == desk.KindDraft
		if item.Attempts > 1 {
			if found, outcome := o.mailbox.Find(ctx, f.Mailbox, f.MailID, drafts); found || outcome.Ending != Done {
				return outcome, nil
			}
		}
		return o.mailbox.Append(ctx, f, drafts), nil
	case desk.KindTouch:
		var t desk.Touch
		if err := json.Unmarshal(item.Payload, &t); err != nil {
			return Outcome{}, fmt.Errorf("read touch: %w", err)
		}
		return o.touch(ctx, t)
	case desk.KindDeleteCopy:
		var r desk.Removal
		if err := json.Unmarshal(item.Payload, &r); err != nil {
			return Outcome{}, fmt.Errorf("read removal: %w", err)
		}
		return o.remove(ctx, r), nil
	}
	return Outcome{}, fmt.Errorf("unknown kind %q for a mailbox", item.Kind)
}

// remove deletes what is left of an erased inquiry, and says so where there is
// nothing: somebody has moved it, and only a person can find it. A letter of ours
// may never have been filed, or has been deleted as one that was seen in Sent.
func (o *Outbox) remove(ctx context.Context, r desk.Removal) Outcome {
	if r.Place == nil {
		outcome := o.mailbox.Remove(ctx, r.Mailbox, r.MailID)
		if outcome.Ending == Gone {
			o.log.Info("no copy of an erased letter in the mailbox", "code", outcome.Phase)
		}
		return outcome
	}
	_, outcome := o.mailbox.Touch(ctx, desk.Touch{Place: *r.Place})
	if outcome.Ending == Gone {
		o.log.Warn("an erased mail is not where it was; it must be deleted by hand if it was moved",
			"uid", r.Place.UID, "code", outcome.Phase)
	}
	return outcome
}

// touch flags or moves a message, and records where it lies after that.
func (o *Outbox) touch(ctx context.Context, t desk.Touch) (Outcome, error) {
	moved, outcome := o.mailbox.Touch(ctx, t)
	if outcome.Ending != Done || moved.To.UID == 0 {
		return outcome, nil
	}
	return outcome, o.record(ctx, func(tx *store.Tx) error { return o.desk.Relocated(tx, t.Place, moved, time.Now()) })
}
