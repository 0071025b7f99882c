package config

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// source is a file of configuration.
type source struct {
	name   string // for people
	dir    string // where its relative paths start
	preset bool
	lines  []string
}

// invented is the mark in a preset of a value that an office must set itself.
const invented = "# SET"

func (s *source) marked(line int) bool {
	return s.preset && line <= len(s.lines) && strings.HasSuffix(strings.TrimRight(s.lines[line-1], " \r"), invented)
}

// node is a value in a file, and where it stands.
type node struct {
	src  *source
	line int
	kind kind
	// key is the name it stands under, or item.
	key  string
	text string // of a scalar, as it is written without quotation marks
	// nodes are the values of a mapping or the items of a list.
	nodes []*node
}

// kind is what a node is.
type kind int

const (
	null kind = iota
	word
	number
	truth
	mapping
	list
)

// item is the key of what stands in a list.
const item = "-"

// field returns the value under a key of a mapping, or nil.
func (n *node) field(key string) *node {
	if n.kind != mapping {
		return nil
	}
	for _, f := range n.nodes {
		if f.key == key {
			return f
		}
	}
	return nil
}

// excerpt is what stands at the node, as a message may show it. It is made from
// the node alone, not from its line, on which a secret may stand too.
func (n *node) excerpt(path string) string { return n.named(n.value(path)) }

// hidden is the excerpt of a node whose value is not shown.
func (n *node) hidden() string { return n.named("…") }

func (n *node) named(value string) string {
	sign := ": "
	if n.key == item {
		sign = " "
	}
	return strings.TrimRight(plain(n.key)+sign+value, " ")
}

// value is the node's text, or what stands directly below it.
func (n *node) value(path string) string {
	switch {
	case n.kind != mapping && n.kind != list && namesPlace(path) && n.isPlace():
		return plain(n.text)
	case n.kind != mapping && n.kind != list:
		return shown(n.text, path)
	case secretive(path):
		return withheld
	}
	var parts []string
	n.below(path, func(path string, b *node) {
		part := shown(b.text, path)
		if b.nodes != nil {
			part = "…"
		}
		if n.kind == mapping {
			part = b.named(part)
		}
		parts = append(parts, part)
	})
	if n.kind == list {
		return "[" + strings.Join(parts, ", ") + "]"
	}
	return "{" + strings.Join(parts, ", ") + "}"
}

// path is the node's text as the path of a file.
func (n *node) path() string {
	if n.text == "" || n.src.preset || filepath.IsAbs(n.text) {
		return n.text
	}
	return filepath.Join(n.src.dir, n.text)
}

// find returns the node at a path, or the nearest one above it, and whether it is
// the very one.
func (n *node) find(path string) (*node, bool) {
	for path != "" {
		var next *node
		if index, rest, ok := cutIndex(path); ok {
			if n.kind == list && index < len(n.nodes) {
				next = n.nodes[index]
			}
			path = rest
		} else {
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			next = n.field(path[:end])
			path = path[end:]
		}
		path = strings.TrimPrefix(path, ".")
		if next == nil {
			return n, false
		}
		n = next
	}
	return n, true
}

// cutIndex takes "[3]" off the front of a path.
func cutIndex(path string) (index int, rest string, ok bool) {
	if !strings.HasPrefix(path, "[") {
		return 0, path, false
	}
	digits, rest, _ := strings.Cut(path[1:], "]")
	_, err := fmt.Sscan(digits, &index)
	return index, rest, err == nil
}

// join puts a key behind a path.
func join(path, key string) string {
	if path == "" {
		return key
	}
	return path + "." + key
}

// merge puts over onto base: mappings key by key, everything else as a whole. A
// section that was left empty changes nothing.
func merge(base, over *node) *node {
	switch {
	case base.kind == mapping && over.kind == null:
		return base
	case base.kind != mapping || over.kind != mapping:
		return over
	}
	merged := *over
	merged.nodes = nil
	for _, b := range base.nodes {
		if o := over.field(b.key); o != nil {
			b = merge(b, o)
		}
		merged.nodes = append(merged.nodes, b)
	}
	for _, o := range over.nodes {
		if base.field(o.key) == nil {
			merged.nodes = append(merged.nodes, o)
		}
	}
	return &merged
}

// below calls fn for everything directly below the node.
func (n *node) below(path string, fn func(path string, n *node)) {
	for i, b := range n.nodes {
		if n.kind == list {
			fn(fmt.Sprintf("%s[%d]", path, i), b)
		} else {
			fn(join(path, b.key), b)
		}
	}
}

// each calls fn for the node and everything below it.
func (n *node) each(path string, fn func(path string, n *node)) {
	fn(path, n)
	n.below(path, func(path string, b *node) { b.each(path, fn) })
}

// namesPlace reports whether a file or a folder is asked for at a path.
func namesPlace(path string) bool {
	return strings.HasSuffix(path, "_file") || strings.HasSuffix(path, "_directory")
}

// isPlace reports whether the node's text is a place and no password that was typed
// where its file was asked for: it stands in a preset of ours, or names something
// that is there, or something below a folder that is.
func (n *node) isPlace() bool {
	if n.src.preset {
		return true
	}
	if _, err := os.Stat(n.path()); err == nil && n.text != "" {
		return true
	}
	first, rest, below := strings.Cut(strings.TrimPrefix(n.text, "/"), "/")
	if !below || first == "" || rest == "" {
		return false
	}
	top := filepath.Join(n.src.dir, first)
	if filepath.IsAbs(n.text) {
		top = "/" + first
	}
	return folder(top) == nil
}
