package danish

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Gaps of a phrase: how many other words may stand between two of its words.
const (
	gapUsual = 2
	gapWide  = 10
	gapNone  = 0
)

// maxElements bounds the words of one phrase, maxReadings the phrases that its
// alternatives of several words make of it.
const (
	maxElements = 12
	maxReadings = 250
)

// element is one word of a phrase: the forms it may have, and the gap allowed
// before it.
type element struct {
	forms []string
	gap   int
}

// errBroad is why a phrase that would match nearly every sentence is refused.
var errBroad = errors.New("matches nearly everything; add a word that carries the meaning")

// parsePhrase turns a written phrase into its readings: one for each way of
// choosing among alternatives of several words. Unless broad, a phrase of
// everyday words only is refused.
func parsePhrase(written string, lists map[string][]string, broad bool) ([][]element, error) {
	parts, err := splitPhrase(written)
	if err != nil {
		return nil, err
	}
	readings := [][]element{nil}
	gap := gapUsual
	for _, part := range parts {
		switch part {
		case "...":
			gap = gapWide
			continue
		case "_":
			gap = gapNone
			continue
		}
		choices, err := parseChoices(part, gap, lists)
		if err != nil {
			return nil, err
		}
		gap = gapUsual
		if len(readings)*len(choices) > maxReadings {
			return nil, fmt.Errorf("has more than %d readings; use fewer alternatives of several words", maxReadings)
		}
		readings = multiply(readings, choices)
	}
	for _, reading := range readings {
		if err := checkReading(reading, broad); err != nil {
			return nil, err
		}
	}
	return readings, nil
}

func multiply(readings, choices [][]element) [][]element {
	product := make([][]element, 0, len(readings)*len(choices))
	for _, reading := range readings {
		for _, choice := range choices {
			product = append(product, slices.Concat(reading, choice))
		}
	}
	return product
}

// splitPhrase separates the words, "..." and "_" of a phrase. What stands in
// parentheses or is tied by "_" stays together.
func splitPhrase(written string) ([]string, error) {
	var parts []string
	var part strings.Builder
	flush := func() {
		if part.Len() > 0 {
			parts = append(parts, part.String())
			part.Reset()
		}
	}
	depth := 0
	last := ' '
	for _, r := range strings.ReplaceAll(written, "...", " … ") {
		switch {
		case r == '(':
			depth++
			if last == '_' {
				// A tie before a parenthesis ties what is in it.
				tied := strings.TrimSuffix(part.String(), "_")
				part.Reset()
				part.WriteString(tied)
				flush()
				parts = append(parts, "_")
			}
		case r == ')':
			depth--
		case depth == 0 && r == ' ':
			flush()
		case depth == 0 && r == '…':
			flush()
			parts = append(parts, "...")
		case depth == 0 && r == '_' && last == ')':
			flush()
			parts = append(parts, "_")
		default:
			part.WriteRune(r)
		}
		last = r
		if depth < 0 || depth > 1 {
			break
		}
	}
	flush()
	if depth != 0 {
		return nil, errors.New("has parentheses that do not match, or parentheses in parentheses")
	}
	if len(parts) == 0 {
		return nil, errors.New("is empty")
	}
	return parts, nil
}

// parseChoices reads the alternatives of one place in a phrase. Those of a single
// word are one element together; each of several words is a choice of its own.
func parseChoices(part string, gap int, lists map[string][]string) ([][]element, error) {
	var single []string
	var choices [][]element
	for alternative := range strings.SplitSeq(part, "|") {
		words, err := expandList(strings.TrimSpace(alternative), lists)
		if err != nil {
			return nil, err
		}
		for _, w := range words {
			if !strings.ContainsAny(w, " _") || isList(w) {
				single = append(single, w)
				continue
			}
			sequence, err := parseSequence(w, gap, lists)
			if err != nil {
				return nil, err
			}
			choices = append(choices, sequence)
		}
	}
	if len(single) > 0 {
		choices = append(choices, []element{{forms: single, gap: gap}})
	}
	return choices, nil
}

