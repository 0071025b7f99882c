package casework

import (
	"time"

	"borgerbot/internal/calendar"
)

// answeringGrace is how much later the notice goes on the last day when an
// adviser has said that she answers today.
const answeringGrace = 3 * time.Hour

// alarmAfter is how long a letter that meets a promise may stay undelivered
// before the advisers are told (design 1.5).
const alarmAfter = time.Hour

// reminderDue is a rung of the ladder. Days 5 and 8 show in the digest only; the
// day before the promised date the holder is called, or everybody.
func (t *turn) reminderDue() error {
	if t.q.Course.Deadline.Reached == StepNotice {
		return t.refuse(WrongState) // the last day has come
	}
	t.q.Course.Deadline.Reached = t.ev.Step
	if t.ev.Step == StepDay9 && t.q.Course.Deadline.Promised {
		t.ping(Line{Step: t.ev.Step, Date: t.q.Course.Deadline.Anchor()}, false)
	}
	return nil
}

// noticeDue sends the neutral notice on the last day (L39), once. Where it may
// not go by itself the card turns red for all advisers instead.
func (t *turn) noticeDue() error {
	if due, at := t.before.ladder(t.rules, t.ev.At); due.Type != NoticeDue || at.After(t.ev.At) {
		return t.refuse(WrongState) // never early, and never after an answer
	}
	d := &t.q.Course.Deadline
	d.Reached = StepNotice
	switch {
	case t.q.watched(d.Anchor()):
		return nil
	case d.Noticed || t.q.suppressed() || t.ev.Reason == ReasonUnwritten:
		t.redden(ReasonSuppressed, Line{})
		return nil
	}
	anchor := d.Anchor()
	next := t.nextDate()
	*d = Deadline{
		Date: next, Promised: true, From: t.rules.Today(t.ev.At), Days: t.rules.Deadline.NoticeWorkdays, Told: next, Noticed: true,
		Was: anchor,
	}
	to, _ := t.q.Recipient(LetterDeadlineNotice, RoleWriter)
	t.decide(SendLetter{
		Key: t.key("notice", anchor.String()), Letter: LetterDeadlineNotice, Neutral: true, To: to,
		Automatic: true, Fields: Fields{NewDate: next},
	}, anchor)
	t.ping(Line{Letter: LetterDeadlineNotice, Date: next}, false)
	return nil
}

// nextDate is the date on which a citizen hears from the office again who has had no
// answer in time (L39).
func (t *turn) nextDate() calendar.Date {
	return t.rules.Calendar.AddWorkingDays(t.rules.Today(t.ev.At), t.rules.Deadline.NoticeWorkdays)
}

// suppressed reports whether no automatic notice may go.
func (q Inquiry) suppressed() bool {
	c := q.Course
	_, person := q.Recipient(LetterDeadlineNotice, RoleWriter)
	// Whoever takes a power of attorney back does not want her letters sent to another.
	withdrawn := q.Parties.Mandate.State == MandateAccepted && q.Verdict.Has(FlagWithdrawal)
	return c.Acute || c.Held || withdrawn || q.ofDepartment() || !person.Known() || q.Channel == ChannelDigitalPost ||
		q.Verdict.Has(FlagThreat) && !q.hasReceipt()
}

// alarmDue: a letter that meets a promise is not delivered.
func (t *turn) alarmDue() error {
	for i, l := range t.q.Letters {
		if l.Key == t.ev.Key {
			t.q.Letters[i].Alarmed = true
			t.redden(ReasonNotDelivered, Line{Letter: l.Letter, To: l.To}, l.Key)
			return nil
		}
	}
	return t.missing("key")
}

// departmentOverdue calls the adviser when the department's date has passed, or
// its letter has not even left by then.
func (t *turn) departmentOverdue() error {
	line := Line{Date: t.q.Course.DepartmentDue}
	if t.q.Prepared(LetterToDepartment) {
		line.Reason = ReasonUnsent
	}
	t.ping(line, false)
	t.q.Course.DepartmentLate = true
	return nil
}

// silenceDue proposes to close what nobody has touched for long: on the card and in
// the morning's overview, for it calls nobody.
func (t *turn) silenceDue() error {
	t.q.Course.Silence = t.q.LastContact
	return nil
}

// Silent reports whether closing is proposed because nobody has touched the
// inquiry for long.
func (q Inquiry) Silent() bool {
	return q.Course.State.Open() && !q.Course.Silence.IsZero() && q.Course.Silence.Equal(q.LastContact)
}

// deadlineRecomputed moves the date after a closing day was added or removed.
// What the citizen was told stays on record and keeps the ladder honest.
func (t *turn) deadlineRecomputed() error {
	d := &t.q.Course.Deadline
	if t.ev.Date.IsZero() {
		return t.missing("date")
	}
	anchor := d.Anchor()
	d.Date = t.ev.Date
	if d.Anchor() != anchor {
		d.Reached = StepNone
	}
	return nil
}

// Recount returns the running answer date as the calendar now counts it, and
// whether it differs from the stored one.
func (q Inquiry) Recount(r Rules) (calendar.Date, bool) {
	d := q.Course.Deadline
	if d.Date.IsZero() || d.Days == 0 || !q.Course.Answered.IsZero() || !q.Course.State.Open() {
		return d.Date, false
	}
	date := r.Calendar.AddWorkingDays(d.From, d.Days)
	if !d.Noticed {
		date, _ = r.Due(d.From)
	}
	return date, date != d.Date
}

