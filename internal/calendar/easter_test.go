package calendar

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/dk"
)

// easterByEpact finds Easter the way the church tables do, by another road than
// [Easter]: the epact gives the age of the moon, that the paschal full moon, and
// from there one walks to the Sunday after it.
func easterByEpact(year int) Date {
	century := year/100 + 1
	golden := year%19 + 1
	solar := 3*century/4 - 12     // leap days left out since the reform of 1582
	lunar := (8*century+5)/25 - 5 // the moon gains on the 19-year cycle
	epact := (11*golden + 20 + lunar - solar) % 30
	if epact < 0 {
		epact += 30
	}
	if epact == 25 && golden > 11 || epact == 24 {
		epact++
	}
	full := On(year, time.March, 44-epact)
	if full.Before(On(year, time.March, 21)) {
		full = full.AddDays(30)
	}
	sunday := full.AddDays(1)
	for sunday.Weekday() != time.Sunday {
		sunday = sunday.AddDays(1)
	}
	return sunday
}

func TestEasterAgreesWithTheChurchTables(t *testing.T) {
	for year := 1900; year < 2200; year++ {
		if got, want := Easter(year), easterByEpact(year); got != want {
			t.Errorf("Easter(%d) = %s, the tables say %s", year, got, want)
		}
		oracle, _ := aa.EasterMonday.Calc(year)
		if got, want := Easter(year).AddDays(1), On(oracle.Date()); got != want {
			t.Errorf("Easter Monday %d = %s, the oracle says %s", year, got, want)
		}
	}
}

// The oracle has no Sundays among its holidays, and it counts Grundlovsdag, on
// which shops close, as one.
var oracleDiffers = map[Holiday]bool{EasterSunday: true, WhitSunday: true}

func TestPublicHolidaysAgreeWithTheOracle(t *testing.T) {
	codes := map[*cal.Holiday]Holiday{
		dk.Nytaarsdag: NewYearsDay, dk.Skaertorsdag: MaundyThursday, dk.Langfredag: GoodFriday,
		dk.AndenPaaskedag: EasterMonday, dk.StoreBededag: PrayerDay, dk.KristiHimmelfartsdag: AscensionDay,
		dk.AndenPinsedag: WhitMonday, dk.Juledag: ChristmasDay, dk.AndenJuledag: SecondXmasDay,
	}
	for year := 2022; year <= 2035; year++ {
		want := map[Date]Holiday{}
		for holiday, code := range codes {
			if day, _ := holiday.Calc(year); !day.IsZero() {
				want[On(day.Date())] = code
			}
		}
		got := map[Date]Holiday{}
		for d := On(year, time.January, 1); d.Year() == year; d = d.AddDays(1) {
			if code, ok := PublicHoliday(d); ok && !oracleDiffers[code] {
				got[d] = code
			}
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b Date) bool { return a == b })); diff != "" {
			t.Errorf("%d: public holidays (-oracle +got):\n%s", year, diff)
		}
	}
}

func TestPublicHolidays(t *testing.T) {
	for day, want := range map[string]Holiday{
		"2023-05-05": PrayerDay,
		"2024-04-26": "", // store bededag is an ordinary Friday from 2024
		"2026-04-05": EasterSunday,
		"2026-05-24": WhitSunday,
		"2026-06-05": "", // Grundlovsdag is no public holiday
		"2028-06-05": WhitMonday,
		"2026-12-24": "",
		"2026-12-31": "",
	} {
		if got, ok := PublicHoliday(date(t, day)); got != want || ok != (want != "") {
			t.Errorf("PublicHoliday(%s) = %q, %t, want %q", day, got, ok, want)
		}
	}
}

func date(t *testing.T, s string) Date {
	t.Helper()
	d, err := ParseDate(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}
