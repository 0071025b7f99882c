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
	contextReopened    = "context_reopened"    // it was taken up again
	contextLacking     = "context_lacking"     // what should come has not come
	contextExcuse      = "context_excuse"      // why the letter comes late
	contextBackground  = "context_background"  // a life, not the complaint
	contextElsewhere   = "context_elsewhere"   // a step at a court or a board
	contextContact     = "context_contact"     // the writer and this office
	contextAppointment = "context_appointment" // a meeting
	contextCitizen     = "context_citizen"     // the writer's own case, not her job
	contextMunicipal   = "context_municipal"   // the municipality, or somebody who works there
	contextPronoun     = "context_pronoun"     // whoever was named last
)

var contexts = []string{
	contextClosed, contextEvent, contextDecision, contextRunning, contextReopened, contextLacking, contextExcuse,
	contextBackground, contextElsewhere, contextContact, contextAppointment, contextCitizen, contextMunicipal, contextPronoun,
}

// contextPrefix begins the labels that only help to read the rest.
const contextPrefix = "context_"

func isContext(label string) bool { return strings.HasPrefix(label, contextPrefix) }

// datesRole reports whether a context label can be what a time is the time of.
func datesRole(label string) bool {
	switch label {
	case contextRunning, contextReopened, contextLacking, contextExcuse, contextCitizen, contextMunicipal, contextPronoun:
		return false
	}
	return isContext(label)
}

// rank is how much a time says of the matter. The latest of the highest rank is
// when it happened.
type rank uint8

const (
	rankNone       rank = iota // says nothing
	rankBackground             // a life, or words that are quoted
	rankAside                  // only mentioned
	rankTold                   // told of what is complained about
)

// times are the letter's times, by what they are the time of.
type times struct {
	closed, decision, event, latest moment
	// rank is that of latest.
	rank rank
	// newer: a time that was told after the closing lies after it.
	newer bool
	// reopened: what was closed has been taken up again.
	reopened bool
	meeting  calendar.Date
	// since is the latest beginning of something that lasts and is complained of.
	since moment
	// lasting is one that is only mentioned.
	lasting moment
	// running: the matter is not over.
	running bool
	// dated: the letter has an expression of time, if only a duration.
	dated bool
	// told: the latest moment is told as an event, decision or closing.
	told bool
	// doubtful: an adviser must weigh whether the matter is too old.
	doubtful bool
}

// readTimes sorts the moments of the letter by the rules of their sentences.
func (j *judgment) readTimes() times {
	roles := j.roles()
	t := times{}
	complained, lacking := j.complained(), j.sentencesOf(contextLacking)
	quotes := quoted(j.text)
	// What has come to light since is why a case should be reopened, not when it was
	// decided; elsewhere a time that is only mentioned is as good as any.
	strict := j.scores[string(casework.KindReopen)] >= given
	// A complaint about this office is about the writer's contact with it.
	conflict := j.scores[string(casework.FlagConflict)] >= given
	for i := range j.found.moments {
		m := &j.found.moments[i]
		if i > 0 {
			m.Date = m.After(j.found.moments[i-1].Date)
		}
		if roles[i] == contextContact && conflict {
			roles[i] = contextEvent
		}
		r := rankOf(*m, roles[i], complained[m.sentence] || !strict)
		if !j.readable() && m.Form != danish.FormDay {
			r = rankNone // a month alone may lie ahead
		}
		if j.letterhead(*m) {
			r = rankNone
		}
		if inside(quotes, *m) {
			r = min(r, rankBackground)
		}
		t.add(*m, roles[i], r, j.letter.Received, (complained[m.sentence] || lacking[m.sentence]) && !j.counts(i))
	}
	j.closedLater(&t)
	t.newer = t.latest.To.After(t.closed.To)
	t.reopened = j.scores[string(casework.KindReopen)] >= given || j.scores[contextReopened] >= given
	if t.rank < rankTold {
		t.event = t.latest
	}
	t.running = j.running(&t)
	return t
}

// counts reports whether moment i only begins a stretch in which something was
// counted: "fire gange siden jul (16/1, 28/1 og 19/2)".
func (j *judgment) counts(i int) bool {
	moments := j.found.moments
	if i+1 == len(moments) {
		return false
	}
	m, next := moments[i], moments[i+1]
	return m.Since && next.sentence == m.sentence && next.From.After(m.To) && !next.From.After(j.letter.Received)
}

// rankOf returns the rank of a time.
func rankOf(m moment, role string, complained bool) rank {
	switch {
	case m.To.IsZero() || m.Birth || role == contextContact:
		return rankNone
	case role == contextBackground && m.Form == danish.FormYear:
		return rankNone
	case role == contextBackground:
		return rankBackground
	case role == contextElsewhere || role == "" && !complained:
		return rankAside
	}
	return rankTold
}

// longAgo is how many years back something may have begun that is still what a
// letter complains of, unless it says so.
const longAgo = 3

