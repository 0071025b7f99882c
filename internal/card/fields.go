package card

import (
	"maps"
	"slices"
	"strings"

	"github.com/slack-go/slack"

	"borgerbot/internal/casework"
)

// field is one thing an adviser fills in.
type field struct {
	// applies says whether the field shows; nil is always.
	applies func(s sheet) bool
	// required says whether it must be filled in; nil is never.
	required func(s sheet) bool
	// steers: a change is sent at once, because the letter or other fields follow.
	steers bool
	// element draws it with what the form so far holds; nil draws nothing, where
	// there is nothing to choose from.
	element func(s sheet, id string) slack.BlockElement
	// read takes what was filled in over into the form.
	read func(f *Form, a slack.BlockAction)
	// warn returns what the adviser should know of what she has chosen; nil is
	// nothing.
	warn func(s sheet) string
	// check returns what is wrong with what was filled in, in Danish; nil is
	// nothing.
	check func(s sheet, a slack.BlockAction) string
}

// fieldTable is every field but those of [mandateTable].
var fieldTable = map[string]field{
	fieldGround: {required: always, steers: true, element: groundChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Ground = casework.Ground(chosen(a)) }},
	fieldRightPlace: {applies: notMunicipal, required: notMunicipal, element: oneLine,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.RightPlace = written(a) }},
	fieldReferrals: {applies: hasReferrals, steers: true, element: referralChoices, warn: warnOfReferrals,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Referrals = several[string](a) }},
	fieldForwardedTo: {element: oneLine,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.ForwardedTo = written(a) }},
	fieldKinds: {required: always, steers: true, element: kindChoices,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Kinds = several[casework.Kind](a) }},
	fieldGrounds: {required: always, steers: true, element: groundChoices,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Grounds = several[casework.Ground](a) }},
	fieldAgreement: {required: needsAgreement, element: paragraph, read: readNote},
	fieldNote:      {required: isNote, element: paragraph, read: readNote},
	fieldWhy:       {required: mustSayWhy, element: paragraph, read: readNote},
	fieldAnswers: {element: tick(func(w optionWords) string { return w.Answers }, func(ev casework.Event) bool { return ev.Answers }),
		read: func(f *Form, a slack.BlockAction) { f.Event.Answers = ticked(a) }},
	fieldStands: {required: always, steers: true, element: standsChoice, read: readStands},
	fieldOutcome: {required: always, element: outcomeChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Outcome = casework.Outcome(chosen(a)) }},
	fieldTheme: {element: themeChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Theme = casework.Kind(chosen(a)) }},
	fieldDepartment: {applies: hasDepartments, required: asksDepartment, steers: true, element: departmentChoice, warn: warnOfDepartment,
		read: func(f *Form, a slack.BlockAction) { f.Event.Department = chosen(a) }},
	fieldFinding: {applies: wasExamined, element: findingChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Finding = casework.Finding(chosen(a)) }},
	fieldAnswered: {required: always, steers: true, element: answeredChoice, read: readAnswered},
	fieldTalk: {applies: mayMentionTalk, steers: true,
		element: tick(func(w optionWords) string { return w.Talk }, func(ev casework.Event) bool { return ev.Fields.TalkHeld }),
		read:    func(f *Form, a slack.BlockAction) { f.Event.Fields.TalkHeld = ticked(a) }},
	fieldReason: {required: always, steers: true, element: reasonChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Reason = casework.Reason(chosen(a)) }},
	fieldWaitingFor: {applies: tellsWork, required: always, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.WaitingFor = written(a) }},
	fieldNextStep: {applies: tellsWork, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.NextStep = written(a) }},
	fieldDate: {required: always, element: day, check: checkDate,
		read: func(f *Form, a slack.BlockAction) { f.Event.Date = dated(a) }},
	fieldSettled: {required: always, element: settledChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Reason = casework.Reason(chosen(a)) }},
	fieldSuggested: {applies: hasSuggestions, element: suggestedChoice,
		read: func(f *Form, a slack.BlockAction) { f.Other = casework.Reference(chosen(a)) }},
	fieldReference: {required: noOther, element: oneLine, read: readReference, check: checkReference},
	fieldAttend: {required: always, steers: true, element: attendChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Attend = chosen(a) == attendYes }},
	fieldMeeting: {required: attends, steers: true, element: meetingDay, check: checkMeeting,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Meeting = dated(a) }},
	fieldAnswer: {element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Answer = written(a) }},
	fieldBody: {required: always, element: oneLine, read: readNote},
	fieldMessage: {applies: severalProvisional, required: always, element: messageChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Message = casework.MessageID(chosen(a)) }},
	fieldRequest: {required: always, steers: true, element: requestChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.RequestKind = casework.Reason(chosen(a)) }},
	fieldCame: {required: always, steers: true, element: cameOn, check: checkPast,
		read: func(f *Form, a slack.BlockAction) { f.Event.Date = dated(a) }},
	fieldConcerns: {required: always, element: concernsChoice, read: readConcerns},
	fieldSameCitizen: {element: tick(func(w optionWords) string { return w.SameCitizen }, func(ev casework.Event) bool { return ev.Reason == casework.ReasonSameCitizen }),
		read: func(f *Form, a slack.BlockAction) {
			if ticked(a) {
				f.Event.Reason = casework.ReasonSameCitizen
			}
		}},
	fieldCorrects: {element: tick(func(w optionWords) string { return w.Corrects }, func(ev casework.Event) bool { return ev.Reason == casework.ReasonCorrection }),
		read: func(f *Form, a slack.BlockAction) {
			if ticked(a) {
				f.Event.Reason = casework.ReasonCorrection
			}
		}},
	fieldPart: {applies: severalParts, required: always, element: partChoice,
		read: func(f *Form, a slack.BlockAction) { f.Other = casework.Reference(chosen(a)) }},
	fieldAdviser: {required: always, element: adviserChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Adviser = casework.AdviserID(chosen(a)) }},
	fieldChannel: {required: always, element: channelChoice,
		read: func(f *Form, a slack.BlockAction) { contact(f).Channel = casework.Channel(chosen(a)) }},
	fieldName: {element: oneLine, read: func(f *Form, a slack.BlockAction) { contact(f).From.Name = written(a) }},
	fieldPhone: {element: oneLine, warn: warnOfPhone,
		read: func(f *Form, a slack.BlockAction) { contact(f).From.Phone = written(a) }},
	fieldAddress: {element: oneLine, check: checkAddress,
		read: func(f *Form, a slack.BlockAction) { contact(f).From.Address = written(a) }},
	fieldLanguage: {required: always, element: languageChoice,
		read: func(f *Form, a slack.BlockAction) { contact(f).Verdict.Language = casework.Language(chosen(a)) }},
	fieldAbout: {element: aboutChoice, read: readAbout},
	fieldReceipt: {element: tick(func(w optionWords) string { return w.Receipt }, func(casework.Event) bool { return false }),
		read: readReceipt, check: checkReceipt},
	fieldWrittenIn: {applies: sheet.toCitizen, required: always, steers: true, element: writtenChoice,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Language = casework.Language(chosen(a)) }},
	fieldWay: {applies: sheet.hasWays, required: always, steers: true, element: wayChoice,
		warn: aboutWay,
		read: func(f *Form, a slack.BlockAction) { f.Way = Way(chosen(a)) }},
	fieldTopic: {applies: typesHere, required: always, element: oneLine,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Topic = written(a) }},
	fieldPoints: {applies: typesHere, required: always, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Points = lines(a) }},
	fieldTheirNumber: {applies: typesHere, element: oneLine,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.TheirNumber = written(a) }},
	fieldUnnamed: {applies: writtenFromHere,
		element: tick(func(w optionWords) string { return w.Unnamed }, func(ev casework.Event) bool { return ev.Fields.Unnamed }),
		read:    func(f *Form, a slack.BlockAction) { f.Event.Fields.Unnamed = ticked(a) }},
	fieldProtected: {applies: writtenFromHere,
		element: tick(func(w optionWords) string { return w.Protected }, func(ev casework.Event) bool { return ev.Fields.Protected }),
		read:    func(f *Form, a slack.BlockAction) { f.Event.Fields.Protected = ticked(a) }},
	fieldAnswerBy: {element: day, warn: answerByItself, check: checkDate,
		read: func(f *Form, a slack.BlockAction) { f.Event.Date = dated(a) }},
	fieldMaterials: {applies: typesHere, required: always, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Materials = lines(a) }},
	fieldAsked: {
		element: tick(func(w optionWords) string { return w.Asked }, func(ev casework.Event) bool { return ev.Fields.Asked }), steers: true,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Asked = ticked(a) }},
	fieldConsent: {required: needsConsent, element: paragraph, read: readNote},
	fieldConsentOn: {element: day, check: checkPast,
		read: func(f *Form, a slack.BlockAction) { f.Event.Date = dated(a) }},
	fieldScope: {applies: typesHere, element: scopeLines,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Materials = lines(a) }},
	fieldBegun: {applies: typesHere, element: oneLine,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Shared = written(a) }},
	fieldConclusion: {applies: typesHere, required: always, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Conclusion = written(a) }},
	fieldExamined: {applies: typesHere, required: always, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Examined = written(a) }},
	fieldFindings: {applies: typesHere, required: always, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Findings = written(a) }},
	fieldFollowUp: {applies: typesHere, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.FollowUp = written(a) }},
	fieldFurther: {applies: typesHere, element: paragraph,
		read: func(f *Form, a slack.BlockAction) { f.Event.Fields.Further = written(a) }},
	fieldUntil: {required: always, element: day, check: checkDate,
		read: func(f *Form, a slack.BlockAction) { f.Event.Date = dated(a) }},
}

