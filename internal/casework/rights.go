package casework

import (
	"slices"
	"time"

	"borgerbot/internal/calendar"
)

// Request is a wish under access or data protection law. It is a track of its own
// beside the complaint, with a date of its own.
type Request struct {
	Kind     Reason // access, insight, correction or erasure
	Received calendar.Date
	Due      calendar.Date
	// Done is when it was answered, or sent on to whom it belongs; zero: it is open.
	Done      time.Time
	Forwarded bool
	// Reached is the last step taken toward Due.
	Reached Step
}

// late: its day has come, and it has not been answered.
func (r Request) late() bool { return r.Done.IsZero() && r.Reached == StepNotice }

// RequestKinds lists the wishes there are.
func RequestKinds() []Reason {
	return []Reason{ReasonAccess, ReasonInsight, ReasonCorrection, ReasonErasure}
}

// The statutory times. Access is answered within seven working days, or the citizen
// is told why not (offentlighedsloven § 36, stk. 2); the rights of data protection
// within a month, which can be prolonged by two (GDPR art. 12(3)).
const (
	accessWorkdays  = 7
	rightsMonths    = 1
	prolongedMonths = 3
)

// publicDays has the public holidays alone: that the office is closed excuses
// nothing.
var publicDays = calendar.New()

// RequestDue is when a wish that came on a day is answered at the latest. A month
// that ends on a day on which the office is closed ends on the working day before.
func (r Rules) RequestDue(kind Reason, received calendar.Date) calendar.Date {
	if kind == ReasonAccess {
		return publicDays.AddWorkingDays(received, accessWorkdays)
	}
	due := received.AddMonths(rightsMonths)
	if !r.Calendar.WorkingDay(due) {
		due = r.Calendar.AddWorkingDays(due, -1)
	}
	return due
}

// OnlyRights reports whether the letters ask for nothing but data rights: then
// there is nothing to weigh against the remit.
func (q Inquiry) OnlyRights() bool {
	v := q.Verdict
	return v.Has(FlagDataRights) && len(v.Kinds) == 0 && len(v.Grounds) == 0
}

// Answers reports whether the letter, once delivered, is the answer the office
// promised (L37). Who asked for nothing but data rights has it in the letter that
// names their own date.
func (q Inquiry) Answers(l LetterID) bool {
	return l.Answers() || l == LetterDataRights && q.OnlyRights()
}

// OpenRequests are the kinds of the wishes that wait for an answer.
func (q Inquiry) OpenRequests() []Reason {
	var open []Reason
	for _, request := range q.Course.Requests {
		if request.Done.IsZero() {
			open = append(open, request.Kind)
		}
	}
	return open
}

// RequestDue is the first date on which a wish must be answered; zero when none
// waits.
func (q Inquiry) RequestDue() calendar.Date {
	var first calendar.Date
	for _, request := range q.Course.Requests {
		if request.Done.IsZero() && (first.IsZero() || request.Due.Before(first)) {
			first = request.Due
		}
	}
	return first
}

// RequestReceived is the day on which the newest wish of a kind came.
func (q Inquiry) RequestReceived(kind Reason) calendar.Date {
	var received calendar.Date
	for _, request := range q.Course.Requests {
		if request.Kind == kind {
			received = request.Received
		}
	}
	return received
}

// Asked is the day on which the newest letter came, which a wish is counted from
// unless an adviser says otherwise.
func (q Inquiry) Asked(r Rules) calendar.Date {
	if q.Messages > 1 && !q.Heard.IsZero() {
		return r.Today(q.Heard)
	}
	return r.Today(q.Received)
}

// came is the day on which the wish came that an act records.
func (q Inquiry) came(r Rules, ev Event) calendar.Date {
	if ev.Date.IsZero() {
		return q.Asked(r)
	}
	return ev.Date
}

// recordRequest notes a wish and tells the citizen when it is answered, or that it
// has been sent on to whom it belongs: what a department holds is not the
// adviser's to give (L19).
func (t *turn) recordRequest() error {
	f, received := t.ev.Fields, t.q.came(t.rules, t.ev)
	switch {
	case !slices.Contains(RequestKinds(), f.RequestKind):
		return t.missing("request")
	case slices.Contains(t.q.OpenRequests(), f.RequestKind):
		return t.refuse(RequestThere)
	case received.After(t.rules.Today(t.ev.At)):
		return t.refuse(FutureDate)
	}
	if err := t.mayForward(); err != nil {
		return err
	}
	t.claim()
	request := Request{Kind: f.RequestKind, Received: received, Due: t.rules.RequestDue(f.RequestKind, received)}
	t.q.Course.Requests = append(slices.Clone(t.q.Course.Requests), request)
	t.ev.Fields.NewDate = request.Due
	if !f.ForwardedTo.Empty() {
		t.settle(f.RequestKind, true)
	}
	return t.send(LetterDataRights, RoleWriter)
}

