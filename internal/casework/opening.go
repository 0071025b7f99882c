package casework

import (
	"slices"
	"time"

	"borgerbot/internal/calendar"
)

// opened makes an inquiry of a first letter: its facts, its clock, whether it is
// a case from the start, and its receipt.
func (t *turn) opened() error {
	m := t.ev.Mail
	if m == nil {
		return t.missing("mail")
	}
	q := &t.q
	q.Channel, q.Received = m.Channel, m.Received
	q.Subject, q.Excerpt = m.Subject, m.Excerpt
	q.Verdict, q.Language = m.Verdict, m.Verdict.Language
	q.Attachments, q.Suggested = m.Attachments, slices.Clone(m.Suggested)
	q.LastContact, q.Heard = t.ev.At, t.ev.At
	q.Named = slices.Clone(m.Named)
	q.Parties.Writer, q.OfDepartment = m.From, len(m.Departments) > 0
	if m.Verdict.Has(FlagRepresentation) {
		q.Parties.Mandate.State = MandateMissing
	}
	t.paperCame(m)
	q.Course.State = Received
	if t.ev.Adviser != "" && !slices.Contains(q.Named, t.ev.Adviser) { // hers from the start, though nobody has done anything yet
		q.Course.Holder, q.Course.TakenAt = t.ev.Adviser, t.ev.At
	}
	q.Course.ReceiptRule = m.Receipt
	q.Course.Held = m.Receipt.Held()
	if m.Verdict.Has(FlagNoSharing) {
		q.Course.Sharing = SharingDoubted
	}
	t.holdToo()
	t.startClock()
	if t.rules.OpensCase == OnWrittenComplaint && m.Channel.Written() && isComplaint(m.Verdict) && !q.OnlyRights() {
		q.Course.Case.Opened = m.Received
	}
	if !t.ev.Note.Empty() {
		q.Notes++
	}
	if m.Channel.Written() {
		q.Messages = 1
	} else { // whoever notes it down is talking with the citizen (H14)
		t.claim()
		t.contact()
	}
	switch {
	case m.Verdict.Has(FlagAcute):
		t.acute()
	case m.Receipt == ReceiptUnreadable:
		t.redden(ReasonUnreadable, Line{})
	}
	t.acknowledge()
	return t.checkFields()
}

// startClock counts the answer date from the day of receipt (L37). Only a
// written inquiry is promised it; the others run the same clock internally.
func (t *turn) startClock() {
	if t.rules.Deadline.Workdays == 0 {
		return
	}
	received := t.rules.Today(t.received())
	due, moved := t.rules.Due(received)
	t.q.Course.Deadline = Deadline{
		Date: due, From: received, Days: t.rules.Deadline.Workdays, Moved: moved,
		Promised: t.rules.Deadline.Promised && t.q.Channel.Written(),
	}
}

// received is when the letter behind the event reached the office, or when the
// adviser acted.
func (t *turn) received() time.Time {
	if t.ev.Mail != nil {
		return t.ev.Mail.Received
	}
	return t.ev.At
}

// followUpClock makes sure that a letter that comes after the answer is not
// forgotten. It promises nothing: the clock of a promise does not restart
// (domain 6.2). A date the citizen was told and no answer has met stands, also
// when the inquiry was closed meanwhile, unless she withdrew.
func (t *turn) followUpClock() {
	c := t.before.Course
	stands := c.State != Closed || !c.Deadline.Told.IsZero() && c.Outcome != Withdrawn
	if stands && t.q.Course.Answered.IsZero() {
		return
	}
	t.startClock()
	t.q.Course.Deadline.Promised = false
	t.q.Course.Answered = time.Time{}
}

// isComplaint reports whether a letter must be treated as the written complaint
// that opens a case (L37). In doubt it is one: the citizen's expectation is
// protected.
func isComplaint(v Verdict) bool {
	if len(v.Kinds) == 0 || len(v.Grounds) > 0 {
		return true
	}
	return slices.ContainsFunc(v.Kinds, func(k Kind) bool {
		return isOneOf(k, KindCaseHandling, KindDelay, KindConduct, KindPractical, KindDiscrimination)
	})
}