// fieldNamed is a field by its name.
func fieldNamed(id string) field {
	if f, ok := fieldTable[id]; ok {
		return f
	}
	return mandateTable[id]
}

func always(sheet) bool           { return true }
func notMunicipal(s sheet) bool   { return s.form.Event.Fields.Ground == casework.GroundNotMunicipal }
func hasReferrals(s sheet) bool   { return len(s.v.Referrals) > 0 }
func hasDepartments(s sheet) bool { return len(s.v.Departments) > 0 }

// needsAgreement: an agreement is in words where it makes the case (H18), and
// always after a no to sharing (L23).
func needsAgreement(s sheet) bool {
	return s.form.Press.Act == casework.ResumeSharing || s.v.Rules.OpensCase == casework.OnAgreement || s.q.Course.Sharing.Blocked()
}

func mustSayWhy(s sheet) bool {
	return s.form.Press.Act == casework.HoldErasure || s.form.Press.Act == casework.LiftHold
}

func isNote(s sheet) bool {
	return s.form.Press.Act == casework.AddNote || s.form.Press.Act == casework.Opened
}

func wasExamined(s sheet) bool    { return s.form.Press.Seen == casework.UnderExamination }
func tellsWork(s sheet) bool      { return s.form.Event.Reason != casework.ReasonAbsence }
func hasSuggestions(s sheet) bool { return len(s.p.Suggestions) > 0 }
func noOther(s sheet) bool        { return s.form.Other == "" }

