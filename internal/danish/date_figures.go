package danish

import (
	"strings"

	"borgerbot/internal/calendar"
)

// numeric reads dates in figures: 3/5, 3/5-24, 03.05.2024, 3-5-2024, 2024-05-03.
func (d dating) numeric(i int) (Date, int) {
	first, ok := d.figures(i)
	if !ok || d.glued(i-1) {
		return Date{}, 0
	}
	second, ok := d.figures(i + 1)
	if !ok {
		return Date{}, 0
	}
	separator := strings.TrimSpace(d.gap(i))
	if separator != "/" && separator != "." && separator != "-" {
		return Date{}, 0
	}
	third, ok := d.figures(i + 2)
	gap := strings.TrimSpace(d.gap(i + 1))
	if ok && (gap == separator || gap == "-" || gap == "/" || gap == ".") && d.gap(i+1) != " " && !d.glued(i+2) {
		return d.threeFigures(i, first, second, third)
	}
	// Without a year only the slash is sure: "3.5" is a number, "8-16" are hours.
	if separator == "/" && !d.glued(i+1) {
		if on, ok := d.nearest(second, first); ok {
			return day(FormDay, on), 2
		}
	}
	return Date{}, 0
}

// glued reports whether token i and the next are joined without a space, as in
// case numbers: then they are not a date.
func (d dating) glued(i int) bool {
	return i >= 0 && i+1 < len(d.tokens) && strings.Trim(d.gap(i), "-/.") == ""
}

func (d dating) threeFigures(i, first, second, third int) (Date, int) {
	if first >= 1900 && len(d.tokens[i].folded) == 4 {
		first, third = third, first
	}
	year, ok := d.fullYear(third)
	if !ok {
		return Date{}, 0
	}
	on, ok := onDay(year, second, first)
	if !ok {
		return Date{}, 0
	}
	return day(FormDay, on), 3
}

// fullYear completes a year in two figures: no more than one year ahead, and
// otherwise in the past.
func (d dating) fullYear(n int) (int, bool) {
	this := d.received.Year()
	switch {
	case n < 100:
		year := this - this%100 + n
		if year > this+1 {
			year -= 100
		}
		return year, true
	case n >= 1800 && n <= this+10:
		return n, true
	}
	return 0, false
}

// dayMonth reads "3. maj", "den 3. maj 2024", "3rd of May", "3. maj sidste år".
func (d dating) dayMonth(i int) (Date, int) {
	number, ok := d.figures(i)
	if !ok {
		return Date{}, 0
	}
	m := i + 1
	for d.word(m, "st", "nd", "rd", "th", "of") {
		m++
	}
	month := d.monthAt(m)
	if month == 0 {
		return Date{}, 0
	}
	return d.withYear(i, m+1, month, number)
}

// monthDay reads the English "May 3, 2024".
func (d dating) monthDay(i int) (Date, int) {
	number, ok := d.figures(i + 1)
	month := d.monthAt(i)
	if !ok || month == 0 || number > 31 || len(d.tokens[i+1].folded) > 2 {
		return Date{}, 0
	}
	end := i + 2
	if d.word(end, "st", "nd", "rd", "th") {
		end++
	}
	return d.withYear(i, end, month, number)
}

// withYear completes a day and month that were read up to token end.
func (d dating) withYear(start, end, month, number int) (Date, int) {
	if year, n := d.yearAfter(end); n > 0 {
		on, ok := onDay(year, month, number)
		if !ok {
			return Date{}, 0
		}
		return day(FormDay, on), end + n - start
	}
	on, ok := d.nearest(month, number)
	if !ok {
		return Date{}, 0
	}
	return day(FormDay, on), end - start
}

