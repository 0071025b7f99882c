package config

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/letter"
	"borgerbot/internal/scope"
)

var update = flag.Bool("update", false, "write the golden files")

// TestMistakes reads testdata/bad-<defect>.yaml, one file a defect, and compares
// every message. The files leave out what an office must set itself; messages on
// that alone are left out too.
func TestMistakes(t *testing.T) {
	files, err := filepath.Glob("testdata/bad-*.yaml")
	if err != nil || len(files) < 50 {
		t.Fatalf("found %d files, %v", len(files), err)
	}
	var got strings.Builder
	for _, file := range files {
		_, err := Read(file)
		var mistakes Mistakes
		if !errors.As(err, &mistakes) {
			t.Errorf("%s: %v, want mistakes", file, err)
			continue
		}
		got.WriteString("== " + filepath.Base(file) + "\n")
		for _, m := range mistakes {
			if !strings.HasPrefix(m.Text, "write the office's own; the preset's") {
				got.WriteString(strings.TrimPrefix(m.String(), "testdata/") + "\n")
			}
		}
	}
	golden(t, "testdata/bad.golden", got.String())
	if strings.Contains(got.String(), "hunter") {
		t.Error("a secret is shown")
	}
}

// golden compares got with a file, or writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got); run with -update and read the difference:\n%s", file, diff)
	}
}

// TestPresets: each is complete, runs as it is, and has every key the program
// knows.
func TestPresets(t *testing.T) {
	for _, name := range Presets() {
		c, err := Preset(name)
		if err != nil {
			t.Errorf("preset %s: %v", name, err)
			continue
		}
		if got := c.Calendar().AddWorkingDays(calendar.On(2026, time.March, 2), 1); got != calendar.On(2026, time.March, 3) {
			t.Errorf("preset %s: the working day after 2026-03-02 is %s", name, got)
		}
		if name == "demo" {
			continue
		}
		raw, err := Example(name)
		if err != nil {
			t.Fatal(err)
		}
		r := reader{src: &source{}}
		root := r.read(raw)
		for _, path := range paths(reflect.TypeFor[Config](), "") {
			if _, there := root.find(path); !there && !strings.HasPrefix(path, "calendar.closings[0]") &&
				!strings.HasPrefix(path, "retention.outcome_days.") && !strings.Contains(path, "absences[0]") && !strings.HasPrefix(path, "snippets.own[0]") {
				t.Errorf("preset %s lacks %s", name, path)
			}
		}
	}
	if _, err := Example("odense"); err == nil || !strings.Contains(err.Error(), "demo, horsens, lejre") {
		t.Errorf("Example(odense) = %v, want the presets there are", err)
	}
}

// paths lists every key of a type, the first of each list.
func paths(t reflect.Type, path string) []string {
	switch t.Kind() {
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Struct {
			return paths(t.Elem(), path+"[0]")
		}
	case reflect.Map:
		var all []string
		for _, key := range choices[t.Key()] {
			all = append(all, join(path, key))
		}
		return all
	case reflect.Struct:
		var all []string
		for i := range t.NumField() {
			if key := keyOf(t.Field(i)); key != "" {
				all = append(all, paths(t.Field(i).Type, join(path, key))...)
			}
		}
		if all != nil {
			return all
		}
	}
	return []string{path}
}

// TestInvented: an office that sets nothing is told everything it must set.
func TestInvented(t *testing.T) {
	for _, preset := range bases {
		file := filepath.Join(t.TempDir(), "office.yaml")
		write(t, file, "preset: "+preset+"\n", 0o600)
		_, err := Read(file)
		var mistakes Mistakes
		if !errors.As(err, &mistakes) {
			t.Fatalf("Read = %v", err)
		}
		var got []string
		for _, m := range mistakes {
			got = append(got, m.Path)
		}
		want := []string{
			"instance", "office.municipality", "office.place", "office.phone", "office.email", "office.privacy_url",
			"office.security_url", "office.power_of_attorney_url", "office.secure_mail.url",
			"advisers", "departments", "mailboxes", "submission.server", "submission.user", "submission.helo",
			"submission.message_domain", "slack.channel",
		}
		if preset == "horsens" { // has no such pages, and writes at borger.dk
			want = append(want[:6:6], want[9:]...)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", preset, diff)
		}
	}
}

