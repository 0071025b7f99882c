package submit

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"borgerbot/internal/personal"
)

// canary stands in every reply of the tables below; no error may repeat it.
const canary = "kanariefugl@example.org"

// assertError compares what matters of an error, and looks for leaks.
func assertError(t *testing.T, err error, want Error) {
	t.Helper()
	var got *Error
	if !errors.As(err, &got) {
		t.Fatalf("Send() = %v, want %+v", err, want)
	}
	if got.Kind != want.Kind || got.Code != want.Code || got.Enhanced != want.Enhanced || got.Phase != want.Phase {
		t.Errorf("Send() = %s/%d/%q/%s, want %s/%d/%q/%s", got.Kind, got.Code, got.Enhanced, got.Phase,
			want.Kind, want.Code, want.Enhanced, want.Phase)
	}
	if text := fmt.Sprintf("%v %+v", err, errors.Unwrap(err)); strings.Contains(text, "kanarie") || strings.Contains(text, "ane@") {
		t.Errorf("the error repeats an address: %s", text)
	}
}

// Long: one row for each phase and kind of answer.
func TestOutcomes(t *testing.T) {
	for name, test := range map[string]struct {
		verb, answer string
		env          Envelope
		want         *Error // nil: delivered
		taken        int    // letters whose final dot the server has seen
	}{
		"delivered":                    {env: envelope, taken: 1},
		"delivered, with proof":        {env: proven, taken: 1},
		"greeting 554":                 {verb: "+", answer: "554 5.7.1 " + canary, env: envelope, want: &Error{Config, 554, "5.7.1", PhaseConnect, nil}},
		"greeting 421":                 {verb: "+", answer: "421 4.3.2 busy", env: envelope, want: &Error{Temporary, 421, "4.3.2", PhaseConnect, nil}},
		"greeting, lost":               {verb: "+", answer: hangUp, env: envelope, want: &Error{Temporary, 0, "", PhaseConnect, nil}},
		"greeting, garbage":            {verb: "+", answer: "hvem er du, " + canary, env: envelope, want: &Error{Temporary, 0, "", PhaseConnect, nil}},
		"EHLO, lost":                   {verb: "EHLO", answer: hangUp, env: envelope, want: &Error{Temporary, 0, "", PhaseConnect, nil}},
		"EHLO, garbage, HELO instead":  {verb: "EHLO", answer: canary, env: envelope, want: &Error{Config, 0, "", PhaseAuth, nil}},
		"AUTH 535":                     {verb: "AUTH", answer: "535 5.7.8 " + canary, env: envelope, want: &Error{Config, 535, "5.7.8", PhaseAuth, nil}},
		"AUTH, no more basic":          {verb: "AUTH", answer: "550 5.7.30 Basic authentication is not supported", env: envelope, want: &Error{Config, 550, "5.7.30", PhaseAuth, nil}},
		"AUTH 454":                     {verb: "AUTH", answer: "454 4.7.0 " + canary, env: envelope, want: &Error{Temporary, 454, "4.7.0", PhaseAuth, nil}},
		"AUTH, lost":                   {verb: "AUTH", answer: hangUp, env: envelope, want: &Error{Temporary, 0, "", PhaseAuth, nil}},
		"AUTH not offered":             {verb: "EHLO", answer: "250 fake", env: envelope, want: &Error{Config, 0, "", PhaseAuth, nil}},
		"MAIL 550":                     {verb: "MAIL", answer: "550 5.1.8 " + canary, env: envelope, want: &Error{Permanent, 550, "5.1.8", PhaseMail, nil}},
		"MAIL 530":                     {verb: "MAIL", answer: "530 5.7.0 sign in", env: envelope, want: &Error{Config, 530, "5.7.0", PhaseMail, nil}},
		"MAIL 432":                     {verb: "MAIL", answer: "432 4.3.2 too many connections", env: envelope, want: &Error{Temporary, 432, "4.3.2", PhaseMail, nil}},
		"MAIL, lost":                   {verb: "MAIL", answer: hangUp, env: envelope, want: &Error{Temporary, 0, "", PhaseMail, nil}},
		"RCPT 550":                     {verb: "RCPT", answer: "550 5.1.1 <" + canary + "> unknown", env: envelope, want: &Error{Permanent, 550, "5.1.1", PhaseRcpt, nil}},
		"RCPT 451":                     {verb: "RCPT", answer: "451 4.7.1 greylisted " + canary, env: envelope, want: &Error{Temporary, 451, "4.7.1", PhaseRcpt, nil}},
		"RCPT 421":                     {verb: "RCPT", answer: "421 going down", env: envelope, want: &Error{Temporary, 421, "", PhaseRcpt, nil}},
		"RCPT, lost":                   {verb: "RCPT", answer: hangUp, env: envelope, want: &Error{Temporary, 0, "", PhaseRcpt, nil}},
		"proof 550":                    {verb: "PROOF", answer: "550 5.1.1 " + canary, env: proven, taken: 1},
		"proof 451":                    {verb: "PROOF", answer: "451 4.2.2 full", env: proven, taken: 1},
		"proof 421":                    {verb: "PROOF", answer: "421 4.7.0 " + canary, env: proven, taken: 1},
		"proof, lost":                  {verb: "PROOF", answer: hangUp, env: proven, taken: 1},
		"DATA 554":                     {verb: "DATA", answer: "554 5.5.1 " + canary, env: envelope, want: &Error{Permanent, 554, "5.5.1", PhaseData, nil}},
		"DATA 451":                     {verb: "DATA", answer: "451 4.3.0 later", env: envelope, want: &Error{Temporary, 451, "4.3.0", PhaseData, nil}},
		"DATA, lost":                   {verb: "DATA", answer: hangUp, env: envelope, want: &Error{Temporary, 0, "", PhaseData, nil}},
		"final 554":                    {verb: ".", answer: "554 5.6.0 " + canary, env: envelope, want: &Error{Permanent, 554, "5.6.0", PhaseFinal, nil}, taken: 1},
		"final 452":                    {verb: ".", answer: "452 4.3.1 disk full", env: envelope, want: &Error{Temporary, 452, "4.3.1", PhaseFinal, nil}, taken: 1},
		"final, lost":                  {verb: ".", answer: hangUp, env: envelope, want: &Error{Uncertain, 0, "", PhaseFinal, nil}, taken: 1},
		"final, garbage":               {verb: ".", answer: canary, env: envelope, want: &Error{Uncertain, 0, "", PhaseFinal, nil}, taken: 1},
		"final 354":                    {verb: ".", answer: "354 go on", env: envelope, want: &Error{Uncertain, 354, "", PhaseFinal, nil}, taken: 1},
		"final 251":                    {verb: ".", answer: "251 2.1.5 will forward", env: envelope, taken: 1},
		"final 250, then RSET is lost": {verb: "RSET", answer: hangUp, env: envelope, taken: 1},
		"final 250, then QUIT 421":     {verb: "QUIT", answer: "421 4.0.0 no", env: envelope, taken: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				if test.verb != "" {
					f.order(false, test.verb, test.answer)
				}
				s := newSender(t, f.account())
				receipt, err := s.Send(t.Context(), test.env, raw)
				if test.want != nil {
					assertError(t, err, *test.want)
				} else if err != nil {
					t.Errorf("Send() = %v", err)
				} else if refused := test.verb == "PROOF"; receipt.ProofRefused != refused && !strings.Contains(test.answer, "421") && test.answer != hangUp {
					t.Errorf("ProofRefused = %v", receipt.ProofRefused)
				}
				if got := f.letters(); len(got) != test.taken || len(got) > 0 && got[0] != string(raw) {
					t.Errorf("the server took %q, want %d times %q", got, test.taken, raw)
				}
			})
		})
	}
}

