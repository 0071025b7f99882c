package casework

import (
	"reflect"
	"slices"
	"strconv"
)

// Apply returns the inquiry after ev and the effects that must follow. It does
// no I/O and does not read the clock: ev carries its own time. An event that
// does not fit gives a [*Refusal], and nothing has changed.
func (q Inquiry) Apply(r Rules, ev Event) (Inquiry, []Effect, error) {
	tr, ok := transitions[ev.Type]
	t := newTurn(q, r, ev)
	switch {
	case !ok:
		return q, nil, t.refuse(UnknownEventType)
	case tr.act && !isOneOf(ev.By.Role, ByAdviser, ByOperator):
		return q, nil, t.refuse(NotAnAdviser)
	case tr.act && ev.By.Role == ByAdviser && q.KeepsOut(ev.By.Adviser, ev.Type) != "":
		return q, nil, t.refuse(q.KeepsOut(ev.By.Adviser, ev.Type))
	case !slices.Contains(tr.from, q.Course.State):
		return q, nil, t.refuse(WrongState)
	case tr.act && ev.Department != "" && !r.knows(ev.Department):
		return q, nil, t.missing("department")
	case tr.act && ev.Basis != 0 && ev.Basis < q.Basis(r, ev.Meant()):
		return q, nil, t.refuse(Overtaken)
	}
	if err := tr.do(t); err != nil {
		return q, nil, err
	}
	if tr.act {
		t.dropDrafts(draftsOf(t.act()))
		t.speak()
	}
	t.tellStopped()
	t.clearDrafts(tr)
	t.keepFirst()
	t.recall()
	t.keepUndo(tr)
	t.q.Version++
	t.keepFiling()
	t.q.LastEvent = ev.At
	return t.q, t.effects, nil
}

// Allowed reports whether the type of event is possible at all in a state.
func Allowed(s State, e EventType) bool {
	tr, ok := transitions[e]
	return ok && slices.Contains(tr.from, s)
}

// EventTypes lists every type of event, sorted by name.
func EventTypes() []EventType {
	var all []EventType
	for e := range transitions {
		all = append(all, e)
	}
	slices.Sort(all)
	return all
}

// IsAct reports whether the type is an adviser's act.
func (e EventType) IsAct() bool { return transitions[e].act }

// turn is one event being applied to one inquiry.
type turn struct {
	rules   Rules
	ev      Event
	before  Inquiry
	q       Inquiry
	effects []Effect
	decided []Letter
	// acts is the table of transitions, for the acts that stand for another.
	acts map[EventType]transition
	// byHand: the letters of the act leave by the adviser's own hand.
	byHand bool
	// prepared are the keys of letters that lay prepared and are so no more.
	prepared []string
	// overtaken are the keys of drafts that are to be sent no more.
	overtaken []string
	// stopped are letters to the department that a no has stopped.
	stopped []LetterID
	// withheld: letters decided before have been stopped.
	withheld bool
	// told are the alarms that all advisers have been called to.
	told []Reason
	// written are the letters of an act by her own hand.
	written []SendLetter
	// finished is the one of them that was seen among the sent mail; nil is all.
	finished *Draft
}

func newTurn(q Inquiry, r Rules, ev Event) *turn {
	if ev.Press == "" && transitions[ev.Type].act {
		// Every act has a name of its own, or two would share a letter's key.
		ev.Press = "at" + strconv.FormatInt(ev.At.UnixNano(), 36)
	}
	t := blankTurn(q, r, ev)
	t.acts = transitions
	return t
}

func blankTurn(q Inquiry, r Rules, ev Event) *turn {
	t := &turn{rules: r, ev: ev, before: q, q: q}
	t.q.Letters = slices.Clone(q.Letters)
	t.q.Links, t.q.Related = slices.Clone(q.Links), slices.Clone(q.Related)
	t.q.Provisional = slices.Clone(q.Provisional)
	t.q.Verdict.Flags = slices.Clone(q.Verdict.Flags)
	t.q.Course.Grounds = slices.Clone(q.Course.Grounds)
	return t
}

func (t *turn) refuse(code RefusalCode) error {
	return &Refusal{Code: code, Event: t.ev.Type, State: t.before.Course.State}
}

func (t *turn) missing(field string) error {
	return &Refusal{Code: Missing, Event: t.ev.Type, State: t.before.Course.State, Field: field}
}

// keepFirst notes the first promise and the first answer.
func (t *turn) keepFirst() {
	c := &t.q.Course
	if c.First.Promised.IsZero() && c.Deadline.Promised {
		c.First.Promised = c.Deadline.Date
	}
	if c.First.Answered.IsZero() {
		c.First.Answered = c.Answered
	}
}

