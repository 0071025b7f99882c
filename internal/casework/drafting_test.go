package casework_test

import (
	"slices"
	"testing"

	"borgerbot/internal/casework"
)

// drafts is the act of putting the letter of another act into the Drafts folder.
func drafts(e casework.EventType) casework.Event {
	return act(casework.DraftLetter, func(ev *casework.Event) { ev.Stands = e })
}

// seenSent is a letter of the adviser's among the sent mail, known by a draft.
func seenSent(key string) casework.Event {
	return casework.Event{
		Type: casework.AdviserWrote, Key: key, Answers: true, By: casework.Actor{Role: casework.ByAdviser},
	}
}

func seenSentTo(key string, to casework.Role) casework.Event {
	ev := seenSent(key)
	ev.To = to
	return ev
}

// TestDraftDecidesNothing: the act is done when its letter is seen sent (design 4).
func TestDraftDecidesNothing(t *testing.T) {
	s := tell(t, lejre()).do(drafts(casework.MarkOutOfScope))
	if len(s.q.Drafts) != 1 || s.q.Course.State != casework.InDialogue || !s.q.Course.Answered.IsZero() || len(s.q.Letters) != 1 {
		t.Fatalf("a draft decides: %+v", s.q.Course)
	}
	s.do(seenSent(s.q.Drafts[0].Key))
	if s.q.Course.Outcome != casework.OutOfScope || s.q.Course.Answered.IsZero() || len(s.q.Drafts) != 0 {
		t.Errorf("sent, it leads to %s %s", s.q.Course.State, s.q.Course.Outcome)
	}
	if s.last().Letter != casework.LetterOutOfScope || s.last().Status != casework.LetterSent || s.last().By != "a1" || s.letters() != "" {
		t.Errorf("the letter is %+v, and %q goes", s.last(), s.letters())
	}
}

// TestDraftIsRefusedLikeItsAct: nothing reaches the Drafts folder that may not be
// sent.
func TestDraftIsRefusedLikeItsAct(t *testing.T) {
	tell(t, horsens()).refused(drafts(casework.SendToDepartment), casework.NoAgreement)
	tell(t, lejre()).refused(drafts(casework.MarkNotAComplaint), casework.Missing)
	tell(t, lejre()).refused(drafts(casework.Reply), casework.Missing)
	tell(t, lejre()).refused(drafts(casework.SendResult), casework.WrongState)
}

// TestDraftsOfAnActWithTwoLetters: the act is done when the first is seen; the other
// waits until it is seen too (L35).
func TestDraftsOfAnActWithTwoLetters(t *testing.T) {
	s := represented(t, lejre()).do(act(casework.StartExamination), drafts(casework.SendResult))
	if len(s.q.Drafts) != 2 {
		t.Fatalf("%d drafts, want one for each", len(s.q.Drafts))
	}
	first, second := s.q.Drafts[0], s.q.Drafts[1]
	s.do(seenSent(first.Key))
	if s.last().Status != casework.LetterByHand || s.last().To != casework.RoleParty {
		t.Errorf("after the first: %+v", s.last())
	}
	s.do(seenSent(second.Key))
	if s.last().Status != casework.LetterSent || s.last().Letter != casework.LetterResult {
		t.Errorf("after the second: %+v", s.last())
	}
}

// TestCopyFollowsTheDraft: the citizen is told when the letter to the department has
// been seen sent, and not before (H20).
func TestCopyFollowsTheDraft(t *testing.T) {
	s := tell(t, lejre()).do(drafts(casework.SendToDepartment))
	if len(s.q.Drafts) != 1 || s.q.Course.State == casework.WithDepartment {
		t.Fatalf("%d drafts, %s", len(s.q.Drafts), s.q.Course.State)
	}
	if s.do(seenSent(s.q.Drafts[0].Key)); s.letters() != "L12 to writer" || s.q.Course.State != casework.WithDepartment {
		t.Errorf("seen sent: %q, %s", s.letters(), s.q.Course.State)
	}
	s = tell(t, relay("lejre", false)).do(act(casework.SendToDepartment))
	if s.do(seenSent(casework.DraftKey(s.last().Key))); s.letters() != "L12 to writer" {
		t.Errorf("prepared and seen sent: %q", s.letters())
	}
}

// TestUnknownLetterIsNotTheAnswer: while a draft waits, another letter may be it; it
// stops no clock.
func TestUnknownLetterIsNotTheAnswer(t *testing.T) {
	s := tell(t, lejre()).do(drafts(casework.AskCitizen), seenSent(""))
	if !s.q.Course.Answered.IsZero() || len(s.q.Drafts) != 1 {
		t.Error("a letter that may be the draft stopped the clock")
	}
	key := s.q.Drafts[0].Becomes()
	s.do(casework.Event{Type: casework.SentItMyself, Key: key})
	if len(s.q.Drafts) != 0 || s.last().Letter != casework.LetterMissingInformation {
		t.Errorf("her word that she sent it leaves %d drafts", len(s.q.Drafts))
	}
	if s.do(seenSent("")); s.q.Course.Answered.IsZero() {
		t.Error("without a draft her letter is the answer")
	}
}

