package redact

import (
	"strings"
	"time"
)

// Match is a place that may be a CPR number.
type Match struct {
	Start, End int // byte offsets into the text
	// Score is what speaks for it less what speaks against it.
	Score int
	// Digits are the ten digits without separators, with "x" for each that the
	// writer has covered, so that one number written in two ways counts once.
	Digits string

	// loose: it may have taken figures that belong to something else.
	loose bool
}

// sureScore is the score from which a match counts as a CPR number.
const sureScore = 3

// Sure reports whether the match counts as a CPR number. One that does not is
// covered by [Mask] and otherwise left alone.
func (m Match) Sure() bool { return m.Score >= sureScore }

// What speaks for and against a CPR number.
const (
	scoreLabel   = 3  // "cpr", "personnummer" shortly before
	scoreJoint   = 2  // a hyphen or slash before the serial number
	scoreCheck   = 2  // modulus 11 holds
	scoreGroups  = 2  // six digits, one blank, four digits, and no other name
	scoreMasked  = 2  // the writer has covered the serial number
	scoreDate    = 1  // there is such a day
	scoreNoDate  = -2 // there is none, but it is labelled
	scorePerson  = 2  // "født", "mit nummer" shortly before
	scoreBeside  = 2  // shortly after another one
	scoreOther   = -3 // "konto", "faktura", "p-nummer" right before
	scoreFar     = -1 // the same further before, and no hyphen
	scoreCase    = -2 // "sag" right before
	scoreAccount = -2 // directly after a group of four digits
	scoreMoney   = -2 // "kr." directly after
	scoreCode    = -3 // directly after a capital letter
	scoreClock   = -1 // a date of late and a time of day
	scoreTime    = -2 // the same after "kl.", "mødet"
)

// CPR finds the places of text that may be CPR numbers, in order, with a score
// above zero.
func CPR(text string) []Match {
	source := read(text)
	f := finder{text: figures(source.text)}
	for i := 0; i < len(f.text); {
		if !digit(f.text[i]) {
			i++
			continue
		}
		m, ok := f.at(i)
		if ok {
			f.keep(m)
		}
		if ok && !m.loose {
			i = m.End
			continue
		}
		for i < len(f.text) && digit(f.text[i]) {
			i++
		}
	}
	for i := range f.found {
		f.found[i].Start = source.original(f.found[i].Start)
		f.found[i].End = source.original(f.found[i].End)
	}
	return f.found
}

// Count returns how many different CPR numbers are sure among the matches. One
// whose serial number is covered is not counted beside a whole one of the same
// day.
func Count(matches []Match) int {
	days, whole := map[string]bool{}, map[string]bool{}
	for _, m := range matches {
		if m.Sure() && !covered(m.Digits) {
			whole[m.Digits] = true
			days[m.Digits[:6]] = true
		}
	}
	n := len(whole)
	for _, m := range matches {
		if day := m.Digits[:6]; m.Sure() && covered(m.Digits) && !days[day] {
			days[day] = true
			n++
		}
	}
	return n
}

// keep adds a match. A loose one may have taken its first figures from
// a number before ("20 10 45 67, 06 10 93 5001"); then the other stays.
func (f *finder) keep(m Match) {
	if n := len(f.found) - 1; n >= 0 && m.Start < f.found[n].End {
		last := &f.found[n]
		if last.loose && !m.loose {
			last.Score, last.Digits, last.loose = m.Score, m.Digits, false
		}
		last.End = max(last.End, m.End)
		return
	}
	f.found = append(f.found, m)
}

func covered(digits string) bool { return strings.Contains(digits, "x") }

// finder looks for CPR numbers in a cleaned text.
type finder struct {
	text  string
	found []Match
}

// at tries each form at the digit at offset i, which is the first of its run.
func (f *finder) at(i int) (Match, bool) {
	if m, ok := f.split(i); ok {
		return m, true
	}
	for _, form := range []func(int) (number, bool){f.shape, f.free, f.named} {
		if n, ok := form(i); ok && (n.end == len(f.text) || !digit(f.text[n.end])) {
			score := f.score(i, n)
			return Match{Start: i, End: n.end, Score: score, Digits: n.digits, loose: n.loose}, score > 0
		}
	}
	return Match{}, false
}

// number is ten digits as they were written.
type number struct {
	end    int
	digits string
	// joint: a hyphen or slash stands before the serial number.
	joint bool
	// groups: it is six digits, one blank and four digits.
	groups bool
	// named: words before the serial number say what it is.
	named bool
	// loose: it is possible, and no more.
	loose bool
}

// shape reads day, month, year and serial number with the separators people put
// between them.
func (f *finder) shape(i int) (number, bool) {
	r := runner{text: f.text, at: i}
	day, month := r.digits(2), ""
	if day == "" {
		return number{}, false
	}
	r.skipOne(" ./-")
	first := r.at > i+2
	if month = r.digits(2); month == "" {
		return number{}, false
	}
	from := r.at
	r.skipOne(" ./-")
	// "06-10935001" is how phones are written.
	odd := first != (r.at > from)
	year := r.digits(2)
	if century := year; (century == "18" || century == "19" || century == "20") && r.at > i+6 {
		// "06.10.1893-5001": the year in full, after separators only, since six
		// digits in a row are a day of that year.
		full := r
		if rest := full.digits(2); rest != "" && full.separator() {
			year, r = rest, full
		}
	}
	if year == "" {
		return number{}, false
	}
	date := r.at
	joint := r.toSerial()
	groups := date == i+6 && r.at == date+1 && f.text[date] == ' '
	serial := r.serial()
	if serial == "" {
		return number{}, false
	}
	loose := odd && f.label(i, r.at) != labelCPR
	return number{end: r.at, digits: day + month + year + serial, joint: joint, groups: groups, loose: loose}, true
}

