package card

import (
	"slices"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Absence is when one adviser is away, and who looks after what is hers meanwhile;
// nobody in an office of one.
type Absence struct {
	calendar.Period
	Deputy casework.AdviserID
}

// Away returns the absence an adviser has on a day.
func (v View) Away(id casework.AdviserID, day calendar.Date) (Absence, bool) {
	return v.AwayBetween(id, calendar.Period{From: day, To: day})
}

// AwayBetween returns the first absence an adviser has in a time.
func (v View) AwayBetween(id casework.AdviserID, time calendar.Period) (Absence, bool) {
	for _, a := range v.Advisers {
		if a.ID != id {
			continue
		}
		for _, absence := range a.Absences {
			if !absence.To.Before(time.From) && !absence.From.After(time.To) {
				return absence, true
			}
		}
	}
	return Absence{}, false
}

// Deputy returns who looks after what an adviser has that is away today: nobody for
// what is, or may be, about the deputy herself.
func (v View) Deputy(holder casework.AdviserID, concerns []casework.AdviserID) (Adviser, bool) {
	absence, away := v.Away(holder, v.Rules.Today(v.Now))
	if !away || slices.Contains(concerns, absence.Deputy) {
		return Adviser{}, false
	}
	for _, a := range v.Advisers {
		if a.ID == absence.Deputy {
			return a, true
		}
	}
	return Adviser{}, false
}

// with reports whether an inquiry is an adviser's, or hers to look after today.
func (v View) with(e Entry, adviser casework.AdviserID) bool {
	deputy, ok := v.Deputy(e.Holder, e.Concerns)
	return e.Holder == adviser || ok && deputy.ID == adviser
}

// away says that who has the inquiry is away today, and who looks after it; empty
// when she is not.
func (p page) away() string {
	c := p.q.Course
	absence, away := p.v.Away(c.Holder, p.v.Rules.Today(p.v.Now))
	if !away || !p.open() {
		return ""
	}
	until := p.date(absence.To)
	if deputy, ok := p.v.Deputy(c.Holder, p.q.Apart()); ok {
		return fill(p.w.AwayDeputy, "date", until, "deputy", p.name(deputy.ID, p.v))
	}
	return fill(p.w.Away, "date", until)
}

// absent is the absence of who has the inquiry on the day an answer is promised for.
// An adviser decides whether the citizen gets a new date (L10).
func absent(q casework.Inquiry, v View) (Absence, bool) {
	d := q.Course.Deadline
	if !d.Promised || !q.Course.Answered.IsZero() || !q.Course.State.Open() || d.Anchor().Before(v.Rules.Today(v.Now)) {
		return Absence{}, false
	}
	return v.Away(q.Course.Holder, d.Anchor())
}
