//go:build integration

package e2etest

import (
	"flag"
	"math/rand/v2"
	"sync"
	"syscall"
	"testing"
	"time"

	"borgerbot/internal/config"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
)

var (
	kills   = flag.Int("kills", 60, "how often the daemon is killed")
	seed    = flag.Uint64("seed", 1, "what decides the moments of the kills")
	patient = flag.Bool("patient", false, "wait the ten minutes until letters in doubt go once more")
)

// killing is an office whose daemon is killed again and again while letters come
// and advisers press.
type killing struct {
	*office
	dice       *rand.Rand
	imap, smtp *wire
	relay      *standin.SMTP

	mu  sync.Mutex // of box, which the relay files proofs in
	box *person

	letters int            // delivered to the office's mailbox
	presses map[string]int // of "Tag", by the card
	terms   int            // orderly stops
	moments map[string]int // how often the daemon was killed at each
}

// moment is when the daemon is ended. arm prepares for it and returns what is
// closed when it has come, and what clears up afterwards.
type moment struct {
	name string
	arm  func(k *killing) (reached <-chan struct{}, clear func())
}

// at is a moment on a wire.
func at(name string, line func(*killing) *wire, fromDaemon bool, word string, through portion) moment {
	return moment{name, func(k *killing) (<-chan struct{}, func()) {
		w := line(k)
		t := w.stopAt(fromDaemon, word, through)
		return t.reached, func() { w.lift(t) }
	}}
}

// during is a moment while Slack keeps the daemon waiting for an answer.
func during(name, method string, accepted bool) moment {
	return moment{name, func(k *killing) (<-chan struct{}, func()) {
		k.Slack.Fail(method, standin.SlackFault{Hang: true, Accepted: accepted})
		before := k.calls(method)
		return k.when(func() bool { return k.calls(method) > before })
	}}
}

// moments are those that every run comes to; between them the dice decide.
func moments() []moment {
	mail, relay := func(k *killing) *wire { return k.imap }, func(k *killing) *wire { return k.smtp }
	return []moment{
		at("a letter is asked for", mail, true, "BODY.PEEK[]", nothingOfIt),
		at("half a letter has come", mail, false, "BODY[] {", halfOfIt),
		at("a letter has come", mail, false, "BODY[] {", allOfIt),
		at("the daemon begins to wait for mail", mail, true, "IDLE", allOfIt),
		at("a letter is announced to the relay", relay, true, "MAIL FROM", nothingOfIt),
		at("the relay knows the sender", relay, true, "MAIL FROM", allOfIt),
		at("half a letter is with the relay", relay, true, "\r\n.\r\n", halfOfIt),
		at("the final dot is on its way", relay, true, "\r\n.\r\n", allOfIt),
		at("the relay has taken it and not said so", relay, false, "queued", nothingOfIt),
		at("the relay has just said so", relay, false, "queued", allOfIt),
		during("a card is not posted", "chat.postMessage", false),
		during("a card is posted and not said so", "chat.postMessage", true),
		during("a card is changed and not said so", "chat.update", true),
		{"a press has just been answered", func(k *killing) (<-chan struct{}, func()) {
			return k.when(func() bool { return k.pressOne() })
		}},
	}
}

// random is a moment the dice decide, within the daemon's first half second. An
// adviser may press a button shortly before it.
func random(k *killing) moment {
	until, press := 1+k.dice.IntN(50), k.dice.IntN(100)
	return moment{"at random", func(k *killing) (<-chan struct{}, func()) {
		n := 0
		return k.when(func() bool {
			n++
			if n == press {
				k.pressOne()
			}
			return n >= until
		})
	}}
}

// TestKill ends the real binary at every moment there is and asks, when it has
// come to rest, whether every letter is one inquiry, every card one card, and no
// citizen has heard twice. With -kills, -seed and -patient it goes on for longer.
func TestKill(t *testing.T) {
	k := newKilling(t)
	all := moments()
	for n := range *kills {
		switch {
		case n%3 == 0:
			k.round(all[n/3%len(all)])
		case n%6 == 1:
			k.term()
		default:
			k.round(random(k))
		}
	}
	k.start()
	k.drain()
	k.stop()
	k.judge()
	t.Logf("%d letters, %d kills, %d orderly stops: %v", k.letters, *kills-k.terms, k.terms, k.moments)
}

