package submit

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// backend is a mail server of go-smtp's that keeps what it is given.
type backend struct {
	login bool // AUTH LOGIN instead of PLAIN

	mu   sync.Mutex
	mail []submitted
}

type submitted struct {
	from, to string
	utf8     bool
	signedIn bool
	raw      string
}

func (b *backend) NewSession(*smtp.Conn) (smtp.Session, error) { return &session{backend: b}, nil }

type session struct {
	backend *backend
	now     submitted
}

func (s *session) AuthMechanisms() []string {
	if s.backend.login {
		return []string{sasl.Login}
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != "klage@example.org" || password != "pæsswørd" {
			return smtp.ErrAuthFailed
		}
		s.now.signedIn = true
		return nil
	}
	if s.backend.login {
		return &loginServer{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// loginServer is the server's side of AUTH LOGIN.
type loginServer struct {
	check func(user, password string) error
	step  int
	user  string
}

func (l *loginServer) Next(response []byte) ([]byte, bool, error) {
	l.step++
	switch l.step {
	case 1:
		return []byte("Username:"), false, nil
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}

func (s *session) Mail(from string, opts *smtp.MailOptions) error {
	s.now = submitted{from: from, utf8: opts.UTF8, signedIn: s.now.signedIn}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error { s.now.to += to; return nil }

func (s *session) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	s.now.raw = string(raw)
	s.backend.mu.Lock()
	defer s.backend.mu.Unlock()
	s.backend.mail = append(s.backend.mail, s.now)
	return err
}

func (*session) Reset()        {}
func (*session) Logout() error { return nil }

// serve serves a backend on a port of its own.
func serve(t testing.TB, b *backend, mode TLSMode, config *tls.Config) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(b)
	server.Domain, server.EnableSMTPUTF8 = "example.org", true
	server.AllowInsecureAuth = mode == Plain
	server.ErrorLog = log.New(io.Discard, "", 0)
	switch mode {
	case TLS:
		ln = tls.NewListener(ln, config)
	case StartTLS:
		server.TLSConfig = config
	}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(ln) })
	t.Cleanup(func() { _ = server.Close(); running.Wait() })
	return ln.Addr().String()
}

func certificate() (*tls.Config, *x509.CertPool) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	return &tls.Config{Certificates: server.TLS.Certificates}, pool
}

func TestTLSDoesNotDegrade(t *testing.T) {
	config, pool := certificate()
	for name, test := range map[string]struct {
		server, client TLSMode
		roots          *x509.CertPool
		login          bool
		want           *Error
	}{
		"tls":                              {server: TLS, client: TLS, roots: pool},
		"starttls":                         {server: StartTLS, client: StartTLS, roots: pool},
		"starttls is the default":          {server: StartTLS, client: "", roots: pool},
		"plain, to the loopback":           {server: Plain, client: Plain},
		"LOGIN":                            {server: StartTLS, client: StartTLS, roots: pool, login: true},
		"tls, stranger's certificate":      {server: TLS, client: TLS, want: &Error{Config, 0, "", PhaseTLS, nil}},
		"starttls, stranger's certificate": {server: StartTLS, client: StartTLS, want: &Error{Config, 0, "", PhaseTLS, nil}},
		"starttls where there is none":     {server: Plain, client: StartTLS, roots: pool, want: &Error{Config, 502, "5.5.1", PhaseTLS, nil}},
		"tls to a port in clear":           {server: Plain, client: TLS, roots: pool, want: &Error{Config, 0, "", PhaseTLS, nil}},
		"plain, sign-in in clear is shut":  {server: StartTLS, client: Plain, want: &Error{Config, 0, "", PhaseAuth, nil}},
	} {
		t.Run(name, func(t *testing.T) {
			b := &backend{login: test.login}
			acc := Account{Address: serve(t, b, test.server, config), TLS: test.client, RootCAs: test.roots, Auth: Password("klage@example.org", "pæsswørd")}
			_, err := newSender(t, acc).Send(t.Context(), envelope, raw)
			if test.want != nil {
				assertError(t, err, *test.want)
				if len(b.mail) > 0 {
					t.Errorf("the server took %+v", b.mail)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			want := submitted{from: "klage@example.org", to: "ane@example.org", signedIn: true, raw: string(raw)}
			if len(b.mail) != 1 || b.mail[0] != want {
				t.Errorf("the server took %+v, want %+v", b.mail, want)
			}
		})
	}
}

func TestWrongPassword(t *testing.T) {
	acc := Account{Address: serve(t, &backend{}, Plain, nil), TLS: Plain, Auth: Password("klage@example.org", "forkert")}
	_, err := newSender(t, acc).Send(t.Context(), envelope, raw)
	assertError(t, err, Error{Config, 535, "5.7.8", PhaseAuth, nil})
	if !strings.Contains(err.Error(), "check user and password") {
		t.Errorf("the error does not say what to do: %v", err)
	}
}

func TestServerDown(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = ln.Close()
	_, err = newSender(t, Account{Address: ln.Addr().String(), TLS: Plain}).Send(t.Context(), envelope, raw)
	assertError(t, err, Error{Temporary, 0, "", PhaseConnect, nil})
}

func TestValidate(t *testing.T) {
	for name, test := range map[string]struct {
		acc  Account
		want string
	}{
		"good":          {Account{Address: "mail.example.org:587"}, ""},
		"plain, IPv6":   {Account{Address: "[::1]:25", TLS: Plain}, ""},
		"plain, abroad": {Account{Address: "mail.example.org:25", TLS: Plain}, "loopback"},
		"no port":       {Account{Address: "mail.example.org"}, "host:port"},
		"unknown mode":  {Account{Address: "mail.example.org:587", TLS: "opportunistic"}, "tls, starttls"},
	} {
		err := test.acc.Validate()
		if test.want == "" && err != nil || test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want)) {
			t.Errorf("%s: Validate() = %v, want %q", name, err, test.want)
		}
		if test.want != "" {
			_, err := newSender(t, test.acc).Send(t.Context(), envelope, raw)
			assertError(t, err, Error{Config, 0, "", PhaseConnect, nil})
		}
	}
}

// BenchmarkSend sends small letters over one connection on the loopback.
func BenchmarkSend(b *testing.B) {
	acc := Account{Address: serve(b, &backend{}, Plain, nil), TLS: Plain, Auth: Password("klage@example.org", "pæsswørd"), Timings: Timings{Idle: time.Minute}}
	s := newSender(b, acc)
	for b.Loop() {
		if _, err := s.Send(b.Context(), envelope, raw); err != nil {
			b.Fatal(err)
		}
	}
}
