package convtest

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/quotedprintable"
	"net/mail"
	"slices"
	"strings"
	"text/template"
	"time"

	"borgerbot/internal/compose"
	"borgerbot/internal/config"
	"borgerbot/internal/ident"
	"borgerbot/internal/standin"

	"crypto/sha256"
)

// mail: mail FILE [in MAILBOX[/FOLDER]]
func (s *story) mail(args []string) error {
	if len(args) != 1 && (len(args) != 3 || args[1] != "in") {
		return errors.New("mail FILE [in MAILBOX[/FOLDER]]")
	}
	box := s.Config.Mailboxes[0]
	id, folder := box.ID, box.Inbox
	if len(args) == 3 {
		named := false
		id, folder, named = strings.Cut(args[2], "/")
		for _, b := range s.Config.Mailboxes {
			if b.ID == id && !named {
				folder = b.Inbox
			}
		}
	}
	raw, err := s.compose(args[0])
	if err != nil {
		return err
	}
	s.remember(raw)
	s.mails = append(s.mails, ident.Sum(sha256.Sum256(raw)))
	s.Mailbox(id).Deliver(folder, raw, time.Now())
	return nil
}

// outlook: outlook FILE [in MAILBOX]
func (s *story) outlook(args []string) error {
	if len(args) != 1 && (len(args) != 3 || args[1] != "in") {
		return errors.New("outlook FILE [in MAILBOX]")
	}
	raw, err := s.compose(args[0])
	if err != nil {
		return err
	}
	box := s.mailbox(args[1:])
	s.Mailbox(box.ID).Deliver(box.Sent, raw, time.Now())
	s.pass(folderPoll)
	return nil
}

// mailbox is the one that is named, or else the office's first.
func (s *story) mailbox(named []string) config.Mailbox {
	for _, b := range s.Config.Mailboxes {
		if slices.Contains(named, b.ID) {
			return b
		}
	}
	return s.Config.Mailboxes[0]
}

// bounce: bounce LETTER [STATUS]
func (s *story) bounce(args []string) error {
	if len(args) == 0 {
		return errors.New("bounce LETTER [STATUS]")
	}
	l, err := s.newest(args[0])
	if err != nil {
		return err
	}
	status := "5.1.1"
	if len(args) > 1 {
		status = args[1]
	}
	s.Deliver(standin.NewDSN(l.Submitted, l.To[0], status), time.Now())
	return nil
}

// compose makes a letter of a file of the story: what it leaves out of the
// header is added, and the header is written as mail programs do.
func (s *story) compose(name string) ([]byte, error) {
	f, err := s.file(name)
	if err != nil {
		return nil, err
	}
	text, err := s.expand(string(f.Data))
	if err != nil {
		return nil, err
	}
	header, body, ok := strings.Cut(text, "\n\n")
	if !ok {
		return nil, fmt.Errorf("%s has no empty line after its header", name)
	}
	lines := strings.Split(header, "\n")
	for _, standard := range []struct{ field, value string }{
		{"To", s.Config.Mailboxes[0].Address}, {"Message-ID", "<" + name + "@example.org>"},
		{"Date", time.Now().In(s.place).Format(time.RFC1123Z)}, {"MIME-Version", "1.0"},
		{"Content-Type", "text/plain; charset=utf-8"}, {"Content-Transfer-Encoding", "8bit"},
	} {
		has := func(line string) bool {
			return strings.HasPrefix(strings.ToLower(line), strings.ToLower(standard.field)+":")
		}
		if !slices.ContainsFunc(lines, has) {
			lines = append(lines, standard.field+": "+standard.value)
		}
	}
	for i, line := range lines {
		lines[i] = encoded(line)
	}
	return []byte(strings.ReplaceAll(strings.Join(lines, "\n")+"\n\n"+body, "\n", "\r\n")), nil
}

// encoded is a line of a header as mail programs write it (RFC 2047).
func encoded(line string) string {
	field, value, ok := strings.Cut(line, ": ")
	if !ok {
		return line
	}
	if a, err := mail.ParseAddress(value); err == nil && a.Name != "" {
		return field + ": " + a.String()
	}
	return field + ": " + mime.QEncoding.Encode("utf-8", value)
}