func TestBytesAndEnvelope(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		s := newSender(t, f.account())
		_, err := s.Send(t.Context(), Envelope{From: "klage@example.org", To: personal.New("børge@example.org")}, raw)
		assertError(t, err, Error{Permanent, 0, "", PhaseInput, nil})
		receipt, err := s.Send(t.Context(), Envelope{From: "klage@example.org", To: personal.New("borge@rødgrød.example")}, raw)
		if err != nil || receipt.QueueID != "4XyZ1" {
			t.Errorf("Send() = %+v, %v", receipt, err)
		}
		acc := f.account()
		acc.NullSender, acc.Helo = true, "borgerbot.example.org"
		if _, err := newSender(t, acc).Send(t.Context(), proven, raw); err != nil {
			t.Error(err)
		}
		for _, want := range []string{
			"EHLO localhost", "EHLO borgerbot.example.org",
			"MAIL FROM:<klage@example.org> BODY=8BITMIME", "MAIL FROM:<> BODY=8BITMIME",
			"RCPT TO:<borge@xn--rdgrd-vuad.example>", "RCPT TO:<ane@example.org>", "RCPT TO:<bevis@example.org>",
		} {
			if !slices.Contains(f.lines(), want) {
				t.Errorf("%q was not sent: %q", want, f.lines())
			}
		}
	})
}

