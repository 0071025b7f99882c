package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"borgerbot/internal/config"
	"borgerbot/internal/measure"
	"borgerbot/internal/scope"
)

type rulesCommands struct {
	Test   rulesTest   `cmd:"" help:"Try the examples in the rules, or measure the rules on labelled letters."`
	Learn  rulesLearn  `cmd:"" help:"Learn from labelled letters how much single words say, and print the lexicon."`
	Review rulesReview `cmd:"" help:"List where advisers decided otherwise than suggested, as references and ids of rules."`
}

type rulesTest struct {
	whose
	JSON    bool     `help:"Print JSON: one object a line, one line a directory."`
	Details bool     `help:"List every letter with all of its evidence, not only those read otherwise than labelled."`
	Dirs    []string `arg:"" optional:"" name:"dir" help:"Directories of labelled letters: labels.jsonl and the letters it names."`
}

// Help tells what the labels are.
func (rulesTest) Help() string {
	return `Without a directory the examples in the rules are tried, file by file; the exit
code is 1 if one fails.

labels.jsonl has one JSON object a letter: "file" and "received" (2026-03-16),
and any of "verdict", "kinds", "grounds", "sensitive", "flags" (codes),
"cpr_count", "event_date" (a day, a month or a year; null: the letter dates
nothing) or "event_from" and "event_to", "ongoing", "representative",
"power_of_attorney_attached", "no_sharing", "anonymous", "language",
"ambiguous", "evidence", "note", and "spans": [{"label","text"}]. What a line
leaves out is not measured for its letter.

The letters' own words are printed.`
}

// Run tries or measures the rules.
func (c rulesTest) Run(t terminal) error {
	cfg, err := c.office()
	if err != nil {
		return err
	}
	if !c.JSON {
		tellRules(t.out, cfg)
	}
	if len(c.Dirs) == 0 {
		return c.examples(t, cfg)
	}
	judge, err := readRules(cfg)
	if err != nil {
		return err
	}
	for _, dir := range c.Dirs {
		figures, err := c.measure(dir, cfg, judge)
		if err != nil {
			return err
		}
		if c.JSON {
			err = printJSON(t.out, figures)
		} else {
			_, err = io.WriteString(t.out, figures.Text())
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c rulesTest) measure(dir string, cfg *config.Config, judge *scope.Classifier) (measure.Figures, error) {
	letters := os.DirFS(dir)
	set, err := measure.Read(letters, dir)
	if err != nil {
		return measure.Figures{}, err
	}
	judged, err := measure.Judge(letters, set, judge)
	if err != nil {
		return measure.Figures{}, err
	}
	return measure.Measure(set, judged, cfg.Scope(), c.Details), nil
}

// examples tries the rules' own examples.
func (c rulesTest) examples(t terminal, cfg *config.Config) error {
	files, err := cfg.RuleFiles()
	if err != nil {
		return err
	}
	tried, err := scope.Try(files, cfg.Scope())
	if err != nil {
		return fmt.Errorf("read rules: %w", err)
	}
	if len(tried.Without) > 0 {
		fmt.Fprintf(t.err, "borgerbot: warning: no rule speaks for: %s\n", strings.Join(tried.Without, ", "))
	}
	passed, all := 0, 0
	var mistakes []error
	for _, trial := range tried.Files {
		passed, all = passed+trial.Passed, all+trial.Examples
		mistakes = append(mistakes, trial.Mistakes...)
		if !c.JSON {
			fmt.Fprintf(t.out, "%s: %d of %d\n", trial.File, trial.Passed, trial.Examples)
		}
	}
	if c.JSON {
		err = printJSON(t.out, struct {
			Passed   int `json:"passed"`
			Examples int `json:"examples"`
		}{passed, all})
	} else {
		_, err = fmt.Fprintf(t.out, "examples right: %d of %d\n", passed, all)
	}
	if err != nil {
		return err
	}
	return errors.Join(append(mistakes, tried.Missing...)...)
}

// printJSON prints an object on a line.
func printJSON(out io.Writer, object any) error {
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(object)
}
