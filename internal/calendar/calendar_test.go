package calendar

import (
	"encoding/csv"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"
)

// TestDeadlines counts the worked examples: receipt in UTC, the promised date
// in Copenhagen.
func TestDeadlines(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	rows := deadlineRows(t)
	if len(rows) != 38 {
		t.Fatalf("%d worked examples, want 38", len(rows))
	}
	for _, row := range rows {
		at, err := time.Parse(time.RFC3339, row["received"])
		if err != nil {
			t.Fatal(err)
		}
		received := Of(at, loc)
		n, err := strconv.Atoi(row["workdays"])
		if err != nil {
			t.Fatal(err)
		}
		for number, column := range map[int]string{1: "day1", 8: "day8", n: "deadline"} {
			if got := c.AddWorkingDays(received, number).String(); got != row[column] {
				t.Errorf("%s (%s): day %d = %s, want %s", row["id"], row["note"], number, got, row[column])
			}
		}
		if got := c.WorkingDaysUntil(received, date(t, row["deadline"])); got != n {
			t.Errorf("%s: %d working days until the deadline, want %d", row["id"], got, n)
		}
		days := c.Explain(received, n)
		if got := weekdaysSkipped(days); got != row["skipped"] {
			t.Errorf("%s: weekdays skipped = %q, want %q", row["id"], got, row["skipped"])
		}
		if last := days[len(days)-1]; last.Date.String() != row["deadline"] || last.Number != n {
			t.Errorf("%s: the explanation ends with %+v", row["id"], last)
		}
	}
}

// TestDeadlinesWithoutCustoms checks the public holidays alone against the
// column in which 5 June, 24 and 31 December count.
func TestDeadlinesWithoutCustoms(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Copenhagen")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range deadlineRows(t) {
		at, err := time.Parse(time.RFC3339, row["received"])
		if err != nil {
			t.Fatal(err)
		}
		d := Of(at, loc)
		for n := 0; n < 10; {
			d = d.AddDays(1)
			_, holiday := PublicHoliday(d)
			if weekday := d.Weekday(); !holiday && weekday != time.Saturday && weekday != time.Sunday {
				n++
			}
		}
		if d.String() != row["holidays_only"] {
			t.Errorf("%s: deadline without customs = %s, want %s", row["id"], d, row["holidays_only"])
		}
	}
}

