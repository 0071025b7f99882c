package card

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

var placeholder = regexp.MustCompile(`\{([^{}]*)\}`)

// checkTexts looks through a struct of words: no text is empty, and none asks
// for a value that its field's tag args does not name.
func checkTexts(v reflect.Value, key, args string, optional bool) []error {
	var mistakes []error
	switch v.Kind() {
	case reflect.String:
		return checkText(v.String(), key, args, optional)
	case reflect.Slice:
		for i := range v.Len() {
			mistakes = append(mistakes, checkTexts(v.Index(i), fmt.Sprintf("%s[%d]", key, i), args, optional)...)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			mistakes = append(mistakes, checkTexts(v.MapIndex(k), join(key, k.String()), args, optional)...)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			tag := v.Type().Field(i).Tag
			mistakes = append(mistakes,
				checkTexts(v.Field(i), join(key, tag.Get("yaml")), tag.Get("args"), tag.Get("optional") != "")...)
		}
	}
	return mistakes
}

func checkText(text, key, args string, optional bool) []error {
	if text == "" && !optional {
		return []error{fmt.Errorf("%s: the text is missing", key)}
	}
	var mistakes []error
	for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(strings.Fields(args), found[1]) {
			mistakes = append(mistakes, fmt.Errorf("%s: there is no value {%s} here; known are: %s", key, found[1], args))
		}
	}
	if strings.ContainsAny(placeholder.ReplaceAllString(text, ""), "{}") {
		mistakes = append(mistakes, fmt.Errorf("%s: a brace stands alone", key))
	}
	return mistakes
}

func join(key, part string) string {
	if key == "" {
		return part
	}
	return key + "." + part
}

// check holds the words against the codes they are for.
func (c *Codes) check() []error {
	return slices.Concat(
		counted("weekdays", c.Weekdays, 7),
		counted("months", c.Months, 12),
		covers("states", c.States, casework.States()),
		covers("outcomes", c.Outcomes, casework.Outcomes()),
		covers("findings", c.Findings, casework.Findings()),
		covers("remits", c.Remits, remits()),
		covers("kinds", c.Kinds, casework.Kinds()),
		covers("grounds", c.Grounds, casework.Grounds()),
		covers("flags", c.Flags, casework.Flags()),
		covers("channels", c.Channels, channels()),
		covers("languages", c.Languages, languages()),
		covers("attachments", c.Attachments, attachmentTypes()),
		covers("actors", c.Actors, actors()),
		covers("roles", c.Roles, roles()),
		covers("letters", c.Letters, append(casework.Letters(), casework.LetterFree, casework.LetterOther)),
		covers("letter_statuses", c.LetterStatuses, letterStatuses()),
		covers("mandates", c.Mandates, mandates()),
		covers("consents", c.Consents, casework.ConsentWords()),
		covers("mandates_own", c.MandatesOwn, mandates()),
		covers("receipts", c.Receipts, withheldReceipts()),
		covers("held", c.Held, append(heldReceipts(), casework.ReceiptUnreadable)),
		covers("alarms", c.Alarms, alarms()),
		covers("requests", c.Requests, casework.RequestKinds()),
		covers("skips", c.Skips, calendar.SkipCodes()),
		covers("refusals", c.Refusals, refusals()),
		covers("fields", c.Fields, fieldNames()),
		covers("notices", c.Notices, Notices()),
	)
}

func (f *cardFile) check() []error {
	return slices.Concat(
		covers("lines.events", f.Lines.Events, casework.EventTypes()),
		covers("digest.leftovers", f.Digest.Leftovers, leftoverKinds()),
	)
}

func (m *modalWords) check() []error {
	return slices.Concat(
		covers("acts", m.Acts, offered()),
		covers("forms", m.Forms, formActs()),
		covers("fields", m.Fields, fieldIDs()),
		covers("options.mandate_items", m.Options.MandateItems, casework.MandateItems()),
		strange("options.stands", m.Options.Stands, formActs()),
		covers("ways", m.Ways, ways()),
		m.lengths(),
	)
}

func counted(key string, words []string, want int) []error {
	if len(words) == want {
		return nil
	}
	return []error{fmt.Errorf("%s: %d words, want %d", key, len(words), want)}
}

// covers reports codes without a word and words without a code.
func covers[K ~string, V any](key string, words map[K]V, codes []K) []error {
	var mistakes []error
	for _, code := range codes {
		if _, ok := words[code]; !ok {
			mistakes = append(mistakes, fmt.Errorf("%s: no word for %q", key, string(code)))
		}
	}
	return append(mistakes, strange(key, words, codes)...)
}

// strange reports words without a code.
func strange[K ~string, V any](key string, words map[K]V, codes []K) []error {
	var mistakes []error
	for code := range words {
		if !slices.Contains(codes, code) {
			mistakes = append(mistakes, fmt.Errorf("%s: there is no code %q", key, string(code)))
		}
	}
	return mistakes
}

// lengths checks what Slack bounds and no value can shorten.
func (m *modalWords) lengths() []error {
	var mistakes []error
	atMost := func(key, text string, limit int) {
		if n := len([]rune(text)); n > limit {
			mistakes = append(mistakes, fmt.Errorf("%s: %d characters, Slack takes %d", key, n, limit))
		}
	}
	for act, words := range m.Acts {
		atMost(fmt.Sprintf("acts.%s.label", act), words.Label, maxLabel)
	}
	for act, words := range m.Forms {
		atMost(fmt.Sprintf("forms.%s.title", act), words.Title, maxTitle)
		atMost(fmt.Sprintf("forms.%s.submit", act), words.Submit, maxTitle)
	}
	for way, words := range m.Ways {
		atMost(fmt.Sprintf("ways.%s.label", way), words.Label, maxOption)
		atMost(fmt.Sprintf("ways.%s.submit", way), words.Submit, maxTitle)
	}
	for act, words := range m.Options.Stands {
		atMost(fmt.Sprintf("options.stands.%s", act), words, maxOption)
	}
	for item, words := range m.Options.MandateItems {
		atMost(fmt.Sprintf("options.mandate_items.%s", item), words, maxOption)
	}
	options := reflect.ValueOf(m.Options)
	for i := range options.NumField() {
		if options.Field(i).Kind() == reflect.String {
			atMost("options."+options.Type().Field(i).Tag.Get("yaml"), options.Field(i).String(), maxOption)
		}
	}
	atMost("modal.close", m.Modal.Close, maxTitle)
	atMost("modal.done", m.Modal.Done, maxTitle)
	return mistakes
}
