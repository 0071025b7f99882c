package redact

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"borgerbot/internal/calendar"
	"borgerbot/internal/danish"
)

// lastFour announce the serial number where somebody writes the date and the
// serial number apart: "født 6. oktober 1893, de sidste fire cifre er 5001".
var lastFour = []string{
	"sidste fire", "fire sidste", "sidste 4", "4 sidste", "last four", "last 4", "sidste cifre", "løbenummer", "løbenr",
}

// How far before the serial number it may be announced, and the date may stand.
const (
	lastFourReach = 32
	dateReach     = 200
	bornReach     = 60 // the date behind it
)

// split reads a serial number of four digits that was announced, together with
// the date of birth before it.
func (f *finder) split(i int) (Match, bool) {
	r := runner{text: f.text, at: i}
	serial := r.digits(4)
	if serial == "" || r.at < len(f.text) && digit(f.text[r.at]) || !f.announced(i) {
		return Match{}, false
	}
	from := max(0, i-dateReach)
	for !utf8.RuneStart(f.text[from]) {
		from++
	}
	before := f.text[from:i]
	if !mentions(strings.ToLower(before), births) {
		if born, end := f.bornAfter(r.at, serial); born != "" {
			return Match{Start: i, End: end, Score: scoreLabel + scoreDate, Digits: born + serial}, true
		}
	}
	born := birthday(before, serial)
	if born == "" {
		// Nobody else speaks of the last four digits in such words.
		if f.before(i) != labelCPR && !strings.Contains(strings.ToLower(before), "cpr") {
			return Match{}, false
		}
		born = "xxxxxx"
	}
	return Match{Start: i, End: r.at, Score: scoreLabel + scoreDate, Digits: born + serial}, true
}

// bornAfter returns the date of birth that follows a serial number ("sidste fire er
// 5001, født 6/10-1893"), and where it ends.
func (f *finder) bornAfter(at int, serial string) (born string, end int) {
	end = min(len(f.text), at+bornReach)
	for end > at && end < len(f.text) && !utf8.RuneStart(f.text[end]) {
		end--
	}
	after := f.text[at:end]
	if !mentions(strings.ToLower(after), births) {
		return "", 0
	}
	return birthday(after, serial), at + strings.LastIndexAny(after, "0123456789") + 1
}

// births announce a date of birth.
var births = []string{"født", "fødsel", "born", "birth"}

// birthday returns the last date of birth in text, as DDMMYY.
func birthday(text, serial string) string {
	if born := dateOfBirth(text); born != "" {
		return born
	}
	return sixDigits(text, serial)
}

// announced reports whether the next number at offset i is called the last four
// figures.
func (f *finder) announced(i int) bool {
	before := strings.ToLower(f.text[max(0, i-lastFourReach):i])
	last := -1
	for _, words := range lastFour {
		if n := strings.LastIndex(before, words); n >= 0 {
			last = max(last, n+len(words))
		}
	}
	return last >= 0 && !strings.ContainsAny(before[last:], "0123456789")
}

// sixDigits returns the last six digits, with signs between or none, that are a day
// of birth with this serial number.
func sixDigits(text, serial string) string {
	born := ""
	for i := 0; i < len(text); i++ {
		if !digit(text[i]) {
			continue
		}
		r := runner{text: text, at: i}
		if date := r.free(6); date != "" && (r.at == len(text) || !digit(text[r.at])) && realDay(date+serial) {
			born = date
		}
		for i < len(text) && digit(text[i]) {
			i++
		}
	}
	return born
}

// dateOfBirth returns the last date with a year in text, as DDMMYY. A date is
// read as somebody's in the past: the text has no day of receipt here, and needs
// none.
func dateOfBirth(text string) string {
	born := ""
	for s := range (*danish.Book)(nil).Scan(text) {
		for _, d := range s.Dates(calendar.On(2099, 12, 31)) {
			if d.Form == danish.FormDay && d.From == d.To {
				born = fmt.Sprintf("%02d%02d%02d", d.From.Day(), int(d.From.Month()), d.From.Year()%100)
			}
		}
	}
	return born
}
