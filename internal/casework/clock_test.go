package casework_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
)

// tick is an event the clock brought, and when.
type tick struct {
	at      time.Time
	ev      casework.Event
	effects []casework.Effect
}

// run lets the clock run to an instant. asleep says, for an instant the clock
// wants to wake at, when the program really runs; letters arrive at once when
// relay is set.
func (s *story) run(until time.Time, asleep func(time.Time) time.Time, relay bool) []tick {
	s.t.Helper()
	var ticks []tick
	for range 10_000 {
		ev, next := s.q.Clock(s.rules, s.now)
		if ev.Type == "" {
			if next.IsZero() || next.After(until) {
				s.now = until
				return ticks
			}
			if !next.After(s.now) {
				s.t.Fatalf("the clock wakes at %s, which is not after %s", next, s.now)
			}
			s.now = asleep(next)
			continue
		}
		if !ev.At.Equal(s.now) || ev.By.Role != casework.ByClock {
			s.t.Fatalf("the clock's event at %s says %s by %q", s.now, ev.At, ev.By.Role)
		}
		s.do(ev)
		ticks = append(ticks, tick{s.now, ev, s.effects})
		for _, l := range s.q.Letters {
			if relay && l.Status == casework.LetterPending {
				s.do(casework.Event{Type: casework.LetterDelivered, Key: l.Key, At: s.now, By: casework.Actor{Role: casework.BySystem}})
			}
		}
	}
	s.t.Fatal("the clock does not come to rest")
	return nil
}

func awake(t time.Time) time.Time { return t }

// diary is what the clock brought, as people read it.
func diary(ticks []tick) string {
	var lines []string
	for _, k := range ticks {
		words := []string{k.at.In(copenhagen).Format("Mon 2006-01-02 15:04"), string(k.ev.Type)}
		if k.ev.Step != "" {
			words = append(words, string(k.ev.Step))
		}
		for _, e := range k.effects {
			switch e := e.(type) {
			case casework.SendLetter:
				words = append(words, string(e.Letter)+"="+e.Fields.NewDate.String())
			case casework.Ping:
				words = append(words, "ping:"+string(e.To))
			case casework.Alarm:
				words = append(words, "alarm:"+string(e.Reason))
			}
		}
		lines = append(lines, strings.Join(words, " "))
	}
	return strings.Join(lines, "\n")
}

func same(t *testing.T, got string, want ...string) {
	t.Helper()
	if all := strings.Join(want, "\n"); got != all {
		t.Errorf("got:\n%s\nwant:\n%s", got, all)
	}
}

// TestLadder is the whole course of an inquiry nobody touches (design 6, L37–L39).
func TestLadder(t *testing.T) {
	same(t, diary(tell(t, lejre()).run(at("2026-05-01 12:00"), awake, true)),
		"Mon 2026-03-09 08:00 reminder_due day5",
		"Thu 2026-03-12 08:00 reminder_due day8",
		"Fri 2026-03-13 08:00 reminder_due day9 ping:",
		"Mon 2026-03-16 15:00 notice_due L09=2026-03-23 ping:",
		// The new date has its own ladder, as far as it reaches.
		"Thu 2026-03-19 08:00 reminder_due day8",
		"Fri 2026-03-20 08:00 reminder_due day9 ping:",
		"Mon 2026-03-23 15:00 notice_due ping: alarm:suppressed",
		// 30 days after the notice: closing is proposed, on a working day.
		"Wed 2026-04-15 08:00 silence_due")
	// Horsens promises nothing: the digest, and never a letter.
	same(t, diary(tell(t, horsens()).run(at("2026-05-01 12:00"), awake, true)),
		"Mon 2026-03-09 08:00 reminder_due day5",
		"Thu 2026-03-12 08:00 reminder_due day8",
		"Fri 2026-03-13 08:00 reminder_due day9",
		"Wed 2026-04-01 08:00 silence_due")
}

