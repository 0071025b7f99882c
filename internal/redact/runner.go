package redact

import "strings"

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

// separator reports whether what follows is not a digit.
func (r *runner) separator() bool { return r.at < len(r.text) && !digit(r.text[r.at]) }

// toSerial passes over what stands between the date and the serial number: white
// space, and at most one sign. It reports whether that sign joins the two.
func (r *runner) toSerial() (joint bool) {
	r.blanks()
	if r.at < len(r.text) && strings.IndexByte("-/.,", r.text[r.at]) >= 0 {
		joint = r.text[r.at] == '-' || r.text[r.at] == '/'
		r.at++
		r.blanks()
	}
	return joint
}

func (r *runner) blanks() {
	for n := 0; n < 3 && r.at < len(r.text) && strings.IndexByte(" \t\n_", r.text[r.at]) >= 0; n++ {
		r.at++
	}
}

// coverSigns are what people write over the digits they will not show.
const coverSigns = "xX*#."

// serial reads four digits, four cover signs ("xxxx", "****", "••••"), two
// letters and two digits, or nothing. What is covered is returned as "x".
func (r *runner) serial() string {
	if s := r.digits(4); s != "" {
		return s
	}
	rest := r.text[r.at:]
	if bullets := strings.Repeat("•", 4); strings.HasPrefix(rest, bullets) {
		r.at += len(bullets)
		return "xxxx"
	}
	if len(rest) < 4 {
		return ""
	}
	if strings.IndexByte(coverSigns, rest[0]) >= 0 && strings.Count(rest[:4], rest[:1]) == 4 {
		r.at += 4
		return "xxxx"
	}
	if upper(rest[0]) && upper(rest[1]) && digit(rest[2]) && digit(rest[3]) && r.text[r.at-1] == '-' {
		r.at += 4
		return "xx" + rest[2:4]
	}
	return ""
}

func upper(c byte) bool { return c >= 'A' && c <= 'Z' }
