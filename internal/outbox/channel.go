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

// skew is how far Slack's clock and ours may differ when a message is looked
// for.
const skew = 2 * time.Minute

// distrustWait is how long to wait before asking again whether the channel may
// be written to.
const distrustWait = 20 * time.Second

// Cards posts and updates cards and posts the lines in their threads.
func (o *Outbox) Cards(ctx context.Context) error {
	return o.loop(ctx, cardsLoop, o.lines, func(ctx context.Context) (time.Time, error) {
		for ctx.Err() == nil {
			o.cfg.Watch.Beat(cardsLoop)
			wait, more, err := o.cardStep(ctx)
			if err != nil {
				return time.Time{}, err
			}
			if wait > 0 {
				return time.Now().Add(wait), nil
			}
			if !more {
				break
			}
		}
		return o.nextCard(ctx)
	})
}

func (o *Outbox) nextCard(ctx context.Context) (next time.Time, err error) {
	err = o.store.View(ctx, func(tx *store.Tx) error {
		if next, err = tx.NextCard(); err != nil {
			return err
		}
		line, err := tx.NextDue(store.OutSlack)
		if err == nil && !line.IsZero() && (next.IsZero() || line.Before(next)) {
			next = line
		}
		return err
	})
	return next, err
}

// cardStep brings one card up to date or posts one line. wait asks to be left
// alone for a while.
func (o *Outbox) cardStep(ctx context.Context) (wait time.Duration, more bool, err error) {
	var c store.Card
	var line store.Outgoing
	err = o.store.Update(ctx, func(tx *store.Tx) error {
		c, line, err = claimForChannel(tx, time.Now())
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		return err
	})
	switch {
	case err != nil:
		return 0, false, err
	case c.Inquiry != "":
		wait, err = o.card(ctx, c)
		return wait, true, err
	case line.Key != "":
		wait, err = o.line(ctx, line)
		return wait, true, err
	}
	return 0, false, nil
}

// claimForChannel claims what comes next: a card on which something happened, else
// a line, else a card that only looks old. In the morning every open card looks
// old, and at Slack's pace several hundred take ten minutes: no new inquiry and no
// call for an adviser may stand behind them.
func claimForChannel(tx *store.Tx, now time.Time) (c store.Card, line store.Outgoing, err error) {
	if err := takeUpDoubtful(tx, now); err != nil {
		return c, line, err
	}
	c, err = tx.ClaimCard(now)
	if errors.Is(err, store.ErrNotFound) {
		line, err = tx.Claim(store.OutSlack, now)
	}
	if errors.Is(err, store.ErrNotFound) {
		c, err = tx.ClaimRefresh(now)
	}
	return c, line, err
}

// card brings one card up to date.
func (o *Outbox) card(ctx context.Context, c store.Card) (time.Duration, error) {
	if !o.channel.Trusted(ctx) {
		return distrustWait, o.record(ctx, func(tx *store.Tx) error {
			return tx.CardFailed(c.Inquiry, time.Now().Add(distrustWait), c.Posting.IsZero())
		})
	}
	if c.TS == "" && !c.Posting.IsZero() {
		ts, found, outcome := o.channel.Find(ctx, c.Key, "", c.Posting.Add(-skew))
		switch {
		case found:
			c.TS = ts
		case outcome.Ending != Done:
			return o.putOff(ctx, c, outcome, false)
		}
	}
	message, err := o.desk.CardOf(ctx, c.Inquiry)
	if err != nil {
		return 0, err
	}
	call, cancel := finish(ctx)
	defer cancel()
	ts, outcome := o.channel.Put(call, Post{TS: c.TS, Key: c.Key, Text: message.Text, Blocks: message.Blocks})
	switch outcome.Ending {
	case Done:
		o.cfg.Watch.Shown(c.Inquiry)
		return 0, o.record(ctx, func(tx *store.Tx) error { return tx.CardPosted(c.Inquiry, ts, c.Wanted) })
	case Gone:
		return 0, o.record(ctx, func(tx *store.Tx) error { return tx.CardGone(c.Inquiry) })
	case Refused:
		o.log.Error("card refused", "case", c.Inquiry, "code", outcome.Phase)
		return o.putOff(ctx, c, Outcome{After: time.Hour}, true)
	}
	return o.putOff(ctx, c, outcome, outcome.Ending != Uncertain || c.TS != "")
}

func (o *Outbox) putOff(ctx context.Context, c store.Card, outcome Outcome, sure bool) (time.Duration, error) {
	after := max(outcome.After, 5*time.Second)
	err := o.record(ctx, func(tx *store.Tx) error {
		return tx.CardFailed(c.Inquiry, time.Now().Add(after), sure)
	})
	if outcome.Ending == Blocked || outcome.Ending == Retry {
		return after, err
	}
	return 0, err
}

