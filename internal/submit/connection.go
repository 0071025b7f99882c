package submit

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/textproto"
	"os"
	"syscall"
	"time"

	"github.com/wneessen/go-mail/smtp"
)

const (
	// piece is how much of a letter is written under one deadline.
	piece = 64 << 10
	// quitLimit is how long a goodbye may take.
	quitLimit = 5 * time.Second
)

// connection is a signed-in connection.
type connection struct {
	acc    Account
	raw    net.Conn
	client *smtp.Client
}

// letter is a message with its envelope in SMTP's form.
type letter struct {
	from, to, proof string
	raw             []byte
}

// connect makes a connection that is signed in. Where the server has refused a
// token that had been kept, it asks once more with a fresh one.
func connect(ctx context.Context, acc Account) (*connection, error) {
	c, err := connectOnce(ctx, acc)
	var failure *Error
	var refused *signInError
	if errors.As(err, &failure) && errors.As(failure.cause, &refused) && refused.stale {
		c, err = connectOnce(ctx, acc)
	}
	return c, err
}

// connectOnce dials, encrypts and signs in. It does so step by step instead of by
// go-mail's DialToSMTPClientWithContext, which does not tell the steps apart and
// leaves the socket open when one fails.
func connectOnce(ctx context.Context, acc Account) (*connection, error) {
	dialing, cancel := context.WithTimeout(ctx, acc.Timings.connect())
	defer cancel()
	dial := acc.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	raw, err := dial(dialing, "tcp", acc.Address)
	if err != nil {
		return nil, classify(PhaseConnect, err)
	}
	c := &connection{acc: acc, raw: raw}
	release := context.AfterFunc(ctx, c.cut)
	defer release()
	if phase, err := c.begin(dialing); err != nil {
		c.cut()
		if ctx.Err() != nil {
			phase, err = PhaseConnect, ctx.Err()
		}
		return nil, classify(phase, err)
	}
	return c, nil
}

// begin brings the connection to where a letter can be sent, and returns the
// phase it has come to.
func (c *connection) begin(ctx context.Context) (Phase, error) {
	host, _, _ := net.SplitHostPort(c.acc.Address) // Validate has looked at it
	config := &tls.Config{ServerName: host, RootCAs: c.acc.RootCAs, MinVersion: tls.VersionTLS12}
	if told := c.acc.Certificate; told != nil {
		config.VerifyConnection = func(state tls.ConnectionState) error {
			told(state.PeerCertificates[0].NotAfter)
			return nil
		}
	}
	conn := c.raw
	if c.acc.mode() == TLS {
		encrypted := tls.Client(c.raw, config)
		if err := encrypted.HandshakeContext(ctx); err != nil {
			return phaseOfTLS(err), err
		}
		conn = encrypted
	}
	if err := conn.SetDeadline(time.Now().Add(c.acc.Timings.command())); err != nil {
		return PhaseConnect, err
	}
	client, err := smtp.NewClient(conn, host)
	if err != nil {
		return PhaseConnect, err
	}
	c.client = client
	client.SkipSMTPUTF8(true)
	if err := client.Hello(cmp.Or(c.acc.Helo, "localhost")); err != nil {
		return PhaseConnect, err
	}
	if c.acc.mode() == StartTLS {
		if err := client.StartTLS(config); err != nil {
			return phaseOfTLS(err), err
		}
	}
	return PhaseAuth, c.signIn(ctx)
}

// phaseOfTLS tells a server that has gone away from one that cannot be trusted.
func phaseOfTLS(err error) Phase {
	if errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded) ||
		errors.Is(err, io.EOF) || errors.Is(err, syscall.ECONNRESET) {
		return PhaseConnect
	}
	return PhaseTLS
}

func (c *connection) signIn(ctx context.Context) error {
	if c.acc.Auth == nil {
		return nil
	}
	auth, err := c.acc.Auth(ctx)
	if err != nil {
		return err
	}
	if err := c.client.UpdateDeadline(c.acc.Timings.command()); err != nil {
		return err
	}
	err = c.client.Auth(auth)
	if token, ok := auth.(*tokenAuth); ok && err != nil {
		err = token.explain(err)
	}
	return err
}

// send carries out one transaction. When it returns nil the server has the
// letter.
func (c *connection) send(ctx context.Context, l letter) (Receipt, *Error) {
	release := context.AfterFunc(ctx, c.cut)
	defer release()
	var receipt Receipt
	steps := []struct {
		phase Phase
		do    func() error
	}{
		{PhaseMail, func() error { return c.client.Mail(l.from) }},
		{PhaseRcpt, func() error { return c.client.Rcpt(l.to) }},
		{PhaseProof, func() (err error) { receipt.ProofRefused, err = c.proof(l.proof); return err }},
	}
	for _, step := range steps {
		if err := c.within(step.do); err != nil {
			return Receipt{}, failed(ctx, step.phase, err)
		}
	}
	phase, words, err := c.data(l.raw)
	if err != nil {
		return Receipt{}, failed(ctx, phase, err)
	}
	receipt.QueueID = queueID(words)
	return receipt, nil
}

func failed(ctx context.Context, phase Phase, err error) *Error {
	var reply *textproto.Error
	if ctx.Err() != nil && !errors.As(err, &reply) {
		err = ctx.Err()
	}
	return classify(phase, err)
}

// within runs a command under the deadline of commands.
func (c *connection) within(command func() error) error {
	if err := c.client.UpdateDeadline(c.acc.Timings.command()); err != nil {
		return err
	}
	return command()
}

// proof adds our own mailbox to the recipients. That it is refused is no error;
// that the connection is lost is.
func (c *connection) proof(to string) (refused bool, err error) {
	if to == "" {
		return false, nil
	}
	err = c.client.Rcpt(to)
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code != 421 {
		return true, nil
	}
	return false, err
}

// data sends the letter and the final dot, and returns the phase it has come to
// and what the server said at the end.
func (c *connection) data(raw []byte) (Phase, string, error) {
	var w interface {
		Write([]byte) (int, error)
		Close() error
	}
	err := c.within(func() (err error) { w, err = c.client.Data(); return err })
	if err != nil {
		return PhaseData, "", err
	}
	for len(raw) > 0 {
		n := min(piece, len(raw))
		// A letter that breaks off here has no final dot: no server takes it. So the
		// writer is not closed, for that would send one.
		if err := c.within(func() error { _, err := w.Write(raw[:n]); return err }); err != nil {
			return PhaseBody, "", err
		}
		raw = raw[n:]
	}
	if err := c.client.UpdateDeadline(c.acc.Timings.final()); err != nil {
		return PhaseBody, "", err
	}
	err = w.Close()
	var reply *textproto.Error
	if errors.As(err, &reply) && reply.Code/100 == 2 {
		err = nil // any 2yz is a yes (RFC 5321 §4.2.1)
	}
	words := ""
	if closer, ok := w.(*smtp.DataCloser); ok {
		words = closer.ServerResponse()
	}
	return PhaseFinal, words, err
}

// reset takes back what has been said of a refused letter.
func (c *connection) reset() bool { return c.within(c.client.Reset) == nil }

// quit says goodbye and closes the connection.
func (c *connection) quit() {
	if c.client.UpdateDeadline(quitLimit) == nil {
		_ = c.client.Quit() // the letters are settled; how the server parts does not matter
	}
	c.cut()
}

// cut closes the socket, under whatever is going on.
func (c *connection) cut() { _ = c.raw.Close() }