// parseSequence reads an alternative of several words, with spaces or ties between
// them. Lists of single words may stand in it.
func parseSequence(written string, gap int, lists map[string][]string) ([]element, error) {
	var sequence []element
	for part := range strings.FieldsSeq(written) {
		if part == "…" {
			gap = gapWide
			continue
		}
		tied := []string{part}
		if !isList(part) {
			tied = strings.Split(part, "_")
		}
		for _, w := range tied {
			forms, err := expandList(w, lists)
			if err != nil {
				return nil, err
			}
			sequence = append(sequence, element{forms: forms, gap: gap})
			gap = gapNone
		}
		gap = gapUsual
	}
	return sequence, nil
}

func isList(word string) bool { return strings.HasPrefix(word, "{") && strings.HasSuffix(word, "}") }

// expandList returns the words of a list, and anything else as it is.
func expandList(word string, lists map[string][]string) ([]string, error) {
	if !isList(word) {
		return []string{word}, nil
	}
	words := lists[strings.Trim(word, "{}")]
	if len(words) == 0 {
		known := strings.Join(slices.Sorted(maps.Keys(lists)), ", ")
		return nil, fmt.Errorf("names the word list %s, which does not exist; the lists are: %s", word, known)
	}
	return words, nil
}

// checkReading refuses what cannot be meant.
func checkReading(reading []element, broad bool) error {
	if len(reading) > maxElements {
		return fmt.Errorf("has more than %d words", maxElements)
	}
	telling, glued := broad, len(reading) > 2
	for i, e := range reading {
		for _, form := range e.forms {
			if err := checkForm(form); err != nil {
				return err
			}
		}
		telling = telling || tells(e.forms)
		glued = glued && (i == 0 || e.gap == gapNone)
	}
	// A few everyday words make a phrase of their own when there are four of them
	// ("I skal få det at føle") or nothing may stand between ("kan_ikke_mere").
	if !telling && !glued && len(reading) < 4 {
		return errBroad
	}
	return nil
}

func checkForm(form string) error {
	bare := strings.Trim(form, "*=")
	if strings.HasPrefix(form, "#") {
		_, _, err := parseRange(form)
		return err
	}
	if bare == "" {
		return errBroad
	}
	if strings.Contains(form, "*") && len([]rune(bare)) < 3 {
		return fmt.Errorf("%q is too short for a *; write at least three letters", form)
	}
	start, end, ok := nextToken(Clean(bare).Text, 0)
	if !ok || start != 0 || end != len(Clean(bare).Text) {
		return fmt.Errorf("%q is not a word; separate words with spaces or _", form)
	}
	return nil
}

// parseRange reads "#" or "#8-17".
func parseRange(form string) (low, high int, err error) {
	if form == "#" {
		return 0, 1 << 30, nil
	}
	from, to, ok := strings.Cut(form[1:], "-")
	low, err1 := strconv.Atoi(from)
	high, err2 := strconv.Atoi(to)
	if !ok || err1 != nil || err2 != nil || low > high {
		return 0, 0, fmt.Errorf("%q is not a range of numbers like #8-17", form)
	}
	return low, high, nil
}

// tells reports whether most forms of a word carry a meaning.
func tells(forms []string) bool {
	telling := 0
	for _, form := range forms {
		if commonness([]string{form}) == 0 {
			telling++
		}
	}
	return 2*telling > len(forms)
}

// commonness tells how little a word of a phrase says: 0 for a telling word.
func commonness(forms []string) int {
	worst := 0
	for _, form := range forms {
		switch {
		case strings.HasPrefix(form, "#"):
			worst = max(worst, 1)
		case roles[Fold(strings.Trim(form, "*="))]&(roleCommon|roleNegator) != 0:
			worst = max(worst, 2)
		}
	}
	return worst
}
