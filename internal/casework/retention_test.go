package casework_test

import (
	"fmt"
	"testing"
	"time"

	"borgerbot/internal/casework"
)

// arrive lets every letter that is under way arrive.
func (s *story) arrive() *story {
	s.t.Helper()
	for _, l := range s.q.Letters {
		if l.InFlight() {
			s.do(became(casework.LetterDelivered, l.Key))
		}
	}
	return s
}

func keeping(r casework.Rules, keep casework.Retention) casework.Rules {
	r.Retention = keep
	return r
}

// TestRetention: when an inquiry is erased by itself, by which setting, and what keeps it
// (H17, design 7).
func TestRetention(t *testing.T) {
	all := casework.Retention{Contact: 30, Case: 365, Max: 90, Outcomes: map[casework.Outcome]int{casework.Mediated: 60}}
	closing := func(o casework.Outcome) casework.Event {
		return act(casework.Close, func(e *casework.Event) { e.Outcome, e.Answers, e.Fields.SkipLetter = o, true, true })
	}
	contact := func() *story { return tell(t, keeping(horsens(), all)) }
	talked := act(casework.Call, func(e *casework.Event) { e.Answers = true })
	for _, row := range []struct {
		name string
		s    *story
		want string
	}{
		{"a contact", contact().do(closing(casework.Advised)), "2026-04-01 contact_days []"},
		{"by its outcome", contact().do(closing(casework.Mediated)), "2026-05-01 outcome_days []"},
		{"not by itself", tell(t, keeping(horsens(), casework.Retention{})).do(closing(casework.Advised)), "  []"},
		{"nobody closes it", contact().do(talked), "2026-05-31 max_days []"},
		{"nobody has answered", contact(), "2026-05-31 max_days [unanswered]"},
		{"nobody has answered, and a promise runs", tell(t, keeping(lejre(), all)), "2026-05-31 max_days [open_case unanswered]"},
		{"held", contact().do(act(casework.HoldErasure), closing(casework.Advised)), "2026-04-01 contact_days [legal_hold]"},
		{"held no more", contact().do(act(casework.HoldErasure), closing(casework.Advised), act(casework.LiftHold)), "2026-04-01 contact_days []"},
		{"a case", tell(t, keeping(lejre(), all)).do(closing(casework.Advised)), "2027-03-02 case_days [hand_over_missing]"},
		{"a case that is handed over", tell(t, keeping(lejre(), all)).do(closing(casework.Advised), act(casework.RecordHandOver)), "2027-03-02 case_days []"},
		{"a note after that", tell(t, keeping(lejre(), all)).do(closing(casework.Advised), act(casework.RecordHandOver), act(casework.AddNote)),
			"2027-03-02 case_days [hand_over_missing]"},
		{"a wish that waits", contact().do(act(casework.RecordRequest, func(e *casework.Event) {
			e.Fields.RequestKind, e.Date = casework.ReasonAccess, date("2026-03-02")
		}), closing(casework.Advised)), "2026-04-01 contact_days [request_open]"},
		{"reopened", contact().do(closing(casework.Advised), act(casework.Reopen), talked), "2026-05-31 max_days []"},
	} {
		e := row.s.arrive().q.Erasure(row.s.rules)
		if got := fmt.Sprint(e.On, " ", e.Rule, " ", e.Held); got != row.want {
			t.Errorf("%s: %s, want %s", row.name, got, row.want)
		}
	}
}

