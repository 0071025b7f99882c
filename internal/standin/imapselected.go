package standin

import (
	"bytes"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
)

var errReadOnly = imapNo(imap.ResponseCodeNoPerm, "Mailbox is read-only")

// Fetch writes the messages of a set. Nothing is locked while it writes, so
// that a slow client holds up nobody else.
func (s *session) Fetch(w *imapserver.FetchWriter, set imap.NumSet, o *imap.FetchOptions) error {
	m := s.imap
	m.mu.Lock()
	picked := s.view.pick(set)
	folder := s.view.folder.name
	items := make([]fetched, 0, len(picked))
	for _, n := range picked {
		if n.gone {
			continue
		}
		if !s.view.readOnly && setsSeen(o) && !hasFlag(n.flags, imap.FlagSeen) {
			s.view.folder.change(n.message, union(n.flags, []imap.Flag{imap.FlagSeen}), nil)
		}
		items = append(items, fetched{n, n.flags, m.spoiled[spoiledUID{folder, n.uid}]})
	}
	m.mu.Unlock()
	for _, it := range items {
		if err := s.fetch(w, it, o); err != nil {
			return err
		}
	}
	return nil
}

// setsSeen reports whether a FETCH has a body section without PEEK, which sets
// \Seen (RFC 3501 §6.4.5).
func setsSeen(o *imap.FetchOptions) bool {
	return slices.ContainsFunc(o.BodySection, func(b *imap.FetchItemBodySection) bool { return !b.Peek })
}

// fetched is a message with what else a FETCH response tells of it.
type fetched struct {
	numbered
	flags   []imap.Flag
	spoiled Spoilage
}

func (s *session) fetch(w *imapserver.FetchWriter, it fetched, o *imap.FetchOptions) error {
	if it.spoiled != Sound && len(o.BodySection) > 0 {
		return s.fetchSpoiled(it)
	}
	r := w.CreateMessage(it.seq)
	if o.UID {
		r.WriteUID(imap.UID(it.uid))
	}
	if o.Flags {
		r.WriteFlags(it.flags)
	}
	if o.InternalDate {
		r.WriteInternalDate(it.date)
	}
	if o.RFC822Size {
		r.WriteRFC822Size(int64(len(it.raw)))
	}
	if o.Envelope {
		r.WriteEnvelope(envelope(it.raw))
	}
	if o.BodyStructure != nil {
		r.WriteBodyStructure(imapserver.ExtractBodyStructure(bytes.NewReader(it.raw)))
	}
	for _, b := range o.BodySection {
		data := bodySection(it.raw, b)
		literal := r.WriteBodySection(b, int64(len(data)))
		_, _ = literal.Write(data)
		if err := literal.Close(); err != nil {
			_ = r.Close()
			return err
		}
	}
	return r.Close()
}

// bodySection returns a section of a message. The whole message, its header and
// its text are cut from the bytes as they are, however malformed.
func bodySection(raw []byte, b *imap.FetchItemBodySection) []byte {
	if len(b.Part) > 0 || len(b.HeaderFields) > 0 || len(b.HeaderFieldsNot) > 0 || b.Specifier == imap.PartSpecifierMIME {
		return imapserver.ExtractBodySection(bytes.NewReader(raw), b)
	}
	data := raw
	header := len(raw)
	if i := bytes.Index(raw, []byte("\r\n\r\n")); i >= 0 {
		header = i + 4
	}
	switch b.Specifier {
	case imap.PartSpecifierHeader:
		data = raw[:header]
	case imap.PartSpecifierText:
		data = raw[header:]
	}
	if b.Partial == nil {
		return data
	}
	from := min(b.Partial.Offset, int64(len(data)))
	return data[from:min(from+b.Partial.Size, int64(len(data)))]
}

func (s *session) Store(w *imapserver.FetchWriter, set imap.NumSet, flags *imap.StoreFlags, _ *imap.StoreOptions) error {
	m := s.imap
	m.mu.Lock()
	if s.view.readOnly {
		m.mu.Unlock()
		return errReadOnly
	}
	asked := m.keep(flags.Flags)
	var told []fetched
	for _, n := range s.view.pick(set) {
		if n.gone {
			continue
		}
		next := asked
		switch flags.Op {
		case imap.StoreFlagsAdd:
			next = union(n.flags, asked)
		case imap.StoreFlagsDel:
			next = without(n.flags, flags.Flags)
		}
		s.view.folder.change(n.message, next, s.view)
		told = append(told, fetched{numbered: n, flags: next})
	}
	m.tellLocked(s.view.folder)
	m.mu.Unlock()
	if flags.Silent {
		return nil
	}
	for _, it := range told {
		if err := s.fetch(w, it, &imap.FetchOptions{UID: true, Flags: true}); err != nil {
			return err
		}
	}
	return nil
}

// Expunge removes the messages flagged \Deleted, or those of them in uids
// (RFC 4315 §2.1). The session is told of it by the poll that follows.
func (s *session) Expunge(_ *imapserver.ExpungeWriter, uids *imap.UIDSet) error {
	m := s.imap
	m.mu.Lock()
	defer m.mu.Unlock()
	if uids != nil && m.hidden[imap.CapUIDPlus] {
		return imapBad("Unknown command")
	}
	if s.view.readOnly {
		return nil // RFC 3501 §6.4.2: CLOSE after EXAMINE removes nothing and is no error
	}
	f := s.view.folder
	f.remove(func(msg *message) bool {
		return hasFlag(msg.flags, imap.FlagDeleted) && (uids == nil || uids.Contains(imap.UID(msg.uid)))
	})
	m.tellLocked(f)
	return nil
}

func (s *session) Copy(set imap.NumSet, dest string) (*imap.CopyData, error) {
	s.imap.mu.Lock()
	defer s.imap.mu.Unlock()
	data, _, err := s.copyLocked(set, dest)
	return data, err
}

// copyLocked copies a set into dest and returns what COPYUID says of it, nil
// where there is nothing to say (RFC 4315 §3), and the originals.
func (s *session) copyLocked(set imap.NumSet, dest string) (*imap.CopyData, []*message, error) {
	m := s.imap
	to, err := m.folderLocked(dest, imap.ResponseCodeTryCreate)
	if err != nil {
		return nil, nil, err
	}
	data := &imap.CopyData{UIDValidity: to.validity}
	var originals []*message
	for _, n := range s.view.pick(set) {
		if n.gone {
			continue
		}
		msg := to.add(n.raw, n.date, n.flags)
		data.SourceUIDs.AddNum(imap.UID(n.uid))
		data.DestUIDs.AddNum(imap.UID(msg.uid))
		originals = append(originals, n.message)
	}
	m.tellLocked(to)
	if len(originals) == 0 || m.hidden[imap.CapUIDPlus] {
		data = nil
	}
	return data, originals, nil
}

func (s *session) Move(w *imapserver.MoveWriter, set imap.NumSet, dest string) error {
	m := s.imap
	m.mu.Lock()
	if m.hidden[imap.CapMove] {
		m.mu.Unlock()
		return imapBad("Unknown command")
	}
	if s.view.readOnly {
		m.mu.Unlock()
		return errReadOnly
	}
	data, moved, err := s.copyLocked(set, dest)
	if err == nil {
		s.view.folder.remove(func(msg *message) bool { return slices.Contains(moved, msg) })
		m.tellLocked(s.view.folder)
	}
	m.mu.Unlock()
	if err != nil || data == nil {
		return err
	}
	return w.WriteCopyData(data)
}
