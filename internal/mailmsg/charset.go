package mailmsg

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/emersion/go-message/charset"
	"golang.org/x/text/encoding/charmap"
)

// decodeCharset returns b as valid UTF-8. known is false where the characters
// are a guess: the label is unknown, or the bytes contradict it.
//
// What mailers do wrong, and what is done about it:
//
//   - "iso-8859-1" and "us-ascii" label windows-1252 text (as on the web, WHATWG
//     reads it so), or UTF-8: bytes that are UTF-8 with anything but ASCII in it
//     are hardly ever anything else.
//   - "ansi" means windows-1252.
//   - UTF-8 is claimed, and some bytes are not: the others stay as they are, and
//     each of these is read as windows-1252.
//   - There is no label: UTF-8 where it fits, windows-1252 where it does not.
//   - The label is unknown: as if there were none.
func decodeCharset(label string, b []byte) (text string, known bool) {
	label = bareWord(label)
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii", "unknown-8bit", "x-unknown", "binary":
		known = utf8.Valid(b)
		return mixedUTF8(b), known
	case "ansi", "latin1", "latin-1", "iso-8859-1", "iso8859-1", "iso_8859-1", "windows-1252", "cp1252", "cp-1252":
		if hasHighBytes(b) && utf8.Valid(b) {
			return string(b), false
		}
		return windows1252(b), true
	}
	r, err := charset.Reader(label, bytes.NewReader(b))
	if err != nil {
		return mixedUTF8(b), false
	}
	decoded, err := io.ReadAll(r)
	if err != nil || !utf8.Valid(decoded) {
		return mixedUTF8(b), false
	}
	return string(decoded), true
}

func hasHighBytes(b []byte) bool {
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

// mixedUTF8 keeps what is UTF-8 and reads every other byte as windows-1252.
func mixedUTF8(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			out.WriteRune(charmap.Windows1252.DecodeByte(b[0]))
		} else {
			out.Write(b[:size])
		}
		b = b[size:]
	}
	return out.String()
}

func windows1252(b []byte) string {
	var out strings.Builder
	out.Grow(len(b) + len(b)/8)
	for _, c := range b {
		if c < utf8.RuneSelf {
			out.WriteByte(c)
		} else {
			out.WriteRune(charmap.Windows1252.DecodeByte(c))
		}
	}
	return out.String()
}
