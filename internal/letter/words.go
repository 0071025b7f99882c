package letter

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// words are the lists of one language (words.yaml).
type words struct {
	Date          string            `yaml:"date"` // with {weekday}, {day}, {month} and {year}
	Weekdays      []string          `yaml:"weekdays"`
	Every         []string          `yaml:"every"` // weekdays as a habit
	Months        []string          `yaml:"months"`
	And           string            `yaml:"and"`
	BothLanguages string            `yaml:"both_languages"`
	Skips         map[string]string `yaml:"skips"`
	Kinds         map[string]string `yaml:"kinds"`
	Requests      map[string]string `yaml:"requests"`
	MandateItems  map[string]string `yaml:"mandate_items"`
	// OwnMandateItems are the same to the one who gives the power of attorney.
	OwnMandateItems map[string]string `yaml:"own_mandate_items"`

	Copies   map[string]string `yaml:"copies"`
	Waiting  []Phrase          `yaml:"waiting"`
	Hints    hints             `yaml:"hints"`
	NotNames []string          `yaml:"not_names"`
}

// hints stand where something is still to be written, or is not shown.
type hints struct {
	Date  string `yaml:"date"`
	Words string `yaml:"words"`
	Name  string `yaml:"name"`
}

// Phrase is a ready sentence an adviser can choose; its code is the same in
// both languages.
type Phrase struct {
	Code string `yaml:"code"`
	Text string `yaml:"text"`
}

// readYAML reads a file strictly: an unknown key is a mistake, with its line.
func readYAML(fsys fs.FS, path string, into any) error {
	raw, err := fs.ReadFile(fsys, path)
	if err != nil {
		return err
	}
	if err := yaml.UnmarshalWithOptions(raw, into, yaml.Strict()); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// readWords reads and checks the word lists of one language.
func readWords(fsys fs.FS, path string) (words, error) {
	var w words
	if err := readYAML(fsys, path, &w); err != nil {
		return w, err
	}
	var mistakes []error
	mistake := func(format string, args ...any) {
		mistakes = append(mistakes, fmt.Errorf(path+": "+format, args...))
	}
	for name, list := range map[string][]string{"weekdays": w.Weekdays, "every": w.Every} {
		if len(list) != 7 {
			mistake("%s: give the seven days from Sunday on, not %d", name, len(list))
		}
	}
	if len(w.Months) != 12 {
		mistake("months: give twelve, not %d", len(w.Months))
	}
	for _, part := range []string{"{weekday}", "{day}", "{month}", "{year}"} {
		if !strings.Contains(w.Date, part) {
			mistake("date: %s is missing", part)
		}
	}
	for name, word := range map[string]string{
		"and": w.And, "both_languages": w.BothLanguages,
		"hints: date": w.Hints.Date, "hints: words": w.Hints.Words, "hints: name": w.Hints.Name,
	} {
		if word == "" {
			mistake("%s is missing", name)
		}
	}
	for name, list := range map[string]struct{ got, want []string }{
		"skips":             {keys(w.Skips), codes(calendar.SkipCodes())},
		"kinds":             {keys(w.Kinds), codes(casework.Kinds())},
		"requests":          {keys(w.Requests), codes(requests)},
		"mandate_items":     {keys(w.MandateItems), codes(casework.MandateItems())},
		"own_mandate_items": {keys(w.OwnMandateItems), codes(casework.MandateItems())},

		"copies": {keys(w.Copies), codes([]CopyChannel{CopyByDigitalPost, CopyByMail})},
	} {
		if err := sameCodes(list.got, list.want); err != nil {
			mistake("%s: %w", name, err)
		}
	}
	return w, errors.Join(mistakes...)
}

// requests are the wishes L19 answers.
var requests = []casework.Reason{
	casework.ReasonAccess, casework.ReasonInsight, casework.ReasonCorrection, casework.ReasonErasure,
}

// keys returns the keys that have words.
func keys(m map[string]string) []string {
	all := slices.Collect(maps.Keys(m))
	return slices.DeleteFunc(all, func(key string) bool { return m[key] == "" })
}

func codes[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, code := range list {
		all[i] = string(code)
	}
	return all
}

// sameCodes says which codes have no words, and which words have no code.
func sameCodes(got, want []string) error {
	var mistakes []error
	for _, code := range want {
		if !slices.Contains(got, code) {
			mistakes = append(mistakes, fmt.Errorf("%s is missing", code))
		}
	}
	for _, code := range got {
		if !slices.Contains(want, code) {
			mistakes = append(mistakes, fmt.Errorf("%s is unknown", code))
		}
	}
	return errors.Join(mistakes...)
}

// date writes a day as people say it, with its weekday: a citizen who counts
// days checks it against her own calendar.
func (w words) date(d calendar.Date) string {
	if d.IsZero() {
		return w.Hints.Date
	}
	return strings.NewReplacer(
		"{weekday}", w.Weekdays[d.Weekday()], "{day}", strconv.Itoa(d.Day()),
		"{month}", w.Months[d.Month()-1], "{year}", strconv.Itoa(d.Year()),
	).Replace(w.Date)
}

// weekdays writes "mandag, tirsdag og torsdag".
func (w words) weekdays(days []time.Weekday) string {
	var b strings.Builder
	for i, day := range days {
		switch {
		case i > 0 && i == len(days)-1:
			b.WriteString(" " + w.And + " ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(w.Every[day])
	}
	return b.String()
}

// skip says why a day does not count.
func (w words) skip(s calendar.Skip) string {
	if s.Name != "" {
		return s.Name
	}
	return w.Skips[string(s.Code)]
}
