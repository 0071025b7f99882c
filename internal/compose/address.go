package compose

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// AddressProblem is why an address cannot be written to.
type AddressProblem string

// The problems.
const (
	// NoAddress: it is empty, or no address at all.
	NoAddress AddressProblem = "no_address"
	// LocalPartNotASCII: only a server with SMTPUTF8 all the way could take it; an
	// adviser must write another way.
	LocalPartNotASCII AddressProblem = "local_part_not_ascii"
	// BadDomain: the part after the @ is no name of a domain.
	BadDomain AddressProblem = "bad_domain"
	// AddressTooLong: over the 64 and 254 octets of RFC 5321 §4.5.3.1.
	AddressTooLong AddressProblem = "too_long"
)

// AddressError is an address that cannot be used. It does not hold the address.
type AddressError struct {
	Header  string // "From", "To" or "Reply-To"; empty from ASCIIAddress
	Problem AddressProblem
}

func (e *AddressError) Error() string {
	if e.Header == "" {
		return fmt.Sprintf("mail address: %s", e.Problem)
	}
	return fmt.Sprintf("address in %s: %s", e.Header, e.Problem)
}

// The limits of RFC 5321 §4.5.3.1, in octets.
const (
	maxLocalPart = 64
	maxAddress   = 254
)

// ASCIIAddress returns an address as it stands on the wire: the domain in its
// ASCII form (borge@rødgrød.example → borge@xn--rdgrd-vuad.example). The error is
// an [*AddressError].
func ASCIIAddress(address string) (string, error) {
	address = strings.TrimSpace(address)
	at := strings.LastIndexByte(address, '@')
	if at <= 0 {
		return "", &AddressError{Problem: NoAddress}
	}
	local, domain := address[:at], address[at+1:]
	for _, r := range local {
		switch {
		case r >= utf8.RuneSelf:
			return "", &AddressError{Problem: LocalPartNotASCII}
		case r <= ' ' || r == 0x7f || strings.ContainsRune(`<>@"\(),:;[]`, r):
			return "", &AddressError{Problem: NoAddress}
		}
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || ascii == "" {
		return "", &AddressError{Problem: BadDomain}
	}
	if len(local) > maxLocalPart || len(local)+1+len(ascii) > maxAddress {
		return "", &AddressError{Problem: AddressTooLong}
	}
	return local + "@" + ascii, nil
}

// maxName is how many characters of a display name are kept.
const maxName = 64

// displayName returns a name as it can stand in a header: on one line, without
// control characters and without the invisible ones that turn text around.
func displayName(name string) string {
	name = oneLine(name)
	if runes := []rune(name); len(runes) > maxName {
		name = strings.TrimSpace(string(runes[:maxName]))
	}
	return name
}

// oneLine makes one line of text that a header can hold.
func oneLine(text string) string {
	clean := strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(text, " "))
	return strings.Join(strings.Fields(clean), " ")
}
