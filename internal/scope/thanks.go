package scope

import (
	"strings"
	"unicode"
)

// thanksWords are the words of a letter that says thank you and no more. One of
// thanksMarks must be among them.
var thanksWords = words(`tak mange tusind tusinde hjertelig hjerteligt for det dit deres jeres din i du er hjælp hjælpen svar
	svaret hurtige hurtigt gode god godt dag weekend aften hej kære dejligt fint super hørt modtaget ok okay så meget alt
	beskeden besked orienteringen opkaldet snakken venlig venlige på forhånd igen endnu en gang jeg vi glad glade
	thanks thank you very much so many for the your help helping reply answer quick message great hi hello dear ok good
	day weekend received i we appreciate it again`)

var thanksMarks = words(`tak thanks thank`)

// closings are how a letter ends; what stands after them is a name.
var closings = []string{
	"mvh", "venlig hilsen", "venlige hilsner", "med venlig hilsen", "de bedste hilsner", "bedste hilsner", "hilsen",
	"vh", "kh", "kærlig hilsen", "dbh", "kind regards", "best regards", "regards", "best",
}

// maxThanks is how long a letter of thanks can be, in bytes.
const maxThanks = 400

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(list) {
		set[word] = true
	}
	return set
}

// IsThanks reports whether a letter says thank you and nothing else, but for the
// name of its writer. Such a letter reopens nothing; in doubt it is not one.
func IsThanks(text, writer string) bool {
	text = strings.ToLower(strings.TrimSpace(text))
	if len(text) > maxThanks {
		return false
	}
	marked, names := false, words(strings.ToLower(writer))
	for line := range strings.SplitSeq(text, "\n") {
		if isClosing(line) {
			break
		}
		for word := range strings.FieldsFuncSeq(line, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if !thanksWords[word] && !names[word] {
				return false
			}
			marked = marked || thanksMarks[word]
		}
	}
	return marked
}

func isClosing(line string) bool {
	line = strings.TrimSpace(line)
	for _, closing := range closings {
		if rest, ok := strings.CutPrefix(line, closing); ok && (rest == "" || !unicode.IsLetter(rune(rest[0]))) {
			return true
		}
	}
	return false
}
