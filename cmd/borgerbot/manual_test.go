package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"borgerbot/internal/health"
	"borgerbot/internal/letter"
)

// readme is the manual.
func readme(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// TestManualsOffice: the configuration of the five minutes is whole, and without a
// mistake.
func TestManualsOffice(t *testing.T) {
	_, after, ok := strings.Cut(readme(t), "<!-- office.yaml: checked by go test ./cmd/borgerbot -->\n```yaml\n")
	text, _, end := strings.Cut(after, "```")
	if !ok || !end {
		t.Fatal("README.md has no office.yaml")
	}
	dir := t.TempDir()
	for name, secret := range map[string]string{
		"master_key": strings.Repeat("0123456789abcdef", 4), "imap_password": "x", "submission_password": "x",
		"slack_bot_token": "xoxb-1", "slack_app_token": "xapp-1",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(secret), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "office.yaml")
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(text, "/etc/borgerbot", dir)), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	check := run([]string{"config", "check", file}, terminal{out: &out, err: &errs, env: func(string) string { return "" }})
	if check != exitOK || strings.Count(out.String(), "warning: ") != 1 || !strings.Contains(out.String(), "values are invented") {
		t.Errorf("config check: %d\n%s%s", check, &out, &errs)
	}
}

// code is what stands in backquotes, or on a line of its own behind four spaces.
var code = regexp.MustCompile("(?m)`([^`\n]+)`|^ {4,}(.*)$")

// TestManualIsUnderstood: every command line in the manual is one.
func TestManualIsUnderstood(t *testing.T) {
	seen := 0
	called := regexp.MustCompile(`(^|[ (])borgerbot( |$)`)
	text := strings.ReplaceAll(readme(t), "\\\n", " ")
	for _, match := range code.FindAllStringSubmatch(text, -1) {
		line := match[1] + match[2]
		at := called.FindStringIndex(line)
		if at == nil || strings.HasPrefix(line, "journalctl") || strings.Contains(line[:at[0]+1], ":") || strings.Contains(line, "{") || strings.Contains(line, "install ") ||
			strings.Contains(line, "chown borgerbot") && !strings.Contains(line, "keys new") || strings.Contains(line, "-u borgerbot") ||
			strings.Contains(line, "systemctl") || strings.Contains(line, "──") || strings.Contains(line, "DisplayName") {
			continue
		}
		seen++
		understood(t, "README.md", line[at[0]:], "")
	}
	if seen < 30 {
		t.Errorf("only %d command lines were found", seen)
	}
}

// TestManualExplainsTrouble: every alarm, every reason why a road is closed, every
// metric that the example alerts watch and every exit code has its place in the
// manual.
func TestManualExplainsTrouble(t *testing.T) {
	text := readme(t)
	_, trouble, ok := strings.Cut(text, "\n## Trouble\n")
	if !ok {
		t.Fatal("README.md has no page on trouble")
	}
	trouble, _, _ = strings.Cut(trouble, "\n## ")
	var wanted []string
	for _, alarm := range letter.AlarmCodes() {
		wanted = append(wanted, string(alarm))
	}
	wanted = append(wanted, roadCodes()...)
	for _, match := range regexp.MustCompile(`alert: (\w+)`).FindAllStringSubmatch(string(health.Rules), -1) {
		wanted = append(wanted, match[1])
	}
	for _, exit := range []int{exitOK, exitFailed, exitUsage, exitCutOff, exitConfig} {
		wanted = append(wanted, strconv.Itoa(exit))
	}
	for _, what := range wanted {
		if !strings.Contains(trouble, "`"+what+"`") {
			t.Errorf("README.md, Trouble: nothing is said of `%s`", what)
		}
	}
	// And nothing that there is no more.
	named := regexp.MustCompile("(?m)^\\| `(\\w+)`").FindAllStringSubmatch(trouble, -1)
	for _, row := range named {
		if !slices.Contains(wanted, row[1]) {
			t.Errorf("README.md, Trouble: `%s` is no code of the program's", row[1])
		}
	}
}

// roadCodes are the codes of what closes a road, as the packages that say them name
// them, and the names of all metrics.
func roadCodes() (all []string) {
	for _, from := range []struct{ file, code string }{
		{"mailbox/errors.go", `(?m)^\tCode\w+ +Code = "(\w+)"`},
		{"submit/errors.go", `(?m)^\tPhase\w+ +Phase = "(\w+)"`},
		{"health/roads.go", `(?m)^\tCode\w+ += "(\w+)"`},
		{"letter/alarm.go", `(?m)^\tChannel\w+ +Distrust = "(\w+)"`},
		{"slackapp/errors.go", `(?m)^\t"(\w+)": +"`},
		{"export/drop.go", `(?m)^\tFolder\w+ +FolderCode = "(\w+)"`},
		{"daemon/health.go", `"(\w+)": store\.Err`},
		{"health/metrics.go", `(?m)^\t\{"(\w+)", "`},
		{"health/metrics.go", `histogram\("(\w+)"`},
	} {
		raw, err := os.ReadFile(filepath.Join("..", "..", "internal", from.file))
		if err != nil {
			panic(err)
		}
		found := regexp.MustCompile(from.code).FindAllStringSubmatch(string(raw), -1)
		if len(found) == 0 {
			panic(from.file + " names no codes any more as " + from.code)
		}
		for _, match := range found {
			all = append(all, match[1])
		}
	}
	return all
}
