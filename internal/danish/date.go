package danish

import (
	"strings"
	"time"

	"borgerbot/internal/calendar"
)

// DateForm is how a letter names a time.
type DateForm string

// The forms. A form that is less exact than a day gives an interval.
const (
	FormDay      DateForm = "day"      // "den 3. maj", "3/5-24", "i går"
	FormWeek     DateForm = "week"     // "uge 37", "i sidste uge", "forleden"
	FormMonth    DateForm = "month"    // "i marts", "maj 2024", "midt i maj"
	FormSeason   DateForm = "season"   // "i foråret", "lige før jul", "1. kvartal"
	FormYear     DateForm = "year"     // "i 2019", "sidste år", "fra 2021 til 2023"
	FormAgo      DateForm = "ago"      // "for tre år siden", "da corona kom"
	FormAhead    DateForm = "ahead"    // "om 14 dage"
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

	// assumed: the letter does not say the year.
	assumed bool
	// sameYear: it lies in the year of the time told before it ("i juni det år").
	sameYear bool
	// follows is how many days it lies after the day told before it ("dagen efter").
	follows int
}

// After returns the date as it is meant after the time that was told before it in
// the letter, which may stand in an earlier sentence: "i juni samme år", "dagen
// efter". It has no days where that does not say when it was.
func (date Date) After(before Date) Date {
	switch {
	case date.sameYear && !before.To.IsZero():
		date.inYear(before.To.Year())
		date.sameYear = false
	case date.follows > 0 && date.From.IsZero() && before.Form == FormDay && before.From == before.To:
		date.From = before.From.AddDays(date.follows)
		date.To = date.From
	}
	return date
}

// Dates lists the times named in the sentence, in order. Times told from now, and
// days without a year, are counted from the day of receipt. A day without a year
// is the last one, unless the words around it look ahead or the coming one is
// within six weeks. Two times joined as a stretch ("fra 2021 til 2023") are one.
// Where a word may mean two times ("sidste forår"), the interval holds both.
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
		date.Since = date.Form != FormDuration && d.begins(i, i+n, read)
		date.Birth = d.birth(i)
		if len(dates) > 0 {
			date = date.After(dates[len(dates)-1])
		}
		if !d.join(dates, date, read, i) {
			dates = append(dates, date)
		}
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
		if d.numbered(i) {
			return Date{}, 0
		}
		return d.first(i, d.numeric, d.dayMonth, d.dayListed, d.spoken, d.part, d.amount, d.dayAlone, d.decade, d.year)
	}
	switch dateWords[t.folded] {
	case keyMonth:
		return d.first(i, d.monthDay, d.month)
	case keyOrdinal:
		return d.first(i, d.dayMonth, d.spoken, d.part)
	case keySeason:
		return d.season(i)
	case keyHoliday:
		return d.holiday(i)
	case keyAmount:
		return d.amount(i)
	case keyWeek:
		return d.week(i)
	case keyPart:
		return d.part(i)
	case keyEpoch:
		return d.epoch(i)
	case keyWeekday:
		return d.weekdayAlone(i)
	case keyRelative:
		return d.relative(i)
	}
	return d.monthFirst(i)
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

// begins reports whether the date in tokens first to end is the beginning of
// something that lasts: "siden marts", "fra 2019 og frem".
func (d dating) begins(first, end, read int) bool {
	before := first - 1
	for before > read && d.word(before, "den", "d", "i", "the", "for", "dem", "sidste", "forige", "last") {
		before--
	}
	if before < read {
		return false
	}
	if d.word(before, "siden", "since", "seit", "od", "з", "із", "с", "منذ") {
		return true
	}
	if !d.word(before, "fra", "from") {
		return false
	}
	if before == 0 && d.word(end, "har", "have", "has", "faar") {
		return true // "Fra 1. april har de ..."
	}
	if d.word(end, "og", "and") {
		end++
	}
	return d.word(end, "frem", "onward", "onwards") && !d.word(end+1, "til") ||
		d.word(end, "til", "until", "to") && d.word(end+1, "nu", "now", "dato", "dags")
}

// birth reports whether the words before token i say that somebody was born then.
func (d dating) birth(i int) bool {
	if d.word(i-1, "f") {
		return true
	}
	for back := 1; back <= 3; back++ {
		if d.word(i-back, "foedt", "fodt", "born", "birth", "foedselsdato", "aargang") {
			return true
		}
	}
	return false
}

