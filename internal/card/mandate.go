package card

import (
	"slices"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// The fields about who may be told.
const (
	fieldToWhom                = "to_whom"
	fieldRepresentative        = "representative"
	fieldRepresentativeAddress = "representative_address"
	fieldParty                 = "party"
	fieldPartyAddress          = "party_address"
	fieldShown                 = "shown"
	fieldLimits                = "limits"
	fieldReview                = "review"
	fieldLacks                 = "lacks"
	fieldWaived                = "waived"
	fieldShared                = "shared"
	fieldNoLetter              = "no_letter"
	fieldWithName              = "with_name"
)

// mandateTable has the fields of the acts on powers of attorney, on a no to sharing
// and on suggestions.
var mandateTable = map[string]field{
	fieldToWhom: {applies: writerUnclear, required: always, steers: true, element: toWhomChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.ToAnother = chosen(a) == toAnother }},
	fieldRepresentative: {applies: namesRepresentative, required: always, element: oneLine,
		read: func(f *Form, a slack.BlockAction) { f.Event.Representative.Name = written(a) }},
	fieldRepresentativeAddress: {applies: namesRepresentative, element: oneLine,
		read:  func(f *Form, a slack.BlockAction) { f.Event.Representative.Address = written(a) },
		check: func(s sheet, _ slack.BlockAction) string { return s.checkPerson(s.form.Event.Representative) }},
	fieldParty: {applies: namesParty, required: always, element: oneLine,
		read: func(f *Form, a slack.BlockAction) { f.Event.Party.Name = written(a) }},
	fieldPartyAddress: {applies: namesParty, element: oneLine,
		read:  func(f *Form, a slack.BlockAction) { f.Event.Party.Address = written(a) },
		check: func(s sheet, _ slack.BlockAction) string { return s.checkPerson(s.form.Event.Party) }},
	fieldShown: {required: always, element: mandateItems, check: checkShown,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Shown = several[casework.MandateItem](a) }},
	fieldLimits: {applies: sheet.mayName, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Limits = written(a) }},
	fieldReview: {element: day, check: checkReview,
		read: func(f *Form, a slack.BlockAction) { f.Event.Date = dated(a) }},
	fieldLacks: {applies: paperCame, required: always, steers: true, element: mandateItems,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Lacks = several[casework.MandateItem](a) }},
	fieldWaived: {required: always, element: paragraph, read: readNote},
	fieldShared: {element: oneLine,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Shared = written(a) }},
	fieldNoLetter: {steers: true,
		element: tick(func(w optionWords) string { return w.NoLetter }, func(ev casework.Event) bool { return ev.Fields.SkipLetter }),
		read:    func(f *Form, a slack.BlockAction) { f.Event.Fields.SkipLetter = ticked(a) }},
	fieldWithName: {applies: mayBeNamed, steers: true,
		element: tick(func(w optionWords) string { return w.WithName }, func(ev casework.Event) bool { return ev.Fields.WithName }),
		read:    func(f *Form, a slack.BlockAction) { f.Event.Fields.WithName = ticked(a) }},
}

// means reports whether a letter about a power of attorney or a suggestion can have
// been sent here; all others can.
func (s sheet) means(act casework.EventType) bool {
	switch m := s.q.Parties.Mandate; act {
	case casework.AcceptPowerOfAttorney:
		return !s.renews() && (m.Paper || m.State != casework.MandateNone)
	case casework.PassOnSuggestion:
		return slices.Contains(s.q.Verdict.Kinds, casework.KindSuggestion)
	}
	return true
}

// renews: the power of attorney has been accepted before and is looked at again.
func (s sheet) renews() bool { return s.q.Parties.Mandate.State == casework.MandateAccepted }

// writerUnclear: the writer may be the one whose matter it is, or the one who was
// given the power of attorney.
func writerUnclear(s sheet) bool {
	return !s.renews() && !s.q.Parties.OwnMatter && !s.q.Parties.Unproven()
}

// mayName: names and words of the case may be typed here. Where they may not pass
// through Slack they stay on the paper and in the mail program, or are given on the
// command line (design 7).
func (s sheet) mayName() bool { return s.v.discloses() || s.commanded }

func namesRepresentative(s sheet) bool {
	return s.mayName() && !s.renews() && s.q.Parties.ToAnother(s.form.Event) && s.q.Parties.Representative.Nobody()
}

func namesParty(s sheet) bool {
	return s.mayName() && !s.renews() && !s.q.Parties.ToAnother(s.form.Event) && s.q.Parties.Party.Nobody()
}

func paperCame(s sheet) bool  { return s.q.Parties.Mandate.State == casework.MandateReceived }
func mayBeNamed(s sheet) bool { return !s.q.Verdict.Has(casework.FlagAnonymous) }

// The answers to whom a power of attorney was given.
const (
	toWriter  = "writer"
	toAnother = "another"
)

func toWhomChoice(s sheet, id string) slack.BlockElement {
	w, initial := s.words.Modal.Options, toWriter
	if s.form.Event.ToAnother {
		initial = toAnother
	}
	return radio(id, []*slack.OptionBlockObject{option(toWriter, w.ToWriter), option(toAnother, w.ToAnother)}, initial)
}

// mandateItems is the list of what a power of attorney must show, one box each.
func mandateItems(s sheet, id string) slack.BlockElement {
	options := optionsOf(casework.MandateItems(), func(i casework.MandateItem) string { return s.words.Modal.Options.MandateItems[i] })
	boxes := slack.NewCheckboxGroupsBlockElement(id, options...)
	for _, i := range s.form.Event.Fields.Lacks {
		if o := optionOf(options, string(i)); o != nil {
			boxes.InitialOptions = append(boxes.InitialOptions, o)
		}
	}
	return boxes
}

func checkShown(s sheet, _ slack.BlockAction) string {
	if len(s.form.Event.Fields.Shown) < len(casework.MandateItems()) {
		return s.words.Modal.Errors.MandateIncomplete
	}
	return ""
}

func checkReview(s sheet, _ slack.BlockAction) string {
	if !s.form.Event.Date.After(s.v.Rules.Today(s.v.Now)) {
		return s.words.Modal.Errors.PastDate
	}
	return ""
}

func (s sheet) checkPerson(p casework.Person) string {
	if !p.Known() {
		return s.words.Modal.Errors.Address
	}
	return ""
}

// soundMandate reports whether what was ticked is something that was offered.
func soundMandate(f casework.Fields) bool {
	known := func(i casework.MandateItem) bool { return slices.Contains(casework.MandateItems(), i) }
	return all(f.Shown, known) && all(f.Lacks, known)
}

// mandate is what the card says about who may be told (L31–L36), one line each.
func (p page) mandate() []string {
	parties, words := p.q.Parties, p.words.Codes.Mandates
	if parties.OwnMatter {
		words = p.words.Codes.MandatesOwn
	}
	var lines []string
	if text, ok := words[parties.Mandate.State]; ok {
		lines = append(lines, text)
	}
	switch m := parties.Mandate; {
	case m.State == casework.MandateWithdrawn && !parties.Party.Known():
		lines = append(lines, p.w.PartyUnknown)
	case m.ReviewDue:
		lines = append(lines, fill(p.w.MandateReview, "date", p.date(m.Accepted)))
	}
	if parties.Mandate.Paper && parties.Mandate.State != casework.MandateReceived {
		lines = append(lines, p.words.Codes.Flags[casework.FlagPowerOfAttorney])
	}
	return lines
}
