package demo

import (
	"bytes"
	"fmt"
	"io"
	"mime"
	"net/mail"
	"strings"
	"text/template"
	"time"

	"borgerbot/internal/mailmsg"
)

// mailFacts are what a letter's file may ask for.
type mailFacts struct {
	Ref     string // of the inquiry it is about
	Subject string // of the receipt it answers
	Answers string // that receipt's Message-ID
	LongAgo string // a month that lies more than two years back
}

// header is the header of a mail, in order.
type header []struct{ name, value string }

func (h *header) add(name, value string) {
	if value != "" {
		*h = append(*h, struct{ name, value string }{name, value})
	}
}

// bytes returns the mail with the text as it goes over the wire (RFC 5322): non-ASCII
// header words encoded (RFC 2047), the text in UTF-8.
func (h header) bytes(text string) []byte {
	h.add("MIME-Version", "1.0")
	h.add("Content-Type", "text/plain; charset=utf-8")
	h.add("Content-Transfer-Encoding", "8bit")
	var b bytes.Buffer
	for _, field := range h {
		fmt.Fprintf(&b, "%s: %s\r\n", field.name, field.value)
	}
	b.WriteString("\r\n" + strings.ReplaceAll(text, "\n", "\r\n"))
	return b.Bytes()
}

func encoded(words string) string { return mime.QEncoding.Encode("utf-8", words) }

// letterOf is a citizen's letter made of its file: From, Subject and what a
// mail program adds stand there; the rest is what every mail has.
func letterOf(file string, facts mailFacts, to, id string, at time.Time) (raw []byte, from *mail.Address, err error) {
	source, err := files.ReadFile("letters/" + file)
	if err != nil {
		return nil, nil, err
	}
	shape, err := template.New(file).Parse(string(source))
	if err != nil {
		return nil, nil, err
	}
	var written bytes.Buffer
	if err := shape.Execute(&written, facts); err != nil {
		return nil, nil, err
	}
	m, err := mail.ReadMessage(&written)
	if err != nil {
		return nil, nil, fmt.Errorf("read letter %s: %w", file, err)
	}
	if from, err = mail.ParseAddress(m.Header.Get("From")); err != nil {
		return nil, nil, fmt.Errorf("read letter %s: %w", file, err)
	}
	text, err := io.ReadAll(m.Body)
	var h header
	h.add("From", from.String())
	h.add("To", to)
	h.add("Subject", encoded(m.Header.Get("Subject")))
	h.add("Date", at.Format(time.RFC1123Z))
	h.add("Message-ID", "<"+id+">")
	for _, name := range []string{"In-Reply-To", "References", "Auto-Submitted"} {
		h.add(name, m.Header.Get(name))
	}
	return h.bytes(string(text)), from, err
}

// finished is a draft of ours as an adviser sends it from Outlook: her words after
// the greeting, and a Message-ID of Outlook's.
func finished(draft []byte, words, id string, at time.Time) ([]byte, error) {
	m, err := mail.ReadMessage(bytes.NewReader(draft))
	if err != nil {
		return nil, fmt.Errorf("read draft: %w", err)
	}
	read, err := readMail(draft)
	if err != nil {
		return nil, err
	}
	var h header
	for _, name := range []string{"From", "To", "Subject", "In-Reply-To", "References"} {
		h.add(name, m.Header.Get(name))
	}
	h.add("Date", at.Format(time.RFC1123Z))
	h.add("Message-ID", "<"+id+">")
	greeting, rest, _ := strings.Cut(read.text, "\n\n")
	return h.bytes(greeting + "\n\n" + strings.TrimSpace(words) + "\n\n" + rest), nil
}

// post is a mail as a person reads it.
type post struct {
	to        []string
	subject   string
	text      string
	messageID string
	told      bool // the story has shown it
}

func readMail(raw []byte) (post, error) {
	msg, err := mailmsg.Parse(func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(raw)), nil
	}, mailmsg.DefaultLimits())
	return post{
		subject: msg.Subject.Reveal(), text: strings.TrimSpace(msg.Text.Reveal()), messageID: msg.MessageID,
	}, err
}
