package danish

import "strings"

// mark finds what is denied, what is only assumed, and where the sentence turns.
func (s *Sentence) mark() {
	s.Hypothetical = s.assumes()
	turn := 0
	for i := range s.tokens {
		t := &s.tokens[i]
		if t.role&roleTurn != 0 {
			turn++
		}
		t.turn = turn
		if t.role&roleCondition != 0 {
			s.Hypothetical = true
		}
		if t.role&roleNegator != 0 && !s.onlySeemsToDeny(i) {
			s.negate(i)
		}
	}
}

// assumes reports whether the sentence begins with a condition that has no "hvis":
// "Hører jeg ikke fra jer, går jeg til …".
func (s *Sentence) assumes() bool {
	if s.Question || len(s.tokens) < 4 || !opensCondition[s.tokens[0].folded] || !s.isSubject(1) {
		return false
	}
	return s.tokens[len(s.tokens)-1].clause > 0
}

// asks reports whether the sentence begins with a verb and who does it: "kan jeg
// klage", whether or not a question mark follows.
func (s *Sentence) asks() bool {
	return len(s.tokens) > 2 && opensQuestion[s.tokens[0].folded] && s.isSubject(1)
}

// isSubject reports whether token i is who does something. "I" is told from the
// preposition by its capital.
func (s *Sentence) isSubject(i int) bool {
	t := &s.tokens[i]
	return t.role&roleSubject != 0 && (t.folded != "i" || s.text.Text[t.start] == 'I')
}

var (
	opensCondition = squeezeKeys("får", "hører", "sker", "svarer", "kommer", "ændrer", "retter", "vender", "gør", "skulle", "bliver",
		"hjælper", "should", "had")
	opensQuestion = squeezeKeys("skal", "må", "kan", "bør", "burde", "har", "er", "vil", "kunne", "do", "does", "can", "could",
		"may", "should", "will", "would", "is", "are", "have")
)

// negate marks the reach of the negator at n: its own clause from two words
// before it ("det klager jeg ikke over") to its end, and the clauses that only
// carry it on. "uden" and "ingen" deny nothing before them.
func (s *Sentence) negate(n int) {
	clause := s.tokens[n].clause
	back := 2
	switch {
	case s.tokens[n].role&roleForward != 0:
		back = 0
	case s.deniesWhatCameFirst(n):
		back = maxTopic
	}
	first := n
	for i := n - 1; i >= 0 && i >= n-back && s.tokens[i].clause == clause; i-- {
		first = i
		if s.tokens[i].negator < 0 {
			s.tokens[i].negator = n
		}
	}
	last := clause
	for i := n + 1; i < len(s.tokens); i++ {
		if s.tokens[i].clause > last {
			if !s.carriesOn(first, n, i) {
				break
			}
			last = s.tokens[i].clause
		}
		s.tokens[i].negator = n
	}
}

// maxTopic is how many words before a negator can be what is denied.
const maxTopic = 6

// deniesWhatCameFirst reports the order "ventetiden klager jeg ikke over": what
// the sentence is about stands first, the negator last but for a preposition. In "en
// mand jeg ikke kender" a verb follows.
func (s *Sentence) deniesWhatCameFirst(n int) bool {
	next := n + 1
	if next < len(s.tokens) && endings[s.tokens[next].folded] {
		next++
	}
	ends := next == len(s.tokens) || s.tokens[next].clause != s.tokens[n].clause && s.tokens[next].folded != "at"
	return ends && n >= 3 && s.tokens[n-1].role&roleSubject != 0
}

var endings = squeezeKeys("over", "på", "om", "af", "i", "med", "til")

// carriesOn reports whether the clause that begins at i is denied with the one
// before it by the negator at n, whose reach begins at first: "ikke fordi", "uden
// at", "ikke ude på at", "mener ikke, at", "hverken … eller".
func (s *Sentence) carriesOn(first, n, i int) bool {
	t := &s.tokens[i]
	switch t.folded {
	case "eler", "or", "nor":
		alone := i+1 < len(s.tokens) && s.tokens[i+1].role&roleSubject != 0
		return s.tokens[n].role&rolePaired != 0 || !alone
	case "at", "fordi", "that", "because":
		if i == n+1 {
			return true
		}
		if t.folded == "at" && beforeAt[s.tokens[i-1].folded] {
			return true
		}
		for j := first; j < i; j++ {
			if s.tokens[j].role&roleThinking != 0 {
				return true
			}
		}
	}
	return false
}

// beforeAt are the prepositions after which "at" begins nothing new.
var beforeAt = squeezeKeys("om", "på", "for", "efter", "af")

// onlySeemsToDeny reports the expressions in which a negator denies nothing:
// "ikke kun", "ingen tvivl", "eller ej", "kan I ikke …".
func (s *Sentence) onlySeemsToDeny(n int) bool {
	after := func(k int) string {
		if n+k < len(s.tokens) {
			return s.tokens[n+k].folded
		}
		return ""
	}
	if afterNegator[after(1)] || afterNegator[after(1)+" "+after(2)] {
		return true
	}
	if n > 0 && (s.tokens[n-1].folded == "eler" || s.tokens[n-1].folded == "or") {
		return after(1) == "" || s.tokens[n+1].clause != s.tokens[n].clause // "eller ej"
	}
	if n > 0 && s.tokens[n].folded == "uden" && s.tokens[n-1].folded == "ike" {
		return true
	}
	return s.asksPolitely(n)
}

// asksPolitely reports "kan I ikke hjælpe mig", which asks for what it seems to
// deny.
func (s *Sentence) asksPolitely(n int) bool {
	first := n - 2
	if first == 1 && s.tokens[0].role&roleConjunction != 0 {
		first = 0 // "men kan I ikke …"
	}
	return first == 0 && s.tokens[n-1].role&roleSubject != 0 && requests[s.tokens[n-2].folded]
}

var requests = squeezeKeys("kan", "kunne", "vil", "ville", "må", "can", "could", "will", "would")

var afterNegator = phraseKeys("kun", "bare", "alene", "blot", "mindst", "tvivl", "desto", "sandt", "uden", "i tvivl", "nok med",
	"nogen tvivl", "andet end", "andre end", "anden end", "only", "just", "doubt", "merely", "to mention")

func squeezeKeys(words ...string) map[string]bool {
	set := make(map[string]bool, len(words))
	for _, w := range words {
		set[squeeze(w)] = true
	}
	return set
}

// phraseKeys is squeezeKeys for expressions of several words.
func phraseKeys(expressions ...string) map[string]bool {
	set := make(map[string]bool, len(expressions))
	for _, e := range expressions {
		words := strings.Fields(e)
		for i, w := range words {
			words[i] = squeeze(w)
		}
		set[strings.Join(words, " ")] = true
	}
	return set
}
