package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/store"
)

type mailboxCommands struct {
	List  mailboxList  `cmd:"" help:"List mail that got no answer by itself: older than the first start, or from robots."`
	Adopt mailboxAdopt `cmd:"" help:"Take in listed mail by hand. It opens an inquiry; no letter goes by itself."`
}

type mailboxList struct {
	File  string `arg:"" help:"The office's configuration."`
	Days  int    `default:"30" help:"How many days back to list mail from robots."`
	Limit int    `default:"200" help:"How many lines to print of each kind, the newest first."`
}

// Validate implements kong.Validatable.
func (c mailboxList) Validate() error {
	if c.Days < 1 || c.Limit < 1 {
		return errors.New("--days and --limit are whole numbers from 1 on")
	}
	return nil
}

// Run prints a line a message: its name for "mailbox adopt", when it came, and
// why it was left. Nothing of its words is shown.
func (c mailboxList) Run(t terminal) error {
	return view(c.File, t, func(cfg *config.Config, tx *store.Tx) error {
		listed, err := tx.Unfetched(c.Limit + 1)
		if err != nil {
			return err
		}
		for _, l := range listed[:min(len(listed), c.Limit)] {
			fmt.Fprintf(t.out, "%s\t%s\t%s\n", l.Place.Name(), localTime(l.Received, cfg.Location), l.Kind)
		}
		automatic, err := tx.AutomaticSince(time.Now().AddDate(0, 0, -c.Days), c.Limit+1)
		if err != nil {
			return err
		}
		for _, m := range automatic[:min(len(automatic), c.Limit)] {
			fmt.Fprintf(t.out, "%s\t%s\tautomatic: %s\n", m.ID, localTime(m.Received, cfg.Location), m.Reason)
		}
		if max(len(listed), len(automatic)) > c.Limit {
			fmt.Fprintf(t.err, "borgerbot: there is more; \"--limit %d\" shows more of each kind, the newest first\n", 10*c.Limit)
		}
		return nil
	})
}

type mailboxAdopt struct {
	File string `arg:"" help:"The office's configuration."`
	Name string `arg:"" help:"The first word of its line in \"mailbox list\"."`
}

// Run takes in one message.
func (c mailboxAdopt) Run(t terminal) error {
	at, isPlace := store.ParsePlace(c.Name)
	load := config.LoadData
	if isPlace { // it has not been fetched
		load = config.LoadMailboxes
	}
	in, cfg, err := installWith(c.File, t, load)
	if err != nil {
		return err
	}
	defer in.Close()
	if isPlace {
		err = in.AdoptPlace(context.Background(), at, nil, logger(cfg, t.err))
	} else {
		err = in.AdoptMessage(context.Background(), casework.MessageID(c.Name))
	}
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "taken in; the daemon opens the inquiry within a minute")
	return err
}

// localTime is an instant as the office's clock shows it.
func localTime(at time.Time, zone *time.Location) string {
	if at.IsZero() {
		return "date unknown"
	}
	return at.In(zone).Format("2006-01-02 15:04")
}
