package mailbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const dialLimit = 30 * time.Second

// session is one signed-in connection. It belongs to one goroutine.
type session struct {
	acc     Account
	conn    *guard
	client  *imapclient.Client
	release func() bool
	// arrived gets a value when the server reports messages unasked.
	arrived chan struct{}
	// expunges counts removals, by which sequence numbers shift.
	expunges atomic.Uint32
}

// connect makes a connection that is signed in. Where the server has refused a
// token that had been kept, it asks once more with a fresh one.
func connect(ctx context.Context, acc Account) (*session, error) {
	s, err := connectOnce(ctx, acc)
	var refused *signInError
	if errors.As(err, &refused) && refused.stale {
		s, err = connectOnce(ctx, acc)
	}
	return s, err
}

// connectOnce dials, encrypts and signs in. The connection is closed when ctx ends.
func connectOnce(ctx context.Context, acc Account) (*session, error) {
	dialing, cancel := context.WithTimeout(ctx, dialLimit)
	defer cancel()
	dial := acc.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	raw, err := dial(dialing, "tcp", acc.Address)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, &Error{Code: CodeConnect, Doing: "connect to " + acc.Address, cause: err}
	}
	s := &session{
		acc:     acc,
		conn:    &guard{Conn: raw, limit: acc.Timings.command()},
		arrived: make(chan struct{}, 1),
	}
	s.release = context.AfterFunc(ctx, func() { _ = s.conn.Close() })
	err = s.secure(ctx)
	if err == nil {
		err = s.signIn(ctx)
	}
	if err != nil {
		s.close()
		return nil, err
	}
	s.conn.allow(acc.Timings.rest())
	return s, nil
}

// close ends the session. The socket goes first: go-imap waits for a command
// under way otherwise.
func (s *session) close() {
	s.release()
	_ = s.conn.Close()
	if s.client != nil {
		_ = s.client.Close()
	}
}

// do runs one command, from sending it to its tagged answer.
func (s *session) do(ctx context.Context, doing string, command func() error) error {
	s.acc.beat()
	s.conn.allow(s.acc.Timings.command())
	defer s.conn.allow(s.acc.Timings.rest())
	if err := command(); err != nil {
		return explain(ctx, doing, err, s.conn.failure())
	}
	return nil
}

// secure makes the client on a connection that is encrypted as the account
// demands, and never on another.
func (s *session) secure(ctx context.Context) error {
	host, _, _ := net.SplitHostPort(s.acc.Address) // Validate has looked at it
	config := &tls.Config{ServerName: host, RootCAs: s.acc.RootCAs, MinVersion: tls.VersionTLS12}
	if told := s.acc.Certificate; told != nil {
		config.VerifyConnection = func(state tls.ConnectionState) error {
			told(state.PeerCertificates[0].NotAfter)
			return nil
		}
	}
	options := &imapclient.Options{TLSConfig: config, UnilateralDataHandler: s.handler()}
	var err error
	switch s.acc.mode() {
	case TLS:
		encrypted := tls.Client(s.conn, config)
		if err = encrypted.HandshakeContext(ctx); err == nil {
			s.client = imapclient.New(encrypted, options)
		}
	case StartTLS:
		s.client, err = imapclient.NewStartTLS(s.conn, options)
	case Plain:
		s.client = imapclient.New(s.conn, options)
	}
	if err == nil {
		return nil
	}
	named := explain(ctx, "encrypt the connection to "+s.acc.Address, err, s.conn.failure())
	var e *Error
	if errors.As(named, &e) && (e.Code == CodeProtocol || e.Code == CodeRefused) {
		e.Code = CodeTLS
	}
	return named
}

// handler listens to what the server reports unasked. It runs in go-imap's
// reader, so it must neither block nor send a command.
func (s *session) handler() *imapclient.UnilateralDataHandler {
	return &imapclient.UnilateralDataHandler{
		Mailbox: func(data *imapclient.UnilateralDataMailbox) {
			if data.NumMessages != nil {
				poke(s.arrived)
			}
		},
		Expunge: func(uint32) { s.expunges.Add(1) },
	}
}

