package main

import (
	"cmp"
	"fmt"
	"io"
	"io/fs"

	"borgerbot/internal/config"
	"borgerbot/internal/scope"
)

// whose says whose rules on the remit a command works with.
type whose struct {
	Preset string `placeholder:"NAME" xor:"office" complete:"preset" help:"Whose rules: horsens or lejre (which it is where nothing is said)."`
	Config string `placeholder:"FILE" xor:"office" help:"The office's configuration, instead of a preset."`
	Rules  string `placeholder:"DIR" help:"Rules to use instead of those of the preset or the configuration: a copy of config/rules, with your changes."`
}

// office reads the configuration, with the rules that were asked for.
func (w whose) office() (*config.Config, error) {
	cfg, err := office(w.Config, cmp.Or(w.Preset, "lejre"))
	if err == nil && w.Rules != "" {
		if err := cfg.UseRules(w.Rules); err != nil {
			return nil, fmt.Errorf("--rules: %w", err)
		}
	}
	return cfg, err
}

// tellRules prints where the rules come from: somebody who changes a copy must see
// which one is read.
func tellRules(out io.Writer, cfg *config.Config) {
	fmt.Fprintf(out, "rules: %s\n", cfg.RuleSource())
}

// readRules compiles the rules and the lexicon of a configuration.
func readRules(cfg *config.Config) (*scope.Classifier, error) { return compile(cfg, scope.Load) }

// compile reads the rules of a configuration as load does.
func compile(cfg *config.Config, load func(fs.FS, scope.Office) (*scope.Classifier, error)) (*scope.Classifier, error) {
	files, err := cfg.RuleFiles()
	if err != nil {
		return nil, err
	}
	judge, err := load(files, cfg.Scope())
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	return judge, nil
}
