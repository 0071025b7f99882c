package compose

import (
	"fmt"
	"strings"
	"unicode"

	"borgerbot/internal/address"
)

// AddressError is an address that cannot be used. It does not hold the address.
type AddressError struct {
	Header  string // "From", "To" or "Reply-To"
	Problem address.Problem
}

func (e *AddressError) Error() string {
	return fmt.Sprintf("address in %s: %s", e.Header, string(e.Problem))
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
