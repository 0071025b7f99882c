package casework_test

import (
	"fmt"
	"testing"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// The people of these tests.
var (
	ane = casework.Person{Name: personal.New("Ane Overgaard"), Address: personal.New("ane@example.org")}
	bo  = casework.Person{Name: personal.New("Bo Lund"), Address: personal.New("bo@example.org")}
)

// constellations are all the ways people can stand to each other in an inquiry
// that Ane opened.
var constellations = []struct {
	name    string
	parties casework.Parties
	// to gets everything but the confirmation and the result to the party, and
	// silent is she who may hear nothing of the case.
	to       casework.Role
	person   casework.Person
	own      casework.Person // who gets the confirmation and the result meant for the party
	ownRole  casework.Role
	unproven bool
}{
	{"her own matter", casework.Parties{Writer: ane}, casework.RoleWriter, ane, ane, casework.RoleWriter, false},
	{"for Bo, no paper", parties(casework.MandateMissing, false), casework.RoleWriter, ane, ane, casework.RoleWriter, true},
	{"for Bo, asked for", parties(casework.MandateAsked, false), casework.RoleWriter, ane, ane, casework.RoleWriter, true},
	{"for Bo, come", parties(casework.MandateReceived, false), casework.RoleWriter, ane, ane, casework.RoleWriter, true},
	{"for Bo, accepted", accepted(bo, ane, false), casework.RoleRepresentative, ane, bo, casework.RoleParty, false},
	{"for Bo, withdrawn", withdrawn(bo, false), casework.RoleParty, bo, bo, casework.RoleParty, false},
	{"hers, Bo says he acts", parties(casework.MandateMissing, true), casework.RoleWriter, ane, ane, casework.RoleWriter, false},
	{"hers, Bo's paper asked for", parties(casework.MandateAsked, true), casework.RoleWriter, ane, ane, casework.RoleWriter, false},
	{"hers, Bo's paper come", parties(casework.MandateReceived, true), casework.RoleWriter, ane, ane, casework.RoleWriter, false},
	{"hers, Bo accepted", accepted(ane, bo, true), casework.RoleRepresentative, bo, ane, casework.RoleParty, false},
	{"hers, withdrawn", withdrawn(ane, true), casework.RoleParty, ane, ane, casework.RoleParty, false},
}

func parties(state casework.MandateState, own bool) casework.Parties {
	p := casework.Parties{Writer: ane, OwnMatter: own, Mandate: casework.Mandate{State: state}}
	if own {
		p.Representative = bo
	}
	return p
}

func accepted(party, representative casework.Person, own bool) casework.Parties {
	p := parties(casework.MandateAccepted, own)
	p.Party, p.Representative = party, representative
	return p
}

func withdrawn(party casework.Person, own bool) casework.Parties {
	p := parties(casework.MandateWithdrawn, own)
	p.Party, p.Representative = party, casework.Person{}
	return p
}

// TestRecipient is the whole rule of who gets a letter: every letter, asked for
// every role, in every constellation (L31–L36). Whoever is asked for, a letter
// asked for again under the role it was given goes to the same person.
func TestRecipient(t *testing.T) {
	for _, c := range constellations {
		q := casework.Inquiry{Parties: c.parties}
		if got := c.parties.Unproven(); got != c.unproven {
			t.Errorf("%s: unproven = %v", c.name, got)
		}
		for _, l := range append(casework.Letters(), casework.LetterFree) {
			for _, to := range []casework.Role{
				casework.RoleWriter, casework.RoleParty, casework.RoleRepresentative, casework.RoleDepartment, "",
			} {
				role, person := q.Recipient(l, to)
				want, who := c.to, c.person
				switch {
				case to == casework.RoleDepartment:
					want, who = casework.RoleDepartment, casework.Person{}
				case to == casework.RoleParty && (l == casework.LetterPartyConfirmation || l == casework.LetterResult):
					want, who = c.ownRole, c.own
				}
				if role != want || !person.Address.Equal(who.Address) {
					t.Errorf("%s: %s asked for %q goes to the %s, want the %s", c.name, l, to, role, want)
				}
				if again, person := q.Recipient(l, role); again != role || !person.Address.Equal(who.Address) {
					t.Errorf("%s: %s to the %s is then one to the %s", c.name, l, role, again)
				}
			}
		}
	}
}

// TestNoWordToTheUnproven: no letter that tells of a case goes to who writes for
// another without a power of attorney, also not as sent by hand (L33, fvl. § 27).
func TestNoWordToTheUnproven(t *testing.T) {
	for _, e := range []casework.EventType{casework.AskConsent, casework.PartlyOutOfScope, casework.SendToDepartment} {
		s := tell(t, lejre(), flagged(casework.FlagRepresentation)).do(act(casework.Take))
		s.refused(act(e), casework.NoMandate)
		if e != casework.SendToDepartment {
			s.refused(act(casework.SentItMyself, func(ev *casework.Event) { ev.Stands = e }), casework.NoMandate)
		}
		s.do(act(casework.WaivePowerOfAttorney), act(e))
	}
}

// TestRepresentativeJoinsLater: the party wrote first, and somebody else comes to
// act for her (L31). Until the paper is accepted the party alone is written to.
func TestRepresentativeJoinsLater(t *testing.T) {
	joined := act(casework.Absorb, func(e *casework.Event) { e.Representative, e.Mandate = bo, casework.MandateReceived })
	s := tell(t, lejre()).do(joined)
	if m := s.q.Parties.Mandate; m.State != casework.MandateReceived || !m.Paper || !s.q.Parties.OwnMatter {
		t.Fatalf("joined: %+v", s.q.Parties)
	}
	s.do(act(casework.AskCitizen))
	if got := s.letters(); got != "L03 to writer" {
		t.Errorf("before it is accepted: %s", got)
	}
	s.do(act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Party = casework.Person{} }))
	if got := s.letters(); got != "L05 to representative, L06 to party" {
		t.Errorf("accepted: %s", got)
	}
	if p := s.q.Parties; !p.Party.Address.Equal(ane.Address) || !p.Representative.Address.Equal(bo.Address) {
		t.Errorf("accepted: %+v", p)
	}
	s.do(act(casework.WithdrawPowerOfAttorney), act(casework.AskCitizen))
	if got := s.letters(); got != "L03 to party" {
		t.Errorf("withdrawn: %s", got)
	}
	s.do(joined)
	if got := s.q.Parties.Mandate.State; got != casework.MandateWithdrawn {
		t.Errorf("a new one makes of withdrawn %q before anybody has looked", got)
	}
	if s.do(act(casework.AcceptPowerOfAttorney)); s.letters() != "L05 to representative, L06 to party" {
		t.Errorf("accepted again: %s", s.letters())
	}
}

