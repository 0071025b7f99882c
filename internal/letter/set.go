package letter

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"reflect"
	"slices"
	"strings"
	"text/template"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// Rendered is a letter as it will be read.
type Rendered struct {
	Subject string        // nothing personal; carries the reference
	Text    personal.Text // paragraphs on lines of their own, ending in a line feed
}

// Set is every letter in every language, parsed and checked. It does not change
// and may be used by any number of goroutines.
type Set struct {
	languages map[casework.Language]*language
	alarms    alarmWords
}

// language is the letters and word lists of one language.
type language struct {
	code      casework.Language
	words     words
	samples   sampleWords
	templates *template.Template
}

// The folders and the files beside the letters.
const (
	folder     = "letters"
	blocksFile = "blocks"
	groundFile = "grounds"
	alarmFile  = "alarm"
	// operatorFile is the alarm as the operator reads it.
	operatorFile = "alarm_operator"
)

// subjectMark begins a letter's first line.
const subjectMark = "Subject: "

// Parse reads the letters of both languages from a file system that has the
// folder letters. Every mistake in it is in the error, each with its file and
// line.
func Parse(fsys fs.FS) (*Set, error) {
	s := &Set{languages: map[casework.Language]*language{}}
	var mistakes, failed []error
	var notNames []string
	for _, code := range []casework.Language{casework.Danish, casework.English} {
		l := &language{code: code}
		l.words, mistakes = collect(mistakes, func() (words, error) { return readWords(fsys, l.path("words.yaml")) })
		l.samples, mistakes = collect(mistakes, func() (sampleWords, error) { return readSamples(fsys, l.path("samples.yaml")) })
		notNames = append(notNames, l.words.NotNames...)
		s.languages[code] = l
	}
	danish := s.languages[casework.Danish]
	s.alarms, mistakes = collect(mistakes, func() (alarmWords, error) { return readAlarms(fsys, danish.path("alarms.yaml")) })
	if err := samePhrases(danish.words, s.languages[casework.English].words); err != nil {
		mistakes = append(mistakes, err)
	}
	for _, l := range s.languages {
		failed = append(failed, l.parse(fsys, notNames)...)
	}
	mistakes = append(mistakes, failed...)
	slices.SortFunc(mistakes, func(a, b error) int { return strings.Compare(a.Error(), b.Error()) })
	return s, errors.Join(mistakes...)
}

// collect runs read and adds its error to the mistakes.
func collect[T any](mistakes []error, read func() (T, error)) (T, []error) {
	value, err := read()
	if err != nil {
		mistakes = append(mistakes, err)
	}
	return value, mistakes
}

func samePhrases(da, en words) error {
	list := func(w words) (all []string) {
		for _, phrase := range w.Waiting {
			all = append(all, phrase.Code)
		}
		return all
	}
	if err := sameCodes(list(en), list(da)); err != nil {
		return fmt.Errorf("%s/en/words.yaml: waiting: %w", folder, err)
	}
	return nil
}

func (l *language) path(file string) string { return path.Join(folder, string(l.code), file) }

// parse reads the templates of one language and checks each against its struct.
func (l *language) parse(fsys fs.FS, notNames []string) []error {
	l.templates = template.New("").Option("missingkey=error").Funcs(l.funcs(notNames))
	expected := map[string]reflect.Type{blocksFile: nil, groundFile: nil}
	for _, d := range kinds {
		expected[fileOf(d)] = reflect.TypeOf(d)
	}
	if l.code == casework.Danish {
		expected[alarmFile], expected[operatorFile] = reflect.TypeFor[alarmData](), reflect.TypeFor[alarmData]()
	}
	var mistakes []error
	for file := range expected {
		if err := l.parseFile(fsys, file); err != nil {
			mistakes = append(mistakes, err)
		}
	}
	if mistakes != nil {
		return append(mistakes, l.strays(fsys, expected)...)
	}
	for file, data := range expected {
		if data != nil {
			mistakes = append(mistakes, l.checkFields(l.name(file), data)...)
		}
	}
	mistakes = append(mistakes, l.checkGrounds()...)
	return append(mistakes, l.strays(fsys, expected)...)
}

// name is a template's name: its file, so that errors tell it.
func (l *language) name(file string) string { return l.path(file + ".txt") }

