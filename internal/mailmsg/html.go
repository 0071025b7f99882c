package mailmsg

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Bounds of the HTML walker. Mail programs nest a few dozen elements and write
// a handful of attributes; beyond that, text loses its structure but not its
// words.
const (
	maxOpenElements = 512
	maxAttributes   = 64
	maxLinkBytes    = 300
	maxQuoteMarks   = 20
)

// htmlText returns what a reader of an HTML mail sees, in pieces of visible and
// hidden text, with about limit bytes at most; cut tells that there was more.
//
// It walks the tokens of golang.org/x/net/html and builds no tree: memory stays
// small, time linear, and no document is refused. Blocks make lines, cells of a
// row are separated by tabs, quotations by mail programs get "> ", and a link
// shows its target where that differs from its text, because whoever wants to
// deceive makes them differ.
func htmlText(document string, limit int) (pieces []piece, cut bool) {
	w := htmlWalker{stack: []element{{look: plainLook}}}
	if swallowed := w.walk(document, limit); swallowed != "" {
		// The end of a style sheet is missing, and the letter stands in it.
		w.walk(strings.Replace(swallowed, "<!--", "", 1), limit)
	}
	return w.out.pieces(), len(w.out.buf) >= limit
}

// walk reads a document until the output has limit bytes, and returns what a
// style sheet, script or title without an end has swallowed.
func (w *htmlWalker) walk(document string, limit int) (swallowed string) {
	tokens := html.NewTokenizer(strings.NewReader(document))
	for len(w.out.buf) < limit {
		switch tokens.Next() {
		case html.ErrorToken: // the end: a strings.Reader has no other error
			if !isUnread(w.top().tag) {
				return ""
			}
			w.popTo(len(w.stack) - 1)
			return swallowed
		case html.TextToken:
			if isUnread(w.top().tag) {
				swallowed = string(tokens.Text())
			} else {
				w.text(tokens.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			w.start(readElement(tokens))
		case html.EndTagToken:
			name, _ := tokens.TagName()
			w.end(atom.Lookup(name))
		}
	}
	return ""
}

// isUnread reports the elements whose content is not for readers.
func isUnread(tag atom.Atom) bool {
	return tag == atom.Style || tag == atom.Script || tag == atom.Title
}

// element is one that has begun and not ended.
type element struct {
	tag    atom.Atom
	look   look // its own while it is read, with what it inherits once open
	cite   bool // a quotation by a mail program
	tight  bool // a paragraph of Outlook's, which has no space around it
	href   string
	linkAt int // where in the output the text of a link begins
}

// readElement reads a start tag.
func readElement(tokens *html.Tokenizer) element {
	name, more := tokens.TagName()
	e := element{tag: atom.Lookup(name)}
	for n := 0; more && n < maxAttributes; n++ {
		var key, value []byte
		key, value, more = tokens.TagAttr()
		switch string(key) {
		case "style":
			e.look.style(string(value))
		case "hidden":
			e.look.gone = true
		case "bgcolor":
			e.look.background(string(value))
		case "color":
			if e.tag == atom.Font {
				e.look.colour(string(value))
			}
		case "href":
			if e.tag == atom.A {
				e.href = string(value)
			}
		case "type":
			e.cite = e.cite || string(value) == "cite"
		case "class":
			class := string(value)
			e.cite = e.cite || strings.Contains(class, "gmail_quote") || strings.Contains(class, "protonmail_quote")
			e.tight = strings.Contains(class, "Mso")
		}
	}
	e.cite = e.cite && e.tag == atom.Blockquote
	return e
}

// htmlWalker turns tokens into text. The first element of its stack is the
// document.
type htmlWalker struct {
	stack []element
	out   lineWriter
}

func (w *htmlWalker) top() *element { return &w.stack[len(w.stack)-1] }

func (w *htmlWalker) text(text []byte) {
	top := w.top()
	w.out.hidden = top.look.hides()
	w.out.text(text, top.look.keepLines)
}

func (w *htmlWalker) start(e element) {
	w.impliedEnd(e.tag)
	switch e.tag {
	case atom.Br:
		w.out.lineBreak()
		return
	case atom.Hr:
		w.out.newLine(1)
		return
	case atom.Img, atom.Meta, atom.Link, atom.Input, atom.Col, atom.Area, atom.Base, atom.Wbr, atom.Embed, atom.Source, atom.Param:
		return // void elements have no end
	case atom.Template:
		e.look.gone = true
	case atom.Pre, atom.Textarea, atom.Listing, atom.Xmp, atom.Plaintext:
		e.look.keepLines = true
	case atom.Td, atom.Th:
		w.out.cell()
	}
	w.out.newLine(spaceAround(e))
	if e.cite {
		w.out.quote++
	}
	if len(w.stack) >= maxOpenElements {
		return
	}
	e.look = e.look.within(w.top().look)
	e.linkAt = len(w.out.buf)
	w.stack = append(w.stack, e)
	if e.tag == atom.Li {
		w.text([]byte("- "))
	}
}

// end closes the innermost element of that tag and all that is open in it. An
// end without a beginning is ignored, and so is one from inside a table cell for
// something outside it.
func (w *htmlWalker) end(tag atom.Atom) {
	if tag == atom.Br { // "</br>" counts as a break
		w.out.lineBreak()
		return
	}
	for i := len(w.stack) - 1; i > 0; i-- {
		if w.stack[i].tag == tag {
			w.popTo(i)
			return
		}
		if isCell(w.stack[i].tag) && !isTablePart(tag) {
			return
		}
	}
}

// popTo closes the elements from i on, the innermost first.
func (w *htmlWalker) popTo(i int) {
	for len(w.stack) > i {
		e := *w.top()
		w.stack = w.stack[:len(w.stack)-1]
		if e.href != "" && !e.look.hides() {
			w.out.linkTarget(e)
		}
		w.out.newLine(spaceAround(e))
		if e.cite {
			w.out.quote--
		}
	}
}

// impliedEnd closes what the beginning of tag ends without an end tag: a
// paragraph before a block, a link before the next, an item, a cell, a row.
func (w *htmlWalker) impliedEnd(tag atom.Atom) {
	top := len(w.stack) - 1
	switch {
	case w.stack[top].tag == atom.P && blockSpace(tag) > 0:
		w.popTo(top)
	case tag == atom.A:
		w.endBefore(func(t atom.Atom) bool { return t == atom.A }, isCell)
	case tag == atom.Li:
		w.endBefore(func(t atom.Atom) bool { return t == atom.Li }, func(t atom.Atom) bool { return t == atom.Ul || t == atom.Ol })
	case isCell(tag):
		w.endBefore(isCell, func(t atom.Atom) bool { return t == atom.Tr || t == atom.Table })
	case tag == atom.Tr:
		w.endBefore(func(t atom.Atom) bool { return t == atom.Tr }, func(t atom.Atom) bool { return t == atom.Table })
	}
}

// endBefore closes the innermost element that match names, unless one that
// barrier names is further in.
func (w *htmlWalker) endBefore(match, barrier func(atom.Atom) bool) {
	for i := len(w.stack) - 1; i > 0; i-- {
		if match(w.stack[i].tag) {
			w.popTo(i)
			return
		}
		if barrier(w.stack[i].tag) {
			return
		}
	}
}

func isCell(tag atom.Atom) bool { return tag == atom.Td || tag == atom.Th }

func isTablePart(tag atom.Atom) bool {
	switch tag {
	case atom.Td, atom.Th, atom.Tr, atom.Tbody, atom.Thead, atom.Tfoot, atom.Table:
		return true
	}
	return false
}

// spaceAround returns the line ends around an element: 0 within a line, 1 for a
// block, 2 for one with space around it.
func spaceAround(e element) int {
	if e.tight {
		return min(1, blockSpace(e.tag))
	}
	return blockSpace(e.tag)
}

func blockSpace(tag atom.Atom) int {
	switch tag {
	case atom.P, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Blockquote, atom.Pre, atom.Ul, atom.Ol, atom.Table:
		return 2
	case atom.Div, atom.Tr, atom.Li, atom.Dl, atom.Dt, atom.Dd, atom.Section, atom.Article, atom.Header, atom.Footer, atom.Main,
		atom.Aside, atom.Nav, atom.Address, atom.Center, atom.Form, atom.Fieldset, atom.Body, atom.Figure, atom.Figcaption, atom.Details, atom.Summary, atom.Caption:
		return 1
	}
	return 0
}
