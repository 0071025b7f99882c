package config

import (
	"fmt"
	"strings"
)

// check finds what is well-formed and cannot be meant.
func (l *loader) check() {
	l.checkOwn()
	l.checkOffice()
	l.checkAdvisers()
	l.checkDepartments()
	l.checkMailboxes()
	l.checkSubmission()
	l.checkOAuth()
	l.checkSlack()
	l.checkCourse()
	l.checkDays()
	l.checkRemit()
	l.checkIntake()
	l.checkHealth()
	l.checkBackup()
	l.checkExport()
}

// must finds a mistake at a path unless ok. What could not be decoded, or has
// something in it that could not, has been found already. Other paths may be what
// the value does not fit: what stands in the office's own file is to blame.
func (l *loader) must(ok bool, path, text string, others ...string) {
	if !ok && !l.known(path, others) {
		l.found = append(l.found, l.finding(path, text, others))
	}
}

// doubt is must for what does not keep the program from running.
func (l *loader) doubt(ok bool, path, text string) {
	if !ok && !l.known(path, nil) {
		l.warned = append(l.warned, l.finding(path, text, nil))
	}
}

// number checks that a number lies between two others.
func (l *loader) number(path string, value, least, most int, others ...string) {
	l.must(value >= least && value <= most, path, fmt.Sprintf("write a number from %d to %d", least, most), others...)
}

// known reports whether a value at one of the paths is wrong already.
func (l *loader) known(path string, others []string) bool {
	for _, p := range append(others, path) {
		for wrong := range l.undecoded {
			if within(p, wrong) || within(wrong, p) {
				return true
			}
		}
	}
	return false
}

// within reports whether a path is another, or lies under it.
func within(path, other string) bool {
	rest, under := strings.CutPrefix(path, other)
	return under && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

// finding is at the path, or where the value at the path should stand.
func (l *loader) finding(path, text string, others []string) Finding {
	n, there := l.root.find(path)
	for _, other := range others {
		if o, found := l.root.find(other); n.src != l.own && found && o.src == l.own {
			n, there, path = o, true, other
		}
	}
	f := Finding{File: l.own.name, Line: 1, Path: path, Text: text}
	if n != l.root {
		f.File, f.Line = n.src.name, n.line
	}
	if there {
		f.Excerpt = n.excerpt(path)
	}
	return f
}

// checkOwn refuses to run an office on the invented values of a preset, and
// doubts values that are nobody's.
func (l *loader) checkOwn() {
	first, count := "", 0
	l.root.each("", func(path string, n *node) {
		if n.src != l.own && n.src.marked(n.line) {
			l.found = append(l.found, Finding{
				File: l.own.name, Line: 1, Path: path,
				Text: "write the office's own; the preset's is invented",
			})
			return
		}
		if strings.Contains(n.text, "example.org") || strings.HasPrefix(n.text, "00 00 00") {
			if count++; first == "" {
				first = path
			}
		}
	})
	l.doubt(count == 0, first,
		fmt.Sprintf("%d values are invented (example.org, 00 00 00), this is the first; write the office's own", count))
}

// unique finds the second of two equal values in a list.
func (l *loader) unique(seen map[string]string, value, path string) {
	value = strings.ToLower(value)
	if value == "" {
		return
	}
	if first, taken := seen[value]; taken {
		l.must(false, path, fmt.Sprintf("the same as %s; each needs its own", first))
		return
	}
	seen[value] = path
}
