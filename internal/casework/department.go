package casework

// mayShare is the one gate for every outward act: nothing of content leaves
// while sharing is refused (L23–L24) or, where it needs an agreement, before
// one is recorded (H15, H18).
func (t *turn) mayShare() error {
	switch {
	case t.q.Course.Sharing == SharingRefused:
		return t.refuse(SharingBlocked)
	case !t.q.SharesUnasked(t.rules) && !t.q.Course.Case.Agreed:
		return t.refuse(NoAgreement)
	}
	return t.mayKnow()
}

// SharesUnasked reports whether a department may be told without an agreement:
// where the office's page says so (L23), but not after a no, and not of an
// employee who warns of serious matters.
func (q Inquiry) SharesUnasked(r Rules) bool {
	return r.Sharing == OptOut && q.Course.Sharing != SharingRefused && !q.Verdict.Has(FlagWhistleblowing)
}

// mayKnow keeps the party's matters from somebody who writes for her without an
// accepted power of attorney (L33, forvaltningsloven §§ 8 and 27).
func (t *turn) mayKnow() error {
	if isOneOf(t.q.Parties.Mandate.State, MandateMissing, MandateAsked, MandateReceived, MandateWithdrawn) {
		return t.refuse(NoMandate)
	}
	return nil
}

// sendToDepartment asks the department to answer the citizen (H19) and gives
// the citizen a copy in the same act (H20).
func (t *turn) sendToDepartment() error {
	if err := t.mayShare(); err != nil {
		return err
	}
	switch {
	case t.ev.Department == "":
		return t.missing("department")
	case len(t.ev.Fields.Points) == 0:
		return t.missing("points")
	}
	due := t.ev.Date
	if due.IsZero() {
		due = t.rules.Calendar.AddWorkingDays(t.rules.Today(t.ev.At), t.rules.DepartmentWorkdays)
	}
	if err := t.checkDate(due); err != nil {
		return err
	}
	t.claim()
	c := &t.q.Course
	c.Department, c.DepartmentDue, c.State = t.ev.Department, due, WithDepartment
	if !c.IsCase() {
		c.Case.Opened = t.ev.At
	}
	if err := t.send(LetterToDepartment, RoleDepartment); err != nil {
		return err
	}
	if !t.rules.CopyToCitizen {
		return nil
	}
	return t.tellFurtherCourse()
}

// tellFurtherCourse gives the citizen the copy, which names the department's
// date: from now on that is what she has been told (L39).
func (t *turn) tellFurtherCourse() error {
	old := t.q.Course.Deadline
	if err := t.send(LetterCopyToCitizen, RoleWriter); err != nil {
		return err
	}
	if old.Promised && t.q.Course.Answered.IsZero() {
		t.mustMeet(old.Anchor())
		t.setDeadline(t.q.Course.DepartmentDue)
	}
	return nil
}

func (t *turn) remindDepartment() error {
	if err := t.mayShare(); err != nil {
		return err
	}
	if err := t.checkDate(t.ev.Date); err != nil {
		return err
	}
	t.q.Course.DepartmentDue = t.ev.Date
	return t.send(LetterRemindDepartment, RoleDepartment)
}

func (t *turn) recordAnswer() error {
	t.departmentAnswered()
	t.say(Line{})
	return nil
}

func (t *turn) askConsent() error {
	if len(t.ev.Fields.Materials) == 0 {
		return t.missing("materials")
	}
	t.claim()
	return t.send(LetterAskConsent, RoleWriter)
}

// startExamination begins the closer look; where the office needs the
// citizen's yes, the adviser records its wording (H23).
func (t *turn) startExamination() error {
	if t.rules.ConsentRequired && t.ev.Note.Empty() {
		return t.refuse(NoConsent)
	}
	if err := t.mayShare(); err != nil {
		return err
	}
	t.claim()
	c := &t.q.Course
	c.Consent, c.State = !t.ev.Note.Empty(), UnderExamination
	if !c.IsCase() {
		c.Case.Opened = t.ev.At
	}
	t.say(Line{})
	return nil
}

// sendResult tells the citizen, or representative and party (L35), what the
// examination found (H24).
func (t *turn) sendResult() error {
	if t.ev.Fields.Conclusion.Empty() {
		return t.missing("conclusion")
	}
	if err := t.send(LetterResult, RoleWriter); err != nil {
		return err
	}
	if t.ev.Finding != "" {
		t.q.Course.Finding = t.ev.Finding
	}
	if t.q.Parties.Mandate.State == MandateAccepted {
		return t.send(LetterResult, RoleParty)
	}
	return nil
}

func (t *turn) askPowerOfAttorney() error {
	t.claim()
	if err := t.send(LetterAskPowerOfAttorney, RoleWriter); err != nil {
		return err
	}
	t.q.Parties.Mandate.State = MandateAsked
	return nil
}

// acceptPowerOfAttorney: an adviser has checked the fuldmagt. From now on the
// representative gets the letters and the party the confirmation (L34–L36).
func (t *turn) acceptPowerOfAttorney() error {
	if t.ev.Party.Name.Empty() {
		return t.missing("party")
	}
	t.claim()
	t.q.Parties.Party = t.ev.Party
	t.q.Parties.Mandate = Mandate{
		State: MandateAccepted, Accepted: t.rules.Today(t.ev.At), Limits: t.ev.Note,
	}
	if err := t.send(LetterRepresentative, RoleWriter); err != nil {
		return err
	}
	if !t.ev.Party.Known() {
		t.say(Line{Reason: ReasonPowerOfAttorney})
		return nil
	}
	return t.send(LetterPartyConfirmation, RoleParty)
}
