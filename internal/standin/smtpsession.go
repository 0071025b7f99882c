package standin

import (
	"crypto/subtle"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// The refusals of a submission server, with the codes of RFC 4954 §6, RFC 3207
// §4 and Microsoft 365.
var (
	errWrongPassword = &smtp.SMTPError{Code: 535, EnhancedCode: smtp.EnhancedCode{5, 7, 8}, Message: "Authentication credentials invalid"}
	errNeedsAuth     = &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	errNeedsTLS      = &smtp.SMTPError{Code: 530, EnhancedCode: smtp.EnhancedCode{5, 7, 0}, Message: "Must issue a STARTTLS command first"}
	errSendAs        = &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 7, 60}, Message: "Client does not have permissions to send as this sender"}
)

// smtpSession is one connection. go-smtp calls its methods one at a time.
type smtpSession struct {
	smtp   *SMTP
	conn   *smtp.Conn
	authed bool
	m      Submitted
	struck []*SMTPFault // what this transaction has been counted for
	ending *SMTPFault   // strikes once the answer to the final dot is out
}

var _ smtp.AuthSession = (*smtpSession)(nil)

func (s *smtpSession) AuthMechanisms() []string {
	switch {
	case s.smtp.o.User == "":
		return nil
	case s.smtp.o.Tokens != nil:
		return []string{mechXOAUTH2}
	}
	return []string{sasl.Plain, sasl.Login}
}

func (s *smtpSession) Auth(mech string) (sasl.Server, error) {
	switch o := s.smtp.o; {
	case mech == mechXOAUTH2 && o.Tokens != nil:
		return xoauth2Server{o.Tokens, o.User, s.admit}, nil
	case o.Tokens != nil:
	case mech == sasl.Plain:
		return sasl.NewPlainServer(func(_, user, password string) error { return s.login(user, password) }), nil
	case mech == sasl.Login:
		return &loginServer{login: s.login}, nil
	}
	return nil, smtp.ErrAuthUnknownMechanism
}

func (s *smtpSession) login(user, password string) error {
	o := s.smtp.o
	return s.admit(user == o.User && subtle.ConstantTimeCompare([]byte(password), []byte(o.Password)) == 1)
}

// admit lets in who has shown that she may.
func (s *smtpSession) admit(good bool) error {
	if err := s.strike(AtAuth, ""); err != nil {
		return err
	}
	if !good {
		return errWrongPassword
	}
	s.authed = true
	return nil
}

// loginServer is the server's side of AUTH LOGIN, which go-sasl has not.
type loginServer struct {
	login func(user, password string) error
	user  []byte
}

func (l *loginServer) Next(response []byte) (challenge []byte, done bool, err error) {
	switch {
	case response == nil:
		return []byte("Username:"), false, nil
	case l.user == nil:
		l.user = response
		return []byte("Password:"), false, nil
	}
	return nil, true, l.login(string(l.user), string(response))
}

func (s *smtpSession) Mail(from string, o *smtp.MailOptions) error {
	opts := s.smtp.o
	if _, isTLS := s.conn.TLSConnectionState(); opts.TLS != nil && !isTLS {
		return errNeedsTLS
	}
	if opts.User != "" && !s.authed {
		return errNeedsAuth
	}
	if len(opts.SendAs) > 0 && !slices.ContainsFunc(opts.SendAs, func(a string) bool { return strings.EqualFold(a, from) }) {
		return errSendAs
	}
	s.m = Submitted{From: from, UTF8: o.UTF8}
	return s.strike(AtMail, "")
}

func (s *smtpSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := s.strike(AtRcpt, to); err != nil {
		return err
	}
	s.m.To = append(s.m.To, to)
	return nil
}

func (s *smtpSession) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	if err != nil {
		return err // go-smtp has the code for a message that is too long
	}
	s.m.Data, s.m.At = data, time.Now()
	f := s.smtp.next(AtDot, "", &s.struck)
	if f == nil || f.Taken {
		s.smtp.take(s.m)
		s.ending = s.smtp.next(AfterDot, "", &s.struck)
	}
	return s.apply(f)
}

// Reset ends a transaction. go-smtp calls it after the final dot was answered,
// too, which is where a server may end the connection.
func (s *smtpSession) Reset() {
	ending := s.ending
	s.m, s.struck, s.ending = Submitted{}, nil, nil
	if ending == nil {
		return
	}
	if r := ending.Reply; r != nil {
		_, _ = s.conn.Conn().Write([]byte(replyLine(r)))
	}
	_ = s.conn.Conn().Close()
}

func (s *smtpSession) Logout() error { return nil }

// strike applies the fault that is due in a phase, if any.
func (s *smtpSession) strike(phase Phase, recipient string) error {
	return s.apply(s.smtp.next(phase, recipient, &s.struck))
}

var errCut = errors.New("connection cut")

func (s *smtpSession) apply(f *SMTPFault) error {
	if f == nil {
		return nil
	}
	if f.Stall {
		// A client that waits for an answer sends nothing, so that this ends
		// when the client gives up or the server is closed.
		_, _ = s.conn.Conn().Read(make([]byte, 1))
	}
	if f.Reply != nil && !f.Stall {
		return f.Reply
	}
	_ = s.conn.Conn().Close()
	return errCut
}
