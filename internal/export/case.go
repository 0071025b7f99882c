package export

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"borgerbot/internal/card"
	"borgerbot/internal/casework"
	"borgerbot/internal/desk"
	"borgerbot/internal/dossier"
	"borgerbot/internal/mailmsg"
	"borgerbot/internal/personal"
	"borgerbot/internal/store"
)

// ErrErased says that nothing is left to write out.
var ErrErased = errors.New("the inquiry has been erased; nothing of it is left")

// The names of the journal's files.
const (
	pageName = "journal.html"
	dataName = "journal.json"
)

// Exporter writes inquiries out.
type Exporter struct {
	Store  *store.Store
	Desk   *desk.Desk
	Writer *dossier.Writer
	Words  card.Glossary
	Office string
	// ReadTime bounds the reading of one mail.
	ReadTime time.Duration
}

// Case writes one inquiry into out, as it is now, and in a folder of its reference each
// that was merged into it: it has no other end, and is erased with it.
func (x Exporter) Case(ctx context.Context, id casework.ID, out Sink, now time.Time) error {
	_, err := x.write(ctx, id, out, now)
	return err
}

// written is what has been written of an inquiry, and of what was merged into it.
type written struct {
	inquiry casework.Inquiry
	journal dossier.Dossier
	parts   []written
}

// write is [Exporter.Case], and returns what it has written.
func (x Exporter) write(ctx context.Context, id casework.ID, to Sink, now time.Time) (written, error) {
	out := &summed{Sink: to}
	w, err := x.inquiry(ctx, id, out, dossier.Source{Office: x.Office, Made: now})
	if err != nil {
		return w, err
	}
	return w, out.finish()
}

// inquiry writes one, and then its parts. s has the mails of the whole that it is a part
// of, if it is one: its own lie there.
func (x Exporter) inquiry(ctx context.Context, id casework.ID, out Sink, s dossier.Source) (w written, err error) {
	var g gathered
	err = x.Store.View(ctx, func(tx *store.Tx) (err error) {
		g, err = x.gather(tx, id, &s)
		return err
	})
	w.inquiry = s.Inquiry
	if err != nil {
		return w, err
	}
	for i, m := range g.messages {
		mail, err := x.mail(ctx, m, i+1, out)
		if err != nil {
			return w, fmt.Errorf("write mail %d: %w", i+1, err)
		}
		s.Mails = append(s.Mails, mail)
	}
	for i := range s.Letters {
		if err := x.letter(&s.Letters[i], i+1, g.letters[i], out); err != nil {
			return w, fmt.Errorf("write letter %d: %w", i+1, err)
		}
	}
	w.journal = x.Writer.New(s, x.Words)
	if err := x.journal(w.journal, out); err != nil {
		return w, err
	}
	for _, part := range g.parts {
		p, err := x.inquiry(ctx, part.ID, within{out, string(part.Ref)}, s.OfPart())
		if err != nil {
			return w, fmt.Errorf("write part %s: %w", part.Ref, err)
		}
		w.parts = append(w.parts, p)
	}
	return w, nil
}

// gathered is what belongs to an inquiry and is to be written beside its journal.
type gathered struct {
	messages []store.Message
	letters  [][]byte
	parts    []casework.Inquiry
}

// gather reads the inquiry, its journal, and what it has.
func (x Exporter) gather(tx *store.Tx, id casework.ID, s *dossier.Source) (g gathered, err error) {
	q, err := tx.Inquiry(id)
	if err != nil {
		return g, err
	}
	if q.Course.State == casework.Erased {
		return g, ErrErased
	}
	s.Inquiry = q.Inquiry
	events, err := tx.Journal(id)
	if err != nil {
		return g, err
	}
	links, err := tx.Links(id)
	if err != nil {
		return g, err
	}
	for i, ev := range events {
		s.Events = append(s.Events, dossier.Event{Event: ev, Link: links[i]})
	}
	if g.messages, err = tx.MessagesOf(id); err != nil {
		return g, err
	}
	// The office's own letters are written out as they were sent, not as they came back.
	g.messages = slices.DeleteFunc(g.messages, func(m store.Message) bool { return m.State == store.MessageOwn })
	if g.letters, err = x.letters(tx, s); err != nil {
		return g, err
	}
	g.parts, err = parts(tx, s)
	return g, err
}

// parts are what was merged into the inquiry.
func parts(tx *store.Tx, s *dossier.Source) (all []casework.Inquiry, err error) {
	for _, id := range s.Inquiry.Links {
		part, err := tx.Inquiry(id)
		if err != nil {
			return nil, err
		}
		if part.Course.MergedInto == s.Inquiry.ID && part.Course.State != casework.Erased {
			all, s.Parts = append(all, part.Inquiry), append(s.Parts, part.Ref)
		}
	}
	return all, nil
}

// letters reads the bytes of the office's own letters. One that an adviser wrote in
// her mail program is among the mails.
func (x Exporter) letters(tx *store.Tx, s *dossier.Source) ([][]byte, error) {
	var raws [][]byte
	for _, l := range s.Inquiry.Letters {
		raw, err := x.Desk.LetterRaw(tx, l.Key)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return nil, err
		}
		s.Letters, raws = append(s.Letters, dossier.Letter{Letter: l}), append(raws, raw)
	}
	return raws, nil
}

