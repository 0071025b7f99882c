package casework

import (
	"iter"
	"slices"
	"strings"
)

// Reference names an inquiry toward people: BR-7K3QXM-R. Six Crockford base-32
// characters and a check character, drawn so that it says nothing about the
// citizen, the time or how many inquiries there are. It identifies; it does not
// authorise: who may join an inquiry is decided by the sender (design 3).
type Reference string

const (
	referencePrefix = "BR-"
	crockford       = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	referenceLength = 6
)

// NewReference returns the reference for the low 30 bits of n.
func NewReference(n uint32) Reference {
	var body [referenceLength]byte
	for i := range body {
		shift := 5 * (referenceLength - 1 - i)
		body[i] = crockford[n>>shift&31]
	}
	return withCheck(string(body[:]))
}

func withCheck(body string) Reference {
	return Reference(referencePrefix + body + "-" + string(checkCharacter(body)))
}

// checkCharacter weighs the characters with powers of the generator of GF(32).
// The weights differ, so any one wrong character and any two characters
// swapped give another check.
func checkCharacter(body string) byte {
	var sum byte
	for i := 0; i < len(body); i++ {
		value := byte(strings.IndexByte(crockford, body[i]))
		for range i + 1 {
			value = timesGenerator(value)
		}
		sum ^= value
	}
	return crockford[sum]
}

// timesGenerator multiplies by x in GF(32) with the polynomial x⁵+x²+1.
func timesGenerator(v byte) byte {
	v <<= 1
	if v&32 != 0 {
		v ^= 0b100101
	}
	return v
}

// ReferenceError tells what is wrong with something that looks like a reference.
type ReferenceError struct {
	// Check is true when the form is right and the check character is not: a
	// typing mistake. Neighbours then lists what may have been meant.
	Check bool
}

func (e *ReferenceError) Error() string {
	if e.Check {
		return "the reference has a typing mistake: its last character does not match"
	}
	return "a reference looks like BR-7K3QXM-R"
}

// ParseReference reads a reference as people type it: any case, the hyphens and
// the prefix optional, O for 0 and I or L for 1. The error is a
// [*ReferenceError].
func ParseReference(s string) (Reference, error) {
	body, check, ok := splitReference(s)
	if !ok {
		return "", &ReferenceError{}
	}
	if checkCharacter(body) != check {
		return "", &ReferenceError{Check: true}
	}
	return withCheck(body), nil
}

// lookalikes are the letters Crockford left out because they read as figures.
var lookalikes = strings.NewReplacer("O", "0", "I", "1", "L", "1")

func splitReference(s string) (body string, check byte, ok bool) {
	clean := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '-', '\u2010', '\u2011', '\u2013', '\u00a0':
			return -1
		}
		return r
	}, strings.ToUpper(strings.TrimSpace(s)))
	if len(clean) == len("BR")+referenceLength+1 {
		clean = strings.TrimPrefix(clean, "BR")
	}
	clean = lookalikes.Replace(clean)
	if len(clean) != referenceLength+1 {
		return "", 0, false
	}
	for i := 0; i < len(clean); i++ {
		if strings.IndexByte(crockford, clean[i]) < 0 {
			return "", 0, false
		}
	}
	return clean[:referenceLength], clean[referenceLength], true
}

// Neighbours returns every valid reference one typing mistake away from s: one
// character replaced, or two neighbours swapped. They are offered to an adviser
// when they exist, never to a citizen.
func Neighbours(s string) []Reference {
	body, check, ok := splitReference(s)
	if !ok {
		return nil
	}
	typed := body + string(check)
	seen := map[Reference]bool{}
	var found []Reference
	try := func(candidate []byte) {
		b, c := string(candidate[:referenceLength]), candidate[referenceLength]
		if ref := withCheck(b); checkCharacter(b) == c && !seen[ref] {
			seen[ref] = true
			found = append(found, ref)
		}
	}
	for i := range typed {
		for j := range len(crockford) {
			candidate := []byte(typed)
			candidate[i] = crockford[j]
			try(candidate)
		}
		if i > 0 {
			candidate := []byte(typed)
			candidate[i-1], candidate[i] = candidate[i], candidate[i-1]
			try(candidate)
		}
	}
	return found
}

// maxFound is how many references are looked for in a text. Nobody writes more;
// a stranger may, and each is looked up while nothing else can be recorded.
const maxFound = 20

// FindReferences returns the first 20 references written in text, in order, each
// once. Only the full form with a right check character counts.
func FindReferences(text string) []Reference {
	var found []Reference
	for _, written := range referencesIn(text) {
		ref, err := ParseReference(written)
		if err == nil && !slices.Contains(found, ref) {
			found = append(found, ref)
		}
		if len(found) == maxFound {
			break
		}
	}
	return found
}

// FindMistyped returns the first 20 pieces of text that are written like a
// reference and have a wrong check character, each once.
func FindMistyped(text string) []string {
	var found []string
	for _, written := range referencesIn(text) {
		_, err := ParseReference(written)
		if err != nil && !slices.Contains(found, written) {
			found = append(found, written)
		}
		if len(found) == maxFound {
			break
		}
	}
	return found
}

// BlankReferences returns text with a space for every character of what is written
// like a reference, so that offsets still count in it. A reference is drawn by
// chance, and its letters and digits say nothing of the letter it stands in.
func BlankReferences(text string) string {
	var blank []byte
	for at := range referencesIn(text) {
		if blank == nil {
			blank = []byte(text)
		}
		copy(blank[at:], strings.Repeat(" ", fullLength))
	}
	if blank == nil {
		return text
	}
	return string(blank)
}

// fullLength is the length of a reference as it is written, in bytes.
const fullLength = len(referencePrefix) + referenceLength + 2

// referencesIn yields what has the full form of a reference, in capitals, and where
// it stands.
func referencesIn(text string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for at := 0; at+fullLength <= len(text); at++ {
			hyphen := strings.IndexByte(text[at:], '-')
			if hyphen < 0 {
				return
			}
			at += max(0, hyphen-len("BR"))
			if at+fullLength > len(text) || text[at+fullLength-2] != '-' || !strings.EqualFold(text[at:at+len(referencePrefix)], referencePrefix) {
				continue
			}
			written := strings.ToUpper(text[at : at+fullLength])
			if _, _, ok := splitReference(written); ok && !yield(at, written) {
				return
			}
		}
	}
}
