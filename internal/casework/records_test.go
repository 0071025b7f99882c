package casework_test

import (
	"slices"
	"testing"
	"time"

	"borgerbot/internal/casework"
)

// filing are the instants by which a journal was ordered in the last event; zero is that
// the order was taken back.
func (s *story) filing() (due []time.Time) {
	for _, e := range s.effects {
		if f, ok := e.(casework.FileJournal); ok {
			due = append(due, f.Due)
		}
	}
	return due
}

// filed is that the file of the order that waits lies in the folder, with the inquiry as
// it is.
func (s *story) filed() casework.Event {
	return casework.Event{
		Type: casework.RecordsWritten, By: casework.Actor{Role: casework.BySystem}, Key: s.q.FilingName(s.rules.Location), Version: s.q.Version,
	}
}

func took(name string) casework.Event {
	return casework.Event{Type: casework.RecordsTook, By: casework.Actor{Role: casework.BySystem}, Key: name}
}

// closes ends a case that has been answered on the telephone.
var closes = []casework.Event{
	act(casework.Call, func(ev *casework.Event) { ev.Answers = true }),
	act(casework.Close, func(ev *casework.Event) { ev.Fields.SkipLetter = true }),
}

// filesItself is an office whose closed cases go into the folder by themselves.
func filesItself() casework.Rules {
	r := lejre()
	r.Records.OnCase = true
	return r
}

// TestFilingByItself: a case is ordered a while after it was closed, and again when
// something comes later; only the newest file is its hand-over, and one that is opened
// again is to be handed over again (H25, design 7).
func TestFilingByItself(t *testing.T) {
	s := tell(t, filesItself()).do(closes...)
	if due := s.filing(); len(due) != 1 || due[0].Sub(s.now) < 10*time.Minute {
		t.Fatalf("closing orders %v", due)
	}
	first := s.filed()
	s.do(first)
	if due := s.filing(); !slices.Equal(due, []time.Time{{}}) || len(s.effects) != 1 {
		t.Errorf("writing it leaves %v", s.effects)
	}
	s.do(act(casework.AddNote))
	if due := s.filing(); len(due) != 1 || due[0].IsZero() {
		t.Errorf("a note orders %v", due)
	}
	if s.do(took(first.Key)); s.q.Course.HandedOver {
		t.Error("an older file is the hand-over")
	}
	second := s.filed()
	// A note comes while it is being written.
	s.do(act(casework.AddNote), second)
	if due := s.filing(); len(due) != 2 || due[1].IsZero() {
		t.Errorf("what came meanwhile orders %v", due)
	}
	third := s.filed()
	if s.do(took(second.Key), third, took(third.Key)); !s.q.Course.HandedOver {
		t.Error("the newest file is not the hand-over")
	}
	if s.do(act(casework.Reopen)); s.q.Course.HandedOver {
		t.Error("it is opened again, and counts as handed over")
	}
}

// TestFilingTakenBack: what is opened again before its time waits for its next end, and
// an adviser's own order stands.
func TestFilingTakenBack(t *testing.T) {
	s := tell(t, filesItself()).do(closes...).do(act(casework.Reopen))
	if !slices.Equal(s.filing(), []time.Time{{}}) || !s.q.Filing.Ordered.IsZero() {
		t.Errorf("%v, %v", s.filing(), s.q.Filing)
	}
	s = tell(t, filesItself()).do(closes...).do(act(casework.SendToRecords), act(casework.Reopen))
	if len(s.filing()) != 0 || s.q.Filing.Ordered.IsZero() {
		t.Errorf("%v, %v", s.filing(), s.q.Filing)
	}
	waits := s.filed()
	s.do(act(casework.SendToRecords), waits)
	if s.q.Filing.Ordered.IsZero() || len(s.filing()) != 0 {
		t.Error("a newer order is done by an older file")
	}
}

// TestFilingAtAPressOnly: what may be about an adviser, a contact where only cases are
// filed, and everything in an office without a folder.
func TestFilingAtAPressOnly(t *testing.T) {
	none, contact := filesItself(), horsens()
	none.Records, contact.Records = casework.RecordsRule{OnCase: true}, filesItself().Records
	for name, s := range map[string]*story{
		"private": tell(t, filesItself(), flagged(casework.FlagWhistleblowing)), "no folder": tell(t, none), "contact": tell(t, contact),
	} {
		s.do(closes...)
		if len(s.filing()) != 0 || !s.q.Filing.Ordered.IsZero() {
			t.Errorf("%s: %v", name, s.filing())
		}
		if name == "no folder" {
			s.refused(act(casework.SendToRecords), casework.WrongState)
		} else if s.do(act(casework.SendToRecords)); len(s.filing()) != 1 {
			t.Errorf("%s: a press orders %v", name, s.filing())
		}
	}
}

// TestFilingNames: a file is named by reference and time, and recognised by that.
func TestFilingNames(t *testing.T) {
	s := tell(t, lejre()).do(act(casework.SendToRecords))
	name := s.filed().Key
	if want := string(s.q.Ref) + "_20260302-101500"; name != want || casework.FilingOf(name) != s.q.Ref {
		t.Errorf("%s, want %s", name, want)
	}
	for _, other := range []string{"", "BR-000001-A", "BR-000001-B_20260302-101500", "br-000001-a_20260302-101500", name + "-2"} {
		if ref := casework.FilingOf(other); ref != "" {
			t.Errorf("%q is of %s", other, ref)
		}
	}
}

// TestHandedOverAnew: whatever comes to a case after its hand-over is to be handed over
// too, and nobody is asked again because a letter the records have has arrived (H25).
func TestHandedOverAnew(t *testing.T) {
	department := casework.Event{Type: casework.DepartmentWrote, By: casework.Actor{Role: casework.ByDepartment}}
	for _, row := range []struct {
		name   string
		ev     func(s *story) casework.Event
		stands bool
	}{
		{"its letter arrives", func(s *story) casework.Event { return became(casework.LetterDelivered, s.q.Letters[0].Key) }, true},
		{"its letter does not arrive", func(s *story) casework.Event { return became(casework.LetterFailed, s.q.Letters[0].Key) }, false},
		{"it is read", func(*story) casework.Event { return act(casework.Read) }, true},
		{"a department writes", func(*story) casework.Event { return department }, false},
		{"an adviser writes", func(*story) casework.Event { return act(casework.AddNote) }, false},
	} {
		s := tell(t, lejre()).do(closes...).do(act(casework.RecordHandOver))
		if s.do(row.ev(s)); s.q.Course.HandedOver != row.stands {
			t.Errorf("%s: it counts as handed over: %t", row.name, s.q.Course.HandedOver)
		}
	}
}
