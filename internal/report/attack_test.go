package report

import (
	"encoding/csv"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
)

// reader is somebody who has nothing but the published files and tries to find out
// what is hidden. She knows how the tables hang together.
type reader struct {
	could map[string]*[2]int // the least and the most a figure can be
	sums  []sum
}

// endless is more than any figure.
const endless = 1 << 40

// sum says that figures make up another.
type sum struct {
	whole string
	parts []string
}

// published reads the files: every figure by table, row and column.
func published(t *testing.T, set *Set, r Report) map[string]string {
	t.Helper()
	files, err := set.Files(r)
	if err != nil {
		t.Fatal(err)
	}
	figures := map[string]string{}
	for i, section := range keysInOrder(set) {
		text, marked := strings.CutPrefix(string(files[i+2].Data), bom)
		rows := csv.NewReader(strings.NewReader(text))
		rows.Comma = ';'
		all, err := rows.ReadAll()
		if err != nil || !marked {
			t.Fatalf("%s: %v", files[i+2].Name, err)
		}
		for _, line := range all[1:] {
			for column, text := range line[1:] {
				if !strings.HasPrefix(all[0][column+1], "Andel") {
					figures[fmt.Sprintf("%s|%s|%s", section, line[0], all[0][column+1])] = text
				}
			}
		}
	}
	return figures
}

func keysInOrder(set *Set) (keys []TableKey) {
	for _, section := range set.words.Sections {
		keys = append(keys, section.Tables...)
	}
	return keys
}

func newReader(t *testing.T, set *Set, r Report) *reader {
	t.Helper()
	a := &reader{could: map[string]*[2]int{}}
	columns := map[string][]string{}
	for name, text := range published(t, set, r) {
		n, err := strconv.Atoi(text)
		switch {
		case err == nil:
			a.could[name] = &[2]int{n, n}
		case text == set.words.Hidden:
			a.could[name] = &[2]int{0, endless}
		default:
			t.Fatalf("%s is %q", name, text)
		}
		part := strings.Split(name, "|")
		column := part[0] + "|" + set.words.Total + "|" + part[2]
		if name != column {
			columns[column] = append(columns[column], name)
		}
	}
	for whole, parts := range columns {
		a.sums = append(a.sums, sum{whole, parts})
	}
	for _, year := range r.yearsShown() {
		a.relate(set, r.label(year))
	}
	return a
}

// relate adds what the reader knows of how tables hang together.
func (a *reader) relate(set *Set, year string) {
	total := func(key TableKey) string { return fmt.Sprintf("%s|%s|%s", key, set.words.Total, year) }
	months := func(series int) string {
		w := set.words.Tables[Months]
		return fmt.Sprintf("months|%s|%s", set.words.Total, fill(set.words.InYear, "series", w.Series[series], "year", year))
	}
	for _, key := range []TableKey{Channels, Groups, Themes, Languages, Parties, Sensitive} {
		a.sums = append(a.sums, sum{months(seriesReceived), []string{total(key)}}, sum{total(key), []string{months(seriesReceived)}})
	}
	for _, key := range []TableKey{Outcomes, Departments, ClosingDays} {
		a.sums = append(a.sums, sum{months(seriesClosed), []string{total(key)}}, sum{total(key), []string{months(seriesClosed)}})
	}
	outcome := func(o casework.Outcome) string {
		return fmt.Sprintf("outcomes|%s|%s", set.row(Outcomes, string(o)), year)
	}
	a.sums = append(a.sums, sum{total(Findings), []string{outcome(casework.Examined), outcome(casework.AnsweredByDepartment)}})
	for _, g := range groups {
		var parts []string
		for _, k := range g.themes {
			parts = append(parts, fmt.Sprintf("themes|%s|%s", set.theme(k), year))
		}
		a.sums = append(a.sums, sum{fmt.Sprintf("groups|%s|%s", set.words.Groups[g.key], year), parts})
	}
}

