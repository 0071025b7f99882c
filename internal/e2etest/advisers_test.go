//go:build integration

package e2etest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"borgerbot/internal/config"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
)

// cards are the cards in the channel.
func (o *office) cards() (all []standin.Message) {
	for _, m := range o.Channel().Messages() {
		if m.ThreadTS == "" && referencePattern.MatchString(m.Text) {
			all = append(all, m)
		}
	}
	return all
}

// awaitCard waits until the card of a reference shows all words, and returns it.
func (o *office) awaitCard(ref string, words ...string) (card standin.Message) {
	o.tb.Helper()
	eventually(o.tb, "the card of "+ref, func() error {
		found := 0
		for _, m := range o.cards() {
			if strings.Contains(m.Text, ref) {
				card, found = m, found+1
			}
		}
		if found != 1 {
			return fmt.Errorf("there are %d", found)
		}
		shown := strings.Join(strings.Fields(card.Read(o.Slack.Names())), " ")
		for _, w := range words {
			if !strings.Contains(shown, w) {
				return fmt.Errorf("it does not say %q: %s", w, shown)
			}
		}
		return nil
	})
	return card
}

// press uses a button on the card of a reference.
func (o *office) press(user, ref, button string) {
	o.tb.Helper()
	if err := o.Slack.Press(user, o.awaitCard(ref).TS, button); err != nil {
		o.tb.Fatalf("%s: %v", button, err)
	}
}

// submit fills the window a user has before her, once it is there.
func (o *office) submit(user string, values map[string]string) {
	o.tb.Helper()
	eventually(o.tb, "a window", func() error {
		if _, open := o.Slack.OpenView(user); !open {
			return errors.New("none is open")
		}
		return nil
	})
	if wrong, err := o.Slack.FillAndSubmit(user, values); err != nil || len(wrong) > 0 {
		o.tb.Fatalf("the window was not taken: %v, %v", err, wrong)
	}
}

// open is how many inquiries are open.
func (o *office) open() (n int) {
	o.tb.Helper()
	err := o.view(func(_ *config.Config, tx *store.Tx) error {
		open, err := tx.Open(1 << 20)
		n = len(open)
		return err
	})
	if err != nil {
		o.tb.Fatal(err)
	}
	return n
}

// journalHolds checks the chain of the journal as an operator does.
func (o *office) journalHolds() {
	o.tb.Helper()
	if out, errs, code := o.run("journal", "verify", o.file); code != 0 {
		o.tb.Errorf("journal verify: %d %s%s", code, out, errs)
	}
}

// silent checks that words which must stay between citizen and adviser stand
// neither in the log nor in anything that was sent to Slack.
func (o *office) silent(words ...string) {
	o.tb.Helper()
	sinks := map[string]string{"the log": o.log.String()}
	for _, call := range o.Slack.Calls() {
		for name, value := range call.Args {
			sinks[call.Method+" "+name] += value + "\n"
		}
	}
	for where, text := range sinks {
		for _, w := range words {
			escaped, _ := json.Marshal(w)
			if strings.Contains(text, w) || strings.Contains(text, strings.Trim(string(escaped), `"`)) {
				o.tb.Errorf("%s holds %q", where, w)
			}
		}
	}
}
