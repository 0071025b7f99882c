package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

// model is the parser, whose model names every command.
func model(t *testing.T) *kong.Kong {
	t.Helper()
	var out bytes.Buffer
	parser, err := newParser(&commands{}, terminal{out: &out, err: &out, env: func(string) string { return "" }}, func(int) {})
	if err != nil {
		t.Fatal(err)
	}
	return parser
}

// everyCommand are the names of all commands but the hidden.
func everyCommand(t *testing.T) (all []string) {
	t.Helper()
	for _, node := range model(t).Model.Leaves(true) {
		all = append(all, commandName(node))
	}
	return all
}

// TestEveryCommandHasAPage: what a command reads, writes, whether it may be used
// beside the daemon, and an example that the program understands.
func TestEveryCommandHasAPage(t *testing.T) {
	all, err := readPages()
	if err != nil {
		t.Fatal(err)
	}
	names := everyCommand(t)
	for _, name := range names {
		p, ok := all[name]
		if !ok {
			t.Errorf("%s has no page: write it in manual/pages.yaml", name)
			continue
		}
		for field, text := range map[string]string{"reads": p.Reads, "writes": p.Writes, "beside": p.Beside} {
			if text == "" {
				t.Errorf("%s: the page does not say %s", name, field)
			}
		}
		if len(p.Examples) == 0 {
			t.Errorf("%s has no example", name)
		}
		for _, e := range p.Examples {
			if e.Does == "" {
				t.Errorf("%s: nobody says what %q does", name, e.Run)
			}
			understood(t, "manual/pages.yaml", e.Run, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if !slices.Contains(names, name) {
			t.Errorf("there is a page of %s, and no such command", name)
		}
	}
}

// TestHelp compares the help of every command with what is kept of it.
func TestHelp(t *testing.T) {
	kept := map[string]bool{}
	for _, name := range everyCommand(t) {
		var out, errs bytes.Buffer
		code := run(append(strings.Fields(name), "--help"), terminal{out: &out, err: &errs, env: func(string) string { return "" }})
		if code != exitOK || errs.Len() > 0 {
			t.Errorf("%s --help: %d, %s", name, code, &errs)
		}
		file := filepath.Join("testdata", "help", strings.ReplaceAll(name, " ", "_")+".golden")
		kept[file] = true
		if *update {
			if err := os.WriteFile(file, out.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil || out.String() != string(want) {
			t.Errorf("%s differs (%v); run with -update and read the diff", file, err)
		}
		for line := range strings.Lines(out.String()) {
			if strings.Contains(line, "–help") || strings.TrimRight(line, " \n") != strings.TrimRight(line, "\n") {
				t.Errorf("%s: space at the end of %q", name, line)
			}
		}
	}
	files, err := filepath.Glob(filepath.Join("testdata", "help", "*.golden"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !kept[file] {
			t.Errorf("%s is of no command; delete it", file)
		}
	}
}

// TestMan: the whole manual has every command's help.
func TestMan(t *testing.T) {
	var out, errs bytes.Buffer
	if code := run([]string{"man"}, terminal{out: &out, err: &errs, env: func(string) string { return "" }}); code != exitOK || errs.Len() > 0 {
		t.Fatalf("man: %d, %s", code, &errs)
	}
	for _, name := range everyCommand(t) {
		for _, want := range []string{"\n\n" + strings.ToUpper("borgerbot "+name) + "\n", "Usage: borgerbot " + name} {
			if !strings.Contains(out.String(), want) {
				t.Errorf("the manual has no %q", want)
			}
		}
	}
}

// quoted are words in quotation marks of a shell, as one.
var quoted = regexp.MustCompile(`"[^"]*"|'[^']*'`)

// understood reports a command line that the program does not understand. Where want
// is given it must be of that command. A line that only names a command may leave out
// its arguments.
func understood(t *testing.T, where, line, want string) {
	t.Helper()
	_, after, ok := strings.Cut(line, "borgerbot")
	if !ok {
		t.Errorf("%s: %q is no command of ours", where, line)
		return
	}
	after = strings.ReplaceAll(after, "BR-…", "BR-7K3QXM-R")
	after = quoted.ReplaceAllString(after, "TEXT")
	if i := strings.IndexAny(after, "|><;)#…"); i >= 0 {
		after = after[:i]
	}
	words := strings.Fields(strings.NewReplacer("[", "", "]", "", "\\", "").Replace(after))
	parser := model(t)
	ctx, err := kong.Trace(parser, words)
	if err != nil {
		t.Errorf("%s: %q: %v", where, line, err)
		return
	}
	if node := ctx.Selected(); ctx.Error == nil && node != nil && (want == "" || commandName(node) == want) {
		if _, err = parser.Parse(words); err == nil || commandName(node) == strings.Join(words, " ") {
			return
		}
	} else if err = ctx.Error; err == nil {
		if len(words) == 0 || strings.HasPrefix(words[0], "-") {
			return
		}
		t.Errorf("%s: %q is not the command %q", where, line, want)
		return
	}
	t.Errorf("%s: %q is not understood: %v", where, line, err)
}
