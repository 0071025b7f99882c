package redact

import (
	"regexp"
	"strings"
	"sync"

	"borgerbot/internal/danish"
)

// phone is eight digits as Danes write a phone number, after an optional country
// code. What stands right before and after is checked in code.
var phone = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?:(?:\+|00)45[ -]?)?\b(\d{2}[ -]?\d{2}[ -]?\d{2}[ -]?\d{2})\b`)
})

// notPhone are words before eight digits that make them something else.
var notPhone = []string{"cvr", "konto", "reg", "sag", "j.nr", "journal", "faktura", "ordre", "ean", "p-nr", "p-nummer"}

// Phones returns the Danish phone numbers in a text, digits only, each once and
// in order (L28: a citizen who wants a call leaves her number).
func Phones(text string) []string {
	cleaned := danish.Clean(text).Text
	var numbers []string
	seen := map[string]bool{}
	for _, at := range phone().FindAllStringSubmatchIndex(cleaned, -1) {
		before := strings.ToLower(cleaned[max(0, at[0]-14):at[0]])
		after := cleaned[at[1]:min(len(cleaned), at[1]+2)]
		digits := strings.Map(onlyDigits, cleaned[at[2]:at[3]])
		if endsWithDigit(before) || partOfNumber(after) || mentions(before, notPhone) || digits[0] == '0' || seen[digits] {
			continue
		}
		seen[digits] = true
		numbers = append(numbers, digits)
	}
	return numbers
}

func onlyDigits(r rune) rune {
	if r < '0' || r > '9' {
		return -1
	}
	return r
}

// endsWithDigit reports whether a number goes on to the left, as in a case
// number with hyphens.
func endsWithDigit(before string) bool {
	before = strings.TrimRight(before, " -./")
	return before != "" && digit(before[len(before)-1])
}

// partOfNumber reports whether a number goes on to the right.
func partOfNumber(after string) bool {
	return len(after) == 2 && strings.ContainsRune(" -./", rune(after[0])) && digit(after[1]) || after != "" && after[0] == '-'
}

func mentions(text string, words []string) bool {
	for _, word := range words {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