// mail writes a mail as it came, and what hangs on it.
func (x Exporter) mail(ctx context.Context, m store.Message, n int, out Sink) (dossier.Mail, error) {
	mail := dossier.Mail{Message: m.ID, Received: m.Received}
	if m.BlobID == 0 {
		return mail, nil
	}
	source := func() (io.ReadCloser, error) { return x.Store.Raw(ctx, m.BlobID), nil }
	raw := x.Store.Raw(ctx, m.BlobID)
	defer raw.Close()
	var err error
	if mail.File, err = put(out, dossier.File{Name: x.Writer.MailFile(n), Type: "message/rfc822"}, raw); err != nil {
		return mail, err
	}
	return x.read(source, limits(), mail, n, out)
}

// limits admit mails larger than those the intake reads to their end: what
// hangs on a mail only streams by.
func limits() mailmsg.Limits {
	lim := mailmsg.DefaultLimits()
	lim.Bytes = 512 << 20
	return lim
}

// read adds to the n-th mail what a person reads, and what hangs on it.
func (x Exporter) read(source mailmsg.Source, lim mailmsg.Limits, mail dossier.Mail, n int, out Sink) (dossier.Mail, error) {
	msg, err := x.parse(source, lim)
	if errors.Is(err, mailmsg.ErrGivenUp) {
		mail.Lack = dossier.LackMore
		return mail, nil // its bytes are there, and that is what there is
	}
	if err != nil {
		return mail, err
	}
	mail.Text, mail.Lack = msg.Text, lack(msg.Warnings)
	mail.Files, err = x.attachments(source, lim, msg, n, out)
	return mail, err
}

// lack is what the files of a mail will not have.
func lack(warnings []mailmsg.Warning) dossier.Lack {
	has := func(w mailmsg.Warning) bool { return slices.Contains(warnings, w) }
	switch {
	case has(mailmsg.WarnTooLarge), has(mailmsg.WarnTooManyParts), has(mailmsg.WarnTooDeep):
		return dossier.LackMore
	case has(mailmsg.WarnIncomplete):
		return dossier.LackEnd
	}
	return ""
}

// parse reads a mail under guard.
func (x Exporter) parse(source mailmsg.Source, lim mailmsg.Limits) (mailmsg.Message, error) {
	return mailmsg.Guarded(x.ReadTime, func() (mailmsg.Message, error) {
		return mailmsg.Parse(source, lim)
	})
}

// filesTime is within what time what hangs on one mail must have been written out,
// also to a slow disk.
const filesTime = 5 * time.Minute

// attachments writes what hangs on the n-th mail. What could not be read out of it in
// time, or not to its end, lies inside the mail only.
func (x Exporter) attachments(source mailmsg.Source, lim mailmsg.Limits, msg mailmsg.Message, n int, out Sink) ([]dossier.File, error) {
	a := &attached{
		out: out, files: make([]dossier.File, len(msg.Attachments)), open: make([]*entry, len(msg.Attachments)), whole: wholeFiles(msg),
	}
	for i, m := range msg.Attachments {
		a.files[i] = dossier.File{
			Name: x.Writer.AttachmentFile(n, i+1, m.Name.Reveal()), Title: m.Name, Type: m.Type, Inside: true,
		}
	}
	_, err := mailmsg.Guarded(filesTime, func() (struct{}, error) {
		return struct{}{}, mailmsg.Files(source, lim, msg, a.create)
	})
	return a.end(err)
}

// wholeFiles is how many of the files of a mail were read to their end: where the
// reading stopped for its limit, that was in the last one, or after it.
func wholeFiles(msg mailmsg.Message) int {
	n := len(msg.Attachments)
	if n > 0 && slices.Contains(msg.Warnings, mailmsg.WarnTooLarge) {
		n--
	}
	return n
}

// letter writes one of the office's letters.
func (x Exporter) letter(l *dossier.Letter, n int, raw []byte, out Sink) error {
	if raw == nil {
		return nil
	}
	file, err := put(out, dossier.File{Name: x.Writer.LetterFile(n), Type: "message/rfc822"}, bytes.NewReader(raw))
	if err != nil {
		return err
	}
	l.File = file
	msg, err := mailmsg.Parse(func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(raw)), nil }, mailmsg.DefaultLimits())
	l.Text = personal.New(msg.Text.Reveal())
	return err
}

// journal writes the page and the data.
func (x Exporter) journal(d dossier.Dossier, out Sink) error {
	page, err := create(out, pageName)
	if err != nil {
		return err
	}
	if err := x.Writer.HTML(page, d); err != nil {
		return err
	}
	data, err := create(out, dataName)
	if err != nil {
		return err
	}
	return errors.Join(d.JSON(data), page.err, data.err)
}

// put puts a stream into a file of its own and returns what it came to.
func put(out Sink, f dossier.File, from io.Reader) (dossier.File, error) {
	e, err := create(out, f.Name)
	if err == nil {
		_, err = io.Copy(e, from)
	}
	if err != nil {
		return f, err
	}
	f.Size, f.Sum = e.size, e.sum.Sum(nil)
	return f, nil
}

func create(out Sink, name string) (*entry, error) {
	w, err := out.Create(name)
	return newEntry(w), err
}