func newKilling(t *testing.T) *killing {
	t.Helper()
	k := &killing{
		dice: rand.New(rand.NewPCG(*seed, 0)), relay: relayFor(t, 18), presses: map[string]int{}, moments: map[string]int{},
	}
	k.imap, k.smtp = newWire(t, env(t, "IMAP")), newWire(t, k.relay.Addr().String())
	k.office = newOffice(t, plan{Boxes: []int{18}, IMAP: k.imap.addr(), SMTP: k.smtp.addr(), Set: map[string]any{
		"submission.proof": "bcc", "mailboxes.0.after.flag": "$Modtaget",
	}})
	k.box = openBox(t, 18)
	k.relay.Route(address(18), k.file)
	k.install()
	k.kill()
	return k
}

// file puts a message into the office's mailbox.
func (k *killing) file(raw []byte) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.box.file("INBOX", raw, time.Now())
}

func (k *killing) deliver() {
	k.file(letter(k.letters))
	k.letters++
}

// round is one life of the daemon.
func (k *killing) round(m moment) {
	k.deliver()
	reached, clear := m.arm(k)
	k.launch()
	if k.dice.IntN(2) == 0 {
		k.deliver()
	}
	select {
	case <-reached:
		k.moments[m.name]++
	case <-k.daemon.done:
		k.tb.Fatalf("%s: the daemon ended by itself: %v", m.name, k.daemon.err)
	case <-time.After(4 * time.Second):
		k.moments["too late: "+m.name]++
	}
	k.kill()
	clear()
}

// term stops the daemon as an operator does, at any moment: in order, and without
// leaving a letter in doubt.
func (k *killing) term() {
	k.deliver()
	before, ready := k.unsettled(), k.log.count(`"msg":"ready"`)
	reached, clear := random(k).arm(k)
	defer clear()
	p := k.launch()
	<-reached
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-p.done:
	case <-time.After(15 * time.Second):
		k.tb.Fatal("the daemon does not stop")
	}
	// Before the program's first line has run, the system ends it.
	if code := p.cmd.ProcessState.ExitCode(); code > 0 || code < 0 && k.log.count(`"msg":"ready"`) > ready {
		k.tb.Errorf("the daemon was stopped: %v", p.err)
	}
	k.daemon = nil
	k.terms++
	for key, state := range k.unsettled() {
		if state != store.OutPending && (before[key] == "" || before[key] == store.OutPending) {
			k.tb.Errorf("after an orderly stop %s is %s", key, state)
		}
	}
}

// when returns what is closed when a condition, asked every ten milliseconds,
// holds.
func (k *killing) when(holds func() bool) (<-chan struct{}, func()) {
	reached, over := make(chan struct{}), make(chan struct{})
	var asking sync.WaitGroup
	asking.Go(func() {
		tick := time.NewTicker(10 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-over:
				return
			case <-tick.C:
				if holds() {
					close(reached)
					return
				}
			}
		}
	})
	return reached, func() {
		close(over)
		asking.Wait()
	}
}

func (k *killing) calls(method string) (n int) {
	for _, c := range k.Slack.Calls() {
		if c.Method == method {
			n++
		}
	}
	return n
}

// pressOne lets an adviser take an inquiry that nobody has, and reports whether
// Slack got an answer.
func (k *killing) pressOne() bool {
	for _, card := range k.cards() {
		if k.presses[card.TS] > 0 || k.Slack.Sockets() == 0 {
			continue
		}
		k.presses[card.TS]++
		return k.Slack.Press(slackKirsten, card.TS, "Tag") == nil
	}
	return false
}

// unsettled are the letters of the outbox whose end is not known, by key.
func (k *killing) unsettled() map[string]store.OutState {
	k.tb.Helper()
	all := map[string]store.OutState{}
	err := k.view(func(_ *config.Config, tx *store.Tx) error {
		items, err := tx.Unsettled(store.OutMail)
		for _, it := range items {
			all[it.Key] = it.State
		}
		return err
	})
	if err != nil {
		k.tb.Fatal(err)
	}
	return all
}
