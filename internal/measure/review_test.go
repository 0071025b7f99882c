package measure_test

import (
	"fmt"
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/measure"
)

// TestCompare goes through what advisers make of a suggestion.
//
// Long: a table.
func TestCompare(t *testing.T) {
	in := casework.Verdict{Remit: casework.In, Kinds: []casework.Kind{casework.KindDelay}, Evidence: []casework.Evidence{
		{Label: "delay", Rule: "no-answer", For: true}, {Label: "delay", Rule: "rest"}, {Label: "health", Rule: "ill", For: true},
		{Label: "delay", Rule: "no-answer", For: true}, {Label: "out_political", Rule: "mayor", For: true},
	}}
	out := casework.Verdict{Remit: casework.Out, Grounds: []casework.Ground{casework.GroundPolitical}, Evidence: []casework.Evidence{
		{Label: "out_political", Rule: "council", For: true},
	}}
	mix := casework.Verdict{Remit: casework.Mix, Kinds: in.Kinds, Grounds: out.Grounds, Evidence: []casework.Evidence{in.Evidence[0], out.Evidence[0]}}
	acute := casework.Verdict{Remit: casework.Check, Flags: []casework.Flag{casework.FlagAcute}, Evidence: []casework.Evidence{
		{Label: "acute", Rule: "danger", For: true},
	}}
	way := casework.Verdict{Remit: casework.In, Kinds: []casework.Kind{casework.KindWayfinding}}
	closed := func(o casework.Outcome, g ...casework.Ground) casework.Course {
		return casework.Course{State: casework.Closed, Outcome: o, Grounds: g}
	}
	partly := []casework.Letter{{Letter: casework.LetterPartlyInScope, Status: casework.LetterSent}}
	undone := []casework.Letter{{Letter: casework.LetterPartlyInScope, Status: casework.LetterCancelled}}
	for _, row := range []struct {
		name    string
		v       casework.Verdict
		course  casework.Course
		letters []casework.Letter
		acts    []casework.EventType
		want    string // departures, did, agreed, otherwise
	}{
		{"in, advised", in, closed(casework.Advised), nil, nil, "true [] [advised] [no-answer] []"},
		{"in, declined", in, closed(casework.OutOfScope, casework.GroundPolitical), nil, nil, "true [declined] [out_of_scope out_political] [] [no-answer]"},
		{"in, shown elsewhere", in, closed(casework.Referred), nil, nil, "true [declined] [referred] [] [no-answer]"},
		{"in, in part", in, closed(casework.Advised, casework.GroundOld), partly, nil, "true [partly_declined] [advised out_old] [no-answer] []"},
		{"in, in part, undone", in, closed(casework.Advised), undone, nil, "true [] [advised] [no-answer] []"},
		{"in, no letter to us", in, closed(casework.NotAComplaint), nil, nil, "true [no_inquiry] [not_a_complaint] [] [no-answer]"},
		{"in, withdrawn", in, closed(casework.Withdrawn), nil, nil, "false [] [withdrawn] [] []"},
		{"in, merged", in, closed(casework.Merged), nil, nil, "false [] [merged] [] []"},
		{"in, still open", in, casework.Course{State: casework.InDialogue}, nil, nil, "false [] [in_dialogue] [] []"},
		{"the way, shown", way, closed(casework.Referred), nil, nil, "true [] [referred] [] []"},
		{"out, declined", out, closed(casework.OutOfScope, casework.GroundPolitical), nil, nil, "true [] [out_of_scope out_political] [council] []"},
		{"out, shown elsewhere", out, closed(casework.Referred), nil, nil, "true [] [referred] [council] []"},
		{"out, another ground", out, closed(casework.OutOfScope, casework.GroundOld), nil, nil, "true [other_ground] [out_of_scope out_old] [] [council]"},
		{"out, mediated", out, closed(casework.Mediated), nil, nil, "true [taken_up] [mediated] [] [council]"},
		{"out, with the department", out, casework.Course{State: casework.WithDepartment}, nil, nil, "true [taken_up] [with_department] [] [council]"},
		{"out, in part", out, casework.Course{State: casework.InDialogue, Grounds: out.Grounds}, partly, nil, "true [partly_taken_up] [in_dialogue out_political] [council] []"},
		{"mix, in part", mix, closed(casework.Advised, casework.GroundPolitical), partly, nil, "true [] [advised out_political] [no-answer council] []"},
		{"mix, in part and elsewhere", mix, closed(casework.Referred, casework.GroundPolitical), partly, nil, "true [] [referred out_political] [no-answer council] []"},
		{"mix, all of it", mix, closed(casework.Examined), nil, nil, "true [wholly_taken_up] [examined] [no-answer] [council]"},
		{"mix, nothing", mix, closed(casework.OutOfScope, casework.GroundPolitical), nil, nil, "true [wholly_declined] [out_of_scope out_political] [council] [no-answer]"},
		{"check", acute, closed(casework.OutOfScope, casework.GroundOld), nil, nil, "false [] [out_of_scope out_old] [] []"},
		{"acute", acute, casework.Course{State: casework.InDialogue}, nil, []casework.EventType{casework.Take, casework.NotAcute},
			"true [not_acute] [in_dialogue not_acute] [] [danger]"},
		{"acute, undone", acute, casework.Course{State: casework.InDialogue, Acute: true}, nil, []casework.EventType{casework.NotAcute, casework.Undo},
			"false [] [in_dialogue] [] []"},
		{"check with a ground", casework.Verdict{Remit: casework.Check, Grounds: out.Grounds, Evidence: out.Evidence},
			closed(casework.OutOfScope, casework.GroundOld), nil, nil, "true [other_ground] [out_of_scope out_old] [] [council]"},
	} {
		r := measure.Compare(casework.Inquiry{Verdict: row.v, Course: row.course, Letters: row.letters}, row.acts)
		if got := fmt.Sprint(r.Decided, r.Departures, r.Did, r.Agreed, r.Otherwise); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}
