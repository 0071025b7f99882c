package danish

import (
	"slices"
	"testing"
)

// TestBorders: where one sentence ends, however it is written.
func TestBorders(t *testing.T) {
	for _, tt := range []struct {
		text string
		want []string
	}{
		// Dictated.
		{"jeg har ringet punktum ingen svarer komma men jeg venter spørgsmålstegn", []string{"jeg har ringet", "ingen svarer komma men jeg venter"}},
		{"de har sat et punktum for sagen", []string{"de har sat et punktum for sagen"}},
		{"det koster 2 komma 5 millioner", []string{"det koster 2 komma 5 millioner"}},
		// Pictures and dots.
		{"De svarer ikke 😡 jeg er træt", []string{"De svarer ikke", "jeg er træt"}},
		{"Jeg venter… Kan I hjælpe", []string{"Jeg venter", "Kan I hjælpe"}},
		{"Jeg venter ... og venter", []string{"Jeg venter ... og venter"}},
		// Lists, with lines that a program may have wrapped.
		{"Jeg mangler svar på mine spørgsmål, som jeg har sendt til jer:\n- hvornår kommer hun\n- hvem kommer",
			[]string{"Jeg mangler svar på mine spørgsmål, som jeg har sendt til jer", "hvornår kommer hun", "hvem kommer"}},
		// Capitals.
		{"JEG RINGEDE D. 3. MAJ OG 4. JUNI", []string{"JEG RINGEDE D. 3. MAJ OG 4. JUNI"}},
		{"Vi mødtes den 3. Maj i byen", []string{"Vi mødtes den 3. Maj i byen"}},
		{"DET VAR I 2024. NU ER DET NOK", []string{"DET VAR I 2024", "NU ER DET NOK"}},
		// Abbreviations, which may end a sentence, and the words they stand for, which do.
		{"Vedr. min sag ift. mor, evt. mht. støtte", []string{"Vedr. min sag ift. mor, evt. mht. støtte"}},
		{"Piller, bleer osv. Jeg betaler selv", []string{"Piller, bleer osv", "Jeg betaler selv"}},
		{"Ring på min telefon. jeg venter", []string{"Ring på min telefon", "jeg venter"}},
	} {
		if got := sentences(tt.text); !slices.Equal(got, tt.want) {
			t.Errorf("%q: got %q, want %q", tt.text, got, tt.want)
		}
	}
}

// TestJoinedNegator: "ikke" is heard where it is written into the next word.
func TestJoinedNegator(t *testing.T) {
	if got := denied("De har ikkesvaret"); !slices.Contains(got, "svaret") {
		t.Errorf("denied is %q, want svaret among it", got)
	}
}
