package archtest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
)

const (
	module = "borgerbot/"
	root   = "../.."
)

// source is one Go file.
type source struct {
	path   string // from the root, with slashes
	test   bool
	tagged bool // built only with a build tag
	lines  int
	syntax *ast.File
	set    *token.FileSet
	// names are the local names of the imports, with their paths.
	names map[string]string
}

// pkg is the Go files of a folder, tests included.
type pkg struct {
	dir   string // from the root: "internal/casework"
	files []source
}

// document is a text file of any kind.
type document struct {
	path string
	text string
}

type tree struct {
	packages  []pkg
	documents []document
}

var readTree = sync.OnceValues(func() (tree, error) {
	var all tree
	byDir := map[string]int{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		switch {
		case entry.IsDir() && (rel == ".git" || rel == "data"):
			return filepath.SkipDir
		case !entry.Type().IsRegular() || rel == "go.sum" || rel == "borgerbot":
			return nil
		}
		raw, err := os.ReadFile(name)
		if err != nil || bytes.IndexByte(raw, 0) >= 0 {
			return err
		}
		all.documents = append(all.documents, document{rel, string(raw)})
		if !strings.HasSuffix(rel, ".go") || strings.Contains(rel, "/testdata/") {
			return nil
		}
		src, err := read(rel, raw)
		if err != nil {
			return err
		}
		dir := path.Dir(rel)
		at, known := byDir[dir]
		if !known {
			at = len(all.packages)
			byDir[dir] = at
			all.packages = append(all.packages, pkg{dir: dir})
		}
		all.packages[at].files = append(all.packages[at].files, src)
		return nil
	})
	return all, err
})

// read parses one Go file.
func read(name string, raw []byte) (source, error) {
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, name, raw, parser.ParseComments)
	if err != nil {
		return source{}, err
	}
	src := source{
		path: name, test: strings.HasSuffix(name, "_test.go"), lines: bytes.Count(raw, []byte("\n")),
		syntax: syntax, set: set, names: map[string]string{},
	}
	for _, spec := range syntax.Imports {
		imported := importPath(spec)
		local := path.Base(imported)
		if len(local) > 1 && local[0] == 'v' && strings.Trim(local[1:], "0123456789") == "" {
			local = path.Base(path.Dir(imported)) // a major version is no name
		}
		if spec.Name != nil {
			local = spec.Name.Name
		}
		src.names[local] = imported
	}
	for _, group := range syntax.Comments {
		for _, line := range group.List {
			src.tagged = src.tagged || line.Pos() < syntax.Package && constraint.IsGoBuild(line.Text)
		}
	}
	return src, nil
}

func importPath(spec *ast.ImportSpec) string {
	imported, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
	return imported
}

// at names a place for people.
func (s source) at(node ast.Node) string {
	return fmt.Sprintf("%s:%d", s.path, s.set.Position(node.Pos()).Line)
}

// each calls fn for every node of the file.
func (s source) each(fn func(ast.Node)) {
	ast.Inspect(s.syntax, func(node ast.Node) bool {
		if node != nil {
			fn(node)
		}
		return true
	})
}

// uses calls fn for every name of another package that the file uses, as
// "time.Now".
func (s source) uses(fn func(name string, at ast.Node)) {
	s.each(func(node ast.Node) {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return
		}
		if of, ok := selector.X.(*ast.Ident); ok && s.names[of.Name] != "" {
			fn(s.names[of.Name]+"."+selector.Sel.Name, node)
		}
	})
}

// name is the package's name in the table: its folder without internal/, except
// that internal/config is told from the folder config.
func (p pkg) name() string {
	if p.dir == "internal/config" {
		return p.dir
	}
	return strings.TrimPrefix(p.dir, "internal/")
}
