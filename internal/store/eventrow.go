package store

import (
	"reflect"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// eventRow is what an event says beyond its clear columns, as it lies sealed in
// the journal. The rule of [inquiryRow] holds: fields are added, never renamed.
type eventRow struct {
	Mail       *mailRow           `json:"mail,omitempty"`
	Letter     casework.LetterID  `json:"letter,omitempty"`
	Key        string             `json:"key,omitempty"`
	Basis      int                `json:"basis,omitempty"`
	Version    int                `json:"version,omitempty"`
	Stands     casework.EventType `json:"stands,omitempty"`
	Fields     *fieldsRow         `json:"fields,omitempty"`
	Adviser    casework.AdviserID `json:"adviser,omitempty"`
	Party      *personRow         `json:"party,omitempty"`
	Other      casework.ID        `json:"other,omitempty"`
	Ref        casework.Reference `json:"ref,omitempty"`
	CaseOpened time.Time          `json:"case_opened,omitzero"`
	Flags      []casework.Flag    `json:"flags,omitempty"`
	Agreed     bool               `json:"agreed,omitempty"`
	Held       bool               `json:"held,omitempty"`
	Message    casework.MessageID `json:"message,omitempty"`
	Date       calendar.Date      `json:"date"`
	Before     calendar.Date      `json:"before"`
	Step       casework.Step      `json:"step,omitempty"`
	Reason     casework.Reason    `json:"reason,omitempty"`
	Note       string             `json:"note,omitempty"`
	Answers    bool               `json:"answers,omitempty"`
	To         casework.Role      `json:"to,omitempty"`
	Department string             `json:"department,omitempty"`
	Outcome    casework.Outcome   `json:"outcome,omitempty"`
	Theme      casework.Kind      `json:"theme,omitempty"`
	Finding    casework.Finding   `json:"finding,omitempty"`

	Representative *personRow            `json:"representative,omitempty"`
	ToAnother      bool                  `json:"to_another,omitempty"`
	Mandate        casework.MandateState `json:"mandate,omitempty"`

	Concerns []casework.AdviserID `json:"concerns,omitempty"`
	Named    []casework.AdviserID `json:"named,omitempty"`
	Later    []joinedRow          `json:"later,omitempty"`
}

type mailRow struct {
	Message     casework.MessageID   `json:"message"`
	MailID      string               `json:"mail_id,omitempty"`
	Received    time.Time            `json:"received"`
	Channel     casework.Channel     `json:"channel"`
	From        personRow            `json:"from"`
	Subject     string               `json:"subject,omitempty"`
	Verdict     verdictRow           `json:"verdict"`
	Attachments attachmentsRow       `json:"attachments"`
	Receipt     casework.ReceiptRule `json:"receipt,omitempty"`
	Provisional bool                 `json:"provisional,omitempty"`
	Thanks      bool                 `json:"thanks,omitempty"`
	Departments []string             `json:"departments,omitempty"`
	Consent     casework.ConsentWord `json:"consent,omitempty"`
	Excerpt     string               `json:"excerpt,omitempty"`
	Suggested   []casework.Reference `json:"suggested,omitempty"`
	Named       []casework.AdviserID `json:"named,omitempty"`
}

type fieldsRow struct {
	Ground      casework.Ground   `json:"ground,omitempty"`
	Kinds       []casework.Kind   `json:"kinds,omitempty"`
	Grounds     []casework.Ground `json:"grounds,omitempty"`
	Referrals   []string          `json:"referrals,omitempty"`
	ForwardedTo string            `json:"forwarded_to,omitempty"`
	WaitingFor  string            `json:"waiting_for,omitempty"`
	NextStep    string            `json:"next_step,omitempty"`
	NewDate     calendar.Date     `json:"new_date"`
	Topic       string            `json:"topic,omitempty"`
	Points      []string          `json:"points,omitempty"`
	TheirNumber string            `json:"their_number,omitempty"`
	Unnamed     bool              `json:"unnamed,omitempty"`
	Protected   bool              `json:"protected,omitempty"`
	AskedBy     calendar.Date     `json:"asked_by"`
	InOutlook   bool              `json:"in_outlook,omitempty"`
	Materials   []string          `json:"materials,omitempty"`
	Asked       bool              `json:"asked,omitempty"`
	Conclusion  string            `json:"conclusion,omitempty"`
	Examined    string            `json:"examined,omitempty"`
	Findings    string            `json:"findings,omitempty"`
	FollowUp    string            `json:"follow_up,omitempty"`
	Further     string            `json:"further,omitempty"`
	Meeting     calendar.Date     `json:"meeting"`
	Attend      bool              `json:"attend,omitempty"`
	Answer      string            `json:"answer,omitempty"`
	RequestKind casework.Reason   `json:"request_kind,omitempty"`
	RightPlace  string            `json:"right_place,omitempty"`
	TalkHeld    bool              `json:"talk_held,omitempty"`
	WithName    bool              `json:"with_name,omitempty"`
	SkipLetter  bool              `json:"skip_letter,omitempty"`
	Language    casework.Language `json:"language,omitempty"`

	Shown  []casework.MandateItem `json:"shown,omitempty"`
	Lacks  []casework.MandateItem `json:"lacks,omitempty"`
	Limits string                 `json:"limits,omitempty"`
	Shared string                 `json:"shared,omitempty"`
}

func toEvent(ev casework.Event) eventRow {
	return eventRow{
		Mail: toMail(ev.Mail), Letter: ev.Letter, Key: ev.Key, Basis: ev.Basis, Version: ev.Version, Stands: ev.Stands, Fields: toFields(ev.Fields),
		Adviser: ev.Adviser, Party: toParty(ev.Party), Other: ev.Other, Ref: ev.Ref, CaseOpened: ev.Case.Opened, Agreed: ev.Case.Agreed, Held: ev.Held, Flags: ev.Flags,
		Message: ev.Message, Date: ev.Date, Before: ev.Before, Step: ev.Step, Reason: ev.Reason, Note: ev.Note.Reveal(), Answers: ev.Answers, To: ev.To,
		Department: ev.Department, Outcome: ev.Outcome, Theme: ev.Theme, Finding: ev.Finding,
		Representative: toParty(ev.Representative), ToAnother: ev.ToAnother, Mandate: ev.Mandate,
		Concerns: ev.Concerns, Named: ev.Named, Later: converted(ev.Later, func(p casework.ProvisionalLetter) joinedRow { return joinedRow(p) }),
	}
}

func (r eventRow) event() casework.Event {
	ev := casework.Event{
		Letter: r.Letter, Key: r.Key, Basis: r.Basis, Version: r.Version, Stands: r.Stands, Adviser: r.Adviser, Other: r.Other, Ref: r.Ref,
		Case: casework.Case{Opened: r.CaseOpened, Agreed: r.Agreed}, Held: r.Held, Flags: r.Flags,
		Message: r.Message, Date: r.Date, Before: r.Before, Step: r.Step, Reason: r.Reason, Note: personal.New(r.Note),
		Answers: r.Answers, To: r.To, Department: r.Department, Outcome: r.Outcome,
		Theme: r.Theme, Finding: r.Finding,
		ToAnother: r.ToAnother, Mandate: r.Mandate, Concerns: r.Concerns, Named: r.Named,
		Later: converted(r.Later, func(row joinedRow) casework.ProvisionalLetter { return casework.ProvisionalLetter(row) }),
	}
	if r.Mail != nil {
		ev.Mail = r.Mail.mail()
	}
	if r.Fields != nil {
		ev.Fields = r.Fields.fields()
	}
	if r.Party != nil {
		ev.Party = r.Party.person()
	}
	if r.Representative != nil {
		ev.Representative = r.Representative.person()
	}
	return ev
}

func toParty(p casework.Person) *personRow {
	row := toPerson(p)
	if row == (personRow{}) {
		return nil
	}
	return &row
}

func toMail(m *casework.MailFacts) *mailRow {
	if m == nil {
		return nil
	}
	return &mailRow{
		Message: m.Message, MailID: m.MailID, Received: m.Received, Channel: m.Channel, From: toPerson(m.From), Subject: m.Subject.Reveal(),
		Verdict: toVerdict(m.Verdict), Attachments: toAttachments(m.Attachments), Receipt: m.Receipt,
		Provisional: m.Provisional, Thanks: m.Thanks, Departments: m.Departments, Consent: m.Consent, Excerpt: m.Excerpt.Reveal(),
		Suggested: m.Suggested, Named: m.Named,
	}
}

func (r *mailRow) mail() *casework.MailFacts {
	return &casework.MailFacts{
		Message: r.Message, MailID: r.MailID, Received: r.Received, Channel: r.Channel, From: r.From.person(), Subject: personal.New(r.Subject),
		Verdict: r.Verdict.verdict(), Attachments: r.Attachments.attachments(), Receipt: r.Receipt,
		Provisional: r.Provisional, Thanks: r.Thanks, Departments: r.Departments, Consent: r.Consent, Excerpt: personal.New(r.Excerpt),
		Suggested: r.Suggested, Named: r.Named,
	}
}

// toFields leaves out fields that say nothing, which most events have.
func toFields(f casework.Fields) *fieldsRow {
	row := fieldsRow{
		Ground: f.Ground, Kinds: f.Kinds, Grounds: f.Grounds, Referrals: f.Referrals,
		ForwardedTo: f.ForwardedTo.Reveal(), WaitingFor: f.WaitingFor.Reveal(), NextStep: f.NextStep.Reveal(),
		NewDate: f.NewDate, Topic: f.Topic.Reveal(), Points: reveal(f.Points), Materials: reveal(f.Materials),
		Conclusion: f.Conclusion.Reveal(), Examined: f.Examined.Reveal(), Findings: f.Findings.Reveal(),
		FollowUp: f.FollowUp.Reveal(), Further: f.Further.Reveal(), Meeting: f.Meeting, Attend: f.Attend,
		Answer: f.Answer.Reveal(), RequestKind: f.RequestKind, RightPlace: f.RightPlace.Reveal(),
		TalkHeld: f.TalkHeld, WithName: f.WithName, SkipLetter: f.SkipLetter, Language: f.Language,
		TheirNumber: f.TheirNumber.Reveal(), Unnamed: f.Unnamed, Asked: f.Asked, Protected: f.Protected, AskedBy: f.AskedBy, InOutlook: f.InOutlook,
		Shown: f.Shown, Lacks: f.Lacks, Limits: f.Limits.Reveal(), Shared: f.Shared.Reveal(),
	}
	if reflect.ValueOf(row).IsZero() {
		return nil
	}
	return &row
}

func (r *fieldsRow) fields() casework.Fields {
	return casework.Fields{
		Ground: r.Ground, Kinds: r.Kinds, Grounds: r.Grounds, Referrals: r.Referrals,
		ForwardedTo: personal.New(r.ForwardedTo), WaitingFor: personal.New(r.WaitingFor),
		NextStep: personal.New(r.NextStep), NewDate: r.NewDate, Topic: personal.New(r.Topic),
		Points: conceal(r.Points), Materials: conceal(r.Materials), Conclusion: personal.New(r.Conclusion),
		Examined: personal.New(r.Examined), Findings: personal.New(r.Findings), FollowUp: personal.New(r.FollowUp),
		Further: personal.New(r.Further), Meeting: r.Meeting, Attend: r.Attend, Answer: personal.New(r.Answer),
		RequestKind: r.RequestKind, RightPlace: personal.New(r.RightPlace), TalkHeld: r.TalkHeld,
		WithName: r.WithName, SkipLetter: r.SkipLetter, Language: r.Language,
		TheirNumber: personal.New(r.TheirNumber), Unnamed: r.Unnamed, Asked: r.Asked, Protected: r.Protected, AskedBy: r.AskedBy, InOutlook: r.InOutlook,
		Shown: r.Shown, Lacks: r.Lacks, Limits: personal.New(r.Limits), Shared: personal.New(r.Shared),
	}
}

func reveal(texts []personal.Text) []string {
	var words []string
	for _, text := range texts {
		words = append(words, text.Reveal())
	}
	return words
}

func conceal(words []string) []personal.Text {
	var texts []personal.Text
	for _, word := range words {
		texts = append(texts, personal.New(word))
	}
	return texts
}
