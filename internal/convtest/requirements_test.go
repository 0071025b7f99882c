package convtest

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// presetOf is the preset a requirement belongs to: the office whose own page says
// so.
var presetOf = map[byte]string{'H': "horsens", 'L': "lejre"}

// requirement is what an office's own page says about it, in a few words of ours.
type requirement struct{ number, words string }

// unproven are the requirements no story proves yet. The list only shrinks.
var unproven []string

// TestRequirements holds the stories to what the two offices tell their citizens:
// each requirement is proven by a story in the preset it belongs to, whose head
// names it in parentheses. "-v" prints which proves which, and "-update" writes it
// down for readers.
func TestRequirements(t *testing.T) {
	all, err := requirements()
	if err != nil {
		t.Fatal(err)
	}
	proofs := map[string][]string{}
	paths, err := filepath.Glob("testdata/stories/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		archive, err := txtar.ParseFile(path)
		if err != nil {
			t.Fatal(err)
		}
		head, preset := opening(string(archive.Comment))
		for _, number := range claims(head) {
			switch {
			case !slices.ContainsFunc(all, func(r requirement) bool { return r.number == number }):
				t.Errorf("%s names %s, which is no requirement; before a letter's number stands \"letter\"", name, number)
			case preset == presetOf[number[0]]:
				proofs[number] = append(proofs[number], name)
			}
		}
	}
	holdTable(t, all, proofs)
	for _, r := range all {
		t.Logf("%-4s%s: %s", r.number, r.words, strings.Join(proofs[r.number], ", "))
		switch known := slices.Contains(unproven, r.number); {
		case len(proofs[r.number]) == 0 && !known:
			t.Errorf("no story of preset %s proves %s (%s)", presetOf[r.number[0]], r.number, r.words)
		case len(proofs[r.number]) > 0 && known:
			t.Errorf("%s is proven by %v: strike it from the list unproven", r.number, proofs[r.number])
		}
	}
}

// holdTable holds the table for readers to what the stories prove.
func holdTable(t *testing.T, all []requirement, proofs map[string][]string) {
	t.Helper()
	const path = "testdata/requirements.md"
	var b strings.Builder
	b.WriteString("# What the two offices tell their citizens, and the stories that prove it\n\n" +
		"H is Horsens, L is Lejre. The stories are in [stories](stories). Written by `go test ./internal/convtest -run Requirements -update`.\n\n" +
		"| number | what is told | stories |\n| --- | --- | --- |\n")
	for _, r := range all {
		var links []string
		for _, name := range proofs[r.number] {
			links = append(links, fmt.Sprintf("[%s](stories/%s.txtar)", name, name))
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", r.number, r.words, strings.Join(links, ", "))
	}
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	have, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != b.String() {
		t.Errorf("%s is not what the stories prove; go test -run Requirements -update", path)
	}
}

// requirements reads the list of them: H1 to H31 and L1 to L39.
func requirements() ([]requirement, error) {
	raw, err := os.ReadFile("testdata/requirements.tsv")
	if err != nil {
		return nil, err
	}
	var all []requirement
	count := map[byte]int{}
	for line := range strings.Lines(string(raw)) {
		number, words, _ := strings.Cut(strings.TrimSpace(line), "\t")
		count[number[0]]++
		if want := fmt.Sprintf("%c%d", number[0], count[number[0]]); number != want || words == "" {
			return nil, fmt.Errorf("requirement %q: want %s and its words", line, want)
		}
		all = append(all, requirement{number, words})
	}
	if want := map[byte]int{'H': 31, 'L': 39}; !maps.Equal(count, want) {
		return nil, fmt.Errorf("requirements: %v, want %v", count, want)
	}
	return all, nil
}

// opening is the head of a script, up to its first command, and the preset its
// office opens with.
func opening(script string) (head, preset string) {
	told := false
	for line := range strings.Lines(script) {
		if words, comment := strings.CutPrefix(line, "#"); comment && !told {
			head += words
			continue
		}
		told = true
		if words := strings.Fields(line); len(words) > 1 && words[0] == "office" {
			return head, words[1]
		}
	}
	return head, ""
}

var (
	parentheses = regexp.MustCompile(`\([^()]*\)`)
	// ourLetters are letters of ours, which are numbered alike: "letter L17".
	ourLetters = regexp.MustCompile(`letters? L\d+((,| and|–|-) ?L\d+)*|\bL0\d`)
	numbered   = regexp.MustCompile(`\b([HL])(\d+)(?:\s?[–-]\s?[HL]?(\d+))?\b`)
)

// claims are the requirements a head names: "(H7)", "(L16–L21, and L1 …)".
func claims(head string) []string {
	var numbers []string
	for _, aside := range parentheses.FindAllString(strings.Join(strings.Fields(head), " "), -1) {
		for _, m := range numbered.FindAllStringSubmatch(ourLetters.ReplaceAllString(aside, ""), -1) {
			from, _ := strconv.Atoi(m[2])
			to, err := strconv.Atoi(m[3])
			if err != nil {
				to = from
			}
			for n := from; n <= to; n++ {
				if number := fmt.Sprint(m[1], n); !slices.Contains(numbers, number) {
					numbers = append(numbers, number)
				}
			}
		}
	}
	return numbers
}

func TestClaims(t *testing.T) {
	for _, c := range []struct{ head, want string }{
		{"complains (H7)", "H7"},
		{"each (L16–L21, and L1 for\nwhat is not)", "L16 L17 L18 L19 L20 L21 L1"},
		{"advisers (H4-H5). Later (H4)", "H4 H5"},
		{"a date (L38, letter L10)", "L38"},
		{"at once (L01, L37; letters L11, L12)", "L37"},
		{"L39 without parentheses", ""},
	} {
		if got := strings.Join(claims(c.head), " "); got != c.want {
			t.Errorf("claims(%q) = %s, want %s", c.head, got, c.want)
		}
	}
}