func TestInputThatCannotBeSent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		s := newSender(t, f.account())
		for name, test := range map[string]struct {
			to  string
			raw string
		}{
			"no address":        {"", string(raw)},
			"no domain":         {"ane@", string(raw)},
			"no local part":     {"@example.org", string(raw)},
			"line end":          {"ane@example.org\r\nDATA", string(raw)},
			"second path":       {"ane@example.org> NOTIFY=NEVER <x", string(raw)},
			"angle bracket":     {"ane>@example.org", string(raw)},
			"non-ASCII local":   {"åse@example.org", string(raw)},
			"impossible domain": {"ane@-æ-.example", string(raw)},
			"too long":          {strings.Repeat("a", 250) + "@example.org", string(raw)},
			"bare LF":           {"ane@example.org", "Subject: x\n\r\n"},
			"bare CR":           {"ane@example.org", "Subject: x\r\r\n"},
			"smuggling":         {"ane@example.org", "x\r\n\n.\r\r\n"},
			"no last line end":  {"ane@example.org", "Subject: x"},
			"nothing":           {"ane@example.org", ""},
		} {
			_, err := s.Send(t.Context(), Envelope{From: "klage@example.org", To: personal.New(test.to)}, []byte(test.raw))
			var e *Error
			if !errors.As(err, &e) || e.Kind != Permanent || e.Phase != PhaseInput {
				t.Errorf("%s: Send() = %v", name, err)
			}
		}
		if f.dialled() != 0 {
			t.Error("a connection was made")
		}
	})
}

func TestLimits(t *testing.T) {
	for name, test := range map[string]struct {
		verb  string
		after time.Duration
		want  Error
	}{
		"greeting": {verb: "+", after: minute, want: Error{Temporary, 0, "", PhaseConnect, nil}},
		"EHLO":     {verb: "EHLO", after: minute, want: Error{Temporary, 0, "", PhaseConnect, nil}},
		"MAIL":     {verb: "MAIL", after: minute, want: Error{Temporary, 0, "", PhaseMail, nil}},
		"RCPT":     {verb: "RCPT", after: minute, want: Error{Temporary, 0, "", PhaseRcpt, nil}},
		"DATA":     {verb: "DATA", after: minute, want: Error{Temporary, 0, "", PhaseData, nil}},
		"final":    {verb: ".", after: 5 * minute, want: Error{Uncertain, 0, "", PhaseFinal, nil}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				f.order(false, test.verb, mute)
				start := time.Now()
				_, err := newSender(t, f.account()).Send(t.Context(), envelope, raw)
				assertError(t, err, test.want)
				if took := time.Since(start); took != test.after {
					t.Errorf("gave up after %v, want %v", took, test.after)
				}
			})
		})
	}
	t.Run("dial", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			acc := f.account()
			acc.Dial = func(ctx context.Context, _, _ string) (net.Conn, error) { <-ctx.Done(); return nil, ctx.Err() }
			start := time.Now()
			_, err := newSender(t, acc).Send(t.Context(), envelope, raw)
			assertError(t, err, Error{Temporary, 0, "", PhaseConnect, nil})
			if took := time.Since(start); took != 30*time.Second {
				t.Errorf("gave up after %v", took)
			}
		})
	})
}

