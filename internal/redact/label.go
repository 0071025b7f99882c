package redact

import (
	"slices"
	"strings"
	"unicode"
)

// label is what a number is called where it stands.
type label uint8

const (
	noLabel     label = iota
	labelCPR          // "cpr", "personnummer"
	labelPerson       // "født", "mit nummer"
	labelOther        // "konto", "faktura", right before
	labelFar          // the same, with other words between
	labelCase         // "sag", right before
	labelTime         // "kl.", "mødet"
)

// How many bytes before a number its label may stand, a CPR label in the same
// sentence with no other number between, and one that follows the number.
const (
	labelReach    = 28
	sentenceReach = 64
	afterReach    = 28
)

// labels are looked for in lower case. One that ends in "*" may go on; the others
// are whole words. A CPR label may be glued to other words ("mitcpr"): no other
// word has one in it.
var labels = makeLabels(map[label]string{
	labelCPR: `cpr|c.p.r|crp-nr|crp-nummer|personnr|personnum|person nr|person-nr|person num|person-num|pers.nr|pers. nr|
		fødselsnummer|fødselsnr|foedselsnummer|social security|civil registration|personal number|personal id|sygesikringsnummer|
		identification number|sygesikringsnr|sundhedskortnummer|sygesikringsbevis|sygesikringskort|sundhedskort`,
	labelPerson: `født|foedt|fødselsdato|fødselsdag|fødselsdata|fødsel|født.|born|dob|date of birth|birth date|birthday|f.|
		mit nummer|hans nummer|hendes nummer|barnets nummer|mit eget nummer|mit nr|hans nr|hendes nr|mine numre|vores numre|my number|his number|her number`,
	labelOther: `p-nr|p-nummer*|p nr|p.nr|pnr|produktionsenhed*|konto*|reg|regnr|reg.nr|registreringsnummer*|tlf|telefon*|
		mobil|mobilnummer*|mobilnr|mobiltelefon*|ring|ringe|sms|fax|faktura*|ean|ean-nr|ean-nummer*|gln|cvr|se-nr|ordre|ordren*|
		kunde|kundenr|kundenum*|ref|reference*|sagsnr|sagsnum*|sags nr|sags-nr|sags-id|sagsid|j.nr|j. nr|jnr|journaln*|journal nr|
		ticket*|order no|order number|order|account*|invoice*|phone|telephone|mobile|call|call me on|policenr|policenum*|police nr|
		police no|policen|bfe|bfe-nr|matrikel*|iban|tracking*|isbn*|måler*|meter no|meter number|installationsn*|aftalen*|serien*|
		stregkode*|pakken*|pakke nr|booking*|bestilling*|kvittering*|transaktion*|betalings-id|medlemsn*|abonnement*|skadesn*|
		skaden*|billet*|bonnr|varenr|varenum*|lånenr|lånenum*|bilagsn*|giro*|kreditor*|stelnummer*|nummerplade*|whatsapp|dokumentn*`,
	labelCase: `sag|sagen|sags|case|case no|sag nr|sager`,
	labelTime: `kl|klok*|møde*|dato|dateret|den|d|tidspunkt|mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|
		monday|tuesday|wednesday|thursday|friday|sendt|modtaget|oprettet`,
})

type name struct {
	text string
	is   label
	open bool // it may go on
}

// makeLabels sorts the labels by their first byte.
func makeLabels(written map[label]string) (names [256][]name) {
	for is, list := range written {
		for word := range strings.SplitSeq(list, "|") {
			bare, open := strings.CutSuffix(strings.TrimSpace(word), "*")
			names[bare[0]] = append(names[bare[0]], name{bare, is, open})
		}
	}
	return names
}

// noNumber follow "cpr" in names of offices, systems and laws.
var noNumber = []string{"-kontor", "kontor", "-reg", "reg", "-lov", "lov", "-adm", "-syst", "-admin"}

// label returns what the number from offset i to end is called.
func (f *finder) label(i, end int) label {
	is := f.before(i)
	if is == labelCPR || is == labelPerson || is == labelOther {
		return is
	}
	if f.sentenceNames(i) || f.after(end) {
		return labelCPR
	}
	return is
}

