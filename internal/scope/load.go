package scope

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"borgerbot/internal/casework"
	"borgerbot/internal/danish"
)

// The files that hold no rules.
const (
	fileWords     = "words.yaml"
	fileNeutral   = "neutral.yaml"
	fileReferrals = "referrals.yaml"
)

// Load reads the rules in fsys and compiles them for the office. The error joins
// every mistake found, each with file, line and what to do.
func Load(fsys fs.FS, office Office) (*Classifier, error) {
	l := &loader{
		fsys:   fsys,
		ids:    map[string]string{},
		labels: knownLabels(),
		c:      &Classifier{office: office, sentences: map[casework.Ground]string{}, absorbs: map[casework.Ground][]casework.Kind{}},
	}
	var words listsFile
	if !l.decode(fileWords, &words) {
		return nil, errors.Join(l.errs...) // every rule would fail for want of its words
	}
	l.builder = danish.NewBuilder(officeLists(words.Lists, office))
	for _, name := range l.ruleFiles() {
		l.rules(name)
	}
	l.referrals()
	l.c.book = l.builder.Book()
	if len(l.errs) == 0 {
		l.examples()
	}
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	l.c.order()
	return l.c, nil
}

// loader collects rules and mistakes.
type loader struct {
	fsys    fs.FS
	builder *danish.Builder
	labels  map[string]bool
	ids     map[string]string // rule id: where it stands
	c       *Classifier
	// trials are the examples, run when all rules are compiled.
	trials []trial
	errs   []error
}

// trial is an example of one rule.
type trial struct {
	at    string
	rule  int
	text  string
	match bool
}

func (l *loader) fail(file string, line int, format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
}

// decode reads a YAML file strictly.
func (l *loader) decode(name string, into any) bool {
	data, err := fs.ReadFile(l.fsys, name)
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("read rules: %w", err))
		return false
	}
	if err := yaml.UnmarshalWithOptions(data, into, yaml.Strict()); err != nil {
		l.errs = append(l.errs, fmt.Errorf("%s: %s", name, strings.TrimSpace(yaml.FormatError(err, false, true))))
		return false
	}
	return true
}

