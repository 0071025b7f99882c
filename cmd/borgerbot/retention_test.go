package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestRetention: what is due and what holds it is listed without a word about anybody,
// a hold keeps an inquiry from the operator too, and what is closed and on no hold is
// listed with the day that its outcome gives it.
func TestRetention(t *testing.T) {
	file, _, in := newOffice(t)
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.Replace(raw, []byte("contact_days: 0"), []byte("contact_days: 30"), 1)
	raw = bytes.Replace(raw, []byte("outcome_days: {}"), []byte("outcome_days: {advised: 10}"), 1)
	if err := os.WriteFile(file, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	play := func(want int, line string, with ...string) string {
		t.Helper()
		var out, errs bytes.Buffer
		args := append(strings.Fields(strings.Replace(line, "FILE", file, 1)), with...)
		if code := run(args, terminal{out: &out, err: &errs, env: masterKey}); code != want {
			t.Fatalf("borgerbot %s: exit code %d\n%s%s", line, code, &out, &errs)
		}
		return out.String() + errs.String()
	}
	advised := func() string {
		ref := regexp.MustCompile(`BR-\w{6}-\w`).FindString(play(exitOK, "case new FILE --set channel=phone --set about=understand",
			"--set", "name=Jytte Kragelund", "--set", "note=Hun forstår ikke sit brev."))
		play(exitOK, "case act FILE "+ref+" close --set outcome=advised --set answered=already")
		return ref
	}
	first, second := advised(), advised()
	play(exitUsage, "case hold FILE "+first)
	play(exitOK, "case hold FILE "+first, "--reason", "Ombudsmanden ser på den.")
	if got := play(exitFailed, "case erase FILE "+first); !strings.Contains(got, `a legal hold keeps it: lift that first, with "borgerbot case hold --lift --reason"`) {
		t.Errorf("erasing what is held: %s", got)
	}
	day := time.Now().AddDate(0, 0, 10).Format(time.DateOnly)
	list := play(exitOK, "retention FILE --dry-run")
	for _, want := range []string{
		first + "\tclosed\tdue " + day + "\toutcome_days\t", "held legal_hold\n",
		second + "\tclosed\tdue " + day + "\toutcome_days\t", "held -\n", "due today: 0, listed: 2\n",
	} {
		if !strings.Contains(list, want) {
			t.Errorf("the list lacks %q:\n%s", want, list)
		}
	}
	if strings.Contains(list, "Jytte") || strings.Contains(list, "Ombudsmanden") {
		t.Errorf("the list tells of somebody:\n%s", list)
	}
	if got := play(exitOK, "retention FILE --days 5"); !strings.Contains(got, "erased: 0;") || strings.Contains(got, second) {
		t.Errorf("nothing is due: %s", got)
	}
	play(exitOK, "case hold FILE "+first+" --lift", "--reason", "Ombudsmanden er færdig.")
	if got := play(exitFailed, "case hold FILE "+first+" --lift", "--reason", "En gang til."); !strings.Contains(got, "no legal hold keeps it") {
		t.Errorf("lifting twice: %s", got)
	}
	play(exitOK, "case erase FILE "+first)
	if got := play(exitOK, "case erase FILE "+first); strings.Contains(got, "marked") || !strings.Contains(got, "erased;") {
		t.Errorf("what a stopped command has marked is to be carried out: %s", got)
	}
}
