package main

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"borgerbot/internal/card"
	"borgerbot/internal/config"
)

// The scripts that ask "borgerbot complete" what may follow.
var (
	//go:embed manual/completion.bash
	bashScript string
	//go:embed manual/completion.zsh
	zshScript string
	//go:embed manual/completion.fish
	fishScript string
)

type completionCommand struct {
	Shell string `arg:"" enum:"bash,zsh,fish" help:"One of: bash, zsh, fish."`
}

// Run prints the script for a shell.
func (c completionCommand) Run(t terminal) error {
	_, err := io.WriteString(t.out, map[string]string{"bash": bashScript, "zsh": zshScript, "fish": fishScript}[c.Shell])
	return err
}

// completeCommand is what the scripts call.
type completeCommand struct {
	Words []string `arg:"" optional:"" passthrough:""`
}

// Run prints what the last of the words may become, a line each, what it is behind a
// tab. Nothing is printed where a file or the person's own word is meant.
func (c completeCommand) Run(t terminal) error {
	parser, err := newParser(&commands{}, t, func(int) {})
	if err != nil {
		return err
	}
	words := c.Words
	if len(words) > 0 && words[0] == "--" {
		words = words[1:]
	}
	for _, w := range complete(parser.Model.Node, joined(words)) {
		fmt.Fprintf(t.out, "%s\t%s\n", w.text, w.help)
	}
	return nil
}

// joined puts together what bash takes apart at "=".
func joined(words []string) (whole []string) {
	glue := false
	for _, w := range words {
		switch last := len(whole) - 1; {
		case w == "=" && last >= 0 && strings.HasPrefix(whole[last], "--"):
			whole[last] += w
			glue = true
		case glue:
			whole[last] += w
			glue = false
		default:
			whole = append(whole, w)
		}
	}
	return whole
}

// word is what may follow, and what it is.
type word struct{ text, help string }

// complete is what may stand where the last of words stands.
func complete(node *kong.Node, words []string) (all []word) {
	if len(words) == 0 {
		words = []string{""}
	}
	before, typed := words[:len(words)-1], words[len(words)-1]
	at := place{node: node}
	for _, w := range before {
		at.pass(w)
	}
	for _, w := range at.next(typed) {
		if strings.HasPrefix(w.text, typed) {
			all = append(all, w)
		}
	}
	return all
}

// place is how far a command line has come.
type place struct {
	node    *kong.Node
	waiting *kong.Flag // whose value comes next
	args    int        // arguments there have been
}

// pass goes past a word.
func (p *place) pass(w string) {
	if p.waiting != nil {
		p.waiting = nil
		return
	}
	if name, ok := strings.CutPrefix(w, "-"); ok && name != "" {
		name, _, whole := strings.Cut(strings.TrimPrefix(name, "-"), "=")
		if f := p.flag(name); f != nil && !whole && !f.IsBool() {
			p.waiting = f
		}
		return
	}
	for _, child := range p.node.Children {
		if child.Type == kong.CommandNode && child.Name == w {
			p.node = child
			return
		}
	}
	p.args++
}

func (p *place) flags() (all []*kong.Flag) {
	for _, group := range p.node.AllFlags(true) {
		all = append(all, group...)
	}
	return all
}

func (p *place) flag(name string) *kong.Flag {
	for _, f := range p.flags() {
		if f.Name == name || f.Short != 0 && string(f.Short) == name {
			return f
		}
	}
	return nil
}

// next is all that may stand here.
func (p *place) next(typed string) (all []word) {
	switch name, _, whole := strings.Cut(strings.TrimPrefix(typed, "--"), "="); {
	case p.waiting != nil:
		return choices(p.waiting.Value, "")
	case strings.HasPrefix(typed, "--") && whole:
		if f := p.flag(name); f != nil {
			return choices(f.Value, "--"+name+"=")
		}
	case strings.HasPrefix(typed, "-"):
		for _, f := range p.flags() {
			all = append(all, word{"--" + f.Name, f.Help})
		}
	case p.args < len(p.node.Positional):
		return choices(p.node.Positional[p.args], "")
	case p.args == 0:
		for _, child := range p.node.Children {
			if child.Type == kong.CommandNode && !child.Hidden {
				all = append(all, word{child.Name, child.Help})
			}
		}
	}
	return all
}

// choices are what a value is one of, behind a flag's name; none where it is a
// person's own word or a file.
func choices(v *kong.Value, before string) (all []word) {
	texts := v.EnumSlice()
	switch v.Tag.Get("complete") {
	case "preset":
		texts = config.Presets()
	case "act":
		for _, act := range card.Commanded() {
			texts = append(texts, string(act))
		}
	}
	texts = slices.DeleteFunc(texts, func(text string) bool { return text == "" })
	for _, text := range texts {
		all = append(all, word{before + text, ""})
	}
	return all
}
