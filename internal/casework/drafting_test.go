package casework_test

import (
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
// waits until it is seen too (H19, H20).
func TestDraftsOfAnActWithTwoLetters(t *testing.T) {
	s := tell(t, lejre()).do(drafts(casework.SendToDepartment))
	if len(s.q.Drafts) != 2 {
		t.Fatalf("%d drafts, want the letter and the copy", len(s.q.Drafts))
	}
	first, copied := s.q.Drafts[0], s.q.Drafts[1]
	s.do(seenSent(first.Key))
	if s.q.Course.State != casework.WithDepartment || s.last().Status != casework.LetterByHand {
		t.Errorf("after the first: %s, the copy %s", s.q.Course.State, s.last().Status)
	}
	s.do(seenSent(copied.Key))
	if s.last().Status != casework.LetterSent || s.last().Letter != casework.LetterCopyToCitizen {
		t.Errorf("after the copy: %+v", s.last())
	}
}

// TestUnknownLetterIsNotTheAnswer: while a draft waits, another letter may be it; it
// stops no clock.
func TestUnknownLetterIsNotTheAnswer(t *testing.T) {
	s := tell(t, lejre()).do(drafts(casework.AskCitizen), seenSent(""))
	if !s.q.Course.Answered.IsZero() || len(s.q.Drafts) != 1 {
		t.Error("a letter that may be the draft stopped the clock")
	}
	s.do(act(casework.SentItMyself, func(ev *casework.Event) { ev.Stands = casework.AskCitizen }))
	if len(s.q.Drafts) != 0 || s.last().Letter != casework.LetterMissingInformation {
		t.Errorf("her word that she sent it leaves %d drafts", len(s.q.Drafts))
	}
	if s.do(seenSent("")); s.q.Course.Answered.IsZero() {
		t.Error("without a draft her letter is the answer")
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
