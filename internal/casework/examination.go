package casework

import (
	"cmp"
	"slices"

	"borgerbot/internal/calendar"
	"borgerbot/internal/personal"
)

// Consent is the citizen's yes to a closer look, which she can take back at any
// time (H23).
type Consent struct {
	Asked bool          // L14 has been decided
	Given bool          // an adviser has recorded her yes
	On    calendar.Date // the day she gave it
	// Scope is what may be collected, in the adviser's words.
	Scope []personal.Text
	// Seen is what a later letter of hers seems to say. It is a suggestion: only an
	// adviser records a yes.
	Seen ConsentWord
}

// ConsentWord is what a letter seems to say about consent.
type ConsentWord string

// The words.
const (
	ConsentUnsaid    ConsentWord = ""
	ConsentYes       ConsentWord = "yes"
	ConsentNo        ConsentWord = "no"
	ConsentWithdrawn ConsentWord = "withdrawn" // takes back a yes
)

// ConsentWords lists what a letter can say about consent.
func ConsentWords() []ConsentWord { return []ConsentWord{ConsentYes, ConsentNo, ConsentWithdrawn} }

// heed notes what a letter says of the consent where that means something: an
// answer while one is awaited, a withdrawal after a yes.
func (c *Consent) heed(word ConsentWord) {
	answers := isOneOf(word, ConsentYes, ConsentNo) && c.Asked && !c.Given
	if answers || word == ConsentWithdrawn && c.Given {
		c.Seen = word
	}
}

// askConsent asks the citizen what may be collected, and where (H23).
func (t *turn) askConsent() error {
	c := &t.q.Course
	switch {
	case !t.rules.knows(cmp.Or(t.ev.Department, c.Department)):
		return t.missing("department")
	case wordless(t.ev.Fields.Materials) && !t.wordsElsewhere():
		return t.missing("materials")
	}
	t.claim()
	c.Consent = Consent{Asked: true, Scope: slices.Clone(t.ev.Fields.Materials)}
	if t.ev.Department != "" {
		c.Department = t.ev.Department
	}
	return t.send(LetterAskConsent, RoleWriter)
}

// startExamination begins the closer look; where the office needs the citizen's
// yes, the adviser records its wording, what it covers and when it was given (H23).
func (t *turn) startExamination() error {
	if t.rules.ConsentRequired && t.ev.Note.Empty() {
		return t.refuse(NoConsent)
	}
	if err := t.mayLeave(true); err != nil {
		return err
	}
	today := t.rules.Today(t.ev.At)
	if t.ev.Date.After(today) {
		return t.refuse(FutureDate)
	}
	if err := t.checkFields(); err != nil {
		return err
	}
	t.claim()
	t.withhold(func(l Letter) bool { return l.Letter == LetterAskConsent }) // nobody is asked any more
	c := &t.q.Course
	if !t.ev.Note.Empty() {
		c.Consent.Given, c.Consent.Seen, c.Consent.On = true, ConsentUnsaid, t.ev.Date
		if c.Consent.On.IsZero() {
			c.Consent.On = today
		}
		if len(t.ev.Fields.Materials) > 0 {
			c.Consent.Scope = slices.Clone(t.ev.Fields.Materials)
		}
	}
	c.State, c.Examined = UnderExamination, t.ev.At
	if !c.IsCase() {
		c.Case.Opened = t.ev.At
	}
	t.say(Line{})
	return nil
}

// withdrawConsent: the citizen takes her yes back. The examination stops, and she is
// told what had been begun ([Fields.Shared]), unless the adviser says otherwise.
func (t *turn) withdrawConsent() error {
	c := &t.q.Course
	if !c.Consent.Given && !c.Consent.Asked {
		return t.refuse(NoConsent)
	}
	t.claim()
	c.Consent = Consent{}
	switch {
	case c.State != UnderExamination:
	case c.DepartmentDue.IsZero():
		c.State = InDialogue
	default:
		c.State = Answered
	}
	return t.confirmNo()
}

// sendResult tells the citizen, or representative and party (L35), what the
// examination found (H24). Where the party has no address, hers is prepared for the
// adviser's own hand.
func (t *turn) sendResult() error {
	switch f := t.ev.Fields; {
	case t.wordsElsewhere():
	case f.Conclusion.Empty():
		return t.missing("conclusion")
	case f.Examined.Empty():
		return t.missing("examined")
	case f.Findings.Empty():
		return t.missing("findings")
	}
	if err := t.send(LetterResult, RoleWriter); err != nil {
		return err
	}
	if t.ev.Finding != "" {
		t.q.Course.Finding = t.ev.Finding
	}
	if t.q.Parties.Mandate.State != MandateAccepted {
		return nil
	}
	if !t.q.Parties.Party.Known() && !t.byHand {
		t.say(Line{Letter: LetterResult, To: RoleRepresentative, Reason: ReasonPartyByHand})
	}
	return t.sendOrPrepare(LetterResult, RoleParty)
}

// resultGiven reports whether everybody who must get the result of this examination
// has it, or gets it by itself. One that is only prepared has not gone.
func (q Inquiry) resultGiven() bool {
	given := false
	for _, l := range q.Letters {
		if l.Letter != LetterResult || l.Status == LetterCancelled || l.Decided.Before(q.Course.Examined) {
			continue
		}
		if !l.InFlight() && l.Status != LetterSent {
			return false
		}
		given = true
	}
	return given
}
