//go:build integration

package main

import (
	"bytes"
	"database/sql"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3"
)

// TestReportFigure: a report on 100,000 inquiries of two years takes at most two
// seconds: by the clock, or of the processors where the machine does other things
// too. Beside it stands what reading the same columns and nothing else takes.
func TestReportFigure(t *testing.T) {
	const inquiries, limit, tries = 100_000, 2 * time.Second, 5
	file := filledOffice(t, inquiries, time.Date(2024, 1, 1, 9, 0, 0, 0, time.UTC), 10*time.Minute)
	least := time.Hour
	for n := 0; n < tries && least > limit; n++ {
		cpu := used(t)
		readAll(t, filepath.Join(filepath.Dir(file), "data", "borgerbot.db"), inquiries)
		bare := used(t) - cpu
		var out, errs bytes.Buffer
		began := time.Now()
		cpu = used(t)
		code := run([]string{"report", file, "--year", "2025", "--output", t.TempDir()}, terminal{
			out: &out, err: &errs, env: func(string) string { return "" },
		})
		took, ours := time.Since(began), used(t)-cpu
		if code != exitOK {
			t.Fatalf("report: %d, %s", code, &errs)
		}
		t.Logf("the report on %d inquiries took %v, %v of the processors; to read their figures takes %v of them: %.1f times that",
			inquiries, took.Round(time.Millisecond), ours.Round(time.Millisecond), bare.Round(time.Millisecond), float64(ours)/float64(bare))
		least = min(least, took, ours)
	}
	if least > limit {
		t.Errorf("the report took %v, at most %v", least, limit)
	}
}

// used is the time the processors have worked for the tests.
func used(t *testing.T) time.Duration {
	t.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// readAll reads the columns of the report, as they lie.
func readAll(t *testing.T, path string, want int) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `
		SELECT received_at, channel, language, kinds, sensitive, represented, outcome, decided, department, theme, finding,
		  closed_at, case_at, promised_first, answered_first, referrals, noticed
		FROM inquiries ORDER BY received_at`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	raw := make([]sql.RawBytes, 17)
	into := make([]any, len(raw))
	for i := range raw {
		into[i] = &raw[i]
	}
	n := 0
	for ; rows.Next(); n++ {
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
	}
	if rows.Err() != nil || n != want {
		t.Fatalf("%d rows, %v", n, rows.Err())
	}
}
