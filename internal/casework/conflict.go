package casework

import "slices"

// Private reports whether the card must not say what the inquiry is about: it
// may be about an adviser or the office (habilitet, fvl. § 3), or an employee
// warns of serious matters.
func (q Inquiry) Private() bool {
	return q.Verdict.Has(FlagConflict) || q.Verdict.Has(FlagWhistleblowing)
}

// Unsettled reports whether the inquiry may be about an adviser and nobody has
// recorded about whom.
func (q Inquiry) Unsettled() bool {
	return q.Verdict.Has(FlagConflict) && len(q.Course.Concerns) == 0
}

// Bars reports whether the inquiry has been recorded to concern the adviser, who
// then may do nothing with it.
func (q Inquiry) Bars(a AdviserID) bool { return slices.Contains(q.Course.Concerns, a) }

// Names reports whether a letter of the inquiry names the adviser as whom it is
// about, and nobody else has recorded whom that is.
func (q Inquiry) Names(a AdviserID) bool { return slices.Contains(q.Named, a) }

// Apart are the advisers whom the inquiry is, or may be, about.
func (q Inquiry) Apart() []AdviserID { return unique(slices.Concat(q.Course.Concerns, q.Named)) }

// KeepsOut says why an adviser may not do an act; empty when she may. One whom a
// letter names may give the inquiry away and say that it is about her, until another
// has recorded whom it concerns (fvl. § 3).
func (q Inquiry) KeepsOut(a AdviserID, act EventType) RefusalCode {
	switch {
	case q.Bars(a):
		return ConcernsYou
	case q.Names(a) && !isOneOf(act, HandOver, Release, RecordConflict):
		return NamesYou
	}
	return ""
}

// MayRead reports whether the adviser may be shown the letters of the inquiry.
// While it is not settled whom a conflict concerns, one whom the letter names may
// not, and where it names none, nobody may.
func (q Inquiry) MayRead(a AdviserID) bool {
	if q.Bars(a) || q.Names(a) {
		return false
	}
	return !q.Unsettled() || len(q.Named) > 0
}

// recordConflict is an adviser's word on whom the inquiry concerns, or that it is
// nobody. One whom the letter names speaks for herself only.
func (t *turn) recordConflict() error {
	c, by := &t.q.Course, t.ev.By.Adviser
	named := t.q.Names(by)
	switch {
	case t.ev.Reason != ReasonNobody && t.ev.Adviser == "":
		return t.missing("adviser")
	case named && t.ev.Adviser != by:
		return t.refuse(AnotherSays)
	case t.ev.Reason == ReasonNobody:
		c.Concerns, t.q.Named = nil, nil
		t.q.Verdict.Flags = slices.DeleteFunc(t.q.Verdict.Flags, func(f Flag) bool { return f == FlagConflict })
	default:
		c.Concerns = unique(append(slices.Clone(c.Concerns), t.ev.Adviser))
		t.q.Named = slices.DeleteFunc(slices.Clone(t.q.Named), func(a AdviserID) bool { return !named || a == by })
		if !t.q.Verdict.Has(FlagConflict) {
			t.q.Verdict.Flags = append(t.q.Verdict.Flags, FlagConflict)
		}
		if c.Holder == t.ev.Adviser {
			t.leave()
		}
	}
	t.say(Line{})
	return nil
}
