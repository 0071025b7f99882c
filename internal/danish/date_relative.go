package danish

import "borgerbot/internal/calendar"

// relative reads what is told from the day of receipt: "i går", "sidste år",
// "i fredags", "på torsdag", "i sidste uge".
func (d dating) relative(i int) (Date, int) {
	folded := d.tokens[i].folded
	if folded == "other" && d.word(i+1, "day") {
		return d.span(FormWeek, -14, -1), 2
	}
	if d.word(i, "dagen") && d.word(i+1, "efter") || d.word(i, "naeste", "next", "folowing") && d.word(i+1, "dag", "day") {
		return Date{Form: FormDay, follows: 1}, 2
	}
	if folded == "yesterday" && d.word(i-1, "before") {
		return d.span(FormDay, -2, -2), 1
	}
	if span, ok := spans[folded]; ok {
		return d.span(span.form, span.from, span.to), 1 + d.partOfDay(i+1)
	}
	if days, ok := foreignDays[folded]; ok {
		return d.span(FormDay, days, days), 1
	}
	if d.word(i, "weekenden", "weekend") {
		return d.weekend(i)
	}
	if i+1 == len(d.tokens) {
		return Date{}, 0
	}
	next := d.tokens[i+1].folded
	if d.word(i, "i", "this", "last") || next == "aftes" {
		if span, ok := spans[folded+next]; ok {
			return d.span(span.form, span.from, span.to), 2 + d.partOfDay(i+2)
		}
	}
	if _, ok := weekdays[next]; ok {
		return d.weekday(i)
	}
	switch {
	case d.word(i+1, "uge", "week"):
		return d.weekTold(i)
	case d.word(i+1, "weekend"):
		date, n := d.weekend(i + 1)
		return date, reach(n, 1)
	case d.word(i+1, "maaned", "month"):
		return d.monthTold(i)
	}
	return d.yearTold(i)
}

// yearTold reads "sidste år", "i fjor", "i år", with a month or season of it.
func (d dating) yearTold(i int) (Date, int) {
	this, year := d.received.Year(), 0
	switch {
	case d.word(i, "i") && d.word(i+1, "fjor"):
		year = this - 1
	case !d.word(i+1, "aar", "year") || d.lasting(i):
		if d.word(i, "sidste", "last", "seneste", "past") && d.lasting(i) && d.word(i+1, "aar", "year") {
			return Date{Form: FormDuration}, 2
		}
		return Date{}, 0
	case d.word(i, "sidste", "last"):
		year = this - 1
	case d.word(i, "forige"):
		year = this - 2
	case d.word(i, "i", "this", "dene"):
		return Date{Form: FormYear, From: yearInterval(this).From, To: d.received}, 2
	case d.word(i, "naeste", "next", "komende"):
		return yearInterval(this + 1), 2
	default:
		return Date{}, 0
	}
	if date, n := d.within(i+2, year); n > 0 {
		return date, 2 + n
	}
	return yearInterval(year), 2
}

// lasting reports whether "sidste" at token i tells of a stretch up to now: "det
// sidste år", "over the last year".
func (d dating) lasting(i int) bool { return d.word(i-1, "det", "den", "de", "the") }

// monthTold reads "sidste måned", "denne måned", "næste måned".
func (d dating) monthTold(i int) (Date, int) {
	this, month := d.received.Year(), int(d.received.Month())
	switch {
	case d.lasting(i) && d.word(i, "sidste", "last"):
		return Date{Form: FormDuration}, 2
	case d.word(i, "sidste", "forige", "last"):
		return monthInterval(this, month-1), 2
	case d.word(i, "dene", "this"):
		return monthInterval(this, month), 2
	case d.word(i, "naeste", "next"):
		return monthInterval(this, month+1), 2
	}
	return Date{}, 0
}

// weekStart is the Monday of the week of receipt.
func (d dating) weekStart() calendar.Date {
	return d.received.AddDays(-(int(d.received.Weekday()) + 6) % 7)
}

// weekOffset reads which week is meant, in weeks from this one: "sidste uge",
// "denne uge". "forrige uge" is the last one to some, and the one before to others.
func (d dating) weekOffset(i int) (from, to int, ok bool) {
	switch {
	case d.lasting(i) || !d.word(i+1, "uge", "week"):
		return 0, 0, false
	case d.word(i, "sidste", "last"):
		return -1, -1, true
	case d.word(i, "forige"):
		return -2, -1, true
	case d.word(i, "dene", "this"):
		return 0, 0, true
	case d.word(i, "naeste", "next", "komende"):
		return 1, 1, true
	}
	return 0, 0, false
}

func (d dating) weekTold(i int) (Date, int) {
	from, to, ok := d.weekOffset(i)
	if !ok {
		if d.lasting(i) && d.word(i, "sidste", "last") {
			return Date{Form: FormDuration}, 2
		}
		return Date{}, 0
	}
	start := d.weekStart()
	// "i sidste uge tirsdag"
	if i+2 < len(d.tokens) && d.gap(i+1) == " " {
		if weekday, ok := weekdays[d.tokens[i+2].folded]; ok && from == to && d.dayOnly(i+3) {
			return day(FormDay, start.AddDays(7*from+(int(weekday)+6)%7)), 3
		}
	}
	return Date{Form: FormWeek, From: start.AddDays(7 * from), To: start.AddDays(7*to + 6)}, 2
}

