package danish

import (
	"strings"

	"borgerbot/internal/calendar"
)

// numbered reports whether the number at token i belongs to something that is not
// a time: a section of an act, a version, a telephone, a case.
func (d dating) numbered(i int) bool {
	before := d.gap(i - 1)
	if i > 0 && strings.ContainsAny(before, "§#+") {
		return true
	}
	return i == 0 && strings.Contains(d.text.Text[max(0, d.tokens[0].start-2):d.tokens[0].start], "§") ||
		d.word(i-1, "v", "version", "numer", "no", "telefon", "konto", "paragraf", "stk")
}

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
		if date, n := d.threeFigures(i, first, second, third); n > 0 {
			return date, n
		}
	}
	if d.glued(i+1) && !d.stretches(i+1) || !d.sure(i, first, second, separator) {
		return Date{}, 0
	}
	return d.withYear(i, i+2, second, first)
}

// stretches reports whether a dash after token i leads to another day: "9/5-12/5".
func (d dating) stretches(i int) bool {
	return d.gap(i) == "-" && strings.TrimSpace(d.gap(i+1)) == "/"
}

// sure reports whether two figures without a year are a day. "3.5" is a number and
// "8-16" are hours; "1/2", "10/10" and "24/7" say how much. They need a word that
// makes them a day, or a neighbour that is one.
func (d dating) sure(i, first, second int, separator string) bool {
	named := d.word(i-1, "d", "den", "dateret", "pr", "siden", "since", "dato") || d.word(i-2, "d", "den") && d.word(i-1, "d")
	switch separator {
	case ".":
		return named && !d.measured(i+2)
	case "/":
		if d.measured(i + 2) {
			return false
		}
		if d.fourFigures(i+2) && d.gap(i+1) == " " {
			return true
		}
		if first != second && !commonFractions[[2]int{first, second}] && (second != 10 || first > 10) {
			return true
		}
		return named || d.word(i-1, "fra", "til", "af", "inden", "senest", "on", "from") || d.listed(i)
	}
	return false
}

var commonFractions = map[[2]int]bool{{1, 2}: true, {1, 3}: true, {2, 3}: true, {1, 4}: true, {3, 4}: true, {24, 7}: true}

// listed reports whether another day in figures stands next to the one at token i.
func (d dating) listed(i int) bool {
	if i >= 2 && d.gap(i-2) == "/" {
		return true
	}
	next := i + 2
	if d.word(next, "og", "and", "til") {
		next++
	}
	_, ok := d.figures(next)
	return ok && d.gap(next) == "/"
}

// measured reports whether token i says what a number before it counts.
func (d dating) measured(i int) bool {
	if i >= len(d.tokens) {
		return false
	}
	folded := d.tokens[i].folded
	_, unit := units[folded]
	return unit || countedWords[folded]
}

var countedWords = squeezeKeys("kr", "kroner", "kroners", "mio", "mia", "promille", "procent", "pct", "kg", "km", "meter", "timer",
	"time", "timers", "gange", "del", "dele", "stilling", "stillinger", "liter", "personer", "mennesker", "elever", "børn",
	"lektioner", "dkk", "kvm", "stjerner", "metres", "euro", "pund", "times", "people", "børnene", "borgere", "point", "cm")

// glued reports whether token i and the next are joined without a space, as in
// case numbers: then they are not a date.
func (d dating) glued(i int) bool {
	return i >= 0 && i+1 < len(d.tokens) && strings.Trim(d.gap(i), "-/.") == ""
}

