package scope

import (
	"slices"
	"strings"

	"borgerbot/internal/casework"
	"borgerbot/internal/danish"
)

// appealDays is for how many days after a decision a time limit for appeal may
// run (typically four weeks; domain 3).
const appealDays = 35

// flags sets what steers the course. Most flags are rules; some follow from dates
// and attachments.
func (j *judgment) flags() {
	v := &j.verdict
	also := map[casework.Flag]bool{
		casework.FlagMeetingDate:     !v.Meeting.IsZero(),
		casework.FlagAppealClock:     j.clockRuns(),
		casework.FlagPowerOfAttorney: slices.ContainsFunc(j.letter.Attachments, isPowerOfAttorney),
		casework.FlagFollowUp:        isReply(j.letter.Subject),
		casework.FlagAcute:           j.scores[string(casework.FlagThreat)] >= given, // domain 2.3
	}
	for _, flag := range casework.Flags() {
		if also[flag] || j.scores[string(flag)] >= given {
			v.Flags = append(v.Flags, flag)
		}
	}
}

// clockRuns reports whether the letter dates a decision within the last weeks.
func (j *judgment) clockRuns() bool {
	decided := j.time.decision.To
	return !decided.IsZero() && j.letter.Received.Sub(decided) <= appealDays
}

// isPowerOfAttorney goes by the name of an attached file; an adviser checks what is
// in it.
func isPowerOfAttorney(name string) bool {
	name = danish.Fold(strings.ToLower(danish.Clean(name).Text))
	return strings.Contains(name, "fuldmagt") || strings.Contains(name, "fuldmakt") ||
		strings.Contains(name, "power of atorney") || strings.Contains(name, "powerofatorney") ||
		strings.Contains(name, "power_of_atorney") || strings.Contains(name, "poa.")
}

// isReply reports whether the subject says that the letter answers another.
func isReply(subject string) bool {
	subject = strings.ToLower(strings.TrimSpace(subject))
	for _, prefix := range []string{"sv:", "re:", "svar:", "aw:"} {
		if strings.HasPrefix(subject, prefix) {
			return true
		}
	}
	return false
}
