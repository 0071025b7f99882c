package redact

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The numbers written here belong to people born before 1900. Numbers of other
// centuries are made while the test runs.

func TestCPRWritten(t *testing.T) {
	for _, text := range []string{
		"061093-5001", "0610935001", "061093 5001", "061093 - 5001", "061093–5001", "061093—5001", "061093‑5001", "061093−5001",
		"06.10.93-5001", "06 10 93 5001", "06/10/93-5001", "061093/5001", "06-10-93-5001", "06.10.93 5001",
		"cpr:061093-5001", "cpr061093-5001", "CPR-nr. 0610935001", "cpr 0 6 1 0 9 3 5 0 0 1", "cpr. 06 10 93 50 01",
		"personnummer 061093 5001", "person nr. 061093.5001", "fødselsnummer: 061093, 5001", "cpr 061093_5001",
		"mit CPR er\n061093-\n5001", "Ansøgning_061093-5001.pdf", "mailto:x@example.org?subject=061093-5001",
		"061093\u00a05001", "cpr 061093\u200b5001", "０６１０９３-５００１", "06.10.1893-5001", "06 10 1893 - 5001",
		"født 6. oktober 1893, de sidste fire cifre er 5001", "født den 6/10-1893. De fire sidste er 5001",
		"I was born 6 October 1893 and the last four digits are 5001", "(061093-5001)", "cpr=061093-5001;", "SV: 061093-5001",
		"> > mit nummer er 061093-5001", "Cpr. Nr.:061093-5001",
		"> mit nummer er 061093-\n> 5001", "> mit CPR-nummer er\n> 061093\n> 5001", ">> | mit nummer er 061093 -\r\n>> | 5001",
		"> cpr 06.10.\n> 93-5001", "> cpr 061093-50\n> 01", "mit CPR-nummer er\n> 061093:5001",
		"CPR 061093:5001", "cpr-nr. 061093;5001", "CPR: 061093 * 5001", "cpr 061093 (5001)", "cpr [061093][5001]", "cpr 061093 -- 5001",
		"cpr 061093|5001", "cpr: 061093 = 5001", "cpr 0610 93 5001", "cpr 0610-9350-01", "cpr 0.6.1.0.9.3.-.5.0.0.1", "cpr 06/10/1893: 5001",
		"CPR O61093-5OO1", "cpr-nummer: o6lo93 - 500l", "CPR\nO61093:5001",
		"Fødselsdato: 061093 Løbenr.: 5001", "CPR-nummer: 061093\nLøbenummer: 5001", "født 06.10.93, sidste 4 cifre: 5001",
		"cpr 061093, de sidste fire: 5001", "de sidste fire er 5001, og jeg er født 6/10-1893", "født 061093 5001",
		"cpr nul seks, ti, treoghalvfems, halvtreds, nul et", "CPR: nul seks en nul ni tre bindestreg fem nul nul en",
		"cpr zero six one zero nine three five zero zero one", "cpr ٠٦١٠٩٣٥٠٠١", "?id=061093%2D5001", "061093&ndash;5001",
		"0610935001 er mit cpr-nummer", "på regionshospitalet kender de 061093-5001", "ordret sagde hun 061093 5001",
		"Cpr-nummeret på min yngste søn Mathias er 061093 5001", "20 10 45 67, 06 10 93 5001", "mitcpr0610935001",
		"06.10.93\n> de sidste fire er\n> 5001", "født 061093 hedder hun Ane. De sidste fire er 5001",
	} {
		matches := CPR(text)
		if len(matches) != 1 || !matches[0].Sure() || matches[0].Digits != "0610935001" {
			t.Errorf("%q: got %+v, want 0610935001", text, matches)
		}
	}
}

