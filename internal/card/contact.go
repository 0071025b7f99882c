package card

import (
	"slices"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// contact is what a form notes down of a citizen who rang or came.
func contact(f *Form) *casework.MailFacts {
	if f.Event.Mail == nil {
		f.Event.Mail = &casework.MailFacts{Receipt: casework.ReceiptUnasked}
	}
	return f.Event.Mail
}

func channelChoice(s sheet, id string) slack.BlockElement {
	w := s.words.Modal.Options
	return radio(id, []*slack.OptionBlockObject{
		option(string(casework.ChannelPhone), w.Phone), option(string(casework.ChannelVisit), w.Visit),
	}, string(casework.ChannelPhone))
}

// spokenIn are the languages somebody who rang or came can be written to in.
func spokenIn() []casework.Language { return []casework.Language{casework.Danish, casework.English} }

func languageChoice(s sheet, id string) slack.BlockElement {
	return radio(id, s.languages(spokenIn()), string(casework.Danish))
}

func (s sheet) languages(list []casework.Language) []*slack.OptionBlockObject {
	return optionsOf(list, func(l casework.Language) string { return capital(s.words.Codes.Languages[l]) })
}

func aboutChoice(s sheet, id string) slack.BlockElement { return s.choice(id, s.kinds(), "") }

func readAbout(f *Form, a slack.BlockAction) {
	if kind := casework.Kind(chosen(a)); kind != "" {
		contact(f).Verdict.Kinds = []casework.Kind{kind}
	}
}

func readReceipt(f *Form, a slack.BlockAction) {
	if ticked(a) {
		contact(f).Receipt = casework.ReceiptAllowed
	}
}

// warnOfPhone: what an office that discloses nothing has typed, it cannot look up
// in Slack.
func warnOfPhone(s sheet) string {
	if s.v.discloses() {
		return ""
	}
	return s.words.Modal.Modal.PhoneOnce
}

func checkAddress(s sheet, _ slack.BlockAction) string {
	if !contact(&s.form).From.Known() {
		return s.words.Modal.Errors.Address
	}
	return ""
}

// checkReceipt: a receipt needs somewhere to go.
func checkReceipt(s sheet, _ slack.BlockAction) string {
	if contact(&s.form).From.Address.Empty() {
		return s.words.Modal.Errors.NoAddress
	}
	return ""
}

// soundContact reports whether what was noted down is something that was offered.
func soundContact(m *casework.MailFacts) bool {
	return m == nil || (m.Channel == casework.ChannelPhone || m.Channel == casework.ChannelVisit) &&
		oneOf(m.Verdict.Language, spokenIn()) &&
		all(m.Verdict.Kinds, func(k casework.Kind) bool { return slices.Contains(casework.Kinds(), k) })
}

// Contact returns the window in which an adviser notes down a citizen who rang or
// came. about is given back in [Press.About].
func (d *Deck) Contact(v View, about string) slack.ModalViewRequest {
	ev := casework.Event{Type: casework.Opened, Key: about}
	return d.Modal(casework.Opened, casework.Inquiry{}, v, Preview{Event: ev})
}
