package casework_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"borgerbot/internal/casework"
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

func chanceReference(random *rand.Rand) casework.Reference {
	return casework.NewReference(random.Uint32N(1 << 30))
}

// TestCheckCharacter: any one wrong character and any two neighbours swapped are
// noticed, at every place, the check character included.
func TestCheckCharacter(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 3))
	for range 60 {
		ref := string(chanceReference(random))
		if parsed, err := casework.ParseReference(ref); err != nil || string(parsed) != ref {
			t.Fatalf("ParseReference(%s) = %s, %v", ref, parsed, err)
		}
		for _, i := range []int{3, 4, 5, 6, 7, 8, 10} {
			for _, c := range []byte(alphabet) {
				if c != ref[i] {
					mistyped(t, ref, ref[:i]+string(c)+ref[i+1:])
				}
			}
			j := i + 1
			if i == 8 {
				j = 10
			}
			if i < 10 && ref[i] != ref[j] {
				swapped := []byte(ref)
				swapped[i], swapped[j] = swapped[j], swapped[i]
				mistyped(t, ref, string(swapped))
			}
		}
	}
}

// mistyped holds a mistyped reference to be noticed, and the right one to be
// among those it may have been.
func mistyped(t *testing.T, ref, typed string) {
	t.Helper()
	var e *casework.ReferenceError
	if got, err := casework.ParseReference(typed); !errors.As(err, &e) || !e.Check || got != "" {
		t.Fatalf("ParseReference(%s) = %s, %v, want a typing mistake in %s", typed, got, err, ref)
	}
	near := casework.Neighbours(typed)
	if !slices.Contains(near, casework.Reference(ref)) {
		t.Fatalf("Neighbours(%s) = %v, without %s", typed, near, ref)
	}
	if got := casework.FindMistyped("sag " + typed + "."); len(got) != 1 || got[0] != typed {
		t.Fatalf("FindMistyped(%s) = %v", typed, got)
	}
}

// TestNeighbours: what is offered is valid, one mistake away, and named once.
func TestNeighbours(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	for range 200 {
		typed := []byte(chanceReference(random))
		typed[4] = alphabet[random.IntN(len(alphabet))]
		near := casework.Neighbours(string(typed))
		if len(near) > 7*32+6 {
			t.Fatalf("%d neighbours", len(near))
		}
		for i, ref := range near {
			if _, err := casework.ParseReference(string(ref)); err != nil {
				t.Errorf("Neighbours(%s) offers %s: %v", typed, ref, err)
			}
			if slices.Contains(near[:i], ref) {
				t.Errorf("Neighbours(%s) offers %s twice", typed, ref)
			}
		}
	}
	if near := casework.Neighbours("ingen reference"); near != nil {
		t.Errorf("Neighbours of nothing = %v", near)
	}
}

// TestReferencesSpread: references of neighbouring numbers say nothing of how
// many inquiries there are, and no two are the same.
func TestReferencesSpread(t *testing.T) {
	seen := map[casework.Reference]bool{}
	for n := range uint32(10_000) {
		seen[casework.NewReference(n)] = true
	}
	if len(seen) != 10_000 {
		t.Errorf("10,000 numbers give %d references", len(seen))
	}
	if casework.NewReference(1<<30) != casework.NewReference(0) {
		t.Error("the upper two bits of the number count")
	}
}

func TestParseReferenceAsPeopleType(t *testing.T) {
	want := casework.NewReference(1) // BR-000001-…
	check := string(want)[len(want)-1:]
	for _, typed := range []string{
		string(want), strings.ToLower(string(want)), "  " + string(want) + "\n", "BR000001" + check, "000001" + check,
		"000001-" + check, "br 000001 " + check, "BR-OOOOOI-" + check, "br-oooool-" + check, "BR–000001–" + check,
		"BR\u2011" + "000001\u2011" + check, "BR\u00a0" + "000001\u00a0" + check,
	} {
		if got, err := casework.ParseReference(typed); err != nil || got != want {
			t.Errorf("ParseReference(%q) = %s, %v, want %s", typed, got, err, want)
		}
	}
	for _, typed := range []string{
		"", "BR-", "BR-00001-" + check, "BR-0000001-" + check, "SAG-000001-" + check, "BR-00000U-" + check,
		"BR-00000Ø-" + check, "2024-012345", strings.Repeat("BR", 1000),
	} {
		var e *casework.ReferenceError
		if got, err := casework.ParseReference(typed); !errors.As(err, &e) || e.Check || got != "" {
			t.Errorf("ParseReference(%q) = %s, %v, want what a reference looks like", typed, got, err)
		}
	}
	for _, e := range []*casework.ReferenceError{{}, {Check: true}} {
		if e.Error() == "" {
			t.Error("an error says nothing")
		}
	}
}

