package redact

import (
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
)

// The sizes of the corpus made by these tests, and the precision they ask for.
const (
	corpusForms      = 100_000
	corpusLookalikes = 20_000
	leastPrecision   = 0.995
)

// certainty is when a written form counts as a CPR number; every form is covered.
type certainty uint8

const (
	// always: something says what it is.
	always certainty = iota
	// joint: a hyphen or slash stands before the serial number. It counts unless it
	// reads as a date with a time and fails modulus 11.
	joint
	// grouped: six figures, a blank, and four. It counts unless it reads as a date
	// with a time.
	grouped
	// checked: nothing but the figures. It counts if modulus 11 holds and it does not
	// read as a date with a time.
	checked
	// coveredOnly: written as no number usually is, and without a word about it.
	coveredOnly
)

// writtenForms are how people write a number: {D} day, {M} month, {Y} year, {C} its century, {S}
// serial number, {0} to {9} its figures, {W} figures in words, {P} numbers in pairs, {N} the month's name, {d} and
// {m} without a zero in front.
var writtenForms = []struct {
	form string
	when certainty
}{
	{"{D}{M}{Y}-{S}", joint}, {"{D}{M}{Y} - {S}", joint}, {"{D}{M}{Y}- {S}", joint}, {"{D}{M}{Y} -{S}", joint},
	{"{D}{M}{Y}–{S}", joint}, {"{D}{M}{Y}—{S}", joint}, {"{D}{M}{Y}‑{S}", joint}, {"{D}{M}{Y}−{S}", joint}, {"{D}{M}{Y}/{S}", joint},
	{"{D}.{M}.{Y}-{S}", joint}, {"{D}/{M}/{Y}-{S}", joint}, {"{D}-{M}-{Y}-{S}", joint}, {"{D} {M} {Y}-{S}", joint},
	{"{D} {M} {Y} - {S}", joint}, {"{D}.{M}.{C}{Y}-{S}", joint}, {"{D}{M}{Y}-\n{S}", joint}, {"{D}{M}{Y}-\r\n> {S}", joint},
	{"{D}{M}{Y}\u00a0–\u00a0{S}", joint}, {"{D}{M}{Y}\u200b-{S}", joint}, {"{D}{M}\u00ad{Y}-{S}", joint},
	{"{D}{M}{Y} {S}", grouped}, {"{D}{M}{Y}{S}", checked}, {"{D}{M}{Y}.{S}", checked}, {"{D} {M} {Y} {S}", checked},
	{"{D}.{M}.{Y} {S}", checked}, {"{D}{M}{Y}\u00a0{S}", grouped}, {"{D}{M}{Y}\u2009{S}", grouped}, {"{D}{M}{Y}\n{S}", checked},
	{"{D}{M}{Y}_{S}", checked}, {"{D}/{M}/{Y} {S}", checked},
	{"cpr {D}{M}{Y}{S}", always}, {"CPR: {D}{M}{Y} {S}", always}, {"cpr.nr.: {D}{M}{Y}{S}", always}, {"CPR-nr. {D}{M}{Y}-{S}", always},
	{"Cpr nummer {D}{M}{Y} {S}", always}, {"cprnr{D}{M}{Y}{S}", always}, {"cpr={D}{M}{Y}{S}", always}, {"c.p.r. {D}{M}{Y}{S}", always},
	{"personnummer {D}{M}{Y} {S}", always}, {"person nummer: {D}{M}{Y}{S}", always}, {"pers.nr. {D}{M}{Y}{S}", always},
	{"fødselsnummer {D}.{M}.{Y} {S}", always}, {"sygesikringsnummer {D}{M}{Y}{S}", always}, {"civil registration number {D}{M}{Y} {S}", always},
	{"cpr {0} {1} {2} {3} {4} {5} {6} {7} {8} {9}", always}, {"CPR {0}-{1}-{2}-{3}-{4}-{5}-{6}-{7}-{8}-{9}", always},
	{"cpr {D} {M} {Y} {6}{7} {8}{9}", always}, {"cpr {D}{M}{Y}:{S}", always}, {"cpr ({D}{M}{Y}) {S}", always}, {"cpr. {D}{M} {Y}{S}", always},
	{"cpr {D}{M}{Y}\n{S}", always}, {"> mit CPR-nummer er\n> {D}{M}{Y}\n> {S}", always}, {"CPR-nummer:\n{D}{M}{Y} {S}", always},
	{"Cpr-nummeret på min yngste søn Mathias er {D}{M}{Y} {S}", always}, {"{D}{M}{Y} {S} (cpr)", always},
	{"{D}{M}{Y}{S} er hendes cpr-nummer", always}, {"mitcpr{D}{M}{Y}{S}", always}, {"cpr{D}{M}{Y}{S}ogdet", always},
	{"cpr {D}{M}{Y} løbenr. {S}", always}, {"født {D}{M}{Y}, sidste fire {S}", always}, {"født {D}.{M}.{Y}, de sidste 4 er {S}", always},
	{"født den {d}. {N} {C}{Y}, de sidste fire cifre er {S}", always}, {"født {d}/{m}-{C}{Y}. De fire sidste: {S}", always},
	{"born {D}/{M}/{C}{Y}, last four digits {S}", always}, {"cpr sidste fire er {S}, født {d}/{m}-{C}{Y}", always},
	{"født {D}{M}{Y} {S}", always}, {"cpr {W}", always}, {"CPR nummer {P}", always}, {"cpr {D}{M}{Y} {W4}", always},
	{"https://example.org/?cpr={D}{M}{Y}{S}&x=1", always}, {"https://example.org/borger/{D}{M}{Y}-{S}/vis", joint},
	{"mailto:a@example.org?subject=cpr%20{D}{M}{Y}{S}", always}, {"?id={D}{M}{Y}%2D{S}", joint}, {"{D}{M}{Y}&#8211;{S}", joint},
	{`<a href="tel:{D}{M}{Y}-{S}">ring</a>`, joint}, {"Ansøgning_{D}{M}{Y}-{S}.pdf", joint}, {"[cpr {D}{M}{Y}{S}]", always},
	{"{F}", checked}, {"{A}", checked}, {"cpr {F}", always}, {"cpr {A}", always},
	{"{D}{M}{Y}-xxxx", always}, {"CPR {D}{M}{Y} XXXX", always}, {"{D}{M}{Y}-****", always}, {"{D}{M}{Y}-••••", always}, {"{D}{M}{Y}-{6}xxx", always},
	{"cpr {D}{M}{Y}____", always}, {"{D}{M}{Y}-????", always}, {"cpr {D}{M}{Y}-xx{8}{9}", always},
	{"{0} {1} {2} {3} {4} {5} {6} {7} {8} {9}", coveredOnly}, {"{D}{M}{Y}:{S}", coveredOnly}, {"{D}-{M}{Y}{S}", coveredOnly},
}

