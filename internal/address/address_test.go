package address_test

import (
	"errors"
	"strings"
	"testing"

	"borgerbot/internal/address"
)

func TestASCII(t *testing.T) {
	for given, want := range map[string]any{
		"karla@example.org":                      "karla@example.org",
		" Karla@Example.ORG ":                    "Karla@example.org",
		"borge@rødgrød.example":                  "borge@xn--rdgrd-vuad.example",
		"o'hara+x=y@a.example":                   "o'hara+x=y@a.example",
		"a..b@example.org":                       "a..b@example.org", // in use, though RFC 5322 has it quoted
		"ærø@example.org":                        address.LocalPartNotASCII,
		"":                                       address.Missing,
		"karla":                                  address.Missing,
		"@example.org":                           address.Missing,
		`"hans holm"@example.org`:                address.Missing,
		"hans@my_host.example.org":               address.BadDomain,
		"hans@-bad-.example.org":                 address.BadDomain,
		"a b@example.org":                        address.Missing,
		"a@b@example.org":                        address.Missing,
		"x\r\nBcc:y@example.org":                 address.Missing,
		"a,b@example.org":                        address.Missing,
		"karla@":                                 address.BadDomain,
		"karla@a b":                              address.BadDomain,
		"karla@[127.0.0.1]":                      address.BadDomain,
		"karla@exa\u202emple.org":                address.BadDomain,
		strings.Repeat("a", 65) + "@example.org": address.TooLong,
		"a@" + strings.Repeat("abcdefghi.", 25) + "example": address.TooLong,
	} {
		got, err := address.ASCII(given)
		var failed address.Problem
		switch problem, wrong := want.(address.Problem); {
		case wrong && (!errors.As(err, &failed) || failed != problem):
			t.Errorf("ASCII(%q) = %q, %v, want %s", given, got, err, string(problem))
		case !wrong && (err != nil || got != want):
			t.Errorf("ASCII(%q) = %q, %v, want %v", given, got, err, want)
		}
	}
}
