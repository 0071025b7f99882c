package scope

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// written is a word or sentence in a rule file and the line it stands on.
type written struct {
	Text string
	Line int
}

// UnmarshalYAML takes the text of a scalar and its line.
func (w *written) UnmarshalYAML(node ast.Node) error {
	w.Line = node.GetToken().Position.Line
	switch node := node.(type) {
	case *ast.NullNode: // nothing is written there
	case *ast.StringNode:
		w.Text = node.Value
	case *ast.LiteralNode:
		w.Text = strings.TrimSpace(node.Value.Value)
	case ast.ScalarNode:
		w.Text = fmt.Sprint(node.GetValue())
	case *ast.MappingValueNode, *ast.MappingNode:
		return &yaml.SyntaxError{Message: "put quotation marks round text with a colon", Token: node.GetToken()}
	default:
		return &yaml.SyntaxError{Message: "write a word or sentence here, not a list", Token: node.GetToken()}
	}
	return nil
}

// place gives items that are empty, and so have no line of their own, that of what
// they stand under.
func place(line int, lists ...[]written) {
	for _, list := range lists {
		for i := range list {
			if list[i].Line == 0 {
				list[i].Line = line
			}
		}
	}
}

// ruleFile is one file of rules, all for one label.
type ruleFile struct {
	Label  written `yaml:"label"`
	Title  string  `yaml:"title"`
	Source string  `yaml:"source"`
	// Sentences are the office's own words for a ground, by preset.
	Sentences map[string]string `yaml:"sentences"`
	// Absorbs are kinds that are part of the ground's matter, not of the office's,
	// anywhere in the letter.
	Absorbs []written   `yaml:"absorbs"`
	Rules   []ruleEntry `yaml:"rules"`
}

// ruleEntry is one rule as it is written.
type ruleEntry struct {
	ID     written `yaml:"id"`
	Source string  `yaml:"source"`
	Weight written `yaml:"weight"`
	// Against: the rule speaks against the label.
	Against bool `yaml:"against"`
	// Phrases: any of them.
	Phrases []written `yaml:"phrases"`
	// Unless: a sentence with one of these does not count.
	Unless []written `yaml:"unless"`
	// Needs: one of these must stand somewhere in the letter.
	Needs []written `yaml:"needs"`
	// Absorbs are kinds that belong to the ground's matter where they stand in the
	// same sentence as the rule's phrase.
	Absorbs []written `yaml:"absorbs"`
	// IgnoreWhen: negated, hypothetical, question. Left out: negated.
	IgnoreWhen []written `yaml:"ignore_when"`
	Match      []written `yaml:"match"`
	NoMatch    []written `yaml:"no_match"`
}

// The word lists and the everyday sentences that no rule may match.
type listsFile struct {
	Lists map[string][]written `yaml:"lists"`
}

type neutralFile struct {
	Sentences []written `yaml:"sentences"`
}

// weights are how much a single rule can say.
var weights = map[string]float64{"strong": 0.9, "normal": 0.7, "weak": 0.35}

// marks are the circumstances under which a rule does not count.
type marks uint8

const (
	markNegated marks = 1 << iota
	markHypothetical
	markQuestion
)

var markNames = map[string]marks{
	"negated": markNegated, "hypothetical": markHypothetical, "question": markQuestion, "nothing": 0,
}
