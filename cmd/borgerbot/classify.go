package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/config"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/scope"
)

type classifyCommand struct {
	JSON     bool     `help:"Print one JSON object a line."`
	Preset   string   `default:"lejre" help:"Whose rules: horsens or lejre."`
	Received string   `placeholder:"DATE" help:"The day the letters came, such as 2026-03-16; otherwise each letter's own date."`
	Files    []string `arg:"" name:"file" help:"Letters, one a file, as a mail program saves them (.eml)."`
}

// Run judges letters from files. A file that cannot be read is told of, and the
// others are judged.
func (c classifyCommand) Run(t terminal) error {
	cfg, err := office("", c.Preset)
	if err != nil {
		return err
	}
	var received calendar.Date
	if c.Received != "" {
		if received, err = calendar.ParseDate(c.Received); err != nil {
			return usageError{err}
		}
	}
	judge, err := readRules(cfg)
	if err != nil {
		return err
	}
	failed := false
	for _, file := range c.Files {
		msg, err := readLetter(file)
		if err != nil {
			t.complain(err)
			failed = true
			continue
		}
		day := received
		if day.IsZero() {
			day = dated(cfg, msg)
		}
		l := scope.Read(msg, day)
		report := scope.NewReport(file, cfg.Preset, l, judge.Judge(l), scope.ReportAutomatic{
			Is: msg.Automatic.Is, Reason: string(msg.Automatic.Reason),
		})
		if err := c.print(t.out, report); err != nil {
			return err
		}
	}
	if failed {
		return errShown
	}
	return nil
}

func (c classifyCommand) print(out io.Writer, r scope.Report) error {
	if !c.JSON {
		_, err := io.WriteString(out, r.Text())
		return err
	}
	return printJSON(out, r)
}

func readRules(cfg *config.Config) (*scope.Classifier, error) {
	files, err := cfg.RuleFiles()
	if err != nil {
		return nil, err
	}
	judge, err := scope.Load(files, cfg.Scope())
	if err != nil {
		return nil, fmt.Errorf("read rules: %w", err)
	}
	return judge, nil
}

// readLetter parses a file. What is wrong with the letter is no error; what is
// wrong with the file is, and names it.
func readLetter(file string) (mailmsg.Message, error) {
	return mailmsg.Parse(func() (io.ReadCloser, error) { return os.Open(file) }, mailmsg.DefaultLimits())
}

// dated is the day a letter says it was written, or today: without a mailbox
// nobody knows when it came.
func dated(cfg *config.Config, msg mailmsg.Message) calendar.Date {
	if msg.Date.IsZero() {
		return cfg.Rules().Today(time.Now())
	}
	return cfg.Rules().Today(msg.Date)
}
