package scope

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"borgerbot/internal/casework"
)

// Trial is how the examples of one file of rules came out.
type Trial struct {
	File     string
	Passed   int
	Examples int
	Mistakes []error // those that failed, with file, line and what to do
}

// Trials are how the examples of all rules came out.
type Trials struct {
	Files []Trial
	// Missing are mistakes of the rules as a whole: what they must have and do not.
	Missing []error
	// Without are the labels that no rule speaks for, though the office uses them.
	Without []string
}

// Try reads the rules as [Load] does and tells how the examples of each file come
// out. The error is what keeps them from being tried at all; Load refuses what has
// any mistake.
func Try(fsys fs.FS, office Office) (Trials, error) {
	l := readAll(fsys, office)
	if len(l.errs) > 0 {
		return Trials{}, errors.Join(l.errs...)
	}
	t := Trials{Files: l.try(), Without: l.without()}
	l.alarms()
	t.Missing = l.errs
	return t, nil
}

// without lists the labels that have no rule.
func (l *loader) without() []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(l.labels)), func(label string) bool {
		ground := casework.Ground(label)
		return slices.Contains(casework.Grounds(), ground) && !l.c.office.Grounds[ground].On ||
			slices.ContainsFunc(l.c.rules, func(r rule) bool { return r.label == label && !r.against })
	})
}

// try runs the examples of every rule, and the everyday sentences that no rule may
// match, file by file.
func (l *loader) try() []Trial {
	var trials []Trial
	of := func(file string) *Trial {
		if len(trials) == 0 || trials[len(trials)-1].File != file {
			trials = append(trials, Trial{File: file})
		}
		return &trials[len(trials)-1]
	}
	for _, e := range l.examples {
		t := of(e.file)
		t.Examples++
		fired, id := l.c.fired(e.text)[e.rule], l.c.rules[e.rule].id
		switch {
		case fired == e.match:
			t.Passed++
		case e.match:
			t.fail(e.line, "the rule %s does not match its example %q; add a phrase or change the example", id, e.text)
		default:
			t.fail(e.line, "the rule %s matches %q, which it must not; narrow its phrases or add one under unless", id, e.text)
		}
	}
	for _, sentence := range l.neutral.Sentences {
		t := of(fileNeutral)
		t.Examples++
		before := len(t.Mistakes)
		for n, fired := range l.c.fired(sentence.Text) {
			if fired && !isContext(l.c.rules[n].label) {
				t.fail(sentence.Line, "the rule %s matches the everyday sentence %q; it matches too much", l.c.rules[n].id, sentence.Text)
			}
		}
		if len(t.Mistakes) == before {
			t.Passed++
		}
	}
	return trials
}

func (t *Trial) fail(line int, format string, args ...any) {
	t.Mistakes = append(t.Mistakes, fmt.Errorf("%s:%d: %s", t.File, line, fmt.Sprintf(format, args...)))
}

// everyday is a sample of what all letters are full of, whatever they are about;
// a blank line stands between two letters. It comes with the program, so that an
// office's own rules are held to it too.
//
//go:embed everyday.txt
var everyday string

// tooBroad refuses phrases found in most everyday letters: they say nothing of
// what one of them is about.
func (l *loader) tooBroad() {
	letters := strings.Split(strings.TrimSpace(everyday), "\n\n")
	in := make([]int, len(l.c.uses))
	last := make([]int, len(l.c.uses))
	for n, letter := range letters {
		for s := range l.c.book.Scan(letter) {
			for _, h := range s.Hits {
				if last[h.Phrase] != n+1 {
					last[h.Phrase] = n + 1
					in[h.Phrase]++
				}
			}
		}
	}
	for p, u := range l.c.uses {
		if u.as != usePhrase || isContext(l.c.rules[u.rule].label) || 2*in[p] <= len(letters) {
			continue
		}
		l.fail(l.used[p].file, l.used[p].Line, "the phrase %q of rule %s is in %d of %d everyday letters, whatever they are about; "+
			"write more of the sentence that is meant", l.used[p].Text, l.c.rules[u.rule].id, in[p], len(letters))
	}
}
