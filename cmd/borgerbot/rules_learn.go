package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"borgerbot/internal/casework"
	"borgerbot/internal/learn"
	"borgerbot/internal/measure"
	"borgerbot/internal/scope"
)

type rulesLearn struct {
	whose
	Passages []string `placeholder:"DIR" help:"Directories of labelled passages: .txt files, one passage a line, as labels, language and words separated by |."`
	Output   string   `placeholder:"FILE" help:"Write the lexicon to this file, such as rules/lexicon.tsv, when all of it has been learned."`
	Try      bool     `help:"Print instead how right it would be about letters it has not seen."`
	Dirs     []string `arg:"" name:"dir" help:"Directories of labelled letters, as rules test reads them."`
}

// Help tells where the result belongs.
func (rulesLearn) Help() string {
	return `Prints the lexicon: what the letters and passages teach about single words, and
how that is weighed against the rules. It belongs beside the rules, in
lexicon.tsv; one that is there already is not read. The same input prints the
same. The program's own lexicon was made, in one to two minutes, by

  borgerbot rules learn --output config/rules/lexicon.tsv \\
    --passages internal/learn/testdata/passages internal/learn/testdata/letters`
}

// fewLetters is how many are too few to learn from.
const fewLetters = 300

// Run learns and prints.
func (c rulesLearn) Run(t terminal) error {
	cfg, err := c.office()
	if err != nil {
		return err
	}
	tellRules(t.err, cfg)
	rules, err := compile(cfg, scope.LoadRules)
	if err != nil {
		return err
	}
	reader := learn.NewReader(rules)
	for _, dir := range c.Dirs {
		if err := learnLetters(reader, dir); err != nil {
			return err
		}
	}
	for _, dir := range c.Passages {
		if err := learnPassages(reader, dir); err != nil {
			return err
		}
	}
	letters, passages := reader.Read()
	fmt.Fprintf(t.err, "read %d letters and %d passages; learning, which takes a minute or two for some thousand letters\n", letters, passages)
	if letters < fewLetters {
		fmt.Fprintf(t.err, "borgerbot: warning: %d letters are too few to learn from: such a lexicon is worse than the one in config/rules; label %d or more\n", letters, fewLetters)
	}
	if c.Try {
		_, err = io.WriteString(t.out, learn.Try(reader.Corpus(), learned()))
		return err
	}
	return c.write(t, learn.Train(reader.Corpus(), learned()))
}

// write prints the lexicon, or puts it whole into the place of the old one.
func (c rulesLearn) write(t terminal, lexicon *scope.Lexicon) error {
	if c.Output == "" {
		_, err := lexicon.WriteTo(t.out)
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(c.Output), ".lexicon-*")
	if err != nil {
		return err
	}
	defer os.Remove(file.Name()) // where it has not been renamed
	_, err = lexicon.WriteTo(file)
	if err = errors.Join(err, file.Chmod(0o644), file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Rename(file.Name(), c.Output); err != nil {
		return err
	}
	fmt.Fprintf(t.err, "wrote %s\n", c.Output)
	return nil
}

// learned are the labels that words can tell of. Whether a time limit may run is a
// matter of dates.
func learned() []string {
	labels := []string{scope.SideInside, scope.SideOutside}
	for _, kind := range casework.Kinds() {
		labels = append(labels, string(kind))
	}
	for _, ground := range casework.Grounds() {
		labels = append(labels, string(ground))
	}
	for _, flag := range casework.Flags() {
		labels = append(labels, string(flag))
	}
	return slices.DeleteFunc(labels, func(label string) bool { return label == string(casework.FlagAppealClock) })
}

func learnLetters(reader *learn.Reader, dir string) error {
	letters := os.DirFS(dir)
	set, err := measure.Read(letters, dir)
	if err != nil {
		return err
	}
	for _, l := range set.Letters {
		letter, err := set.Letter(letters, l)
		if err != nil {
			return err
		}
		var labels []string
		for label, given := range l.Given {
			if given {
				labels = append(labels, label)
			}
		}
		var spans []learn.Span
		for _, s := range l.Spans {
			for _, label := range scope.Implied([]string{s.Label}) {
				spans = append(spans, learn.Span{Label: label, Text: s.Text})
			}
		}
		reader.Letter(letter, scope.Implied(labels), spans)
	}
	return nil
}

// learnPassages reads the files of a directory in the order of their names.
func learnPassages(reader *learn.Reader, dir string) error {
	files, err := fs.Glob(os.DirFS(dir), "*.txt")
	if err != nil || len(files) == 0 {
		return fmt.Errorf("%s has no passages: write .txt files of lines labels|language|words", dir)
	}
	for _, name := range files {
		if err := learnLines(reader, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// learnLines reads a file of labelled passages, one a line:
// "delay,conduct|da|I svarer ikke, og I er sure."; "none" is no label.
func learnLines(reader *learn.Reader, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	known := append(learned(), string(casework.FlagAppealClock), "none")
	lines := bufio.NewScanner(file)
	for number := 1; lines.Scan(); number++ {
		labels, rest, ok := strings.Cut(lines.Text(), "|")
		_, words, more := strings.Cut(rest, "|")
		if !ok || !more || words == "" {
			return fmt.Errorf("%s:%d: write labels|language|words", name, number)
		}
		var list []string
		for label := range strings.SplitSeq(labels, ",") {
			if !slices.Contains(known, label) {
				return fmt.Errorf("%s:%d: there is no such label; write codes of kinds, grounds or flags, or none, before the first |", name, number)
			}
			list = append(list, label)
		}
		reader.Passage(words, scope.Implied(list))
	}
	return lines.Err()
}
