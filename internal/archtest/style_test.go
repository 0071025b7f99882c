package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"
)

const (
	longestFile     = 500
	longestFunction = 60
	// longMark begins the line of a doc comment that says why a function is longer.
	longMark = "Long: "
)

// checkSizes keeps files and functions small enough to be read at once.
func checkSizes(p pkg) []string {
	var found []string
	for _, file := range p.files {
		if file.lines > longestFile {
			found = append(found, fmt.Sprintf("%s has %d lines, at most %d", file.path, file.lines, longestFile))
		}
		for _, declaration := range file.syntax.Decls {
			fn, ok := declaration.(*ast.FuncDecl)
			if !ok {
				continue
			}
			lines := file.set.Position(fn.End()).Line - file.set.Position(fn.Pos()).Line + 1
			if lines > longestFunction && !strings.Contains("\n"+fn.Doc.Text(), "\n"+longMark) {
				found = append(found, fmt.Sprintf("%s: %s has %d lines, at most %d; where it must be, its comment says why in a line %q",
					file.at(fn), fn.Name.Name, lines, longestFunction, longMark+"…"))
			}
		}
	}
	return found
}

// checkPackageComment wants one comment that a new colleague can start from.
func checkPackageComment(p pkg) []string {
	var where []string
	code := false
	for _, file := range p.files {
		if file.test {
			continue
		}
		code = true
		if doc := file.syntax.Doc.Text(); doc != "" {
			where = append(where, file.path)
			if name := file.syntax.Name.Name; name != "main" && !strings.HasPrefix(doc, "Package "+name+" ") {
				return []string{fmt.Sprintf("%s: the package comment begins %q", file.path, "Package "+name+" …")}
			}
		}
	}
	if code && len(where) != 1 {
		return []string{fmt.Sprintf("%s has %d package comments, want one: %v", p.dir, len(where), where)}
	}
	return nil
}

// checkComments wants a sentence for every exported name, beginning with it.
func checkComments(p pkg) []string {
	var found []string
	for _, file := range p.files {
		if file.test {
			continue
		}
		for _, declaration := range file.syntax.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				if exportedFunction(d) {
					found = append(found, sentence(file, d, d.Name.Name, d.Doc)...)
				}
			case *ast.GenDecl:
				found = append(found, groupComments(file, d)...)
			}
		}
	}
	return found
}

// exportedFunction reports whether others see the function. Error and Unwrap
// are known by their names.
func exportedFunction(fn *ast.FuncDecl) bool {
	if !fn.Name.IsExported() || fn.Recv != nil && (fn.Name.Name == "Error" || fn.Name.Name == "Unwrap") {
		return false
	}
	if fn.Recv == nil {
		return true
	}
	of := fn.Recv.List[0].Type
	if pointer, ok := of.(*ast.StarExpr); ok {
		of = pointer.X
	}
	if generic, ok := of.(*ast.IndexExpr); ok {
		of = generic.X
	}
	name, ok := of.(*ast.Ident)
	return ok && name.IsExported()
}

// groupComments looks at types one by one. Constants and variables may share the
// comment of their group, or have one at the end of their line.
func groupComments(file source, group *ast.GenDecl) []string {
	var found []string
	for _, spec := range group.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc
			if doc == nil && !group.Lparen.IsValid() {
				doc = group.Doc
			}
			if spec.Name.IsExported() {
				found = append(found, sentence(file, spec, spec.Name.Name, doc)...)
			}
		case *ast.ValueSpec:
			name := spec.Names[0]
			switch {
			case !name.IsExported():
			case !group.Lparen.IsValid() && group.Tok == token.CONST, !group.Lparen.IsValid():
				found = append(found, sentence(file, spec, name.Name, group.Doc)...)
			case spec.Doc != nil:
				found = append(found, sentence(file, spec, name.Name, spec.Doc)...)
			case group.Doc == nil && spec.Comment == nil:
				found = append(found, fmt.Sprintf("%s: %s has no comment", file.at(spec), name.Name))
			}
		}
	}
	return found
}

func sentence(file source, at ast.Node, name string, doc *ast.CommentGroup) []string {
	text := doc.Text()
	for _, article := range []string{"A ", "An ", "The "} {
		text = strings.TrimPrefix(text, article) // as go.dev/doc/comment has it
	}
	rest, named := strings.CutPrefix(text, name)
	switch {
	case text == "":
		return []string{fmt.Sprintf("%s: %s has no comment", file.at(at), name)}
	case !named || rest == "" || !strings.ContainsAny(rest[:1], " ,:('\n"):
		return []string{fmt.Sprintf("%s: the comment on %s does not begin with its name", file.at(at), name)}
	case !strings.ContainsAny(rest, ".:"):
		return []string{fmt.Sprintf("%s: the comment on %s is no sentence", file.at(at), name)}
	}
	return nil
}
