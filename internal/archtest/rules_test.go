package archtest

import (
	"fmt"
	"strings"
	"testing"
)

// rules are about a package, texts about any file. Each returns its offences,
// for people: where, what, and what to do.
var (
	rules = map[string]func(pkg) []string{
		"row":             checkRow,
		"imports":         checkImports,
		"homes":           checkHomes,
		"names":           checkNames,
		"purity":          checkPurity,
		"banned":          checkBanned,
		"tests":           checkTests,
		"reveal":          checkReveal,
		"tags":            checkTags,
		"danish":          checkDanish,
		"sizes":           checkSizes,
		"package comment": checkPackageComment,
		"comments":        checkComments,
	}
	texts = map[string]func(document) []string{
		"loose ends": checkLooseEnds,
		"cpr":        checkCPR,
		"addresses":  checkAddresses,
		"people":     checkPeople,
	}
)

func TestPackages(t *testing.T) {
	all, err := readTree()
	if err != nil {
		t.Fatal(err)
	}
	if len(all.packages) < 10 {
		t.Fatalf("found %d packages: the tests look in the wrong place", len(all.packages))
	}
	for name, check := range rules {
		t.Run(name, func(t *testing.T) {
			for _, p := range all.packages {
				for _, offence := range check(p) {
					t.Error(offence)
				}
			}
		})
	}
}

func TestTexts(t *testing.T) {
	all, err := readTree()
	if err != nil {
		t.Fatal(err)
	}
	for name, check := range texts {
		t.Run(name, func(t *testing.T) {
			for _, d := range all.documents {
				for _, offence := range check(d) {
					t.Error(offence)
				}
			}
		})
	}
}

// planted are small offences, so that a rule gone blind is noticed. A rule must
// find exactly one offence in each.
var planted = []struct {
	rule, path, code string
}{
	{"row", "internal/nobody/a.go", `package nobody`},
	{"imports", "internal/casework/a.go", `package casework; import _ "borgerbot/internal/store"`},
	{"imports", "internal/vault/a.go", `package vault; import _ "borgerbot/internal/store"`},
	{"imports", "internal/outbox/a.go", `package outbox; import _ "borgerbot/internal/submit"`},
	{"imports", "internal/desk/a_test.go", `package desk; import _ "borgerbot/internal/daemon"`},
	{"imports", "internal/desk/a_test.go", `package desk; import _ "borgerbot/internal/convtest"`},
	{"imports", "internal/outbox/a.go", `package outbox; import _ "borgerbot/internal/standin"`},
	{"imports", "internal/daemon/run.go", `package daemon; import _ "borgerbot/internal/standin"`},
	{"imports", "internal/card/a.go", `package card; import _ "borgerbot/internal/letter"`},
	{"imports", "internal/store/a.go", `package store; import (_ "borgerbot/internal/personal"; _ "borgerbot/internal/calendar"
		_ "borgerbot/internal/casework"; _ "borgerbot/internal/store")`},
	{"homes", "internal/desk/a.go", `package desk; import _ "database/sql"`},
	{"homes", "internal/desk/a.go", `package desk; import _ "github.com/slack-go/slack/socketmode"`},
	{"homes", "internal/intake/a.go", `package intake; import _ "github.com/slack-go/slack"`},
	{"homes", "internal/desk/a.go", `package desk; import _ "github.com/google/go-cmp/cmp"`},
	{"names", "internal/util/a.go", `package util`},
	{"names", "internal/desk/a.go", `package table`},
	{"purity", "internal/casework/a.go", `package casework; import _ "os"`},
	{"purity", "internal/casework/a.go", `package casework; import "time"; func f() { _ = time.Now() }`},
	{"purity", "internal/casework/a.go", `package casework; import clock "time"; func f() { <-clock.After(1) }`},
	{"banned", "internal/desk/a.go", `package desk; func init() {}`},
	{"banned", "internal/desk/a.go", `package desk; import "time"; var now = time.Now`},
	{"banned", "internal/slackapp/a.go", `package slackapp; import "github.com/slack-go/slack"; var _ = slack.OptionDebug(true)`},
	{"banned", "internal/mailbox/a_test.go", `package mailbox; var _ = imapclient.Options{DebugWriter: nil}`},
	{"banned", "internal/desk/a.go", `package desk; import "log/slog"; func f() { slog.Info("x") }`},
	{"banned", "internal/desk/a.go", `package desk; import "os"; func f() { os.Exit(1) }`},
	{"banned", "internal/desk/a.go", `package desk; import "time"; func f() { time.Sleep(1) }`},
	{"tests", "internal/desk/a_test.go", `package desk; func f(t T) { t.Skip("later") }`},
	{"tests", "internal/desk/a_test.go", `package desk; import "time"; func f() { time.Sleep(1) }`},
	{"reveal", "internal/slackapp/a.go", `package slackapp; func f(t T) { t.Reveal() }`},
	{"tags", "internal/casework/a.go", "package casework; type t struct { A int `json:\"a\"` }"},
	{"danish", "internal/desk/a.go", "package desk; const a = `Tak for din mail på dansk`"},
	{"danish", "internal/desk/a.go", `package desk; const a = "f\u00e5r"`},
	{"sizes", "internal/desk/a.go", "package desk; func f() {" + strings.Repeat("\n", 60) + "}"},
	{"sizes", "internal/desk/a.go", "package desk" + strings.Repeat("\n", 501)},
	{"package comment", "internal/desk/a.go", `package desk`},
	{"package comment", "internal/desk/a.go", "// This package is a desk.\npackage desk"},
	{"comments", "internal/desk/a.go", `package desk; func F() {}`},
	{"comments", "internal/desk/a.go", "package desk\n// Does a thing.\ntype T int"},
	{"comments", "internal/desk/a.go", "package desk\n// F\nfunc F() {}"},
	{"comments", "internal/desk/a.go", "package desk\nconst (\nA = 1\n)"},
}