func deadlineRows(t *testing.T) []map[string]string {
	t.Helper()
	f, err := os.Open("testdata/deadlines.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, name := range records[0] {
			row[name] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}

func weekdaysSkipped(days []Day) string {
	var skipped []string
	for _, day := range days {
		if day.Number == 0 && day.Skip.Code != Weekend {
			skipped = append(skipped, day.Date.String())
		}
	}
	return strings.Join(skipped, ";")
}

func TestWhy(t *testing.T) {
	c := New(Closing{
		Name: "fredag efter Kr. himmelfart", From: On(2026, time.May, 15), To: On(2026, time.May, 17),
	}).WithAbsences([]Period{{On(2026, time.July, 13), On(2026, time.July, 31)}})
	for day, want := range map[string]Skip{
		"2026-05-14": {Code: SkipCode(AscensionDay)},
		"2026-05-15": {Code: OfficeClosed, Name: "fredag efter Kr. himmelfart"},
		"2026-05-16": {Code: Weekend}, // a closed Saturday is a Saturday
		"2026-05-18": {},
		"2026-06-05": {Code: ConstitutionDay},
		"2028-06-05": {Code: SkipCode(WhitMonday)}, // Grundlovsdag too
		"2026-12-24": {Code: ChristmasEve},
		"2026-12-26": {Code: Weekend}, // 2. juledag on a Saturday
		"2026-12-31": {Code: NewYearsEve},
		"2027-01-01": {Code: SkipCode(NewYearsDay)},
		"2026-07-12": {Code: Weekend},
		"2026-07-13": {Code: Absent},
		"2026-07-31": {Code: Absent},
		"2026-08-03": {},
	} {
		if got := c.Why(date(t, day)); got != want {
			t.Errorf("Why(%s) = %+v, want %+v", day, got, want)
		}
		if got := c.WorkingDay(date(t, day)); got != (want == Skip{}) {
			t.Errorf("WorkingDay(%s) = %t", day, got)
		}
	}
}

func TestSkipCodesAreAll(t *testing.T) {
	known := map[SkipCode]bool{"": true}
	for _, code := range SkipCodes() {
		known[code] = true
	}
	c := New(Closing{Name: "x", From: On(2026, time.May, 15), To: On(2026, time.May, 15)}).
		WithAbsences([]Period{{On(2026, time.July, 13), On(2026, time.July, 13)}})
	for d := On(2022, time.January, 1); d.Year() < 2027; d = d.AddDays(1) {
		if code := c.Why(d).Code; !known[code] {
			t.Errorf("Why(%s) = %q, which SkipCodes does not list", d, code)
		}
	}
}

func TestYearlyClosing(t *testing.T) {
	christmas := Closing{
		Name: "mellem jul og nytår", Yearly: true,
		From: On(2020, time.December, 27), To: On(2021, time.January, 2),
		ValidFrom: On(2024, time.July, 1), ValidTo: On(2027, time.January, 1),
	}
	leap := Closing{Name: "skudår", Yearly: true, From: On(2024, time.February, 29), To: On(2024, time.February, 29)}
	c := New(christmas, leap)
	for day, want := range map[string]bool{
		"2023-12-27": true, // before it is valid
		"2024-01-02": true,
		"2024-12-27": false,
		"2025-01-02": false,
		"2025-01-03": true,
		"2026-12-30": false,
		"2026-12-28": false,
		"2027-12-28": true, // no longer valid
		"2024-02-29": false,
		"2025-02-28": false, // the 29th in a common year
		"2024-02-28": true,
	} {
		if got := c.WorkingDay(date(t, day)); got != want {
			t.Errorf("WorkingDay(%s) = %t, want %t", day, got, want)
		}
	}
}

func TestCheckClosings(t *testing.T) {
	day := On(2026, time.May, 15)
	good := Closing{Name: "ok", From: day, To: day}
	for want, change := range map[string]func(*Closing){
		"name":             func(c *Closing) { c.Name = "" },
		"first and last":   func(c *Closing) { c.To = Date{} },
		"lies before":      func(c *Closing) { c.To = day.AddDays(-1) },
		"more than a year": func(c *Closing) { c.To = day.AddDays(366) },
		"validity":         func(c *Closing) { c.ValidTo = day },
		"valid from":       func(c *Closing) { c.Yearly, c.ValidFrom, c.ValidTo = true, day, day.AddDays(-1) },
		"take 101 days":    func(c *Closing) { c.Yearly, c.To = true, day.AddDays(100) },
	} {
		bad := good
		change(&bad)
		if err := CheckClosings([]Closing{good, bad}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("CheckClosings(%+v) = %v, want %q in it", bad, err, want)
		}
	}
	if err := CheckClosings([]Closing{good}); err != nil {
		t.Error(err)
	}
	defer func() {
		if recover() == nil {
			t.Error("New took a closing without a name")
		}
	}()
	New(Closing{From: day, To: day})
}

func TestAbsencesMoveADate(t *testing.T) {
	c := New()
	received := On(2026, time.July, 6)
	absence := []Period{{On(2026, time.July, 13), On(2026, time.July, 31)}}
	if got, want := c.AddWorkingDays(received, 10), On(2026, time.July, 20); got != want {
		t.Errorf("deadline = %s, want %s", got, want)
	}
	away := c.WithAbsences(absence)
	if got, want := away.AddWorkingDays(received, 10), On(2026, time.August, 10); got != want {
		t.Errorf("deadline with absence = %s, want %s", got, want)
	}
	if c.WithAbsences(nil) != c {
		t.Error("no absences made another calendar")
	}
	more := away.WithAbsences([]Period{{On(2026, time.August, 3), On(2026, time.August, 3)}})
	if got, want := more.AddWorkingDays(received, 10), On(2026, time.August, 11); got != want {
		t.Errorf("deadline with two absences = %s, want %s", got, want)
	}
}

// TestCountingIsConsistent checks the laws of counting on random days.
func TestCountingIsConsistent(t *testing.T) {
	c := New(Closing{Name: "jul", Yearly: true, From: On(2020, time.December, 23), To: On(2021, time.January, 2)}).
		WithAbsences([]Period{{On(2027, time.July, 5), On(2027, time.August, 6)}})
	random := rand.New(rand.NewPCG(1, 2))
	for range 3000 {
		d := On(2020, time.January, 1).AddDays(random.IntN(365 * 20))
		n := 1 + random.IntN(40)
		due := c.AddWorkingDays(d, n)
		if !c.WorkingDay(due) || c.AddWorkingDays(d, 0) != d {
			t.Fatalf("AddWorkingDays(%s, %d) = %s", d, n, due)
		}
		if got := c.WorkingDaysUntil(d, due); got != n {
			t.Fatalf("WorkingDaysUntil(%s, %s) = %d, want %d", d, due, got, n)
		}
		if got := c.WorkingDaysUntil(due, d); got != -n {
			t.Fatalf("WorkingDaysUntil(%s, %s) = %d, want %d", due, d, got, -n)
		}
		back := c.AddWorkingDays(due, -n)
		if c.WorkingDay(d) && back != d || !c.WorkingDay(d) && back != c.AddWorkingDays(d, -1) {
			t.Fatalf("%d working days after %s is %s, and back is %s", n, d, due, back)
		}
		if a, b := c.AddWorkingDays(c.AddWorkingDays(d, n), 3), c.AddWorkingDays(d, n+3); a != b {
			t.Fatalf("%s + %d + 3 = %s, but + %d = %s", d, n, a, n+3, b)
		}
		numbered := 0
		for _, day := range c.Explain(d, n) {
			if day.Number > 0 {
				numbered++
			}
			if (day.Number > 0) != c.WorkingDay(day.Date) || day.Number > 0 && day.Number != numbered {
				t.Fatalf("Explain(%s, %d) has %+v", d, n, day)
			}
		}
	}
}

func TestCalendarIsSafeForManyGoroutines(t *testing.T) {
	c := New()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for year := 2020; year < 2060; year++ {
				if got := c.WorkingDaysUntil(On(year, time.January, 1), On(year+1, time.January, 1)); got < 245 || got > 256 {
					t.Errorf("%d has %d working days", year, got)
				}
			}
		})
	}
	wg.Wait()
}

