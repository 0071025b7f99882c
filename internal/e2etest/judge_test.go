//go:build integration

package e2etest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"

	"borgerbot/internal/casework"
	"borgerbot/internal/config"
	"borgerbot/internal/daemon"
	"borgerbot/internal/standin"
	"borgerbot/internal/store"
)

// drain waits until nothing waits any more: every letter is an inquiry with its
// card, and every receipt is sent or, unless there is time to wait for it, in
// doubt.
func (k *killing) drain() {
	k.tb.Helper()
	patience := 3 * time.Minute
	if *patient {
		patience = 15 * time.Minute
	}
	var asked time.Time // opening the database costs more than looking at the channel
	within(k.tb, patience, "the daemon comes to rest", func() error {
		if err := k.hasCards(k.letters)(); err != nil {
			return err
		}
		if time.Since(asked) < time.Second {
			return errors.New("asked a moment ago")
		}
		asked = time.Now()
		return k.view(func(_ *config.Config, tx *store.Tx) error { return k.atRest(tx) })
	})
}

// atRest says what still waits.
func (k *killing) atRest(tx *store.Tx) error {
	waiting, err := tx.WaitingMessages(1)
	if err != nil || len(waiting) > 0 {
		return errors.Join(err, errors.New("messages wait"))
	}
	doubts := 0
	for _, road := range []store.OutChannel{store.OutMail, store.OutSlack, store.OutIMAP} {
		items, err := tx.Unsettled(road)
		if err != nil {
			return err
		}
		for _, it := range items {
			if *patient || road != store.OutMail || it.State != store.OutUncertain {
				return fmt.Errorf("%s is %s", it.Key, it.State)
			}
			doubts++
		}
	}
	if missing := k.letters - len(k.received()); missing != doubts {
		return fmt.Errorf("%d receipts are in doubt, %d are missing", doubts, missing)
	}
	return nil
}

// received are the letters that were sent, by their recipients.
func (k *killing) received() map[string][][]byte {
	got := map[string][][]byte{}
	for _, s := range k.relay.Submissions() {
		got[s.To[0]] = append(got[s.To[0]], s.Data)
	}
	return got
}

// judge holds what has become of everything against what was delivered and
// pressed. The daemon is not running.
func (k *killing) judge() {
	k.tb.Helper()
	inquiries := k.inquiries()
	k.judgeLetters(inquiries)
	k.judgeReceipts()
	k.judgeSlack(inquiries)
	k.judgeMailbox()
	k.journalHolds()
	k.silent("citizens.example.org")
}

// judged is an inquiry as the books have it.
type judged struct {
	card    standin.Message
	letters []int // the numbers of its letters, by their bytes
	taken   int   // how often an adviser took it
}

var letterID = regexp.MustCompile(`Message-ID: <letter-(\d+)@`)

// inquiries are the inquiries of all cards, with everything stored of them read
// to the end.
func (k *killing) inquiries() (all []judged) {
	k.tb.Helper()
	ctx := context.Background()
	cfg, err := config.Load(k.office.file, func(string) string { return "" })
	if err != nil {
		k.tb.Fatal(err)
	}
	in, err := daemon.Open(ctx, cfg, false, func() {})
	if err != nil {
		k.tb.Fatal(err)
	}
	defer in.Close()
	for _, card := range k.cards() {
		q := judged{card: card}
		var messages []store.Message
		err := in.Store.View(ctx, func(tx *store.Tx) error {
			inquiry, err := tx.InquiryByReference(casework.Reference(referencePattern.FindString(card.Text)))
			if err != nil {
				return err
			}
			events, err := tx.Journal(inquiry.ID)
			for _, ev := range events {
				if ev.Type == casework.Take {
					q.taken++
				}
			}
			if err == nil {
				messages, err = tx.MessagesOf(inquiry.ID)
			}
			return err
		})
		for _, m := range messages {
			if m.State == store.MessageOwn {
				continue // the proof of a letter
			}
			raw, readErr := io.ReadAll(in.Store.Raw(ctx, m.BlobID))
			err = errors.Join(err, readErr)
			q.letters = append(q.letters, number(raw))
		}
		if err != nil {
			k.tb.Errorf("an inquiry cannot be read: %v", err)
		}
		all = append(all, q)
	}
	return all
}

// number is the number of a letter, -1 if it is none of ours.
func number(raw []byte) int {
	n := -1
	if m := letterID.FindSubmatch(raw); m != nil {
		_, _ = fmt.Sscan(string(m[1]), &n) // digits
	}
	return n
}

// judgeLetters: every letter is an inquiry of its own, once.
func (k *killing) judgeLetters(inquiries []judged) {
	k.tb.Helper()
	times := map[int]int{}
	for _, q := range inquiries {
		if len(q.letters) != 1 {
			k.tb.Errorf("an inquiry holds the letters %v", q.letters)
		}
		for _, n := range q.letters {
			times[n]++
		}
	}
	for n := range k.letters {
		if times[n] != 1 {
			k.tb.Errorf("letter %d is %d inquiries", n, times[n])
		}
	}
	if len(times) != k.letters {
		k.tb.Errorf("%d different letters are inquiries, %d were delivered", len(times), k.letters)
	}
}

// judgeReceipts: nobody heard twice, and who has not heard yet has a receipt in
// doubt. What goes once more after ten minutes is the same to the byte.
func (k *killing) judgeReceipts() {
	k.tb.Helper()
	got := k.received()
	missing, again := 0, 0
	for n := range k.letters {
		letters := got[citizen(n)]
		switch {
		case len(letters) == 0:
			missing++
		case len(letters) > 1 && (!*patient || !slices.EqualFunc(letters[1:], letters[:len(letters)-1], bytes.Equal)):
			k.tb.Errorf("citizen %d got %d letters", n, len(letters))
		case len(letters) > 1:
			again++
		}
	}
	if doubts := len(k.unsettled()); missing != doubts || len(got) > k.letters {
		k.tb.Errorf("%d citizens have no receipt, %d receipts are in doubt, %d people got letters", missing, doubts, len(got))
	}
	k.tb.Logf("%d receipts wait in doubt, %d went twice, identical", missing, again)
}

// judgeSlack: no card and no line twice, and no press counted that was not made.
func (k *killing) judgeSlack(inquiries []judged) {
	k.tb.Helper()
	keys := map[any]int{}
	for _, m := range k.Channel().Messages() {
		if m.Metadata != nil {
			keys[m.Metadata.EventPayload["key"]]++
		}
	}
	for key, n := range keys {
		if n != 1 {
			k.tb.Errorf("the message %v is in the channel %d times", key, n)
		}
	}
	taken := 0
	for _, q := range inquiries {
		taken += q.taken
		if q.taken > k.presses[q.card.TS] {
			k.tb.Errorf("an inquiry was taken %d times by %d presses", q.taken, k.presses[q.card.TS])
		}
	}
	k.tb.Logf("%d presses, of which %d took effect", len(k.presses), taken)
}

// judgeMailbox: every letter is flagged as taken in, and none is gone.
func (k *killing) judgeMailbox() {
	k.tb.Helper()
	inbox, err := k.box.folder("INBOX")
	if err != nil {
		k.tb.Fatal(err)
	}
	flagged := 0
	for _, m := range inbox {
		if number(m.Raw) >= 0 && slices.Contains(m.Flags, imap.Flag("$Modtaget")) {
			flagged++
		}
	}
	if flagged != k.letters {
		k.tb.Errorf("%d letters of %d are flagged in the mailbox", flagged, k.letters)
	}
}
