package mailmsg

import (
	"time"

	"borgerbot/internal/personal"
)

// A Message is a stranger's mail as far as it can be read.
type Message struct {
	// From, Sender, ReplyTo, To and Cc are the header's addresses in their order,
	// at most [maxAddresses] of each. An entry without an address has the words
	// that stood in its place as its name.
	From, Sender, ReplyTo, To, Cc []Address

	// ReturnPath is the envelope sender that the receiving server recorded
	// (RFC 5321 §4.4), empty for a null one. HasReturnPath tells whether one was
	// recorded at all.
	ReturnPath                    personal.Text
	HasReturnPath, NullReturnPath bool

	// Subject is one line, decoded.
	Subject personal.Text

	// MessageID and the ids this mail answers stand without angle brackets. A
	// malformed one is kept as it is: it still threads. At most [maxIDs] each.
	MessageID             string
	InReplyTo, References []string

	// Date is what the sender claims; zero if unreadable. For display only.
	Date time.Time

	// Text is all that a person would read: her own words, quoted history,
	// forwarded mail, signature, and text that HTML hides.
	Text personal.Text
	// Segments say which part of Text is what. They cover it without gaps.
	Segments []Segment
	// HTMLOnly means that the mail had no readable text/plain body.
	HTMLOnly bool

	// Attachments are listed in their order, those of forwarded mail included.
	Attachments []Attachment

	// Automatic tells whether a machine sent this mail, and how that shows.
	Automatic Automatic
	// WebForm means that a robot's address sent what looks like a person's
	// message. Automatic says so too; whether the robot is one of the office's
	// forms is for the configuration to tell.
	WebForm bool
	// Report is set when the mail tells what became of a letter.
	Report *DeliveryReport
	// Disposition means that the mail is a read receipt (RFC 8098).
	Disposition bool
	// Calendar is the iTIP method in upper case ("REQUEST", "REPLY"), or empty.
	Calendar string

	// AuthenticationResults are the values of the RFC 8601 headers, the newest
	// first. Anybody can write one: [Message.Authentication] knows which counts.
	AuthenticationResults []string
	trace                 trace
	// Stamp is the value of the header by which we know our own mail.
	Stamp string
	// Loop are the values of X-Loop.
	Loop []string

	// Protection tells how the content was wrapped.
	Protection Protection

	// Warnings tell what was wrong or left out, each once.
	Warnings []Warning

	beside bool // another version of Text says other words
}

// StampHeader is the header whose value is [Message.Stamp].
const StampHeader = "X-Borgerbot-Stamp"

// An Address is a mailbox of RFC 5322 §3.4.
type Address struct {
	// Name is the decoded display name, on one line.
	Name personal.Text
	// Address is the addr-spec as it was written, or empty if there is none.
	Address personal.Text
}

// A Segment is the part of [Message.Text] from byte Start up to byte End.
type Segment struct {
	Kind       SegmentKind
	Start, End int
}

// SegmentKind tells who is speaking in a segment.
type SegmentKind string

const (
	// Own is what the sender wrote in this mail.
	Own SegmentKind = "own"
	// Quoted is history: what was written in the mail that this one answers.
	Quoted SegmentKind = "quoted"
	// Forwarded is what another wrote and the sender passes on, and everything of
	// that sort in a mail that answers nothing.
	Forwarded SegmentKind = "forwarded"
	// Signature is a signature block, an app's advertisement, or a disclaimer.
	Signature SegmentKind = "signature"
	// Hidden is text that a mail program would not show.
	Hidden SegmentKind = "hidden"
)

// An Attachment is a file that came with the mail. Its content is not kept.
type Attachment struct {
	// Name is safe to show: a base name without control characters or
	// separators, at most [maxNameRunes] long, or empty. It is never a path.
	Name personal.Text
	// Type is the media type as claimed, in lower case.
	Type string
	// Class tells what the file is to a reader.
	Class AttachmentClass
	// Size is the number of bytes after transfer decoding.
	Size int64
	// Inline means that the text shows it in place: a logo, or a pasted picture.
	Inline bool
}

// AttachmentClass tells what a file is to a reader.
type AttachmentClass string

// The classes of attachments.
const (
	Document  AttachmentClass = "document"
	Image     AttachmentClass = "image"
	Calendar  AttachmentClass = "calendar"
	Archive   AttachmentClass = "archive"
	Mail      AttachmentClass = "message"
	Encrypted AttachmentClass = "encrypted"
	TNEF      AttachmentClass = "tnef" // winmail.dat: Outlook's own format
	Other     AttachmentClass = "other"
)

// Protection tells how the content of a mail was wrapped.
type Protection string

const (
	// Unprotected content is plain.
	Unprotected Protection = "none"
	// SMIMESigned content was read. Who signed is not checked.
	SMIMESigned Protection = "smime_signed"
	// SMIMEEncrypted content cannot be read here.
	SMIMEEncrypted Protection = "smime_encrypted"
	// PGPEncrypted content cannot be read here.
	PGPEncrypted Protection = "pgp_encrypted"
)

// Warning tells what was wrong with a mail, or what we left out.
type Warning string

const (
	// WarnRepaired: the mail was read only after repair.
	WarnRepaired Warning = "repaired"
	// WarnIncomplete: the mail ends too early or in disorder; parts may be missing.
	WarnIncomplete Warning = "incomplete"
	// WarnTooLarge: bytes past [Limits.Bytes] were not read.
	WarnTooLarge Warning = "too_large"
	// WarnTooDeep: parts nested deeper than [Limits.Depth] were not read.
	WarnTooDeep Warning = "too_deep"
	// WarnTooManyParts: parts past [Limits.Parts] were not read.
	WarnTooManyParts Warning = "too_many_parts"
	// WarnHeaderCut: a header was longer than [Limits.PartHeaderBytes].
	WarnHeaderCut Warning = "header_cut"
	// WarnTextCut: text past [Limits.TextBytes] was left out.
	WarnTextCut Warning = "text_cut"
	// WarnCharset: characters are shown by guess: the charset is unknown, wrong
	// or missing.
	WarnCharset Warning = "charset"
	// WarnEncoding: the transfer encoding is unknown or broken.
	WarnEncoding Warning = "encoding"
	// WarnFrom: there is not exactly one address in From, so that it is uncertain
	// who wrote and whom an answer would reach.
	WarnFrom Warning = "from"
	// WarnSealed: an S/MIME envelope could not be opened.
	WarnSealed Warning = "sealed"
	// WarnTNEF: content came in Outlook's own format, which is not opened.
	WarnTNEF Warning = "tnef"
)

// OwnText returns what the sender wrote in this mail, without history,
// forwarded mail, signatures and hidden text.
func (m Message) OwnText() personal.Text { return m.textOf(Own) }

// Incoming returns what an office has to read: the sender's own words and what
// she passes on.
func (m Message) Incoming() personal.Text { return m.textOf(Own, Forwarded) }

func (m Message) textOf(kinds ...SegmentKind) personal.Text {
	text := m.Text.Reveal()
	var out []byte
	for _, s := range m.Segments {
		for _, kind := range kinds {
			if s.Kind == kind {
				out = append(out, text[s.Start:s.End]...)
			}
		}
	}
	return personal.New(string(out))
}