// mayMentionTalk: of the closing letters only L17 does.
func mayMentionTalk(s sheet) bool {
	return s.q.LetterOf(s.v.Rules, s.form.Event) == casework.LetterClosingWithoutCase
}

func groundChoice(s sheet, id string) slack.BlockElement {
	return s.choice(id, s.grounds(), string(s.form.Event.Fields.Ground))
}

func groundChoices(s sheet, id string) slack.BlockElement {
	return s.choices(id, s.grounds(), texts(s.form.Event.Fields.Grounds))
}

// grounds are those the office has words for.
func (s sheet) grounds() []*slack.OptionBlockObject {
	worded := slices.DeleteFunc(casework.Grounds(), func(g casework.Ground) bool { return s.v.Sentences[g] == "" })
	return optionsOf(worded, func(g casework.Ground) string { return s.words.Codes.Grounds[g] })
}

func kindChoices(s sheet, id string) slack.BlockElement {
	return s.choices(id, s.kinds(), texts(s.form.Event.Fields.Kinds))
}

func themeChoice(s sheet, id string) slack.BlockElement {
	return s.choice(id, s.kinds(), string(s.form.Event.Theme))
}

func (s sheet) kinds() []*slack.OptionBlockObject {
	return optionsOf(casework.Kinds(), func(k casework.Kind) string { return capital(s.words.Codes.Kinds[k]) })
}

