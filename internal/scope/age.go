package scope

import (
	"slices"
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/danish"
)

// The labels of the rules that tell what a sentence is about. They are given to
// nobody; they help to read the rest.
const (
	contextClosed      = "context_closed"      // the case was closed
	contextEvent       = "context_event"       // it happened
	contextDecision    = "context_decision"    // the municipality decided
	contextRunning     = "context_running"     // it is not over
	contextExcuse      = "context_excuse"      // why the letter comes late
	contextBackground  = "context_background"  // a life, not the complaint
	contextAppointment = "context_appointment" // a meeting
	contextCitizen     = "context_citizen"     // the writer's own case, not her job
)

var contexts = []string{
	contextClosed, contextEvent, contextDecision, contextRunning, contextExcuse, contextBackground, contextAppointment,
	contextCitizen,
}

func isContext(label string) bool { return strings.HasPrefix(label, "context_") }

// times are the letter's times, by what they are the time of.
type times struct {
	closed, decision, event, latest moment
	// aside is what is only mentioned; it counts when there is nothing else.
	aside   moment
	meeting calendar.Date
	// since: something began then and lasts.
	since   bool
	running bool
	// told: the latest moment is told as an event, decision or closing.
	told bool
	// doubtful: an adviser must weigh whether the matter is too old.
	doubtful bool
}

// readTimes sorts the moments of the letter by the rules of their sentences.
func (j *judgment) readTimes() times {
	roles := j.roles()
	t := times{}
	t.running = j.scores[contextRunning] >= given
	complained := j.complained()
	for i, m := range j.found.moments {
		t.add(m, roles[i], j.letter.Received, complained[m.sentence])
	}
	if t.latest.To.IsZero() {
		t.latest, t.event = t.aside, t.aside
	}
	return t
}

// complained returns the sentences that say something of the matter. "I går fandt
// jeg jeres side" dates nothing that is complained about.
func (j *judgment) complained() map[int]bool {
	sentences := map[int]bool{}
	for _, x := range j.found.list {
		label := j.rules[x.rule].label
		if slices.Contains(casework.Kinds(), casework.Kind(label)) || slices.Contains(casework.Grounds(), casework.Ground(label)) {
			sentences[x.sentence] = true
		}
	}
	return sentences
}

// roles tells what each moment is the time of: what the nearest words in its
// sentence say. Where two say different things, the nearer wins.
func (j *judgment) roles() []string {
	moments := j.found.moments
	roles := make([]string, len(moments))
	distances := make([]int, len(moments))
	for _, x := range j.found.list {
		label := j.rules[x.rule].label
		if !isContext(label) || label == contextRunning || label == contextExcuse || label == contextCitizen {
			continue
		}
		first, _ := slices.BinarySearchFunc(moments, x.sentence, func(m moment, sentence int) int { return m.sentence - sentence })
		nearest, best := -1, 0
		for i := first; i < len(moments) && moments[i].sentence == x.sentence; i++ {
			if away := distance(moments[i], x); nearest < 0 || away < best {
				nearest, best = i, away
			}
		}
		if nearest >= 0 && (roles[nearest] == "" || best < distances[nearest]) {
			roles[nearest], distances[nearest] = label, best
		}
	}
	return roles
}

// distance is how many bytes lie between a moment and a finding.
func distance(m moment, x finding) int { return max(m.Start-x.end, x.start-m.End, 0) }

func (t *times) add(m moment, role string, received calendar.Date, complained bool) {
	switch {
	case m.Form == danish.FormDuration || m.Birth || role == contextBackground:
		return
	case m.From.After(received):
		if role == contextAppointment && (t.meeting.IsZero() || m.From.Before(t.meeting)) {
			t.meeting = m.From
		}
		return
	case m.Since:
		t.since = true
		return
	case role == "" && !complained:
		t.aside = later(t.aside, m)
		return
	case role == contextClosed:
		t.closed = later(t.closed, m)
	case role == contextDecision:
		t.decision = later(t.decision, m)
	default:
		t.event = later(t.event, m)
	}
	if next := later(t.latest, m); next != t.latest {
		t.latest, t.told = next, role == contextClosed || role == contextDecision || role == contextEvent
	}
}

// later returns the moment that may lie latest.
func later(a, b moment) moment {
	if a.To.IsZero() || b.To.After(a.To) {
		return b
	}
	return a
}

// age applies the one-year test of the office (domain 6.4) and sets the event's
// time in the verdict.
func (j *judgment) age() {
	t := &j.time
	v := &j.verdict
	v.Meeting = t.meeting
	if t.decision.Form == danish.FormDay {
		v.Decision = t.decision.From
	}
	ongoing := t.running || t.since && t.closed.To.IsZero()
	v.Event = casework.EventTime{From: t.latest.From, To: t.latest.To, Ongoing: ongoing}
	if v.Event.To.After(j.letter.Received) || ongoing {
		v.Event.To = j.letter.Received
	}
	label := string(casework.GroundOld)
	rule := j.office.Grounds[casework.GroundOld]
	if !rule.On || !j.readable() {
		return
	}
	if ongoing {
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
	weight := weights["normal"]
	if t.told {
		weight = weights["strong"]
	}
	j.scores[label] = 1 - (1-j.scores[label])*(1-weight)
	j.evidence(label, "age", true, weight, anchor.Start, anchor.End)
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
