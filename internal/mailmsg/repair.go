package mailmsg

import (
	"bufio"
	"bytes"
	"io"
	"regexp"
	"slices"
	"strings"
)

// repair passes a message on with its structure mended, line by line, in bounded
// memory. What it mends was all seen in real mail:
//
//   - a byte order mark, blank lines or an mbox "From " line before the header;
//   - CR alone, or CR CR LF, as line end;
//   - header lines that are none, field names that cannot be, parameters that
//     stand at the beginning of a line, headers longer than the limit;
//   - a body that begins without an empty line, a header with an empty line in it;
//   - a multipart whose boundary is missing, or is not the one that is used;
//   - a multipart that is none;
//   - a first part without its delimiter, and text before the first part that a
//     reader for MIME cannot skip.
type repair struct {
	src *bufio.Reader
	lim Limits
	// lineEnd is LF, or CR in a message that has no LF.
	lineEnd byte

	state repairState
	// open are the boundaries of the multiparts around the current place, the
	// outermost first.
	open []string
	// header collects the current header block; kept tells whether its last line
	// was, so that its continuation follows it, and full that no more is.
	header     []byte
	kept, full bool
	// wentOn: an empty line within this header was passed over.
	wentOn bool
	// junk is one line in a header that is none. A second one in a row is the
	// body.
	junk string
	// midLine: the next bytes continue a line that has been looked at.
	midLine bool

	out  []byte // mended, not yet handed out
	back []byte // backing of out
	err  error
}

type repairState int

const (
	atStart repairState = iota // before the first line of the message
	inHeader
	inPreamble
	inBody
)

func newRepair(src io.Reader, lim Limits) *repair {
	r := &repair{src: bufio.NewReaderSize(src, guessWindow), lim: lim, lineEnd: '\n'}
	window, _ := r.src.Peek(guessWindow)
	if bytes.IndexByte(window, '\n') < 0 && bytes.IndexByte(window, '\r') >= 0 {
		r.lineEnd = '\r'
	}
	return r
}

// Read implements [io.Reader].
func (r *repair) Read(p []byte) (int, error) {
	for len(r.out) == 0 {
		if r.err != nil {
			return 0, r.err
		}
		r.back = r.back[:0]
		r.step()
		r.out = r.back
	}
	n := copy(p, r.out)
	r.out = r.out[n:]
	return n, nil
}

func (r *repair) emit(line string) { r.back = append(append(r.back, line...), '\n') }

// step takes the next line, or the next piece of a long one.
func (r *repair) step() {
	chunk, err := r.src.ReadSlice(r.lineEnd)
	whole := err == nil
	if err != nil && err != bufio.ErrBufferFull {
		r.err = err
	}
	if r.midLine {
		r.continueLine(chunk, whole)
	} else if len(chunk) > 0 {
		r.line(bytes.TrimRight(chunk, "\r\n"), whole)
	}
	r.midLine = !whole && r.err == nil
	if r.err != nil && (r.state == inHeader || r.state == atStart) {
		r.endHeader(true)
	}
}

// continueLine passes on more of a line that did not fit the buffer.
func (r *repair) continueLine(chunk []byte, whole bool) {
	switch r.state {
	case inBody:
		r.back = append(r.back, bytes.TrimRight(chunk, "\r\n")...)
		if whole {
			r.back = append(r.back, '\n')
		}
	case inHeader:
		if r.kept {
			r.keep(string(bytes.TrimRight(chunk, "\r\n")))
		}
	}
}

func (r *repair) line(line []byte, whole bool) {
	switch r.state {
	case atStart:
		line = bytes.TrimPrefix(line, []byte("\ufeff"))
		if len(bytes.TrimSpace(line)) == 0 || bytes.HasPrefix(line, []byte("From ")) || bytes.HasPrefix(line, []byte(">From ")) {
			return
		}
		r.state = inHeader
		r.headerLine(string(line))
	case inHeader:
		if len(line) == 0 || line[0] == '-' || !r.full {
			r.headerLine(string(line))
		}
	case inPreamble:
		if len(line) > 0 && line[0] == '-' && r.boundary(string(line)) {
			return
		}
		if hasFold(line, "content-type:") { // the first part, without its delimiter
			r.emit("--" + r.open[len(r.open)-1])
			r.state = inHeader
			r.headerLine(string(line))
		}
	default:
		if len(line) > 0 && line[0] == '-' && r.boundary(string(line)) {
			return
		}
		r.back = append(r.back, line...)
		if whole {
			r.back = append(r.back, '\n')
		}
	}
}

// hasFold reports whether line begins with prefix, in any case.
func hasFold(line []byte, prefix string) bool {
	return len(line) >= len(prefix) && bytes.EqualFold(line[:len(prefix)], []byte(prefix))
}

// strayParameter is a parameter that was not indented as a continuation.
var strayParameter = regexp.MustCompile(`(?i)^(?:boundary|charset|name|filename|format|delsp|method|type|report-type|smime-type|protocol)\*?[0-9]{0,2}\*?=`)