func (d dating) threeFigures(i, first, second, third int) (Date, int) {
	american := second > 12 && d.gap(i) == "/"
	if first >= 1900 && len(d.tokens[i].folded) == 4 {
		first, third = third, first
	} else if american {
		first, second = second, first
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

// dayNumber reads the number of a day, in figures or as an ordinal, and what
// follows it: "3.", "3rd of", "tredje", "twenty-first of".
func (d dating) dayNumber(i int) (number, n int) {
	if i >= len(d.tokens) {
		return 0, 0
	}
	number, ok := d.figures(i)
	n = 1
	if !ok {
		number, n = d.ordinal(i)
	}
	if n == 0 {
		return 0, 0
	}
	for d.word(i+n, "st", "nd", "rd", "th", "of") {
		n++
	}
	return number, n
}

func (d dating) ordinal(i int) (number, n int) {
	if i < 0 || i >= len(d.tokens) {
		return 0, 0
	}
	if tens := d.tokens[i].number; (tens == 20 || d.word(i, "thirty")) && i+1 < len(d.tokens) && d.word(i, "twenty", "thirty") {
		if one := ordinals[d.tokens[i+1].folded]; one > 0 && one < 10 {
			return max(tens, 20) + one, 2
		}
	}
	if number = ordinals[d.tokens[i].folded]; number > 0 {
		return number, 1
	}
	return 0, 0
}

// dayMonth reads "3. maj", "tredje maj", "3. maj 2024", "3rd of May".
func (d dating) dayMonth(i int) (Date, int) {
	number, n := d.dayNumber(i)
	month := d.monthAt(i + n)
	if n == 0 || month == 0 {
		return Date{}, 0
	}
	return d.withYear(i, i+n+1, month, number)
}

// dayListed reads a day whose month is told with a later one: "den 18., den 22. og
// den 27. maj", "3.-5. maj".
func (d dating) dayListed(i int) (Date, int) {
	number, ok := d.figures(i)
	if !ok || number < 1 || number > 31 || d.word(i-1, "kl", "at") || d.glued(i) && strings.ContainsAny(d.gap(i), "/") {
		return Date{}, 0
	}
	at := i
	for range 6 {
		next := at + 1
		joined := strings.ContainsAny(d.gap(at), "-,")
		if d.word(next, "og", "til", "and", "to", "samt") {
			joined = true
			next++
		}
		for joined && d.word(next, "den", "d", "the") {
			next++
		}
		if !joined {
			return Date{}, 0
		}
		later, ok := d.figures(next)
		if !ok || later <= number {
			return Date{}, 0
		}
		if date, n := d.dayMonth(next); n > 0 {
			on, ok := onDay(date.From.Year(), int(date.From.Month()), number)
			if !ok {
				return Date{}, 0
			}
			return day(FormDay, on), 1
		}
		at = next
	}
	return Date{}, 0
}

// spoken reads a month told by its number: "den tredje i femte", "den tredje femte".
func (d dating) spoken(i int) (Date, int) {
	if d.word(i, "anden") && d.word(i-1, "den") && d.word(i+1, "dag") && !d.word(i+2, "i") {
		return d.span(FormWeek, -14, -1), 2
	}
	if !d.word(i-1, "den", "d") {
		return Date{}, 0
	}
	number, n := d.dayNumber(i)
	next := i + n
	if d.word(next, "i") {
		next++
	} else if _, figures := d.figures(i); figures {
		return Date{}, 0
	}
	month, m := d.dayNumber(next)
	if n == 0 || m == 0 || d.measured(next+m) {
		return Date{}, 0
	}
	return d.withYear(i, next+m, month, number)
}

// dayAlone reads a day without its month, "den 18. fik jeg brev", "on the 14th":
// the last such day.
func (d dating) dayAlone(i int) (Date, int) {
	number, ok := d.figures(i)
	if !ok || number < 1 || number > 31 || len(d.folded(i)) > 2 {
		return Date{}, 0
	}
	n := 1
	switch {
	case d.word(i-1, "den", "d"):
		if i+1 < len(d.tokens) && d.gap(i) == " " || i+1 < len(d.tokens) && !d.follows(i+1) {
			return Date{}, 0
		}
	case d.word(i-1, "the") && d.word(i+1, "st", "nd", "rd", "th"):
		n = 2
		if _, weekday := weekdays[d.folded(i-2)]; !weekday && !d.word(i-2, "on", "by", "since", "until", "from") {
			return Date{}, 0
		}
	default:
		return Date{}, 0
	}
	if month := d.monthBefore(i); month > 0 {
		return d.withYear(i, i+n, month, number)
	}
	if d.monthFollows(i) {
		return Date{}, 0
	}
	this := d.received
	back := 0
	if number > this.Day() && d.tenseAt(i, i+n) != coming {
		back = 1
	}
	on, ok := onDay(this.Year(), int(this.Month())-back, number)
	if back == 1 && this.Month() == 1 {
		on, ok = onDay(this.Year()-1, 12, number)
	}
	if !ok {
		return Date{}, 0
	}
	return day(FormDay, on), n
}

// monthBefore is the month that was named shortly before token i: "i februar, den
// 16.".
func (d dating) monthBefore(i int) int {
	for j := i - 1; j >= 0 && j >= i-8; j-- {
		if month := months[d.tokens[j].folded]; month > 0 && len(d.tokens[j].folded) > 2 && d.tokens[j].folded != "may" {
			return month
		}
	}
	return 0
}

// monthFollows reports whether token i ends the sentence before a month written
// with a capital, which looks like the beginning of the next: "D. 5. AUGUST".
func (d dating) monthFollows(i int) bool {
	if i+1 != len(d.tokens) {
		return false
	}
	text := d.text.Text
	start, end, ok := nextToken(text, d.tokens[i].end)
	return ok && text[d.tokens[i].end:start] == ". " && (months[Fold(text[start:end])] > 0 || foreignMonths[Fold(text[start:end])] > 0)
}

// monthFirst reads the month at the beginning of a sentence whose day stands in
// what looks like the sentence before: see [dating.monthFollows].
func (d dating) monthFirst(i int) (Date, int) {
	month := d.monthAt(i)
	if i > 0 || month == 0 {
		return Date{}, 0
	}
	figures, dotted := strings.CutSuffix(d.text.Text[:d.tokens[0].start], ". ")
	if !dotted {
		return Date{}, 0
	}
	n := 0
	for n < 2 && n < len(figures) && isDigit(figures[len(figures)-n-1]) {
		n++
	}
	if n == 0 {
		return Date{}, 0
	}
	return d.withYear(i, i+1, month, number(figures[len(figures)-n:]))
}

// folded is the folded form of token i, or "".
func (d dating) folded(i int) string {
	if i < 0 || i >= len(d.tokens) {
		return ""
	}
	return d.tokens[i].folded
}

// follows reports whether token i can come after a day: what it is not is
// something that is counted ("den 3. gang", "den 2. klage").
func (d dating) follows(i int) bool {
	if strings.ContainsAny(d.gap(i-1), ",;:)") || d.past(i) || aheadWords[d.tokens[i].folded] {
		return true
	}
	return d.tokens[i].role&(roleCommon|roleConjunction|roleNegator|roleIntention) != 0 || d.word(i, "kl")
}

// monthDay reads the English "May 3, 2024".
func (d dating) monthDay(i int) (Date, int) {
	number, ok := d.figures(i + 1)
	month := d.monthAt(i)
	if !ok || month == 0 || number > 31 || len(d.tokens[i+1].folded) > 2 || danishMonths[d.tokens[i].folded] {
		return Date{}, 0
	}
	end := i + 2
	if d.word(end, "st", "nd", "rd", "th") {
		end++
	} else if d.word(i-1, "i", "in", "siden", "since", "fra", "primo", "ultimo", "medio") || d.measured(end) ||
		strings.ContainsAny(d.gap(i), "'-/") {
		return Date{}, 0 // "i april 24" is a year
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
	on, ok := d.nearest(start, end, month, number)
	if !ok {
		return Date{}, 0
	}
	date := day(FormDay, on)
	date.assumed = true
	return date, end - start
}

// A day without a year is taken to lie ahead when the coming one is this near,
// or, where the words look ahead, this near.
const (
	nearAhead = 45
	toldAhead = 300
)

// nearest returns the day without a year that is meant by tokens start to end.
func (d dating) nearest(start, end, month, number int) (calendar.Date, bool) {
	behind, ok := d.latest(month, number)
	if !ok || behind == d.received {
		return behind, ok
	}
	coming, exists := onDay(behind.Year()+1, month, number)
	if !exists {
		return behind, true
	}
	days, told := coming.Sub(d.received), d.tenseAt(start, end)
	if told > 0 && days <= toldAhead || told == unknown && days <= nearAhead {
		return coming, true
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
