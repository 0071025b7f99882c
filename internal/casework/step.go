package casework

// Step is a rung of the ladder that leads to a promised date (design 6).
type Step string

// The steps, in order. Days are working days after the day of receipt, for the
// ten that Lejre promises (L37); they are counted back from the date.
const (
	StepNone   Step = ""
	StepDay5   Step = "day5"   // halfway: in the digest
	StepDay8   Step = "day8"   // two working days left: in the digest
	StepDay9   Step = "day9"   // one left: the holder, or all, are called
	StepNotice Step = "notice" // the last day, 15:00: the neutral notice
)
