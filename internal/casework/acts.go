package casework

import (
	"slices"
	"time"

	"borgerbot/internal/calendar"
)

// claim makes the adviser of an act the holder when nobody is.
func (t *turn) claim() {
	if t.q.Course.Holder == "" && t.ev.By.Role == ByAdviser {
		t.q.Course.Holder, t.q.Course.TakenAt = t.ev.By.Adviser, t.ev.At
	}
	t.begin()
}

// begin: somebody deals with what was new.
func (t *turn) begin() {
	if t.q.Course.State == Received {
		t.q.Course.State = InDialogue
	}
}

func (t *turn) take() error {
	if holder := t.q.Course.Holder; holder != "" {
		return &Refusal{Code: AlreadyTaken, Event: t.ev.Type, State: t.before.Course.State, By: holder}
	}
	if t.ev.By.Adviser == "" {
		return t.missing("adviser") // the operator hands over instead
	}
	t.claim()
	t.say(Line{})
	return nil
}

func (t *turn) release() error {
	c := &t.q.Course
	if c.Holder == "" {
		return t.refuse(NotTaken)
	}
	t.leave()
	t.say(Line{})
	return nil
}

// leave makes the inquiry nobody's again.
func (t *turn) leave() {
	c := &t.q.Course
	c.Holder = ""
	if c.State == InDialogue && !c.Contacted {
		c.State = Received
	}
}

func (t *turn) handOver() error {
	if t.ev.Adviser == "" {
		return t.missing("adviser")
	}
	if slices.Contains(t.q.Apart(), t.ev.Adviser) {
		return t.refuse(ConcernsThem)
	}
	t.begin()
	t.q.Course.Holder, t.q.Course.TakenAt = t.ev.Adviser, t.ev.At
	t.ping(Line{Adviser: t.ev.Adviser}, false)
	return nil
}

// reply puts a draft where the adviser writes her mail. It is not an answer yet.
func (t *turn) reply() error {
	role, _, err := t.recipient(LetterFree, RoleWriter)
	if err != nil {
		return err
	}
	t.claim()
	t.emit(PutDraft{Key: t.key(t.ev.Press, "draft"), Letter: LetterFree, To: role, Fields: t.ev.Fields})
	return nil
}

// call is a talk with the citizen, noted (notatpligt, offentlighedsloven § 13).
func (t *turn) call() error {
	if err := t.checkFields(); err != nil {
		return err
	}
	t.claim()
	t.spoken()
	if !t.ev.Note.Empty() {
		t.q.Notes++
	}
	if t.ev.Answers {
		t.answered()
	}
	t.say(Line{})
	return nil
}

func (t *turn) answeringToday() error {
	t.claim()
	t.q.Course.AnsweringOn = t.rules.Today(t.ev.At)
	return nil
}

func (t *turn) addNote() error {
	if t.ev.Note.Empty() {
		return t.missing("note")
	}
	t.q.Notes++
	return t.checkFields()
}

func (t *turn) askCitizen() error {
	t.claim()
	return t.send(LetterMissingInformation, RoleWriter)
}

// answerMeeting tells the citizen whether an adviser comes along to her meeting
// (H13, L7). Its day may be one on which the office is closed.
func (t *turn) answerMeeting() error {
	f := t.ev.Fields
	switch {
	case f.Attend && f.Meeting.IsZero():
		return t.missing("meeting")
	case !f.Meeting.IsZero() && f.Meeting.Before(t.rules.Today(t.ev.At)):
		return t.refuse(PastMeeting)
	}
	t.claim()
	if err := t.send(LetterMeeting, RoleWriter); err != nil {
		return err
	}
	t.q.Course.Meeting = calendar.Date{}
	if f.Attend {
		t.q.Course.Meeting = f.Meeting
	}
	return nil
}

func (t *turn) markOutOfScope() error {
	if t.ev.Fields.Ground == "" {
		return t.missing("ground")
	}
	if f := t.ev.Fields; f.Ground == GroundNotMunicipal && f.RightPlace.Empty() && f.ForwardedTo.Empty() && !t.wordsElsewhere() {
		return t.missing("right_place")
	}
	if err := t.mayForward(); err != nil {
		return err
	}
	t.claim()
	if err := t.send(t.q.LetterOf(t.rules, t.act()), RoleWriter); err != nil {
		return err
	}
	t.q.Course.Grounds = []Ground{t.ev.Fields.Ground}
	t.q.Course.Referrals = slices.Clone(t.ev.Fields.Referrals)
	t.end(OutOfScope)
	return nil
}

