package report

import "slices"

// chart is a drawing beside a table. It shows what the table shows and no more.
// Widths and places across are parts of the whole in percent, so that it fits a
// page of any width with letters of one size.
type chart struct {
	ID, Title, Text string
	Columns         bool // months stand beside one another; other rows below
	Height          int
	Base            int // of standing bars
	Bars            []bar
	Compares        bool
	Now, Then       string
	AnyHidden       bool
}

// bar is a row of the chart, with a bar for each year.
type bar struct {
	Label     string
	Y         int     // of a lying bar's row
	Middle    float64 // of standing bars, from the left
	Now, Then stroke
}

// stroke is one bar.
type stroke struct {
	Size   float64 // percent of the width of a lying bar, or pixels of the height
	Text   string
	Hidden bool
	// Of a standing bar: where it begins from the left and from above, where its
	// number stands, and where the mark for a hidden one begins.
	At, Top, Middle, TextAt, Stub float64
}

// The measures of charts, in pixels and percent.
const (
	widest       = 82 // the longest lying bar; its number stands behind it
	rowHeight    = 60
	loneHeight   = 48 // of a row without the year before
	tallest      = 150
	baseline     = 176
	columnHeight = 200
	columnWidth  = 3.0 // percent
	stub         = 12  // the mark for a hidden standing bar
	longestLabel = 46  // characters, of a lying bar; the whole is in the table
)

// chart draws the first series of a table.
func (s *Set) chart(r Report, t Table, names []string) *chart {
	series := t.Series[0]
	c := &chart{
		ID: "diagram-" + string(t.Key), Columns: t.Key == Months, Compares: r.Compares, Now: r.label(now), Then: r.label(then),
		Title: fill(s.words.Chart, "title", s.words.Tables[t.Key].Title), Text: s.chartText(r, series, names),
	}
	most := 1
	for _, year := range r.yearsShown() {
		for _, cell := range series[year].Cells {
			most = max(most, cell.N)
			c.AnyHidden = c.AnyHidden || cell.Hidden
		}
	}
	for row, name := range names {
		if !s.worth(r, t, row) {
			continue
		}
		is, was := series[now].Cells[row], series[then].Cells[row]
		if c.Columns {
			c.Bars = append(c.Bars, s.standing(row, name, is, was, most, c.Compares))
		} else {
			c.Bars = append(c.Bars, s.lying(c.Height, name, is, was, most))
			c.Height += loneHeight
			if c.Compares {
				c.Height += rowHeight - loneHeight
			}
		}
	}
	if c.Columns {
		c.Height, c.Base = columnHeight, baseline
	}
	return c
}

func (s *Set) lying(y int, name string, is, was Cell, most int) bar {
	stroke := func(c Cell) stroke {
		size := float64(widest*c.N) / float64(most)
		return stroke{Size: size, Text: s.cell(c).Text, Hidden: c.Hidden}
	}
	if runes := []rune(name); len(runes) > longestLabel {
		name = string(runes[:longestLabel-1]) + "…"
	}
	return bar{Label: name, Y: y, Now: stroke(is), Then: stroke(was)}
}

func (s *Set) standing(row int, name string, is, was Cell, most int, compares bool) bar {
	const each, gap = 100.0 / 12, 0.2
	b := bar{Label: string([]rune(name)[:3]), Middle: (float64(row) + 0.5) * each}
	stroke := func(c Cell, from float64) stroke {
		size := float64(tallest*c.N) / float64(most)
		return stroke{
			Size: size, Text: s.cell(c).Text, Hidden: c.Hidden, At: from, Top: baseline - size,
			Middle: from + columnWidth/2, TextAt: baseline - size - 5, Stub: baseline - stub,
		}
	}
	if !compares {
		b.Now = stroke(is, b.Middle-columnWidth/2)
		return b
	}
	b.Now, b.Then = stroke(is, b.Middle-columnWidth-gap/2), stroke(was, b.Middle+gap/2)
	return b
}

// chartText says in words what the chart shows.
func (s *Set) chartText(r Report, series [years]Column, names []string) string {
	text := ""
	for _, year := range r.yearsShown() {
		cells := series[year].Cells
		top := slices.MaxFunc(cells, func(a, b Cell) int { return a.N - b.N })
		if top.N == 0 {
			text += fill(s.words.ChartNothing, "year", r.label(year)) + " "
			continue
		}
		at := slices.Index(cells, top)
		text += fill(s.words.ChartMost, "year", r.label(year), "row", names[at], "n", number(top.N)) + " "
	}
	return text + s.words.ChartTable
}
