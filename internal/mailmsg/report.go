package mailmsg

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/emersion/go-message/textproto"

	"borgerbot/internal/personal"
)

// A DeliveryReport tells what became of a letter that was sent: from a delivery
// status notification (RFC 3464), or as far as a textual bounce tells.
type DeliveryReport struct {
	// Action is what happened.
	Action DeliveryAction
	// Status is the enhanced status code (RFC 3463), such as "5.1.1", or empty.
	Status string
	// OriginalMessageID is the Message-ID of the letter without angle brackets,
	// or empty.
	OriginalMessageID string
	// Recipient is the address that the report is about, or empty.
	Recipient personal.Text
}

// DeliveryAction is the Action field of RFC 3464 §2.3.3.
type DeliveryAction string

// The actions. Only Failed is final bad news: Delayed means that a server is
// still trying.
const (
	Failed    DeliveryAction = "failed"
	Delayed   DeliveryAction = "delayed"
	Delivered DeliveryAction = "delivered"
	Relayed   DeliveryAction = "relayed"
	Expanded  DeliveryAction = "expanded"
)

// reports gathers what the parts of a message report.
type reports struct {
	delivery    *DeliveryReport
	disposition bool
	feedback    bool
	originalID  string
}

// original notes the header of a letter that comes back.
func (s *reports) original(header fields) {
	if s.originalID == "" {
		s.originalID = first(messageIDs(header.Get("Message-Id")))
	}
}

// statusBytes is how much of a machine-readable report is read.
const statusBytes = 64 << 10

// status reads a message/* part that is no message.
func (r *reading) status(p part, at place) {
	switch p.kind.value {
	case "message/delivery-status", "message/global-delivery-status":
		r.nature.reports.deliveryStatus(r.take(p, statusBytes))
	case "message/disposition-notification", "message/global-disposition-notification":
		r.nature.reports.disposition = true
	case "message/feedback-report":
		r.nature.reports.feedback = true
	case "message/global-headers":
		r.nature.reports.original(looseFields(r.take(p, r.lim.PartHeaderBytes)))
	default: // message/partial and message/external-body hold nothing to read
		r.attach(p, at)
	}
}

// deliveryStatus reads the groups of fields of RFC 3464 §2: one about the
// message, then one for each recipient. Of several recipients one that failed is
// told.
func (s *reports) deliveryStatus(raw []byte) {
	raw = bytes.ReplaceAll(raw, []byte("\r\n"), []byte("\n"))
	for group := range bytes.SplitSeq(raw, []byte("\n\n")) {
		header := looseFields(group)
		if id := first(messageIDs(header.Get("Original-Message-Id"))); id != "" && s.originalID == "" {
			s.originalID = id
		}
		action := DeliveryAction(bareWord(header.Get("Action")))
		if !action.known() || s.delivery != nil && (s.delivery.Action == Failed || action != Failed) {
			continue
		}
		s.delivery = &DeliveryReport{
			Action:    action,
			Status:    statusCode.FindString(header.Get("Status")),
			Recipient: recipientOf(header),
		}
	}
}

func (a DeliveryAction) known() bool {
	switch a {
	case Failed, Delayed, Delivered, Relayed, Expanded:
		return true
	}
	return false
}

// recipientOf returns the address that the sender used, which is the one our
// letter knows, or else the final one: "rfc822; ane@example.org".
func recipientOf(header fields) personal.Text {
	for _, key := range []string{"Original-Recipient", "Final-Recipient"} {
		value := header.Get(key)
		if _, address, typed := strings.Cut(value, ";"); typed {
			value = address
		}
		if list := parseAddresses(value); len(list) > 0 && !list[0].Address.Empty() {
			return list[0].Address
		}
	}
	return personal.Text{}
}

// looseFields reads header fields and skips lines that are none.
func looseFields(raw []byte) fields {
	var header textproto.Header
	key := ""
	var value []byte
	add := func() {
		if key != "" {
			header.Add(key, strings.TrimSpace(string(value)))
		}
		key, value = "", value[:0]
	}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimRight(line, "\r\n")
		if key != "" && line != "" && isBlank(line[0]) {
			value = append(append(value, ' '), strings.TrimSpace(line)...)
			continue
		}
		add()
		if name, after, ok := strings.Cut(line, ":"); ok && isFieldName(name) {
			key, value = strings.TrimSpace(name), append(value, after...)
		}
	}
	add()
	return header
}

var statusCode = regexp.MustCompile(`\b[245]\.\d{1,3}\.\d{1,3}\b`)

// bounceWindow is how much of a textual bounce is searched.
const bounceWindow = 16 << 10

var (
	bouncedAddress = regexp.MustCompile(`[A-Za-z0-9._%+'=-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+`)
	bouncedID      = regexp.MustCompile(`(?i)message-id:\s*<([^<>\s]{1,900})>`)
	delayWords     = regexp.MustCompile(`(?i)\b(delayed|delay|forsinket|still (?:be )?(?:trying|retried)|forsøger stadig|will keep trying|no action is required)\b`)
)

// textualBounce makes the best of a bounce that has no machine-readable part:
// qmail's, Exim's (whose X-Failed-Recipients header names the address), and what
// servers write in plain words. It is a failure unless it speaks of a delay: a
// temporary status may be the reason for giving up.
func textualBounce(header fields, subject, text string) *DeliveryReport {
	text = strings.ToValidUTF8(text[:min(len(text), bounceWindow)], "")
	report := &DeliveryReport{Action: Failed, Status: statusCode.FindString(text)}
	if delayWords.MatchString(subject + "\n" + text) {
		report.Action = Delayed
	}
	if id := bouncedID.FindStringSubmatch(text); id != nil {
		report.OriginalMessageID = id[1]
	}
	recipient := bouncedAddress.FindString(text)
	if list := parseAddresses(header.Get("X-Failed-Recipients")); len(list) > 0 {
		report.Recipient = list[0].Address
	} else {
		report.Recipient = personal.New(recipient)
	}
	return report
}
