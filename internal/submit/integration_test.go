//go:build integration

package submit

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"borgerbot/internal/personal"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// These tests run against Postfix, which delivers into Dovecot; both are started
// by .ci/servers.

// env returns a variable of .ci/servers. Without the servers the test fails: it
// has been asked for by its build tag.
func env(t testing.TB, name string) string {
	t.Helper()
	value := os.Getenv("BORGERBOT_TEST_" + name)
	if value == "" {
		t.Fatalf("BORGERBOT_TEST_%s is not set; run the tests with .ci/servers go test -tags integration", name)
	}
	return value
}

func roots(t testing.TB) *x509.CertPool {
	t.Helper()
	certificate, err := os.ReadFile(env(t, "CA"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(certificate) {
		t.Fatal("no certificate")
	}
	return pool
}

func postfix(t testing.TB) Account {
	t.Helper()
	return Account{
		Address: env(t, "SMTP"),
		RootCAs: roots(t),
		Auth:    Password("box10@example.org", env(t, "PASSWORD")),
	}
}

// arrived waits until a letter that ends in raw lies in a box, and returns what
// lies there.
func arrived(t testing.TB, box int, id string, raw []byte) string {
	t.Helper()
	c, err := imapclient.DialTLS(env(t, "IMAPS"), &imapclient.Options{TLSConfig: &tls.Config{RootCAs: roots(t)}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := c.Login(fmt.Sprintf("box%d@example.org", box), env(t, "PASSWORD")).Wait(); err != nil {
		t.Fatal(err)
	}
	section := &imap.FetchItemBodySection{Peek: true}
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for limit := time.Now().Add(20 * time.Second); time.Now().Before(limit); <-tick.C {
		if _, err := c.Select("INBOX", nil).Wait(); err != nil {
			t.Fatal(err)
		}
		found, err := c.UIDSearch(&imap.SearchCriteria{Header: []imap.SearchCriteriaHeaderField{{Key: "Message-ID", Value: id}}}, nil).Wait()
		if err != nil {
			t.Fatal(err)
		}
		uids := found.AllUIDs()
		if len(uids) == 0 {
			continue
		}
		list, err := c.Fetch(imap.UIDSetNum(uids...), &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
		if err != nil || len(list) != 1 {
			t.Fatalf("box %d holds %d letters %s: %v", box, len(list), id, err)
		}
		got := string(list[0].FindBodySection(section))
		if !strings.HasSuffix(got, string(raw)) {
			t.Errorf("box %d: the letter has been altered: %.400q", box, got)
		}
		return got
	}
	t.Fatalf("nothing arrived in box %d", box)
	return ""
}

// compose returns a letter that no other test has sent, and its Message-ID.
func compose(body string) (raw []byte, id string) {
	id = fmt.Sprintf("<%d@example.org>", time.Now().UnixNano())
	return []byte("From: klage@example.org\r\nTo: undisclosed-recipients:;\r\nDate: Mon, 02 Mar 2026 09:15:00 +0100\r\n" +
		"Message-ID: " + id + "\r\nSubject: Kvittering\r\n\r\n" + body), id
}

func to(box int) Envelope {
	return Envelope{From: "box10@example.org", To: personal.New(fmt.Sprintf("box%d@example.org", box))}
}

func TestPostfixDelivers(t *testing.T) {
	const dots = "Tak.\r\n.\r\n..\r\n.QUIT\r\n \r\n"
	plain, wrapped, null := postfix(t), postfix(t), postfix(t)
	plain.TLS = Plain
	wrapped.TLS, wrapped.Address = TLS, env(t, "SMTPS")
	null.NullSender = true
	for name, acc := range map[string]Account{"starttls": postfix(t), "tls": wrapped, "plain": plain, "null sender": null} {
		raw, id := compose(dots)
		receipt, err := newSender(t, acc).Send(t.Context(), to(11), raw)
		if err != nil || receipt.QueueID == "" {
			t.Errorf("%s: Send() = %+v, %v", name, receipt, err)
			continue
		}
		got := arrived(t, 11, id, raw)
		if want := map[bool]string{false: "Return-Path: <box10@example.org>", true: "Return-Path: <>"}[acc.NullSender]; !strings.Contains(got, want) {
			t.Errorf("%s: no %q in %.200q", name, want, got)
		}
	}
}

func TestPostfixBatch(t *testing.T) {
	s := newSender(t, postfix(t))
	start := time.Now()
	const letters = 50
	for range letters {
		raw, _ := compose("Tak.\r\n")
		if _, err := s.Send(t.Context(), to(12), raw); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d letters in %v", letters, time.Since(start))
	raw, id := compose("Efter en pause.\r\n")
	s.conn.cut() // as when the server hangs up between two letters
	if _, err := s.Send(t.Context(), to(12), raw); err != nil {
		t.Fatal(err)
	}
	arrived(t, 12, id, raw)
}

func TestPostfixProof(t *testing.T) {
	s := newSender(t, postfix(t))
	both := to(13)
	both.Proof = "box14@example.org"
	raw, id := compose("Tak.\r\n")
	if receipt, err := s.Send(t.Context(), both, raw); err != nil || receipt.ProofRefused {
		t.Errorf("Send() = %+v, %v", receipt, err)
	}
	arrived(t, 13, id, raw)
	arrived(t, 14, id, raw)
	both.Proof = "findes-ikke@example.org"
	raw, id = compose("Tak.\r\n")
	if receipt, err := s.Send(t.Context(), both, raw); err != nil || !receipt.ProofRefused {
		t.Errorf("Send() = %+v, %v", receipt, err)
	}
	arrived(t, 13, id, raw)
}

func TestPostfixRefuses(t *testing.T) {
	wrong, nobody, untrusted := postfix(t), postfix(t), postfix(t)
	wrong.Auth = Password("box10@example.org", "forkert")
	nobody.Auth = nil
	untrusted.RootCAs = nil
	raw, _ := compose("Tak.\r\n")
	for name, test := range map[string]struct {
		acc  Account
		to   string
		want Error
	}{
		"unknown recipient":   {postfix(t), "findes-ikke@example.org", Error{Permanent, 550, "5.1.1", PhaseRcpt, nil}},
		"unknown domain":      {postfix(t), "ane@example.net", Error{Permanent, 550, "5.1.2", PhaseRcpt, nil}},
		"wrong password":      {wrong, "box11@example.org", Error{Config, 535, "5.7.8", PhaseAuth, nil}},
		"no sign-in":          {nobody, "box11@example.org", Error{Permanent, 554, "5.7.1", PhaseRcpt, nil}},
		"unknown certificate": {untrusted, "box11@example.org", Error{Config, 0, "", PhaseTLS, nil}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := newSender(t, test.acc).Send(t.Context(), Envelope{From: "box10@example.org", To: personal.New(test.to)}, raw)
			assertError(t, err, test.want)
		})
	}
}

func TestPostfixLargeLetter(t *testing.T) {
	const line = "Vedlagt: en lang historie, som I skal have i sin fulde helhed.\r\n"
	raw, id := compose(strings.Repeat(line, 20<<20/len(line)))
	if _, err := newSender(t, postfix(t)).Send(t.Context(), to(15), raw); err != nil {
		t.Fatal(err)
	}
	arrived(t, 15, id, raw)
	tooLarge, _ := compose(strings.Repeat(line, 31_000_000/len(line)))
	_, err := newSender(t, postfix(t)).Send(t.Context(), to(15), tooLarge)
	assertError(t, err, Error{Permanent, 552, "5.3.4", PhaseFinal, nil})
}