// TestSentAsDrafted: who says that she has sent the draft need not fill in again what
// it says.
func TestSentAsDrafted(t *testing.T) {
	s := tell(t, lejre()).do(drafts(casework.ExtendDeadline))
	date, key := s.q.Drafts[0].Act.Date, s.q.Drafts[0].Becomes()
	s.do(casework.Event{Type: casework.SentByDigitalPost, Key: key})
	if s.q.Course.Deadline.Date != date || len(s.q.Drafts) != 0 {
		t.Errorf("the date is %v, want the draft's, %v", s.q.Course.Deadline.Date, date)
	}
}

// TestDraftOfWhatHasMovedOn: a letter sent too late for its act is a letter sent.
func TestDraftOfWhatHasMovedOn(t *testing.T) {
	s := tell(t, lejre()).do(drafts(casework.ExtendDeadline))
	key := s.q.Drafts[0].Key
	s.do(act(casework.SentItMyself), act(casework.Close))
	due := s.q.Course.Deadline
	s.do(seenSent(key))
	if s.q.Course.State != casework.Closed || s.q.Course.Deadline != due || s.last().Letter != casework.LetterDeadlineNotice {
		t.Errorf("it leads to %s, %+v", s.q.Course.State, s.last())
	}
}

// TestLanguageHolds: the language an adviser chooses is that of later letters too.
func TestLanguageHolds(t *testing.T) {
	english := func(ev *casework.Event) { ev.Fields.Language = casework.English }
	if s := tell(t, lejre()).do(act(casework.AskCitizen, english)); s.q.Language != casework.English {
		t.Errorf("language %q", s.q.Language)
	}
	bilingual := func(ev *casework.Event) { ev.Fields.Language = casework.Bilingual }
	german := func(m *casework.MailFacts) { m.Verdict.Language = casework.German }
	if s := tell(t, lejre(), german).do(act(casework.AskCitizen, bilingual)); s.q.Language != casework.German {
		t.Errorf("language %q: what it was already is no choice", s.q.Language)
	}
}

// TestDraftOfSomebodyWhoIsAnother: the writer has become the representative, or the
// party, since a letter to her was drafted or prepared. It is the letter of its act,
// and is recorded as what she is; what others must get of the act is prepared (L31–L36).
func TestDraftOfSomebodyWhoIsAnother(t *testing.T) {
	toAnother := act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.ToAnother, e.Representative = true, bo })
	for _, tt := range []struct {
		name   string
		became casework.Event
		role   casework.Role
	}{
		{"representative", act(casework.AcceptPowerOfAttorney), casework.RoleRepresentative},
		{"party", toAnother, casework.RoleParty},
	} {
		s := tell(t, lejre()).do(drafts(casework.ExtendDeadline))
		key, due := s.q.Drafts[0].Key, s.q.Drafts[0].Act.Date
		s.do(tt.became, seenSentTo(key, tt.role))
		if l := s.last(); l.Letter != casework.LetterDeadlineNotice || l.Status != casework.LetterSent || l.To != tt.role {
			t.Errorf("%s: the letter is %+v", tt.name, l)
		}
		if s.q.Course.Deadline.Told != due || len(s.q.Drafts) != 0 {
			t.Errorf("%s: told %s, want %s; %d drafts", tt.name, s.q.Course.Deadline.Told, due, len(s.q.Drafts))
		}
		s = tell(t, lejre()).do(act(casework.AskCitizen, func(e *casework.Event) { e.Fields.InOutlook = true }))
		key = casework.DraftKey(s.last().Key)
		s.do(tt.became, seenSentTo(key, tt.role))
		for _, l := range s.q.Letters {
			if l.Letter == casework.LetterMissingInformation && (l.To != tt.role || l.Status != casework.LetterSent) {
				t.Errorf("%s: the prepared letter is %+v", tt.name, l)
			}
		}
	}
}

// TestPartyIsWrittenFirst: the confirmation to the party, drafted with the power of
// attorney that names her, is known although nobody knew her before (L36).
func TestPartyIsWrittenFirst(t *testing.T) {
	s := tell(t, lejre()).do(drafts(casework.AcceptPowerOfAttorney))
	var key string
	for _, d := range s.q.Drafts {
		if d.Letter == casework.LetterPartyConfirmation {
			key = d.Key
		}
	}
	is := func(p casework.Person) bool { return p.Address.Equal(s.q.Drafts[0].Act.Party.Address) }
	if role := s.q.Reached(key, is); role != casework.RoleParty {
		t.Fatalf("it went to %q", role)
	}
	s.do(seenSentTo(key, casework.RoleParty))
	if s.q.Parties.Mandate.State != casework.MandateAccepted || s.last().Status != casework.LetterSent || s.last().To != casework.RoleParty {
		t.Errorf("mandate %q, letter %+v", s.q.Parties.Mandate.State, s.last())
	}
}

