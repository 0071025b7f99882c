package casework

import (
	"slices"

	"borgerbot/internal/personal"
)

// gate is the one gate for every outward act: why nothing may leave, or "".
// Nothing leaves after a no to sharing, or while there may be one (L23–L24), and nothing of content before
// an agreement where one is needed (H15, H18) or to a writer without mandate.
func (q Inquiry) gate(r Rules, content bool) RefusalCode {
	switch {
	case q.Course.Sharing.Blocked():
		return q.sharingRefusal()
	case !content:
		return ""
	case !q.SharesUnasked(r) && !q.Course.Case.Agreed:
		return NoAgreement
	case q.Parties.Unproven():
		return NoMandate
	}
	return ""
}

// sharingRefusal tells a no that has been recorded from one that a letter may say.
func (q Inquiry) sharingRefusal() RefusalCode {
	if q.Course.Sharing == SharingDoubted {
		return SharingUnclear
	}
	return SharingBlocked
}

// mayLeave refuses an outward act at the closed gate. content: it tells who the
// citizen is or what the case is about; a suggestion without a name does not, nor
// does what an adviser has forwarded herself and only notes.
func (t *turn) mayLeave(content bool) error {
	if code := t.q.gate(t.rules, content); code != "" {
		return t.refuse(code)
	}
	return nil
}

// mayForward is the gate for a letter that tells the citizen her matter has been sent
// on, where the act says so.
func (t *turn) mayForward() error {
	if t.ev.Fields.ForwardedTo.Empty() {
		return nil
	}
	return t.mayLeave(false)
}

// mayPassOn is the gate for a suggestion. It is what the citizen wrote for others to
// hear, and goes on without her name; her yes to being named is the agreement to
// that (H12).
func (t *turn) mayPassOn() error {
	if err := t.mayLeave(false); err != nil || !t.ev.Fields.WithName {
		return err
	}
	if t.q.Verdict.Has(FlagAnonymous) {
		return t.refuse(WantsAnonymity)
	}
	return t.mayKnow()
}

// SharesUnasked reports whether a department may be told without an agreement:
// where the office's page says so (L23), but not after a no, and not of an
// employee who warns of serious matters.
func (q Inquiry) SharesUnasked(r Rules) bool {
	return r.Sharing == OptOut && !q.Course.Sharing.Blocked() && !q.Verdict.Has(FlagWhistleblowing)
}

// ToldOfSharing reports whether a receipt has told the citizen that a department may
// be told, and nothing since has kept it from being so. One that has not arrived has
// told her nothing.
func (q Inquiry) ToldOfSharing(r Rules) bool {
	return q.SharesUnasked(r) && slices.ContainsFunc(q.Letters, func(l Letter) bool {
		return l.Status == LetterSent && (l.Letter == LetterReceiptDeadline || l.Letter == LetterReceiptSimple)
	})
}

// reminderWorkdays is how long a department has from a reminder on, where the
// adviser gives it no date.
const reminderWorkdays = 2

// Filled returns the fields of an act's letter with the dates that follow from the
// course where the adviser has not set one.
func (q Inquiry) Filled(r Rules, ev Event) Fields {
	f, today := ev.Fields, r.Today(ev.At)
	f.NewDate = ev.Date
	switch ev.Type {
	case SendToDepartment:
		if f.NewDate.IsZero() {
			f.NewDate = r.DepartmentDue(ev.Department, today)
		}
	case RecordRequest:
		f.NewDate = r.RequestDue(f.RequestKind, q.came(r, ev))
	case RemindDepartment:
		f.AskedBy = q.Course.DepartmentDue
		if f.NewDate.IsZero() {
			f.NewDate = r.Calendar.AddWorkingDays(today, reminderWorkdays)
		}
	}
	return f
}

// fill puts in the dates that follow from the course, and checks the one the
// letter names.
func (t *turn) fill() error {
	t.ev.Fields = t.before.Filled(t.rules, t.act())
	return t.checkDate(t.ev.Fields.NewDate)
}

// wordsElsewhere reports whether the adviser's words for a letter are elsewhere: she has
// written it herself, or does so in her mail program.
func (t *turn) wordsElsewhere() bool { return t.byHand || t.ev.Fields.InOutlook }

// wordless reports whether a list has nothing for a letter to say.
func wordless(list []personal.Text) bool {
	return !slices.ContainsFunc(list, func(t personal.Text) bool { return !t.Empty() })
}