// TestGivenOnPaper: the party names her representative herself, and the adviser
// writes from the paper who it is.
func TestGivenOnPaper(t *testing.T) {
	s := tell(t, lejre()).do(wrote(powerOfAttorney))
	if p := s.q.Parties; !p.Mandate.Paper || p.Mandate.State != casework.MandateNone || p.Unproven() {
		t.Fatalf("come: %+v", p)
	}
	another := act(casework.AcceptPowerOfAttorney, func(e *casework.Event) {
		e.ToAnother, e.Representative, e.Party = true, bo, casework.Person{}
	})
	nobody := another
	nobody.Representative = casework.Person{}
	herself := another
	herself.Representative = ane
	s.refused(nobody, casework.Missing).refused(herself, casework.SameAddress)
	s.do(another)
	if role, person := s.q.Recipient(casework.LetterFree, casework.RoleWriter); role != casework.RoleRepresentative || !person.Address.Equal(bo.Address) {
		t.Errorf("answers go to the %s", role)
	}
}

// TestMandateIsLookedAtWhole: one that does not show everything is not accepted,
// and the letter that says so names what is missing (L33).
func TestMandateIsLookedAtWhole(t *testing.T) {
	s := tell(t, lejre(), flagged(casework.FlagRepresentation, casework.FlagPowerOfAttorney))
	for i := range casework.MandateItems() {
		s.refused(act(casework.AcceptPowerOfAttorney, func(e *casework.Event) {
			e.Fields.Shown = append(casework.MandateItems()[:i:i], casework.MandateItems()[i+1:]...)
		}), casework.MandateIncomplete)
	}
	s.refused(act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Party = ane }), casework.SameAddress)
	s.refused(act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Date = date("2026-03-02") }), casework.PastDate)
	s.refused(act(casework.AskPowerOfAttorney, func(e *casework.Event) { e.Fields.Lacks = nil }), casework.Missing)
	s.do(act(casework.AskPowerOfAttorney))
	if s.letters() != "L04 to writer" || s.q.Parties.Mandate.State != casework.MandateAsked || s.q.Parties.Mandate.Paper {
		t.Errorf("%s, %+v", s.letters(), s.q.Parties.Mandate)
	}
	s.do(wrote(powerOfAttorney))
	if m := s.q.Parties.Mandate; m.State != casework.MandateReceived || m.Received != date("2026-03-03") {
		t.Errorf("come again: %+v", m)
	}
	s.do(act(casework.AcceptPowerOfAttorney))
	s.refused(act(casework.AcceptPowerOfAttorney), casework.MandateInPlace)
	s.refused(act(casework.AskPowerOfAttorney), casework.MandateInPlace)
	s.do(wrote(powerOfAttorney), act(casework.AcceptPowerOfAttorney))
	if m := s.q.Parties.Mandate; s.letters() != "" || m.Paper || m.State != casework.MandateAccepted {
		t.Errorf("a new paper for the same representative: letters %q, %+v", s.letters(), m)
	}
	s.refused(act(casework.WaivePowerOfAttorney), casework.NoMandateYet)
}

