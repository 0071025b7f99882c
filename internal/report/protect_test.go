package report

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// each calls fn with every list of n counts whose sum is at most most.
func each(n, most int, fn func([]int)) {
	counts := make([]int, n)
	var fill func(row, left int)
	fill = func(row, left int) {
		if row == n {
			fn(counts)
			return
		}
		for counts[row] = 0; counts[row] <= left; counts[row]++ {
			fill(row+1, left-counts[row])
		}
	}
	fill(0, most)
}

// TestNobodyCanTell plays a reader who knows the function and tries every table
// there is: of all tables that look the same when published, no hidden cell has
// fewer values than there are below the limit, and a small one may always have had
// every one of them.
func TestNobodyCanTell(t *testing.T) {
	for _, size := range []struct{ below, rows, most int }{{3, 2, 20}, {3, 4, 16}, {4, 3, 24}, {5, 2, 40}, {5, 3, 34}, {5, 4, 30}, {6, 3, 40}} {
		could := map[string][]map[int]bool{}
		each(size.rows, size.most, func(counts []int) {
			column := protect(counts, size.below, upwards(len(counts)))
			key := fmt.Sprint(column)
			if could[key] == nil {
				could[key] = make([]map[int]bool, size.rows)
			}
			for row, cell := range column.Cells {
				if could[key][row] == nil {
					could[key][row] = map[int]bool{}
				}
				could[key][row][counts[row]] = true
				if cell.Hidden && cell.N != 0 {
					t.Fatalf("%v: a hidden cell has a number", counts)
				}
				if !cell.Hidden && isSmall(cell.N, size.below) {
					t.Fatalf("%v: %d is published", counts, cell.N)
				}
			}
		})
		each(size.rows, size.most, func(counts []int) {
			column := protect(counts, size.below, upwards(len(counts)))
			for row, cell := range column.Cells {
				values := could[fmt.Sprint(column)][row]
				if cell.Hidden && len(values) < size.below-1 {
					t.Fatalf("%+v: %v gives %v, and row %d can only be %v", size, counts, column, row, values)
				}
				for n := 1; cell.Hidden && isSmall(counts[row], size.below) && n < size.below; n++ {
					// Where the total is near the most that is tried, the tables beyond are missing.
					if !values[n] && !column.Total.Hidden && column.Total.N < size.most {
						t.Fatalf("%+v: %v gives %v, and row %d cannot be %d", size, counts, column, row, n)
					}
				}
			}
		})
	}
}

// TestWhatIsKept: what need not be hidden is published, and the total is right.
func TestWhatIsKept(t *testing.T) {
	for _, row := range []struct {
		counts []int
		want   string
	}{
		{[]int{0, 0, 0}, "0 0 0 = 0"},
		{[]int{30, 5, 0}, "30 5 0 = 35"},
		{[]int{30, 20, 3, 10}, "30 20 . . = 63"},
		{[]int{30, 20, 10, 3}, "30 20 . . = 63"},
		{[]int{3, 20, 10, 0}, ". 20 . 0 = 33"},
		{[]int{3, 20, 6, 5}, ". 20 . . = 34"},
		{[]int{3, 20, 5, 5}, ". . . . = 33"}, // 5 and 5 would leave no room for a 4
		{[]int{1, 20, 5, 5}, ". . . . = 31"},
		{[]int{3, 0, 0}, ". . . = ."},
		{[]int{3, 2, 0}, ". . . = 5"},
		{[]int{1, 5, 0}, ". . . = 6"},
	} {
		if got := printed(protect(row.counts, 5, upwards(len(row.counts)))); got != row.want {
			t.Errorf("%v: %s, want %s", row.counts, got, row.want)
		}
	}
}

func printed(c Column) string {
	text := ""
	for _, cell := range append(c.Cells[:len(c.Cells):len(c.Cells)], c.Total) {
		switch {
		case cell.Hidden:
			text += " ."
		default:
			text += fmt.Sprintf(" %d", cell.N)
		}
	}
	last := len(text) - len(fmt.Sprintf(" %d", c.Total.N))
	if c.Total.Hidden {
		last = len(text) - 2
	}
	return text[1:last] + " =" + text[last:]
}

// TestRandomTables: no sum betrays a hidden cell of a large table either.
func TestRandomTables(t *testing.T) {
	const below = 5
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		counts := make([]int, 1+random.IntN(14))
		for i := range counts {
			counts[i] = random.IntN(1 + random.IntN(1+[]int{4, 12, 300}[random.IntN(3)]))
		}
		column := protect(counts, below, upwards(len(counts)))
		if column.Total.Hidden {
			continue
		}
		hidden, left := 0, column.Total.N
		for _, cell := range column.Cells {
			left -= cell.N
			if cell.Hidden {
				hidden++
			}
		}
		if hidden == 1 || hidden > 0 && left < below {
			t.Fatalf("%v gives %v: %d hidden, together %d", counts, column, hidden, left)
		}
	}
}
