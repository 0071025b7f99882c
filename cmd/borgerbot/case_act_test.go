package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCaseAct: the command line does what the windows do, through the same form,
// and says what is wrong.
func TestCaseAct(t *testing.T) {
	file, play := operator(t)
	note := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(note, []byte("Ringede om sin ansøgning."), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errs, code := play("case", "new", file, "--as", "a1", "--set", "note=@"+note, "--set", "about=delay")
	ref, rest, _ := strings.Cut(out, "\t")
	if code != 0 || rest != "in_dialogue\tholder a1\n" {
		t.Fatalf("new: %d %q %q", code, out, errs)
	}
	act := func(args ...string) []string { return append([]string{"case", "act", file, ref}, args...) }
	for _, tt := range []struct {
		args      []string
		code      int
		out, errs string
	}{
		{act("take", "--as", "a1"), 1, "", "(Kirsten Prøve tog henvendelsen kl. "},
		{act("release"), 0, "in_dialogue\tholder -", ""},
		{act("take"), 1, "", "the adviser is missing; say it with --as or --set (Der mangler noget: hvem der skal have den.)"},
		{act("take", "--as", "a9"), 2, "", "there is no such adviser in the configuration: a9"},
		{act("hand-over", "--set", "adviser=a1"), 2, "", "hand_over: there is nothing to say of adviser here"},
		{act("take", "--as", "a1"), 0, "holder a1", ""},
		{act("dance"), 2, "", `there is no act "dance"; "borgerbot case act --help" lists them`},
		{act("close", "--as", "a1", "--set", "outcome=happy"), 2, "", "close: outcome=happy is not known; there are: advised, mediated,"},
		{act("close", "--as", "a1", "--set", "mood=good"), 2, "", "close: mood is not known; there are: outcome, theme,"},
		{act("close", "--as", "a1", "--set", "outcome="), 2, "", "close: outcome: Feltet skal udfyldes."},
		{act("extend_deadline", "--as", "a1", "--set", "waiting_for=svar", "--set", "date=4.12.2026"), 2, "", "extend_deadline: date=4.12.2026 is not a date in the form year-month-day; write it like 2026-12-04"},
		{act("extend_deadline", "--as", "a1", "--set", "waiting_for=svar", "--set", "date=snart"), 2, "", "write it like 2026-12-04"},
		{[]string{"case", "note", file, ref, "--as", "a1", "--text", "@" + note}, 0, "noted", ""},
		{[]string{"case", "note", file, ref, "--as", "a9", "--text", "x"}, 2, "", "there is no such adviser in the configuration: a9"},
		{[]string{"case", "note", file, ref, "--text", "@missing.txt"}, 1, "", "read the note: open missing.txt"},
		{act("extend_deadline", "--as", "a1", "--set", "waiting_for=svar", "--set", "date=2020-03-14"), 2, "", "extend_deadline: date: Vælg en dato efter i dag."},
		{act("join", "--as", "a1", "--set", "reference=BR-7K3QXM-A"), 1, "", "there is no inquiry BR-7K3QXM-A"},
		{act("join", "--as", "a1", "--set", "reference=BR-000000-0"), 1, "", "there is no inquiry BR-000000-0"},
		{act("add_note", "--set", "note=@missing.txt"), 1, "", "read the value of note: open missing.txt"},
		{act("close", "--as", "a1", "--set", "outcome=advised", "--set", "answered=already"), 0, "closed\tholder a1", ""},
		{act("take", "--as", "a1"), 1, "", "not possible while the inquiry is closed (Det kan ikke gøres nu."},
		{act("reopen", "--as", "a1"), 0, "in_dialogue\tholder a1", ""},
		// Whom it concerns can do nothing with it, and hears no more than that (fvl. § 3).
		{act("record_conflict", "--set", "concerns=a1"), 0, "in_dialogue", ""},
		{act("ask_citizen", "--as", "a1"), 1, "", "(Det er noteret, at henvendelsen handler om dig. Derfor kan du ikke gøre noget ved den. En anden skal tage sig af den.)"},
		{[]string{"case", "new", file, "--as", "a1", "--set", "note="}, 2, "", "opened: note: Feltet skal udfyldes."},
		{[]string{"case", "new", file, "--as", "a1", "--set", "note=x", "--set", "receipt=yes"}, 2, "", "opened: receipt: Der skal stå en mailadresse"},
	} {
		out, errs, code := play(tt.args...)
		if code != tt.code || !strings.Contains(out, tt.out) || !strings.Contains(errs, tt.errs) {
			t.Errorf("%v: %d %q %q", tt.args[3:], code, out, errs)
		}
	}
}
