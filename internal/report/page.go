package report

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"

	"borgerbot/internal/calendar"
)

// page is what page.html shows.
type page struct {
	Municipality  string
	Year, Before  string // the two periods
	From, To      string
	MadeOn        string
	Below, Most   int // the least count that is published, and the most that is hidden
	Preliminary   bool
	Compares      bool
	BeforeFrom    string // where the year before is not whole
	Promise       int
	Figures       []figure
	Sections      []section
	LeftOut       string
	LeftOutBefore string
	NothingLeft   bool // nothing was left out in either year
	Nothing       bool // nothing was counted at all
}

// figure is a key figure.
type figure struct {
	Key, Name string
	Value     string
	Before    string
}

type section struct {
	ID, Title string
	Tables    []tableView
}

type tableView struct {
	Key, Title, About, Row string
	// Groups are headings over several columns; Heads one for each column.
	Groups []string
	Heads  []head
	Rows   []rowView
	Total  *rowView
	Chart  *chart
	Empty  bool // nothing was counted
	Hidden bool // nothing can be shown
}

// head is the heading of a column. Of is the year a share is of, for those who
// hear the headings one by one.
type head struct{ Text, Of string }

type rowView struct {
	Label string
	Cells []cellView
}

type cellView struct {
	Text   string
	Hidden bool
}

// Page writes the HTML page. It loads nothing and runs nothing.
func (s *Set) Page(r Report) ([]byte, error) {
	p := r.Settings.Period
	view := page{
		Municipality: r.Settings.Municipality, Year: p.String(), Before: p.Before().String(),
		From: s.date(p.First()), To: s.date(p.Next().AddDays(-1)), MadeOn: s.date(r.Settings.Today),
		Below: r.Settings.Below, Most: r.Settings.Below - 1,
		Preliminary: r.Preliminary(), Compares: r.Compares, Promise: r.Settings.Promise,
		Figures: s.figures(r), LeftOut: s.few(r, now), LeftOutBefore: s.few(r, then),
		NothingLeft: r.LeftOut == [years]Cell{}, Nothing: r.Nothing(),
	}
	if r.Compares && r.Earliest.After(p.Before().First().AddDays(30)) {
		view.BeforeFrom = fill(s.words.Month, "month", s.codes.Months[r.Earliest.Month()-1], "year", strconv.Itoa(r.Earliest.Year()))
	}
	for i, words := range s.words.Sections {
		section := section{ID: fmt.Sprintf("del%d", i+1), Title: words.Title}
		for _, key := range words.Tables {
			if r.has(key) {
				section.Tables = append(section.Tables, s.view(r, r.Table(key)))
			}
		}
		view.Sections = append(view.Sections, section)
	}
	var out bytes.Buffer
	if err := s.page.Execute(&out, view); err != nil {
		return nil, fmt.Errorf("write the page: %w", err)
	}
	return out.Bytes(), nil
}

func (s *Set) date(d calendar.Date) string {
	return fmt.Sprintf("%d. %s %d", d.Day(), s.codes.Months[d.Month()-1], d.Year())
}

// yearsShown are the years a table has columns for.
func (r Report) yearsShown() []int {
	if r.Compares {
		return []int{now, then}
	}
	return []int{now}
}

// label is the name of a year.
func (r Report) label(year int) string {
	if year == then {
		return r.Settings.Period.Before().String()
	}
	return r.Settings.Period.String()
}

// rowNames are the names of a table's rows.
func (s *Set) rowNames(r Report, t Table) []string {
	words := s.words.Tables[t.Key]
	var names []string
	switch t.Key {
	case Months:
		for _, month := range r.Settings.Period.months() {
			names = append(names, capital(s.codes.Months[month-1]))
		}
	case Departments, Referrals:
		names = slices.Clone(t.Rows)
		names[len(names)-1] = words.Other
		if t.Key == Departments {
			names[0] = words.Unsaid
		}
	default:
		for _, row := range t.Rows {
			names = append(names, s.row(t.Key, row))
		}
	}
	return names
}

// worth reports whether a row is shown: one that stands for what has no name of its
// own only where there is something in it.
func (s *Set) worth(r Report, t Table, row int) bool {
	switch t.Key {
	case Months, Languages, Themes:
		return true
	case Referrals:
	default:
		if t.Rows[row] != "" {
			return true
		}
	}
	for _, year := range r.yearsShown() {
		column := t.Series[0][year]
		if cell := column.Cells[row]; cell.N > 0 || cell.Hidden && !column.blank() {
			return true
		}
	}
	return false
}

// blank reports whether every cell is hidden.
func (c Column) blank() bool {
	return !slices.ContainsFunc(c.Cells, func(cell Cell) bool { return !cell.Hidden })
}