// before returns the label nearest before offset i.
func (f *finder) before(i int) label {
	before := f.window(i, labelReach)
	// A label belongs to the first number after it.
	n := strings.LastIndexAny(before, "\n;")
	if n < 0 {
		return nearest(before)
	}
	if is := nearest(before[n:]); is != noLabel {
		return is
	}
	above := before[strings.LastIndexAny(before[:n], "0123456789")+1 : n]
	if is := nearest(above); is == labelCPR { // the number stands on the next line
		return is
	}
	return noLabel
}

// window returns up to n bytes before offset i, from the beginning of a word, in
// lower case.
func (f *finder) window(i, n int) string {
	from := max(0, i-n)
	for from > 0 && from < i && letterByte(f.text[from]) && letterByte(f.text[from-1]) {
		from++
	}
	return strings.ToLower(f.text[from:i])
}

// sentenceNames reports whether the sentence calls the number at i a CPR number
// further back ("CPR-nummeret på min yngste søn Anton er …").
func (f *finder) sentenceNames(i int) bool {
	before := abbreviations.Replace(f.window(i, sentenceReach))
	if n := strings.LastIndexAny(before, "\n;.?!0123456789"); n >= 0 {
		before = before[n+1:]
	}
	return nearest(before) == labelCPR
}

// abbreviations have full stops that end no sentence.
var abbreviations = strings.NewReplacer("nr.", "nr ", "c.p.r.", "cpr   ")

// after reports whether the words after a number call it a CPR number
// ("0610935001 (cpr)"), and not one that follows.
func (f *finder) after(end int) bool {
	after := strings.ToLower(f.text[end:min(len(f.text), end+afterReach)])
	if n := strings.IndexAny(after, "\n;.?!:0123456789"); n >= 0 {
		if after[n] == ':' || digit(after[n]) {
			return false
		}
		after = after[:n]
	}
	return nearest(after) == labelCPR
}

// nearest returns the last label in text. A time counts only where there is no
// other label.
func nearest(text string) label {
	best, is, time := -1, noLabel, -1
	for at := range len(text) {
		for _, l := range labels[text[at]] {
			end, ok := l.stands(text, at)
			switch {
			case !ok:
			case l.is == labelTime:
				time = max(time, end)
			case end > best:
				best, is = end, l.is
			}
		}
	}
	switch {
	case is == noLabel && time >= 0 && beforeNumber(labelTime, text[time:]) == labelTime:
		return labelTime
	case is == labelOther || is == labelCase:
		return beforeNumber(is, text[best:])
	}
	return is
}

// stands reports whether the label stands at an offset of text, and where its word
// ends.
func (l *name) stands(text string, at int) (end int, ok bool) {
	if !strings.HasPrefix(text[at:], l.text) {
		return 0, false
	}
	end = at + len(l.text)
	if l.is == labelCPR {
		office := slices.ContainsFunc(noNumber, func(w string) bool { return strings.HasPrefix(text[end:], w) })
		return wordEnd(text, end), !office
	}
	if at > 0 && letterByte(text[at-1]) || !l.open && end < len(text) && letterByte(text[end]) {
		return 0, false
	}
	return wordEnd(text, end), true
}

// beforeNumber weakens a label by what stands between it and its number: small
// words and one short number, as of a bank, leave it; a longer number takes it for
// itself; other words make it doubtful.
func beforeNumber(is label, between string) label {
	const short = 4
	digits := 0
	for _, word := range strings.FieldsFunc(between, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		switch {
		case digit(word[0]):
			digits += len(word)
		case !slices.Contains(fillers, word):
			is = labelFar
		}
	}
	if digits > short {
		return noLabel
	}
	return is
}

// fillers are the small words between a label and its number.
var fillers = []string{
	"nr", "nummer", "nummeret", "no", "number", "er", "på", "is", "id", "om", "til", "mig", "hedder", "har", "of", "me", "on", "med", "i",
}
