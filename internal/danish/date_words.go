package danish

import (
	"time"

	"borgerbot/internal/calendar"
)

// dateKey tells which reader a word calls.
type dateKey uint8

const (
	keyMonth dateKey = iota + 1
	keyOrdinal
	keySeason
	keyHoliday
	keyAmount
	keyWeek
	keyPart
	keyEpoch
	keyWeekday
	keyRelative
)

var months = map[string]int{
	"januar": 1, "februar": 2, "marts": 3, "april": 4, "maj": 5, "juni": 6, "juli": 7, "august": 8, "september": 9,
	"oktober": 10, "november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7,
	"aug": 8, "sep": 9, "sept": 9, "okt": 10, "nov": 11, "dec": 12, "january": 1, "february": 2, "march": 3, "may": 5,
	"june": 6, "july": 7, "october": 10, "oct": 10, "febr": 2,
}

// danishMonths are never followed by a day, as English ones are.
var danishMonths = squeezeKeys("januar", "februar", "marts", "maj", "juni", "juli", "oktober", "okt", "febr")

// ordinals are the days of a month, spoken.
var ordinals = makeOrdinals()

// makeOrdinals puts tens and ones together: "enogtyvende".
func makeOrdinals() map[string]int {
	words := map[string]int{
		"første": 1, "anden": 2, "tredje": 3, "tredie": 3, "fjerde": 4, "femte": 5, "sjette": 6, "syvende": 7, "ottende": 8,
		"niende": 9, "tiende": 10, "ellevte": 11, "tolvte": 12, "trettende": 13, "fjortende": 14, "femtende": 15,
		"sekstende": 16, "syttende": 17, "attende": 18, "nittende": 19, "tyvende": 20, "tredivte": 30, "enogtredivte": 31,
		"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
		"tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
		"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
	}
	for n, one := range []string{"en", "to", "tre", "fire", "fem", "seks", "syv", "otte", "ni"} {
		words[one+"ogtyvende"] = 21 + n
	}
	folded := make(map[string]int, len(words))
	for w, n := range words {
		folded[Fold(w)] = n
	}
	return folded
}

// seasons begin in this month and last three.
var seasons = map[string]struct {
	month int
	bare  bool // needs a word before it that makes it a time ("i", "last")
}{
	"foraar": {3, true}, "foraaret": {3, false}, "forar": {3, true}, "foraret": {3, false}, "spring": {3, true},
	"somer": {6, true}, "someren": {6, false}, "somers": {6, true}, "sumer": {6, true},
	"efteraar": {9, true}, "efteraaret": {9, false}, "efterar": {9, true}, "efteraret": {9, false}, "autumn": {9, true},
	"vinter": {12, true}, "vinteren": {12, false}, "vinters": {12, true}, "winter": {12, true},
}

// holidays are days everybody knows. They count from a day of the year, from
// Easter Sunday or from the Monday of an ISO week.
var holidays = map[string]feast{
	"jul": {month: 12, day: 24, last: 2, bare: true}, "christmas": {month: 12, day: 24, last: 2, bare: true},
	"julen": {month: 12, day: 23, last: 8}, "juledagene": {month: 12, day: 24, last: 2},
	"juleaften": {month: 12, day: 24}, "juleferien": {month: 12, day: 20, last: 14},
	"nytaar": {month: 12, day: 31, last: 1, bare: true}, "nytaarsaften": {month: 12, day: 31},
	"paaske": {easter: true, day: -7, last: 8, bare: true}, "paasken": {easter: true, day: -7, last: 8},
	"paske": {easter: true, day: -7, last: 8, bare: true}, "pasken": {easter: true, day: -7, last: 8},
	"paaskeferien": {easter: true, day: -8, last: 9}, "easter": {easter: true, day: -7, last: 8, bare: true},
	"pinse": {easter: true, day: 48, last: 2, bare: true}, "pinsen": {easter: true, day: 48, last: 2},
	"somerferie": {month: 6, day: 27, last: 43, bare: true}, "somerferien": {month: 6, day: 27, last: 43},
	"vinterferien": {week: 7, last: 13}, "efteraarsferien": {week: 42, last: 6},
}

