package report

// Cell is a figure as it may be published. A hidden one has no number.
type Cell struct {
	N      int
	Hidden bool
}

// Column divides a number of inquiries among rows.
type Column struct {
	Cells []Cell
	Total Cell
}

// protect hides what is too small to be published, and what would betray it. The
// total is published beside the cells, and the reader knows this function.
//
// A total below the limit is hidden with all its cells. Otherwise every cell from 1
// to below the limit is hidden, and with them cells that are large enough, from the
// last row upwards: which ones they are must not depend on how large they are, or
// the choice would tell something. They are enough when the hidden cells together
// exceed the least they could be by so much that each small one may have had any
// value below the limit. Where all rows together are not enough, all are hidden,
// the empty ones too.
func protect(counts []int, below int) Column {
	total, small, smallSum := 0, 0, 0
	for _, n := range counts {
		total += n
		if isSmall(n, below) {
			small++
			smallSum += n
		}
	}
	switch {
	case isSmall(total, below):
		return hideAll(len(counts), Cell{Hidden: true})
	case small == 0:
		return publish(counts, func(int) bool { return false })
	}
	slack := smallSum - small
	for i := len(counts) - 1; i >= 0; i-- {
		if counts[i] < below {
			continue
		}
		if slack += counts[i] - below; slack >= below-2 {
			return publish(counts, func(row int) bool { return isSmall(counts[row], below) || row >= i && counts[row] > 0 })
		}
	}
	return hideAll(len(counts), Cell{N: total})
}

func isSmall(n, below int) bool { return n > 0 && n < below }

func publish(counts []int, hidden func(row int) bool) Column {
	column := Column{Cells: make([]Cell, len(counts))}
	for i, n := range counts {
		column.Total.N += n
		if hidden(i) {
			column.Cells[i].Hidden = true
		} else {
			column.Cells[i].N = n
		}
	}
	return column
}

func hideAll(rows int, total Cell) Column {
	column := Column{Cells: make([]Cell, rows), Total: total}
	for i := range column.Cells {
		column.Cells[i].Hidden = true
	}
	return column
}
