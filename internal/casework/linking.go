package casework

import "slices"

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

// split sends a letter that joined provisionally its own way.
func (t *turn) split() error {
	gone, err := t.letGo()
	if err != nil {
		return err
	}
	if gone.Newest {
		// What it is goes with it. A later letter may have said the same.
		t.q.Verdict.Flags = slices.DeleteFunc(t.q.Verdict.Flags, func(f Flag) bool { return slices.Contains(gone.Brought, f) })
		if m := &t.q.Parties.Mandate; m.State == MandateMissing && slices.Contains(gone.Brought, FlagRepresentation) {
			m.State = MandateNone // it was that letter which spoke for another (L31)
		}
	}
	t.say(Line{})
	return nil
}

// move sends a letter to the inquiry its sender belongs to since a merge was taken
// back.
func (t *turn) move() error {
	gone, err := t.letGo()
	switch {
	case err != nil:
		return err
	case gone.Home == "" || gone.Home != t.ev.Other:
		return t.refuse(NotProvisional)
	}
	t.say(Line{Other: gone.HomeRef})
	return nil
}

// letGo takes out a letter that may be about something else.
func (t *turn) letGo() (ProvisionalLetter, error) {
	at := slices.IndexFunc(t.q.Provisional, func(p ProvisionalLetter) bool { return p.Message == t.ev.Message })
	switch {
	case t.ev.Message == "":
		return ProvisionalLetter{}, t.missing("message")
	case at < 0:
		return ProvisionalLetter{}, t.refuse(NotProvisional)
	}
	gone := t.q.Provisional[at]
	t.q.Provisional = slices.Delete(t.q.Provisional, at, at+1)
	t.q.Messages--
	return gone, nil
}