func (t *turn) partlyOutOfScope() error {
	switch {
	case len(t.ev.Fields.Kinds) == 0:
		return t.missing("kinds")
	case len(t.ev.Fields.Grounds) == 0:
		return t.missing("grounds")
	}
	t.claim()
	if err := t.send(LetterPartlyInScope, RoleWriter); err != nil {
		return err
	}
	t.q.Course.Grounds = slices.Clone(t.ev.Fields.Grounds)
	t.q.Course.Referrals = slices.Clone(t.ev.Fields.Referrals)
	return nil
}

// recordForwarded: the adviser has herself passed the matter on to another
// authority (fvl. § 7, stk. 2).
func (t *turn) recordForwarded() error {
	if t.ev.Note.Empty() {
		return t.missing("note")
	}
	if err := t.mayLeave(false); err != nil {
		return err
	}
	t.q.Notes++
	t.say(Line{})
	return nil
}

// passOnSuggestion thanks the citizen; the suggestion goes on without a name
// unless she agreed to be named (H12, L15).
func (t *turn) passOnSuggestion() error {
	if err := t.mayPassOn(); err != nil {
		return err
	}
	if !t.rules.knows(t.ev.Department) {
		return t.missing("department")
	}
	t.claim()
	if err := t.send(LetterSuggestionThanks, RoleWriter); err != nil {
		return err
	}
	t.q.Course.Department = t.ev.Department
	t.end(PassedOn)
	return nil
}

// markNotAComplaint closes what is no letter to the office: no letter goes.
func (t *turn) markNotAComplaint() error {
	t.claim()
	t.q.Course.Held = false
	t.end(NotAComplaint)
	return nil
}

// openCase records the agreement that makes a case of an inquiry (H18). After a
// no to sharing it is an agreement only in so many words (L23).
func (t *turn) openCase() error {
	c := &t.q.Course
	switch {
	case c.IsCase() && c.Case.Agreed && !c.Sharing.Blocked():
		return t.refuse(WrongState)
	case t.ev.Note.Empty() && (t.rules.OpensCase == OnAgreement || c.Sharing.Blocked()):
		return t.missing("agreement")
	}
	if err := t.checkFields(); err != nil {
		return err
	}
	t.claim()
	if !c.IsCase() {
		c.Case.Opened = t.ev.At
	}
	c.Case.Agreed = true
	c.Sharing = SharingAgreed
	t.say(Line{})
	return nil
}

// extendDeadline tells the citizen what the case waits for and a new date
// (L09), or that the office is away (L10).
func (t *turn) extendDeadline() error {
	if err := t.checkDate(t.ev.Date); err != nil {
		return err
	}
	letter := t.q.LetterOf(t.rules, t.act())
	if letter == LetterDeadlineNotice && t.ev.Fields.WaitingFor.Empty() {
		return t.missing("waiting_for")
	}
	t.claim()
	old := t.q.Course.Deadline.Anchor()
	t.ev.Fields.NewDate = t.ev.Date
	if err := t.send(letter, RoleWriter); err != nil {
		return err
	}
	t.mustMeet(old)
	t.setDeadline(t.ev.Date)
	return nil
}

// mustMeet ties the letter just decided to the promise it keeps.
func (t *turn) mustMeet(date calendar.Date) {
	last := &t.q.Letters[len(t.q.Letters)-1]
	if isOneOf(last.Status, LetterPending, LetterSent) {
		last.MeetBy = date
	}
}

// setDeadline makes a date that an adviser gave the citizen the promise. Who is
// told a date after the answer waits for more.
func (t *turn) setDeadline(date calendar.Date) {
	t.q.Course.Answered = time.Time{}
	old := t.q.Course.Deadline
	t.q.Course.Deadline = Deadline{
		Date: date, Promised: true, From: t.rules.Today(t.ev.At), Told: date, Noticed: old.Noticed,
	}
	if old.Promised && old.Anchor() != date {
		t.q.Course.Deadline.Was = old.Anchor()
	}
}

