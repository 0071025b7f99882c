package casework

import (
	"slices"

	"borgerbot/internal/calendar"
)

// allows reports whether an act about the power of attorney means anything now.
func (p Parties) allows(e EventType) bool {
	m := p.Mandate
	switch e {
	case AskPowerOfAttorney:
		return isOneOf(m.State, MandateMissing, MandateReceived)
	case AcceptPowerOfAttorney:
		return m.Paper || m.State != MandateNone && (m.State != MandateAccepted || m.ReviewDue)
	case WithdrawPowerOfAttorney:
		return m.State == MandateAccepted
	}
	return p.Unproven()
}

// askPowerOfAttorney asks for a power of attorney, or tells what is missing in
// the one that has come (L33). Who writes for another is asked herself, and the
// citizen where somebody else has come to act for her.
func (t *turn) askPowerOfAttorney() error {
	p := t.q.Parties
	switch {
	case p.Mandate.State == MandateAccepted:
		return t.refuse(MandateInPlace)
	case p.Mandate.State == MandateWithdrawn:
		return t.refuse(MandateEnded)
	case p.Mandate.State == MandateReceived && len(t.ev.Fields.Lacks) == 0:
		return t.missing("lacks")
	}
	t.claim()
	if err := t.send(LetterAskPowerOfAttorney, RoleWriter); err != nil {
		return err
	}
	t.q.Parties.Mandate.State, t.q.Parties.Mandate.Paper = MandateAsked, false
	return nil
}

// acceptPowerOfAttorney: an adviser has held the fuldmagt against what it must
// show. From now on the representative gets the letters, and the party the
// confirmation (L34–L36).
func (t *turn) acceptPowerOfAttorney() error {
	if slices.ContainsFunc(MandateItems(), func(i MandateItem) bool { return !slices.Contains(t.ev.Fields.Shown, i) }) {
		return t.refuse(MandateIncomplete)
	}
	today, review := t.rules.Today(t.ev.At), t.ev.Date
	switch {
	case review.IsZero() && t.rules.MandateReviewMonths > 0:
		review = today.AddMonths(t.rules.MandateReviewMonths)
	case !review.IsZero() && !review.After(today):
		return t.refuse(PastDate)
	}
	mandate := Mandate{
		State: MandateAccepted, Received: t.q.Parties.Mandate.Received, Accepted: today,
		Limits: t.ev.Fields.Limits, Review: review,
	}
	if t.q.Parties.Mandate.State == MandateAccepted {
		return t.renewMandate(mandate)
	}
	if err := t.nameParties(); err != nil {
		return err
	}
	t.claim()
	t.q.Parties.Mandate = mandate
	if err := t.sendOrPrepare(LetterRepresentative, RoleWriter); err != nil {
		return err
	}
	if !t.q.Parties.Party.Known() && !t.byHand {
		t.say(Line{Letter: LetterRepresentative, To: RoleRepresentative, Reason: ReasonPartyByHand})
	}
	return t.sendOrPrepare(LetterPartyConfirmation, RoleParty)
}

// nameParties settles who gave the power of attorney, and to whom. Where the names
// stand on the paper alone, letters to who is not known go by the adviser's own hand.
func (t *turn) nameParties() error {
	p := t.q.Parties.Accepting(t.ev)
	switch {
	case t.ev.Fields.Unnamed:
	case p.Representative.Nobody():
		return t.missing("representative")
	case p.Party.Nobody():
		return t.missing("party")
	case sameMailbox(p.Party, p.Representative):
		return t.refuse(SameAddress)
	}
	t.q.Parties = p
	return nil
}

// Accepting returns the parties as an accepted power of attorney makes them: it was
// given to the writer, unless the matter is her own or the event says another.
func (p Parties) Accepting(ev Event) Parties {
	if !p.ToAnother(ev) {
		p.Representative = p.Writer
		if !ev.Party.Name.Empty() {
			p.Party = ev.Party
		}
		return p
	}
	if p.Party.Nobody() {
		p.Party, p.OwnMatter = p.Writer, true
	}
	if !ev.Representative.Name.Empty() {
		p.Representative = ev.Representative
	}
	return p
}

// ToAnother reports whether the power of attorney was given to another than the
// writer. Who writes for somebody else has it herself.
func (p Parties) ToAnother(ev Event) bool {
	return p.OwnMatter || ev.ToAnother && !p.Unproven()
}

