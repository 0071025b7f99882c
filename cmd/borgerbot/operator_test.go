package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/store"
)

// masterKey is the environment of whoever has the master key alone.
func masterKey(name string) string {
	if name == "BORGERBOT_MASTER_KEY" {
		return strings.Repeat("0123456789abcdef", 4)
	}
	return ""
}

// newOffice is the data of an office that has just begun.
func newOffice(tb testing.TB) (file string, cfg *config.Config, in *daemon.Installation) {
	tb.Helper()
	raw, err := config.Example("lejre")
	if err != nil {
		tb.Fatal(err)
	}
	file = filepath.Join(tb.TempDir(), "office.yaml")
	text := strings.Replace(string(raw), "/var/lib/borgerbot", "data", 1)
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	if cfg, err = config.LoadData(file, masterKey); err != nil {
		tb.Fatal(err)
	}
	if err := os.Mkdir(string(cfg.DataDir), 0o700); err != nil {
		tb.Fatal(err)
	}
	if in, err = daemon.Open(tb.Context(), cfg, true, func() {}); err != nil {
		tb.Fatal(err)
	}
	return file, cfg, in
}

// operator is a terminal at an office's data, with the master key alone.
func operator(t *testing.T) (file string, play func(args ...string) (out, errs string, code int)) {
	t.Helper()
	file, _, in := newOffice(t)
	old := store.Place{Mailbox: "post", Folder: "INBOX", UIDValidity: 7, UID: 3}
	err := in.Store.Update(t.Context(), func(tx *store.Tx) error {
		key, err := tx.SystemKey()
		draft := store.Outgoing{Key: "k/draft", Channel: store.OutIMAP, Kind: "draft", Created: time.Now(), Due: time.Now()}
		return errors.Join(err, tx.Enqueue(draft, key),
			tx.PutFolder(store.Folder{Mailbox: "post", Name: "INBOX", UIDValidity: 7, MarkerUID: 4, MarkerAt: time.Now()}),
			tx.PutPlace(old, store.PlaceOld, "", time.Date(2026, 3, 2, 8, 15, 0, 0, time.UTC)))
	})
	if err := errors.Join(err, in.Close()); err != nil {
		t.Fatal(err)
	}
	return file, func(args ...string) (string, string, int) {
		var out, errs bytes.Buffer
		code := run(args, terminal{out: &out, err: &errs, env: masterKey})
		return out.String(), errs.String(), code
	}
}

// TestOperatorNeedsTheMasterKeyAlone: commands ask for no secret they do not use.
func TestOperatorNeedsTheMasterKeyAlone(t *testing.T) {
	file, play := operator(t)
	for _, row := range []struct {
		args string
		code int
		says string
	}{
		{"case list FILE", exitOK, ""},
		{"case show FILE BR-7K3QXM-R", exitFailed, "there is no inquiry BR-7K3QXM-R"},
		{"outbox list FILE", exitOK, "k/draft\t-\tdraft\tpending\t"},
		{"outbox resolve FILE k/draft again", exitFailed, "k/draft is no letter to anybody outside"},
		{"journal verify FILE", exitOK, "ok: 0 events"},
		{"mailbox list FILE", exitOK, "post:INBOX:7:3\t2026-03-02 09:15\told\n"},
		{"mailbox adopt FILE nothing", exitFailed, "no automatic mail has this name"},
		{"mailbox adopt FILE post:INBOX:7:3", exitFailed, "mailboxes[0].imap.password_file: "},
		{"person export FILE 20304050 --to nowhere --reason request", exitUsage, "this is no mail address"},
		{"mailbox list --limit 0 FILE", exitUsage, "whole numbers from 1 on"},
	} {
		out, errs, code := play(strings.Fields(strings.Replace(row.args, "FILE", file, 1))...)
		if code != row.code || !strings.Contains(out+errs, row.says) || strings.Contains(errs, "submission.password_file") {
			t.Errorf("borgerbot %s: exit code %d\n%s%s", row.args, code, out, errs)
		}
	}
}