// add notes one time. matter: its sentence says something of the matter.
func (t *times) add(m moment, role string, r rank, received calendar.Date, matter bool) {
	t.dated = t.dated || !m.Birth && role != contextContact && !m.From.After(received)
	switch {
	case r == rankNone:
		return
	case m.From.After(received):
		if role == contextAppointment && (t.meeting.IsZero() || m.From.Before(t.meeting)) {
			t.meeting = m.From
		}
		return
	case m.Since && calendar.MoreThanMonths(m.To, received, 12*longAgo):
		return
	case m.Since && matter:
		t.since = later(t.since, m)
		return
	case m.Since && r > rankBackground:
		t.lasting = later(t.lasting, m)
		return
	case m.Since || r < t.rank:
		return
	}
	if r > t.rank {
		t.latest, t.rank = moment{}, r
	}
	if r == rankTold {
		switch role {
		case contextClosed:
			t.closed = later(t.closed, m)
		case contextDecision:
			t.decision = later(t.decision, m)
		default:
			t.event = later(t.event, m)
		}
	}
	if next := later(t.latest, m); next != t.latest {
		t.latest, t.told = next, role == contextClosed || role == contextDecision || role == contextEvent
	}
}

// later returns the moment that may lie latest. Of two that name the same time,
// one more exactly, that is the exact one.
func later(a, b moment) moment {
	switch {
	case a.To.IsZero():
		return b
	case b.within(a):
		return b
	case a.within(b):
		return a
	case b.To.After(a.To):
		return b
	}
	return a
}

// within reports whether m lies in the longer time n.
func (m moment) within(n moment) bool {
	return !m.From.Before(n.From) && !m.To.After(n.To) && m.To.Sub(m.From) < n.To.Sub(n.From)
}

// running reports whether the matter is not over: the letter says so, somebody is
// waiting, or it began then and lasts. A case that was closed afterwards is over.
func (j *judgment) running(t *times) bool {
	over := !t.closed.To.IsZero() && !t.latest.To.After(t.closed.To)
	switch {
	case j.scores[contextRunning] >= given, j.scores[contextReopened] >= given:
		return true
	case over:
		return false
	case !t.since.To.IsZero():
		return true
	}
	return !t.lasting.To.IsZero() && !t.latest.To.After(t.lasting.To)
}

// complained returns the sentences that say something of the matter. "I går fandt
// jeg jeres side" dates nothing that is complained about, nor does what has come to
// light since.
func (j *judgment) complained() map[int]bool {
	sentences := map[int]bool{}
	for _, x := range j.found.list {
		label := j.rules[x.rule].label
		if label == string(casework.KindReopen) {
			continue
		}
		if slices.Contains(casework.Kinds(), casework.Kind(label)) || slices.Contains(casework.Grounds(), casework.Ground(label)) {
			sentences[x.sentence] = true
		}
	}
	return sentences
}

// sentencesOf returns the sentences in which a label was found.
func (j *judgment) sentencesOf(label string) map[int]bool {
	sentences := map[int]bool{}
	for _, x := range j.found.list {
		if j.rules[x.rule].label == label {
			sentences[x.sentence] = true
		}
	}
	return sentences
}

// farOff is how many bytes away words still say what a time is the time of, where
// they only make it less.
const farOff = 60

// roles tells what each moment is the time of: what the nearest words in its
// sentence say. Where two say different things, the nearer wins.
func (j *judgment) roles() []string {
	moments := j.found.moments
	roles := make([]string, len(moments))
	distances := make([]int, len(moments))
	for _, x := range j.found.list {
		label := j.rules[x.rule].label
		if !datesRole(label) {
			continue
		}
		nearest, best := -1, 0
		for i := firstOf(moments, x.sentence); i < len(moments) && moments[i].sentence == x.sentence; i++ {
			if away := distance(moments[i], x); nearest < 0 || away < best {
				nearest, best = i, away
			}
		}
		if nearest < 0 || best > farOff && (label == contextBackground || label == contextContact || label == contextElsewhere) {
			continue
		}
		if roles[nearest] == "" || best < distances[nearest] {
			roles[nearest], distances[nearest] = label, best
		}
	}
	return roles
}

// firstOf is the index of the first moment at or after the sentence.
func firstOf(moments []moment, sentence int) int {
	first, _ := slices.BinarySearchFunc(moments, sentence, func(m moment, sentence int) int { return m.sentence - sentence })
	return first
}

// closingReach is how many sentences before a closing without a date ("sagen blev
// lukket samme år") its date may stand.
const closingReach = 3

// closedLater gives each closing without a date the time told last before it.
func (j *judgment) closedLater(t *times) {
	moments := j.found.moments
	for _, x := range j.found.list {
		if j.rules[x.rule].label != contextClosed {
			continue
		}
		i := firstOf(moments, x.sentence)
		if i < len(moments) && moments[i].sentence == x.sentence || i == 0 {
			continue
		}
		m := moments[i-1]
		if x.sentence-m.sentence <= closingReach && !m.To.IsZero() && !m.Since && !m.Birth && !m.From.After(j.letter.Received) {
			t.closed = later(t.closed, m)
		}
	}
}

// distance is how many bytes lie between a moment and a finding.
func distance(m moment, x finding) int { return max(m.Start-x.end, x.start-m.End, 0) }