// TestLadderCallsTheHolder: who has it is called, and all when nobody has.
func TestLadderCallsTheHolder(t *testing.T) {
	ticks := tell(t, lejre()).do(act(casework.Take)).run(at("2026-03-16 16:00"), awake, true)
	same(t, diary(ticks[2:]), "Fri 2026-03-13 08:00 reminder_due day9 ping:a1", "Mon 2026-03-16 15:00 notice_due L09=2026-03-23 ping:a1")
}

// TestLadderStops: an answer, in whatever way, stands the clock still (L37).
func TestLadderStops(t *testing.T) {
	answers := func(e *casework.Event) { e.Answers = true }
	for name, given := range map[string][]casework.Event{
		"a call that answered": {act(casework.Call, answers)},
		"a letter of her own":  {act(casework.SentItMyself)},
		"her mail in Sent":     {act(casework.AdviserWrote, answers)},
		"out of scope":         {act(casework.MarkOutOfScope)},
		"not a complaint":      {act(casework.MarkNotAComplaint)},
	} {
		r := lejre()
		r.SilenceDays = 0
		s := tell(t, r).do(given...)
		if l := s.q.Letters[len(s.q.Letters)-1]; l.Status == casework.LetterPending {
			s.do(became(casework.LetterDelivered, l.Key))
		}
		if got := diary(s.run(at("2027-03-01 12:00"), awake, true)); got != "" {
			t.Errorf("after %s the clock goes on:\n%s", name, got)
		}
	}
}

