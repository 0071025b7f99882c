package letter

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"borgerbot/internal/personal"
)

// A name in a greeting is at most this long.
const (
	maxNameWords = 4
	maxNameRunes = 60
)

// particles are the parts of names that are written small.
var particles = []string{"af", "al", "bin", "da", "de", "del", "den", "der", "di", "du", "el", "la", "le", "of", "van", "von"}

// personName returns a display name if it looks like a person's name, and ""
// otherwise. Anybody can put anything there, and it comes back in a letter of
// the office: so letters only, few words, none of them a firm's, an office's or
// a robot's.
func personName(name personal.Text, notNames []string) string {
	clean := strings.Join(strings.Fields(name.Reveal()), " ")
	parts := strings.Split(clean, " ")
	if clean == "" || len(parts) > maxNameWords || utf8.RuneCountInString(clean) > maxNameRunes {
		return ""
	}
	for i, part := range parts {
		small := i > 0 && i < len(parts)-1 && slices.Contains(particles, part)
		if !small && !namePart(part) || slices.Contains(notNames, strings.ToLower(part)) {
			return ""
		}
	}
	if strings.ToUpper(clean) == clean && strings.ToLower(clean) != clean {
		return ""
	}
	return clean
}

// namePart reports whether a word can be a part of a name: Anne, Anne-Marie,
// O'Hara, or the initial P.
func namePart(part string) bool {
	if first, _ := utf8.DecodeRuneInString(part); !unicode.IsLetter(first) || unicode.IsLower(first) {
		return false
	}
	if initial, ok := strings.CutSuffix(part, "."); ok {
		return utf8.RuneCountInString(initial) == 1
	}
	for _, r := range part {
		if !unicode.IsLetter(r) && !unicode.IsMark(r) && !strings.ContainsRune("-'’", r) {
			return false
		}
	}
	return true
}
