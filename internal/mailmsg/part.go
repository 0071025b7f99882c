package mailmsg

import (
	"io"
	"strings"

	"github.com/emersion/go-message/textproto"
)

// fields is a header block as go-message reads it.
type fields = textproto.Header

// A part is one MIME entity: a header, and a body that is still encoded.
type part struct {
	header      fields
	kind        media // Content-Type
	disposition media // Content-Disposition
	body        io.Reader
}

// place is where in the message a part stands.
type place struct {
	depth int
	// parent is the media type of the multipart around it.
	parent string
	// inReport: the part belongs to a multipart/report, whose embedded message is
	// our own letter coming back.
	inReport bool
}

// inside returns the place of a child of p.
func (at place) inside(p part) place {
	at.depth++
	at.parent = p.kind.value
	at.inReport = at.inReport || p.kind.value == "multipart/report"
	return at
}

func newPart(header fields, body io.Reader) part {
	p := part{
		header:      header,
		kind:        parseMedia(header.Get("Content-Type")),
		disposition: parseMedia(header.Get("Content-Disposition")),
		body:        body,
	}
	p.kind.value = knownType(p.kind.value)
	return p
}

// knownType mends media types that say too little (RFC 2045 §5.2: plain text
// is the default, and a type without subtype means nothing).
func knownType(value string) string {
	switch value {
	case "", "text", "plain", "text/":
		return "text/plain"
	case "html":
		return "text/html"
	case "multipart", "multipart/":
		return "multipart/mixed"
	}
	return value
}

// decoded returns the body without its transfer encoding.
func (r *reading) decoded(p part) io.Reader {
	body, known := transferDecoder(p.header.Get("Content-Transfer-Encoding"), p.body)
	if !known {
		r.warn(WarnEncoding)
	}
	return body
}

// fileName returns the name under which the part was sent, as it was sent.
func (p part) fileName() string {
	if name := p.disposition.params["filename"]; name != "" {
		return name
	}
	return p.kind.params["name"]
}

// isAttachment reports whether a text part is a file to open rather than text
// to read: it says so, or it has a name and is not said to be shown in place.
func (p part) isAttachment() bool {
	if p.disposition.value == "attachment" {
		return true
	}
	return p.fileName() != "" && !strings.HasPrefix(p.disposition.value, "inline")
}
