package scope

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// begin tells what to do about a directory that is not one of rules.
const begin = "a directory of rules holds all of them: begin with a copy of config/rules"

// complete reports whether the files that every set of rules has are there.
func (l *loader) complete() bool {
	before := len(l.errs)
	entries, err := fs.ReadDir(l.fsys, ".")
	switch {
	case err != nil:
		l.errs = append(l.errs, fmt.Errorf("read rules: %w", err))
	case len(entries) == 0:
		l.errs = append(l.errs, errors.New("the directory of rules is empty; "+begin))
	}
	if len(l.errs) > before {
		return false
	}
	for _, name := range []string{fileWords, fileNeutral, fileReferrals} {
		if _, err := fs.Stat(l.fsys, name); errors.Is(err, fs.ErrNotExist) {
			l.errs = append(l.errs, fmt.Errorf("%s is missing; %s", name, begin))
		}
	}
	return len(l.errs) == before
}

// ruleFiles returns the names of the files with rules, in order. That a file looks
// like one and would not be read is a mistake.
func (l *loader) ruleFiles() []string {
	var names []string
	err := fs.WalkDir(l.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		switch ext := path.Ext(name); {
		case err != nil || entry.IsDir() || strings.HasPrefix(path.Base(name), "."):
		case ext == ".yml" || ext == ".YAML" || ext == ".YML":
			l.fail(name, 1, "is not read; name it %s.yaml", strings.TrimSuffix(path.Base(name), ext))
		case ext == ".yaml" && path.Dir(name) != ".":
			names = append(names, name)
		case ext == ".yaml" && !slices.Contains([]string{fileWords, fileNeutral, fileReferrals}, name):
			l.fail(name, 1, "is not read; move it into a folder such as kinds, grounds, flags or sensitive")
		}
		return err
	})
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("read rules: %w", err))
	}
	if len(names) == 0 {
		l.errs = append(l.errs, errors.New("there are no files of rules; "+begin))
	}
	return names
}

// byteOrderMark is what Windows puts before UTF-8.
const byteOrderMark = "\xEF\xBB\xBF"

// decode reads a YAML file strictly.
func (l *loader) decode(name string, into any) bool {
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("read rules: %w", err))
		return false
	}
	data = bytes.TrimPrefix(data, []byte(byteOrderMark))
	if !l.legible(name, data) {
		return false
	}
	err = yaml.UnmarshalWithOptions(data, into, yaml.Strict())
	if err == nil {
		return true
	}
	line, what := 1, err.Error()
	var at yaml.Error
	if errors.As(err, &at) {
		what = hinted(at.GetMessage())
		if token := at.GetToken(); token != nil {
			line = token.Position.Line
		}
	}
	var unknown *yaml.UnknownFieldError
	if errors.As(err, &unknown) && unknown.Token != nil {
		key, known := unknown.Token.Value, keys(reflect.TypeOf(into))
		what = fmt.Sprintf("unknown key %q; %s; the keys of such a file are: %s", key, meant(key, known), strings.Join(known, ", "))
	}
	l.fail(name, line, "%s", what)
	return false
}

// hinted adds to what the YAML reader says what it mostly comes of.
func hinted(what string) string {
	switch what {
	case "value is not allowed in this context":
		return what + "; the line begins in the wrong column"
	case "mapping value is not allowed in this context":
		return what + "; this line or the next begins in the wrong column, or put quotation marks round text with a colon"
	}
	return what
}

// legible reports whether a file is UTF-8 text indented with spaces, as YAML must
// be, and tells of every line that is not.
func (l *loader) legible(name string, data []byte) bool {
	before, n := len(l.errs), 0
	for line := range bytes.Lines(data) {
		n++
		indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
		switch {
		case !utf8.Valid(line):
			l.fail(name, n, "is not UTF-8; save the file with the encoding UTF-8")
		case bytes.ContainsRune(indent, '\t') && len(bytes.TrimSpace(line)) > 0:
			l.fail(name, n, "is indented with a tab; use spaces")
		}
	}
	return len(l.errs) == before
}

// keys lists the keys a file decoded into t may have, at any depth.
func keys(t reflect.Type) []string {
	var names []string
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return keys(t.Elem())
	case reflect.Struct:
		for field := range t.Fields() {
			if name := field.Tag.Get("yaml"); name != "" {
				names = append(append(names, name), keys(field.Type)...)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// meant says which of the known words somebody may have meant by one.
func meant(word string, known []string) string {
	best, ok := Meant(word, known)
	if !ok {
		return "nothing is called so"
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// Meant is the known word that is least away from one that is not known, if any is
// near.
func Meant(word string, known []string) (best string, near bool) {
	best, least := "", 1+len(word)/3
	for _, k := range known {
		if away := edits(word, k); away <= least && (best == "" || away < edits(word, best)) {
			best = k
		}
	}
	return best, best != ""
}

// edits is how many letters must be put in, left out or exchanged to make b of a.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range row {
		row[i] = i
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			exchange := diagonal
			if a[i] != b[j] {
				exchange++
			}
			diagonal = row[j+1]
			row[j+1] = min(exchange, diagonal+1, row[j]+1)
		}
	}
	return row[len(b)]
}

// lists returns the word lists, and tells of those that have no words.
func (l *loader) lists(file listsFile) map[string][]string {
	lists := map[string][]string{}
	for _, name := range slices.Sorted(maps.Keys(file.Lists)) {
		words := file.Lists[name]
		lists[name] = nil
		for _, word := range words {
			if strings.TrimSpace(word.Text) == "" {
				l.fail(fileWords, max(word.Line, 1), "a word of the list %s is empty; write one or remove it", name)
			}
			lists[name] = append(lists[name], word.Text)
		}
		if len(words) == 0 {
			l.fail(fileWords, 1, "the list %s has no words; write some or remove it", name)
		}
	}
	return lists
}
