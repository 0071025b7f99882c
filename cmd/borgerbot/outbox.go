package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/store"
)

type outboxCommands struct {
	List    outboxList    `cmd:"" help:"List letters that have not left, or of which nobody knows."`
	Resolve outboxResolve `cmd:"" help:"Say of a letter in doubt that it was sent, or send it again."`
}

type outboxList struct {
	File string `arg:"" help:"The office's configuration."`
}

// Run prints a line a letter. Recipients are not shown.
func (c outboxList) Run(t terminal) error {
	in, cfg, err := install(c.File, t)
	if err != nil {
		return err
	}
	defer in.Close()
	return in.Store.View(context.Background(), func(tx *store.Tx) error {
		letters, err := tx.Unsettled(store.OutMail)
		for _, o := range letters {
			fmt.Fprintf(t.out, "%s\t%s\t%s\tsince %s\ttries %d\n", o.Key, o.Kind, o.State, localTime(o.Created, cfg.Location), o.Attempts)
		}
		return err
	})
}

type outboxResolve struct {
	File string `arg:"" help:"The office's configuration."`
	Key  string `arg:"" help:"The letter, as \"outbox list\" names it."`
	How  string `arg:"" enum:"sent,again" help:"sent or again."`
}

// Run records the operator's word on a letter in doubt.
func (c outboxResolve) Run(t terminal) error {
	in, _, err := install(c.File, t)
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
	case letter.Inquiry == "" || letter.State != store.OutUncertain:
		return fmt.Errorf("letter %s is not in doubt: it is %s", c.Key, letter.State)
	}
	_, err = in.Desk.Do(context.Background(), letter.Inquiry, casework.Event{
		Type: casework.ResolveInDoubt, At: time.Now(), By: casework.Actor{Role: casework.ByOperator},
		Key: c.Key, Reason: casework.Reason(c.How),
	}, casework.None)
	if err == nil {
		_, err = fmt.Fprintln(t.out, "recorded")
	}
	return explain(err)
}