// join adds the date that begins at token i to the one before it, which ends
// before token read, where the words between make them one stretch of time. A date
// without a year takes that of the one it is listed with.
func (d dating) join(dates []Date, date Date, read, i int) bool {
	if len(dates) == 0 || date.From.IsZero() {
		return false
	}
	last := &dates[len(dates)-1]
	if last.From.IsZero() || last.Form == FormAgo || date.Form == FormAgo {
		return false
	}
	link := d.link(read, i)
	if link == linkList && last.Form == date.Form && last.assumed && !date.assumed {
		for n := len(dates) - 1; n >= 0 && dates[n].assumed && dates[n].Form == date.Form; n-- {
			dates[n].inYear(date.From.Year())
		}
	}
	if link != linkStretch {
		return false
	}
	if date.Form == FormDay && date.To == d.received {
		last.Since = true // "fra 2019 til i dag"
		last.End = date.End
		return true
	}
	if last.From.After(date.To) {
		last.inYear(date.From.Year())
	}
	if last.From.After(date.To) {
		return false
	}
	last.To, last.End, last.Since = date.To, date.End, last.Since || date.Since
	return true
}

// inYear moves a date of which the year was assumed into that year.
func (date *Date) inYear(year int) {
	if !date.assumed {
		return
	}
	back := 12 * (date.From.Year() - year)
	wholeMonths := date.From.Day() == 1 && date.To.AddDays(1).Day() == 1
	date.From, date.To = monthsBack(date.From, back), monthsBack(date.To, back)
	if wholeMonths {
		date.To = calendar.On(date.To.Year(), date.To.Month()+1, 0)
	}
}

// link is how two dates stand to each other.
type link uint8

const (
	linkNone    link = iota
	linkList         // "3. og 5. maj"
	linkStretch      // "3.-5. maj", "fra marts til maj"
)

// link reads the words between a date that ends before token end and one that
// begins at token start.
func (d dating) link(end, start int) link {
	gap := d.gap(end - 1)
	if start == end {
		switch {
		case strings.ContainsAny(gap, "-/"):
			return linkStretch
		case strings.Contains(gap, ","):
			return linkList
		}
		return linkNone
	}
	switch words := start - end; {
	case words == 2 && d.word(end, "frem", "og", "up") && d.word(end+1, "til", "to"):
		return linkStretch
	case words > 2 || words == 2 && !d.word(end+1, "den", "d", "the"):
		return linkNone
	case d.word(end, "til", "indtil", "to", "until"):
		return linkStretch
	case d.word(end, "og", "and"):
		for back := end - 1; back >= 0 && back >= end-6; back-- {
			if d.word(back, "melem", "between") {
				return linkStretch
			}
		}
		return linkList
	}
	return linkNone
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

// tense is whether the words around a date look back or ahead.
type tense int8

const (
	past    tense = -1
	unknown tense = 0
	coming  tense = 1
)

// tenseAt reads the words before a date that begins at token i and the two that
// follow token end, the nearest first. A clock time after a date is passed over.
func (d dating) tenseAt(i, end int) tense {
	if d.word(i-1, "fra", "from", "af") || d.word(i-1, "den", "d") && d.word(i-2, "fra", "af") {
		return past
	}
	if d.word(i-1, "er", "is", "bliver") || d.word(i-2, "er", "is", "bliver") && d.word(i-1, "den", "d", "on", "paa") {
		return coming
	}
	for j := i - 1; j >= 0 && j >= i-7; j-- {
		folded := d.tokens[j].folded
		switch {
		case d.past(j):
			return past
		case aheadWords[folded]:
			return coming
		}
	}
	if d.word(end, "kl", "at") {
		end++
	}
	for end < len(d.tokens) && isDigit(d.tokens[end].folded[0]) {
		end++
	}
	for j := end; j < len(d.tokens) && j < end+2; j++ {
		if d.past(j) {
			return past
		}
	}
	return unknown
}

// past reports whether token j is a verb in the past tense.
func (d dating) past(j int) bool {
	folded := d.tokens[j].folded
	if pastWords[folded] || notPast[folded] || len(folded) < 5 {
		return pastWords[folded]
	}
	return strings.HasSuffix(folded, "ede") && !strings.HasSuffix(folded, "moede") ||
		strings.HasSuffix(folded, "ed") && !strings.HasSuffix(folded, "hed") && !strings.HasSuffix(folded, "sted")
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
