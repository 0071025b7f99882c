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
	born := dateOfBirth(before)
	if born == "" {
		born = sixDigits(before, serial)
	}
	if born == "" {
		// Nobody else speaks of the last four digits in such words.
		if f.label(i) != labelCPR && !strings.Contains(strings.ToLower(before), "cpr") {
			return Match{}, false
		}
		born = "xxxxxx"
	}
	return Match{Start: i, End: r.at, Score: scoreLabel + scoreDate, Digits: born + serial}, true
}

func (f *finder) announced(i int) bool {
	return mentions(strings.ToLower(f.text[max(0, i-lastFourReach):i]), lastFour)
}

// sixDigits returns the last six digits in a row that are a day of birth with
// this serial number.
func sixDigits(text, serial string) string {
	born := ""
	for i := 0; i < len(text); i++ {
		r := runner{text: text, at: i}
		for r.at < len(text) && digit(text[r.at]) {
			r.at++
		}
		if r.at-i == 6 && realDay(text[i:r.at]+serial) {
			born = text[i:r.at]
		}
		i = max(i, r.at-1)
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
