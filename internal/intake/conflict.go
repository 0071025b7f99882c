package intake

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
)

// named are the advisers whom a letter about an adviser names, in the words that
// made it one (habilitet, fvl. § 3). Where there is one adviser, it is about her.
func (in *Intake) named(v casework.Verdict) []casework.AdviserID {
	if !v.Has(casework.FlagConflict) {
		return nil
	}
	if len(in.cfg.Names) == 1 {
		return slices.Collect(maps.Keys(in.cfg.Names))
	}
	said := map[string]bool{}
	for _, e := range v.Evidence {
		if e.For && e.Label == string(casework.FlagConflict) {
			for _, word := range nameWords(e.Text.Reveal()) {
				said[word] = true
			}
		}
	}
	var found []casework.AdviserID
	for _, id := range slices.Sorted(maps.Keys(in.cfg.Names)) {
		if slices.ContainsFunc(nameWords(in.cfg.Names[id]), func(part string) bool { return said[part] }) {
			found = append(found, id)
		}
	}
	return found
}

// shortestName leaves initials and "af" out of names.
const shortestName = 3

func nameWords(text string) []string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '-' })
	return slices.DeleteFunc(words, func(w string) bool { return len([]rune(w)) < shortestName })
}

// words are what a letter says.
func words(msg mailmsg.Message) personal.Text {
	return personal.New(msg.Subject.Reveal() + "\n\n" + msg.Incoming().Reveal())
}
