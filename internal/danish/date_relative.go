package danish

// amount is a counted time: "to år", "halvanden måned", "et par uger".
type amount struct {
	days, months int
	vague        bool
}

// amount reads an amount of time: with "siden" or "ago" a time in the past,
// otherwise a duration.
func (d dating) amount(i int) (Date, int) {
	a, n := d.amountAt(i)
	if n == 0 {
		return Date{}, 0
	}
	if !d.word(i+n, "siden", "ago") {
		return Date{Form: FormDuration}, n
	}
	// "over et år siden" is at least that long ago.
	atLeast := d.word(i-1, "over", "end", "than") || a.vague
	date := Date{Form: FormAgo}
	switch {
	case a.months == 0:
		blur := a.days / 14
		date.From = d.received.AddDays(-a.days - blur)
		date.To = d.received.AddDays(-a.days + blur)
	case a.months < 12:
		date.From = monthsBack(d.received, a.months).AddDays(-15)
		date.To = monthsBack(d.received, a.months).AddDays(15)
	default:
		// Years are told as whole or half ones.
		blur := 6
		if a.months%12 != 0 {
			blur = 3
		}
		date.From = monthsBack(d.received, a.months+blur)
		date.To = monthsBack(d.received, a.months-blur)
	}
	if atLeast {
		date.To = monthsBack(d.received, a.months).AddDays(-a.days)
		date.From = monthsBack(d.received, 2*a.months).AddDays(-2 * a.days)
		if !a.vague {
			date.To = date.To.AddDays(-1)
		}
	}
	return date, n + 1
}

// amountAt reads number and unit: "2 år", "et halvt år", "to et halvt år",
// "halvanden måned", "et par uger", "a year".
func (d dating) amountAt(i int) (amount, int) {
	if i >= len(d.tokens) {
		return amount{}, 0
	}
	n, halves, a := 0, 0, amount{}
	t := d.tokens[i]
	switch {
	case d.word(i, "halvt", "half"):
		halves, n = 1, 1
		if d.word(i+1, "a") {
			n = 2
		}
	case t.number >= 0:
		halves, n = 2*t.number, 1
		if d.word(i, "halvanden", "halvandet") {
			halves = 3
		}
	case d.word(i, "a") && i+1 < len(d.tokens):
		halves, n = 2, 1
	}
	if n == 0 || d.word(i, "et", "a") {
		if count, ok := d.vagueAt(i + n); ok {
			halves, a.vague = 2*count, true
			n++
			if d.word(i+n, "of") {
				n++
			}
		}
	}
	if n == 0 {
		return amount{}, 0
	}
	// "et halvt", "to et halvt", "to og et halvt"
	switch {
	case d.word(i+n, "halvt", "halv"):
		halves, n = max(halves-1, 1), n+1
	case d.word(i+n, "et", "en") && d.word(i+n+1, "halvt", "halv"):
		halves, n = halves+1, n+2
	case d.word(i+n, "og", "and") && d.word(i+n+1, "et", "en", "a") && d.word(i+n+2, "halvt", "halv", "half"):
		halves, n = halves+1, n+3
	}
	if i+n >= len(d.tokens) || halves > 400 {
		return amount{}, 0
	}
	u, ok := units[d.tokens[i+n].folded]
	if !ok {
		return amount{}, 0
	}
	a.days, a.months = halves*u.days/2, halves*u.months/2
	return a, n + 1
}

func (d dating) vagueAt(i int) (int, bool) {
	if i >= len(d.tokens) {
		return 0, false
	}
	n, ok := vague[d.tokens[i].folded]
	return n, ok
}

// relative reads what is told from the day of receipt: "i går", "sidste år",
// "i fredags", "på torsdag", "da corona kom".
func (d dating) relative(i int) (Date, int) {
	folded := d.tokens[i].folded
	if date, ok := epochs[folded]; ok {
		return date, 1
	}
	if span, ok := spans[folded]; ok {
		return d.span(span.form, span.from, span.to), 1
	}
	if i+1 == len(d.tokens) {
		return Date{}, 0
	}
	next := d.tokens[i+1].folded
	if span, ok := spans[folded+next]; ok {
		return d.span(span.form, span.from, span.to), 2
	}
	if _, ok := weekdays[next]; ok {
		return d.weekday(i)
	}
	this := d.received.Year()
	switch {
	case next == "fjor" || d.word(i, "sidste", "forige", "last") && d.word(i+1, "aar", "year"):
		return yearInterval(this - 1), 2
	case d.word(i, "i", "this") && d.word(i+1, "aar", "year"):
		return Date{Form: FormYear, From: yearInterval(this).From, To: d.received}, 2
	case d.word(i, "naeste", "next") && d.word(i+1, "aar", "year"):
		return yearInterval(this + 1), 2
	case d.word(i, "sidste", "forige", "last") && d.word(i+1, "maaned", "month"):
		return monthInterval(this, int(d.received.Month())-1), 2
	case d.word(i, "naeste", "next") && d.word(i+1, "maaned", "month"):
		return monthInterval(this, int(d.received.Month())+1), 2
	}
	return Date{}, 0
}

func (d dating) span(form DateForm, from, to int) Date {
	return Date{Form: form, From: d.received.AddDays(from), To: d.received.AddDays(to)}
}

// weekday reads "i fredags" and "sidste fredag" backwards, "på fredag" and "næste
// fredag" forwards. Followed by a date it is left to the date.
func (d dating) weekday(i int) (Date, int) {
	folded := d.tokens[i+1].folded
	after := i + 2
	if d.word(after, "den", "d") {
		after++
	}
	if _, figures := d.figures(after); figures {
		return Date{}, 0
	}
	behind := (int(d.received.Weekday()) - int(weekdays[folded]) + 7) % 7
	if behind == 0 {
		behind = 7
	}
	past := folded[len(folded)-1] == 's' || d.word(i, "sidste", "forige", "last")
	switch {
	case past:
		return day(FormDay, d.received.AddDays(-behind)), 2
	case d.word(i, "paa", "naeste", "next", "this"):
		ahead := 7 - behind
		if ahead == 0 {
			ahead = 7
		}
		return day(FormDay, d.received.AddDays(ahead)), 2
	}
	return Date{}, 0
}

// season reads "i foråret", "sidste sommer", "foråret 2024", "siden jul".
func (d dating) season(i int) (Date, int) {
	season := seasons[d.tokens[i].folded]
	if year, n := d.yearAfter(i + 1); n > 0 {
		return seasonOf(year, season.month, season.length), n + 1
	}
	year := d.received.Year()
	date := seasonOf(year, season.month, season.length)
	ahead := d.word(i-1, "til", "naeste", "next")
	switch {
	case ahead && !date.From.After(d.received):
		date = seasonOf(year+1, season.month, season.length)
	case !ahead && date.From.After(d.received):
		date = seasonOf(year-1, season.month, season.length)
	}
	return date, 1
}

// seasonOf returns the season that begins in that year.
func seasonOf(year, month, length int) Date {
	return Date{
		Form: FormSeason,
		From: monthInterval(year, month).From,
		To:   monthInterval(year, month+length-1).To,
	}
}
