package dossier

import (
	"slices"
	"time"

	"borgerbot/internal/calendar"
	"borgerbot/internal/casework"
	"borgerbot/internal/personal"
)

// Source is what is stored of an inquiry.
type Source struct {
	Inquiry casework.Inquiry
	Office  string
	Made    time.Time
	// Events are the journal, in order.
	Events []Event
	// Mails are what came, and what an adviser wrote in her mail program, in order.
	Mails []Mail
	// Letters are the office's own, in the order they were decided.
	Letters []Letter
	// Parts are the inquiries that were merged into it. The journal of each lies in a
	// folder of its reference.
	Parts []casework.Reference
}

// OfPart is what is known beforehand of an inquiry that was merged into this one: its
// mails lie in the folder above its own.
func (s Source) OfPart() Source {
	part := Source{Office: s.Office, Made: s.Made}
	for _, m := range s.Mails {
		m.Above, m.File, m.Files = true, m.File.above(), slices.Clone(m.Files)
		for i, f := range m.Files {
			m.Files[i] = f.above()
		}
		part.Mails = append(part.Mails, m)
	}
	return part
}

// Event is an event and its link in the journal's chain.
type Event struct {
	casework.Event
	Link []byte
}

// File is a file beside the page. Its name says nothing of the citizen.
type File struct {
	Name string
	// Title is what the sender called it; empty if she did not.
	Title personal.Text
	Type  string // media type
	Size  int64  // bytes
	Sum   []byte // SHA-256
	// Inside: it is a part of the mail's file only.
	Inside bool
}

// above is the file, seen from a folder below it.
func (f File) above() File {
	if f.Name != "" {
		f.Name = "../" + f.Name
	}
	return f
}

// Mail is a letter as it came.
type Mail struct {
	// Above: its files lie in the folder above, and are listed there.
	Above    bool
	Message  casework.MessageID
	Received time.Time
	File     File
	Text     personal.Text // what a person reads
	Files    []File
	Lack     Lack
}

// Lack is what Files do not have of what hangs on a mail.
type Lack string

// The lacks; empty is none.
const (
	LackMore Lack = "more" // there is more in the mail's own file
	LackEnd  Lack = "end"  // the mail ended too early, as it came
)

// Letter is a letter of the office's own.
type Letter struct {
	casework.Letter
	File File // no name: its bytes are no longer there
	Text personal.Text
}

// Dossier is the journal as it is written.
type Dossier struct {
	Reference string  `json:"reference"`
	Office    string  `json:"office"`
	Made      string  `json:"made"` // RFC 3339
	Facts     []Row   `json:"facts"`
	Entries   []Entry `json:"entries"`
	Files     []Kept  `json:"files"`
	// Parts are the inquiries that were merged into it, each in a folder so called.
	Parts []string `json:"parts,omitempty"`

	made string // for people
}

// Row is a labelled text.
type Row struct {
	Code  string `json:"code"`
	Label string `json:"label"`
	Text  string `json:"text"`
}

// Entry is one thing that happened.
type Entry struct {
	At    string   `json:"at"`    // RFC 3339, in the office's zone
	Event string   `json:"event"` // the code
	By    string   `json:"by"`
	Text  string   `json:"text"`
	Rows  []Row    `json:"rows,omitempty"`
	Files []string `json:"files,omitempty"`
	// Link is the event's link in the chain of the whole journal, in hexadecimal.
	Link string `json:"link,omitempty"`

	when  string
	reads []reading
}

// reading is the text of a letter, for the page.
type reading struct{ Head, Text string }

// Kept is a file in the list of files.
type Kept struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Type   string `json:"type"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// dated is a day that may be missing.
func dated(day calendar.Date, write func(calendar.Date) string) string {
	if day.IsZero() {
		return ""
	}
	return write(day)
}
