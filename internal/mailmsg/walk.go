package mailmsg

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-message/textproto"
)

// part reads one entity and all that is in it.
func (r *reading) part(p part, at place) content {
	if at.parent == "multipart/digest" && !p.header.Has("Content-Type") {
		p.kind.value = "message/rfc822" // RFC 2046 §5.1.5
	}
	switch {
	case p.kind.is("multipart"):
		return r.multipart(p, at)
	case p.kind.value == "message/rfc822", p.kind.value == "message/global", p.kind.value == "message/news":
		return r.embedded(p, at)
	case p.kind.is("text"):
		return r.text(p, at)
	case p.kind.is("message"):
		r.status(p, at)
	case isEnvelope(p):
		return r.envelope(p, at)
	default:
		r.attach(p, at)
	}
	return content{}
}

// multipart reads the parts of a multipart (RFC 2046 §5.1) in a loop of our
// own: go-message's Walk gives up all later parts when one is bad.
func (r *reading) multipart(p part, at place) content {
	if at.depth >= r.lim.Depth {
		r.warn(WarnTooDeep)
		return content{}
	}
	r.noteProtection(p)
	body, boundary := p.body, p.kind.params["boundary"]
	if boundary == "" {
		body, boundary = guessBoundary(p.body)
	}
	m := &meter{src: body}
	parts := textproto.NewMultipartReader(m, boundary)
	var all []content
	for r.parts < r.lim.Parts {
		m.arm(r.lim.PartHeaderBytes)
		raw, err := parts.NextPart()
		m.disarm()
		if err != nil {
			r.endOfParts(err, m, len(all))
			break
		}
		r.parts++
		all = append(all, r.part(newPart(raw.Header, raw), at.inside(p)))
		// What is left of the part goes now, so that the next header has its
		// whole allowance.
		_, _ = io.Copy(io.Discard, raw)
	}
	if r.parts >= r.lim.Parts {
		r.warn(WarnTooManyParts)
	}
	if p.kind.value == "multipart/alternative" {
		chosen := alternative(all)
		r.beside = r.beside || slices.ContainsFunc(all, func(c content) bool { return !c.blank() && !c.saysAs(chosen) })
		return chosen
	}
	return concat(all)
}

// endOfParts notes how a multipart ended. Without the closing boundary it is
// incomplete; without any part, or with a part whose header cannot be read, the
// repair may find more.
func (r *reading) endOfParts(err error, m *meter, found int) {
	if errors.Is(err, io.EOF) && found > 0 {
		return
	}
	r.noteHeader(m)
	r.warn(WarnIncomplete)
	if !m.ended || found == 0 {
		r.trouble = true
	}
}

// guessWindow is how far into a body a lost boundary is looked for.
const guessWindow = 64 << 10

// guessBoundary finds the boundary of a multipart whose header lost it: the
// first line that begins with two hyphens and looks like one.
func guessBoundary(body io.Reader) (io.Reader, string) {
	br := bufio.NewReaderSize(body, guessWindow)
	window, _ := br.Peek(guessWindow)
	return br, boundaryIn(window)
}

func boundaryIn(window []byte) string {
	for len(window) > 0 {
		line, rest, _ := bytes.Cut(window, []byte("\n"))
		window = rest
		name, ok := bytes.CutPrefix(bytes.TrimRight(line, " \t\r"), []byte("--"))
		// RFC 2046 §5.1.1: a boundary has 1 to 70 characters. "-- " begins a
		// signature, and a row of hyphens is a line somebody drew.
		if ok && len(name) >= 3 && len(name) <= 70 && !bytes.ContainsAny(name, " \t<>") && len(bytes.Trim(name, "-")) > 0 {
			return string(name)
		}
	}
	return ""
}

// embedded reads a message within the message. In a report it is our own
// letter, of which only the id matters; elsewhere it is mail that the sender
// passes on.
func (r *reading) embedded(p part, at place) content {
	if at.depth >= r.lim.Depth {
		r.warn(WarnTooDeep)
		return content{}
	}
	count := &tally{src: r.decoded(p)}
	m := &meter{src: count}
	br := bufio.NewReader(m)
	header, err := readHeader(m, br, r.lim.PartHeaderBytes)
	if err != nil {
		r.noteHeader(m)
		r.trouble = true
	}
	if at.inReport {
		r.nature.reports.original(header)
		return content{}
	}
	index := len(r.attachments)
	r.attachments = append(r.attachments, newAttachment(p, 0))
	own := r.nature // what the inner mail is, this one is not
	inner := r.part(newPart(header, br), at.inside(p))
	r.nature = own
	_, _ = io.Copy(io.Discard, br)
	r.attachments[index].Size = count.n
	return forwarded(header, inner)
}

// forwarded marks a message's text as passed on, below who wrote it, when, and
// about what, as the header has it.
func forwarded(header fields, inner content) content {
	var head []string
	for _, key := range []string{"From", "Date", "Subject"} {
		if line := decodeLine(header.Get(key)); line != "" {
			head = append(head, line)
		}
	}
	var whole content
	if len(head) > 0 {
		whole.pieces = append(whole.pieces, piece{text: strings.Join(head, "\n") + "\n", kind: Forwarded})
	}
	for _, p := range inner.pieces {
		if p.kind == Own {
			p.kind = Forwarded
		}
		whole.pieces = append(whole.pieces, p)
	}
	return whole
}
