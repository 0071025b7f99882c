//go:build integration

package e2etest

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"mime/quotedprintable"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"borgerbot/internal/config"
	"borgerbot/internal/store"
)

// canaries are words that stand nowhere else, by where they were put.
type canaries map[string]string

// newCanary is a word of letters alone, so that no redaction takes it.
func newCanary() string {
	raw := make([]byte, 14)
	_, _ = rand.Read(raw) // never fails
	for i, b := range raw {
		raw[i] = 'a' + b%26
	}
	return "kanarie" + string(raw)
}

// someCPR is a number that is nobody's: it is made anew each time.
func someCPR() string {
	raw := make([]byte, 2)
	_, _ = rand.Read(raw) // never fails
	return fmt.Sprintf("061093-5%03d", (int(raw[0])<<8|int(raw[1]))%1000)
}

// disguises are the forms in which a word can lie in a file.
func disguises(word string) (forms [][]byte) {
	var quoted bytes.Buffer
	w := quotedprintable.NewWriter(&quoted)
	_, _ = w.Write([]byte(word))
	_ = w.Close()
	forms = append(forms, []byte(word), []byte(strings.ToUpper(word)), quoted.Bytes())
	for shift := range 3 { // the characters at the ends depend on what stands beside
		code := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(strings.Repeat(" ", shift)+word)), "=")
		forms = append(forms, []byte(code[4:len(code)-4]))
	}
	var little, big []byte
	for _, unit := range utf16.Encode([]rune(word)) {
		little, big = append(little, byte(unit), byte(unit>>8)), append(big, byte(unit>>8), byte(unit))
	}
	return append(forms, little, big)
}

// in returns which canaries lie in some bytes, also broken into lines, whatever the
// capitals of plain words.
func (c canaries) in(raw []byte) (found []string) {
	joined := bytes.ReplaceAll(bytes.ReplaceAll(raw, []byte("\r"), nil), []byte("\n"), nil)
	soft := bytes.ReplaceAll(joined, []byte("="), nil) // soft line breaks of quoted-printable
	lower := bytes.ToLower(joined)
	for name, word := range c {
		holds := bytes.Contains(lower, []byte(word)) || bytes.Contains(soft, []byte(word))
		for _, form := range disguises(word) {
			holds = holds || bytes.Contains(raw, form) || bytes.Contains(joined, form)
		}
		if holds {
			found = append(found, name)
		}
	}
	return found
}

// under returns which canaries lie in the files under a folder, or in their names.
func (c canaries) under(tb testing.TB, dir string) []string {
	tb.Helper()
	found := map[string]bool{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		// What Dovecot keeps of headers is its own (doveadm mailbox cache purge).
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), "dovecot") {
			return err
		}
		raw, err := os.ReadFile(path)
		for _, name := range c.in(append(raw, path...)) {
			found[name] = true
		}
		return err
	})
	if err != nil {
		tb.Fatal(err)
	}
	return slices.Sorted(maps.Keys(found))
}

// inSlack returns which canaries can still be read in Slack.
func (c canaries) inSlack(o *office) []string {
	raw, err := json.Marshal(o.Channel().Messages())
	if err != nil {
		o.tb.Fatal(err)
	}
	for _, m := range o.Channel().Messages() {
		raw = append(raw, m.BlocksJSON()...)
	}
	for _, user := range []string{slackKirsten, slackJonas} {
		views, err := json.Marshal([]any{o.Slack.Views(user), o.Slack.Ephemerals(user)})
		if err != nil {
			o.tb.Fatal(err)
		}
		raw = append(raw, views...)
	}
	found := c.in(raw)
	slices.Sort(found)
	return found
}

