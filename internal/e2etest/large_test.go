package e2etest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/casework"
	"borgerbot/internal/daemon"
	"borgerbot/internal/desk"
	"borgerbot/internal/personal"
	"borgerbot/internal/stage"
	"borgerbot/internal/store"
)

// BenchmarkLarge measures the office after decades: a database of 100,000
// inquiries, of which 500 are open. "start" is from the start of the daemon until
// it is ready, "tick" a look of the clock, with nothing due and with ten
// inquiries that are, "scrape" an answer to Prometheus.
func BenchmarkLarge(b *testing.B) {
	o := newLarge(b, 100_000)
	b.Run("start", func(b *testing.B) {
		for b.Loop() {
			o.startOnce(b)
			b.StopTimer()
			if err := o.Stop(); err != nil {
				b.Fatal(err)
			}
			b.StartTimer()
		}
	})
	for _, due := range []int{0, 10} {
		b.Run(fmt.Sprintf("tick/due=%d", due), func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				o.makeDue(b, due)
				b.StartTimer()
				o.tickOnce(b)
			}
		})
	}
	b.Run("scrape", func(b *testing.B) {
		at := freePort(b)
		o.Config.Health.Listen = at
		o.startOnce(b)
		for b.Loop() {
			if code, body, err := ask(at, "/metrics"); code != http.StatusOK || !strings.Contains(body, "\nborgerbot_inquiries_open") {
				b.Fatal(code, err)
			}
		}
		b.StopTimer()
		if err := o.Stop(); err != nil {
			b.Fatal(err)
		}
	})
}

// large is an office with many inquiries.
type large struct {
	*stage.Stage
	in    *daemon.Installation // its data, looked at beside the daemon
	ready chan struct{}        // gets a value when the daemon is ready
	open  []casework.ID
}

// openInquiries is how many inquiries of a large office are open.
const openInquiries = 500

// newLarge makes a large office. Its daemon is not started.
func newLarge(tb testing.TB, inquiries int) *large {
	tb.Helper()
	o := &large{ready: make(chan struct{}, 1)}
	o.Stage = loopback(tb, slog.New(readiness{slog.DiscardHandler, o.ready}))
	var err error
	if o.in, err = daemon.Open(tb.Context(), o.Config, true, func() {}); err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = o.in.Close() })
	const together = 500
	for from := 0; from < inquiries; from += together {
		if err := o.fill(tb.Context(), from, min(from+together, inquiries)); err != nil {
			tb.Fatal(err)
		}
	}
	return o
}

// readiness is a log that tells when the daemon is ready.
type readiness struct {
	slog.Handler
	ready chan struct{}
}

// Enabled implements slog.Handler.
func (r readiness) Enabled(context.Context, slog.Level) bool { return true }

// Handle implements slog.Handler.
func (r readiness) Handle(_ context.Context, line slog.Record) error {
	if line.Message == "ready" {
		r.ready <- struct{}{}
	}
	return nil
}

// WithAttrs implements slog.Handler.
func (r readiness) WithAttrs([]slog.Attr) slog.Handler { return r }

// fill stores the inquiries from one number to another. The first are opened as
// letters open them; the others are like them and closed.
func (o *large) fill(ctx context.Context, from, to int) error {
	blobs := make([]*store.Blob, to-from)
	for i := range blobs {
		var err error
		if blobs[i], err = o.in.Store.NewBlob(ctx); err != nil {
			return err
		}
		if _, err := blobs[i].Write(letter(from + i)); err != nil {
			return err
		}
	}
	return o.in.Store.Update(ctx, func(tx *store.Tx) error {
		for i, blob := range blobs {
			n := from + i
			m := store.Message{
				ID: casework.MessageID(fmt.Sprintf("m%06d", n)), Received: time.Now().AddDate(0, 0, -n/40),
				Mailbox: o.Config.Mailboxes[0].ID, Folder: "INBOX",
			}
			at := store.Place{Mailbox: m.Mailbox, Folder: m.Folder, UIDValidity: 1, UID: uint32(n + 1)}
			if _, err := tx.PutMessage(m, at, blob); err != nil {
				return err
			}
			id, err := o.inquiry(tx, n, m)
			if err != nil {
				return fmt.Errorf("inquiry %d: %w", n, err)
			}
			if err := tx.Settle(m.ID, store.MessageInquiry, "", id); err != nil {
				return err
			}
		}
		return nil
	})
}

