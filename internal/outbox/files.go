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
		err := json.Unmarshal(item.Payload, &t)
		return o.touch(ctx, t, err)
	case desk.KindDeleteCopy:
		var r desk.Removal
		err := json.Unmarshal(item.Payload, &r)
		if err == nil && r.Place == nil {
			err = errors.New("no place")
		}
		if err != nil {
			return Outcome{}, fmt.Errorf("read removal: %w", err)
		}
		return o.touch(ctx, desk.Touch{Place: *r.Place}, nil)
	}
	return Outcome{}, fmt.Errorf("unknown kind %q for a mailbox", item.Kind)
}

func (o *Outbox) touch(ctx context.Context, t desk.Touch, err error) (Outcome, error) {
	if err != nil {
		return Outcome{}, fmt.Errorf("read touch: %w", err)
	}
	return o.mailbox.Touch(ctx, t), nil
}
