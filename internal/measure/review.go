package measure

import (
	"slices"

	"borgerbot/internal/casework"
)

// Departure is a way in which an adviser decided otherwise than was suggested.
type Departure string

// The departures.
const (
	TakenUp        Departure = "taken_up"        // suggested OUT, and taken up
	PartlyTakenUp  Departure = "partly_taken_up" // suggested OUT, and taken up in part
	Declined       Departure = "declined"        // suggested IN, and out of scope or shown elsewhere
	PartlyDeclined Departure = "partly_declined" // suggested IN, and declined in part
	WhollyTakenUp  Departure = "wholly_taken_up" // suggested MIX, and all taken up
	WhollyDeclined Departure = "wholly_declined" // suggested MIX, and nothing taken up
	OtherGround    Departure = "other_ground"    // declined for a ground that was not suggested
	NoInquiry      Departure = "no_inquiry"      // not a letter to the office at all
	NotAcute       Departure = "not_acute"       // flagged acute, and an adviser said it is not
)

// Review holds what was suggested for an inquiry against what its adviser did. It
// has codes only.
type Review struct {
	// Decided: the adviser has done something that agrees or departs.
	Decided bool
	// Did is what the adviser decided: an outcome or a state, grounds, and
	// not_acute.
	Did        []string
	Departures []Departure
	// Agreed and Otherwise are the ids of the rules whose evidence spoke for what
	// was suggested, by whether the adviser decided so.
	Agreed, Otherwise []string
}

// decision is what an adviser made of an inquiry.
type decision int

const (
	open decision = iota // nothing that tells
	takenUp
	inPart
	declined
	noInquiry
)

// Compare reviews an inquiry by its course and the acts of advisers on it. What
// they only advised on the telephone is not known. Withdrawn and merged inquiries
// tell nothing, nor does what is still open, unless it is with a department or
// under examination.
func Compare(q casework.Inquiry, acts []casework.EventType) Review {
	v, c := q.Verdict, q.Course
	did := decided(q)
	notAcute := v.Has(casework.FlagAcute) && !c.Acute && slices.Contains(acts, casework.NotAcute)
	r := Review{Decided: notAcute || did != open && v.Remit != casework.Check, Did: []string{string(c.Outcome)}}
	if c.Outcome == "" {
		r.Did[0] = string(c.State)
	}
	r.Did = append(r.Did, codes(c.Grounds)...)
	if notAcute {
		r.Did = append(r.Did, string(casework.NotAcute))
		r.Departures = append(r.Departures, NotAcute)
	}
	if d := departure(v.Remit, did); d != "" {
		r.Departures = append(r.Departures, d)
	}
	if (did == declined || did == inPart) && len(v.Grounds) > 0 &&
		slices.ContainsFunc(c.Grounds, func(g casework.Ground) bool { return !slices.Contains(v.Grounds, g) }) {
		r.Decided = true
		r.Departures = append(r.Departures, OtherGround)
	}
	if r.Decided {
		r.rules(v, c.Grounds)
	}
	return r
}

// decided reads the adviser's decision from the course.
func decided(q casework.Inquiry) decision {
	c := q.Course
	partly := slices.ContainsFunc(q.Letters, func(l casework.Letter) bool {
		return l.Letter == casework.LetterPartlyInScope && l.Status != casework.LetterCancelled
	})
	switch c.Outcome {
	case casework.Withdrawn, casework.Merged:
		return open
	case casework.NotAComplaint:
		return noInquiry
	case casework.OutOfScope:
		return declined
	case casework.Referred:
		if partly {
			return inPart
		}
		if pointsTheWay(q.Verdict.Kinds) {
			return takenUp
		}
		return declined
	}
	switch {
	case partly:
		return inPart
	case c.Outcome != "":
		return takenUp
	case c.State == casework.WithDepartment, c.State == casework.Answered, c.State == casework.UnderExamination:
		return takenUp
	}
	return open
}

// pointsTheWay reports whether showing somebody elsewhere is what was asked for.
func pointsTheWay(kinds []casework.Kind) bool {
	return len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k casework.Kind) bool {
		return k != casework.KindWayfinding && k != casework.KindAppealGuidance
	})
}

// departure is how a decision differs from the suggested remit; CHECK suggests
// none.
func departure(suggested casework.Remit, did decision) Departure {
	if did == noInquiry && suggested != casework.Check {
		return NoInquiry
	}
	return map[casework.Remit]map[decision]Departure{
		casework.Out: {takenUp: TakenUp, inPart: PartlyTakenUp},
		casework.In:  {declined: Declined, inPart: PartlyDeclined},
		casework.Mix: {takenUp: WhollyTakenUp, declined: WhollyDeclined},
	}[suggested][did]
}

// rules sorts the rules that spoke for what was suggested. A rule whose label the
// adviser saw too has agreed, whatever else she saw.
func (r *Review) rules(v casework.Verdict, chosen []casework.Ground) {
	for _, e := range v.Evidence {
		kind, ground := casework.Kind(e.Label), casework.Ground(e.Label)
		isKind, isGround := slices.Contains(v.Kinds, kind), slices.Contains(v.Grounds, ground)
		isAcute := e.Label == string(casework.FlagAcute) && r.departs(NotAcute)
		if !e.For || !isKind && !isGround && !isAcute {
			continue
		}
		wrong := isAcute || r.departs(NoInquiry) ||
			isKind && r.departs(Declined, WhollyDeclined) ||
			isGround && (r.departs(TakenUp, WhollyTakenUp) || r.departs(OtherGround) && !slices.Contains(chosen, ground))
		list := &r.Agreed
		if wrong {
			list = &r.Otherwise
		}
		if !slices.Contains(*list, e.Rule) {
			*list = append(*list, e.Rule)
		}
	}
}

func (r *Review) departs(how ...Departure) bool {
	return slices.ContainsFunc(how, func(d Departure) bool { return slices.Contains(r.Departures, d) })
}
