package main

import (
	"fmt"

	"borgerbot/internal/config"
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
	return view(c.File, t, func(_ *config.Config, tx *store.Tx) error {
		n, err := tx.VerifyJournal()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "ok: %d events, the chain is whole\n", n)
		return err
	})
}