// renewMandate: the power of attorney has been looked at again and still holds, or
// a new one has come for the same representative. Both know of her already.
func (t *turn) renewMandate(m Mandate) error {
	if old := t.q.Parties.Mandate; !old.ReviewDue && !old.Paper {
		return t.refuse(MandateInPlace)
	}
	if m.Limits.Empty() {
		m.Limits = t.q.Parties.Mandate.Limits
	}
	t.q.Parties.Mandate = m
	t.say(Line{})
	return nil
}

// withdrawPowerOfAttorney: the party has taken the fuldmagt back, which she may at
// any time. Nothing more goes to the representative: what waits is stopped, and
// from now on the party is written to.
func (t *turn) withdrawPowerOfAttorney() error {
	p := &t.q.Parties
	if p.Mandate.State != MandateAccepted {
		return t.refuse(NoMandateYet)
	}
	t.claim()
	p.Representative = Person{}
	p.Mandate = Mandate{State: MandateWithdrawn, Received: p.Mandate.Received}
	stopped := t.withhold(func(l Letter) bool { return p.former(l.To) })
	t.dropDrafts(func(d Draft) bool { return p.former(d.To) })
	t.resumeLadder() // the party is told what the representative was to hear
	line := Line{}
	if len(stopped) > 0 {
		line = Line{Letter: stopped[0].Letter, To: RoleRepresentative}
	}
	t.say(line)
	return nil
}

// waivePowerOfAttorney: none is needed, because the writer writes for herself
// after all or has custody of the child she writes for.
func (t *turn) waivePowerOfAttorney() error {
	switch {
	case !t.q.Parties.Unproven():
		return t.refuse(NoMandateYet)
	case t.ev.Note.Empty():
		return t.missing("note")
	}
	t.claim()
	t.q.Parties.Mandate = Mandate{}
	t.say(Line{})
	return nil
}

// mandateReviewDue: the adviser is to ask whether the power of attorney still
// holds; nobody may presume that an old representative still is one.
func (t *turn) mandateReviewDue() error {
	t.q.Parties.Mandate.Review, t.q.Parties.Mandate.ReviewDue = calendar.Date{}, true
	t.say(Line{})
	return nil
}

// promiseStands: whoever was to hear of a new date has not heard of it, and the date
// she was told before is the promise again. Where a later letter has told her another,
// she goes by that one; should it not arrive either, by the date before both.
func (t *turn) promiseStands(l Letter) {
	t.wishStands(l)
	told := func(l Letter) bool { return !l.MeetBy.IsZero() && !l.Letter.Answers() }
	if !told(l) {
		return
	}
	if later := t.toldAfter(l, told); later != nil {
		if l.MeetBy.Before(later.MeetBy) {
			later.MeetBy = l.MeetBy
		}
		return
	}
	if d := &t.q.Course.Deadline; l.MeetBy.Before(d.Anchor()) {
		d.Told, d.Reached, d.Was = l.MeetBy, StepNone, calendar.Date{}
		d.Noticed = d.Noticed && !l.Automatic
	}
}

// toldAfter is the next letter of a new date, as told knows them, that came after one
// and has not failed; nil is none.
func (t *turn) toldAfter(l Letter, told func(Letter) bool) *Letter {
	after := false
	for i := range t.q.Letters {
		other := &t.q.Letters[i]
		if after && told(*other) && !isOneOf(other.Status, LetterCancelled, LetterStuck) {
			return other
		}
		after = after || other.Key == l.Key
	}
	return nil
}

// withhold stops letters that have been decided and have not left, and returns
// them. What they were to mean for the course is taken back; so is the chance to
// undo an act that decided them.
func (t *turn) withhold(which func(Letter) bool) []Letter {
	var stopped []Letter
	var keys []string
	for i, l := range t.q.Letters {
		if !isOneOf(l.Status, LetterPending, LetterByHand) || !which(l) {
			continue
		}
		t.q.Letters[i].Status, t.q.Letters[i].Changed, t.q.Letters[i].Stopped = LetterCancelled, t.ev.At, true
		stopped = append(stopped, l)
		if l.Status == LetterPending {
			keys = append(keys, l.Key)
		} else {
			t.overtaken = append(t.overtaken, DraftKey(l.Key))
		}
		t.takeBack(l)
		t.promiseStands(l)
	}
	if len(keys) > 0 {
		t.emit(CancelLetters{Keys: keys, Waiting: true})
	}
	t.withheld = t.withheld || len(stopped) > 0
	return stopped
}
