package card

import (
	"time"

	"borgerbot/internal/casework"
)

// LeftoverKind is why something of an erased inquiry is still there.
type LeftoverKind string

// The kinds.
const (
	LeftLines   LeftoverKind = "advisers_lines" // advisers' own answers in the thread
	LeftMail    LeftoverKind = "mail_not_found" // somebody has moved the mail
	LeftSlack   LeftoverKind = "slack_waits"    // Slack has not deleted it yet
	LeftMailbox LeftoverKind = "mailbox_waits"  // nor the mailbox
)

// leftoverKinds lists them.
func leftoverKinds() []LeftoverKind {
	return []LeftoverKind{LeftLines, LeftMail, LeftSlack, LeftMailbox}
}

// Leftover is something of an erased inquiry that has not gone.
type Leftover struct {
	Ref   casework.Reference // of what was erased
	At    time.Time          // when the letter, or the inquiry's first, came
	Since time.Time          // it was to go
	Why   LeftoverKind
}

// leftover says what is left and what to do.
func (d *Deck) leftover(l Leftover, v View) string {
	return fill(d.words.Card.Digest.Leftovers[l.Why], "ref", string(l.Ref), "at", d.exact(l.At, v))
}