// surroundings are where a form stands, at the %s.
var surroundings = []string{
	"%s", "Hej. %s, og mere.", "Jeg har ventet i 3 uger.\n\n%s\n\nVenlig hilsen Ane", "Min mor (%s) bor alene", "vedr. %s!",
	"Tlf. 20 10 45 67\n%s", "Ring på 20104567. %s, tak", "Vi skrev den 3/5-24 til regionen om min mor %s og hørte intet", "> > %s\n> > mvh",
	"MVH ANE BERG\t%s", "Adresse: Skovvej 12, 4000 Roskilde; %s", "Hun sagde %s to gange",
}

// TestCorpusForms makes numbers of every century, half of which fail modulus 11, and
// writes them in every way in every surrounding. All must be found and covered; all
// that a reader could not doubt must count.
func TestCorpusForms(t *testing.T) {
	random := rand.New(rand.NewPCG(11, 5))
	found, covered, counted, countable := 0, 0, 0, 0
	for n := range corpusForms {
		form := writtenForms[n%len(writtenForms)]
		digits := person(random)
		dated := strings.Contains(form.form, "{C}") || strings.Contains(form.form, "født {D}.")
		for dated && digits[0] > '3' { // nobody is born on the 66th
			digits = person(random)
		}
		text := fmt.Sprintf(surroundings[random.IntN(len(surroundings))], write(form.form, digits))
		matches := CPR(text)
		if has(matches, digits) || form.when == coveredOnly && len(matches) > 0 {
			found++
		} else {
			report(t, "not found: %q, but %+v", text, matches)
		}
		if masked := Mask(text, nil); !strings.Contains(masked, Cover) || strings.Contains(masked, digits[6:]) {
			report(t, "not covered: %q, but %q", text, masked)
		} else {
			covered++
		}
		if !form.when.counts(digits) {
			continue
		}
		countable++
		if Count(matches) == 1 {
			counted++
		} else {
			report(t, "counted %d in %q: %+v", Count(matches), text, matches)
		}
	}
	t.Logf("found %d and covered %d of %d, counted %d of %d", found, covered, corpusForms, counted, countable)
}

