package address

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// Problem is why an address cannot be written to. As an error it does not hold
// the address.
type Problem string

// The problems.
const (
	// Missing: it is empty, or no address at all.
	Missing Problem = "no_address"
	// LocalPartNotASCII: only a server with SMTPUTF8 all the way could take it; an
	// adviser must write another way.
	LocalPartNotASCII Problem = "local_part_not_ascii"
	// BadDomain: the part after the @ is no name of a domain.
	BadDomain Problem = "bad_domain"
	// TooLong: over the 64 and 254 octets of RFC 5321 §4.5.3.1.
	TooLong Problem = "too_long"
)

func (p Problem) Error() string { return "mail address: " + string(p) }

// The limits of RFC 5321 §4.5.3.1, in octets.
const (
	maxLocalPart = 64
	maxAddress   = 254
)

// ASCII returns an address as it stands on the wire: the domain in its ASCII form
// (borge@rødgrød.example → borge@xn--rdgrd-vuad.example, RFC 5891). The error is a
// [Problem].
func ASCII(address string) (string, error) {
	address = strings.TrimSpace(address)
	at := strings.LastIndexByte(address, '@')
	if at <= 0 {
		return "", Missing
	}
	local, domain := address[:at], address[at+1:]
	for _, r := range local {
		switch {
		case r >= utf8.RuneSelf:
			return "", LocalPartNotASCII
		case r <= ' ' || r == 0x7f || strings.ContainsRune(`<>@"\(),:;[]`, r):
			return "", Missing
		}
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || ascii == "" {
		return "", BadDomain
	}
	if len(local) > maxLocalPart || len(local)+1+len(ascii) > maxAddress {
		return "", TooLong
	}
	return local + "@" + ascii, nil
}