// letter is one with a canary in everything it has.
func (c canaries) letter(from, to int) []byte {
	file := base64.StdEncoding.EncodeToString([]byte("Bilag " + c["attachment"] + " slut"))
	return crlf(fmt.Sprintf(`From: %s <%s>
To: <%s>
Subject: Klage over ventetid %s
Message-ID: <%s@borger.example.org>
Date: %s
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=x

--x
Content-Type: text/plain; charset=utf-8

Jeg har ventet i fire måneder på svar fra jobcentret, og sagsbehandleren svarer
aldrig. Jeg vil klage over sagsbehandlingen. %s
Mit CPR-nummer er %s.
--x
Content-Type: text/plain; name="%s.txt"
Content-Disposition: attachment; filename="%s.txt"
Content-Transfer-Encoding: base64

%s
--x--
`, c["name"], address(from), address(to), c["subject"], c["message id"], time.Now().Format(time.RFC1123Z),
		c["body"], c["cpr"], c["file name"], c["file name"], file))
}

// plain is a letter without anything sensitive.
func (c canaries) plain(from, to int) []byte {
	return crlf(fmt.Sprintf(`From: <%s>
To: <%s>
Subject: Ventetid
Message-ID: <plain@borger.example.org>
Date: %s
Content-Type: text/plain; charset=utf-8

%s har ventet i fire måneder på svar, og sagsbehandleren svarer aldrig.
`, address(from), address(to), time.Now().Format(time.RFC1123Z), c["excerpt"]))
}

// TestErasedBytes: a whole course with a letter to a department, a copy taken on the
// way, and the erasure by command. Before it the canaries are where they may lawfully
// be; after it not a byte of them is left on disk, in the copy, in the mailbox's files, in
// Slack, in the log or in what Prometheus reads, and the annual report counts as before (design 7).
//
// Long: it is one course, told in its order.
func TestErasedBytes(t *testing.T) {
	t.Parallel()
	const office, citizen, department, other = 191, 192, 193, 194
	page := freePort(t)
	o := newOffice(t, plan{Boxes: []int{office}, Set: map[string]any{
		"health.listen": page, "allow_cli_content": true, "retention.mailbox": "erase", "submission.secure": true, "submission.copy_to_sent": true,
		"slack.disclosure": "redacted", "slack.risk_assessment": "sag 26/1", "departments.0.address": address(department), "departments.0.domains": []any{"forvaltning.example.org"},
	}})
	c := canaries{"cpr": someCPR()}
	for _, where := range []string{"name", "subject", "message id", "body", "attachment", "file name", "note", "topic", "point", "why", "excerpt"} {
		c[where] = newCanary()
	}
	person, asked, second := mailProgram(t, citizen), mailProgram(t, department), mailProgram(t, other)
	o.install()
	post(t, address(citizen), address(office), c.letter(citizen, office))
	ref := person.letters(1)[0].reference(t)
	o.awaitCard(ref, "Sendt kl.")
	// Of a letter with a CPR number the card shows nothing; of this one, its words.
	post(t, address(other), address(office), c.plain(other, office))
	shown := second.letters(1)[0].reference(t)
	o.awaitCard(shown, c["excerpt"])
	act := func(words ...string) {
		t.Helper()
		if out, errs, code := o.run(append([]string{"case", "act", o.file}, words...)...); code != 0 {
			t.Fatalf("%v: %s%s", words, out, errs)
		}
	}
	act(ref, "call", "--as", "a1", "--set", "note="+c["note"])
	act(ref, "send_to_department", "--as", "a1", "--set", "department=job", "--set", "topic="+c["topic"], "--set", "points="+c["point"], "--set", "way=send")
	asked.letters(1)[0].mustSay(t, c["point"])
	copies, exported := filepath.Join(o.dir, "copies"), filepath.Join(o.dir, "sag")
	if err := os.Mkdir(copies, 0o700); err != nil {
		t.Fatal(err)
	}
	o.ok("backup", o.file, "--to", copies)
	home := strings.TrimSpace(doveadm(t, "user", "-f", "home", address(office)))
	openBox(t, office).await("Sent", 4) // two receipts, the question, the copy to the citizen

	// The search can fail: it finds them where they may be.
	if _, errs, code := o.run("case", "export", o.file, ref, "--to", exported, "--reason", "prøve"); code != 0 {
		t.Fatal(errs)
	}
	inMail := []string{"attachment", "body", "cpr", "file name", "message id", "name", "subject"}
	for where, row := range map[string]struct{ got, want []string }{
		"the mailbox": {c.under(t, home), inMail},
		"the export":  {c.under(t, exported), append(inMail, "note", "point", "topic")},
		"Slack":       {c.inSlack(o), []string{"excerpt"}},
	} {
		for _, name := range row.want {
			if !slices.Contains(row.got, name) {
				t.Errorf("before: %s lacks %q, it has %q", where, name, row.got)
			}
		}
	}
	if err := os.RemoveAll(exported); err != nil {
		t.Fatal(err)
	}
	act(ref, "close", "--as", "a1", "--set", "outcome=advised", "--set", "answered=already")
	act(ref, "reopen", "--as", "a1", "--set", "why="+c["why"])
	act(ref, "close", "--as", "a1", "--set", "outcome=advised", "--set", "answered=already")
	act(shown, "close", "--as", "a1", "--set", "outcome=withdrawn", "--set", "answered=none")
	before := o.report("before")
	for _, command := range []string{"handed-over", "erase"} {
		for _, of := range []string{ref, shown} {
			if _, errs, code := o.run("case", command, o.file, of); code != 0 {
				t.Fatal(errs)
			}
		}
	}
	within(t, 2*time.Minute, "everything outside is gone", func() error {
		return o.view(func(_ *config.Config, tx *store.Tx) error {
			begun, err := tx.BegunErasures()
			for _, channel := range []store.OutChannel{store.OutSlack, store.OutIMAP} {
				items, unsettled := tx.Unsettled(channel)
				if err == nil && unsettled == nil && len(begun)+len(items) > 0 {
					err = fmt.Errorf("%d erasures, %d items of %s", len(begun), len(items), channel)
				}
			}
			return err
		})
	})
	if after := o.report("after"); !maps.Equal(before, after) {
		t.Error("the annual report counts otherwise")
	}
	_, metrics, err := ask(page, "/metrics")
	if err != nil || !strings.Contains(metrics, "\nborgerbot_inquiries_open") {
		t.Errorf("/metrics: %v %s", err, metrics)
	}
	o.stop()
	o.wrongly("has been erased", "case", "export", o.file, ref, "--to", exported, "--reason", "prøve")
	for where, found := range map[string][]string{
		"the data directory": c.under(t, o.Data()), "the copy": c.under(t, copies), "the mailbox": c.under(t, home),
		"Slack": c.inSlack(o), "the log": c.in([]byte(o.log.String())), "/metrics": c.in([]byte(metrics)),
	} {
		if len(found) > 0 {
			t.Errorf("after: %s has %q", where, found)
		}
	}
	o.journalHolds()
	o.copyStaysErased(copies)
}

