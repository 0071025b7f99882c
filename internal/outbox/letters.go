package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"golang.org/x/sync/errgroup"

	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/store"
)

// DoubtWait is how long proof of a letter in doubt is waited for.
const DoubtWait = 10 * time.Minute

// proofEvery is how often proof is looked for.
const proofEvery = 30 * time.Second

// The loops, as they are watched.
const (
	lettersLoop = "letters"
	proofsLoop  = "proofs"
	cardsLoop   = "cards"
	filesLoop   = "files"
)

// Loops are the names of the loops, for whoever watches them.
func Loops() []string { return []string{lettersLoop, proofsLoop, cardsLoop, filesLoop} }

// Letters sends what is due.
func (o *Outbox) Letters(ctx context.Context) error {
	return o.loop(ctx, lettersLoop, o.letters, func(ctx context.Context) (time.Time, error) {
		blocked, err := o.sendDue(ctx, o.relays)
		if err != nil || !blocked.IsZero() {
			return blocked, err
		}
		return o.nextDue(ctx, store.OutMail)
	})
}

// backlog is how many letters must be due before a further connection is used.
const backlog = 8

// sendDue sends until nothing is due or the relay cannot be used, one letter at a
// time on each connection. How one letter ended is committed together with the
// claim of the next: one wait for the disk a letter. With a backlog the next
// connection helps, so that the waits for relay and disk overlap.
func (o *Outbox) sendDue(ctx context.Context, relays []Relay) (blocked time.Time, err error) {
	var helper errgroup.Group
	var helperBlocked time.Time
	defer func() {
		err = errors.Join(err, helper.Wait())
		if helperBlocked.After(blocked) {
			blocked = helperBlocked
		}
	}()
	var settle func(*store.Tx) error // how the last letter ended
	for {
		o.cfg.Watch.Beat(lettersLoop)
		if blocked.IsZero() {
			blocked = o.pace.take(time.Now())
		}
		next, due, err := o.settleAndClaim(ctx, settle, blocked.IsZero())
		if blocked.IsZero() && next.Key == "" {
			o.pace.giveBack()
		}
		if err != nil && settle != nil {
			// The next letter, or the moment, may be to blame: without it the end of the
			// last one is written.
			err = errors.Join(err, o.record(ctx, settle))
			o.desk.Changed()
		}
		if err != nil || next.Key == "" {
			return blocked, err
		}
		if due >= backlog && len(relays) > 1 {
			rest := relays[1:]
			relays = relays[:1]
			helper.Go(func() (err error) {
				helperBlocked, err = o.sendDue(ctx, rest)
				return err
			})
		}
		var posting desk.Posting
		if err := json.Unmarshal(next.Payload, &posting); err != nil {
			return blocked, fmt.Errorf("read letter: %w", err)
		}
		call, cancel := finish(ctx)
		outcome := relays[0].Send(call, posting)
		cancel()
		if outcome.Ending == Blocked {
			blocked = time.Now().Add(pause(outcome))
		}
		settle = func(tx *store.Tx) error { return o.settle(tx, next, outcome) }
	}
}

// settleAndClaim records how a letter ended, if there is one, and claims the next
// that is due, if it may; without a key there is none. due is how many more are,
// up to a backlog.
func (o *Outbox) settleAndClaim(ctx context.Context, settle func(*store.Tx) error, claim bool) (next store.Outgoing, due int, err error) {
	err = o.store.Update(context.WithoutCancel(ctx), func(tx *store.Tx) error {
		if settle != nil {
			if err := settle(tx); err != nil {
				return err
			}
		}
		if ctx.Err() != nil || !claim {
			return nil
		}
		now := time.Now()
		next, err = tx.Claim(store.OutMail, now)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err == nil {
			due, err = tx.Due(store.OutMail, now, backlog)
		}
		return err
	})
	if err == nil && settle != nil {
		o.desk.Changed()
	}
	return next, due, err
}

func pause(outcome Outcome) time.Duration { return max(outcome.After, 10*time.Second) }

// settle records how a try ended. A letter that has been seen meanwhile was sent,
// whatever the relay says or does not say.
func (o *Outbox) settle(tx *store.Tx, item store.Outgoing, outcome Outcome) error {
	now := time.Now()
	log := o.log.With("key", item.Key, "kind", item.Kind, "attempt", item.Attempts, "code", outcome.Code,
		"enhanced", outcome.Enhanced, "phase", outcome.Phase)
	fresh, err := tx.OutgoingByKey(item.Key)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if outcome.Ending != Blocked && o.closed.Over() {
		log.Info("relay can be used again")
	}
	switch proven := fresh.State == store.OutDelivered; {
	case outcome.Ending == Done:
		log.Info("letter sent", "took", now.Sub(item.Claimed).Round(time.Millisecond).String())
		if err := o.copyToSent(tx, item); err != nil || proven {
			return err
		}
		if err := o.timeReceipt(tx, item, now); err != nil {
			return err
		}
		return o.desk.Delivered(tx, item, now, outcome.Result)
	case proven:
		log.Info("letter was sent: it has been seen")
		return nil
	}
	switch outcome.Ending {
	case Refused, Gone:
		log.Error("letter refused")
		return o.desk.Failed(tx, item, now, outcome.Result)
	case Uncertain:
		log.Warn("letter in doubt")
		return tx.Doubt(item.ID, outcome.Result)
	case Blocked:
		level := slog.LevelWarn
		if outcome.Mend {
			level = slog.LevelError
		}
		if o.closed.News(string(outcome.Phase)+"/"+outcome.Enhanced+"/"+strconv.Itoa(outcome.Code), now) {
			log.Log(context.Background(), level, "relay cannot be used", "err", outcome.Err)
		}
		return o.giveBack(tx, item, now, now.Add(pause(outcome)), outcome.Result)
	}
	if now.Sub(item.Created) > o.cfg.GiveUp {
		log.Error("letter given up")
		return o.desk.Failed(tx, item, now, outcome.Result)
	}
	log.Warn("letter tried again later")
	return o.giveBack(tx, item, now, now.Add(max(outcome.After, Backoff(item.Attempts))), outcome.Result)
}

