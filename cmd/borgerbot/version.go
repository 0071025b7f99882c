package main

import (
	"fmt"
	"runtime/debug"
)

type versionCommand struct{}

// Run prints the version, the commit and the Go release the program was built
// from, as the Go tool has recorded them.
func (versionCommand) Run(t terminal) error {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		_, err := fmt.Fprintln(t.out, "borgerbot")
		return err
	}
	commit := ""
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			commit = " " + setting.Value
		}
	}
	_, err := fmt.Fprintf(t.out, "borgerbot %s%s %s\n", info.Main.Version, commit, info.GoVersion)
	return err
}
