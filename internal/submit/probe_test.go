package submit

import (
	"slices"
	"testing"
	"testing/synctest"
)

// TestProbe: a probe signs in and sends nothing; what keeps letters out shows; and
// where a connection is open no other is made.
func TestProbe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		s := newSender(t, f.account())
		if asked, err := s.Probe(t.Context()); err != nil || !asked {
			t.Fatal(asked, err)
		}
		said := f.lines()
		if len(f.letters()) > 0 || slices.ContainsFunc(said, func(l string) bool { return l[:4] == "MAIL" }) || said[len(said)-1] != "QUIT" {
			t.Errorf("a probe said %q", said)
		}
		if _, err := s.Send(t.Context(), envelope, raw); err != nil {
			t.Fatal(err)
		}
		before := f.dialled()
		if asked, err := s.Probe(t.Context()); err != nil || !asked || f.dialled() != before {
			t.Errorf("beside an open connection: %v, %d dialled", err, f.dialled())
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		f.order(false, "AUTH", "535 5.7.8 "+canary)
		_, err := s.Probe(t.Context())
		assertError(t, err, Error{Config, 535, "5.7.8", PhaseAuth, nil})

		// A letter that takes its time holds nobody up.
		s.turn <- struct{}{}
		if asked, err := s.Probe(t.Context()); asked || err != nil {
			t.Errorf("beside a letter: %v, %v", asked, err)
		}
		<-s.turn
	})
}
