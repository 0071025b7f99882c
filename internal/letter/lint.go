package letter

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// The limits of the house's tone (domain 7.1). A subject of 78 characters fits
// a line of RFC 5322 §2.1.1.
const (
	maxSubject       = 78
	maxSentenceWords = 28
	maxInquiryWords  = 2  // times "henvendelse" may stand in a letter
	maxLIX           = 40 // Danish readability index: under 40 is plain prose
	longWord         = 6  // a word with more letters is long to LIX
)

// officialese are beginnings of words that no Danish letter may have.
var officialese = []string{
	"såfremt", "vedrørende", "jf.", "i henhold til", "fremsend", "anmod", "foranledig",
}

// greetings are how letters begin.
var greetings = []string{"Kære ", "Hej\n", "Til ", "Dear ", "Hello\n", "To "}

// lint reads a letter like an editor and returns what is wrong with it.
func lint(r Rendered, lang casework.Language) []string {
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	text := r.Text.Reveal()
	for _, bad := range []string{"<no value>", personal.Mask, "%!", "  ", "ZgotmplZ"} {
		if strings.Contains(r.Subject+text, bad) {
			fault("%q stands in it", bad)
		}
	}
	if n := utf8.RuneCountInString(r.Subject); n == 0 || n > maxSubject || strings.ContainsAny(r.Subject, "@\r\n") {
		fault("subject %q has %d characters, or something in it that must not be", r.Subject, n)
	}
	for _, sentence := range sentences(text) {
		if n := len(strings.Fields(sentence)); n > maxSentenceWords {
			fault("%d words in one sentence: %q", n, sentence)
		}
	}
	if lang == casework.Danish {
		faults = append(faults, lintDanish(text)...)
	}
	return faults
}

// lintLetter adds to lint what letters about an inquiry must have.
func lintLetter(r Rendered, c Common, lang casework.Language) []string {
	faults := lint(r, lang)
	text := r.Text.Reveal()
	greeted := false
	for _, greeting := range greetings {
		greeted = greeted || strings.HasPrefix(text, greeting)
	}
	if !greeted {
		faults = append(faults, "it does not begin with a greeting")
	}
	for what, part := range map[string]string{"reference": string(c.Ref), "contact line": c.Office.Email} {
		if !strings.Contains(text, part) {
			faults = append(faults, "it has no "+what)
		}
	}
	if !strings.Contains(r.Subject, string(c.Ref)) {
		faults = append(faults, "the subject has no reference")
	}
	return faults
}

func lintDanish(text string) []string {
	var faults []string
	lower := strings.ToLower(text)
	for _, word := range officialese {
		if at := strings.Index(lower, word); at == 0 || at > 0 && !letterBefore(lower, at) {
			faults = append(faults, fmt.Sprintf("%q is officialese", word))
		}
	}
	for word, most := range map[string]int{"desværre": 1, "henvendelse": maxInquiryWords} {
		if n := strings.Count(lower, word); n > most {
			faults = append(faults, fmt.Sprintf("%q stands %d times", word, n))
		}
	}
	if lix := readability(text); lix >= maxLIX {
		faults = append(faults, fmt.Sprintf("readability index (LIX) is %d", lix))
	}
	return faults
}

func letterBefore(text string, at int) bool {
	r, _ := utf8.DecodeLastRuneInString(text[:at])
	return unicode.IsLetter(r)
}

// readability is LIX (Björnsson 1968): words in a sentence plus long words in a
// hundred. Lines without a verb, such as addresses, count as sentences.
func readability(text string) int {
	words, long, all := 0, 0, sentences(text)
	for _, sentence := range all {
		for word := range strings.FieldsSeq(sentence) {
			words++
			if utf8.RuneCountInString(strings.TrimFunc(word, unicode.IsPunct)) > longWord {
				long++
			}
		}
	}
	if words == 0 {
		return 0
	}
	return words/len(all) + 100*long/words
}

// sentences splits text at the ends of lines and at full stops before a capital
// letter. "12. juni" is no end. Addresses of pages and mailboxes are left out.
func sentences(text string) []string {
	var all []string
	for line := range strings.SplitSeq(text, "\n") {
		var sentence []string
		fields := strings.Fields(line)
		for i, word := range fields {
			if strings.Contains(word, "://") || strings.Contains(word, "@") {
				continue
			}
			sentence = append(sentence, word)
			if i+1 < len(fields) && endsSentence(word, fields[i+1]) {
				all = append(all, strings.Join(sentence, " "))
				sentence = nil
			}
		}
		if sentence != nil {
			all = append(all, strings.Join(sentence, " "))
		}
	}
	return all
}

func endsSentence(word, next string) bool {
	if !strings.ContainsAny(word[len(word)-1:], ".!?:") {
		return false
	}
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(next, "»\"("))
	return unicode.IsUpper(first)
}
