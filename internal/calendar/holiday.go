package calendar

import "time"

// Holiday is the code of a Danish public holiday (helligdag).
type Holiday string

// The public holidays.
const (
	NewYearsDay    Holiday = "new_years_day"    // nytårsdag
	MaundyThursday Holiday = "maundy_thursday"  // skærtorsdag
	GoodFriday     Holiday = "good_friday"      // langfredag
	EasterSunday   Holiday = "easter_sunday"    // påskedag
	EasterMonday   Holiday = "easter_monday"    // 2. påskedag
	PrayerDay      Holiday = "prayer_day"       // store bededag, until 2023
	AscensionDay   Holiday = "ascension_day"    // Kristi himmelfartsdag
	WhitSunday     Holiday = "whit_sunday"      // pinsedag
	WhitMonday     Holiday = "whit_monday"      // 2. pinsedag
	ChristmasDay   Holiday = "christmas_day"    // juledag
	SecondXmasDay  Holiday = "second_christmas" // 2. juledag
)

// feast says when a holiday falls: on a fixed day when month is set, and
// otherwise offset days after Easter Sunday. It is a holiday through the year
// last; 0 is without end.
type feast struct {
	code   Holiday
	month  time.Month
	day    int
	offset int
	last   int
}

var feasts = []feast{
	{code: NewYearsDay, month: time.January, day: 1},
	{code: MaundyThursday, offset: -3},
	{code: GoodFriday, offset: -2},
	{code: EasterSunday, offset: 0},
	{code: EasterMonday, offset: 1},
	{code: PrayerDay, offset: 26, last: 2023},
	{code: AscensionDay, offset: 39},
	{code: WhitSunday, offset: 49},
	{code: WhitMonday, offset: 50},
	{code: ChristmasDay, month: time.December, day: 25},
	{code: SecondXmasDay, month: time.December, day: 26},
}

// in returns the day of the feast in a year, or no date when it is no holiday
// in that year.
func (f feast) in(year int, easter Date) Date {
	switch {
	case f.last != 0 && year > f.last:
		return Date{}
	case f.month != 0:
		return On(year, f.month, f.day)
	}
	return easter.AddDays(f.offset)
}

// PublicHoliday returns the public holiday that falls on d. 5 June, 24 and 31
// December are none: they are days on which the office is closed.
func PublicHoliday(d Date) (Holiday, bool) {
	year := d.Year()
	easter := Easter(year)
	for _, f := range feasts {
		if f.in(year, easter) == d {
			return f.code, true
		}
	}
	return "", false
}

// Easter returns Easter Sunday of a year in the Gregorian calendar, by the
// anonymous algorithm that Meeus prints (Astronomical Algorithms, chapter 8).
// The letters are his.
func Easter(year int) Date {
	a := year % 19 // place in the cycle of the moon
	b, c := year/100, year%100
	d, e := b/4, b%4
	f := (b + 8) / 25
	g := (b - f + 1) / 3
	h := (19*a + b - d - g + 15) % 30 // days to the full moon
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7 // days to the Sunday
	m := (a + 11*h + 22*l) / 451
	month := (h + l - 7*m + 114) / 31
	day := (h+l-7*m+114)%31 + 1
	return On(year, time.Month(month), day)
}