// TestWithdrawn: nothing more goes to the representative, not even what waits,
// and what the party was promised stands (L31, L36).
func TestWithdrawn(t *testing.T) {
	tell(t, lejre()).refused(act(casework.WithdrawPowerOfAttorney), casework.NoMandateYet)
	s := represented(t, lejre())
	s.do(became(casework.LetterDelivered, s.q.Letters[1].Key), became(casework.LetterDelivered, s.q.Letters[2].Key))
	s.do(act(casework.ExtendDeadline))
	waiting := s.last().Key
	s.do(act(casework.WithdrawPowerOfAttorney))
	want := fmt.Sprint([]string{"q1/receipt", waiting}) // the receipt would go to her too
	if c, ok := s.effects[0].(casework.CancelLetters); !ok || fmt.Sprint(c.Keys) != want || !c.Waiting {
		t.Errorf("effects %+v", s.effects)
	}
	if s.last().Status != casework.LetterCancelled || s.q.Course.Deadline.Anchor() != date("2026-03-16") {
		t.Errorf("the notice is %s, the promise %s", s.last().Status, s.q.Course.Deadline.Anchor())
	}
	s.refused(act(casework.Undo), casework.NothingToUndo).refused(act(casework.AskPowerOfAttorney), casework.MandateEnded)
	s.do(act(casework.ExtendDeadline))
	if got := s.letters(); got != "L09 to party" {
		t.Errorf("a new notice: %s", got)
	}
	for _, p := range s.q.Parties.Correspondents() {
		if p.Address.Equal(ane.Address) {
			t.Error("the representative of before still has a part in it")
		}
	}

	// An answer that was stopped has not been given.
	s = represented(t, lejre()).do(act(casework.MarkOutOfScope), act(casework.WithdrawPowerOfAttorney))
	if s.q.Course.State != casework.InDialogue || !s.q.Course.Answered.IsZero() {
		t.Errorf("stopped answer: %s", s.q.Course.State)
	}
	// One in doubt is not sent again to her.
	s = represented(t, lejre()).do(act(casework.AskCitizen))
	s.do(became(casework.LetterInDoubt, s.last().Key), act(casework.WithdrawPowerOfAttorney))
	s.refused(act(casework.ResolveInDoubt, func(e *casework.Event) { e.Reason = casework.ReasonAgain }), casework.MandateEnded)
	s.do(act(casework.ResolveInDoubt, func(e *casework.Event) { e.Reason = casework.ReasonSent }))
}

// TestReview: after the configured time the adviser is reminded to ask, once; her
// look at it renews it without letters.
func TestReview(t *testing.T) {
	r := lejre()
	r.MandateReviewMonths, r.SilenceDays, r.Deadline.Promised = 12, 0, false
	s := tell(t, r, flagged(casework.FlagRepresentation)).do(
		act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Date = calendar.Date{} }))
	if got := s.q.Parties.Mandate.Review; got != date("2027-03-02") {
		t.Fatalf("review on %s", got)
	}
	for range 20 {
		ev, next := s.q.Clock(r, s.now)
		if ev.Type == "" {
			s.now = next
			continue
		}
		if ev.Type == casework.MandateReviewDue && s.now != at("2027-03-02 08:00") {
			t.Errorf("reminded at %s", s.now)
		}
		s.do(ev)
		if s.q.Parties.Mandate.ReviewDue {
			break
		}
	}
	s.do(act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Date = date("2027-09-01") }))
	if m := s.q.Parties.Mandate; s.letters() != "" || m.ReviewDue || m.Review != date("2027-09-01") || m.Accepted != date("2027-03-02") {
		t.Errorf("renewed: letters %q, %+v", s.letters(), m)
	}
}