// innocent are near misses that no rule may find.
var innocent = []struct {
	rule, path, code string
}{
	{"imports", "internal/daemon/demo.go", `package daemon; import _ "borgerbot/internal/standin"`},
	{"imports", "internal/mailbox/a_test.go", `package mailbox; import _ "borgerbot/internal/standin"`},
	{"imports", "internal/daemon/run.go", `package daemon; import _ "borgerbot/internal/config"`},
	{"purity", "internal/casework/a.go", `package casework; import "time"; var day = 24 * time.Hour`},
	{"purity", "internal/desk/a.go", `package desk; import "time"; func f() { _ = time.Now() }`},
	{"tests", "internal/desk/a_test.go", "//go:build integration\n\npackage desk\nfunc f(t T) { t.Skip() }"},
	{"tests", "internal/desk/a_test.go", `package desk; func f(s Set) { s.Skip(1) }`},
	{"tests", "internal/desk/a_test.go", `package desk; import ("time"; _ "testing/synctest"); func f() { time.Sleep(1) }`},
	{"danish", "internal/desk/a.go", "package desk // får"},
	{"sizes", "internal/desk/a.go", "package desk\n// f is a table.\n//\n// Long: one row a case.\nfunc f() {" +
		strings.Repeat("\n", 60) + "}"},
	{"comments", "internal/desk/a.go", "package desk\n// The sizes.\nconst (\nA = 1\n)"},
	{"comments", "internal/desk/a.go", "package desk\ntype e int\nfunc (e) Error() string { return \"\" }\nfunc (e) F() {}"},
}

func TestRulesSee(t *testing.T) {
	for _, plant := range planted {
		if found := rules[plant.rule](parsed(t, plant.path, plant.code)); len(found) != 1 {
			t.Errorf("%s in %s (%.60s): found %q, want one offence", plant.rule, plant.path, plant.code, found)
		}
	}
	for _, plant := range innocent {
		if found := rules[plant.rule](parsed(t, plant.path, plant.code)); len(found) != 0 {
			t.Errorf("%s in %s (%.60s): found %q, want nothing", plant.rule, plant.path, plant.code, found)
		}
	}
}

func parsed(t *testing.T, name, code string) pkg {
	t.Helper()
	file, err := read(name, []byte(code))
	if err != nil {
		t.Fatal(err)
	}
	return pkg{dir: name[:strings.LastIndex(name, "/")], files: []source{file}}
}

func TestTextRulesSee(t *testing.T) {
	number := func(date, serial string) string { return fmt.Sprintf("nr. %s-%s.", date, serial) }
	for _, plant := range []struct {
		rule, text string
		want       int
	}{
		{"loose ends", "// TO" + "DO later", 1},
		{"loose ends", "// what to do", 0},
		{"cpr", number("061093", "0001"), 1},
		{"cpr", number("061004", "5001"), 1},
		{"cpr", number("661093", "1001"), 1}, // a replacement number
		{"cpr", number("061093", "5001"), 0}, // born in 1893
		{"cpr", number("310293", "0001"), 0}, // no such day
		{"cpr", "1" + number("061093", "0001")[4:14], 0},
		{"cpr", "deadbeefdead" + number("061093", "0001")[4:10] + "0001cafe", 0},
		{"cpr", "dead" + number("061093", "0001")[4:10] + "0001cafe", 1},
		{"addresses", "ane@" + "borger.dk", 1},
		{"addresses", "ane@lejre.example.org, bo@mail.example, <x@y.invalid>", 0},
		{"people", "Ane Overgaard, telefon 12 34 56 78", 0},
	} {
		if found := texts[plant.rule](document{"a.txt", plant.text}); len(found) != plant.want {
			t.Errorf("%s in %q: found %q, want %d", plant.rule, plant.text, found, plant.want)
		}
	}
}

// TestPeopleRuleSees tries the search for names on invented ones.
func TestPeopleRuleSees(t *testing.T) {
	for _, secret := range []string{"ane overgaard", "12345678", "anov"} {
		people[fingerprint(secret)] = true
		defer delete(people, fingerprint(secret))
	}
	for _, text := range []string{
		"Ane Overgaard", "ane\novergaard", "tlf. 12345678", "+45 12 34 56 78", "12 34 56 78", "ANOV@",
	} {
		if len(checkPeople(document{"a.txt", text})) == 0 {
			t.Errorf("%q is not found", text)
		}
	}
}
