package calendar

import (
	"fmt"
	"time"
)

// Layout is how a Date is written in files, in the database and on the command
// line (ISO 8601).
const Layout = "2006-01-02"

// Date is a day in the Gregorian calendar, without a time of day or a time
// zone. A deadline is a Date, not an instant: the citizen was promised a day.
// Dates can be compared with ==. The zero value is no date.
type Date struct {
	// days counts from 1 January of the year 1, which is day 1, so that the zero
	// value is free to mean "no date".
	days int32
}

const (
	secondsPerDay = 24 * 60 * 60
	// dayZero is 31 December of the year 0 in days of Unix time.
	dayZero = -719163
)

// On returns the given day. A day or month out of range is carried over, as
// time.Date does it.
func On(year int, month time.Month, day int) Date {
	return fromUTC(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
}

// Of returns the local date of the instant t in the zone loc.
func Of(t time.Time, loc *time.Location) Date {
	year, month, day := t.In(loc).Date()
	return On(year, month, day)
}

func fromUTC(midnight time.Time) Date {
	return Date{days: int32(floorDiv(midnight.Unix(), secondsPerDay) - dayZero)}
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// ParseDate reads a date in [Layout]; other forms are refused.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(Layout, s)
	if err != nil {
		return Date{}, fmt.Errorf("%q is not a date like 2026-03-16", s)
	}
	return fromUTC(t), nil
}

// IsZero reports whether d is no date.
func (d Date) IsZero() bool { return d.days == 0 }

func (d Date) utc() time.Time { return time.Unix((int64(d.days)+dayZero)*secondsPerDay, 0).UTC() }

// Year returns the year.
func (d Date) Year() int { return d.utc().Year() }

// Month returns the month.
func (d Date) Month() time.Month { return d.utc().Month() }

// Day returns the day of the month, from 1.
func (d Date) Day() int { return d.utc().Day() }

// Weekday returns the day of the week.
func (d Date) Weekday() time.Weekday { return d.utc().Weekday() }

// ISOWeek returns the ISO 8601 year and week number, which Danes say aloud
// ("uge 37").
func (d Date) ISOWeek() (year, week int) { return d.utc().ISOWeek() }

// AddDays returns the date n calendar days later, or earlier when n is negative.
func (d Date) AddDays(n int) Date { return Date{days: d.days + int32(n)} }

// Sub returns the number of calendar days from e to d.
func (d Date) Sub(e Date) int { return int(d.days - e.days) }

// Compare returns -1, 0 or +1 as d lies before, on or after e.
func (d Date) Compare(e Date) int {
	switch {
	case d.days < e.days:
		return -1
	case d.days > e.days:
		return 1
	}
	return 0
}

// Before reports whether d lies before e.
func (d Date) Before(e Date) bool { return d.days < e.days }

// After reports whether d lies after e.
func (d Date) After(e Date) bool { return d.days > e.days }

// At returns the instant the clock shows hour:minute on d in the zone loc.
func (d Date) At(hour, minute int, loc *time.Location) time.Time {
	return time.Date(d.Year(), d.Month(), d.Day(), hour, minute, 0, 0, loc)
}

// String returns the date in [Layout], or "" for no date.
func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.utc().Format(Layout)
}

// MarshalText writes the date in [Layout], or nothing for no date.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the date in [Layout]; nothing is no date.
func (d *Date) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*d = Date{}
		return nil
	}
	parsed, err := ParseDate(string(text))
	if err != nil {
		return err
	}
	*d = parsed
	return nil
}
