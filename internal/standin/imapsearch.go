package standin

import (
	"bufio"
	"bytes"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	gomessage "github.com/emersion/go-message"
	"github.com/emersion/go-message/mail"
	"github.com/emersion/go-message/textproto"
)

// Search finds messages in the view (RFC 3501 §6.4.4). Header fields are
// compared decoded, TEXT and BODY as raw bytes.
func (s *session) Search(kind imapserver.NumKind, c *imap.SearchCriteria, _ *imap.SearchOptions) (*imap.SearchData, error) {
	s.imap.mu.Lock()
	defer s.imap.mu.Unlock()
	var (
		data imap.SearchData
		seqs imap.SeqSet
		uids imap.UIDSet
	)
	for i, msg := range s.view.known {
		n := numbered{uint32(i + 1), msg}
		if msg.gone || !s.view.matches(n, c) {
			continue
		}
		number := n.seq
		if kind == imapserver.NumKindUID {
			number = n.uid
		}
		seqs.AddNum(n.seq)
		uids.AddNum(imap.UID(n.uid))
		if data.Min == 0 {
			data.Min = number
		}
		data.Max = number
		data.Count++
	}
	data.All = seqs
	if kind == imapserver.NumKindUID {
		data.All = uids
	}
	return &data, nil
}

func (v *view) matches(n numbered, c *imap.SearchCriteria) bool {
	for _, set := range c.SeqNum {
		if !v.holds(set, n) {
			return false
		}
	}
	for _, set := range c.UID {
		if !v.holds(set, n) {
			return false
		}
	}
	for _, f := range c.Flag {
		if !hasFlag(n.flags, f) {
			return false
		}
	}
	for _, f := range c.NotFlag {
		if hasFlag(n.flags, f) {
			return false
		}
	}
	for i := range c.Not {
		if v.matches(n, &c.Not[i]) {
			return false
		}
	}
	for i := range c.Or {
		if !v.matches(n, &c.Or[i][0]) && !v.matches(n, &c.Or[i][1]) {
			return false
		}
	}
	return matchesContent(n.message, c)
}

func matchesContent(msg *message, c *imap.SearchCriteria) bool {
	size := int64(len(msg.raw))
	if c.Larger > 0 && size <= c.Larger || c.Smaller > 0 && size >= c.Smaller || !onDay(msg.date, c.Since, c.Before) {
		return false
	}
	for _, text := range c.Text {
		if !containsFold(msg.raw, text) {
			return false
		}
	}
	for _, text := range c.Body {
		if !containsFold(bodySection(msg.raw, &imap.FetchItemBodySection{Specifier: imap.PartSpecifierText}), text) {
			return false
		}
	}
	if len(c.Header) == 0 && c.SentSince.IsZero() && c.SentBefore.IsZero() {
		return true
	}
	h := header(msg.raw)
	for _, want := range c.Header {
		if !hasField(h, want) {
			return false
		}
	}
	sent, err := h.Date()
	return c.SentSince.IsZero() && c.SentBefore.IsZero() || err == nil && onDay(sent, c.SentSince, c.SentBefore)
}

func hasField(h mail.Header, want imap.SearchCriteriaHeaderField) bool {
	for fields := h.FieldsByKey(want.Key); fields.Next(); {
		text, err := fields.Text()
		if err != nil {
			text = fields.Value()
		}
		if containsFold([]byte(text), want.Value) {
			return true
		}
	}
	return false
}

// onDay compares dates without regard to time and zone (RFC 3501 §6.4.4).
func onDay(t, since, before time.Time) bool {
	day := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
	return (since.IsZero() || !day.Before(since)) && (before.IsZero() || day.Before(before))
}

func containsFold(b []byte, s string) bool {
	return bytes.Contains(bytes.ToLower(b), []byte(strings.ToLower(s)))
}

// header returns what can be read of a message's header.
func header(raw []byte) mail.Header {
	h, _ := textproto.ReadHeader(bufio.NewReader(bytes.NewReader(raw)))
	return mail.Header{Header: gomessage.Header{Header: h}}
}

func envelope(raw []byte) *imap.Envelope {
	return imapserver.ExtractEnvelope(header(raw).Header.Header)
}