// unit is a unit of time, in days or in months. Hours count as no time at all.
type unit struct {
	days, months int
	hours        bool
}

var units = map[string]unit{
	"dag": {days: 1}, "dage": {days: 1}, "dages": {days: 1}, "doegn": {days: 1}, "day": {days: 1}, "days": {days: 1},
	"uge": {days: 7}, "uger": {days: 7}, "uges": {days: 7}, "ugers": {days: 7}, "week": {days: 7}, "weeks": {days: 7},
	"fortnight": {days: 14},
	"maaned":    {months: 1}, "maaneder": {months: 1}, "maaneds": {months: 1}, "maaneders": {months: 1}, "manedes": {months: 1},
	"month": {months: 1}, "months": {months: 1}, "kvartal": {months: 3}, "halvaar": {months: 6}, "halvar": {months: 6},
	"aar": {months: 12}, "ar": {months: 12}, "aars": {months: 12}, "year": {months: 12}, "years": {months: 12},
	"time": {hours: true}, "timer": {hours: true}, "minuter": {hours: true}, "hour": {hours: true}, "hours": {hours: true},
	"minutes": {hours: true},
}

// vague are amounts people do not count out.
var vague = map[string]span{
	"par": {2, 3}, "couple": {2, 3}, "flere": {2, 6}, "several": {2, 6}, "nogen": {2, 5}, "some": {2, 5}, "few": {2, 5},
	"adskilige": {3, 8}, "mange": {5, 20}, "many": {5, 20},
}

// spans are expressions counted from the day of receipt, in days: from, to.
var spans = map[string]struct {
	form     DateForm
	from, to int
}{
	"idag": {FormDay, 0, 0}, "today": {FormDay, 0, 0}, "igaar": {FormDay, -1, -1}, "igar": {FormDay, -1, -1},
	"yesterday": {FormDay, -1, -1}, "iforgaars": {FormDay, -2, -2}, "forgaars": {FormDay, -2, -2}, "iforgars": {FormDay, -2, -2},
	"imorges": {FormDay, 0, 0}, "thismorning": {FormDay, 0, 0}, "thisafternoon": {FormDay, 0, 0}, "tonight": {FormDay, 0, 0},
	"iformidags": {FormDay, 0, 0}, "iformidag": {FormDay, 0, 0}, "ieftermidags": {FormDay, 0, 0},
	"ieftermidag": {FormDay, 0, 0}, "iaftes": {FormDay, -1, -1}, "inat": {FormDay, -1, 0}, "lastnight": {FormDay, -1, 0},
	"iaften": {FormDay, 0, 0}, "imorgen": {FormDay, 1, 1}, "tomorow": {FormDay, 1, 1}, "iovermorgen": {FormDay, 2, 2},
	"forleden": {FormWeek, -14, -1},
}

// weekdays as they stand after "på" (ahead) and, with an s, after "i" (behind).
var weekdays = map[string]time.Weekday{
	"mandag": 1, "tirsdag": 2, "onsdag": 3, "torsdag": 4, "fredag": 5, "loerdag": 6, "soendag": 0, "lordag": 6, "sondag": 0,
	"mandags": 1, "tirsdags": 2, "onsdags": 3, "torsdags": 4, "fredags": 5, "loerdags": 6, "soendags": 0, "lordags": 6,
	"sondags": 0, "monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 0,
}

// pandemic is when people speak of "corona": from the month of the first
// restrictions in Denmark to that of the last.
var pandemic = Date{Form: FormAgo, From: calendar.On(2020, 3, 1), To: calendar.On(2022, 1, 31)}