func (l *language) parseFile(fsys fs.FS, file string) error {
	raw, err := fs.ReadFile(fsys, l.name(file))
	if err != nil {
		return err
	}
	text := string(raw)
	if file != blocksFile && file != groundFile && !strings.HasPrefix(text, subjectMark) {
		return fmt.Errorf("%s:1: the first line must begin with %q", l.name(file), subjectMark)
	}
	_, err = l.templates.New(l.name(file)).Parse(text)
	return err
}

// strays finds files nobody reads: a letter with a mistyped name.
func (l *language) strays(fsys fs.FS, expected map[string]reflect.Type) []error {
	files, err := fs.ReadDir(fsys, l.path(""))
	if err != nil {
		return []error{err}
	}
	var mistakes []error
	for _, file := range files {
		name, isText := strings.CutSuffix(file.Name(), ".txt")
		if _, ok := expected[name]; isText && !ok {
			mistakes = append(mistakes, fmt.Errorf("%s: there is no such letter", l.path(file.Name())))
		}
	}
	return mistakes
}

// Render writes a letter in a language. A citizen whose language is neither
// Danish nor English gets both, Danish first; a department gets Danish. The
// error is a [*MissingError], or a template that [Set.Check] would have found.
func (s *Set) Render(d Data, lang casework.Language) (Rendered, error) {
	if err := missing(d); err != nil {
		return Rendered{}, err
	}
	return s.render(d, lang)
}

// Preview writes a letter whose own words and dates may still be missing; a
// hint stands in their place. A choice that is missing is a [*MissingError]:
// without it nobody knows what the letter will say.
func (s *Set) Preview(d Data, lang casework.Language) (Rendered, error) {
	if field := cmp.Or(missingIn(reflect.ValueOf(d.common())), unchosen(d)); field != "" {
		return Rendered{}, &MissingError{Letter: d.Letter(), Field: field}
	}
	hint := s.languages[casework.Danish].words.Hints.Words
	if l, ok := s.languages[lang]; ok {
		hint = l.words.Hints.Words
	}
	return s.render(withHints(d, hint), lang)
}

// NameHint stands in a preview for a name that is in the letter and not shown.
func (s *Set) NameHint(lang casework.Language) personal.Text {
	return personal.New(s.list(lang).Hints.Name)
}

func (s *Set) render(d Data, lang casework.Language) (Rendered, error) {
	danish := s.languages[casework.Danish]
	if l, ok := s.languages[lang]; ok {
		return l.render(l.name(fileOf(d)), d)
	}
	first, err := danish.render(danish.name(fileOf(d)), d)
	if err != nil || toDepartment(d) {
		return first, err
	}
	english := s.languages[casework.English]
	second, err := english.render(english.name(fileOf(d)), d)
	if err != nil {
		return Rendered{}, err
	}
	first.Text = personal.New(danish.words.BothLanguages + "\n\n" + first.Text.Reveal() +
		"\n———\n\n" + english.words.BothLanguages + "\n\n" + second.Text.Reveal())
	return first, nil
}

func (l *language) render(name string, data any) (Rendered, error) {
	var b strings.Builder
	if err := l.templates.ExecuteTemplate(&b, name, data); err != nil {
		return Rendered{}, err
	}
	subject, text, _ := strings.Cut(strings.TrimPrefix(b.String(), subjectMark), "\n")
	return Rendered{Subject: strings.TrimSpace(subject), Text: personal.New(tidy(text))}, nil
}

// tidy takes away what conditions in a template leave behind: space at the end
// of lines and more than one empty line.
func tidy(text string) string {
	var b strings.Builder
	blank := true // at the start, so that no empty line comes first
	for line := range strings.SplitSeq(text, "\n") {
		line = strings.TrimRight(line, " \t")
		if line == "" {
			blank = true
			continue
		}
		if blank && b.Len() > 0 {
			b.WriteByte('\n')
		}
		blank = false
		b.WriteString(line)
		b.WriteByte('\n')
	}
	return b.String()
}

// Date writes a day in words: "torsdag den 12. juni 2026", "Thursday 12 June
// 2026". Other languages get Danish.
func (s *Set) Date(d calendar.Date, lang casework.Language) string { return s.list(lang).date(d) }

// Skip says in words why a day is not a working day; a closing is called by its
// name.
func (s *Set) Skip(why calendar.Skip, lang casework.Language) string { return s.list(lang).skip(why) }

// Waiting returns the ready sentences about what a case waits for (L09).
func (s *Set) Waiting(lang casework.Language) []Phrase { return s.list(lang).Waiting }

func (s *Set) list(lang casework.Language) words {
	if l, ok := s.languages[lang]; ok {
		return l.words
	}
	return s.languages[casework.Danish].words
}
