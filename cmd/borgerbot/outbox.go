package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/desk"
	"borgerbot/internal/outbox"
	"borgerbot/internal/store"
)

type outboxCommands struct {
	List    outboxList    `cmd:"" help:"List letters that have not left, or of which nobody knows, and what is not filed in the mailbox yet."`
	Resolve outboxResolve `cmd:"" help:"Say of a letter in doubt that it was sent, send it again, or say that it was not sent and is not to be."`
}

type outboxList struct {
	File string `arg:"" help:"The office's configuration."`
}

// Run prints a line a letter, and a line for each thing to do in a mailbox.
// Recipients are not shown.
func (c outboxList) Run(t terminal) error {
	return view(c.File, t, func(cfg *config.Config, tx *store.Tx) error {
		for _, road := range []store.OutChannel{store.OutMail, store.OutIMAP} {
			items, err := tx.Unsettled(road)
			if err != nil {
				return err
			}
			for _, o := range items {
				ref, err := reference(tx, o)
				if err != nil {
					return err
				}
				fmt.Fprintf(t.out, "%s\t%s\t%s\t%s\tsince %s\ttries %d\t%s\n",
					o.Key, ref, o.Kind, o.State, localTime(o.Created, cfg.Location), o.Attempts, cmp.Or(o.Phase, "-"))
			}
		}
		return nil
	})
}

// reference is that of the inquiry which an item belongs to; "-" for none.
func reference(tx *store.Tx, o store.Outgoing) (casework.Reference, error) {
	if o.Inquiry == "" {
		return "-", nil
	}
	q, err := tx.Inquiry(o.Inquiry)
	return q.Ref, err
}

type outboxResolve struct {
	File string `arg:"" help:"The office's configuration."`
	Key  string `arg:"" help:"The letter, as \"outbox list\" names it."`
	How  string `arg:"" enum:"sent,again,not_sent" help:"sent, again, or of a letter that has been stopped not_sent."`
}

// Run records the operator's word on a letter in doubt.
func (c outboxResolve) Run(t terminal) error {
	in, cfg, err := install(c.File, t)
	if err != nil {
		return err
	}
	defer in.Close()
	var letter store.Outgoing
	err = in.Store.View(context.Background(), func(tx *store.Tx) (err error) {
		letter, err = tx.OutgoingByKey(c.Key)
		return err
	})
	switch {
	case errors.Is(err, store.ErrNotFound):
		return fmt.Errorf("there is no letter %s; \"borgerbot outbox list\" shows what there is", c.Key)
	case err != nil:
		return err
	case letter.Channel != store.OutMail || letter.Kind == desk.KindAlarm:
		return fmt.Errorf("%s is no letter to anybody outside; the program itself goes on with it", c.Key)
	case letter.State != store.OutUncertain:
		return fmt.Errorf("letter %s is not in doubt: it is %s", c.Key, letter.State)
	}
	_, err = in.Desk.Do(context.Background(), letter.Inquiry, casework.Event{
		Type: casework.ResolveInDoubt, At: time.Now(), By: casework.Actor{Role: casework.ByOperator},
		Key: c.Key, Reason: casework.Reason(c.How),
	}, casework.None)
	switch {
	case errors.Is(err, &casework.Refusal{Code: casework.NotInDoubt}):
		return stillLooking(letter, time.Now(), cfg.Location)
	case err != nil:
		return explain(err)
	}
	_, err = fmt.Fprintln(t.out, "recorded")
	return err
}

// stillLooking explains why a letter in doubt is nobody's to resolve yet: the
// daemon looks for proof itself.
func stillLooking(o store.Outgoing, now time.Time, zone *time.Location) error {
	if until := o.Claimed.Add(outbox.DoubtWait + time.Minute); now.Before(until) {
		return fmt.Errorf("the program is still looking for proof that letter %s was sent; try again at %s, if \"borgerbot outbox list\" still shows it",
			o.Key, until.In(zone).Format("15:04"))
	}
	return fmt.Errorf("the program is still looking for proof that letter %s was sent; it needs a running daemon that can read the Sent folder", o.Key)
}
