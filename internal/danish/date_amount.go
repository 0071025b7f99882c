package danish

import (
	"borgerbot/internal/calendar"
)

// amount is a counted time: "to år", "halvandet år", "et par uger", "3-4 uger".
type amount struct {
	// least and most are how long it is at least and at most; both are the same
	// where it is counted out.
	least, most length
	unit        unit
	halves      bool // "halvandet": counted more exactly than in whole units
	vague       bool // "et par", "3-4": told as a range
}

// length is a time in days and months.
type length struct{ days, months int }

// back returns the day that lies the length before on.
func (l length) back(on calendar.Date) calendar.Date {
	return monthsBack(on, l.months).AddDays(-l.days)
}

// times returns the length of n halves of the unit. Half a month is 15 days.
func (u unit) times(halves int) length {
	l := length{days: halves * u.days / 2, months: halves * u.months / 2}
	if halves*u.months%2 != 0 {
		l.days += 15
	}
	return l
}

func (l length) plus(m length) length { return length{l.days + m.days, l.months + m.months} }

// amount reads an amount of time: with "siden" or "ago" a time in the past, after
// "om" one ahead, otherwise a duration.
func (d dating) amount(i int) (Date, int) {
	a, n := d.amountAt(i)
	if n == 0 {
		return Date{}, 0
	}
	end := i + n
	switch {
	case d.word(end, "siden", "ago"):
		return d.ago(i, a), n + 1
	case d.word(end, "tilbage") && d.prefixed(i, "for"), d.word(end, "back") && !d.word(end+1, "to"):
		return d.ago(i, a), n + 1
	case a.unit.hours:
		return Date{}, 0
	case d.word(i-1, "om"), d.word(i-1, "in") && d.word(end, "time"):
		return day(FormAhead, length{-a.least.days, -a.least.months}.back(d.received)), n
	}
	return Date{Form: FormDuration}, n
}

// prefixed reports whether the word stands before token i or before the one or
// two words that qualify an amount there.
func (d dating) prefixed(i int, word string) bool {
	return d.word(i-1, word) || d.word(i-2, word) || d.word(i-3, word)
}

// ago returns the time that lies the amount back. People count only the whole
// units that have passed, so the time may lie half a unit further back than they
// say; "over" makes that a whole one, and "knap" turns it round.
func (d dating) ago(i int, a amount) Date {
	date := Date{Form: FormAgo, From: a.most.back(d.received), To: a.least.back(d.received)}
	if a.unit.hours {
		return day(FormDay, d.received)
	}
	near := a.unit.near()
	blur := a.unit.half()
	if a.halves {
		blur = length{blur.days / 2, blur.months / 2}
	}
	if a.vague || a.unit.days == 1 && a.most.days < 7 {
		blur = length{}
	}
	switch d.measure(i) {
	case measureOver:
		date.From = a.unit.times(2).back(date.From)
		date.To = date.To.AddDays(-1)
	case measureUnder:
		date.To = ahead(date.To, near)
	case measureAbout:
		date.From = blur.back(date.From)
		date.To = ahead(date.To, near)
	default:
		date.From = blur.back(date.From)
	}
	if date.To.After(d.received) {
		date.To = d.received
	}
	return date
}

func ahead(on calendar.Date, l length) calendar.Date { return length{-l.days, -l.months}.back(on) }

// half is how far off people are who count whole units.
func (u unit) half() length {
	switch {
	case u.months >= 6:
		return length{months: u.months / 2}
	case u.months > 0:
		return length{days: 15}
	}
	return length{days: 3}
}

// near is how far "knap" and "cirka" reach.
func (u unit) near() length {
	switch {
	case u.months >= 6:
		return length{months: u.months / 4}
	case u.months > 0:
		return length{days: 10}
	}
	return length{days: 3}
}

// measure is what the words before an amount make of it.
type measure uint8

const (
	measurePlain measure = iota
	measureOver          // "over", "godt", "mere end"
	measureUnder         // "knap", "næsten"
	measureAbout         // "cirka"
)

func (d dating) measure(i int) measure {
	switch {
	case d.word(i-1, "over", "godt", "mindst") || d.word(i-1, "end", "than") && d.word(i-2, "mere", "laengere", "more") ||
		d.word(i-1, "least") && d.word(i-2, "at"):
		return measureOver
	case d.word(i-1, "knap", "knapt", "naesten", "snart", "nearly", "almost", "under") ||
		d.word(i-1, "end", "than") && d.word(i-2, "mindre", "les", "under"):
		return measureUnder
	case d.word(i-1, "ca", "cirka", "circa", "omkring", "omtrent", "about", "around", "roughly", "aproximately"):
		return measureAbout
	}
	return measurePlain
}