// TestRetentionFollowsSettings: the day is counted from the settings of today, and a case
// that is handed over late has until the morning after.
func TestRetentionFollowsSettings(t *testing.T) {
	s := tell(t, keeping(lejre(), casework.Retention{Case: 30})).do(act(casework.Close, func(e *casework.Event) {
		e.Outcome, e.Answers, e.Fields.SkipLetter = casework.Advised, true, true
	}))
	s.arrive().now = at("2026-06-01 10:00")
	s.do(act(casework.RecordHandOver))
	if e := s.q.Erasure(s.rules); e.On != date("2026-06-02") || e.Due(date("2026-06-01")) || !e.Due(date("2026-06-02")) {
		t.Errorf("handed over late: %+v", e)
	}
	s.rules.Retention.Case = 200
	if e := s.q.Erasure(s.rules); e.On != date("2026-09-18") {
		t.Errorf("with other settings: %+v", e)
	}
	s.refused(casework.Event{Type: casework.EraseDue, By: casework.Actor{Role: casework.ByClock}}, casework.NotDue)
}

// TestHold: what is held is erased by nobody, undoing an act does not lift it, and it
// goes along with what is merged.
func TestHold(t *testing.T) {
	s := tell(t, horsens())
	s.refused(act(casework.HoldErasure, func(e *casework.Event) { e.Note = text("") }), casework.Missing)
	s.refused(act(casework.LiftHold), casework.NoHold)
	now := func(e *casework.Event) { e.At = s.now.Add(time.Second) }
	s.do(act(casework.MarkNotAComplaint, now), act(casework.HoldErasure, now), act(casework.Undo, now))
	if !s.q.OnHold() {
		t.Error("undoing an act has lifted the hold")
	}
	s.refused(act(casework.HoldErasure), casework.HoldThere)
	s.do(act(casework.MarkNotAComplaint))
	s.refused(act(casework.Erase), casework.OnHold)
}

// TestHoldGoesAlong: whatever leaves an inquiry that must not be erased takes that along
// to where it goes (design 7), and a case remains one.
func TestHoldGoesAlong(t *testing.T) {
	held := func(e *casework.Event) { e.Held, e.Case.Opened = true, at("2026-03-01 10:00") }
	department := into(casework.DepartmentWrote, "2026-03-03 10:00", held)
	department.By = casework.Actor{Role: casework.ByDepartment}
	moved, first := wrote(), tell(t, horsens())
	moved.Held = true
	opened := casework.Event{Type: casework.Opened, Mail: wrote().Mail, Held: true, At: first.now}
	fresh, _, err := casework.Inquiry{ID: "q9", Ref: casework.NewReference(9)}.Apply(horsens(), opened)
	if err != nil {
		t.Fatal(err)
	}
	for name, q := range map[string]casework.Inquiry{
		"merged": tell(t, horsens()).do(into(casework.Absorb, "2026-03-03 10:00", held)).q, "a department's": tell(t, horsens()).do(department).q,
		"taken apart": tell(t, horsens()).do(into(casework.Merge, "2026-03-03 10:00"), into(casework.Unmerge, "2026-03-03 11:00", held)).q,
		"moved":       first.do(moved).q, "of its own": fresh,
	} {
		if !q.OnHold() {
			t.Errorf("%s: the hold is lost", name)
		}
		if came := name == "merged" || name == "a department's"; q.Course.IsCase() != came {
			t.Errorf("%s: it is a case: %t", name, !came)
		}
	}
	back := into(casework.GiveBack, "2026-03-03 12:00")
	if s := tell(t, horsens()).do(department, back); s.q.Course.IsCase() || !s.q.OnHold() {
		t.Error("without the department's letter it is a case, or may be erased")
	}
}

// TestLongest: a receipt promises no day that an outcome does not keep.
func TestLongest(t *testing.T) {
	by := func(days ...int) casework.Retention {
		r := casework.Retention{Contact: days[0], Outcomes: map[casework.Outcome]int{}}
		for i, d := range days[1:] {
			r.Outcomes[casework.Outcomes()[i]] = d
		}
		return r
	}
	for _, row := range []struct {
		r    casework.Retention
		want int
	}{{by(30), 30}, {by(30, 10), 30}, {by(30, 90), 90}, {by(30, 0), 0}, {by(0), 0}, {by(0, 30), 0}} {
		if got := row.r.Longest(); got != row.want {
			t.Errorf("%+v: %d, want %d", row.r, got, row.want)
		}
	}
}
