package danish

import (
	"maps"
	"slices"
	"testing"
)

// TestFamiliar: what is kept from one letter to the next are the book's own words,
// and not names, figures or what is misspelt.
func TestFamiliar(t *testing.T) {
	b := NewBuilder(nil)
	for _, phrase := range []string{"klage over", "sagsbehandleren", "#1-40 dage", "barn*", "*gaard"} {
		if _, err := b.AddBroad(phrase); err != nil {
			t.Fatal(err)
		}
	}
	book := b.Book()
	for range 2 {
		var hits int
		for s := range book.Scan("Jeg vil klage over sagsbehanleren Viggo Barnholdt Kirkegaard Borgersen. Der gik 14 dage. Sagsbehandlere har travlt.") {
			hits += len(s.Hits)
		}
		if hits != 6 {
			t.Errorf("%d hits, want 6", hits)
		}
	}
	want := []string{"Sagsbehandlere", "dage", "klage", "over"}
	if got := slices.Sorted(maps.Keys(book.familiar.words)); !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
}

// TestFamiliarBound: a book that has met very many words of its own keeps no more.
func TestFamiliarBound(t *testing.T) {
	var words []string
	for n := range familiarBound + 10 {
		words = append(words, "hjem"+string(rune('a'+n%26))+string(rune('a'+n/26%26))+string(rune('a'+n/676)))
	}
	b := NewBuilder(map[string][]string{"own": words})
	book := b.Book()
	for _, word := range words {
		book.meet(word, false)
	}
	if n := len(book.familiar.words); n != familiarBound {
		t.Errorf("%d words are kept, want %d", n, familiarBound)
	}
}