// ruleFiles returns the names of the files with rules, in order.
func (l *loader) ruleFiles() []string {
	var names []string
	err := fs.WalkDir(l.fsys, ".", func(name string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && path.Ext(name) == ".yaml" && path.Dir(name) != "." {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		l.errs = append(l.errs, fmt.Errorf("read rules: %w", err))
	}
	return names
}

func (l *loader) rules(name string) {
	var file ruleFile
	if !l.decode(name, &file) {
		return
	}
	if !l.labels[file.Label.Text] {
		l.fail(name, max(file.Label.Line, 1), "unknown label %q; use one of: %s", file.Label.Text,
			strings.Join(slices.Sorted(maps.Keys(l.labels)), ", "))
		return
	}
	l.ground(name, file)
	for _, entry := range file.Rules {
		l.rule(name, file.Label.Text, entry)
	}
}

// ground takes up what only the file of a ground has.
func (l *loader) ground(name string, file ruleFile) {
	ground := casework.Ground(file.Label.Text)
	isGround := slices.Contains(casework.Grounds(), ground)
	if !isGround {
		if len(file.Sentences) > 0 || len(file.Absorbs) > 0 {
			l.fail(name, file.Label.Line, "%q is not a ground; sentences and absorbs belong to grounds only", file.Label.Text)
		}
		return
	}
	sentence := cmp.Or(file.Sentences[l.c.office.Preset], file.Sentences["default"])
	if sentence == "" {
		l.fail(name, file.Label.Line, "no sentence for the preset %q; add one under sentences, or one named default", l.c.office.Preset)
	}
	l.c.sentences[ground] = sentence
	l.c.absorbs[ground] = l.kinds(name, file.Absorbs)
}

// kinds reads a list of kinds.
func (l *loader) kinds(name string, names []written) []casework.Kind {
	var kinds []casework.Kind
	for _, kind := range names {
		if !slices.Contains(casework.Kinds(), casework.Kind(kind.Text)) {
			l.fail(name, kind.Line, "absorbs %q, which is not a kind", kind.Text)
		}
		kinds = append(kinds, casework.Kind(kind.Text))
	}
	return kinds
}

func (l *loader) rule(name, label string, entry ruleEntry) {
	line := max(entry.ID.Line, 1)
	if entry.ID.Text == "" {
		l.fail(name, line, "a rule of %s has no id; give it a short name of its own", label)
		return
	}
	at := fmt.Sprintf("%s:%d: rule %s", name, line, entry.ID.Text)
	if other, taken := l.ids[entry.ID.Text]; taken {
		l.fail(name, line, "the id %q is taken by %s; choose another", entry.ID.Text, other)
	}
	l.ids[entry.ID.Text] = at
	weight, ok := weights[entry.Weight.Text]
	if !ok {
		l.fail(name, line, "rule %s has the weight %q; write strong, normal or weak", entry.ID.Text, entry.Weight.Text)
	}
	if len(entry.Phrases) == 0 || len(entry.Match) == 0 || len(entry.NoMatch) == 0 {
		l.fail(name, line, "rule %s needs at least one phrase, one example under match and one under no_match", entry.ID.Text)
	}
	n := len(l.c.rules)
	l.c.rules = append(l.c.rules, rule{
		id: entry.ID.Text, label: label, weight: weight, against: entry.Against,
		ignore: l.marks(name, entry), needs: len(entry.Needs) > 0, absorbs: l.kinds(name, entry.Absorbs),
	})
	l.phrases(name, n, entry.Phrases, usePhrase)
	l.phrases(name, n, entry.Unless, useUnless)
	l.phrases(name, n, entry.Needs, useNeeds)
	for _, example := range entry.Match {
		l.trials = append(l.trials, trial{at: fmt.Sprintf("%s:%d", name, example.Line), rule: n, text: example.Text, match: true})
	}
	for _, example := range entry.NoMatch {
		l.trials = append(l.trials, trial{at: fmt.Sprintf("%s:%d", name, example.Line), rule: n, text: example.Text})
	}
}

func (l *loader) marks(name string, entry ruleEntry) marks {
	if entry.IgnoreWhen == nil {
		return markNegated
	}
	var ignore marks
	for _, mark := range entry.IgnoreWhen {
		m, ok := markNames[mark.Text]
		if !ok {
			l.fail(name, mark.Line, "ignore_when is %q; write negated, hypothetical, question or nothing", mark.Text)
		}
		ignore |= m
	}
	return ignore
}

func (l *loader) phrases(name string, rule int, phrases []written, as phraseUse) {
	for _, phrase := range phrases {
		add := l.builder.Add
		if as != useReferral && (as != usePhrase || isContext(l.c.rules[rule].label)) {
			add = l.builder.AddBroad
		}
		if _, err := add(phrase.Text); err != nil {
			l.fail(name, phrase.Line, "the phrase %q %v", phrase.Text, err)
			continue
		}
		l.c.uses = append(l.c.uses, use{rule: int32(rule), as: as})
	}
}

// examples tries the examples of every rule, and everyday sentences that none may
// match.
func (l *loader) examples() {
	for _, t := range l.trials {
		fired := l.c.fired(t.text)[t.rule]
		switch {
		case t.match && !fired:
			l.errs = append(l.errs, fmt.Errorf("%s: the rule %s does not match its example %q; add a phrase or change the example",
				t.at, l.c.rules[t.rule].id, t.text))
		case !t.match && fired:
			l.errs = append(l.errs, fmt.Errorf("%s: the rule %s matches %q, which it must not; narrow its phrases or add one under unless",
				t.at, l.c.rules[t.rule].id, t.text))
		}
	}
	var neutral neutralFile
	l.decode(fileNeutral, &neutral)
	for _, sentence := range neutral.Sentences {
		for n, fired := range l.c.fired(sentence.Text) {
			if fired && !isContext(l.c.rules[n].label) {
				l.fail(fileNeutral, sentence.Line, "the rule %s matches the everyday sentence %q; it matches too much",
					l.c.rules[n].id, sentence.Text)
			}
		}
	}
}

// knownLabels are the labels a rule file may have.
func knownLabels() map[string]bool {
	labels := map[string]bool{}
	for _, kind := range casework.Kinds() {
		labels[string(kind)] = true
	}
	for _, ground := range casework.Grounds() {
		labels[string(ground)] = true
	}
	for _, flag := range casework.Flags() {
		labels[string(flag)] = true
	}
	for _, category := range casework.Sensitives() {
		labels[string(category)] = true
	}
	for _, context := range contexts {
		labels[context] = true
	}
	return labels
}

// nobody stands in for a name where the office has given none; no letter has it.
const nobody = "xxxingenxxx"

// officeLists adds to the word lists what the office knows: its own name, the
// other municipalities' names, and its advisers' names.
func officeLists(lists map[string][]string, office Office) map[string][]string {
	lists = maps.Clone(lists)
	if lists == nil {
		lists = map[string][]string{}
	}
	own := danish.Fold(cmp.Or(strings.ToLower(office.Municipality), nobody))
	lists["egen_kommune"] = []string{cmp.Or(office.Municipality, nobody)}
	lists["anden_kommune"] = []string{nobody}
	for _, name := range lists["kommuner"] {
		if danish.Fold(strings.ToLower(name)) != own {
			lists["anden_kommune"] = append(lists["anden_kommune"], name)
		}
	}
	lists["rådgivernavn"] = []string{nobody}
	for _, name := range office.Advisers {
		for part := range strings.FieldsSeq(name) {
			if len(part) > 2 {
				lists["rådgivernavn"] = append(lists["rådgivernavn"], "="+part)
			}
		}
	}
	return lists
}