func TestMoreThanMonths(t *testing.T) {
	for _, row := range []struct {
		anchor, received string
		months           int
		want             bool
	}{
		{"2024-05-03", "2025-05-03", 12, false}, // exactly one year
		{"2024-05-03", "2025-05-04", 12, true},
		{"2024-02-29", "2025-02-28", 12, false},
		{"2024-02-29", "2025-03-01", 12, true},
		{"2023-12-31", "2024-12-31", 12, false},
		{"2023-12-31", "2025-01-01", 12, true},
		{"2024-05-31", "2025-05-20", 12, false}, // "maj 2024": the last possible day
		{"2024-12-31", "2025-11-30", 12, false}, // "2024"
		{"2024-08-31", "2025-02-28", 6, false},
		{"2024-08-31", "2025-03-01", 6, true},
		{"2025-05-03", "2024-05-03", 12, false},
	} {
		if got := MoreThanMonths(date(t, row.anchor), date(t, row.received), row.months); got != row.want {
			t.Errorf("MoreThanMonths(%s, %s, %d) = %t", row.anchor, row.received, row.months, got)
		}
	}
}

func BenchmarkAddWorkingDays(b *testing.B) {
	c := New().WithAbsences([]Period{{On(2026, time.July, 13), On(2026, time.July, 31)}})
	received := On(2026, time.December, 18)
	for b.Loop() {
		c.AddWorkingDays(received, 10)
	}
}
