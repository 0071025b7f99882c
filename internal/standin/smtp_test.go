package standin

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/mail"
	"net/textproto"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/emersion/go-smtp"
	gomail "github.com/wneessen/go-mail"
	mailsmtp "github.com/wneessen/go-mail/smtp"
)

const (
	office  = "borger@example.org"
	citizen = "citizen@example.org"
	receipt = "From: borger@example.org\r\nTo: citizen@example.org\r\nSubject: Kvittering\r\n\r\nTak.\r\n.\r\n..\r\n"
)

// relayTest is a submission server on an in-memory network.
type relayTest struct {
	*SMTP
	t       *testing.T
	network Network
}

func newRelayTest(t *testing.T, o SMTPOptions) *relayTest {
	r := &relayTest{t: t}
	ln, err := r.network.Listen("127.0.0.1:587")
	if err != nil {
		t.Fatal(err)
	}
	r.SMTP = NewSMTP(ln, o)
	t.Cleanup(func() { _ = r.Close() })
	return r
}

// client returns go-mail's client, connected and signed in.
func (r *relayTest) client(o ...gomail.Option) (*mailsmtp.Client, error) {
	base := []gomail.Option{gomail.WithPort(587), gomail.WithDialContextFunc(r.network.Dial), gomail.WithTimeout(time.Minute),
		gomail.WithTLSPolicy(gomail.NoTLS), gomail.WithHELO("borgerbot.example.org"), gomail.WithoutSMTPUTF8()}
	c, err := gomail.NewClient("127.0.0.1", append(base, o...)...)
	if err != nil {
		r.t.Fatal(err)
	}
	sc, err := c.DialToSMTPClientWithContext(r.t.Context())
	if err == nil {
		r.t.Cleanup(func() { _ = sc.Close() })
	}
	return sc, err
}

func (r *relayTest) mustClient(o ...gomail.Option) *mailsmtp.Client {
	r.t.Helper()
	c, err := r.client(o...)
	if err != nil {
		r.t.Fatal(err)
	}
	return c
}

// submit runs one transaction and returns the phase that failed, and how.
func submit(c *mailsmtp.Client, from string, to ...string) (Phase, error) {
	if err := c.Mail(from); err != nil {
		return AtMail, err
	}
	accepted := 0
	var refused error
	for _, a := range to {
		if err := c.Rcpt(a); err != nil {
			refused = err
			continue
		}
		accepted++
	}
	if accepted == 0 {
		return AtRcpt, refused
	}
	w, err := c.Data()
	if err == nil {
		_, err = w.Write([]byte(receipt))
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return AtDot, err
	}
	if err := c.Reset(); err != nil {
		return AfterDot, err
	}
	return 0, refused
}

func replyCode(err error) int {
	var e *textproto.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return 0
}

func TestSMTPTakesAndDelivers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRelayTest(t, SMTPOptions{})
		var inbox, sent [][]byte
		r.Route("Borger@example.org", func(raw []byte) { inbox = append(inbox, raw) })
		r.FileSent(func(raw []byte) { sent = append(sent, raw) })
		c := r.mustClient()
		for _, from := range []string{office, "<>"} {
			if phase, err := submit(c, from, citizen, office); err != nil {
				t.Fatalf("phase %d: %v", phase, err)
			}
		}
		got := r.Submissions()
		if len(got) != 2 || got[0].From != office || got[1].From != "" || !slices.Equal(got[0].To, []string{citizen, office}) || got[0].UTF8 {
			t.Fatalf("submitted %+v", got)
		}
		if string(got[0].Data) != receipt || !got[0].At.Equal(time.Now()) {
			t.Errorf("data %q at %v", got[0].Data, got[0].At)
		}
		if len(sent) != 2 || string(sent[0]) != receipt {
			t.Errorf("filed in Sent: %q", sent)
		}
		if len(inbox) != 2 || !bytes.HasSuffix(inbox[0], []byte(receipt)) || !bytes.HasPrefix(inbox[1], []byte("Return-Path: <>\r\nReceived: from ")) {
			t.Errorf("delivered %q", inbox)
		}
	})
}

