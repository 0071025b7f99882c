package letter

import (
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

func (m sampler) receipts() []Sample {
	automatic := func(o Office) Receipt {
		receipt := Receipt{Common: o.with(m.own.Citizen)}
		receipt.Automatic = true
		return receipt
	}
	plain := ReceiptDeadline{Receipt: automatic(m.promising()), Due: sampleDue, Days: 10}
	sensitive := plain
	sensitive.Sensitive = true

	away := plain
	away.Office.Backup = m.both(func(w sampleWords) string { return w.Backup })
	away.Due, away.Moved = calendar.On(2026, time.August, 3), true
	away.Absence = &Absence{From: calendar.On(2026, time.June, 8), To: calendar.On(2026, time.July, 24)}

	blocked := plain
	blocked.SharingBlocked, blocked.Conflict, blocked.Name = true, true, personal.New("KONTOR 7 APS")
	byHand := plain
	byHand.Automatic, byHand.Days = false, 0
	byHand.Signer = &byHand.Office.Advisers[0]

	inModal := plain
	inModal.Office.Disclosure = Modal
	onCard := plain
	onCard.Office.Disclosure = Redacted
	two := plain
	two.Office.Advisers = m.simple().Advisers

	simple := ReceiptSimple{automatic(m.simple())}
	simple.Sensitive = true
	kept := ReceiptSimple{automatic(m.simple())}
	kept.Office.MailboxErased, kept.Office.EmergencyLine = false, false
	hidden := ReceiptSimple{automatic(m.simple())}
	hidden.Office.Disclosure, hidden.Conflict = Minimal, true
	shown := ReceiptSimple{automatic(m.simple())}
	shown.Office.Disclosure = Redacted
	alone := ReceiptSimple{automatic(m.promising())}
	spoken := ReceiptSimple{automatic(m.simple())}
	spoken.Automatic, spoken.Spoken = false, true
	cameBy := ReceiptSimple{automatic(m.promising())}
	cameBy.Automatic, cameBy.Spoken = false, true
	return []Sample{
		{"promise", plain}, {"promise-sensitive", sensitive}, {"promise-absence", away},
		{"promise-no-sharing", blocked}, {"promise-by-hand", byHand}, {"promise-modal", inModal},
		{"promise-redacted", onCard}, {"promise-two-advisers", two},
		{"simple", simple}, {"simple-mailbox-kept", kept}, {"simple-minimal", hidden},
		{"simple-redacted", shown}, {"simple-one-adviser", alone}, {"simple-spoken", spoken}, {"simple-spoken-one-adviser", cameBy},
	}
}

func (m sampler) mandates() []Sample {
	office := m.promising()
	asked := AskPowerOfAttorney{Common: office.signed(m.own.Relative), RemindOn: sampleDue}
	noForm := AskPowerOfAttorney{Common: m.simple().signed(m.own.Relative)}
	accepted := ReceiptRepresentative{
		Common: office.signed(m.own.Relative), Party: personal.New(m.own.Citizen),
		MandateDate: calendar.On(2026, time.June, 2), Due: sampleDue,
	}
	accepted.Sensitive = true
	unpromised := accepted
	unpromised.Common, unpromised.Due = m.simple().signed(m.own.Relative), calendar.Date{}
	lacking, own := asked, noForm
	lacking.RemindOn, lacking.Lacks = calendar.Date{}, casework.MandateItems()
	own.OwnMatter = true
	ownLacking := own
	ownLacking.Lacks = casework.MandateItems()
	limited, nameless := unpromised, unpromised
	nameless.Party, nameless.Name = personal.Text{}, personal.Text{}
	limited.Limits = personal.New(m.own.Limits)
	confirmed := PartyConfirmation{Common: office.signed(m.own.Citizen), Representative: personal.New(m.own.Relative)}
	chosen, unnamed := confirmed, confirmed
	chosen.OwnMatter, unnamed.Representative = true, personal.Text{}
	chosenUnnamed := chosen
	chosenUnnamed.Representative = personal.Text{}
	phoned := asked
	phoned.Common = phoned.byPhone()
	return []Sample{
		{"spoken", phoned},
		{"promise", asked}, {"simple", noForm}, {"lacking", lacking}, {"own", own}, {"own-lacking", ownLacking},
		{"promise", accepted}, {"simple", unpromised}, {"limited", limited},
		{"nameless", nameless},
		{"promise", confirmed}, {"own", chosen}, {"nameless", unnamed}, {"own-nameless", chosenUnnamed},
	}
}

func (m sampler) referrals() []Referral {
	return []Referral{{
		Name:     m.both(func(w sampleWords) string { return w.Body }),
		How:      m.both(func(w sampleWords) string { return w.BodyHow }),
		Deadline: m.both(func(w sampleWords) string { return w.BodyDeadline }),
		URL:      "https://ast.dk",
	}}
}

func (m sampler) scope() []Sample {
	var all []Sample
	for _, ground := range casework.Grounds() {
		promise := OutOfScope{Common: m.promising().signed(m.own.Citizen), Ground: ground}
		simple := OutOfScope{Common: m.simple().signed(m.own.Citizen), Ground: ground}
		all = append(all, Sample{"promise-" + string(ground), promise}, Sample{"simple-" + string(ground), simple})
	}
	appeal := OutOfScope{
		Common: m.promising().signed(m.own.Citizen), Ground: casework.GroundProfessional,
		Referrals: m.referrals(), AppealClock: true, Decision: calendar.On(2026, time.May, 26),
	}
	forwarded := OutOfScope{
		Common: m.simple().signed(m.own.Citizen), Ground: casework.GroundOtherBody,
		ForwardedTo: personal.New(m.own.OtherBody), AppealClock: true,
	}
	forwarded.ViaDigitalPost = true
	partly := PartlyInScope{
		Common: m.promising().signed(m.own.Citizen), Kinds: casework.Kinds(),
		Grounds: []casework.Ground{casework.GroundProfessional, casework.GroundPolitical},
		Due:     sampleDue, Referrals: m.referrals(),
	}
	unpromised := PartlyInScope{
		Common: m.simple().signed(m.own.Citizen), Kinds: []casework.Kind{casework.KindDelay},
		Grounds: []casework.Ground{casework.GroundOld},
	}
	phoned, phonedPartly := forwarded, unpromised
	phoned.Common, phonedPartly.Common = phoned.byPhone(), unpromised.byPhone()
	phoned.ViaDigitalPost = false
	return append(all, Sample{"promise-appeal", appeal}, Sample{"simple-forwarded", forwarded}, Sample{"simple-spoken", phoned},
		Sample{"promise", partly}, Sample{"simple", unpromised}, Sample{"spoken", phonedPartly})
}

func (m sampler) notices() []Sample {
	working := DeadlineNotice{
		Common: m.promising().signed(m.own.Citizen), NewDate: sampleLater,
		WaitingFor: personal.New(m.own.Waiting), NextStep: personal.New(m.own.NextStep),
	}
	brief := working
	brief.NextStep = personal.Text{}
	paused := working
	paused.Paused = true
	neutral := NeutralNotice{Common: m.promising().with(m.own.Citizen), NewDate: sampleLater}
	neutral.Automatic = true
	shared := neutral
	shared.Common = m.simple().with("")
	absence := AbsenceNotice{
		Common: m.promising().with(m.own.Citizen), NewDate: sampleLater,
		Absence: &Absence{From: calendar.On(2026, time.June, 8), To: calendar.On(2026, time.June, 12)},
	}
	absence.Office.Backup = m.both(func(w sampleWords) string { return w.Backup })
	absence.Automatic = true
	day := absence
	day.Absence = &Absence{From: calendar.On(2026, time.June, 8), To: calendar.On(2026, time.June, 8)}
	away := AbsenceNotice{Common: m.simple().signed(m.own.Citizen), NewDate: sampleLater}
	colleague := away
	colleague.Who, colleague.Absence = colleague.Signer.Name, absence.Absence
	return []Sample{
		{"waiting", working}, {"no-next-step", brief}, {"paused", paused},
		{"promise", neutral}, {"simple", shared}, {"promise", absence}, {"one-day", day}, {"simple", away}, {"one-of-several", colleague},
		{"promise", MissingInformation{m.promising().signed(m.own.Citizen)}},
		{"spoken", MissingInformation{m.simple().signed(m.own.Citizen).byPhone()}},
		{"simple", MissingInformation{m.simple().signed("")}},
	}
}

func (m sampler) department() []Sample {
	asked := ToDepartment{
		Common: m.simple().signed(""), Department: m.own.Department, Citizen: personal.New(m.own.Citizen),
		Topic: personal.New(m.own.Topic), Agreed: true, Points: texts(m.own.Points), Due: sampleDue,
		TheirNumber: personal.New("26-004711"), ProtectedAddress: true,
	}
	unasked := ToDepartment{
		Common: m.promising().signed(""), Department: m.own.Department, Topic: personal.New(m.own.Topic),
		Points: texts(m.own.Points[:1]), Due: sampleDue, Told: true,
	}
	unasked.Office.CopyToCitizen = false
	untold := unasked
	untold.Told = false
	reminder := RemindDepartment{
		Common: m.simple().signed(""), Department: m.own.Department, Sent: sampleReceived,
		Due: sampleDue, AnswerBy: sampleLater, TheirNumber: personal.New("26-004711"),
	}
	unnumbered := reminder
	unnumbered.Common, unnumbered.TheirNumber = m.promising().signed(""), personal.Text{}
	copied := CopyToCitizen{
		Common: m.simple().signed(m.own.Citizen), Department: m.own.Department,
		Copy: CopyByDigitalPost, Due: sampleDue,
	}
	byMail, without := copied, copied
	byMail.Copy, without.Copy = CopyByMail, NoCopy
	consent := AskConsent{
		Common: m.simple().signed(m.own.Citizen), Department: m.own.Department, Materials: texts(m.own.Materials),
	}
	wanted := consent
	wanted.Common, wanted.Asked = m.promising().signed(m.own.Citizen), true
	return []Sample{
		{"agreed", asked}, {"told", unasked}, {"not-told", untold}, {"simple", reminder}, {"promise", unnumbered},
		{"digital-post", copied}, {"mail", byMail}, {"no-copy", without}, {"offered", consent}, {"asked", wanted},
	}
}

func (m sampler) endings() []Sample {
	result := Result{
		Common: m.simple().signed(m.own.Citizen), Conclusion: personal.New(m.own.Conclusion),
		Examined: personal.New(m.own.Examined), Findings: personal.New(m.own.Findings),
		FollowUp: personal.New(m.own.FollowUp), Further: personal.New(m.own.Further),
	}
	brief := result
	brief.FollowUp, brief.Further = personal.Text{}, personal.Text{}
	answered := DepartmentAnswered{
		Common: m.simple().signed(m.own.Citizen), Department: m.own.Department, Copied: true, ReopenBy: sampleLater,
	}
	freely := answered
	freely.Copied = false
	freely.Common = m.promising().signed(m.own.Citizen)
	talked := ClosingWithoutCase{
		Common: m.simple().signed(m.own.Citizen), TalkHeld: true, NoCase: true, DeleteOn: sampleLater,
	}
	partly := talked
	partly.Office.MailboxErased, partly.TalkHeld = false, false
	filed := ClosingWithoutCase{Common: m.promising().signed(m.own.Citizen)}
	phoned := partly
	phoned.Common = phoned.byPhone()
	return []Sample{
		{"full", result}, {"brief", brief}, {"simple", answered}, {"promise", freely},
		{"talk", talked}, {"mailbox-kept", partly}, {"case", filed}, {"spoken", phoned},
	}
}

func (m sampler) others() []Sample {
	refused := NoSharing{Common: m.promising().signed(m.own.Citizen)}
	late := refused
	late.AlreadyShared = personal.New(m.own.Shared)
	withdrawn := NoSharing{Common: m.simple().signed(m.own.Citizen), Examination: true}
	stopped := withdrawn
	stopped.AlreadyShared = personal.New(m.own.Shared)
	meeting := Meeting{
		Common: m.simple().signed(m.own.Citizen), Meeting: sampleDue, Attend: true,
		Answer: personal.New(m.own.MeetingAnswer),
	}
	observed := Meeting{Common: m.promising().signed(m.own.Citizen), Attend: true}
	declined := Meeting{
		Common: m.simple().signed(m.own.Citizen), Meeting: sampleDue, Answer: personal.New(m.own.MeetingRefusal),
	}
	named := SuggestionThanks{Common: m.promising().signed(m.own.Citizen), Department: m.own.Department, WithName: true}
	unnamed := SuggestionThanks{Common: m.simple().signed(m.own.Citizen), Department: m.own.Department}
	sentOn := NotThisMunicipality{Common: m.promising().signed(m.own.Citizen), ForwardedTo: personal.New(m.own.OtherBody)}
	shown := NotThisMunicipality{Common: m.simple().signed(m.own.Citizen), RightPlace: personal.New(m.own.RightPlace)}
	phoned := sentOn
	phoned.Common = phoned.byPhone()
	all := []Sample{
		{"spoken", phoned}, {"frame", FreeAnswer{m.simple().signed(m.own.Citizen)}},
		{"plain", refused}, {"already-shared", late}, {"withdrawn", withdrawn}, {"stopped", stopped}, {"participant", meeting}, {"observer", observed},
		{"declined", declined}, {"named", named}, {"unnamed", unnamed}, {"sent-on", sentOn}, {"shown", shown},
	}
	for _, request := range requests {
		all = append(all, Sample{string(request), DataRights{
			Common: m.promising().signed(m.own.Citizen), Request: request, Due: sampleDue, Rest: true,
		}})
	}
	all = append(all, Sample{"late", DataRights{
		Common: m.promising().signed(m.own.Citizen), Request: casework.ReasonAccess, Due: sampleDue, Late: true,
	}})
	all = append(all, Sample{"prolonged", DataRights{
		Common: m.promising().signed(m.own.Citizen), Request: casework.ReasonInsight, Due: sampleDue, Prolonged: true, Why: personal.New(m.own.Waiting),
	}})
	return append(all, Sample{"forwarded", DataRights{
		Common: m.simple().signed(m.own.Citizen), Request: casework.ReasonAccess, ForwardedTo: personal.New(m.own.Department),
	}})
}

// fromAnother are the letters that thank whoever wrote, to one who has not.
func (m sampler) fromAnother() []Sample {
	c := m.promising().signed(m.own.Citizen)
	c.FromAnother = true
	return []Sample{
		{"from-another", MissingInformation{c}}, {"from-another", FreeAnswer{c}},
		{"from-another", OutOfScope{Common: c, Ground: casework.GroundPolitical}},
		{"from-another", PartlyInScope{
			Common: c, Kinds: []casework.Kind{casework.KindDelay}, Grounds: []casework.Ground{casework.GroundProfessional}, Due: sampleDue,
		}},
		{"from-another", DepartmentAnswered{Common: c, Department: m.own.Department, Copied: true, ReopenBy: sampleLater}},
		{"from-another", ClosingWithoutCase{Common: c}},
		{"from-another", DataRights{Common: c, Request: casework.ReasonAccess, Due: sampleDue, Rest: true}},
		{"from-another", Meeting{Common: c, Meeting: sampleDue, Attend: true}},
		{"from-another", NotThisMunicipality{Common: c, RightPlace: personal.New(m.own.RightPlace)}},
	}
}
