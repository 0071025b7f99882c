package casework

import (
	"cmp"
	"slices"
	"time"

	"borgerbot/internal/calendar"
)

// Standing is where an inquiry stood when it was merged into another, for the day
// on which that is taken back. Whatever else the course says, a merge leaves as it
// was.
type Standing struct {
	State  State // None: from before this was kept
	Held   bool
	Paused Reason
	// Bounced: a letter had come back, and nobody had been in touch since.
	Bounced Reason
	// Linked: the two were linked before.
	Linked bool
}

// Part is an inquiry that was merged into another, as the other remembers it: what
// it took over, for the day on which it must let go of it.
type Part struct {
	ID     ID
	Ref    Reference
	At     time.Time
	Linked bool // the two were linked before
	// Letters is how many letters it counted for.
	Letters int
	// Promised is the date its writer had been told; Noticed: and the notice has gone.
	Promised calendar.Date
	Noticed  bool
	// Was is the clock before the merge and Became the one after it; Ran is whether
	// it still waited for an answer.
	Was, Became Deadline
	Ran         bool
	// First is the first promise that had been made here.
	First calendar.Date
	// Case is how the part became a case; MadeCase: the other is one because of it.
	Case     Case
	MadeCase bool
	// Flags are those that the other did not have before.
	Flags []Flag
	// Refused: after the merge the citizen's no to sharing held in the other.
	Refused bool
	// Acting came to act for the citizen with it; Before are the parties until then.
	Acting Person
	Before Parties
}

// MayEndIn returns why this inquiry cannot become a part of another, or "". What
// may be about an adviser goes into nothing that she may read (design 4). What the
// other would not know of, and what can be done only here, is done first; a letter
// under way arrives from here too. A no to sharing goes with it ([Absorb]). A citizen's
// does not end in a department's letter: the answers to her would go there.
func (q Inquiry) MayEndIn(into Inquiry) RefusalCode {
	has := func(is func(Letter) bool) bool { return slices.ContainsFunc(q.Letters, is) }
	switch {
	case into.ofDepartment() && !q.ofDepartment():
		return OfDepartment
	case q.Private() != into.Private(), !slices.Equal(q.Course.Concerns, into.Course.Concerns), !slices.Equal(q.Named, into.Named):
		return KeptApart
	case has(func(l Letter) bool { return l.Status == LetterByHand }), len(q.Drafts) > 0:
		return LetterWaits
	case has(func(l Letter) bool { return l.Status == LetterUncertain && !l.Letter.IsReceipt() }):
		return LetterUnsettled
	case isOneOf(q.Course.State, WithDepartment, UnderExamination), has(func(l Letter) bool { return l.InFlight() && l.To == RoleDepartment }):
		return DepartmentAsked
	case len(q.OpenRequests()) > 0:
		return RequestWaits
	}
	return q.Parties.mayEndIn(into.Parties, q.Course.Case.Agreed)
}

// mayEndIn keeps apart what one has been let know for another and what not. Who
// writes again for somebody by whom she is known to act needs no second power of
// attorney.
func (p Parties) mayEndIn(into Parties, agreed bool) RefusalCode {
	mine, other := p.Mandate.State, into.Mandate.State
	switch same := sameMailbox(p.Writer, into.Writer); {
	case !same && agreed:
		return AgreedHere
	case !same && mine == MandateAccepted:
		return MandatesDiffer
	case !same, mine == other, p.Unproven() && other == MandateAccepted:
		return ""
	case mine == MandateNone || other == MandateNone:
		return OneForAnother
	}
	return MandatesDiffer
}

// merge ends this inquiry in another, which absorbs it.
func (t *turn) merge() error {
	linked := slices.Contains(t.q.Links, t.ev.Other)
	if err := t.relate(); err != nil {
		return err
	}
	c := &t.q.Course
	c.Stood = Standing{State: c.State, Held: c.Held, Paused: c.Paused, Bounced: c.Bounced, Linked: linked}
	c.Held = false
	c.MergedInto, c.MergedRef = t.ev.Other, t.ev.Ref
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
	part, err := t.partOf()
	if err != nil {
		return err
	}
	t.learn()
	part.Flags = slices.DeleteFunc(slices.Clone(t.q.Verdict.Flags), t.before.Verdict.Has)
	t.q.Messages++
	part.Letters = 1
	t.q.LastContact = t.ev.At
	t.followUpClock()
	if t.q.Course.State == Closed {
		t.reopenCourse()
	}
	t.holdToo()
	t.caseToo(&part)
	if t.comesToAct(t.ev.Representative, t.ev.Mandate); t.q.Parties != t.before.Parties {
		part.Acting = t.ev.Representative
	}
	part.Promised, part.Noticed = t.ev.Date, t.ev.Step == StepNotice
	t.promiseFirst(part)
	part.Became, part.Refused = t.q.Course.Deadline, t.q.Course.Sharing.Blocked()
	t.q.Parts = append(t.q.Parts, part)
	t.say(Line{Other: t.ev.Ref})
	return nil
}

