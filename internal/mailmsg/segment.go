package mailmsg

import (
	"strings"
	"unicode/utf8"

	"borgerbot/internal/personal"
)

// maxSegments bounds how finely a text is told apart. What comes after is one
// segment of the sender's own: in doubt, a text is read. The number is even, so
// that text which is hidden and shown in turns ends as shown.
const maxSegments = 10_000

// compose makes the message's text of its pieces, at most limit bytes of it, and
// tells its segments apart.
func (m *Message) compose(body content, limit int64, warn func(Warning)) {
	var text strings.Builder
	var marked []Segment // the pieces whose kind is known already
	for _, p := range body.pieces {
		words := p.text
		if text.Len() == 0 && p.kind == Own {
			words = strings.TrimLeft(words, " \t\n")
		}
		if room := int(limit) - text.Len(); len(words) > room {
			warn(WarnTextCut)
			words = cutText(words, room)
		}
		if p.kind != Own && words != "" {
			marked = append(marked, Segment{p.kind, text.Len(), text.Len() + len(words)})
		}
		text.WriteString(words)
	}
	whole := strings.TrimRight(text.String(), " \t\n")
	marked = within(marked, len(whole))
	m.Text = personal.New(whole)
	m.Segments = overlay(m.history(whole, marked), marked)
}

// within returns the segments as far as they lie within n bytes.
func within(segments []Segment, n int) []Segment {
	for i, s := range segments {
		if s.Start >= n {
			return segments[:i]
		}
		segments[i].End = min(s.End, n)
	}
	return segments
}

// cutText cuts text to at most n bytes, between characters.
func cutText(text string, n int) string {
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// overlay lays marked segments over base, which covers the text, and joins
// neighbours of one kind.
func overlay(base, marked []Segment) []Segment {
	var all []Segment
	add := func(kind SegmentKind, start, end int) {
		if start >= end {
			return
		}
		if last := len(all) - 1; last >= 0 && all[last].Kind == kind {
			all[last].End = end
			return
		}
		all = append(all, Segment{kind, start, end})
	}
	for _, b := range base {
		at := b.Start
		for len(marked) > 0 && marked[0].Start < b.End {
			over := marked[0]
			add(b.Kind, at, over.Start)
			add(over.Kind, max(over.Start, b.Start), min(over.End, b.End))
			at = min(over.End, b.End)
			if over.End > b.End {
				break // it goes on over the next of base
			}
			marked = marked[1:]
		}
		add(b.Kind, at, b.End)
	}
	return all
}
