package measure

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/scope"
)

// LabelsFile is the name of the file with the labels.
const LabelsFile = "labels.jsonl"

// Labels are what a letter should be read as.
type Labels struct {
	File     string
	Line     int // in the labels' file
	Received calendar.Date
	// Language is empty when it is not labelled.
	Language  string
	Ambiguous bool // reasonable people differ
	// Verdict is empty when it is not labelled.
	Verdict casework.Remit
	// Given tells for each kind, ground, flag and category whether the letter
	// carries it. One that is missing is not labelled.
	Given map[string]bool
	// CPRCount is negative when it is not labelled.
	CPRCount int
	Event    EventLabel
	Evidence string // the words that decide, as the labeller noted them
	Note     string
	Spans    []Span
}

// EventLabel is when what is complained about happened.
type EventLabel struct {
	Labelled bool
	// From and To are the labelled period: a day, a month, a year, or an interval;
	// zero where the letter dates nothing.
	From, To calendar.Date
	// Exact: both ends of the interval are labelled, and not only where it ends.
	Exact   bool
	Ongoing bool
}

// Dated reports whether the label has a date.
func (e EventLabel) Dated() bool { return !e.To.IsZero() }

// Span is a passage of the letter that speaks for a label.
type Span struct {
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Set is a labelled directory.
type Set struct {
	Name    string
	Letters []Labels
	// Unread are the fields of the labels' file that nothing here measures, and
	// Unlabelled the letters it does not name.
	Unread, Unlabelled []string
}

// Read reads the labels in fsys, a directory that messages call name. The error
// joins every mistake, each with file and line.
func Read(fsys fs.FS, name string) (Set, error) {
	set := Set{Name: name}
	data, err := fs.ReadFile(fsys, LabelsFile)
	if err != nil {
		return set, noLabels(fsys, name, err)
	}
	data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF")) // which Windows puts before UTF-8
	var errs []error
	lines := map[string]int{} // by letter
	n := 0
	for line := range bytes.Lines(data) {
		n++
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		letter, unread, mistakes := parse(line)
		letter.Line = n
		if _, err := fs.Stat(fsys, letter.File); err != nil && len(mistakes) == 0 {
			mistakes = append(mistakes, fmt.Errorf("the letter cannot be read: %w", err))
		}
		if other := lines[letter.File]; other > 0 {
			mistakes = append(mistakes, fmt.Errorf("%s is labelled on line %d already", letter.File, other))
		}
		lines[letter.File] = n
		for _, mistake := range mistakes {
			errs = append(errs, set.at(letter, mistake))
		}
		set.Letters = append(set.Letters, letter)
		set.Unread = append(set.Unread, unread...)
	}
	if len(errs) == 0 && len(set.Letters) == 0 {
		errs = append(errs, fmt.Errorf("%s labels no letter", path.Join(name, LabelsFile)))
	}
	slices.Sort(set.Unread)
	set.Unread = slices.Compact(set.Unread)
	files, err := fs.Glob(fsys, "*.eml")
	set.Unlabelled = slices.DeleteFunc(files, func(file string) bool { return lines[file] > 0 })
	return set, errors.Join(append(errs, err)...)
}

// noLabels tells what a directory of letters has to hold, and what somebody may have
// meant who named another.
func noLabels(fsys fs.FS, name string, err error) error {
	if _, rules := fs.Stat(fsys, "words.yaml"); rules == nil {
		return fmt.Errorf("%s holds rules and no letters; try them with \"borgerbot rules test --rules %s\"", name, name)
	}
	return fmt.Errorf("read labels of %s: %w; name a directory that holds %s and the letters it is about", name, err, LabelsFile)
}

// at says where in the labels' file something is wrong.
func (s Set) at(l Labels, err error) error {
	return fmt.Errorf("%s:%d: %w", path.Join(s.Name, LabelsFile), l.Line, err)
}

// parse reads a line of labels, and names its fields that are not measured.
func parse(line []byte) (l Labels, unread []string, mistakes []error) {
	l = Labels{CPRCount: -1, Given: map[string]bool{}}
	f := fields{raw: map[string]json.RawMessage{}}
	if err := json.Unmarshal(line, &f.raw); err != nil {
		return l, nil, []error{fmt.Errorf("is not a JSON object: %w; write one letter a line, between { and }, with straight quotes (\")", err)}
	}
	if take(&f, "file", &l.File); !fs.ValidPath(l.File) {
		f.fail("file is %q; name a letter in the directory of the labels", l.File)
	}
	var received string
	take(&f, "received", &received)
	l.Received = f.day("received", received)
	take(&f, "language", &l.Language)
	take(&f, "ambiguous", &l.Ambiguous)
	take(&f, "cpr_count", &l.CPRCount)
	take(&f, "evidence", &l.Evidence)
	take(&f, "note", &l.Note)
	take(&f, "spans", &l.Spans)
	remits := []casework.Remit{casework.In, casework.Out, casework.Mix, casework.Check}
	if take(&f, "verdict", &l.Verdict) {
		known(&f, "verdict", l.Verdict, remits)
	}
	give(&f, l.Given, "kinds", casework.Kinds())
	give(&f, l.Given, "grounds", casework.Grounds())
	give(&f, l.Given, "sensitive", casework.Sensitives())
	f.flags(l.Given)
	if l.Given[string(casework.FlagThreat)] {
		l.Given[string(casework.FlagAcute)] = true // domain 2.3
	}
	f.event(&l.Event)
	for _, span := range l.Spans {
		known(&f, "spans", span.Label, labels())
	}
	take(&f, "date_precision", new(any)) // event_date says it too
	f.misspelt()
	if l.Verdict == casework.Out && carries(l, casework.Kinds()) && !carries(l, casework.Grounds()) {
		f.fail("the verdict OUT contradicts kinds without a ground; write the ground, or another verdict")
	}
	return l, f.left(), f.errs
}

// carries reports whether any of the labels is given.
func carries[T ~string](l Labels, any []T) bool {
	return slices.ContainsFunc(any, func(label T) bool { return l.Given[string(label)] })
}

// labels lists every label.
func labels() []string {
	return slices.Concat(codes(casework.Kinds()), codes(casework.Grounds()), codes(casework.Flags()), codes(casework.Sensitives()))
}

func codes[T ~string](list []T) []string {
	words := make([]string, len(list))
	for i, code := range list {
		words[i] = string(code)
	}
	return words
}

// fields are those of one line that have not been taken yet.
type fields struct {
	raw   map[string]json.RawMessage
	names []string // those there are
	errs  []error
}

func (f *fields) fail(format string, args ...any) {
	f.errs = append(f.errs, fmt.Errorf(format, args...))
}

// take reads a field and reports whether it is labelled: it is there, and is not
// null.
func take[T any](f *fields, name string, into *T) bool {
	f.names = append(f.names, name)
	raw, ok := f.raw[name]
	delete(f.raw, name)
	if !ok || string(raw) == "null" {
		return false
	}
	if err := json.Unmarshal(raw, into); err != nil {
		f.fail("%s: %w", name, err)
		return false
	}
	return true
}

// misspelt refuses fields that are nearly one there is: they would not be measured.
func (f *fields) misspelt() {
	for _, name := range slices.Sorted(maps.Keys(f.raw)) {
		if meant, ok := scope.Meant(name, f.names); ok {
			f.fail("there is no field %q; did you mean %q?", name, meant)
		}
	}
}

// left names the fields nobody has taken.
func (f *fields) left() []string {
	var names []string
	for name := range f.raw {
		names = append(names, name)
	}
	return names // in any order: they are sorted with those of the other lines
}

// known refuses a label that does not exist.
func known[T ~string](f *fields, name string, label T, all []T) {
	if !slices.Contains(all, label) {
		f.fail("%s: there is no %q; there are: %s", name, label, strings.Join(codes(all), ", "))
	}
}

// give reads a list of labels, which says of all of its kind whether they are
// given.
func give[T ~string](f *fields, given map[string]bool, name string, all []T) bool {
	var list []T
	if !take(f, name, &list) {
		return false
	}
	for _, label := range all {
		given[string(label)] = slices.Contains(list, label)
	}
	for _, label := range list {
		known(f, name, label, all)
	}
	return true
}

// flags reads the flags: all of them, or the four that have fields of their own.
func (f *fields) flags(given map[string]bool) {
	all := give(f, given, "flags", casework.Flags())
	for _, one := range []struct {
		name string
		flag casework.Flag
	}{
		{"representative", casework.FlagRepresentation}, {"power_of_attorney_attached", casework.FlagPowerOfAttorney},
		{"no_sharing", casework.FlagNoSharing}, {"anonymous", casework.FlagAnonymous},
	} {
		var is bool
		if take(f, one.name, &is) && !all {
			given[string(one.flag)] = is
		}
	}
}

// event reads when it happened. A null event_date labels that the letter dates
// nothing.
func (f *fields) event(e *EventLabel) {
	_, e.Labelled = f.raw["event_date"]
	var date, from, to string
	if take(f, "event_date", &date) {
		e.From, e.To = f.period("event_date", date)
	}
	hasFrom, hasTo := take(f, "event_from", &from), take(f, "event_to", &to)
	if hasFrom != hasTo {
		f.fail("event_from and event_to go together")
	}
	if hasFrom && hasTo {
		e.Labelled, e.Exact = true, true
		e.From, e.To = f.day("event_from", from), f.day("event_to", to)
	}
	take(f, "ongoing", &e.Ongoing)
}

func (f *fields) day(name, text string) calendar.Date {
	d, err := calendar.ParseDate(text)
	if err != nil {
		f.fail("%s: %w", name, err)
	}
	return d
}

// period is the day, month or year that a date names.
func (f *fields) period(name, text string) (from, to calendar.Date) {
	if at, err := time.Parse("2006-01", text); err == nil {
		from = calendar.On(at.Year(), at.Month(), 1)
		return from, calendar.On(at.Year(), at.Month()+1, 1).AddDays(-1)
	}
	if at, err := time.Parse("2006", text); err == nil {
		return calendar.On(at.Year(), time.January, 1), calendar.On(at.Year(), time.December, 31)
	}
	from = f.day(name, text)
	return from, from
}
