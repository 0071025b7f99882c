package store

import (
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// inquiryRow is an inquiry as it lies sealed in the database. It is separate
// from casework.Inquiry, so that renaming a field there cannot make old rows
// unreadable. To change it: add fields, keep the old names, and give a missing
// field a meaning.
type inquiryRow struct {
	Subject      string               `json:"subject,omitempty"`
	Excerpt      string               `json:"excerpt,omitempty"`
	Verdict      verdictRow           `json:"verdict"`
	Attachments  attachmentsRow       `json:"attachments"`
	Writer       personRow            `json:"writer"`
	Party        personRow            `json:"party"`
	Mandate      mandateRow           `json:"mandate"`
	Course       courseRow            `json:"course"`
	Letters      []letterRow          `json:"letters,omitempty"`
	Drafts       []draftRow           `json:"drafts,omitempty"`
	OfDepartment bool                 `json:"of_department,omitempty"`
	Joined       []joinedRow          `json:"joined,omitempty"`
	Links        []casework.ID        `json:"links,omitempty"`
	Related      []casework.Reference `json:"related,omitempty"`
	Notes        int                  `json:"notes,omitempty"`
	Filing       filingRow            `json:"filing,omitzero"`
	LastEvent    time.Time            `json:"last_event"`
	LastContact  time.Time            `json:"last_contact"`
	Heard        time.Time            `json:"heard,omitzero"`
	Undo         *undoRow             `json:"undo,omitempty"`
	Mailbox      string               `json:"mailbox,omitempty"`
	Thread       []string             `json:"thread,omitempty"`
	Suggested    []casework.Reference `json:"suggested,omitempty"`
	Named        []casework.AdviserID `json:"named,omitempty"`
	Parts        []partRow            `json:"parts,omitempty"`
	Handed       []casework.MessageID `json:"handed,omitempty"`
	Hold         holdRow              `json:"hold,omitzero"`
}

// holdRow says that an inquiry must not be erased.
type holdRow struct {
	Since time.Time          `json:"since"`
	By    casework.AdviserID `json:"by,omitempty"`
}

// filingRow is how far the journal is on its way to the records system.
type filingRow struct {
	Ordered time.Time `json:"ordered,omitzero"`
	Asked   bool      `json:"asked,omitempty"`
	Name    string    `json:"name,omitempty"`
	Seen    int       `json:"seen,omitempty"`
	Last    int       `json:"last,omitempty"`
}

// joinedRow is a letter that joined provisionally.
type joinedRow struct {
	Message  casework.MessageID `json:"message"`
	Received time.Time          `json:"received"`
	Newest   bool               `json:"newest,omitempty"`
	Brought  []casework.Flag    `json:"brought,omitempty"`
	Home     casework.ID        `json:"home,omitempty"`
	HomeRef  casework.Reference `json:"home_ref,omitempty"`
}

type personRow struct {
	Name    string `json:"name,omitempty"`
	Address string `json:"address,omitempty"`
	Phone   string `json:"phone,omitempty"`
}

type mandateRow struct {
	State     casework.MandateState `json:"state,omitempty"`
	Paper     bool                  `json:"paper,omitempty"`
	Received  calendar.Date         `json:"received"`
	Accepted  calendar.Date         `json:"accepted"`
	Limits    string                `json:"limits,omitempty"`
	Review    calendar.Date         `json:"review"`
	ReviewDue bool                  `json:"review_due,omitempty"`
	// Representative and OwnMatter are of the parties beside it.
	Representative personRow `json:"representative"`
	OwnMatter      bool      `json:"own_matter,omitempty"`
}

type attachmentsRow struct {
	Count           int      `json:"count,omitempty"`
	Types           []string `json:"types,omitempty"`
	PowerOfAttorney bool     `json:"power_of_attorney,omitempty"`
	Unread          bool     `json:"unread,omitempty"`
}

type verdictRow struct {
	Remit      casework.Remit       `json:"remit"`
	Confidence float64              `json:"confidence"`
	Kinds      []casework.Kind      `json:"kinds,omitempty"`
	Grounds    []casework.Ground    `json:"grounds,omitempty"`
	Flags      []casework.Flag      `json:"flags,omitempty"`
	Sensitive  []casework.Sensitive `json:"sensitive,omitempty"`
	CPRCount   int                  `json:"cpr_count,omitempty"`
	EventFrom  calendar.Date        `json:"event_from"`
	EventTo    calendar.Date        `json:"event_to"`
	Ongoing    bool                 `json:"ongoing,omitempty"`
	Decision   calendar.Date        `json:"decision"`
	Meeting    calendar.Date        `json:"meeting"`
	Language   casework.Language    `json:"language,omitempty"`
	Evidence   []evidenceRow        `json:"evidence,omitempty"`
	Referrals  []string             `json:"referrals,omitempty"`
}

type evidenceRow struct {
	Label  string  `json:"label"`
	Rule   string  `json:"rule,omitempty"`
	For    bool    `json:"for,omitempty"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Text   string  `json:"text,omitempty"`
	Weight float64 `json:"weight,omitempty"`
}

type courseRow struct {
	State          casework.State        `json:"state"`
	Holder         casework.AdviserID    `json:"holder,omitempty"`
	TakenAt        time.Time             `json:"taken_at"`
	Contacted      bool                  `json:"contacted,omitempty"`
	CaseOpened     time.Time             `json:"case_opened"`
	Agreed         bool                  `json:"agreed,omitempty"`
	Sharing        casework.SharingState `json:"sharing,omitempty"`
	Deadline       deadlineRow           `json:"deadline"`
	Answered       time.Time             `json:"answered"`
	First          *firstRow             `json:"first,omitempty"`
	AnsweringOn    calendar.Date         `json:"answering_on"`
	Paused         casework.Reason       `json:"paused,omitempty"`
	Acute          bool                  `json:"acute,omitempty"`
	Concerns       []casework.AdviserID  `json:"concerns,omitempty"`
	Held           bool                  `json:"held,omitempty"`
	ReceiptRule    casework.ReceiptRule  `json:"receipt_rule,omitempty"`
	Bounced        casework.Reason       `json:"alarm,omitempty"` // in old rows any alarm: the others are not kept any more
	DepBounced     casework.Reason       `json:"department_bounced,omitempty"`
	Grounds        []casework.Ground     `json:"grounds,omitempty"`
	Referrals      []string              `json:"referrals,omitempty"`
	Department     string                `json:"department,omitempty"`
	DepartmentDue  calendar.Date         `json:"department_due"`
	DepartmentLate bool                  `json:"department_late,omitempty"`
	CopyOwed       bool                  `json:"copy_owed,omitempty"`
	Copied         bool                  `json:"copied,omitempty"`
	Consent        bool                  `json:"consent,omitempty"`
	ConsentAsked   bool                  `json:"consent_asked,omitempty"`
	ConsentOn      calendar.Date         `json:"consent_on"`
	ConsentScope   []string              `json:"consent_scope,omitempty"`
	ConsentSeen    casework.ConsentWord  `json:"consent_seen,omitempty"`
	Examined       time.Time             `json:"examined"`
	Outcome        casework.Outcome      `json:"outcome,omitempty"`
	MergedInto     casework.ID           `json:"merged_into,omitempty"`
	MergedRef      casework.Reference    `json:"merged_ref,omitempty"`
	Stood          standingRow           `json:"stood,omitzero"`
	Theme          casework.Kind         `json:"theme,omitempty"`
	Finding        casework.Finding      `json:"finding,omitempty"`
	Requests       []requestRow          `json:"requests,omitempty"`
	Meeting        calendar.Date         `json:"meeting"`
	Closed         time.Time             `json:"closed"`
	HandedOver     bool                  `json:"handed_over,omitempty"`
	HandedAt       time.Time             `json:"handed_at,omitzero"`
	Silence        time.Time             `json:"silence"`
}

// requestRow is a wish under access or data protection law.
type requestRow struct {
	Kind      casework.Reason `json:"kind"`
	Received  calendar.Date   `json:"received"`
	Due       calendar.Date   `json:"due"`
	Done      time.Time       `json:"done"`
	Forwarded bool            `json:"forwarded,omitempty"`
	Reached   casework.Step   `json:"reached,omitempty"`
}

// firstRow is the first promise and the first answer. A row from before they were
// kept has none, and what it knows is then the first.
type firstRow struct {
	Promised calendar.Date `json:"promised"`
	Answered time.Time     `json:"answered,omitzero"`
}

type deadlineRow struct {
	Date     calendar.Date `json:"date"`
	Promised bool          `json:"promised,omitempty"`
	From     calendar.Date `json:"from"`
	Days     int           `json:"days,omitempty"`
	Moved    bool          `json:"moved,omitempty"`
	Told     calendar.Date `json:"told"`
	Reached  casework.Step `json:"reached,omitempty"`
	Noticed  bool          `json:"noticed,omitempty"`
	Was      calendar.Date `json:"was"`
}

type letterRow struct {
	Key       string                `json:"key"`
	Letter    casework.LetterID     `json:"letter"`
	To        casework.Role         `json:"to"`
	Automatic bool                  `json:"automatic,omitempty"`
	Decided   time.Time             `json:"decided"`
	By        casework.AdviserID    `json:"by,omitempty"`
	MeetBy    calendar.Date         `json:"meet_by"`
	Wish      casework.Reason       `json:"wish,omitempty"`
	WishBy    calendar.Date         `json:"wish_by,omitzero"`
	Status    casework.LetterStatus `json:"status"`
	Changed   time.Time             `json:"changed"`
	Alarmed   bool                  `json:"alarmed,omitempty"`
	Seen      bool                  `json:"seen,omitempty"`
	Stopped   bool                  `json:"stopped,omitempty"`
	Delayed   bool                  `json:"delayed,omitempty"`
}

type draftRow struct {
	Key    string             `json:"key"`
	Letter casework.LetterID  `json:"letter"`
	To     casework.Role      `json:"to"`
	Type   casework.EventType `json:"type"`
	At     time.Time          `json:"at"`
	Role   casework.ActorRole `json:"role"`
	By     casework.AdviserID `json:"by,omitempty"`
	Press  string             `json:"press"`
	Act    eventRow           `json:"act"`
}

func toDrafts(drafts []casework.Draft) []draftRow {
	var rows []draftRow
	for _, d := range drafts {
		rows = append(rows, draftRow{
			Key: d.Key, Letter: d.Letter, To: d.To, Type: d.Act.Type, At: d.Act.At,
			Role: d.Act.By.Role, By: d.Act.By.Adviser, Press: d.Act.Press, Act: toEvent(d.Act),
		})
	}
	return rows
}

func (r draftRow) draft() casework.Draft {
	act := r.Act.event()
	act.Type, act.At, act.Press = r.Type, r.At, r.Press
	act.By = casework.Actor{Role: r.Role, Adviser: r.By}
	return casework.Draft{Key: r.Key, Letter: r.Letter, To: r.To, Act: act}
}

type undoRow struct {
	Act      casework.EventType `json:"act"`
	At       time.Time          `json:"at"`
	Until    time.Time          `json:"until"`
	Before   courseRow          `json:"before"`
	Writer   personRow          `json:"writer"`
	Party    personRow          `json:"party"`
	Mandate  mandateRow         `json:"mandate"`
	Keys     []string           `json:"keys,omitempty"`
	ByHand   []string           `json:"by_hand,omitempty"`
	Prepared []string           `json:"prepared,omitempty"`
	Drafts   []draftRow         `json:"drafts,omitempty"`
}

func toPerson(p casework.Person) personRow {
	return personRow{p.Name.Reveal(), p.Address.Reveal(), p.Phone.Reveal()}
}

func (r personRow) person() casework.Person {
	return casework.Person{
		Name: personal.New(r.Name), Address: personal.New(r.Address), Phone: personal.New(r.Phone),
	}
}

func toMandate(p casework.Parties) mandateRow {
	m := p.Mandate
	return mandateRow{
		m.State, m.Paper, m.Received, m.Accepted, m.Limits.Reveal(), m.Review, m.ReviewDue,
		toPerson(p.Representative), p.OwnMatter,
	}
}

// parties are those of a mandate, with the other two people.
func (r mandateRow) parties(writer, party personRow) casework.Parties {
	return casework.Parties{
		Writer: writer.person(), Party: party.person(), Representative: r.Representative.person(), OwnMatter: r.OwnMatter,
		Mandate: casework.Mandate{
			State: r.State, Paper: r.Paper, Received: r.Received, Accepted: r.Accepted,
			Limits: personal.New(r.Limits), Review: r.Review, ReviewDue: r.ReviewDue,
		},
	}
}

func toAttachments(a casework.Attachments) attachmentsRow {
	return attachmentsRow{a.Count, a.Types, a.PowerOfAttorney, a.Unread}
}

func (r attachmentsRow) attachments() casework.Attachments {
	return casework.Attachments{Count: r.Count, Types: r.Types, PowerOfAttorney: r.PowerOfAttorney, Unread: r.Unread}
}

func toVerdict(v casework.Verdict) verdictRow {
	row := verdictRow{
		Remit: v.Remit, Confidence: v.Confidence, Kinds: v.Kinds, Grounds: v.Grounds, Flags: v.Flags,
		Sensitive: v.Sensitive, CPRCount: v.CPRCount, EventFrom: v.Event.From, EventTo: v.Event.To,
		Ongoing: v.Event.Ongoing, Decision: v.Decision, Meeting: v.Meeting, Language: v.Language,
		Referrals: v.Referrals,
	}
	for _, e := range v.Evidence {
		row.Evidence = append(row.Evidence, evidenceRow{
			e.Label, e.Rule, e.For, e.Start, e.End, e.Text.Reveal(), e.Weight,
		})
	}
	return row
}

func (r verdictRow) verdict() casework.Verdict {
	v := casework.Verdict{
		Remit: r.Remit, Confidence: r.Confidence, Kinds: r.Kinds, Grounds: r.Grounds, Flags: r.Flags,
		Sensitive: r.Sensitive, CPRCount: r.CPRCount,
		Event:    casework.EventTime{From: r.EventFrom, To: r.EventTo, Ongoing: r.Ongoing},
		Decision: r.Decision, Meeting: r.Meeting, Language: r.Language, Referrals: r.Referrals,
	}
	for _, e := range r.Evidence {
		v.Evidence = append(v.Evidence, casework.Evidence{
			Label: e.Label, Rule: e.Rule, For: e.For, Start: e.Start, End: e.End,
			Text: personal.New(e.Text), Weight: e.Weight,
		})
	}
	return v
}

func toCourse(c casework.Course) courseRow {
	return courseRow{
		State: c.State, Holder: c.Holder, TakenAt: c.TakenAt, Contacted: c.Contacted,
		CaseOpened: c.Case.Opened, Agreed: c.Case.Agreed, Sharing: c.Sharing, Deadline: deadlineRow(c.Deadline),
		Answered: c.Answered, First: &firstRow{c.First.Promised, c.First.Answered}, AnsweringOn: c.AnsweringOn, Paused: c.Paused, Acute: c.Acute, Held: c.Held, Concerns: c.Concerns,
		ReceiptRule: c.ReceiptRule, Bounced: c.Bounced, DepBounced: c.DepartmentBounced, Grounds: c.Grounds, Referrals: c.Referrals,
		Department: c.Department, DepartmentDue: c.DepartmentDue, DepartmentLate: c.DepartmentLate, CopyOwed: c.CopyOwed, Copied: c.Copied, Consent: c.Consent.Given,
		ConsentAsked: c.Consent.Asked, ConsentOn: c.Consent.On, ConsentScope: reveal(c.Consent.Scope),
		ConsentSeen: c.Consent.Seen, Examined: c.Examined, Outcome: c.Outcome,
		MergedInto: c.MergedInto, MergedRef: c.MergedRef, Stood: standingRow(c.Stood), Theme: c.Theme, Finding: c.Finding, Closed: c.Closed, HandedOver: c.HandedOver, HandedAt: c.HandedOverAt,
		Meeting: c.Meeting, Silence: c.Silence, Requests: converted(c.Requests, func(r casework.Request) requestRow { return requestRow(r) }),
	}
}

func (r courseRow) first() casework.First {
	switch {
	case r.First != nil:
		return casework.First(*r.First)
	case r.Deadline.Promised:
		return casework.First{Promised: r.Deadline.Date, Answered: r.Answered}
	}
	return casework.First{Answered: r.Answered}
}

func (r courseRow) course() casework.Course {
	return casework.Course{
		State: r.State, Holder: r.Holder, TakenAt: r.TakenAt, Contacted: r.Contacted,
		Case: casework.Case{Opened: r.CaseOpened, Agreed: r.Agreed}, Sharing: r.Sharing,
		Deadline: casework.Deadline(r.Deadline), Answered: r.Answered, First: r.first(), AnsweringOn: r.AnsweringOn,
		Paused: r.Paused, Acute: r.Acute, Held: r.Held, Concerns: r.Concerns, ReceiptRule: r.ReceiptRule, Bounced: r.Bounced, DepartmentBounced: r.DepBounced,
		Grounds: r.Grounds, Referrals: r.Referrals, Department: r.Department, DepartmentDue: r.DepartmentDue,
		DepartmentLate: r.DepartmentLate, CopyOwed: r.CopyOwed, Copied: r.Copied,
		Consent: casework.Consent{
			Given: r.Consent, Asked: r.ConsentAsked, On: r.ConsentOn, Scope: conceal(r.ConsentScope), Seen: r.ConsentSeen,
		},
		Examined: r.Examined, Outcome: r.Outcome, MergedInto: r.MergedInto, MergedRef: r.MergedRef, Stood: casework.Standing(r.Stood), Theme: r.Theme, Finding: r.Finding,
		Closed: r.Closed, HandedOver: r.HandedOver, HandedOverAt: r.HandedAt, Meeting: r.Meeting, Silence: r.Silence,
		Requests: converted(r.Requests, func(row requestRow) casework.Request { return casework.Request(row) }),
	}
}

// converted is each of a list as another type; nothing of nothing.
func converted[To, From any](list []From, convert func(From) To) []To {
	var all []To
	for _, item := range list {
		all = append(all, convert(item))
	}
	return all
}

func toUndo(u *casework.UndoPoint) *undoRow {
	if u == nil {
		return nil
	}
	return &undoRow{
		Act: u.Act, At: u.At, Until: u.Until, Before: toCourse(u.Before), Writer: toPerson(u.Parties.Writer),
		Party: toPerson(u.Parties.Party), Mandate: toMandate(u.Parties), Keys: u.Keys, ByHand: u.ByHand,
		Prepared: u.Prepared, Drafts: toDrafts(u.Drafts),
	}
}

func (r *undoRow) undo() *casework.UndoPoint {
	if r == nil {
		return nil
	}
	point := &casework.UndoPoint{
		Act: r.Act, At: r.At, Until: r.Until, Before: r.Before.course(),
		Parties: r.Mandate.parties(r.Writer, r.Party),
		Keys:    r.Keys, ByHand: r.ByHand, Prepared: r.Prepared,
	}
	for _, d := range r.Drafts {
		point.Drafts = append(point.Drafts, d.draft())
	}
	return point
}
