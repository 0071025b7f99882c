package submit

import (
	"bytes"
	"errors"
	"strings"

	"golang.org/x/net/idna"
)

var (
	errAddress = errors.New("the address cannot be written in SMTP without SMTPUTF8; send this letter by hand")
	errBytes   = errors.New("the letter is not made of lines that end in CRLF")
)

// path returns an address as a reverse or forward path (RFC 5321 §4.1.2), its
// domain in ASCII (RFC 5891). SMTPUTF8 is never used: the next server on the way
// may not know it, and bounce the letter.
func path(address string) (string, error) {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || len(address) > 254 {
		return "", errAddress
	}
	local, domain := address[:at], address[at+1:]
	if !isASCII(domain) {
		var err error
		if domain, err = idna.Lookup.ToASCII(domain); err != nil {
			return "", errAddress
		}
	}
	if domain == "" || !isASCII(local) || strings.ContainsAny(local+domain, "<>") {
		return "", errAddress
	}
	return "<" + local + "@" + domain + ">", nil
}

// isASCII reports whether s is made of printing characters of ASCII, without
// space.
func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' || r > '~' })
}

// checkLines refuses bytes that the client would alter on the way: it makes CRLF
// of a bare LF and ends the last line.
func checkLines(raw []byte) error {
	if !bytes.HasSuffix(raw, []byte("\r\n")) {
		return errBytes
	}
	pairs := bytes.Count(raw, []byte("\r\n"))
	if bytes.Count(raw, []byte("\n")) != pairs || bytes.Count(raw, []byte("\r")) != pairs {
		return errBytes
	}
	return nil
}
