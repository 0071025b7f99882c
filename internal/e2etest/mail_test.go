//go:build integration

package e2etest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/smtp"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

// doveadm is the hand of who looks after the mail server.
func doveadm(tb testing.TB, args ...string) string {
	tb.Helper()
	out, err := exec.Command("doveadm", append([]string{"-c", env(tb, "DOVECOT")}, args...)...).CombinedOutput()
	if err != nil {
		tb.Fatalf("doveadm %v: %v: %s", args, err, out)
	}
	return string(out)
}

// empty removes everything from a box.
func empty(tb testing.TB, box int) {
	tb.Helper()
	doveadm(tb, "expunge", "-u", address(box), "mailbox", "*", "all")
}

// trust is the servers' certificate.
func trust(tb testing.TB) *tls.Config {
	tb.Helper()
	certificate, err := os.ReadFile(env(tb, "CA"))
	if err != nil {
		tb.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(certificate) {
		tb.Fatal("no certificate")
	}
	return &tls.Config{RootCAs: pool}
}

// post hands a letter to Postfix as a citizen's mail program does. from is the
// envelope sender; "" is the null sender.
func post(tb testing.TB, from, to string, raw []byte) {
	tb.Helper()
	if err := submit(tb, from, to, raw); err != nil {
		tb.Fatal(err)
	}
}

// submit is [post] for a letter that Postfix may refuse.
func submit(tb testing.TB, from, to string, raw []byte) error {
	tb.Helper()
	c, err := smtp.Dial(env(tb, "SMTP"))
	if err != nil {
		return err
	}
	defer func() { _ = c.Close() }()
	cfg := trust(tb)
	cfg.ServerName = "127.0.0.1"
	if err := c.StartTLS(cfg); err != nil {
		return err
	}
	if err := c.Auth(smtp.PlainAuth("", address(1), env(tb, "PASSWORD"), "127.0.0.1")); err != nil {
		return err
	}
	// Client.Mail asks for SMTPUTF8, which Dovecot does not have.
	if err := c.Text.PrintfLine("MAIL FROM:<%s> BODY=8BITMIME", from); err != nil {
		return err
	}
	if _, _, err := c.Text.ReadResponse(250); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return err
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write(raw); err != nil {
		return err
	}
	return w.Close()
}

// person is somebody's mail program at one of the boxes.
type person struct {
	tb testing.TB
	c  *imapclient.Client
}

// stored is a message as it lies in a folder.
type stored struct {
	UID   imap.UID
	Flags []imap.Flag
	At    time.Time
	Raw   []byte
}

// mailProgram opens a box, which is empty.
func mailProgram(tb testing.TB, box int) *person {
	tb.Helper()
	empty(tb, box)
	return openBox(tb, box)
}

// openBox opens a box as it is.
func openBox(tb testing.TB, box int) *person {
	tb.Helper()
	c, err := imapclient.DialTLS(env(tb, "IMAPS"), &imapclient.Options{TLSConfig: trust(tb)})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = c.Close() })
	if err := c.Login(address(box), env(tb, "PASSWORD")).Wait(); err != nil {
		tb.Fatal(err)
	}
	return &person{tb, c}
}

// file puts a message into a folder, as received at an instant.
func (p *person) file(folder string, raw []byte, at time.Time) {
	p.tb.Helper()
	cmd := p.c.Append(folder, int64(len(raw)), &imap.AppendOptions{Time: at})
	if _, err := cmd.Write(raw); err != nil {
		p.tb.Fatal(err)
	}
	if err := cmd.Close(); err != nil {
		p.tb.Fatal(err)
	}
	if _, err := cmd.Wait(); err != nil {
		p.tb.Fatal(err)
	}
}

// folder returns what lies in a folder, oldest first.
func (p *person) folder(name string) ([]stored, error) {
	if _, err := p.c.Select(name, &imap.SelectOptions{ReadOnly: true}).Wait(); err != nil {
		return nil, err
	}
	defer func() { _ = p.c.Unselect().Wait() }()
	section := &imap.FetchItemBodySection{Peek: true}
	got, err := p.c.Fetch(imap.UIDSet{{Start: 1}}, &imap.FetchOptions{
		UID: true, Flags: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{section},
	}).Collect()
	if err != nil {
		return nil, err
	}
	var all []stored
	for _, m := range got {
		all = append(all, stored{UID: m.UID, Flags: m.Flags, At: m.InternalDate, Raw: m.FindBodySection(section)})
	}
	return all, nil
}

// await waits until a folder holds n messages, and returns them.
func (p *person) await(name string, n int) []stored {
	p.tb.Helper()
	var all []stored
	eventually(p.tb, fmt.Sprintf("%d messages in %s", n, name), func() (err error) {
		if all, err = p.folder(name); err == nil && len(all) < n {
			err = fmt.Errorf("there are %d", len(all))
		}
		return err
	})
	return all
}

// crlf ends lines as mail has them.
func crlf(text string) []byte { return bytes.ReplaceAll([]byte(text), []byte("\n"), []byte("\r\n")) }