// score weighs a number that begins at offset i. A day of birth and four figures
// are possible at least, unless they are called something else: to cover too much
// does no harm.
func (f *finder) score(i int, n number) int {
	label := f.label(i, n.end)
	if n.named {
		label = labelCPR
	}
	real := realDay(n.digits)
	switch {
	case real && n.loose:
		return scoreDate
	case !real && label != labelCPR:
		return 0
	}
	score := scoreNoDate
	if real {
		score = scoreDate
	}
	if n.joint {
		score += scoreJoint
	}
	if covered(n.digits) {
		score += scoreMasked
	} else if real && modulus11(n.digits) {
		score += scoreCheck
	}
	if label == labelCPR {
		return score + scoreLabel
	}
	score += f.doubts(i, n, label)
	if label != labelOther {
		score = max(score, scoreDate)
	}
	return score
}

// doubts adds up what else a number without a CPR label could be.
func (f *finder) doubts(i int, n number, label label) int {
	score := 0
	switch {
	case label == labelPerson:
		score += scorePerson
	case label == labelOther:
		score += scoreOther
	case label == labelFar && !n.joint:
		score += scoreFar
	case label == labelCase:
		score += scoreCase
	case f.beside(i):
		score += scoreBeside
	}
	switch {
	case f.money(n.end):
		score += scoreMoney
	case n.groups && (label == noLabel || label == labelPerson) && !clockLike(n.digits):
		score += scoreGroups
	}
	if f.afterGroup(i) {
		score += scoreAccount
	}
	if i > 0 && upper(f.text[i-1]) {
		score += scoreCode
	}
	if clockLike(n.digits) && label != labelPerson {
		score += scoreClock
		if label == labelTime {
			score += scoreTime
		}
	}
	return score
}

// money reports whether what ends at offset end is a sum ("300884 5000 kr.").
func (f *finder) money(end int) bool {
	rest := strings.ToLower(strings.TrimLeft(f.text[end:min(end+6, len(f.text))], " ,.-"))
	return strings.HasPrefix(rest, "kr") || strings.HasPrefix(rest, "dkk")
}

// beside reports whether a sure number stands shortly before, with no other number
// between: people write those of a family together.
func (f *finder) beside(i int) bool {
	const reach = 40
	if len(f.found) == 0 {
		return false
	}
	last := f.found[len(f.found)-1]
	return last.Sure() && i > last.End && i-last.End <= reach && !strings.ContainsAny(f.text[last.End:i], "0123456789")
}

// afterGroup reports whether a group of four digits stands directly before, as a
// bank's registration number does.
func (f *finder) afterGroup(i int) bool {
	return i >= 5 && (f.text[i-1] == ' ' || f.text[i-1] == '-') && digit(f.text[i-2]) && digit(f.text[i-3]) &&
		digit(f.text[i-4]) && digit(f.text[i-5])
}

// clockLike reports whether the digits read as a date of late and a time of day or
// a year. Hardly anybody born in the first thirty-five years of the 1900s writes
// to an office, but letters and meetings of the 2000s have such dates.
func clockLike(digits string) bool {
	serial := digits[6:]
	if covered(digits) || digits[4:6] > "35" {
		return false
	}
	return serial <= "2359" && serial[2:] < "60" || serial >= "1990" && serial <= "2035"
}

// realDay reports whether there is a day of birth with these first seven digits;
// see the century rule of the package comment. A covered serial number tells no
// century, and any will do.
func realDay(digits string) bool {
	day, month, year := two(digits[0:2]), two(digits[2:4]), two(digits[4:6])
	if day > 60 {
		day -= 60 // erstatningspersonnummer
	}
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	for _, century := range centuries(digits[6], year) {
		if time.Date(century+year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() == day {
			return true
		}
	}
	return false
}

// centuries returns the centuries that digit 7 and the year allow.
func centuries(seventh byte, year int) []int {
	switch {
	case !digit(seventh):
		return []int{1900, 2000}
	case seventh <= '3':
		return []int{1900}
	case seventh == '4' || seventh == '9':
		if year <= 36 {
			return []int{2000}
		}
		return []int{1900}
	case year <= 57:
		return []int{2000}
	}
	return []int{1800}
}

func modulus11(digits string) bool {
	const weights = "4327654321"
	sum := 0
	for i := range len(weights) {
		sum += int(digits[i]-'0') * int(weights[i]-'0')
	}
	return sum%11 == 0
}

func two(digits string) int { return int(digits[0]-'0')*10 + int(digits[1]-'0') }

func digit(c byte) bool { return c >= '0' && c <= '9' }
