package mailmsg

import (
	"strings"
	"unicode/utf8"
)

// lineWriter writes text the way a browser lays it out in lines: blanks are one
// blank, blocks begin lines, and there is never more than one empty line.
type lineWriter struct {
	buf []byte
	// lines, blank and tab wait for the next word.
	lines      int
	blank, tab bool
	// quote is how many quotations are open.
	quote int
	// hidden tells that what is written now is not shown; marks are the offsets
	// at which that changed.
	hidden, wasHidden bool
	marks             []int
}

// text writes text; with keepLines its line ends count.
func (w *lineWriter) text(text []byte, keepLines bool) {
	for len(text) > 0 {
		r, size := utf8.DecodeRune(text)
		switch {
		case keepLines && r == '\n':
			w.lineBreak()
		case r == ' ', r == '\t', r == '\n', r == '\r', r == '\f':
			w.blank = true
		case r == '\u00a0': // a blank that counts: "<p>&nbsp;</p>" is an empty line
			w.advance()
			w.buf = append(w.buf, ' ')
		case isLineEnd(r):
			w.lineBreak()
		case !isUnwanted(r):
			w.advance()
			w.buf = append(w.buf, text[:size]...)
		}
		text = text[size:]
	}
}

// lineBreak ends the line; twice, it makes an empty one.
func (w *lineWriter) lineBreak() { w.lines = min(w.lines+1, 2) }

// newLine sees to it that at least n line ends come before the next word.
func (w *lineWriter) newLine(n int) { w.lines = max(w.lines, n) }

// cell begins a table cell: on a line with words it is separated by a tab.
func (w *lineWriter) cell() {
	if n := len(w.buf); w.lines == 0 && n > 0 && w.buf[n-1] != '\n' {
		w.tab = true
	}
}

// advance writes what waits before a word. Line ends and blanks between shown
// and hidden text count as shown.
func (w *lineWriter) advance() {
	if !w.hidden {
		w.mark()
	}
	switch n := len(w.buf); {
	case w.lines > 0 || n == 0:
		w.endLine()
	case w.tab:
		w.buf = append(w.buf, '\t')
	case w.blank && w.buf[n-1] != ' ' && w.buf[n-1] != '\t':
		w.buf = append(w.buf, ' ')
	}
	w.lines, w.blank, w.tab = 0, false, false
	w.mark()
}

// mark notes here whether hidden text begins or ends.
func (w *lineWriter) mark() {
	if w.hidden != w.wasHidden && len(w.marks) < maxSegments {
		w.marks = append(w.marks, len(w.buf))
		w.wasHidden = w.hidden
	}
}

// endLine ends the line, leaves no blanks at its end nor more than one empty
// line, and begins the next with its quote marks.
func (w *lineWriter) endLine() {
	before := len(w.buf)
	w.trim()
	if len(w.buf) < before && w.trailingLines() > 0 { // a line of blanks that count
		w.lines = min(w.lines+1, 2)
	}
	if len(w.buf) > 0 {
		for have := w.trailingLines(); have < w.lines; have++ {
			w.buf = append(w.buf, '\n')
		}
	}
	for range min(w.quote, maxQuoteMarks) {
		w.buf = append(w.buf, "> "...)
	}
}

// trim drops blanks from the end, but nothing that was marked.
func (w *lineWriter) trim() {
	floor := 0
	if len(w.marks) > 0 {
		floor = w.marks[len(w.marks)-1]
	}
	n := len(w.buf)
	for n > floor && (w.buf[n-1] == ' ' || w.buf[n-1] == '\t') {
		n--
	}
	w.buf = w.buf[:n]
}

func (w *lineWriter) trailingLines() int {
	n := 0
	for n < 2 && n < len(w.buf) && w.buf[len(w.buf)-1-n] == '\n' {
		n++
	}
	return n
}

// linkTarget writes the target of a link behind its text, if they differ.
func (w *lineWriter) linkTarget(e element) {
	words := w.buf[min(e.linkAt, len(w.buf)):]
	target := cleanLine(e.href)
	if len(words) == 0 || !isShownTarget(target) || len(words) < 2*len(target) && sameTarget(string(words), target) {
		return
	}
	if len(target) > maxLinkBytes {
		target = strings.ToValidUTF8(target[:maxLinkBytes], "") + "…"
	}
	w.advance()
	w.buf = append(append(append(w.buf, " <"...), target...), '>')
}

// isShownTarget reports whether a target leads anywhere.
func isShownTarget(target string) bool {
	scheme, rest, ok := strings.Cut(strings.ToLower(target), ":")
	if !ok || rest == "" {
		return false
	}
	return scheme == "http" || scheme == "https" || scheme == "mailto"
}

// sameTarget reports whether the text of a link is its target.
func sameTarget(text, target string) bool {
	return bareTarget(text) == bareTarget(target)
}

// bareTarget strips what programs add when they make a link of what somebody
// typed.
func bareTarget(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	for _, prefix := range []string{"mailto:", "https://", "http://", "www."} {
		s = strings.TrimPrefix(s, prefix)
	}
	return strings.TrimRight(s, "/.")
}

// pieces cuts the text where it changes between shown and hidden.
func (w *lineWriter) pieces() []piece {
	w.trim()
	text := string(w.buf)
	var list []piece
	kind, start := Own, 0
	for _, mark := range append(w.marks, len(text)) {
		if mark > start {
			list = append(list, piece{text: text[start:mark], kind: kind})
			start = mark
		}
		if kind == Own {
			kind = Hidden
		} else {
			kind = Own
		}
	}
	return list
}