func (t *turn) checkDate(date calendar.Date) error {
	switch {
	case date.IsZero():
		return t.missing("date")
	case !date.After(t.rules.Today(t.ev.At)):
		return t.refuse(PastDate)
	case !t.rules.Calendar.WorkingDay(date):
		return t.refuse(NotAWorkingDay)
	}
	return nil
}

// pause lets the clock wait for a reason the citizen is told, until a date.
func (t *turn) pause() error {
	if err := t.extendDeadline(); err != nil {
		return err
	}
	t.q.Course.Paused = ReasonWork
	return nil
}

func (t *turn) resume() error {
	if t.q.Course.Paused == ReasonNone {
		return t.refuse(WrongState)
	}
	t.q.Course.Paused = ReasonNone
	t.say(Line{})
	return nil
}

// stopSharing blocks every outward act (L24).
func (t *turn) stopSharing() error {
	t.blockSharing(SharingRefused)
	if t.q.Course.State.Open() {
		t.claim()
	}
	return t.confirmNo()
}

// confirmNo confirms that nothing more is shared or collected, where there is an
// address for it and the adviser has not said otherwise. The no holds all the same.
func (t *turn) confirmNo() error {
	if t.ev.Fields.SkipLetter || !t.q.Correspondent().Known() && !t.byHand {
		t.say(Line{})
		return nil
	}
	return t.send(LetterNoSharing, RoleWriter)
}

// resumeLadder lets the notice go that was kept back while it might not: somebody
// could be in danger, or a letter was under way that has been stopped.
func (t *turn) resumeLadder() {
	if t.q.overdue() && !t.q.Course.Deadline.Noticed && !t.q.suppressed() {
		t.q.Course.Deadline.Reached = StepDay9
	}
}

// blockSharing: from now on nothing of content leaves, also what was decided and
// waits (GDPR art. 7, stk. 3). A department whose letter is stopped in time has not
// been asked. What has been recorded is not doubted again.
func (t *turn) blockSharing(as SharingState) {
	c := &t.q.Course
	if as == SharingRefused || c.Sharing != SharingRefused {
		c.Sharing = as
	}
	for _, d := range t.q.Drafts {
		if d.To == RoleDepartment {
			t.stopped = append(t.stopped, d.Letter)
		}
	}
	t.dropDrafts(draftsTo(RoleDepartment))
	stopped := t.withhold(func(l Letter) bool { return l.To == RoleDepartment })
	for _, l := range stopped {
		t.stopped = append(t.stopped, l.Letter)
	}
	if !slices.ContainsFunc(stopped, func(l Letter) bool { return l.Letter == LetterToDepartment }) {
		return
	}
	t.notAsked()
}

// notAsked: the letter to the department has not left, nor goes the copy of it.
func (t *turn) notAsked() {
	t.withhold(func(l Letter) bool { return l.Letter == LetterCopyToCitizen })
	c := &t.q.Course
	c.CopyOwed = false
	if c.State == WithDepartment {
		c.State, c.DepartmentDue = InDialogue, calendar.Date{}
	}
}

// tellStopped calls the adviser about letters to the department that do not go
// because of a no: she may have one before her, or count on it.
func (t *turn) tellStopped() {
	for _, l := range unique(t.stopped) {
		t.ping(Line{Letter: l, To: RoleDepartment, Reason: ReasonNoSharing}, false)
	}
}

// resumeSharing: the citizen has said yes after all, or never said no. What was
// agreed is written down (GDPR art. 7, stk. 1).
func (t *turn) resumeSharing() error {
	c := &t.q.Course
	switch {
	case !c.Sharing.Blocked():
		return t.refuse(WrongState)
	case t.ev.Note.Empty():
		return t.missing("agreement")
	}
	t.claim()
	c.Sharing = SharingUnsaid
	if c.Case.Agreed {
		c.Sharing = SharingAgreed
	}
	t.say(Line{})
	return nil
}

func (t *turn) notAcute() error {
	if !t.q.Course.Acute {
		return t.refuse(NotAcuteNow)
	}
	t.q.Course.Acute = false
	t.resumeLadder()
	t.say(Line{})
	return nil
}
