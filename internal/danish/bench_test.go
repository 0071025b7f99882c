package danish

import (
	"strings"
	"testing"
)

const benchText = `Jeg har nu ventet i fem måneder på svar på min ansøgning om hjælpemidler, og ingen i visitationen tager telefonen.
Sidste gang jeg talte med sagsbehandleren, den 3. marts, lovede hun at vende tilbage inden for en uge. Det skete ikke.
Jeg er ikke uenig i afgørelsen fra i fjor, men jeg forstår ikke, hvorfor I ikke svarer. `

func BenchmarkScan(b *testing.B) {
	builder := NewBuilder(nil)
	for _, p := range []string{"jeg er uenig i afgørelsen", "svarer ikke", "ventet ... måned*", "tager ikke telefonen"} {
		if _, err := builder.Add(p); err != nil {
			b.Fatal(err)
		}
	}
	book := builder.Book()
	text := strings.Repeat(benchText, 2048/len(benchText)+1)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		for s := range book.Scan(text) {
			s.Dates(received)
		}
	}
}

func BenchmarkLanguage(b *testing.B) {
	text := strings.Repeat(benchText, 5)
	b.ReportAllocs()
	for b.Loop() {
		Language(text)
	}
}