// TestPresetsDiffer holds what the offices' own pages say (domain 1.4).
func TestPresetsDiffer(t *testing.T) {
	lejre, err := Preset("lejre")
	if err != nil {
		t.Fatal(err)
	}
	horsens, err := Preset("horsens")
	if err != nil {
		t.Fatal(err)
	}
	l, h := lejre.Rules(), horsens.Rules()
	for _, row := range []struct {
		what                   string
		lejre, horsens         any
		wantLejre, wantHorsens any
	}{
		{"H18, L37", l.OpensCase, h.OpensCase, casework.OnWrittenComplaint, casework.OnAgreement},
		{"H15, L23", l.Sharing, h.Sharing, casework.OptOut, casework.OptIn},
		{"L37", l.Receipt, h.Receipt, casework.LetterReceiptDeadline, casework.LetterReceiptSimple},
		{"L37", l.Deadline.Promised, h.Deadline.Promised, true, false},
		{"L37", l.Deadline.Workdays, h.Deadline.Workdays, 10, 10},
		{"L39", l.Deadline.NoticeWorkdays, h.Deadline.NoticeWorkdays, 5, 5},
		{"H23", l.ConsentRequired, h.ConsentRequired, false, true},
		{"H20", l.CopyToCitizen, h.CopyToCitizen, true, true},
		{"H17", l.Retention.Contact, h.Retention.Contact, 0, 30},
		{"hours", l.Hours, h.Hours, casework.ReminderHours{From: 8, To: 16, Notice: 15}, casework.ReminderHours{From: 8, To: 16, Notice: 15}},
		{"H2", fmt.Sprint(lejre.Office().DropIn), fmt.Sprint(horsens.Office().DropIn), "[]", "[Tuesday Thursday]"},
		{"H13, L7", lejre.Office().MeetingRole, horsens.Office().MeetingRole, letter.Observer, letter.Participant},
		{"H9, L10", lejre.Office().CanFormulate, horsens.Office().CanFormulate, true, false},
		{"H31, L21", lejre.Office().OldFromClosing, horsens.Office().OldFromClosing, true, false},
		{"H4", len(lejre.Office().Advisers), len(horsens.Office().Advisers), 1, 2},
		{"L22", lejre.Office().Disclosure, horsens.Office().Disclosure, letter.Minimal, letter.Modal},
		{
			"L21, H31", lejre.Scope().Grounds[casework.GroundOld], horsens.Scope().Grounds[casework.GroundOld],
			scope.GroundRule{On: true, Months: 12, Anchor: scope.AnchorClosed, Hard: true},
			scope.GroundRule{On: true, Months: 12, Anchor: scope.AnchorEvent},
		},
		{
			"L18", lejre.Scope().Grounds[casework.GroundPending], horsens.Scope().Grounds[casework.GroundPending],
			scope.GroundRule{On: true}, scope.GroundRule{},
		},
		{
			"L1", lejre.Scope().Grounds[casework.GroundNotMunicipal], horsens.Scope().Grounds[casework.GroundNotMunicipal],
			scope.GroundRule{On: true, SuggestOnly: true}, scope.GroundRule{On: true, SuggestOnly: true},
		},
		{"L5, L9, L13", fmt.Sprint(lejre.Scope().Unlisted), fmt.Sprint(horsens.Scope().Unlisted), "[]", "[practical reopen wayfinding]"},
		{"own name", lejre.Scope().Municipality, horsens.Scope().Municipality, "Lejre", "Horsens"},
		{"sentences", lejre.Scope().Preset, horsens.Scope().Preset, "lejre", "horsens"},
	} {
		if row.lejre != row.wantLejre || row.horsens != row.wantHorsens {
			t.Errorf("%s: %v and %v, want %v and %v", row.what, row.lejre, row.horsens, row.wantLejre, row.wantHorsens)
		}
	}
}

