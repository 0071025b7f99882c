package danish

// foreignMonths are the months as they follow a day in the languages that letters
// to a municipality also come in: German, Polish, Ukrainian, Russian and Arabic. The
// rules do not know these languages; when it happened helps the adviser all the same.
var foreignMonths = makeForeignMonths()

// makeForeignMonths counts the months of each language from January.
func makeForeignMonths() map[string]int {
	months := map[string]int{}
	for _, names := range [][12]string{
		{"januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"},
		{"stycznia", "lutego", "marca", "kwietnia", "maja", "czerwca", "lipca", "sierpnia", "września", "października",
			"listopada", "grudnia"},
		{"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
		{"января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября", "декабря"},
		{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
	} {
		for n, name := range names {
			months[Fold(Clean(name).Text)] = n + 1
		}
	}
	return months
}

// foreignDays are today and yesterday in the same languages, in days from today.
var foreignDays = foldKeys(map[string]int{
	"heute": 0, "gestern": -1, "vorgestern": -2, "dziś": 0, "dzisiaj": 0, "wczoraj": -1, "сьогодні": 0, "вчора": -1,
	"сегодня": 0, "вчера": -1, "اليوم": 0, "أمس": -1, "امس": -1,
})

func foldKeys(words map[string]int) map[string]int {
	folded := make(map[string]int, len(words))
	for w, n := range words {
		folded[Fold(Clean(w).Text)] = n
	}
	return folded
}