// partOf begins to remember what is merged into the inquiry.
func (t *turn) partOf() (Part, error) {
	c := t.q.Course
	part := Part{
		ID: t.ev.Other, Ref: t.ev.Ref, At: t.ev.At, Linked: slices.Contains(t.q.Links, t.ev.Other),
		Was: c.Deadline, Ran: c.State.Open() && c.Answered.IsZero(), First: c.First.Promised, Before: t.q.Parties,
	}
	t.q.Parts = slices.Clone(t.q.Parts)
	return part, t.relate()
}

// caseToo makes a case of the inquiry if the part was one: the records system is to
// have it.
func (t *turn) caseToo(part *Part) {
	part.Case = t.ev.Case
	if part.MadeCase = !t.q.Course.IsCase() && !part.Case.Opened.IsZero(); part.MadeCase {
		t.q.Course.Case = part.Case
	}
}

// promiseFirst lets the promise that comes first bind, whichever of the two it was
// given in. One notice has gone to the citizen if it has in either (L39).
func (t *turn) promiseFirst(part Part) {
	c := &t.q.Course
	noticed := c.Deadline.Noticed || part.Noticed
	switch d := c.Deadline; {
	case part.Promised.IsZero():
		return
	case d.Promised && c.Answered.IsZero() && !part.Promised.Before(d.Anchor()):
	default:
		c.Answered = time.Time{}
		c.Deadline = Deadline{Date: part.Promised, Promised: true, From: t.rules.Today(t.ev.At), Told: part.Promised}
	}
	c.Deadline.Noticed = noticed
}

// PartNamed is the part with a reference, or the only one where none is given;
// empty when there is no such part.
func (q Inquiry) PartNamed(ref Reference) ID {
	for _, p := range q.Parts {
		if p.Ref == ref || ref == "" && len(q.Parts) == 1 {
			return p.ID
		}
	}
	return ""
}

// Saying is what the letters are, as it stands today: an adviser may have recorded a
// no to sharing, or that there is none, and that nobody is in danger.
func (q Inquiry) Saying() []Flag {
	flags := slices.DeleteFunc(slices.Clone(q.Verdict.Flags), func(f Flag) bool { return isOneOf(f, FlagNoSharing, FlagAcute) })
	if q.Course.Sharing.Blocked() {
		flags = append(flags, FlagNoSharing)
	}
	if q.Course.Acute {
		flags = append(flags, FlagAcute)
	}
	return flags
}

// No is [ReasonNoSharing] where an adviser has recorded the no to sharing, so that
// it is none to be asked about again in another inquiry.
func (q Inquiry) No() Reason {
	if q.Course.Sharing == SharingRefused {
		return ReasonNoSharing
	}
	return ReasonNone
}

// Learned is what an inquiry that is no part of this one any more must know of what
// has been said since: a new no to sharing, and whom the two may be about.
func (q Inquiry) Learned(part ID) (flags []Flag) {
	for _, p := range q.Parts {
		if p.ID == part && q.Course.Sharing.Blocked() && !p.Refused {
			flags = append(flags, FlagNoSharing)
		}
	}
	for _, f := range []Flag{FlagConflict, FlagWhistleblowing} {
		if q.Verdict.Has(f) {
			flags = append(flags, f)
		}
	}
	return flags
}

// learn takes over what the letters of another inquiry are ([Event.Flags]), a no to
// sharing as sure as it is there ([Event.Reason]), and danger that nobody has taken off
// there ([turn.recall] calls to it): the letter that speaks of it is dealt with here.
func (t *turn) learn() {
	t.takeOver(t.ev.Flags)
	t.q.Course.Acute = t.q.Course.Acute || slices.Contains(t.ev.Flags, FlagAcute)
	if t.ev.Reason == ReasonNoSharing && slices.Contains(t.ev.Flags, FlagNoSharing) {
		t.blockSharing(SharingRefused)
	}
}

// unmerge takes a merge back: the inquiry stands where it stood, and what has
// happened in it since stands too. What has been learned in the other that keeps
// somebody from harm holds here as well ([Event.Flags], [Event.Concerns],
// [Event.Named]), and so does that it must not be erased ([Event.Held]).
func (t *turn) unmerge() error {
	c := &t.q.Course
	stood := c.Stood
	if stood.State == None || c.MergedInto != t.ev.Other {
		return t.refuse(NotMerged)
	}
	if !stood.Linked {
		t.unrelate()
	}
	t.reopenCourse()
	if stood.State != Received || !c.Contacted {
		c.State = stood.State
	}
	c.Held, c.Paused, c.Stood = stood.Held, stood.Paused, Standing{}
	c.Bounced = cmp.Or(c.Bounced, stood.Bounced)
	t.learn()
	t.holdToo()
	c.Concerns = unique(slices.Concat(c.Concerns, t.ev.Concerns))
	t.q.Named = unique(slices.Concat(t.q.Named, t.ev.Named))
	if t.q.Bars(c.Holder) {
		t.leave()
	}
	t.say(Line{Other: t.ev.Ref})
	t.missed()
	return nil
}

