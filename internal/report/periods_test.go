package report

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// TestTwoPeriods: of the calendar year and the council year of one office the same
// months are hidden, so that nobody can tell from both what one of them hides (H24).
func TestTwoPeriods(t *testing.T) {
	set, s := parse(t), settings()
	s.Today = calendar.On(2027, time.December, 1)
	var inquiries []Row
	for i, n := range []int{12, 14, 11, 13, 12, 15, 2, 14, 13, 12, 14, 12, 13, 12, 14, 12, 15, 13} { // July 2026: 2
		for k := range n {
			inquiries = append(inquiries, Row{
				Received: time.Date(2026, time.January+time.Month(i), 3+k, 10, 0, 0, 0, copenhagen), Channel: casework.ChannelMail, Language: casework.Danish,
			})
		}
	}
	hidden := func(p Period) (months []string) {
		s.Period = p
		figures := published(t, set, counted(s, inquiries))
		column := fill(set.words.InYear, "series", set.words.Tables[Months].Series[seriesReceived], "year", p.String())
		for _, m := range []time.Month{time.June, time.July, time.August, time.September, time.October, time.November, time.December} {
			name := capital(set.codes.Months[m-1])
			if figures[fmt.Sprintf("months|%s|%s", name, column)] == set.words.Hidden {
				months = append(months, name)
			}
		}
		return months
	}
	for _, start := range []time.Month{time.January, time.March, time.June} {
		if got := hidden(Period{2026, start}); !slices.Equal(got, []string{"Juli", "December"}) {
			t.Errorf("in the year from %s %v are hidden", start, got)
		}
	}
}

// TestDepartmentsReordered: a year counted again in the next report hides what it hid
// in its own, also when the configuration has its departments in another order by then.
func TestDepartmentsReordered(t *testing.T) {
	set, s := parse(t), settings()
	var inquiries []Row
	for _, year := range []int{2025, 2026, 2027} {
		for dept, n := range map[string]int{"boern": 30, "job": 40, "velfaerd": 2, "teknik": 20} {
			for i := range n {
				at := time.Date(year, time.Month(1+i%12), 3, 10, 0, 0, 0, copenhagen)
				inquiries = append(inquiries, Row{
					Received: at, Closed: at.AddDate(0, 0, 5), Outcome: casework.Advised, Department: dept, Channel: casework.ChannelMail, Language: casework.Danish,
				})
			}
		}
	}
	first := published(t, set, counted(s, inquiries))
	s.Period.Year, s.Today = 2027, calendar.On(2028, 1, 18)
	d := s.Departments
	s.Departments = []Named{d[3], d[0], d[2], d[1]}
	second := published(t, set, counted(s, inquiries))
	hidden := 0
	for _, n := range append(d, Named{Name: set.words.Total}) {
		key := fmt.Sprintf("departments|%s|2026", n.Name)
		if first[key] != second[key] || first[key] == "" {
			t.Errorf("%s: %q, then %q", n.Name, first[key], second[key])
		}
		if first[key] == set.words.Hidden {
			hidden++
		}
	}
	if hidden != 2 {
		t.Errorf("%d departments are hidden", hidden)
	}
}
