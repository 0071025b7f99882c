package intake

import (
	"context"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/store"
)

// rests are how long a message that has failed is left alone before it is tried
// again. A trouble of a moment must not use up all its strikes, and the mails
// behind it do not wait. After the last of them it is set aside.
var rests = [...]time.Duration{20 * time.Second, 2 * time.Minute}

// due returns the messages that wait in the store and do not rest, oldest first.
func (in *Intake) due(ctx context.Context, now time.Time) ([]taken, error) {
	in.mu.Lock()
	resting := len(in.resting)
	in.mu.Unlock()
	var waiting []store.Message
	err := in.store.View(ctx, func(tx *store.Tx) (err error) {
		waiting, err = tx.WaitingMessages(together + resting)
		return err
	})
	in.mu.Lock()
	defer in.mu.Unlock()
	var list []taken
	for _, m := range waiting {
		if len(list) < together && !now.Before(in.resting[m.ID]) {
			list = append(list, taken{id: m.ID})
		}
	}
	return list, err
}

// strike counts a failure and lets the message rest. After the last rest it makes
// an inquiry of the message that says it could not be read, so that a person
// looks at it (design 3).
func (in *Intake) strike(ctx context.Context, id casework.MessageID) {
	strikes, done := 1, false
	err := in.store.Update(ctx, func(tx *store.Tx) error {
		m, err := tx.Message(id)
		if err != nil || m.State != store.MessageStored {
			done = err == nil
			return err
		}
		if strikes, err = tx.Strike(id); err != nil || strikes <= len(rests) {
			return err
		}
		done = true
		return in.open(tx, m, mailmsg.Message{}, &casework.MailFacts{
			Message: id, Received: m.Received, Channel: casework.ChannelMail, Receipt: casework.ReceiptUnreadable,
			Verdict: casework.Verdict{Remit: casework.Check, Language: casework.Danish},
		})
	})
	switch {
	case err != nil:
		in.log.Error("failed message could not be set aside", "message", id, "err", err)
	case done:
		in.rested(id)
		return
	}
	in.rest(id, rests[min(max(strikes, 1), len(rests))-1])
}

// rest leaves a message alone for a while.
func (in *Intake) rest(id casework.MessageID, long time.Duration) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.resting[id] = time.Now().Add(long)
}

// rested forgets a message that has been dealt with.
func (in *Intake) rested(id casework.MessageID) {
	in.mu.Lock()
	defer in.mu.Unlock()
	delete(in.resting, id)
}
