package measure

import (
	"fmt"
	"strconv"
	"strings"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// Disagreement is a letter that was not read as labelled, with the words that
// decided.
type Disagreement struct {
	File        string         `json:"file"`
	Said        casework.Remit `json:"said"`
	Labelled    casework.Remit `json:"labelled"`
	Confidence  Rate           `json:"confidence"`
	Differences []Difference   `json:"differences"`
	Evidence    []Evidence     `json:"evidence"`
	// Words and Note are the labeller's.
	Words string `json:"words"`
	Note  string `json:"note"`

	none bool // there is no difference
}

// Difference is what was said, and what should have been.
type Difference struct {
	What     string `json:"what"`
	Said     string `json:"said"`
	Labelled string `json:"labelled"`
}

// Evidence is a place in the letter that a rule found.
type Evidence struct {
	Label  string `json:"label"`
	Rule   string `json:"rule"`
	For    bool   `json:"for"`
	Weight Rate   `json:"weight"`
	Text   string `json:"text"`
}

// compare lists where a letter was not read as labelled, with the evidence about
// that, or with details all evidence.
func (m meter) compare(j Judged, details bool) Disagreement {
	d := Disagreement{
		File: j.File, Said: j.Said.Remit, Labelled: j.Verdict, Confidence: Rate(j.Said.Confidence),
		Differences: []Difference{}, Evidence: []Evidence{}, Words: j.Evidence, Note: j.Note,
	}
	about := map[string]bool{}
	note := func(what, said, labelled string) {
		d.Differences = append(d.Differences, Difference{what, said, labelled})
	}
	deciding := append(codes(casework.Kinds()), m.grounds()...)
	if j.Verdict != "" && !j.rightVerdict() {
		should := j.Verdict
		if j.foreign() {
			should = casework.Check
		}
		note("verdict", string(j.Said.Remit), string(should))
		for _, label := range deciding {
			about[canon(label)] = true
		}
	}
	if !j.foreign() {
		for _, g := range []struct {
			name   string
			labels []string
		}{
			{"kinds", codes(casework.Kinds())}, {"grounds", m.grounds()}, {"flags", codes(casework.Flags())},
			{"sensitive", codes(casework.Sensitives())},
		} {
			if said, labelled := j.odds(g.labels, about); said != labelled {
				note(g.name, said, labelled)
			}
		}
		if !j.rightEvent() {
			note("event", when(j.Said.Event.From, j.Said.Event.To, j.Said.Event.Ongoing), when(j.Event.From, j.Event.To, j.Event.Ongoing))
		}
	}
	if !j.rightCPR() {
		about[string(casework.SensitiveCPR)] = true
		note("cpr_count", strconv.Itoa(j.Said.CPRCount), strconv.Itoa(j.CPRCount))
	}
	d.none = len(d.Differences) == 0
	for _, e := range j.Said.Evidence {
		if details || about[canon(e.Label)] {
			d.Evidence = append(d.Evidence, Evidence{e.Label, e.Rule, e.For, Rate(e.Weight), e.Text.Reveal()})
		}
	}
	return d
}

// odds names the labels that were said and those that are labelled, as far as any
// of them is, and adds those that differ to about.
func (j Judged) odds(of []string, about map[string]bool) (said, labelled string) {
	says, given, known := map[string]bool{}, map[string]bool{}, map[string]bool{}
	for _, label := range of {
		is, ok := j.Given[label]
		to := canon(label)
		known[to] = known[to] || ok
		given[to] = given[to] || is
		says[to] = says[to] || j.says(label)
	}
	var saidList, labelledList []string
	for _, label := range of {
		if canon(label) != label || !known[label] {
			continue
		}
		if says[label] {
			saidList = append(saidList, label)
		}
		if given[label] {
			labelledList = append(labelledList, label)
		}
		if says[label] != given[label] {
			about[label] = true
		}
	}
	return list(saidList), list(labelledList)
}

func list(codes []string) string {
	if len(codes) == 0 {
		return "-"
	}
	return strings.Join(codes, " ")
}

// when writes an interval.
func when(from, to calendar.Date, ongoing bool) string {
	text := "-"
	switch {
	case from == to && !to.IsZero():
		text = to.String()
	case !to.IsZero():
		text = fmt.Sprintf("%s to %s", from, to)
	}
	if ongoing {
		text += " ongoing"
	}
	return text
}