func TestLostInTheBody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newFake(t)
		large := slices.Concat(raw, []byte("STOP\r\n"), []byte(strings.Repeat("Vi har modtaget din henvendelse.\r\n", 20_000)))
		_, err := newSender(t, f.account()).Send(t.Context(), envelope, large)
		assertError(t, err, Error{Temporary, 0, "", PhaseBody, nil})
		if got := f.letters(); len(got) != 0 {
			t.Errorf("the server took %d letters", len(got))
		}
	})
}

func send(t *testing.T, s *Sender) {
	t.Helper()
	if _, err := s.Send(t.Context(), envelope, raw); err != nil {
		t.Error(err)
	}
}

// bubble runs a test in fake time.
func bubble(t *testing.T, name string, test func(t *testing.T, f *fake, s *Sender)) {
	t.Run(name, func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			f := newFake(t)
			test(t, f, newSender(t, f.account()))
		})
	})
}

func TestConnectionIsShared(t *testing.T) {
	bubble(t, "batch", func(t *testing.T, f *fake, s *Sender) {
		for range 5 {
			send(t, s)
			time.Sleep(9 * time.Second)
		}
		if f.dialled() != 1 || slices.Contains(f.lines(), "QUIT") {
			t.Errorf("%d connections, %q", f.dialled(), f.lines())
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if !slices.Contains(f.lines(), "QUIT") {
			t.Error("not closed after 10 seconds")
		}
		send(t, s)
		if f.dialled() != 2 {
			t.Errorf("%d connections", f.dialled())
		}
	})
	for name, answer := range map[string]string{"421": "421 4.4.2 timeout", "dropped": hangUp} {
		bubble(t, "lost while idle, "+name, func(t *testing.T, f *fake, s *Sender) {
			send(t, s)
			f.order(true, "MAIL", answer)
			send(t, s)
			if got := f.letters(); len(got) != 2 || f.dialled() != 2 {
				t.Errorf("%d letters, %d connections", len(got), f.dialled())
			}
		})
	}
}

func TestConnectionAfterAFailure(t *testing.T) {
	bubble(t, "uncertain", func(t *testing.T, f *fake, s *Sender) {
		send(t, s)
		f.order(true, ".", hangUp)
		_, err := s.Send(t.Context(), envelope, raw)
		assertError(t, err, Error{Uncertain, 0, "", PhaseFinal, nil})
		if got := f.letters(); len(got) != 2 {
			t.Errorf("%d letters: an uncertain one was sent again", len(got))
		}
	})
	bubble(t, "refused before", func(t *testing.T, f *fake, s *Sender) {
		f.order(true, "RCPT", "550 5.1.1 no")
		_, err := s.Send(t.Context(), envelope, raw)
		assertError(t, err, Error{Permanent, 550, "5.1.1", PhaseRcpt, nil})
		send(t, s)
		if f.dialled() != 1 || !slices.Contains(f.lines(), "RSET") {
			t.Errorf("%d connections, %q", f.dialled(), f.lines())
		}
	})
	bubble(t, "refused, and RSET lost", func(t *testing.T, f *fake, s *Sender) {
		f.order(true, "RCPT", "550 5.1.1 no")
		f.order(true, "RSET", hangUp)
		_, err := s.Send(t.Context(), envelope, raw)
		assertError(t, err, Error{Permanent, 550, "5.1.1", PhaseRcpt, nil})
		send(t, s)
	})
}

func TestContextEnds(t *testing.T) {
	for verb, want := range map[string]Error{
		"+":    {Temporary, 0, "", PhaseConnect, nil},
		"RCPT": {Temporary, 0, "", PhaseRcpt, nil},
		".":    {Uncertain, 0, "", PhaseFinal, nil},
	} {
		t.Run(verb, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newFake(t)
				f.order(false, verb, mute)
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				start := time.Now()
				_, err := newSender(t, f.account()).Send(ctx, envelope, raw)
				assertError(t, err, want)
				if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 10*time.Second {
					t.Errorf("Send() = %v after %v", err, time.Since(start))
				}
			})
		})
	}
}
