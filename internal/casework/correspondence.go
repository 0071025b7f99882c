package casework

import (
	"slices"
	"time"

	"borgerbot/internal/calendar"
)

// citizenWrote is a further letter from the citizen or her representative.
func (t *turn) citizenWrote() error {
	m := t.ev.Mail
	if m == nil {
		return t.missing("mail")
	}
	t.q.Messages++
	t.q.LastContact, t.q.Heard = t.ev.At, t.ev.At
	t.heed(m)
	t.q.Provisional = ""
	if m.Provisional {
		t.q.Provisional = m.Message
	}
	if m.Thanks {
		return nil
	}
	t.followUpClock()
	if t.q.Course.State == Closed {
		t.reopenCourse()
	}
	t.say(Line{})
	return nil
}

// heed takes over what a later letter says that steers the course. A no to
// sharing blocks at once (L23–L24), whoever notices it first. What it belongs to
// has been found already.
func (t *turn) heed(m *MailFacts) {
	for _, flag := range m.Verdict.Flags {
		if flag != FlagFollowUp && !slices.Contains(t.q.Verdict.Flags, flag) {
			t.q.Verdict.Flags = append(t.q.Verdict.Flags, flag)
		}
	}
	if m.Verdict.Has(FlagNoSharing) {
		t.q.Course.Sharing = SharingRefused
	}
	mandate := &t.q.Parties.Mandate
	if m.Attachments.PowerOfAttorney && isOneOf(mandate.State, MandateMissing, MandateAsked) {
		mandate.State = MandateReceived
	}
	t.q.Attachments.Count += m.Attachments.Count
	t.q.Attachments.Unread = t.q.Attachments.Unread || m.Attachments.Unread
	t.q.Attachments.Types = unique(slices.Concat(t.q.Attachments.Types, m.Attachments.Types))
	if m.Verdict.Has(FlagAcute) && !t.q.Course.Acute {
		t.acute()
	}
}

// departmentWrote is the copy of the department's answer (H21), or another word
// from it.
func (t *turn) departmentWrote() error {
	t.q.LastContact = t.ev.At
	if t.q.Course.State == WithDepartment {
		t.departmentAnswered()
	}
	t.say(Line{})
	return nil
}

func (t *turn) departmentAnswered() {
	t.q.Course.State = Answered
	t.q.Course.DepartmentDue = calendar.Date{}
}

// adviserWrote is a letter seen in the Sent folder that is none of ours.
// While a draft waits to be sent, a letter that is not known by it may be that one
// all the same: it does not stop the clock, and the adviser is asked.
func (t *turn) adviserWrote() error {
	if t.fulfil() {
		return nil
	}
	t.spoken()
	t.begin()
	if waits := t.q.Drafts; t.ev.Answers && len(waits) > 0 {
		t.say(Line{Reason: ReasonDraft, Letter: waits[0].Letter})
		return nil
	}
	if t.ev.Answers {
		t.answered()
	}
	t.say(Line{})
	return nil
}

// noted is for events that are journalled and change nothing.
func (t *turn) noted() error { return nil }

// letterDelivered: a relay has taken the letter. Only this meets a deadline.
func (t *turn) letterDelivered() error {
	letter, ok := t.letter(LetterSent)
	if !ok {
		return t.missing("key")
	}
	t.arrived(letter)
	t.calm()
	return nil
}

// letterFailed: the letter will not arrive, or a bounce says that it did not.
// What it was to mean for the course is taken back.
func (t *turn) letterFailed() error {
	if t.ev.Temporary {
		return nil
	}
	letter, ok := t.letter(LetterStuck)
	if !ok {
		return t.missing("key")
	}
	if letter.Letter.Answers() {
		t.q.Course.Answered = time.Time{}
		if t.q.Course.State == Closed {
			t.reopenCourse()
		}
	}
	t.redden(ReasonLetterFailed, letter.Key)
	return nil
}

// letterInDoubt: nobody knows whether an adviser's letter left; she must say. She
// is asked once, however often the mailbox is searched in vain.
func (t *turn) letterInDoubt() error {
	asked := func(l Letter) bool { return l.Key == t.ev.Key && l.Status == LetterUncertain }
	if slices.ContainsFunc(t.q.Letters, asked) {
		return t.refuse(WrongState)
	}
	letter, ok := t.letter(LetterUncertain)
	if !ok {
		return t.missing("key")
	}
	t.redden(ReasonLetterInDoubt, letter.Key)
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
		t.arrived(*letter)
		t.emit(SettleLetter{Key: letter.Key})
	case ReasonAgain:
		letter.Status = LetterPending
		t.emit(RetryLetter{Key: letter.Key})
	default:
		return t.missing("reason")
	}
	t.calm()
	t.say(Line{Letter: letter.Letter, Reason: t.ev.Reason})
	return nil
}

// letter gives the event's letter its new status and returns it.
func (t *turn) letter(status LetterStatus) (Letter, bool) {
	for i, l := range t.q.Letters {
		if l.Key == t.ev.Key {
			t.q.Letters[i].Status, t.q.Letters[i].Changed = status, t.ev.At
			return t.q.Letters[i], true
		}
	}
	return Letter{}, false
}

// calm ends the alarm about letters once none is late or in doubt any more.
func (t *turn) calm() {
	amiss := slices.ContainsFunc(t.q.Letters, func(l Letter) bool {
		return l.Status == LetterUncertain || l.Alarmed && l.InFlight()
	})
	if !amiss && isOneOf(t.q.Course.Alarm, ReasonNotDelivered, ReasonLetterInDoubt) {
		t.q.Course.Alarm = ReasonNone
	}
}
