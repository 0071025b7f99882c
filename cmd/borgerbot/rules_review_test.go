package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// TestRulesReview lists what was decided otherwise, with nothing of what anybody
// wrote.
func TestRulesReview(t *testing.T) {
	file, play := operator(t)
	cfg, err := config.LoadData(file, func(string) string { return strings.Repeat("0123456789abcdef", 4) })
	if err != nil {
		t.Fatal(err)
	}
	in, err := daemon.Open(t.Context(), cfg, false, func() {})
	if err != nil {
		t.Fatal(err)
	}
	delay := casework.Verdict{Remit: casework.In, Kinds: []casework.Kind{casework.KindDelay}, Evidence: []casework.Evidence{
		{Label: "delay", Rule: "delay-no-answer", For: true, Text: personal.New("Kanariefugl svarer ikke")},
	}}
	acute := casework.Verdict{Remit: casework.Check, Flags: []casework.Flag{casework.FlagAcute}}
	at := time.Date(2026, 3, 1, 23, 30, 0, 0, time.UTC) // after midnight in Denmark
	err = in.Store.Update(t.Context(), func(tx *store.Tx) error {
		put := func(n int, v casework.Verdict, c casework.Course, act casework.EventType) error {
			q := store.Inquiry{Inquiry: casework.Inquiry{
				ID: casework.ID(string(rune('a' + n))), Ref: casework.NewReference(uint32(n)), Version: 1,
				Received: at.AddDate(0, 0, n-1), Verdict: v, Course: c,
			}}
			ev := casework.Event{Type: act, At: at, By: casework.Actor{Role: casework.ByAdviser, Adviser: "a1"}, Note: personal.New("Kanariefugl")}
			return errors.Join(tx.PutInquiry(&q), tx.AppendEvent(q, ev))
		}
		closed := func(o casework.Outcome) casework.Course {
			return casework.Course{State: casework.Closed, Outcome: o, Closed: at}
		}
		return errors.Join(
			put(0, delay, closed(casework.Referred), casework.Close), // the day before
			put(1, delay, closed(casework.Referred), casework.Close),
			put(2, delay, closed(casework.Advised), casework.Close),
			put(3, acute, casework.Course{State: casework.InDialogue}, casework.NotAcute),
			put(4, delay, casework.Course{State: casework.Received}, casework.Take),
			put(5, delay, casework.Course{State: casework.Erased}, casework.Erase),
		)
	})
	if err := errors.Join(err, in.Close()); err != nil {
		t.Fatal(err)
	}
	out, errs, code := play("rules", "review", "--config", file, "--since", "2026-03-02")
	want := string(casework.NewReference(1)) + "\t2026-03-02\tsuggested IN delay\tdecided referred\tdeclined\trules delay-no-answer\n" +
		string(casework.NewReference(3)) + "\t2026-03-04\tsuggested CHECK\tdecided in_dialogue not_acute\tnot_acute\trules -\n" +
		"rule delay-no-answer\tagreed 1\totherwise 1\n" +
		"inquiries: 5, with a decision to compare: 3, otherwise: 2, erased: 1\n"
	if out != want || code != exitOK {
		t.Errorf("exit code %d, %s%s, want\n%s", code, errs, out, want)
	}
}

func TestRulesReviewAsksForWhatItNeeds(t *testing.T) {
	file, play := operator(t)
	for _, row := range []struct {
		args string
		code int
		says string
	}{
		{"--config FILE --since 2.3.2026", exitUsage, "is not a date like"},
		{"--config FILE", exitUsage, "missing flags: --since=DATE"},
		{"--since 2026-03-02", exitUsage, "missing flags: --config=FILE"},
		{"--config nowhere.yaml --since 2026-03-02", exitFailed, "nowhere.yaml"},
	} {
		_, errs, code := play(append([]string{"rules", "review"}, strings.Fields(strings.Replace(row.args, "FILE", file, 1))...)...)
		if code != row.code || !strings.Contains(errs, row.says) {
			t.Errorf("%s: exit code %d, %s", row.args, code, errs)
		}
	}
}
