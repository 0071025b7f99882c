package danish

// slipLength is from how many letters on a word is known in spite of one slip:
// shorter words have too many neighbours that are words themselves.
const slipLength = 10

// slips finds word classes for words with one letter too many, missing, wrong, or
// changed places with its neighbour. The keys are the stems themselves and the
// stems with one letter left out; two words one slip apart share a key, so that a
// look-up costs as many steps as the word has letters, however many words are
// known.
type slips map[string][]slip

type slip struct {
	stem  string
	class int32
}

func (s slips) add(stem string, class int32) {
	entry := slip{stem: stem, class: class}
	s[stem] = append(s[stem], entry)
	for i := range len(stem) {
		key := stem[:i] + stem[i+1:]
		s[key] = append(s[key], entry)
	}
}

// look returns the classes of the known words one slip away from stem.
func (s slips) look(stem string) []int32 {
	var classes []int32
	try := func(key string) {
		for _, known := range s[key] {
			if oneSlip(known.stem, stem) {
				classes = append(classes, known.class)
			}
		}
	}
	try(stem)
	buffer := make([]byte, 0, maxWord)
	for i := range len(stem) {
		buffer = append(append(buffer[:0], stem[:i]...), stem[i+1:]...)
		try(string(buffer))
	}
	return classes
}

// oneSlip reports whether a and b are at most one insertion, deletion,
// replacement or swap of neighbours apart. The first letter must agree: few
// people miss it, and "udskrevet" is not "indskrevet".
func oneSlip(a, b string) bool {
	if a == "" || b == "" || a[0] != b[0] {
		return false
	}
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	restA, restB := a[i:], b[i:]
	switch len(a) - len(b) {
	case 0:
		if len(restA) == 0 || restA[1:] == restB[1:] {
			return true
		}
		return len(restA) > 1 && restA[0] == restB[1] && restA[1] == restB[0] && restA[2:] == restB[2:]
	case 1:
		return restA[1:] == restB
	case -1:
		return restA == restB[1:]
	}
	return false
}