// answerRequest: an adviser has answered a wish, or sent it on.
func (t *turn) answerRequest() error {
	kind, forwarded := t.ev.Fields.RequestKind, !t.ev.Fields.ForwardedTo.Empty()
	if !slices.Contains(t.q.OpenRequests(), kind) {
		return t.refuse(NoRequest)
	}
	if err := t.checkFields(); err != nil {
		return err
	}
	if err := t.mayForward(); err != nil {
		return err
	}
	t.claim()
	t.settle(kind, forwarded)
	if forwarded {
		return t.send(LetterDataRights, RoleWriter)
	}
	t.spoken()
	if t.q.OnlyRights() && t.q.Course.Answered.IsZero() {
		t.answered()
	}
	t.say(Line{Reason: kind})
	return nil
}

// extendRequest tells the citizen why the answer to a wish takes longer, and until
// when.
func (t *turn) extendRequest() error {
	kind := t.ev.Fields.RequestKind
	at := t.openRequest(kind)
	switch {
	case at < 0:
		return t.refuse(NoRequest)
	case t.ev.Fields.WaitingFor.Empty():
		return t.missing("waiting_for")
	}
	if err := t.checkDate(t.ev.Date); err != nil {
		return err
	}
	request := t.q.Course.Requests[at]
	if kind != ReasonAccess && t.ev.Date.After(request.Received.AddMonths(prolongedMonths)) {
		return t.refuse(TooFar)
	}
	t.claim()
	old := request.Due
	request.Due, request.Reached = t.ev.Date, StepNone
	t.putRequest(at, request)
	t.ev.Fields.NewDate = t.ev.Date
	if err := t.send(LetterDataRights, RoleWriter); err != nil {
		return err
	}
	last := &t.q.Letters[len(t.q.Letters)-1]
	last.Wish, last.WishBy = kind, old
	return nil
}

// wishStands: whoever was to hear of a new date for a wish has not heard of it, and it is
// due when it was. A later letter counts as in [turn.promiseStands].
func (t *turn) wishStands(l Letter) {
	at := t.openRequest(l.Wish)
	if at < 0 || t.rules.Today(l.Decided).Before(t.q.Course.Requests[at].Received) {
		return
	}
	if later := t.toldAfter(l, func(other Letter) bool { return other.Wish == l.Wish }); later != nil {
		if l.WishBy.Before(later.WishBy) {
			later.WishBy = l.WishBy
		}
		return
	}
	if request := t.q.Course.Requests[at]; l.WishBy.Before(request.Due) {
		request.Due, request.Reached = l.WishBy, StepNone
		t.putRequest(at, request)
	}
}

func (t *turn) openRequest(kind Reason) int {
	return slices.IndexFunc(t.q.Course.Requests, func(r Request) bool { return r.Kind == kind && r.Done.IsZero() })
}

// putRequest replaces a wish.
func (t *turn) putRequest(at int, request Request) {
	t.q.Course.Requests = slices.Clone(t.q.Course.Requests)
	t.q.Course.Requests[at] = request
}

func (t *turn) settle(kind Reason, forwarded bool) {
	at := t.openRequest(kind)
	request := t.q.Course.Requests[at]
	request.Done, request.Forwarded = t.ev.At, forwarded
	t.putRequest(at, request)
}

// requestDue calls the holder on the working day before a wish must be answered,
// and everybody on the day itself.
func (t *turn) requestDue() error {
	at := t.openRequest(t.ev.Fields.RequestKind)
	if at < 0 {
		return t.refuse(WrongState)
	}
	request := t.q.Course.Requests[at]
	request.Reached = t.ev.Step
	t.putRequest(at, request)
	if t.ev.Step == StepNotice {
		t.redden(ReasonRequestLate, Line{}, string(request.Kind))
		return nil
	}
	t.ping(Line{Date: request.Due}, false)
	return nil
}

// rights is the next step toward the date of a wish. It does not rest while the
// complaint is answered or closed.
func (q Inquiry) rights(r Rules, now time.Time) (Event, time.Time) {
	var ev Event
	var first time.Time
	for _, request := range q.Course.Requests {
		if !request.Done.IsZero() || request.Reached == StepNotice {
			continue
		}
		step, at := StepNotice, request.Due.At(r.Hours.Notice, 0, r.Location)
		before := r.Calendar.AddWorkingDays(request.Due, -1).At(r.Hours.From, 0, r.Location)
		if request.Reached == StepNone && now.Before(at) {
			step, at = StepDay9, r.inHours(later(before, now))
		}
		if first.IsZero() || at.Before(first) {
			first = at
			ev = Event{Type: RequestDue, Step: step, Date: request.Due, Fields: Fields{RequestKind: request.Kind}}
		}
	}
	return ev, first
}
