package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/desk"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// elsewhere are the commands whose examples need what is not here; they are run by the
// test that is named.
var elsewhere = map[string]string{
	"demo":           "internal/demo",
	"serve":          "internal/e2etest",
	"check":          "internal/e2etest, for it asks mailbox, relay and Slack",
	"mailbox adopt":  "internal/convtest, for it asks the mailbox",
	"outbox resolve": "internal/convtest, for a letter must be in doubt",
	"rules test":     "testdata/rules.txt",
	"rules learn":    "testdata/rules.txt",
}

// before is what the operator has done before the first example of a command that has an
// office of its own; all others have one together.
var before = map[string][]string{
	"case act":         {},
	"keys rotate":      {},
	"case handed-over": {"case act FILE REF close --as a1 --set outcome=advised --set answered=already"},
	"case erase":       {"case act FILE REF close --as a1 --set outcome=advised --set answered=already", "case handed-over FILE REF"},
	"restore":          {"backup FILE --to DIR/copies", "backup FILE --to DIR/upgrade"},
}

// TestExamplesAreTrue: every example of the help that can be, is run as it stands there
// by an operator of an office, and does not fail.
func TestExamplesAreTrue(t *testing.T) {
	pages, err := readPages()
	if err != nil {
		t.Fatal(err)
	}
	together := newOperator(t)
	for _, name := range slices.Sorted(maps.Keys(pages)) {
		if elsewhere[name] != "" {
			continue
		}
		t.Run(strings.ReplaceAll(name, " ", "_"), func(t *testing.T) {
			o, lines := together, before[name]
			if lines != nil {
				o = newOperator(t)
			}
			for _, line := range lines {
				o.do(t, line)
			}
			if name == "restore" { // on a new machine
				if err := os.Rename("data", "lost"); err != nil {
					t.Fatal(err)
				}
			}
			for _, e := range pages[name].Examples {
				_, line, _ := strings.Cut(e.Run, "borgerbot ")
				o.do(t, line)
			}
		})
	}
}

// operating is an operator in a folder where the office's files lie.
type operating struct {
	play  func(args ...string) (out, errs string, code int)
	place *strings.Replacer
}

func newOperator(t *testing.T) *operating {
	t.Helper()
	file, play := operator(t)
	dir := filepath.Dir(file)
	t.Chdir(dir)
	office, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	allowed := strings.NewReplacer("allow_cli_content: false", "allow_cli_content: true", `  directory: ""
  # Empty: beside`, "  directory: copies\n  # Empty: beside")
	for name, text := range map[string]string{
		"office.yaml": allowed.Replace(string(office)),
		"note.txt":    "Hun forstår ikke sit brev.", "address.txt": "jytte.kragelund@example.org\n",
		"letter.eml":     "From: Jytte <jytte@example.org>\r\nSubject: Klage\r\n\r\nJeg vil klage over ventetiden.\r\n",
		"master_key.new": strings.Repeat("fedcba9876543210", 4) + "\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir("reports", 0o700); err != nil {
		t.Fatal(err)
	}
	ref := openInquiry(t, file)
	return &operating{play, strings.NewReplacer("FILE", file, "REF", ref, "BR-7K3QXM-R", ref, "DIR", dir, "/etc/borgerbot", dir,
		"/var/lib/borgerbot/before-upgrade", dir+"/upgrade", "/mnt/copies/data", dir+"/copies", "/media/usb", dir+"/usb", "/srv", dir)}
}

// openInquiry lets a citizen's letter open an inquiry, which is not answered yet.
func openInquiry(t *testing.T, file string) string {
	t.Helper()
	cfg, err := config.LoadData(file, masterKey)
	if err != nil {
		t.Fatal(err)
	}
	in, err := daemon.Open(t.Context(), cfg, false, func() {})
	if err != nil {
		t.Fatal(err)
	}
	var q store.Inquiry
	err = in.Store.Update(t.Context(), func(tx *store.Tx) (err error) {
		q, err = in.Desk.Open(tx, desk.Opening{
			Message: "m1", At: time.Now(), By: casework.ByCitizen, Mailbox: cfg.Mailboxes[0].ID,
			Facts: &casework.MailFacts{
				Message: "m1", Received: time.Now(), Channel: casework.ChannelMail, Verdict: casework.Verdict{Remit: casework.In},
				From: casework.Person{Address: personal.New("jytte.kragelund@example.org")}, Subject: personal.New("Klage"),
			},
		})
		return err
	})
	if err := errors.Join(err, in.Close()); err != nil {
		t.Fatal(err)
	}
	return string(q.Ref)
}

// do runs a command, which must not fail.
func (o *operating) do(t *testing.T, line string) {
	t.Helper()
	if out, errs, code := o.play(wordsOf(o.place.Replace(line))...); code != exitOK {
		t.Errorf("borgerbot %s: exit code %d\n%s%s", line, code, out, errs)
	}
}

// shellWord is a word of a shell's command line, or words in quotation marks.
var shellWord = regexp.MustCompile(`"[^"]*"|'[^']*'|[^ "']+`)

// wordsOf are the words of a command line up to where its output goes.
func wordsOf(line string) (all []string) {
	if i := strings.IndexAny(line, "|>)"); i >= 0 {
		line = line[:i]
	}
	for _, w := range shellWord.FindAllString(line, -1) {
		all = append(all, strings.Trim(w, `"'`))
	}
	return all
}
