package casework

import (
	"cmp"
	"slices"
	"time"

	"borgerbot/internal/calendar"
)

// close ends the inquiry with an outcome. A promised answer must have been
// given first, or be given by the closing letter (L37), and an examination ends
// with its result (H24).
func (t *turn) close() error {
	c := &t.q.Course
	if t.ev.Outcome == "" {
		return t.missing("outcome")
	}
	if c.State == UnderExamination && !t.q.resultGiven() {
		return t.refuse(ResultMissing)
	}
	letter := t.q.closingLetter(t.ev)
	if letter == LetterDepartmentAnswered && !t.rules.knows(cmp.Or(t.ev.Department, c.Department)) {
		return t.missing("department")
	}
	t.claim()
	if letter != NoLetter {
		if err := t.send(letter, RoleWriter); err != nil {
			return err
		}
	} else if (t.ev.Answers || t.byHand) && c.Answered.IsZero() {
		t.answered()
	}
	if c.Deadline.Promised && c.Answered.IsZero() && !t.q.answerUnderWay() &&
		!isOneOf(t.ev.Outcome, Withdrawn, NotAComplaint, Merged) {
		return t.refuse(Unanswered)
	}
	if t.ev.Department != "" {
		c.Department = t.ev.Department
	}
	c.Theme, c.Finding = t.ev.Theme, t.ev.Finding
	t.end(t.ev.Outcome)
	return nil
}

// LikelyOutcome is how the inquiry ends, where its course tells; an adviser says
// so when she closes it.
func (q Inquiry) LikelyOutcome() Outcome {
	switch {
	case q.Course.State == Answered:
		return AnsweredByDepartment
	case q.Course.State == UnderExamination:
		return Examined
	case !q.Course.Meeting.IsZero():
		return MeetingAttended
	}
	return ""
}

// closingLetter is the letter that fits the end: none when the adviser has
// already answered (H16–H17, H22).
func (q Inquiry) closingLetter(ev Event) LetterID {
	switch {
	case ev.Fields.SkipLetter:
		return NoLetter
	case q.Course.State == Answered:
		return LetterDepartmentAnswered
	case q.Course.IsCase() || !q.Course.Answered.IsZero():
		return NoLetter
	}
	return LetterClosingWithoutCase
}

// answerUnderWay reports whether an answer may still arrive; a notice of the
// further course is none.
func (q Inquiry) answerUnderWay() bool {
	return slices.ContainsFunc(q.Letters, func(l Letter) bool { return l.InFlight() && q.Answers(l.Letter) })
}

// OwesWord reports whether the citizen has been promised a word from the office itself
// by its date, and none has gone: the department's answer to her is not the office's
// (H22, L37).
func (q Inquiry) OwesWord() bool {
	c := q.Course
	return isOneOf(c.State, WithDepartment, Answered) && c.Deadline.Promised && c.Answered.IsZero() && !q.answerUnderWay()
}

// has reports whether the letter has gone or is under way. One that is only
// prepared for Digital Post has not gone.
func (q Inquiry) has(l LetterID) bool {
	return slices.ContainsFunc(q.Letters, func(letter Letter) bool {
		return letter.Letter == l && (letter.InFlight() || letter.Status == LetterSent)
	})
}

func (t *turn) end(outcome Outcome) {
	c := &t.q.Course
	c.State, c.Outcome, c.Closed = Closed, outcome, t.ev.At
	c.Bounced, c.DepartmentBounced, c.Paused, c.AnsweringOn = ReasonNone, ReasonNone, ReasonNone, calendar.Date{}
	t.say(Line{Outcome: outcome, Other: c.MergedRef})
}

func (t *turn) reopen() error {
	if t.q.Course.MergedInto != "" {
		return t.refuse(MergedAway)
	}
	t.reopenCourse()
	t.followUpClock()
	t.say(Line{})
	return nil
}

func (t *turn) reopenCourse() {
	c := &t.q.Course
	c.State, c.Outcome, c.MergedInto, c.MergedRef, c.Stood, c.Closed = InDialogue, "", "", "", Standing{}, time.Time{}
}

// letterLeft reports whether the newest letter is an adviser's and has left.
func (q Inquiry) letterLeft() bool {
	if len(q.Letters) == 0 {
		return false
	}
	last := q.Letters[len(q.Letters)-1]
	return !last.Automatic && last.Status == LetterSent
}

// undo puts the course back to before the last act and withdraws its letters.
func (t *turn) undo() error {
	point := t.q.UndoPoint
	switch {
	case point == nil && !t.q.letterLeft():
		return t.refuse(NothingToUndo)
	case point == nil, t.ev.At.After(point.Until):
		return t.refuse(TooLate)
	}
	var back []string
	for i, l := range t.q.Letters {
		letter := &t.q.Letters[i]
		switch {
		case isOneOf(l.Key, point.Keys...), isOneOf(l.Key, point.ByHand...):
			if l.Status == LetterByHand || l.Decided.Before(point.At) {
				t.overtaken = append(t.overtaken, DraftKey(l.Key))
			}
			if l.Decided.Before(point.At) { // it lay prepared, and a no has stopped it
				t.stopped = append(t.stopped, l.Letter)
			}
			letter.Status, letter.Changed = LetterCancelled, t.ev.At
		case isOneOf(l.Key, point.Prepared...):
			letter.Status, letter.Changed = LetterByHand, t.ev.At
			back = append(back, DraftKey(l.Key))
		}
	}
	for _, d := range point.Drafts {
		back = append(back, d.Key)
	}
	t.q.Drafts = slices.Concat(point.Drafts, t.q.Drafts)
	if len(back) > 0 {
		t.emit(KeepDrafts{Keys: back})
	}
	if len(point.Keys) > 0 {
		t.emit(CancelLetters{Keys: point.Keys})
	}
	t.q.Course, t.q.Parties = point.Before, point.Parties
	t.q.UndoPoint = nil
	t.say(Line{})
	return nil
}
