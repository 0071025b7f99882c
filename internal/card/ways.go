package card

import (
	"cmp"
	"slices"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// Way is how an adviser lets the letter of an act go. Each fulfils the act.
type Way string

// The ways.
const (
	WaySend        Way = "send"         // from here, at once
	WayPrepare     Way = "prepare"      // made ready for Digital Post: it may not go by mail
	WayDraft       Way = "draft"        // into the Drafts folder, and seen when it is sent
	WayMyself      Way = "myself"       // the adviser has sent it
	WayDigitalPost Way = "digital_post" // she has sent it by Digital Post
)

// ways lists every way in the order modals show them.
func ways() []Way { return []Way{WaySend, WayPrepare, WayDraft, WayMyself, WayDigitalPost} }

// event is an act whose letter goes this way.
func (w Way) event(act casework.Event) casework.Event {
	stands := map[Way]casework.EventType{
		WayDraft: casework.DraftLetter, WayMyself: casework.SentItMyself, WayDigitalPost: casework.SentByDigitalPost,
	}
	if by, ok := stands[w]; ok {
		act.Type, act.Stands = by, act.Type
	}
	return act
}

// writes is the letter of the act as it has been chosen so far.
func (s sheet) writes() casework.LetterID { return s.q.LetterOf(s.v.Rules, s.form.Event) }

// hasWays reports whether the act sends a letter that can go in several ways. The
// two acts that say how a letter went have no other.
func (s sheet) hasWays() bool {
	return s.form.Event.Type.WritesLetter(s.v.Rules) && s.writes() != casework.NoLetter
}

// open are the ways that are open to the letter, the usual one first. Without an
// address to write to there is no mail, and Digital Post is what remains.
func (s sheet) open() []Way {
	if s.v.Rules.ByHand(s.writes()) || s.elsewhere() {
		return []Way{WayPrepare, WayMyself, WayDigitalPost}
	}
	open := []Way{WaySend, WayDraft, WayMyself, WayDigitalPost}
	if s.unaddressed() {
		open = []Way{WayDraft, WayDigitalPost, WayMyself}
	}
	return slices.DeleteFunc(open, func(w Way) bool { return w == WayDraft && s.form.Press.Act.HoldsAtOnce() })
}

// elsewhere reports whether the letter can only be prepared: its words are written
// in the mail program, or its department has no address.
func (s sheet) elsewhere() bool {
	ev := s.form.Event
	return ev.Fields.InOutlook || s.writes().Addressee() == casework.RoleDepartment &&
		s.v.Rules.Departments[cmp.Or(ev.Department, s.q.Course.Department)].NoAddress
}

// unaddressed reports whether nobody knows where to mail the letter. A department's
// address is the configuration's.
func (s sheet) unaddressed() bool {
	letter := s.writes()
	role, person := s.q.Recipient(letter, letter.Addressee())
	return role != casework.RoleDepartment && !person.Known()
}

// way is the one chosen, or the first that is open; empty without a letter.
func (s sheet) way() Way {
	switch {
	case !s.hasWays():
		return ""
	case slices.Contains(s.open(), s.form.Way):
		return s.form.Way
	}
	return s.open()[0]
}

func wayChoice(s sheet, id string) slack.BlockElement {
	options := optionsOf(s.open(), func(w Way) string { return s.words.Modal.Ways[w].Label })
	return radio(id, options, string(s.way()))
}

// aboutWay says what the way chosen leads to, and that the letter lies in Outlook
// already, where it could be sent once more.
func aboutWay(s sheet) string {
	words := s.words.Modal.Ways[s.way()]
	about := words.About
	if s.unaddressed() {
		about = cmp.Or(words.Unaddressed, about)
	}
	waits := func(d casework.Draft) bool { return d.Act.Stands == s.form.Press.Act }
	if slices.ContainsFunc(s.q.Drafts, waits) {
		about += " " + s.words.Modal.Modal.DraftWaits
	}
	return about
}

func writtenChoice(s sheet, id string) slack.BlockElement {
	return s.choice(id, s.languages(writtenIn()), string(s.language()))
}

// writtenIn are the languages letters are written in.
func writtenIn() []casework.Language {
	return []casework.Language{casework.Danish, casework.English, casework.Bilingual}
}

// language is the one the letter is written in: chosen, or the citizen's.
func (s sheet) language() casework.Language {
	return cmp.Or(s.form.Event.Fields.Language, s.q.Language).Written()
}

// toCitizen: a department is written to in Danish.
func (s sheet) toCitizen() bool {
	return s.hasWays() && s.writes().Addressee() != casework.RoleDepartment
}

// submit is the word on the button that carries the act out.
func (s sheet) submit() string {
	if words := s.words.Modal.Ways[s.way()].Submit; words != "" {
		return words
	}
	return s.words.Modal.Forms[s.form.Press.Act].Submit
}
