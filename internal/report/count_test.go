package report

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// at10 is ten o'clock of a day in Denmark.
func at10(year int, month time.Month, day int) time.Time {
	return time.Date(year, month, day, 10, 0, 0, 0, copenhagen)
}

// open settings hide nothing.
func openSettings() Settings {
	s := settings()
	s.Below = 1
	return s
}

// TestWhatCounts: one inquiry at a time, and in which cells it is: table, series,
// year, row.
func TestWhatCounts(t *testing.T) {
	march := at10(2026, time.March, 2)
	written := func(change func(*Row)) Row {
		r := Row{Received: march, Channel: casework.ChannelMail, Language: casework.Danish}
		change(&r)
		return r
	}
	for _, test := range []struct {
		name string
		row  Row
		want []string // cells beside those of what was received
	}{
		{"received", written(func(*Row) {}), nil},
		{"became a case", written(func(r *Row) { r.CaseAt = at10(2026, time.April, 1) }), []string{"months 1 0 3"}},
		{"answered the same day", written(func(r *Row) { r.Answered = march.Add(time.Hour) }), []string{"answer_days 0 0 0"}},
		{"answered on the tenth working day, in time", written(func(r *Row) {
			r.Promised, r.Answered = calendar.On(2026, time.March, 16), at10(2026, time.March, 16)
		}), []string{"answer_days 0 0 2", "promise 0 0 0"}},
		{"a day late, with a notice", written(func(r *Row) {
			r.Promised, r.Answered, r.Noticed = calendar.On(2026, time.March, 16), at10(2026, time.March, 17), true
		}), []string{"answer_days 0 0 3", "promise 0 0 1"}},
		{"never answered", written(func(r *Row) { r.Promised = calendar.On(2026, time.March, 16) }), []string{"promise 0 0 2"}},
		{"withdrawn before it was answered", written(func(r *Row) {
			r.Promised, r.Outcome = calendar.On(2026, time.March, 16), casework.Withdrawn
		}), nil},
		{"the date has not passed", written(func(r *Row) { r.Promised = settings().Today }), nil},
		{"answered next year", written(func(r *Row) { r.Answered = at10(2027, time.January, 4) }), nil},
		{"closed", written(func(r *Row) {
			r.Closed, r.Outcome, r.Department = at10(2026, time.March, 9), casework.Advised, "job"
		}), []string{"closing_days 0 0 0", "departments 0 0 2", "months 2 0 2", "outcomes 0 0 0"}},
		{"by a department that is no more", written(func(r *Row) {
			r.Closed, r.Outcome, r.Department, r.Finding = at10(2026, time.March, 10), casework.AnsweredByDepartment, "x", casework.NotUpheld
		}), []string{"closing_days 0 0 1", "departments 0 0 5", "findings 0 0 2", "months 2 0 2", "outcomes 0 0 1"}},
		{"outside, with two grounds and one place twice", written(func(r *Row) {
			r.Closed, r.Outcome = at10(2026, time.March, 9), casework.OutOfScope
			r.Grounds = []casework.Ground{casework.GroundOld, casework.GroundProfessional}
			r.Referrals = []string{"as", "as2", "unknown"}
		}), []string{"closing_days 0 0 0", "departments 0 0 0", "grounds 0 0 0", "grounds 0 0 5", "months 2 0 2", "outcomes 0 0 4",
			"referrals 0 0 0", "referrals 0 0 5"}},
	} {
		c := New(openSettings())
		c.Add(test.row)
		want := append([]string{
			"channels 0 0 0", "groups 0 0 5", "languages 0 0 0", "months 0 0 2", "parties 0 0 0", "sensitive 0 0 0", "themes 0 0 12",
		}, test.want...)
		slices.Sort(want)
		if got := cellsOf(c.Report()); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", test.name, got, want)
		}
	}
}

// cellsOf are the cells with one in them.
func cellsOf(r Report) (cells []string) {
	for _, table := range r.Tables {
		for i, series := range table.Series {
			for year, column := range series {
				for row, cell := range column.Cells {
					if cell.N == 1 {
						cells = append(cells, fmt.Sprintf("%s %d %d %d", table.Key, i, year, row))
					}
				}
			}
		}
	}
	slices.Sort(cells)
	return cells
}

// TestWhatDoesNotCount: a merged inquiry is a part of another, what was no inquiry
// is told beside the figures, and other years are not this one.
func TestWhatDoesNotCount(t *testing.T) {
	c := New(openSettings())
	c.Add(Row{Received: at10(2026, time.March, 2), Outcome: casework.Merged, Closed: at10(2026, time.March, 3)})
	c.Add(Row{Received: at10(2026, time.March, 2), Outcome: casework.NotAComplaint, Closed: at10(2026, time.March, 3)})
	c.Add(Row{Received: at10(2024, time.December, 31), Outcome: casework.Advised, Closed: at10(2027, time.January, 1)})
	r := c.Report()
	if cells := cellsOf(r); len(cells) != 0 || r.LeftOut != [years]Cell{{N: 1}, {}} || !r.Nothing() {
		t.Errorf("counted %v, left out %v", cells, r.LeftOut)
	}
}

