package danish

import (
	"time"

	"borgerbot/internal/calendar"
)

// dateKey tells which reader a word calls.
type dateKey uint8

const (
	keyMonth dateKey = iota + 1
	keySeason
	keyAmount
	keyWeek
	keyRelative
)

var months = map[string]int{
	"januar": 1, "februar": 2, "marts": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "august": 8, "september": 9,
	"oktober": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
	"aug": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "dec": 12, "january": 1, "february": 2, "march": 3, "may": 5,
	"june": 6, "july": 7, "october": 10, "oct": 10,
}

// seasons begin in this month and last three; those of one month are holidays.
var seasons = map[string]struct{ month, length int }{
	"foraar": {3, 3}, "foraaret": {3, 3}, "spring": {3, 3}, "somer": {6, 3}, "someren": {6, 3}, "somers": {6, 3},
	"sumer": {6, 3}, "efteraar": {9, 3}, "efteraaret": {9, 3}, "autumn": {9, 3}, "vinter": {12, 3},
	"vinteren": {12, 3}, "vinters": {12, 3}, "winter": {12, 3}, "jul": {12, 1}, "julen": {12, 1}, "christmas": {12, 1},
	"nytaar": {1, 1}, "somerferien": {7, 1}, "efteraarsferien": {10, 1}, "vinterferien": {2, 1}, "paaske": {4, 1},
	"paasken": {4, 1}, "easter": {4, 1},
}

// unit is a unit of time, in days or in months.
type unit struct{ days, months int }

var units = map[string]unit{
	"dag": {1, 0}, "dage": {1, 0}, "doegn": {1, 0}, "uge": {7, 0}, "uger": {7, 0}, "maaned": {0, 1},
	"maaneder": {0, 1}, "kvartal": {0, 3}, "aar": {0, 12}, "day": {1, 0}, "days": {1, 0},
	"week": {7, 0}, "weeks": {7, 0}, "month": {0, 1}, "months": {0, 1}, "year": {0, 12}, "years": {0, 12},
}

// vague are amounts people do not count out.
var vague = map[string]int{"par": 2, "flere": 3, "nogen": 3, "adskilige": 4, "mange": 6, "several": 3, "some": 3, "few": 3, "couple": 2, "many": 6}

// spans are expressions counted from the day of receipt, in days: from, to.
var spans = map[string]struct {
	form     DateForm
	from, to int
}{
	"idag": {FormDay, 0, 0}, "today": {FormDay, 0, 0}, "igaar": {FormDay, -1, -1}, "yesterday": {FormDay, -1, -1},
	"iforgaars": {FormDay, -2, -2}, "imorges": {FormDay, 0, 0}, "iformidags": {FormDay, 0, 0},
	"ieftermidags": {FormDay, 0, 0}, "iaftes": {FormDay, -1, -1}, "inat": {FormDay, -1, 0}, "iaften": {FormDay, 0, 0},
	"imorgen": {FormDay, 1, 1}, "tomorow": {FormDay, 1, 1}, "iovermorgen": {FormDay, 2, 2},
	"forleden": {FormWeek, -14, -1}, "sidsteuge": {FormWeek, -13, -1}, "forigeuge": {FormWeek, -13, -1},
	"lastweek": {FormWeek, -13, -1}, "deneuge": {FormWeek, -6, 6}, "thisweek": {FormWeek, -6, 6},
	"naesteuge": {FormWeek, 1, 13}, "nextweek": {FormWeek, 1, 13},
}

// weekdays as they stand after "på" (ahead) and, with an s, after "i" (behind).
var weekdays = map[string]time.Weekday{
	"mandag": 1, "tirsdag": 2, "onsdag": 3, "torsdag": 4, "fredag": 5, "loerdag": 6, "soendag": 0,
	"mandags": 1, "tirsdags": 2, "onsdags": 3, "torsdags": 4, "fredags": 5, "loerdags": 6, "soendags": 0,
	"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
}

// epochs are times everybody knows without a date.
var epochs = map[string]Date{
	"corona":           {Form: FormAgo, From: calendar.On(2020, 3, 11), To: calendar.On(2022, 1, 31)},
	"coronatiden":      {Form: FormAgo, From: calendar.On(2020, 3, 11), To: calendar.On(2022, 1, 31)},
	"komunalreformen":  {Form: FormAgo, From: calendar.On(2005, 1, 1), To: calendar.On(2007, 1, 1)},
	"strukturreformen": {Form: FormAgo, From: calendar.On(2005, 1, 1), To: calendar.On(2007, 1, 1)},
}

var dateWords = makeDateWords()

func makeDateWords() map[string]dateKey {
	words := map[string]dateKey{"uge": keyWeek, "week": keyWeek}
	for _, w := range []string{"i", "sidste", "forige", "last", "this", "dene", "naeste", "next", "paa"} {
		words[w] = keyRelative
	}
	for w := range spans {
		words[w] = keyRelative
	}
	for w := range epochs {
		words[w] = keyRelative
	}
	for w := range vague {
		words[w] = keyAmount
	}
	for _, w := range []string{"halvt", "half", "a"} {
		words[w] = keyAmount
	}
	for w := range months {
		words[w] = keyMonth
	}
	for w := range seasons {
		words[w] = keySeason // "jul" without a day is Christmas
	}
	return words
}
