package casework

import (
	"slices"

	"borgerbot/internal/calendar"
)

// Alarms are why the card is red for all advisers, the gravest first. They are read
// from the course and its letters as they stand, so that no cause takes the place of
// another, and none goes out before it has been seen to (design 1.5).
func (q Inquiry) Alarms() []Reason {
	c := q.Course
	if isOneOf(c.State, None, Erased) {
		return nil
	}
	var red []Reason
	for _, alarm := range []struct {
		reason Reason
		rings  bool
	}{
		{ReasonAcute, c.Acute && c.State.Open()},
		{ReasonNotDelivered, slices.ContainsFunc(q.Letters, q.undelivered)},
		{ReasonSuppressed, q.overdue()},
		{ReasonLetterInDoubt, slices.ContainsFunc(q.Letters, q.doubtful)},
		{ReasonLetterFailed, isOneOf(ReasonLetterFailed, c.Bounced, c.DepartmentBounced)},
		{ReasonLetterGivenUp, isOneOf(ReasonLetterGivenUp, c.Bounced, c.DepartmentBounced)},
		{ReasonRequestLate, slices.ContainsFunc(c.Requests, Request.late)},
		{ReasonUnreadable, c.State == Received && c.ReceiptRule == ReceiptUnreadable},
	} {
		if alarm.rings {
			red = append(red, alarm.reason)
		}
	}
	return red
}

// Alarm is the gravest of [Inquiry.Alarms]; [ReasonNone] when the card is calm.
func (q Inquiry) Alarm() Reason {
	if red := q.Alarms(); len(red) > 0 {
		return red[0]
	}
	return ReasonNone
}

// overdue: the day of the promise has come to its end, and neither an answer nor a
// notice is there or under way. While a letter is, its own alarm watches over it.
func (q Inquiry) overdue() bool {
	c := q.Course
	return c.State.Open() && c.Deadline.Promised && c.Answered.IsZero() &&
		c.Deadline.Reached == StepNotice && !q.watched(c.Deadline.Anchor())
}

// watched reports whether a letter is under way that keeps the promise of the
// date: its own alarm watches over it.
func (q Inquiry) watched(date calendar.Date) bool {
	return slices.ContainsFunc(q.Letters, func(l Letter) bool {
		return l.InFlight() && !l.Alarmed && !l.MeetBy.IsZero() && !l.MeetBy.After(date)
	})
}

// undelivered: the letter was to meet a promise and has not arrived, and nothing
// else has answered.
func (q Inquiry) undelivered(l Letter) bool {
	return l.Alarmed && l.InFlight() && q.Course.Answered.IsZero() && !q.Course.released()
}

// doubtful: nobody knows whether the letter has left, and nothing has answered since.
// An answer to the citizen tells a department nothing.
func (q Inquiry) doubtful(l Letter) bool {
	matters := l.To == RoleDepartment || l.Changed.After(q.Course.Answered)
	return l.Status == LetterUncertain && matters && !q.Course.released()
}

// released: it ended in a way that leaves nothing to be answered. A part of another
// inquiry did not: letters that were under way when it was merged arrive from it.
func (c Course) released() bool {
	return c.State == Closed && isOneOf(c.Outcome, Withdrawn, NotAComplaint)
}

// redden calls all advisers, and tells them by mail too, when something comes to pass
// that makes the card red ([Inquiry.Alarms]). of is what it is about, where several
// can come to pass at a time.
func (t *turn) redden(reason Reason, about Line, of ...string) {
	about.Reason, about.Date = reason, t.q.Course.Deadline.Anchor()
	t.ping(about, true)
	t.alarm(reason, of...)
}

// alarm tells all advisers by mail. Its key is the event's: what comes to pass again is
// told again.
func (t *turn) alarm(reason Reason, of ...string) {
	t.told = append(t.told, reason)
	t.emit(Alarm{Key: t.key(append([]string{"alarm", string(reason), t.name()}, of...)...), Reason: reason})
}

// recall calls all advisers to what has become true again by an event that says
// nothing of it: an answer that was none, a letter that was stopped. What an adviser
// takes back within the minute had been told before.
func (t *turn) recall() {
	if t.ev.Type == Undo {
		return
	}
	known := t.before.Alarms()
	for _, reason := range t.q.Alarms() {
		switch {
		case slices.Contains(known, reason), slices.Contains(t.told, reason):
		case len(t.told) > 0: // they have been called
			t.alarm(reason)
		default:
			t.redden(reason, Line{})
		}
	}
}
