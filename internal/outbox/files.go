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
	return o.loop(ctx, filesLoop, o.files, func(ctx context.Context) (time.Time, error) {
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
			if err := tx.Resend(d.ID, time.Now().Add(doubtPause(d))); err != nil {
				return err
			}
		}
		if err != nil {
			return err
		}
		item, err = tx.Claim(store.OutIMAP, time.Now())
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	if err != nil || item.Key == "" {
		return false, err
	}
	call, cancel := finish(ctx)
	defer cancel()
	outcome, err := o.file(call, item)
	if err != nil {
		return false, err
	}
	err = o.record(ctx, func(tx *store.Tx) error { return o.filed(tx, item, outcome) })
	o.desk.Changed()
	return true, err
}

// filed records how a try in a mailbox ended. What has to be tried again is said
// once, and a draft that an adviser waits for is named to her.
func (o *Outbox) filed(tx *store.Tx, item store.Outgoing, outcome Outcome) error {
	now := time.Now()
	log := o.log.With("key", item.Key, "kind", item.Kind, "code", outcome.Phase)
	switch outcome.Ending {
	case Done, Gone:
		if item.Kind == desk.KindDeleteCopy {
			return o.removal(tx, item, outcome, now)
		}
		if outcome.Phase == phaseChanged {
			if err := o.desk.DraftStays(tx, item, now); err != nil {
				return err
			}
		}
		if item.Attempts > 1 {
			log.Info("done in the mailbox", "attempt", item.Attempts)
		}
		return tx.Finish(item.ID, store.OutDelivered, now, outcome.Result)
	case Refused:
		log.Error("mailbox refused")
		return errors.Join(o.desk.DraftLate(tx, item, now), tx.Finish(item.ID, store.OutFailed, now, outcome.Result))
	}
	if item.Attempts == 1 {
		log.Warn("not done in the mailbox; it is tried again")
	}
	if now.Sub(item.Created) > lateDraft {
		if err := o.desk.DraftLate(tx, item, now); err != nil {
			return err
		}
	}
	if outcome.Ending == Uncertain {
		return tx.Doubt(item.ID, outcome.Result)
	}
	return tx.Postpone(item.ID, now.Add(max(outcome.After, Backoff(item.Attempts))), outcome.Result)
}

// lateDraft is after how long an adviser is told that her draft is not there.
const lateDraft = 5 * time.Minute

// doubtPause is how long an item in doubt is left alone: nothing the first time,
// for the answer may only have been lost.
func doubtPause(item store.Outgoing) time.Duration {
	if item.Attempts <= 1 {
		return 0
	}
	return Backoff(item.Attempts - 1)
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
	case desk.KindDropDraft:
		return o.dropDraft(ctx, item)
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
		return o.mailbox.Remove(ctx, r), nil
	}
	return Outcome{}, fmt.Errorf("unknown kind %q for a mailbox", item.Kind)
}

// phaseChanged: a draft is not as it was put there.
const phaseChanged = "changed"

// dropDraft takes a draft out of the Drafts folder, if it is there as it was put
// there. One that is not, the adviser is told of; but where an earlier try was
// interrupted, that one may have taken it.
func (o *Outbox) dropDraft(ctx context.Context, item store.Outgoing) (Outcome, error) {
	var f desk.Filing
	if err := json.Unmarshal(item.Payload, &f); err != nil {
		return Outcome{}, fmt.Errorf("read draft: %w", err)
	}
	there := false
	err := o.record(ctx, func(tx *store.Tx) (err error) {
		there, err = o.desk.CallOffDraft(tx, item, time.Now())
		return err
	})
	if err != nil || !there {
		return Outcome{Ending: Done}, err
	}
	left, outcome := o.mailbox.Withdraw(ctx, f)
	if left || outcome.Ending == Gone && item.Resent == 0 {
		return Outcome{Ending: Gone, Result: store.Result{Phase: phaseChanged}}, nil
	}
	return outcome, nil
}

// forgetAfter is for how long a mail is looked for that lies nowhere it can be found:
// somebody may have deleted it long ago, and nobody reads the same line for a month.
const forgetAfter = 7 * 24 * time.Hour

// removal records how the deletion of a copy ended. A letter of a citizen's that is
// nowhere to be found has been moved by somebody, and only a person can find it: the
// advisers are told each morning, and it is looked for each hour. A letter of ours may
// never have been filed, or has been deleted as one that was seen in Sent.
func (o *Outbox) removal(tx *store.Tx, item store.Outgoing, outcome Outcome, now time.Time) error {
	var r desk.Removal
	if err := json.Unmarshal(item.Payload, &r); err != nil {
		return fmt.Errorf("read removal: %w", err)
	}
	if outcome.Ending == Done || r.Place == nil || r.Message == "" {
		return o.removed(tx, item, outcome)
	}
	if now.Sub(item.Created) > forgetAfter {
		o.log.Warn("an erased mail was not found in the mailbox and is not looked for any more", "uid", r.Place.UID)
		return errors.Join(tx.Finish(item.ID, store.OutFailed, now, outcome.Result), tx.Forget(item.ID))
	}
	if item.Attempts == 1 {
		o.log.Warn("an erased mail is not in the mailbox; the advisers are told", "uid", r.Place.UID, "code", outcome.Phase)
	}
	outcome.Phase = desk.PhaseNotFound
	return tx.Postpone(item.ID, now.Add(lookAgain), outcome.Result)
}

// touch flags or moves a message, and records where it lies after that.
func (o *Outbox) touch(ctx context.Context, t desk.Touch) (Outcome, error) {
	moved, outcome := o.mailbox.Touch(ctx, t)
	if outcome.Ending != Done || moved.To.UID == 0 {
		return outcome, nil
	}
	return outcome, o.record(ctx, func(tx *store.Tx) error { return o.desk.Relocated(tx, t.Place, moved, time.Now()) })
}
