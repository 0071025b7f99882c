package config

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"borgerbot/internal/calendar"
)

// keyOf is the key a field is written under, or nothing.
func keyOf(f reflect.StructField) string {
	key := f.Tag.Get("yaml")
	if key == "-" {
		return ""
	}
	return key
}

// decode puts a tree into a value. What does not fit is found and left out.
func (l *loader) decode(n *node, v reflect.Value, path string) {
	if n.kind == null && choices[v.Type()] == nil {
		return // empty; only a choice has to be made
	}
	switch into := v.Addr().Interface().(type) {
	case *Secret:
		if l.accept(n.kind == word, n, path, "the name of a file that holds it, as text in quotation marks") {
			file := n.path()
			into.file = &file
		}
	case *Path:
		if l.accept(n.kind == word, n, path, "the name of a file or folder; put it in quotation marks") {
			*into = Path(n.path())
		}
	case *calendar.Date:
		date, err := calendar.ParseDate(n.text)
		if l.accept(err == nil, n, path, "a date such as 2026-12-24") {
			*into = date
		}
	case *time.Duration:
		span, err := time.ParseDuration(n.text)
		if l.accept(err == nil, n, path, "a time such as 60s, 10m or 24h") {
			*into = span
		}
	default:
		l.decodeKind(n, v, path)
	}
}

func (l *loader) decodeKind(n *node, v reflect.Value, path string) {
	switch v.Kind() {
	case reflect.Struct:
		l.decodeStruct(n, v, path)
	case reflect.Map:
		l.decodeMap(n, v, path)
	case reflect.Slice:
		if !l.accept(n.kind == list, n, path, `a list: [one, another], or one a line with "- " in front`) {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.nodes), len(n.nodes)))
		for i, below := range n.nodes {
			l.decode(below, v.Index(i), fmt.Sprintf("%s[%d]", path, i))
		}
	case reflect.Bool:
		if l.accept(n.kind == truth, n, path, "true or false") {
			v.SetBool(n.text == "true")
		}
	case reflect.Int:
		value, err := strconv.Atoi(n.text)
		if l.accept(n.kind == number && err == nil, n, path, "a whole number") {
			v.SetInt(int64(value))
		}
	case reflect.String:
		what, allowed := "text; put it in quotation marks", choices[v.Type()]
		if allowed != nil {
			what = "one of: " + strings.Join(allowed, ", ")
		}
		if l.accept(n.kind == word && (allowed == nil || slices.Contains(allowed, n.text)), n, path, what) {
			v.SetString(n.text)
		}
	}
}

func (l *loader) decodeStruct(n *node, v reflect.Value, path string) {
	var keys []string
	fields := map[string]reflect.Value{}
	for i := range v.NumField() {
		if key := keyOf(v.Type().Field(i)); key != "" {
			keys = append(keys, key)
			fields[key] = v.Field(i)
		}
	}
	for _, below := range l.section(n, path, keys) {
		l.decode(below, fields[below.key], join(path, below.key))
	}
}

// decodeMap decodes a mapping whose keys are among a few.
func (l *loader) decodeMap(n *node, v reflect.Value, path string) {
	v.Set(reflect.MakeMap(v.Type()))
	for _, below := range l.section(n, path, choices[v.Type().Key()]) {
		value := reflect.New(v.Type().Elem()).Elem()
		l.decode(below, value, join(path, below.key))
		v.SetMapIndex(reflect.ValueOf(below.key).Convert(v.Type().Key()), value)
	}
}

// section returns what stands under the known keys of a mapping. What stands in
// place of one, or under an unknown key, is not shown: it may hold a password.
func (l *loader) section(n *node, path string, keys []string) []*node {
	if n.kind != mapping {
		l.find(n, path, "write keys under it: "+strings.Join(keys, ", "), n.hidden())
		return nil
	}
	var known []*node
	for _, below := range n.nodes {
		if slices.Contains(keys, below.key) {
			known = append(known, below)
			continue
		}
		l.find(below, join(path, below.key), "there is no such key; here may stand: "+strings.Join(keys, ", "), below.hidden())
	}
	return known
}

// accept reports ok, and finds the node wrong if it is false.
func (l *loader) accept(ok bool, n *node, path, what string) bool {
	if !ok {
		l.find(n, path, "write "+what, n.excerpt(path))
	}
	return ok
}
