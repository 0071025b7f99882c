//go:build integration

package e2etest

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
)

// TestHostileMail: malformed and hostile mails lie between two ordinary ones.
// Each becomes an inquiry, or is known for a robot's; the ordinary ones get what
// they would have got alone.
func TestHostileMail(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{55}, Set: map[string]any{
		"slack.disclosure": "redacted", "slack.risk_assessment": "sag 2026-1",
		"intake.web_forms": []any{"@borger.example.org"}, // no receipts: there is nobody at these addresses
	}})
	first, last, box := mailProgram(t, 56), mailProgram(t, 57), openBox(t, 55)
	o.install()
	box.file("INBOX", waiting(56, 55, "first@borger.example.org"), time.Now())
	mails := hostile()
	for n, m := range mails {
		from := map[bool]string{false: "borger", true: "robot"}[m.robot]
		raw := strings.ReplaceAll(m.raw, "FROM", fmt.Sprintf("From: Borger <%s%d@%s.example.org>", from, n, from))
		box.file("INBOX", crlf(raw), time.Now())
	}
	box.file("INBOX", professional(57, 55), time.Now())
	last.letters(1)
	first.letters(1)
	inquiries := 2
	for _, m := range mails {
		if !m.robot {
			inquiries++
		}
	}
	eventually(t, "every mail is an inquiry", func() error {
		if n := o.open(); n != inquiries {
			return fmt.Errorf("%d of %d", n, inquiries)
		}
		return nil
	})
	err := o.view(func(_ *config.Config, tx *store.Tx) error {
		if waiting, err := tx.WaitingMessages(10); err != nil || len(waiting) > 0 {
			return fmt.Errorf("%d mails wait: %w", len(waiting), err)
		}
		robots, err := tx.AutomaticSince(time.Unix(0, 0), 100)
		if err == nil && len(robots) != len(mails)+2-inquiries {
			err = fmt.Errorf("%d mails of robots", len(robots))
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	eventually(t, "every inquiry has a card", o.hasCards(inquiries))
	o.stop()
	o.unharmed()
	o.journalHolds()
}

// unharmed checks that no letter has confused the program, Slack, or who reads
// the channel.
func (o *office) unharmed() {
	o.tb.Helper()
	for _, words := range []string{"could not be handled", "given up", "panic", "card refused"} {
		if o.log.count(words) > 0 {
			o.tb.Errorf("the log says %q", words)
		}
	}
	for _, call := range o.Slack.Calls() {
		if call.Answer != "ok" {
			o.tb.Errorf("%s was answered %s", call.Method, call.Answer)
		}
	}
	for _, m := range o.cards() {
		if shown := m.Read(o.Slack.Names()); strings.ContainsAny(shown, "⟨⟩\x00\u202e") {
			o.tb.Errorf("a letter has made a link or a mention, or turned the text around:\n%s", shown)
		}
	}
}

// odd is a mail nobody should send; FROM stands for its sender.
type odd struct {
	raw   string
	robot bool // known for a robot's: no inquiry
}

// hostile are mails of every kind we know of.
func hostile() []odd {
	const text = "\n\nJeg vil klage over ventetiden paa mit brev til kommunen.\n"
	const mixed = "FROM\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
	part := func(header string) string {
		return mixed + "\n\n--b\nContent-Type: text/plain" + text + "--b\n" + header + "\n\nAAAA\n--b--\n"
	}
	var all []odd
	for n, raw := range []string{
		"FROM\nEn linje uden kolon\nSubject: Klage" + text,
		"From borger Mon Nov 21 10:00:00 2026\nFROM\nSubject: Klage" + text,
		" indrykket\nFROM\nSubject: Klage" + text,
		"FROM\nEmné: Klage\nSubject: Klage" + text,
		"FROM\nContent-Type: text/plain; charset=x-klingon\n\nJeg vil klage over \xe6 og \xf8.\n",
		"FROM\nContent-Type: text/plain\nContent-Transfer-Encoding: x-uu" + text,
		"FROM\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"; type=text html\n\n--b\n" + text + "--b--\n",
		mixed + "\n\n--b\nContent-Type text/plain" + text + "--b\nContent-Type: text/html\n\n<p>Klage</p>\n--b--\n",
		mixed + "\n\n--b\nContent-Type: text/plain" + text,
		"FROM\nSubject: Klage \x96 pris \x80\nContent-Type: text/plain; charset=iso-8859-1\n\nDet kostede 5 \x80 \x96 for meget.\n",
		"FROM\nSubject: Sm\xf8rrebr\xf8d\n\nR\xf8dgr\xf8d med fl\xf8de.\n",
		"FROM\nContent-Type: text/plain; charset=utf-7\n\nJeg klager +AOY-\n",
		part("Content-Disposition: attachment; filename*=iso-8859-1''kl%E6ge.pdf"),
		part("Content-Disposition: attachment; filename=\"../../etc/passwd\""),
		part("Content-Disposition: attachment; filename=\"<!channel>\u202egpj.exe\""),
		part("Content-Type: application/ms-tnef; name=winmail.dat"),
		part("Content-Type: application/zip; name=bombe.zip\nContent-Transfer-Encoding: base64"),
		"FROM\nSubject: =?utf-8?Q?a=0D=0ABcc:_x@example.org?=" + text,
		"FROM\nSubject: Klage\rBcc: x@example.org" + text,
		"FROM\nSubject: Nul\x01\x02" + text,
		"From: <a..b@docomo.example.org>" + text, "From: undisclosed" + text, "From: <>" + text, "From: a@borger.example.org;" + text,
		"Subject: Ingen afsender" + text,
		"FROM\nMessage-ID: uden vinkler og med mellemrum" + text,
		"FROM\nDate: mandag den 2. marts 2026 kl. 9" + text,
		"FROM\nMessage-ID: <first@borger.example.org>" + text, // another citizen's
		"FROM\nX-Borgerbot-Stamp: WllgyNVeOdPlcq9nwzn3_QgVGJeZDBRqgB47MogyMvc\nX-Loop: e2e" + text,
		"FROM\nIn-Reply-To: <bb.0000000000000000000000000@example.org>\nSubject: BR-000000-0" + text,
		"FROM\nSubject: <!channel> <@U0KIRSTEN> <http://ond.example.org|Sagen> *_~`" + text,
		"FROM\nMIME-Version: 1.0\nContent-Type: text/html\n\n<script>x</script><p style=display:none>skjult</p>" + strings.Repeat("<div>", 2000) + "Klage",
		"FROM\nMIME-Version: 1.0\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\nMIIB\n",
		"FROM\nMIME-Version: 1.0\nContent-Type: message/rfc822\n\nFrom: x@example.org\nSubject: Videresendt" + text,
		"FROM\nSubject: Tomt\n\n",
		"\n", "Hej\n",
		strings.ReplaceAll("FROM\nSubject: Kun CR"+text, "\n", "\r"),
		"FROM\nSubject: " + strings.Repeat("klage ", 2<<20/6) + text,
		nested(3000), "FROM\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n" + strings.Repeat("--b\n\nx\n", 50_000) + "--b--\n",
		part("X-Lang: " + strings.Repeat("x", 8<<20)),
		"FROM\nMIME-Version: 1.0\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n" + base64.StdEncoding.EncodeToString([]byte(strings.Repeat("Klage! ", 1<<20))),
		"FROM\nContent-Type: text/plain; " + strings.Repeat("p=1; ", 20_000) + text,
	} {
		raw += strings.Repeat(" ", n) // equal bytes would be one message
		all = append(all, odd{raw: raw})
	}
	return append(all,
		odd{"FROM\nMIME-Version: 1.0\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\nMETHOD:REPLY\nEND:VCALENDAR\n", true},
		odd{"FROM\nAuto-Submitted: auto-replied\nSubject: Autosvar: Ikke til stede" + text, true},
		odd{"Return-Path: <>\nFrom: MAILER-DAEMON@example.org\nSubject: Undelivered" + text, true},
	)
}

// nested is a mail within a mail within a mail.
func nested(depth int) string {
	var b strings.Builder
	b.WriteString("FROM\nMIME-Version: 1.0\n")
	for n := range depth {
		fmt.Fprintf(&b, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", n, n)
	}
	b.WriteString("\nKlage\n")
	return b.String()
}

// TestForgedPresses: buttons with a stale or a forged value, and the buttons of
// somebody who is no adviser, change nothing; who presses is told why.
func TestForgedPresses(t *testing.T) {
	t.Parallel()
	o := newOffice(t, plan{Boxes: []int{58}})
	citizen := mailProgram(t, 59)
	o.install()
	post(t, address(59), address(58), waiting(59, 58, "forged@borger.example.org"))
	ref := citizen.letters(1)[0].reference(t)
	card := o.awaitCard(ref, "Sendt kl.")
	o.press(slackKirsten, ref, "Tag")
	o.awaitCard(ref, "Kirsten Prøve")
	if err := o.Slack.PressStale(slackJonas, card.TS, "Tag"); err != nil {
		t.Errorf("a stale press: %v", err)
	}
	eventually(t, "Jonas is told that he is too late", func() error {
		if len(o.Slack.Ephemerals(slackJonas)) == 0 {
			return errors.New("he is not")
		}
		return nil
	})

	o.forge(card.TS, "|reply|", "|close|")
	_ = o.Slack.Press(slackJonas, card.TS, "Besvar") // what he sees is in the log
	o.awaitLog(`"msg":"press refused","code":"forged"`)

	o.Slack.SetUser(standin.User{ID: "U0FREMMED", Name: "fremmed", RealName: "En Fremmed"})
	o.Channel().Set(func(c *standin.ChannelState) { c.Members = append(c.Members, "U0FREMMED") })
	_ = o.Slack.Press("U0FREMMED", card.TS, "Ring op")
	o.awaitLog(`"code":"stranger"`)
	if _, open := o.Slack.OpenView("U0FREMMED"); open {
		t.Error("a stranger has a window")
	}
	o.awaitCard(ref, "Afklares", "Kirsten Prøve")
	o.stop()
	o.journalHolds()
}

// forge changes the value behind the buttons of a message, as whoever holds the
// app's token could.
func (o *office) forge(ts, from, to string) {
	o.tb.Helper()
	for _, m := range o.cards() {
		if m.TS != ts {
			continue
		}
		blocks := strings.ReplaceAll(string(m.BlocksJSON()), from, to)
		answer, err := http.PostForm(fmt.Sprint(get(o.tree, "slack.base_url"))+"chat.update", url.Values{
			"token": {standin.SlackBotToken}, "channel": {slackChannel}, "ts": {ts}, "text": {m.Text}, "blocks": {blocks},
		})
		if err != nil {
			o.tb.Fatal(err)
		}
		said, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil || !strings.Contains(string(said), `"ok":true`) {
			o.tb.Fatalf("chat.update: %s, %v", said, err)
		}
	}
}

// awaitLog waits until the log holds words.
func (o *office) awaitLog(words string) {
	o.tb.Helper()
	eventually(o.tb, "the log says it", func() error {
		if o.log.count(words) == 0 {
			return fmt.Errorf("not %s", words)
		}
		return nil
	})
}
