package casework

import (
	"slices"

	"borgerbot/internal/calendar"
	"borgerbot/internal/personal"
)

// Remit is the suggested answer to "is this inside the office's remit?".
type Remit string

// The answers. They are suggestions: nothing follows without an adviser's act.
const (
	In    Remit = "IN"    // at least one in-remit kind, no ground
	Out   Remit = "OUT"   // a ground, no live in-remit part, and high confidence
	Mix   Remit = "MIX"   // both
	Check Remit = "CHECK" // too little, or too contradictory, to say
)

// Verdict is what the remit rules make of a letter, with the words that decided.
type Verdict struct {
	Remit      Remit
	Confidence float64 // 0 to 1
	Kinds      []Kind
	Grounds    []Ground
	Flags      []Flag
	Sensitive  []Sensitive
	CPRCount   int // distinct CPR numbers in subject and visible text
	Event      EventTime
	Decision   calendar.Date // of the municipality, when the letter dates it
	Meeting    calendar.Date // ahead, when the letter dates it
	Language   Language
	Evidence   []Evidence
	// Referrals are ids in the referral directory, best first.
	Referrals []string
	// Scores are what each label came to, rules and single words together, for
	// whoever wants to see the sum. An inquiry has none.
	Scores map[string]float64
}

// EventTime is when what is complained about happened, as an interval.
type EventTime struct {
	From, To calendar.Date // zero when the letter does not say
	Ongoing  bool
}

// Evidence is a place in the letter that speaks for or against a label.
type Evidence struct {
	Label string // a Kind, Ground, Flag or Sensitive
	Rule  string // id of the rule that matched
	For   bool   // false: counter-evidence
	// Start and End are byte offsets into subject + "\n\n" + visible text.
	Start, End int
	Text       personal.Text // the words in between
	Weight     float64
}

// Has reports whether the verdict carries the flag.
func (v Verdict) Has(f Flag) bool { return slices.Contains(v.Flags, f) }
