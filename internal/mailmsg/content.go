package mailmsg

import (
	"regexp"
	"slices"
	"strings"
)

// A piece is a stretch of readable text.
type piece struct {
	text string
	// kind is Own for text whose segments are yet to be told apart, or Hidden or
	// Forwarded.
	kind SegmentKind
}

// content is what a part offers to read, in order.
type content struct {
	pieces []piece
	// fromHTML means that all of it was made from HTML.
	fromHTML bool
}

// visible returns the text without what is hidden.
func (c content) visible() string {
	if len(c.pieces) == 1 && c.pieces[0].kind != Hidden {
		return c.pieces[0].text
	}
	var out strings.Builder
	for _, p := range c.pieces {
		if p.kind != Hidden {
			out.WriteString(p.text)
			out.WriteByte('\n')
		}
	}
	return out.String()
}

// saysAs reports whether the same words can be read in another content.
func (c content) saysAs(other content) bool {
	return slices.Equal(strings.Fields(c.visible()), strings.Fields(other.visible()))
}

// blank reports whether nothing can be read.
func (c content) blank() bool {
	for _, p := range c.pieces {
		if p.kind != Hidden && strings.TrimSpace(p.text) != "" {
			return false
		}
	}
	return true
}

// size returns the bytes of visible text.
func (c content) size() int {
	n := 0
	for _, p := range c.pieces {
		if p.kind != Hidden {
			n += len(strings.TrimSpace(p.text))
		}
	}
	return n
}

// concat puts contents one after another, with an empty line between them.
func concat(all []content) content {
	var whole content
	html, other := false, false
	for _, c := range all {
		if last := len(whole.pieces) - 1; last >= 0 && len(c.pieces) > 0 {
			whole.pieces[last].text = strings.TrimRight(whole.pieces[last].text, " \t\n")
			whole.pieces = append(whole.pieces, piece{text: "\n\n", kind: Own})
		}
		whole.pieces = append(whole.pieces, c.pieces...)
		if !c.blank() {
			html = html || c.fromHTML
			other = other || !c.fromHTML
		}
	}
	whole.fromHTML = html && !other
	return whole
}

// alternative chooses among the versions of one content (RFC 2046 §5.1.4). The
// plain text is preferred, because it is what the sender wrote without what a
// template put around it, unless it is a stub: empty, or a mere hint that there
// is HTML, or a fraction of what the HTML says.
func alternative(all []content) content {
	var plain, html content
	for _, c := range all {
		switch {
		case c.blank():
		case c.fromHTML:
			html = c // the last is the richest
		case plain.blank():
			plain = c
		}
	}
	switch {
	case html.blank():
		return plain
	case plain.blank():
		return html
	case isStub(plain.visible(), html.size()):
		html.fromHTML = false
		return html
	}
	return plain
}

const (
	// stubBytes is the most a stub has; more than that somebody wrote.
	stubBytes = 400
	// stubRatio is how much more the HTML must say than a plain part without a
	// hint.
	stubRatio = 5
)

// stubHint is what programs write for readers without HTML.
var stubHint = regexp.MustCompile(`(?i)\b(?:view|see|read|open|display)\b.{0,60}\b(?:html|browser|online)\b|\bhtml[- ]?(?:e-?mail|mail|format|version|compatible|capable|besked)|not support html|understøtter ikke html|\b(?:vis|se|åbn|læs)\b.{0,60}\b(?:html|browser|online)\b`)

// isStub reports whether the plain version stands only for an HTML version with
// htmlSize bytes of text.
func isStub(plain string, htmlSize int) bool {
	plain = strings.TrimSpace(plain)
	if len(plain) > stubBytes || htmlSize <= len(plain) {
		return false
	}
	return htmlSize > stubRatio*len(plain) || stubHint.MatchString(plain)
}
