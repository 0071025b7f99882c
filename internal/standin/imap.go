package standin

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

// An IMAP is a mailbox of one account on an IMAP4rev1 server (RFC 3501) with
// IDLE, MOVE, UIDPLUS, SPECIAL-USE, ESEARCH and LIST-STATUS. It behaves like
// Dovecot: flags keep the case they were given, keywords are allowed, a session
// is dropped when the UIDVALIDITY of its folder changes, and no update is lost
// on the way into IDLE. All methods may be called at any time.
type IMAP struct {
	*Gate
	user, password string
	tokens         *Tokens
	noKeywords     bool
	server         *imapserver.Server
	served         sync.WaitGroup

	mu       sync.Mutex
	folders  map[string]*folder
	validity uint32
	refusal  *imap.Error
	hidden   map[imap.Cap]bool
	spoiled  map[spoiledUID]Spoilage
	sessions map[*session]struct{}
}

// IMAPOptions describe the account.
type IMAPOptions struct {
	User, Password string
	// Tokens, if set, is whose tokens let the user in, instead of the password, as
	// with Microsoft 365.
	Tokens *Tokens
	// TLS, if set, makes the port speak TLS from the first byte (RFC 8314 §3.3).
	TLS *tls.Config
	// NoKeywords leaves \* out of PERMANENTFLAGS and forgets keywords on STORE
	// and APPEND, as Exchange does.
	NoKeywords bool
}

// Stored is a message as it lies in a folder.
type Stored struct {
	UID          uint32
	Flags        []imap.Flag
	Raw          []byte
	InternalDate time.Time
}

// The folders a new account has, with their special use (RFC 6154).
var defaultFolders = []struct {
	name  string
	attrs []imap.MailboxAttr
}{
	{"INBOX", nil},
	{"Archive", []imap.MailboxAttr{imap.MailboxAttrArchive}},
	{"Deleted", []imap.MailboxAttr{imap.MailboxAttrTrash}},
	{"Drafts", []imap.MailboxAttr{imap.MailboxAttrDrafts}},
	{"Junk", []imap.MailboxAttr{imap.MailboxAttrJunk}},
	{"Sent", []imap.MailboxAttr{imap.MailboxAttrSent}},
}

// The capabilities the server offers besides those that imapserver always does.
var imapCaps = imap.CapSet{
	imap.CapIMAP4rev1: {}, imap.CapNamespace: {}, imap.CapUIDPlus: {}, imap.CapESearch: {},
	imap.CapListExtended: {}, imap.CapListStatus: {}, imap.CapMove: {}, imap.CapStatusSize: {},
	imap.CapSpecialUse: {}, imap.CapLiteralPlus: {},
}

// NewIMAP serves an account on ln until Close.
func NewIMAP(ln net.Listener, o IMAPOptions) *IMAP {
	m := &IMAP{
		Gate: gateOf(ln), user: o.User, password: o.Password, tokens: o.Tokens, noKeywords: o.NoKeywords,
		folders: make(map[string]*folder), hidden: make(map[imap.Cap]bool),
		spoiled: make(map[spoiledUID]Spoilage), sessions: make(map[*session]struct{}),
	}
	for _, f := range defaultFolders {
		m.CreateFolder(f.name, f.attrs...)
	}
	m.server = imapserver.New(&imapserver.Options{
		NewSession: func(c *imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return m.newSession(c), nil, nil
		},
		Caps:   imapCaps,
		Logger: log.New(io.Discard, "", 0),
		// The server sees TLS connections through capConn and cannot tell.
		InsecureAuth: true,
	})
	var front net.Listener = m.Gate
	if o.TLS != nil {
		front = tls.NewListener(front, o.TLS)
	}
	m.served.Go(func() { _ = m.server.Serve(capListener{front, m}) })
	return m
}

// Close stops the server and ends every connection.
func (m *IMAP) Close() error {
	err := m.server.Close()
	m.Drop()
	m.served.Wait()
	return err
}

// CreateFolder makes an empty folder; one that is there is replaced.
func (m *IMAP) CreateFolder(name string, attrs ...imap.MailboxAttr) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.createLocked(name, attrs)
}

func (m *IMAP) createLocked(name string, attrs []imap.MailboxAttr) {
	m.validity++
	m.folders[name] = &folder{name: name, attrs: attrs, validity: m.validity, next: 1}
}

// Deliver puts raw into a folder as a mail server does and returns its UID. The
// folder must exist.
func (m *IMAP) Deliver(folder string, raw []byte, internalDate time.Time) uint32 {
	m.mu.Lock()
	defer m.mu.Unlock()
	msg := m.folders[folder].add(raw, internalDate, nil)
	m.tellLocked(m.folders[folder])
	return msg.uid
}

// Messages returns what lies in a folder, oldest UID first.
func (m *IMAP) Messages(folder string) []Stored {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.folders[folder]
	if f == nil {
		return nil
	}
	all := make([]Stored, 0, len(f.messages))
	for _, msg := range f.messages {
		all = append(all, Stored{msg.uid, slices.Clone(msg.flags), msg.raw, msg.date})
	}
	return all
}

// Expunge removes messages, as a person does in her mail program.
func (m *IMAP) Expunge(folder string, uids ...uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.folders[folder]
	f.remove(func(msg *message) bool { return slices.Contains(uids, msg.uid) })
	m.tellLocked(f)
}

// Flag adds flags to a message, as a person does who reads or marks it.
func (m *IMAP) Flag(folder string, uid uint32, flags ...imap.Flag) {
	m.mu.Lock()
	defer m.mu.Unlock()
	f := m.folders[folder]
	for _, msg := range f.messages {
		if msg.uid == uid {
			f.change(msg, union(msg.flags, flags), nil)
		}
	}
	m.tellLocked(f)
}

// UIDValidity returns the UIDVALIDITY of a folder, which must exist.
func (m *IMAP) UIDValidity(folder string) uint32 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.folders[folder].validity
}

// ResetUIDValidity gives a folder a new UIDVALIDITY and its messages new UIDs
// from 1 (RFC 3501 §2.3.1.1), and drops the sessions that have it selected, as
// Dovecot does.
func (m *IMAP) ResetUIDValidity(folder string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	old := m.folders[folder]
	m.createLocked(folder, old.attrs)
	for _, msg := range old.messages {
		m.folders[folder].add(msg.raw, msg.date, msg.flags)
	}
	for s := range m.sessions {
		if s.view != nil && s.view.folder == old {
			_ = s.conn.NetConn().Close()
		}
	}
}

// RefuseLogin makes every LOGIN and AUTHENTICATE fail with NO, the code and the
// text; an empty text lets them succeed again. The usual codes are
// AUTHENTICATIONFAILED for a wrong password and UNAVAILABLE for trouble behind
// the server (RFC 5530 §3).
func (m *IMAP) RefuseLogin(code imap.ResponseCode, text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refusal = nil
	if text != "" {
		m.refusal = &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
	}
}

// Hide stops offering IDLE, MOVE or UIDPLUS and answers their commands with
// BAD, from the next command on.
func (m *IMAP) Hide(caps ...imap.Cap) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, c := range caps {
		m.hidden[c] = true
	}
}

func (m *IMAP) hides(c imap.Cap) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.hidden[c]
}

// tellLocked wakes the sessions that idle on f.
func (m *IMAP) tellLocked(f *folder) {
	for s := range m.sessions {
		if s.view != nil && s.view.folder == f {
			s.view.poke()
		}
	}
}