// yearAfter reads the year that follows a day or month: "2024", "'24", "sidste
// år", "i år", "for et år siden".
func (d dating) yearAfter(i int) (year, n int) {
	this := d.received.Year()
	if d.word(i, "of") {
		if year, n := d.yearAfter(i + 1); n > 0 {
			return year, n + 1
		}
	}
	if value, ok := d.figures(i); ok && i > 0 {
		gap := d.gap(i - 1)
		if len(d.tokens[i].folded) == 4 || len(d.tokens[i].folded) == 2 && strings.ContainsAny(gap, "'-/") {
			if year, ok := d.fullYear(value); ok {
				return year, 1
			}
		}
		return 0, 0
	}
	for skip := range 2 {
		switch {
		case d.word(i+skip, "sidste", "forige", "last") && d.word(i+skip+1, "aar", "year"):
			return this - 1, skip + 2
		case d.word(i+skip, "i") && d.word(i+skip+1, "fjor"):
			return this - 1, skip + 2
		case d.word(i+skip, "i", "this") && d.word(i+skip+1, "aar", "year"):
			return this, skip + 2
		case d.word(i+skip, "naeste", "next") && d.word(i+skip+1, "aar", "year"):
			return this + 1, skip + 2
		}
		if !d.word(i, "i", "of", "maaned") {
			break
		}
	}
	if a, n := d.amountAt(i + 1); n > 0 && d.word(i, "for") && a.months >= 12 && d.word(i+1+n, "siden") {
		return this - a.months/12, n + 2
	}
	return 0, 0
}

// year reads a year of four figures where it cannot be a sum or a number of
// something.
func (d dating) year(i int) (Date, int) {
	value, ok := d.figures(i)
	if !ok || len(d.tokens[i].folded) != 4 || value < 1950 || value > d.received.Year()+1 {
		return Date{}, 0
	}
	if d.glued(i-1) || d.glued(i) || d.word(i+1, "kr", "kroner", "dk", "timer") ||
		d.word(i-1, "kr", "kl", "numer", "paragraf", "konto", "telefon", "dk") {
		return Date{}, 0
	}
	if d.word(i-1, "foer", "before") {
		return Date{Form: FormYear, From: yearInterval(value - 5).From, To: yearInterval(value - 1).To}, 1
	}
	return yearInterval(value), 1
}

// month reads "maj", "maj 2024", "i marts i fjor".
func (d dating) month(i int) (Date, int) {
	month := d.monthAt(i)
	folded := d.tokens[i].folded
	ambiguous := folded == "may" || folded == "march" || len(folded) == 3 && folded != "maj"
	if month == 0 || ambiguous && !d.word(i-1, "in", "since", "last", "of", "until", "from") {
		return Date{}, 0
	}
	if year, n := d.yearAfter(i + 1); n > 0 {
		return monthInterval(year, month), n + 1
	}
	n := 1
	if d.word(i+1, "maaned") {
		n = 2
	}
	return d.monthNear(i, month), n
}

// monthNear is the latest such month that has begun, or the coming one where the
// letter looks ahead.
func (d dating) monthNear(i, month int) Date {
	year := d.received.Year()
	begun := month <= int(d.received.Month())
	ahead := d.word(i-1, "til", "naeste", "next", "until")
	switch {
	case ahead && begun:
		year++
	case !ahead && !begun:
		year--
	}
	return monthInterval(year, month)
}

// monthAt returns the number of the month that token i names, or 0.
func (d dating) monthAt(i int) int {
	if i < 0 || i >= len(d.tokens) {
		return 0
	}
	return months[d.tokens[i].folded]
}

// week reads "uge 37" and "week 37", with or without a year.
func (d dating) week(i int) (Date, int) {
	number, ok := d.figures(i + 1)
	if !ok || number < 1 || number > 53 {
		return Date{}, 0
	}
	if year, n := d.yearAfter(i + 2); n > 0 {
		return weekInterval(year, number), 2 + n
	}
	year, current := d.received.ISOWeek()
	if number > current+6 {
		year--
	}
	return weekInterval(year, number), 2
}

// weekInterval returns the days of an ISO 8601 week.
func weekInterval(year, number int) Date {
	fourth := calendar.On(year, 1, 4) // always in week 1
	monday := fourth.AddDays(-(int(fourth.Weekday())+6)%7 + 7*(number-1))
	return Date{Form: FormWeek, From: monday, To: monday.AddDays(6)}
}