// TestANoStopsWhatWaits: what was decided for a department and has not left does
// not leave any more, and the department has not been asked (L23–L24, GDPR art. 7).
func TestANoStopsWhatWaits(t *testing.T) {
	for name, no := range map[string]casework.Event{
		"by mail": wrote(flagged(casework.FlagNoSharing)), "on the telephone": act(casework.StopSharing),
	} {
		s := tell(t, lejre()).do(act(casework.SendToDepartment), no)
		for _, l := range s.q.Letters[1:] {
			if l.Letter != casework.LetterNoSharing && l.Status != casework.LetterCancelled {
				t.Errorf("%s: %s is %s", name, l.Letter, l.Status)
			}
		}
		if c := s.q.Course; c.State != casework.InDialogue || !c.DepartmentDue.IsZero() || c.Deadline.Anchor() != date("2026-03-16") {
			t.Errorf("%s: %s, %+v", name, c.State, c.Deadline)
		}
		s.refused(act(casework.Undo), casework.NothingToUndo)
		s.do(act(casework.ResumeSharing), act(casework.SendToDepartment))
	}
	s := tell(t, lejre()).do(act(casework.SendToDepartment))
	s.do(became(casework.LetterInDoubt, s.q.Letters[1].Key), act(casework.StopSharing))
	s.refused(act(casework.ResolveInDoubt, func(e *casework.Event) { e.Reason = casework.ReasonAgain }), casework.SharingBlocked)
}

// TestSharingAgain: a no is taken back in words only, and never wider than what
// had been agreed (L23, H18).
func TestSharingAgain(t *testing.T) {
	silent := act(casework.ResumeSharing, func(e *casework.Event) { e.Note = personal.Text{} })
	for _, row := range []struct {
		preset string
		given  []casework.Event
		want   casework.SharingState
	}{
		{"lejre", nil, casework.SharingUnsaid},
		{"horsens", nil, casework.SharingUnsaid},
		{"horsens", []casework.Event{act(casework.OpenCase)}, casework.SharingAgreed},
	} {
		s := tell(t, office(row.preset)).do(row.given...).refused(act(casework.ResumeSharing), casework.WrongState)
		s.do(act(casework.StopSharing)).refused(silent, casework.Missing)
		if s.do(act(casework.ResumeSharing)); s.q.Course.Sharing != row.want {
			t.Errorf("%s: %q, want %q", row.preset, s.q.Course.Sharing, row.want)
		}
	}
	s := tell(t, horsens()).do(act(casework.OpenCase), act(casework.StopSharing), act(casework.OpenCase))
	if s.q.Course.Sharing != casework.SharingAgreed {
		t.Errorf("agreed again: %q", s.q.Course.Sharing)
	}
}

// TestSuggestion: by name only with the citizen's yes, and never hers who wants to
// be anonymous (H12, L15).
func TestSuggestion(t *testing.T) {
	named := act(casework.PassOnSuggestion, func(e *casework.Event) { e.Fields.WithName = true })
	tell(t, horsens()).do(named)
	tell(t, lejre(), flagged(casework.FlagAnonymous)).refused(named, casework.WantsAnonymity).do(act(casework.PassOnSuggestion))
	tell(t, lejre(), flagged(casework.FlagRepresentation)).refused(named, casework.NoMandate).do(act(casework.PassOnSuggestion))
	if q := tell(t, lejre(), flagged(casework.FlagAnonymous)).q; !q.NamedOutside().Empty() {
		t.Error("who wants to be anonymous is named outside")
	}
	if q := represented(t, lejre()).q; !q.NamedOutside().Equal(bo.Name) {
		t.Error("outside the party is named, not the representative")
	}
}

// TestReached: whom a letter in Sent answers. A representative whose paper nobody has
// accepted may be told nothing, and whoever is no party is nobody (L33–L36).
func TestReached(t *testing.T) {
	neighbour := casework.Person{Name: personal.New("Sigrid Vang"), Address: personal.New("sigrid@example.org")}
	for _, c := range constellations {
		q := casework.Inquiry{Parties: c.parties}
		for _, to := range []casework.Person{ane, bo, neighbour, {}} {
			want := casework.Role("")
			switch {
			case to == c.person && to != (casework.Person{}):
				want = c.to
			case to == c.parties.Party && to != (casework.Person{}):
				want = casework.RoleParty
			}
			is := func(p casework.Person) bool { return !p.Address.Empty() && p == to }
			if got := q.Reached("", is); got != want {
				t.Errorf("%s, to %q: %q, want %q", c.name, to.Name.Reveal(), got, want)
			}
		}
	}
}
