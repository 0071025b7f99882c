package report

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/goccy/go-yaml"

	"borgerbot/internal/casework"
)

// Set is the report's words and its page.
type Set struct {
	words words
	codes codeWords
	page  *template.Template
}

type words struct {
	Hidden      string `yaml:"hidden"`
	Few         string `yaml:"few"`
	Percent     string `yaml:"percent"`
	Less        string `yaml:"less"`
	Plus        string `yaml:"plus"`
	Minus       string `yaml:"minus"`
	Same        string `yaml:"same"`
	None        string `yaml:"none"`
	WorkingDays string `yaml:"working_days"`
	WorkingDay  string `yaml:"working_day"`
	Days        string `yaml:"days"`
	Day         string `yaml:"day"`
	Total       string `yaml:"total"`
	Share       string `yaml:"share"`
	Change      string `yaml:"change"`
	InYear      string `yaml:"in_year"`
	ShareInYear string `yaml:"share_in_year"`
	Month       string `yaml:"month"`

	Chart        string `yaml:"chart"`
	ChartMost    string `yaml:"chart_most"`
	ChartNothing string `yaml:"chart_nothing"`
	ChartTable   string `yaml:"chart_table"`

	Figures     figureWords             `yaml:"figures"`
	Folder      string                  `yaml:"folder"`
	PageFile    string                  `yaml:"page_file"`
	FiguresFile string                  `yaml:"figures_file"`
	Figure      string                  `yaml:"figure"`
	Sections    []sectionWords          `yaml:"sections"`
	Tables      map[TableKey]tableWords `yaml:"tables"`
	Groups      map[string]string       `yaml:"groups"`
	Theme       string                  `yaml:"theme"`
}

type figureWords struct {
	Received      string `yaml:"received"`
	Cases         string `yaml:"cases"`
	Closed        string `yaml:"closed"`
	Points        string `yaml:"points"`
	InTime        string `yaml:"in_time"`
	AnswerMedian  string `yaml:"answer_median"`
	ClosingMedian string `yaml:"closing_median"`
}

type sectionWords struct {
	Title  string     `yaml:"title"`
	Tables []TableKey `yaml:"tables"`
}

type tableWords struct {
	Title string `yaml:"title"`
	Row   string `yaml:"row"` // heading of the rows
	// File is the name of its CSV file, in ASCII, without the ending.
	File  string `yaml:"file"`
	About string `yaml:"about"` // how it is counted
	// Series are the headings where there are several.
	Series []string          `yaml:"series"`
	Rows   map[string]string `yaml:"rows"`
	// Unsaid is the row of what has no code, Other that of what the office no longer
	// knows.
	Unsaid string `yaml:"unsaid"`
	Other  string `yaml:"other"`
}

// codeWords are those of the cards' words that name what is counted.
type codeWords struct {
	Months    []string                     `yaml:"months"`
	Outcomes  map[casework.Outcome]string  `yaml:"outcomes"`
	Findings  map[casework.Finding]string  `yaml:"findings"`
	Kinds     map[casework.Kind]string     `yaml:"kinds"`
	Grounds   map[casework.Ground]string   `yaml:"grounds"`
	Channels  map[casework.Channel]string  `yaml:"channels"`
	Languages map[casework.Language]string `yaml:"languages"`
}

// Parse reads the words and the page. The error says what is missing.
func Parse(files fs.FS) (*Set, error) {
	var set Set
	for name, to := range map[string]any{"report/report.yaml": &set.words, "slack/codes.yaml": &set.codes} {
		text, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		var options []yaml.DecodeOption
		if name == "report/report.yaml" {
			options = append(options, yaml.Strict())
		}
		if err := yaml.UnmarshalWithOptions(text, to, options...); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if err := set.complete(); err != nil {
		return nil, fmt.Errorf("report/report.yaml: %w", err)
	}
	var err error
	set.page, err = template.New("page.html").Option("missingkey=error").ParseFS(files, "report/page.html")
	return &set, err
}

// complete reports every row and table that has no word.
func (s *Set) complete() error {
	var missing []error
	need := func(word, what string) {
		if word == "" {
			missing = append(missing, fmt.Errorf("there is no word for %s", what))
		}
	}
	listed := map[TableKey]bool{}
	for _, section := range s.words.Sections {
		for _, key := range section.Tables {
			listed[key] = true
		}
	}
	for _, key := range append([]TableKey{Groups}, tableKeys...) {
		w := s.words.Tables[key]
		if !listed[key] {
			missing = append(missing, fmt.Errorf("%s is in no section", key))
		}
		for what, word := range map[string]string{"title": w.Title, "row": w.Row, "file": w.File, "about": w.About} {
			need(word, string(key)+"."+what)
		}
		for _, row := range fixedRows[key] {
			need(s.row(key, row), fmt.Sprintf("%s, row %q", key, row))
		}
	}
	if len(s.words.Tables[Months].Series) != seriesClosed+1 || len(s.codes.Months) != 12 {
		missing = append(missing, errors.New("the months or their series are not complete"))
	}
	for key, word := range map[string]string{
		"departments.unsaid": s.words.Tables[Departments].Unsaid, "departments.other": s.words.Tables[Departments].Other,
		"referrals.other": s.words.Tables[Referrals].Other, "hidden": s.words.Hidden, "total": s.words.Total,
	} {
		need(word, key)
	}
	return errors.Join(missing...)
}

// row is the name of a row that is the same for every office.
func (s *Set) row(key TableKey, row string) string {
	if row == "" && key != Languages && key != Themes {
		return s.words.Tables[key].Unsaid
	}
	switch key {
	case Channels:
		return capital(s.codes.Channels[casework.Channel(row)])
	case Languages:
		return capital(s.codes.Languages[casework.Language(row)])
	case Outcomes:
		return capital(s.codes.Outcomes[casework.Outcome(row)])
	case Findings:
		return capital(s.codes.Findings[casework.Finding(row)])
	case Grounds:
		return capital(s.codes.Grounds[casework.Ground(row)])
	case Groups:
		return s.words.Groups[row]
	case Themes:
		return s.theme(casework.Kind(row))
	}
	return s.words.Tables[key].Rows[row]
}

// theme is the name of a theme: behind its group's, unless it is all of it.
func (s *Set) theme(kind casework.Kind) string {
	for _, g := range groups {
		for _, k := range g.themes {
			switch {
			case k != kind:
			case len(g.themes) == 1:
				return s.words.Groups[g.key]
			default:
				return fill(s.words.Theme, "group", s.words.Groups[g.key], "theme", s.codes.Kinds[kind])
			}
		}
	}
	return ""
}

// fill puts values in place of their names in {braces}.
func fill(text string, pairs ...string) string {
	for i := 0; i < len(pairs); i += 2 {
		text = strings.ReplaceAll(text, "{"+pairs[i]+"}", pairs[i+1])
	}
	return text
}

func capital(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	return string(unicode.ToUpper(first)) + text[size:]
}