// inquiry stores the n-th inquiry, which a message has brought.
func (o *large) inquiry(tx *store.Tx, n int, m store.Message) (casework.ID, error) {
	if n < openInquiries {
		q, err := o.in.Desk.Open(tx, desk.Opening{
			Message: m.ID, Facts: facts(n, m), At: time.Now(), By: casework.ByCitizen, Mailbox: m.Mailbox,
			Thread: []string{fmt.Sprintf("letter-%d@citizens.example.org", n)},
		})
		o.open = append(o.open, q.ID)
		return q.ID, err
	}
	like, err := tx.Inquiry(o.open[n%openInquiries])
	if err != nil {
		return "", err
	}
	q := store.Inquiry{Inquiry: like.Inquiry, Mailbox: m.Mailbox, Wake: time.Now().AddDate(1, 0, n%700)}
	q.ID, q.Ref, q.Received = casework.ID(fmt.Sprintf("q%06d", n)), free(tx, uint32(n)), m.Received
	q.Course.State, q.Course.Closed = casework.Closed, m.Received.AddDate(0, 0, 7)
	if err := tx.PutInquiry(&q); err != nil {
		return "", err
	}
	ev := casework.Event{Type: casework.Opened, At: m.Received, Press: string(m.ID), Mail: facts(n, m)}
	receipt := store.Outgoing{
		Key: string(q.ID) + "/receipt", Channel: store.OutMail, Kind: "L01", Inquiry: q.ID, Automatic: true,
		Due: m.Received, Created: m.Received, MailID: fmt.Sprintf("receipt-%d@example.org", n), Payload: letter(n),
	}
	return q.ID, errors.Join(
		tx.AppendEvent(q, ev),
		tx.AddAddress(fmt.Sprintf("address-%d", n), q.ID),
		tx.AddMailID(fmt.Sprintf("thread-%d", n), q.ID, ""),
		tx.Enqueue(receipt, q.KeyOf()), sent(tx, receipt.Key, m.Received),
		tx.WantCard(q.ID, "card-"+string(q.ID), m.Received, time.Time{}),
		tx.CardPosted(q.ID, fmt.Sprintf("%d.000001", n), 1),
	)
}

// free is a reference that none of the first inquiries has been given.
func free(tx *store.Tx, n uint32) casework.Reference {
	for {
		ref := casework.NewReference(n)
		if _, err := tx.InquiryByReference(ref); err != nil {
			return ref // taken by none, or the next statement says what is wrong
		}
		n += 1 << 20
	}
}

func sent(tx *store.Tx, key string, at time.Time) error {
	item, err := tx.OutgoingByKey(key)
	if err != nil {
		return err
	}
	return tx.Finish(item.ID, store.OutDelivered, at, store.Result{Code: 250})
}

func facts(n int, m store.Message) *casework.MailFacts {
	return &casework.MailFacts{
		Message: m.ID, Received: m.Received, Channel: casework.ChannelMail, Receipt: casework.ReceiptAdopted,
		From:    casework.Person{Name: personal.New(fmt.Sprintf("Borger %d", n)), Address: personal.New(citizen(n))},
		Subject: personal.New(texts[n%len(texts)].subject),
		Verdict: casework.Verdict{Remit: casework.In, Language: casework.Danish},
	}
}

// startOnce starts the daemon, waits until it is ready, and returns how long
// that took.
func (o *large) startOnce(tb testing.TB) time.Duration {
	tb.Helper()
	o.Reconfigure(o.Config) // words and rules are read anew, as a process does
	began := time.Now()
	if err := o.Start(); err != nil {
		tb.Fatal(err)
	}
	select {
	case <-o.ready:
	case <-time.After(patience):
		tb.Fatal("the daemon is not ready")
	}
	return time.Since(began)
}

// makeDue makes the clock have something to look at in n inquiries.
func (o *large) makeDue(tb testing.TB, n int) {
	tb.Helper()
	err := o.in.Store.Update(tb.Context(), func(tx *store.Tx) error {
		for _, id := range o.open[:n] {
			q, err := tx.Inquiry(id)
			if err != nil {
				return err
			}
			q.Wake = time.Now().Add(-time.Second)
			if err := tx.PutInquiry(&q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// tickOnce lets the clock look once, and returns how long that took.
func (o *large) tickOnce(tb testing.TB) time.Duration {
	tb.Helper()
	began := time.Now()
	if _, err := o.in.Desk.Tick(tb.Context(), began); err != nil {
		tb.Fatal(err)
	}
	return time.Since(began)
}
