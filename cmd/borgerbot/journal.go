package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/dossier"
	"borgerbot/internal/export"
	"borgerbot/internal/store"
)

type journalCommands struct {
	Verify journalVerify `cmd:"" help:"Check the journal's chain: that no event was changed, removed or put in, and no note of an export about a person."`
}

type journalVerify struct {
	File   string `arg:"" help:"The office's configuration."`
	Export string `placeholder:"PLACE" help:"A folder or a zip that was written out: every file is compared with its SHA-256 in the list beside it, and the events in journal.json with the chain."`
}

// Run checks the whole journal, and an export.
func (c journalVerify) Run(t terminal) error {
	return view(c.File, t, func(_ *config.Config, tx *store.Tx) error {
		n, err := tx.VerifyJournal()
		if err != nil {
			return err
		}
		insights, err := tx.Insights()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.out, "ok: %d events, the chain is whole\nok: %d exports about a person, none is missing\n", n, len(insights))
		if err != nil || c.Export == "" {
			return err
		}
		checked, err := export.Check(c.Export)
		if err != nil {
			return err
		}
		for _, raw := range checked.Journals {
			if err := inChain(tx, raw); err != nil {
				return err
			}
		}
		_, err = fmt.Fprintf(t.out, "ok: %d files as they were written, %d journals of this office\n", checked.Files, len(checked.Journals))
		return err
	})
}

// inChain checks that the events of a journal that was written out are the first ones
// of its inquiry in the chain. The links stay when an inquiry is erased.
func inChain(tx *store.Tx, raw []byte) error {
	var d dossier.Dossier
	if err := json.Unmarshal(raw, &d); err != nil {
		return fmt.Errorf("%w: journal.json cannot be read", export.ErrChanged)
	}
	q, err := tx.InquiryByReference(casework.Reference(d.Reference))
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: this office has no inquiry %s", export.ErrChanged, d.Reference)
	}
	if err != nil {
		return err
	}
	links, err := tx.Links(q.ID)
	if err != nil {
		return err
	}
	for i, e := range d.Entries {
		link, err := hex.DecodeString(e.Link)
		if err != nil || i >= len(links) || !bytes.Equal(link, links[i]) {
			return fmt.Errorf("%w: entry %d of %s is not what the office's journal has", export.ErrChanged, i+1, d.Reference)
		}
	}
	return nil
}
