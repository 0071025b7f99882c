package mailmsg

import "io"

// transferDecoder returns body without its Content-Transfer-Encoding (RFC 2045
// §6). known is false for an encoding we cannot undo; the bytes then pass as
// they are.
//
// The decoders never fail. Those of go-message stop at the first bad byte, and
// with it goes the rest of the letter: a footer that a list server pasted after
// the base64, or a link with a plain "=" in quoted-printable.
func transferDecoder(encoding string, body io.Reader) (decoded io.Reader, known bool) {
	switch bareWord(encoding) {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit":
		return body, true
	case "base64":
		return &decoder{src: body, step: new(base64State)}, true
	case "quoted-printable":
		return &decoder{src: body, step: new(quotedState)}, true
	}
	return body, false
}

// A step decodes chunk by chunk. It appends to out at most as many bytes as in
// has, plus what it held back before.
type step interface {
	decode(out, in []byte) []byte
	flush(out []byte) []byte
}

// decoder streams src through a step.
type decoder struct {
	src  io.Reader
	step step
	in   [4096]byte
	buf  []byte // decoded, not yet handed out
	out  []byte // backing of buf
	err  error
}

// Read implements [io.Reader].
func (d *decoder) Read(p []byte) (int, error) {
	for len(d.buf) == 0 {
		if d.err != nil {
			return 0, d.err
		}
		var n int
		n, d.err = d.src.Read(d.in[:])
		d.out = d.step.decode(d.out[:0], d.in[:n])
		if d.err != nil {
			d.out = d.step.flush(d.out)
		}
		d.buf = d.out
	}
	n := copy(p, d.buf)
	d.buf = d.buf[n:]
	return n, nil
}

// base64State skips what is not base64. It begins anew after padding and after a
// line with a foreign byte in it, so that concatenated pieces, pasted lines and
// damage on the way do no harm to the rest.
type base64State struct {
	bits    uint32
	count   uint
	damaged bool // the line so far holds what is not base64
}

func (s *base64State) decode(out, in []byte) []byte {
	for _, c := range in {
		v := base64Value[c]
		switch {
		case v < 64:
			s.bits = s.bits<<6 | uint32(v)
			if s.count++; s.count == 4 {
				out = append(out, byte(s.bits>>16), byte(s.bits>>8), byte(s.bits))
				s.bits, s.count = 0, 0
			}
		case c == '=':
			out = s.flush(out)
		case c == '\n' && s.damaged:
			out = s.flush(out)
			s.damaged = false
		case c != '\n' && c != '\r' && !isBlank(c):
			s.damaged = true
		}
	}
	return out
}

func (s *base64State) flush(out []byte) []byte {
	switch s.count {
	case 2:
		out = append(out, byte(s.bits>>4))
	case 3:
		out = append(out, byte(s.bits>>10), byte(s.bits>>2))
	}
	s.bits, s.count = 0, 0
	return out
}

// base64Value maps a byte to its six bits, or to 64 if it is not base64.
var base64Value = func() (values [256]byte) {
	for i := range values {
		values[i] = 64
	}
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range alphabet {
		values[alphabet[i]] = byte(i)
	}
	return values
}()

// quotedState decodes quoted-printable (RFC 2045 §6.7) and lets an "=" that
// begins neither a byte nor a soft line break stand for itself.
type quotedState struct {
	held []byte // "=", "=" and blanks, "=" and CR, or "=" and one hex digit
}

func (s *quotedState) decode(out, in []byte) []byte {
	for _, c := range in {
		out = s.take(out, c)
	}
	return out
}

func (s *quotedState) take(out []byte, c byte) []byte {
	if len(s.held) == 0 {
		if c == '=' {
			s.held = append(s.held, c)
			return out
		}
		return append(out, c)
	}
	last := s.held[len(s.held)-1]
	switch {
	case c == '\n' && !isHex(last):
		s.held = s.held[:0]
		return out
	case last == '=' && (isHex(c) || isBlank(c) || c == '\r'), isBlank(last) && (isBlank(c) || c == '\r') && len(s.held) < 100:
		s.held = append(s.held, c)
		return out
	case isHex(last) && isHex(c):
		s.held = s.held[:0]
		return append(out, unhex(last)<<4|unhex(c))
	}
	out = s.flush(out)
	return s.take(out, c)
}

func (s *quotedState) flush(out []byte) []byte {
	out = append(out, s.held...)
	s.held = s.held[:0]
	return out
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'F' || c >= 'a' && c <= 'f'
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
