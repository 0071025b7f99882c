package main

import (
	"fmt"

	"borgerbot/internal/seal"
)

type keysCommands struct {
	New keysNew `cmd:"" help:"Print a new master key. Keep it apart from the data: without it nothing can be read."`
}

type keysNew struct{}

// Run prints a random master key in the form master_key_file has.
func (keysNew) Run(t terminal) error {
	key := seal.NewKey()
	_, err := fmt.Fprintf(t.out, "%x\n", key[:])
	return err
}