// otherNumbers are other numbers as people write them: each # is a random figure, {t} a time of day of four
// figures and {u} one with a sign, {D} {M} {Y} a day of the last twenty years, {C} with its century, {B} ten figures that
// begin like a day of birth.
var otherNumbers = []string{
	"tlf. ## ## ## ##", "ring på ########", "+45 ## ## ## ##", "+45########", "0045 ########", "Mobil: #### ####", "tlf ## ### ###",
	"mit nummer er ## ## ## ##", "+46 ## ### ## ##", "+49 #### ######", "0046 ## ### ## ##", "tlf. 0# ## ## ## ##", "phone 0#########",
	"call me on 0### ######", "Tlf {B}", "ring på {B}", "sms til {B}", "whatsapp +44 #### ######", "06-########", "tlf. +4#{B}", "(+45) ####-####",
	"sagsnr. {B}", "sag ##-######", "Sagsnummer 20##-#######", "S20##-#####", "[BR-20##-####]", "sags-id: {B}", "j.nr. {D}.{M}.00-G01-#-##",
	"27.##.##-P##-##-##", "00.##.00-K0#-##-##", "j.nr. 20##/######", "KLE 27.{M}.{D}", "vores ref. {B}", "ticket {B}", "ordrenr. {B}",
	"ordre nr. {B}", "bestilling {B}", "faktura {B}", "fakturanr.: {B}", "Invoice no. {B}", "kundenr. {B}", "booking {B}", "kvittering nr. {B}",
	"reg. #### konto {B}", "reg.nr. #### kontonr. {B}", "konto ####-{B}", "kontonummer: #### {B}", "#### {B}", "konto #### ## ## ###", "min konto i Lejre Sparekasse {B}",
	"IBAN DK## #### #### #### ##", "IBAN DK################", "EAN 5798########" + "#", "EAN-nr. 57980########", "GLN 5798 #### #### #",
	"P-nummer {B}", "p-nr. {B}", "P-nr: 10########", "produktionsenhed {B}", "CVR ########", "CVR-nr. ## ## ## ##", "cvr: ########",
	"ISBN {B}", "ISBN 978-87-####-###-#", "ISBN 87-####-###-#", "målernr. {B}", "måler nr. {B}", "stregkode {B}", "pakkenr. {B}", "policenr. {B}",
	"abonnement {B}", "medlemsnr. {B}", "serienr. {B}", "nummerplade AB {Y} ###", "AB ## ###", "matrikel ##-####", "BFE-nummer {B}", "BFE ########",
	"{D}{M}{Y} {t}", "{D}{M}{Y} kl. {t}", "{D}.{M}.{Y} {u}", "d. {D}.{M}.{Y} kl. {u}", "{D}.{M}.{C} {t}", "den {D}.{M}.{Y}-{t}", "mødet {D}.{M}.{Y} {t}",
	"{D}/{M}-{Y} {t}", "{D}{M}{C} {t}", "mødet den {D}{M}{Y} {t}", "{D}.{M}.{Y}, {u}", "{D}-{M}-{C} {t}", "{D}.{M}.{C}-{D}.{M}.{C}", "{D}.{M}.{Y} - {D}.{M}.{Y}",
	"{D}{M}{Y} {C}", "{D}{M}{Y} #### kr.", "fra {D}.{M} {C} til {D}.{M} {C}", "IMG_{C}{M}{D}_{t}##", "scan {C}{M}{D}{t}", "{C}-{M}-{D}T{u}:##", "uge {D} {C}", "{D}.{M}.{C} {D}.{M}.{C}",
	"45{D}{M}{Y}##", "3########" + "#", "99########", "00{B}", "#{B}#", "{B}####", "+71<###############+########<", "5### #### #### ####", "kort #### #### #### ####",
	"#### Lejre", "#.###,00 kr.", "## ### ### kr.", "300293####", "3002## ####", "311193-####", "00{M}{Y}-####", "{D}13{Y}-####", "{D}00{Y}####", "4#{M}{Y}-####",
	"AB{B}", "DK{B}", "lånenr. {B}", "kreditor {B}", "10, 11, 12, 13, 14", "1 2 3 4 5 6 7 8 9 10", "en to tre fire fem seks", "kl. {u}-{u} og {u}-{u}",
}

// TestCorpusLookalikes makes numbers of other kinds, which must not count, but for
// what the least precision allows.
func TestCorpusLookalikes(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 3))
	wrong := map[string]int{}
	all := 0
	for n := range corpusLookalikes {
		form := otherNumbers[n%len(otherNumbers)]
		text := fmt.Sprintf(surroundings[random.IntN(len(surroundings))], invent(random, form))
		if Count(CPR(text)) > 0 {
			wrong[form]++
			all++
		}
	}
	precision := float64(corpusForms) / float64(corpusForms+all)
	t.Logf("%d of %d lookalikes count, so that precision is %.4f: %v", all, corpusLookalikes, precision, wrong)
	if precision < leastPrecision {
		t.Errorf("precision is %.4f, want %.3f", precision, leastPrecision)
	}
}

