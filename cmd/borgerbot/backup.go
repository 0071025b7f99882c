package main

import (
	"fmt"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
)

type backupCommand struct {
	File string `arg:"" help:"The office's configuration."`
	To   string `placeholder:"DIR" help:"Put data and keys into this folder, instead of where the configuration says."`
}

// Help implements kong.HelpProvider.
func (backupCommand) Help() string {
	return `Takes a copy of the data and then one of the keys, while the daemon runs, checks both, and
deletes copies that have been kept for long enough (backup in the configuration). The master key is
in neither: keep it apart. A copy is complete when its .json lies beside it.`
}

// Run takes a copy.
func (c backupCommand) Run(t terminal) error {
	ctx, stop := interruptible()
	defer stop()
	in, _, err := install(c.File, t)
	if err != nil {
		return err
	}
	defer in.Close()
	taken, err := in.Backup(ctx, c.To)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "data %s\nkeys %s\nok: %d bytes, %d events, the chain is whole; opened to try the keys: %d; older copies deleted: %d\n",
		taken.Data.Path(), taken.Keys.Path(), taken.Data.Bytes+taken.Keys.Bytes, taken.Data.Events, taken.Tried, taken.Expired)
	return err
}

type restoreCommand struct {
	File     string `arg:"" help:"The office's configuration."`
	From     string `arg:"" help:"A copy of the data (its file or its .json), or a folder, whose newest is meant."`
	Data     string `placeholder:"DIR" help:"Put it here instead of into the configuration's data_dir."`
	Keys     string `placeholder:"COPY" help:"The copy of the keys, or a folder. Left out: the newest of the configuration's, or the newest beside the data's."`
	Office   string `placeholder:"NAME" help:"Whose copies, where it is not the configuration's: the short name in the names of their files."`
	Identity string `placeholder:"FILE" help:"The age identity the copies are encrypted to."`
	Replace  bool   `help:"Put data that are there already aside, into a folder beside the new ones. Nothing is deleted."`
}

// Help implements kong.HelpProvider.
func (restoreCommand) Help() string {
	return `Puts a copy back. Nothing that is there is touched before the copy has been checked. Afterwards
mail that came since the copy is taken in again, and nothing that was sent or posted meanwhile is sent or
posted a second time: it is looked for first. The advisers are told by mail that what they did since the
copy is not known. Keys that are newer than the data are best: with them what was erased since stays erased.`
}

// Run puts a copy back.
func (c restoreCommand) Run(t terminal) error {
	ctx, stop := interruptible()
	defer stop()
	cfg, err := loadConfig(c.File, t, config.LoadData)
	if err != nil {
		return err
	}
	r, err := daemon.Restore(ctx, cfg, daemon.RestoreOrder{
		From: c.From, Keys: c.Keys, Office: c.Office, Identity: c.Identity, Into: c.Data, Replace: c.Replace,
	})
	if err != nil {
		return err
	}
	at := func(taken time.Time) string { return taken.In(cfg.Location).Format("2006-01-02 15:04") }
	fmt.Fprintf(t.out, "data of %s, keys of %s\n", at(r.Data.Taken), at(r.Keys.Taken))
	if r.Erased > 0 {
		fmt.Fprintf(t.out, "erased since, and erased again: %d\n", r.Erased)
	}
	if r.Aside != "" {
		fmt.Fprintf(t.out, "what was there is in %s; delete it when all is well\n", r.Aside)
	}
	next := "start the daemon"
	if c.Data != "" {
		next = fmt.Sprintf("this is in %s, and data_dir is as it was; to look at it, name that folder as data_dir in another configuration, "+
			"which no daemon runs with; then delete the folder, for it holds keys", c.Data)
	}
	_, err = fmt.Fprintf(t.out, "ok: %d events, the chain is whole; opened to try the keys: %d; %s\n", r.Data.Events, r.Tried, next)
	return err
}
