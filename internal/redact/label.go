package redact

import (
	"strings"
	"unicode"
)

// label is what a number is called where it stands.
type label uint8

const (
	noLabel label = iota
	labelCPR
	labelOther
	labelCase
)

// labelReach is how many bytes before a number its label may stand.
const labelReach = 28

// labels are looked for in lower case. Where one is part of another, the longer
// comes first.
var labels = []struct {
	text string
	is   label
}{
	{"cpr", labelCPR}, {"personnr", labelCPR}, {"personnummer", labelCPR}, {"person nr", labelCPR},
	{"person-nr", labelCPR}, {"personnumre", labelCPR}, {"fødselsnummer", labelCPR}, {"foedselsnummer", labelCPR},
	{"social security", labelCPR}, {"civil registration", labelCPR}, {"personal number", labelCPR},
	{"p-nr", labelOther}, {"p-nummer", labelOther}, {"p nr", labelOther}, {"p.nr", labelOther}, {"pnr", labelOther},
	{"konto", labelOther}, {"reg", labelOther}, {"tlf", labelOther}, {"telefon", labelOther}, {"mobil", labelOther},
	{"faktura", labelOther}, {"ean", labelOther}, {"gln", labelOther}, {"cvr", labelOther}, {"ordre", labelOther},
	{"kunde", labelOther}, {"ref", labelOther}, {"sagsn", labelOther}, {"sags n", labelOther}, {"sags-n", labelOther},
	{"j.nr", labelOther}, {"j. nr", labelOther}, {"journaln", labelOther}, {"ticket", labelOther}, {"order", labelOther},
	{"account", labelOther}, {"invoice", labelOther}, {"phone", labelOther}, {"police", labelOther},
	{"bfe", labelOther}, {"matrikel", labelOther}, {"iban", labelOther}, {"tracking", labelOther},
	{"sag", labelCase}, {"case", labelCase}, {"klok", labelCase}, {"kl.", labelCase},
}

// label returns the label nearest before offset i.
func (f *finder) label(i int) label {
	before := strings.ToLower(f.text[max(0, i-labelReach):i])
	// A label belongs to the first number after it.
	n := strings.LastIndexAny(before, "\n;")
	if n < 0 {
		return nearest(before)
	}
	if is := nearest(before[n:]); is != noLabel || strings.ContainsAny(before[:n], "0123456789") {
		return is
	}
	if nearest(before) == labelCPR { // the number stands on the next line
		return labelCPR
	}
	return noLabel
}

func nearest(before string) label {
	if strings.IndexFunc(before, unicode.IsLetter) < 0 {
		return noLabel
	}
	nearest, is := -1, noLabel
	for _, l := range labels {
		n := strings.LastIndex(before, l.text)
		if n > nearest && (n == 0 || !letter(before[n-1]) || len(l.text) > 4) {
			nearest, is = n, l.is
		}
	}
	return is
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 0x80 }