func TestCPRVariants(t *testing.T) {
	for _, tt := range []struct {
		text, digits string
		sure         bool
	}{
		{"CPR.nr.: 061093-xxxx", "061093xxxx", true},
		{"061093-****", "061093xxxx", true},
		{"061093-••••", "061093xxxx", true},
		{"061093-5xxx", "0610935xxx", true},
		{"061093____", "061093xxxx", true},
		{"06-10935001", "0610935001", false}, // so phones are written
		{"061093 XXXX", "061093xxxx", true},
		{"010180-AB12", "010180xx12", true},            // letters in the serial number of some registers
		{"061093-5002", "0610935002", true},            // fails modulus 11, which proves nothing
		{"cpr 0610935002", "0610935002", true},         // the same, labelled
		{"Ane Berg (061093 5002)", "0610935002", true}, // in two groups
		{"0610935002", "0610935002", false},            // the same, unlabelled: covered, not counted
		{"660160-5000", "6601605000", true},            // replacement number
		{"290296-5001", "2902965001", true},            // 1896 was a leap year
		{"150274-5006", "1502745006", true},            //
		{"311299-5004", "3112995004", true},            //
		{"010160-5000", "0101605000", true},            //
		{"240588-5002", "2405885002", true},            //
		{"cpr 300293-5001", "3002935001", true},        // a slip of the pen, but labelled and joined
		{"cpr 3002935001", "3002935001", false},        // no such day: possible
		{"de sidste 4 i mit cpr er 5001", "xxxxxx5001", true},
		{"061093:5001", "0610935001", false}, // free, and not labelled
		{"0 6 1 0 9 3 5 0 0 1", "0610935001", false},
		{"cpr 061093 nr. 5001", "0610935001", false},
	} {
		matches := CPR(tt.text)
		if len(matches) != 1 || matches[0].Digits != tt.digits || matches[0].Sure() != tt.sure {
			t.Errorf("%q: got %+v, want %s, sure %t", tt.text, matches, tt.digits, tt.sure)
		}
	}
}

// TestCPRNot holds what looks alike. "possible" may be covered, but is not counted.
// A "~" is taken out: some of the numbers could be a living person's.
func TestCPRNot(t *testing.T) {
	for _, tt := range []struct {
		text, why string
		possible  bool
	}{
		{"ring 12 34 56 78", "phone", false},
		{"ring 20 10 45 67", "phone that begins like a day and month", false},
		{"+45 12345678", "phone with country code", false},
		{"4512345678", "the same in one piece", false},
		{"0045 12 34 56 78", "the same with zeros", false},
		{"cvr 12345678", "eight digits", false},
		{"P-nummer 10033~80001", "production unit", false},
		{"p-nr. 10033~80001", "production unit", false},
		{"konto 2214 0420528000", "month 20", false},
		{"reg. 2214 konto 04105~28003", "account that reads as a day", true},
		{"2214 04105~28003", "the same without words", true},
		{"EAN 5798000893450", "thirteen digits", false},
		{"27.00.00-G01-12-24", "KLE number", false},
		{"sag 24-012345", "case number", false},
		{"2024-0123456", "case number", false},
		{"S2024-12345", "case number", false},
		{"[BR-2025-0042]", "reference", false},
		{"ref. 19032~6-0418", "reference", true},
		{"15032~4 1031", "date and time", true},
		{"15.03.24-1030", "date and time", true},
		{"mødet 15.03.2024 10.30", "date and time", false},
		{"+71<000123456789012+12345678<", "payment id", false},
		{"faktura 0610935002", "invoice", true},
		{"ring på 0610935001", "foreign phone", true},
		{"konto i en anden bank 0610935001", "account", true},
		{"AB0610935001", "code", true},
		{"cpr-kontoret skrev i brev 0610935002", "an office", true},
		{"mødet den 15032~4-1031", "date and time", true},
		{"03052~4 1998", "date and year", true},
		{"300293-5001", "30 February", false},
		{"311193-5001", "31 November", false},
		{"001093-5001", "day 0", false},
		{"0610935001234", "longer number", false},
		{"de sidste fire uger, 5001 kr.", "not about a number", false},
		{"fra 03.05.2024 til 10.06.2024", "two days", false},
		{"fra 03.05.2024 - 10.06.2024", "two days", false},
		{"cpr-kontoret svarede den 03.05.2024, 10.06.2024", "two days", false},
		{"mit cpr skrev jeg 06109~3 i 2023", "words between", true},
		{"10, 11, 12, 13 og 14 år", "a list", false},
		{"10, 11, 12, 13, 14 år", "a list that could be a number", true},
		{"i 1893 og 5001", "year and number", false},
	} {
		for _, m := range CPR(strings.ReplaceAll(tt.text, "~", "")) {
			if m.Sure() || !tt.possible {
				t.Errorf("%q (%s): got %+v", tt.text, tt.why, m)
			}
		}
	}
}