// amountAt reads number and unit: "2 år", "et halvt år", "to et halvt år",
// "halvanden måned", "et par uger", "et år og tre måneder", "a year and a half".
func (d dating) amountAt(i int) (amount, int) {
	least, most, n, vague := d.count(i)
	if n == 0 || i+n >= len(d.tokens) || most > 400 {
		return amount{}, 0
	}
	u, ok := units[d.tokens[i+n].folded]
	if !ok {
		return amount{}, 0
	}
	n++
	if d.word(i+n, "tid") {
		n++ // "et års tid"
	}
	a := amount{least: u.times(least), most: u.times(most), unit: u, vague: vague, halves: least%2 != 0}
	if !d.word(i+n, "og", "and") || vague {
		return a, n
	}
	if d.word(i+n+1, "a", "et", "en") && d.word(i+n+2, "half", "halvt", "halv") {
		a.least, a.halves = u.times(least+1), true
		a.most = a.least
		return a, n + 3
	}
	more, _, m, vague := d.count(i + n + 1)
	if m == 0 || vague || i+n+1+m >= len(d.tokens) {
		return a, n
	}
	smaller, ok := units[d.tokens[i+n+1+m].folded]
	if !ok || smaller.months >= u.months {
		return a, n
	}
	a.least = a.least.plus(smaller.times(more))
	a.most, a.unit = a.least, smaller
	return a, n + 2 + m
}

// count reads how many, in halves: "to", "2½", "et par", "fire-fem". Where it is
// not counted out, least and most differ.
func (d dating) count(i int) (least, most, n int, isVague bool) {
	if i < 0 || i >= len(d.tokens) {
		return 0, 0, 0, false
	}
	t := d.tokens[i]
	n = 1
	switch {
	case d.word(i, "halvt", "half"):
		least = 1
		if d.word(i+1, "a", "an") {
			n = 2
		}
	case d.word(i, "halvanden", "halvandet"):
		least = 3
	case t.number >= 0:
		least = 2 * t.number
	case d.word(i, "a", "an"):
		least = 2
	}
	if least == 0 || d.word(i, "et", "a") {
		at := i
		if least > 0 {
			at++
		}
		if r, ok := d.vagueAt(at); ok {
			n = at + 1 - i
			if d.word(i+n, "of") {
				n++
			}
			return 2 * r.least, 2 * r.most, n, true
		}
	}
	if least == 0 {
		return 0, 0, 0, false
	}
	if value, after := d.fraction(i); after > 0 {
		return value, value, after, false
	}
	// "et halvt", "to et halvt", "to og et halvt"
	switch {
	case d.word(i+n, "halvt", "halv", "half"):
		least, n = max(least-1, 1), n+1
	case d.word(i+n, "et", "en") && d.word(i+n+1, "halvt", "halv"):
		least, n = least+1, n+2
	case d.word(i+n, "og", "and") && d.word(i+n+1, "et", "en", "a") && d.word(i+n+2, "halvt", "halv", "half"):
		least, n = least+1, n+3
	}
	if i+n+1 < len(d.tokens) {
		if to := d.tokens[i+n].number; to > least/2 && d.gap(i+n-1) == "-" {
			return least, 2 * to, n + 1, true
		}
		if to := d.tokens[i+n+1].number; to > least/2 && d.word(i+n, "til", "eler", "to", "or") {
			return least, 2 * to, n + 2, true
		}
	}
	return least, least, n, false
}

// fraction reads "2,5" and "2½", of which cleaning has made "21⁄2".
func (d dating) fraction(i int) (halves, n int) {
	whole, ok := d.figures(i)
	second, also := d.figures(i + 1)
	if !ok || !also {
		return 0, 0
	}
	switch d.gap(i) {
	case "⁄":
		if whole%10 == 1 && second == 2 {
			return 2*(whole/10) + 1, 2
		}
	case ",", ".":
		if second == 5 {
			return 2*whole + 1, 2
		}
	}
	return 0, 0
}

// span is a range of counts.
type span struct{ least, most int }

func (d dating) vagueAt(i int) (span, bool) {
	if i >= len(d.tokens) {
		return span{}, false
	}
	r, ok := vague[d.tokens[i].folded]
	return r, ok
}