// sendToDepartment asks the department to answer the citizen (H19). Only what is
// necessary goes there: the adviser writes the points (L23).
func (t *turn) sendToDepartment() error {
	if err := t.mayLeave(true); err != nil {
		return err
	}
	switch {
	case !t.rules.knows(t.ev.Department):
		return t.missing("department")
	case t.ev.Fields.Topic.Empty() && !t.wordsElsewhere():
		return t.missing("topic")
	case wordless(t.ev.Fields.Points) && !t.wordsElsewhere():
		return t.missing("points")
	}
	if err := t.fill(); err != nil {
		return err
	}
	t.claim()
	c := &t.q.Course
	c.Department, c.DepartmentDue, c.DepartmentLate = t.ev.Department, t.ev.Fields.NewDate, false
	c.State = WithDepartment
	if !c.IsCase() {
		c.Case.Opened = t.ev.At
	}
	t.drop(LetterToDepartment)
	if err := t.send(LetterToDepartment, RoleDepartment); err != nil {
		return err
	}
	if t.q.Prepared(LetterToDepartment) {
		return nil // she is told when it has left
	}
	return t.tellFurtherCourse()
}

// drop withdraws letters that only lie prepared: another takes their place.
func (t *turn) drop(l LetterID) {
	for i, letter := range t.q.Letters {
		if letter.Letter == l && letter.Status == LetterByHand {
			t.q.Letters[i].Status, t.q.Letters[i].Changed = LetterCancelled, t.ev.At
			t.prepared = append(t.prepared, letter.Key)
			t.overtaken = append(t.overtaken, DraftKey(letter.Key))
		}
	}
}

// tellFurtherCourse gives the citizen the copy of what the department was asked
// (H20), once that has left or leaves with it. The copy names the department's
// date: from then on that is what she has been told (L39). It goes by mail also
// where the other letter went by the adviser's own hand.
func (t *turn) tellFurtherCourse() error {
	if !t.rules.CopyToCitizen || !t.dueAhead() {
		return nil
	}
	if !t.rules.knows(t.q.Course.Department) { // taken out of the configuration: the letter cannot name it
		t.ping(Line{Letter: LetterCopyToCitizen, To: RoleWriter, Reason: ReasonNoDepartment}, false)
		return nil
	}
	byHand := t.byHand
	t.byHand = false
	defer func() { t.byHand = byHand }()
	old := t.q.Course.Deadline
	t.ev.Fields = Fields{NewDate: t.q.Course.DepartmentDue, Language: t.ev.Fields.Language}
	if err := t.sendOrPrepare(LetterCopyToCitizen, RoleWriter); err != nil {
		return err
	}
	t.q.Course.CopyOwed = true
	if old.Promised && t.q.Course.Answered.IsZero() && !t.q.Prepared(LetterCopyToCitizen) {
		t.mustMeet(old.Anchor())
		t.setDeadline(t.q.Course.DepartmentDue)
	}
	return nil
}

// copySent is an adviser's word that the citizen has the copy of the letter to the
// department that she was promised. It carries content and goes by the adviser's own
// hand (L27).
func (t *turn) copySent() error {
	if !t.q.Course.CopyOwed {
		return t.refuse(NoCopyOwed)
	}
	t.q.Course.CopyOwed = false
	t.contact()
	t.say(Line{})
	return nil
}

// dueAhead reports whether the date the department was given is still to come.
func (t *turn) dueAhead() bool { return t.q.Course.DepartmentDue.After(t.rules.Today(t.ev.At)) }

// Prepared reports whether the newest such letter lies prepared for an adviser's
// own hand and has not been sent.
func (q Inquiry) Prepared(l LetterID) bool {
	for _, letter := range slices.Backward(q.Letters) {
		if letter.Letter == l && letter.Status != LetterCancelled {
			return letter.Status == LetterByHand
		}
	}
	return false
}

// remindDepartment asks for the answer that did not come, or when it does.
func (t *turn) remindDepartment() error {
	if err := t.mayLeave(true); err != nil {
		return err
	}
	if t.q.Prepared(LetterToDepartment) && !t.byHand {
		return t.refuse(Unsent)
	}
	if !t.rules.knows(t.q.Course.Department) {
		return t.missing("department")
	}
	if err := t.fill(); err != nil {
		return err
	}
	t.claim()
	t.q.Course.DepartmentDue, t.q.Course.DepartmentLate = t.ev.Fields.NewDate, false
	return t.send(LetterRemindDepartment, RoleDepartment)
}

func (t *turn) recordAnswer() error {
	if err := t.checkFields(); err != nil {
		return err
	}
	t.claim()
	t.departmentAnswered()
	t.say(Line{})
	return nil
}

// awaitAnswer: what the department wrote was not the answer, and the wait goes on
// until its date or a later one.
func (t *turn) awaitAnswer() error {
	due := t.ev.Date
	if due.IsZero() {
		due = t.q.Course.DepartmentDue
	}
	if err := t.checkDate(due); err != nil {
		return err
	}
	t.claim()
	t.q.Course.State, t.q.Course.DepartmentDue = WithDepartment, due
	t.say(Line{Date: due})
	return nil
}