func TestSMTPAuthentication(t *testing.T) {
	cfg, pool, err := NewCertificate("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	trust := gomail.WithTLSConfig(&tls.Config{RootCAs: pool, ServerName: "127.0.0.1"})
	user, password := gomail.WithUsername(office), gomail.WithPassword("secret")
	starttls := SMTPOptions{User: office, Password: "secret", TLS: cfg}
	implicit := starttls
	implicit.ImplicitTLS = true
	for _, tt := range []struct {
		name   string
		server SMTPOptions
		client []gomail.Option
		ok     bool
	}{
		{"PLAIN", starttls, []gomail.Option{trust, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithSMTPAuth(gomail.SMTPAuthPlain), user, password}, true},
		{"LOGIN", starttls, []gomail.Option{trust, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithSMTPAuth(gomail.SMTPAuthLogin), user, password}, true},
		{"implicit TLS", implicit, []gomail.Option{gomail.WithSSL(), gomail.WithSMTPAuth(gomail.SMTPAuthPlain), user, password}, true},
		{"wrong password", starttls, []gomail.Option{trust, gomail.WithTLSPolicy(gomail.TLSMandatory), gomail.WithSMTPAuth(gomail.SMTPAuthPlain), user, gomail.WithPassword("x")}, false},
		{"AUTH before STARTTLS", starttls, []gomail.Option{gomail.WithSMTPAuth(gomail.SMTPAuthPlainNoEnc), user, password}, false},
		{"unknown certificate", starttls, []gomail.Option{gomail.WithTLSPolicy(gomail.TLSMandatory)}, false},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := newRelayTest(t, tt.server)
			if tt.server.ImplicitTLS { // with a dial function of one's own, go-mail leaves TLS to it
				tt.client = append(tt.client, gomail.WithDialContextFunc(func(ctx context.Context, network, address string) (net.Conn, error) {
					conn, err := r.network.Dial(ctx, network, address)
					return tls.Client(conn, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}), err
				}))
			}
			c, err := r.client(tt.client...)
			if (err == nil) != tt.ok {
				t.Fatalf("%s: %v", tt.name, err)
			}
			if !tt.ok {
				return
			}
			if phase, err := submit(c, office, citizen); err != nil {
				t.Errorf("%s: phase %d: %v", tt.name, phase, err)
			}
		})
	}
}

func TestSMTPRefusals(t *testing.T) {
	cfg, _, err := NewCertificate("127.0.0.1")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		server SMTPOptions
		from   string
		phase  Phase
		code   int
	}{
		{"no AUTH", SMTPOptions{User: office, Password: "secret"}, office, AtMail, 530},
		{"no STARTTLS", SMTPOptions{TLS: cfg}, office, AtMail, 530},
		{"null sender", SMTPOptions{SendAs: []string{office}}, "<>", AtMail, 550},
		{"send as", SMTPOptions{SendAs: []string{office}}, "BORGER@example.org", 0, 0},
		{"too large", SMTPOptions{MaxBytes: 20}, office, AtDot, 552},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := newRelayTest(t, tt.server)
			phase, err := submit(r.mustClient(), tt.from, citizen)
			if phase != tt.phase || replyCode(err) != tt.code {
				t.Errorf("%s: phase %d, %v; want phase %d, code %d", tt.name, phase, err, tt.phase, tt.code)
			}
		})
	}
}

func TestSMTPFaults(t *testing.T) {
	greylisted := &smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 7, 1}, Message: "Greylisted"}
	unknown := &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "No such user"}
	closing := &smtp.SMTPError{Code: 421, EnhancedCode: smtp.EnhancedCode{4, 3, 2}, Message: "Closing"}
	for _, tt := range []struct {
		name  string
		fault SMTPFault
		phase Phase
		code  int
		taken int
	}{
		{"4xx at MAIL", SMTPFault{Phase: AtMail, Reply: greylisted}, AtMail, 451, 0},
		{"5xx at RCPT", SMTPFault{Phase: AtRcpt, Reply: unknown}, AtRcpt, 550, 0},
		{"one of two RCPTs", SMTPFault{Phase: AtRcpt, Reply: unknown, Recipient: office}, 0, 550, 1},
		{"4xx at the dot", SMTPFault{Phase: AtDot, Reply: greylisted}, AtDot, 451, 0},
		{"5xx at the dot", SMTPFault{Phase: AtDot, Reply: unknown}, AtDot, 550, 0},
		{"cut at MAIL", SMTPFault{Phase: AtMail}, AtMail, 0, 0},
		{"cut at the dot, not taken", SMTPFault{Phase: AtDot}, AtDot, 0, 0},
		{"cut at the dot, taken", SMTPFault{Phase: AtDot, Taken: true}, AtDot, 0, 1},
		{"error at the dot, taken", SMTPFault{Phase: AtDot, Taken: true, Reply: greylisted}, AtDot, 451, 1},
		{"stall at the dot", SMTPFault{Phase: AtDot, Stall: true}, AtDot, 0, 0},
		{"stall at the dot, taken", SMTPFault{Phase: AtDot, Stall: true, Taken: true}, AtDot, 0, 1},
		{"stall at MAIL", SMTPFault{Phase: AtMail, Stall: true}, AtMail, 0, 0},
		{"cut after 250", SMTPFault{Phase: AfterDot}, AfterDot, 0, 1},
		{"421 after 250", SMTPFault{Phase: AfterDot, Reply: closing}, AfterDot, 421, 1},
	} {
		synctest.Test(t, func(t *testing.T) {
			r := newRelayTest(t, SMTPOptions{})
			r.Fail(tt.fault)
			phase, err := submit(r.mustClient(), office, citizen, office)
			if phase != tt.phase || err == nil || replyCode(err) != tt.code {
				t.Errorf("%s: phase %d, %v; want phase %d, code %d", tt.name, phase, err, tt.phase, tt.code)
			}
			if n := len(r.Submissions()); n != tt.taken {
				t.Errorf("%s: %d taken, want %d", tt.name, n, tt.taken)
			}
			if phase, err := submit(r.mustClient(), office, citizen, office); err != nil {
				t.Errorf("%s: the next transaction fails at %d: %v", tt.name, phase, err)
			}
		})
	}
}

