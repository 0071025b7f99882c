package standin

import (
	"crypto/subtle"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-sasl"
)

const imapDelimiter = '/'

// session is one connection to the account. imapserver calls its methods one at
// a time, except Idle.
type session struct {
	imap *IMAP
	conn *imapserver.Conn
	view *view // nil while no folder is selected; guarded by IMAP.mu
}

var (
	_ imapserver.SessionNamespace = (*session)(nil)
	_ imapserver.SessionMove      = (*session)(nil)
	_ imapserver.SessionSASL      = (*session)(nil)
)

func (m *IMAP) newSession(c *imapserver.Conn) *session {
	s := &session{imap: m, conn: c}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sessions[s] = struct{}{}
	return s
}

func imapNo(code imap.ResponseCode, text string) *imap.Error {
	return &imap.Error{Type: imap.StatusResponseTypeNo, Code: code, Text: text}
}

func imapBad(text string) *imap.Error {
	return &imap.Error{Type: imap.StatusResponseTypeBad, Text: text}
}

// folderLocked returns a folder, or NO with the code that RFC 3501 or RFC 5530
// wants where it is missing. INBOX ignores case (RFC 3501 §5.1).
func (m *IMAP) folderLocked(name string, missing imap.ResponseCode) (*folder, error) {
	if strings.EqualFold(name, "INBOX") {
		name = "INBOX"
	}
	if f := m.folders[name]; f != nil {
		return f, nil
	}
	return nil, imapNo(missing, "Mailbox doesn't exist: "+name)
}

func (s *session) Close() error {
	s.imap.mu.Lock()
	defer s.imap.mu.Unlock()
	delete(s.imap.sessions, s)
	return nil
}

func (s *session) Login(username, password string) error {
	m := s.imap
	return s.admit(m.tokens == nil && username == m.user && subtle.ConstantTimeCompare([]byte(password), []byte(m.password)) == 1)
}

// admit lets in who has shown that she may, unless everybody is refused.
func (s *session) admit(good bool) error {
	s.imap.mu.Lock()
	defer s.imap.mu.Unlock()
	switch {
	case s.imap.refusal != nil:
		return s.imap.refusal
	case !good:
		return imapserver.ErrAuthFailed
	}
	return nil
}

func (s *session) AuthenticateMechanisms() []string {
	if s.imap.tokens != nil {
		return []string{mechXOAUTH2}
	}
	return []string{sasl.Plain}
}

func (s *session) Authenticate(mech string) (sasl.Server, error) {
	switch {
	case mech == mechXOAUTH2 && s.imap.tokens != nil:
		return xoauth2Server{s.imap.tokens, s.imap.user, s.admit}, nil
	case mech == sasl.Plain && s.imap.tokens == nil:
		return sasl.NewPlainServer(func(_, user, password string) error { return s.Login(user, password) }), nil
	}
	return nil, imapNo("", "SASL mechanism not supported")
}

func (s *session) Namespace() (*imap.NamespaceData, error) {
	return &imap.NamespaceData{Personal: []imap.NamespaceDescriptor{{Delim: imapDelimiter}}}, nil
}

func (s *session) Select(name string, o *imap.SelectOptions) (*imap.SelectData, error) {
	m := s.imap
	m.mu.Lock()
	defer m.mu.Unlock()
	s.view = nil
	f, err := m.folderLocked(name, imap.ResponseCodeNonExistent)
	if err != nil {
		return nil, err
	}
	s.view = newView(f, o.ReadOnly)
	data := &imap.SelectData{
		Flags: f.flags(), NumMessages: uint32(len(f.messages)),
		UIDNext: imap.UID(f.next), UIDValidity: f.validity,
	}
	if !o.ReadOnly {
		data.PermanentFlags = slices.Clone(data.Flags)
		if !m.noKeywords {
			data.PermanentFlags = append(data.PermanentFlags, imap.FlagWildcard)
		}
	}
	for i, msg := range f.messages {
		if !hasFlag(msg.flags, imap.FlagSeen) {
			data.FirstUnseenSeqNum = uint32(i + 1)
			break
		}
	}
	return data, nil
}

func (s *session) Unselect() error {
	s.imap.mu.Lock()
	defer s.imap.mu.Unlock()
	s.view = nil
	return nil
}

func (s *session) Create(name string, o *imap.CreateOptions) error {
	m := s.imap
	m.mu.Lock()
	defer m.mu.Unlock()
	name = strings.TrimRight(name, string(imapDelimiter))
	if _, err := m.folderLocked(name, ""); err == nil {
		return imapNo(imap.ResponseCodeAlreadyExists, "Mailbox already exists")
	}
	m.createLocked(name, o.SpecialUse)
	return nil
}

func (s *session) Delete(name string) error {
	m := s.imap
	m.mu.Lock()
	defer m.mu.Unlock()
	if strings.EqualFold(name, "INBOX") {
		return imapNo(imap.ResponseCodeCannot, "INBOX can't be deleted")
	}
	if _, err := m.folderLocked(name, imap.ResponseCodeNonExistent); err != nil {
		return err
	}
	delete(m.folders, name)
	return nil
}