// line posts one line into the thread of its card, or deletes a thread.
func (o *Outbox) line(ctx context.Context, item store.Outgoing) (time.Duration, error) {
	if item.Kind == desk.KindDeleteThread {
		return o.deleteThread(ctx, item)
	}
	var line desk.Line
	if err := json.Unmarshal(item.Payload, &line); err != nil {
		return 0, fmt.Errorf("read line: %w", err)
	}
	var c store.Card
	err := o.store.View(ctx, func(tx *store.Tx) (err error) {
		c, err = tx.CardOf(item.Inquiry)
		return err
	})
	switch {
	case err != nil && !errors.Is(err, store.ErrNotFound):
		return 0, errors.Join(err, o.postpone(ctx, item, Outcome{After: 5 * time.Second}))
	case item.Inquiry != "" && c.TS == "":
		return 0, o.postpone(ctx, item, Outcome{After: 2 * time.Second})
	case !o.channel.Trusted(ctx):
		return distrustWait, o.postpone(ctx, item, Outcome{After: distrustWait})
	}
	if item.Resent > 0 || item.Attempts > 1 {
		_, found, outcome := o.channel.Find(ctx, line.Key, c.TS, item.Created.Add(-skew))
		if found {
			return 0, o.done(ctx, item, store.OutDelivered, outcome)
		}
	}
	call, cancel := finish(ctx)
	defer cancel()
	_, outcome := o.channel.Put(call, Post{Thread: c.TS, Key: line.Key, Text: line.Text, Blocks: line.Blocks.BlockSet})
	return o.lineEnded(ctx, item, outcome)
}

func (o *Outbox) lineEnded(ctx context.Context, item store.Outgoing, outcome Outcome) (time.Duration, error) {
	switch outcome.Ending {
	case Done:
		return 0, o.done(ctx, item, store.OutDelivered, outcome)
	case Refused, Gone:
		o.log.Error("line refused", "key", item.Key, "code", outcome.Phase)
		return 0, o.done(ctx, item, store.OutFailed, outcome)
	case Uncertain:
		return 0, o.record(ctx, func(tx *store.Tx) error { return tx.Doubt(item.ID, outcome.Result) })
	}
	after := max(outcome.After, 5*time.Second)
	return after, o.postpone(ctx, item, Outcome{After: after, Result: outcome.Result})
}

// takeUpDoubtful takes up lines of which nobody knows whether they were posted:
// they are looked for by their key before they are posted again.
func takeUpDoubtful(tx *store.Tx, now time.Time) error {
	doubtful, err := tx.InDoubt(store.OutSlack)
	for _, item := range doubtful {
		if err := tx.Resend(item.ID, now.Add(5*time.Second)); err != nil {
			return err
		}
	}
	return err
}

func (o *Outbox) deleteThread(ctx context.Context, item store.Outgoing) (time.Duration, error) {
	var r desk.Removal
	if err := json.Unmarshal(item.Payload, &r); err != nil {
		return 0, fmt.Errorf("read removal: %w", err)
	}
	call, cancel := finish(ctx)
	defer cancel()
	outcome := o.removeThread(call, r)
	switch {
	case outcome.Ending == Uncertain:
		outcome.Ending = Retry // deleting twice is deleting once
	case outcome.Ending == Gone:
		outcome.Ending = Done
	case outcome.Ending == Refused, outcome.Phase == desk.PhaseLines:
		if item.Attempts == 1 {
			o.log.Warn("something remains in Slack of an erased inquiry; the advisers are told", "code", outcome.Phase)
		}
		outcome.After = lookAgain
		return 0, o.postpone(ctx, item, outcome)
	}
	if outcome.Ending == Done {
		return 0, o.record(ctx, func(tx *store.Tx) error { return o.removed(tx, item, outcome) })
	}
	return o.lineEnded(ctx, item, outcome)
}

// lookAgain is how often it is looked whether a person has deleted what only she can.
const lookAgain = time.Hour

// removed ends the removal of something, and forgets where and what it was.
func (o *Outbox) removed(tx *store.Tx, item store.Outgoing, outcome Outcome) error {
	return errors.Join(tx.Finish(item.ID, store.OutDelivered, time.Now(), outcome.Result), tx.Forget(item.ID))
}

// removeThread deletes a card with its thread. A card of which nobody knows whether
// it was posted is looked for first.
func (o *Outbox) removeThread(ctx context.Context, r desk.Removal) Outcome {
	if r.TS == "" {
		ts, found, outcome := o.channel.Find(ctx, r.Card, "", r.Posting.Add(-skew))
		if !found {
			return outcome
		}
		r.TS = ts
	}
	return o.channel.Delete(ctx, r.TS)
}

func (o *Outbox) postpone(ctx context.Context, item store.Outgoing, outcome Outcome) error {
	return o.record(ctx, func(tx *store.Tx) error {
		return tx.Postpone(item.ID, time.Now().Add(outcome.After), outcome.Result)
	})
}

func (o *Outbox) done(ctx context.Context, item store.Outgoing, state store.OutState, outcome Outcome) error {
	return o.record(ctx, func(tx *store.Tx) error { return tx.Finish(item.ID, state, time.Now(), outcome.Result) })
}
