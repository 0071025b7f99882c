package casework_test

import (
	"reflect"
	"slices"
	"testing"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// into is an act about another inquiry, done at a time.
func into(e casework.EventType, when string, change ...func(*casework.Event)) casework.Event {
	ev := casework.Event{Type: e, At: at(when), By: adviser, Press: when, Other: "q2", Ref: casework.NewReference(2)}
	for _, c := range change {
		c(&ev)
	}
	return ev
}

func promised(day string) func(*casework.Event) {
	return func(ev *casework.Event) { ev.Date = date(day) }
}

// TestUnmerge: what was merged by mistake stands where it stood, and its promise with
// it; what has happened to it since stands.
func TestUnmerge(t *testing.T) {
	for name, s := range map[string]*story{
		"new":    tell(t, lejre()),
		"taken":  tell(t, lejre()).do(act(casework.Take)),
		"paused": tell(t, lejre()).do(act(casework.Pause)),
		"acute":  tell(t, horsens(), flagged(casework.FlagAcute)),
		"linked": tell(t, lejre()).do(into(casework.Link, "2026-03-02 10:00")),
	} {
		before := s.q
		s.do(into(casework.Merge, "2026-03-03 10:00"), into(casework.Unmerge, "2026-03-03 11:00"))
		if !reflect.DeepEqual(s.q.Course, withoutUndo(before).Course) || !slices.Equal(s.q.Links, before.Links) || !slices.Equal(s.q.Related, before.Related) {
			t.Errorf("%s: %+v, links %v; before %+v, links %v", name, s.q.Course, s.q.Links, before.Course, before.Links)
		}
		s.refused(into(casework.Unmerge, "2026-03-03 12:00"), casework.WrongState)
	}
	held := tell(t, lejre(), receiptRule(casework.ReceiptUnproven))
	held.do(into(casework.Join, "2026-03-03 10:00"), into(casework.Unmerge, "2026-03-03 11:00"))
	if !held.q.Course.Held || held.q.Course.State != casework.Received {
		t.Errorf("a letter that was held: %+v", held.q.Course)
	}
	old := tell(t, lejre()).do(into(casework.Merge, "2026-03-03 10:00"))
	old.q.Course.Stood = casework.Standing{}
	old.refused(into(casework.Unmerge, "2026-03-03 11:00"), casework.NotMerged)
	tell(t, lejre()).do(act(casework.MarkNotAComplaint)).refused(into(casework.Unmerge, "2026-03-03 11:00"), casework.NotMerged)
}

// withoutUndo is the inquiry with the day of an answer by her own hand that a merge
// forgets.
func withoutUndo(q casework.Inquiry) casework.Inquiry {
	q.Course.AnsweringOn = calendar.Date{}
	return q
}

// TestUnmergeLate: a promised date that has passed meanwhile makes the card red at
// once, and no letter goes by itself (design 1.5).
func TestUnmergeLate(t *testing.T) {
	for when, want := range map[string]casework.Reason{
		"2026-03-13 10:00": casework.ReasonNone,
		"2026-03-16 14:00": casework.ReasonNone, // the last day, before the notice
		"2026-03-16 16:00": casework.ReasonSuppressed,
		"2026-04-20 10:00": casework.ReasonSuppressed,
	} {
		s := tell(t, lejre()).do(into(casework.Merge, "2026-03-03 10:00"), into(casework.Unmerge, when))
		if s.q.Alarm() != want || s.letters() != "" || s.alarms() != string(want) {
			t.Errorf("%s: alarm %q and %q, letters %q, want %q", when, s.q.Alarm(), s.alarms(), s.letters(), want)
		}
		if ev, _ := s.q.Clock(s.rules, at(when)); want != casework.ReasonNone && ev.Type == casework.NoticeDue {
			t.Errorf("%s: and a notice goes", when)
		}
	}
	answered := tell(t, lejre()).do(into(casework.Merge, "2026-03-03 10:00"),
		act(casework.Call, func(ev *casework.Event) { ev.Answers = true }), into(casework.Unmerge, "2026-04-20 10:00"))
	if answered.q.Alarm() != casework.ReasonNone {
		t.Errorf("answered meanwhile: %q", answered.q.Alarm())
	}
}

// TestPartInDoubt: what becomes of a letter that was under way when its inquiry was
// merged is said there, and what came back before is said again when it stands alone
// (design 1.5).
func TestPartInDoubt(t *testing.T) {
	s := tell(t, lejre()).do(act(casework.AskCitizen), into(casework.Merge, "2026-03-03 10:00"))
	s.do(became(casework.LetterInDoubt, s.last().Key))
	if s.q.Alarm() != casework.ReasonLetterInDoubt {
		t.Errorf("in doubt: the card says %q", s.q.Alarm())
	}
	s = tell(t, lejre()).do(act(casework.AskCitizen))
	s.do(became(casework.LetterFailed, s.last().Key), into(casework.Merge, "2026-03-03 10:00"))
	if s.q.Alarm() != casework.ReasonNone {
		t.Errorf("merged: the card says %q", s.q.Alarm())
	}
	if s.do(into(casework.Unmerge, "2026-03-03 11:00")); s.q.Alarm() != casework.ReasonLetterFailed {
		t.Errorf("taken back: the card says %q", s.q.Alarm())
	}
}

// TestUnmergeLearns: a no to sharing and a conflict that came meanwhile hold for both.
func TestUnmergeLearns(t *testing.T) {
	s := tell(t, lejre()).do(act(casework.Take), into(casework.Merge, "2026-03-03 10:00"), into(casework.Unmerge, "2026-03-03 11:00", func(ev *casework.Event) {
		ev.Reason = casework.ReasonNoSharing
		ev.Flags = []casework.Flag{casework.FlagNoSharing, casework.FlagConflict}
		ev.Concerns, ev.Named = []casework.AdviserID{"a1"}, []casework.AdviserID{"a2"}
	}))
	if c := s.q.Course; c.Sharing != casework.SharingRefused || !s.q.Bars("a1") || s.q.MayRead("a2") || c.Holder != "" || !s.q.Private() {
		t.Errorf("%+v, named %v", c, s.q.Named)
	}
	whole := tell(t, lejre()).do(into(casework.Absorb, "2026-03-03 10:00"), wrote(flagged(casework.FlagNoSharing)))
	if got := whole.q.Learned("q2"); !slices.Equal(got, []casework.Flag{casework.FlagNoSharing}) {
		t.Errorf("learned %v", got)
	}
	whole = tell(t, lejre(), flagged(casework.FlagNoSharing)).do(into(casework.Absorb, "2026-03-03 10:00"))
	if got := whole.q.Learned("q2"); len(got) != 0 {
		t.Errorf("it had said no before: learned %v", got)
	}
}

// TestGiveBack: the inquiry that goes on lets go of all it took over.
func TestGiveBack(t *testing.T) {
	brought := func(ev *casework.Event) {
		ev.Flags = []casework.Flag{casework.FlagCallMe}
		ev.Case = casework.Case{Opened: at("2026-03-02 12:00"), Agreed: true}
		ev.Representative, ev.Mandate = bo, casework.MandateReceived
	}
	for name, s := range map[string]*story{
		"promised later": tell(t, lejre()), "without a promise": tell(t, horsens()),
		"by phone": tell(t, lejre(), channel(casework.ChannelPhone)),
	} {
		before := s.q
		s.do(into(casework.Absorb, "2026-03-03 10:00", promised("2026-03-12"), brought))
		if d := s.q.Course.Deadline; d.Date != date("2026-03-12") || !d.Promised {
			t.Fatalf("%s: absorbed: %+v", name, d)
		}
		s.do(into(casework.GiveBack, "2026-03-03 11:00"))
		after := s.q
		after.Version, after.LastEvent, after.LastContact, after.UndoPoint = before.Version, before.LastEvent, before.LastContact, before.UndoPoint
		after.Parts, after.Filing = nil, before.Filing
		if len(s.q.Parts) != 0 || !reflect.DeepEqual(plain(after), plain(before)) {
			t.Errorf("%s:\n%+v\nbefore\n%+v", name, plain(after), plain(before))
		}
		s.refused(into(casework.GiveBack, "2026-03-03 12:00"), casework.NotMerged)
	}
}

// plain makes empty lists comparable.
func plain(q casework.Inquiry) casework.Inquiry {
	q.Links, q.Related, q.Provisional, q.Verdict.Flags = slices.Clone(q.Links), slices.Clone(q.Related), nil, slices.Clone(q.Verdict.Flags)
	if len(q.Links)+len(q.Related)+len(q.Verdict.Flags) == 0 {
		q.Links, q.Related, q.Verdict.Flags = nil, nil, nil
	}
	return q
}

// TestGiveBackKeeps: what protects somebody stays, and what has come of the merge.
func TestGiveBackKeeps(t *testing.T) {
	back := into(casework.GiveBack, "2026-03-05 10:00")
	no := into(casework.Absorb, "2026-03-03 10:00", func(ev *casework.Event) { ev.Flags = []casework.Flag{casework.FlagNoSharing} })
	if s := tell(t, lejre()).do(no, back); s.q.Course.Sharing != casework.SharingDoubted || !s.q.Verdict.Has(casework.FlagNoSharing) {
		t.Error("a no to sharing was lost")
	}
	early := into(casework.Absorb, "2026-03-03 10:00", promised("2026-03-12"))
	if s := tell(t, lejre()).do(early, act(casework.ExtendDeadline), back); s.q.Course.Deadline.Date != date("2026-03-20") {
		t.Errorf("a new date the citizen was told: %+v", s.q.Course.Deadline)
	}
	if s := tell(t, lejre()).do(early, act(casework.SentItMyself), back); s.q.Course.Answered.IsZero() {
		t.Error("an answer was lost")
	}
	agreed := into(casework.Absorb, "2026-03-03 10:00", func(ev *casework.Event) {
		ev.Case = casework.Case{Opened: at("2026-03-02 12:00"), Agreed: true}
	})
	if s := tell(t, horsens()).do(agreed, act(casework.SendToDepartment), back); !s.q.Course.IsCase() {
		t.Error("a department has been asked, and there is no case")
	}
	third := agreed
	third.Other, third.Ref, third.Press = "q3", casework.NewReference(3), "third"
	if s := tell(t, horsens()).do(agreed, third, back); !s.q.Course.IsCase() || !s.q.Parts[0].MadeCase {
		t.Error("another part makes it a case, too")
	}
	if s := tell(t, lejre()).do(early, into(casework.Merge, "2026-03-04 10:00", func(ev *casework.Event) { ev.Other = "q3" })); s.q.Course.MergedInto == "" {
		t.Error("not merged on")
	} else {
		s.refused(back, casework.MergedOn)
	}
	answered := tell(t, lejre()).do(act(casework.SentItMyself), early, back)
	if c := answered.q.Course; c.Deadline.Promised || !c.Answered.IsZero() {
		t.Errorf("answered before: %+v", c.Deadline)
	}
}

// TestOnePromise: of two promises the earlier binds; one is never lost behind a clock
// that promises nothing, and a second notice does not go by itself (L37, L39).
func TestOnePromise(t *testing.T) {
	merged := func(s *story, day string) casework.Deadline {
		return s.do(into(casework.Absorb, "2026-03-03 10:00", promised(day))).q.Course.Deadline
	}
	if d := merged(tell(t, lejre()), "2026-03-12"); d.Anchor() != date("2026-03-12") || !d.Promised || !d.Was.IsZero() {
		t.Errorf("earlier: %+v", d)
	}
	if d := merged(tell(t, lejre()), "2026-03-20"); d.Anchor() != date("2026-03-16") || !d.Promised {
		t.Errorf("later: %+v", d)
	}
	if d := merged(tell(t, lejre(), channel(casework.ChannelPhone)), "2026-03-20"); d.Anchor() != date("2026-03-20") || !d.Promised {
		t.Errorf("the only one: %+v", d)
	}
	s := tell(t, lejre(), flagged(casework.FlagAcute)).do(into(casework.Absorb, "2026-03-03 10:00", promised("2026-03-12"), func(ev *casework.Event) { ev.Step = casework.StepNotice }))
	if d := s.q.Course.Deadline; !d.Noticed || s.q.Alarm() != casework.ReasonAcute {
		t.Errorf("noticed: %+v, alarm %q", d, s.q.Alarm())
	}
}

// TestGiveBackOneOfTwo: the date that was promised in another part binds on, also
// where the part that is given back had been promised an earlier one (L37).
func TestGiveBackOneOfTwo(t *testing.T) {
	third := into(casework.Absorb, "2026-03-03 11:00", promised("2026-03-13"), func(ev *casework.Event) {
		ev.Other, ev.Ref = "q3", casework.NewReference(3)
	})
	backThird := into(casework.GiveBack, "2026-03-04 11:00", func(ev *casework.Event) { ev.Other, ev.Ref = third.Other, third.Ref })
	back := into(casework.GiveBack, "2026-03-04 10:00")
	for _, row := range []struct {
		name        string
		day         string // promised in the first part
		events      []casework.Event
		after, last string
	}{
		{"the earlier goes first", "2026-03-12", []casework.Event{back, backThird}, "2026-03-13", "2026-03-16"},
		{"the later goes first", "2026-03-12", []casework.Event{backThird, back}, "2026-03-12", "2026-03-16"},
		{"the one overtaken goes first", "2026-03-14", []casework.Event{back, backThird}, "2026-03-13", "2026-03-16"},
	} {
		s := tell(t, lejre()).do(into(casework.Absorb, "2026-03-03 10:00", promised(row.day)), third)
		if d := s.do(row.events[0]).q.Course.Deadline; d.Anchor() != date(row.after) || !d.Promised {
			t.Errorf("%s: %+v, want %s", row.name, d, row.after)
		}
		if d := s.do(row.events[1]).q.Course.Deadline; d.Anchor() != date(row.last) || !d.Promised {
			t.Errorf("%s, then the other: %+v, want %s", row.name, d, row.last)
		}
	}
}

// TestPromiseInADepartments: what a citizen was promised binds on where her inquiry was
// merged into a department's letter, also when that is no longer held (L37).
func TestPromiseInADepartments(t *testing.T) {
	held := func(m *casework.MailFacts) { m.Departments = []string{"by"} }
	s := tell(t, lejre(), receiptRule(casework.ReceiptUnproven), held).do(
		into(casework.Absorb, "2026-03-03 10:00", promised("2026-03-12")), act(casework.ReleaseHeld))
	if d := s.q.Course.Deadline; d.Anchor() != date("2026-03-12") || !d.Promised {
		t.Errorf("%+v", d)
	}
}

// TestMove: a letter that lies in the wrong inquiry since a merge was taken back goes
// to its own, and only there.
func TestMove(t *testing.T) {
	later := casework.ProvisionalLetter{Message: "m9", Newest: true, Home: "q2", HomeRef: casework.NewReference(2)}
	s := tell(t, lejre()).do(into(casework.Absorb, "2026-03-03 10:00"), into(casework.GiveBack, "2026-03-03 11:00", func(ev *casework.Event) {
		ev.Later = []casework.ProvisionalLetter{later}
	}))
	if !s.q.AsksToMove() || s.q.AsksToSplit() || s.q.HomeOf("m9") != "q2" {
		t.Fatalf("%+v", s.q.Provisional)
	}
	if offers := s.q.Offers(s.rules, s.now); !slices.Contains(offers.Buttons, casework.Move) {
		t.Errorf("offered: %v", offers.Buttons)
	}
	elsewhere := into(casework.Move, "2026-03-03 12:00", func(ev *casework.Event) { ev.Message, ev.Other = "m9", "q3" })
	s.refused(elsewhere, casework.NotProvisional)
	s.do(into(casework.Move, "2026-03-03 12:00", func(ev *casework.Event) { ev.Message = "m9" }))
	if len(s.q.Provisional) != 0 {
		t.Errorf("%+v", s.q.Provisional)
	}
}

// TestSaying: a no that has been taken back goes nowhere, and one an adviser has
// recorded goes along.
func TestSaying(t *testing.T) {
	back := act(casework.ResumeSharing, func(ev *casework.Event) { ev.Note = personal.New("Hun sagde ja.") })
	if s := tell(t, lejre(), flagged(casework.FlagNoSharing)).do(back); slices.Contains(s.q.Saying(), casework.FlagNoSharing) {
		t.Error("taken back, and said again")
	}
	if s := tell(t, lejre()).do(act(casework.StopSharing)); s.q.No() != casework.ReasonNoSharing || !slices.Contains(s.q.Saying(), casework.FlagNoSharing) {
		t.Error("recorded, and lost")
	}
}

// TestDangerIsMergedToo: danger that nobody has taken off turns the other red with the
// letter that speaks of it, calls, and keeps the neutral notice back there (domain 4.2).
func TestDangerIsMergedToo(t *testing.T) {
	absorbed := func(from *story) *story {
		return tell(t, lejre()).do(act(casework.Absorb, func(e *casework.Event) { e.Flags = from.q.Saying() }))
	}
	from := tell(t, lejre(), flagged(casework.FlagAcute))
	s := absorbed(from)
	if s.q.Alarm() != casework.ReasonAcute || s.alarms() != string(casework.ReasonAcute) {
		t.Errorf("an acute letter has joined: the card says %q, mailed %q", s.q.Alarms(), s.alarms())
	}
	if s.run(at("2026-03-16 16:00"), awake, true); s.last().Automatic && s.last().Letter == casework.LetterDeadlineNotice {
		t.Error("the neutral notice went")
	}
	if s = absorbed(from.do(act(casework.NotAcute))); s.q.Course.Acute || s.q.Verdict.Has(casework.FlagAcute) {
		t.Error("danger that was taken off came back by joining")
	}
}