func TestFindReferences(t *testing.T) {
	a, b := casework.NewReference(1), casework.NewReference(2_000_000)
	wrong := string(a)[:len(a)-1] + "Z"
	for _, row := range []struct {
		text string
		want []casework.Reference
	}{
		{"", nil},
		{"Sv: Din henvendelse " + string(a), []casework.Reference{a}},
		{"re: " + strings.ToLower(string(a)) + ", og " + string(b) + ".", []casework.Reference{a, b}},
		{string(b) + string(a) + string(b), []casework.Reference{b, a}},
		{"[" + string(a) + "]", []casework.Reference{a}},
		{"sag " + wrong, nil},
		{"BR-BR-" + string(a), []casework.Reference{a}},
		{"BR-00000", nil},
		{"000001", nil},
		{"ﬀ ŉ ß " + string(a), []casework.Reference{a}}, // letters that grow in upper case
		{"journal BR-24-012345", nil},
	} {
		if got := casework.FindReferences(row.text); !slices.Equal(got, row.want) {
			t.Errorf("FindReferences(%q) = %v, want %v", row.text, got, row.want)
		}
	}
	if got := casework.FindMistyped("sag " + wrong + " og " + wrong + " og " + string(a)); !slices.Equal(got, []string{wrong}) {
		t.Errorf("FindMistyped = %v", got)
	}
}

func FuzzParseReference(f *testing.F) {
	for _, s := range []string{"", "BR-7K3QXM-5", "br 7k3qxm 5", "BR-", "ßßßßßßß", "BR-OIL000-0", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		ref, err := casework.ParseReference(s)
		if err != nil {
			var e *casework.ReferenceError
			if !errors.As(err, &e) || ref != "" {
				t.Fatalf("ParseReference(%q) = %s, %v", s, ref, err)
			}
			casework.Neighbours(s)
			casework.FindReferences(s)
			return
		}
		again, err := casework.ParseReference(string(ref))
		if err != nil || again != ref || len(ref) != len("BR-7K3QXM-5") {
			t.Fatalf("%q reads as %s, which reads as %s, %v", s, ref, again, err)
		}
		if found := casework.FindReferences(string(ref)); len(found) != 1 || found[0] != ref {
			t.Fatalf("FindReferences(%s) = %v", ref, found)
		}
	})
}

// A letter full of references, right or mistyped, is looked through to the
// twentieth.
func TestFindNoMoreThanTwenty(t *testing.T) {
	var right, wrong strings.Builder
	for i := range uint32(500) {
		ref := []byte(casework.NewReference(i*7919 + 13))
		right.Write(append(ref, ' '))
		last := len(ref) - 1
		if ref[last]++; ref[last] > '9' {
			ref[last] = '0'
		}
		wrong.Write(append(ref, ' '))
	}
	if found := casework.FindReferences(right.String()); len(found) != 20 || found[0] != casework.NewReference(13) {
		t.Errorf("found %d references", len(found))
	}
	if found := casework.FindMistyped(wrong.String()); len(found) != 20 {
		t.Errorf("found %d mistyped", len(found))
	}
}

// BenchmarkFindReferences: a hostile letter full of references costs time in
// proportion to its length (10 MB here).
func BenchmarkFindReferences(b *testing.B) {
	random := rand.New(rand.NewPCG(5, 5))
	var text strings.Builder
	for text.Len() < 10<<20 {
		text.WriteString(string(chanceReference(random)) + " ")
	}
	b.SetBytes(int64(text.Len()))
	for b.Loop() {
		casework.FindReferences(text.String())
	}
}

func TestBlankReferences(t *testing.T) {
	ref := string(casework.NewReference(77))
	blank := strings.Repeat(" ", len(ref))
	for text, want := range map[string]string{
		"Sv: " + ref + " mødet":                 "Sv: " + blank + " mødet",
		strings.ToLower(ref):                    blank,
		"æ" + ref + ref + ".":                   "æ" + blank + blank + ".",
		"--" + ref[:len(ref)-1]:                 "--" + ref[:len(ref)-1],
		"BR-svar-" + ref:                        "BR-svar-" + blank,
		"BR-Ærlig talt, et brev-" + "kort - ja": "BR-Ærlig talt, et brev-" + "kort - ja",
		"BR-7ı3QXM-Rı":                          "BR-7ı3QXM-Rı",
		"":                                      "",
	} {
		if got := casework.BlankReferences(text); got != want {
			t.Errorf("BlankReferences(%q) = %q, want %q", text, got, want)
		}
	}
}
