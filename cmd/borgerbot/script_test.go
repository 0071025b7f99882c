package main

import (
	"bytes"
	"flag"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"borgerbot": main}) }

var update = flag.Bool("update", false, "write what the scripts compare with")

// TestScripts plays sessions at the terminal.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", RequireExplicitExec: true, UpdateScripts: *update})
}

func TestExitCodes(t *testing.T) {
	for _, row := range []struct {
		args string
		want int
	}{
		{"--help", exitOK},
		{"config check -h", exitOK},
		{"version", exitOK},
		{"", exitUsage},
		{"nonsense", exitUsage},
		{"config", exitUsage},
		{"config show", exitUsage},
		{"config example odense", exitUsage},
		{"config check nowhere.yaml", exitFailed},
		{"classify nowhere.eml", exitFailed},
		{"classify --preset odense nowhere.eml", exitUsage},
		{"classify --received soon nowhere.eml", exitUsage},
		{"deadline explain tomorrow", exitUsage},
		{"deadline explain --days x 2026-03-16", exitUsage},
		{"deadline explain --days 0 2026-03-16", exitUsage},
		{"deadline explain --days 100000 2026-03-16", exitUsage},
		{"deadline explain --config nowhere.yaml 2026-03-16", exitFailed},
	} {
		var out, errs bytes.Buffer
		got := run(strings.Fields(row.args), terminal{out: &out, err: &errs, env: func(string) string { return "" }})
		if got != row.want {
			t.Errorf("borgerbot %s: exit code %d, want %d: %s", row.args, got, row.want, &errs)
		}
		if said := errs.String(); got != exitOK && !strings.HasPrefix(said, "borgerbot: error: ") || got == exitOK && said != "" {
			t.Errorf("borgerbot %s complains %q", row.args, said)
		}
	}
}

// TestDeadlines asks for the dates that are easily counted wrong: a receipt at the
// weekend, over Easter and New Year, and at night in another zone.
func TestDeadlines(t *testing.T) {
	for _, row := range []struct{ received, want, why string }{
		{"2024-01-13T11:02", "2024-01-26", "on a Saturday"},
		{"2024-04-19T12:00", "2024-05-03", "store bededag is none from 2024"},
		{"2024-05-24T13:00", "2024-06-10", "grundlovsdag"},
		{"2024-12-13T15:30", "2025-01-03", "Christmas and New Year"},
		{"2024-12-23", "2025-01-13", ""},
		{"2025-01-01T00:05", "2025-01-15", "on a holiday"},
		{"2025-05-26", "2025-06-12", "three holidays"},
		{"2026-04-30T09:30:00", "2026-05-15", "1 May counts"},
		{"2028-05-22", "2028-06-07", "5 June is two holidays at once"},
		{"2025-06-15T22:30Z", "2025-06-30", "half past midnight in Denmark"},
		{"2024-12-31T07:10:00+08:00", "2025-01-15", "ten past midnight in Denmark"},
	} {
		var out, errs bytes.Buffer
		run([]string{"deadline", "explain", row.received}, terminal{out: &out, err: &errs})
		if got, _, _ := strings.Cut(out.String(), "\n"); got != row.want {
			t.Errorf("%s (%s): %s%s, want %s", row.received, row.why, got, &errs, row.want)
		}
	}
}
