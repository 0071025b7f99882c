package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/store"
)

// The phases of what follows an erasure and waits for a person.
const (
	// PhaseLines: advisers' own answers stand in the thread. A bot may not delete them.
	PhaseLines = "advisers_lines"
	// PhaseNotFound: the mail is in no folder that can be searched.
	PhaseNotFound = "not_found"
)

// Outside lists what an erasure has left in Slack and in the mailbox, and why it is
// still there, the oldest first.
func (d *Desk) Outside(ctx context.Context) (left []card.Leftover, err error) {
	err = d.store.View(ctx, func(tx *store.Tx) (err error) {
		left, err = outside(tx)
		return err
	})
	return left, err
}

func outside(tx *store.Tx) ([]card.Leftover, error) {
	var all []card.Leftover
	for _, c := range []store.OutChannel{store.OutSlack, store.OutIMAP} {
		items, err := tx.Unsettled(c)
		if err != nil {
			return nil, err
		}
		for _, o := range items {
			if o.Kind != KindDeleteThread && o.Kind != KindDeleteCopy {
				continue
			}
			raw, err := tx.OutgoingPayload(o)
			if err != nil {
				return nil, err
			}
			var r Removal
			if err := json.Unmarshal(raw, &r); err != nil {
				return nil, fmt.Errorf("read removal: %w", err)
			}
			all = append(all, card.Leftover{Ref: r.Ref, At: r.At, Since: o.Created, Why: leftover(o)})
		}
	}
	return all, nil
}

func leftover(o store.Outgoing) card.LeftoverKind {
	switch {
	case o.Phase == PhaseLines:
		return card.LeftLines
	case o.Phase == PhaseNotFound:
		return card.LeftMail
	case o.Channel == store.OutSlack:
		return card.LeftSlack
	}
	return card.LeftMailbox
}

// lateRemoval is after how long the advisers are told of something that could not be
// deleted yet, because Slack or the mailbox is out of reach.
const lateRemoval = 24 * time.Hour

// leftovers are what the morning's overview tells of.
func leftovers(tx *store.Tx, now time.Time) ([]card.Leftover, error) {
	all, err := outside(tx)
	var told []card.Leftover
	for _, l := range all {
		byHand := l.Why == card.LeftLines || l.Why == card.LeftMail
		if l.Ref != "" && (byHand || now.Sub(l.Since) > lateRemoval) {
			told = append(told, l)
		}
	}
	return told, err
}
