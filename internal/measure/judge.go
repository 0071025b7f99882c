package measure

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/scope"
)

// Judged is a labelled letter and what the rules made of it.
type Judged struct {
	Labels
	Said casework.Verdict
	// met tells of each span whether evidence of its label lies on it.
	met []bool
}

// Judge judges the letters of a set, which lie in fsys, as intake would on the day
// each came.
func Judge(fsys fs.FS, set Set, rules *scope.Classifier) ([]Judged, error) {
	var all []Judged
	var errs []error
	for _, l := range set.Letters {
		letter, err := set.Letter(fsys, l)
		if err != nil {
			errs = append(errs, err)
			continue
		}
		j := Judged{Labels: l, Said: rules.Judge(letter)}
		text := letter.Subject + "\n\n" + letter.Text // what the offsets count in
		for _, span := range l.Spans {
			if !strings.Contains(text, span.Text) || span.Text == "" {
				errs = append(errs, set.at(l, fmt.Errorf("spans: the letter does not say %q", span.Text)))
			}
			j.met = append(j.met, j.meets(span, text))
		}
		all = append(all, j)
	}
	return all, errors.Join(errs...)
}

// Letter reads a letter of the set, which lies in fsys, as intake would on the day
// it came. An error names its line of labels.
func (s Set) Letter(fsys fs.FS, l Labels) (scope.Letter, error) {
	msg, err := mailmsg.Parse(func() (io.ReadCloser, error) { return fsys.Open(l.File) }, mailmsg.DefaultLimits())
	if err != nil {
		return scope.Letter{}, s.at(l, err)
	}
	return scope.Read(msg, l.Received), nil
}

// meets reports whether evidence for the span's label touches one of the places
// where its words stand.
func (j Judged) meets(span Span, text string) bool {
	for start := 0; span.Text != ""; {
		found := strings.Index(text[start:], span.Text)
		if found < 0 {
			break
		}
		start += found
		end := start + len(span.Text)
		if slices.ContainsFunc(j.Said.Evidence, func(e casework.Evidence) bool {
			return e.For && canon(e.Label) == canon(span.Label) && e.Start < end && start < e.End
		}) {
			return true
		}
		start = end
	}
	return false
}

// canon is the label that a label is measured as.
func canon(label string) string {
	if label == string(casework.KindDelay) {
		return string(casework.KindCaseHandling)
	}
	return label
}

// says reports whether the verdict carries the label, whatever kind of label it
// is.
func (j Judged) says(label string) bool {
	return slices.Contains(j.Said.Kinds, casework.Kind(label)) || slices.Contains(j.Said.Grounds, casework.Ground(label)) ||
		slices.Contains(j.Said.Flags, casework.Flag(label)) || slices.Contains(j.Said.Sensitive, casework.Sensitive(label))
}

// foreign reports whether the letter is in a language the rules do not know.
func (j Judged) foreign() bool {
	switch casework.Language(j.Language) {
	case casework.Danish, casework.English, casework.Unknown:
		return false
	}
	return true
}
