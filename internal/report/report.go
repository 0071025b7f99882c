package report

import (
	"slices"
	"strings"
	"time"

	"borgerbot/internal/calendar"
)

// Table is a table as it may be published.
type Table struct {
	Key TableKey
	// Rows are the keys of the rows, or their names where the office has them.
	Rows []string
	// Series are what is counted, each in both years; most tables have one.
	Series [][years]Column
}

// Report is everything that may be published, and nothing else.
type Report struct {
	Settings Settings
	Tables   []Table
	// LeftOut are letters that were no inquiries to the office.
	LeftOut [years]Cell
	// Points are the themes named, several an inquiry.
	Points [years]Cell
	// AnswerMedian and ClosingMedian are in working days and in days.
	AnswerMedian, ClosingMedian [years]Cell
	// Compares: there is a year to compare with. Earliest is the first day on which
	// anything was counted; zero when nothing was.
	Compares bool
	Earliest calendar.Date
}

// Preliminary reports whether the period is not over.
func (r Report) Preliminary() bool { return r.Settings.Today.Before(r.Settings.Period.Next()) }

// Nothing reports whether nothing happened in the period.
func (r Report) Nothing() bool {
	for _, series := range r.Table(Months).Series {
		if series[now].Total != (Cell{}) {
			return false
		}
	}
	return true
}

// has reports whether a table is in the report: an office that promises nothing has
// none of promises.
func (r Report) has(key TableKey) bool { return key != Promise || r.Settings.Promise > 0 }

// Table returns a table.
func (r Report) Table(key TableKey) Table {
	return r.Tables[slices.IndexFunc(r.Tables, func(t Table) bool { return t.Key == key })]
}

// Empty reports whether nothing at all was counted in the table.
func (t Table) Empty() bool {
	for _, series := range t.Series {
		for _, column := range series {
			if column.Total != (Cell{}) {
				return false
			}
		}
	}
	return true
}

// Report closes the counting and hides what may not be published.
func (c *Counter) Report() Report {
	r := Report{
		Settings: c.s, Earliest: c.earliest,
		Compares: !c.earliest.IsZero() && c.earliest.Before(c.s.Period.First()),
	}
	for _, key := range tableKeys {
		switch key {
		case Themes:
			r.Tables = append(r.Tables, c.groups(), c.themes())
		default:
			r.Tables = append(r.Tables, c.table(key))
		}
	}
	r.link(Findings, rowOf(outcomes, "examined"), rowOf(outcomes, "answered_by_department"))
	r.link(Grounds, rowOf(outcomes, "out_of_scope"))
	r.link(Referrals, rowOf(outcomes, "out_of_scope"))
	for year := range years {
		received := r.Table(Months).Series[seriesReceived][year].Total
		r.LeftOut[year] = alone(c.leftOut[year], c.s.Below)
		r.Points[year] = alone(c.points[year], c.s.Below)
		r.Points[year].Hidden = r.Points[year].Hidden || received.Hidden
		r.AnswerMedian[year] = middle(c.answering[year], answerClasses, r.Table(AnswerDays).Series[0][year])
		r.ClosingMedian[year] = middle(c.closing[year], closingClasses, r.Table(ClosingDays).Series[0][year])
	}
	return r
}

func rowOf[T ~string](list []T, code T) int { return slices.Index(list, code) }

func (c *Counter) table(key TableKey) Table {
	t := Table{Key: key, Rows: c.names(key)}
	for _, counts := range c.tables[key] {
		var series [years]Column
		for year := range years {
			series[year] = protect(counts[year], c.s.Below, c.order(key))
		}
		t.Series = append(t.Series, series)
	}
	return t
}

// order is the order in which rows are hidden beside what is small. It holds for every
// report that shows the same figures: months go from December downwards whichever one
// the year begins with, and what the office has named goes by its id, wherever it
// stands in the configuration.
func (c *Counter) order(key TableKey) []int {
	switch key {
	case Months:
		order := make([]int, 12)
		for row, month := range c.s.Period.months() {
			order[time.December-month] = row
		}
		return order
	case Departments:
		ids := make([]string, len(c.s.Departments))
		for i, d := range c.s.Departments {
			ids[i] = d.ID
		}
		return append(named(ids, 1), 0)
	case Referrals:
		return named(c.bodies, 0)
	}
	return upwards(c.rows(key))
}