func TestSMTPFaultCountsTransactions(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRelayTest(t, SMTPOptions{})
		r.Fail(SMTPFault{Phase: AtRcpt, Times: 2, Reply: &smtp.SMTPError{Code: 450, EnhancedCode: smtp.EnhancedCode{4, 2, 1}}})
		c := r.mustClient()
		var codes []int
		for range 3 {
			_, err := submit(c, office, citizen, office)
			codes = append(codes, replyCode(err))
			_ = c.Reset()
		}
		if !slices.Equal(codes, []int{450, 450, 0}) {
			t.Errorf("codes %v", codes)
		}
	})
}

func TestSMTPAuthFault(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRelayTest(t, SMTPOptions{User: office, Password: "secret"})
		r.Fail(SMTPFault{Phase: AtAuth, Reply: &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 139}, Message: "disabled"}})
		auth := []gomail.Option{gomail.WithSMTPAuth(gomail.SMTPAuthPlainNoEnc), gomail.WithUsername(office), gomail.WithPassword("secret")}
		if _, err := r.client(auth...); err == nil || !strings.Contains(err.Error(), "5.7.139") {
			t.Errorf("refused AUTH: %v", err)
		}
		r.mustClient(auth...)
	})
}

func TestSMTPConnectionTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRelayTest(t, SMTPOptions{})
		r.Refuse(true)
		if _, err := r.client(); err == nil {
			t.Error("a refused connection is made")
		}
		r.Refuse(false)
		r.Stall(true)
		start := time.Now()
		if _, err := r.client(); err == nil || time.Since(start) != time.Minute {
			t.Errorf("stalled server: %v after %v", err, time.Since(start))
		}
		r.Stall(false)
		c := r.mustClient()
		r.Drop()
		if phase, err := submit(c, office, citizen); phase != AtMail || err == nil {
			t.Errorf("dropped connection: phase %d, %v", phase, err)
		}
	})
}

func TestSMTPBounce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRelayTest(t, SMTPOptions{})
		var returned []byte
		r.Route(office, func(raw []byte) { returned = raw })
		r.Bounce(citizen, "5.1.1")
		c := r.mustClient()
		if _, err := submit(c, office, citizen); err != nil {
			t.Fatal(err)
		}
		m, err := mail.ReadMessage(bytes.NewReader(returned))
		if err != nil {
			t.Fatal(err)
		}
		if kind := m.Header.Get("Content-Type"); !strings.HasPrefix(kind, "multipart/report; report-type=delivery-status") || m.Header.Get("Return-Path") != "<>" {
			t.Errorf("header %v", m.Header)
		}
		for _, want := range []string{"Final-Recipient: rfc822; " + citizen, "Action: failed", "Status: 5.1.1", "Subject: Kvittering"} {
			if !bytes.Contains(returned, []byte(want)) {
				t.Errorf("the notification lacks %q", want)
			}
		}
		returned = nil
		if _, err := submit(c, "<>", citizen); err != nil || returned != nil {
			t.Errorf("the null sender was told: %q, %v", returned, err)
		}
		if dsn := string(NewDSN(r.Submissions()[0], citizen, "4.4.1")); !strings.Contains(dsn, "Action: delayed") {
			t.Errorf("a delay is reported as %q", dsn)
		}
	})
}
