package casework

import (
	"cmp"
	"slices"
)

// citizenWrote is a further letter from the citizen or her representative.
func (t *turn) citizenWrote() error {
	m := t.ev.Mail
	if m == nil {
		return t.missing("mail")
	}
	t.q.Messages++
	t.q.LastContact, t.q.Heard = t.ev.At, t.ev.At
	t.holdToo()
	had := t.before.Verdict
	t.heed(m)
	for i := range t.q.Provisional {
		t.q.Provisional[i].Newest = false
	}
	if m.Provisional {
		brought := slices.DeleteFunc(slices.Clone(t.q.Verdict.Flags), had.Has)
		t.q.Provisional = append(t.q.Provisional, ProvisionalLetter{Message: m.Message, Received: m.Received, Newest: true, Brought: brought})
	}
	if m.Thanks && t.q.Course.Consent.Seen == t.before.Course.Consent.Seen {
		return nil
	}
	t.followUpClock()
	if t.q.Course.State == Closed {
		t.reopenCourse()
	}
	t.say(Line{})
	return nil
}

// heed takes over what a later letter says that steers the course. What may be a no
// to sharing blocks at once (L23–L24), before anybody has looked at it. What the
// letter belongs to has been found already.
func (t *turn) heed(m *MailFacts) {
	t.takeOver(m.Verdict.Flags)
	v := &t.q.Verdict
	v.Sensitive = unique(slices.Concat(v.Sensitive, m.Verdict.Sensitive))
	if !m.Verdict.Meeting.IsZero() {
		v.Meeting = m.Verdict.Meeting
	}
	if v.Decision.IsZero() {
		v.Decision = m.Verdict.Decision
	}
	if writer := &t.q.Parties.Writer; !m.From.Phone.Empty() && m.From.Address.Reveal() == writer.Address.Reveal() {
		writer.Phone = m.From.Phone // where she can be reached now
	}
	t.q.Named = unique(slices.Concat(t.q.Named, m.Named))
	t.q.Course.Consent.heed(m.Consent)
	if m.Verdict.Has(FlagRepresentation) && t.q.Parties.Mandate.State == MandateNone && !t.before.Verdict.Has(FlagRepresentation) {
		t.q.Parties.Mandate.State = MandateMissing
	}
	t.paperCame(m)
	t.q.Attachments.Count += m.Attachments.Count
	t.q.Attachments.Unread = t.q.Attachments.Unread || m.Attachments.Unread
	t.q.Attachments.Types = unique(slices.Concat(t.q.Attachments.Types, m.Attachments.Types))
	if m.Verdict.Has(FlagAcute) { // each letter of danger calls: the first may have been seen to
		t.acute()
	}
}

// takeOver adds the flags of further letters to those of the inquiry.
func (t *turn) takeOver(flags []Flag) {
	for _, flag := range flags {
		if flag != FlagFollowUp && !t.q.Verdict.Has(flag) {
			t.q.Verdict.Flags = append(t.q.Verdict.Flags, flag)
		}
	}
	if slices.Contains(flags, FlagNoSharing) {
		t.blockSharing(SharingDoubted)
	}
}

// departmentWrote is the copy of the department's answer (H21), or another word
// from it.
func (t *turn) departmentWrote() error {
	t.q.LastContact = t.ev.At
	if t.ev.Other != "" { // an adviser has put it here
		part, err := t.partOf()
		if err != nil {
			return err
		}
		part.Became = part.Was
		t.holdToo()
		t.caseToo(&part)
		t.q.Parts = append(t.q.Parts, part)
	}
	if t.q.Course.State == WithDepartment && t.fromAsked() {
		t.departmentAnswered()
		t.q.Course.Copied = true
	}
	t.say(Line{})
	return nil
}

// fromAsked reports whether a letter comes from the department that was asked.
// Where an adviser has put it here, she knows.
func (t *turn) fromAsked() bool {
	m := t.ev.Mail
	return m == nil || len(m.Departments) == 0 || slices.Contains(m.Departments, t.q.Course.Department)
}

func (t *turn) departmentAnswered() {
	c := &t.q.Course
	c.State, c.DepartmentLate, c.Copied, c.DepartmentBounced = Answered, false, false, ReasonNone
}

// adviserWrote is a letter seen in the Sent folder that is none of ours. It is
// taken for the answer until an adviser says otherwise; one that comes after the
// answer changes nothing about when that was. While a draft waits to be sent, a
// letter that is not known by it may be that one all the same: it does not stop the
// clock, and the adviser is asked.
func (t *turn) adviserWrote() error {
	if t.fulfil() {
		return nil
	}
	if t.ev.Mail != nil || !t.ev.Answers { // a word of hers, but none to the citizen
		t.q.LastContact = t.ev.At
		t.say(Line{})
		return nil
	}
	t.spoken()
	t.begin()
	role, _ := t.q.Recipient(LetterFree, RoleWriter)
	letter := Letter{
		Key: t.seenKey(), Letter: LetterOther, To: cmp.Or(t.ev.To, role), Seen: true, Decided: t.ev.At, Changed: t.ev.At, Status: LetterSent,
	}
	line := Line{Letter: LetterOther}
	switch waits := t.q.Drafts; {
	case len(waits) > 0:
		line = Line{Reason: ReasonDraft, Letter: waits[0].Letter}
	case t.q.Course.Answered.IsZero():
		letter.Letter, line.Letter = LetterFree, LetterFree
		t.answered()
	}
	t.q.Letters = append(t.q.Letters, letter)
	t.say(line)
	return nil
}