// missed makes the card red where the promised date has passed while the inquiry
// was a part of another: nobody has told the citizen here (design 1.5), and what she
// may have been told there an adviser knows.
func (t *turn) missed() {
	if due, at := t.q.ladder(t.rules, t.ev.At); due.Type == NoticeDue && !at.After(t.ev.At) {
		t.q.Course.Deadline.Reached = StepNotice // [turn.recall] calls her advisers
	}
}

// giveBack is the other side of unmerge: the inquiry lets go of what it took over,
// unless something has come of it since, and keeps what protects somebody. Letters
// that the other's people have sent meanwhile stay until an adviser moves them
// ([Event.Later]).
func (t *turn) giveBack() error {
	at := slices.IndexFunc(t.q.Parts, func(p Part) bool { return p.ID == t.ev.Other })
	switch {
	case at < 0:
		return t.refuse(NotMerged)
	case t.q.Course.MergedInto != "":
		return t.refuse(MergedOn)
	}
	part := t.q.Parts[at]
	t.q.Parts = slices.Delete(slices.Clone(t.q.Parts), at, at+1)
	if !part.Linked {
		t.unrelate()
	}
	t.q.Messages -= part.Letters
	if !t.q.Heard.After(part.At) { // a later letter may have said the same
		t.q.Verdict.Flags = slices.DeleteFunc(t.q.Verdict.Flags, func(f Flag) bool { return slices.Contains(part.Flags, f) && !f.Protects() })
	}
	if p := &t.q.Parties; sameMailbox(p.Representative, part.Acting) && p.Mandate.State != MandateAccepted {
		p.Representative, p.OwnMatter, p.Mandate = part.Before.Representative, part.Before.OwnMatter, part.Before.Mandate
	}
	t.giveBackCase(part)
	t.giveBackClock(part, t.q.Parts[at:])
	for _, later := range t.ev.Later {
		t.q.Provisional = slices.DeleteFunc(t.q.Provisional, func(p ProvisionalLetter) bool { return p.Message == later.Message })
		t.q.Provisional = append(t.q.Provisional, later)
	}
	t.say(Line{Other: t.ev.Ref})
	return nil
}

// giveBackCase: an inquiry that is a case only because of the part is none without
// it, unless a department has been asked since.
func (t *turn) giveBackCase(part Part) {
	asked := func(l Letter) bool {
		return l.To == RoleDepartment && l.Status != LetterCancelled && !l.Decided.Before(part.At)
	}
	if !part.MadeCase || t.q.Course.HandedOver || slices.ContainsFunc(t.q.Letters, asked) {
		return
	}
	t.q.Course.Case = Case{}
	for i, other := range t.q.Parts {
		if !other.Case.Opened.IsZero() {
			t.q.Course.Case, t.q.Parts[i].MadeCase = other.Case, true
			return
		}
	}
}

// giveBackClock: the promise that was given there is kept there. The clock goes on
// as it would without the part, with what was promised in those that came after it,
// unless it has moved or stopped since; after an answer it promises nothing.
func (t *turn) giveBackClock(part Part, after []Part) {
	c := &t.q.Course
	now, became := c.Deadline, part.Became
	for _, later := range after {
		if !later.Was.runsLike(became) {
			return
		}
		became = later.Became
	}
	switch {
	case !c.State.Open(), !c.Answered.IsZero(), !now.runsLike(became), part.Was == part.Became:
		return
	case part.Ran:
		c.Deadline, c.First.Promised = part.Was, part.First
	default:
		t.startClock()
		c.Deadline.Promised = false
	}
	for i := range after {
		after[i].Was = c.Deadline
		t.promiseFirst(after[i])
		after[i].Became = c.Deadline
	}
	if c.Deadline.runsLike(now) {
		c.Deadline.Reached = now.Reached
	}
}

// runsLike reports whether two clocks are the same, however far on the ladder.
func (d Deadline) runsLike(other Deadline) bool {
	d.Reached = other.Reached
	return d == other
}

// unrelate takes back that the two inquiries belong together.
func (t *turn) unrelate() {
	t.q.Links = slices.DeleteFunc(t.q.Links, func(id ID) bool { return id == t.ev.Other })
	t.q.Related = slices.DeleteFunc(t.q.Related, func(ref Reference) bool { return ref == t.ev.Ref })
}
