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

	"borgerbot/internal/casework"
	"borgerbot/internal/danish"
)

// The files that hold no rules.
const (
	fileWords     = "words.yaml"
	fileNeutral   = "neutral.yaml"
	fileReferrals = "referrals.yaml"
	fileLexicon   = "lexicon.tsv"
)

// Load reads the rules and the lexicon in fsys, compiles them for the office and
// tries their examples. The error joins every mistake found, each with file, line
// and what to do.
func Load(fsys fs.FS, office Office) (*Classifier, error) { return readAll(fsys, office).result() }

// LoadRules is [Load] without the lexicon: the rules a lexicon is learned by.
func LoadRules(fsys fs.FS, office Office) (*Classifier, error) { return read(fsys, office).result() }

// readAll compiles the rules and reads the lexicon, without trying an example. It
// does both at once, since they take as long as each other and letters may be
// waiting for an office that starts.
func readAll(fsys fs.FS, office Office) *loader {
	lexicon := make(chan taught, 1)
	go func() { lexicon <- readTaught(fsys) }()
	l := read(fsys, office)
	t := <-lexicon
	l.c.lexicon = t.lexicon
	if t.err != nil {
		l.errs = append(l.errs, t.err)
	}
	return l
}

// result tries what was read.
func (l *loader) result() (*Classifier, error) {
	if len(l.errs) == 0 {
		for _, t := range l.try() {
			l.errs = append(l.errs, t.Mistakes...)
		}
		l.alarms()
	}
	if len(l.errs) > 0 {
		return nil, errors.Join(l.errs...)
	}
	return l.c, nil
}

// read compiles the rules without trying their examples.
func read(fsys fs.FS, office Office) *loader {
	l := &loader{
		fsys:   fsys,
		ids:    map[string]string{},
		labels: knownLabels(),
		c:      &Classifier{office: office, sentences: map[casework.Ground]string{}, absorbs: map[casework.Ground][]casework.Kind{}},
	}
	var words listsFile
	if !l.complete() || !l.decode(fileWords, &words) {
		return l // every rule would fail for want of its words
	}
	l.builder = danish.NewBuilder(officeLists(l.lists(words), office))
	for _, name := range l.ruleFiles() {
		l.rules(name)
	}
	l.referrals()
	l.decode(fileNeutral, &l.neutral)
	l.c.book = l.builder.Book()
	l.c.order()
	l.tooBroad()
	return l
}

// alarms demands rules for what nobody may miss: a directory that has lost them
// would read every letter as harmless.
func (l *loader) alarms() {
	for _, flag := range []casework.Flag{
		casework.FlagAcute, casework.FlagThreat, casework.FlagNoSharing, casework.FlagConflict, casework.FlagWhistleblowing,
	} {
		if !slices.ContainsFunc(l.c.rules, func(r rule) bool { return r.label == string(flag) }) {
			l.errs = append(l.errs, fmt.Errorf("there are no rules for %s, and no such letter would be told from others; %s", flag, begin))
		}
	}
}

// taught is what labelled letters have taught, or what is wrong with its file.
type taught struct {
	lexicon *Lexicon
	err     error
}

// readTaught reads the lexicon. Without its file the rules decide alone.
func readTaught(fsys fs.FS) taught {
	file, err := fsys.Open(fileLexicon)
	if errors.Is(err, fs.ErrNotExist) {
		return taught{}
	}
	var lexicon *Lexicon
	if err == nil {
		defer file.Close()
		lexicon, err = ReadLexicon(file)
	}
	if err != nil {
		return taught{err: fmt.Errorf("%s: %w; remove it, and the rules decide alone, or copy config/rules/lexicon.tsv again", fileLexicon, err)}
	}
	return taught{lexicon: lexicon}
}

// loader collects rules and mistakes.
type loader struct {
	fsys    fs.FS
	builder *danish.Builder
	labels  map[string]bool
	ids     map[string]string // rule id: where it stands
	c       *Classifier
	// used are the phrases of the rules, by their place in the book.
	used []usedPhrase
	// examples are run when all rules are compiled.
	examples []example
	neutral  neutralFile
	errs     []error
}

// usedPhrase is a phrase and the file it is in.
type usedPhrase struct {
	written
	file string
}

// example is a sentence that one rule must, or must not, match.
type example struct {
	file  string
	line  int
	rule  int
	text  string
	match bool
}

func (l *loader) fail(file string, line int, format string, args ...any) {
	l.errs = append(l.errs, fmt.Errorf("%s:%d: %s", file, line, fmt.Sprintf(format, args...)))
}

func (l *loader) rules(name string) {
	var file ruleFile
	if !l.decode(name, &file) {
		return
	}
	if !l.labels[file.Label.Text] {
		known := slices.Sorted(maps.Keys(l.labels))
		l.fail(name, max(file.Label.Line, 1), "unknown label %q; %s; the labels are: %s",
			file.Label.Text, meant(file.Label.Text, known), strings.Join(known, ", "))
		return
	}
	if own := strings.TrimPrefix(file.Label.Text, contextPrefix); path.Base(name) != own+".yaml" {
		l.fail(name, max(file.Label.Line, 1), "holds the rules for %s; name it %s.yaml, or correct the label", file.Label.Text, own)
	}
	l.ground(name, file)
	if len(file.Rules) == 0 && !slices.Contains(casework.Grounds(), casework.Ground(file.Label.Text)) {
		l.fail(name, max(file.Label.Line, 1), "%s has no rules; write at least one under rules, or remove the file", file.Label.Text)
	}
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
	place(line, entry.Phrases, entry.Unless, entry.Needs, entry.Match, entry.NoMatch)
	at := fmt.Sprintf("%s:%d: rule %s", name, line, entry.ID.Text)
	if other, taken := l.ids[entry.ID.Text]; taken {
		l.fail(name, line, "the id %q is taken by %s; choose another", entry.ID.Text, other)
	}
	l.ids[entry.ID.Text] = at
	weight, ok := weights[entry.Weight.Text]
	if !ok {
		l.fail(name, max(entry.Weight.Line, line), "rule %s has the weight %q; write strong, normal or weak", entry.ID.Text, entry.Weight.Text)
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
	l.expect(name, n, entry.Match, true)
	l.expect(name, n, entry.NoMatch, false)
}

// expect notes the examples of a rule.
func (l *loader) expect(name string, rule int, texts []written, match bool) {
	for _, text := range texts {
		if strings.TrimSpace(text.Text) == "" {
			l.fail(name, text.Line, "an example of rule %s is empty; write a sentence or remove the line", l.c.rules[rule].id)
			continue
		}
		l.examples = append(l.examples, example{file: name, line: text.Line, rule: rule, text: text.Text, match: match})
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
		l.used = append(l.used, usedPhrase{phrase, name})
		l.c.uses = append(l.c.uses, use{rule: int32(rule), as: as})
	}
}

// knownLabels are the labels a rule file may have.
func knownLabels() map[string]bool {
	labels := map[string]bool{}
	know(labels, casework.Kinds())
	know(labels, casework.Grounds())
	know(labels, casework.Flags())
	know(labels, casework.Sensitives())
	know(labels, contexts)
	return labels
}

func know[T ~string](labels map[string]bool, codes []T) {
	for _, code := range codes {
		labels[string(code)] = true
	}
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
