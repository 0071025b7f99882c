package danish

import (
	"time"

	"borgerbot/internal/calendar"
)

// DateForm is how a letter names a time.
type DateForm string

// The forms. A form that is less exact than a day gives an interval.
const (
	FormDay      DateForm = "day"      // "den 3. maj", "3/5-24", "i går"
	FormWeek     DateForm = "week"     // "uge 37", "i sidste uge"
	FormMonth    DateForm = "month"    // "i marts", "maj 2024"
	FormSeason   DateForm = "season"   // "i foråret", "i julen"
	FormYear     DateForm = "year"     // "i 2019", "sidste år"
	FormAgo      DateForm = "ago"      // "for tre år siden"
	FormDuration DateForm = "duration" // "i to år": not a time, and has no days
)

// Date is a time named in a letter, as the days it may mean.
type Date struct {
	Start, End int // byte offsets into the text that was handed in
	Form       DateForm
	// From and To are the first and last day it may mean; zero for a duration.
	From, To calendar.Date
	// Since: it is the beginning of something that lasts ("siden 2019").
	Since bool
	// Birth: somebody was born then.
	Birth bool
}

// Dates lists the times named in the sentence, in order. Times told from now, and
// days without a year, are counted from the day of receipt: a day without a year
// is the nearest past one, unless one within six weeks lies ahead and the past one
// is more than half a year old.
func (s *Sentence) Dates(received calendar.Date) []Date {
	var dates []Date
	d := dating{Sentence: s, received: received}
	read := 0 // the first token after the date before
	for i := 0; i < len(s.tokens); {
		date, n := d.at(i)
		if n == 0 {
			i++
			continue
		}
		date.Start = s.text.Original(s.tokens[i].start)
		date.End = s.text.Original(s.tokens[i+n-1].end)
		date.Since = i > read && d.word(i-1, "siden", "since") ||
			i > read+1 && d.word(i-2, "siden", "since") && d.word(i-1, "den", "i", "the")
		date.Birth = d.word(i-1, "foedt", "born") || d.word(i-2, "foedt", "born") || d.word(i-3, "foedt", "born")
		dates = append(dates, date)
		i += n
		read = i
	}
	return dates
}

// dating reads the dates of one sentence. Its methods return how many tokens they
// have read; 0 means that there is no such date at this place.
type dating struct {
	*Sentence
	received calendar.Date
}

func (d dating) at(i int) (Date, int) {
	t := d.tokens[i]
	if t.number >= 0 {
		return d.first(i, d.numeric, d.dayMonth, d.amount, d.year)
	}
	switch key := dateWords[t.folded]; key {
	case keyMonth:
		return d.first(i, d.monthDay, d.month)
	case keySeason:
		return d.season(i)
	case keyAmount:
		return d.amount(i)
	case keyWeek:
		return d.week(i)
	case keyRelative:
		return d.relative(i)
	}
	return Date{}, 0
}

// first returns what the first of the readers finds.
func (d dating) first(i int, readers ...func(int) (Date, int)) (Date, int) {
	for _, read := range readers {
		if date, n := read(i); n > 0 {
			return date, n
		}
	}
	return Date{}, 0
}

// word reports whether token i is one of the folded words.
func (d dating) word(i int, words ...string) bool {
	if i < 0 || i >= len(d.tokens) {
		return false
	}
	for _, w := range words {
		if d.tokens[i].folded == w {
			return true
		}
	}
	return false
}

// figures returns the value of token i if it is a number in figures.
func (d dating) figures(i int) (int, bool) {
	if i < 0 || i >= len(d.tokens) || !isDigit(d.tokens[i].folded[0]) {
		return 0, false
	}
	return d.tokens[i].number, true
}

// gap is the text between tokens i and i+1.
func (d dating) gap(i int) string {
	if i < 0 || i+1 >= len(d.tokens) {
		return ""
	}
	return d.text.Text[d.tokens[i].end:d.tokens[i+1].start]
}

func day(form DateForm, on calendar.Date) Date { return Date{Form: form, From: on, To: on} }

// onDay returns the day, unless there is no such day.
func onDay(year, month, number int) (calendar.Date, bool) {
	if month < 1 || month > 12 || number < 1 || number > 31 {
		return calendar.Date{}, false
	}
	date := calendar.On(year, time.Month(month), number)
	return date, date.Day() == number
}

func monthInterval(year, month int) Date {
	return Date{
		Form: FormMonth,
		From: calendar.On(year, time.Month(month), 1),
		To:   calendar.On(year, time.Month(month)+1, 0),
	}
}

func yearInterval(year int) Date {
	return Date{Form: FormYear, From: calendar.On(year, time.January, 1), To: calendar.On(year, time.December, 31)}
}

// monthsBack returns the day n months before date, or the last day of a shorter
// month.
func monthsBack(date calendar.Date, n int) calendar.Date {
	month := int(date.Month()) - n
	last := calendar.On(date.Year(), time.Month(month)+1, 0)
	return calendar.On(date.Year(), time.Month(month), min(date.Day(), last.Day()))
}

// A day without a year is taken to lie ahead when the coming one is this near
// and the past one this far.
const (
	nearAhead = 45
	farBehind = 200
)

// nearest returns the day without a year that is meant.
func (d dating) nearest(month, number int) (calendar.Date, bool) {
	behind, ok := d.latest(month, number)
	if !ok {
		return behind, false
	}
	ahead, exists := onDay(behind.Year()+1, month, number)
	if exists && ahead.Sub(d.received) <= nearAhead && d.received.Sub(behind) > farBehind {
		return ahead, true
	}
	return behind, true
}

// latest returns the last such day that is not after the day of receipt. 29
// February may be years back.
func (d dating) latest(month, number int) (calendar.Date, bool) {
	for back := range 9 {
		on, ok := onDay(d.received.Year()-back, month, number)
		if ok && !on.After(d.received) {
			return on, true
		}
	}
	return calendar.Date{}, false
}
