package letter

import (
	"strings"
	"text/template"
	"unicode"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// funcs are what templates can call. language is filled in after they have been
// made: ground runs templates of the same set.
func (l *language) funcs(notNames []string) template.FuncMap {
	return template.FuncMap{
		"reveal":           reveal,
		"has":              func(fact any) bool { return !empty(fact) },
		"date":             l.words.date,
		"weekdays":         l.words.weekdays,
		"kind":             func(k casework.Kind) string { return l.words.Kinds[string(k)] },
		"request":          func(r casework.Reason) string { return l.words.Requests[string(r)] },
		"mandate_item":     func(i casework.MandateItem) string { return l.words.MandateItems[string(i)] },
		"own_mandate_item": func(i casework.MandateItem) string { return l.words.OwnMandateItems[string(i)] },
		"copy_channel":     func(c CopyChannel) string { return l.words.Copies[string(c)] },
		"person":           func(name personal.Text) string { return personName(name, notNames) },
		"contacts":         contacts,
		"ground":           l.ground,
	}
}

// reveal prints personal words in a letter, as they can stand there: without
// control characters, and without the invisible ones that turn text around or
// hide it.
func reveal(text personal.Text) string {
	clean := strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.Is(unicode.Cc, r) || unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ReplaceAll(text.Reveal(), "\r\n", "\n"))
	return strings.TrimSpace(clean)
}

// The parts of a ground's text.
var groundParts = []string{"object", "reason", "instead"}

// ground writes one part of what there is to say about a ground (domain 7.5).
func (l *language) ground(part string, g casework.Ground, o Office) (string, error) {
	var b strings.Builder
	if err := l.templates.ExecuteTemplate(&b, groundName(g, o.OldFromClosing)+"."+part, o); err != nil {
		return "", err
	}
	return b.String(), nil
}

// groundName is the name of a ground's texts. The one-year rule has two (H31,
// L21).
func groundName(g casework.Ground, oldFromClosing bool) string {
	switch {
	case g == casework.GroundOld && oldFromClosing:
		return string(g) + "_closed"
	case g == casework.GroundOld:
		return string(g) + "_event"
	}
	return string(g)
}

// contacts are the lines under a signature that say how to reach the office.
// The address is the mailbox that is read, whoever signs.
func contacts(signer *Adviser, o Office) []string {
	phones := o.Phones()
	if signer != nil && signer.Phone != "" {
		phones = []string{signer.Phone}
	}
	if len(phones) == 1 {
		return []string{phones[0] + " · " + o.Email}
	}
	return append(phones, o.Email)
}
