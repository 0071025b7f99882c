package archtest

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// layer orders packages: a package imports only packages of its own layer or of
// one below.
type layer int

const (
	asset    layer = iota // embedded files, no code
	pure                  // no I/O, no clock
	adapter               // speaks to one thing outside
	standIn               // plays the things outside
	service               // joins decisions and adapters
	wiring                // configuration and construction
	staging               // the program among stand-ins
	showing               // plays the program to people, or looks it over for them
	command               // the program
	testOnly              // never in the program
)

// anything lets a package import everything below it.
const anything = "*"

// row is what a package may do.
type row struct {
	layer layer
	// may lists the packages of ours it may import.
	may []string
	// fanOut is how many it may import; 0 is the usual 8.
	fanOut int
	// reveals: it sees personal words in clear, because it reads, writes, seals or
	// sends them (L22).
	reveals bool
	// language lists the files that hold Danish as data about the language, not as
	// text for people.
	language []string
	// io lists the exceptions from purity.
	io []string
}

// table has a row for every package there is or will be.
var table = map[string]row{
	"templates": {layer: asset},
	"config":    {layer: asset},

	// Text implements slog.LogValuer, which is what keeps it out of logs.
	"personal": {layer: pure, io: []string{"log/slog"}},
	"address":  {layer: pure},
	"calendar": {layer: pure},
	"casework": {layer: pure, may: []string{"personal", "address", "calendar"}, fanOut: 3, reveals: true},
	"mailmsg":  {layer: pure, may: []string{"personal"}, reveals: true, language: []string{anything}, io: []string{"time.NewTimer"}}, // for the guard
	"danish":   {layer: pure, may: []string{"calendar"}, language: []string{anything}},
	"redact":   {layer: pure, may: []string{"personal", "calendar", "casework", "danish"}, reveals: true, language: []string{anything}},
	"scope": {
		layer: pure, may: []string{"personal", "calendar", "casework", "mailmsg", "danish", "redact"}, reveals: true,
		language: []string{"consent.go", "load.go", "thanks.go"}, // names of word lists, words of thanks and of consent
	},
	// It shows the operator the words that decided.
	"measure": {layer: pure, may: []string{"calendar", "casework", "mailmsg", "scope"}, reveals: true},
	"learn":   {layer: pure, may: []string{"calendar", "scope"}},
	"letter": {
		layer: pure, may: []string{"personal", "calendar", "casework"}, reveals: true,
		language: []string{"lint.go", "samples.go"}, // words no letter may use, and invented people
	},
	"compose": {layer: pure, may: []string{"personal", "address", "calendar", "casework", "letter", "ident"}, reveals: true},
	"card":    {layer: pure, may: []string{"personal", "calendar", "casework"}, reveals: true},
	"dossier": {layer: pure, may: []string{"personal", "calendar", "casework", "card"}, reveals: true},
	"report":  {layer: pure, may: []string{"calendar", "casework"}},
	"seal":    {layer: pure},
	"quiet":   {layer: pure},
	"ident":   {layer: pure, may: []string{"casework"}},

	"store":    {layer: adapter, may: []string{"personal", "calendar", "casework"}, fanOut: 3, reveals: true},
	"vault":    {layer: adapter, may: []string{"seal", "ident"}},
	"snapshot": {layer: adapter},
	"mailbox":  {layer: adapter, may: []string{"quiet"}},
	"submit":   {layer: adapter, may: []string{"personal"}, reveals: true},
	"slackapp": {layer: adapter, may: []string{"quiet"}},
	"oauth":    {layer: adapter},

	"standin": {layer: standIn},

	"desk": {
		layer: service, may: []string{"personal", "calendar", "casework", "letter", "compose", "card", "ident", "store"},
		reveals: true,
	},
	"intake": {
		layer: service, may: []string{"personal", "casework", "mailmsg", "scope", "redact", "ident", "desk", "store"},
		reveals: true,
	},
	"outbox": {
		layer: service, may: []string{"personal", "casework", "compose", "card", "ident", "desk", "store", "quiet"}, reveals: true,
	},
	"triage": {
		layer: service, may: []string{"personal", "calendar", "casework", "mailmsg", "card", "redact", "ident", "desk", "store"},
		reveals: true,
	},

	"health": {layer: service, may: []string{"casework", "store"}},
	"export": {
		layer: service, may: []string{"personal", "casework", "mailmsg", "card", "dossier", "desk", "store"}, reveals: true,
	},

	"home": {layer: service, may: []string{"casework", "card", "desk", "store"}},

	"internal/config": {layer: wiring, may: []string{"personal", "address", "calendar", "casework", "scope", "letter", "config"}},
	"backup":          {layer: wiring, may: []string{"casework", "seal", "store", "vault", "snapshot"}},
	"daemon":          {layer: wiring, may: []string{anything}, fanOut: 40},
	"stage":           {layer: staging, may: []string{"internal/config", "daemon", "seal", "standin", "store", "vault", "casework"}},
	"demo": {
		layer: showing, may: []string{"casework", "calendar", "mailmsg", "letter", "templates", "internal/config", "stage", "standin"},
		reveals: true, // it reads the letters that left, as a citizen does
	},
	// It reads the text of its own mail to ourselves.
	"check": {layer: showing, may: []string{anything}, fanOut: 20, reveals: true},
	// It shows the operator letters she names herself (classify, export).
	"cmd/borgerbot": {layer: command, may: []string{anything}, fanOut: 40, reveals: true},

	"convtest": {layer: testOnly, may: []string{anything}, fanOut: 40, reveals: true},
	"desktest": {layer: testOnly, may: []string{anything}, fanOut: 40, reveals: true},
	"e2etest":  {layer: testOnly, may: []string{anything}, fanOut: 40, reveals: true},
	"archtest": {layer: testOnly},
}

const usualFanOut = 8

func rowOf(dir string) (row, bool) {
	r, ok := table[pkg{dir: dir}.name()]
	return r, ok
}

// homes are the packages that may speak a protocol, by the import that speaks
// it. Tests may import the other side of a protocol.
var homes = map[string][]string{
	"database/sql":                         {"store", "vault", "snapshot"},
	"github.com/mattn/go-sqlite3":          {"store", "vault", "snapshot"},
	"github.com/emersion/go-imap/v2":       {"mailbox", "standin"},
	"github.com/emersion/go-smtp":          {"standin"},
	"github.com/wneessen/go-mail":          {"compose", "submit"},
	"github.com/slack-go/slack":            {"card", "slackapp", "standin", "desk", "outbox", "triage", "home", "daemon"}, // the blocks
	"github.com/slack-go/slack/socketmode": {"slackapp"},
	"github.com/gorilla/websocket":         {"slackapp", "standin"},
	"net/smtp":                             {},
	"github.com/prometheus/client_golang":  {"health"},
	// Tools of tests never reach the program.
	"testing":                         {"convtest"},
	"github.com/google/go-cmp":        {"convtest"},
	"github.com/rogpeppe/go-internal": {"convtest"},
	"github.com/rickar/cal/v2":        {},
}

func checkRow(p pkg) []string {
	if _, ok := rowOf(p.dir); !ok {
		return []string{p.dir + " has no row in the table of archtest: say what layer it is and what it may import"}
	}
	return nil
}

// checkImports keeps the arrows of the package map.
func checkImports(p pkg) []string {
	r, _ := rowOf(p.dir)
	var found []string
	ours := map[string]bool{}
	for _, file := range p.files {
		for _, spec := range file.syntax.Imports {
			imported, isOurs := strings.CutPrefix(importPath(spec), module)
			if !isOurs {
				continue
			}
			if why := forbidden(p, r, file, imported); why != "" {
				found = append(found, fmt.Sprintf("%s imports %s: %s", file.at(spec), imported, why))
			}
			if !file.test {
				ours[imported] = true
			}
		}
	}
	limit := r.fanOut
	if limit == 0 {
		limit = usualFanOut
	}
	if len(ours) > limit {
		found = append(found, fmt.Sprintf("%s imports %d of our packages, at most %d: %v",
			p.dir, len(ours), limit, slices.Sorted(maps.Keys(ours))))
	}
	return found
}

// forbidden says why a file may not import a package of ours, if so.
func forbidden(p pkg, r row, file source, imported string) string {
	to, ok := rowOf(imported)
	name := pkg{dir: imported}.name()
	switch {
	case imported == p.dir:
		return "" // its own external test
	case !ok:
		return "it has no row"
	case to.layer >= wiring && r.layer <= to.layer && !(p.name() == "daemon" && (name == "internal/config" || name == "backup")):
		return "only what lies above it may import it, in tests too"
	case file.test:
		return ""
	case name == "standin" && r.layer != testOnly && r.layer != staging && r.layer != showing:
		if r.layer < wiring || !strings.HasPrefix(file.path[strings.LastIndex(file.path, "/")+1:], "demo") {
			return "only the demo, in files named demo*.go, and convtest may"
		}
		return ""
	case to.layer > r.layer:
		return "arrows point down"
	case to.layer == adapter && r.layer == adapter:
		return "adapters know nothing of one another"
	case !slices.Contains(r.may, anything) && !slices.Contains(r.may, name):
		return "its row in archtest does not allow it"
	}
	return ""
}

func checkHomes(p pkg) []string {
	var found []string
	for _, file := range p.files {
		if file.test {
			continue
		}
		for _, spec := range file.syntax.Imports {
			imported := importPath(spec)
			for of, allowed := range homes {
				if (imported == of || strings.HasPrefix(imported, of+"/")) && !slices.Contains(allowed, p.name()) {
					found = append(found, fmt.Sprintf("%s imports %s, which belongs in %v", file.at(spec), imported, allowed))
				}
			}
		}
	}
	return found
}

// checkNames refuses package names that say nothing of what is in them.
func checkNames(p pkg) []string {
	var found []string
	dir := p.dir[strings.LastIndex(p.dir, "/")+1:]
	if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "types", "models", "manager", "misc"}, dir) {
		found = append(found, p.dir+" is named for nothing that is in it")
	}
	for _, file := range p.files {
		name := file.syntax.Name.Name
		if name != dir && name != dir+"_test" && !(name == "main" && strings.HasPrefix(p.dir, "cmd/")) {
			found = append(found, fmt.Sprintf("%s: package %s in folder %s", file.path, name, dir))
		}
	}
	return found
}

// TestTable holds the table itself to the layers.
func TestTable(t *testing.T) {
	for name, r := range table {
		for _, to := range r.may {
			target, ok := table[to]
			switch {
			case to == anything:
			case !ok:
				t.Errorf("%s may import %s, which has no row", name, to)
			case target.layer > r.layer, target.layer == adapter && r.layer == adapter:
				t.Errorf("%s may import %s: arrows point down, and adapters know nothing of one another", name, to)
			case r.layer == service && target.layer == adapter && to != "store":
				t.Errorf("%s may import %s: a service declares what it needs of an adapter itself", name, to)
			}
		}
	}
}