// seenKey names a letter seen in Sent: by the draft it was, or by itself.
func (t *turn) seenKey() string {
	known := func(l Letter) bool { return l.named(t.ev.Key) }
	if t.ev.Key != "" && !slices.ContainsFunc(t.q.Letters, known) {
		return t.ev.Key
	}
	return t.key(t.ev.Press, "seen")
}

// named reports whether a key is the letter's, or its draft's.
func (l Letter) named(key string) bool { return l.Key == key || DraftKey(l.Key) == key }

// SeenKey is the key of the letter that an event saw in Sent; empty when it saw none.
func (q Inquiry) SeenKey(ev Event) string {
	if ev.Type != AdviserWrote || ev.Mail != nil {
		return ""
	}
	for _, l := range slices.Backward(q.Letters) {
		if l.Seen && l.Decided.Equal(ev.At) {
			return l.Key
		}
	}
	return ev.Key
}

// answerSeen is the place of the letter seen in Sent that stopped the clock, or -1.
func (q Inquiry) answerSeen() int {
	return slices.IndexFunc(q.Letters, func(l Letter) bool {
		return l.Seen && l.Letter == LetterFree && l.Status == LetterSent && l.Decided.Equal(q.Course.Answered)
	})
}

// notAnAnswer is an adviser's word that the letter seen in Sent did not answer
// the citizen: the clock runs on as if it had not been there.
func (t *turn) notAnAnswer() error {
	at := t.q.answerSeen()
	if at < 0 {
		return t.refuse(NoAnswerSeen)
	}
	t.q.Letters[at].Letter = LetterOther
	t.unanswered()
	t.say(Line{})
	return nil
}

// noted is for events that are journalled and change nothing.
func (t *turn) noted() error { return nil }

// export notes that the words of the inquiry have been written out, and why: whoever
// reads them is in the journal (H25).
func (t *turn) export() error {
	if t.ev.Note.Empty() {
		return t.missing("note")
	}
	return nil
}

// letterDelivered: a relay has taken the letter. Only this meets a deadline. Of one
// that has come back it is no news.
func (t *turn) letterDelivered() error {
	if t.is(LetterStuck) {
		return t.refuse(NotUnderWay)
	}
	letter, ok := t.letter(LetterSent)
	if !ok {
		return t.missing("key")
	}
	t.left(letter)
	return nil
}

// left is what it means that a letter has left, whether it was to or not.
func (t *turn) left(l Letter) {
	if l.Stopped {
		t.leftAllTheSame(l)
	} else {
		t.arrived(l)
	}
}

// leftAllTheSame: a letter that was stopped was at the relay already, and has left. It
// keeps no promise. The adviser was told that it does not go, and is called; a
// department that has it is waited for.
func (t *turn) leftAllTheSame(l Letter) {
	t.ping(Line{Letter: l.Letter, To: l.To, Reason: ReasonLeft}, false)
	t.unfile() // the records have it as stopped
	c := &t.q.Course
	if l.Letter != LetterToDepartment || !isOneOf(c.State, Received, InDialogue) {
		return
	}
	c.State = WithDepartment
	if c.DepartmentDue.IsZero() {
		c.DepartmentDue = t.rules.DepartmentDue(c.Department, t.rules.Today(l.Decided))
	}
}

// letterFailed: the letter will not arrive, or a bounce says that it did not.
// What it was to mean for the course is taken back.
func (t *turn) letterFailed() error {
	if t.is(LetterCancelled) {
		return t.refuse(NotUnderWay)
	}
	letter, ok := t.letter(LetterStuck)
	if !ok {
		return t.missing("key")
	}
	t.takeBack(letter)
	if !letter.Automatic { // one that goes by itself would go by itself again, to where nothing arrives
		t.promiseStands(letter)
	}
	reason := ReasonLetterFailed
	if t.ev.Reason == ReasonLetterGivenUp {
		reason = ReasonLetterGivenUp
	}
	*t.q.Course.bounced(letter.To) = reason
	t.redden(reason, Line{Letter: letter.Letter, To: letter.To}, letter.Key)
	return nil
}

// deliveryDelayed: a server on the way is still trying (RFC 3464 §2.3.3). That is
// no failure, and takes nothing back; a word of it that comes late, after the
// letter failed, means nothing.
func (t *turn) deliveryDelayed() error { return t.underWay(false, true) }

// deliveryConfirmed: the letter that was delayed has arrived.
func (t *turn) deliveryConfirmed() error { return t.underWay(true, false) }

