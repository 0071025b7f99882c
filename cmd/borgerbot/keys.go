package main

import (
	"context"
	"fmt"
	"os"

	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/seal"
)

type keysCommands struct {
	New    keysNew    `cmd:"" help:"Print a new master key. Keep it apart from the data: without it nothing can be read."`
	Rotate keysRotate `cmd:"" help:"Put a new master key in place of the old one."`
}

type keysNew struct{}

// Run prints a random master key in the form master_key_file has.
func (keysNew) Run(t terminal) error {
	key := seal.NewKey()
	_, err := fmt.Fprintf(t.out, "%x\n", key[:])
	return err
}

type keysRotate struct {
	File string `arg:"" help:"The office's configuration, with the old master key."`
	To   string `arg:"" placeholder:"NEW" help:"The file with the new master key, made by \"borgerbot keys new\"."`
}

// Help implements kong.HelpProvider.
func (keysRotate) Help() string {
	return `Stop the daemon, run this, put the new key where the old one was, and start the daemon. Only the
keys are wrapped anew; the letters stay as they are. Stopped in the middle, keys.db opens with the old key, and the same
command is given again; when it says that it has been done, the new key goes in place. Ten minutes after its start the
daemon takes a copy that the new key opens. Copies of the keys from before are wrapped by the old key: keep it until they
have expired (backup.keys_days), or delete them if it may have been seen.`
}

// Run wraps the keys by a new master key.
func (c keysRotate) Run(t terminal) error {
	cfg, err := loadConfig(c.File, t, config.LoadData)
	if err != nil {
		return err
	}
	raw, err := os.ReadFile(c.To)
	if err != nil {
		return fmt.Errorf("read the new master key: %w", err)
	}
	fresh, err := seal.ParseKey(string(raw))
	if err != nil {
		return fmt.Errorf("the new master key: %w", err)
	}
	n, err := daemon.RotateKeys(context.Background(), cfg, fresh)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.out, "ok: %d keys; put the new master key in place of the old one before you start the daemon\n", n)
	return err
}
