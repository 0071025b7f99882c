package config

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// reader makes a tree of a file.
type reader struct {
	src   *source
	found []Finding
}

func (r *reader) fail(line int, path, text, excerpt string) {
	r.found = append(r.found, Finding{File: r.src.name, Line: line, Path: path, Text: text, Excerpt: excerpt})
}

// read returns the tree of a file, or nil and the reason.
func (r *reader) read(raw []byte) *node {
	raw = bytes.TrimPrefix(raw, []byte("\uFEFF")) // Windows' editors begin a file with it
	r.src.lines = strings.Split(string(raw), "\n")
	if !utf8.Valid(raw) {
		r.fail(1, "", "the file is not UTF-8; save it as UTF-8", "")
		return nil
	}
	file, err := parser.ParseBytes(raw, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		r.syntax(err)
		return nil
	}
	var root *node
	for _, doc := range file.Docs {
		switch {
		case doc.Body == nil:
		case root != nil:
			r.fail(doc.Body.GetToken().Position.Line, "", `a second document begins here; keep one and delete the line "---"`, "")
		default:
			root = r.node(doc.Body, "", "", 1)
		}
	}
	if root == nil || root.kind != mapping {
		r.fail(1, "", `there are no keys in the file; begin with "preset: lejre" or "preset: horsens"`, "")
		return nil
	}
	return root
}

// syntax reports where the file is no YAML. What stands there cannot be told from
// a secret, so that only a known key is shown.
func (r *reader) syntax(err error) {
	line, text := 1, "the file is not YAML"
	var bad yaml.Error
	if errors.As(err, &bad) {
		// A message may quote the text; what comes before is general.
		general, _, _ := strings.Cut(bad.GetMessage(), `"`)
		text += ": " + plain(strings.TrimSpace(general))
		if t := bad.GetToken(); t != nil && t.Position != nil {
			line = max(t.Position.Line, 1)
		}
	}
	shown := ""
	if line <= len(r.src.lines) {
		key, _, _ := strings.Cut(r.src.lines[line-1], ":")
		if isKey(reflect.TypeFor[Config](), strings.TrimLeft(key, " -")) {
			shown = key + ": …"
		}
	}
	r.fail(line, "", text+"; look at this line and those beside it", shown)
}

// node converts what stands under a key.
func (r *reader) node(a ast.Node, key, path string, line int) *node {
	n := &node{src: r.src, line: line, key: key}
	switch a := a.(type) {
	case nil, *ast.NullNode:
	case *ast.MappingNode:
		n.kind = mapping
		r.fields(n, a.Values, path)
	case *ast.MappingValueNode:
		n.kind = mapping
		r.fields(n, []*ast.MappingValueNode{a}, path)
	case *ast.SequenceNode:
		n.kind = list
		for i, value := range a.Values {
			n.nodes = append(n.nodes, r.node(value, item, fmt.Sprintf("%s[%d]", path, i), lineOf(value, line)))
		}
	case *ast.StringNode:
		n.kind, n.text = word, a.Value
	case *ast.LiteralNode:
		n.kind, n.text = word, a.Value.Value
	case *ast.BoolNode:
		n.kind, n.text = truth, a.Token.Value
	case *ast.IntegerNode:
		n.kind, n.text = number, a.Token.Value
	case *ast.FloatNode:
		n.kind, n.text = number, a.Token.Value
	default:
		r.fail(line, path, "only plain values, lists and keys are understood here; put text in quotation marks", "")
	}
	return n
}

// fields converts a mapping. Where a secret is expected even the keys may be one.
func (r *reader) fields(n *node, values []*ast.MappingValueNode, path string) {
	if secretive(path) {
		return
	}
	for _, value := range values {
		line := lineOf(value.Key, n.line)
		name, ok := value.Key.(*ast.StringNode)
		if !ok {
			r.fail(line, path, "a key here is no plain word; write the keys as in the preset", "")
			continue
		}
		below := join(path, name.Value)
		if first := n.field(name.Value); first != nil {
			r.fail(line, below, fmt.Sprintf("stands twice, first in line %d; delete one", first.line), "")
			continue
		}
		n.nodes = append(n.nodes, r.node(value.Value, name.Value, below, line))
	}
}

// lineOf is the line a node begins on.
func lineOf(n ast.Node, otherwise int) int {
	var t *token.Token
	if m, ok := n.(*ast.MappingValueNode); ok {
		t = m.Key.GetToken()
	} else if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		t = m.Values[0].Key.GetToken()
	} else if n != nil {
		t = n.GetToken()
	}
	if t == nil || t.Position == nil {
		return otherwise
	}
	return t.Position.Line
}

// isKey reports whether a key of that name stands anywhere in the type.
func isKey(t reflect.Type, name string) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map:
		return isKey(t.Elem(), name)
	case reflect.Struct:
		for i := range t.NumField() {
			if key := keyOf(t.Field(i)); key != "" && (key == name || isKey(t.Field(i).Type, name)) {
				return true
			}
		}
	}
	return false
}
