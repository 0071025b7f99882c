package card

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"strings"

	"borgerbot/internal/casework"
)

// ActAll is what a card offers beyond the acts of casework: the modal with all
// of them (Alle handlinger…).
const ActAll casework.EventType = "all"

// What lists offer beyond the acts of casework.
const (
	// ActShow is the window of an inquiry: its facts and its acts ([Deck.Case]).
	ActShow casework.EventType = "show"
	// ActAdopt takes in mail that was left alone (Tag ind). [Press.About] names it.
	ActAdopt casework.EventType = "adopt"
)

// Press is what a button or a modal says about itself: the inquiry, the state
// the adviser saw, and the act.
type Press struct {
	Ref  casework.Reference
	Seen casework.State
	Act  casework.EventType
	// About is the letter key or message id an act is about, where the adviser
	// saw one of several; only modals carry that. On a button for a call it is
	// [AboutAnswered]. Of what is about no inquiry it is the name.
	About string
	// Letters is how many letters the citizen had written when a modal was opened.
	Letters int
	// Basis is [casework.Inquiry.Basis] of the act when a modal was opened.
	Basis int
}

// AboutAnswered marks a press that says that the citizen was answered on the
// telephone (Besvaret pr. telefon).
const AboutAnswered = "answered"

const (
	pressVersion = "v1"
	macBytes     = 8
	// maxAbout keeps a press well inside a modal's private metadata.
	maxAbout = 500
)

// errForged is the one answer to a value that this program did not sign.
var errForged = errors.New("a press is not signed by this program")

// Value returns the press as a signed text: v1|reference|state|act|mac; before
// the mac stand the letters seen, with the basis, and what the act is about, if either
// is said.
// Without them it is at most 75 characters, the limit of a menu line's value.
func (p Press) Value(key []byte) string {
	parts := []string{pressVersion, string(p.Ref), string(p.Seen), string(p.Act)}
	if p.Letters > 0 || p.Basis > 0 || p.About != "" {
		seen := strconv.Itoa(p.Letters)
		if p.Basis > 0 {
			seen += "." + strconv.Itoa(p.Basis)
		}
		parts = append(parts, seen, p.About)
	}
	body := strings.Join(parts, "|")
	return body + "|" + mac(body, key)
}

// ParseValue reads back what [Press.Value] wrote. What was not signed with key,
// or names a state or act that does not exist, is an error.
func ParseValue(s string, key []byte) (Press, error) {
	at := strings.LastIndexByte(s, '|')
	if at < 0 || !hmac.Equal([]byte(s[at+1:]), []byte(mac(s[:at], key))) {
		return Press{}, errForged
	}
	parts := strings.SplitN(s[:at], "|", 6)
	if len(parts) != 4 && len(parts) != 6 || parts[0] != pressVersion {
		return Press{}, errForged
	}
	p := Press{Ref: casework.Reference(parts[1]), Seen: casework.State(parts[2]), Act: casework.EventType(parts[3])}
	if len(parts) == 6 {
		letters, basis, _ := strings.Cut(parts[4], ".")
		p.Letters, _ = strconv.Atoi(letters)
		p.Basis, _ = strconv.Atoi(basis)
		p.About = parts[5]
	}
	if !p.known() {
		return Press{}, errForged
	}
	return p, nil
}

// known reports whether the parts of a press exist: an older program may have
// signed words that are gone.
func (p Press) known() bool {
	if slices.Contains(officeActs, p.Act) {
		return p.Ref == "" && p.Seen == casework.None && p.About != "" && len(p.About) <= maxAbout
	}
	ref, err := casework.ParseReference(string(p.Ref))
	return err == nil && ref == p.Ref && slices.Contains(casework.States(), p.Seen) &&
		isOffered(p.Act) && len(p.About) <= maxAbout
}

// weighed are the acts that rest on everything the citizen has written.
var weighed = []casework.EventType{
	casework.MarkOutOfScope, casework.PartlyOutOfScope, casework.Close, casework.MarkNotAComplaint,
	casework.AskCitizen, casework.AskPowerOfAttorney, casework.ExtendDeadline, casework.Pause, casework.NotAcute,
	casework.AcceptPowerOfAttorney, casework.PassOnSuggestion, casework.ResumeSharing,
}

// Overtaken reports whether a modal was opened before a letter that it should
// rest on: an adviser who sends it has not read what she answers.
func (p Press) Overtaken(q casework.Inquiry) bool {
	return p.Letters < q.Messages && slices.Contains(weighed, p.Act)
}

// mac is a short signature: 64 bits are ample against guessing, since a guess
// costs a press by a listed adviser.
func mac(body string, key []byte) string {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("borgerbot card press\x00"))
	h.Write([]byte(body))
	return hex.EncodeToString(h.Sum(nil)[:macBytes])
}
