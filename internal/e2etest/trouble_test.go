//go:build integration

package e2etest

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/standin"
)

// trouble is something outside that is wrong while the daemon runs.
type trouble struct {
	name  string
	spoil map[string]any
	// outside spoils what is no configuration; undone by its result.
	outside func(o *office) func()
	says    []string // what the log says
	// receipt and card: what reaches citizen and advisers all the same.
	receipt, card bool
}

// TestRunsInTrouble: what can be put right while the daemon waits does not end
// it. It says what is wrong, does what can be done, and the rest when it can.
func TestRunsInTrouble(t *testing.T) {
	t.Parallel()
	for i, row := range []trouble{
		{name: "wrong IMAP password", spoil: map[string]any{"mailboxes.0.imap.password_file": "wrong"},
			says: []string{`"code":"auth"`, "check user, password and that IMAP is allowed"}},
		{name: "missing inbox", spoil: map[string]any{"mailboxes.0.inbox": "Klager"},
			says: []string{`"code":"folder"`, `the folder is not there; create it in the mail program or correct its name`}},
		{name: "missing other folders", spoil: map[string]any{"mailboxes.0.folders": []any{"Mangler"}, "mailboxes.0.drafts": "Kladder"},
			says: []string{
				"folder not found", `open folder \"Mangler\": the folder is not there`, `find folder \"Kladder\": the folder is not there`,
			}, receipt: true, card: true},
		{name: "wrong relay password", spoil: map[string]any{"submission.password_file": "wrong"},
			says: []string{"relay cannot be used", `"code":535`, "check user and password"}, card: true},
		{name: "unknown channel", spoil: map[string]any{"slack.channel": "C0NOWHERE"},
			says: []string{"the bot cannot see the channel: invite it there"}, receipt: true},
		{name: "public channel", outside: publish, says: []string{"the channel is not the advisers' alone"}, receipt: true},
		{name: "wrong Slack token", spoil: map[string]any{"slack.bot_token_file": "wrong_token"},
			says: []string{"slack cannot be asked; nothing is posted", "invalid_auth"}, receipt: true},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			row.play(t, 37+2*i)
		})
	}
}

func (r trouble) play(t *testing.T, box int) {
	o := newOffice(t, plan{Boxes: []int{box}})
	citizen := mailProgram(t, box+1)
	o.install()
	right := map[string]any{}
	for path := range r.spoil {
		right[path] = get(o.tree, path)
	}
	o.write("wrong", "forkert")
	o.write("wrong_token", "xoxb-forkert")
	o.stop()
	o.set(r.spoil)
	undo := func() {}
	if r.outside != nil {
		undo = r.outside(o)
	}
	o.start()
	post(t, address(box+1), address(box), waiting(box+1, box, "trouble@borger.example.org"))
	for _, words := range r.says {
		o.awaitLog(words)
	}
	if r.receipt {
		citizen.letters(1)
	}
	if r.card {
		eventually(t, "the card", o.hasCards(1))
	}
	if lies, _ := citizen.folder("INBOX"); len(lies) > 0 && !r.receipt || len(o.cards()) > 0 && !r.card {
		t.Errorf("%d letters, %d cards", len(lies), len(o.cards()))
	}
	o.stop()
	o.set(right)
	undo()
	o.start()
	o.awaitCard(citizen.letters(1)[0].reference(t), "Sendt kl.")
	o.stop()
	if n := len(citizen.letters(1)); n != 1 {
		t.Errorf("%d letters", n)
	}
	o.journalHolds()
	o.silent("Kragelund", address(box+1), "061093", "forkert")
}

// get is what lies at a path; nil is the preset's.
func get(tree map[string]any, path string) any {
	var at any = tree
	for _, key := range strings.Split(path, ".") {
		switch below := at.(type) {
		case map[string]any:
			at = below[key]
		case []any:
			at = below[int(key[0]-'0')]
		}
	}
	return at
}

func publish(o *office) func() {
	o.Channel().Set(func(c *standin.ChannelState) { c.Private = false })
	return func() { o.Channel().Set(func(c *standin.ChannelState) { c.Private = true }) }
}

// TestClockFarOff: by Slack's clock ours is a year ahead, or a day behind. No
// notice goes on a date we may only believe to have come; the advisers are told,
// and when the clocks agree the notice goes, once.
func TestClockFarOff(t *testing.T) {
	t.Parallel()
	for i, off := range []time.Duration{-365 * 24 * time.Hour, 24 * time.Hour} {
		t.Run(off.String(), func(t *testing.T) {
			t.Parallel()
			box := 51 + 2*i
			o := newOffice(t, plan{Boxes: []int{box}})
			citizen, ours := mailProgram(t, box+1), openBox(t, box)
			o.installed(time.Now().AddDate(0, -2, 0), ours)
			base := get(o.tree, "slack.base_url")
			o.set(map[string]any{"slack.base_url": shifted(t, fmt.Sprint(base), off)})
			ours.file("INBOX", waiting(box+1, box, "clock@borger.example.org"), time.Now().AddDate(0, 0, -30))
			o.start()
			citizen.letters(1) // the receipt promises nothing
			o.awaitLog("the machine's clock is wrong; no deadline is acted on")
			o.awaitLog(`"msg":"alarm","code":"clock"`)
			o.stop()
			if n := len(citizen.letters(1)); n != 1 {
				t.Errorf("%d letters by a clock that is wrong", n)
			}
			o.set(map[string]any{"slack.base_url": base})
			o.start()
			citizen.letters(2)[1].mustSay(t, "Vi er ikke færdige endnu")
			o.stop()
			if n := len(citizen.letters(2)); n != 2 {
				t.Errorf("%d letters", n)
			}
		})
	}
}

// shifted is a way to Slack on which its clock is off.
func shifted(t *testing.T, base string, off time.Duration) string {
	t.Helper()
	to, err := url.Parse(base)
	if err != nil {
		t.Fatal(err)
	}
	to.Path = ""
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ModifyResponse = func(r *http.Response) error {
		r.Header.Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
		return nil
	}
	s := httptest.NewServer(proxy)
	t.Cleanup(s.Close)
	return s.URL + "/api/"
}