// expandAll fills in what words of a script stand for.
func (s *story) expandAll(words []string) ([]string, error) {
	var all []string
	for _, word := range words {
		word, err := s.expand(word)
		if err != nil {
			return nil, err
		}
		all = append(all, word)
	}
	return all, nil
}

func (s *story) expand(text string) (string, error) {
	if !strings.Contains(text, "{{") {
		return text, nil
	}
	t, err := template.New("").Funcs(template.FuncMap{
		"ref": s.reference, "mailid": s.mailID, "quote": s.quote, "draft": s.draftField,
		"stamp": s.stamp, "words": s.letterWords,
		"mistyped": s.mistyped, "megabytes": megabytes,
	}).Parse(text)
	if err != nil {
		return "", err
	}
	var b strings.Builder
	err = t.Execute(&b, nil)
	return b.String(), err
}

func (s *story) mailID(kind string) (string, error) {
	l, err := s.newest(kind)
	return "<" + l.id + ">", err
}

// stamp is that of our newest letter of a kind, which everybody has who got it.
func (s *story) stamp(kind string) (string, error) {
	l, err := s.newest(kind)
	if err != nil {
		return "", err
	}
	header, _, err := readable(l.Data)
	return header.Get(compose.StampHeader), err
}

// letterWords are what our newest letter of a kind says.
func (s *story) letterWords(kind string) (string, error) {
	l, err := s.newest(kind)
	if err != nil {
		return "", err
	}
	_, text, err := readable(l.Data)
	return strings.TrimSpace(text), err
}

func (s *story) quote(kind string) (string, error) {
	l, err := s.newest(kind)
	if err != nil {
		return "", err
	}
	_, text, err := readable(l.Data)
	return "> " + strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n> "), err
}

// edit: edit 'WORDS'. A mail program saves what is changed as a new message.
func (s *story) edit(words []string) error {
	box, draft, err := s.newestDraft()
	if err != nil {
		return err
	}
	s.Mailbox(box.ID).Expunge(box.Drafts, draft.UID)
	s.Mailbox(box.ID).Deliver(box.Drafts, append(slices.Clone(draft.Raw), strings.Join(words, " ")+"\r\n"...), time.Now())
	return nil
}

func (s *story) newestDraft() (in config.Mailbox, newest standin.Stored, err error) {
	for _, box := range s.Config.Mailboxes {
		for _, draft := range s.Mailbox(box.ID).Messages(box.Drafts) {
			if !draft.InternalDate.Before(newest.InternalDate) {
				in, newest = box, draft
			}
		}
	}
	if newest.Raw == nil {
		err = errors.New("there is no draft")
	}
	return in, newest, err
}

// draftField is a field of the newest draft's header, decoded.
func (s *story) draftField(field string) (string, error) {
	_, newest, err := s.newestDraft()
	if err != nil {
		return "", err
	}
	header, _, err := readable(newest.Raw)
	return header.Get(field), err
}

func megabytes(n int) string {
	line := strings.Repeat("QUFB", 19) + "\n"
	return strings.TrimSuffix(strings.Repeat(line, n<<20/len(line)), "\n")
}

// fields is a decoded header.
type fields map[string]string

// Get returns a field, or nothing.
func (f fields) Get(name string) string { return f[strings.ToLower(name)] }

// readable decodes one of our letters: its header and its text.
func readable(raw []byte) (fields, string, error) {
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		return nil, "", err
	}
	header := fields{}
	for name, values := range m.Header {
		word, err := new(mime.WordDecoder).DecodeHeader(values[0])
		if err != nil {
			return nil, "", err
		}
		header[strings.ToLower(name)] = word
	}
	body := m.Body
	switch header.Get("Content-Transfer-Encoding") {
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	}
	text, err := io.ReadAll(body)
	return header, strings.ReplaceAll(string(text), "\r\n", "\n"), err
}
