package config

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Finding is something in a configuration that is wrong, or that is doubtful.
type Finding struct {
	File string // as it was named, or "preset lejre"
	Line int
	// Path is where in the configuration: "mailboxes[0].imap.server". It is empty
	// for what concerns the file as a whole.
	Path string
	Text string // what is wrong, and what to do
	// Excerpt is what stands there; empty where nothing does. It never holds a
	// secret.
	Excerpt string
	// Needed: it is a warning only because [Check] lets it pass; the program does not
	// start with it.
	Needed bool
}

// Brief writes the finding on one line.
func (f Finding) Brief() string {
	at := fmt.Sprintf("%s:%d: ", f.File, f.Line)
	if f.Path != "" {
		at += f.Path + ": "
	}
	return at + f.Text
}

// String writes the finding on one line, and what stands there on the next.
func (f Finding) String() string {
	if f.Excerpt == "" {
		return f.Brief()
	}
	return fmt.Sprintf("%s\n%6d | %s", f.Brief(), f.Line, f.Excerpt)
}

// Mistakes are everything that is wrong with a configuration, in the order of its
// lines.
type Mistakes []Finding

func (m Mistakes) Error() string {
	lines := make([]string, len(m))
	for i, f := range m {
		lines[i] = f.String()
	}
	return strings.Join(lines, "\n")
}

// inOrder sorts findings as a reader of the file meets them.
func inOrder(found []Finding) []Finding {
	slices.SortStableFunc(found, func(a, b Finding) int {
		return cmp.Or(strings.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line))
	})
	return found
}

// withheld stands in an excerpt for what may be a secret.
const withheld = "[withheld]"

// secretWords are parts of names of keys at which a secret may stand.
var secretWords = []string{"pass", "pwd", "secret", "token", "key", "credential"}

// secretive reports whether something at the path may be a secret.
func secretive(path string) bool {
	path = strings.ToLower(path)
	return slices.ContainsFunc(secretWords, func(word string) bool { return strings.Contains(path, word) })
}

// maxExcerpt is how many characters of a value are shown.
const maxExcerpt = 60

// shown is a value as a message may show it.
func shown(value, path string) string {
	switch {
	case value == "":
		return ""
	case secretive(path), strings.Contains(value, "@") && strings.ContainsAny(value, ":/"):
		return withheld // the second: user:password@host
	}
	if runes := []rune(value); len(runes) > maxExcerpt {
		value = string(runes[:maxExcerpt]) + "…"
	}
	return plain(value)
}

// plain takes characters out that would change the terminal or the line.
func plain(value string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '·'
		}
		return r
	}, value)
}
