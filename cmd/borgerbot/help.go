package main

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
	"github.com/goccy/go-yaml"
)

// pages is what the help says of each command beyond its arguments and flags.
//
//go:embed manual/pages.yaml
var pages []byte

// page is the help of one command.
type page struct {
	Does     string    `yaml:"does"`   // where its method Help does not say it
	Reads    string    `yaml:"reads"`  // what it needs
	Writes   string    `yaml:"writes"` // what it changes
	Beside   string    `yaml:"beside"` // whether it may be used while the daemon runs
	Exit     []string  `yaml:"exit"`   // what the exit codes mean that are its own
	Examples []example `yaml:"examples"`
}

type example struct {
	Run  string `yaml:"run"`
	Does string `yaml:"does"`
}

// readPages reads the pages. Only who asks for help waits for it.
func readPages() (map[string]page, error) {
	all := map[string]page{}
	err := yaml.UnmarshalWithOptions(pages, &all, yaml.Strict())
	return all, err
}

// printHelp prints kong's help and then the page of the command it is about.
func printHelp(options kong.HelpOptions, ctx *kong.Context) error {
	if err := kong.DefaultHelpPrinter(options, ctx); err != nil {
		return err
	}
	node := ctx.Selected()
	if node == nil || !node.Leaf() {
		return nil
	}
	all, err := readPages()
	if err != nil {
		return err
	}
	return all[commandName(node)].print(ctx.Stdout)
}

// commandName is how a command is called, without the program's name.
func commandName(node *kong.Node) string {
	var words []string
	for ; node != nil && node.Type == kong.CommandNode; node = node.Parent {
		words = append([]string{node.Name}, words...)
	}
	return strings.Join(words, " ")
}

// everyExit are the exit codes that all commands share, for those that say nothing else
// of a code.
var everyExit = []string{"0: done", "1: it failed; the last line on standard error says why and what to do", "2: the command line is wrong"}

func (p page) print(out io.Writer) error {
	var b strings.Builder
	if p.Does != "" {
		fmt.Fprintf(&b, "\n%s\n", wrap(p.Does, ""))
	}
	fmt.Fprintf(&b, "\nReads:\n%s\n\nWrites:\n%s\n\nBeside a running daemon:\n%s\n", wrap(p.Reads, indent), wrap(p.Writes, indent), wrap(p.Beside, indent))
	b.WriteString("\nExit codes:\n")
	for _, line := range p.exits() {
		fmt.Fprintf(&b, "%s\n", wrap(line, indent))
	}
	b.WriteString("\nExamples:\n")
	for _, e := range p.Examples {
		fmt.Fprintf(&b, "%s%s\n%s\n", indent, e.Run, wrap(e.Does, indent+indent))
	}
	_, err := io.WriteString(out, b.String())
	return err
}

// exits are the exit codes of a command; what it says itself of a code goes before
// what is said of all.
func (p page) exits() []string {
	own := strings.Join(p.Exit, "\n")
	var all []string
	for _, line := range everyExit {
		code, _, _ := strings.Cut(line, ":")
		if !strings.Contains("\n"+own, "\n"+code+":") {
			all = append(all, line)
		}
	}
	all = append(all, p.Exit...)
	slices.Sort(all)
	return all
}

const (
	indent = "  "
	// width is that of kong's own help where it does not know the terminal's.
	width = 80
)

// wrap breaks a text into lines, each after an indentation.
func wrap(text, before string) string {
	var lines []string
	line := before
	for word := range strings.FieldsSeq(text) {
		if len(line)+len(word) >= width && line != before {
			lines, line = append(lines, line), before
		}
		if line != before {
			line += " "
		}
		line += word
	}
	return strings.Join(append(lines, line), "\n")
}

type manCommand struct{}

// Run prints the help of every command, one after another.
func (manCommand) Run(t terminal) error {
	parser, err := newParser(&commands{}, t, func(int) {})
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "BORGERBOT\n\n%s\n", parser.Model.Help)
	for _, node := range parser.Model.Leaves(true) {
		name := commandName(node)
		fmt.Fprintf(t.out, "\n\n%s\n\n", strings.ToUpper("borgerbot "+name))
		ctx, err := kong.Trace(parser, strings.Fields(name))
		if err != nil {
			return err
		}
		if err := printHelp(kong.HelpOptions{Compact: true, ValueFormatter: kong.DefaultHelpValueFormatter}, ctx); err != nil {
			return err
		}
	}
	return nil
}
