package casework_test

import (
	"slices"
	"testing"

	"borgerbot/internal/casework"
)

func naming(advisers ...casework.AdviserID) func(*casework.MailFacts) {
	return func(m *casework.MailFacts) {
		m.Verdict.Flags, m.Named = append(m.Verdict.Flags, casework.FlagConflict), advisers
	}
}

func by(a casework.AdviserID, ev casework.Event) casework.Event {
	ev.By.Adviser = a
	return ev
}

func concerning(a casework.AdviserID) casework.Event {
	return act(casework.RecordConflict, func(ev *casework.Event) { ev.Adviser = a })
}

func concerningNobody(ev *casework.Event) { ev.Adviser, ev.Reason = "", casework.ReasonNobody }

// TestWhoMayRead: whom a letter may be about is not shown it, nor is anybody while
// it is open whom that is (fvl. § 3).
func TestWhoMayRead(t *testing.T) {
	for _, row := range []struct {
		name  string
		given *story
		want  [2]bool // a1, a2
	}{
		{"ordinary", tell(t, horsens()), [2]bool{true, true}},
		{"about somebody", tell(t, horsens(), naming()), [2]bool{false, false}},
		{"names a1", tell(t, horsens(), naming("a1")), [2]bool{false, true}},
		{"recorded", tell(t, horsens(), naming()).do(by("a2", concerning("a1"))), [2]bool{false, true}},
		{"recorded of the one not named", tell(t, horsens(), naming("a1")).do(by("a2", concerning("a2"))), [2]bool{true, false}},
		{"about nobody", tell(t, horsens(), naming("a1")).do(by("a2", act(casework.RecordConflict, concerningNobody))), [2]bool{true, true}},
		{"an employee warns", tell(t, horsens(), flagged(casework.FlagWhistleblowing)), [2]bool{true, true}},
	} {
		got := [2]bool{row.given.q.MayRead("a1"), row.given.q.MayRead("a2")}
		if got != row.want {
			t.Errorf("%s: a1 and a2 may read: %v, want %v", row.name, got, row.want)
		}
	}
}

// TestConcernedAdviser: from the record on everything she presses is refused, what
// she had is nobody's, and nobody can give it to her.
func TestConcernedAdviser(t *testing.T) {
	s := tell(t, horsens()).do(by("a1", act(casework.Take)), wrote(naming("a1")), by("a2", concerning("a1")))
	if s.q.Course.Holder != "" || s.q.Course.State != casework.Received {
		t.Errorf("it is %s with %q", s.q.Course.State, s.q.Course.Holder)
	}
	for _, e := range casework.EventTypes() {
		if e.IsAct() && casework.Allowed(s.q.Course.State, e) {
			s.refused(by("a1", act(e)), casework.ConcernsYou)
		}
	}
	s.refused(by("a2", act(casework.HandOver, func(ev *casework.Event) { ev.Adviser = "a1" })), casework.ConcernsThem)
	s.do(by("a2", act(casework.Take)))
}

// TestNamedAdviser: until another has said whom it concerns, one whom the letter
// names can give it away and say that it is about her, and nothing else; nobody can
// give it to her.
func TestNamedAdviser(t *testing.T) {
	hers := []casework.EventType{casework.HandOver, casework.Release, casework.RecordConflict}
	s := tell(t, horsens()).do(by("a1", act(casework.Take)), wrote(naming("a1")))
	for _, e := range casework.EventTypes() {
		if e.IsAct() && casework.Allowed(s.q.Course.State, e) && !slices.Contains(hers, e) {
			s.refused(by("a1", act(e)), casework.NamesYou)
		}
	}
	s.do(by("a1", act(casework.HandOver, func(ev *casework.Event) { ev.Adviser = "a2" })))
	s.refused(by("a2", act(casework.HandOver, func(ev *casework.Event) { ev.Adviser = "a1" })), casework.ConcernsThem)
	s.do(by("a2", act(casework.Release)), by("a2", act(casework.RecordConflict, concerningNobody)), by("a1", act(casework.Take)))

	s = tell(t, lejre(), naming("a1"))
	s.refused(by("a1", act(casework.MarkOutOfScope)), casework.NamesYou)
	s.do(concerningNobodyBy(casework.ByOperator), by("a1", act(casework.Take)))
}

func concerningNobodyBy(role casework.ActorRole) casework.Event {
	ev := act(casework.RecordConflict, concerningNobody)
	ev.By = casework.Actor{Role: role}
	return ev
}

// TestWhoSays: one whom the letter names can only say that it is about her.
func TestWhoSays(t *testing.T) {
	s := tell(t, horsens(), naming("a1"))
	s.refused(by("a1", concerning("a2")), casework.AnotherSays)
	s.refused(by("a1", act(casework.RecordConflict, concerningNobody)), casework.AnotherSays)
	s.refused(by("a2", concerning("")), casework.Missing)
	s.do(by("a1", concerning("a1")))
	if !s.q.Bars("a1") {
		t.Error("she can still act")
	}
}

// TestFoundToConcern: an adviser may find that an ordinary letter concerns her; the
// card then says no more of it. What a letter names is not hers from the start.
func TestFoundToConcern(t *testing.T) {
	s := tell(t, horsens()).do(concerning("a1"))
	if !s.q.Private() || s.q.Unsettled() {
		t.Error("the card still tells what it is about")
	}
	q := casework.Inquiry{ID: "q1", Ref: casework.NewReference(1)}
	mail := &casework.MailFacts{Message: "m1", Received: at("2026-03-02 09:15"), Channel: casework.ChannelMail}
	naming("a1")(mail)
	q, _, err := q.Apply(horsens(), casework.Event{Type: casework.Opened, At: mail.Received, Press: "m1", Mail: mail, Adviser: "a1"})
	if err != nil || q.Course.Holder != "" {
		t.Errorf("held by %q, %v", q.Course.Holder, err)
	}
}
