package calendar

import (
	"sync"
	"time"
)

// SkipCode tells why a day is not a working day. It is one of the codes below or
// that of a [Holiday].
type SkipCode string

// The codes beside the public holidays.
const (
	Weekend         SkipCode = "weekend"
	ConstitutionDay SkipCode = "constitution_day" // grundlovsdag, 5 June
	ChristmasEve    SkipCode = "christmas_eve"    // juleaftensdag
	NewYearsEve     SkipCode = "new_years_eve"    // nytårsaftensdag
	OfficeClosed    SkipCode = "closed"           // a [Closing]; the Skip has its name
	Absent          SkipCode = "absence"          // ferie eller fravær (L38)
)

// SkipCodes lists every code, so that there is a word for each.
func SkipCodes() []SkipCode {
	codes := []SkipCode{Weekend, ConstitutionDay, ChristmasEve, NewYearsEve, OfficeClosed, Absent}
	for _, f := range feasts {
		codes = append(codes, SkipCode(f.code))
	}
	return codes
}

// Skip is why a day does not count; the zero value is a working day. A day with
// several reasons has the first of: weekend, public holiday, closed by custom,
// closed by the office, absence.
type Skip struct {
	Code SkipCode
	Name string // of the closing, with OfficeClosed
}

// Day is a day on the way to a deadline.
type Day struct {
	Date   Date
	Number int // the working day's number, from 1; 0 for a day that does not count
	Skip   Skip
}

// customs are the days on which offices are closed although they are no public
// holidays (forældelsesloven § 27, stk. 2).
var customs = []struct {
	month time.Month
	day   int
	code  SkipCode
}{
	{time.June, 5, ConstitutionDay},
	{time.December, 24, ChristmasEve},
	{time.December, 31, NewYearsEve},
}

// Calendar knows an office's working days. It does not change after it has been
// made.
type Calendar struct {
	years    *years
	absences []Period
}

// New returns the standard calendar with an office's own closing days on top.
// It panics on closings that [CheckClosings] refuses.
func New(closings ...Closing) *Calendar {
	if err := CheckClosings(closings); err != nil {
		panic("calendar: " + err.Error())
	}
	own := append([]Closing(nil), closings...)
	return &Calendar{years: &years{closings: own, made: map[int]*year{}}}
}

// WithAbsences returns a calendar on which the days of absence do not count
// either (L38). It is cheap: the two calendars share what has been worked out.
func (c *Calendar) WithAbsences(p []Period) *Calendar {
	if len(p) == 0 {
		return c
	}
	all := make([]Period, 0, len(c.absences)+len(p))
	return &Calendar{years: c.years, absences: append(append(all, c.absences...), p...)}
}

// WorkingDay reports whether d counts.
func (c *Calendar) WorkingDay(d Date) bool { return c.Why(d) == Skip{} }

// Why returns the reason d does not count, or the zero Skip for a working day.
func (c *Calendar) Why(d Date) Skip { return c.skip(c.years.of(d), d) }

// AddWorkingDays returns the n-th working day after d, or before d when n is
// negative. d itself is day 0 and need not be a working day; with n = 0 it is
// the answer.
func (c *Calendar) AddWorkingDays(d Date, n int) Date {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for y := (*year)(nil); n > 0; {
		d = d.AddDays(step)
		if !y.covers(d) {
			y = c.years.of(d)
		}
		if c.skip(y, d) == (Skip{}) {
			n--
		}
	}
	return d
}

// WorkingDaysUntil returns how many working days lie after from, up to and
// including to. When to is the earlier it is negative: a deadline missed by
// that many working days.
func (c *Calendar) WorkingDaysUntil(from, to Date) int {
	if to.Before(from) {
		return -c.WorkingDaysUntil(to, from)
	}
	count := 0
	y := (*year)(nil)
	for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
		if !y.covers(d) {
			y = c.years.of(d)
		}
		if c.skip(y, d) == (Skip{}) {
			count++
		}
	}
	return count
}

// Explain returns each day after from up to and including the n-th working day,
// with its number or with the reason it does not count.
func (c *Calendar) Explain(from Date, n int) []Day {
	var days []Day
	for number := 0; number < n; {
		from = from.AddDays(1)
		day := Day{Date: from, Skip: c.Why(from)}
		if day.Skip == (Skip{}) {
			number++
			day.Number = number
		}
		days = append(days, day)
	}
	return days
}

func (c *Calendar) skip(y *year, d Date) Skip {
	if skip := y.skips[d.Sub(y.first)]; skip != (Skip{}) {
		return skip
	}
	for _, p := range c.absences {
		if p.Contains(d) {
			return Skip{Code: Absent}
		}
	}
	return Skip{}
}

// years works out each year once, when it is first asked for.
type years struct {
	closings []Closing

	mu   sync.RWMutex
	made map[int]*year
}

// year holds why each of its days does not count, from 1 January on.
type year struct {
	first Date
	skips []Skip
}

func (y *year) covers(d Date) bool {
	return y != nil && uint(d.Sub(y.first)) < uint(len(y.skips))
}

func (ys *years) of(d Date) *year {
	number := d.Year()
	ys.mu.RLock()
	y := ys.made[number]
	ys.mu.RUnlock()
	if y != nil {
		return y
	}
	y = ys.workOut(number)
	ys.mu.Lock()
	defer ys.mu.Unlock()
	ys.made[number] = y
	return y
}

func (ys *years) workOut(number int) *year {
	first := On(number, time.January, 1)
	y := &year{first: first, skips: make([]Skip, On(number+1, time.January, 1).Sub(first))}
	for i := range y.skips {
		switch first.AddDays(i).Weekday() {
		case time.Saturday, time.Sunday:
			y.skips[i] = Skip{Code: Weekend}
		}
	}
	easter := Easter(number)
	for _, f := range feasts {
		day := f.in(number, easter)
		y.close(Period{day, day}, Skip{Code: SkipCode(f.code)})
	}
	for _, custom := range customs {
		day := On(number, custom.month, custom.day)
		y.close(Period{day, day}, Skip{Code: custom.code})
	}
	for _, c := range ys.closings {
		for _, span := range c.spans(number) {
			y.close(span, Skip{Code: OfficeClosed, Name: c.Name})
		}
	}
	return y
}

// close marks the days of the span that lie in the year and still count.
func (y *year) close(span Period, why Skip) {
	from := max(0, span.From.Sub(y.first))
	to := min(len(y.skips)-1, span.To.Sub(y.first))
	for i := from; i <= to; i++ {
		if y.skips[i] == (Skip{}) {
			y.skips[i] = why
		}
	}
}
