package letter

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"text/template/parse"

	"borgerbot/internal/casework"
)

// checker reads a template like a compiler: text/template finds a field that
// does not exist only when it comes past, and a condition on a struct is always
// true.
type checker struct {
	l        *language
	funcs    map[string]reflect.Type
	root     reflect.Type
	seen     map[string]bool
	mistakes []error
}

// checkFields checks the named template, and the blocks it uses, against the
// struct it is rendered with.
func (l *language) checkFields(name string, data reflect.Type) []error {
	c := &checker{l: l, funcs: map[string]reflect.Type{}, root: data, seen: map[string]bool{}}
	for fn, body := range l.funcs(nil) {
		c.funcs[fn] = reflect.TypeOf(body).Out(0)
	}
	c.template(nil, name, data)
	return c.mistakes
}

// checkGrounds checks that every ground has its texts.
func (l *language) checkGrounds() []error {
	names := map[string]bool{}
	for _, ground := range casework.Grounds() {
		names[groundName(ground, false)] = true
		names[groundName(ground, true)] = true
	}
	var mistakes []error
	for _, ground := range slices.Sorted(maps.Keys(names)) {
		for _, part := range groundParts {
			name := ground + "." + part
			if l.templates.Lookup(name) == nil {
				mistakes = append(mistakes, fmt.Errorf("%s: %q is not defined", l.name(groundFile), name))
				continue
			}
			mistakes = append(mistakes, l.checkFields(name, reflect.TypeFor[Office]())...)
		}
	}
	return mistakes
}

// mistake records what is wrong at a node, with its file and line.
func (c *checker) mistake(tree *parse.Tree, node parse.Node, format string, args ...any) {
	where, _ := tree.ErrorContext(node)
	c.mistakes = append(c.mistakes, fmt.Errorf(where+": "+format, args...))
}

// template checks a template for a type of dot, once.
func (c *checker) template(caller *parse.Tree, name string, dot reflect.Type) {
	t := c.l.templates.Lookup(name)
	if t == nil || t.Tree == nil {
		c.mistakes = append(c.mistakes, fmt.Errorf("%s: there is no block %q", caller.ParseName, name))
		return
	}
	key := fmt.Sprint(name, dot)
	if c.seen[key] {
		return
	}
	c.seen[key] = true
	c.list(t.Tree, t.Tree.Root, dot)
}

func (c *checker) list(tree *parse.Tree, list *parse.ListNode, dot reflect.Type) {
	if list == nil {
		return
	}
	for _, node := range list.Nodes {
		switch node := node.(type) {
		case *parse.ActionNode:
			c.pipe(tree, node.Pipe, dot)
		case *parse.IfNode:
			c.condition(tree, node, c.pipe(tree, node.Pipe, dot))
			c.list(tree, node.List, dot)
			c.list(tree, node.ElseList, dot)
		case *parse.WithNode:
			inner := c.pipe(tree, node.Pipe, dot)
			c.condition(tree, node, inner)
			c.list(tree, node.List, inner)
			c.list(tree, node.ElseList, dot)
		case *parse.RangeNode:
			c.list(tree, node.List, c.element(tree, node, c.pipe(tree, node.Pipe, dot)))
			c.list(tree, node.ElseList, dot)
		case *parse.TemplateNode:
			c.template(tree, node.Name, c.pipe(tree, node.Pipe, dot))
		}
	}
}

// condition refuses a struct: it is never empty to text/template.
func (c *checker) condition(tree *parse.Tree, node parse.Node, t reflect.Type) {
	if t != nil && t.Kind() == reflect.Struct {
		c.mistake(tree, node, "%s is always true here; write {{if has …}}", t.Name())
	}
}

func (c *checker) element(tree *parse.Tree, node parse.Node, t reflect.Type) reflect.Type {
	if t == nil {
		return nil
	}
	if t.Kind() != reflect.Slice {
		c.mistake(tree, node, "%s is no list", t.Name())
		return nil
	}
	return t.Elem()
}

// pipe returns the type of a pipeline, or nil when it cannot be told.
func (c *checker) pipe(tree *parse.Tree, pipe *parse.PipeNode, dot reflect.Type) reflect.Type {
	if pipe == nil {
		return nil
	}
	var result reflect.Type
	for _, command := range pipe.Cmds {
		for i := len(command.Args) - 1; i >= 0; i-- {
			t := c.argument(tree, command.Args[i], dot)
			if i == 0 {
				result = t
			}
		}
	}
	return result
}

func (c *checker) argument(tree *parse.Tree, node parse.Node, dot reflect.Type) reflect.Type {
	switch node := node.(type) {
	case *parse.DotNode:
		return dot
	case *parse.FieldNode:
		return c.field(tree, node, dot, node.Ident)
	case *parse.VariableNode:
		return c.field(tree, node, c.rootOf(tree, node.Ident[0]), node.Ident[1:])
	case *parse.PipeNode:
		return c.pipe(tree, node, dot)
	case *parse.IdentifierNode:
		return c.funcs[node.Ident]
	}
	return nil
}

// rootOf is the type of $ in a letter: its struct. In a block, which several
// letters use, and for other variables it cannot be told.
func (c *checker) rootOf(tree *parse.Tree, variable string) reflect.Type {
	if variable == "$" && tree.Name == tree.ParseName {
		return c.root
	}
	return nil
}

// field follows .A.B.C from a type.
func (c *checker) field(tree *parse.Tree, node parse.Node, t reflect.Type, path []string) reflect.Type {
	for _, name := range path {
		if t == nil {
			return nil
		}
		if method, ok := t.MethodByName(name); ok {
			t = method.Type.Out(0)
			continue
		}
		if t.Kind() == reflect.Pointer {
			t = t.Elem()
		}
		field, ok := reflect.StructField{}, false
		if t.Kind() == reflect.Struct {
			field, ok = t.FieldByName(name)
		}
		if !ok {
			c.mistake(tree, node, "%s has no field %s", t.Name(), name)
			return nil
		}
		t = field.Type
	}
	return t
}
