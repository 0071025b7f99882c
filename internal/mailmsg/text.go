package mailmsg

import (
	"bytes"
	"io"
	"regexp"
	"strings"
)

// spareBytes is how much is read of a text that came as a file.
const spareBytes = 256 << 10

// text reads a text part: something to read, a calendar, the header of a
// returned letter, or a file.
func (r *reading) text(p part, at place) content {
	switch p.kind.value {
	case "text/calendar", "text/x-calendar":
		r.calendarPart(p)
		return content{}
	case "text/rfc822-headers", "text/rfc822":
		r.nature.reports.original(looseFields(r.take(p, r.lim.PartHeaderBytes)))
		return content{}
	case "text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown":
	default:
		r.attach(p, at)
		return content{}
	}
	if at.depth > 0 && p.isAttachment() {
		count := r.file(p)
		c := r.readable(p.kind, readUpTo(count, spareBytes))
		if r.spare.blank() {
			r.spare = c
		}
		_, _ = io.Copy(io.Discard, count)
		r.attachments = append(r.attachments, newAttachment(p, count.n))
		return content{}
	}
	raw := r.take(p, r.markup)
	if at.depth == 0 && headerGoesOn(raw[:min(len(raw), guessWindow)]) {
		r.headerLost, r.trouble = true, true
	}
	if !p.header.Has("Content-Transfer-Encoding") {
		raw = withoutBase64(raw)
	}
	if r.markup -= int64(len(raw)); r.markup <= 0 {
		r.warn(WarnTextCut)
	}
	return r.readable(p.kind, raw)
}

// headerGoesOn reports whether what follows the empty line that ends a header is
// more of that header: programs that glue mails together put one line end too
// many. It is if nothing but header fields comes before the next empty line, and
// one of them is MIME's.
func headerGoesOn(window []byte) bool {
	mime := false
	for line := range bytes.Lines(window) {
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return mime
		}
		name, _, found := bytes.Cut(line, []byte(":"))
		if !isBlank(line[0]) && (!found || !isFieldName(string(name))) {
			return false
		}
		switch strings.ToLower(string(name)) {
		case "content-type", "content-transfer-encoding", "mime-version":
			mime = true
		}
	}
	return false
}

// withoutBase64 decodes a text that is nothing but base64, whose header lost the
// word for it on the way.
func withoutBase64(raw []byte) []byte {
	const shortest = 80 // more than one line: no word is that long
	text := bytes.TrimSpace(raw)
	if len(text) < shortest {
		return raw
	}
	for _, c := range text {
		if base64Value[c] == 64 && c != '=' && c != '\r' && c != '\n' {
			return raw
		}
	}
	if line, _, found := bytes.Cut(text, []byte("\n")); !found || len(bytes.TrimSpace(line))%4 != 0 {
		return raw
	}
	state := new(base64State)
	return state.flush(state.decode(nil, text))
}

// take returns at most limit bytes of the decoded body.
func (r *reading) take(p part, limit int64) []byte { return readUpTo(r.decoded(p), limit) }

// readUpTo reads at most limit bytes. A part that breaks off keeps what came
// before: intake and multipart tell of the end, whichever it was.
func readUpTo(src io.Reader, limit int64) []byte {
	raw, _ := io.ReadAll(io.LimitReader(src, limit))
	return raw
}

// readable makes text of raw.
func (r *reading) readable(kind media, raw []byte) content {
	html := kind.value != "text/plain" && !strings.HasSuffix(kind.value, "markdown")
	charset := kind.params["charset"]
	if html && charset == "" {
		charset = metaCharset(raw)
	}
	text, known := decodeCharset(charset, raw)
	if !known {
		r.warn(WarnCharset)
	}
	if html {
		pieces, cut := htmlText(text, int(r.lim.TextBytes))
		if cut {
			r.warn(WarnTextCut)
		}
		c := content{pieces: pieces, fromHTML: true}
		if c.blank() { // a letter that hides all its words is a program's mistake
			for i := range pieces {
				pieces[i].kind = Own
			}
		}
		return c
	}
	if strings.EqualFold(kind.params["format"], "flowed") {
		text = unflow(text, strings.EqualFold(kind.params["delsp"], "yes"))
	}
	text = cleanText(text)
	if strings.Contains(text, "-----BEGIN PGP MESSAGE-----") {
		r.nature.protection = PGPEncrypted
	}
	return content{pieces: []piece{{text: text, kind: Own}}}
}

// metaWindow is where the HTML standard looks for a meta charset.
const metaWindow = 1024

var metaPattern = regexp.MustCompile(`(?i)<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-z0-9_:.-]+)`)

// metaCharset returns the charset that an HTML document names itself.
func metaCharset(raw []byte) string {
	if match := metaPattern.FindSubmatch(raw[:min(len(raw), metaWindow)]); match != nil {
		return string(match[1])
	}
	return ""
}

// calendarWindow is where METHOD is looked for; it stands at the top.
const calendarWindow = 16 << 10

// calendarPart lists a calendar object, and notes its method unless it is a mere
// file (RFC 6047 §2.4: the Content-Type has the method).
func (r *reading) calendarPart(p part) {
	count := r.file(p)
	head := readUpTo(count, calendarWindow)
	_, _ = io.Copy(io.Discard, count)
	r.attachments = append(r.attachments, newAttachment(p, count.n))
	if p.isAttachment() {
		return
	}
	method := p.kind.params["method"]
	if method == "" {
		_, after, _ := bytes.Cut(head, []byte("METHOD:"))
		line, _, _ := bytes.Cut(after, []byte("\n"))
		method = string(line)
	}
	if method = cleanLine(strings.ToUpper(method)); isToken(method) {
		r.nature.calendar = method
	}
}

// unflow joins the soft line breaks of RFC 3676 format=flowed text, with
// DelSp=yes removing the blank that marks them. Quote marks of joined lines are
// written once.
func unflow(text string, delSp bool) string {
	var out strings.Builder
	out.Grow(len(text))
	open, openDepth := false, 0 // the last line written waits for its continuation
	for text != "" {
		line, rest, _ := strings.Cut(text, "\n")
		text = rest
		line = strings.TrimSuffix(line, "\r")
		depth := 0
		for depth < len(line) && line[depth] == '>' {
			depth++
		}
		body := strings.TrimPrefix(line[depth:], " ") // §4.4: space-stuffing
		switch {
		case open && depth == openDepth && body != "-- ":
		default:
			if open {
				out.WriteByte('\n')
			}
			if depth > 0 {
				out.WriteString(strings.Repeat(">", depth))
				out.WriteByte(' ')
			}
		}
		open = strings.HasSuffix(body, " ") && body != "-- " // §4.3: a signature line never flows
		openDepth = depth
		if open && delSp {
			body = strings.TrimSuffix(body, " ")
		}
		out.WriteString(body)
		if !open {
			out.WriteByte('\n')
		}
	}
	return out.String()
}
