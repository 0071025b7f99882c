package main

import (
	"fmt"
	"strings"

	"borgerbot/internal/config"
)

type configCommands struct {
	Check   configCheck   `cmd:"" help:"Say what is wrong with a configuration, its letters, rules and calendar."`
	Example configExample `cmd:"" help:"Print a preset with its explanations, to begin from."`
	Show    configShow    `cmd:"" help:"Print a configuration as it is in force, without secrets."`
}

type configExample struct {
	Preset string `arg:"" optional:"" default:"lejre" complete:"preset" help:"${presets}"`
}

// Run prints a preset.
func (c configExample) Run(t terminal) error {
	raw, err := config.Example(c.Preset)
	if err != nil {
		return usageError{err}
	}
	_, err = t.out.Write(raw)
	return err
}

type configShow struct {
	File string `arg:"" help:"The office's configuration."`
}

// Run prints a configuration.
func (c configShow) Run(t terminal) error {
	cfg, err := config.Read(c.File)
	if err != nil {
		return refused(c.File, err)
	}
	raw, err := cfg.Show()
	if err == nil {
		_, err = t.out.Write(raw)
	}
	return err
}

// refused is the error of a command that cannot work with a configuration.
func refused(file string, err error) error {
	if _, ok := err.(config.Mistakes); !ok {
		return err
	}
	return fmt.Errorf("%s cannot be used:\n%w", file, err)
}

// office reads the configuration a command works with: a file's or a preset's.
func office(file, preset string) (*config.Config, error) {
	if file == "" {
		cfg, err := config.Preset(preset)
		if err != nil {
			return nil, usageError{err}
		}
		return cfg, nil
	}
	cfg, err := config.Read(file)
	if err != nil {
		return nil, refused(file, err)
	}
	return cfg, nil
}

// presets names the presets for the help.
func presets() string { return "One of: " + strings.Join(config.Presets(), ", ") + "." }