func (s *Set) view(r Report, t Table) tableView {
	words := s.words.Tables[t.Key]
	view := tableView{
		Key: string(t.Key), Title: words.Title, Row: words.Row, Empty: t.Empty(),
		About: fill(words.About, "days", strconv.Itoa(r.Settings.Promise)),
	}
	view.Hidden = len(t.Series) == 1
	for _, year := range r.yearsShown() {
		view.Hidden = view.Hidden && t.Series[0][year].blank()
	}
	if view.Empty || view.Hidden {
		return view
	}
	names := s.rowNames(r, t)
	view.Groups, view.Heads = words.Series, s.heads(r, t)
	for row, name := range names {
		if s.worth(r, t, row) {
			view.Rows = append(view.Rows, rowView{name, s.cells(r, t, func(c Column) Cell { return c.Cells[row] })})
		}
	}
	view.Total = &rowView{s.words.Total, s.cells(r, t, func(c Column) Cell { return c.Total })}
	view.Chart = s.chart(r, t, names)
	return view
}

// heads are the headings of the columns: the years, and beside each what part of
// the whole it is.
func (s *Set) heads(r Report, t Table) (heads []head) {
	for range t.Series {
		for _, year := range r.yearsShown() {
			heads = append(heads, head{Text: r.label(year)})
			if len(t.Series) == 1 {
				heads = append(heads, head{s.words.Share, r.label(year)})
			}
		}
	}
	if len(t.Series) == 1 && r.Compares {
		heads = append(heads, head{Text: s.words.Change})
	}
	return heads
}

// cells are those of a row, which of picks from each column.
func (s *Set) cells(r Report, t Table, of func(Column) Cell) (cells []cellView) {
	for _, series := range t.Series {
		for _, year := range r.yearsShown() {
			cells = append(cells, s.cell(of(series[year])))
			if len(t.Series) == 1 {
				cells = append(cells, s.share(of(series[year]), series[year].Total))
			}
		}
	}
	if len(t.Series) == 1 && r.Compares {
		cells = append(cells, s.change(of(t.Series[0][now]), of(t.Series[0][then])))
	}
	return cells
}

// few is how many were left out of a year.
func (s *Set) few(r Report, year int) string {
	if r.LeftOut[year].Hidden {
		return fill(s.words.Few, "n", strconv.Itoa(r.Settings.Below))
	}
	return number(r.LeftOut[year].N)
}

func (s *Set) cell(c Cell) cellView {
	if c.Hidden {
		return cellView{s.words.Hidden, true}
	}
	return cellView{Text: number(c.N)}
}

// share is what part of the total a cell is.
func (s *Set) share(c, total Cell) cellView {
	switch {
	case c.Hidden || total.Hidden || total.N == 0:
		return cellView{Text: s.words.None}
	case c.N > 0 && 100*c.N < total.N:
		return cellView{Text: s.words.Less}
	}
	return cellView{Text: s.percent(c.N, total.N)}
}

func (s *Set) percent(n, of int) string {
	return fill(s.words.Percent, "n", strconv.Itoa((200*n+of)/(2*of)))
}

func (s *Set) change(is, was Cell) cellView {
	switch difference := is.N - was.N; {
	case is.Hidden || was.Hidden:
		return cellView{Text: s.words.None}
	case difference > 0:
		return cellView{Text: fill(s.words.Plus, "n", number(difference))}
	case difference < 0:
		return cellView{Text: fill(s.words.Minus, "n", number(-difference))}
	}
	return cellView{Text: s.words.Same}
}

// number writes a number with a stop between thousands.
func number(n int) string {
	text := strconv.Itoa(n)
	for at := len(text) - 3; at > 0; at -= 3 {
		text = text[:at] + "." + text[at:]
	}
	return text
}

// figures are the key figures.
func (s *Set) figures(r Report) []figure {
	months, promise := r.Table(Months), r.Table(Promise).Series[0]
	w := s.words.Figures
	plain := func(c Cell) string { return s.cell(c).Text }
	all := []figure{
		s.figure("received", w.Received, func(year int) string { return plain(months.Series[seriesReceived][year].Total) }),
		s.figure("cases", w.Cases, func(year int) string { return plain(months.Series[seriesCases][year].Total) }),
		s.figure("closed", w.Closed, func(year int) string { return plain(months.Series[seriesClosed][year].Total) }),
		s.figure("points", w.Points, func(year int) string { return plain(r.Points[year]) }),
	}
	if r.Settings.Promise > 0 {
		all = append(all, s.figure("in_time", w.InTime, func(year int) string {
			in := promise[year].Cells[keptInTime]
			if in.Hidden {
				return s.words.Hidden
			}
			return s.share(in, promise[year].Total).Text
		}))
	}
	return append(all,
		s.figure("answer_median", w.AnswerMedian, func(year int) string {
			return s.days(r.AnswerMedian[year], r.Table(AnswerDays).Series[0][year], s.words.WorkingDay, s.words.WorkingDays)
		}),
		s.figure("closing_median", w.ClosingMedian, func(year int) string {
			return s.days(r.ClosingMedian[year], r.Table(ClosingDays).Series[0][year], s.words.Day, s.words.Days)
		}))
}

func (s *Set) figure(key, name string, of func(year int) string) figure {
	return figure{Key: key, Name: name, Value: of(now), Before: of(then)}
}

// days is a median of what a column counts.
func (s *Set) days(c Cell, of Column, one, many string) string {
	switch {
	case of.Total == Cell{}:
		return s.words.None
	case c.Hidden:
		return s.words.Hidden
	case c.N == 1:
		return one
	}
	return fill(many, "n", number(c.N))
}