// reform is the merging of the municipalities, from when it was decided.
var reform = Date{Form: FormAgo, From: calendar.On(2005, 1, 1), To: calendar.On(2007, 1, 1)}

// epochs are times everybody knows without a date.
var epochs = map[string]struct {
	Date
	bare bool // an illness too: a time only after "under", "da", "siden"
}{
	"corona": {pandemic, true}, "covid": {pandemic, true}, "coronaen": {pandemic, false}, "coronatiden": {pandemic, false},
	"coronanedlukningen": {pandemic, false}, "nedlukningen": {pandemic, false}, "pandemien": {pandemic, false},
	"pandemic": {pandemic, false}, "lockdown": {pandemic, false},
	"komunalreformen": {reform, false}, "strukturreformen": {reform, false},
}

// parts are the thirds of a month or a year: the beginning, the middle, the end.
var parts = map[string]int{
	"primo": 0, "starten": 0, "start": 0, "begyndelsen": 0, "foerst": 0, "tidligt": 0, "begining": 0, "early": 0,
	"medio": 1, "midt": 1, "midten": 1, "midle": 1, "mid": 1,
	"ultimo": 2, "slutningen": 2, "slut": 2, "sidst": 2, "end": 2, "late": 2,
}

// aheadWords stand before days to come, pastWords before days gone by.
var (
	aheadWords = squeezeKeys("senest", "inden", "frist", "fristen", "skal", "næste", "kommende", "indkaldt", "indkaldes",
		"deadline", "will", "by", "next", "flytter", "moving", "stopper", "starter", "ophører", "udløber", "gælder", "møde", "samtale",
		"meeting", "appointment", "interview", "hearing", "høring", "pr", "tid")
	pastWords = squeezeKeys("har", "has", "var", "blev", "fik", "havde", "kom", "gik", "sagde", "skrev", "stod", "tog", "så", "sad", "lå",
		"gav", "søgte", "sendte", "talte", "skete", "skulle", "ville", "kunne", "måtte", "indsendt", "sendt", "truffet",
		"fået", "modtaget", "afgjort", "dateret", "referatet", "was", "were", "had", "did", "got", "said", "told", "came",
		"went", "wrote", "phoned", "called", "received", "sent", "happened", "rang", "siden", "since", "stemte", "mødte", "kørte", "spurgte",
		"vedtog", "viste", "bragte", "glemte", "mente", "fortalte", "solgte", "købte", "satte", "hørte", "læste", "kaldte", "råbte",
		"meldte", "bad", "slog", "faldt", "tabte", "afviste", "lød", "holdt", "mistede")
	// notPast look like verbs in the past tense and are not.
	notPast = squeezeKeys("allerede", "tilstede", "glæde", "bredde", "måned", "hoved", "hundred", "indeed",
		"dated", "limited")
)

var dateWords = makeDateWords()

func makeDateWords() map[string]dateKey {
	words := map[string]dateKey{"uge": keyWeek, "ugerne": keyWeek, "week": keyWeek, "weeks": keyWeek, "halvt": keyAmount,
		"half": keyAmount, "a": keyAmount, "an": keyAmount}
	mark(words, keyOrdinal, ordinals)
	mark(words, keyAmount, vague)
	mark(words, keyMonth, months)
	mark(words, keySeason, seasons)
	mark(words, keyHoliday, holidays)
	mark(words, keyPart, parts)
	mark(words, keyEpoch, epochs)
	mark(words, keyWeekday, weekdays)
	mark(words, keyRelative, spans)
	mark(words, keyRelative, foreignDays)
	for _, w := range []string{"i", "sidste", "forige", "last", "this", "dene", "naeste", "next", "paa", "pa", "her",
		"foerstkomende", "komende", "weekenden", "weekend", "past", "seneste", "other", "dagen", "folowing"} {
		words[w] = keyRelative
	}
	return words
}

func mark[T any](words map[string]dateKey, key dateKey, of map[string]T) {
	for w := range of {
		words[w] = key
	}
}
