package report

import "slices"

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
// to below the limit is hidden, and with them cells that are large enough, in order:
// which ones they are must not depend on how large they are, or the choice would tell
// something, nor on where a report has its rows, or two reports would tell what each
// of them hides. They are enough when the hidden cells together
// exceed the least they could be by so much that each small one may have had any
// value below the limit. Where all rows together are not enough, all are hidden,
// the empty ones too.
func protect(counts []int, below int, order []int) Column {
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
	for i, row := range order {
		if counts[row] < below {
			continue
		}
		if slack += counts[row] - below; slack >= below-2 {
			return publish(counts, func(row int) bool {
				return isSmall(counts[row], below) || counts[row] > 0 && slices.Contains(order[:i+1], row)
			})
		}
	}
	return hideAll(len(counts), Cell{N: total})
}

// upwards is the order from the last row to the first.
func upwards(rows int) []int {
	order := make([]int, rows)
	for i := range order {
		order[i] = rows - 1 - i
	}
	return order
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
