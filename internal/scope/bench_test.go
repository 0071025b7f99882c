package scope_test

import (
	"os"
	"testing"

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
	c := preset(b, "lejre")
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
