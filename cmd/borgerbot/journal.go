package main

import (
	"context"
	"fmt"

	"borgerbot/internal/store"
)

type journalCommands struct {
	Verify journalVerify `cmd:"" help:"Check the journal's chain: that no event was changed, removed or put in."`
}

type journalVerify struct {
	File string `arg:"" help:"The office's configuration."`
}

// Run checks the whole journal.
func (c journalVerify) Run(t terminal) error {
	in, _, err := install(c.File, t)
	if err != nil {
		return err
	}
	defer in.Close()
	return in.Store.View(context.Background(), func(tx *store.Tx) error {
		n, err := tx.VerifyJournal()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "ok: %d events, the chain is whole\n", n)
		return err
	})
}