func TestCPRCount(t *testing.T) {
	for _, tt := range []struct {
		text string
		want int
	}{
		{"061093-5001, og igen: 06.10.93 5001", 1},
		{"061093-5001 og 150274-5006", 2},
		{"061093-5001 (i brevet 061093-xxxx)", 1},
		{"061093-xxxx og 061093-****", 1},
		{"cpr 061093-5001/150274-5006", 2},
		{"hans nummer er 061093-5001, mit eget 15 02 74 5007", 2},
		{"Mit nummer er 1502745007.", 1},
		{"061093-5001 (det er mig) og 1502745007 (det er Bo)", 2},
		{"061093-5001, tlf. 1502745007", 1},
		{"ingen", 0},
	} {
		if got := Count(CPR(tt.text)); got != tt.want {
			t.Errorf("%q: got %d, want %d", tt.text, got, tt.want)
		}
	}
}

func TestCPROffsets(t *testing.T) {
	for _, number := range []string{
		"06\u200b10\u00a093–5001", "٠٦١٠٩٣-٥٠٠١", "061093%2D5001", "nul seks, ti, treoghalvfems, halvtreds, nul et",
	} {
		text := "Én, to, tre. ٣% Mit cpr er " + number + ", sagde hun."
		m := CPR(text)
		if len(m) != 1 || text[m[0].Start:m[0].End] != number {
			t.Errorf("%q: got %+v", number, m)
		}
	}
}

// TestCPREveryCentury makes numbers of every century that fulfil modulus 11 and
// writes each in every way.
func TestCPREveryCentury(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	forms := []string{
		"%s%s%s-%s%.0s", "cpr %s%s%s%s%.0s", "CPR: %s%s%s %s%.0s", "%s.%s.%s-%s%.0s", "personnummer %s %s %s %s%.0s",
		"%s/%s/%s-%s%.0s", "%s%s%s–%s%.0s", "cpr-nr.: %s%s%s - %s%.0s", "%s%s%s/%s%.0s",
	}
	missed, n := 0, 0
	for range 5_000 {
		digits := someone(random)
		for _, form := range forms {
			text := fmt.Sprintf(form, digits[:2], digits[2:4], digits[4:6], digits[6:], "")
			n++
			if m := CPR("Hej. " + text + ", og mere."); len(m) != 1 || !m[0].Sure() || m[0].Digits != digits {
				missed++
			}
		}
	}
	if missed > 0 {
		t.Errorf("missed %d of %d", missed, n)
	}
}

// someone returns a number of a random day that fulfils modulus 11.
func someone(random *rand.Rand) string {
	for {
		digits := fmt.Sprintf("%02d%02d%02d%04d", 1+random.IntN(28), 1+random.IntN(12), random.IntN(100), random.IntN(10_000))
		if modulus11(digits) {
			return digits
		}
	}
}

func BenchmarkCPR(b *testing.B) {
	text := strings.Repeat("Jeg har ventet siden 3. maj 2024 på svar, mit cpr er 061093-5001 og telefon 12 34 56 78. ", 24)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		CPR(text)
	}
}
