package mailmsg

import (
	"bufio"
	"errors"
	"io"
	"net/mail"
	"strings"
	"time"

	"github.com/emersion/go-message/textproto"

	"borgerbot/internal/personal"
)

// readHeader reads a header block with go-message, and nothing longer than
// limit. A header that ends with the input, without an empty line, is whole.
func readHeader(m *meter, br *bufio.Reader, limit int64) (textproto.Header, error) {
	m.arm(limit)
	defer m.disarm()
	header, err := textproto.ReadHeader(br)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return header, err
}

// values returns the raw values of a header field, the topmost first.
func values(h textproto.Header, key string) []string {
	var all []string
	for fields := h.FieldsByKey(key); fields.Next(); {
		all = append(all, fields.Value())
	}
	return all
}

// fillHeader takes from the message's own header what a reader is shown and
// what threads it.
func (m *Message) fillHeader(h textproto.Header) {
	m.From = senders(values(h, "From"))
	m.Sender = parseAddresses(h.Get("Sender"))
	m.ReplyTo = parseAddresses(h.Get("Reply-To"))
	m.To = parseAddresses(strings.Join(values(h, "To"), ", "))
	m.Cc = parseAddresses(strings.Join(values(h, "Cc"), ", "))
	m.Subject = personal.New(decodeLine(h.Get("Subject")))
	m.MessageID = first(messageIDs(h.Get("Message-Id")))
	m.InReplyTo = messageIDs(h.Get("In-Reply-To"))
	m.References = messageIDs(strings.Join(values(h, "References"), " "))
	m.Date = parseDate(h.Get("Date"))
	m.Stamp = cleanLine(h.Get(StampHeader))
	for _, value := range values(h, "X-Loop") {
		m.Loop = append(m.Loop, cleanLine(value))
	}
	m.fillTrace(h)
	m.fillReturnPath(h)
}

// senders reads who a message is from. "Holm, Anna <anna@example.org>" without
// quotes is, to the letter of RFC 5322 §3.4, a nameless list; it is what programs
// write for one sender whose family name comes first. It is read as one as long as
// the field is alone, there is exactly one address in it, and no name looks like
// another.
func senders(fields []string) []Address {
	list := parseAddresses(strings.Join(fields, ", "))
	if len(fields) != 1 || len(list) < 2 {
		return list
	}
	var one Address
	var names []string
	for _, a := range list {
		name := a.Name.Reveal()
		if strings.Contains(name, "@") || !a.Address.Empty() && !one.Address.Empty() {
			return list
		}
		if name != "" {
			names = append(names, name)
		}
		if !a.Address.Empty() {
			one.Address = a.Address
		}
	}
	if one.Address.Empty() {
		return list
	}
	one.Name = personal.New(strings.Join(names, ", "))
	return []Address{one}
}

func (m *Message) fillReturnPath(h textproto.Header) {
	if !h.Has("Return-Path") {
		return
	}
	m.HasReturnPath = true
	path := strings.TrimSpace(h.Get("Return-Path"))
	address := strings.TrimSpace(strings.Trim(path, "<>"))
	m.ReturnPath = personal.New(cleanLine(address))
	m.NullReturnPath = address == ""
}

// decodeLine decodes an unstructured header value to one clean line.
func decodeLine(value string) string { return cleanLine(decodeWords(value)) }

// messageIDs returns the ids in a Message-ID, In-Reply-To or References header
// without their angle brackets: what stands in brackets, or, if there are none,
// each word. Ids with blanks or without "@" exist and still thread. Of a long
// list the first and the last stay: the thread's root and the nearest mails.
func messageIDs(value string) []string {
	value = cleanLine(value)
	var ids []string
	for rest := value; ; {
		_, after, opened := strings.Cut(rest, "<")
		id, next, closed := strings.Cut(after, ">")
		if !opened || !closed {
			break
		}
		if id = strings.TrimSpace(id); id != "" {
			ids = append(ids, id)
		}
		rest = next
	}
	if len(ids) == 0 {
		for _, word := range strings.Fields(value) {
			if word = strings.Trim(word, "<>,"); word != "" {
				ids = append(ids, word)
			}
		}
	}
	if len(ids) > maxIDs {
		ids = append(ids[:maxIDs/2:maxIDs/2], ids[len(ids)-maxIDs/2:]...)
	}
	return ids
}

func first(list []string) string {
	if len(list) == 0 {
		return ""
	}
	return list[0]
}

// parseDate returns the instant of an RFC 5322 §3.3 date, or zero. Dates with
// Danish names are seen in the wild, and not worth reading: what counts is when
// the server received the mail.
func parseDate(value string) time.Time {
	if value == "" {
		return time.Time{}
	}
	date, err := mail.ParseDate(cleanLine(value))
	if err != nil {
		return time.Time{}
	}
	return date
}
