package scope

import (
	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/danish"
)

// age applies the one-year test of the office (domain 6.4) and sets the event's
// time in the verdict.
func (j *judgment) age() {
	t := &j.time
	v := &j.verdict
	v.Meeting = t.meeting
	if t.decision.Form == danish.FormDay {
		v.Decision = t.decision.From
	}
	v.Event = t.eventTime(j.letter.Received)
	label := string(casework.GroundOld)
	rule := j.office.Grounds[casework.GroundOld]
	if !rule.On || !j.readable() {
		return
	}
	if t.two(j.letter.Received, rule.Months) {
		t.doubtful = true
		j.old(t.closed)
		return
	}
	if t.running {
		// A running matter is never too old, whatever the words say.
		delete(j.scores, label)
		return
	}
	t.doubtful = j.scores[contextExcuse] >= given
	anchor := t.anchor(rule.Anchor)
	if anchor.To.IsZero() {
		return
	}
	tooOld := calendar.MoreThanMonths(anchor.To, j.letter.Received, rule.Months)
	lately := !calendar.MoreThanMonths(t.latest.To, j.letter.Received, rule.Months)
	switch {
	case !tooOld, lately && t.closed.To.IsZero():
		delete(j.scores, label)
		return
	case lately:
		// The event is too old, the course is not (or the other way round).
		t.doubtful = true
	}
	j.old(anchor)
}

// old says that the matter is too old, because of the moment.
func (j *judgment) old(m moment) {
	label := string(casework.GroundOld)
	weight := weights["normal"]
	if j.time.told {
		weight = weights["strong"]
	}
	j.scores[label] = 1 - (1-j.scores[label])*(1-weight)
	j.evidence(label, "age", true, weight, m.Start, m.End)
}

// two reports whether the letter has an old matter that was closed and a new one
// beside it. One that was taken up again is one matter.
func (t *times) two(received calendar.Date, months int) bool {
	return !t.closed.To.IsZero() && !t.reopened && t.newer && calendar.MoreThanMonths(t.closed.To, received, months) &&
		(t.running || !calendar.MoreThanMonths(t.latest.To, received, months))
}

// eventTime is when what is complained about happened, as far as the day of
// receipt. What is still running has not ended before it.
func (t *times) eventTime(received calendar.Date) casework.EventTime {
	e := casework.EventTime{From: t.latest.From, To: t.latest.To, Ongoing: t.running && t.dated}
	if e.From.IsZero() {
		e.From = later(t.since, t.lasting).From
	}
	if e.Ongoing || e.To.After(received) {
		e.To = received
	}
	return e
}

// anchor is the moment that the age is counted from.
func (t *times) anchor(by Anchor) moment {
	if by == AnchorClosed && !t.closed.To.IsZero() {
		return t.closed
	}
	if event := later(t.event, t.decision); !event.To.IsZero() {
		return event
	}
	return t.closed
}
