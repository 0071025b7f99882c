package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"path"
	"slices"
	"strconv"
	"strings"
)

// impure are the imports a pure package does without.
var impure = []string{"os", "os/exec", "net", "net/http", "database/sql", "log", "log/slog"}

// clocks are the calls that make code depend on the moment it runs.
var clocks = []string{
	"time.Now", "time.Since", "time.Until", "time.Sleep", "time.After", "time.AfterFunc",
	"time.Tick", "time.NewTimer", "time.NewTicker", "time.Local",
}

// checkPurity keeps I/O and the clock out of the packages that decide.
func checkPurity(p pkg) []string {
	r, _ := rowOf(p.dir)
	if r.layer > pure {
		return nil
	}
	var found []string
	for _, file := range p.files {
		if file.test {
			continue
		}
		for _, spec := range file.syntax.Imports {
			if slices.Contains(impure, importPath(spec)) && !slices.Contains(r.io, importPath(spec)) {
				found = append(found, fmt.Sprintf("%s: a pure package imports %s", file.at(spec), importPath(spec)))
			}
		}
		file.uses(func(name string, at ast.Node) {
			if slices.Contains(clocks, name) && !slices.Contains(r.io, name) {
				found = append(found, fmt.Sprintf("%s: a pure package uses %s: let the caller pass the time", file.at(at), name))
			}
		})
	}
	return found
}

// banned are uses that are wrong anywhere in the program, with why.
var banned = map[string]string{
	"time.Local":          "the office's zone is configured (Europe/Copenhagen); the machine's is chance",
	"os.Exit":             "only main ends the process",
	"log/slog.Debug":      "the logger is a dependency",
	"log/slog.Info":       "the logger is a dependency",
	"log/slog.Warn":       "the logger is a dependency",
	"log/slog.Error":      "the logger is a dependency",
	"log/slog.Default":    "the logger is a dependency",
	"log/slog.SetDefault": "the logger is a dependency",
	"time.Sleep":          "a sleeping loop cannot be stopped: use a timer and the context",
}

// tracers turn on a library's own trace, which holds letters and passwords.
var tracers = []string{
	"DebugWriter", "OptionDebug", "WithDebugLog", "SetDebugLog", "WithLogAuthData", "SetLogAuthData",
}

// checkBanned refuses what no review should have to find again.
func checkBanned(p pkg) []string {
	var found []string
	refuse := func(where, why string) { found = append(found, where+": "+why) }
	for _, file := range p.files {
		file.each(func(node ast.Node) {
			switch node := node.(type) {
			case *ast.Ident:
				if slices.Contains(tracers, node.Name) {
					refuse(file.at(node), node.Name+" writes letters and passwords to a log")
				}
			case *ast.FuncDecl:
				if node.Recv == nil && node.Name.Name == "init" {
					refuse(file.at(node), "init hides work: construct it where it is wired")
				}
			}
		})
		if !file.test && p.name() != "standin" && !strings.HasPrefix(p.dir, "cmd/") {
			file.uses(func(name string, at ast.Node) {
				if why := banned[name]; why != "" {
					refuse(file.at(at), name+": "+why)
				}
			})
		}
		for _, declaration := range file.syntax.Decls {
			clockInVariable(file, declaration, refuse)
		}
	}
	return found
}

// clockInVariable refuses the variable that stands for the clock: pure code gets
// the time passed, everything else runs in a synctest bubble.
func clockInVariable(file source, declaration ast.Decl, refuse func(where, why string)) {
	group, ok := declaration.(*ast.GenDecl)
	if !ok || group.Tok != token.VAR {
		return
	}
	ast.Inspect(group, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok || selector.Sel.Name != "Now" {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok && file.names[of.Name] == "time" {
			refuse(file.at(selector), "a package variable with time.Now: use testing/synctest")
		}
		return true
	})
}

// checkTests keeps tests honest: none is skipped in silence, none waits in real
// time.
func checkTests(p pkg) []string {
	var found []string
	for _, file := range p.files {
		if !file.test {
			continue
		}
		bubble := slices.ContainsFunc(file.syntax.Imports, func(spec *ast.ImportSpec) bool {
			return importPath(spec) == "testing/synctest"
		})
		file.each(func(node ast.Node) {
			if !file.tagged && skips(node) {
				found = append(found, file.at(node)+": a test skips itself; give its file a build tag")
			}
		})
		file.uses(func(name string, at ast.Node) {
			if name == "testing.Short" && !file.tagged {
				found = append(found, file.at(at)+": there is one way to run the tests")
			}
			if name == "time.Sleep" && !bubble && !file.tagged {
				found = append(found, file.at(at)+": time.Sleep outside a synctest bubble")
			}
		})
	}
	return found
}

// skips reports whether the node is a call such as t.Skip.
func skips(node ast.Node) bool {
	selector, ok := node.(*ast.SelectorExpr)
	if !ok || !slices.Contains([]string{"Skip", "Skipf", "SkipNow"}, selector.Sel.Name) {
		return false
	}
	of, ok := selector.X.(*ast.Ident)
	return ok && slices.Contains([]string{"t", "b", "f", "tb"}, of.Name)
}

// checkReveal keeps personal words masked everywhere but in the few packages
// that must see them.
func checkReveal(p pkg) []string {
	if r, _ := rowOf(p.dir); r.reveals || p.name() == "personal" {
		return nil
	}
	var found []string
	for _, file := range p.files {
		if file.test {
			continue
		}
		file.each(func(node ast.Node) {
			if selector, ok := node.(*ast.SelectorExpr); ok && selector.Sel.Name == "Reveal" {
				found = append(found, file.at(node)+": this package may not reveal personal words (L22)")
			}
		})
	}
	return found
}

// checkTags keeps the form of files and messages out of the course: the store
// and the cards have types of their own.
func checkTags(p pkg) []string {
	if p.name() != "casework" {
		return nil
	}
	var found []string
	for _, file := range p.files {
		file.each(func(node ast.Node) {
			if field, ok := node.(*ast.Field); ok && field.Tag != nil {
				found = append(found, file.at(field)+": a struct tag in casework")
			}
		})
	}
	return found
}

// checkDanish keeps the text people read out of the code: it lies in templates/
// and config/, where somebody who reads Danish finds it.
func checkDanish(p pkg) []string {
	r, _ := rowOf(p.dir)
	var found []string
	for _, file := range p.files {
		if file.test || slices.ContainsFunc(r.language, func(of string) bool {
			return of == anything || path.Base(file.path) == of
		}) {
			continue
		}
		file.each(func(node ast.Node) {
			literal, ok := node.(*ast.BasicLit)
			if !ok || literal.Kind != token.STRING && literal.Kind != token.CHAR {
				return
			}
			if strings.ContainsAny(unquoted(literal), "æøåÆØÅ") {
				found = append(found, fmt.Sprintf("%s: %s is Danish text in code: move it to templates/ or config/",
					file.at(literal), literal.Value))
			}
		})
	}
	return found
}

func unquoted(literal *ast.BasicLit) string {
	if literal.Kind == token.CHAR {
		r, _, _, _ := strconv.UnquoteChar(strings.Trim(literal.Value, "'"), '\'')
		return string(r)
	}
	text, _ := strconv.Unquote(literal.Value) // the parser has checked it
	return text
}
