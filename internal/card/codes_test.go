package card

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// sources parses the Go files of a directory, tests left out.
func sources(t *testing.T, dir string) []*ast.File {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}

// constants returns the values of casework's string constants by type.
func constants(t *testing.T) map[string][]string {
	t.Helper()
	values := map[string][]string{}
	for _, file := range sources(t, "../casework") {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok || len(spec.Values) != 1 {
				return true
			}
			kind, ok := spec.Type.(*ast.Ident)
			literal, isLiteral := spec.Values[0].(*ast.BasicLit)
			if ok && isLiteral && literal.Kind == token.STRING {
				value, _ := strconv.Unquote(literal.Value)
				values[kind.Name] = append(values[kind.Name], value)
			}
			return true
		})
	}
	return values
}

// TestCodesAreComplete holds the lists of codes.go against casework. A code that
// nobody is shown stands here as such.
func TestCodesAreComplete(t *testing.T) {
	all := constants(t)
	for _, tt := range []struct {
		kind   string
		listed []string
		unseen []string
	}{
		{"Remit", texts(remits()), nil},
		{"Channel", texts(channels()), nil},
		{"Language", texts(languages()), nil},
		{"ActorRole", texts(actors()), nil},
		{"Role", texts(roles()), nil},
		{"LetterStatus", texts(letterStatuses()), nil},
		{"MandateState", texts(mandates()), []string{""}},
		{"ReceiptRule", texts(append(withheldReceipts(), heldReceipts()...)), []string{""}},
		{"RefusalCode", texts(refusals()), nil},
		// Why a letter was chosen or a date counted again has no words on a card.
		{"Reason", texts(alarms()), []string{
			"", "work", "absence", "closing_day", "same_citizen", "sent", "again", "not_sent", "access", "insight", "correction", "erasure",
			"draft", "unsent", "party_by_hand", "nobody", "no_sharing", "no_department", "left", "unwritten",
		}},
		{"State", texts(casework.States()), []string{""}},
		{"EventType", texts(casework.EventTypes()), nil},
		{"Outcome", texts(casework.Outcomes()), nil},
		{"Finding", texts(casework.Findings()), nil},
		{"Kind", texts(casework.Kinds()), nil},
		{"Ground", texts(casework.Grounds()), nil},
		{"Flag", texts(casework.Flags()), nil},
		{"LetterID", append(texts(casework.Letters()), string(casework.LetterFree), string(casework.LetterOther)), []string{""}},
	} {
		want, got := all[tt.kind], append(tt.listed, tt.unseen...)
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%s: listed here %q, casework has %q", tt.kind, got, want)
		}
	}
}

// TestHeldReceipts: the rules by which an inquiry waits are those of casework.
func TestHeldReceipts(t *testing.T) {
	for _, r := range heldReceipts() {
		if !r.Held() {
			t.Errorf("%s is listed as held", r)
		}
	}
	for _, r := range withheldReceipts() {
		if r.Held() {
			t.Errorf("%s is listed as withheld", r)
		}
	}
}

// TestFieldNames: every field that casework can miss has a word, or is one that
// no adviser fills in.
func TestFieldNames(t *testing.T) {
	system := []string{"mail", "key"}
	missed := map[string]bool{"text": true}
	for _, file := range sources(t, "../casework") {
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "missing" && len(call.Args) == 1 {
				if literal, ok := call.Args[0].(*ast.BasicLit); ok {
					name, _ := strconv.Unquote(literal.Value)
					missed[name] = true
				}
			}
			return true
		})
	}
	want := slices.DeleteFunc(slices.Sorted(maps.Keys(missed)), func(n string) bool { return slices.Contains(system, n) })
	got := slices.DeleteFunc(fieldNames(), func(n string) bool { return n == fieldDefault })
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("field names %q, casework misses %q", got, want)
	}
}

// TestEveryWordIsUsed: a text that no code asks for is a text nobody reads.
func TestEveryWordIsUsed(t *testing.T) {
	used := map[string]bool{}
	for _, file := range sources(t, ".") {
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok {
				used[s.Sel.Name] = true
			}
			return true
		})
	}
	var walk func(reflect.Type)
	walk = func(kind reflect.Type) {
		for i := range kind.NumField() {
			f := kind.Field(i)
			if !used[f.Name] {
				t.Errorf("%s.%s is not used", kind.Name(), f.Name)
			}
			if inner := f.Type; inner.Kind() == reflect.Struct {
				walk(inner)
			} else if inner.Kind() == reflect.Map && inner.Elem().Kind() == reflect.Struct {
				walk(inner.Elem())
			}
		}
	}
	walk(reflect.TypeFor[deckWords]())
}

func allFields() map[string]field {
	all := maps.Clone(fieldTable)
	maps.Copy(all, mandateTable)
	return all
}

// TestEveryFieldIsKnown: forms name fields of the table, and the table has no
// other.
func TestEveryFieldIsKnown(t *testing.T) {
	if got, want := fieldIDs(), slices.Sorted(maps.Keys(allFields())); !slices.Equal(got, want) {
		t.Errorf("the forms use %q, the table has %q", got, want)
	}
	for _, act := range formActs() {
		if !act.IsAct() && act != casework.Opened { // a contact opens what it is about
			t.Errorf("%s has a modal and is no act", act)
		}
	}
}

// TestPressFitsAMenu: a menu line's value has at most 75 characters.
func TestPressFitsAMenu(t *testing.T) {
	for _, state := range casework.States() {
		for _, act := range append(casework.EventTypes(), ActAll) {
			p := Press{Ref: "BR-7K3QXM-R", Seen: state, Act: act}
			if v := p.Value([]byte("key")); len(v) > maxOption {
				t.Errorf("%q has %d characters", v, len(v))
			}
		}
	}
}

func TestLabelledIsBounded(t *testing.T) {
	if n := len([]rune(labelled("x", strings.Repeat("<&>", 3000)).Text)); n > maxText {
		t.Errorf("a labelled text has %d characters", n)
	}
}

func TestPassages(t *testing.T) {
	line := strings.Repeat("å", 2000) + "\n"
	for name, text := range map[string]string{
		"lines":         strings.Repeat(line, 5),
		"one long line": strings.Repeat("å", 10_000),
		"short":         "kort",
		"empty lines":   "\n\n\n" + line + strings.Repeat("\n", 4000) + line,
	} {
		var got strings.Builder
		for _, b := range passages(text) {
			got.WriteString(b.(*slack.SectionBlock).Text.Text)
		}
		strip := func(s string) string { return strings.ReplaceAll(s, "\n", "") }
		if strip(got.String()) != strip(text) {
			t.Errorf("%s: the passages do not make the text", name)
		}
	}
}
