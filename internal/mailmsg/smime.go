package mailmsg

import (
	"bufio"
	"bytes"
	"io"
	"strings"

	"github.com/smallstep/pkcs7"
)

// noteProtection notes what a multipart says about its own protection (RFC
// 1847).
func (r *reading) noteProtection(p part) {
	protocol := strings.ToLower(p.kind.params["protocol"])
	switch {
	case p.kind.value == "multipart/encrypted":
		r.nature.protection = PGPEncrypted
	case p.kind.value == "multipart/signed" && strings.Contains(protocol, "pkcs7"):
		r.nature.protection = SMIMESigned
	}
}

// isEnvelope reports whether a part is an S/MIME envelope (RFC 5751 §3.2).
// Gateways rename the type, and then the file name tells.
func isEnvelope(p part) bool {
	switch p.kind.value {
	case "application/pkcs7-mime", "application/x-pkcs7-mime":
		return true
	case "application/octet-stream":
		return strings.EqualFold(p.fileName(), "smime.p7m")
	}
	return false
}

// envelope reads what a signed envelope holds. An encrypted one, or one we
// cannot open, is listed as a file: the office's own mail program may open it.
func (r *reading) envelope(p part, at place) content {
	if kind := strings.ToLower(p.kind.params["smime-type"]); kind != "" && !strings.HasPrefix(kind, "signed") {
		if strings.Contains(kind, "enveloped") {
			r.nature.protection = SMIMEEncrypted
		}
		r.attach(p, at)
		return content{}
	}
	count := &tally{src: r.decoded(p)}
	raw := readUpTo(count, r.lim.SealedBytes)
	_, _ = io.Copy(io.Discard, count)
	inner, signed := openEnvelope(raw)
	switch {
	case signed && inner != nil && at.depth < r.lim.Depth:
		r.nature.protection = SMIMESigned
		return r.insideEnvelope(inner, at.inside(p))
	case signed:
		r.nature.protection = SMIMESigned
		r.warn(WarnSealed)
	default:
		r.nature.protection = SMIMEEncrypted
		r.warn(WarnSealed)
	}
	r.attachments = append(r.attachments, newAttachment(p, count.n))
	return content{}
}

// insideEnvelope reads the entity in an envelope, if need be through the repair,
// which never saw it.
func (r *reading) insideEnvelope(inner []byte, at place) content {
	for _, src := range []io.Reader{bytes.NewReader(inner), newRepair(bytes.NewReader(inner), r.lim)} {
		m := &meter{src: src}
		br := bufio.NewReader(m)
		header, err := readHeader(m, br, r.lim.PartHeaderBytes)
		if err == nil {
			return r.part(newPart(header, br), at)
		}
		r.noteHeader(m)
	}
	r.warn(WarnIncomplete)
	return content{}
}

// openEnvelope returns the content of signed data (RFC 5652 §5). Nobody checks
// the signature: who signed is no claim of ours. signed is true for signed data
// even if nothing could be taken out.
func openEnvelope(raw []byte) (inner []byte, signed bool) {
	signed = bytes.Contains(raw[:min(len(raw), 64)], oidSignedData)
	if !signed || !isSoundBER(raw) {
		return nil, signed
	}
	// The library parses a stranger's certificates; whatever it trips over must
	// not take the letter along.
	defer func() {
		if recover() != nil {
			inner = nil
		}
	}()
	p7, err := pkcs7.Parse(raw)
	if err != nil || len(p7.Content) == 0 {
		return nil, true
	}
	return p7.Content, true
}

// oidSignedData is 1.2.840.113549.1.7.2 in DER. It stands at the very beginning.
var oidSignedData = []byte{0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02}

// maxNesting bounds the ASN.1 structures in each other. A real signature has
// about 15.
const maxNesting = 32

// isSoundBER reports whether raw begins with one well-formed BER object (X.690)
// that is not nested too deep. The library recurses without a bound, where
// running out of stack cannot be recovered from, and reads bytes again and again
// that several structures claim.
func isSoundBER(raw []byte) bool {
	_, ok := berObject(raw, 0, 0)
	return ok
}

// berObject returns where the object at offset at ends.
func berObject(raw []byte, at, depth int) (next int, ok bool) {
	if at+1 >= len(raw) || depth > maxNesting {
		return 0, false
	}
	constructed := raw[at]&0x20 != 0
	if raw[at]&0x1f == 0x1f { // a tag of several bytes
		for at++; at < len(raw) && raw[at] >= 0x80; at++ {
		}
	}
	length, at, ok := berLength(raw, at+1)
	if !ok || at+length > len(raw) {
		return 0, false
	}
	if length < 0 {
		return berUntilEnd(raw, at, depth, constructed)
	}
	end := at + length
	if !constructed {
		return end, true
	}
	for at < end {
		if at, ok = berObject(raw, at, depth+1); !ok || at > end {
			return 0, false
		}
	}
	return end, true
}

// berUntilEnd reads the objects of a structure of indefinite length up to its
// end mark, two zero bytes. It has at least one.
func berUntilEnd(raw []byte, at, depth int, constructed bool) (next int, ok bool) {
	if !constructed || bytes.HasPrefix(raw[at:], berEnd) {
		return 0, false
	}
	for !bytes.HasPrefix(raw[at:], berEnd) {
		if at, ok = berObject(raw, at, depth+1); !ok || at > len(raw) {
			return 0, false
		}
	}
	return at + len(berEnd), true
}

var berEnd = []byte{0, 0}

// berLength reads a length at offset at; -1 stands for the indefinite form.
func berLength(raw []byte, at int) (length, next int, ok bool) {
	if at >= len(raw) {
		return 0, 0, false
	}
	l := int(raw[at])
	at++
	if l < 0x80 {
		return l, at, true
	}
	if l == 0x80 {
		return -1, at, true
	}
	l &= 0x7f
	if l > 4 || at+l > len(raw) {
		return 0, 0, false
	}
	for i := range l {
		length = length<<8 | int(raw[at+i])
	}
	return length, at + l, true
}