// TestOvertakenDrafts: what is not to be sent from the mail program any more leaves it,
// unless the adviser says that she has sent it; undoing the act keeps it there.
func TestOvertakenDrafts(t *testing.T) {
	noSharing := wrote(flagged(casework.FlagNoSharing))
	prepared := relay("lejre", false)
	for _, tt := range []struct {
		name     string
		rules    casework.Rules
		first    casework.Event
		then     casework.Event
		dropped  bool
		undoable bool
	}{
		{"the act is done from the card", lejre(), drafts(casework.ExtendDeadline), act(casework.ExtendDeadline), true, true},
		{"she says she has sent it", lejre(), drafts(casework.ExtendDeadline), act(casework.SentItMyself, func(e *casework.Event) { e.Stands = casework.ExtendDeadline }), false, false},
		{"it is drafted anew", lejre(), drafts(casework.ExtendDeadline), drafts(casework.ExtendDeadline), true, false},
		{"another act", lejre(), drafts(casework.ExtendDeadline), act(casework.AskCitizen), false, false},
		{"a no to sharing, drafted", lejre(), drafts(casework.SendToDepartment), noSharing, true, false},
		{"a no to sharing, prepared", prepared, act(casework.SendToDepartment), noSharing, true, false},
		{"the department is asked anew", prepared, act(casework.SendToDepartment), act(casework.SendToDepartment), true, true},
		{"undone", prepared, act(casework.SendToDepartment), act(casework.Undo), true, false},
	} {
		s := tell(t, tt.rules).do(tt.first)
		key := casework.DraftKey(s.last().Key)
		if len(s.q.Drafts) > 0 {
			key = s.q.Drafts[0].Key
		}
		then := tt.then
		then.At = s.q.LastEvent.Add(s.rules.Grace)
		s.do(then)
		dropped, undoable := false, false
		for _, e := range s.effects {
			if drop, ok := e.(casework.DropDrafts); ok {
				dropped, undoable = slices.Equal(drop.Keys, []string{key}), drop.Undoable
			}
		}
		if dropped != tt.dropped || undoable != tt.undoable {
			t.Errorf("%s: dropped %v, undoable %v", tt.name, dropped, undoable)
		}
		if !tt.undoable {
			continue
		}
		s.do(act(casework.Undo, func(e *casework.Event) { e.At = then.At }))
		kept := slices.ContainsFunc(s.effects, func(e casework.Effect) bool {
			keep, ok := e.(casework.KeepDrafts)
			return ok && slices.Contains(keep.Keys, key)
		})
		if !kept {
			t.Errorf("%s, undone: effects %+v", tt.name, s.effects)
		}
	}
}

// TestNoTellsOfStoppedLetters: the adviser is told of the letter to the department
// that does not go, whoever says no, and by which word (L24).
func TestNoTellsOfStoppedLetters(t *testing.T) {
	for _, no := range []casework.Event{wrote(flagged(casework.FlagNoSharing)), act(casework.StopSharing)} {
		for _, first := range []casework.Event{act(casework.SendToDepartment), drafts(casework.SendToDepartment)} {
			s := tell(t, relay("lejre", false)).do(first, no)
			var told []casework.Line
			for _, e := range s.effects {
				if ping, ok := e.(casework.Ping); ok {
					told = append(told, ping.Line)
				}
			}
			if len(told) != 1 || told[0].Reason != casework.ReasonNoSharing || told[0].Letter != casework.LetterToDepartment {
				t.Errorf("%s after %s: told %+v", no.Type, first.Type, told)
			}
		}
	}
}

// TestDraftOfAnotherWish: an act about one wish of data rights leaves the draft about
// another where it is, and takes its own.
func TestDraftOfAnotherWish(t *testing.T) {
	about := func(kind casework.Reason, day string) func(*casework.Event) {
		return func(e *casework.Event) { e.Fields.RequestKind, e.Date = kind, date(day) }
	}
	extends := func(e *casework.Event) { e.Stands = casework.ExtendRequest }
	for done, left := range map[casework.Reason]int{casework.ReasonAccess: 1, casework.ReasonInsight: 0} {
		s := tell(t, horsens()).do(
			act(casework.RecordRequest, about(casework.ReasonAccess, "2026-03-02")),
			act(casework.RecordRequest, about(casework.ReasonInsight, "2026-03-02")),
			act(casework.DraftLetter, about(casework.ReasonInsight, "2026-03-10"), extends),
			act(casework.ExtendRequest, about(done, "2026-03-10")))
		if len(s.q.Drafts) != left {
			t.Errorf("%s was put off: %d drafts about insight, want %d", done, len(s.q.Drafts), left)
		}
	}
}
