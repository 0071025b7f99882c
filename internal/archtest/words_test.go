package archtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// lineOf is the line of a byte offset, for people.
func (d document) lineOf(offset int) string {
	return fmt.Sprintf("%s:%d", d.path, strings.Count(d.text[:offset], "\n")+1)
}

// loose are promises that nobody keeps, and paths of one machine.
var loose = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b|/wo` + `rk/|/tmp/br` + `ief|\.\./sha` + `red`)

func checkLooseEnds(d document) []string {
	var found []string
	for _, at := range loose.FindAllStringIndex(d.text, -1) {
		found = append(found, fmt.Sprintf("%s: %q does not belong in what is committed", d.lineOf(at[0]), d.text[at[0]:at[1]]))
	}
	return found
}

var tenDigits = regexp.MustCompile(`\d{6}[-– /]?\d{4}`)

// checkCPR refuses ten digits that could be the CPR number of a living person:
// a real date of birth in 1900 or later by the century digit. Tests use the
// 1800s, or make numbers when they run.
func checkCPR(d document) []string {
	var found []string
	for _, at := range tenDigits.FindAllStringIndex(d.text, -1) {
		if digitBeside(d.text, at) || inHexadecimal(d.text, at) {
			continue
		}
		digits := strings.Map(onlyDigits, d.text[at[0]:at[1]])
		if year, ok := born(digits); ok && year >= 1900 {
			found = append(found, d.lineOf(at[0])+": ten digits that may be a living person's CPR number")
		}
	}
	return found
}

func digitBeside(text string, at []int) bool {
	isDigit := func(i int) bool { return i >= 0 && i < len(text) && text[i] >= '0' && text[i] <= '9' }
	return isDigit(at[0]-1) || isDigit(at[1])
}

// inHexadecimal reports whether the digits lie in a long run of hexadecimal, such
// as a key's bytes.
func inHexadecimal(text string, at []int) bool {
	const digits, long = "0123456789abcdefABCDEF", 24
	from, to := at[0], at[1]
	for from > 0 && strings.IndexByte(digits, text[from-1]) >= 0 {
		from--
	}
	for to < len(text) && strings.IndexByte(digits, text[to]) >= 0 {
		to++
	}
	return to-from >= long
}

func onlyDigits(r rune) rune {
	if r >= '0' && r <= '9' {
		return r
	}
	return -1
}

// born is the year of birth in a CPR number, and whether its date exists. The
// seventh digit and the year give the century; a replacement number has 60 added
// to the day.
func born(digits string) (year int, ok bool) {
	day, _ := strconv.Atoi(digits[:2])
	month, _ := strconv.Atoi(digits[2:4])
	year, _ = strconv.Atoi(digits[4:6])
	switch seventh := digits[6]; {
	case seventh <= '3', seventh == '4' && year > 36, seventh == '9' && year > 36:
		year += 1900
	case seventh == '4', seventh == '9', year <= 57:
		year += 2000
	default:
		year += 1800
	}
	if day > 60 {
		day -= 60
	}
	date := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return year, month >= 1 && month <= 12 && date.Day() == day
}

var address = regexp.MustCompile(`[A-Za-z0-9_.+-]+@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,})\b`)

// reserved are the domains that belong to nobody (RFC 2606 §2–3).
var reserved = regexp.MustCompile(`(?i)(^|\.)(example(\.[a-z]+)?|invalid|test)$`)

// checkAddresses refuses mail addresses that may be somebody's.
func checkAddresses(d document) []string {
	var found []string
	for _, at := range address.FindAllStringSubmatchIndex(d.text, -1) {
		if domain := d.text[at[2]:at[3]]; !reserved.MatchString(domain) {
			found = append(found, fmt.Sprintf("%s: an address at %s; use example.org (RFC 2606)", d.lineOf(at[0]), domain))
		}
	}
	return found
}

// people are the advisers whose pages the requirements come from: hashes of
// pairs of words of their names, of their telephone numbers and of their
// initials, so that the check does not itself write them down.
var people = map[string]bool{
	"c179ff6b0fa3b73c": true, "3d84748a97af73ea": true, "bb84e47d875c0f1e": true,
	"ba4ba085bc2d90e0": true, "8bfdf77b3e79535d": true, "ffa7d6e5c4a8be4f": true,
	"1e63a05a62e923b0": true, "e86ee6ed225a9083": true,
}

// checkPeople refuses the real advisers' names and numbers.
func checkPeople(d document) []string {
	var found []string
	before := ""
	for line, text := range strings.Split(d.text, "\n") {
		words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r)
		})
		for i, word := range words {
			if people[fingerprint(word)] || people[fingerprint(before+" "+word)] || people[fingerprint(eightDigits(words[i:]))] {
				found = append(found, fmt.Sprintf("%s:%d: a real adviser's name, number or address", d.path, line+1))
			}
			before = word
		}
	}
	return found
}

// eightDigits is a telephone number as Danes write it, at the start of words.
func eightDigits(words []string) string {
	digits := ""
	for _, word := range words {
		if strings.Trim(word, "0123456789") != "" || len(digits)+len(word) > 8 {
			break
		}
		digits += word
	}
	return digits
}

func fingerprint(words string) string {
	sum := sha256.Sum256([]byte("borgerbot archtest " + words))
	return hex.EncodeToString(sum[:8])
}
