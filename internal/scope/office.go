package scope

import (
	"slices"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/mailmsg"
)

// Office is what the rules need to know about the office: the differences between
// the presets.
type Office struct {
	// Preset chooses among the sentences of a ground ("horsens", "lejre").
	Preset string
	// Grounds are the grounds this office uses. One that is missing is off.
	Grounds map[casework.Ground]GroundRule
	// Unlisted are kinds the office's page does not name: they go to an adviser as
	// CHECK, never out (H7 "mv.").
	Unlisted []casework.Kind
	// Municipality is its name as people write it, such as "Horsens".
	Municipality string
	// Advisers are the advisers' names. A complaint about one of them is a
	// conflict of interest (fvl. § 3).
	Advisers []string
}

// GroundRule is how an office uses a ground.
type GroundRule struct {
	On bool
	// SuggestOnly: the ground follows from the office's task and is not on its page
	// (L1). It is suggested with less confidence.
	SuggestOnly bool
	// Months, Anchor and Hard are for out_old: after how many months, counted from
	// what, and whether the office's page leaves no room ("normalt", H31).
	Months int
	Anchor Anchor
	Hard   bool
}

// Anchor is what the age of a matter is counted from.
type Anchor string

// The anchors.
const (
	// AnchorClosed counts from the day the case was closed (L21).
	AnchorClosed Anchor = "closed"
	// AnchorEvent counts from the event, or from the end of the course (H31).
	AnchorEvent Anchor = "event_or_course_end"
)

// Letter is what a verdict is made of.
type Letter struct {
	Subject string
	Text    string // visible text; see [mailmsg.Message]
	// Segments say who speaks where in Text. Without any, all of it is the
	// writer's own.
	Segments []mailmsg.Segment
	Received calendar.Date
	// Attachments are the names of the attached files.
	Attachments []string
	// Automatic: a machine wrote it, and not a form of the office's in which people write.
	// Cut: it is longer than was read.
	Automatic, Cut bool
}

// Read returns a mail as the rules read it.
func Read(m mailmsg.Message, received calendar.Date) Letter {
	l := Letter{Subject: m.Subject.Reveal(), Text: m.Text.Reveal(), Segments: m.Segments, Received: received, Cut: slices.Contains(m.Warnings, mailmsg.WarnTextCut)}
	for _, a := range m.Attachments {
		l.Attachments = append(l.Attachments, a.Name.Reveal())
	}
	return l
}

// separator stands between subject and text where offsets are counted.
const separator = "\n\n"

// whole returns the text that offsets count in.
func (l Letter) whole() string { return l.Subject + separator + l.Text }

// part is a stretch of the whole that is read for the verdict.
type part struct{ start, end int }

// parts returns what is read: the subject, the writer's own words and what she
// forwarded, but not the history she answers, nor signatures (domain 2.4, rule 7).
func (l Letter) parts() []part {
	parts := []part{{0, len(l.Subject)}}
	base := len(l.Subject) + len(separator)
	if len(l.Segments) == 0 {
		return append(parts, part{base, base + len(l.Text)})
	}
	for _, s := range l.Segments {
		if s.Kind != mailmsg.Own && s.Kind != mailmsg.Forwarded {
			continue
		}
		if s.Start < 0 || s.End > len(l.Text) || s.Start >= s.End {
			continue
		}
		if last := &parts[len(parts)-1]; len(parts) > 1 && last.end == base+s.Start {
			last.end = base + s.End
			continue
		}
		parts = append(parts, part{base + s.Start, base + s.End})
	}
	return parts
}
