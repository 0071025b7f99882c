package report

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// pages are reports of offices of all kinds.
func pages(t *testing.T) map[string][]byte {
	t.Helper()
	set, all := parse(t), map[string][]byte{}
	for name, office := range map[string]struct {
		inquiries int
		settings  Settings
	}{
		"usual": {620, settings()}, "few": {9, settings()}, "first year": {300, settings()}, "nothing": {0, settings()},
		"summer": {400, summer()}, "no promise": {200, noPromise()}, "second year": {300, settings()},
	} {
		s := office.settings
		inquiries := rows(office.inquiries, s)
		if name == "first year" {
			for i := range inquiries {
				inquiries[i].Received = s.Period.First().At(9, i%60, copenhagen)
			}
		}
		if name == "second year" { // it began in May
			inquiries = slices.DeleteFunc(inquiries, func(r Row) bool { return r.Received.Before(at10(2025, time.May, 2)) })
		}
		page, err := set.Page(counted(s, inquiries))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = page
	}
	return all
}

func summer() Settings {
	s := settings()
	s.Period, s.Today = Period{2026, time.June}, calendar.On(2027, time.March, 3)
	return s
}

func noPromise() Settings {
	s := settings()
	s.Promise, s.Departments, s.Referrals = 0, nil, nil
	return s
}