// TestMarks: a list says what is urgent, and what is dangerous comes first.
func TestMarks(t *testing.T) {
	q := store.Inquiry{Inquiry: casework.Inquiry{Course: casework.Course{State: casework.Received}}}
	if got := marks(q.Inquiry); got != "-" || first(q) != 0 {
		t.Errorf("an ordinary one: %q, %d", got, first(q))
	}
	q.Course.Acute, q.Course.Held = true, true
	q.Verdict.Flags = []casework.Flag{casework.FlagConflict}
	if got := marks(q.Inquiry); got != "acute,red,held,private" || first(q) != 1 {
		t.Errorf("an urgent one: %q, %d", got, first(q))
	}
}

// TestRefusalsAreSentences: what the operator reads names no code where there is
// something to say.
func TestRefusalsAreSentences(t *testing.T) {
	for _, row := range []struct {
		refusal casework.Refusal
		want    string
	}{
		{casework.Refusal{Code: casework.WrongState, Event: casework.Erase, State: casework.InDialogue},
			"the inquiry is open (in_dialogue); an adviser closes it in Slack first"},
		{casework.Refusal{Code: casework.WrongState, Event: casework.Erase, State: casework.Erased},
			"the inquiry has been erased; nothing can be done with it any more"},
		{casework.Refusal{Code: casework.WrongState, Event: casework.AddNote, State: casework.Erased},
			"the inquiry has been erased; nothing can be done with it any more"},
		{casework.Refusal{Code: casework.Missing, Event: casework.AddNote, State: casework.Received, Field: "note"},
			"the note is empty; write it after --text"},
		{casework.Refusal{Code: casework.HandOverMissing}, "this is a case: record first that the records system has it, " +
			"with \"borgerbot case handed-over\""},
		{casework.Refusal{Code: casework.Unanswered, Event: casework.Close}, "the citizen is promised an answer and has not had one: answer first, " +
			"or close with --set answered=already if she has had it"},
		{casework.Refusal{Code: casework.SameInquiry}, "the inquiry does not allow it now (same_inquiry)"},
	} {
		if got := explain(&row.refusal); got.Error() != row.want {
			t.Errorf("%v: %q", &row.refusal, got)
		}
	}
	if got := explain(context.Canceled); got != context.Canceled {
		t.Errorf("another error became %v", got)
	}
}

// TestStillLooking: while the daemon looks for proof, the operator is told until
// when.
func TestStillLooking(t *testing.T) {
	at := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	o := store.Outgoing{Key: "k", Claimed: at}
	for after, want := range map[time.Duration]string{time.Minute: "try again at 09:26", time.Hour: "a running daemon"} {
		if got := stillLooking(o, at.Add(after), time.UTC); !strings.Contains(got.Error(), want) {
			t.Errorf("after %s: %v", after, got)
		}
	}
}

// TestShowLeavesOutWhatIsEmpty: an inquiry without a date, kinds or flags has short
// lines.
func TestShowLeavesOutWhatIsEmpty(t *testing.T) {
	var out bytes.Buffer
	showDeadline(&out, casework.Deadline{})
	showDeadline(&out, casework.Deadline{Date: calendar.On(2026, 3, 16), Promised: true, Reached: casework.StepDay5})
	show(&out, "verdict", "IN", list("kinds", []casework.Kind{"delay", "conduct"}), list("grounds", []casework.Ground{}))
	want := "deadline\tnone\ndeadline\t2026-03-16\tpromised\treached day5\nverdict\tIN\tkinds delay conduct\n"
	if got := out.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestDoubtsAreToldWhereTheyAreAskedFor: what a configuration leaves to be desired is
// said by the check and by the daemon, and not before the answer of every command.
func TestDoubtsAreToldWhereTheyAreAskedFor(t *testing.T) {
	file, _, in := newOffice(t)
	if err := in.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(filepath.Dir(file), "key")
	text := regexp.MustCompile(`(?m)^master_key_file:.*$`).ReplaceAllString(string(raw), "master_key_file: "+key)
	err = errors.Join(os.WriteFile(file, []byte(text), 0o600), os.WriteFile(key, []byte(strings.Repeat("0123456789abcdef", 4)), 0o644))
	if err != nil {
		t.Fatal(err)
	}
	for command, told := range map[string]bool{"case list": false, "journal verify": false, "config check": true} {
		var out, errs bytes.Buffer
		run(append(strings.Fields(command), file), terminal{out: &out, err: &errs, env: func(string) string { return "" }})
		if got := strings.Contains(out.String()+errs.String(), "everybody on this machine"); got != told {
			t.Errorf("%s says it: %t\n%s%s", command, got, &out, &errs)
		}
	}
}
