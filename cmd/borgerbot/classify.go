package main

import (
	"bytes"
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
	whose
	JSON     bool     `help:"Print one JSON object a line."`
	Color    string   `default:"auto" enum:"auto,always,never" help:"Mark what counted in colours: auto (at a terminal), always or never."`
	Received string   `placeholder:"DATE" help:"The day the letters came, such as 2026-03-16; otherwise each letter's own date."`
	Files    []string `arg:"" name:"file" help:"Letters, one a file, as a mail program saves them (.eml)."`
}

// Help tells what is printed.
func (classifyCommand) Help() string {
	return `Of each letter: what it is called, the letter with the words that counted in
colours or brackets, how the rules add up, and why the verdict follows. Nothing
is sent, and neither a database nor the network is used.`
}

// Run judges letters from files. A file that cannot be read is told of, and the
// others are judged.
func (c classifyCommand) Run(t terminal) error {
	cfg, err := c.office()
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
	if !c.JSON {
		tellRules(t.out, cfg)
	}
	colours, failed := c.colours(t), false
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
		l.Automatic = msg.Automatic.Is
		verdict, working := judge.Work(l)
		report := scope.NewReport(file, cfg.Preset, l, verdict, scope.ReportAutomatic{
			Is: msg.Automatic.Is, Reason: string(msg.Automatic.Reason),
		})
		switch {
		case c.JSON:
			err = printJSON(t.out, report)
		case colours:
			_, err = io.WriteString(t.out, report.Coloured()+"\n"+judge.Explain(verdict, working)+"\n")
		default:
			_, err = io.WriteString(t.out, report.Text()+"\n"+judge.Explain(verdict, working)+"\n")
		}
		if err != nil {
			return err
		}
	}
	if failed {
		return errShown
	}
	return nil
}

// colours reports whether to print them: where a person looks at a terminal, and
// has not set NO_COLOR (no-color.org).
func (c classifyCommand) colours(t terminal) bool {
	if c.Color != "auto" {
		return c.Color == "always"
	}
	file, ok := t.out.(*os.File)
	if !ok || t.env("NO_COLOR") != "" {
		return false
	}
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// readLetter parses a file. What is wrong with the letter is no error; what is
// wrong with the file is, and names it.
func readLetter(file string) (mailmsg.Message, error) {
	if what := document(file); what != "" {
		return mailmsg.Message{}, fmt.Errorf("%s is %s and not mail; save the mail itself as .eml", file, what)
	}
	msg, err := mailmsg.Parse(func() (io.ReadCloser, error) { return os.Open(file) }, mailmsg.DefaultLimits())
	if err == nil && headless(msg) && binary(file) {
		err = fmt.Errorf("%s is not mail: it has no header, and is no text", file)
	}
	return msg, err
}

// headless reports whether nothing of a mail's header was found.
func headless(m mailmsg.Message) bool {
	return len(m.From) == 0 && len(m.To) == 0 && m.Subject.Empty() && m.MessageID == "" && m.Date.IsZero()
}

// documents are what people save in place of a mail, by how the file begins.
var documents = []struct{ begins, what string }{
	{"%PDF", "a PDF document"},
	{"PK\x03\x04", "a zip archive or an Office document"},
	{"\xD0\xCF\x11\xE0", "an Outlook message (.msg) or an old Office document"},
}

// document says what a file is that begins as no mail does.
func document(file string) string {
	start := begin(file)
	for _, d := range documents {
		if bytes.HasPrefix(start, []byte(d.begins)) {
			return d.what
		}
	}
	return ""
}

// binary reports whether a file begins as no text does: with a zero byte in it.
func binary(file string) bool { return bytes.IndexByte(begin(file), 0) >= 0 }

// begin is how a file begins; nothing, where it cannot be read.
func begin(file string) []byte {
	f, err := os.Open(file)
	if err != nil {
		return nil
	}
	defer f.Close()
	start, err := io.ReadAll(io.LimitReader(f, 8<<10))
	if err != nil {
		return nil
	}
	return start
}

// dated is the day a letter says it was written, or today: without a mailbox
// nobody knows when it came.
func dated(cfg *config.Config, msg mailmsg.Message) calendar.Date {
	if msg.Date.IsZero() {
		return cfg.Rules().Today(time.Now())
	}
	return cfg.Rules().Today(msg.Date)
}
