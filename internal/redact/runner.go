package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// runner reads the parts of a number from left to right.
type runner struct {
	text string
	at   int
}

// digits reads exactly n digits, or nothing.
func (r *runner) digits(n int) string {
	if r.at+n > len(r.text) {
		return ""
	}
	for i := r.at; i < r.at+n; i++ {
		if !digit(r.text[i]) {
			return ""
		}
	}
	r.at += n
	return r.text[r.at-n : r.at]
}

// skipOne passes over one of the separators, with a space on either side of it.
func (r *runner) skipOne(separators string) {
	at := r.at
	for range 2 {
		if at < len(r.text) && r.text[at] == ' ' {
			at++
			r.at = at
		}
		if at < len(r.text) && strings.IndexByte(separators, r.text[at]) >= 0 && r.text[at] != ' ' {
			at++
			r.at = at
		}
	}
}

// oneSeparator passes over one sign between figures, or over a line end with such
// a sign or blank before it.
func (r *runner) oneSeparator() {
	if r.at < len(r.text) && strings.IndexByte(figureSigns, r.text[r.at]) >= 0 {
		r.at++
	}
	r.lineEnd()
}

// separator reports whether what follows is not a digit.
func (r *runner) separator() bool { return r.at < len(r.text) && !digit(r.text[r.at]) }

// toSerial passes over what stands between the date and the serial number: white
// space, and at most one sign. It reports whether that sign joins the two.
func (r *runner) toSerial() (joint bool) {
	if strings.HasPrefix(r.text[r.at:], "____") { // a covered serial number
		return false
	}
	r.blanks()
	if r.at < len(r.text) && strings.IndexByte("-/.,", r.text[r.at]) >= 0 {
		joint = r.text[r.at] == '-' || r.text[r.at] == '/'
		r.at++
	}
	if !strings.HasPrefix(r.text[r.at:], "____") {
		r.blanks()
	}
	return joint
}

func (r *runner) blanks() {
	for n := 0; n < 3 && r.at < len(r.text); n++ {
		if strings.IndexByte(" \t_", r.text[r.at]) >= 0 {
			r.at++
		} else if !r.lineEnd() {
			return
		}
	}
}

// maxQuoteMarks is how many marks of a quotation are read at the start of a line.
const maxQuoteMarks = 40

// lineEnd passes over a line end and what marks the next line as quoted, so that
// a number stays one where a mail program has wrapped and quoted it.
func (r *runner) lineEnd() bool {
	if !strings.HasPrefix(r.text[r.at:], "\n") && !strings.HasPrefix(r.text[r.at:], "\r\n") {
		return false
	}
	r.at += strings.IndexByte(r.text[r.at:], '\n') + 1
	for n := 0; n < maxQuoteMarks && r.at < len(r.text) && strings.IndexByte(" \t>|", r.text[r.at]) >= 0; n++ {
		r.at++
	}
	return true
}

// How much may stand between two figures of a number that is written freely:
// blanks and line ends, and among them a few signs.
const (
	gapReach = 8
	gapSigns = 3
)

// gap passes over what is neither a letter nor a figure.
func (r *runner) gap() {
	signs := 0
	for n := 0; n < gapReach && r.at < len(r.text); n++ {
		if r.lineEnd() {
			continue
		}
		sign, size := utf8.DecodeRuneInString(r.text[r.at:])
		if unicode.IsLetter(sign) || unicode.IsDigit(sign) {
			return
		}
		if !unicode.IsSpace(sign) {
			signs++
		}
		if signs > gapSigns {
			return
		}
		r.at += size
	}
}

// free reads n digits with a gap between any of them, or nothing.
func (r *runner) free(n int) string {
	found := make([]byte, 0, 10)
	for next := *r; len(found) < n; next.gap() {
		d := next.digits(1)
		if d == "" {
			return ""
		}
		found = append(found, d[0])
		r.at = next.at
	}
	return string(found)
}

// coverSigns are what people write over the digits they will not show.
const coverSigns = "xX*#._?"

// serial reads four digits, four cover signs ("xxxx", "****", "••••"), some of
// each ("5xxx"), two letters and two digits, or nothing. What is covered is
// returned as "x".
func (r *runner) serial() string {
	if s := r.digits(4); s != "" {
		return s
	}
	rest := r.text[r.at:]
	for _, sign := range []string{"•", "…", "█"} {
		if covers := strings.Repeat(sign, 4); strings.HasPrefix(rest, covers) {
			r.at += len(covers)
			return "xxxx"
		}
	}
	if len(rest) < 4 {
		return ""
	}
	if masked := hidden(rest[:4]); masked != "" {
		r.at += 4
		return masked
	}
	if upper(rest[0]) && upper(rest[1]) && digit(rest[2]) && digit(rest[3]) && r.text[r.at-1] == '-' {
		r.at += 4
		return "xx" + rest[2:4]
	}
	return ""
}

// hidden returns a serial number with "x" for each digit that is covered, or nothing
// if it is not one. What is covered in part is so with letters or stars.
func hidden(serial string) string {
	masked := strings.Map(func(c rune) rune {
		if strings.ContainsRune(coverSigns, c) {
			return 'x'
		}
		return c
	}, serial)
	signs := strings.Count(masked, "x")
	if strings.Trim(masked, "0123456789x") != "" || signs < 2 || signs < 4 && strings.ContainsAny(serial, ".#_?") ||
		signs == 4 && strings.Trim(serial, serial[:1]) != "" {
		return ""
	}
	return masked
}

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }
