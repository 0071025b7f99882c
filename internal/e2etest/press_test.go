package e2etest

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"borgerbot/internal/stage"
)

const (
	// presses is of how many presses one measurement consists, and pressEvery how
	// far apart they are: Slack takes a message a second, and a press writes two.
	presses    = 20
	pressEvery = 2 * time.Second
)

// BenchmarkPress takes inquiries one by one: from a press until Slack has the
// updated card, in the daemon over loopback. "p95-ms" is what 19 in 20 presses take
// at most, and "ack-ms" the slowest acknowledgement.
func BenchmarkPress(b *testing.B) {
	var updated, acked []time.Duration
	for b.Loop() {
		u, a := pressOnce(b)
		updated, acked = append(updated, u...), append(acked, a...)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(percentile(updated, 95).Microseconds())/1000, "p95-ms")
	b.ReportMetric(float64(slices.Max(acked).Microseconds())/1000, "ack-ms")
}

// percentile is the duration that so many in a hundred do not exceed.
func percentile(all []time.Duration, percent int) time.Duration {
	all = slices.Sorted(slices.Values(all))
	return all[(len(all)*percent+99)/100-1]
}

// withCards is an office with the cards of so many letters in its channel.
func withCards(tb testing.TB, cards int) *stage.Stage {
	s := loopback(tb, slog.New(slog.DiscardHandler))
	if err := s.Start(); err != nil {
		tb.Fatal(err)
	}
	awaitMarker(tb, s.Config)
	for n := range cards {
		s.Deliver(letter(n), time.Now())
	}
	awaitTrue(tb, "every letter has its card and its receipt", func() bool {
		return len(s.Channel().Messages()) == cards && len(s.SMTP.Submissions()) == cards
	})
	<-time.After(pressEvery) // the cards tell of their receipts
	return s
}

// pressOnce measures one row of presses: until the card is updated, and until the
// press is acknowledged.
func pressOnce(tb testing.TB) (updated, acked []time.Duration) {
	s := withCards(tb, presses)
	who := s.Config.Advisers[0].Slack
	before := len(s.Slack.Deliveries())
	pace := time.NewTicker(pressEvery)
	defer pace.Stop()
	for _, m := range s.Channel().Messages() {
		<-pace.C
		began := time.Now()
		if err := s.Slack.Press(who, m.TS, "Tag"); err != nil {
			tb.Fatal(err)
		}
		var took time.Duration
		awaitTrue(tb, "the card is updated", func() bool {
			took = updateOf(s, m.TS, began)
			return took > 0
		})
		updated = append(updated, took)
	}
	return updated, acknowledgements(s, before)
}

// updateOf is how long after an instant Slack got a card's next update; zero while
// it has not.
func updateOf(s *stage.Stage, ts string, since time.Time) time.Duration {
	for _, call := range slices.Backward(s.Slack.Calls()) {
		switch {
		case call.At.Before(since):
			return 0
		case call.Method == "chat.update" && call.Args["ts"] == ts && call.Answer == "ok":
			return call.At.Sub(since)
		}
	}
	return 0
}

// acknowledgements are how long the presses waited for an answer, but for the first
// so many.
func acknowledgements(s *stage.Stage, after int) []time.Duration {
	var took []time.Duration
	for _, d := range s.Slack.Deliveries()[after:] {
		if d.AckedAt.IsZero() {
			took = append(took, patience)
			continue
		}
		took = append(took, d.AckedAt.Sub(d.SentAt))
	}
	return took
}