func (s *session) signIn(ctx context.Context) error {
	doing := "sign in to " + s.acc.Address
	if err := s.client.WaitGreeting(); err != nil {
		return explain(ctx, doing, err, s.conn.failure())
	}
	if s.client.State() != imap.ConnStateNotAuthenticated { // PREAUTH: as whom?
		return fail(CodeProtocol, "%s", doing)
	}
	err := s.acc.Auth(ctx, s.client)
	if err == nil && s.client.Caps() == nil {
		err = errors.New("no capabilities")
	}
	if err == nil {
		return nil
	}
	named := explain(ctx, doing, err, s.conn.failure())
	var e *Error
	if errors.As(named, &e) && (errors.Is(err, ErrCredentials) || e.Code == CodeRefused && !passing(e.Reply)) {
		e.Code = CodeAuth
	}
	return named
}

// passing reports whether a refusal to sign in says that the server is busy and
// not that the password is wrong (RFC 5530 §3).
func passing(reply string) bool {
	switch imap.ResponseCode(reply) {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeServerBug:
		return true
	}
	return false
}

// examine opens a folder for reading and returns how many messages it holds.
func (s *session) examine(ctx context.Context, folder string) (FolderState, uint32, error) {
	data, err := s.open(ctx, folder, true)
	if err != nil {
		return FolderState{}, 0, err
	}
	st := FolderState{
		Mailbox:     s.acc.Name,
		Folder:      folder,
		UIDValidity: data.UIDValidity,
		UIDNext:     uint32(data.UIDNext),
	}
	if st.UIDNext == 0 {
		// Old servers leave it out (RFC 3501 §7.1): one above the last.
		last, err := s.uids(ctx, 1, data.NumMessages)
		if err != nil {
			return FolderState{}, 0, err
		}
		st.UIDNext = 1
		if len(last) > 0 {
			st.UIDNext = last[len(last)-1] + 1
		}
	}
	return st, data.NumMessages, nil
}

func (s *session) open(ctx context.Context, folder string, readOnly bool) (*imap.SelectData, error) {
	doing := fmt.Sprintf("open folder %q", folder)
	var data *imap.SelectData
	err := s.do(ctx, doing, func() (err error) {
		data, err = s.client.Select(folder, &imap.SelectOptions{ReadOnly: readOnly}).Wait()
		return err
	})
	if codeOf(err) == CodeRefused {
		if there, lookErr := s.exists(ctx, folder); lookErr == nil && !there {
			err = fail(CodeFolder, "%s", doing)
		}
	}
	if err == nil && data.UIDValidity == 0 {
		err = fail(CodeProtocol, "%s", doing)
	}
	return data, err
}

// openAt opens the folder of a message and makes sure that its UID still means
// the same message.
func (s *session) openAt(ctx context.Context, at Place, readOnly bool) (*imap.SelectData, error) {
	data, err := s.open(ctx, at.Folder, readOnly)
	if err == nil && data.UIDValidity != at.UIDValidity {
		err = fail(CodeStale, "find UID %d in folder %q", at.UID, at.Folder)
	}
	return data, err
}

// exists asks for one folder by its name. A LIST of all would break on the one
// name that go-imap cannot parse.
func (s *session) exists(ctx context.Context, folder string) (bool, error) {
	found := false
	err := s.do(ctx, fmt.Sprintf("look for folder %q", folder), func() error {
		list, err := s.client.List("", folder, nil).Collect()
		for _, entry := range list {
			found = found || selectable(entry)
		}
		return err
	})
	return found, err
}

// folders lists every folder that can be opened.
func (s *session) folders(ctx context.Context) (names []string, err error) {
	err = s.do(ctx, "list the folders", func() error {
		list, err := s.client.List("", "*", nil).Collect()
		for _, entry := range list {
			if selectable(entry) && len(names) < maxFolders {
				names = append(names, entry.Mailbox)
			}
		}
		return err
	})
	return names, err
}

// maxFolders bounds how many folders a mailbox is believed to have.
const maxFolders = 2000

func selectable(entry *imap.ListData) bool {
	for _, attr := range entry.Attrs {
		if attr == imap.MailboxAttrNonExistent || attr == imap.MailboxAttrNoSelect {
			return false
		}
	}
	return true
}

// uidNext asks for a folder's next UID without opening it.
func (s *session) uidNext(ctx context.Context, folder string) (next uint32, err error) {
	err = s.do(ctx, fmt.Sprintf("ask for folder %q", folder), func() error {
		data, err := s.client.Status(folder, &imap.StatusOptions{UIDNext: true}).Wait()
		if err == nil {
			next = uint32(data.UIDNext)
		}
		return err
	})
	return next, err
}

// poke leaves a value for whoever waits, once however often it is called.
func poke(ch chan struct{}) {
	select {
	case ch <- struct{}{}:
	default:
	}
}
