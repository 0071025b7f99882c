//go:build integration

package e2etest

import (
	"fmt"
	"testing"
)

// TestServersComeAndGo: Dovecot is stopped and started, then Postfix, then Slack
// is cut off. Each road waits alone, the others go on, and what waited arrives.
//
// Long: it is one day, told in its order.
func TestServersComeAndGo(t *testing.T) {
	t.Parallel()
	dovecot, postfix := secondDovecot(t), secondPostfix(t)
	o := newOffice(t, plan{Boxes: []int{30}, IMAP: dovecot.addr, SMTP: postfix.addr, Set: map[string]any{"submission.copy_to_sent": true}})
	citizens := map[int]*person{}
	for n := 1; n <= 4; n++ {
		citizens[n] = mailProgram(t, 30+n)
	}
	o.install()

	// The mailbox is away: the letter waits there, and an adviser can go on pressing.
	post(t, address(30+1), address(30), numbered(1))
	first := citizens[1].letters(1)[0].reference(t)
	o.awaitCard(first, "Sendt kl.")
	dovecot.down()
	post(t, address(30+2), address(30), numbered(2))
	o.press(slackKirsten, first, "Tag")
	o.awaitCard(first, "Kirsten Prøve")
	dovecot.up()
	eventually(t, "the letter is taken in", o.hasCards(2))
	// Its receipt is out before the relay goes: what is cut off in the middle is in
	// doubt, and without proofs it is rightly held.
	o.awaitCard(citizens[2].letters(1)[0].reference(t), "Sendt kl.")

	// The relay is away: cards are posted, and say that the receipt waits.
	postfix.down()
	post(t, address(30+3), address(30), numbered(3))
	eventually(t, "the letter is taken in without the relay", o.hasCards(3))
	postfix.up()
	third := citizens[3].letters(1)[0].reference(t)
	o.awaitCard(third, "Sendt kl.")

	// Slack is away: the receipt goes, the card comes later, and once.
	o.Slack.Refuse(true)
	o.Slack.Drop()
	post(t, address(30+4), address(30), numbered(4))
	fourth := citizens[4].letters(1)[0].reference(t)
	if n := len(o.cards()); n != 3 {
		t.Errorf("%d cards through a wall", n)
	}
	o.Slack.Refuse(false)
	o.awaitCard(fourth, "Sendt kl.")
	eventually(t, "presses are heard again", func() error {
		if o.Slack.Sockets() == 0 {
			return fmt.Errorf("no socket")
		}
		return nil
	})
	o.press(slackJonas, fourth, "Tag")
	o.awaitCard(fourth, "Jonas Eksempel")

	o.stop()
	// Postfix itself may deliver again what it was delivering when it was stopped.
	for n, citizen := range citizens {
		ids := map[string]bool{}
		for _, l := range citizen.letters(1) {
			ids[l.header.Get("Message-ID")] = true
		}
		if len(ids) != 1 {
			t.Errorf("%d letters for citizen %d", len(ids), n)
		}
	}
	if n := o.log.count(`"msg":"letter sent"`); n != 4 {
		t.Errorf("%d letters were handed over", n)
	}
	o.journalHolds()
	o.silent("Overgaard", "box31@", "kommunekontoret")
}

// hasCards returns a condition: so many cards are in the channel.
func (o *office) hasCards(n int) func() error {
	return func() error {
		if got := len(o.cards()); got != n {
			return fmt.Errorf("%d cards", got)
		}
		return nil
	}
}

// numbered is the n-th letter, from the n-th citizen.
func numbered(n int) []byte {
	return crlf(fmt.Sprintf(`From: Ane Overgaard <%s>
Subject: Klage nummer %d
Message-ID: <nummer-%d@borger.example.org>

Jeg har ventet i %d uger paa svar fra kommunekontoret og vil klage over det.
`, address(30+n), n, n, n))
}