// referralChoices is the directory of authorities: what the letter suggests first,
// and everything after it by topic. Slack searches such a list as the adviser
// types, without asking us.
func referralChoices(s sheet, id string) slack.BlockElement {
	var suggested, others []*slack.OptionBlockObject
	for _, o := range named(s.v.Referrals) {
		if slices.Contains(s.q.Verdict.Referrals, o.Value) {
			suggested = append(suggested, o)
		} else {
			others = append(others, o)
		}
	}
	w := s.words.Modal.Options
	var groups []*slack.OptionGroupBlockObject
	if len(suggested) > 0 {
		groups = append(groups, slack.NewOptionGroupBlockElement(plainCut(w.Suggested, maxOption), suggested...))
	}
	for some := range slices.Chunk(others, maxSelect) {
		groups = append(groups, slack.NewOptionGroupBlockElement(plainCut(w.Directory, maxOption), some...))
	}
	return s.grouped(id, groups, s.form.Event.Fields.Referrals)
}

// warnOfReferrals names the chosen authorities at whose pages nobody has looked
// lately: what the letter would say of them may be wrong.
func warnOfReferrals(s sheet) string {
	var names []string
	for _, id := range s.form.Event.Fields.Referrals {
		if s.v.Stale != nil && s.v.Stale(id, s.v.Rules.Today(s.v.Now)) {
			names = append(names, s.v.Referrals[id])
		}
	}
	if len(names) == 0 {
		return ""
	}
	return fill(s.words.Modal.Modal.Unchecked, "names", strings.Join(names, ", "))
}

func departmentChoice(s sheet, id string) slack.BlockElement {
	return s.choice(id, named(s.v.Departments), s.form.Event.Department)
}

// named are options for the names of the configuration, in the order of the
// names.
func named(names map[string]string) []*slack.OptionBlockObject {
	ids := slices.SortedFunc(maps.Keys(names), func(a, b string) int { return strings.Compare(names[a]+a, names[b]+b) })
	return optionsOf(ids, func(id string) string { return names[id] })
}

// outcomeChoice leaves out merging, which is an act of its own.
func outcomeChoice(s sheet, id string) slack.BlockElement {
	open := slices.DeleteFunc(casework.Outcomes(), func(o casework.Outcome) bool { return o == casework.Merged })
	options := optionsOf(open, func(o casework.Outcome) string { return s.words.Codes.Outcomes[o] })
	return s.choice(id, options, string(s.form.Event.Outcome))
}

func findingChoice(s sheet, id string) slack.BlockElement {
	options := optionsOf(casework.Findings(), func(f casework.Finding) string { return s.words.Codes.Findings[f] })
	return s.choice(id, options, string(s.form.Event.Finding))
}

// The answers to how the citizen has been answered.
const (
	answeredLetter  = "letter"
	answeredAlready = "already"
	answeredNone    = "none"
)

func answeredChoice(s sheet, id string) slack.BlockElement {
	w, ev := s.words.Modal.Options, s.form.Event
	options := []*slack.OptionBlockObject{
		option(answeredAlready, w.AnsweredAlready), option(answeredNone, w.AnsweredNone),
	}
	if s.mayWrite() {
		options = slices.Insert(options, 0, option(answeredLetter, w.AnsweredLetter))
	}
	switch {
	case !ev.Fields.SkipLetter:
		return radio(id, options, answeredLetter)
	case ev.Answers:
		return radio(id, options, answeredAlready)
	}
	return radio(id, options, answeredNone)
}

// mayWrite reports whether closing has a letter at all.
func (s sheet) mayWrite() bool {
	return s.q.LetterOf(s.v.Rules, casework.Event{Type: casework.Close}) != casework.NoLetter
}

