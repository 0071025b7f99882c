package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestMask(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"mit cpr er 061093-5001, tak", "mit cpr er ███, tak"},
		{"cpr 300293-5001", "cpr ███"},
		{"mit CPR-nummer er 061093-5001", "mit CPR-nummer er ███"},
		{"0610935002", "███"}, // undecidable, so covered
		{"ring 12 34 56 78 i dag", "ring ███ i dag"},
		{"ring +45 12345678", "ring ███"},
		{"konto 2214 0420528000", "konto ███"},
		{"skriv til anna@example.org!", "skriv til ███"},
		{"se https://example.org/sag?navn=anna", "se ███"},
		{"se www.example.org", "se ███"},
		{"brevet er fra 03.05.2024 kl. 10.30", "brevet er fra 03.05.2024 kl. 10.30"},
		{"det koster 34.000 kr. om året", "det koster 34.000 kr. om året"},
		{"jeg bor Nørre Allé 12, 3. tv. i byen", "jeg bor ███. i byen"},
		{"jeg bor på Skovvej 7 B, 4000 Roskilde", "jeg bor på ███, ███"},
		{"min søn Anton går i skole", "min søn ███ går i skole"},
		{"Anton går i skole. Det er Antons skole.", "███ går i skole. Det er ███ skole."},
		{"Jeg skrev til Jobcenteret og Ankestyrelsen om De og I.", "Jeg skrev til Jobcenteret og Ankestyrelsen om De og I."},
		{"Venlig hilsen\nXenia Qvist", "Venlig hilsen\n███"},
		{"med venlig hilsen bodil qvist", "med venlig hilsen ███ ███"},
		{"NU ER DET NOK BODIL", "NU ER DET NOK ███"},
		{"Ansøgning_061093-5001.pdf", "Ansøgning_███.pdf"},
		{"> mit nummer er 061093-\n> 5001, og", "> mit nummer er ███, og"},
		{"cpr 061093 nr. 5001", "cpr ███"},
		{"> ring 12 34\n> 56 78 i dag", "> ring ███ i dag"},
		{"> brevet er fra 03.05.\n> 2024 og godt", "> brevet er fra 03.05.\n> 2024 og godt"},
		{"", ""},
	} {
		names := []string{"Bodil Qvist"}
		got := Mask(tt.text, names)
		if want := strings.ReplaceAll(tt.want, "███ ███", "███"); got != want {
			t.Errorf("Mask(%q) = %q, want %q", tt.text, got, want)
		}
	}
}

// TestMaskFree sees that a number is covered however it is written, with a label
// and without.
func TestMaskFree(t *testing.T) {
	for _, number := range []string{
		"061093-\n> 5001", "061093-\r\n> > 5001", "061093\n|5001", "061093:5001", "061093;5001", "061093 * 5001", "061093+5001", "061093~5001",
		"061093=5001", "061093'5001", "061093\"5001", "061093´5001", "061093<5001>", "[061093][5001]", "061093 (5001)", "061093 - - 5001",
		"061093 \t 5001", "0610 93 5001", "06109 35001", "0610 9350 01", "06 10 93 – 50 01", "061093 50-01", "061093-500 1", "0 6 1 0 9 3 5 0 0 1",
		"0/6.1/0.9/3.5/0.0/1", "061093—5001", "061093−5001", "061093‑5001", "061093\u00ad-\u200b5001", "06\u00a010\u202f93\u20095001", "０６１０９３ ５００１",
		"061093\u0336-\u03365001", "061093•5001", "061093・5001", "061093\n5001", "061093\n\n5001", "06.10.\n> 93-\n> 50\n> 01",
		"061093 løbenr 5001", "061093 de sidste fire er 5001", "6.10.93-5001", "06/10-1893/5001", "06-10-1893;5001",
	} {
		for _, before := range []string{"Nummer ", "CPR ", "> CPR-nr.: "} {
			if masked := Mask(before+number+" tak", nil); strings.ContainsAny(masked, "0123456789") {
				t.Errorf("Mask(%q) = %q", before+number, masked)
			}
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add("Anna bor Skovvej 7, 061093-5001 a@example.org \xff", "Åse É")
	f.Fuzz(func(t *testing.T, text, name string) {
		masked := Mask(text, []string{name})
		if !utf8.ValidString(masked) {
			t.Errorf("Mask(%q) is not UTF-8", text)
		}
		for _, m := range CPR(masked) {
			if m.Sure() && !covered(m.Digits) {
				t.Errorf("Mask(%q) = %q still has a number", text, masked)
			}
		}
	})
}

func BenchmarkMask(b *testing.B) {
	text := strings.Repeat("Jeg har ventet siden 3. maj på svar fra Lone i visitationen, mit cpr er 061093-5001. ", 24)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Mask(text, []string{"Anna Berg"})
	}
}