func nodes(n *html.Node, fn func(*html.Node)) {
	fn(n)
	for child := n.FirstChild; child != nil; child = child.NextSibling {
		nodes(child, fn)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// find are the elements of a name below a node.
func find(n *html.Node, name string) (all []*html.Node) {
	nodes(n, func(n *html.Node) {
		if n.Type == html.ElementNode && n.Data == name {
			all = append(all, n)
		}
	})
	return all
}

var level = regexp.MustCompile(`^h([1-6])$`)

// documents are the pages as a browser takes them.
func documents(t *testing.T) map[string]*html.Node {
	t.Helper()
	all := map[string]*html.Node{}
	for name, page := range pages(t) {
		root, err := html.Parse(bytes.NewReader(page))
		if err != nil {
			t.Fatal(err)
		}
		all[name] = root
	}
	return all
}

// TestHeadings: in order, one of the first level; a language, a title and a main
// part (WCAG 2.2: 1.3.1, 2.4.2, 2.4.6, 3.1.1).
func TestHeadings(t *testing.T) {
	for name, root := range documents(t) {
		last := 0
		nodes(root, func(n *html.Node) {
			if match := level.FindStringSubmatch(n.Data); n.Type == html.ElementNode && match != nil {
				now := int(match[1][0] - '0')
				if now > last+1 || now == 1 && last > 0 {
					t.Errorf("%s: a heading of level %d comes after %d", name, now, last)
				}
				last = now
			}
		})
		if lang := attr(find(root, "html")[0], "lang"); lang != "da" || len(find(root, "title")) == 0 || len(find(root, "main")) != 1 {
			t.Errorf("%s: lang %q, or no title or main", name, lang)
		}
	}
}

// TestIDs: each is there once, and what is pointed at is there.
func TestIDs(t *testing.T) {
	for name, root := range documents(t) {
		ids := map[string]bool{}
		nodes(root, func(n *html.Node) {
			id := attr(n, "id")
			if id != "" && ids[id] {
				t.Errorf("%s: the id %s is there twice", name, id)
			}
			ids[id] = true
		})
		nodes(root, func(n *html.Node) {
			for _, key := range []string{"aria-labelledby", "href"} {
				for id := range strings.FieldsSeq(strings.TrimPrefix(attr(n, key), "#")) {
					if !ids[id] {
						t.Errorf("%s: %s names %q, which is not there", name, key, id)
					}
				}
			}
		})
	}
}

// TestTables: a caption and scopes for each, and rows of one length; words for
// every chart (WCAG 2.2: 1.1.1, 1.3.1).
func TestTables(t *testing.T) {
	for name, root := range documents(t) {
		for _, table := range find(root, "table") {
			if len(find(table, "caption")) != 1 {
				t.Errorf("%s: a table has no caption", name)
			}
			for _, th := range find(table, "th") {
				if attr(th, "scope") == "" {
					t.Errorf("%s: a heading of a table has no scope", name)
				}
			}
			columns := map[int]bool{}
			for _, tr := range find(table, "tr") {
				wide := 0
				for _, cell := range append(find(tr, "th"), find(tr, "td")...) {
					if wide++; attr(cell, "colspan") == "2" {
						wide++
					}
				}
				columns[wide] = true
			}
			if len(columns) != 1 {
				t.Errorf("%s: a table has rows of %v cells", name, columns)
			}
		}
		for _, svg := range find(root, "svg") {
			if attr(svg, "role") == "img" && (len(find(svg, "title")) != 1 || len(find(svg, "desc")) != 1) {
				t.Errorf("%s: a chart without words", name)
			}
		}
		if charts := len(find(root, "figure")); (name == "usual" || name == "summer") && charts < 14 {
			t.Errorf("%s: %d charts", name, charts)
		}
	}
}

// TestPageStandsAlone: it loads nothing, runs nothing and names no place outside.
func TestPageStandsAlone(t *testing.T) {
	outside := regexp.MustCompile(`(?i)https?:|//[a-z]|url\(|@import|<script|<link|<iframe|<img|\son[a-z]+=|src=`)
	for name, page := range pages(t) {
		if found := outside.FindAllString(string(page), -1); found != nil {
			t.Errorf("%s: %q", name, found)
		}
		for _, broken := range []string{"<no value>", "ZgotmplZ", "{", "%!"} {
			if text := visible(t, page); strings.Contains(text, broken) {
				t.Errorf("%s: %q stands on the page", name, broken)
			}
		}
	}
}

// visible is what can be read of a page.
func visible(t *testing.T, page []byte) string {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	nodes(root, func(n *html.Node) {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			text.WriteString(n.Data + "\n")
		}
	})
	return text.String()
}

// TestPageSays what is to be known beside the figures.
func TestPageSays(t *testing.T) {
	all := pages(t)
	for name, words := range map[string][]string{
		"usual": {"Årsberetning 2026", "1. januar 2026", "31. december 2026", "inden for 10 arbejdsdage", "fra 1 til 4 ikke",
			"Sammenligning med 2025", "Børn, Unge & Familie", "Løftet om svar", "færre end 5"},
		"summer":      {"Årsberetning 2026/27", "1. juni 2026", "31. maj 2027", "Foreløbige tal", "Sammenligning med 2025/26"},
		"few":         {"Tallene er så små, at de ikke vises"},
		"nothing":     {"Der er ingen tal", "Ingen i 2026"},
		"second year": {"Registreringen begyndte i maj 2025, så tallene for 2025 dækker ikke"},
		"no promise":  {"Ingen forvaltning"},
	} {
		for _, word := range words {
			if !strings.Contains(visible(t, all[name]), word) {
				t.Errorf("%s: the page does not say %q", name, word)
			}
		}
	}
	for name, words := range map[string][]string{
		"usual":      {"Foreløbige tal", "Der er ingen tal"},
		"first year": {"2025"},
		"no promise": {"Løftet om svar", "Svar inden for fristen", "lover svar"},
	} {
		for _, word := range words {
			if strings.Contains(visible(t, all[name]), word) {
				t.Errorf("%s: the page says %q", name, word)
			}
		}
	}
}

// TestContrast holds the colours of words to 4.5 : 1 against paper and tint, and
// those of bars to 3 : 1 (WCAG 2.2: 1.4.3, 1.4.11), in light and in the dark.
func TestContrast(t *testing.T) {
	page := string(pages(t)["usual"])
	roots := regexp.MustCompile(`:root \{([^}]*)\}`).FindAllStringSubmatch(page, -1)
	if len(roots) != 2 {
		t.Fatalf("%d palettes, want one for light and one for the dark", len(roots))
	}
	for _, root := range roots {
		colours := map[string]string{}
		for _, match := range regexp.MustCompile(`--(\w+): #([0-9a-f]{6})`).FindAllStringSubmatch(root[1], -1) {
			colours[match[1]] = match[2]
		}
		for name, least := range map[string]float64{"ink": 7, "soft": 4.5, "link": 4.5, "mark": 3, "now": 3, "then": 3} {
			for _, ground := range []string{"paper", "tint"} {
				if colours[name] == "" || colours[ground] == "" {
					t.Fatalf("--%s or --%s is not found", name, ground)
				}
				if ratio := contrast(colours[name], colours[ground]); ratio < least {
					t.Errorf("--%s on --%s #%s: %.2f : 1, want %.1f", name, ground, colours[ground], ratio, least)
				}
			}
		}
		if ratio := contrast(colours["ink"], colours["warn"]); ratio < 7 {
			t.Errorf("--ink on --warn: %.2f : 1", ratio)
		}
	}
	style, _, _ := strings.Cut(page, "</style>")
	for _, line := range strings.Split(style, "\n") {
		if regexp.MustCompile(`#[0-9a-f]{3,6}\b`).MatchString(line) && !strings.Contains(line, ":root") {
			t.Errorf("a colour outside the palettes: %s", line)
		}
	}
}

// TestNames: a name of the office's cannot become markup, nor a formula.
func TestNames(t *testing.T) {
	s := settings()
	s.Departments[0].Name = `=HYPERLINK("x")<script>`
	set, r := parse(t), counted(s, rows(620, s))
	files, err := set.Files(r)
	if err != nil {
		t.Fatal(err)
	}
	if page := string(files[0].Data); strings.Contains(page, "<script") || !strings.Contains(page, "&lt;script") {
		t.Error("the name is markup")
	}
	for _, file := range files[1:] {
		if text := string(file.Data); strings.Contains(text, "\n\"=") || strings.Contains(text, "\n=") {
			t.Errorf("%s: the name is a formula", file.Name)
		}
	}
}

// TestEveryCodeHasARow: what can be chosen is counted somewhere.
func TestEveryCodeHasARow(t *testing.T) {
	listed := map[casework.Outcome]bool{casework.Merged: true, casework.NotAComplaint: true} // not counted
	for _, o := range outcomes {
		listed[o] = true
	}
	for _, o := range casework.Outcomes() {
		if !listed[o] {
			t.Errorf("the outcome %s is not counted", o)
		}
	}
	for _, k := range casework.Kinds() {
		if at(themes, k) == len(themes)-1 {
			t.Errorf("the kind %s has no group", k)
		}
	}
	for _, f := range casework.Findings() {
		if at(findings, f) == len(findings)-1 {
			t.Errorf("the finding %s has no row", f)
		}
	}
}