// TestNoticeIsWithheld: where it may not go by itself all are called instead,
// on the day (design 6).
func TestNoticeIsWithheld(t *testing.T) {
	for name, change := range map[string]func(*casework.MailFacts){
		"acute":           flagged(casework.FlagAcute),
		"held":            receiptRule(casework.ReceiptForged),
		"a threat":        flagged(casework.FlagThreat),
		"no address":      noAddress,
		"by Digital Post": channel(casework.ChannelDigitalPost),
	} {
		s := tell(t, lejre(), change)
		ticks := s.run(at("2026-03-17 12:00"), awake, true)
		if got := diary(ticks[len(ticks)-1:]); got != "Mon 2026-03-16 15:00 notice_due ping: alarm:suppressed" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// TestDowntime: after it what a citizen is owed leaves at once, at any hour; a
// reminder waits for working hours, and only the newest counts (design 6).
func TestDowntime(t *testing.T) {
	for _, row := range []struct {
		name, back string
		want       []string
	}{
		{"back on Tuesday night", "2026-03-10 23:30", []string{"Wed 2026-03-11 08:00 reminder_due day5"}},
		{"back on Saturday", "2026-03-14 11:00", []string{"Mon 2026-03-16 08:00 reminder_due day9 ping:"}},
		{"back within the hours", "2026-03-13 10:17", []string{"Fri 2026-03-13 10:17 reminder_due day9 ping:"}},
		{"back at closing time", "2026-03-13 16:00", []string{"Mon 2026-03-16 08:00 reminder_due day9 ping:"}},
		{"back after the date, at night", "2026-03-17 03:00", []string{"Tue 2026-03-17 03:00 notice_due L09=2026-03-24 ping:"}},
		{"back on a Sunday after the date", "2026-03-22 12:00", []string{"Sun 2026-03-22 12:00 notice_due L09=2026-03-27 ping:"}},
	} {
		back := at(row.back)
		s := tell(t, lejre())
		ticks := s.run(back.AddDate(0, 0, 4), func(wake time.Time) time.Time {
			if wake.Before(back) {
				return back
			}
			return wake
		}, true)
		if len(ticks) == 0 {
			t.Errorf("%s: nothing happens", row.name)
			continue
		}
		t.Log(row.name)
		same(t, diary(ticks[:1]), row.want...)
	}
}

// TestEveryDayOfTwentyYears lets inquiries come at chance instants of twenty
// years and holds both presets to what is promised: each notice once, on the
// tenth working day at 15:00 and never earlier, reminders only in working hours.
func TestEveryDayOfTwentyYears(t *testing.T) {
	closings := []calendar.Closing{{Name: "jul", From: date("2020-12-27"), To: date("2020-12-30"), Yearly: true}}
	random := rand.New(rand.NewPCG(1, 2))
	start := at("2024-01-01 00:00")
	for i := range 1200 {
		received := start.Add(time.Duration(random.Int64N(int64(20 * 365 * 24 * time.Hour)))).Truncate(time.Second)
		for _, preset := range []string{"lejre", "horsens"} {
			r := office(preset)
			if i%2 == 0 {
				r.Calendar = calendar.New(closings...)
			}
			s := tell(t, r, func(m *casework.MailFacts) { m.Received = received })
			back := received.Add(time.Duration(random.Int64N(int64(40 * 24 * time.Hour))))
			asleep := awake
			if i%4 >= 2 { // down from the first hour until back
				asleep = func(wake time.Time) time.Time {
					if wake.Before(back) {
						return back
					}
					return wake
				}
			}
			checkYears(t, s, s.run(received.AddDate(0, 0, 90), asleep, true), preset, received, asleep)
			if t.Failed() {
				t.Fatalf("received %s, back %s", received, back)
			}
		}
	}
}

func checkYears(t *testing.T, s *story, ticks []tick, preset string, received time.Time, asleep func(time.Time) time.Time) {
	t.Helper()
	due := tenth(s.rules, received, 10)
	notices, alarms := 0, 0
	var steps []casework.Step
	for _, k := range ticks {
		hours(t, s.rules, k)
		switch k.ev.Type {
		case casework.ReminderDue:
			steps = append(steps, k.ev.Step)
		case casework.NoticeDue:
			want := asleep(due.At(15, 0, copenhagen))
			if notices == 1 {
				want = asleep(tenth(s.rules, want, 5).At(15, 0, copenhagen))
			}
			if !k.at.Equal(want) {
				t.Errorf("notice %d at %s, want %s", notices+1, k.at, want)
			}
			notices++
		}
		for _, e := range k.effects {
			if a, ok := e.(casework.Alarm); ok && a.Reason == casework.ReasonSuppressed {
				alarms++
			}
		}
	}
	automatic := 0
	for _, l := range s.q.Letters {
		if l.Letter == casework.LetterDeadlineNotice {
			automatic++
		}
	}
	if want := map[string][3]int{"lejre": {2, 1, 1}, "horsens": {}}[preset]; want != [3]int{notices, automatic, alarms} {
		t.Errorf("%s: %d notices due, %d sent, %d alarms, want %v\n%s", preset, notices, automatic, alarms, want, diary(ticks))
	}
	once := slices.Compact(slices.Clone(steps))
	if len(once) != len(steps) {
		t.Errorf("a reminder came twice: %v", steps)
	}
}

// hours holds what is for advisers to working days from 8 to 16.
func hours(t *testing.T, r casework.Rules, k tick) {
	t.Helper()
	local := k.at.In(copenhagen)
	atWork := r.Calendar.WorkingDay(calendar.Of(k.at, copenhagen)) && local.Hour() >= 8 && local.Hour() < 16
	if k.ev.Type != casework.NoticeDue && k.ev.Type != casework.AlarmDue && !atWork {
		t.Errorf("%s at %s", k.ev.Type, local)
	}
}

// tenth counts working days the plain way.
func tenth(r casework.Rules, from time.Time, n int) calendar.Date {
	d := calendar.Of(from, copenhagen)
	for n > 0 {
		d = d.AddDays(1)
		if r.Calendar.WorkingDay(d) {
			n--
		}
	}
	return d
}

// TestSummertime: the local clock decides, on the days it jumps too.
func TestSummertime(t *testing.T) {
	for _, received := range []string{"2026-03-13 23:59", "2026-03-16 00:30", "2026-10-12 02:30", "2026-10-09 12:00"} {
		s := tell(t, lejre(), func(m *casework.MailFacts) { m.Received = at(received) })
		for _, k := range s.run(s.now.AddDate(0, 1, 0), awake, true) {
			if clock := k.at.In(copenhagen).Format("15:04"); clock != "08:00" && clock != "15:00" {
				t.Errorf("received %s: %s at %s", received, k.ev.Type, clock)
			}
		}
	}
}

// TestAbsence: working days on which the office is away do not count; the
// receipt's date is the moved one, and the inquiry says so (L38).
func TestAbsence(t *testing.T) {
	r := lejre()
	r.Deadline.Absences = []calendar.Period{{From: date("2026-03-05"), To: date("2026-03-11")}}
	s := tell(t, r)
	d := s.q.Course.Deadline
	if d.Date != date("2026-03-23") || d.Told != d.Date || !d.Moved {
		t.Errorf("deadline = %+v", d)
	}
	r.Deadline = casework.DeadlineRule{Promised: true, Workdays: 10, SafetyDays: 1, NoticeWorkdays: 5}
	if due, moved := r.Due(date("2026-03-02")); due != date("2026-03-13") || moved {
		t.Errorf("with a safety day: %s, moved %v", due, moved)
	}
}

// TestRecount: a new closing day moves the date and not what the citizen was
// told; one that falls away moves the ladder forward (design 6).
func TestRecount(t *testing.T) {
	closed := func(days ...string) *calendar.Calendar {
		var closings []calendar.Closing
		for _, d := range days {
			closings = append(closings, calendar.Closing{Name: "x", From: date(d), To: date(d)})
		}
		return calendar.New(closings...)
	}
	for _, row := range []struct {
		name, preset          string
		before, after         *calendar.Calendar
		want, anchor, notices string
	}{
		{"a closing day more, told", "lejre", closed(), closed("2026-03-10"), "2026-03-17", "2026-03-16", "2026-03-16"},
		{"a closing day less, told", "lejre", closed("2026-03-10"), closed(), "2026-03-16", "2026-03-16", "2026-03-16"},
		{"the last day closed, told", "lejre", closed(), closed("2026-03-16"), "2026-03-17", "2026-03-16", "2026-03-16"},
		{"a closing day more, nobody told", "horsens", closed(), closed("2026-03-10"), "2026-03-17", "2026-03-17", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := office(row.preset)
			r.Calendar = row.before
			s := tell(t, r)
			s.run(at("2026-03-09 12:00"), awake, true)
			before, reached := s.q.Course.Deadline.Date, s.q.Course.Deadline.Reached
			moves := s.q.Course.Deadline.Anchor() != date(row.anchor)
			s.rules.Calendar = row.after
			after, differs := s.q.Recount(s.rules)
			if after != date(row.want) || !differs {
				t.Fatalf("Recount = %s, %v, want %s", after, differs, row.want)
			}
			s.do(casework.Event{
				Type: casework.DeadlineRecomputed, By: casework.Actor{Role: casework.BySystem}, At: s.now,
				Before: before, Date: after, Reason: casework.ReasonClosingDay,
			})
			if got := s.q.Course.Deadline.Anchor(); got != date(row.anchor) {
				t.Errorf("the ladder runs toward %s, want %s", got, row.anchor)
			}
			if again := s.q.Course.Deadline.Reached == casework.StepNone; reached == casework.StepNone || again != moves {
				t.Errorf("the ladder begins again = %v, want %v (it was at %q)", again, moves, reached)
			}
			if _, differs := s.q.Recount(s.rules); differs {
				t.Error("a second count differs")
			}
			notice := ""
			for _, k := range s.run(at("2026-03-20 12:00"), awake, true) {
				if k.ev.Type == casework.NoticeDue {
					notice = calendar.Of(k.at, copenhagen).String()
				}
			}
			if notice != row.notices {
				t.Errorf("the notice went on %q, want %q", notice, row.notices)
			}
		})
	}
}

// TestRecountLeavesAlone what has no counted date that still runs.
func TestRecountLeavesAlone(t *testing.T) {
	more := calendar.New(calendar.Closing{Name: "x", From: date("2026-03-10"), To: date("2026-03-18")})
	for name, s := range map[string]*story{
		"answered":             tell(t, lejre()).do(act(casework.SentItMyself)),
		"closed":               tell(t, lejre()).do(act(casework.MarkNotAComplaint)),
		"an adviser's date":    tell(t, lejre()).do(act(casework.ExtendDeadline)),
		"no clock":             tell(t, clockless()),
		"the same calendar":    nil,
		"a department's dates": tell(t, lejre()).do(act(casework.SendToDepartment)),
	} {
		r := lejre()
		if s == nil {
			s = tell(t, r)
		} else {
			r.Calendar = more
		}
		if _, differs := s.q.Recount(r); differs {
			t.Errorf("%s: the date is counted again", name)
		}
	}
	s := tell(t, lejre())
	s.run(at("2026-03-16 16:00"), awake, true)
	r := lejre()
	r.Calendar = calendar.New(calendar.Closing{Name: "x", From: date("2026-03-18"), To: date("2026-03-18")})
	if after, differs := s.q.Recount(r); after != date("2026-03-24") || !differs {
		t.Errorf("after the notice: %s, %v", after, differs)
	}
}

// clockless is an office that counts no days at all.
func clockless() casework.Rules {
	r := horsens()
	r.Deadline.Workdays = 0
	return r
}

// TestNoticeCannotBeForced: it goes when the clock demands it, whoever asks
// (design 1.2).
func TestNoticeCannotBeForced(t *testing.T) {
	force := func(when string) casework.Event {
		return casework.Event{Type: casework.NoticeDue, At: at(when), By: casework.Actor{Role: casework.ByClock}}
	}
	tell(t, lejre()).refused(force("2026-03-16 14:59"), casework.WrongState).do(force("2026-03-16 15:00"))
	tell(t, lejre()).do(act(casework.SentItMyself)).refused(force("2026-03-16 15:00"), casework.WrongState)
	tell(t, horsens()).refused(force("2026-03-16 15:00"), casework.WrongState)
	s := tell(t, lejre()).do(force("2026-03-16 15:00")).refused(force("2026-03-16 15:00"), casework.WrongState)
	s.do(force("2026-03-23 15:00")).refused(force("2026-03-24 15:00"), casework.WrongState)
}

// TestThreatWithItsReceipt: once an adviser has let the receipt go, the notice
// may follow by itself.
func TestThreatWithItsReceipt(t *testing.T) {
	s := tell(t, lejre(), flagged(casework.FlagThreat)).do(act(casework.ReleaseHeld))
	ticks := s.run(at("2026-03-16 15:00"), awake, true)
	same(t, diary(ticks[len(ticks)-1:]), "Mon 2026-03-16 15:00 notice_due L09=2026-03-23 ping:")
}

// TestAnsweringTodayPutsTheNoticeOff: on the last day an adviser's "jeg svarer i
// dag" gives her until the evening; then the citizen hears all the same (L39).
func TestAnsweringTodayPutsTheNoticeOff(t *testing.T) {
	r := lejre()
	q, _ := opened(t, r)
	due := q.Course.Deadline.Anchor()
	q, _, err := q.Apply(r, casework.Event{
		Type: casework.AnsweringToday, At: due.At(14, 0, copenhagen), By: adviser, Press: "p",
	})
	if err != nil {
		t.Fatal(err)
	}
	if ev, _ := q.Clock(r, due.At(15, 0, copenhagen)); ev.Type == casework.NoticeDue {
		t.Error("the notice is due although an adviser answers today")
	}
	if ev, _ := q.Clock(r, due.At(18, 0, copenhagen)); ev.Type != casework.NoticeDue {
		t.Errorf("in the evening %q is due, want the notice", ev.Type)
	}
}

// TestAPromiseSurvivesAMerge: what the citizen was told of the one inquiry holds
// in the other.
func TestAPromiseSurvivesAMerge(t *testing.T) {
	r := lejre()
	q, _ := opened(t, r)
	q.Course.Answered = at("2026-03-03 09:00")
	q, _, err := q.Apply(r, casework.Event{
		Type: casework.Absorb, At: at("2026-03-04 09:00"), By: adviser, Press: "p", Other: "q2", Date: date("2026-03-12"),
	})
	if err != nil {
		t.Fatal(err)
	}
	d := q.Course.Deadline
	if d.Anchor() != date("2026-03-12") || !d.Promised || !q.Course.Answered.IsZero() {
		t.Errorf("after the merge the deadline is %+v, answered %s", d, q.Course.Answered)
	}
}
