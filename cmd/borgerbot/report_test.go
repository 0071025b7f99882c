package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// filledOffice is an office with n inquiries, received one after another from an
// instant on and closed after a week. Each has as much in its sealed part as a
// letter leaves there.
func filledOffice(tb testing.TB, n int, from time.Time, apart time.Duration) (file string) {
	tb.Helper()
	file, cfg, in := newOffice(tb)
	var err error
	const together = 5000
	for first := 0; first < n; first += together {
		err = errors.Join(err, in.Store.Update(tb.Context(), func(tx *store.Tx) error {
			for i := first; i < min(first+together, n); i++ {
				if err := tx.PutInquiry(closedInquiry(i, from.Add(time.Duration(i)*apart), cfg.Rules())); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	if err := errors.Join(err, in.Close()); err != nil {
		tb.Fatal(err)
	}
	return file
}

func closedInquiry(i int, received time.Time, rules casework.Rules) *store.Inquiry {
	q := &store.Inquiry{Inquiry: casework.Inquiry{
		ID: casework.ID("q" + time.Duration(i).String()), Ref: casework.NewReference(uint32(i)), Version: 1, Received: received,
		Channel:  []casework.Channel{casework.ChannelMail, casework.ChannelPhone, casework.ChannelVisit}[i%3],
		Language: casework.Danish, Subject: personal.New("Kanariefugl"), Excerpt: personal.New(strings.Repeat("Kanariefugl ", 300)),
	}}
	q.Verdict.Kinds = []casework.Kind{casework.Kinds()[i%len(casework.Kinds())]}
	c := &q.Course
	c.State, c.Closed, c.Outcome = casework.Closed, received.AddDate(0, 0, 7), casework.Outcomes()[i%len(casework.Outcomes())]
	c.First.Promised, _ = rules.Due(rules.Today(received))
	c.First.Answered, c.Answered = received.AddDate(0, 0, i%19), received.AddDate(0, 0, i%19)
	if c.Outcome == casework.OutOfScope {
		c.Grounds, c.Referrals = []casework.Ground{casework.GroundOtherBody}, []string{"ankestyrelsen"}
	}
	return q
}

// TestReport writes the report of an office, without keys: a folder of its own,
// with the page and a file for every table, and not a word of a citizen's.
func TestReport(t *testing.T) {
	file := filledOffice(t, 120, time.Date(2024, 1, 2, 9, 0, 0, 0, time.UTC), 100*time.Hour)
	output := t.TempDir()
	play := func(args ...string) (string, string, int) {
		var out, errs bytes.Buffer
		code := run(append([]string{"report", file, "--output", output}, args...), terminal{
			out: &out, err: &errs, env: func(string) string { return "" },
		})
		return out.String(), errs.String(), code
	}
	page := filepath.Join(output, "aarsberetning-2025", "aarsberetning.html")
	if out, errs, code := play("--year", "2025"); code != exitOK || errs != "" || out != page+"\n16 tables as CSV beside it\n" {
		t.Fatalf("report: %d, %q, %q", code, out, errs)
	}
	files, err := filepath.Glob(filepath.Join(output, "*", "*"))
	if err != nil || len(files) != 17 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, name := range files {
		text, err := os.ReadFile(name)
		if err != nil || len(text) < 30 || bytes.Contains(text, []byte("Kanariefugl")) {
			t.Errorf("%s: %d bytes, %v", name, len(text), err)
		}
	}
	text, err := os.ReadFile(filepath.Join(output, "aarsberetning-2025", "01-maaneder.csv"))
	if err != nil || !strings.Contains(string(text), "I alt;") {
		t.Errorf("months: %q, %v", text, err)
	}
	if _, errs, code := play("--year", "2025"); code != exitFailed || !strings.Contains(errs, "is there already") {
		t.Errorf("once more: %d, %q", code, errs)
	}
	if _, errs, code := play("--year", "2010"); code != exitOK || !strings.Contains(errs, "nothing happened in the period") {
		t.Errorf("an empty year: %d, %q", code, errs)
	}
	if _, errs, code := play("--year", "2024", "--start-month", "6"); code != exitOK || !strings.Contains(errs, "warning: report.start_month is 1; publish") {
		t.Errorf("another month: %d, %q", code, errs)
	}
	running := time.Now().Format("2006")
	if _, errs, code := play("--year", running); code != exitOK || !strings.Contains(errs, "figures are preliminary") {
		t.Errorf("a running year: %d, %q", code, errs)
	}
	if left, _ := filepath.Glob(filepath.Join(output, ".*")); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