// copyStaysErased: of the copy of the data from before the erasure, keys from after it
// open nothing, as it is when the older keys have passed their time.
func (o *office) copyStaysErased(copies string) {
	o.tb.Helper()
	newer := filepath.Join(o.dir, "newer")
	if err := os.Mkdir(newer, 0o700); err != nil {
		o.tb.Fatal(err)
	}
	o.ok("backup", o.file, "--to", newer)
	if err := os.Rename(o.Data(), o.Data()+".lost"); err != nil {
		o.tb.Fatal(err)
	}
	o.wrongly("these keys open nothing of these data", "restore", o.file, copies, "--keys", newer)
}

// report are the tables of the annual report of this year.
func (o *office) report(name string) map[string]string {
	o.tb.Helper()
	to := filepath.Join(o.dir, name)
	if err := os.Mkdir(to, 0o700); err != nil {
		o.tb.Fatal(err)
	}
	if _, errs, code := o.run("report", o.file, "--year", strconv.Itoa(time.Now().Year()), "--output", to); code != 0 {
		o.tb.Fatal(errs)
	}
	tables := map[string]string{}
	files, err := filepath.Glob(filepath.Join(to, "*", "*.csv"))
	for _, file := range files {
		raw, failed := os.ReadFile(file)
		if failed != nil {
			o.tb.Fatal(failed)
		}
		tables[filepath.Base(file)] = string(raw)
	}
	if err != nil || len(tables) == 0 {
		o.tb.Fatalf("%d tables, %v", len(tables), err)
	}
	return tables
}