func (t *turn) underWay(was, is bool) error {
	for i, l := range t.q.Letters {
		if l.named(t.ev.Key) && l.Status == LetterSent && l.Delayed == was {
			t.q.Letters[i].Delayed, t.q.Letters[i].Changed = is, t.ev.At
			t.say(Line{Letter: l.Letter, To: l.To})
			return nil
		}
	}
	return t.refuse(NotUnderWay)
}

// bounced is where the course keeps why a letter to a role did not arrive.
func (c *Course) bounced(to Role) *Reason {
	if to == RoleDepartment {
		return &c.DepartmentBounced
	}
	return &c.Bounced
}

// Unreached is the letter that the alarm is about: the newest that did not arrive and
// that nothing has made good.
func (q Inquiry) Unreached() (Letter, bool) {
	for _, l := range slices.Backward(q.Letters) {
		if l.Status == LetterStuck && isOneOf(*q.Course.bounced(l.To), ReasonLetterFailed, ReasonLetterGivenUp) {
			return l, true
		}
	}
	return Letter{}, false
}

// citizenUnreached reports whether somebody other than a department is to be
// reached another way.
func (q Inquiry) citizenUnreached() bool {
	l, ok := q.Unreached()
	return ok && l.To != RoleDepartment
}

// takeBack takes back what a letter was to mean for the course.
func (t *turn) takeBack(l Letter) {
	if !t.q.Answers(l.Letter) {
		return
	}
	t.unanswered()
	if t.q.Course.State == Closed && t.q.Course.Outcome != Merged {
		t.reopenCourse()
	}
}

// letterInDoubt: nobody knows whether an adviser's letter left; she must say. She
// is asked once, however often the mailbox is searched in vain.
func (t *turn) letterInDoubt() error {
	if t.is(LetterUncertain) || t.is(LetterStuck) {
		return t.refuse(WrongState)
	}
	letter, ok := t.letter(LetterUncertain)
	if !ok {
		return t.missing("key")
	}
	t.redden(ReasonLetterInDoubt, Line{Letter: letter.Letter, To: letter.To}, letter.Key)
	return nil
}

// resolveInDoubt is the adviser's word on a letter in doubt.
func (t *turn) resolveInDoubt() error {
	at := slices.IndexFunc(t.q.Letters, func(l Letter) bool {
		return l.Status == LetterUncertain && (t.ev.Key == "" || l.Key == t.ev.Key)
	})
	if at < 0 {
		return t.refuse(NotInDoubt)
	}
	letter := &t.q.Letters[at]
	letter.Changed = t.ev.At
	switch t.ev.Reason {
	case ReasonSent:
		letter.Status = LetterSent
		t.left(*letter)
		t.emit(SettleLetter{Key: letter.Key, Sent: true})
	case ReasonNotSent:
		if t.q.Unwanted(*letter) == "" {
			return t.refuse(StillWanted)
		}
		letter.Status = LetterCancelled
		t.stayed(letter)
		t.emit(SettleLetter{Key: letter.Key})
	case ReasonAgain:
		if code := t.q.Unwanted(*letter); code != "" {
			return t.refuse(code)
		}
		letter.Status = LetterPending
		t.emit(RetryLetter{Key: letter.Key})
	default:
		return t.missing("reason")
	}
	t.say(Line{Letter: letter.Letter, Reason: t.ev.Reason})
	return nil
}

// stayed: a letter that is not wanted any more has not left. One that was stopped while
// it was under way has been taken back already; of one that was in doubt by then, what
// it was to mean for the course is taken back now.
func (t *turn) stayed(l *Letter) {
	if l.Stopped {
		return
	}
	l.Stopped = true
	t.takeBack(*l)
	t.promiseStands(*l)
	if l.Letter == LetterToDepartment {
		t.notAsked()
	}
	t.resumeLadder()
}

// Unwanted is why a letter may not be sent again: it has been stopped, or goes to
// somebody who is to get no more; "" when it may.
func (q Inquiry) Unwanted(l Letter) RefusalCode {
	switch {
	case q.Parties.former(l.To), l.To == RoleRepresentative && q.Parties.Mandate.State != MandateAccepted:
		return MandateEnded
	case l.To == RoleDepartment && q.Course.Sharing.Blocked():
		return q.sharingRefusal()
	case l.Stopped:
		return LetterStopped
	}
	return ""
}

// is reports whether the event's letter has a status.
func (t *turn) is(status LetterStatus) bool {
	return slices.ContainsFunc(t.q.Letters, func(l Letter) bool { return l.named(t.ev.Key) && l.Status == status })
}

// letter gives the event's letter its new status and returns it.
func (t *turn) letter(status LetterStatus) (Letter, bool) {
	for i, l := range t.q.Letters {
		if l.named(t.ev.Key) {
			t.q.Letters[i].Status, t.q.Letters[i].Changed, t.q.Letters[i].Delayed = status, t.ev.At, false
			return t.q.Letters[i], true
		}
	}
	return Letter{}, false
}
