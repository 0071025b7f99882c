package casework_test

import (
	"testing"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// says is a later letter that seems to say so about consent.
func says(word casework.ConsentWord) casework.Event {
	return wrote(func(m *casework.MailFacts) { m.Consent = word })
}

// TestConsentIsOnlySuggested: what a letter says of consent is noted where it can
// mean something, and opens nothing (H23).
func TestConsentIsOnlySuggested(t *testing.T) {
	yes, no, back := casework.ConsentYes, casework.ConsentNo, casework.ConsentWithdrawn
	agreed := func() *story { return tell(t, horsens()).do(act(casework.OpenCase)) }
	asked := func() *story { return agreed().do(act(casework.AskConsent)) }
	begun := func() *story { return asked().do(act(casework.StartExamination)) }
	for _, row := range []struct {
		name string
		s    *story
		word casework.ConsentWord
		want casework.ConsentWord
	}{
		{"a yes nobody asked for", agreed(), yes, ""},
		{"a yes", asked(), yes, yes},
		{"a no", asked(), no, no},
		{"taken back before it was given", asked(), back, ""},
		{"a yes once more", begun(), yes, ""},
		{"taken back", begun(), back, back},
	} {
		state := row.s.q.Course.State
		row.s.do(says(row.word))
		if got := row.s.q.Course.Consent.Seen; got != row.want || row.s.q.Course.State != state {
			t.Errorf("%s: seen %q in %s, want %q in %s", row.name, got, row.s.q.Course.State, row.want, state)
		}
	}
	if s := asked().do(says(yes)); s.q.Course.Consent.Given {
		t.Error("a letter has given consent by itself")
	}
}

// TestConsentIsKeptWithScopeAndTime (H23).
func TestConsentIsKeptWithScopeAndTime(t *testing.T) {
	s := tell(t, horsens()).do(act(casework.OpenCase), act(casework.AskConsent))
	s.refused(act(casework.StartExamination, func(e *casework.Event) { e.Date = date("2026-03-20") }), casework.FutureDate)
	s.do(act(casework.StartExamination, func(e *casework.Event) { e.Fields.Materials = nil }))
	c := s.q.Course.Consent
	if !c.Given || c.On != date("2026-03-02") || len(c.Scope) != 1 || c.Scope[0].Reveal() != "breve" {
		t.Errorf("consent %+v; the scope asked for is the scope given", c)
	}
}

// TestWithdrawnConsentStops the examination, and the citizen is told what had been
// begun.
func TestWithdrawnConsentStops(t *testing.T) {
	asked := tell(t, horsens()).do(act(casework.OpenCase), act(casework.SendToDepartment), act(casework.RecordAnswer))
	asked.do(act(casework.StartExamination), act(casework.WithdrawConsent, func(e *casework.Event) {
		e.Fields.Shared = personal.New("breve fra 2025")
	}))
	if c := asked.q.Course; c.State != casework.Answered || c.Consent.Given || asked.letters() != "L18 to writer" {
		t.Errorf("%s, %+v, %q", c.State, c.Consent, asked.letters())
	}
	asked.refused(act(casework.StartExamination, func(e *casework.Event) { e.Note = personal.Text{} }), casework.NoConsent)
	asked.do(act(casework.Close))

	alone := tell(t, horsens()).do(act(casework.OpenCase), act(casework.StartExamination), act(casework.WithdrawConsent))
	if alone.q.Course.State != casework.InDialogue {
		t.Errorf("without a department it goes back to %s", alone.q.Course.State)
	}
	tell(t, horsens()).refused(act(casework.WithdrawConsent), casework.NoConsent)
}

// TestExaminationEndsWithItsResult: there is no other way out of it, and a result of
// an earlier one does not count (H24, L35).
func TestExaminationEndsWithItsResult(t *testing.T) {
	begun := func() *story { return tell(t, lejre()).do(act(casework.Take), act(casework.StartExamination)) }
	for _, e := range []casework.EventType{
		casework.MarkOutOfScope, casework.MarkNotAComplaint, casework.PassOnSuggestion, casework.Merge,
	} {
		begun().refused(act(e), casework.WrongState)
	}
	s := begun().refused(act(casework.Close), casework.ResultMissing)
	s.do(act(casework.SendResult), act(casework.Close), act(casework.Reopen), act(casework.StartExamination))
	s.refused(act(casework.Close), casework.ResultMissing)

	both := tell(t, lejre(), flagged(casework.FlagRepresentation)).
		do(act(casework.AcceptPowerOfAttorney, func(e *casework.Event) { e.Party.Address = personal.Text{} })).
		do(act(casework.StartExamination), act(casework.SendResult))
	if got := both.letters(); got != "L15 to representative, L15 to party by-hand" {
		t.Errorf("the party has no address: %q", got)
	}
	both.refused(act(casework.Close), casework.ResultMissing)
	both.do(act(casework.SentByDigitalPost, func(e *casework.Event) { e.Stands = casework.SendResult }), act(casework.Close))
}

// TestNobodyIsAskedWhoHasSaidYes: the letter that asks for consent and has not left when
// the examination begins does not leave afterwards (H23).
func TestNobodyIsAskedWhoHasSaidYes(t *testing.T) {
	for _, secure := range []bool{true, false} {
		s := tell(t, relay("horsens", secure)).do(act(casework.OpenCase), act(casework.AskConsent))
		asks := s.last()
		s.do(act(casework.StartExamination))
		if got := s.last(); asks.Letter != casework.LetterAskConsent || got.Key != asks.Key || got.Status != casework.LetterCancelled {
			t.Errorf("secure relay %v: %s is %s", secure, got.Letter, got.Status)
		}
	}
}