func (t *turn) acute() {
	t.q.Course.Acute = true
	t.redden(ReasonAcute, Line{})
}

// acknowledge sends the receipt at once unless a rule withholds it.
func (t *turn) acknowledge() {
	c := &t.q.Course
	if c.ReceiptRule == ReceiptAllowed {
		c.ReceiptRule = t.receiptDoubt()
		c.Held = c.ReceiptRule.Held()
	}
	if c.ReceiptRule != ReceiptAllowed {
		return
	}
	t.receipt(!isOneOf(t.ev.By.Role, ByAdviser, ByOperator))
}

// receiptDoubt is what the inquiry itself says against an automatic receipt.
func (t *turn) receiptDoubt() ReceiptRule {
	switch {
	case !t.q.Parties.Writer.Known():
		return ReceiptNoAddress
	case t.q.ofDepartment():
		return ReceiptDepartment
	case t.q.Verdict.Has(FlagThreat):
		return ReceiptThreat
	case t.q.Course.Acute && !t.rules.AcuteReceipt:
		return ReceiptAcute
	}
	return ReceiptAllowed
}

// receipt decides the one receipt an inquiry gets; its key says so. After
// downtime it may leave on the last day or later, when the date it would promise has
// passed or the notice would cross it: then it names none, and the notice does. An
// adviser who sends it so late promises the date that the notice would have named, and
// the receipt keeps the promise in its place. Who rang or came was promised no date
// (L37).
func (t *turn) receipt(automatic bool) {
	c, id := &t.q.Course, t.rules.Receipt
	c.ReceiptRule, c.Held = ReceiptAllowed, false
	over := !c.Deadline.Date.After(t.rules.Today(t.ev.At)) || c.Deadline.Reached == StepNotice
	var meetBy calendar.Date
	switch {
	case id != LetterReceiptDeadline:
	case !t.q.Channel.Written():
		id = LetterReceiptSimple
	case over && !automatic && c.Deadline.Promised && c.Answered.IsZero():
		meetBy = c.Deadline.Anchor()
		t.setDeadline(t.nextDate())
	case over:
		id = LetterReceiptSimple
	case c.Deadline.Promised:
		c.Deadline.Told = c.Deadline.Date
	}
	to, _ := t.q.Recipient(id, RoleWriter)
	t.decide(SendLetter{
		Key: t.key("receipt"), Letter: id, To: to,
		Automatic: automatic, Undoable: !automatic && t.ev.Type != Opened,
	}, meetBy)
}

func (t *turn) sendReceipt() error {
	switch {
	case t.q.Course.Held:
		return t.releaseHeld()
	case t.q.ofDepartment():
		return t.refuse(ReceiptToNobody)
	case t.q.hasReceipt():
		return t.refuse(ReceiptDone)
	case !t.q.Correspondent().Known() && !t.byHand:
		return t.refuse(NoAddress)
	}
	t.receipt(false)
	return nil
}

// releaseHeld is an adviser's word that a doubtful letter is a new inquiry of
// its own (design 3).
func (t *turn) releaseHeld() error {
	switch {
	case !t.q.Course.Held:
		return t.refuse(NothingHeld)
	case !t.q.Correspondent().Known() && !t.byHand:
		return t.refuse(NoAddress)
	}
	t.q.Suggested = nil // it is new, an adviser says
	if t.q.ofDepartment() {
		c := &t.q.Course
		c.Held, c.ReceiptRule = false, ReceiptDepartment
		c.Deadline.Promised = c.Deadline.Promised && !c.Deadline.Told.IsZero() // to a citizen whose inquiry was merged into it
		t.say(Line{})
		return nil
	}
	t.receipt(false)
	return nil
}

// ofDepartment reports whether a department wrote first: it gets no receipt, whoever
// presses what, and is promised nothing (H21).
func (q Inquiry) ofDepartment() bool {
	return q.OfDepartment || q.Course.ReceiptRule == ReceiptDepartment
}

func (q Inquiry) hasReceipt() bool {
	return slices.ContainsFunc(q.Letters, func(l Letter) bool {
		return l.Letter.IsReceipt() && l.Status != LetterCancelled
	})
}