// think narrows every figure by every sum until nothing changes. A row that is not
// printed is known to be 0.
func (a *reader) think() {
	narrow := func(of *[2]int, least, most int) bool {
		was := *of
		of[0], of[1] = max(of[0], least), min(of[1], most)
		return *of != was
	}
	for changed := true; changed; {
		changed = false
		for _, s := range a.sums {
			whole, known := a.could[s.whole]
			if !known {
				continue
			}
			least, most := 0, 0
			for _, part := range s.parts {
				if of := a.could[part]; of != nil {
					least, most = least+of[0], most+of[1]
				}
			}
			changed = narrow(whole, least, most) || changed
			for _, part := range s.parts {
				if of := a.could[part]; of != nil {
					others := whole[1] - (least - of[0])
					rest := whole[0] - (most - of[1])
					changed = narrow(of, rest, others) || changed
				}
			}
		}
	}
}

// TestFilesBetrayNothing makes the reports of many offices and lets a reader think
// about their files. No hidden figure can be told: each can still be anything from 1
// to below the limit, and no small one is published.
func TestFilesBetrayNothing(t *testing.T) {
	set, random := parse(t), rand.New(rand.NewPCG(7, 7))
	hidden := 0
	for office := range 300 {
		s := settings()
		s.Below = 3 + random.IntN(6)
		inquiries := rows(random.IntN([]int{20, 90, 400}[office%3]), s)
		for i := range inquiries { // other years than the first, other mixes
			inquiries[i] = invented(random, inquiries[i].Received.Add(-time.Duration(random.IntN(2000))*time.Hour), s)
			if office%2 == 0 && len(inquiries[i].Kinds) > 0 {
				inquiries[i].Kinds, inquiries[i].Theme = inquiries[i].Kinds[:1], casework.Kinds()[random.IntN(4+office%8)]
			}
		}
		r := counted(s, inquiries)
		a := newReader(t, set, r)
		secret := map[string]bool{}
		for name, of := range a.could {
			if of[0] != of[1] {
				secret[name] = true
				hidden++
			} else if isSmall(of[0], s.Below) {
				t.Fatalf("office %d, limit %d: %s is published as %d", office, s.Below, name, of[0])
			}
		}
		a.think()
		for name := range secret {
			if of := a.could[name]; of[0] > 1 && of[0] < s.Below || of[1] < s.Below-1 || of[0] == of[1] {
				t.Fatalf("office %d, limit %d: %s is from %d to %d", office, s.Below, name, of[0], of[1])
			}
		}
	}
	if hidden < 5000 {
		t.Errorf("only %d figures were hidden: the test is blind", hidden)
	}
}

// TestReaderSees: a reader finds out what one hidden figure in a column is.
func TestReaderSees(t *testing.T) {
	a := &reader{
		could: map[string]*[2]int{"a": {20, 20}, "b": {0, 99}, "c": {17, 17}},
		sums:  []sum{{"a", []string{"b", "c"}}},
	}
	if a.think(); *a.could["b"] != [2]int{3, 3} {
		t.Errorf("b is %v, want 3", a.could["b"])
	}
}

// TestChartsShowNoMore: on the page the same is hidden as in the files, and a hidden
// figure has no length in a chart.
func TestChartsShowNoMore(t *testing.T) {
	set, r := parse(t), counted(settings(), rows(200, settings()))
	for _, key := range keysInOrder(set) {
		view, table := set.view(r, r.Table(key)), r.Table(key)
		if view.Chart == nil {
			continue
		}
		for i, b := range view.Chart.Bars {
			for _, s := range []stroke{b.Now, b.Then} {
				if s.Hidden && (s.Size != 0 || s.Text != set.words.Hidden) {
					t.Errorf("%s, bar %d: a hidden figure is drawn as %+v", key, i, s)
				}
			}
		}
		for _, series := range table.Series {
			for _, column := range series {
				if slices.ContainsFunc(column.Cells, func(c Cell) bool { return c.Hidden && c.N != 0 }) {
					t.Errorf("%s: a hidden cell has a number", key)
				}
			}
		}
	}
}