func (r *repair) headerLine(line string) {
	name, _, isField := strings.Cut(line, ":")
	switch {
	case line == "":
		if !r.goesOn() {
			r.endHeader(false)
		}
		return
	case isBlank(line[0]):
		if r.kept {
			r.keep("\n" + line)
		}
		return
	case r.boundary(line):
		return
	case strings.HasPrefix(line, "--") && r.opens(line):
		r.endHeader(false)
		r.boundary(line)
		return
	case isField && isFieldName(name):
		r.kept = r.keep("\n" + line)
	case r.kept && strayParameter.MatchString(line):
		r.keep("\n " + line)
	case r.junk != "":
		r.endHeader(true)
		r.line([]byte(line), true)
		return
	default:
		r.junk = line
		r.kept = false
		return
	}
	r.junk = ""
}

// keep adds text to the header block if it fits.
func (r *repair) keep(text string) bool {
	if r.full = r.full || int64(len(r.header)+len(text)) > r.lim.PartHeaderBytes*7/8; r.full {
		return false
	}
	r.header = append(r.header, text...)
	return true
}

// isFieldName reports whether name can be the name of a header field (RFC 5322
// §2.2), which nobody makes longer than a line.
func isFieldName(name string) bool {
	name = strings.TrimRight(name, " \t")
	for i := 0; i < len(name); i++ {
		if name[i] <= ' ' || name[i] >= 0x7f {
			return false
		}
	}
	return name != "" && len(name) <= 76
}

// endHeader passes the header block on. A line of junk belongs to the body if
// the body began without an empty line, or if there was no header at all.
func (r *repair) endHeader(bodyBegan bool) {
	header := looseFields(r.header)
	p := newPart(header, nil)
	r.state = inBody
	switch {
	case p.kind.is("multipart") && len(r.open) < r.lim.Depth:
		r.openMultipart(p)
	case p.kind.value == "message/rfc822":
		if encoding := bareWord(header.Get("Content-Transfer-Encoding")); encoding != "base64" && encoding != "quoted-printable" {
			r.state = inHeader
		}
	}
	if len(r.header) > 0 {
		r.emit(strings.TrimPrefix(string(r.header), "\n"))
	}
	r.emit("")
	if r.junk != "" && (bodyBegan || len(r.header) == 0) {
		r.emit(r.junk)
		if !bodyBegan {
			r.emit("") // the empty line that did not end a header
		}
	}
	r.header, r.junk, r.kept, r.full, r.wentOn = r.header[:0], "", false, false, false
}

// openMultipart looks ahead for the boundary of a multipart whose header ends
// here. If it does not occur, a Content-Type that stands before the false one
// names the boundary that does, or calls the body plain text.
func (r *repair) openMultipart(p part) {
	boundary := p.kind.params["boundary"]
	window, _ := r.src.Peek(guessWindow)
	if boundary == "" || !occurs(window, boundary) {
		boundary = boundaryIn(window)
		if boundary == "" {
			r.emit("Content-Type: text/plain")
			return
		}
		r.emit("Content-Type: " + p.kind.value + `; boundary="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(boundary) + `"`)
	}
	r.open = append(r.open, boundary)
	r.state = inPreamble
}

// goesOn reports whether the empty line at hand stands within the header, which
// happens once at most. Below a multipart's header stands its first part's.
func (r *repair) goesOn() bool {
	if r.wentOn {
		return false
	}
	window, _ := r.src.Peek(guessWindow)
	r.wentOn = headerGoesOn(window) && !newPart(looseFields(r.header), nil).kind.is("multipart")
	return r.wentOn
}

// opens reports whether line is the first delimiter of the multipart whose header
// has not ended, because the empty line is missing. In a long header it is not
// looked for: there a stranger could have it read anew for each line.
func (r *repair) opens(line string) bool {
	if len(r.header) > 16<<10 {
		return false
	}
	p := newPart(looseFields(r.header), nil)
	return p.kind.is("multipart") && strings.TrimRight(line, " \t") == "--"+p.kind.params["boundary"]
}

// occurs reports whether a line of window begins with the delimiter.
func occurs(window []byte, boundary string) bool {
	delimiter := []byte("--" + boundary)
	return bytes.HasPrefix(window, delimiter) ||
		bytes.Contains(window, append([]byte("\n"), delimiter...)) ||
		bytes.Contains(window, append([]byte("\r"), delimiter...))
}

// boundary passes a delimiter line on and reports whether line was one. The
// delimiter of an outer multipart ends the inner ones (RFC 2046 §5.1.2).
func (r *repair) boundary(line string) bool {
	name, ok := strings.CutPrefix(strings.TrimRight(line, " \t"), "--")
	if !ok || len(r.open) == 0 {
		return false
	}
	closed := false
	at := slices.Index(r.open, name)
	if at < 0 {
		name, closed = strings.CutSuffix(name, "--")
		if at = slices.Index(r.open, name); !closed || at < 0 {
			return false
		}
	}
	if r.state == inHeader {
		r.endHeader(false)
	}
	if closed {
		r.emit("--" + name + "--")
		r.open, r.state = r.open[:at], inBody
		return true
	}
	r.emit("--" + name)
	r.open, r.state = r.open[:at+1], inHeader
	return true
}