// Clock returns the event that the passing of time demands at now, if any, and
// otherwise the next instant at which one may be; a zero instant is never.
func (q Inquiry) Clock(r Rules, now time.Time) (Event, time.Time) {
	if q.Course.State == Erased {
		return Event{}, time.Time{}
	}
	var next time.Time
	for _, due := range []func(Rules, time.Time) (Event, time.Time){q.letterAlarm, q.ladder, q.department, q.rights, q.mandate, q.silence, q.retention} {
		ev, at := due(r, now)
		switch {
		case at.IsZero():
			continue
		case ev.Type != "" && !at.After(now):
			ev.At, ev.By = now, Actor{Role: ByClock}
			return ev, now
		case next.IsZero() || at.Before(next):
			next = at
		}
	}
	return Event{}, next
}

// letterAlarm watches letters that must meet a promised date: not delivered by
// then, nor an hour after it was decided, is an alarm.
func (q Inquiry) letterAlarm(r Rules, _ time.Time) (Event, time.Time) {
	var ev Event
	var first time.Time
	for _, l := range q.Letters {
		if l.MeetBy.IsZero() || l.Alarmed || !l.InFlight() {
			continue
		}
		at := later(l.MeetBy.At(r.Hours.Notice, 0, r.Location), l.Decided).Add(alarmAfter)
		if first.IsZero() || at.Before(first) {
			first, ev = at, Event{Type: AlarmDue, Key: l.Key, Reason: ReasonNotDelivered}
		}
	}
	return ev, first
}

// rungs are the ladder's steps before the last day, as working days before the
// date: days 5, 8 and 9 of ten.
var rungs = []struct {
	step   Step
	before int
}{{StepDay5, 5}, {StepDay8, 2}, {StepDay9, 1}}

// ladder is the next rung toward the answer date. After downtime only the
// newest missed reminder counts; the notice a citizen is owed leaves at once,
// reminders wait for working hours.
func (q Inquiry) ladder(r Rules, now time.Time) (Event, time.Time) {
	d := q.Course.Deadline
	if d.Date.IsZero() || !q.Course.Answered.IsZero() || !q.Course.State.Open() || d.Reached == StepNotice {
		return Event{}, time.Time{}
	}
	anchor := d.Anchor()
	notice := anchor.At(r.Hours.Notice, 0, r.Location)
	if q.Course.AnsweringOn == anchor {
		notice = notice.Add(answeringGrace)
	}
	if d.Promised && !now.Before(notice) {
		return Event{Type: NoticeDue, Date: anchor}, notice
	}
	var ev Event
	var at time.Time
	for _, rung := range rungs[afterRung(d.Reached):] {
		day := r.Calendar.AddWorkingDays(anchor, -rung.before)
		from := day.At(r.Hours.From, 0, r.Location)
		if !day.After(d.From) {
			continue
		}
		if from.After(now) && ev.Type != "" {
			break
		}
		ev, at = Event{Type: ReminderDue, Step: rung.step, Date: anchor}, r.inHours(later(from, now))
	}
	if d.Promised && (at.IsZero() || notice.Before(at)) {
		return Event{Type: NoticeDue, Date: anchor}, notice
	}
	return ev, at
}

// afterRung is the index of the first rung after the one reached.
func afterRung(reached Step) int {
	for i, rung := range rungs {
		if rung.step == reached {
			return i + 1
		}
	}
	return 0
}

// inHours is the first instant at or after t in which advisers may be reminded.
func (r Rules) inHours(t time.Time) time.Time {
	day := r.Today(t)
	from, to := day.At(r.Hours.From, 0, r.Location), day.At(r.Hours.To, 0, r.Location)
	switch {
	case r.Calendar.WorkingDay(day) && t.Before(from):
		return from
	case r.Calendar.WorkingDay(day) && t.Before(to):
		return t
	}
	return r.Calendar.AddWorkingDays(day, 1).At(r.Hours.From, 0, r.Location)
}

func (q Inquiry) department(r Rules, now time.Time) (Event, time.Time) {
	due := q.Course.DepartmentDue
	if due.IsZero() || q.Course.State != WithDepartment || q.Course.DepartmentLate {
		return Event{}, time.Time{}
	}
	at := due.AddDays(1).At(r.Hours.From, 0, r.Location)
	return Event{Type: DepartmentOverdue, Date: due}, r.inHours(later(at, now))
}

// mandate is when to ask whether a power of attorney still holds.
func (q Inquiry) mandate(r Rules, now time.Time) (Event, time.Time) {
	m := q.Parties.Mandate
	if m.State != MandateAccepted || m.Review.IsZero() || !q.Course.State.Open() {
		return Event{}, time.Time{}
	}
	return Event{Type: MandateReviewDue, Date: m.Review}, r.inHours(later(m.Review.At(r.Hours.From, 0, r.Location), now))
}

func (q Inquiry) silence(r Rules, now time.Time) (Event, time.Time) {
	if !q.Course.State.Open() || r.SilenceDays == 0 || q.Course.Silence.Equal(q.LastContact) {
		return Event{}, time.Time{}
	}
	at := r.Today(q.LastContact).AddDays(r.SilenceDays).At(r.Hours.From, 0, r.Location)
	return Event{Type: SilenceDue}, r.inHours(later(at, now))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
