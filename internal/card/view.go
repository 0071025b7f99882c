package card

import (
	"time"

	"github.com/slack-go/slack"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Disclosure is how much of a citizen's words may reach Slack (design 7, L22).
type Disclosure string

// The modes.
const (
	// Minimal: reference, dates, verdict and flags; recipients by role.
	Minimal Disclosure = "minimal"
	// InModal adds the redacted text in a modal for one adviser at a time;
	// nothing of it stays in the channel.
	InModal Disclosure = "modal"
	// Redacted adds a masked excerpt to the card, unless sensitive facts were
	// found.
	Redacted Disclosure = "redacted"
)

// Adviser is a configured adviser. Name and Slack id come from the office's
// configuration.
type Adviser struct {
	ID    casework.AdviserID
	Name  string
	Slack string // Slack user id, for calling her in a thread line
	// Absences are when she is away.
	Absences []Absence
}

// View is what a card shows beyond the inquiry. It is the same for a whole
// office except for Now.
type View struct {
	Mode     Disclosure
	Now      time.Time
	Rules    casework.Rules
	Advisers []Adviser
	// Sentences are the office's own words for each ground it uses. A ground
	// without a sentence is not offered.
	Sentences map[casework.Ground]string
	// Referrals and Departments are the names by the ids of the configuration.
	Referrals   map[string]string
	Departments map[string]string
	// Stale reports whether what is known of a referral is too old to be shown
	// without a warning; nil is never.
	Stale func(referral string, today calendar.Date) bool
	// ConflictContact: the office has chosen who gets the letters of what is about an
	// adviser where no other adviser can read them (fvl. § 3).
	ConflictContact bool
	// Reader is the adviser who sees a window; empty for what all see.
	Reader casework.AdviserID
	// Key signs what buttons and modals carry.
	Key []byte
}

// BySlack returns the adviser a Slack user is, or "" for who is none.
func (v View) BySlack(user string) casework.AdviserID {
	for _, a := range v.Advisers {
		if a.Slack == user && user != "" {
			return a.ID
		}
	}
	return ""
}

// discloses reports whether words of a letter may be shown to one adviser at a
// time. A mode that is not known discloses nothing.
func (v View) discloses() bool { return v.Mode == InModal || v.Mode == Redacted }

// Message is a message to post. Text is its top-level text, which phones show.
type Message struct {
	Text   string
	Blocks []slack.Block
}

// name returns the adviser's name, and the general word for who is not in the
// configuration any more.
func (d *Deck) name(id casework.AdviserID, v View) string {
	for _, a := range v.Advisers {
		if a.ID == id && a.Name != "" {
			return cut(a.Name, maxName)
		}
	}
	return d.words.Codes.Actors[casework.ByAdviser]
}

// who names the hand an event comes from.
func (d *Deck) who(by casework.Actor, v View) string {
	if by.Role == casework.ByAdviser {
		return d.name(by.Adviser, v)
	}
	return d.words.Codes.Actors[by.Role]
}