// readAnswered: no answer at all is a choice too, for one who has withdrawn.
func readAnswered(f *Form, a slack.BlockAction) {
	f.Event.Fields.SkipLetter = chosen(a) != answeredLetter
	f.Event.Answers = chosen(a) == answeredAlready
}

func reasonChoice(s sheet, id string) slack.BlockElement {
	w := s.words.Modal.Options
	return radio(id, []*slack.OptionBlockObject{
		option(string(casework.ReasonWork), w.Work), option(string(casework.ReasonAbsence), w.Absence),
	}, string(s.form.Event.Reason))
}

// The answers to whether an adviser comes along to a meeting.
const (
	attendYes = "yes"
	attendNo  = "no"
)

func attendChoice(s sheet, id string) slack.BlockElement {
	w := s.words.Modal.Options
	initial := attendNo
	if s.form.Event.Fields.Attend {
		initial = attendYes
	}
	return radio(id, []*slack.OptionBlockObject{option(attendYes, w.Attend), option(attendNo, w.NotAttend)}, initial)
}

func attends(s sheet) bool { return s.form.Event.Fields.Attend }

// meetingDay begins with the day the letter named.
func meetingDay(s sheet, id string) slack.BlockElement {
	picker := slack.NewDatePickerBlockElement(id)
	picker.InitialDate = s.form.Event.Fields.Meeting.String()
	return picker
}

func settledChoice(s sheet, id string) slack.BlockElement {
	w := s.words.Modal.Options
	no := option(string(casework.ReasonAgain), w.Again)
	if s.q.Unwanted(inDoubt(s.q)) != "" {
		no = option(string(casework.ReasonNotSent), w.NotSent)
	}
	return radio(id, []*slack.OptionBlockObject{option(string(casework.ReasonSent), w.Sent), no}, "")
}

// maxRadio is how many radio buttons Slack takes.
const maxRadio = 10

func suggestedChoice(s sheet, id string) slack.BlockElement {
	options := optionsOf(s.p.Suggestions[:min(len(s.p.Suggestions), maxRadio)], func(ref casework.Reference) string { return string(ref) })
	chosen := ""
	if len(options) == 1 && s.q.Course.ReceiptRule == casework.ReceiptDepartment { // then one press joins
		chosen = options[0].Value
	}
	return radio(id, options, chosen)
}

// provisional are the letters that an act can be about: those that may go their own
// way, or those that have another inquiry to go to.
func (s sheet) provisional() []casework.ProvisionalLetter {
	if s.form.Press.Act == casework.Move {
		return s.q.Strays()
	}
	return s.q.Provisional
}

func severalProvisional(s sheet) bool { return len(s.provisional()) > 1 }

// messageChoice tells letters apart by when they came, as the mailbox does, and by
// where they would go.
func messageChoice(s sheet, id string) slack.BlockElement {
	letters := s.provisional()
	var options []*slack.OptionBlockObject
	for _, p := range letters[max(0, len(letters)-maxRadio):] {
		text := s.exact(p.Received, s.v)
		if s.form.Press.Act == casework.Move {
			text += " → " + string(p.HomeRef)
		}
		options = append(options, option(string(p.Message), text))
	}
	return radio(id, options, string(s.form.Event.Message))
}

func severalParts(s sheet) bool { return len(s.q.Parts) > 1 }

func partChoice(s sheet, id string) slack.BlockElement {
	var options []*slack.OptionBlockObject
	for _, p := range s.q.Parts[max(0, len(s.q.Parts)-maxRadio):] {
		options = append(options, option(string(p.Ref), string(p.Ref)))
	}
	return radio(id, options, "")
}

func adviserChoice(s sheet, id string) slack.BlockElement {
	return s.choice(id, s.advisers(s.colleagues()), "")
}

func (s sheet) advisers(list []Adviser) []*slack.OptionBlockObject {
	var ids []casework.AdviserID
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	return optionsOf(ids, func(id casework.AdviserID) string { return s.name(id, s.v) })
}
