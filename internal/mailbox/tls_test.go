package mailbox

import (
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"
)

// certificate returns a certificate for 127.0.0.1 and the pool that trusts it.
func certificate() (*tls.Config, *x509.CertPool) {
	server := httptest.NewTLSServer(nil)
	defer server.Close()
	pool := x509.NewCertPool()
	pool.AddCert(server.Certificate())
	return &tls.Config{Certificates: server.TLS.Certificates}, pool
}

func TestTLSDoesNotDegrade(t *testing.T) {
	config, pool := certificate()
	trusted := func(mode TLSMode) func(*Account) {
		return func(a *Account) { a.TLS, a.RootCAs = mode, pool }
	}
	for name, test := range map[string]struct {
		server TLSMode
		client func(*Account)
		want   Code
	}{
		"tls":                                  {TLS, trusted(TLS), ""},
		"starttls":                             {StartTLS, trusted(StartTLS), ""},
		"tls, stranger's certificate":          {TLS, func(a *Account) { a.TLS = TLS }, CodeTLS},
		"starttls, stranger's certificate":     {StartTLS, func(a *Account) { a.TLS = StartTLS }, CodeTLS},
		"tls, another name":                    {TLS, func(a *Account) { trusted(TLS)(a); a.Address = strings.Replace(a.Address, "127.0.0.1", "localhost", 1) }, CodeTLS},
		"starttls where there is none":         {Plain, trusted(StartTLS), CodeTLS},
		"tls to a port that begins in clear":   {StartTLS, trusted(TLS), CodeTLS},
		"plain where sign-in in clear is shut": {StartTLS, func(a *Account) { a.TLS = Plain }, CodeAuth},
	} {
		t.Run(name, func(t *testing.T) {
			ln := serveTLS(t, test.server, config)
			acc := account(nil)
			acc.Address = ln.Addr().String()
			test.client(&acc)
			s, err := connect(t.Context(), acc)
			if codeOf(err) != test.want || (err == nil) != (test.want == "") {
				t.Errorf("connect() = %v, want code %q", err, test.want)
			}
			if err == nil {
				if _, _, err := s.examine(t.Context(), "INBOX"); err != nil {
					t.Error(err)
				}
				s.close()
			}
		})
	}
}

// serveTLS serves a mailbox on a port of its own.
func serveTLS(t *testing.T, mode TLSMode, config *tls.Config) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	options := &imapserver.Options{
		Caps:         imap.CapSet{imap.CapIMAP4rev1: {}},
		InsecureAuth: mode == Plain,
		Logger:       slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	}
	mailbox := imapmemserver.NewUser(user, secret)
	if err := mailbox.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	options.NewSession = func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
		return &memorySession{UserSession: imapmemserver.NewUserSession(mailbox), user: mailbox}, nil, nil
	}
	switch mode {
	case TLS:
		ln = tls.NewListener(ln, config)
	case StartTLS:
		options.TLSConfig = config
	}
	server := imapserver.New(options)
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(ln) })
	t.Cleanup(func() { _ = server.Close(); running.Wait() })
	return ln
}

// BenchmarkBacklog takes in 2,000 small letters over a loopback socket; floor is
// the least that can be done with one FETCH a message.
func BenchmarkBacklog(b *testing.B) {
	const letters = 2000
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	server := newMemory(b, ln)
	body := letter(1) + strings.Repeat("Jeg har ventet i tre måneder på svar.\r\n", 40)
	for range letters {
		server.deliver(b, "INBOX", body, time.Now())
	}
	acc := account(nil)
	acc.Address = ln.Addr().String()
	b.Run("watcher", func(b *testing.B) {
		for b.Loop() {
			sink := newKept(time.Now().Add(-time.Hour))
			sink.seen = true
			s, err := connect(b.Context(), acc)
			if err != nil {
				b.Fatal(err)
			}
			if err := New(acc, sink, discard).folder("INBOX").scan(b.Context(), s); err != nil || len(sink.taken) != letters {
				b.Fatalf("took %d: %v", len(sink.taken), err)
			}
			s.close()
		}
	})
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			s, err := connect(b.Context(), acc)
			if err != nil {
				b.Fatal(err)
			}
			if _, err := s.client.Select("INBOX", nil).Wait(); err != nil {
				b.Fatal(err)
			}
			options := &imap.FetchOptions{UID: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{wholeBody}}
			for uid := range letters {
				if list, err := s.client.Fetch(uidSet(uint32(uid+1)), options).Collect(); err != nil || len(list) != 1 {
					b.Fatal(err)
				}
			}
			s.close()
		}
	})
}
