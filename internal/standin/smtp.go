package standin

import (
	"bytes"
	"crypto/tls"
	"io"
	"log"
	"net"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// An SMTP is a message submission server (RFC 6409) that accepts mail for
// anybody, keeps it, and delivers what is for a routed address. All methods may
// be called at any time.
type SMTP struct {
	*Gate
	o      SMTPOptions
	server *smtp.Server
	served sync.WaitGroup

	mu        sync.Mutex
	submitted []Submitted
	faults    []*SMTPFault
	routes    map[string]func(raw []byte)
	bounces   map[string]string
	file      func(raw []byte)
}

// SMTPOptions describe the server.
type SMTPOptions struct {
	// User and Password are asked for with AUTH PLAIN or LOGIN before MAIL is
	// accepted, unless User is empty.
	User, Password string
	// Tokens, if set, is whose tokens let the user in, instead of the password, as
	// with Microsoft 365.
	Tokens *Tokens
	// TLS, if set, makes STARTTLS mandatory before AUTH and MAIL (RFC 3207), or,
	// with ImplicitTLS, makes the port speak TLS from the first byte.
	TLS         *tls.Config
	ImplicitTLS bool
	// SendAs, if set, are the only envelope senders allowed, as Microsoft 365
	// does; there the null sender is among those refused.
	SendAs []string
	// MaxBytes limits a message; 0 means no limit.
	MaxBytes int64
}

// Submitted is a message the server has taken.
type Submitted struct {
	From string   // "" is the null sender
	To   []string // the recipients that were accepted
	Data []byte   // as it was sent, without dot-stuffing
	At   time.Time
	UTF8 bool // MAIL asked for SMTPUTF8 (RFC 6531)
}

// NewSMTP serves on ln until Close.
func NewSMTP(ln net.Listener, o SMTPOptions) *SMTP {
	s := &SMTP{Gate: gateOf(ln), o: o, routes: make(map[string]func([]byte)), bounces: make(map[string]string)}
	s.server = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &smtpSession{smtp: s, conn: c}, nil
	}))
	s.server.Domain = "relay.example.org"
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	s.server.MaxMessageBytes = o.MaxBytes
	s.server.AllowInsecureAuth = o.TLS == nil
	s.server.EnableSMTPUTF8 = true
	s.server.EnableDSN = true
	var front net.Listener = s.Gate
	if o.ImplicitTLS {
		front = tls.NewListener(front, o.TLS)
	} else {
		s.server.TLSConfig = o.TLS
	}
	s.served.Go(func() { _ = s.server.Serve(front) })
	return s
}

// Close stops the server and ends every connection.
func (s *SMTP) Close() error {
	err := s.server.Close()
	s.Drop()
	s.served.Wait()
	return err
}

// Submissions returns what the server has taken, oldest first.
func (s *SMTP) Submissions() []Submitted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.submitted)
}

// Route hands mail for an address to deliver, with the Return-Path and Received
// fields of final delivery (RFC 5321 §4.4), before the server answers the final
// dot. Addresses ignore case here.
func (s *SMTP) Route(address string, deliver func(raw []byte)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.routes[strings.ToLower(address)] = deliver
}

// FileSent hands a copy of each message taken to file, as it was sent: what
// Microsoft 365 does with the Sent folder of the account that submits.
func (s *SMTP) FileSent(file func(raw []byte)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.file = file
}

// Bounce takes mail for an address and returns a delivery status notification
// with an enhanced status such as "5.1.1" to the envelope sender, if there is
// one and it is routed.
func (s *SMTP) Bounce(address, status string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bounces[strings.ToLower(address)] = status
}

// take records a message and delivers it.
func (s *SMTP) take(m Submitted) {
	s.mu.Lock()
	s.submitted = append(s.submitted, m)
	deliveries := s.deliveriesLocked(m)
	s.mu.Unlock()
	for _, deliver := range deliveries {
		deliver()
	}
}

func (s *SMTP) deliveriesLocked(m Submitted) []func() {
	var all []func()
	if file := s.file; file != nil {
		all = append(all, func() { file(m.Data) })
	}
	for _, to := range m.To {
		if deliver := s.routes[strings.ToLower(to)]; deliver != nil {
			all = append(all, func() { deliver(traced(m)) })
		}
		status, bounces := s.bounces[strings.ToLower(to)]
		if back := s.routes[strings.ToLower(m.From)]; bounces && back != nil {
			all = append(all, func() {
				back(traced(Submitted{Data: NewDSN(m, to, status), At: m.At}))
			})
		}
	}
	return all
}

// traced returns a message with the fields a server adds at final delivery.
func traced(m Submitted) []byte {
	var b bytes.Buffer
	b.WriteString("Return-Path: <" + m.From + ">\r\n")
	b.WriteString("Received: from relay.example.org (relay.example.org [127.0.0.1])\r\n" +
		"\tby mail.example.org with ESMTP; " + m.At.Format(time.RFC1123Z) + "\r\n")
	b.Write(m.Data)
	return b.Bytes()
}
