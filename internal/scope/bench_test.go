package scope_test

import (
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"borgerbot/internal/scope"
)

// typical is about 2 kB, as most letters are.
const typical = `Kære borgerrådgiver

Jeg skriver, fordi jeg ikke længere ved, hvad jeg skal gøre. I september søgte jeg om hjælp til min datter, som har
autisme og ikke har været i skole siden sommerferien. Vi fik en kvittering den 14. september, og siden har vi ikke hørt
noget. Jeg har ringet fire gange. To gange blev jeg stillet om, én gang blev der lagt på, og den sidste gang sagde en
medarbejder, at sagen nok lå hos en, der var holdt op. Ingen kan fortælle mig, hvem der har overtaget den.

Den 3. november var vi til møde på skolen. Der sagde socialrådgiveren, at vi "skulle tage os sammen som forældre". Min
mand blev så vred, at han gik. Referatet passer ikke med det, vi aftalte, og det, der stod om aflastning, er slet ikke
skrevet ned. Vi er ikke blevet hørt, før de lukkede den del af sagen.

Jeg er ikke uenig i, at der skal være regler, men jeg synes, det er mærkeligt, at ingen vil svare på, hvilken frist der
gælder. På hjemmesiden står der otte uger. Der er gået over et halvt år. Hvis det fortsætter, er jeg nødt til at gå til
Ombudsmanden, men jeg vil hellere, at I hjælper os med at få gang i snakken igen.

I må gerne tale med familieafdelingen, men jeg vil ikke have, at skolen får besked, før vi har talt sammen. Du kan ringe
til mig på 20 10 00 00 efter klokken 15.

Venlig hilsen
Ingrid Vestergaard Holt
`

func BenchmarkJudge(b *testing.B) {
	c := load(b, office("lejre"))
	letter := scope.Letter{Subject: "Vores sag om aflastning", Text: typical, Received: received}
	b.SetBytes(int64(len(typical)))
	b.ReportAllocs()
	for b.Loop() {
		c.Judge(letter)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := scope.Load(os.DirFS("../../config/rules"), office("lejre")); err != nil {
			b.Fatal(err)
		}
	}
}

// TestJudgeIsLinear doubles letters of many shapes and sees that the time doubles
// too.
func TestJudgeIsLinear(t *testing.T) {
	c := load(t, office("lejre"))
	for name, unit := range map[string]string{
		"typical":   typical,
		"one word":  "ikke ",
		"negations": "svarer ikke fået svar ikke ",
		"dates":     "3. maj 2024 ",
		"digits":    "1 2 3 4 ",
		"no words":  "....!?",
		"one line":  "og så sagde hun at de aldrig svarer og så ",
		"accents":   "e\u0301\u00a0",
		"letters":   "abcdefghij",
	} {
		size := 150_000
		small := fastest(c, strings.Repeat(unit, size/len(unit)))
		large := fastest(c, strings.Repeat(unit, 2*size/len(unit)))
		// A promise of 2.2, with room for what the runtime does beside.
		if ratio := float64(large) / float64(small); ratio > 3 {
			t.Errorf("%s: twice the text takes %.1f times as long (%v, %v)", name, ratio, small, large)
		}
	}
}

// fastest is the least processor time of a few runs: the time on the clock would
// measure what else the machine does.
func fastest(c *scope.Classifier, text string) time.Duration {
	best := time.Hour
	for range 4 {
		start := processorTime()
		c.Judge(scope.Letter{Text: text, Received: received})
		best = min(best, processorTime()-start)
	}
	return best
}

func processorTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano())
}
