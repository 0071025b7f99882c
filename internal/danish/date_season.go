package danish

import (
	"time"

	"borgerbot/internal/calendar"
)

// feast is a holiday or a holiday season, by its first day and how many days later
// it ends.
type feast struct {
	month, day int
	easter     bool // day counts from Easter Sunday
	week       int  // begins on the Monday of this week
	last       int
	bare       bool // needs a word before it that makes it a time ("i", "før")
}

// in returns the days of the feast that begins in that year.
func (f feast) in(year int) Date {
	var from calendar.Date
	switch {
	case f.easter:
		from = calendar.Easter(year).AddDays(f.day)
	case f.week > 0:
		from = monday(year, f.week)
	default:
		from = calendar.On(year, time.Month(f.month), f.day)
	}
	date := Date{Form: FormSeason, From: from, To: from.AddDays(f.last)}
	if f.last == 0 {
		date.Form = FormDay
	}
	return date
}

// Days around a holiday that "før" and "efter" mean, and "lige før".
const (
	around = 30
	nearby = 14
)

// holiday reads "i påsken", "lige før jul", "efter nytår": the last one, unless the
// words look ahead.
func (d dating) holiday(i int) (Date, int) {
	f := holidays[d.tokens[i].folded]
	if f.bare && !d.introduced(i) || d.habit(i) {
		return Date{}, 0
	}
	shifted := f
	before := d.word(i-1, "foer", "inden", "before") || d.word(i-1, "til") && d.word(i-2, "op")
	after := d.word(i-1, "efter", "after")
	days := around
	if d.word(i-2, "lige", "kort", "just", "right", "shortly", "umidelbart") {
		days = nearby
	}
	place := func(year int) Date {
		date := shifted.in(year)
		switch {
		case before:
			date = Date{Form: FormSeason, From: date.From.AddDays(-days), To: date.From.AddDays(-1)}
		case after:
			date = Date{Form: FormSeason, From: date.To.AddDays(1), To: date.To.AddDays(days)}
		}
		return date
	}
	if year, n := d.yearAfter(i + 1); n > 0 {
		return place(year), n + 1
	}
	year := d.received.Year()
	if before && d.must(i) {
		if year++; !place(year - 1).To.Before(d.received) {
			year--
		}
		return place(year), 1
	}
	for year > d.received.Year()-2 && (place(year).From.After(d.received) || before && place(year).To.After(d.received)) {
		year--
	}
	if d.word(i-1, "til", "naeste", "next") && !before || d.tenseAt(i, i+1) > 0 && place(year+1).From.Sub(d.received) < toldAhead/2 && !before {
		year++
	}
	return place(year), 1
}

// must reports whether the words before token i say what has to be done.
func (d dating) must(i int) bool {
	for j := i - 1; j >= 0 && j >= i-7; j-- {
		if d.word(j, "skal", "vil", "bedes", "must", "should", "will") {
			return true
		}
	}
	return false
}

// introduced reports whether a word before token i makes a season of it, and not
// a greeting or a thing.
func (d dating) introduced(i int) bool {
	return d.word(i-1, "i", "siden", "since", "foer", "efter", "inden", "omkring", "before", "after", "at", "over", "ved", "in", "this",
		"sidste", "forige", "last", "next", "naeste", "dene", "melem", "between", "til", "og", "and", "hele", "den", "the", "of",
		"fjor", "same", "under", "during", "until", "fra", "from")
}

// habit reports seasons that come every year: "om sommeren".
func (d dating) habit(i int) bool { return d.word(i-1, "om", "hver", "every") }

// season reads "i foråret", "sidste sommer", "foråret 2024".
func (d dating) season(i int) (Date, int) {
	folded := d.tokens[i].folded
	s := seasons[folded]
	if year, n := d.yearAfter(i + 1); n > 0 {
		date := seasonOf(year, s.month)
		if next := i + 1 + n; next < len(d.tokens) && d.gap(next-1) == "/" && len(d.tokens[next].folded) == 2 {
			n++ // "vinteren 2023/24"
		}
		return date, n + 1
	}
	if s.bare && !d.introduced(i) || d.habit(i) {
		return Date{}, 0
	}
	if d.word(i-1, "fjor") {
		return seasonOf(d.received.Year()-1, s.month), 1
	}
	year := d.received.Year()
	over := folded[len(folded)-1] == 's'
	told := d.word(i-1, "sidste", "forige", "last")
	date := seasonOf(year, s.month)
	for date.From.After(d.received) || (over || told) && !date.To.Before(d.received) {
		year--
		date = seasonOf(year, s.month)
	}
	switch {
	case d.word(i-1, "til", "naeste", "next") && !d.sameYear(i+1):
		return seasonOf(year+1, s.month), 1
	case told && year == d.received.Year():
		// "sidste forår" is this year's to some, and last year's to others.
		date.From = seasonOf(year-1, s.month).From
	}
	date.assumed = true
	date.sameYear = d.word(i-1, "same")
	if d.sameYear(i + 1) {
		date.sameYear = true
		return date, 3
	}
	return date, 1
}

// seasonOf returns the season that begins in that year.
func seasonOf(year, month int) Date {
	return Date{Form: FormSeason, From: monthInterval(year, month).From, To: monthInterval(year, month+2).To}
}

// epoch reads "under corona", "da corona kom", "før kommunalreformen".
func (d dating) epoch(i int) (Date, int) {
	e := epochs[d.tokens[i].folded]
	if e.bare && !d.word(i-1, "under", "da", "foer", "inden", "siden", "since", "dengang", "during", "before", "when", "i", "efter", "after", "in") {
		return Date{}, 0
	}
	return e.Date, 1
}