// TestMidnight: the year ends in Denmark, not in Greenwich.
func TestMidnight(t *testing.T) {
	c := New(openSettings())
	c.Add(Row{Received: time.Date(2025, 12, 31, 23, 30, 0, 0, time.UTC)})
	c.Add(Row{Received: time.Date(2026, 12, 31, 23, 30, 0, 0, time.UTC)})
	if got := c.Report().Table(Months).Series[seriesReceived]; got[now].Total.N != 1 || got[then].Total.N != 0 {
		t.Errorf("received %v", got)
	}
}

// TestTheme: the adviser's word comes before the program's; an inquiry has one
// theme and may name several.
func TestTheme(t *testing.T) {
	c := New(openSettings())
	received := at10(2026, time.March, 2)
	c.Add(Row{Received: received, Kinds: []casework.Kind{casework.KindDelay, casework.KindConduct}, Theme: casework.KindReopen})
	c.Add(Row{Received: received, Kinds: []casework.Kind{casework.KindMeeting}})
	c.Add(Row{Received: received})
	r := c.Report()
	groups := r.Table(Groups).Series[0][now]
	if groups.Cells[1].N != 1 || groups.Cells[2].N != 1 || groups.Total.N != 3 || r.Points[now].N != 5 {
		t.Errorf("groups %v, points %v", groups, r.Points[now])
	}
}

// TestPeriod: years that begin with any month.
func TestPeriod(t *testing.T) {
	for _, test := range []struct {
		of          Period
		name        string
		first, last calendar.Date
		row         int // of 15 September 2026
	}{
		{Period{2026, time.January}, "2026", calendar.On(2026, 1, 1), calendar.On(2026, 12, 31), 8},
		{Period{2026, time.June}, "2026/27", calendar.On(2026, 6, 1), calendar.On(2027, 5, 31), 3},
		{Period{1999, time.September}, "1999/00", calendar.On(1999, 9, 1), calendar.On(2000, 8, 31), 0},
	} {
		p := test.of
		if p.String() != test.name || p.First() != test.first || p.Next().AddDays(-1) != test.last ||
			p.row(calendar.On(2026, 9, 15)) != test.row || p.months()[0] != p.Start || len(p.months()) != 12 {
			t.Errorf("%+v: %s, %s to %s, row %d", p, p, p.First(), p.Next(), p.row(calendar.On(2026, 9, 15)))
		}
	}
}

// TestMedian: hidden where it would tell on which side of it hidden cells lie.
func TestMedian(t *testing.T) {
	classes := []int{1, 5, 10}
	for _, test := range []struct {
		of     []int
		column string // s for shown, h for hidden
		want   Cell
	}{
		{nil, "ssss", Cell{Hidden: true}},
		{[]int{3, 1, 4}, "ssss", Cell{N: 3}},
		{[]int{3, 4}, "ssss", Cell{N: 4}},
		{[]int{3}, "sshh", Cell{N: 3}},
		{[]int{7}, "hhss", Cell{N: 7}},
		{[]int{3}, "hssh", Cell{Hidden: true}},
		{[]int{3}, "shsh", Cell{Hidden: true}},
	} {
		var column Column
		for _, letter := range test.column {
			column.Cells = append(column.Cells, Cell{Hidden: letter == 'h'})
		}
		if got := middle(test.of, classes, column); got != test.want {
			t.Errorf("middle(%v, %s) = %v, want %v", test.of, test.column, got, test.want)
		}
	}
}

// TestNumbers as Danes write them.
func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1.000", 1234567: "1.234.567"} {
		if got := number(n); got != want || plainNumber(got) != fmt.Sprint(n) {
			t.Errorf("%d is %s and %s", n, got, plainNumber(got))
		}
	}
	set := parse(t)
	for _, test := range []struct {
		n, of int
		want  string
	}{{0, 7, "0 %"}, {1, 3, "33 %"}, {1, 2, "50 %"}, {2, 3, "67 %"}, {1, 1000, "under 1 %"}, {7, 7, "100 %"}} {
		if got := set.share(Cell{N: test.n}, Cell{N: test.of}).Text; got != test.want {
			t.Errorf("%d of %d is %s, want %s", test.n, test.of, got, test.want)
		}
	}
}

// BenchmarkCount counts 100,000 inquiries and writes their report.
func BenchmarkCount(b *testing.B) {
	set, s := parse(b), settings()
	all := rows(100_000, s)
	for b.Loop() {
		if _, err := set.Files(counted(s, all)); err != nil {
			b.Fatal(err)
		}
	}
}