func TestOwnFile(t *testing.T) {
	c, err := Read("testdata/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ what, got, want string }{
		{"a relative path", string(c.DataDir), filepath.Join("testdata", "data")},
		{"a key of a section", c.Facts.Council.Da, "kommunalbestyrelsen"},
		{"an overridden key", c.Facts.Municipality, "Hovedby Kommune"},
		{"an emptied key", c.Facts.SecurityURL, ""},
		{"alarms left out", c.Advisers[0].Alarms, "kirsten@hovedby.example"},
		{"alarms", c.Advisers[1].Alarms, "vagt@hovedby.example"},
		{"domains left out", fmt.Sprint(c.Departments[0].Domains), "[hovedby.example]"},
		{"tls left out", string(c.Mailboxes[0].IMAP.TLS), "tls"},
		{"inbox left out", c.Mailboxes[0].Inbox, "INBOX"},
		{"max_megabytes left out", fmt.Sprint(c.Mailboxes[0].MaxMegabytes), "64"},
		{"grace", c.Rules().Grace.String(), "1m30s"},
		{"warnings", fmt.Sprint(c.Warnings), "[]"},
	} {
		if row.got != row.want {
			t.Errorf("%s: %q, want %q", row.what, row.got, row.want)
		}
	}
	due, moved := c.Rules().Due(calendar.On(2026, time.July, 10))
	if want := calendar.On(2026, time.August, 14); due != want || !moved {
		t.Errorf("Due(2026-07-10) = %s, %t; want %s, moved by the absence", due, moved, want)
	}
}

// TestForms: the same file as different editors save it.
func TestForms(t *testing.T) {
	raw, err := os.ReadFile("testdata/office.yaml")
	if err != nil {
		t.Fatal(err)
	}
	unix := string(raw)
	for what, text := range map[string]string{
		"Windows":                           "\uFEFF" + strings.ReplaceAll(unix, "\n", "\r\n"),
		"a document mark":                   "# the office\n---\n" + unix,
		"an end mark":                       unix + "...\n",
		"only a comment after another mark": unix + "---\n# the end\n",
	} {
		file := filepath.Join(t.TempDir(), "office.yaml")
		write(t, file, text, 0o600)
		if c, err := Read(file); err != nil || c.Facts.Municipality != "Hovedby Kommune" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestFingerprint: deadlines are counted again when, and only when, what they
// follow from has changed.
func TestFingerprint(t *testing.T) {
	read := func(old, new string) string {
		t.Helper()
		raw, err := os.ReadFile("testdata/office.yaml")
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(raw), old) {
			t.Fatalf("the file has no %q", old)
		}
		file := filepath.Join(t.TempDir(), "office.yaml")
		write(t, file, strings.Replace(string(raw), old, new, 1), 0o600)
		c, err := Read(file)
		if err != nil {
			t.Fatal(err)
		}
		return c.CalendarFingerprint()
	}
	was := read("grace: 90s", "grace: 60s")
	for _, row := range []struct {
		old, new string
		differs  bool
	}{
		{"instance: hovedby", "instance: other", false},
		{"to: 2026-12-30", "to: 2026-12-31", true},
		{"to: 2026-07-31", "to: 2026-07-24", true},
		{"2026-12-30}", "2026-12-30, yearly: true}", true},
		{"intake:", "deadline: {workdays: 8}\nintake:", true},
		{"intake:", "deadline: {safety_days: 1}\nintake:", true},
	} {
		if differs := read(row.old, row.new) != was; differs != row.differs {
			t.Errorf("%q for %q: the fingerprint differs: %t, want %t", row.new, row.old, differs, row.differs)
		}
	}
}

func TestReadErrors(t *testing.T) {
	if _, err := Read("testdata/nowhere.yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Read of no file = %v", err)
	}
	large := filepath.Join(t.TempDir(), "large.yaml")
	write(t, large, strings.Repeat("# x\n", maxBytes/4+1), 0o600)
	if _, err := Read(large); err == nil || !strings.Contains(err.Error(), "is no configuration") {
		t.Errorf("Read of a huge file = %v", err)
	}
}

func TestShow(t *testing.T) {
	c, err := Preset("demo")
	if err != nil {
		t.Fatal(err)
	}
	c.Mailboxes[0].IMAP.Password = NewSecret("hunter2")
	shown, err := c.Show()
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/show.golden", string(shown))
}

func write(t *testing.T, file, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, mode); err != nil {
		t.Fatal(err)
	}
}
