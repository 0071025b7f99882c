package standin

import (
	"bytes"
	"fmt"
	"strings"
	"time"
)

// dsnBoundary separates the parts of a notification; it cannot occur in mail
// that was not made here.
const dsnBoundary = "=_stand-in_dsn"

// NewDSN returns the notification (RFC 3464) that m could not be delivered to
// one of its recipients, is delayed where status begins with 4, or has arrived
// where it begins with 2. It quotes the header of m.
func NewDSN(m Submitted, recipient, status string) []byte {
	action, subject := "failed", "Undelivered Mail Returned to Sender"
	switch status[:1] {
	case "4":
		action, subject = "delayed", "Delayed Mail (still being retried)"
	case "2":
		action, subject = "delivered", "Successful Mail Delivery Report"
	}
	quoted, _, _ := bytes.Cut(m.Data, []byte("\r\n\r\n"))
	at := m.At.Format(time.RFC1123Z)
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\r\n", args...) }
	line("From: MAILER-DAEMON@relay.example.org (Mail Delivery System)")
	line("To: %s", m.From)
	line("Subject: %s", subject)
	line("Date: %s", at)
	line("Message-ID: <%d.%s@relay.example.org>", m.At.UnixNano(), strings.ReplaceAll(status, ".", ""))
	line("Auto-Submitted: auto-replied")
	line("MIME-Version: 1.0")
	line("Content-Type: multipart/report; report-type=delivery-status; boundary=%q", dsnBoundary)
	line("")
	line("--%s\r\nContent-Type: text/plain; charset=us-ascii\r\n", dsnBoundary)
	line("This is what became of your message (%s).\r\n\r\n<%s>: %s\r\n", action, recipient, status)
	line("--%s\r\nContent-Type: message/delivery-status\r\n", dsnBoundary)
	line("Reporting-MTA: dns; relay.example.org\r\nArrival-Date: %s\r\n", at)
	line("Final-Recipient: rfc822; %s\r\nAction: %s\r\nStatus: %s", recipient, action, status)
	line("Diagnostic-Code: smtp; %s %s\r\n", status[:1]+"50", status)
	line("--%s\r\nContent-Type: text/rfc822-headers\r\n", dsnBoundary)
	line("%s\r\n", quoted)
	line("--%s--", dsnBoundary)
	return []byte(b.String())
}
