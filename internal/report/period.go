package report

import (
	"fmt"
	"time"

	"borgerbot/internal/calendar"
)

// Period is a year of reporting, whatever month it begins with.
type Period struct {
	Year  int // in which it begins
	Start time.Month
}

// First is the period's first day.
func (p Period) First() calendar.Date { return calendar.On(p.Year, p.Start, 1) }

// Next is the first day after the period.
func (p Period) Next() calendar.Date { return p.following().First() }

// Before is the period a year earlier.
func (p Period) Before() Period { return Period{p.Year - 1, p.Start} }

func (p Period) following() Period { return Period{p.Year + 1, p.Start} }

// String names the period: 2026, or 2026/27 where it lies in two years.
func (p Period) String() string {
	if p.Start == time.January {
		return fmt.Sprint(p.Year)
	}
	return fmt.Sprintf("%d/%02d", p.Year, (p.Year+1)%100)
}

// months are the period's, from the first.
func (p Period) months() []time.Month {
	all := make([]time.Month, 12)
	for i := range all {
		all[i] = (p.Start-1+time.Month(i))%12 + 1
	}
	return all
}

// row is the number of a date's month in the period.
func (p Period) row(d calendar.Date) int { return int(d.Month()-p.Start+12) % 12 }
