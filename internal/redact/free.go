package redact

import "strings"

// free reads ten digits with up to a few signs between any of them ("0 6 1 0 …",
// "061093:5001", a number wrapped in a quotation). Without a label that is
// possible, no more.
func (f *finder) free(i int) (number, bool) {
	r := runner{text: f.text, at: i}
	digits := r.free(4)
	if digits == "" {
		return number{}, false
	}
	full := r
	full.gap()
	if year := full.digits(4); year >= "1800" && year < "2100" && full.at > r.at+4 && full.separator() {
		// "06.10.1893, 5001". What follows a whole date must be in one piece,
		// lest two dates in a row are read as one number.
		full.gap()
		serial := full.digits(4)
		return f.loosely(i, number{end: full.at, digits: digits + year[2:] + serial}, serial)
	}
	r.gap()
	rest := r.free(6)
	return f.loosely(i, number{end: r.at, digits: digits + rest}, rest)
}

// loosely is a number that only a label makes more than possible, if its last part
// was found.
func (f *finder) loosely(i int, n number, last string) (number, bool) {
	if last == "" {
		return number{}, false
	}
	n.loose = f.label(i, n.end) != labelCPR
	return n, true
}

// wordReach is how many bytes of words may stand between a labelled date and a
// serial number that nothing announces ("cpr 061093 nr. 5001").
const wordReach = 12

// named reads a date and, after words, the serial number: "061093, løbenr. 5001".
func (f *finder) named(i int) (number, bool) {
	r := runner{text: f.text, at: i}
	date := r.free(6)
	if date == "" {
		return number{}, false
	}
	from := r.at
	for r.at < len(f.text) && r.at < from+lastFourReach && !digit(f.text[r.at]) {
		r.at++
	}
	between := strings.ToLower(f.text[from:r.at])
	n := number{named: mentions(between, lastFour)}
	n.loose = !n.named
	serial := r.digits(4)
	if serial == "" || !n.named && (len(between) > wordReach || f.before(i) != labelCPR) {
		return number{}, false
	}
	n.end, n.digits = r.at, date+serial
	return n, realDay(n.digits)
}

// lookalikes are letters that are typed, or read by a scanner, for a figure.
var lookalikes = strings.NewReplacer("O", "0", "o", "0", "l", "1", "I", "1")

// figures writes "CPR O61093-5OO1" with figures, and leaves all other text as it
// is. Offsets stay the same.
func figures(text string) string {
	f := finder{text: text}
	var b strings.Builder
	at := 0
	for i := 0; i < len(text); {
		end, letters, digits := i, false, false
		for end < len(text) && (digit(text[end]) || strings.IndexByte("OolI", text[end]) >= 0) {
			digits = digits || digit(text[end])
			letters = letters || !digit(text[end])
			end++
		}
		for end > i && end < len(text) && letterByte(text[end]) && !digit(text[end-1]) {
			end-- // the letter begins a word
		}
		if digits && letters && f.before(i) == labelCPR {
			b.WriteString(text[at:i])
			b.WriteString(lookalikes.Replace(text[i:end]))
			at = end
		}
		i = max(i+1, end)
	}
	if at == 0 {
		return text
	}
	return b.String() + text[at:]
}
