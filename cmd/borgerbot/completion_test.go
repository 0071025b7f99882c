package main

import (
	"bytes"
	"slices"
	"strings"
	"testing"
)

// TestComplete: what may follow on a command line. The last word is the one that is
// being typed.
func TestComplete(t *testing.T) {
	for _, row := range []struct {
		line string
		want string // all that may follow; "" leaves it to the shell
	}{
		{"re", "retention report restore"},
		{"case e", "export erase"},
		{"case ", "list show act new note export handed-over hold erase"},
		{"ser", "serve"},
		{"serve ", ""},
		{"serve --", "--help"},
		{"config example ", "demo horsens lejre"},
		{"config example l", "lejre"},
		{"config example lejre ", ""},
		{"completion ", "bash zsh fish"},
		{"classify --color ", "auto always never"},
		{"classify --color=a", "--color=auto --color=always"},
		{"classify --color = n", "--color=never"},
		{"classify --color=never --pre", "--preset"},
		{"classify --preset h", "horsens"},
		{"classify --received ", ""},
		{"classify --json l", ""},
		{"outbox resolve office.yaml key ", "sent again not_sent"},
		{"case act --as a1 office.yaml BR-7K3QXM-R ext", "extend_deadline extend_request"},
		{"case act office.yaml BR-7K3QXM-R close --s", "--set"},
		{"comple", "completion"},
		{"nonsense ", ""},
		{"config nonsense ", ""},
	} {
		var out, errs bytes.Buffer
		args := append([]string{"complete", "--"}, strings.Split(row.line, " ")...)
		if code := run(args, terminal{out: &out, err: &errs, env: func(string) string { return "" }}); code != exitOK {
			t.Errorf("%q: exit code %d, %s", row.line, code, &errs)
		}
		var got []string
		for line := range strings.Lines(out.String()) {
			word, _, _ := strings.Cut(line, "\t")
			got = append(got, word)
		}
		if want := strings.Fields(row.want); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", row.line, got, want)
		}
	}
}

// TestCompletionKnowsEveryCommand: each can be reached, and none that is hidden.
func TestCompletionKnowsEveryCommand(t *testing.T) {
	root := model(t).Model.Node
	for _, name := range everyCommand(t) {
		words := strings.Fields(name)
		last := words[len(words)-1]
		found := complete(root, words)
		if !slices.ContainsFunc(found, func(w word) bool { return w.text == last && w.help != "" }) {
			t.Errorf("%s is not offered: %v", name, found)
		}
	}
}