func (s *session) Rename(name, newName string, _ *imap.RenameOptions) error {
	m := s.imap
	m.mu.Lock()
	defer m.mu.Unlock()
	f, err := m.folderLocked(name, imap.ResponseCodeNonExistent)
	if err != nil {
		return err
	}
	if f.name == "INBOX" {
		return imapNo(imap.ResponseCodeCannot, "INBOX can't be renamed")
	}
	if _, err := m.folderLocked(newName, ""); err == nil {
		return imapNo(imap.ResponseCodeAlreadyExists, "Mailbox already exists")
	}
	delete(m.folders, f.name)
	f.name = newName
	m.folders[newName] = f
	return nil
}

func (s *session) Subscribe(name string) error   { return s.subscribe(name, true) }
func (s *session) Unsubscribe(name string) error { return s.subscribe(name, false) }

func (s *session) subscribe(name string, on bool) error {
	s.imap.mu.Lock()
	defer s.imap.mu.Unlock()
	f, err := s.imap.folderLocked(name, imap.ResponseCodeNonExistent)
	if err == nil {
		f.subscribed = on
	}
	return err
}

func (s *session) List(w *imapserver.ListWriter, ref string, patterns []string, o *imap.ListOptions) error {
	if len(patterns) == 0 {
		return w.WriteList(&imap.ListData{Attrs: []imap.MailboxAttr{imap.MailboxAttrNoSelect}, Delim: imapDelimiter})
	}
	for _, data := range s.imap.list(ref, patterns, o) {
		if err := w.WriteList(&data); err != nil {
			return err
		}
	}
	return nil
}

func (m *IMAP) list(ref string, patterns []string, o *imap.ListOptions) []imap.ListData {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []imap.ListData
	for name, f := range m.folders {
		matches := func(pattern string) bool {
			return imapserver.MatchList(name, imapDelimiter, ref, pattern) ||
				strings.EqualFold(ref+pattern, name) && name == "INBOX"
		}
		if !slices.ContainsFunc(patterns, matches) ||
			o.SelectSubscribed && !f.subscribed || o.SelectSpecialUse && len(f.attrs) == 0 {
			continue
		}
		// Special uses are listed unasked, as RFC 6154 §2 allows and Dovecot does.
		data := imap.ListData{Mailbox: name, Delim: imapDelimiter, Attrs: slices.Clone(f.attrs)}
		if f.subscribed {
			data.Attrs = append(data.Attrs, imap.MailboxAttrSubscribed)
		}
		if o.ReturnStatus != nil {
			data.Status = f.status(o.ReturnStatus)
		}
		all = append(all, data)
	}
	slices.SortFunc(all, func(a, b imap.ListData) int { return strings.Compare(a.Mailbox, b.Mailbox) })
	return all
}

func (s *session) Status(name string, o *imap.StatusOptions) (*imap.StatusData, error) {
	s.imap.mu.Lock()
	defer s.imap.mu.Unlock()
	f, err := s.imap.folderLocked(name, imap.ResponseCodeNonExistent)
	if err != nil {
		return nil, err
	}
	return f.status(o), nil
}

func (s *session) Append(name string, r imap.LiteralReader, o *imap.AppendOptions) (*imap.AppendData, error) {
	raw, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	m := s.imap
	m.mu.Lock()
	defer m.mu.Unlock()
	// RFC 3501 §6.3.11: TRYCREATE tells the client that the folder is what is missing.
	f, err := m.folderLocked(name, imap.ResponseCodeTryCreate)
	if err != nil {
		return nil, err
	}
	date := o.Time
	if date.IsZero() {
		date = time.Now()
	}
	msg := f.add(raw, date, m.keep(o.Flags))
	m.tellLocked(f)
	if m.hidden[imap.CapUIDPlus] {
		return nil, nil
	}
	return &imap.AppendData{UIDValidity: f.validity, UID: imap.UID(msg.uid)}, nil
}

// keep returns the flags the account keeps of those a client sets.
func (m *IMAP) keep(flags []imap.Flag) []imap.Flag {
	return slices.DeleteFunc(slices.Clone(flags), func(f imap.Flag) bool {
		return m.noKeywords && !strings.HasPrefix(string(f), "\\")
	})
}

func (s *session) Poll(w *imapserver.UpdateWriter, expunge bool) error {
	s.imap.mu.Lock()
	var n news
	if s.view != nil {
		n = s.view.catchUp(expunge)
	}
	s.imap.mu.Unlock()
	return n.write(w)
}

// Idle pushes updates until stop is closed. It looks before it waits, so that
// what came between "+ idling" and this call is not lost.
func (s *session) Idle(w *imapserver.UpdateWriter, stop <-chan struct{}) error {
	s.imap.mu.Lock()
	v := s.view
	s.imap.mu.Unlock()
	if v == nil {
		<-stop
		return nil
	}
	for {
		if err := s.Poll(w, true); err != nil {
			return err
		}
		select {
		case <-v.woken:
		case <-stop:
			return nil
		}
	}
}
