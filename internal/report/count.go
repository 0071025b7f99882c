package report

import (
	"slices"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Row is what the report knows of an inquiry: codes and dates, never a word.
type Row struct {
	Received    time.Time
	Channel     casework.Channel
	Language    casework.Language
	Kinds       []casework.Kind // as the program suggested
	Sensitive   bool
	Represented bool
	Outcome     casework.Outcome
	Grounds     []casework.Ground // as an adviser decided
	Referrals   []string
	Department  string
	Theme       casework.Kind // as an adviser chose it when she closed it
	Finding     casework.Finding
	// Closed, CaseAt and Answered are zero where it has not come to that; so is
	// Promised, the date of the first promise.
	Closed, CaseAt, Answered time.Time
	Promised                 calendar.Date
	Noticed                  bool
}

// Named is something of the office's with the name people know it by.
type Named struct{ ID, Name string }

// Settings are what the office has decided and what was asked for.
type Settings struct {
	Period Period
	// Below is the least count that is published.
	Below        int
	Today        calendar.Date
	Location     *time.Location
	Calendar     *calendar.Calendar
	Municipality string
	// Promise is how many working days the office promises its answer within; 0
	// where it promises none.
	Promise     int
	Departments []Named
	// Referrals is the directory. Several entries may have the same name.
	Referrals []Named
}

// The years of a table.
const (
	now = iota
	then
	years
)

// tally is a table while it is counted.
type tally [][years][]int // of each series, the rows in both years

func newTally(series, rows int) tally {
	t := make(tally, series)
	for i := range t {
		for year := range years {
			t[i][year] = make([]int, rows)
		}
	}
	return t
}

// The series of the table of months.
const (
	seriesReceived = iota
	seriesCases
	seriesClosed
)

// Counter counts inquiries. Make one with [New].
type Counter struct {
	s         Settings
	bodies    []string       // the names of the referrals, each once
	body      map[string]int // by id
	tables    map[TableKey]tally
	leftOut   [years]int // no inquiries to the office
	points    [years]int // themes named, several an inquiry
	answering [years][]int
	closing   [years][]int
	earliest  calendar.Date
}

// New returns a counter that has counted nothing.
func New(s Settings) *Counter {
	c := &Counter{s: s, body: map[string]int{}, tables: map[TableKey]tally{}}
	for _, r := range s.Referrals {
		at := slices.Index(c.bodies, r.Name)
		if at < 0 {
			at = len(c.bodies)
			c.bodies = append(c.bodies, r.Name)
		}
		c.body[r.ID] = at
	}
	for _, key := range tableKeys {
		series := 1
		if key == Months {
			series = seriesClosed + 1
		}
		c.tables[key] = newTally(series, c.rows(key))
	}
	return c
}

// rows is how many rows a table has.
func (c *Counter) rows(key TableKey) int {
	switch key {
	case Months:
		return 12
	case Departments:
		return len(c.s.Departments) + 2 // none, and those that are no more
	case Referrals:
		return len(c.bodies) + 1
	}
	return len(fixedRows[key])
}

// year tells which of the two years a date lies in.
func (c *Counter) year(d calendar.Date) (int, bool) {
	for year, p := range []Period{c.s.Period, c.s.Period.Before()} {
		if !d.Before(p.First()) && d.Before(p.Next()) {
			return year, true
		}
	}
	return 0, false
}

// date is the date of an instant, and the year it lies in; false where it lies in
// neither or has not come.
func (c *Counter) date(at time.Time) (d calendar.Date, year int, ok bool) {
	if at.IsZero() {
		return d, 0, false
	}
	d = calendar.Of(at, c.s.Location)
	year, ok = c.year(d)
	return d, year, ok
}

func (c *Counter) count(key TableKey, year, row int) { c.tables[key][0][year][row]++ }

// Add counts an inquiry.
func (c *Counter) Add(r Row) {
	received := calendar.Of(r.Received, c.s.Location)
	switch r.Outcome {
	case casework.Merged: // counted with the one it is a part of
		return
	case casework.NotAComplaint:
		if year, ok := c.year(received); ok {
			c.leftOut[year]++
		}
		return
	}
	if c.earliest.IsZero() || received.Before(c.earliest) {
		c.earliest = received
	}
	if year, ok := c.year(received); ok {
		c.received(r, year, received)
	}
	if d, year, ok := c.date(r.CaseAt); ok {
		c.tables[Months][seriesCases][year][c.s.Period.row(d)]++
	}
	if d, year, ok := c.date(r.Answered); ok {
		days := max(0, c.s.Calendar.WorkingDaysUntil(received, d))
		c.answering[year] = append(c.answering[year], days)
		c.count(AnswerDays, year, class(days, answerClasses))
	}
	withdrawn := r.Outcome == casework.Withdrawn && r.Answered.IsZero()
	if year, ok := c.year(r.Promised); ok && !withdrawn && r.Promised.Before(c.s.Today) {
		c.count(Promise, year, c.kept(r))
	}
	if d, year, ok := c.date(r.Closed); ok {
		c.closed(r, year, received, d)
	}
}

func (c *Counter) received(r Row, year int, on calendar.Date) {
	c.tables[Months][seriesReceived][year][c.s.Period.row(on)]++
	c.count(Channels, year, at(channels, r.Channel))
	c.count(Languages, year, at(languages, r.Language))
	c.count(Parties, year, yes(r.Represented))
	c.count(Sensitive, year, yes(r.Sensitive))
	theme := r.Theme
	if theme == "" && len(r.Kinds) > 0 {
		theme = r.Kinds[0]
	}
	c.count(Themes, year, at(themes, theme))
	c.points[year] += len(r.Kinds)
	if !slices.Contains(r.Kinds, theme) { // where nobody has said which it is, it counts too: or the sum would tell how many those are
		c.points[year]++
	}
}

func (c *Counter) closed(r Row, year int, received, on calendar.Date) {
	c.tables[Months][seriesClosed][year][c.s.Period.row(on)]++
	days := max(0, on.Sub(received))
	c.closing[year] = append(c.closing[year], days)
	c.count(ClosingDays, year, class(days, closingClasses))
	c.count(Departments, year, c.department(r.Department))
	c.count(Outcomes, year, at(outcomes, r.Outcome))
	if r.Outcome == casework.Examined || r.Outcome == casework.AnsweredByDepartment {
		c.count(Findings, year, at(findings, r.Finding))
	}
	for _, g := range r.Grounds {
		c.count(Grounds, year, at(grounds, g))
	}
	var named []int
	for _, id := range r.Referrals {
		body, known := c.body[id]
		if !known {
			body = len(c.bodies)
		}
		if !slices.Contains(named, body) {
			named = append(named, body)
			c.count(Referrals, year, body)
		}
	}
}

// department is the row of a department: none, those of the office, the others.
func (c *Counter) department(id string) int {
	if id == "" {
		return 0
	}
	at := slices.IndexFunc(c.s.Departments, func(d Named) bool { return d.ID == id })
	if at < 0 {
		at = len(c.s.Departments)
	}
	return at + 1
}

// kept tells how a promised date was kept.
func (c *Counter) kept(r Row) int {
	switch {
	case !r.Answered.IsZero() && !calendar.Of(r.Answered, c.s.Location).After(r.Promised):
		return keptInTime
	case r.Noticed:
		return keptLaterNoticed
	}
	return keptLater
}

// at is the row of a code; one that is not listed has the last row.
func at[T comparable](list []T, code T) int {
	if i := slices.Index(list, code); i >= 0 {
		return i
	}
	return len(list) - 1
}

// yes is the row of something that may be so or not.
func yes(is bool) int {
	if is {
		return 1
	}
	return 0
}

// class is the class a number of days lies in: each has a most, the last has none.
func class(days int, most []int) int {
	if i := slices.IndexFunc(most, func(m int) bool { return days <= m }); i >= 0 {
		return i
	}
	return len(most)
}

// median is the middle of the numbers; of two in the middle the upper.
func median(of []int) int {
	slices.Sort(of)
	return of[len(of)/2]
}