// giveBack lets a letter that did not leave be tried again at due, unless it was
// stopped while it was being handed over.
func (o *Outbox) giveBack(tx *store.Tx, item store.Outgoing, now, due time.Time, r store.Result) error {
	stopped, err := o.desk.CalledOff(tx, item, now, r)
	if err != nil || stopped {
		return err
	}
	return tx.Postpone(item.ID, due, r)
}

// timeReceipt tells how long a citizen waited for the receipt that goes by itself.
func (o *Outbox) timeReceipt(tx *store.Tx, item store.Outgoing, now time.Time) error {
	id := casework.LetterID(item.Kind)
	if !item.Automatic || id != casework.LetterReceiptDeadline && id != casework.LetterReceiptSimple {
		return nil
	}
	seen, err := tx.FirstSeen(item.Inquiry)
	if err == nil && !seen.IsZero() {
		o.cfg.Watch.Receipt(now.Sub(seen))
	}
	return err
}

func (o *Outbox) copyToSent(tx *store.Tx, item store.Outgoing) error {
	if !o.cfg.CopyToSent {
		return nil
	}
	return o.desk.CopyToSent(tx, item, time.Now())
}

func (o *Outbox) nextDue(ctx context.Context, c store.OutChannel) (next time.Time, err error) {
	err = o.store.View(ctx, func(tx *store.Tx) error {
		next, err = tx.NextDue(c)
		return err
	})
	return next, err
}

// Proofs looks after letters in doubt.
func (o *Outbox) Proofs(ctx context.Context) error {
	return o.loop(ctx, proofsLoop, make(bell), func(ctx context.Context) (time.Time, error) {
		var doubtful []store.Outgoing
		err := o.store.View(ctx, func(tx *store.Tx) (err error) {
			doubtful, err = tx.InDoubt(store.OutMail)
			return err
		})
		for _, item := range doubtful {
			if err := o.prove(ctx, item); err != nil {
				return time.Now().Add(proofEvery), err
			}
		}
		return time.Now().Add(proofEvery), err
	})
}

// onceMore lets an automatic letter in doubt go again, unless it was stopped.
func (o *Outbox) onceMore(tx *store.Tx, item store.Outgoing, now time.Time) error {
	stopped, err := o.desk.CalledOff(tx, item, now, store.Result{Phase: item.Phase})
	if err != nil || stopped {
		return err
	}
	o.log.Warn("letter in doubt goes once more", "key", item.Key)
	return tx.Resend(item.ID, now)
}

// prove looks for a letter in doubt. Found is delivered. Not found after ten
// minutes: an automatic letter goes once more, an adviser's waits for her, and one
// that was stopped meanwhile is ended.
func (o *Outbox) prove(ctx context.Context, item store.Outgoing) error {
	found := false
	if o.cfg.SentProof {
		var outcome Outcome
		found, outcome = o.mailbox.Find(ctx, o.desk.SentFrom(ctx, item), item.MailID, false)
		if !found && outcome.Ending != Done {
			return nil // the mailbox cannot be asked: no answer is no proof
		}
	}
	now := time.Now()
	if !found && now.Sub(item.Claimed) < DoubtWait {
		return nil
	}
	err := o.store.Update(ctx, func(tx *store.Tx) error {
		fresh, err := tx.OutgoingByKey(item.Key)
		if err != nil || fresh.State != store.OutUncertain {
			return err
		}
		switch automatic := item.Automatic || item.Kind == desk.KindAlarm; {
		case found:
			o.log.Info("letter in doubt was sent", "key", item.Key)
			return o.desk.Delivered(tx, fresh, now, store.Result{Phase: "proof"})
		case automatic && item.Resent == 0:
			return o.onceMore(tx, fresh, now)
		case o.cfg.SentProof:
			stopped, err := o.desk.CalledOff(tx, fresh, now, store.Result{Phase: fresh.Phase})
			if err != nil || stopped {
				return err
			}
		}
		return o.desk.InDoubt(tx, fresh, now)
	})
	o.desk.Changed()
	return err
}
