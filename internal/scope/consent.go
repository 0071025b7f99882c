package scope

import (
	"regexp"
	"slices"
	"strings"

	"borgerbot/internal/casework"
)

// maxConsent is how long a letter that answers a question about consent can be, in
// bytes: a longer one says other things too, and a person reads it.
const maxConsent = 1500

// said is a way to say something. An expression is tried only on a letter that
// has one of the words without which it cannot match: nearly no letter has, and
// every letter is asked.
type said struct {
	first, anywhere *regexp.Regexp // at the beginning; any part of it
	words           []string
}

func (s said) in(text string) bool {
	return s.first != nil && s.first.MatchString(text) ||
		slices.ContainsFunc(s.words, func(word string) bool { return strings.Contains(text, word) }) && s.anywhere.MatchString(text)
}

var (
	saysYes = said{
		first:    regexp.MustCompile(`^(ja|jo|yes)\b`),
		anywhere: regexp.MustCompile(`\bjeg siger ja\b|\bi må (godt|gerne)\b|\bjeg (giver|giver jer) (hermed )?(mit )?(samtykke|lov)\b|\bjeg samtykker\b|\bdet er i orden\b|\bi say yes\b|\byou may\b|\bi (agree|consent)\b`),
		words:    []string{"siger ja", "i må g", "jeg giver", "samtykke", "er i orden", "say yes", "you may", "i agree", "i consent"},
	}
	saysNo = said{
		first:    regexp.MustCompile(`^(nej|no)\b`),
		anywhere: regexp.MustCompile(`\bjeg siger nej\b|\bi må (ikke|altså ikke)\b|\b(ikke|intet|uden) (mit )?samtykke\b|\bjeg (vil|ønsker) ikke\b|\bi say no\b|\byou may not\b|\bi do not (agree|consent|want)\b`),
		words:    []string{"siger nej", "i må ", "samtykke", "vil ikke", "ønsker ikke", "say no", "may not", "do not"},
	}
	takesBack = said{
		anywhere: regexp.MustCompile(`\b(trækker|tage|tager|trukket|trække)\b[^.!?]{0,40}\b(samtykke|ja|tilladelse)\b[^.!?]{0,30}\btilbage\b|\bfortryder\b[^.!?]{0,30}\b(samtykke|ja)\b|\b(withdraw|take back)\b[^.!?]{0,30}\b(consent|yes|permission)\b`),
		words:    []string{"tilbage", "fortryder", "withdraw", "take back"},
	}
	greeting = regexp.MustCompile(`^(hej|kære|goddag|hi|hello|dear)\b[^\n]*\n+`)
)

// ConsentIn is what a letter seems to say to the question whether the office may
// collect more (H23): its own words without what it quotes. Where it could be read
// both ways it says nothing. It is a suggestion for an adviser.
func ConsentIn(text string) casework.ConsentWord {
	text = strings.ToLower(strings.TrimSpace(text))
	text = strings.TrimSpace(greeting.ReplaceAllString(text, ""))
	if len(text) > maxConsent {
		return casework.ConsentUnsaid
	}
	switch yes, no := saysYes.in(text), saysNo.in(text); {
	case takesBack.in(text):
		return casework.ConsentWithdrawn
	case yes && !no:
		return casework.ConsentYes
	case no && !yes:
		return casework.ConsentNo
	}
	return casework.ConsentUnsaid
}