// keepUndo remembers the course before an act that can be undone. Mail that
// comes meanwhile changes what undoing it puts back. Anything else that changes
// the course or the parties makes it be forgotten: putting the course back would
// undo that too.
func (t *turn) keepUndo(tr transition) {
	switch {
	case t.withheld: // putting the course back would bring no letter back
		t.q.UndoPoint = nil
	case tr.undoable:
		t.q.UndoPoint = t.undoPoint()
	case t.q.UndoPoint == nil:
	case isOneOf(t.ev.Type, CitizenWrote, RepresentativeWrote, DepartmentWrote):
		t.q.UndoPoint = t.replay(tr)
	case !reflect.DeepEqual(t.before.Course, t.q.Course), !reflect.DeepEqual(t.before.Parties, t.q.Parties):
		t.q.UndoPoint = nil
	}
}

// replay returns the undo point with the course and the parties as they would be
// if the mail had come without the act, or nil if it could not have.
func (t *turn) replay(tr transition) *UndoPoint {
	point := *t.before.UndoPoint
	without := t.before
	without.Course, without.Parties, without.UndoPoint = point.Before, point.Parties, nil
	without.Letters = slices.Clone(t.before.Letters)
	for i, l := range without.Letters {
		if isOneOf(l.Key, point.Prepared...) {
			without.Letters[i].Status = LetterByHand
		}
	}
	without.Drafts = slices.Concat(point.Drafts, t.before.Drafts)
	twin := newTurn(without, t.rules, t.ev)
	if !slices.Contains(tr.from, without.Course.State) || tr.do(twin) != nil {
		return nil
	}
	point.Before, point.Parties = twin.q.Course, twin.q.Parties
	point.stop(twin.q)
	return &point
}

// stop leaves out of an undo point what a no has stopped since: a letter or a draft
// that undoing the act would lay out again.
func (p *UndoPoint) stop(q Inquiry) {
	var prepared []string
	p.ByHand = slices.Clone(p.ByHand)
	for _, key := range p.Prepared {
		if q.CalledOff(key) {
			p.ByHand = append(p.ByHand, key)
		} else {
			prepared = append(prepared, key)
		}
	}
	p.Prepared = prepared
	p.Drafts = slices.DeleteFunc(slices.Clone(p.Drafts), func(d Draft) bool {
		return draftAt(q.Drafts, d.Key) < 0
	})
}

func (t *turn) undoPoint() *UndoPoint {
	point := &UndoPoint{
		Act: t.ev.Type, At: t.ev.At, Until: t.ev.At.Add(t.rules.Grace),
		Before: t.before.Course, Parties: t.before.Parties, Prepared: t.prepared,
	}
	for _, d := range t.before.Drafts {
		if draftAt(t.q.Drafts, d.Key) < 0 {
			point.Drafts = append(point.Drafts, d)
		}
	}
	for _, l := range t.decided {
		if l.Status == LetterPending {
			point.Keys = append(point.Keys, l.Key)
		} else {
			point.ByHand = append(point.ByHand, l.Key)
		}
	}
	return point
}

// speak leaves one line in the thread for an act that changed the state or
// decided a letter; everything else only edits the card.
func (t *turn) speak() {
	for _, e := range t.effects {
		switch e.(type) {
		case Say, Ping:
			return
		}
	}
	line := Line{}
	if len(t.decided) > 0 {
		line = Line{Letter: t.decided[0].Letter, To: t.decided[0].To, ByHand: t.byHand, Date: t.ev.Date}
	}
	if len(t.decided) > 0 || t.q.Course.State != t.before.Course.State {
		t.say(line)
	}
}

// act is the event as the act it stands for.
func (t *turn) act() Event {
	ev := t.ev
	if t.byHand {
		ev.Type = ev.Stands
	}
	return ev
}

func (t *turn) emit(e Effect) { t.effects = append(t.effects, e) }

// key names an effect for all time. What belongs to a press carries the press,
// so that after a restore another press cannot meet the name of a letter that
// has left.
func (t *turn) key(parts ...string) string {
	key := string(t.q.ID)
	for _, part := range parts {
		key += "/" + part
	}
	return key
}

func (t *turn) say(line Line) {
	line.Event, line.By = t.ev.Type, t.ev.By
	t.emit(Say{Key: t.lineKey(line), Line: line})
}

// ping calls the holder, or everybody when nobody has it or all is set.
func (t *turn) ping(line Line, all bool) {
	line.Event, line.By = t.ev.Type, t.ev.By
	to := t.q.Course.Holder
	if all {
		to = ""
	}
	t.emit(Ping{Key: t.lineKey(line), Line: line, To: to})
}

func (t *turn) lineKey(line Line) string {
	about := string(line.Letter) + string(line.To)
	if line.Reason != ReasonNone { // beside the line on what was done
		about += "/" + string(line.Reason)
	}
	return t.key("line", t.name(), string(t.ev.Type), about)
}

// name is the event's own: its press, or when it was.
func (t *turn) name() string {
	if t.ev.Press != "" {
		return t.ev.Press
	}
	return t.ev.At.UTC().Format("20060102T150405")
}
