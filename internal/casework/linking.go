package casework

import (
	"slices"

	"borgerbot/internal/calendar"
)

// link notes that two inquiries belong together. Each goes on by itself.
func (t *turn) link() error {
	if slices.Contains(t.q.Links, t.ev.Other) {
		return t.refuse(AlreadyLinked)
	}
	if err := t.relate(); err != nil {
		return err
	}
	t.say(Line{Other: t.ev.Ref})
	return nil
}

func (t *turn) relate() error {
	switch t.ev.Other {
	case "":
		return t.missing("other")
	case t.q.ID:
		return t.refuse(SameInquiry)
	}
	t.q.Links = unique(append(t.q.Links, t.ev.Other))
	if t.ev.Ref != "" {
		t.q.Related = unique(append(t.q.Related, t.ev.Ref))
	}
	return nil
}

// MayEndIn returns why this inquiry cannot become a part of another, or "". What
// may be about an adviser goes into nothing that she may read (design 4). What the
// other would not know of stays where it is: letters under way, an agreement with
// somebody else, a no to sharing, a mandate, a department that was asked. Merging is
// for convenience; linking loses nothing.
func (q Inquiry) MayEndIn(into Inquiry) RefusalCode {
	same := sameMailbox(q.Parties.Writer, into.Parties.Writer)
	waits := func(l Letter) bool {
		return !l.Letter.IsReceipt() && (l.InFlight() || l.Status == LetterByHand)
	}
	switch {
	case q.Private() != into.Private(), !slices.Equal(q.Course.Concerns, into.Course.Concerns), !slices.Equal(q.Named, into.Named):
		return KeptApart
	case slices.ContainsFunc(q.Letters, waits), len(q.Drafts) > 0, len(q.OpenRequests()) > 0,
		isOneOf(q.Course.State, WithDepartment, UnderExamination),
		q.Course.Sharing != into.Course.Sharing && q.Course.Sharing != SharingDoubted && isOneOf(SharingRefused, q.Course.Sharing, into.Course.Sharing),
		(q.Course.Case.Agreed || q.Parties.Mandate.State == MandateAccepted) && !same,
		same && q.Parties.Mandate.State != into.Parties.Mandate.State:
		return StillUnderWay
	}
	return ""
}

// merge ends this inquiry in another, which absorbs it.
func (t *turn) merge() error {
	if err := t.relate(); err != nil {
		return err
	}
	t.q.Course.Held = false
	t.q.Course.MergedInto, t.q.Course.MergedRef = t.ev.Other, t.ev.Ref
	t.end(Merged)
	return nil
}

// join is an adviser's word that a letter which was held, or named a reference
// with a mistake in it, belongs to another inquiry.
func (t *turn) join() error {
	if !t.q.Course.Held && len(t.q.Suggested) == 0 {
		return t.refuse(NothingHeld)
	}
	return t.merge()
}

// absorb is the other side of merge and join: the letter counts here, what its
// writer was promised there is now promised here ([Event.Date]), and a case there
// makes a case of this ([Event.Case]): it is not erased before its hand-over. Who
// wrote there for somebody else wrote for the citizen here (L31).
func (t *turn) absorb() error {
	if err := t.relate(); err != nil {
		return err
	}
	t.takeOver(t.ev.Flags)
	t.q.Messages++
	t.q.LastContact = t.ev.At
	t.followUpClock()
	if t.q.Course.State == Closed {
		t.reopenCourse()
	}
	if !t.q.Course.IsCase() {
		t.q.Course.Case = t.ev.Case
	}
	t.comesToAct(t.ev.Representative, t.ev.Mandate)
	if d := t.q.Course.Deadline; !t.ev.Date.IsZero() &&
		(d.Date.IsZero() || !t.q.Course.Answered.IsZero() || t.ev.Date.Before(d.Anchor())) {
		t.setDeadline(t.ev.Date)
		t.q.Course.Deadline.Was = calendar.Date{} // nothing was moved
	}
	t.say(Line{Other: t.ev.Ref})
	return nil
}

// split sends a letter that joined provisionally its own way.
func (t *turn) split() error {
	at := slices.IndexFunc(t.q.Provisional, func(p ProvisionalLetter) bool { return p.Message == t.ev.Message })
	switch {
	case t.ev.Message == "":
		return t.missing("message")
	case at < 0:
		return t.refuse(NotProvisional)
	}
	if gone := t.q.Provisional[at]; gone.Newest {
		// What it is goes with it. A later letter may have said the same.
		t.q.Verdict.Flags = slices.DeleteFunc(t.q.Verdict.Flags, func(f Flag) bool { return slices.Contains(gone.Brought, f) })
	}
	t.q.Provisional = slices.Delete(t.q.Provisional, at, at+1)
	t.q.Messages--
	t.say(Line{})
	return nil
}
