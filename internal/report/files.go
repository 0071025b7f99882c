package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// File is a file of the report, by its name in the report's folder.
type File struct {
	Name string
	Data []byte
}

// bom tells Excel that the file is UTF-8.
const bom = "\ufeff"

// Folder is the name of the folder the report is written to.
func (s *Set) Folder(p Period) string {
	return fill(s.words.Folder, "period", strings.ReplaceAll(p.String(), "/", "-"))
}

// Files writes the page, a CSV file for the key figures and one for every table, as
// a Danish Excel opens them right: UTF-8 with a mark, semicolons, decimal commas,
// CRLF.
func (s *Set) Files(r Report) ([]File, error) {
	page, err := s.Page(r)
	if err != nil {
		return nil, err
	}
	files := []File{{s.words.PageFile, page}}
	add := func(name string, rows [][]string) error {
		var out bytes.Buffer
		out.WriteString(bom)
		w := csv.NewWriter(&out)
		w.Comma, w.UseCRLF = ';', true
		if err := w.WriteAll(rows); err != nil {
			return fmt.Errorf("write %s: %w", name, err)
		}
		files = append(files, File{fmt.Sprintf("%02d-%s.csv", len(files)-1, name), out.Bytes()})
		return nil
	}
	if err := add(s.words.FiguresFile, s.figureRows(r)); err != nil {
		return nil, err
	}
	for _, section := range s.words.Sections {
		for _, key := range section.Tables {
			if !r.has(key) {
				continue
			}
			if err := add(s.words.Tables[key].File, s.tableRows(r, r.Table(key))); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

func (s *Set) figureRows(r Report) [][]string {
	head := []string{s.words.Figure}
	for _, year := range r.yearsShown() {
		head = append(head, r.label(year))
	}
	rows := [][]string{head}
	for _, f := range s.figures(r) {
		rows = append(rows, []string{f.Name, plainNumber(f.Value), plainNumber(f.Before)}[:len(head)])
	}
	return rows
}

// plainNumber is a number without stops, which a spreadsheet would take for
// decimal points.
func plainNumber(text string) string {
	plain := strings.ReplaceAll(text, ".", "")
	if _, err := strconv.Atoi(plain); err != nil {
		return text
	}
	return plain
}

func (s *Set) tableRows(r Report, t Table) [][]string {
	words := s.words.Tables[t.Key]
	head := []string{words.Row}
	for i := range t.Series {
		for _, year := range r.yearsShown() {
			if len(t.Series) == 1 {
				head = append(head, r.label(year), fill(s.words.ShareInYear, "year", r.label(year)))
			} else {
				head = append(head, fill(s.words.InYear, "series", words.Series[i], "year", r.label(year)))
			}
		}
	}
	rows := [][]string{head}
	line := func(name string, of func(Column) Cell) {
		row := []string{inert(name)}
		for _, series := range t.Series {
			for _, year := range r.yearsShown() {
				cell := of(series[year])
				row = append(row, s.plain(cell))
				if len(t.Series) == 1 {
					row = append(row, s.plainShare(cell, series[year].Total))
				}
			}
		}
		rows = append(rows, row)
	}
	for i, name := range s.rowNames(r, t) {
		if s.worth(r, t, i) {
			line(name, func(c Column) Cell { return c.Cells[i] })
		}
	}
	line(s.words.Total, func(c Column) Cell { return c.Total })
	return rows
}

func (s *Set) plain(c Cell) string {
	if c.Hidden {
		return s.words.Hidden
	}
	return strconv.Itoa(c.N)
}

func (s *Set) plainShare(c, total Cell) string {
	if c.Hidden || total.Hidden || total.N == 0 {
		return ""
	}
	return strings.Replace(fmt.Sprintf("%.1f", 100*float64(c.N)/float64(total.N)), ".", ",", 1)
}

// inert keeps a spreadsheet from taking a name for a formula.
func inert(name string) string {
	if name != "" && strings.ContainsRune("=+-@\t\r", rune(name[0])) {
		return "'" + name
	}
	return name
}