// invent fills in a form of another number.
func invent(random *rand.Rand, form string) string {
	hour, minute := random.IntN(24), 5*random.IntN(12)
	year := 6 + random.IntN(20)
	form = strings.NewReplacer(
		"{D}", fmt.Sprintf("%02d", 1+random.IntN(28)), "{M}", fmt.Sprintf("%02d", 1+random.IntN(12)),
		"{Y}", fmt.Sprintf("%02d", year), "{C}", strconv.Itoa(2000+year), "{B}", birthLike(random),
		"{t}", fmt.Sprintf("%02d%02d", hour, minute), "{u}", fmt.Sprintf("%02d.%02d", hour, minute),
	).Replace(form)
	return strings.Map(func(r rune) rune {
		if r == '#' {
			return '0' + rune(random.IntN(10))
		}
		return r
	}, form)
}

// birthLike returns ten figures, the first seven of which are somebody's birth.
func birthLike(random *rand.Rand) string {
	digits := person(random)
	return digits[:7] + fmt.Sprintf("%03d", random.IntN(1_000))
}

// counts reports whether a number in this form must count.
func (c certainty) counts(digits string) bool {
	switch c {
	case always:
		return true
	case joint:
		return modulus11(digits) || !clockLike(digits)
	case grouped:
		return !clockLike(digits)
	case checked:
		return modulus11(digits) && !clockLike(digits)
	}
	return false
}

// person returns a number of a real day of any century, now and then a replacement
// number. Every second one fulfils modulus 11.
func person(random *rand.Rand) string {
	check := random.IntN(2) == 0
	for {
		year, seventh := random.IntN(100), random.IntN(10)
		day, month := 1+random.IntN(31), 1+random.IntN(12)
		if random.IntN(50) == 0 {
			day += 60
		}
		digits := fmt.Sprintf("%02d%02d%02d%d%03d", day, month, year, seventh, random.IntN(1_000))
		if realDay(digits) && modulus11(digits) == check {
			return digits
		}
	}
}

// write puts a number into a form.
func write(form, digits string) string {
	year := two(digits[4:6])
	century := centuries(digits[6], year)[0] / 100
	day, month := two(digits[:2]), two(digits[2:4])
	pairs := []string{
		"{D}", digits[:2], "{M}", digits[2:4], "{Y}", digits[4:6], "{S}", digits[6:], "{C}", strconv.Itoa(century),
		"{d}", strconv.Itoa(day), "{m}", strconv.Itoa(month), "{N}", monthNames[month-1],
		"{W}", inWords(digits), "{W4}", inWords(digits[6:]), "{P}", inPairs(digits), "{F}", inFigures(digits, '０'), "{A}", inFigures(digits, '٠'),
	}
	for i := range len(digits) {
		pairs = append(pairs, fmt.Sprintf("{%d}", i), digits[i:i+1])
	}
	return strings.NewReplacer(pairs...).Replace(form)
}

var monthNames = strings.Fields("januar februar marts april maj juni juli august september oktober november december")

var figureNames = strings.Fields("nul et to tre fire fem seks syv otte ni")

func inWords(digits string) string {
	words := make([]string, len(digits))
	for i := range len(digits) {
		words[i] = figureNames[digits[i]-'0']
	}
	return strings.Join(words, " ")
}

// inPairs says a number the usual way: "nul seks, ti, treoghalvfems, halvtreds, nul et".
func inPairs(digits string) string {
	teens := strings.Fields("ti elleve tolv tretten fjorten femten seksten sytten atten nitten")
	tens := strings.Fields("tyve tredive fyrre halvtreds tres halvfjerds firs halvfems")
	var words []string
	for i := 0; i < len(digits); i += 2 {
		switch ten, one := digits[i]-'0', digits[i+1]-'0'; {
		case ten == 0:
			words = append(words, "nul "+figureNames[one])
		case ten == 1:
			words = append(words, teens[one])
		case one == 0:
			words = append(words, tens[ten-2])
		case one == 1:
			words = append(words, "enog"+tens[ten-2])
		default:
			words = append(words, figureNames[one]+"og"+tens[ten-2])
		}
	}
	return strings.Join(words, ", ")
}

// inFigures writes digits in the alphabet whose zero is given.
func inFigures(digits string, zero rune) string {
	return strings.Map(func(r rune) rune { return zero + r - '0' }, digits)
}

// has reports whether a match is this number. What is covered matches anything.
func has(matches []Match, digits string) bool {
	for _, m := range matches {
		same := m.Digits[:6] == digits[:6] || m.Digits[:6] == "xxxxxx"
		for i := 6; i < len(digits); i++ {
			same = same && (m.Digits[i] == digits[i] || m.Digits[i] == 'x')
		}
		if same {
			return true
		}
	}
	return false
}

// report fails the test, and says why for the first few.
func report(t *testing.T, format string, args ...any) {
	t.Helper()
	const most = 12
	reported[t.Name()]++
	if reported[t.Name()] <= most {
		t.Errorf(format, args...)
	}
	t.Fail()
}

var reported = map[string]int{}