// named is the order of rows that have ids, the first of them in row first, and of the
// one after them for those that are no more: that one, and then the ids backwards.
func named(ids []string, first int) []int {
	order := make([]int, len(ids))
	for i := range order {
		order[i] = first + i
	}
	slices.SortFunc(order, func(a, b int) int { return strings.Compare(ids[b-first], ids[a-first]) })
	return append([]int{first + len(ids)}, order...)
}

// names are the keys of a table's rows, or the office's own names.
func (c *Counter) names(key TableKey) []string {
	switch key {
	case Months:
		return nil
	case Departments:
		names := []string{""}
		for _, d := range c.s.Departments {
			names = append(names, d.Name)
		}
		return append(names, "")
	case Referrals:
		return append(slices.Clone(c.bodies), "")
	}
	return fixedRows[key]
}

// groups are the sums of the themes of each group.
func (c *Counter) groups() Table {
	t := Table{Key: Groups, Rows: fixedRows[Groups], Series: make([][years]Column, 1)}
	for year := range years {
		t.Series[0][year] = protect(c.groupSums(year), c.s.Below, upwards(len(groups)))
	}
	return t
}

func (c *Counter) groupSums(year int) []int {
	sums, first := make([]int, len(groups)), 0
	for i, g := range groups {
		for _, n := range c.tables[Themes][0][year][first : first+len(g.themes)] {
			sums[i] += n
		}
		first += len(g.themes)
	}
	return sums
}

// themes divide each group further. What a group has in all is published beside
// them, so each is protected by itself; where it is hidden, all of it is.
func (c *Counter) themes() Table {
	t := Table{Key: Themes, Rows: fixedRows[Themes], Series: make([][years]Column, 1)}
	for year := range years {
		whole := protect(c.groupSums(year), c.s.Below, upwards(len(groups)))
		column, first := Column{Total: whole.Total}, 0
		for i, g := range groups {
			part := protect(c.tables[Themes][0][year][first:first+len(g.themes)], c.s.Below, upwards(len(g.themes)))
			if whole.Cells[i].Hidden {
				part = hideAll(len(g.themes), Cell{})
			}
			column.Cells = append(column.Cells, part.Cells...)
			first += len(g.themes)
		}
		t.Series[0][year] = column
	}
	return t
}

// link hides a table that divides inquiries of certain outcomes further, where one
// of those is hidden: the table's total would tell how many there are.
func (r *Report) link(key TableKey, outcomeRows ...int) {
	table, whole := r.Table(key), r.Table(Outcomes).Series[0]
	for year := range years {
		if slices.ContainsFunc(outcomeRows, func(row int) bool { return whole[year].Cells[row].Hidden }) {
			table.Series[0][year] = hideAll(len(table.Rows), Cell{Hidden: true})
		}
	}
}

// alone is a figure that belongs to no table.
func alone(n, below int) Cell {
	if isSmall(n, below) {
		return Cell{Hidden: true}
	}
	return Cell{N: n}
}

// middle is the median of what a column counts by classes. It tells on which side
// of it the others lie, so it is hidden where hidden cells lie on both; where they
// lie on one, their sum is known anyway.
func middle(of []int, classes []int, column Column) Cell {
	if len(of) == 0 || column.Total.Hidden {
		return Cell{Hidden: true}
	}
	m := median(of)
	row := class(m, classes)
	hidden := func(cell Cell) bool { return cell.Hidden }
	below, above := column.Cells[:row], column.Cells[row+1:]
	if column.Cells[row].Hidden || slices.ContainsFunc(below, hidden) && slices.ContainsFunc(above, hidden) {
		return Cell{Hidden: true}
	}
	return Cell{N: m}
}