// pastWithin reports whether one of the next tokens is a verb in the past tense, as
// in "On Saturday my friend and I asked".
func (d dating) pastWithin(i, tokens int) bool {
	for j := i; j < len(d.tokens) && j < i+tokens; j++ {
		if d.past(j) {
			return true
		}
	}
	return false
}

// weekend reads "i weekenden" and "sidste weekend": the last one, unless the words
// look ahead.
func (d dating) weekend(i int) (Date, int) {
	next := i + 1
	if d.word(next, "den", "d") {
		next++
	}
	if _, figures := d.figures(next); figures || d.word(i-1, "hver", "every", "en", "a", "anden", "den", "other") {
		return Date{}, 0
	}
	saturday := d.weekStart().AddDays(5)
	ahead := d.word(i-1, "til", "naeste", "next", "dene", "this", "paa")
	if !ahead && !saturday.Before(d.received) {
		saturday = saturday.AddDays(-7)
	}
	return Date{Form: FormDay, From: saturday, To: saturday.AddDays(1)}, 1
}

// partOfDay is 1 if token i only tells the time of the day: "i går aftes".
func (d dating) partOfDay(i int) int {
	if d.word(i, "aftes", "eftermidags", "formidags", "morges", "aften", "morgen", "eftermidag", "formidag", "morning",
		"afternoon", "evening", "nat", "night") {
		return 1
	}
	return 0
}

func (d dating) span(form DateForm, from, to int) Date {
	return Date{Form: form, From: d.received.AddDays(from), To: d.received.AddDays(to)}
}

// dayOnly reports whether no day in figures follows at token i, which would tell
// more than the weekday before it.
func (d dating) dayOnly(i int) bool {
	if d.word(i, "den", "d", "the") {
		i++
	}
	if _, ordinal := d.dayNumber(i); ordinal > 0 && !d.word(i, "anden") {
		return d.monthAt(i+ordinal) == 0 && d.word(i, "foerste") && !d.word(i-1, "den")
	}
	return true
}

// behind returns the last such weekday before the day of receipt.
func (d dating) behind(name string) calendar.Date {
	back := (int(d.received.Weekday()) - int(weekdays[name]) + 7) % 7
	if back == 0 {
		back = 7
	}
	return d.received.AddDays(-back)
}

// weekday reads "i fredags" and "sidste fredag" backwards, "på fredag" and "næste
// fredag" forwards. Followed by a date it is left to the date.
func (d dating) weekday(i int) (Date, int) {
	folded := d.tokens[i+1].folded
	if !d.dayOnly(i + 2) {
		return Date{}, 0
	}
	if on, n := d.weekdayIn(i + 1); n > 0 {
		return on, n + 1
	}
	behind := d.behind(folded)
	switch {
	case folded[len(folded)-1] == 's' && d.word(i, "i"), d.word(i, "sidste", "forige", "last"):
		return day(FormDay, behind), 2 + d.partOfDay(i+2)
	case d.word(i, "naeste", "next"):
		return day(FormDay, d.weekStart().AddDays(7+(int(weekdays[folded])+6)%7)), 2
	case d.word(i, "paa", "pa", "this", "foerstkomende", "komende"):
		return day(FormDay, behind.AddDays(d.aheadFrom(behind))), 2
	}
	return Date{}, 0
}

// aheadFrom is how many days after the last such weekday the next one is. A
// letter that says "på torsdag" on a Thursday means the next.
func (d dating) aheadFrom(behind calendar.Date) int {
	if d.received.Sub(behind) == 7 {
		return 14
	}
	return 7
}

// weekdayIn reads a weekday with its week: "mandag i sidste uge".
func (d dating) weekdayIn(i int) (Date, int) {
	if !d.word(i+1, "i", "in", "of") || i+2 >= len(d.tokens) {
		return Date{}, 0
	}
	weekday := weekdays[d.tokens[i].folded]
	if week, n := d.numberedWeek(i + 2); n > 0 {
		return day(FormDay, week.From.AddDays((int(weekday)+6)%7)), 2 + n
	}
	from, _, ok := d.weekOffset(i + 2)
	if !ok {
		return Date{}, 0
	}
	return day(FormDay, d.weekStart().AddDays(7*from+(int(weekday)+6)%7)), 4
}

// numberedWeek reads "uge 37" after a weekday.
func (d dating) numberedWeek(i int) (Date, int) {
	if dateWords[d.tokens[i].folded] != keyWeek {
		return Date{}, 0
	}
	return d.week(i)
}

// weekdayAlone reads "fredag kom hun": the last one, or the next where the words
// look ahead. Where they do neither, it is a habit, as in "hver fredag" and "mandag
// til fredag".
func (d dating) weekdayAlone(i int) (Date, int) {
	folded := d.tokens[i].folded
	if folded[len(folded)-1] == 's' || !d.dayOnly(i+1) || d.word(i-1, "hver", "every", "ale", "om", "til", "to", "single", "en", "a", "den", "anden") ||
		d.word(i+1, "til", "to") || i > 0 && d.gap(i-1) == "-" || d.gap(i) == "-" {
		return Date{}, 0
	}
	if on, n := d.weekdayIn(i); n > 0 {
		return on, n
	}
	behind := d.behind(folded)
	n := 1 + d.partOfDay(i+1)
	told := d.tenseAt(i, i+n)
	if told == unknown && d.word(i-1, "on") && d.pastWithin(i+n, 7) {
		told = past
	}
	switch {
	case told == coming || d.word(i-1, "foer"):
		return day(FormDay, behind.AddDays(d.aheadFrom(behind))), n
	case told == past:
		return day(FormDay, behind), n
	}
	return Date{}, 0
}
