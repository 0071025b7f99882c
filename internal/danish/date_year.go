package danish

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"borgerbot/internal/calendar"
)

// yearAfter reads the year that follows a day, a month or a season: "2024", "'24",
// "24", "sidste år", "i år", "for et år siden".
func (d dating) yearAfter(i int) (year, n int) {
	this := d.received.Year()
	if d.word(i, "of", "maaned", "in") || d.word(i, "i") && d.word(i+1, "aar") && d.fourFigures(i+2) {
		if year, n := d.yearAfter(i + 1); n > 0 {
			return year, n + 1
		}
	}
	if value, ok := d.figures(i); ok && i > 0 {
		if len(d.tokens[i].folded) == 4 || d.shortYear(i, value) {
			if year, ok := d.fullYear(value); ok {
				return year, 1
			}
		}
		return 0, 0
	}
	if d.word(i, "i") && d.fourFigures(i+1) {
		return d.tokens[i+1].number, 2
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
	if a, n := d.amountAt(i + 1); n > 0 && d.word(i, "for") && a.least.months >= 12 && d.word(i+1+n, "siden") {
		return this - a.least.months/12, n + 2
	}
	return 0, 0
}

// shortYears is how far back a year in two figures may lie that nothing marks as a
// year.
const shortYears = 12

// shortYear reports whether the two figures at token i are a year: "'24", "-24", or
// "24" where nothing is counted.
func (d dating) shortYear(i, value int) bool {
	if len(d.tokens[i].folded) != 2 {
		return false
	}
	if strings.ContainsAny(d.gap(i-1), "'-/") {
		return true
	}
	this := d.received.Year() % 100
	if value > this+1 || value < this-shortYears || strings.ContainsAny(d.gap(i-1), ".,;:") {
		return false
	}
	if i+1 == len(d.tokens) || d.gap(i) != " " {
		return !d.glued(i)
	}
	return d.follows(i+1) && !d.measured(i+1)
}

// fourFigures reports whether token i is a year in four figures.
func (d dating) fourFigures(i int) bool {
	value, ok := d.figures(i)
	return ok && len(d.tokens[i].folded) == 4 && value >= 1900 && value <= d.received.Year()+1
}

// year reads a year of four figures where it cannot be a sum or a number of
// something.
func (d dating) year(i int) (Date, int) {
	value, ok := d.figures(i)
	if !ok || len(d.tokens[i].folded) != 4 || value < 1900 || value > d.received.Year()+1 {
		return Date{}, 0
	}
	between := d.gap(i) == "-" && d.fourFigures(i+1) || d.gap(i-1) == "-" && d.fourFigures(i-1)
	if !between && (d.glued(i-1) || d.glued(i)) || d.measured(i+1) || d.word(i+1, "dk", "m") ||
		d.word(i-1, "kr", "kl", "dk", "lov") {
		return Date{}, 0
	}
	if !d.word(i-1, "i", "in", "fra", "from", "til", "to", "siden", "since", "og", "and") && d.named(i+1) {
		return Date{}, 0 // the postal code of a town
	}
	n := 1
	if d.gap(i) == "/" && i+1 < len(d.tokens) && len(d.tokens[i+1].folded) == 2 {
		n = 2 // "vinteren 2023/24"
	}
	if d.word(i-1, "foer", "before", "inden") {
		return Date{Form: FormYear, From: yearInterval(value - 5).From, To: yearInterval(value - 1).To}, n
	}
	if date, m := d.within(i+n, value); m > 0 {
		return date, n + m
	}
	return yearInterval(value), n
}

// named reports whether token i is written as a name.
func (d dating) named(i int) bool {
	if i >= len(d.tokens) || d.gap(i-1) != " " {
		return false
	}
	r, _ := utf8.DecodeRuneInString(d.text.Text[d.tokens[i].start:])
	return unicode.IsUpper(r)
}

// within reads a month or season that follows its year: "sidste år i marts".
func (d dating) within(i, year int) (Date, int) {
	n := 0
	if d.word(i, "i", "in") {
		n = 1
	}
	if i+n >= len(d.tokens) || n == 0 && i > 0 && d.gap(i-1) != " " {
		return Date{}, 0
	}
	folded := d.tokens[i+n].folded
	if s, ok := seasons[folded]; ok {
		return seasonOf(year, s.month), n + 1
	}
	if month := months[folded]; month > 0 && len(folded) > 3 && folded != "march" && n == 1 {
		return monthInterval(year, month), n + 1
	}
	return Date{}, 0
}

// decade reads "i 90'erne".
func (d dating) decade(i int) (Date, int) {
	value, ok := d.figures(i)
	if !ok || !d.word(i+1, "erne", "ern") || value%10 != 0 {
		return Date{}, 0
	}
	year, ok := d.fullYear(value)
	if !ok {
		return Date{}, 0
	}
	return Date{Form: FormYear, From: yearInterval(year).From, To: yearInterval(year + 9).To}, 2
}

// month reads "maj", "maj 2024", "i marts i fjor".
func (d dating) month(i int) (Date, int) {
	month := d.monthAt(i)
	folded := d.tokens[i].folded
	ambiguous := folded == "may" || folded == "march" || len(folded) <= 4 && folded != "maj" && folded != "juni" &&
		folded != "juli" && folded != "june" && folded != "july"
	if month == 0 || ambiguous && !(d.word(i-1, "i") && folded != "may" && folded != "march") && !d.word(i-1, "in", "since", "siden", "last", "of", "until", "from", "fra", "to", "back", "mid",
		"early", "late", "and", "between") {
		return Date{}, 0
	}
	if date, n := d.monthFirst(i); n > 0 {
		return date, n
	}
	return d.monthInPart(i)
}

// monthNear is the latest such month that has begun, or the coming one where the
// letter looks ahead.
func (d dating) monthNear(i, end, month int) Date {
	year := d.received.Year()
	begun := month <= int(d.received.Month())
	ahead := d.word(i-1, "naeste", "next", "until") || d.word(i-1, "til") && !d.word(i-3, "fra")
	soon := (d.tenseAt(i, end) > 0 || d.word(i-1, "for")) && month-int(d.received.Month()) <= 5
	switch {
	case ahead && begun:
		year++
	case !ahead && !begun && !soon:
		year--
	}
	date := monthInterval(year, month)
	date.assumed = true
	return date
}

// monthAt returns the number of the month that token i names, or 0.
func (d dating) monthAt(i int) int {
	if i < 0 || i >= len(d.tokens) {
		return 0
	}
	folded := d.tokens[i].folded
	if month := months[folded]; month > 0 {
		return month
	}
	return foreignMonths[folded]
}

// week reads "uge 37", "uge 20-21" and "week 37 of 2024".
func (d dating) week(i int) (Date, int) {
	number, ok := d.figures(i + 1)
	if !ok || number < 1 || number > 53 {
		return Date{}, 0
	}
	last, n := number, 2
	if later, ok := d.figures(i + 2); ok && d.gap(i+1) == "-" {
		last, n = later, 3
	} else if later, ok := d.figures(i + 3); ok && d.word(i+2, "og", "til", "and", "to") {
		last, n = later, 4
	}
	if last < number || last > 53 || len(d.tokens[i+n-1].folded) > 2 {
		last, n = number, 2
	}
	year, after := d.yearAfter(i + n)
	if after == 0 {
		current := 0
		year, current = d.received.ISOWeek()
		if number > current+6 {
			year--
		}
	}
	return Date{Form: FormWeek, From: monday(year, number), To: monday(year, last).AddDays(6)}, n + after
}

// monday returns the first day of an ISO 8601 week.
func monday(year, number int) calendar.Date {
	fourth := calendar.On(year, 1, 4) // always in week 1
	return fourth.AddDays(-(int(fourth.Weekday())+6)%7 + 7*(number-1))
}

// part reads the beginning, the middle or the end of a month, a year or a season,
// and quarters and halves of a year: "midt i maj", "1. kvartal 2025".
func (d dating) part(i int) (Date, int) {
	number, ok := d.figures(i)
	if !ok {
		number = ordinals[d.tokens[i].folded]
	}
	if number > 0 {
		return d.quarter(i, number)
	}
	third, ok := parts[d.tokens[i].folded]
	if !ok {
		return Date{}, 0
	}
	next := i + 1
	for d.word(next, "af", "i", "in", "of", "the", "paa") && !d.word(next+1, "fjor", "aar") {
		next++
	}
	if next >= len(d.tokens) || next == i+1 && d.word(i, "sidst", "foerst", "end", "start", "tidligt", "begining") && d.monthAt(next) == 0 {
		return Date{}, 0
	}
	if d.word(next, "aaret", "year") && d.word(i, "starten", "begyndelsen", "begining") {
		return thirdOf(yearInterval(d.received.Year()), third), next + 1 - i
	}
	if d.tokens[next].number >= 0 {
		date, n := d.year(next)
		return thirdOf(date, third), reach(n, next-i)
	}
	switch dateWords[d.tokens[next].folded] {
	case keyMonth:
		date, n := d.monthInPart(next)
		return thirdOf(date, third), reach(n, next-i)
	case keySeason:
		date, n := d.season(next)
		return thirdOf(date, third), reach(n, next-i)
	case keyRelative:
		date, n := d.relative(next)
		return thirdOf(date, third), reach(n, next-i)
	}
	return Date{}, 0
}

// monthInPart reads a month that "primo" or "late" stands before, so that it
// cannot be another word.
func (d dating) monthInPart(i int) (Date, int) {
	month := d.monthAt(i)
	if year, n := d.yearAfter(i + 1); n > 0 {
		return monthInterval(year, month), n + 1
	}
	n := 1
	if d.word(i+1, "maaned") {
		n = 2
	}
	date := d.monthNear(i, i+n, month)
	date.sameYear = d.sameYear(i + n)
	if date.sameYear {
		n += 2
	}
	return date, n
}

// sameYear reports whether token i begins "samme år" or "det år".
func (d dating) sameYear(i int) bool {
	return d.word(i, "det", "same", "that") && d.word(i+1, "aar", "year")
}

// reach is how many tokens are read when n are read after the first skipped ones.
func reach(n, skipped int) int {
	if n == 0 {
		return 0
	}
	return n + skipped
}

// thirdOf returns the first, middle or last third of a month (in days, 10 each),
// a year (4 months each) or a season (a month each). Other times stay whole.
func thirdOf(date Date, third int) Date {
	switch date.Form {
	case FormMonth:
		first := date.From
		if third < 2 {
			date.To = first.AddDays(10*third + 9)
		}
		date.From = first.AddDays(10 * third)
	case FormYear, FormSeason:
		length := 4
		if date.Form == FormSeason {
			length = 1
		}
		from := monthsBack(date.From, -length*third)
		date.From, date.To = from, monthsBack(from, -length).AddDays(-1)
	}
	return date
}

// quarter reads "1. kvartal 2025" and "første halvår 2025".
func (d dating) quarter(i, number int) (Date, int) {
	length := 0
	switch {
	case d.word(i+1, "kvartal", "quarter") && number <= 4:
		length = 3
	case d.word(i+1, "halvaar", "halvar") && number <= 2:
		length = 6
	default:
		return Date{}, 0
	}
	year, n := d.yearAfter(i + 2)
	if n == 0 {
		year = d.received.Year()
		if (number-1)*length+1 > int(d.received.Month()) {
			year--
		}
	}
	first := (number-1)*length + 1
	return Date{Form: FormSeason, From: monthInterval(year, first).From, To: monthInterval(year, first+length-1).To}, n + 2
}
